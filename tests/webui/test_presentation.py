"""How dates, distances and sizes are written, and that the page says a lateness as the mails do."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from flask_babel import force_locale

import notifier
import workflow
from tests.webui.site import NOW, TODAY, Site
from webui import presentation
from webui.attachments import safe_name
from webui.messages import outcome_said
from workflow.model import State, TimeClass
from workflow.timeliness import distance_words, time_class


@pytest.fixture
def vietnamese(site: Site) -> Iterator[None]:
    """Within a request of a visitor who reads Vietnamese."""
    with site.app.test_request_context("/"):
        yield


CASES = [(state, due_in, done_in) for state in State for due_in in (None, -12, -1, 0, 1, 3, 7, 8, 40) for done_in in (None, -20, -1, 0)]


def test_the_page_says_lateness_in_the_same_words_as_the_mails(vietnamese: None) -> None:
    for state, due_in, done_in in CASES:
        due_on = None if due_in is None else TODAY + timedelta(days=due_in)
        completed_on = None if done_in is None else TODAY + timedelta(days=done_in)
        of_class = time_class(state, due_on, completed_on, TODAY, soon_days=7)
        expected = distance_words(of_class, due_on, completed_on, TODAY)
        assert presentation.distance(of_class, due_on, completed_on, TODAY) == expected, (state, due_in, done_in)


def test_every_time_class_has_its_look() -> None:
    assert set(presentation.CSS) == set(TimeClass)


def test_a_date_is_written_with_its_weekday(vietnamese: None) -> None:
    assert presentation.weekday_day(date(2026, 11, 27)) == "Thứ Sáu 27/11/2026"
    assert presentation.weekday_day(None) == ""


@pytest.mark.parametrize(
    ("moment", "said"),
    [
        (NOW, "Hôm nay"),
        (NOW - timedelta(days=1), "Hôm qua"),
        (datetime(2026, 11, 19, 17, 30, tzinfo=UTC), "Hôm nay"),
        (datetime(2026, 11, 13, 9, 5, tzinfo=UTC), "Thứ Sáu 13/11"),
        (datetime(2025, 12, 31, 9, 5, tzinfo=UTC), "Thứ Tư 31/12/2025"),
    ],
)
def test_a_day_is_said_from_today_on_the_clock_of_the_office(vietnamese: None, moment: datetime, said: str) -> None:
    assert presentation.near_day(moment) == said


@pytest.mark.parametrize(("size", "said"), [(1, "1 KB"), (655_360, "640 KB"), (1_258_291, "1,2 MB"), (26_214_400, "25,0 MB")])
def test_sizes_are_written_with_a_decimal_comma(vietnamese: None, size: int, said: str) -> None:
    assert presentation.size(size) == said


@pytest.mark.parametrize(
    ("path", "said"), [("II.2.a", "mục II.2.a"), ("Phụ lục II.9", "Phụ lục II.9"), ("Điều 2.3", "Điều 2.3"), ("4", "mục 4")]
)
def test_a_place_in_a_document_is_named_once(vietnamese: None, path: str, said: str) -> None:
    assert presentation.place(path) == said


def test_within_a_sentence_a_day_begins_small(vietnamese: None) -> None:
    assert presentation.lower_first("Thứ Sáu 13/11") == "thứ Sáu 13/11"


def test_thousands_are_parted_by_points(vietnamese: None) -> None:
    assert presentation.decimal(1310, 0) == "1.310"


@pytest.mark.parametrize(
    ("agent", "said"),
    [
        (
            "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0 Safari/537.36 Edg/130.0",
            "Edge, Windows",
        ),
        (
            "Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 (KHTML, like Gecko) coc_coc_browser/128 Chrome/122 Safari/537.36",
            "Cốc Cốc, Windows",
        ),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) AppleWebKit/605 Version/17.0 Mobile Safari/604.1", "Safari, iPhone"),
        ("curl/8.5", "Thiết bị không rõ"),
    ],
)
def test_a_device_is_named_roughly(vietnamese: None, agent: str, said: str) -> None:
    assert presentation.device(agent) == said


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("Báo cáo.pdf", "Báo cáo.pdf"),
        ("C:\\Users\\hang\\Báo cáo.pdf", "Báo cáo.pdf"),
        ("../../etc/passwd", "passwd"),
        ("a\r\nb\x00.pdf", "ab.pdf"),
        ("", "tep"),
        ("x" * 300 + ".pdf", "x" * 180 + ".pdf"),
    ],
)
def test_the_name_of_a_file_is_only_a_name(name: str, kept: str) -> None:
    assert safe_name(name) == kept


#: what looks like an action of the history in the code: `assignment.imported`
ACTION = re.compile(
    r"(?:agency|assignment|calendar|candidate|directive|extension|feed|login|mail|message|milestone|series|task|user)\.[a-z_]+"
)


def actions() -> set[str]:
    """Every action that the code records: the strings of that form in `workflow` and `notifier`."""
    files = [
        file for package in (workflow, notifier) for file in Path(package.__file__).parent.rglob("*.py") if "migrations" not in file.parts
    ]
    trees = [ast.parse(file.read_text(encoding="utf-8")) for file in files]
    strings = {node.value for tree in trees for node in ast.walk(tree) if isinstance(node, ast.Constant) and isinstance(node.value, str)}
    return {text for text in strings if ACTION.fullmatch(text) and not text.endswith(".id")}


def test_every_action_that_is_recorded_has_its_words() -> None:
    assert len(actions()) > 40
    assert actions() - set(presentation.ACTIONS) == set()


@pytest.mark.parametrize(
    ("outcome", "said"),
    [
        ("250 2.0.0 Ok: queued as 4F2", "Máy chủ thư trả lời: “250 2.0.0 Ok: queued as 4F2”"),
        ("Đã thử 5 lần. 550 5.1.1 User unknown", "Đã thử 5 lần. Máy chủ thư trả lời: “550 5.1.1 User unknown”"),
        ("Không gửi: việc đã xong.", "Không gửi: việc đã xong."),
    ],
)
def test_the_words_of_the_mail_server_are_told_as_its_answer(vietnamese: None, outcome: str, said: str) -> None:
    assert outcome_said(outcome) == said


@pytest.mark.parametrize(("text", "said"), [("Friday 13/11", "Friday 13/11"), ("Yesterday", "yesterday")])
def test_english_days_keep_their_capital(site: Site, text: str, said: str) -> None:
    with site.app.test_request_context("/"), force_locale("en"):
        assert presentation.lower_first(text) == said
