"""Agencies: their list, the page of one, and every change to them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from flask import flash, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import LazyString
from flask_babel import gettext as _
from flask_babel import lazy_gettext as later
from sqlalchemy.orm import Session

from webui import as_of, edge
from webui.admin_base import any_day, blueprint, done, version_of
from webui.forms import Entered
from webui.security import back
from webui.typed import clean_words
from workflow import agencies, learning, queries, reorganisation_queries
from workflow.access import require_office

#: kinds of bodies that people choose from, as in directives/data/agencies.csv
KINDS: dict[str, LazyString] = {
    "so": later("Sở"),
    "ban": later("Ban, cơ quan ngang sở"),
    "van_phong": later("Văn phòng"),
    "ubnd_xa": later("UBND xã, phường, đặc khu"),
    "ubnd": later("UBND tỉnh"),
    "luc_luong_vu_trang": later("Công an, quân sự, biên phòng"),
    "nganh_doc": later("Ngành dọc của Trung ương"),
    "ctxh": later("Mặt trận, đoàn thể"),
    "hoi": later("Hội, liên minh"),
    "tu_phap": later("Tòa án, Viện kiểm sát"),
    "dang": later("Cơ quan của Đảng"),
    "hdnd": later("HĐND"),
    "bao_dai": later("Báo, đài"),
    "dn": later("Doanh nghiệp, đơn vị sự nghiệp"),
    "bo": later("Bộ, ngành Trung ương"),
    "nhom": later("Nhóm cơ quan"),
    "": later("Khác"),
}
LEVELS: dict[str, LazyString] = {
    "tinh": later("Cấp tỉnh"),
    "xa": later("Cấp xã"),
    "tw": later("Trung ương"),
    "huyen": later("Cấp huyện (trước 01/7/2025)"),
}


def _choices(labels: dict[str, LazyString]) -> list[tuple[str, str]]:
    return [(value, str(label)) for value, label in labels.items()]


def soon_days() -> int:
    """Within so many days a task counts as due soon."""
    return edge.settings().reminders.soon_days


# --- agencies -------------------------------------------------------------------------------------------------------


@blueprint.get("/co-quan", endpoint="agencies")
def agency_list() -> ResponseReturnValue:
    """Agencies in order of protocol, with how their work stands, or stood on a day that the address asks for."""
    words = clean_words(request.args.get("q", ""))[:200]
    of, fault = as_of.asked_day_or_fault()
    past, untracked = bool(request.args.get("cu")), bool(request.args.get("ngoai"))
    with edge.reading() as session:
        viewer = edge.current_viewer()
        day, numbers = of.day if of else edge.today(), as_of.agency_numbers(session, of)
        rows = queries.agency_rows(session, viewer, day, soon_days(), q=words, past=past, tracked=not untracked, numbers=numbers)
        page = render_template(
            "admin/agencies.html",
            rows=rows,
            of=of,
            names=as_of.agency_names(session, of),
            same_day=as_of.address_value(of),
            fault=fault,
            q=words,
            past=past,
            untracked=untracked,
            kinds=KINDS,
            waiting=len(reorganisation_queries.waiting(session, edge.today())) if viewer.admin else 0,
            before={} if of else reorganisation_queries.done_before(session, {row.agency.id for row in rows}),
        )
    return page, 400 if fault else 200


@blueprint.get("/co-quan/<int:agency_id>")
def agency(agency_id: int) -> ResponseReturnValue:
    """One agency: what it owes, its people, names and groups."""
    with edge.reading() as session:
        return _agency_page(session, agency_id)


def _agency_page(session: Session, agency_id: int, form: Entered | None = None, status: int = 200) -> ResponseReturnValue:
    viewer = edge.current_viewer()
    view = queries.agency_view(session, viewer, agency_id, edge.today(), soon_days())
    widen = view.agency.is_group and viewer.office
    candidates = agencies.all(session, edge.today(), groups=False, tracked_only=True) if widen else []
    present = {member.agency.id for member in view.members if is_member_on(member, edge.today())}
    page = render_template(
        "admin/agency.html",
        view=view,
        agency=view.agency,
        row=view.row,
        kinds=KINDS,
        levels=LEVELS,
        kind_choices=_choices(KINDS),
        level_choices=_choices(LEVELS),
        form=form,
        faults=form.faults if form else {},
        teachers=learning.teachers(session, view.aliases),
        predecessors=reorganisation_queries.predecessors(session, agency_id),
        waiting=reorganisation_queries.waiting_of(session, view.agency, edge.today()),
        members_now=[member for member in view.members if member.agency.id in present],
        addable=[(one.id, one.name) for one in candidates if one.id not in present],
    )
    return page, status


def is_member_on(member: agencies.Member, today: date) -> bool:
    """Whether somebody is in a group today."""
    return (member.valid_from is None or member.valid_from <= today) and (member.valid_until is None or member.valid_until >= today)


@blueprint.route("/co-quan/moi", methods=["GET", "POST"])
def new_agency() -> ResponseReturnValue:
    """Add an agency that the shipped list does not know."""
    require_office(edge.current_viewer())
    entered = Entered(request.form)
    if request.method == "POST":
        fields = _agency_fields(entered)
        aliases = [clean_words(line) for line in entered.text("aliases", limit=3000).splitlines() if line.strip()]
        group = entered.flag("is_group")
        made: list[int] = []

        def act(session: Session) -> None:
            agency = agencies.create(session, actor=edge.actor(), now=edge.now(), is_group=group, aliases=aliases, **fields)
            made.append(agency.id)

        if done(entered, act):
            flash(_("Đã thêm cơ quan. Mời người dùng của cơ quan này ở trang Người dùng."))
            return back("admin.agency", agency_id=made[0])
    page = render_template(
        "admin/agency_form.html", form=entered, faults=entered.faults, kind_choices=_choices(KINDS), level_choices=_choices(LEVELS)
    )
    return page, 400 if entered.faults else 200


@blueprint.post("/co-quan/<int:agency_id>/sua")
def change_agency(agency_id: int) -> ResponseReturnValue:
    """Change an agency's names, address, days of existence."""
    require_office(edge.current_viewer())
    entered = Entered(request.form)
    version = version_of(entered)
    fields = _agency_fields(entered)
    return _agency_act(
        agency_id,
        entered,
        lambda session: agencies.update(session, agency_id, actor=edge.actor(), now=edge.now(), version=version, **fields),
        _("Đã sửa cơ quan."),
    )


