"""What the page of one task shows, put together for one person: the strip on top, the next act, who has a part, what happened."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy.orm import Session

from notifier.recipients import Directory, Recipient
from webui import presentation
from webui.act_forms import BY_ACT, ActForm
from webui.sayings import told
from webui.secrecy import warned
from workflow.access import Viewer
from workflow.causes import cause_of
from workflow.lifecycle import WORKING, Act
from workflow.model import Assignment, Cause, Event, Extension, ExtensionState, Message, Part, Report, Rung, State, StoredFile, Urging
from workflow.queries import AssignmentView, TaskView

#: acts that one would do next, the first that is allowed first
NEXT_FOR_OFFICE = (Act.CONFIRM, Act.DECIDE_EXTENSION, Act.TRANSFER, Act.RESUME, Act.PASS_ON)
NEXT_FOR_AGENCY = (Act.RECEIVE, Act.SUBMIT, Act.REPORT)
#: acts that stand beside the next one, as buttons
BESIDE = {
    Act.CONFIRM: (Act.SEND_BACK,),
    Act.TRANSFER: (Act.REOPEN,),
    Act.PASS_ON: (Act.RECEIVE,),
    Act.RECEIVE: (Act.RETURN_NOT_OURS,),
    Act.SUBMIT: (Act.REPORT, Act.ASK_EXTENSION),
}
#: events by which a part becomes another agency's, with the name that it had
WENT_OVER = frozenset({"assignment.succeeded", "assignment.succession_undone"})
#: rungs of the ladder; the other urgings only carry an event of the history
LADDER = frozenset({Rung.BEFORE, Rung.TODAY, Rung.OVERDUE})
#: from so many agencies on the same happening is one line
MANY = 3


@dataclass(frozen=True)
class NextAct:
    """The frame with the one blue button: what this person does now, and to which part."""

    part: AssignmentView
    main: ActForm | None
    beside: tuple[ActForm, ...]
    rest: tuple[ActForm, ...]
    #: the office may urge about it
    may_urge: bool


@dataclass(frozen=True)
class Happening:
    """One line of the history."""

    at: datetime
    icon: str
    title: str
    #: who, and for which agency
    by: str
    words: str = ""
    details: tuple[str, ...] = ()
    files: tuple[tuple[int, StoredFile], ...] = ()
    #: to whom it happened at once, when one line tells it of many
    agencies: tuple[str, ...] = ()


@dataclass(frozen=True)
class Sheet:
    """Everything on the page."""

    view: TaskView
    #: the part in the strip: one's own, else the first lead
    main: AssignmentView
    #: the other parts, groups with their members
    others: tuple[AssignmentView, ...]
    #: what the office gave on to its agencies, each with its own date
    passed: tuple[AssignmentView, ...]
    #: groups whose members are listed
    groups: tuple[AssignmentView, ...]
    next: NextAct
    timeline: tuple[Happening, ...]
    #: newest first
    files: tuple[tuple[Report, StoredFile], ...]
    #: times that the ladder or a person urged
    urged: int
    #: extensions granted to the main part
    granted: int
    #: assignments about which somebody urged by hand today: not again before tomorrow
    urged_today: frozenset[int]


@dataclass(frozen=True)
class LedgerLine:
    """A request for more time with its answer, or a delay without one; and what stands of its cause."""

    agency: str
    request: Extension | None
    cause: Cause | None


def ledger_of(sheet: Sheet) -> list[LedgerLine]:
    """The extension ledger of the parts that this person sees, newest first in each."""
    lines = []
    for part in _flat(sheet.view.assignments):
        of_delay = cause_of(part.assignment)
        lines += [LedgerLine(part.assignment.agency.name, None, of_delay)] if of_delay else []
        lines += [LedgerLine(part.assignment.agency.name, one, cause_of(part.assignment, one.id)) for one in part.extensions]
    return lines


def sheet_of(view: TaskView, viewer: Viewer, today: date) -> Sheet:
    """The page of a task for a person."""
    parts = _flat(view.assignments)
    own = [] if viewer.may_see_all else [p for p in parts if p.assignment.agency_id in viewer.agency_ids and not p.members]
    main = next(iter(own), None) or view.assignments[0]
    reports = sorted((r for p in parts for r in p.reports), key=lambda r: r.at, reverse=True)
    beside = [part for part in view.assignments if part is not main and not _only_holds(part, main)]
    return Sheet(
        view=view,
        main=main,
        others=tuple(part for part in beside if part.assignment.passed_from_id is None),
        passed=tuple(part for part in beside if part.assignment.passed_from_id is not None),
        groups=tuple(part for part in view.assignments if part.members and not _only_holds(part, main)),
        next=_next_act(_to_act_on(parts, main, viewer), viewer),
        timeline=tuple(_timeline(view, {part.assignment.id: part.assignment for part in parts})),
        files=tuple((report, attached.file) for report in reports for attached in report.files),
        urged=len({(u.assignment_id, u.slot) for u in view.urgings if u.rung in LADDER | {Rung.BY_HAND}}),
        granted=sum(e.state is ExtensionState.GRANTED for e in main.extensions),
        urged_today=frozenset(u.assignment_id for u in view.urgings if u.rung is Rung.BY_HAND and u.slot == today),
    )


def _flat(parts: Iterable[AssignmentView]) -> list[AssignmentView]:
    return [each for part in parts for each in (part, *part.members)]


def _only_holds(part: AssignmentView, main: AssignmentView) -> bool:
    """A group of which this person sees only their own agency tells nothing more."""
    return part.members == [main]


# --- the next act --------------------------------------------------------------------------------------------------


def forms_of(part: AssignmentView) -> list[ActForm]:
    """The acts that this person may do to a part, as forms."""
    return [BY_ACT[act] for act in part.acts]


def may_urge(part: AssignmentView, viewer: Viewer) -> bool:
    """Whether the office may urge an agency about its part."""
    return viewer.office and not part.members and part.assignment.state in WORKING


def members_to_urge(part: AssignmentView, viewer: Viewer, urged_today: frozenset[int]) -> list[AssignmentView]:
    """Members of a group that have the work in hand and were not urged today."""
    return [member for member in part.members if may_urge(member, viewer) and member.assignment.id not in urged_today]


def standing(part: AssignmentView) -> str:
    """How the work of an agency stands, in a sentence: `Sở Nội vụ: đang thực hiện, quá hạn 35 ngày, chưa báo cáo.`"""
    if part.members:
        counts = counts_of(part)
        facts = [_("%(done)s/%(total)s đơn vị đã xong", **counts)]
        facts += [_("%(late)s quá hạn", late=part.members_late)] if part.members_late else []
    else:
        facts = list(_facts(part))
    return _("%(agency)s: %(facts)s.", agency=part.assignment.agency.name, facts=", ".join(facts))


def _facts(part: AssignmentView) -> Iterable[str]:
    unseen = part.assignment.state is State.NEW
    yield _("chưa tiếp nhận") if unseen else presentation.word(part.assignment.state).lower()
    if part.days_late:
        yield ngettext("quá hạn %(num)d ngày", "quá hạn %(num)d ngày", part.days_late)
    if part.reports:
        yield _("báo cáo gần nhất %(day)s", day=presentation.lower_first(presentation.near_day(part.reports[0].at)))
    elif not unseen:
        yield _("chưa báo cáo")


def _to_act_on(parts: list[AssignmentView], main: AssignmentView, viewer: Viewer) -> AssignmentView:
    """The part that waits for this person: for the office what was proposed, asked or returned; for a leader what was asked."""
    if not viewer.may_see_all:
        return main
    return next((part for part in parts if _waits(part, viewer)), main)


def _waits(part: AssignmentView, viewer: Viewer) -> bool:
    misplaced = viewer.office and part.assignment.state is State.RETURNED
    return misplaced or bool(set(part.acts) & {Act.CONFIRM, Act.DECIDE_EXTENSION})


def _next_act(part: AssignmentView, viewer: Viewer) -> NextAct:
    """Which button is blue, which stand beside it, and what is left for the list below."""
    by_act = {form.act: form for form in forms_of(part)}
    wanted = NEXT_FOR_OFFICE if viewer.may_see_all else NEXT_FOR_AGENCY
    # transferring is next only for what was returned, giving on only for what nobody has in hand yet
    only_in = {Act.TRANSFER: State.RETURNED, Act.PASS_ON: State.NEW}
    first = next((act for act in wanted if act in by_act and only_in.get(act, part.assignment.state) is part.assignment.state), None)
    beside = tuple(by_act[act] for act in BESIDE.get(first, ()) if act in by_act) if first else ()
    used = {first, *(form.act for form in beside)}
    rest = tuple(form for form in by_act.values() if form.act not in used)
    return NextAct(part, by_act[first] if first else None, beside, rest, may_urge(part, viewer))


# --- what happened -------------------------------------------------------------------------------------------------

ICONS = {
    "assignment.submitted": "wait",
    "assignment.reported": "report",
    "assignment.confirmed": "done",
    "milestone.confirmed": "done",
    "assignment.received": "new",
    "task.accepted": "new",
    "assignment.assigned": "new",
    "assignment.sent_back": "undo",
    "assignment.returned": "undo",
    "assignment.reopened": "undo",
    "assignment.cancelled": "x",
    "assignment.excused": "x",
    "assignment.passed_on": "new",
    "assignment.agreed_by_silence": "done",
    "assignment.urged": "bell",
    "extension.asked": "cal",
    "extension.granted": "cal",
    "extension.refused": "cal",
    "assignment.due_changed": "cal",
}


@dataclass(frozen=True)
class NamesThen:
    """Whose a part was at each moment: since a reorganisation it may be another agency's."""

    #: id of an assignment → when it went over, from whom; the first going over first
    moves: dict[int, list[tuple[datetime, str]]]

    @classmethod
    def of(cls, events: Iterable[Event]) -> NamesThen:
        """As the history of a task tells."""
        moves: dict[int, list[tuple[datetime, str]]] = {}
        for event in sorted((e for e in events if e.action in WENT_OVER), key=lambda e: e.id):
            if event.assignment_id is not None and (event.old or {}).get("agency"):
                moves.setdefault(event.assignment_id, []).append((event.at, (event.old or {})["agency"]))
        return cls(moves)

    def at(self, assignment: Assignment, moment: datetime) -> str:
        """The name of the agency that had the part then."""
        return next((name for when, name in self.moves.get(assignment.id, ()) if when > moment), assignment.agency.name)


