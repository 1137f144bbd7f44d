"""The first page: what waits for this person, late first, each count a link to exactly its rows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as later
from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from notifier import outbox
from webui import edge
from webui.tasks import list_address, soon_days
from workflow import conditions
from workflow.access import Viewer
from workflow.directive_queries import TO_REVIEW
from workflow.model import Directive, MessageState, TimeClass
from workflow.queries import SECTIONS, DirectiveRow, TaskFilter, TaskRow, directive_rows, message_counts, task_rows

blueprint = Blueprint("home", __name__)

#: rows of a section before “xem cả”
SHORT = 5
Part = tuple[str, str, str, Any, Any, TaskFilter]
#: (key, anchor, time class or icon, title, remark, filter); for everybody
PARTS: tuple[Part, ...] = (
    ("overdue", "qua-han", "late", later("Quá hạn"), "", SECTIONS["overdue"]),
    ("soon", "sap-den-han", "soon", later("Sắp đến hạn"), "", TaskFilter(time_class=frozenset({TimeClass.TODAY, TimeClass.SOON}))),
    (
        "submitted",
        "cho-xac-nhan",
        "wait",
        later("Chờ xác nhận"),
        later("Cơ quan báo đã xong, Văn phòng xem kết quả rồi xác nhận"),
        SECTIONS["submitted"],
    ),
    ("new", "moi-giao", "new", later("Mới giao"), later("Cơ quan chưa bấm tiếp nhận"), SECTIONS["new"]),
    ("no_date", "chua-co-han", "nodate", later("Chưa có thời hạn"), later("Không tính vào quá hạn"), SECTIONS["no_date"]),
)
#: what only some see, and only when there is any
RETURNED = (
    "returned",
    "tra-lai",
    "undo",
    later("Trả lại vì không đúng thẩm quyền"),
    later("Chuyển cơ quan khác hoặc giao lại"),
    SECTIONS["returned"],
)


#: what the sections say to an agency's own people, by key: the same work seen from the side that does it
FOR_AGENCY = {
    "submitted": later("Đã báo xong, Văn phòng đang xem kết quả"),
    "new": later("Bấm Tiếp nhận để Văn phòng biết cơ quan đã nắm việc"),
    "no_date": later("Văn phòng chưa đặt hạn; không tính vào quá hạn"),
}


@dataclass(frozen=True)
class SectionShown:
    """One section of the page with its first rows."""

    anchor: str
    icon: str
    title: str
    remark: str
    total: int
    rows: list[TaskRow]
    #: address of the list with all its rows
    more: str
    #: below the count
    small: str


@blueprint.get("/")
def index() -> ResponseReturnValue:
    """The page of this person's role."""
    viewer = edge.current_viewer()
    with edge.reading() as unit:
        mine = _only_mine(unit, viewer)
        sections = [_section(unit, viewer, part, mine) for part in PARTS]
        returned = _section(unit, viewer, RETURNED, mine) if viewer.may_see_all else None
        return render_template(
            "home.html",
            sections=sections,
            returned=returned if returned and returned.total else None,
            mine=mine,
            choice=viewer.may_see_all,
            extensions=_extensions(unit, viewer, mine),
            questions=conditions.questions(unit, viewer, mine=mine),
            reviewing=_reviewing(unit, viewer),
            mail=_mail(unit, viewer),
            warnings=edge.calendar(unit).warnings(edge.today()) if viewer.admin else [],
            next_day_off=_next_day_off(unit),
        )


def _only_mine(unit: Session, viewer: Viewer) -> bool:
    """Whether to show only what this person follows: as asked for, else yes for those who follow anything.

    An agency's people see all of their agency's.
    """
    asked = request.args.get("xem")
    if not viewer.may_see_all or asked == "ca-van-phong":
        return False
    follows = select(Directive.id).where(or_(Directive.watcher_id == viewer.user_id, Directive.leader_id == viewer.user_id)).limit(1)
    return asked == "cua-toi" or unit.scalar(follows) is not None


def _section(unit: Session, viewer: Viewer, part: Part, mine: bool) -> SectionShown:
    key, anchor, icon, title, remark, wanted = part
    asked = wanted.but(mine=mine, per_page=SHORT)
    page = task_rows(unit, viewer, asked, edge.today(), soon_days())
    more = list_address(wanted.but(mine=mine))
    if not viewer.may_see_all:
        remark = FOR_AGENCY.get(key, remark)
    return SectionShown(anchor, icon, str(title), str(remark), page.total, page.rows, more, _small(key, page.rows, viewer))


def _small(key: str, rows: list[TaskRow], viewer: Viewer) -> str:
    """The remark under a count."""
    if not rows:
        return _("không có việc nào")
    if key == "overdue":
        return _("lâu nhất %(days)s ngày", days=max(row.days_late for row in rows))
    if key == "soon":
        today = sum(row.time_class is TimeClass.TODAY for row in rows)
        return _("%(num)s việc đến hạn hôm nay", num=today) if today else _("trong %(days)s ngày tới", days=soon_days())
    if viewer.office:
        return {"submitted": _("xem kết quả"), "new": _("chưa tiếp nhận")}.get(key, _("cần đặt hạn"))
    received = _("chưa tiếp nhận") if viewer.may_see_all else _("cần tiếp nhận")
    return {"submitted": _("chờ Văn phòng"), "new": received}.get(key, _("chưa đặt hạn"))


def _extensions(unit: Session, viewer: Viewer, mine: bool) -> list[TaskRow]:
    """Requests for more time that wait for an answer, for those who may give it; for an agency its own."""
    asked = SECTIONS["extensions"].but(mine=mine, per_page=10)
    return task_rows(unit, viewer, asked, edge.today(), soon_days()).rows


def _reviewing(unit: Session, viewer: Viewer) -> list[DirectiveRow]:
    """Directives whose candidates are not all decided."""
    if not viewer.office:
        return []
    return directive_rows(unit, viewer, today=edge.today(), state=TO_REVIEW, per_page=5).rows


def _mail(unit: Session, viewer: Viewer) -> dict[str, object] | None:
    """What an office person must know of the mail: held, stopped, failed."""
    if not viewer.office:
        return None
    counts = message_counts(unit, viewer)
    return {
        "hold": outbox.hold_reason(unit),
        "alarm": outbox.alarm(unit),
        "failed": counts.get(MessageState.FAILED, 0),
        "waiting": counts.get(MessageState.PENDING, 0) + counts.get(MessageState.HELD, 0),
        "accepted": counts.get(MessageState.ACCEPTED, 0),
        "no_server": not edge.settings().mail.host,
    }


def _next_day_off(unit: Session) -> tuple[object, str] | None:
    """The next day off within a week that is not a weekend, with what it is."""
    calendar = edge.calendar(unit)
    days = (edge.today().fromordinal(edge.today().toordinal() + ahead) for ahead in range(1, 8))
    found = next((day for day in days if day.weekday() < 5 and not calendar.is_working(day)), None)
    return (found, calendar.note_of(found) or "") if found else None
