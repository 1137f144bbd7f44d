"""Renaming, merging, splitting and abolishing agencies: open work, people and calendars go over in one act, which can be taken back.

Work that is closed keeps the agency that closed it. Every row that the act changes is written down (`ReorganisationChange`), beside the
events of the history; `reorganisation_undo` takes them back.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import flag_modified

from workflow import agencies, history
from workflow.access import Viewer, require_admin
from workflow.acting import Actor
from workflow.agency_table import protocol_order_of
from workflow.assignments import count_group
from workflow.history import Entry
from workflow.model import (
    Agency,
    GroupMember,
    Membership,
    Reorganisation,
    Succession,
)
from workflow.refusals import Invalid, Stale
from workflow.reorganisation_plan import NO_CHOICES, Choices, Declaration, Heir, Line, Plan, make_plan
from workflow.reorganisation_work import Run, columns_of, work_goes
from workflow.successions import ASK, MAIN, PART

#: `UBND xã Nà Ngần`: a commune made for the work of a district is none itself
COMMUNE = re.compile(r"UBND (?:xã|phường|đặc khu|thị trấn) ")
CHANGED_MEANWHILE = "Từ lúc xem trước đã có thay đổi ở các cơ quan hoặc nhiệm vụ này. Hãy xem lại rồi xác nhận lần nữa."


def carry(
    session: Session,
    declaration: Declaration,
    *,
    actor: Actor,
    viewer: Viewer,
    now: datetime,
    today: date,
    choices: Choices = NO_CHOICES,
    seen: str | None = None,
) -> Reorganisation:
    """Does what `make_plan` shows. `seen`: the fingerprint of the plan that the person saw.

    For a day to come only the days of existence and the successions are written; the work goes by a second act when the day has come.
    Raises NotAllowed (who does not run the system), Invalid, and Stale where the plan is no longer the one that was seen.
    """
    require_admin(viewer)
    history.serialise(session)
    plan = make_plan(session, declaration, today, choices)
    if seen is not None and seen != plan.fingerprint:
        raise Stale(CHANGED_MEANWHILE)
    run = Run(session, _act(session, plan, actor, now), actor, now, today)
    for line in declaration.lines:
        for heir in line.heirs:
            _taking(run, line, heir)
    _also_taking(run, plan)
    for planned in plan.agencies:
        _agency_goes(run, planned.line, planned.old)
    for person in plan.people:
        if person.target is not None:
            _person_goes(run, person.membership, run.agency_of(person.target))
    for feed in plan.feeds:
        if feed.target is not None:
            taking = run.agency_of(feed.target)
            run.changed("feed", feed.feed.id, {"agency_id": feed.old.id}, {"agency_id": taking.id})
            feed.feed.agency_id = taking.id
            old, new = {"agency": feed.old.name}, {"agency": taking.name}
            run.entries.append(Entry("feed.moved", "feed", feed.feed.id, old=old, new=new))
    session.flush()
    for work in plan.work:
        work_goes(run, work)
    _tell(run, plan)
    session.flush()
    return run.act


def _act(session: Session, plan: Plan, actor: Actor, now: datetime) -> Reorganisation:
    declaration = plan.declaration
    act = Reorganisation(
        kind=declaration.kind,
        effective_on=max(line.effective_on for line in declaration.lines),
        basis=declaration.basis,
        old_ids=[line.old_id for line in declaration.lines],
        new_ids=[],
        carried_at=now,
        carried_by_id=actor.user_id,
    )
    session.add(act)
    session.flush()
    return act


# --- agencies --------------------------------------------------------------------------------------------------------


def _taking(run: Run, line: Line, heir: Heir) -> None:
    """The agency of an heir: found, or made in the likeness of the old one; what takes over tracked work is tracked."""
    old = run.session.get_one(Agency, line.old_id)
    agency = run.taking.get(heir.target.key)
    if agency is None and heir.target.agency_id is not None:
        agency = run.session.get_one(Agency, heir.target.agency_id)
    if agency is None:
        agency = _made(run, line, old, heir.target.name)
    run.taking[heir.target.key] = agency
    run.act.new_ids = sorted({*run.act.new_ids, agency.id})
    _inherit(run, agency, old, heir)
    _succeed(run, line, heir, old, agency)


def _made(run: Run, line: Line, old: Agency, name: str) -> Agency:
    kind, level = ("ubnd_xa", "xa") if COMMUNE.match(name) else (old.kind, old.level)
    agency = agencies.create(
        run.session,
        actor=run.actor,
        now=run.now,
        name=name,
        kind=kind,
        level=level,
        valid_from=line.effective_on,
        is_group=old.is_group,
        tracked=old.tracked,
        protocol_order=old.protocol_order if kind == old.kind else protocol_order_of(kind, 99),
    )
    run.changed("agency", agency.id, None, {"name": agency.name})
    for row in run.session.scalars(select(GroupMember).where(GroupMember.member_id == agency.id)):
        run.changed("group_member", row.id, None, {"group_id": row.group_id, "member_id": row.member_id})
    return agency


def _inherit(run: Run, agency: Agency, old: Agency, heir: Heir) -> None:
    """The main heir takes the shared mailbox where it has none, and the office's place where the old one was the office."""
    new: dict[str, Any] = {}
    if heir.main and old.email and not agency.email:
        new["email"] = old.email
    if heir.main and old.is_office and not agency.is_office:
        new["is_office"] = True
    if old.tracked and not agency.tracked:
        new["tracked"] = True
    _change_agency(run, agency, new)