def _timeline(view: TaskView, by_id: dict[int, Assignment]) -> list[Happening]:
    """Events and urgings of the ladder, newest first; what happened to many agencies at once is one line."""
    runs: dict[tuple[object, ...], list[Event]] = {}
    for event in view.events:
        runs.setdefault((event.action, event.at, event.actor_id, event.note, event.assignment_id is None), []).append(event)
    names = NamesThen.of(view.events)
    events = [line for together in runs.values() for line in _told_together(together, by_id, view.urgings, names)]
    return sorted([*events, *_urged(view.urgings, by_id, names)], key=lambda happening: happening.at, reverse=True)


def _told_together(events: list[Event], by_id: dict[int, Assignment], urgings: list[Urging], names: NamesThen) -> list[Happening]:
    """The same act at the same moment: one line for many agencies, a line each for few."""
    each = [_told(event, by_id.get(event.assignment_id or 0), urgings, names) for event in events]
    named = [names.at(by_id[event.assignment_id], event.at) for event in reversed(events) if event.assignment_id in by_id]
    if len(named) < MANY:
        return each
    who = _by(events[0])
    by = " · ".join([_("%(num)s cơ quan", num=len(named)), who])
    same = {happening.details for happening in each}
    return [replace(each[0], by=by, details=same.pop() if len(same) == 1 else (), files=(), agencies=tuple(named))]


