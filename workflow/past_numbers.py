"""How the work of each agency stood at the end of a past day, in numbers: counted, and replayed where it changed since."""

from __future__ import annotations

from collections import Counter, defaultdict

from sqlalchemy import and_, func, select
from sqlalchemy.orm import Session

from workflow.lifecycle import OPEN
from workflow.model import Assignment, Part, State, Task, TimeClass
from workflow.past import PastDay, class_of, known, query_of
from workflow.past_names import labels_of
from workflow.replay import standings
from workflow.tallies import Numbers
from workflow.timeliness import sql_time_class
from workflow.visible import counted


def agency_numbers(session: Session, past: PastDay, soon_days: int) -> list[Numbers]:
    """What `tallies.agency_numbers` gave at the end of a past day: how the work of each agency stood, by its part."""
    counts: dict[tuple[int, Part], Counter[str]] = defaultdict(Counter)
    untouched = and_(Assignment.changed_at < past.until, Task.created_at < past.until, counted())
    of_class = sql_time_class(past.day, soon_days)
    keys = (Assignment.agency_id, Assignment.part, Assignment.state, of_class)
    for agency_id, part, state, named, number in session.execute(select(*keys, func.count()).join(Task).where(untouched).group_by(*keys)):
        counts[agency_id, part] += _counted(state, TimeClass(named), number)
    touched = and_(Assignment.changed_at >= past.until, Task.created_at < past.until, counted())
    rows = session.execute(query_of().where(touched)).all()
    then = standings(session, list(dict.fromkeys(row.task_id for row in rows)), past.until)
    for row in (row for row in rows if row.id in then):
        stood = then[row.id]
        told = _counted(stood.state, class_of(known(row, stood), past.day, soon_days), 1)
        counts[stood.agency_id or 0, Part(stood.part)] += told
    return [Numbers(*key, *(found[name] for name in Numbers._fields[2:])) for key, found in sorted(counts.items()) if any(found.values())]


def _counted(state: State, of_class: TimeClass, number: int) -> Counter[str]:
    """Into which numbers of an agency so many parts go."""
    told = {
        "open": state in OPEN,
        "late": of_class is TimeClass.LATE,
        "soon": of_class in (TimeClass.TODAY, TimeClass.SOON),
        "submitted": state is State.SUBMITTED,
        "done": state is State.DONE,
    }
    return Counter({name: number for name, is_so in told.items() if is_so})


def agency_names(session: Session, past: PastDay) -> dict[int, str]:
    """The names of all agencies as they were."""
    return {id_: name for id_, (_, name, _) in labels_of(session, past.until).agencies.items()}
