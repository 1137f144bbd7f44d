"""Agencies and people as lists and pages."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session, selectinload

from directives.vietnamese import bare
from workflow.access import Viewer
from workflow.agencies import Member, memberships, valid_on
from workflow.model import (
    Agency,
    AgencyAlias,
    GroupMember,
    Membership,
    Part,
    Post,
    Succession,
    User,
)
from workflow.refusals import NotFound
from workflow.tallies import Numbers, agency_numbers
from workflow.task_filter import TaskFilter
from workflow.task_queries import task_rows
from workflow.task_rows import TaskRow
from workflow.visible import visible_agencies

#: of so many agencies at most the counters are asked for one by one
FEW = 50


@dataclass(frozen=True)
class AgencyRow:
    """One agency in a list, with how the work stands that it leads, as on the page of what is overdue; what it helps with is apart."""

    agency: Agency
    people: int = 0
    open: int = 0
    overdue: int = 0
    soon: int = 0
    submitted: int = 0
    done: int = 0
    #: open and overdue ones in which it only coordinates
    helping: int = 0
    helping_late: int = 0
    #: of a group, how many are in it
    members: int = 0


@dataclass(frozen=True)
class Person:
    """A person and their posts."""

    user: User
    posts: list[tuple[Post, Agency]] = field(default_factory=list)


@dataclass(frozen=True)
class AgencyView:
    """One agency whole."""

    agency: Agency
    row: AgencyRow
    people: list[Person]
    aliases: list[AgencyAlias]
    #: who is in the group, with the days; empty for what is no group
    members: list[Member]
    #: the groups that it belongs to, with the days
    groups: list[Member]
    #: where its work went, and what it took over
    successions: list[tuple[Succession, Agency, Agency]]
    tasks: list[TaskRow]


# --- agencies ------------------------------------------------------------------------------------------------------


def agency_rows(
    session: Session,
    viewer: Viewer,
    today: date,
    soon_days: int,
    *,
    q: str = "",
    kind: str = "",
    past: bool = False,
    tracked: bool = True,
    numbers: Iterable[Numbers] | None = None,
) -> list[AgencyRow]:
    """Agencies in order of protocol, those that exist today unless `past`, with counts; `numbers`: those of another day."""
    conditions = [visible_agencies(viewer), *(Agency.folded.contains(word, autoescape=True) for word in bare(q).split())]
    conditions += [] if past else [valid_on(today)]
    conditions += [Agency.tracked.is_(True)] if tracked else []
    conditions += [Agency.kind == kind] if kind else []
    agencies = list(session.scalars(select(Agency).where(*conditions).order_by(Agency.protocol_order, Agency.name, Agency.id)))
    counts = _agency_counts(session, [agency.id for agency in agencies], today, soon_days, numbers)
    return [AgencyRow(agency, **counts.get(agency.id, {})) for agency in agencies]


def agency_view(session: Session, viewer: Viewer, agency_id: int, today: date, soon_days: int) -> AgencyView:
    """One agency with people, names, groups and open work. Raises NotFound, also for one that the viewer may not see."""
    query = select(Agency).where(Agency.id == agency_id, visible_agencies(viewer)).options(selectinload(Agency.aliases))
    agency = session.scalar(query)
    if agency is None:
        raise NotFound("Không có cơ quan này, hoặc anh/chị không thuộc cơ quan này.")
    counts = _agency_counts(session, [agency_id], today, soon_days)
    open_work = TaskFilter(agency_id=agency_id, per_page=100)
    return AgencyView(
        agency=agency,
        row=AgencyRow(agency, **counts.get(agency_id, {})),
        people=people_rows(session, viewer, agency_id=agency_id),
        aliases=sorted(agency.aliases, key=lambda alias: alias.alias),
        members=memberships(session, agency) if agency.is_group else [],
        groups=_groups_of(session, agency_id),
        successions=_successions(session, agency_id),
        tasks=task_rows(session, viewer, open_work, today, soon_days).rows,
    )


def _agency_counts(
    session: Session, agency_ids: list[int], today: date, soon_days: int, of: Iterable[Numbers] | None = None
) -> dict[int, dict[str, Any]]:
    counts: dict[int, dict[str, Any]] = {id_: {} for id_ in agency_ids}
    known = frozenset(agency_ids)
    told = agency_numbers(session, today, soon_days, agency_ids=known if len(known) <= FEW else None) if of is None else of
    for numbers in told:
        if numbers.agency_id in known:
            counts[numbers.agency_id] |= _columns_of(numbers)
    people = (
        select(Membership.agency_id, func.count(Membership.user_id.distinct()))
        .join(User, User.id == Membership.user_id)
        .where(Membership.agency_id.in_(agency_ids), User.active.is_(True))
        .group_by(Membership.agency_id)
    )
    for id_, number in session.execute(people):
        counts[id_]["people"] = number
    members = select(GroupMember.group_id, func.count(GroupMember.member_id.distinct())).where(GroupMember.group_id.in_(agency_ids))
    since, until = GroupMember.valid_from, GroupMember.valid_until
    now_in = members.where(or_(since.is_(None), since <= today), or_(until.is_(None), until >= today)).group_by(GroupMember.group_id)
    for id_, number in session.execute(now_in.join(Agency, Agency.id == GroupMember.member_id).where(valid_on(today))):
        counts[id_]["members"] = number
    return counts


def _columns_of(numbers: Numbers) -> dict[str, int]:
    """The counts of a row that they are."""
    if numbers.part is Part.COORDINATE:
        return {"helping": numbers.open, "helping_late": numbers.late}
    told = {"open": numbers.open, "overdue": numbers.late, "soon": numbers.soon}
    return told | {"submitted": numbers.submitted, "done": numbers.done}


def _groups_of(session: Session, agency_id: int) -> list[Member]:
    query = (
        select(Agency, GroupMember.valid_from, GroupMember.valid_until)
        .join(GroupMember, GroupMember.group_id == Agency.id)
        .where(GroupMember.member_id == agency_id)
        .order_by(Agency.protocol_order, Agency.name)
    )
    return [Member(agency, since, until) for agency, since, until in session.execute(query)]


def _successions(session: Session, agency_id: int) -> list[tuple[Succession, Agency, Agency]]:
    rows = session.scalars(
        select(Succession)
        .where(or_(Succession.old_id == agency_id, Succession.new_id == agency_id))
        .order_by(Succession.effective_on, Succession.id)
    ).all()
    ids = {row.old_id for row in rows} | {row.new_id for row in rows}
    agencies = {agency.id: agency for agency in session.scalars(select(Agency).where(Agency.id.in_(ids)))}
    return [(row, agencies[row.old_id], agencies[row.new_id]) for row in rows]


# --- people --------------------------------------------------------------------------------------------------------


def people_rows(session: Session, viewer: Viewer, *, q: str = "", agency_id: int | None = None, active_only: bool = False) -> list[Person]:
    """People with their posts, by name: all for the office and leaders, else those of one's own agencies."""
    query = select(User).options(selectinload(User.memberships).joinedload(Membership.agency)).order_by(User.name, User.id)
    within = select(Membership.user_id)
    if not viewer.may_see_all:
        query = query.where(User.id.in_(within.where(Membership.agency_id.in_(viewer.agency_ids))))
    if agency_id is not None:
        query = query.where(User.id.in_(within.where(Membership.agency_id == agency_id)))
    if active_only:
        query = query.where(User.active.is_(True))
    words = bare(q).split()
    people = [
        person for person in session.scalars(query) if all(word in bare(f"{person.name} {person.email} {person.title}") for word in words)
    ]
    return [Person(user, _posts(user.memberships)) for user in people]


def holders(session: Session, *posts: Post) -> list[User]:
    """Active people who hold one of the posts, by name: the choices for watcher and leader."""
    query = select(User).join(Membership).where(Membership.post.in_(posts), User.active.is_(True)).distinct().order_by(User.name, User.id)
    return list(session.scalars(query))


def _has_words(user: User, q: str) -> bool:
    about = bare(f"{user.name} {user.email} {user.title}")
    return all(word in about for word in bare(q).split())


def _posts(rows: Iterable[Membership]) -> list[tuple[Post, Agency]]:
    ordered = sorted(rows, key=lambda row: (row.agency.protocol_order, row.agency.name, row.id))
    return [(row.post, row.agency) for row in ordered]