def _told(event: Event, assignment: Assignment | None, urgings: list[Urging], names: NamesThen) -> Happening:
    said = next((r for r in assignment.reports if r.at == event.at), None) if assignment else None
    who = [_by(event)]
    if assignment:
        who.insert(0, names.at(assignment, event.at))
    mails = [u for u in urgings if u.assignment_id == event.assignment_id and u.decided_at == event.at and u.rung not in LADDER]
    return Happening(
        at=event.at,
        icon=ICONS.get(event.action, "more"),
        title=presentation.act_said(event.action),
        by=" · ".join(who),
        words=event.note,
        details=(*_details(event, said), *_mailed(mails)),
        files=tuple((said.id, attached.file) for attached in said.files) if said else (),
    )


def _by(event: Event) -> str:
    """Who did it, and in whose place."""
    name = event.actor.name if event.actor else _("hệ thống")
    absent = (event.new or {}).get("for")
    return _("%(name)s, làm thay %(absent)s", name=name, absent=", ".join(absent)) if absent else name


def _details(event: Event, said: Report | None) -> Iterable[str]:
    """What changed, in words: dates, progress, obstacles, the result document."""
    old, new = event.old or {}, event.new or {}
    if new.get("due_on") and old.get("due_on"):
        yield _("Thời hạn: %(old)s → %(new)s", old=_iso(old["due_on"]), new=_iso(new["due_on"]))
    elif new.get("due_on"):
        yield _("Thời hạn: %(new)s", new=_iso(new["due_on"]))
    if new.get("milestone_dates") and old.get("milestone_dates"):
        yield _("Các mốc: %(old)s → %(new)s", old=_days(old["milestone_dates"]), new=_days(new["milestone_dates"]))
    if event.action in WENT_OVER and old.get("agency") and new.get("agency"):
        yield _("%(old)s → %(new)s", old=old["agency"], new=new["agency"])
    if new.get("phrase"):
        yield f"“{new['phrase']}”"
    if new.get("anchor_on"):
        yield _("Xảy ra ngày %(day)s", day=_iso(new["anchor_on"]))
    if new.get("ended_by"):
        yield _("Theo văn bản %(number)s", number=new["ended_by"])
    if new.get("ended_with"):
        yield _("Người đồng ý: %(name)s", name=new["ended_with"])
    if "cause_objective" in new:
        words = _("Xác nhận nguyên nhân khách quan") if new["cause_objective"] else _("Không phải nguyên nhân khách quan")
        yield _("%(words)s: %(name)s", words=words, name=new["cause_confirmed_by"])
    if new.get("decision_document"):
        yield _("Văn bản trả lời %(number)s", number=new["decision_document"])
    if new.get("wanted_on"):
        yield _("Xin đến %(day)s", day=_iso(new["wanted_on"]))
    if said and said.progress is not None:
        yield _("Tiến độ %(percent)s phần trăm", percent=said.progress)
    if said and said.obstacles:
        yield _("Vướng mắc: %(words)s", words=said.obstacles)
    if "unit" in new and event.action == "assignment.officer_set":
        yield _("Phòng, đơn vị: %(unit)s", unit=new["unit"] or _("không giao riêng"))
    if event.action == "assignment.agreed_by_silence":
        yield _("Không trả lời trong %(days)s ngày làm việc; mở lại thì lấy lại được", days=new.get("silence_days"))
    if event.action == "assignment.passed_on":
        yield _("Cho: %(names)s", names="; ".join(new.get("to", ())))
    if new.get("unchecked"):
        yield warned(new["unchecked"])
    if said and said.result_number:
        yield _("Văn bản kết quả %(number)s ngày %(day)s", number=said.result_number, day=presentation.day(said.result_date))


