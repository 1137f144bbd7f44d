"""What the review says of where a field comes from: reader, rule, words of the text and trust; every rule has its English."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from flask_babel import force_locale

from directives import AgencyRegistry, parse, read
from directives.deadline_rules import RULES
from tests.webui import sentences
from tests.webui.papers import PLAN, as_read, stored
from tests.webui.site import Site
from tests.workflow.world import NOW, TODAY
from webui.provenance import read_by, rule_said
from workflow import db
from workflow.model import Candidate, Directive

SAMPLES = Path(__file__).parents[1] / "samples"
#: they find what is no deadline: nobody is told of them
NEVER_TOLD = {
    "văn bản viện dẫn",
    "ngày của văn bản",
    "năm của luật",
    "so sánh",
    "năm ngân sách",
    "số liệu tính đến",
    "thời điểm bắt đầu",
    "năm học",
}


@pytest.fixture
def in_vietnamese(site: Site) -> Iterator[None]:
    with site.app.test_request_context(), force_locale("vi"):
        yield


@pytest.fixture
def in_english(site: Site) -> Iterator[None]:
    with site.app.test_request_context(), force_locale("en"):
        yield


@pytest.mark.parametrize(
    ("reader", "said"),
    [
        ("tesseract 5.3.0 (vie)", "tesseract 5.3.0, tiếng Việt"),
        ("pdfplumber 0.11.10 + tesseract 5.3.0 (vie)", "pdfplumber 0.11.10 + tesseract 5.3.0, tiếng Việt"),
        ("LibreOffice 7.4.7.2", "LibreOffice 7.4.7.2"),
        ("word", "đọc thẳng tệp Word"),
        ("plain (utf-8)", "đọc thẳng tệp văn bản, utf-8"),
        ("mail + word", "tệp trong thư điện tử + đọc thẳng tệp Word"),
        ("a reader: of its own", "a reader: of its own"),
        ("", ""),
    ],
)
def test_readers_are_said_in_words(in_vietnamese: None, reader: str, said: str) -> None:
    assert read_by(reader) == said


@pytest.fixture(scope="module")
def rules_of_samples() -> dict[tuple[str, str], str]:
    """Field and rule → a sample whose parse has it, over all samples."""
    agencies = AgencyRegistry.load()
    texts = sorted(file for ending in ("*.txt", "*.md") for file in SAMPLES.rglob(ending))
    assert len(texts) > 30
    parses = {file.name: parse(read(file.read_bytes(), file.name), agencies) for file in texts} | {"PLAN": as_read(PLAN)}
    return {
        (field, rule): name
        for name, parsed in parses.items()
        for task in parsed.tasks
        for field, names in task.rules.items()
        for rule in names.split(", ")
    }


def test_every_rule_that_samples_need_is_said_in_words_of_its_own(
    in_vietnamese: None, rules_of_samples: dict[tuple[str, str], str]
) -> None:
    assert len(rules_of_samples) > 60
    assert {rule: name for rule, name in rules_of_samples.items() if rule_said(*rule).startswith("Quy tắc: ")} == {}


def test_every_rule_that_samples_need_is_said_in_english(in_english: None, rules_of_samples: dict[tuple[str, str], str]) -> None:
    rules = set(rules_of_samples)
    rules |= {("deadlines", rule.name) for rule in RULES if rule.name not in NEVER_TOLD}
    said = {rule: re.sub("“[^”]*”", "", rule_said(*rule)) for rule in rules}
    assert {rule: words for rule, words in said.items() if sentences.VIETNAMESE.search(words.replace("Tết", ""))} == {}


@pytest.fixture
def plan(site: Site) -> Directive:
    with db.transaction(site.engine) as session:
        made = stored(session, site.settings, user_id=site.ids["hang"], now=NOW, today=TODAY)
        assert made.candidates
        return made


def explained(page: str, field: str) -> str:
    """What is told of one field on demand."""
    part = page.split(f'id="f-{field}"')[1]
    found = re.search(r'<details class="explain">.*?</details>', part, re.DOTALL)
    assert found
    return " ".join(html.unescape(re.sub("<[^>]*>", " ", found[0])).split())


def test_each_field_tells_its_words_its_rule_and_its_trust(coordinator: FlaskClient, plan: Directive) -> None:
    first = plan.candidates[0]
    page = coordinator.get(f"/van-ban/{plan.id}/duyet?viec={first.id}").text
    assert first.proposed
    for field, words in (("lead", "“Sở Tư pháp”"), ("coordinate", "“Sở Y tế”"), ("deadlines", "“trước ngày 15/12/2026”")):
        told = explained(page, field)
        assert words in told
        assert f"Mức tin {first.proposed['trust'][field]}" in told
        assert re.search(r"Quy tắc \S+ \S+", told)
    assert "Tiêu đề phía trên nêu tên cơ quan." in explained(page, "lead")
    assert "Cách nói thời hạn: trước ngày." in explained(page, "deadlines")
    assert "Chữ trong văn bản “Chủ trì, phối hợp với Sở Y tế" in explained(page, "text")


def test_what_a_person_corrected_is_told_to_be_theirs(site: Site, coordinator: FlaskClient, plan: Directive) -> None:
    with db.transaction(site.engine) as session:
        session.get_one(Candidate, plan.candidates[0].id).lead = ["Sở Nội vụ"]
    page = coordinator.get(f"/van-ban/{plan.id}/duyet?viec={plan.candidates[0].id}").text
    assert "Người duyệt đã ghi hoặc sửa." in explained(page, "lead")
    assert "Tiêu đề phía trên" not in explained(page, "lead")


def test_a_field_that_the_machine_distrusts_says_so_even_when_it_is_empty(site: Site, coordinator: FlaskClient, plan: Directive) -> None:
    with db.transaction(site.engine) as session:
        candidate = session.get_one(Candidate, plan.candidates[1].id)
        assert candidate.proposed
        assert not candidate.deadlines
        candidate.proposed = candidate.proposed | {"trust": candidate.proposed["trust"] | {"deadlines": "phải xem"}}
    page = coordinator.get(f"/van-ban/{plan.id}/duyet?viec={plan.candidates[1].id}").text
    assert "Mức tin phải xem hay sai hoặc thiếu" in explained(page, "deadlines")


# --- what nobody used --------------------------------------------------------------------------------------------------


def test_unused_sentences_that_speak_like_work_stand_first_one_press_from_a_task(site: Site, coordinator: FlaskClient) -> None:
    talk = "Truyền thanh cơ sở là kênh thông tin gần người dân nhất, được bà con nghe hằng ngày ở mọi thôn bản.\n"
    duty = "Hồ sơ gửi bản giấy kèm bản điện tử, các đơn vị báo cáo bổ sung khi có thay đổi về nhân sự phụ trách.\n"
    text = PLAN.replace("II. NHIỆM VỤ", f"{talk}{duty}II. NHIỆM VỤ")
    with db.transaction(site.engine) as session:
        directive = stored(session, site.settings, user_id=site.ids["hang"], now=NOW, today=TODAY, text=text).id
    page = html.unescape(coordinator.get(f"/van-ban/{directive}/duyet").text)
    listed = page.split("Câu chưa dùng")[1].split("</form>")[0]
    assert "1 câu giống việc phải làm" in listed
    assert listed.index("Hồ sơ gửi bản giấy") < listed.index("Truyền thanh cơ sở")
    place = re.search(r'<button class="link small" form="them-viec" name="from" value="(\d+-\d+)">', listed)
    assert place
    answer = site.post(coordinator, f"/van-ban/{directive}/duyet/them", {"from": place[1]}, follow_redirects=True)
    assert "Đã thêm một việc từ văn bản" in answer.text
    left = html.unescape(answer.text).split("Câu chưa dùng")[1].split("</form>")[0]
    assert "Hồ sơ gửi bản giấy" not in left
