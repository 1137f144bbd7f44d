"""The shipped table of agencies, with groups and successions, as rows of the database."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from datetime import date, datetime
from functools import cache
from importlib import resources

from sqlalchemy import select
from sqlalchemy.orm import Session

from directives.vietnamese import bare, fold
from workflow import history
from workflow.acting import MACHINE
from workflow.agency_names import distinct, ensure_alias, make_alias
from workflow.model import Agency, GroupMember, Succession

#: Order of protocol by kind of body; what is not here comes between hội and xã
PROTOCOL = ("dang", "hdnd", "ubnd", "van_phong", "so", "ban", "ctxh", "luc_luong_vu_trang", "tu_phap", "nganh_doc", "bao_dai")
LAST = ("ubnd_huyen", "ubnd_xa", "nhom")
#: Rows of the table that are phrases or posts, not bodies
NO_BODIES = frozenset({"cum_tu", "vague"})
#: Bodies that only some provinces have: known by name, in no group until a person puts them there
OPTIONAL = frozenset({"so_gtvt_xd", "so_vh_tt", "so_du_lich", "so_ngoai_vu", "so_qh_kt", "so_attp"})
#: Bodies that a group of the table opens into, by their codes; `sở, ban, ngành` and the localities go by kind
GROUP_CODES = {
    "nhom_doan_the": ("ldld_tinh", "hoi_nong_dan", "hoi_lhpn", "tinh_doan", "hoi_ccb"),
    "nhom_bao_chi": ("bao_tinh", "dai_ptth_tinh", "bao_ptth_tinh"),
    "nhom_ubnd_cap_tinh": ("ubnd_tinh",),
    "nhom_tinh_uy": ("tinh_uy",),
}
SO_BAN_NGANH_TOO = frozenset({"vp_ubnd_tinh"})
#: Group that an agency of a kind belongs to
GROUP_KINDS = {"so": "nhom_so_ban_nganh", "ban": "nhom_so_ban_nganh", "ubnd_xa": "nhom_ubnd_cap_xa", "ubnd_huyen": "nhom_ubnd_cap_huyen"}


def protocol_order_of(kind: str, place: int) -> int:
    """Thousands by kind of body, then the place in the table."""
    if kind in PROTOCOL:
        return 1000 * (PROTOCOL.index(kind) + 1) + place
    if kind in LAST:
        return 1000 * (len(PROTOCOL) + 2 + LAST.index(kind)) + place
    return 1000 * (len(PROTOCOL) + 1) + place


def seed(session: Session, *, now: datetime, province: str = "", city: bool = False) -> int:
    """Adds the agencies of the shipped table that are not there yet, past ones included, with groups and successions.

    `province` is the name without `tỉnh`; in a centrally run `city` names that end in `tỉnh` end in `thành phố`.
    Gives the number of agencies added. Rows that are there stay as people made them.
    """
    rows = [row for row in _table("agencies.csv") if row["type"] not in NO_BODIES and not _is_template(row)]
    known = {agency.code: agency for agency in session.scalars(select(Agency))}
    fresh = {row["id"] for row in rows if not _is_post(row, rows)} - set(known)
    for place, row in enumerate(rows):
        if row["id"] in fresh:
            known[row["id"]] = _seeded(row, place, province, city)
    session.add_all([known[code] for code in fresh])
    for row in rows:
        if _is_post(row, rows) and (body := _body_of(row, rows)) in fresh:
            for alias in [row["name"], *row["aliases"].split("|")]:
                ensure_alias(known[body], alias)
    session.flush()
    _seed_groups(session, known, fresh)
    _seed_successions(session, known, fresh)
    if fresh:
        history.record(
            session, actor=MACHINE, now=now, action="agency.seeded", subject="agency", subject_id=None, new={"added": len(fresh)}
        )
    return len(fresh)


def _table(name: str) -> list[dict[str, str]]:
    text = resources.files("directives").joinpath("data", name).read_text("utf-8")
    return list(csv.DictReader(text.splitlines()))


def _is_template(row: Mapping[str, str]) -> bool:
    """Rows that stand for many bodies (`UBND {loại} {tên}`): a person, or acceptance, makes the real ones."""
    return row["type"].startswith("phong_") or any(part in row["format_name"] for part in ("{loại}", "{tên}", "{số}"))


def _is_post(row: Mapping[str, str], rows: list[dict[str, str]]) -> bool:
    """A post that directives print as its body: `Chủ tịch UBND tỉnh` is `UBND tỉnh`."""
    return row["type"] == "lanh_dao" and _body_of(row, rows) is not None


def _body_of(row: Mapping[str, str], rows: list[dict[str, str]]) -> str | None:
    printed = row["format_name"].removeprefix("Phó Chủ tịch ")
    return next((other["id"] for other in rows if other["type"] != "lanh_dao" and other["format_name"] == printed), None)


def _seeded(row: Mapping[str, str], place: int, province: str, city: bool) -> Agency:
    own = row["level"] == "tinh"
    name = (row["format_name"] or row["name"]).replace("{tỉnh}", province or "tỉnh")
    name = _in_a_city(name) if own and city else name
    aliases = [name, row["name"], *(alias for alias in row["aliases"].split("|") if alias)]
    if own and province and row["type"] != "nhom":
        aliases.append(_with_province(name, province, city))
        aliases += [_with_province(_of_tier(name, one), one["name"], _was_city(one)) for one in _merged_into(province)]
    agency = Agency(
        code=row["id"],
        name=name,
        short_name=_short_name(row),
        folded=bare(name),
        kind=row["type"],
        level=row["level"] or "tinh",
        is_group=row["type"] == "nhom",
        is_office=row["id"] == "vp_ubnd_tinh",
        tracked=row["level"] != "tw",
        valid_from=_day(row["effective_from"]),
        valid_until=_day(row["effective_until"]),
        protocol_order=protocol_order_of(row["type"], place),
    )
    agency.aliases = [make_alias(alias) for alias in distinct(aliases)]
    return agency


def _in_a_city(name: str) -> str:
    """Names of a centrally run city: `Thanh tra tỉnh` is `Thanh tra thành phố`, `Tỉnh ủy` `Thành ủy`."""
    name = name.replace("Tỉnh ủy", "Thành ủy").replace("Tỉnh đoàn", "Thành đoàn")
    return f"{name.removesuffix(' tỉnh')} thành phố" if name.endswith(" tỉnh") else name


def _with_province(name: str, province: str, city: bool) -> str:
    level = "thành phố" if city else "tỉnh"
    return f"{name} {province}" if name.endswith(f" {level}") else f"{name} {level} {province}"


@cache
def _merged_into(province: str) -> list[dict[str, str]]:
    """The provinces that became part of a province in 2025, without itself: their bodies are its own now."""
    rows = _table("provinces.csv")
    return [row for row in rows if fold(row["successor_name"]) == fold(province) and fold(row["name"]) != fold(province)]


def _was_city(row: Mapping[str, str]) -> bool:
    return row["type"] == "thanh_pho"


def _of_tier(name: str, row: Mapping[str, str]) -> str:
    """The name as a body of that province had it: `Thanh tra thành phố` in a city, `Thanh tra tỉnh` in a province."""
    return _in_a_city(name) if _was_city(row) else _in_a_province(name)


def _in_a_province(name: str) -> str:
    name = name.replace("Thành ủy", "Tỉnh ủy").replace("Thành đoàn", "Tỉnh đoàn")
    return f"{name.removesuffix(' thành phố')} tỉnh" if name.endswith(" thành phố") else name


def _short_name(row: Mapping[str, str]) -> str:
    """The first short form that begins with `Sở`, for tables: `Sở KHĐT`."""
    return next((alias for alias in row["aliases"].split("|") if row["type"] == "so" and alias.startswith("Sở ") and len(alias) <= 12), "")


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


def _seed_groups(session: Session, known: Mapping[str, Agency], fresh: set[str]) -> None:
    pairs = [(group, code) for group, codes in GROUP_CODES.items() for code in codes]
    pairs += [("nhom_so_ban_nganh", code) for code in SO_BAN_NGANH_TOO]
    pairs += [
        (GROUP_KINDS[agency.kind], code)
        for code, agency in known.items()
        if agency.kind in GROUP_KINDS and agency.tracked and code not in OPTIONAL
    ]
    for group, code in dict.fromkeys(pairs):
        if group in known and code in known and (code in fresh or group in fresh):
            session.add(GroupMember(group_id=known[group].id, member_id=known[code].id))


def _seed_successions(session: Session, known: Mapping[str, Agency], fresh: set[str]) -> None:
    for row in _table("successions.csv"):
        old, new = known.get(row["old_id"]), known.get(row["new_id"])
        if old and new and (row["old_id"] in fresh or row["new_id"] in fresh):
            day = date.fromisoformat(row["effective_on"])
            session.add(Succession(old_id=old.id, new_id=new.id, effective_on=day, share=row["share"], note=row["note"]))
