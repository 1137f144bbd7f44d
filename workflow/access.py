"""Who is looking, and what they may see. Acts on assignments are guarded in `lifecycle`, everything else here."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from workflow.model import Agency, Assignment, Membership, Post, Task, User
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

    def holds(self, post: Post, agency_id: int | None = None) -> bool:
        """Whether they hold a post, in one agency or in any."""
        return any(p is post and agency_id in (None, a) for p, a in self.posts)

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


def viewer_of(session: Session, user: User) -> Viewer:
    """What a person is now. A disabled person has no posts; the office's posts count only in the office's own agency."""
    rows = session.execute(
        select(Membership.post, Membership.agency_id, Agency.is_office)
        .join(Agency, Agency.id == Membership.agency_id)
        .where(Membership.user_id == user.id)
    ).all()
    posts = frozenset((post, agency_id) for post, agency_id, is_office in rows if is_office or post not in OFFICE_POSTS)
    if not user.active:
        return Viewer(user.id, user.name, frozenset())
    return Viewer(user.id, user.name, posts, inherited_by(session, {agency_id for _, agency_id in posts}))


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