def _change_agency(run: Run, agency: Agency, new: Mapping[str, Any], note: str = "") -> None:
    old = {name: getattr(agency, name) for name in new}
    new = {name: value for name, value in new.items() if old[name] != value}
    if not new:
        return
    old = {name: old[name] for name in new}
    for name, value in new.items():
        setattr(agency, name, value)
    run.changed("agency", agency.id, old, new)
    run.entries.append(Entry("agency.reorganised", "agency", agency.id, old=old, new=new, note=note))


def _succeed(run: Run, line: Line, heir: Heir, old: Agency, agency: Agency) -> None:
    """The succession is known from now on, and carried over by this act."""
    same = (Succession.old_id == old.id, Succession.new_id == agency.id)
    row = run.session.scalar(select(Succession).where(*same).order_by(Succession.effective_on.desc()).limit(1))
    if row is not None:
        run.changed("succession", row.id, {"reorganisation_id": row.reorganisation_id}, {"reorganisation_id": run.act.id})
        row.reorganisation_id = run.act.id
        return
    note = f"{ASK} {heir.note}".strip() if heir.asks else heir.note
    share = MAIN if heir.main else PART
    row = Succession(old_id=old.id, new_id=agency.id, effective_on=line.effective_on, share=share, note=note, reorganisation_id=run.act.id)
    run.session.add(row)
    run.session.flush()
    run.changed("succession", row.id, None, {"old_id": old.id, "new_id": agency.id})


def _also_taking(run: Run, plan: Plan) -> None:
    """Agencies that a person chose though they are no heirs (the sở of the field for the work of a district)."""
    chosen = {target for work in plan.work for target in (work.passes_to, *work.also) if target is not None}
    chosen |= {person.target for person in plan.people if person.target is not None}
    chosen |= {feed.target for feed in plan.feeds if feed.target is not None}
    for target in chosen:
        if target.key in run.taking:
            continue
        agency = run.session.get(Agency, target.agency_id) if target.agency_id is not None else None
        if agency is None or agency.is_group or not agency.tracked:
            raise Invalid("work", "Không giao được cho “{agency}”. Hãy chọn một cơ quan cụ thể thuộc diện theo dõi.", agency=target.name)
        run.taking[target.key] = agency


def _agency_goes(run: Run, line: Line, old: Agency) -> None:
    """From the day on the old agency is no more, and its heirs of the same kind stand in its groups."""
    if not line.ends:
        return
    last = line.effective_on - timedelta(days=1)
    new: dict[str, Any] = {}
    if old.valid_until is None or old.valid_until > last:
        new["valid_until"] = last
    if old.is_office:
        new["is_office"] = False
    _change_agency(run, old, new, note=run.act.basis)
    if "valid_until" in new:
        heirs = [run.taking[heir.target.key] for heir in line.heirs]
        if old.is_group:
            _members_follow(run, old, [heir for heir in heirs if heir.is_group], last)
        _groups_follow(run, old, [heir for heir in heirs if heir.kind == old.kind and not heir.is_group], last)


