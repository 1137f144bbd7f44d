"""Tasks: the list whose filter stands in the address, the same as Excel, what is overdue by agency, one task's page, urging by hand."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as later
from flask_babel import ngettext
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.datastructures import MultiDict

from notifier import outbox
from webui import as_of, attachments, edge, presentation, sayings, task_page
from webui.acts import assignment_seen
from webui.forms import Entered
from webui.security import back, safe_target
from webui.typed import understand_date
from workflow import agencies, conditions, queries, sheets, silence
from workflow.access import require_office
from workflow.model import Directive, Membership, Part, Post, State, TimeClass, User
from workflow.past import PastDay
from workflow.queries import AgencyOverdue, Sort, TaskFilter, TaskRow, late_by_agency
from workflow.refusals import Invalid, NotAllowed, NotFound, Refused
from workflow.timeliness import days_late

blueprint = Blueprint("tasks", __name__)

#: what is late is counted by the agencies that lead; what they only help with is said apart
LATE_LED = TaskFilter(part=Part.LEAD, time_class=frozenset({TimeClass.LATE}), sort=Sort.AGENCY)
HELPED_LATE = TaskFilter(part=Part.COORDINATE, time_class=frozenset({TimeClass.LATE}))
EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
#: rows that one press may urge about
MOST_AT_ONCE = 200
#: saved views on top of the list: label and filter
TABS: tuple[tuple[Any, TaskFilter], ...] = (
    (later("Đang mở"), TaskFilter()),
    (later("Tôi theo dõi"), TaskFilter(mine=True)),
    (later("Quá hạn"), TaskFilter(time_class=frozenset({TimeClass.LATE}))),
    (later("Sắp đến hạn"), TaskFilter(time_class=frozenset({TimeClass.TODAY, TimeClass.SOON}))),
    (later("Chờ xác nhận"), TaskFilter(state=frozenset({State.SUBMITTED}))),
    (later("Đã xong"), TaskFilter(state=frozenset({State.DONE}), sort=Sort.CHANGED)),
)


def soon_days() -> int:
    """Within so many days a task counts as due soon."""
    return edge.settings().reminders.soon_days


def list_address(wanted: TaskFilter, endpoint: str = "tasks.index", of: PastDay | None = None) -> str:
    """The address of the list, or of its sheet, under a filter, now or on a past day."""
    args: dict[str, Any] = {**wanted.to_args(), **as_of.address_value(of)}
    return url_for(endpoint, **args)


# --- list ----------------------------------------------------------------------------------------------------------


@blueprint.get("/nhiem-vu")
def index() -> ResponseReturnValue:
    """The list, now or as it stood. An impossible filter is said so, above the unfiltered list."""
    wanted, of, fault = _filter()
    with edge.reading() as unit:
        found = as_of.listed(unit, wanted, of)
        choices = _choices(unit)
    body = render_template(
        "tasks/list.html",
        page=found.page,
        past=found if of else None,
        today=of.day if of else edge.today(),
        filter=wanted,
        groups=_groups(found.page.rows, wanted),
        chips=_chips(wanted, choices, of),
        tabs=[(str(label), list_address(tab, of=of), tab.but(page=1) == wanted.but(page=1)) for label, tab in TABS],
        address=lambda number: list_address(wanted.but(page=number), of=of),
        excel=list_address(wanted.but(), "tasks.excel", of),
        fault=fault,
        corrections=as_of.corrections,
        sorts=list(Sort),
        classes=list(TimeClass),
        states=list(State),
        parts=[(part.value, _(part.label)) for part in Part],
        **choices,
    )
    return body, 400 if fault else 200


def _filter() -> tuple[TaskFilter, PastDay | None, str]:
    """The filter of the address, the past day that it asks for, and what is wrong with them. Dates may be typed as people type them."""
    args: MultiDict[str, str] = MultiDict(request.args.items(multi=True))
    try:
        for name in ("due_from", "due_to"):
            if typed := args.get(name, "").strip():
                args[name] = _day(name, typed).isoformat()
        if args.get("open_only") is None and args.get("filtered"):
            args["open_only"] = "0"
        return TaskFilter.from_args(args), as_of.asked_day(), ""
    except Invalid as fault:
        return TaskFilter(), None, sayings.said(fault)


def _day(name: str, typed: str) -> date:
    found = understand_date(typed, edge.today())
    if found is None:
        raise Invalid(name, _("Không hiểu ngày “%(typed)s”. Gõ như 27/11/2026.", typed=typed[:60]))
    return found


def _groups(rows: list[TaskRow], wanted: TaskFilter) -> list[tuple[TimeClass | None, list[TaskRow]]]:
    """Rows under headings of lateness while they come in order of due date; else all under none."""
    if wanted.sort is not Sort.DUE:
        return [(None, rows)] if rows else []
    order = list(TimeClass)
    by_class = sorted(rows, key=lambda row: order.index(row.time_class))
    return [(of_class, list(group)) for of_class, group in groupby(by_class, key=lambda row: row.time_class)]


def _choices(unit: Session) -> dict[str, Any]:
    """What the filter offers: the agencies that one may ask for, the office's people, the leaders."""
    viewer = edge.current_viewer()
    listed = agencies.all(unit, None, tracked_only=True)
    mine = listed if viewer.may_see_all else [a for a in listed if a.id in viewer.agency_ids]
    people = select(User.id, User.name, Membership.post).join(Membership).where(User.active).order_by(User.name)
    rows = unit.execute(people).all()
    watchers = {r.id: r.name for r in rows if r.post in (Post.COORDINATOR, Post.HEAD_OF_OFFICE)}
    leaders = {r.id: r.name for r in rows if r.post is Post.PROVINCIAL_LEADER}
    wanted = request.args.get("directive_id", "")
    directive = unit.get(Directive, int(wanted)) if wanted.isascii() and wanted.isdigit() and len(wanted) < 10 else None
    return {
        "agencies": [(a.id, a.name) for a in mine],
        "watchers": list(watchers.items()),
        "leaders": list(leaders.items()),
        "directive_label": directive.number or directive.subject if directive and viewer.may_see_all else _("văn bản này"),
    }


