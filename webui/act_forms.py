"""The acts on an assignment as forms: what each asks, how it is read, which verb it calls, what is said when it is done."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as later
from sqlalchemy.orm import Session

from webui import attachments, presentation
from webui.forms import Entered
from webui.typed import clean_words
from workflow import causes, directive_queries, excusing, extensions, hands, lifecycle, passing, tracking
from workflow.access import Viewer
from workflow.assignments import has_members, open_request
from workflow.lifecycle import Act
from workflow.model import Assignment, Part
from workflow.refusals import Invalid, WrongState
from workflow.settings import Settings

Read = Callable[[Entered, date], dict[str, Any]]


def _no_limits(settings: Settings) -> dict[str, Any]:
    return {}


def _of_settings(settings: Settings) -> dict[str, Any]:
    return {"settings": settings}


def _no_warning(assignment: Assignment, said: dict[str, Any]) -> str:
    return ""


@dataclass(frozen=True)
class ActForm:
    """One act as a page: its address, its fields, its verb."""

    act: Act
    #: last part of the address
    slug: str
    #: names of the fields that the page shows
    fields: tuple[str, ...]
    read: Read
    verb: Callable[..., Assignment]
    #: what is said after it: what happened, who knows, what comes next
    said: Any
    #: what the page says above the fields
    lead: Any = ""
    #: takes something away: its button is marked
    grave: bool = False
    #: what the verb is told of the settings
    limits: Callable[[Settings], dict[str, Any]] = _no_limits
    #: what to be warned of after it, from the assignment and what was read; empty for nothing
    warned: Callable[[Assignment, dict[str, Any]], str] = _no_warning


def _nothing(form: Entered, today: date) -> dict[str, Any]:
    return {}


def _reason(form: Entered, today: date) -> dict[str, Any]:
    return {"reason": form.text("reason", required=_("Ghi lý do, để người nhận biết phải làm gì."))}


def _note(form: Entered, today: date) -> dict[str, Any]:
    return {"note": form.text("note")}


def _report(form: Entered, today: date) -> dict[str, Any]:
    return {
        "progress": form.number("progress", low=0, high=100),
        "text": form.text("text"),
        "obstacles": form.text("obstacles"),
        "files": attachments.taken(form, "files"),
    }


def _submit(form: Entered, today: date) -> dict[str, Any]:
    picked = form.text("milestone_id", limit=20)
    return {
        "result_number": form.text("result_number", limit=80),
        "result_date": form.day("result_date", today=today, past=True, required=_("Ghi ngày văn bản kết quả, hoặc ngày xong việc.")),
        "text": form.text("text"),
        "files": attachments.taken(form, "files"),
        "milestone_id": int(picked) if picked.isascii() and picked.isdigit() else None,
        "whole": picked == "whole",
    }


def _ask_extension(form: Entered, today: date) -> dict[str, Any]:
    return {
        "wanted_on": form.day("wanted_on", today=today, required=_("Ghi ngày xin gia hạn đến.")),
        "reason": form.text("reason", required=_("Viết lý do xin gia hạn.")),
        "objective": form.choice("objective", ("yes", "no")) == "yes",
        "document": form.text("document", limit=200),
    }


def _cause(form: Entered, name: str, required: str = "") -> bool | None:
    """Whether a cause is objective: yes, no, or not said."""
    return {"yes": True, "no": False}.get(form.choice(name, ("yes", "no"), required=required))


def _confirm_cause(form: Entered, today: date) -> dict[str, Any]:
    return {
        "objective": _cause(form, "cause", _("Chọn có hay không có nguyên nhân khách quan.")),
        "confirmed_by": clean_words(form.text("confirmed_by", limit=200)),
        "document": form.text("document", limit=200),
        "reason": form.text("reason", required=_("Ghi lý do.")),
    }


def _cancel(form: Entered, today: date) -> dict[str, Any]:
    number = clean_words(form.text("by_directive", limit=100))
    return _reason(form, today) | {"by_number": number, "agreed_by": clean_words(form.text("agreed_by", limit=200))}


def _cancel_by_number(session: Session, assignment_id: int, *, by_number: str, **said: Any) -> Assignment:
    """Cancelling with the number of the directive that ends the work, as it was typed."""
    found = directive_queries.newest_of_number(session, by_number) if by_number else None
    if by_number and found is None:
        raise Invalid(
            "by_directive",
            "Không có văn bản số “{number}” trong hệ thống. Hãy nhận văn bản đó trước, hoặc để trống và ghi vào lý do.",
            number=by_number,
        )
    return tracking.cancel(session, assignment_id, by_directive_id=found.id if found else None, **said)


def _decide_extension(form: Entered, today: date) -> dict[str, Any]:
    granted = form.choice("granted", ("yes", "no"), required=_("Chọn đồng ý hoặc không đồng ý.")) == "yes"
    return {
        "cause": _cause(form, "cause"),
        "confirmed_by": clean_words(form.text("confirmed_by", limit=200)),
        "document": form.text("document", limit=200),
        "granted": granted,
        "granted_on": form.day("granted_on", today=today) if granted else None,
        "reason": form.text("reason", required="" if granted else _("Không đồng ý thì ghi lý do.")),
    }


def _change_due(form: Entered, today: date) -> dict[str, Any]:
    picked = form.text("milestone_id", limit=20)
    return {
        "milestone_id": int(picked) if picked.isascii() and picked.isdigit() else None,
        "due_on": form.day("due_on", today=today, required=_("Ghi thời hạn mới.")),
        "reason": form.text("reason", required=_("Ghi lý do điều chỉnh thời hạn.")),
        "correction": form.flag("correction"),
    }


def _transfer(form: Entered, today: date) -> dict[str, Any]:
    return {
        "agency_id": form.number("agency_id", low=1, high=10**12, required=_("Chọn cơ quan nhận.")),
        "reason": form.text("reason", required=_("Ghi lý do chuyển.")),
    }


def _pass_on(form: Entered, today: date) -> dict[str, Any]:
    if not (agency_ids := form.numbers("agency_ids")):
        form.fail("agency_ids", _("Chọn ít nhất một cơ quan."))
    return {
        "agency_ids": agency_ids,
        "part": Part(form.choice("part", tuple(Part)) or Part.LEAD),
        "due_on": form.day("due_on", today=today),
        "text": form.text("text"),
    }


def _later_than_ours(assignment: Assignment, said: dict[str, Any]) -> str:
    if not passing.later_than_ours(assignment, said["due_on"]):
        return ""
    days = {"theirs": presentation.day(said["due_on"]), "ours": presentation.day(assignment.due_on)}
    return _("Hạn giao tiếp %(theirs)s sau hạn %(ours)s mà chính Văn phòng phải trả lời cấp trên.", **days)


def _set_officer(form: Entered, today: date) -> dict[str, Any]:
    return {"officer_id": form.number("officer_id", low=1, high=10**12), "unit": form.text("unit", limit=200)}


def _on_request(act: Act, verb: Callable[..., Assignment]) -> Callable[..., Assignment]:
    """A verb on a request for more time as one on its assignment: there is at most one open request."""

    def on_assignment(session: Session, assignment_id: int, *, viewer: Viewer, **said: Any) -> Assignment:
        assignment = session.get_one(Assignment, assignment_id)
        lifecycle.require(act, assignment, viewer, has_members=has_members(session, assignment))
        request = open_request(assignment)
        if request is None:
            raise WrongState(_("Không còn đề nghị gia hạn nào đang chờ trả lời. Tải lại trang để xem."))
        return verb(session, request.id, viewer=viewer, **said)

    return on_assignment


FORMS: tuple[ActForm, ...] = (
    ActForm(Act.RECEIVE, "tiep-nhan", (), _nothing, tracking.receive, later("Đã tiếp nhận. Văn phòng thấy ngay trên trang nhiệm vụ.")),
    ActForm(Act.START, "bat-dau", (), _nothing, tracking.start, later("Đã chuyển sang Đang thực hiện.")),
    ActForm(
        Act.REPORT,
        "bao-cao",
        ("progress", "text", "obstacles", "files"),
        _report,
        tracking.report,
        later("Đã ghi báo cáo tiến độ. Văn phòng thấy ngay trên trang nhiệm vụ."),
    ),
    ActForm(
        Act.SUBMIT,
        "bao-xong",
        ("milestone_id", "result_number", "result_date", "text", "files"),
        _submit,
        tracking.submit,
        later("Đã gửi đề nghị xác nhận hoàn thành. Văn phòng xem kết quả rồi xác nhận hoặc yêu cầu làm tiếp."),
        later("Ngày hoàn thành là ngày của văn bản kết quả, không phải ngày Văn phòng xác nhận."),
    ),
    ActForm(
        Act.CONFIRM,
        "xac-nhan",
        ("note",),
        _note,
        tracking.confirm,
        later("Đã xác nhận. Cơ quan thấy ngay trên trang nhiệm vụ; cần lấy lại thì dùng “Mở lại”."),
    ),
    ActForm(
        Act.SEND_BACK,
        "lam-tiep",
        ("reason",),
        _reason,
        tracking.send_back,
        later("Đã yêu cầu làm tiếp. Cơ quan nhận thư có lý do này."),
        later("Thời hạn cũ vẫn chạy. Lý do dưới đây được gửi cho cơ quan."),
    ),
    ActForm(
        Act.RETURN_NOT_OURS,
        "tra-lai",
        ("reason",),
        _reason,
        tracking.return_not_ours,
        later("Đã trả lại. Văn phòng sẽ chuyển cơ quan khác hoặc giao lại."),
        later("Chỉ trả lại khi việc không thuộc thẩm quyền của cơ quan."),
        limits=_of_settings,
    ),
    ActForm(
        Act.ASK_EXTENSION,
        "xin-gia-han",
        ("wanted_on", "reason", "objective", "document"),
        _ask_extension,
        extensions.ask_extension,
        later("Đã gửi đề nghị gia hạn. Thời hạn hiện tại vẫn chạy cho đến khi có trả lời."),
        later("Thời hạn hiện tại vẫn chạy cho đến khi Văn phòng hoặc lãnh đạo trả lời."),
        limits=_of_settings,
    ),
    ActForm(
        Act.WITHDRAW_EXTENSION,
        "rut-gia-han",
        (),
        _nothing,
        _on_request(Act.WITHDRAW_EXTENSION, extensions.withdraw_extension),
        later("Đã rút đề nghị gia hạn."),
    ),
    ActForm(
        Act.DECIDE_EXTENSION,
        "tra-loi-gia-han",
        ("granted", "granted_on", "reason", "document", "cause", "confirmed_by"),
        _decide_extension,
        _on_request(Act.DECIDE_EXTENSION, extensions.decide_extension),
        later("Đã trả lời đề nghị gia hạn. Cơ quan nhận thư ngay."),
    ),
    ActForm(
        Act.CHANGE_DUE,
        "doi-han",
        ("milestone_id", "due_on", "reason", "correction"),
        _change_due,
        extensions.change_due,
        later("Đã điều chỉnh thời hạn. Hạn cũ vẫn nằm trong lịch sử."),
    ),
    ActForm(
        Act.TRANSFER,
        "chuyen",
        ("agency_id", "reason"),
        _transfer,
        hands.transfer,
        later("Đã chuyển. Cơ quan mới nhận thư giao việc; phần của cơ quan cũ đã đóng."),
    ),
    ActForm(
        Act.CONFIRM_CAUSE,
        "nguyen-nhan",
        ("cause", "confirmed_by", "document", "reason"),
        _confirm_cause,
        causes.record_cause,
        later("Đã ghi nhận nguyên nhân. Ghi lại lần nữa thì lần sau thay lần trước."),
        later("Nghị định 335/2025/NĐ-CP: chậm vì nguyên nhân khách quan được người có thẩm quyền xác nhận thì không bị trừ điểm tiến độ."),
    ),
    ActForm(Act.SET_OFFICER, "phan-cong", ("unit", "officer_id"), _set_officer, hands.set_officer, later("Đã phân công.")),
    ActForm(
        Act.PAUSE,
        "tam-dung",
        ("reason",),
        _reason,
        tracking.pause,
        later("Đã tạm dừng. Việc không tính quá hạn và không ai bị nhắc cho đến khi tiếp tục."),
    ),
    ActForm(Act.RESUME, "tiep-tuc", (), _nothing, tracking.resume, later("Việc tiếp tục ở trạng thái trước khi tạm dừng.")),
    ActForm(
        Act.CANCEL,
        "huy",
        ("reason", "by_directive", "agreed_by"),
        _cancel,
        _cancel_by_number,
        later("Đã hủy. Cần lấy lại thì dùng “Mở lại”."),
        grave=True,
    ),
    ActForm(
        Act.PASS_ON,
        "giao-tiep",
        ("agency_ids", "part", "due_on", "text"),
        _pass_on,
        passing.pass_on,
        later("Đã giao tiếp. Cơ quan nhận thư giao việc; phần của tỉnh vẫn mở cho đến khi Văn phòng trả lời cấp trên."),
        later("Mỗi cơ quan có trạng thái và thời hạn riêng. Phần của tỉnh không tự đóng khi các cơ quan làm xong."),
        warned=_later_than_ours,
    ),
    ActForm(
        Act.EXCUSE,
        "mien",
        ("reason",),
        _reason,
        excusing.excuse,
        later("Đã miễn cho đơn vị này. Các kỳ sau cũng không giao; cần lấy lại thì dùng “Mở lại”."),
        later("Đơn vị được miễn không phải làm việc này, kể cả ở các kỳ sau của việc định kỳ."),
        grave=True,
    ),
    ActForm(Act.REOPEN, "mo-lai", ("reason",), _reason, tracking.reopen, later("Đã mở lại. Cơ quan thấy ngay trên trang nhiệm vụ.")),
)
BY_SLUG = {form.slug: form for form in FORMS}
BY_ACT = {form.act: form for form in FORMS}