def _iso(value: str) -> str:
    return presentation.day(date.fromisoformat(value[:10]))


def _days(values: list[str | None]) -> str:
    return ", ".join(_iso(value) if value else _("chưa có ngày") for value in values)


def _mailed(urgings: list[Urging]) -> Iterable[str]:
    if urgings:
        yield _("%(count)s thư; %(state)s", count=len(urgings), state=_mail_states(urgings))


def _urged(urgings: list[Urging], by_id: dict[int, Assignment], names: NamesThen) -> Iterable[Happening]:
    """Urgings of one morning on one assignment as one line, with what the mail server said."""
    runs: dict[tuple[datetime, Rung, str], list[Urging]] = {}
    for urging in urgings:
        if urging.rung in LADDER and urging.assignment_id in by_id:
            runs.setdefault((urging.decided_at, urging.rung, urging.reason), []).append(urging)
    for together in runs.values():
        yield from _urged_together(together, by_id, names)


def _urged_together(urgings: list[Urging], by_id: dict[int, Assignment], names: NamesThen) -> Iterable[Happening]:
    by_agency: dict[str, list[Urging]] = {}
    for urging in urgings:
        by_agency.setdefault(names.at(by_id[urging.assignment_id], urging.decided_at), []).append(urging)
    title, at = _("Nhắc: %(reason)s", reason=told(urgings[0].reason)), urgings[0].decided_at
    if len(by_agency) >= MANY:
        num, state = len(by_agency), _mail_states(urgings)
        by = _("tự động, %(count)s thư tới %(num)s cơ quan; %(state)s", count=len(urgings), num=num, state=state)
        yield Happening(at=at, icon="bell", title=title, by=by, agencies=tuple(by_agency))
        return
    for agency, together in by_agency.items():
        by = _("tự động, %(count)s thư tới %(agency)s; %(state)s", agency=agency, count=len(together), state=_mail_states(together))
        yield Happening(at=at, icon="bell", title=title, by=by)