@dataclass(frozen=True)
class Chip:
    """One condition of the filter in words, and the address without it."""

    words: str
    without: str


def _chips(wanted: TaskFilter, choices: Mapping[str, Any], of: PastDay | None) -> list[Chip]:
    """The conditions that are set, as parts of a sentence."""
    names = {key: dict(choices[key]) for key in ("agencies", "watchers", "leaders")}
    said = {
        "q": _("có chữ “%(words)s”", words=wanted.q) if wanted.q else "",
        "time_class": _join(wanted.time_class, TimeClass),
        "by_original": _("tính theo hạn gốc") if wanted.by_original else "",
        "state": _join(wanted.state, State),
        "mine": _("tôi theo dõi hoặc được phân công") if wanted.mine else "",
        "extension_asked": _("đang xin gia hạn") if wanted.extension_asked else "",
        "agency_id": _("của %(name)s", name=names["agencies"].get(wanted.agency_id, "…")) if wanted.agency_id else "",
        "part": _(wanted.part.label).lower() if wanted.part else "",
        "directive_id": _("trong %(name)s", name=choices["directive_label"]) if wanted.directive_id else "",
        "watcher_id": _("%(name)s theo dõi", name=names["watchers"].get(wanted.watcher_id, "…")) if wanted.watcher_id else "",
        "leader_id": _("%(name)s phụ trách", name=names["leaders"].get(wanted.leader_id, "…")) if wanted.leader_id else "",
        "due_from": _("hạn từ %(day)s", day=presentation.day(wanted.due_from)) if wanted.due_from else "",
        "due_to": _("hạn đến %(day)s", day=presentation.day(wanted.due_to)) if wanted.due_to else "",
        "nature": _(wanted.nature.label).lower() if wanted.nature else "",
    }
    fields = TaskFilter.model_fields
    chips = [Chip(words, list_address(wanted.but(**{name: fields[name].default}), of=of)) for name, words in said.items() if words]
    if of is not None:
        chips.append(Chip(_("như ở cuối ngày %(day)s", day=presentation.day(of.day)), list_address(wanted.but())))
    return chips


