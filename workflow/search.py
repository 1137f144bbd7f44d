"""One box for everything: tasks, directives, agencies, people, as far as the viewer may see them. Accents do not matter."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from sqlalchemy import and_, case, func, or_, select
from sqlalchemy.orm import Session

from directives.vietnamese import bare, normalise
from workflow.access import Viewer
from workflow.agency_names import alias_key
from workflow.agency_queries import Person, people_rows
from workflow.directive_queries import DirectiveRow, directive_rows
from workflow.model import Agency, AgencyAlias, Task
from workflow.task_filter import TaskFilter
from workflow.task_queries import task_rows
from workflow.task_rows import TaskRow
from workflow.visible import visible_agencies, visible_tasks

#: Longer input is cut: no document's number or title needs more
LONGEST = 200


@dataclass(frozen=True)
class Found:
    """What a search found: the first of each sort, and how many there are."""

    q: str
    #: the task whose code was typed, to be opened at once
    task_id: int | None = None
    tasks: list[TaskRow] = field(default_factory=list)
    tasks_total: int = 0
    directives: list[DirectiveRow] = field(default_factory=list)
    directives_total: int = 0
    agencies: list[Agency] = field(default_factory=list)
    people: list[Person] = field(default_factory=list)

    @property
    def nothing(self) -> bool:
        return not (self.tasks or self.directives or self.agencies or self.people)


def everything(session: Session, viewer: Viewer, q: str, *, today: date, soon_days: int, limit: int = 8) -> Found:
    """What holds all the words of `q`, finished tasks included; nothing for no words."""
    words = normalise(q).strip()[:LONGEST]
    if not bare(words):
        return Found(words)
    tasks = task_rows(session, viewer, TaskFilter(q=words, open_only=False, per_page=max(5, limit)), today, soon_days)
    directives = directive_rows(session, viewer, today=today, q=words, per_page=limit)
    return Found(
        q=words,
        task_id=_of_code(session, viewer, words),
        tasks=tasks.rows[:limit],
        tasks_total=tasks.total,
        directives=directives.rows,
        directives_total=directives.total,
        agencies=_agencies(session, viewer, words, limit),
        people=people_rows(session, viewer, q=words)[:limit],
    )


def _of_code(session: Session, viewer: Viewer, words: str) -> int | None:
    """The task of a code typed whole, `nv-2026-00012`."""
    return session.scalar(select(Task.id).where(func.upper(Task.code) == words.upper(), visible_tasks(viewer)))


def _agencies(session: Session, viewer: Viewer, words: str, limit: int) -> list[Agency]:
    """Agencies by name or by any way of writing it; those that exist first."""
    in_name = [Agency.folded.contains(word, autoescape=True) for word in bare(words).split()]
    known_as = Agency.id.in_(select(AgencyAlias.agency_id).where(AgencyAlias.folded == alias_key(words)))
    matches = or_(known_as, and_(*in_name))
    query = select(Agency).where(matches, visible_agencies(viewer))
    ended = case((Agency.valid_until.is_(None), 0), else_=1)
    return list(session.scalars(query.order_by(ended, Agency.protocol_order, Agency.name).limit(limit)))
