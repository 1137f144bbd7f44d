"""Agencies in time: who exists on a day, groups and their members, and every change to them on record."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import Session, selectinload

from directives.vietnamese import bare, normalise
from workflow import history
from workflow.acting import Actor
from workflow.addresses import clean_email
from workflow.agency_names import alias_key, distinct, ensure_alias, is_valid, make_alias, resolve, resolve_many, valid_on
from workflow.agency_table import GROUP_KINDS, protocol_order_of, seed
from workflow.model import Agency, GroupMember
from workflow.refusals import Invalid, NotFound, Stale

__all__ = [
    "Member",
    "add_alias",
    "add_member",
    "alias_key",
    "all",
    "create",
    "get",
    "is_valid",
    "members",
    "memberships",
    "office",
    "ourselves",
    "remove_alias",
    "remove_member",
    "resolve",
    "resolve_many",
    "seed",
    "update",
    "valid_on",
]

#: Fields that a person may change
EDITABLE = ("name", "short_name", "kind", "level", "email", "valid_from", "valid_until", "tracked", "protocol_order")


@dataclass(frozen=True)
class Member:
    """An agency in a group, and since when until when."""

    agency: Agency
    valid_from: date | None
    valid_until: date | None


def all(session: Session, on: date | None = None, *, groups: bool = True, tracked_only: bool = False) -> list[Agency]:
    """Agencies by order of protocol, all of them or those that exist on a day."""
    query = select(Agency).order_by(Agency.protocol_order, Agency.name, Agency.id)
    if on is not None:
        query = query.where(valid_on(on))
    if not groups:
        query = query.where(Agency.is_group.is_(False))
    if tracked_only:
        query = query.where(Agency.tracked.is_(True))
    return list(session.scalars(query))


def members(session: Session, group: Agency, on: date) -> list[Agency]:
    """The tracked agencies that a group opens into on a day, by order of protocol."""
    since, until = GroupMember.valid_from, GroupMember.valid_until
    query = (
        select(Agency)
        .join(GroupMember, GroupMember.member_id == Agency.id)
        .where(GroupMember.group_id == group.id, or_(since.is_(None), since <= on), or_(until.is_(None), until >= on))
        .where(valid_on(on), Agency.tracked.is_(True), Agency.is_group.is_(False))
        .order_by(Agency.protocol_order, Agency.name, Agency.id)
        .distinct()
    )
    return list(session.scalars(query))


def memberships(session: Session, group: Agency) -> list[Member]:
    """Everybody who is or was in a group, with the days."""
    query = (
        select(Agency, GroupMember.valid_from, GroupMember.valid_until)
        .join(GroupMember, GroupMember.member_id == Agency.id)
        .where(GroupMember.group_id == group.id)
        .order_by(Agency.protocol_order, Agency.name, GroupMember.id)
    )
    return [Member(agency, since, until) for agency, since, until in session.execute(query)]


def office(session: Session) -> Agency | None:
    """The agency that runs this installation."""
    return session.scalar(select(Agency).where(Agency.is_office.is_(True)).limit(1))


def ourselves(session: Session) -> Agency | None:
    """The government whose office this is: what a directive from above gives to all provinces is given to it."""
    query = select(Agency).where(Agency.kind == "ubnd", Agency.level == "tinh", Agency.tracked, Agency.is_group.is_(False))
    return session.scalar(query.order_by(Agency.valid_until.is_not(None), Agency.id).limit(1))


def create(
    session: Session,
    *,
    actor: Actor,
    now: datetime,
    name: str,
    kind: str = "",
    level: str = "tinh",
    short_name: str = "",
    email: str | None = None,
    valid_from: date | None = None,
    valid_until: date | None = None,
    is_group: bool = False,
    tracked: bool = True,
    protocol_order: int | None = None,
    aliases: Iterable[str] = (),
) -> Agency:
    """A new agency, in the group that its kind belongs to. Raises Invalid for a name that is empty or already valid then."""
    name = normalise(name).strip()
    _check(name, valid_from, valid_until)
    namesake = resolve(session, name, valid_from)
    if namesake and alias_key(namesake.name) == alias_key(name) and is_valid(namesake, valid_from):
        raise Invalid("name", "Đã có cơ quan “{name}”.", name=namesake.name)
    agency = Agency(
        code=_new_code(session, name),
        name=name,
        short_name=short_name.strip(),
        folded=bare(name),
        kind=kind,
        level=level,
        email=clean_email(email),
        valid_from=valid_from,
        valid_until=valid_until,
        is_group=is_group,
        tracked=tracked,
        protocol_order=protocol_order if protocol_order is not None else protocol_order_of(kind, 99),
    )
    agency.aliases = [make_alias(alias) for alias in distinct([name, *aliases])]
    session.add(agency)
    session.flush()
    _join_own_group(session, agency)
    _record(session, agency, actor, now, "agency.created", new={"name": name, "kind": kind})
    return agency


def update(session: Session, agency_id: int | Agency, *, actor: Actor, now: datetime, version: int, **changes: Any) -> Agency:
    """Changes fields of an agency (those in EDITABLE). Raises Stale, NotFound, Invalid."""
    agency = get(session, agency_id)
    if agency.version != version:
        raise Stale()
    unknown = set(changes) - set(EDITABLE)
    if unknown:
        raise TypeError(f"not editable: {sorted(unknown)}")
    if "name" in changes:
        changes["name"] = normalise(changes["name"]).strip()
    if "email" in changes:
        changes["email"] = clean_email(changes["email"])
    _check(changes.get("name", agency.name), changes.get("valid_from", agency.valid_from), changes.get("valid_until", agency.valid_until))
    old = {field: getattr(agency, field) for field in changes}
    new = {field: value for field, value in changes.items() if value != old[field]}
    if not new:
        return agency
    for field, value in new.items():
        setattr(agency, field, value)
    if "name" in new:
        agency.folded = bare(agency.name)
        ensure_alias(agency, agency.name)
    session.flush()
    _record(session, agency, actor, now, "agency.changed", old={field: old[field] for field in new}, new=new)
    return agency


def add_alias(session: Session, agency_id: int | Agency, alias: str, *, actor: Actor, now: datetime) -> Agency:
    """Teaches another way of writing an agency's name; one known already changes nothing."""
    agency = get(session, agency_id)
    alias = normalise(alias).strip()
    if not alias_key(alias):
        raise Invalid("alias", "Tên gọi khác không được để trống.")
    if ensure_alias(agency, alias, actor.user_id, now):
        session.flush()
        _record(session, agency, actor, now, "agency.alias_added", new={"alias": alias})
    return agency


