"""The tables of agencies: rows of agencies.csv with their names, days and levels, and how a name is found and printed.

A name is compared by its key: lower case, old tone placement, without `và`, punctuation and spaces, so that `Sở KH&ĐT`,
`Sở KH-ĐT` and `Sở KHĐT` are one. Accents stay: `Sở Nội vụ` is not `Sở Ngoại vụ`.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Sequence
from datetime import date
from functools import cache
from importlib import resources
from typing import Literal, NamedTuple

from directives.model import Span
from directives.vietnamese import bare_same_length, fold_same_length


class Context(NamedTuple):
    """The directive in which a name stands: it decides which of several bodies is meant."""

    issued_on: date | None
    level: str  # tw, tinh, huyen, xa of the issuer
    province: str | None  # name of the issuing province or city, without its kind
    city: bool  # the province is a centrally run city on the day of issue
    issuer: str | None
    own: bool  # the issuer is an agency writing for itself


class Mention(NamedTuple):
    """One name in a text. A mixed group has several names."""

    span: Span
    names: tuple[str, ...]  # as they are printed, () for a vague remainder
    ids: tuple[str, ...]  # ids of agencies.csv, "" where unknown
    kind: Literal["agency", "group", "vague", "unknown", "person"]
    rule: str
    doubt: str | None


class Row(NamedTuple):
    """One body or group of bodies, in the words of agencies.csv."""

    id: str
    name: str
    format_name: str
    type: str
    level: str
    aliases: tuple[str, ...]
    effective_from: date | None
    effective_until: date | None


class Entry(NamedTuple):
    """What a key leads to: a row, and what the key fills into its printed form."""

    row: Row
    alias: str  # the wording, to compare capitals of short codes
    province: str = ""  # the province that the wording names (`Báo Ninh Thuận`)
    city: bool = False  # only in a directive of a centrally run city (`Thanh tra thành phố`)
    kind: str = ""  # the kind of locality that the wording names (`UBND huyện`)


WORD = re.compile(r"[^\W_]+")
#: Capital letters of Vietnamese for a character class; in Unicode they alternate with the small ones, so no range will do
UPPER = "A-ZĐÀÁẢÃẠĂẰẮẲẴẶÂẦẤẨẪẬÈÉẺẼẸÊỀẾỂỄỆÌÍỈĨỊÒÓỎÕỌÔỒỐỔỖỘƠỜỚỞỠỢÙÚỦŨỤƯỪỨỬỮỰỲÝỶỸỴ"
LOWER = UPPER.replace("A-Z", "a-z").lower()
#: kinds of localities by level
KINDS = {"huyen": ("huyện", "quận", "thị xã", "thành phố"), "xa": ("xã", "phường", "thị trấn", "đặc khu")}


#: and how they are shortened before a name: UBND TP. Vinh, TX. Hồng Lĩnh
SHORT_KINDS = {"thành phố": "TP", "thị xã": "TX"}


def key(name: str) -> str:
    """How two spellings of one name become equal: the letters without `và`, punctuation and spaces."""
    return _letters(fold_same_length(name))


def keys(names: Sequence[str]) -> list[str]:
    """The keys of many names, folded at once."""
    return list(map(_letters, fold_same_length("\0".join(names)).split("\0")))


def _letters(folded: str) -> str:
    return "".join([word for word in WORD.findall(folded) if word != "và"])


def bare_key(name_key: str) -> str:
    """A key without accents, for what OCR lost."""
    return bare_same_length(name_key)


# --- loading -------------------------------------------------------------------------------------------------------


def read_table(name: str) -> list[dict[str, str]]:
    """The rows of one of the shipped tables."""
    text = (resources.files("directives") / "data" / f"{name}.csv").read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines()))


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


@cache
def rows() -> tuple[Row, ...]:
    """All rows of agencies.csv."""
    return tuple(
        Row(
            r["id"],
            r["name"],
            r["format_name"],
            r["type"],
            r["level"],
            tuple(a for a in r["aliases"].split("|") if a),
            _day(r["effective_from"]),
            _day(r["effective_until"]),
        )
        for r in read_table("agencies")
    )


@cache
def provinces() -> tuple[str, ...]:
    """Names of all provinces, old and new, longest first, with their usual other spellings."""
    names: set[str] = set()
    for r in read_table("provinces"):
        names |= {r["name"], r["successor_name"], *(a for a in r["aliases"].split("|") if a)}
    return tuple(sorted(names, key=lambda name: (-len(name), name)))  # in one order whatever the hash seed


@cache
def _city_since() -> dict[str, date]:
    """From when a province, by its folded name, is a centrally run city; long-standing ones from the first day of all."""
    since: dict[str, date] = {}
    for r in read_table("provinces"):
        if r["type"] == "thanh_pho":
            since[fold_same_length(r["name"])] = date.min
        kind, _, day = r["successor_type_now"].partition("@")
        if kind == "thanh_pho":
            since.setdefault(fold_same_length(r["successor_name"]), date.fromisoformat(day) if day else date(2025, 1, 1))
    return since


def is_city(province: str | None, on: date | None) -> bool:
    """Whether a province is a centrally run city on a day, when its bodies are written `thành phố` (provinces.csv has the laws)."""
    since = _city_since().get(fold_same_length(province or ""))
    return since is not None and (on is None or since <= on)


@cache
def heads() -> tuple[str, ...]:
    """Kinds of units that begin a name of no list, longest first."""
    return tuple(sorted((r["head"] for r in read_table("unit_heads")), key=len, reverse=True))


def wordings(row: Row) -> Iterator[Entry]:
    """Every wording of a row: name, printed form, aliases, provinces and cities filled in."""
    plain = [row.name, *row.aliases]
    if "{" not in row.format_name and row.type != "cum_tu":
        plain.append(row.format_name)
    long = [full for w in plain for full in _written_out(w)]
    for wording in dict.fromkeys([*plain, *long]):
        if not wording:
            continue
        yield Entry(row, wording, kind=_kind_in(row, wording))
        if row.level == "tinh" and row.type not in ("nhom", "cum_tu", "vague"):
            yield from _city_wordings(row, wording)
        if "{tỉnh}" in row.format_name and wording.endswith(" tỉnh"):
            yield from _province_wordings(row, wording)
    if "{loại}" in row.format_name:
        yield from _kind_wordings(row)


def _written_out(wording: str) -> Iterator[str]:
    for short, long in (("UBND", "Ủy ban nhân dân"), ("HĐND", "Hội đồng nhân dân"), ("MTTQ", "Mặt trận Tổ quốc"), ("HTX", "Hợp tác xã")):
        if short in wording and re.search(rf"(?<!\w){short}(?!\w)", wording):
            yield re.sub(rf"(?<!\w){short}(?!\w)", long, wording)


def _kind_in(row: Row, wording: str) -> str:
    if "{loại}" not in row.format_name:
        return ""
    kinds = [k for k in KINDS.get(row.level, ()) if wording.casefold().endswith(" " + k)]
    return kinds[0] if kinds else ""


def _city_wordings(row: Row, wording: str) -> Iterator[Entry]:
    if wording.endswith((" tỉnh", " Tỉnh")):
        for city in ("thành phố", "TP"):
            yield Entry(row, wording[:-4] + city, city=True)
    elif "Tỉnh ủy" in wording or "Tỉnh đoàn" in wording:
        yield Entry(row, wording.replace("Tỉnh ủy", "Thành ủy").replace("Tỉnh đoàn", "Thành đoàn"), city=True)


def _province_wordings(row: Row, wording: str) -> Iterator[Entry]:
    for province in provinces():
        yield Entry(row, f"{wording[:-4]}{province}", province)
        yield Entry(row, f"{wording} {province}", province)
        yield Entry(row, f"{wording[:-4]}thành phố {province}", province)


def _kind_wordings(row: Row) -> Iterator[Entry]:
    before = row.format_name.split(" {loại}")[0]
    for kind in KINDS.get(row.level, ()):
        for stem in dict.fromkeys([before, *_written_out(before)]):
            yield Entry(row, f"{stem} {kind}", kind=kind)
            if kind in SHORT_KINDS:
                yield Entry(row, f"{stem} {SHORT_KINDS[kind]}", kind=kind)
