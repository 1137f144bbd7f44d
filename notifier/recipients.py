"""Who hears of an assignment: the people of its agency, by name and address, or the agency's own mailbox where it has no people here."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from workflow.access import in_force
from workflow.model import Agency, Assignment, Delegation, Membership, Post, User

#: who does an agency's work when nobody is named, the first that is there; the last two are for work of the office itself
DOERS = (Post.OFFICER, Post.AGENCY_HEAD, Post.HEAD_OF_OFFICE, Post.COORDINATOR)


@dataclass(frozen=True)
class Recipient:
    """Somebody whom a mail can reach."""

    #: `user:12` or `agency:7`
    key: str
    user_id: int | None
    agency_id: int | None
    name: str
    address: str
    #: language of the mail: vi, en
    locale: str = "vi"
    #: position and agency, shown after the name; empty for an agency's own mailbox
    place: str = ""


class Directory:
    """All people and mailboxes that can be told anything now, read once for a whole run.

    On a day, whoever is away is not told: who acts in their place is. Work of our own government is that of its office.
    """

    def __init__(self, session: Session, on: date | None = None) -> None:
        self._stand_ins = _stand_ins(session, on) if on is not None else {}
        self._by_key: dict[str, Recipient] = {}
        self._posts: dict[tuple[int, Post], list[str]] = {}
        self._people(session)
        self._mailboxes(session)

    def _people(self, session: Session) -> None:
        rows = session.execute(
            select(User, Membership.post, Agency.id, Agency.name)
            .outerjoin(Membership, Membership.user_id == User.id)
            .outerjoin(Agency, Agency.id == Membership.agency_id)
            .where(User.active)
            .order_by(User.id, Membership.id)
        )
        for user, post, agency_id, agency in rows:
            key = f"user:{user.id}"
            self._by_key.setdefault(key, Recipient(key, user.id, None, user.name, user.email, user.locale, _place(user, agency)))
            if post is not None:
                self._hold(agency_id, post, self.present(key))

    def _hold(self, agency_id: int, post: Post, key: str) -> None:
        holders = self._posts.setdefault((agency_id, post), [])
        if key not in holders:
            holders.append(key)

    def present(self, key: str) -> str:
        """The key of who stands in for somebody who is away; of everybody else their own."""
        return self._stand_ins.get(key, key)

    def _mailboxes(self, session: Session) -> None:
        for agency_id, name, email in session.execute(select(Agency.id, Agency.name, Agency.email).where(Agency.email.is_not(None))):
            if email:
                key = f"agency:{agency_id}"
                self._by_key[key] = Recipient(key, None, agency_id, name, email)

    def find(self, key: str) -> Recipient | None:
        """The recipient of a key, None when the person was disabled or the agency lost its mailbox."""
        return self._by_key.get(key)

    def workers(self, assignment: Assignment) -> tuple[str, ...]:
        """Who does the work; empty when nobody can be told."""
        found = self.workers_at(assignment.agency_id, assignment.officer_id)
        return found or (self.of_the_office(assignment.task.directive.watcher_id) if assignment.agency.is_us else ())

    def workers_at(self, agency_id: int, officer_id: int | None) -> tuple[str, ...]:
        """The person named, else the agency's officers, its heads, or its mailbox."""
        named = self.present(f"user:{officer_id}")
        if officer_id is not None and named in self._by_key:
            return (named,)
        for post in DOERS:
            if found := self._posts.get((agency_id, post)):
                return tuple(found)
        mailbox = f"agency:{agency_id}"
        return (mailbox,) if mailbox in self._by_key else ()

    def of_the_office(self, watcher_id: int | None) -> tuple[str, ...]:
        """Who follows the directive, else the office's coordinators: they do what is given to the province itself."""
        watcher = self.present(f"user:{watcher_id}")
        if watcher in self._by_key:
            return (watcher,)
        return tuple(key for (_, post), keys in self._posts.items() if post is Post.COORDINATOR for key in keys)

    def heads(self, assignment: Assignment) -> tuple[str, ...]:
        """Heads of the agency."""
        return self.heads_at(assignment.agency_id)

    def heads_at(self, agency_id: int) -> tuple[str, ...]:
        return tuple(self._posts.get((agency_id, Post.AGENCY_HEAD), ()))


def _stand_ins(session: Session, on: date) -> dict[str, str]:
    """Key of who is away on a day → key of who acts in their place; only of people who can be told."""
    active = select(User.id).where(User.active)
    query = select(Delegation.user_id, Delegation.delegate_id).where(in_force(on), Delegation.delegate_id.in_(active))
    return {f"user:{away}": f"user:{other}" for away, other in session.execute(query.order_by(Delegation.id))}


def find(session: Session, key: str) -> Recipient | None:
    """One recipient by key as it is now, None when the person was disabled or the agency lost its mailbox."""
    kind, _, number = key.partition(":")
    if kind == "agency":
        agency = session.get(Agency, int(number))
        return Recipient(key, None, agency.id, agency.name, agency.email) if agency is not None and agency.email else None
    user = session.get(User, int(number))
    if user is None or not user.active:
        return None
    agency_name = user.memberships[0].agency.name if user.memberships else ""
    return Recipient(key, user.id, None, user.name, user.email, user.locale, _place(user, agency_name))


def _place(user: User, agency: str | None) -> str:
    return ", ".join(part for part in (user.title, agency) if part)