def remove_alias(session: Session, agency_id: int | Agency, alias_id: int, *, actor: Actor, now: datetime) -> Agency:
    """Forgets a way of writing; the agency's own name stays."""
    agency = get(session, agency_id)
    alias = next((alias for alias in agency.aliases if alias.id == alias_id), None)
    if alias is None:
        raise NotFound("Không có tên gọi này.")
    if alias.folded == alias_key(agency.name):
        raise Invalid("alias", "Không xóa được tên chính thức của cơ quan.")
    agency.aliases.remove(alias)
    session.flush()
    _record(session, agency, actor, now, "agency.alias_removed", old={"alias": alias.alias})
    return agency


def add_member(session: Session, group_id: int, member_id: int, *, actor: Actor, now: datetime, since: date | None) -> None:
    """Puts an agency into a group from a day on; one that is in it already changes nothing."""
    group, member = get(session, group_id), get(session, member_id)
    if not group.is_group or member.is_group:
        raise Invalid("member", "Chỉ thêm được một cơ quan vào một nhóm cơ quan.")
    rows = session.scalars(select(GroupMember).where(GroupMember.group_id == group_id, GroupMember.member_id == member_id)).all()
    if any(row.valid_until is None or (since is not None and row.valid_until >= since) for row in rows):
        return
    session.add(GroupMember(group_id=group_id, member_id=member_id, valid_from=since))
    session.flush()
    _record(session, group, actor, now, "agency.member_added", new={"member": member.name, "since": since})


def remove_member(session: Session, group_id: int, member_id: int, *, actor: Actor, now: datetime, until: date) -> None:
    """Takes an agency out of a group: `until` is its last day in it."""
    group, member = get(session, group_id), get(session, member_id)
    rows = session.scalars(select(GroupMember).where(GroupMember.group_id == group_id, GroupMember.member_id == member_id)).all()
    for row in rows:
        if row.valid_from is not None and row.valid_from > until:
            session.delete(row)
        elif row.valid_until is None or row.valid_until > until:
            row.valid_until = until
    session.flush()
    _record(session, group, actor, now, "agency.member_removed", old={"member": member.name}, new={"until": until})


def get(session: Session, agency_id: int | Agency) -> Agency:
    """The agency of an id (an agency is itself). Raises NotFound."""
    if isinstance(agency_id, Agency):
        return agency_id
    agency = session.get(Agency, agency_id, options=[selectinload(Agency.aliases)])
    if agency is None:
        raise NotFound("Không có cơ quan này.")
    return agency


def _check(name: str, valid_from: date | None, valid_until: date | None) -> None:
    if not alias_key(name):
        raise Invalid("name", "Tên cơ quan không được để trống.")
    if len(name) > 300:
        raise Invalid("name", "Tên cơ quan dài quá 300 ký tự.")
    if valid_from and valid_until and valid_until < valid_from:
        raise Invalid("valid_until", "Ngày kết thúc hoạt động phải sau ngày bắt đầu.")


def _new_code(session: Session, name: str) -> str:
    stem = re.sub(r"[^a-z0-9]{1,300}", "_", bare(name)).strip("_")[:70] or "co_quan"  # `UBND xã Nà Ngần` → `ubnd_xa_na_ngan`
    taken = set(session.scalars(select(Agency.code).where(or_(Agency.code == stem, Agency.code.startswith(f"{stem}_", autoescape=True)))))
    return next(code for code in [stem, *(f"{stem}_{n}" for n in range(2, len(taken) + 3))] if code not in taken)


def _join_own_group(session: Session, agency: Agency) -> None:
    group = session.scalar(select(Agency).where(Agency.code == GROUP_KINDS.get(agency.kind, "")))
    if group is not None and agency.tracked and not agency.is_group:
        session.add(GroupMember(group_id=group.id, member_id=agency.id))
        session.flush()


def _record(session: Session, agency: Agency, actor: Actor, now: datetime, action: str, **values: Any) -> None:
    history.record(session, actor=actor, now=now, action=action, subject="agency", subject_id=agency.id, **values)