def _join(picked: frozenset[Any], vocabulary: Any) -> str:
    return _(" hoặc ").join(_(member.label).lower() for member in vocabulary if member in picked)


@blueprint.get("/nhiem-vu.xlsx")
def excel() -> ResponseReturnValue:
    """The same rows as the list, all pages, as a sheet."""
    wanted, of, fault = _filter()
    if fault:
        raise Refused(fault)
    with edge.reading() as unit:
        found = as_of.listed(unit, wanted, of, paged=False)
    book = sheets.write_tasks(found.page.rows, as_of.stamp(found), as_of.remarks(found))
    return _sheet(book, f"nhiem-vu-{found.day or edge.today():%Y-%m-%d}.xlsx")


def _sheet(book: bytes, name: str) -> Response:
    answer = Response(book, mimetype=EXCEL)
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


# --- overdue by agency ---------------------------------------------------------------------------------------------


@blueprint.get("/qua-han")
def overdue() -> ResponseReturnValue:
    """What is late, by agency, the longest delay first; now, or as it stood on a day that the address asks for."""
    of, fault = as_of.asked_day_or_fault()
    with edge.reading() as unit:
        late = as_of.listed(unit, LATE_LED, of, paged=False)
        helping = as_of.listed(unit, HELPED_LATE, of).page.total
    body = render_template(
        "tasks/overdue.html",
        found=_by_agency(late.page.rows),
        past=late if of else None,
        today=of.day if of else edge.today(),
        total=late.page.total,
        helping=helping,
        helping_address=list_address(HELPED_LATE, of=of),
        of_agency=lambda agency_id: list_address(LATE_LED.but(agency_id=agency_id, sort=Sort.DUE), of=of),
        excel=list_address(TaskFilter(), "tasks.overdue_excel", of),
        fault=fault,
        corrections=as_of.corrections,
    )
    return body, 400 if fault else 200


@blueprint.get("/qua-han.xlsx")
def overdue_excel() -> ResponseReturnValue:
    of = as_of.asked_day()
    with edge.reading() as unit:
        found = as_of.listed(unit, LATE_LED, of, paged=False)
        rows = [row for agency in _by_agency(found.page.rows) for row in agency.rows]
        obstacles = queries.obstacles_of(unit, [row.assignment_id for row in rows], of.until if of else None)
    book = sheets.write_overdue(rows, obstacles, as_of.stamp(found), as_of.remarks(found))
    return _sheet(book, f"qua-han-{found.day or edge.today():%Y-%m-%d}.xlsx")


def _by_agency(rows: list[TaskRow]) -> list[AgencyOverdue]:
    """Agencies with most overdue work first, then by the longest delay; their rows by delay."""
    return _latest_first(late_by_agency(rows))


def _latest_first(found: list[AgencyOverdue]) -> list[AgencyOverdue]:
    """Agencies with most overdue work first, then by the longest delay; their rows by delay."""
    ordered = sorted(found, key=lambda agency: (-len(agency.rows), -agency.worst, agency.agency_name))
    return [AgencyOverdue(a.agency_id, a.agency_name, sorted(a.rows, key=lambda row: -row.days_late)) for a in ordered]


# --- one task ------------------------------------------------------------------------------------------------------


def _waits(unit: Session, view: queries.TaskView) -> list[conditions.Question]:
    """What the parts that this person sees wait for."""
    return conditions.waiting_in(unit, [one.assignment.id for part in view.assignments for one in (part, *part.members)])


