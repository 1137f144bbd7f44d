"""The same duty in several directives: a Government resolution, the province's plan, a conclusion of a meeting. One task, several sources.

Likely repeats are proposed at review: work still open, given by another directive to the same lead, in near words, and better still by the
same date or by a directive that this one cites. A person says whether it is the same work; the machine never joins anything.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from itertools import pairwise
from math import sqrt

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload, selectinload

from directives.vietnamese import bare
from workflow import agencies, history
from workflow.access import Viewer, require_office
from workflow.acting import Actor
from workflow.lifecycle import OPEN
from workflow.model import (
    Assignment,
    Candidate,
    CandidateState,
    Citation,
    Directive,
    Part,
    Task,
    TaskSource,
)
from workflow.proposals import deadlines_of, proposed
from workflow.refusals import Invalid, NotFound, Stale, WrongState

#: how alike the words must be (cosine of their pairs): by themselves, and where date or citation speaks for it too
ALIKE, ALIKE_WITH_PROOF = 0.5, 0.3
#: with fewer pairs of words nothing can be said
FEWEST_PAIRS = 5
#: proposals shown at most for one unit
MOST = 3
#: newest open tasks of a lead that are compared
COMPARED = 400
WORD = re.compile(r"[a-z]{1,30}")
#: words of every directive: they say nothing of what is to be done
COMMON = frozenset(
    re.findall(
        "[a-z]+",
        "va cua cac nhung theo cho voi ve tai trong tren den de la thi ma duoc do bi boi khi neu nhu nay mot so co khong chu tri phoi hop "
        "thuc hien to chuc trien khai hoan thanh truoc ngay thang nam quy bao cao ket qua ubnd tinh pho huyen xa phuong ban nganh don vi "
        "dia quan lien tham muu giao yeu cau tiep tuc tang cuong chi dao huong dan dung han gui xem xet quyet dinh noi nhiem vu ke hoach "
        "cong van dam kip thoi hieu",
    )
)


@dataclass(frozen=True)
class Likely:
    """A task that seems to be the same work."""

    task: Task
    #: 0 … 1, how alike the words are
    alike: float
    #: its lead has the same date
    same_date: bool
    #: one of the two directives cites the other
    cited: bool
    #: who leads both
    agencies: tuple[str, ...]
    due_on: date | None


def likely(session: Session, candidate: Candidate, *, today: date) -> list[Likely]:
    """Open tasks of other directives that are perhaps the same work, the likeliest first; never those that a person said are other work."""
    leads = _lead_ids(session, candidate, today)
    if not leads:
        return []
    dates = {deadline.due_on for deadline in deadlines_of(candidate) if deadline.due_on}
    linked = _linked(session, candidate.directive)
    found: dict[int, Likely] = {}
    for assignment in _open_of(session, leads, candidate):
        one = _compare(assignment, candidate, dates, linked)
        if one is not None:
            duty = -(one.task.series_id or 0) or one.task.id  # of a series only the nearest occurrence
            known = found.get(duty)
            if known is None or (one.same_date, one.alike) > (known.same_date, known.alike):
                found[duty] = one
    return sorted(found.values(), key=lambda one: (-one.same_date - one.cited, -one.alike, one.task.id))[:MOST]


def join(
    session: Session,
    candidate_id: int,
    task_id: int,
    *,
    actor: Actor,
    viewer: Viewer,
    now: datetime,
    version: int | None = None,
) -> Task:
    """Says that a candidate is the work of a task that is there: its directive becomes a further source. Nothing else of the task changes.

    Raises NotAllowed, NotFound, Stale, WrongState, and Invalid for a task of the same directive.
    """
    require_office(viewer)
    candidate, task = proposed(session, candidate_id, version), _task(session, task_id)
    if task.directive_id == candidate.directive_id:
        raise Invalid("task_id", "Nhiệm vụ {code} là của chính văn bản này. Hãy gộp hai đề xuất với nhau.", code=task.code)
    candidate.state, candidate.decided_by_id, candidate.decided_at = CandidateState.JOINED, actor.user_id, now
    source = TaskSource(
        task=task,
        directive=candidate.directive,
        candidate_id=candidate.id,
        path=candidate.path,
        text=candidate.text,
        added_at=now,
        added_by_id=actor.user_id,
    )
    session.add(source)
    session.flush()
    _record(session, task, source, "task.source_added", actor, now)
    return task


def part_again(
    session: Session, candidate_id: int, *, actor: Actor, viewer: Viewer, now: datetime, version: int | None = None
) -> Candidate:
    """Takes a joining back: the candidate waits again, the task loses this source. Raises NotAllowed, NotFound, Stale, WrongState."""
    require_office(viewer)
    candidate = session.get(Candidate, candidate_id)
    if candidate is None:
        raise NotFound("Không có đề xuất này. Hãy tải lại trang duyệt.")
    if version is not None and candidate.version != version:
        raise Stale()
    source = session.scalar(select(TaskSource).where(TaskSource.candidate_id == candidate.id))
    if candidate.state is not CandidateState.JOINED or source is None:
        raise WrongState("Đề xuất này không gộp vào nhiệm vụ nào. Hãy tải lại trang.")
    _record(session, source.task, source, "task.source_removed", actor, now)
    session.delete(source)
    candidate.state, candidate.decided_by_id, candidate.decided_at = CandidateState.PROPOSED, None, None
    session.flush()
    return candidate


def keep_apart(
    session: Session, candidate_id: int, task_id: int, *, actor: Actor, viewer: Viewer, now: datetime, version: int | None = None
) -> Candidate:
    """Says that a candidate is other work than a task: it is not proposed again. Raises NotAllowed, NotFound, Stale, WrongState."""
    require_office(viewer)
    candidate, task = proposed(session, candidate_id, version), _task(session, task_id)
    if task.id not in candidate.apart:
        candidate.apart = [*candidate.apart, task.id]
        session.flush()
        history.record(
            session,
            actor=actor,
            now=now,
            action="candidate.kept_apart",
            subject="candidate",
            subject_id=candidate.id,
            directive=candidate.directive,
            new={"task": task.code},
        )
    return candidate


def joined_to(session: Session, directive_id: int) -> list[TaskSource]:
    """The tasks of other directives of which this one is a further source."""
    query = select(TaskSource).where(TaskSource.directive_id == directive_id).options(joinedload(TaskSource.task))
    return list(session.scalars(query.order_by(TaskSource.id)))


def _lead_ids(session: Session, candidate: Candidate, today: date) -> set[int]:
    found = agencies.resolve_many(session, candidate.lead, candidate.directive.issued_on or today).values()
    leads = [agency for agency in found if agency is not None]
    own = agencies.ourselves(session) if any(agency.is_group for agency in leads) else None
    members = [own] if own is not None else []  # `UBND các tỉnh, thành phố` is given to ourselves
    return {agency.id for agency in (*leads, *members) if agency.tracked}


def _open_of(session: Session, leads: set[int], candidate: Candidate) -> list[Assignment]:
    query = (
        select(Assignment)
        .join(Task)
        .where(
            Assignment.agency_id.in_(leads),
            Assignment.part == Part.LEAD,
            Assignment.parent_id.is_(None),
            Assignment.state.in_(sorted(OPEN)),
            Task.directive_id != candidate.directive_id,
            Task.id.not_in(candidate.apart or [0]),
        )
        .options(joinedload(Assignment.task).selectinload(Task.sources), joinedload(Assignment.agency), selectinload(Assignment.milestones))
        .order_by(Assignment.id.desc())
        .limit(COMPARED)
    )
    return list(session.scalars(query))


def _compare(assignment: Assignment, candidate: Candidate, dates: set[date], linked: set[int]) -> Likely | None:
    task = assignment.task
    texts = [task.text, *(source.text for source in task.sources)]
    alike = max(_alike(candidate.title, task.title), *(_alike(candidate.text, text) for text in texts))
    of_task = {m.due_on for m in assignment.milestones} | {m.original_due_on for m in assignment.milestones} | {assignment.due_on}
    same_date, cited = bool(dates & of_task), bool(linked & {task.directive_id, *(source.directive_id for source in task.sources)})
    if alike < (ALIKE_WITH_PROOF if same_date or cited else ALIKE):
        return None
    return Likely(task, alike, same_date, cited, (assignment.agency.name,), assignment.due_on)


def _linked(session: Session, directive: Directive) -> set[int]:
    """Directives of which the number is cited in this one, or that cite its number."""
    cited = select(Directive.id).join(Citation, Citation.number_key == Directive.number_key).where(Citation.directive_id == directive.id)
    citing = select(Citation.directive_id).where(Citation.number_key == directive.number_key, Citation.number_key != "")
    return {*session.scalars(cited), *session.scalars(citing)} - {directive.id}


@lru_cache(maxsize=4096)
def _pairs(text: str) -> frozenset[str]:
    """Neighbouring words that say something, without accents and figures: what two wordings of one duty share."""
    words = WORD.findall(bare(text))
    return frozenset(f"{a} {b}" for a, b in pairwise(words) if a not in COMMON or b not in COMMON)


def _alike(text: str, other_text: str) -> float:
    one, other = _pairs(text), _pairs(other_text)
    return len(one & other) / sqrt(len(one) * len(other)) if min(len(one), len(other)) >= FEWEST_PAIRS else 0.0


def _task(session: Session, task_id: int) -> Task:
    task = session.get(Task, task_id)
    if task is None:
        raise NotFound("Không có nhiệm vụ này. Hãy tải lại trang duyệt.")
    return task


def _record(session: Session, task: Task, source: TaskSource, action: str, actor: Actor, now: datetime) -> None:
    told = {
        "directive_id": source.directive_id,
        "directive": f"{source.directive.kind} {source.directive.number}".strip(),
        "path": source.path,
        "text_sha256": hashlib.sha256(source.text.encode()).hexdigest(),
    }
    which = "new" if action == "task.source_added" else "old"
    history.record(session, actor=actor, now=now, action=action, subject="task", subject_id=task.id, task=task, **{which: told})