def _mail_states(urgings: list[Urging]) -> str:
    return ", ".join(sorted({_mail_state(urging.message) for urging in urgings}))


def _mail_state(message: Message | None) -> str:
    return presentation.word(message.state).lower() if message else _("chưa có thư")


# --- who would be urged --------------------------------------------------------------------------------------------


def recipients(unit: Session, assignment: Assignment, today: date, *, late: bool) -> list[Recipient]:
    """Who gets an urging by hand: those who do the work, once overdue the agency's heads too; nobody when it has none here."""
    directory = Directory(unit, today)
    keys = [*directory.workers(assignment), *(directory.heads(assignment) if late else ())]
    return [found for key in dict.fromkeys(keys) if (found := directory.find(key)) is not None]


def counts_of(part: AssignmentView) -> dict[str, Any]:
    """Members of a group that have a part: how many there are, how many are done; and how many were cancelled or excused."""
    states = [member.assignment.state for member in part.members]
    total, done = sum(state is not State.CANCELLED for state in states), states.count(State.DONE)
    return {"total": total, "done": done, "left": total - done, "excused": len(states) - total}


def passed_counts(parts: Iterable[AssignmentView]) -> dict[str, Any]:
    """What was given on: how many agencies have it, how many are done, how many are late."""
    living = [part for part in parts if part.assignment.state is not State.CANCELLED]
    done = sum(part.assignment.state is State.DONE for part in living)
    return {"total": len(living), "done": done, "late": sum(bool(part.days_late or part.members_late) for part in living)}


def is_lead(part: AssignmentView) -> bool:
    """Whether the part is a leading one."""
    return part.assignment.part is Part.LEAD
