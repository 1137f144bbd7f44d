"""Who is looking, and what they may see. Acts on assignments are guarded in `lifecycle`, everything else here."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, and_, select
from sqlalchemy.orm import Session

from workflow.acting import Lent
from workflow.model import Agency, Assignment, Delegation, Membership, Post, Task, User
from workflow.refusals import NotAllowed, NotFound
from workflow.successions import inherited_by

OFFICE_POSTS = frozenset({Post.COORDINATOR, Post.HEAD_OF_OFFICE})


@dataclass(frozen=True)
class Viewer:
    """A person as the rules see them: their posts, each in its agency."""

    user_id: int
    name: str
    posts: frozenset[tuple[Post, int]]
    #: agencies that are no more and whose work theirs took over: they read on what those closed
    inherited: frozenset[int] = frozenset()
    #: those of `posts` that are of people who are away, and in whose place they act
    lent: tuple[Lent, ...] = ()

    def holds(self, post: Post, agency_id: int | None = None) -> bool:
        """Whether they hold a post, in one agency or in any."""
        return any(p is post and agency_id in (None, a) for p, a in self.posts)

    @property
    def own_posts(self) -> frozenset[tuple[Post, int]]:
        """Their posts without those of people who are away."""
        return self.posts - {(one.post, one.agency_id) for one in self.lent}

    @property
    def admin(self) -> bool:
        """Runs the system."""
        return self.holds(Post.ADMINISTRATOR)

    @property
    def office(self) -> bool:
        """Gives and follows work: the office's coordinators and heads, and the administrator."""
        return self.admin or any(post in OFFICE_POSTS for post, _ in self.posts)

    @property
    def leader(self) -> bool:
        """A provincial leader: sees everything, decides extensions."""
        return self.holds(Post.PROVINCIAL_LEADER)

    @property
    def agency_ids(self) -> frozenset[int]:
        """The agencies that they belong to, with those that these took over."""
        return frozenset(agency_id for _, agency_id in self.posts) | self.inherited

    @property
    def may_see_all(self) -> bool:
        return self.office or self.leader


def viewer_of(session: Session, user: User, today: date | None = None) -> Viewer:
    """What a person is now. A disabled person has no posts; the office's posts count only in the office's own agency.

    With `today`, the office's civil date, they also hold the posts of those in whose place they act on that day, but no administrator's.
    """
    if not user.active:
        return Viewer(user.id, user.name, frozenset())
    own = _posts_of(session, {user.id}).get(user.id, frozenset())
    lent = _lent(session, user.id, today) if today is not None else []
    posts = own | {(one.post, one.agency_id) for one in lent}
    beyond = tuple(one for one in lent if (one.post, one.agency_id) not in own)
    return Viewer(user.id, user.name, posts, inherited_by(session, {agency_id for _, agency_id in posts}), beyond)


def _posts_of(session: Session, user_ids: set[int]) -> dict[int, frozenset[tuple[Post, int]]]:
    rows = session.execute(
        select(Membership.user_id, Membership.post, Membership.agency_id, Agency.is_office)
        .join(Agency, Agency.id == Membership.agency_id)
        .where(Membership.user_id.in_(user_ids))
        .order_by(Membership.id)
    )
    found: dict[int, frozenset[tuple[Post, int]]] = {}
    for user_id, post, agency_id, is_office in rows:
        if is_office or post not in OFFICE_POSTS:
            found[user_id] = found.get(user_id, frozenset()) | {(post, agency_id)}
    return found


def _lent(session: Session, user_id: int, today: date) -> list[Lent]:
    """Posts of those who are away and named this person; what they were lent themselves is not lent on."""
    away = select(User.id, User.name).join(Delegation, Delegation.user_id == User.id).where(User.active, Delegation.delegate_id == user_id)
    names = {row.id: row.name for row in session.execute(away.where(in_force(today)).order_by(User.id))}
    if not names:
        return []
    posts = _posts_of(session, set(names))
    return [
        Lent(id_, name, post, agency_id)
        for id_, name in names.items()
        for post, agency_id in sorted(posts.get(id_, ()))
        if post is not Post.ADMINISTRATOR
    ]


def in_force(today: date) -> ColumnElement[bool]:
    """Delegations of a day."""
    return and_(Delegation.starts_on <= today, Delegation.ends_on >= today, Delegation.revoked_at.is_(None))


def require_office(viewer: Viewer) -> None:
    """Raises NotAllowed unless they belong to the office that runs this installation."""
    if not viewer.office:
        raise NotAllowed("Chỉ Văn phòng làm được việc này. Nếu cần, hãy liên hệ chuyên viên theo dõi của Văn phòng.")


def require_admin(viewer: Viewer) -> None:
    """Raises NotAllowed unless they run the system."""
    if not viewer.admin:
        raise NotAllowed("Chỉ người quản trị hệ thống làm được việc này. Hãy liên hệ quản trị hệ thống.")


def may_see_task(session: Session, viewer: Viewer, task_id: int) -> bool:
    """Whether they may know of a task: all of them for office and leaders, else those in which their agency has a part."""
    if viewer.may_see_all:
        return True
    part = select(Assignment.id).where(Assignment.task_id == task_id, Assignment.agency_id.in_(viewer.agency_ids)).limit(1)
    return session.scalar(part) is not None


def require_see_task(session: Session, viewer: Viewer, task: Task | None) -> Task:
    """The task, for one who may see it. Raises NotFound, the same for one that is not there as for one that is hidden."""
    if task is None or not may_see_task(session, viewer, task.id):
        raise NotFound("Không có nhiệm vụ này, hoặc nhiệm vụ không thuộc cơ quan của anh/chị.")
    return task
