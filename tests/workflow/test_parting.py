"""Two letters in one file: kept as one directive, or split into two that share the file; nothing is lost either way."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from directives.agencies import AgencyRegistry
from directives.model import ParsedDirective, SourceText
from directives.pipeline import parse
from directives.readers import read
from directives.several import parts_at
from tests.workflow.world import NOW, TODAY, World, a_world
from workflow import intake, parting, review
from workflow.acting import Actor
from workflow.duedates import WorkingCalendar
from workflow.heads import correct_head
from workflow.model import Candidate, CandidateState, Directive, DirectiveFile, Event, StoredFile
from workflow.refusals import Invalid, NotAllowed, Stale, WrongState
from workflow.settings import Settings

LETTER = """ỦY BAN NHÂN DÂN
TỈNH SƠN HÀ
Số: {number}
V/v {subject}
CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Độc lập - Tự do - Hạnh phúc
Sơn Hà, ngày {day} tháng 3 năm 2026
Kính gửi: {agency}
Căn cứ Kế hoạch số {cited} ngày 02/02/2026 của Ủy ban nhân dân tỉnh, Ủy ban nhân dân tỉnh yêu cầu:
1. {agency} kiểm tra {what} trước ngày {due}.
2. {agency} báo cáo kết quả kiểm tra {what} trước ngày 30/4/2026.
Nơi nhận:
- Như trên.
CHỦ TỊCH
Nguyễn Văn An
"""
ONE = {"number": "15/UBND-VX", "day": "05", "subject": "kiểm tra kho thuốc", "agency": "Sở Y tế", "what": "kho thuốc"}
TWO = {"number": "16/UBND-KT", "day": "06", "subject": "kiểm tra kho xăng", "agency": "Sở Xây dựng", "what": "kho xăng"}
THREE = {"number": "17/UBND-NC", "day": "07", "subject": "kiểm tra trụ sở", "agency": "Sở Nội vụ", "what": "trụ sở"}
FIRST, SECOND, THIRD = (
    LETTER.format(**words, due=due, cited=cited)
    for words, due, cited in ((ONE, "20/3/2026", "3/KH-UBND"), (TWO, "22/3/2026", "4/KH-UBND"), (THREE, "24/3/2026", "5/KH-UBND"))
)
SETTINGS = Settings()
ACTOR = Actor(None, "web", "10.0.0.1")


def machine(source: SourceText) -> ParsedDirective:
    return parse(source, AgencyRegistry.load())


@pytest.fixture
def world(session: Session) -> World:
    return a_world(session)


def taken_in(session: Session, text: str = FIRST + SECOND, **others: Any) -> Directive:
    return intake.receive(
        session,
        data=text.encode(),
        filename="hai.txt",
        media_type="text/plain",
        parsed=machine(read(text.encode(), "hai.txt")),
        actor=ACTOR,
        now=NOW,
        today=TODAY,
        settings=SETTINGS,
        **others,
    ).directive


def parts_of(directive: Directive, starts: list[int] | None = None) -> list[ParsedDirective]:
    assert directive.reading is not None
    source = SourceText.model_validate(directive.reading.parsed["source"])
    return [machine(part) for part in parts_at(source, parting.starts_of(directive.reading) if starts is None else starts)]


def split(session: Session, world: World, directive: Directive, *, again: bool = False, **others: Any) -> list[Directive]:
    given = {"actor": ACTOR, "viewer": world.viewer("hang"), "now": NOW, "version": directive.version}
    parts = others.pop("parts", None) or parts_of(directive)
    wanted = parting.Split(parts, SETTINGS, WorkingCalendar.load(session), again=again)
    return parting.split(session, directive.id, wanted, **(given | others))


def shown(directive: Directive) -> list[Candidate]:
    return [one for one in directive.candidates if one.state is not CandidateState.REPLACED]


def test_a_file_of_two_letters_asks(session: Session) -> None:
    directive = taken_in(session)
    assert directive.reading is not None
    [other] = directive.reading.further
    assert (other["number"], other["subject"]) == ("16/UBND-KT", "V/v kiểm tra kho xăng")
    assert directive.reading.text[other["start"] :].startswith("ỦY BAN NHÂN DÂN")


def test_kept_as_one_it_has_the_work_of_both_and_is_not_asked_again(session: Session, world: World) -> None:
    directive = taken_in(session)
    before = [candidate.text for candidate in shown(directive)]
    by = {"actor": ACTOR, "viewer": world.viewer("hang"), "now": NOW, "version": directive.version}
    parting.keep_whole(session, directive.id, **by)
    assert directive.reading is not None and directive.reading.further == []
    assert [candidate.text for candidate in shown(directive)] == before
    assert any("kho xăng" in text for text in before)
    assert session.scalars(select(Event.action).order_by(Event.id.desc()).limit(1)).one() == "directive.kept_whole"
    with pytest.raises(WrongState, match="đã được chọn"):
        parting.keep_whole(session, directive.id, **by)


def test_split_each_letter_is_a_directive_with_its_own_words_and_one_file(session: Session, world: World) -> None:
    directive = taken_in(session)
    directive.watcher_id = world.people["hang"].id
    session.flush()
    first, second = split(session, world, directive)
    session.expire_all()
    assert first.id == directive.id
    assert [(one.number, one.subject) for one in (first, second)] == [
        ("15/UBND-VX", "V/v kiểm tra kho thuốc"),
        ("16/UBND-KT", "V/v kiểm tra kho xăng"),
    ]
    for one, what in ((first, "kho thuốc"), (second, "kho xăng")):
        assert one.reading is not None and one.reading.further == []
        assert what in one.reading.text
        assert len(shown(one)) == 2
        for candidate in shown(one):
            start, end = candidate.evidence["text"]
            assert what in one.reading.text[start:end]
            assert " ".join(one.reading.text[start:end].split()) == candidate.text
    assert second.watcher_id == first.watcher_id == world.people["hang"].id
    assert session.scalar(select(func.count(StoredFile.id))) == 1
    assert len(set(session.scalars(select(DirectiveFile.file_id)))) == 1
    assert [row.number for row in parting.same_file(session, world.viewer("hang"), first.id)] == ["16/UBND-KT"]


def test_the_words_of_the_parts_are_all_the_words_of_the_file(session: Session, world: World) -> None:
    directive = taken_in(session, FIRST + SECOND + THIRD)
    assert directive.reading is not None
    whole = directive.reading.text.split()
    made = split(session, world, directive)
    assert [one.number for one in made] == ["15/UBND-VX", "16/UBND-KT", "17/UBND-NC"]
    assert [word for one in made for word in one.reading.text.split()] == whole


def test_a_person_may_leave_two_of_three_together(session: Session, world: World) -> None:
    directive = taken_in(session, FIRST + SECOND + THIRD)
    assert directive.reading is not None
    last = parting.starts_of(directive.reading)[1]
    first, second = split(session, world, directive, parts=parts_of(directive, [last]))
    assert first.reading is not None and "kho xăng" in first.reading.text
    assert first.reading.further == []
    assert second.number == "17/UBND-NC"


def test_what_was_decided_in_the_first_letter_stays(session: Session, world: World) -> None:
    directive = taken_in(session)
    mine = shown(directive)[0]
    review.reject(session, mine.id, reason="trùng", actor=ACTOR, viewer=world.viewer("hang"), now=NOW)
    first, second = split(session, world, directive)
    assert mine in first.candidates and mine.state is CandidateState.REJECTED
    assert all("kho thuốc" in candidate.text for candidate in shown(first))
    assert len(shown(first)) == len(shown(second)) == 2


def test_what_was_decided_in_the_second_letter_forbids_the_split_and_keeps_all(session: Session, world: World) -> None:
    directive = taken_in(session)
    last = shown(directive)[-1]
    assert "kho xăng" in last.text
    review.reject(session, last.id, reason="trùng", actor=ACTOR, viewer=world.viewer("hang"), now=NOW)
    with pytest.raises(WrongState, match="Đã có 1 việc ở phần sau"):
        split(session, world, directive)
    assert len(shown(directive)) == 4
    assert session.scalar(select(func.count(Directive.id))) == 1


def test_what_a_person_corrected_of_the_head_stays(session: Session, world: World) -> None:
    directive = taken_in(session)
    correct_head(session, directive.id, actor=ACTOR, now=NOW, version=directive.version, subject="Kiểm tra kho thuốc các xã")
    first, _ = split(session, world, directive)
    assert (first.subject, first.number) == ("Kiểm tra kho thuốc các xã", "15/UBND-VX")


def test_a_letter_that_is_here_already_is_told_and_taken_only_when_asked_for(session: Session, world: World) -> None:
    taken_in(session, SECOND)
    directive = taken_in(session)
    with pytest.raises(Invalid, match="Văn bản số 16/UBND-KT trong tệp này đã có"):
        split(session, world, directive)
    assert len(split(session, world, directive, again=True)) == 2


def test_of_two_who_answer_the_second_is_told(session: Session, world: World) -> None:
    directive = taken_in(session)
    parts = parts_of(directive)
    split(session, world, directive, parts=parts)
    with pytest.raises(WrongState, match="đã được chọn"):
        split(session, world, directive, parts=parts)


@pytest.mark.parametrize("spoil", ["version", "one part", "other words"])
def test_a_split_of_something_else_is_refused(session: Session, world: World, spoil: str) -> None:
    directive = taken_in(session)
    parts = parts_of(directive)
    given: dict[str, Any] = {"parts": parts}
    if spoil == "version":
        given["version"] = directive.version + 1
    elif spoil == "one part":
        given["parts"] = parts[:1]
    else:
        given["parts"] = [parts[0], machine(read(THIRD.encode(), "ba.txt"))]
    with pytest.raises(Stale):
        split(session, world, directive, **given)


def test_only_the_office_splits(session: Session, world: World) -> None:
    directive = taken_in(session)
    with pytest.raises(NotAllowed):
        split(session, world, directive, viewer=world.viewer("anh"))


def test_a_secret_letter_behind_a_plain_one_refuses_the_file(session: Session) -> None:
    with pytest.raises(intake.SecretDocument, match="Mật"):
        taken_in(session, FIRST + SECOND.replace("V/v", "MẬT\nV/v"))
    assert session.scalar(select(func.count(StoredFile.id))) == 0