@blueprint.get("/nhiem-vu/<int:task_id>")
def show(task_id: int) -> ResponseReturnValue:
    """One task: by when, who, state; what this person should do now; who helps; what happened."""
    with edge.reading() as unit:
        view = queries.task_view(unit, edge.current_viewer(), task_id, edge.today(), soon_days())
        sheet = task_page.sheet_of(view, edge.current_viewer(), edge.today())
        silent = silence.last_days(unit, task_id, edge.calendar(unit), edge.settings().zone) if view.directive.silence_days else {}
        return render_template("tasks/task.html", sheet=sheet, page=task_page, waits=_waits(unit, view), silent=silent)


@blueprint.get("/bao-cao/<int:report_id>/tep/<int:file_id>")
def download(report_id: int, file_id: int) -> ResponseReturnValue:
    """A file that an agency attached to a report."""
    with edge.reading() as unit:
        return attachments.handed_out(queries.report_file(unit, edge.current_viewer(), report_id, file_id))


# --- urging by hand ------------------------------------------------------------------------------------------------


@blueprint.get("/phan-cong/<int:assignment_id>/don-doc")
def urge(assignment_id: int) -> ResponseReturnValue:
    """Who would be urged, and what they get."""
    return _urge_page(assignment_id, Entered(MultiDict()))


def _urge_page(assignment_id: int, typed: Entered) -> str:
    with edge.reading() as unit:
        require_office(edge.current_viewer())
        assignment = assignment_seen(unit, assignment_id)
        late = days_late(assignment.due_on, None, edge.today()) > 0
        people = task_page.recipients(unit, assignment, edge.today(), late=late)
        urged = outbox.urged_on(unit, assignment_id, edge.today())
        return render_template("tasks/urge.html", assignment=assignment, typed=typed, people=people, urged=urged)


@blueprint.post("/phan-cong/<int:assignment_id>/don-doc")
def send_urging(assignment_id: int) -> ResponseReturnValue:
    typed = Entered(request.form)
    note = typed.text("note", limit=2000)
    if typed.faults:
        return _urge_page(assignment_id, typed), 400
    try:
        with edge.writing() as unit:
            task_id = assignment_seen(unit, assignment_id).task_id
            letters = _urge(unit, assignment_id, note)
    except (NotAllowed, NotFound):
        raise
    except Refused as fault:
        typed.fail("note", sayings.said(fault))
        return _urge_page(assignment_id, typed), 400
    flash(ngettext("Đã soạn %(num)d thư đôn đốc, gửi trong ít phút.", "Đã soạn %(num)d thư đôn đốc, gửi trong ít phút.", letters))
    return back("tasks.show", task_id=task_id)


def _urge(unit: Session, assignment_id: int, note: str) -> int:
    """Urge now; gives the number of mails."""
    mails = outbox.urge_by_hand(
        unit,
        assignment_id,
        actor=edge.actor(),
        viewer=edge.current_viewer(),
        settings=edge.settings(),
        now=edge.now(),
        today=edge.today(),
        note=note,
    )
    return len(mails)


@blueprint.post("/nhiem-vu/don-doc")
def urge_many() -> ResponseReturnValue:
    """Urge about every picked row; what could not be done is said with its reason."""
    require_office(edge.current_viewer())
    after = safe_target(request.form.get("next")) or url_for("tasks.index")
    picked = Entered(request.form).numbers("id")[:MOST_AT_ONCE]
    if not picked:
        flash(_("Chưa chọn việc nào. Đánh dấu ở đầu dòng rồi bấm Đôn đốc."), "error")
        return redirect(after, 303)
    done, missed = 0, dict[str, int]()
    for assignment_id in picked:
        try:
            with edge.writing() as unit:
                _urge(unit, assignment_seen(unit, assignment_id).id, "")
            done += 1
        except Refused as fault:
            missed[sayings.said(fault)] = missed.get(sayings.said(fault), 0) + 1
    if done:
        flash(ngettext("Đã đôn đốc %(num)d việc, thư gửi trong ít phút.", "Đã đôn đốc %(num)d việc, thư gửi trong ít phút.", done))
    for sentence, count in missed.items():
        flash(_("%(count)s việc chưa đôn đốc: %(sentence)s", count=count, sentence=sentence), "error")
    return redirect(after, 303)
