"""Acceptance: the one act by which a candidate becomes a task, with its milestones, series and assignments."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from directives.model import Confidence
from directives.vietnamese import bare
from workflow import bodies, history, learning, repeats, series, words
from workflow.access import Viewer, require_office
from workflow.acting import Actor
from workflow.giving import Work, give, short_title
from workflow.model import (
    Agency,
    Candidate,
    CandidateState,
    Directive,
    DirectiveSource,
    Milestone,
    Series,
    Task,
    TaskNature,
)
from workflow.proposals import ProposedDeadline, deadlines_of, proposed
from workflow.refusals import Invalid, Refused, WrongState
from workflow.settings import Settings
from workflow.workingdays import WorkingCalendar


@dataclass(frozen=True)
class AcceptResult:
    """What was made of several candidates, and which were left, each with the reason in Vietnamese."""

    tasks: list[Task] = field(default_factory=list)
    skipped: list[tuple[int, Refused]] = field(default_factory=list)


#: a version that no candidate has: of one that the person did not see
UNSEEN = -1


def accept(
    session: Session,
    candidate_id: int,
    *,
    actor: Actor,
    viewer: Viewer,
    now: datetime,
    today: date,
    settings: Settings,
    calendar: WorkingCalendar,
    version: int | None = None,
    as_regular: bool = False,
) -> Task:
    """Makes a task of a candidate; gives the task, or the first occurrence of a rhythm. `as_regular`: followed up, never overdue.

    Raises NotAllowed, NotFound, Stale, WrongState, and Invalid for `lead` when nobody who is followed up leads it.
    """
    require_office(viewer)
    candidate = proposed(session, candidate_id, version)
    given_on = _given_on(candidate.directive, today)
    lead, helpers = (
        bodies.made(session, names, candidate.directive, today=today, province=settings.office.province, actor=actor, now=now)
        for names in (candidate.lead, candidate.coordinate)
    )
    if not lead.agencies:
        raise _no_lead(candidate)
    work = Work(
        directive=candidate.directive,
        title=candidate.title or short_title(candidate.text),
        text=candidate.text,
        leads=lead.agencies,
        coordinators=helpers.agencies,
        units=helpers.units | lead.units,
        untracked=bodies.untracked_of(lead, helpers),
        nature=TaskNature.REGULAR if as_regular else candidate.nature,
        path=candidate.path,
        report_to="; ".join(candidate.report_to),
        candidate_id=candidate.id,
    )
    learning.learn(session, candidate, candidate.directive.issued_on or today, actor=actor, now=now)
    candidate.state, candidate.decided_by_id, candidate.decided_at = CandidateState.ACCEPTED, actor.user_id, now
    return _make(session, work, deadlines_of(candidate), given_on, actor=actor, now=now, today=today, settings=settings, calendar=calendar)


def keep(
    session: Session,
    candidate_id: int,
    *,
    actor: Actor,
    viewer: Viewer,
    now: datetime,
    today: date,
    settings: Settings,
    version: int | None = None,
) -> Candidate:
    """Takes note of work given only to ministries or other provinces: on record, followed by nobody here.

    Raises NotAllowed, NotFound, Stale, WrongState, and Invalid for `lead` when it names nobody or somebody who is followed.
    """
    require_office(viewer)
    candidate = proposed(session, candidate_id, version)
    lead = bodies.of_names(session, candidate.lead, candidate.directive, today, settings.office.province)
    if not candidate.lead:
        raise _no_lead(candidate)
    if lead.agencies or lead.unknown:
        followed = "; ".join([*(agency.name for agency in lead.agencies), *lead.unknown])
        raise Invalid("lead", "{agencies} thuộc diện theo dõi ở đây. Hãy chấp nhận hoặc loại việc này.", agencies=followed)
    candidate.state, candidate.decided_by_id, candidate.decided_at = CandidateState.KEPT, actor.user_id, now
    session.flush()
    history.record(
        session,
        actor=actor,
        now=now,
        action="candidate.kept",
        subject="candidate",
        subject_id=candidate.id,
        directive=candidate.directive,
        new={"lead": list(candidate.lead)},
    )
    return candidate


def accept_many(
    session: Session,
    directive_id: int,
    *,
    actor: Actor,
    viewer: Viewer,
    now: datetime,
    today: date,
    settings: Settings,
    calendar: WorkingCalendar,
    ids: Sequence[int] | None = None,
    versions: Mapping[int, int] | None = None,
    sure_only: bool = False,
    as_regular: bool = False,
) -> AcceptResult:
    """Accepts several candidates of a directive at once: those of `ids`, or all that wait.

    `versions`: of each candidate the one that the person saw; what is not in it was not seen. `sure_only`: only those that the machine,
    or a person's correction, is sure of. `as_regular`: without `ids` only regular work, all of it for periodic follow-up. What cannot be
    accepted is left, with its reason; the rest is not held up by it.
    """
    require_office(viewer)
    result = AcceptResult()
    waiting = select(Candidate).where(Candidate.directive_id == directive_id, Candidate.state == CandidateState.PROPOSED)
    if ids is not None:
        waiting = waiting.where(Candidate.id.in_(ids))
    elif as_regular:
        waiting = waiting.where(Candidate.nature == TaskNature.REGULAR)
    for candidate in session.scalars(waiting.order_by(Candidate.ordinal, Candidate.id)).all():
        if sure_only and candidate.confidence != Confidence.SURE:
            doubts = tuple(candidate.doubts) or ("Máy chưa chắc.",)
            result.skipped.append((candidate.id, WrongState("Cần người xem trước khi chấp nhận: {doubts}", doubts=doubts)))
            continue
        if sure_only and (same := repeats.likely(session, candidate, today=today)):
            alike = WrongState(
                "Có vẻ đã có nhiệm vụ {code} giao việc này. Hãy mở việc này xem là cùng một việc hay việc khác.", code=same[0].task.code
            )
            result.skipped.append((candidate.id, alike))
            continue
        try:
            with session.begin_nested():
                task = accept(
                    session,
                    candidate.id,
                    version=None if versions is None else versions.get(candidate.id, UNSEEN),
                    actor=actor,
                    viewer=viewer,
                    now=now,
                    today=today,
                    settings=settings,
                    calendar=calendar,
                    as_regular=as_regular,
                )
        except Refused as refusal:
            result.skipped.append((candidate.id, refusal))
        else:
            result.tasks.append(task)
    return result


def add_spoken(
    session: Session,
    *,
    actor: Actor,
    viewer: Viewer,
    now: datetime,
    today: date,
    settings: Settings,
    calendar: WorkingCalendar,
    given_by: str,
    given_on: date | None,
    kind: str,
    title: str,
    text: str = "",
    lead: Sequence[int],
    coordinate: Sequence[int] = (),
    due_on: date | None = None,
) -> Task:
    """A task without a document: who gave it, when, and how (`kind`: Ý kiến chỉ đạo, Bút phê, Cuộc họp, Điện thoại). Ids of agencies."""
    require_office(viewer)
    name = words.required("title", title, "Tên nhiệm vụ", 300)
    said_on = _spoken_day(given_on, due_on, today)
    directive = Directive(
        source=DirectiveSource.SPOKEN,
        kind=words.required("kind", kind, "Hình thức giao", 80),
        issuer=words.required("given_by", given_by, "Người giao", 300),
        issued_on=said_on,
        received_on=said_on,
        subject=name,
        watcher_id=viewer.user_id,
        created_at=now,
        created_by_id=actor.user_id,
    )
    directive.folded = bare(f"{directive.kind} {directive.issuer} {name}")
    leads = _agencies_chosen(session, "lead", lead)
    if not leads:
        raise Invalid("lead", "Chưa chọn cơ quan chủ trì. Hãy chọn ít nhất một cơ quan.")
    session.add(directive)
    session.flush()
    history.record(
        session, actor=actor, now=now, action="directive.spoken", subject="directive", subject_id=directive.id, directive=directive
    )
    work = Work(
        directive=directive,
        title=name,
        text=words.optional("text", text, "Nội dung") or name,
        leads=leads,
        coordinators=_agencies_chosen(session, "coordinate", coordinate),
        milestones=[Milestone(phrase="", kind="date", due_on=due_on, original_due_on=due_on, office_default=False)] if due_on else [],
    )
    return give(session, work, action="task.accepted", actor=actor, now=now, today=today, assigned_on=said_on)


def _make(
    session: Session,
    work: Work,
    deadlines: Sequence[ProposedDeadline],
    given_on: date,
    *,
    actor: Actor,
    now: datetime,
    today: date,
    settings: Settings,
    calendar: WorkingCalendar,
) -> Task:
    """The task with its dated milestones, and the first occurrences of each rhythm; a unit of rhythms alone has only these."""
    rhythms = [d for d in deadlines if d.recurring]
    once = [d for d in deadlines if not d.recurring]
    first: Task | None = None
    if once or not rhythms:
        first = _give_once(session, work, once, given_on, actor, now, today)
    made: list[Task] = []
    for rhythm in rhythms:
        duty = _series(session, rhythm, work.candidate_id, given_on)
        made += series.begin(session, duty, work, actor=actor, now=now, today=today, settings=settings, calendar=calendar)
    if first is None and not made:
        # every rhythm has already ended: the duty stays, without a date
        first = _give_once(session, work, deadlines, given_on, actor, now, today)
    return first or min(made, key=lambda task: (task.occurrence_on or date.max, task.id))


def _give_once(
    session: Session, work: Work, deadlines: Sequence[ProposedDeadline], given_on: date, actor: Actor, now: datetime, today: date
) -> Task:
    dated = replace(work, milestones=[_milestone(d) for d in deadlines])
    return give(session, dated, action="task.accepted", actor=actor, now=now, today=today, assigned_on=given_on)


def _milestone(deadline: ProposedDeadline) -> Milestone:
    return Milestone(
        phrase=deadline.text[:300],
        kind=deadline.kind.value,
        due_on=deadline.due_on,
        due_time=deadline.time,
        original_due_on=deadline.due_on,
        office_default=deadline.default,
    )


def _series(session: Session, rhythm: ProposedDeadline, candidate_id: int | None, given_on: date) -> Series:
    duty = Series(
        candidate_id=candidate_id,
        rrule=rhythm.rrule or rhythm.office_rrule or "",
        office_rrule=rhythm.office_rrule or "",
        phrase=rhythm.text[:300],
        starts_on=given_on,
        paused=False,
        report_period=rhythm.report_period,
        send_days=rhythm.send_days,
    )
    session.add(duty)
    session.flush()
    return duty


def _given_on(directive: Directive, today: date) -> date:
    """The day of issue; of a directive dated ahead, or without a date, today."""
    return min(directive.issued_on or today, today)


def _no_lead(candidate: Candidate) -> Invalid:
    if candidate.lead:
        return Invalid(
            "lead",
            "Cơ quan chủ trì ({agencies}) không thuộc diện theo dõi. Hãy bấm “Ghi nhận, không theo dõi”, hoặc sửa cơ quan chủ trì.",
            agencies="; ".join(candidate.lead),
        )
    return Invalid("lead", "Chưa có cơ quan chủ trì. Hãy ghi cơ quan chủ trì rồi chấp nhận lại.")


def _agencies_chosen(session: Session, field_name: str, ids: Sequence[int]) -> list[Agency]:
    chosen = [session.get(Agency, agency_id) for agency_id in dict.fromkeys(ids)]
    if any(agency is None or not agency.tracked for agency in chosen):
        raise Invalid(field_name, "Có cơ quan không còn trong danh mục theo dõi. Hãy chọn lại cơ quan.")
    return [agency for agency in chosen if agency is not None]


def _spoken_day(given_on: date | None, due_on: date | None, today: date) -> date:
    if given_on is None:
        raise Invalid("given_on", "Chưa có ngày giao. Hãy ghi ngày, tháng, năm.")
    if given_on > today:
        raise Invalid("given_on", "Ngày giao {given_on} ở tương lai. Hãy kiểm tra lại ngày.", given_on=words.day(given_on))
    if due_on is not None and due_on < given_on:
        raise Invalid(
            "due_on",
            "Thời hạn {due_on} trước ngày giao {given_on}. Hãy kiểm tra lại ngày.",
            due_on=words.day(due_on),
            given_on=words.day(given_on),
        )
    return given_on
