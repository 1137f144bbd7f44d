"""A file of two letters on the pages: it is asked about, kept as one or split, and each answer leads on; weak words are shown."""

from __future__ import annotations

import html
import re
from io import BytesIO
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from directives.model import ParsedDirective, SourceText, Span, WeakWord
from directives.several import parts_at
from tests.webui.papers import PLAN, as_read, stored
from tests.webui.site import Site
from tests.workflow.test_parting import FIRST, SECOND
from tests.workflow.world import NOW, TODAY
from workflow import db
from workflow.model import Candidate, Directive, StoredFile


def sent(site: Site, client: FlaskClient, *texts: str, **more: Any) -> TestResponse:
    files = [(BytesIO(text.encode()), f"cong-van-{place}.txt") for place, text in enumerate(texts)]
    return site.post(client, "/van-ban/them", {"file": files}, content_type="multipart/form-data", **more)


@pytest.fixture
def letters(site: Site) -> int:
    with db.transaction(site.engine) as session:
        return stored(session, site.settings, user_id=site.ids["hang"], now=NOW, today=TODAY, text=FIRST + SECOND).id


def directives(site: Site) -> list[Directive]:
    """Those that came in by a file, as the database has them now."""
    with db.reading(site.engine) as session:
        rows = list(session.scalars(select(Directive).where(Directive.reading.has()).order_by(Directive.id)))
        for row in rows:
            assert row.reading
            session.refresh(row.reading)
        session.expunge_all()
    return rows


def question(client: FlaskClient, directive_id: int) -> str:
    """What the review page asks about the file; empty where it asks nothing."""
    page = client.get(f"/van-ban/{directive_id}/duyet").text
    found = re.search(r'<details class="asked".*?</details>', page, re.DOTALL)
    return html.unescape(found[0]) if found else ""


def answer(site: Site, client: FlaskClient, directive_id: int, act: str, **more: Any) -> TestResponse:
    asked = question(client, directive_id)
    fields = {"version": re.findall(r'name="version" value="(\d+)"', asked), "at": re.findall(r'name="at" value="(\d+)"', asked)}
    return site.post(client, f"/van-ban/{directive_id}/tep-nhieu-van-ban", fields | {"act": act} | more, follow_redirects=True)


def test_the_review_asks_and_shows_where_the_second_document_begins(coordinator: FlaskClient, letters: int) -> None:
    asked = question(coordinator, letters)
    for words in ("có vẻ chứa 2 văn bản", "16/UBND-KT", "06/03/2026", "kiểm tra kho xăng", "ỦY BAN NHÂN DÂN / TỈNH SƠN HÀ"):
        assert words in asked
    page = coordinator.get(f"/van-ban/{letters}/duyet").text
    source = page.split('id="van-ban"')[1]
    assert source.index("Nguyễn Văn An") < source.index('id="vb2"') < source.index("16/UBND-KT")
    assert 'href="#vb2"' in asked


def test_one_document_is_not_asked_about(site: Site, coordinator: FlaskClient) -> None:
    with db.transaction(site.engine) as session:
        plan = stored(session, site.settings, user_id=site.ids["hang"], now=NOW, today=TODAY).id
    assert question(coordinator, plan) == ""


def test_an_upload_of_two_letters_says_so_and_leads_to_the_question(site: Site, coordinator: FlaskClient) -> None:
    page = sent(site, coordinator, FIRST + SECOND, follow_redirects=True).text
    assert "Tệp có vẻ chứa 2 văn bản" in page
    assert 'class="asked"' in page
    told = sent(site, coordinator, PLAN, FIRST.replace("15/", "25/") + SECOND.replace("16/", "26/")).text
    assert "mở trang duyệt để chọn" in told


def test_split_there_are_two_directives_each_with_its_review_and_the_same_file(site: Site, coordinator: FlaskClient, letters: int) -> None:
    page = answer(site, coordinator, letters, "split").text
    assert "Đã tách thành 2 văn bản: 15/UBND-VX, 16/UBND-KT" in page
    assert 'class="asked"' not in page
    first, second = directives(site)
    assert (first.id, first.number, second.number) == (letters, "15/UBND-VX", "16/UBND-KT")
    for one, own, other in ((first, "kho thuốc", "kho xăng"), (second, "kho xăng", "kho thuốc")):
        review = coordinator.get(f"/van-ban/{one.id}/duyet").text
        words = "".join(html.unescape(run) for run in re.findall(r'<span data-start="\d+">([^<]*)</span>', review))
        assert own in words and other not in words
    for page in (coordinator.get(f"/van-ban/{first.id}").text, coordinator.get(f"/van-ban/{first.id}/duyet").text):
        assert f"/van-ban/{second.id}" in page
    with db.reading(site.engine) as session:
        assert len(list(session.scalars(select(StoredFile.id)))) == 1


def test_kept_it_is_one_directive_and_not_asked_again(site: Site, coordinator: FlaskClient, letters: int) -> None:
    page = answer(site, coordinator, letters, "keep").text
    assert "Đã giữ là một văn bản" in page
    assert question(coordinator, letters) == ""
    assert len(directives(site)) == 1
    with db.reading(site.engine) as session:
        assert len(list(session.scalars(select(Candidate.id)))) == 4


