"""The acts on one candidate: correct, accept, reject, bring back, split, merge. Each does its work and says what was done."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from webui import edge, evidence, presentation, reviewing
from webui.corrections import Days, Draft
from webui.forms import Entered
from webui.sayings import told
from workflow import bodies, learning, repeats, review
from workflow.access import Viewer
from workflow.model import Candidate, CandidateState, Directive, Part, Task
from workflow.proposals import deadlines_of
from workflow.refusals import Invalid, Refused, Stale


@dataclass
class Work:
    """One act on one candidate, inside its transaction."""

    session: Session
    candidate: Candidate
    entered: Entered
    viewer: Viewer

    @property
    def by(self) -> dict[str, Any]:
        """Who acts, and when: the arguments that every verb takes."""
        return {"actor": edge.actor(), "viewer": self.viewer, "now": edge.now()}

    @property
    def day(self) -> dict[str, Any]:
        """What accepting takes beside."""
        return {"today": edge.today(), "settings": edge.settings(), "calendar": edge.calendar(self.session)}


def save(work: Work) -> str:
    """Keep the corrections."""
    return _("Đã lưu chỗ sửa.") if _correct(work) else _("Không có gì thay đổi.")


def accept(work: Work) -> str:
    """Keep the corrections and make a task of the candidate."""
    _correct(work)
    by = work.by
    task = review.accept(work.session, work.candidate.id, **by, **work.day, version=work.candidate.version)
    leads = (one for one in task.assignments if one.part is Part.LEAD and not one.parent_id)
    names = ", ".join(one.agency.name for one in leads)
    said = _("Đã giao %(code)s cho %(names)s; cơ quan nhận thư báo.", code=task.code, names=names)
    return " ".join([said, *map(told, bodies.remarks([task])), *_learned(work, by["now"])])


def _learned(work: Work, now: datetime) -> list[str]:
    """What the corrections taught, so that a wrong lesson is seen at once."""
    return [
        _("Từ nay “%(wording)s” được đọc là %(name)s; bỏ được ở trang cơ quan.", wording=wording, name=agency.name)
        for wording, agency in learning.learned_at(work.session, edge.actor().user_id, now)
    ]


def keep(work: Work) -> str:
    """Keep the corrections and take note of the candidate: nobody here follows those who are given it."""
    _correct(work)
    version = work.candidate.version
    review.keep(work.session, work.candidate.id, **work.by, today=edge.today(), settings=edge.settings(), version=version)
    return _("Đã ghi nhận việc này, không theo dõi. Cần lại thì mở mục Đã xử lý và bấm Hoàn tác.")


def same_work(work: Work) -> str:
    """Say that it is the work of a task that is there: the directive is a further source of it."""
    _correct(work)
    task = repeats.join(work.session, work.candidate.id, _task_id(work), **work.by, version=work.candidate.version)
    said = _("Đã gộp vào %(code)s: nhiệm vụ có thêm một văn bản nguồn, không giao lần thứ hai.", code=task.code)
    return f"{said} {_other_dates(work.candidate, task)}".strip()


def other_work(work: Work) -> str:
    """Say that it is other work than a task."""
    _correct(work)
    repeats.keep_apart(work.session, work.candidate.id, _task_id(work), **work.by, version=work.candidate.version)
    return _("Đã ghi là việc khác: không hỏi lại về nhiệm vụ này.")


def _task_id(work: Work) -> int:
    task_id = work.entered.number("task_id", low=1, high=10**12)
    if task_id is None:
        raise Refused(_("Chưa rõ nhiệm vụ nào. Tải lại trang rồi bấm lại."))
    return task_id


def _other_dates(candidate: Candidate, task: Task) -> str:
    """Where this directive says another date than the task has: a person changes it, or does not."""
    said = {deadline.due_on for deadline in deadlines_of(candidate) if deadline.due_on}
    have = {milestone.due_on for one in task.assignments for milestone in one.milestones} | {one.due_on for one in task.assignments}
    other = sorted(said - have)
    days = ", ".join(presentation.day(day) for day in other)
    return _("Văn bản này nêu hạn %(days)s: điều chỉnh thời hạn ở trang nhiệm vụ nếu cần.", days=days) if other else ""


def reject(work: Work) -> str:
    """Put the candidate aside, with a reason if one was typed."""
    reason = work.entered.text("reason", limit=1000)
    review.reject(work.session, work.candidate.id, reason=reason, **work.by, version=_version(work))
    return _("Đã loại việc này. Cần lại thì mở mục Đã xử lý và bấm Hoàn tác.")


def undo(work: Work) -> str:
    """Bring a rejected candidate back, or take one out of the task that it was joined to."""
    undoing = repeats.part_again if work.candidate.state is CandidateState.JOINED else review.undo_reject
    undoing(work.session, work.candidate.id, **work.by, version=_version(work))
    return _("Đã đưa việc này về danh sách chờ duyệt.")


def split(work: Work) -> str:
    """Make two of one, cut where the second begins."""
    _correct(work)
    at = _cut(work)
    work.candidate, _second = review.split(work.session, work.candidate.id, at=at, **work.by, version=work.candidate.version)
    return _("Đã tách thành hai việc. Xem lại cơ quan và thời hạn của từng việc.")


def merge_before(work: Work) -> str:
    """Join it to the candidate before it."""
    return _merge(work, -1)


def merge_after(work: Work) -> str:
    """Join the candidate after it."""
    return _merge(work, 1)


ACTS: dict[str, Callable[[Work], str]] = {
    "luu": save,
    "chap-nhan": accept,
    "ghi-nhan": keep,
    "cung-viec": same_work,
    "khac-viec": other_work,
    "loai": reject,
    "hoan-tac": undo,
    "tach": split,
    "gop-truoc": merge_before,
    "gop-sau": merge_after,
}

#: acts after which one stays at the same candidate
STAYING = ("luu", "khac-viec", "hoan-tac", "tach", "gop-truoc", "gop-sau")


def days_of(session: Session, directive: Directive) -> Days:
    """What typed times of a directive count from."""
    return Days.of(directive, edge.today(), edge.calendar(session), edge.settings().dates)


def seen_versions(entered: Entered) -> dict[int, int]:
    """Of every other open candidate on the page, the version that the person saw: `seen` is `id:version`; anything else is dropped."""
    pairs = [value.split(":") for value in entered.values.getlist("seen")]
    return {
        int(pair[0]): int(pair[1]) for pair in pairs if len(pair) == 2 and all(p.isascii() and p.isdigit() and len(p) < 18 for p in pair)
    }


def _version(work: Work) -> int:
    """The version that the person saw; without one, nothing may be overwritten."""
    version = work.entered.number("version", low=0, high=10**9)
    if version is None:
        raise Stale
    return version


def _correct(work: Work) -> bool:
    """Write down what was typed over the candidate, if anything."""
    draft = Draft.typed(work.entered)
    if draft.version != work.candidate.version:
        raise Stale
    changed = draft.changes(work.candidate, days_of(work.session, work.candidate.directive), work.entered)
    if work.entered.faults:
        raise Refused(_("Chưa lưu được: xem chỗ ghi lỗi."))
    if changed:
        review.edit(work.session, work.candidate.id, **work.by, version=draft.version, **changed)
    return bool(changed)


def _cut(work: Work) -> int:
    """Where the second part begins: the offset from the script, or the place of its first words."""
    words = work.entered.text("second", required=_("Dán mấy chữ đầu của việc thứ hai."))
    if not words:
        raise Invalid("second", work.entered.faults["second"])
    text = work.candidate.text
    at = work.entered.number("at", low=0, high=len(text))
    if at is not None and text[at:].lstrip().startswith(words[:20].lstrip()):
        return at
    place = evidence.locate(text, words)
    if place is None or place.start == 0:
        raise Invalid("second", _("Không thấy những chữ này ở giữa nội dung việc. Chép đúng mấy chữ đầu của việc thứ hai."))
    return place.start


def _merge(work: Work, step: int) -> str:
    _correct(work)
    other = reviewing.beside(work.candidate, step)
    if other is None:
        raise Refused(_("Không có việc chờ duyệt nào liền kề để gộp."))
    versions = {other.id: seen_versions(work.entered).get(other.id, review.UNSEEN), work.candidate.id: work.candidate.version}
    work.candidate = review.merge(work.session, list(versions), **work.by, versions=list(versions.values()))
    return _("Đã gộp hai việc thành một.")