def _members_follow(run: Run, old: Agency, heirs: Sequence[Agency], last: date) -> None:
    """A group that the act made begins with the members of the one that it follows."""
    rows = run.session.scalars(select(GroupMember).where(GroupMember.group_id == old.id)).all()
    there = [row.member_id for row in rows if row.valid_until is None or row.valid_until > last]
    members = {one.id: one for one in run.session.scalars(select(Agency).where(Agency.id.in_(there)))}
    for group in heirs:
        empty = run.session.scalar(select(GroupMember.id).where(GroupMember.group_id == group.id).limit(1)) is None
        for member_id in dict.fromkeys(there) if empty else ():
            _join_group(run, group.id, members[member_id], last + timedelta(days=1))


def _groups_follow(run: Run, old: Agency, heirs: Sequence[Agency], last: date) -> None:
    open_ended = or_(GroupMember.valid_until.is_(None), GroupMember.valid_until > last)
    rows = run.session.scalars(select(GroupMember).where(GroupMember.member_id == old.id, open_ended)).all()
    for row in rows:
        if row.valid_from is None or row.valid_from <= last:
            run.changed("group_member", row.id, {"valid_until": row.valid_until}, {"valid_until": last})
            row.valid_until = last
        for heir in heirs:
            _join_group(run, row.group_id, heir, last + timedelta(days=1))


def _join_group(run: Run, group_id: int, agency: Agency, since: date) -> None:
    there = select(GroupMember.id).where(GroupMember.group_id == group_id, GroupMember.member_id == agency.id)
    if run.session.scalar(there.where(or_(GroupMember.valid_until.is_(None), GroupMember.valid_until >= since)).limit(1)) is not None:
        return
    row = GroupMember(group_id=group_id, member_id=agency.id, valid_from=since)
    run.session.add(row)
    run.session.flush()
    run.changed("group_member", row.id, None, {"group_id": group_id, "member_id": agency.id})
    told = {"member": agency.name, "since": since}
    run.entries.append(Entry("agency.member_added", "agency", group_id, new=told))


# --- people ----------------------------------------------------------------------------------------------------------


def _person_goes(run: Run, membership: Membership, agency: Agency) -> None:
    """The post goes on in the new agency; who holds it there already only leaves the old one."""
    user = membership.user
    before = posts_told(user.memberships)
    there = any(row.agency_id == agency.id and row.post is membership.post for row in user.memberships)
    was = {"user_id": user.id, "agency_id": membership.agency_id, "post": membership.post}
    run.changed("membership", membership.id, was, None if there else was | {"agency_id": agency.id})
    if there:
        user.memberships.remove(membership)
    else:
        membership.agency = agency
    flag_modified(user, "auth_epoch")  # posts are rows of their own: without this the person's version would stay
    run.session.flush()
    after = posts_told(user.memberships)
    run.entries.append(Entry("user.posts_set", "user", user.id, old={"posts": before}, new={"posts": after}))


def posts_told(memberships: Sequence[Membership]) -> list[str]:
    """The posts as the history keeps them: `officer@Sở Tư pháp`."""
    return sorted(f"{row.post.value}@{row.agency.name}" for row in memberships)


# --- the record ------------------------------------------------------------------------------------------------------


def _tell(run: Run, plan: Plan) -> None:
    """Writes down what was changed, and one event for the whole beside one for each row."""
    for assignment, columns in run.work:
        run.changed("assignment", assignment.id, columns, columns_of(assignment))
    olds = {one.old.id: one.old.name for one in plan.agencies}
    new = {
        "kind": run.act.kind,
        "effective_on": run.act.effective_on,
        "agencies": [agency.name for agency in run.taking.values()],
        "work": len(plan.passing),
        "undecided": len(plan.undecided),
        "people": sum(one.target is not None for one in plan.people),
        "feeds": sum(one.target is not None for one in plan.feeds),
    }
    whole = Entry("agency.carried_over", "agency", run.act.old_ids[0], old={"agencies": list(olds.values())}, new=new, note=run.act.basis)
    history.record_many(run.session, [whole, *run.entries], actor=run.actor, now=run.now)
    for parent_id in {assignment.parent_id for assignment, _ in run.work}:
        count_group(run.session, parent_id, run.now)
