"""A directive that replaces, amends, repeals or corrects an earlier one: proposed from its words, confirmed by a person, who says of each
open task of the earlier one whether it goes on, goes on with another date, or ends.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from sqlalchemy import or_, select
from sqlalchemy.orm import Session, joinedload

from workflow import citations, extensions, history, lifecycle, tracking
from workflow.access import Viewer, require_office
from workflow.acting import Actor
from workflow.citations import Linked, number_key
from workflow.lifecycle import OPEN, Act
from workflow.model import Assignment, Directive, DirectiveRelation, RelationKind, Task, TaskSource
from workflow.refusals import Invalid, NotFound, WrongState

#: `thay thế Quyết định số …`, `bãi bỏ …`, `sửa đổi, bổ sung một số điều của …`, `đính chính …`
SAYS = re.compile(
    r"(?P<thay_the>thay thế)|(?P<bai_bo>bãi bỏ|hủy bỏ|huỷ bỏ)|(?P<dinh_chinh>đính chính)|(?P<sua_doi>sửa đổi|điều chỉnh)", re.IGNORECASE
)
#: `đã được sửa đổi, bổ sung tại Nghị định …`: there the one that is named does it
DONE_TO_IT = re.compile(r"(?:được|bị) $", re.IGNORECASE)
#: `Quyết định số … hết hiệu lực thi hành`
ENDS = re.compile(r"hết hiệu lực", re.IGNORECASE)
SENTENCE_END = re.compile(r"[.;!?](?=\s)|\n")
#: the word stands at most so far before the number, or after it
NEAR = 160


@dataclass(frozen=True)
class Proposed:
    """What the words of a directive say that it does to another one here."""

    other: Linked
    kind: RelationKind
    #: the words
    phrase: str


@dataclass(frozen=True)
class Choice:
    """What becomes of an open task of the earlier directive. `seen`: versions of its parts as the person saw them."""

    act: Literal["keep", "move", "end"]
    due_on: date | None
    seen: Mapping[int, int]


def proposals(session: Session, viewer: Viewer, directive: Directive) -> list[Proposed]:
    """Relations that the text of a directive speaks of, to directives that are here, each once, without those confirmed."""
    if directive.reading is None:
        return []
    known = {relation.other_id for relation in of(session, directive.id) if relation.directive_id == directive.id}
    found: dict[int, Proposed] = {}
    for cited in citations.cited_in(session, viewer, directive):
        said = _said(directive.reading.text, cited.number)
        for other in cited.found if said else ():
            if other.id not in known and said is not None:
                found.setdefault(other.id, Proposed(other, *said))
    return list(found.values())


def of(session: Session, directive_id: int) -> list[DirectiveRelation]:
    """The confirmed relations of a directive, to earlier ones and to later ones."""
    query = select(DirectiveRelation).where(or_(DirectiveRelation.directive_id == directive_id, DirectiveRelation.other_id == directive_id))
    return list(
        session.scalars(
            query.options(joinedload(DirectiveRelation.directive), joinedload(DirectiveRelation.other)).order_by(DirectiveRelation.id)
        )
    )


def find(session: Session, directive: Directive, number: str) -> Directive:
    """The earlier directive of a typed number. Raises Invalid when there is none here, or more than one."""
    wanted = number_key(number)
    query = select(Directive).where(Directive.number_key == wanted, Directive.number_key != "", Directive.id != directive.id)
    found = session.scalars(query.order_by(Directive.id)).all()
    if not found:
        raise Invalid("number", "Chưa có văn bản số {number} ở đây. Hãy xem lại số, ký hiệu.", number=number)
    if len(found) > 1:
        raise Invalid("number", "Có {count} văn bản số {number}. Hãy mở văn bản đó và đi từ trang của nó.", count=len(found), number=number)
    return found[0]


def open_tasks(session: Session, directive_id: int) -> list[Task]:
    """Tasks of a directive of which a part is not yet at an end."""
    still = select(Assignment.id).where(Assignment.task_id == Task.id, Assignment.state.in_(sorted(OPEN))).exists()
    return list(session.scalars(select(Task).where(Task.directive_id == directive_id, still).order_by(Task.id)))


def open_parts(task: Task) -> list[Assignment]:
    """Parts of a task that are not at an end; members of groups go with their group."""
    return [one for one in task.assignments if one.parent_id is None and one.state in OPEN]


def relate(
    session: Session,
    directive_id: int,
    other_id: int,
    *,
    actor: Actor,
    viewer: Viewer,
    now: datetime,
    today: date,
    kind: RelationKind,
    choices: Mapping[int, Choice],
    phrase: str = "",
) -> DirectiveRelation:
    """Confirms what a directive does to an earlier one; each open task is carried on (with this one as a further source), or ended.

    `choices` by id of task; a task without one goes on. All or nothing. Raises NotAllowed, NotFound, Stale, Invalid, WrongState.
    """
    require_office(viewer)
    directive, other = _two(session, directive_id, other_id)
    relation = DirectiveRelation(
        directive=directive, other=other, kind=kind, phrase=phrase[:300], confirmed_at=now, confirmed_by_id=actor.user_id
    )
    session.add(relation)
    session.flush()
    done: dict[str, list[str]] = {"keep": [], "move": [], "end": []}
    for task in open_tasks(session, other.id):
        choice = choices.get(task.id, Choice("keep", None, {}))
        why = f"{_label(directive)} {kind.label.lower()} {_label(other)}."
        _carry(session, task, directive, choice, why, phrase, actor=actor, viewer=viewer, now=now, today=today)
        done[choice.act].append(task.code)
    told = {"kind": kind, "directive": _label(directive), "other": _label(other)} | {name: codes for name, codes in done.items() if codes}
    for subject in (directive, other):
        history.record(
            session,
            actor=actor,
            now=now,
            action="directive.related",
            subject="directive",
            subject_id=subject.id,
            directive=subject,
            new=told,
        )
    return relation


def _carry(
    session: Session,
    task: Task,
    directive: Directive,
    choice: Choice,
    why: str,
    phrase: str,
    *,
    actor: Actor,
    viewer: Viewer,
    now: datetime,
    today: date,
) -> None:
    if choice.act == "move" and choice.due_on is None:
        raise Invalid(f"due_on-{task.id}", "{code}: chưa có thời hạn mới. Hãy ghi ngày, hoặc chọn giữ nguyên.", code=task.code)
    for part in open_parts(task):
        version = choice.seen.get(part.id, part.version)
        if choice.act == "end":
            tracking.cancel(
                session,
                part.id,
                actor=actor,
                viewer=viewer,
                now=now,
                today=today,
                version=version,
                reason=why,
                by_directive_id=directive.id,
            )
        elif choice.act == "move" and lifecycle.transition(Act.CHANGE_DUE, part.state):
            extensions.change_due(
                session,
                part.id,
                actor=actor,
                viewer=viewer,
                now=now,
                today=today,
                version=version,
                due_on=choice.due_on,
                reason=why,
            )
    if choice.act != "end":
        _add_source(session, task, directive, phrase, actor, now)


def _add_source(session: Session, task: Task, directive: Directive, phrase: str, actor: Actor, now: datetime) -> None:
    if any(source.directive_id == directive.id for source in task.sources):
        return
    session.add(TaskSource(task=task, directive=directive, text=phrase, added_at=now, added_by_id=actor.user_id))
    session.flush()
    told = {"directive_id": directive.id, "directive": _label(directive)}
    history.record(session, actor=actor, now=now, action="task.source_added", subject="task", subject_id=task.id, task=task, new=told)


def _two(session: Session, directive_id: int, other_id: int) -> tuple[Directive, Directive]:
    directive, other = session.get(Directive, directive_id), session.get(Directive, other_id)
    if directive is None or other is None:
        raise NotFound("Không có văn bản này.")
    if directive is other or (directive.issued_on and other.issued_on and other.issued_on > directive.issued_on):
        raise Invalid(
            "number", "{other} không ban hành trước {directive}. Hãy xem lại hai văn bản.", other=_label(other), directive=_label(directive)
        )
    if any({relation.directive_id, relation.other_id} == {directive.id, other.id} for relation in of(session, directive.id)):
        raise WrongState("Quan hệ giữa hai văn bản này đã được ghi. Hãy tải lại trang.")
    return directive, other


def _label(directive: Directive) -> str:
    return f"{directive.kind} {directive.number}".strip() or directive.subject[:80]


def _said(text: str, number: str) -> tuple[RelationKind, str] | None:
    """What the text says of the document of a number, and in which words: the word nearest to the number, in the same sentence."""
    for place in re.finditer(re.escape(number), text):
        start = max(0, place.start() - NEAR)
        before = [end.end() for end in SENTENCE_END.finditer(text, start, place.start())]
        begins = before[-1] if before else start
        words = [word for word in SAYS.finditer(text, begins, place.start()) if not DONE_TO_IT.search(text, begins, word.start())]
        ends = SENTENCE_END.search(text, place.end(), place.end() + NEAR)
        until = ends.start() if ends else min(len(text), place.end() + NEAR)
        phrase = " ".join(text[begins:until].split())[:300]
        if words and words[-1].lastgroup:
            return RelationKind(words[-1].lastgroup), phrase
        if ENDS.search(text, place.end(), until):
            return RelationKind.REPEALS, phrase
    return None
