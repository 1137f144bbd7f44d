"""Into whose hands work goes: another agency, an officer of the agency, the watcher and the leader in charge of a directive."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from workflow import history, lifecycle, words
from workflow.access import Viewer, require_office
from workflow.acting import Actor
from workflow.assignments import drop_request, facts, given_facts, refresh_due, same_milestone, settle, take
from workflow.lifecycle import Act
from workflow.model import Agency, Assignment, Directive, Membership, Milestone, Post, State, User
from workflow.refusals import Invalid, NotFound, Refused, Stale, Term


def transfer(
    session: Session,
    assignment_id: int,
    *,
    actor: Actor,
    viewer: Viewer,
    now: datetime,
    today: date,
    version: int,
    agency_id: int,
    reason: str,
) -> Assignment:
    """Gives the work to another agency, with the dates that stand; gives back the new assignment. The old one ends as cancelled."""
    assignment, row = take(session, assignment_id, Act.TRANSFER, viewer=viewer, version=version)
    why = words.required("reason", reason, "Lý do chuyển")
    agency = _receiver(session, agency_id, assignment, today)
    earlier = _earlier(session, agency, assignment)
    before = facts(assignment)
    drop_request(assignment, now)
    lifecycle.apply(row, assignment)
    settle(session, assignment, "assignment.transferred", before=before, actor=actor, now=now, also={"to_agency_id": agency.id}, note=why)
    return _give_to(session, agency, earlier, assignment, actor, now, why)


def set_officer(
    session: Session,
    assignment_id: int,
    *,
    actor: Actor,
    viewer: Viewer,
    now: datetime,
    today: date,
    version: int,
    officer_id: int | None,
    unit: str | None = None,
) -> Assignment:
    """Names the person of the agency who does it, None for nobody in particular; with `unit` also the unit inside it, empty for none."""
    assignment, _ = take(session, assignment_id, Act.SET_OFFICER, viewer=viewer, version=version)
    if officer_id is not None and not _belongs(session, officer_id, assignment.agency_id):
        raise Invalid("officer_id", "Người này không thuộc cơ quan được giao hoặc đã ngừng hoạt động. Hãy chọn người khác.")
    named = words.optional("unit", unit, "Phòng, đơn vị", 200)
    before = facts(assignment)
    assignment.officer_id = officer_id
    if unit is not None:
        assignment.unit = named
    return settle(session, assignment, "assignment.officer_set", before=before, actor=actor, now=now)


def set_watcher(
    session: Session, directive_id: int, *, actor: Actor, viewer: Viewer, now: datetime, version: int, user_id: int | None
) -> Directive:
    """Names the coordinator who follows a directive. Raises NotAllowed, NotFound, Stale, Invalid."""
    posts = (Post.COORDINATOR, Post.HEAD_OF_OFFICE)
    return _set_person(session, directive_id, "watcher_id", posts, user_id, actor=actor, viewer=viewer, now=now, version=version)


def set_leader(
    session: Session, directive_id: int, *, actor: Actor, viewer: Viewer, now: datetime, version: int, user_id: int | None
) -> Directive:
    """Names the provincial leader in charge of a directive. Raises NotAllowed, NotFound, Stale, Invalid."""
    posts = (Post.PROVINCIAL_LEADER,)
    return _set_person(session, directive_id, "leader_id", posts, user_id, actor=actor, viewer=viewer, now=now, version=version)


def _set_person(
    session: Session,
    directive_id: int,
    field: str,
    posts: tuple[Post, ...],
    user_id: int | None,
    *,
    actor: Actor,
    viewer: Viewer,
    now: datetime,
    version: int,
) -> Directive:
    require_office(viewer)
    directive = session.get(Directive, directive_id)
    if directive is None:
        raise NotFound("Không có văn bản này.")
    if directive.version != version:
        raise Stale()
    if user_id is not None and not _holds_one(session, user_id, posts):
        wanted = " hoặc ".join(post.label for post in posts)
        raise Invalid(field, "Người được chọn phải là {wanted} và đang hoạt động. Hãy chọn người khác.", wanted=Term(wanted))
    old = getattr(directive, field)
    setattr(directive, field, user_id)
    history.record(
        session,
        actor=actor,
        now=now,
        action=f"directive.{field.removesuffix('_id')}_set",
        subject="directive",
        subject_id=directive.id,
        directive=directive,
        old={field: old},
        new={field: user_id},
    )
    return directive


def _holds_one(session: Session, user_id: int, posts: tuple[Post, ...]) -> bool:
    found = select(Membership.id).join(User).where(User.id == user_id, User.active, Membership.post.in_(posts))
    return session.scalar(found.limit(1)) is not None


def _belongs(session: Session, user_id: int, agency_id: int) -> bool:
    found = select(Membership.id).join(User).where(User.id == user_id, User.active, Membership.agency_id == agency_id)
    return session.scalar(found.limit(1)) is not None


def _receiver(session: Session, agency_id: int, assignment: Assignment, today: date) -> Agency:
    agency = session.get(Agency, agency_id)
    if agency is None or agency.is_group or not agency.tracked:
        raise Invalid("agency_id", "Không chuyển được cho cơ quan này. Hãy chọn một cơ quan cụ thể thuộc diện theo dõi.")
    if agency.valid_until is not None and agency.valid_until < today:
        raise Invalid(
            "agency_id",
            "{agency} đã thôi hoạt động sau ngày {day}. Hãy chọn cơ quan kế thừa.",
            agency=agency.name,
            day=words.day(agency.valid_until),
        )
    if agency.id == assignment.agency_id:
        raise Invalid("agency_id", "Nhiệm vụ đang ở {agency}. Hãy chọn cơ quan khác.", agency=agency.name)
    return agency


def _earlier(session: Session, agency: Agency, assignment: Assignment) -> Assignment | None:
    """The same part that the agency had in the task and has no more. Raises Refused when it still has one, or another."""
    found = session.scalars(select(Assignment).where(Assignment.task_id == assignment.task_id, Assignment.agency_id == agency.id)).all()
    for part in found:
        if part.state not in (State.CANCELLED, State.RETURNED):
            raise Refused("{agency} đã có phần “{part}” trong nhiệm vụ này. Hãy chọn cơ quan khác.", agency=agency.name, part=part.part)
    return next((part for part in found if part.part is assignment.part), None)


def _give_to(
    session: Session, agency: Agency, earlier: Assignment | None, old: Assignment, actor: Actor, now: datetime, why: str
) -> Assignment:
    """A new assignment with the open dates of the old one, or the agency's own earlier one, opened again."""
    given = earlier
    if given is None:
        given = Assignment(
            task=old.task, agency=agency, part=old.part, parent_id=old.parent_id, state=State.NEW, sequence=0, changed_at=now
        )
        given.passed_from_id = old.passed_from_id
        session.add(given)
    before = facts(given)
    if earlier is not None:
        row = lifecycle.transition(Act.REOPEN, earlier.state)
        assert row is not None  # `_earlier` gives only what was cancelled or returned
        lifecycle.apply(row, earlier)
    given.received_at, given.completed_on, given.excused = None, None, False
    _give_dates(given, [m for m in old.milestones if m.met_on is None])
    session.flush()
    refresh_due(given)
    also = {"from_agency_id": old.agency_id} | (given_facts(given) if earlier is None else {})
    return settle(session, given, "assignment.assigned", before=before, actor=actor, now=now, also=also, note=why)


def _give_dates(given: Assignment, open_ones: list[Milestone]) -> None:
    """The dates that stand go along; an agency that had the work before keeps its milestones, with these dates."""
    mine = [m for m in given.milestones if m.met_on is None]
    for own, other in zip(mine, open_ones, strict=False):
        own.due_on, own.due_time = other.due_on, other.due_time
    given.milestones.extend(same_milestone(m) for m in open_ones[len(mine) :])
