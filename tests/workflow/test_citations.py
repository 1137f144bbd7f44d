"""Citations lead to the directives that are here, also to those that come in later, and back; for each person what they may see."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from sqlalchemy import Engine, event, text
from sqlalchemy.orm import Session

from directives.model import DirectiveHead, ParsedDirective, Reference, SourceText, Span
from tests.workflow.world import NOW, World, a_world
from workflow import citations, db
from workflow.acting import MACHINE
from workflow.heads import correct_head
from workflow.intake import reading_of
from workflow.model import Citation, Directive


@pytest.fixture
def world(session: Session) -> World:
    return a_world(session)


def cite(session: Session, directive: Directive, *cited: tuple[str | None, str, str | None]) -> Directive:
    places = [Reference(kind=kind, number=number, date=dated, span=Span(0, 1)) for kind, number, dated in cited]
    citations.keep(session, directive, places)
    return directive


def links(session: Session, world: World, directive: Directive, who: str = "hang") -> list[list[int]]:
    return [[one.id for one in cited.found] for cited in citations.cited_in(session, world.viewer(who), directive)]


@pytest.mark.parametrize(
    ("cited", "here", "linked"),
    [
        (("Kế hoạch", "12/KH-UBND", "2026-10-01"), {}, True),
        (("Kế hoạch", "012/KH-UBND", "2026-10-01"), {}, True),
        (("Kế hoạch", "12 / kh-ubnd", None), {}, True),
        ((None, "12/KH-UBND", "2026-10-01"), {}, True),
        (("Kế hoạch", "12/KH-UBND", "2026-10-01"), {"kind": ""}, True),
        (("Kế hoạch", "12/KH-UBND", "2026-10-01"), {"issued_on": None}, True),
        (("Kế hoạch", "12/KH-UBND", "2026"), {}, True),
        (("Quyết định", "12/QD-UBND", None), {"number": "12/QĐ-UBND", "kind": "Quyết định"}, True),
        (("Kế hoạch", "12/KH-UBND", "2025-10-01"), {}, False),
        (("Kế hoạch", "12/KH-UBND", "2026-10-02"), {}, False),
        (("Chỉ thị", "12/KH-UBND", "2026-10-01"), {}, False),
        (("Kế hoạch", "112/KH-UBND", "2026-10-01"), {}, False),
        (("Kế hoạch", "12/KH-UBND", None), {"issued_on": date(2026, 11, 19)}, False),
    ],
)
def test_a_citation_is_the_directive_of_its_number_kind_and_day(
    session: Session, world: World, cited: tuple[str | None, str, str | None], here: dict[str, Any], linked: bool
) -> None:
    other = world.directive(**({"number": "12/KH-UBND"} | here))
    citing = cite(session, world.directive("30/CT-UBND", kind="Chỉ thị", issued_on=date(2026, 11, 2)), cited)
    assert links(session, world, citing) == [[other.id] if linked else []]
    assert [one.id for one in citations.citing(session, world.viewer("hang"), other)] == ([citing.id] if linked else [])


def test_without_a_day_every_directive_of_the_number_is_offered_and_with_one_the_right_one(session: Session, world: World) -> None:
    older = world.directive("12/KH-UBND", issued_on=date(2025, 9, 1))
    newer = world.directive("12/KH-UBND", issued_on=date(2026, 9, 1))
    citing = world.directive("30/CT-UBND", kind="Chỉ thị", issued_on=date(2026, 11, 2))
    cite(session, citing, ("Kế hoạch", "12/KH-UBND", None), ("Kế hoạch", "12/KH-UBND", "2026-09-01"))
    assert links(session, world, citing) == [[older.id, newer.id], [newer.id]]


def test_a_document_that_comes_in_later_or_gets_its_number_later_is_linked_too(session: Session, world: World) -> None:
    citing = cite(session, world.directive("30/CT-UBND", kind="Chỉ thị"), ("Kế hoạch", "12/KH-UBND", None))
    assert links(session, world, citing) == [[]]
    later = world.directive("12/KH-UBN")
    assert links(session, world, citing) == [[]]
    correct_head(session, later.id, actor=MACHINE, now=NOW, version=later.version, number="12/KH-UBND")
    assert links(session, world, citing) == [[later.id]]


def test_nobody_is_led_to_what_they_may_not_see(session: Session, world: World) -> None:
    hidden, seen = world.directive("12/KH-UBND"), world.directive("13/KH-UBND")
    citing = world.directive("30/CT-UBND", kind="Chỉ thị", issued_on=date(2026, 11, 2))
    for directive in (seen, citing):
        world.assign(world.task(directive), "stp")
    cite(session, citing, ("Kế hoạch", "12/KH-UBND", None), ("Kế hoạch", "13/KH-UBND", None))
    cite(session, world.directive("40/CT-UBND", kind="Chỉ thị", issued_on=date(2026, 11, 3)), ("Kế hoạch", "13/KH-UBND", None))
    assert links(session, world, citing) == [[hidden.id], [seen.id]]
    assert links(session, world, citing, "anh") == [[], [seen.id]]
    assert [one.number for one in citations.citing(session, world.viewer("anh"), seen)] == ["30/CT-UBND"]
    assert [one.number for one in citations.citing(session, world.viewer("hang"), seen)] == ["40/CT-UBND", "30/CT-UBND"]


def test_all_citations_are_found_with_one_query(session: Session, world: World) -> None:
    cited = [world.directive(f"{number}/KH-UBND") for number in range(1, 40)]
    citing = cite(session, world.directive("30/CT-UBND", kind="Chỉ thị"), *(("Kế hoạch", one.number, None) for one in cited))
    viewer, asked = world.viewer("hang"), []
    session.flush()
    listener = lambda *given: asked.append(given[2])  # noqa: E731 -- what `event.remove` must be given again
    event.listen(session.get_bind(), "before_cursor_execute", listener)
    try:
        assert len(citations.cited_in(session, viewer, citing)) == 39
        citations.citing(session, viewer, citing)
    finally:
        event.remove(session.get_bind(), "before_cursor_execute", listener)
    assert len(asked) == 2


def test_a_database_of_the_first_version_learns_its_citations_when_it_is_upgraded(engine: Engine) -> None:
    references = (Reference(kind="Kế hoạch", number="012/KH-UBND", date="2026-10-01", span=Span(0, 5)),)
    parsed = ParsedDirective(
        directive=DirectiveHead(number="30/CT-UBND", references=references),
        tasks=(),
        targets=(),
        source=SourceText(text="Sở Y tế", blocks=(), reader="plain"),
    )
    with db.transaction(engine) as session:
        world = a_world(session)
        world.directive("12/KH-UBND")
        directive = world.directive("30/CT-UBND", kind="Chỉ thị", issued_on=date(2026, 11, 2))
        directive.reading = reading_of(parsed, NOW)
    db.downgrade(engine, "0001")
    with engine.connect() as connection:
        assert connection.execute(text("SELECT number FROM directive ORDER BY id")).scalars().all() == ["12/KH-UBND", "30/CT-UBND"]
    db.upgrade(engine)
    with db.reading(engine) as session:
        assert [(row.number_key, row.dated) for row in session.query(Citation)] == [("12/kh-ubnd", "2026-10-01")]
        assert [row.number_key for row in session.query(Directive).order_by(Directive.id)] == ["12/kh-ubnd", "30/ct-ubnd"]
        assert [row.reading.further for row in session.query(Directive) if row.reading] == [[]]
