"""How far each field may be trusted: the counts, the caps and the sentences for the reviewer."""

from __future__ import annotations

import csv
import io

import pytest

from directives.agencies import AgencyRegistry
from directives.contract import as_json
from directives.model import Confidence, SourceText, TaskCandidate
from directives.pipeline import parse
from directives.readers import read
from directives.reliability import Counted, Reliability, as_csv, reliability
from directives.signs import FIELDS

HEAD = """ỦY BAN NHÂN DÂN
TỈNH SƠN HÀ
Số: 45/KH-UBND
CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Sơn Hà, ngày 05 tháng 3 năm 2026
KẾ HOẠCH
Bảo vệ rừng năm 2026
IV. TỔ CHỨC THỰC HIỆN
"""


def tasks(body: str, *, ocr: bool = False) -> tuple[TaskCandidate, ...]:
    source = read((HEAD + body).encode(), "ke-hoach.txt")
    return parse(source.model_copy(update={"ocr": ocr}), AgencyRegistry.load()).tasks


def one(body: str, *, ocr: bool = False) -> TaskCandidate:
    (task,) = tasks(body, ocr=ocr)
    return task


def test_every_field_has_a_word_and_the_candidate_has_the_lowest_of_them() -> None:
    task = one("1. Sở Tài chính\n- Bố trí kinh phí thực hiện kế hoạch trước ngày 30/6/2026.\n")
    assert set(task.trust) == set(FIELDS)
    assert (task.confidence, set(task.trust.values()), task.doubts) == (Confidence.SURE, {Confidence.SURE}, ())


def test_the_words_are_part_of_the_contract() -> None:
    source = SourceText.model_validate(read((HEAD + "1. Sở Tài chính\n- Bố trí kinh phí.\n").encode(), "a.txt"))
    (task,) = as_json(parse(source, AgencyRegistry.load()))["tasks"]
    assert task["trust"] == dict.fromkeys(FIELDS, "chắc")


def test_work_that_names_nobody_must_be_looked_at_by_its_lead_alone() -> None:
    task = one("1. Tăng cường tuần tra rừng phòng hộ đầu nguồn.\n")
    assert (task.trust["lead"], task.trust["text"], task.confidence) == (Confidence.MUST_LOOK, Confidence.SURE, Confidence.MUST_LOOK)
    assert task.doubts == ("Không nêu cơ quan chủ trì.",)


def test_nothing_is_sure_in_a_text_recognised_from_pictures() -> None:
    task = one("1. Sở Tài chính\n- Bố trí kinh phí thực hiện kế hoạch trước ngày 30/6/2026.\n", ocr=True)
    assert Confidence.SURE not in task.trust.values()
    assert "Văn bản được nhận dạng từ ảnh: đối chiếu với bản gốc." in task.doubts


def test_an_agency_that_no_list_knows_is_looked_at() -> None:
    task = one("1. Giao Câu lạc bộ Dù lượn Sơn Hà tổ chức bay tuần tra hằng tháng.\n")
    assert task.trust["lead"] is not Confidence.SURE
    assert task.trust["deadlines"] is Confidence.SURE
    assert task.doubts


def test_every_field_that_is_not_sure_has_a_sentence_that_says_why() -> None:
    body = "1. Sở Y tế\n- Phối hợp các bên có liên quan làm tốt công tác phòng chống dịch\n- Câu này không rõ\n2. Giao chung.\n"
    for task in tasks(body):
        unsure = [f for f, word in task.trust.items() if word is not Confidence.SURE]
        assert bool(unsure) == bool(task.doubts), task


@pytest.mark.parametrize(
    ("right", "seen", "word"),
    [(500, 500, "chắc"), (95, 100, "nên xem"), (60, 100, "phải xem"), (1, 1, "nên xem"), (0, 0, "nên xem"), (0, 3, "phải xem")],
)
def test_the_word_follows_how_often_such_fields_were_right(right: int, seen: int, word: str) -> None:
    counts = Reliability.of([Counted("lead", ("tiêu đề",), right, seen)])
    assert counts.trust("lead", ("tiêu đề",)) == word


def test_a_sign_seen_seldom_is_judged_by_what_it_shares_with_others() -> None:
    good = Reliability.of([Counted("lead", ("tiêu đề",), 500, 500), Counted("lead", ("tiêu đề", "nhiều"), 1, 1)])
    bad = Reliability.of([Counted("lead", ("tiêu đề",), 100, 500), Counted("lead", ("tiêu đề", "nhiều"), 1, 1)])
    signs = ("tiêu đề", "nhiều")
    assert good.trust("lead", signs) is Confidence.SURE
    assert bad.trust("lead", signs) is Confidence.MUST_LOOK


def test_the_shipped_counts_are_figures_of_fields_that_are_known() -> None:
    assert {name for name, _ in reliability().exact} == set(FIELDS)
    assert all(0 <= right <= seen for right, seen in reliability().exact.values())


def test_counts_are_written_as_they_are_read() -> None:
    text = as_csv([Counted("text", ("động từ", "ngắn"), 3, 4), Counted("lead", (), 1, 2)])
    rows = list(csv.DictReader(io.StringIO(text)))
    assert [(r["field"], r["signs"], r["right"], r["seen"]) for r in rows] == [("lead", "", "1", "2"), ("text", "động từ; ngắn", "3", "4")]


def test_words_that_sound_like_a_bound_without_a_time_are_doubted() -> None:
    source = read((HEAD + "1. Sở Tài chính\n- Bố trí kinh phí sửa chữa, xong trước lễ hội cầu ngư của xã.\n").encode(), "a.txt")
    (task,) = parse(source, AgencyRegistry.load()).tasks
    assert task.deadlines == ()
    assert any("thời hạn chưa đọc được" in doubt for doubt in task.doubts)
    assert task.trust["deadlines"] is not Confidence.SURE
