"""What becomes of a document that comes in, and of one that comes again."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from directives.model import (
    Confidence,
    Deadline,
    DeadlineKind,
    DirectiveHead,
    Evidence,
    ParsedDirective,
    Signer,
    SourceText,
    Span,
    TaskCandidate,
)
from tests.workflow.world import NOW, TODAY
from workflow import history, intake
from workflow.acting import Actor
from workflow.heads import identity, urgency_of
from workflow.model import Candidate, CandidateState, Directive, DirectiveSource, Event, StoredFile, Urgency
from workflow.refusals import Invalid, NotFound, Stale
from workflow.settings import Settings

TEXT = "Sở Tư pháp chủ trì rà soát, hoàn thành trong 10 ngày kể từ ngày ký."
ACTOR = Actor(None, "web", "10.0.0.1")
SETTINGS = Settings()


def parsed(**head: object) -> ParsedDirective:
    values = {
        "number": "12/KH-UBND",
        "kind": "Kế hoạch",
        "issuer": "UBND tỉnh Sơn Hà",
        "issued_on": "2026-11-02",
        "subject": "Rà soát thủ tục",
    }
    task = TaskCandidate(
        path="I.1",
        text=TEXT,
        title="Rà soát",
        lead=("Sở Tư pháp",),
        deadlines=(Deadline(text="trong 10 ngày kể từ ngày ký", kind=DeadlineKind.RELATIVE),),
        confidence=Confidence.SURE,
        doubts=("Chưa rõ sản phẩm",),
        rules={"lead": "chu_tri"},
        evidence=Evidence(text=Span(0, len(TEXT)), lead=(Span(0, 10),)),
    )
    return ParsedDirective(
        directive=DirectiveHead(**(values | head)), tasks=(task,), targets=(), source=SourceText(text=TEXT, blocks=(), reader="plain")
    )


def receive(session: Session, data: bytes = b"%PDF", **others: object) -> intake.Received:
    given = {
        "filename": "kh12.pdf",
        "media_type": "application/pdf",
        "parsed": parsed(),
        "actor": ACTOR,
        "now": NOW,
        "today": TODAY,
        "settings": SETTINGS,
    }
    return intake.receive(session, data=data, **(given | others))


def counts(session: Session) -> list[int]:
    return [session.scalar(select(func.count()).select_from(table)) or 0 for table in (Directive, StoredFile, Candidate)]


def test_a_document_becomes_a_directive_with_candidates_and_its_bytes_are_kept(session: Session) -> None:
    head = {"signer": Signer(name="Trần Văn A", title="Chủ tịch"), "urgency": "HỎA TỐC HẸN GIỜ"}
    directive = receive(session, parsed=parsed(**head)).directive
    session.expire_all()
    assert (directive.number, directive.issued_on, directive.received_on, directive.source) == (
        "12/KH-UBND", date(2026, 11, 2), TODAY, DirectiveSource.FILE,
    )  # fmt: skip
    assert (directive.signer, directive.urgency) == ("Trần Văn A, Chủ tịch", Urgency.EXPRESS)
    assert directive.reading is not None
    assert directive.reading.text == TEXT
    assert ParsedDirective.model_validate(directive.reading.parsed).tasks[0].text == TEXT
    assert session.scalars(select(StoredFile)).one().content == b"%PDF"
    candidate = directive.candidates[0]
    assert (candidate.lead, candidate.confidence, candidate.state) == (["Sở Tư pháp"], "chắc", CandidateState.PROPOSED)
    assert candidate.proposed is not None
    assert candidate.proposed["rules"] == {"lead": "chu_tri"}
    assert candidate.evidence["lead"] == [[0, 10]]


def test_a_relative_term_gets_the_date_that_the_office_makes_of_it(session: Session) -> None:
    deadline = receive(session).directive.candidates[0].deadlines[0]
    assert (deadline["text"], deadline["due"], deadline["due_on"]) == ("trong 10 ngày kể từ ngày ký", None, "2026-11-12")


def test_receiving_is_in_the_history(session: Session) -> None:
    directive = receive(session).directive
    event = session.scalars(select(Event)).one()
    assert (event.action, event.directive_id, event.via, (event.new or {})["candidates"]) == ("directive.received", directive.id, "web", 1)
    assert history.verify(session) is None


def test_the_same_file_again_makes_nothing_new(session: Session) -> None:
    first = receive(session).directive
    second = receive(session, filename="ten-khac.pdf", again=True)
    assert (second.directive, second.duplicate_of, second.kind_of_duplicate) == (first, first, "file")
    assert counts(session) == [1, 1, 1]


@pytest.mark.parametrize("number", ["12/KH-UBND", "12/kh-ubnd", "012/KH-UBND", "12 /KH-UBND"])
def test_the_same_number_issuer_and_year_is_noticed_in_another_file(session: Session, number: str) -> None:
    first = receive(session).directive
    again = receive(session, b"another scan", parsed=parsed(number=number, issuer="Ủy ban nhân dân tỉnh Sơn Hà", issued_on="2026-11-05"))
    assert (again.duplicate_of, again.kind_of_duplicate) == (first, "number")
    assert counts(session) == [1, 1, 1]
    assert receive(session, b"another scan", again=True).duplicate_of is None
    assert counts(session) == [2, 2, 2]


@pytest.mark.parametrize("head", [{"issued_on": "2025-11-02"}, {"issuer": "UBND tỉnh Khác"}, {"number": "13/KH-UBND"}, {"number": None}])
def test_another_number_issuer_or_year_is_another_directive(session: Session, head: dict[str, str | None]) -> None:
    receive(session)
    assert receive(session, b"x", parsed=parsed(**head)).duplicate_of is None


def test_documents_without_a_number_are_not_taken_for_each_other(session: Session) -> None:
    receive(session, b"a", parsed=parsed(number=None))
    assert receive(session, b"b", parsed=parsed(number=None)).duplicate_of is None


def test_pasted_words_are_kept_as_a_file_and_noticed_when_pasted_again(session: Session) -> None:
    given = {"parsed": parsed(), "actor": ACTOR, "now": NOW, "today": TODAY, "settings": SETTINGS}
    first = intake.receive_text(session, text=TEXT, **given)
    assert first.directive.source is DirectiveSource.PASTE
    assert intake.receive_text(session, text=TEXT, **given).kind_of_duplicate == "file"
    with pytest.raises(Invalid):
        intake.receive_text(session, text=" \n", **given)


def test_a_secret_document_is_refused_and_nothing_is_kept(session: Session) -> None:
    with pytest.raises(intake.SecretDocument, match="TỐI MẬT"):
        receive(session, parsed=parsed(secrecy="TỐI MẬT"))
    assert counts(session) == [0, 0, 0]


def test_an_empty_file_is_refused_with_a_reason(session: Session) -> None:
    with pytest.raises(Invalid, match="rỗng"):
        receive(session, b"")


@pytest.mark.parametrize(("issued_on", "kept"), [("2026-11", None), ("2026", None), (None, None), ("2026-11-02", date(2026, 11, 2))])
def test_a_date_with_blanks_is_no_date(session: Session, issued_on: str | None, kept: date | None) -> None:
    assert receive(session, parsed=parsed(issued_on=issued_on)).directive.issued_on == kept


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("Kế hoạch số 12.pdf", "Kế hoạch số 12.pdf"),
        ("C:\\Users\\hang\\kh.docx", "kh.docx"),
        ("../../etc/passwd", "passwd"),
        ('a"b\r\nSet-Cookie: x.pdf', "a b Set-Cookie x.pdf"),
        ("-rf.pdf", "rf.pdf"),
        ("...", "tep-khong-ten"),
        ("", "tep-khong-ten"),
        ("ă" * 300 + ".docx", "ă" * 180 + ".docx"),
        ("Kê\u0301 hoạch.pdf", "Kế hoạch.pdf"),
    ],
)
def test_file_names_are_made_safe(given: str, kept: str) -> None:
    assert intake.clean_file_name(given) == kept


@pytest.mark.parametrize(
    ("stamp", "urgency"),
    [("KHẨN", Urgency.URGENT), ("THƯỢNG KHẨN", Urgency.VERY_URGENT), ("Hoả tốc", Urgency.EXPRESS), (None, Urgency.NORMAL)],
)
def test_a_stamp_says_how_urgent(stamp: str | None, urgency: Urgency) -> None:
    assert urgency_of(stamp) is urgency


def test_a_corrected_head_counts_untouched_terms_anew_and_is_told(session: Session) -> None:
    directive = receive(session).directive
    directive = intake.correct_head(
        session,
        directive.id,
        actor=ACTOR,
        now=NOW,
        version=directive.version,
        settings=SETTINGS,
        issued_on=date(2026, 11, 9),
        number="14/KH-UBND",
    )
    assert directive.identity == identity("14/KH-UBND", "UBND tỉnh Sơn Hà", "2026")
    assert directive.candidates[0].deadlines[0]["due_on"] == "2026-11-19"
    event = session.scalars(select(Event).where(Event.action == "directive.changed")).one()
    assert event.old == {"issued_on": "2026-11-02", "number": "12/KH-UBND"}


def test_a_corrected_head_leaves_what_a_person_has_changed(session: Session) -> None:
    directive = receive(session).directive
    touched = directive.candidates[0].deadlines[0] | {"due_on": "2026-12-31"}
    directive.candidates[0].deadlines = [touched]
    session.flush()
    day = date(2026, 11, 9)
    intake.correct_head(session, directive.id, actor=ACTOR, now=NOW, version=directive.version, settings=SETTINGS, issued_on=day)
    assert directive.candidates[0].deadlines == [touched]


def test_a_correction_that_changes_nothing_records_nothing(session: Session) -> None:
    directive = receive(session).directive
    intake.correct_head(session, directive.id, actor=ACTOR, now=NOW, version=directive.version, number=" 12/KH-UBND ")
    assert session.scalars(select(Event.action)).all() == ["directive.received"]


def test_a_head_is_not_corrected_to_that_of_another_directive(session: Session) -> None:
    receive(session)
    other = receive(session, b"b", parsed=parsed(number="13/KH-UBND")).directive
    with pytest.raises(Invalid, match="Đã có kế hoạch số 12/KH-UBND"):
        intake.correct_head(session, other.id, actor=ACTOR, now=NOW, version=other.version, number="12/KH-UBND")


def test_a_stale_or_missing_head_is_refused(session: Session) -> None:
    directive = receive(session).directive
    with pytest.raises(Stale):
        intake.correct_head(session, directive.id, actor=ACTOR, now=NOW, version=directive.version + 1, number="9/CT")
    with pytest.raises(NotFound):
        intake.correct_head(session, 4711, actor=ACTOR, now=NOW, version=1, number="9/CT")


def test_another_file_is_added_to_a_directive(session: Session) -> None:
    directive = receive(session).directive
    later = NOW + timedelta(days=1)
    intake.attach(session, directive, data=b"phu luc", filename="Phụ lục.docx", media_type="application/msword", actor=ACTOR, now=later)
    assert receive(session, b"phu luc").kind_of_duplicate == "file"