@pytest.mark.parametrize(
    ("more", "told"),
    [
        ({"at": []}, "Chưa đánh dấu văn bản nào để tách"),
        ({"at": ["7"]}, "Người khác vừa thay đổi"),
        ({"version": "99"}, "Người khác vừa thay đổi"),
    ],
    ids=["nothing ticked", "no such place", "another version"],
)
def test_what_cannot_be_split_is_told_and_nothing_changes(
    site: Site, coordinator: FlaskClient, letters: int, more: dict[str, Any], told: str
) -> None:
    assert told in answer(site, coordinator, letters, "split", **more).text
    assert len(directives(site)) == 1
    assert question(coordinator, letters)


def test_a_letter_that_is_here_already_is_shown_and_split_only_when_ticked(site: Site, coordinator: FlaskClient, letters: int) -> None:
    with db.transaction(site.engine) as session:
        known = stored(session, site.settings, user_id=site.ids["hang"], now=NOW, today=TODAY, text=SECOND).id
    assert f'href="/van-ban/{known}"' in question(coordinator, letters)
    assert "đã có ở đây" in answer(site, coordinator, letters, "split").text
    assert "Đã tách thành 2 văn bản" in answer(site, coordinator, letters, "split", again="1").text


def test_the_question_is_english_for_an_english_reader(site: Site, letters: int) -> None:
    client = site.client("hang")
    site.post(client, "/ngon-ngu", {"language": "en", "next": "/"})
    assert "This file seems to hold 2 documents" in question(client, letters)
    assert "Split into 2 documents" in answer(site, client, letters, "split").text


# --- words that a program recognised and does not trust ---------------------------------------------------------------


def scanned(text: str, *weak: str) -> ParsedDirective:
    parsed = as_read(text)
    words = [WeakWord(span=Span(parsed.source.text.index(word), parsed.source.text.index(word) + len(word)), trust=41) for word in weak]
    source = parsed.source.model_copy(update={"ocr": True, "weak_words": tuple(sorted(words, key=lambda word: word.span))})
    return parsed.model_copy(update={"source": source})


def test_weak_words_are_marked_in_the_text_with_a_reason_in_words(
    site: Site, coordinator: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    parsed = scanned(PLAN, "quy chế", "truyền thanh cơ sở")
    monkeypatch.setattr("tests.webui.papers.as_read", lambda text: parsed)
    with db.transaction(site.engine) as session:
        plan = stored(session, site.settings, user_id=site.ids["hang"], now=NOW, today=TODAY).id
    page = html.unescape(coordinator.get(f"/van-ban/{plan}/duyet").text)
    marks = re.findall(r'<mark class="weak" title="([^"]*)"><span data-start="(\d+)">([^<]*)</span></mark>', page)
    assert [(title, words) for title, _, words in marks] == [
        ("Máy nhận dạng chữ này chưa chắc (41%): so với bản gốc", "quy chế"),
        ("Máy nhận dạng chữ này chưa chắc (41%): so với bản gốc", "truyền thanh cơ sở"),
    ]
    assert all(parsed.source.text[int(start) :].startswith(words) for _, start, words in marks)
    assert "2 chữ gạch chấm" in page
    runs = "".join(html.unescape(run) for run in re.findall(r'<span data-start="\d+">([^<]*)</span>', page))
    assert "".join(runs.split()) == "".join(PLAN.split())


def test_weak_words_go_with_their_part_of_a_file() -> None:
    whole = scanned(FIRST + SECOND, "kho xăng")
    first, second = parts_at(whole.source, [other.start for other in whole.further])
    assert first.weak_words == ()
    assert [second.text[slice(*word.span)] for word in second.weak_words] == ["kho xăng"]
    assert isinstance(second, SourceText)


OLD = "Tệp có vẻ chứa 2 văn bản: tách thành từng tệp rồi nhận lại, hoặc xem kỹ các việc sau văn bản thứ nhất."


def test_a_reading_from_before_the_question_keeps_its_warning(site: Site, coordinator: FlaskClient, letters: int) -> None:
    with db.transaction(site.engine) as session:
        reading = session.get_one(Directive, letters).reading
        assert reading
        source = reading.parsed["source"] | {"warnings": [OLD]}
        reading.parsed = {name: value for name, value in reading.parsed.items() if name != "further"} | {"source": source}
        reading.further = []  # as migration 0002 fills it
    page = html.unescape(coordinator.get(f"/van-ban/{letters}/duyet").text)
    assert page.count(OLD) == 1
    site.post(coordinator, "/ngon-ngu", {"language": "en", "next": "/"})
    page = html.unescape(coordinator.get(f"/van-ban/{letters}/duyet").text)
    assert "The file seems to hold 2 documents: split it into files and take them in again" in page


@pytest.mark.parametrize("act", ["keep", "split"])
def test_an_answered_question_leaves_no_warning(site: Site, coordinator: FlaskClient, letters: int, act: str) -> None:
    assert "Tệp có vẻ chứa" not in html.unescape(answer(site, coordinator, letters, act).text).replace(question(coordinator, letters), "")
