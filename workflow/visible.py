"""The one filter of what a person may see, and what is counted. Every query of the read side begins here.

A group's own assignment (`UBND các xã, phường, đặc khu`) is counted from its members and never with them: it is a row of context, so a
number of late assignments is a number of agencies that owe something.
"""

from __future__ import annotations

from sqlalchemy import ColumnElement, exists, or_, select, true
from sqlalchemy.orm import Session

from workflow.access import Viewer, may_see_task
from workflow.model import Agency, Assignment, Directive, Message, MessageKind, Task, TaskSource
from workflow.refusals import NotFound

#: Mails that carry a secret link: nobody reads them here
SECRET_MAILS = (MessageKind.INVITATION, MessageKind.PASSWORD)


def visible_assignments(viewer: Viewer) -> ColumnElement[bool]:
    """Which assignments a person may see in lists and counts: all, or those of their agencies."""
    return true() if viewer.may_see_all else of_agencies(viewer.agency_ids)


def of_agencies(agency_ids: frozenset[int]) -> ColumnElement[bool]:
    """Assignments of these agencies; of one alone an index gives them in the order of their dates."""
    return Assignment.agency_id == next(iter(agency_ids)) if len(agency_ids) == 1 else Assignment.agency_id.in_(agency_ids)


def visible_tasks(viewer: Viewer) -> ColumnElement[bool]:
    """Which tasks: all, or those in which one of their agencies has a part. The same as `access.may_see_task`."""
    if viewer.may_see_all:
        return true()
    return exists().where(Assignment.task_id == Task.id, Assignment.agency_id.in_(viewer.agency_ids))


def visible_directives(viewer: Viewer) -> ColumnElement[bool]:
    """Which directives: all, or those that are a source of a task that they may see."""
    if viewer.may_see_all:
        return true()
    own = select(Task.directive_id).join(Assignment).where(Assignment.agency_id.in_(viewer.agency_ids))
    further = select(TaskSource.directive_id).join(Assignment, Assignment.task_id == TaskSource.task_id)
    return or_(Directive.id.in_(own), Directive.id.in_(further.where(Assignment.agency_id.in_(viewer.agency_ids))))


def visible_agencies(viewer: Viewer) -> ColumnElement[bool]:
    """Which agencies' pages: all, or their own."""
    return true() if viewer.may_see_all else Agency.id.in_(viewer.agency_ids)


def visible_messages(viewer: Viewer) -> ColumnElement[bool]:
    """Which sent mails: all for the office, else those to oneself."""
    return true() if viewer.office else Message.user_id == viewer.user_id


def counted() -> ColumnElement[bool]:
    """Assignments that somebody answers for: all but those of groups, whose members do."""
    return Assignment.counted.is_(True)


def seen_within_task(viewer: Viewer, assignment: Assignment) -> bool:
    """Within a task that they may see: everything for who may see all; else one's own, and those not of other members of a group."""
    return viewer.may_see_all or assignment.parent_id is None or assignment.agency_id in viewer.agency_ids


def require_seen(session: Session, viewer: Viewer, assignment: Assignment | None) -> Assignment:
    """The assignment, for one who may read what is said in it. Raises NotFound, the same for a hidden one as for none."""
    if assignment is not None and assignment.agency_id in viewer.agency_ids:
        return assignment
    if assignment is None or not may_see_task(session, viewer, assignment.task_id) or not seen_within_task(viewer, assignment):
        raise NotFound("Không có nhiệm vụ này, hoặc nhiệm vụ không thuộc cơ quan của anh/chị.")
    return assignment


def matches(folded_words: str) -> ColumnElement[bool]:
    """Tasks that hold all the words, given without accents and in lower case."""
    words = folded_words.split()
    hits = [or_(Task.folded.contains(word, autoescape=True), Task.code.icontains(word, autoescape=True)) for word in words]
    return true() if not hits else _all(hits)


def _all(conditions: list[ColumnElement[bool]]) -> ColumnElement[bool]:
    whole = conditions[0]
    for condition in conditions[1:]:
        whole = whole & condition
    return whole
