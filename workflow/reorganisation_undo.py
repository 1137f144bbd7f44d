"""Taking a reorganisation back: what nobody has touched since returns as it was, what somebody has stays and is named.

Work on which the new agency has already reported stays with it, for it answers for what it wrote; with `also_changed` it returns too,
with everything written. Work that has come to an end, or went on to a third agency, always stays.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload
from sqlalchemy.orm.attributes import flag_modified

from workflow import history, lifecycle
from workflow.access import Viewer, require_admin
from workflow.acting import Actor
from workflow.assignments import count_group, facts
from workflow.history import Entry
from workflow.lifecycle import OPEN, Act
from workflow.model import (
    Agency,
    Assignment,
    Extension,
    ExtensionState,
    Feed,
    GroupMember,
    Membership,
    Message,
    Post,
    Reorganisation,
    ReorganisationChange,
    State,
    Succession,
    User,
)
from workflow.refusals import NotFound, Stale, WrongState
from workflow.reorganisation import posts_told

#: why a row stays; a person reads it
ENDED = "Đã kết thúc ở {agency}."
GONE_ON = "Đã chuyển tiếp cho {agency}."
CHANGED = "{agency} đã có cập nhật sau khi nhận."
TAKEN = "{agency} lại có phần này trong nhiệm vụ."
CORRECTED = "Đã có người sửa sau khi chuyển."
KEPT = "{agency} còn trong danh mục: lịch sử nhiệm vụ nhắc đến cơ quan này."
STILL_USED = "Còn nhiệm vụ, người dùng hoặc lịch ở cơ quan này."
#: rows that are read at once
AT_ONCE = 2000
#: order in which rows are taken back: who holds the rest comes last
ORDER = ("assignment", "membership", "feed", "group_member", "succession", "agency")


@dataclass(frozen=True)
class Returning:
    """One row of the act, and why it would stay; empty = it returns."""

    change: ReorganisationChange
    stays: str = ""
    #: it stays only because somebody changed it since
    changed: bool = False
    #: for people: the task and the agency that has it
    assignment: Assignment | None = None


@dataclass
class _Back:
    """The taking back under way."""

    session: Session
    act: Reorganisation
    actor: Actor
    now: datetime
    entries: list[Entry] = field(default_factory=list)
    #: assignments that returned, each with the version that it had before the act
    work: dict[int, tuple[Assignment, int | None]] = field(default_factory=dict)


def get(session: Session, act_id: int) -> Reorganisation:
    """The act of an id. Raises NotFound."""
    act = session.get(Reorganisation, act_id)
    if act is None:
        raise NotFound("Không có đợt sắp xếp này.")
    return act


def what_returns(session: Session, act: Reorganisation) -> list[Returning]:
    """Every row of the act, with the reason why it would stay where it is."""
    there = _read_ahead(session, act)  # noqa: F841  held while each row is looked at: the session forgets what nobody holds
    return [_look(session, change) for change in act.changes]


def _read_ahead(session: Session, act: Reorganisation) -> list[Assignment]:
    """The assignments of an act with their agencies, so many at a time, so that they are not read one by one."""
    ids = [change.subject_id for change in act.changes if change.subject == "assignment"]
    found: list[Assignment] = []
    for start in range(0, len(ids), AT_ONCE):
        query = select(Assignment).where(Assignment.id.in_(ids[start : start + AT_ONCE])).options(joinedload(Assignment.agency))
        found += session.scalars(query)
    return found


def undo(
    session: Session,
    act_id: int,
    *,
    actor: Actor,
    viewer: Viewer,
    now: datetime,
    version: int | None = None,
    also_changed: bool = False,
) -> list[Returning]:
    """Takes an act back; gives the rows that stayed, each with its reason.

    Raises NotAllowed, NotFound, Stale, and WrongState for one taken back already, or one on which a later act builds.
    """
    require_admin(viewer)
    history.serialise(session)
    act = get(session, act_id)
    if version is not None and act.version != version:
        raise Stale()
    require_undoable(session, act_id)
    back = _Back(session, act, actor, now)
    stayed = []
    for change in sorted(act.changes, key=lambda row: (ORDER.index(row.subject), -row.id)):
        found = _look(session, change)
        if found.stays and not (found.changed and also_changed):
            change.stayed = found.stays
            stayed.append(found)
        else:
            _BACK[change.subject](back, change)
            session.flush()
    act.undone_at, act.undone_by_id = now, actor.user_id
    _tell(back, stayed)
    session.flush()
    return stayed


def later_acts(session: Session, act: Reorganisation) -> list[Reorganisation]:
    """Acts in force that came after and took the work further."""
    mine = {*act.old_ids, *act.new_ids}
    later = select(Reorganisation).where(Reorganisation.id > act.id, Reorganisation.undone_at.is_(None)).order_by(Reorganisation.id)
    return [one for one in session.scalars(later) if mine & set(one.old_ids)]


def require_undoable(session: Session, act_id: int) -> Reorganisation:
    """The act, when it can be taken back. Raises NotFound, and WrongState for one taken back already or under a later one."""
    act = get(session, act_id)
    if act.undone_at is not None:
        raise WrongState("Đợt sắp xếp này đã được hoàn tác. Hãy tải lại trang.")
    if later := later_acts(session, act):
        raise WrongState(
            "Sau đợt này các cơ quan nhận việc đã được sắp xếp tiếp (đợt số {numbers}). Hãy hoàn tác đợt sau trước.",
            numbers=", ".join(str(one.id) for one in later),
        )
    return act


# --- what stays ------------------------------------------------------------------------------------------------------


def _look(session: Session, change: ReorganisationChange) -> Returning:
    if change.subject == "assignment":
        return _look_at_work(session, change)
    row: Any = session.get(_TABLES[change.subject], change.subject_id) if change.new is not None else None
    if change.new is not None and (row is None or not _as_left(row, change)):
        return Returning(change, CORRECTED)
    if change.subject == "agency" and change.old is None:
        if _was_given_work(session, change):
            return Returning(change, KEPT.format(agency=row.name))
        if _still_used(session, change):
            return Returning(change, STILL_USED)
    return Returning(change)


def _as_left(row: Any, change: ReorganisationChange) -> bool:
    """Whether the columns stand as the act left them."""
    return all(_json(getattr(row, name)) == value for name, value in (change.new or {}).items())


def _look_at_work(session: Session, change: ReorganisationChange) -> Returning:
    assignment, new, old = session.get_one(Assignment, change.subject_id), change.new or {}, change.old
    agency = assignment.agency.name

    def stays(sentence: str, *, changed: bool = False, name: str = agency) -> Returning:
        return Returning(change, sentence.format(agency=name), changed, assignment)

    passed = old is not None and old["state"] == new["state"]
    if passed and assignment.state not in OPEN:
        return stays(ENDED)
    if assignment.agency_id != new["agency_id"]:
        return stays(GONE_ON)
    if passed and _taken_again(session, assignment, (old or {})["agency_id"]):
        return stays(TAKEN, name=session.get_one(Agency, (old or {})["agency_id"]).name)
    if assignment.version != new["version"]:
        return stays(CHANGED, changed=passed)
    return Returning(change, assignment=assignment)


def _taken_again(session: Session, assignment: Assignment, agency_id: int) -> bool:
    same = (Assignment.task_id == assignment.task_id, Assignment.agency_id == agency_id, Assignment.part == assignment.part)
    return session.scalar(select(Assignment.id).where(*same, Assignment.id != assignment.id).limit(1)) is not None


def _was_given_work(session: Session, change: ReorganisationChange) -> bool:
    """Whether the act gave new work to an agency that it made: that work ends when the act is taken back, its history does not."""
    made = session.scalars(
        select(ReorganisationChange).where(
            ReorganisationChange.reorganisation_id == change.reorganisation_id, ReorganisationChange.subject == "assignment"
        )
    )
    return any(row.old is None and (row.new or {}).get("agency_id") == change.subject_id for row in made)


def _still_used(session: Session, change: ReorganisationChange) -> bool:
    """Whether anything that does not return with this act holds to an agency that the act made."""
    id_, act_id = change.subject_id, change.reorganisation_id
    leaving = {
        subject: set(
            session.scalars(
                select(ReorganisationChange.subject_id).where(
                    ReorganisationChange.reorganisation_id == act_id, ReorganisationChange.subject == subject
                )
            )
        )
        for subject in ("assignment", "membership", "feed", "group_member", "succession")
    }
    columns = (
        ("assignment", Assignment, Assignment.agency_id),
        ("assignment", Assignment, Assignment.given_to_id),
        ("membership", Membership, Membership.agency_id),
        ("feed", Feed, Feed.agency_id),
        ("group_member", GroupMember, GroupMember.member_id),
        ("group_member", GroupMember, GroupMember.group_id),
        ("succession", Succession, Succession.old_id),
        ("succession", Succession, Succession.new_id),
    )
    for subject, table, column in columns:
        holding = set(session.scalars(select(table.id).where(column == id_)))
        if any(one not in leaving[subject] or _look_again(session, act_id, subject, one) for one in holding):
            return True
    return session.scalar(select(func.count(Message.id)).where(Message.agency_id == id_)) != 0


def _look_again(session: Session, act_id: int, subject: str, subject_id: int) -> bool:
    """Whether a row of the act that holds to the agency stays with it."""
    query = select(ReorganisationChange).where(
        ReorganisationChange.reorganisation_id == act_id,
        ReorganisationChange.subject == subject,
        ReorganisationChange.subject_id == subject_id,
    )
    return any(bool(row.stayed or _look(session, row).stays) for row in session.scalars(query))


# --- back ------------------------------------------------------------------------------------------------------------


def _work_back(back: _Back, change: ReorganisationChange) -> None:
    assignment = back.session.get_one(Assignment, change.subject_id)
    before = facts(assignment)
    was = {"agency": assignment.agency.name}
    if change.old is None:
        row = lifecycle.transition(Act.CANCEL, assignment.state)
        assert row is not None  # nobody has touched it since it was given
        lifecycle.apply(row, assignment)
    else:
        _columns_back(back, assignment, change.old)
    assignment.sequence += 1
    assignment.changed_at = back.now
    back.session.flush()
    after = facts(assignment)
    changed = sorted(name for name in after if before[name] != after[name])
    back.entries.append(
        Entry(
            "assignment.succession_undone",
            "assignment",
            assignment.id,
            assignment=assignment,
            old={name: before[name] for name in changed} | was,
            new={name: after[name] for name in changed} | {"agency": assignment.agency.name, "reorganisation_id": back.act.id},
        )
    )
    back.work[assignment.id] = (assignment, (change.old or {}).get("version"))


def _columns_back(back: _Back, assignment: Assignment, old: Mapping[str, Any]) -> None:
    """As before the act; the state only where the act changed it."""
    agency = back.session.get_one(Agency, old["agency_id"])
    assignment.agency, assignment.agency_id, assignment.given_to_id = agency, agency.id, old["given_to_id"]
    if assignment.state is State.CANCELLED:
        assignment.state = State(old["state"])
        assignment.resumes_to = State(old["resumes_to"]) if old["resumes_to"] else None
        request = back.session.get(Extension, old["request_id"]) if old["request_id"] else None
        if request is not None and request.state is ExtensionState.WITHDRAWN:
            request.state, request.decided_at, request.decision_reason = ExtensionState.ASKED, None, ""
    assignment.officer_id = assignment.officer_id or old["officer_id"]


def _post_back(back: _Back, change: ReorganisationChange) -> None:
    old = change.old or {}
    user = back.session.get_one(User, old["user_id"])
    before = posts_told(user.memberships)
    agency = back.session.get_one(Agency, old["agency_id"])
    there = next((row for row in user.memberships if row.id == change.subject_id), None)
    if change.new is None and not any(row.agency_id == agency.id and row.post is Post(old["post"]) for row in user.memberships):
        user.memberships.append(Membership(post=Post(old["post"]), agency=agency))
    elif there is not None:
        there.agency = agency
    flag_modified(user, "auth_epoch")
    back.session.flush()
    after = posts_told(user.memberships)
    back.entries.append(Entry("user.posts_set", "user", user.id, old={"posts": before}, new={"posts": after}))


def _feed_back(back: _Back, change: ReorganisationChange) -> None:
    feed = back.session.get_one(Feed, change.subject_id)
    names = {id_: back.session.get_one(Agency, id_).name for id_ in (feed.agency_id or 0, (change.old or {})["agency_id"])}
    old, new = names[feed.agency_id or 0], names[(change.old or {})["agency_id"]]
    feed.agency_id = (change.old or {})["agency_id"]
    back.entries.append(Entry("feed.moved", "feed", feed.id, old={"agency": old}, new={"agency": new}))


def _row_back(back: _Back, change: ReorganisationChange) -> None:
    """A row that the act made goes, one that it changed is as before."""
    row = back.session.get_one(_TABLES[change.subject], change.subject_id)
    if change.old is None:
        back.session.delete(row)
        return
    for name, value in change.old.items():
        setattr(row, name, date.fromisoformat(value) if value and name in ("valid_until", "valid_from") else value)


def _agency_back(back: _Back, change: ReorganisationChange) -> None:
    _row_back(back, change)
    back.entries.append(Entry("agency.reorganised", "agency", change.subject_id, old=change.new, new=change.old))


_TABLES: Mapping[str, type[Any]] = {
    "membership": Membership,
    "feed": Feed,
    "group_member": GroupMember,
    "succession": Succession,
    "agency": Agency,
}
_BACK = {
    "assignment": _work_back,
    "membership": _post_back,
    "feed": _feed_back,
    "group_member": _row_back,
    "succession": _row_back,
    "agency": _agency_back,
}


def _tell(back: _Back, stayed: list[Returning]) -> None:
    new = {"reorganisation_id": back.act.id, "returned": len(back.act.changes) - len(stayed), "stayed": len(stayed)}
    whole = Entry("agency.carry_undone", "agency", back.act.old_ids[0], new=new)
    history.record_many(back.session, [whole, *back.entries], actor=back.actor, now=back.now)
    _untouched_again(back)
    for parent_id in {assignment.parent_id for assignment, _ in back.work.values()}:
        count_group(back.session, parent_id, back.now)


def _untouched_again(back: _Back) -> None:
    """For an act before this one the work is as it left it, though its version went on."""
    query = select(ReorganisationChange).where(
        ReorganisationChange.subject == "assignment",
        ReorganisationChange.subject_id.in_(back.work),
        ReorganisationChange.reorganisation_id < back.act.id,
    )
    for change in back.session.scalars(query):
        assignment, version = back.work[change.subject_id]
        if change.new is not None and change.new["version"] == version:
            change.new = change.new | {"version": assignment.version}


def _json(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value