def _agency_fields(entered: Entered) -> dict[str, Any]:
    """What the forms say of an agency; faults are noted on the form."""
    return {
        "name": clean_words(entered.text("name", required=_("Tên cơ quan không được để trống."), limit=300)),
        "short_name": clean_words(entered.text("short_name", limit=80)),
        "kind": entered.choice("kind", KINDS),
        "level": entered.choice("level", LEVELS) or "tinh",
        "email": entered.text("email", limit=254) or None,
        "valid_from": any_day(entered, "valid_from"),
        "valid_until": any_day(entered, "valid_until"),
        "tracked": entered.flag("tracked"),
    }


@blueprint.post("/co-quan/<int:agency_id>/ten-khac")
def add_alias(agency_id: int) -> ResponseReturnValue:
    """Teach another way in which directives write the name."""
    require_office(edge.current_viewer())
    entered = Entered(request.form)
    alias = clean_words(entered.text("alias", required=_("Gõ tên gọi khác."), limit=300))
    return _agency_act(
        agency_id,
        entered,
        lambda session: agencies.add_alias(session, agency_id, alias, actor=edge.actor(), now=edge.now()),
        _("Đã thêm tên gọi. Từ văn bản sau, máy nhận ra tên này."),
    )


@blueprint.post("/co-quan/<int:agency_id>/ten-khac/<int:alias_id>/bo")
def remove_alias(agency_id: int, alias_id: int) -> ResponseReturnValue:
    """Forget a way of writing the name."""
    require_office(edge.current_viewer())
    return _agency_act(
        agency_id,
        Entered(request.form),
        lambda session: agencies.remove_alias(session, agency_id, alias_id, actor=edge.actor(), now=edge.now()),
        _("Đã bỏ tên gọi."),
    )


@blueprint.post("/co-quan/<int:agency_id>/thanh-vien")
def add_member(agency_id: int) -> ResponseReturnValue:
    """Put an agency into a group."""
    require_office(edge.current_viewer())
    entered = Entered(request.form)
    member = entered.number("member", low=1, high=10**12, required=_("Chọn cơ quan để thêm vào nhóm.")) or 0
    since = any_day(entered, "since")
    return _agency_act(
        agency_id,
        entered,
        lambda session: agencies.add_member(session, agency_id, member, actor=edge.actor(), now=edge.now(), since=since),
        _("Đã thêm vào nhóm. Nhiệm vụ giao trước đó không đổi."),
    )


@blueprint.post("/co-quan/<int:agency_id>/thanh-vien/<int:member_id>/bo")
def remove_member(agency_id: int, member_id: int) -> ResponseReturnValue:
    """Take an agency out of a group from tomorrow on."""
    require_office(edge.current_viewer())
    return _agency_act(
        agency_id,
        Entered(request.form),
        lambda session: agencies.remove_member(session, agency_id, member_id, actor=edge.actor(), now=edge.now(), until=edge.today()),
        _("Đã đưa ra khỏi nhóm từ ngày mai. Nhiệm vụ đã giao không đổi."),
    )


def _agency_act(agency_id: int, entered: Entered, act: Callable[[Session], Any], said: str) -> ResponseReturnValue:
    """Do one change to an agency and show its page, with what was wrong if it was refused."""
    if done(entered, act):
        flash(said)
        return back("admin.agency", agency_id=agency_id)
    with edge.reading() as session:
        return _agency_page(session, agency_id, entered, entered.status)
