"""From the text of a directive to the JSON contract: whole documents of our own writing, and texts that are no directive."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from functools import cache
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from directives.agencies import AgencyRegistry
from directives.model import Confidence, Nature, ParsedDirective
from directives.pipeline import as_json, parse
from directives.readers import read
from tests.directives.sources import table_source

PLAN = """ỦY BAN NHÂN DÂN
TỈNH SƠN HÀ
Số: 27/KH-UBND
CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Độc lập - Tự do - Hạnh phúc
Sơn Hà, ngày 16 tháng 3 năm 2026
KẾ HOẠCH
Bảo đảm an toàn bến bãi, phương tiện đường thủy năm 2026

Thực hiện Chỉ thị số 08/CT-TTg ngày 10/02/2026 của Thủ tướng Chính phủ về an toàn giao thông đường thủy, Ủy ban nhân dân tỉnh ban hành Kế hoạch như sau:
I. MỤC ĐÍCH, YÊU CẦU
1. Nâng cao trách nhiệm của các cấp, các ngành trong bảo đảm an toàn đường thủy.
II. MỤC TIÊU
Đến năm 2030:
- 100% bến khách ngang sông có áo phao và dụng cụ nổi.
III. NHIỆM VỤ, GIẢI PHÁP
- Đẩy mạnh tuyên truyền kỹ năng phòng, chống đuối nước trong trường học.
IV. TỔ CHỨC THỰC HIỆN
1. Sở Xây dựng
- Chủ trì, phối hợp với Công an tỉnh, UBND cấp xã và các đơn vị liên quan rà soát, lập danh mục bến khách ngang
2
sông không phép, báo cáo Ủy ban nhân dân tỉnh trước ngày 30/6/2026.
- Tiếp tục duy trì đường dây nóng tiếp nhận phản ánh về an toàn đường thủy.
2. Sở Tài chính: Tham mưu bố trí kinh phí thực hiện Kế hoạch theo quy định.
3. Ủy ban nhân dân các xã, phường, đặc khu
Định kỳ 6 tháng, hằng năm báo cáo kết quả thực hiện về Sở Xây dựng.
Giao Sở Xây dựng theo dõi, đôn đốc, tổng hợp, báo cáo Ủy ban nhân dân tỉnh./.

Nơi nhận:
- Như trên;
- Lưu: VT, KT.
TM. ỦY BAN NHÂN DÂN
KT. CHỦ TỊCH
PHÓ CHỦ TỊCH
Trần Thị Minh Hà
"""

LETTER = """ỦY BAN NHÂN DÂN TỈNH SƠN HÀ
VĂN PHÒNG
Số: 412/VP-KT
Sơn Hà, ngày 05 tháng 11 năm 2026
V/v kiểm tra hồ đập trước mùa mưa

Kính gửi:
- Sở Nông nghiệp và Môi trường;
- Sở Xây dựng.

Đề nghị các cơ quan kiểm tra toàn bộ hồ đập xuống cấp, báo cáo Ủy ban nhân dân tỉnh trước ngày 20/11/2026./.

Nơi nhận:
- Như trên;
- Lưu: VT.
KT. CHÁNH VĂN PHÒNG
PHÓ CHÁNH VĂN PHÒNG
Lê Văn Bình
"""


@cache
def registry() -> AgencyRegistry:
    return AgencyRegistry.load()


def parsed(text: str) -> ParsedDirective:
    return parse(read(text.encode(), "van-ban.txt"), registry())


def brief(text: str) -> list[tuple[str, list[str], list[str], list[str], list[str]]]:
    """Path, leaders, helpers, receivers and deadlines of every task."""
    return [
        (t.path, list(t.lead), list(t.coordinate), list(t.report_to), [str(d.due or d.rrule) for d in t.deadlines])
        for t in parsed(text).tasks
    ]


def test_a_plan_is_read_from_its_head_to_its_closing_duty() -> None:
    assert brief(PLAN) == [
        ("III", [], [], [], []),
        ("IV.1", ["Sở Xây dựng"], ["Công an tỉnh", "UBND các xã, phường, đặc khu"], ["UBND tỉnh"], ["2026-06-30"]),
        ("IV.1", ["Sở Xây dựng"], [], [], []),
        ("IV.2", ["Sở Tài chính"], [], [], []),
        ("IV.3", ["UBND các xã, phường, đặc khu"], [], ["Sở Xây dựng"], ["FREQ=MONTHLY;INTERVAL=6", "FREQ=YEARLY"]),
        ("", ["Sở Xây dựng"], [], ["UBND tỉnh"], []),
    ]


def test_a_letter_s_work_belongs_to_its_addressees() -> None:
    (task,) = parsed(LETTER).tasks
    assert task.lead == ("Sở Nông nghiệp và Môi trường", "Sở Xây dựng")
    assert [str(d.due) for d in task.deadlines] == ["2026-11-20"]


def test_the_words_of_a_task_are_whole_where_a_page_cut_them() -> None:
    task = parsed(PLAN).tasks[1]
    assert "bến khách ngang sông không phép" in task.text
    assert task.title == "Rà soát, lập danh mục bến khách ngang sông không phép"


def test_targets_are_apart_and_carry_their_horizon() -> None:
    (target,) = parsed(PLAN).targets
    assert (target.text, str(target.by)) == ("100% bến khách ngang sông có áo phao và dụng cụ nổi.", "2030-12-31")


def test_targets_of_a_yearly_plan_are_due_at_its_end_those_of_a_campaign_are_not() -> None:
    text = PLAN.replace("Đến năm 2030:\n", "")
    (target,) = parsed(text).targets
    assert str(target.by) == "2026-12-31"
    (target,) = parsed(text.replace("đường thủy năm 2026", "đường thủy Tháng An toàn năm 2026")).targets
    assert target.by is None


def test_a_register_without_a_day_of_issue_takes_the_year_of_its_other_days() -> None:
    register = (
        "BẢNG THEO DÕI CÔNG VIỆC CỦA CÁC PHÒNG\n"
        "1. Sở Xây dựng rà soát bến đò trong tháng 8, theo Công văn số 12/UBND-KT ngày 04/7/2026.\n"
        "2. Sở Tài chính bố trí kinh phí trước ngày 15/8/2026 theo Thông báo số 15/TB-UBND ngày 06/7/2026.\n"
    )
    deadline = parsed(register).tasks[0].deadlines[0]
    assert str(deadline.due) == "2026-08-31"
    assert parsed(register.replace("06/7/2026", "06/7/2025").replace("15/8/2026", "15/8/2024")).tasks[0].deadlines[0].due is None


def test_confidence_says_where_a_person_must_look_and_why() -> None:
    tasks = parsed(PLAN).tasks
    assert (tasks[0].confidence, tasks[0].doubts) == (Confidence.MUST_LOOK, ("Không nêu cơ quan chủ trì.",))
    assert (tasks[3].confidence, tasks[3].doubts) == (Confidence.SURE, ())


def test_ongoing_work_is_regular_and_dated_work_specific() -> None:
    assert [t.nature for t in parsed(PLAN).tasks][1:3] == [Nature.SPECIFIC, Nature.REGULAR]


def test_every_rule_that_found_a_field_is_named() -> None:
    rules = parsed(PLAN).tasks[1].rules
    assert rules["lead"] == "tiêu đề"
    assert rules["coordinate"] == "phối hợp với"
    assert set(rules) == {"text", "lead", "coordinate", "report_to", "deadlines"}


def test_sentences_that_nothing_used_are_shown_to_the_reviewer() -> None:
    found = parsed(PLAN)
    unused = [found.source.text[s.start : s.end] for s in found.unused]
    assert any(s.startswith("Nâng cao trách nhiệm") for s in unused)
    assert not any("đường dây nóng" in s for s in unused)


def spans(value: dict[str, Any]) -> list[tuple[str, list[int]]]:
    evidence = value["evidence"]
    return [("text", evidence["text"]), *((f, s) for f in ("lead", "coordinate", "report_to", "deadlines") for s in evidence[f])]


@pytest.mark.parametrize("text", [PLAN, LETTER], ids=["plan", "letter"])
def test_every_field_has_its_place_in_the_source(text: str) -> None:
    value = as_json(parsed(text))
    source = value["source"]["text"]
    for task in value["tasks"]:
        for field in ("lead", "coordinate", "report_to", "deadlines"):
            assert len(task["evidence"][field]) == len(task[field])
        for field, (start, end) in spans(task):
            assert 0 <= start < end <= len(source), field
        for deadline, (start, end) in zip(task["deadlines"], task["evidence"]["deadlines"], strict=True):
            assert deadline["text"] in " ".join(source[start:end].split())


def test_the_json_is_the_contract_and_nothing_a_machine_cannot_read() -> None:
    value = json.loads(json.dumps(as_json(parsed(PLAN), "ke-hoach.txt"), ensure_ascii=False))
    assert value["file"] == "ke-hoach.txt"
    assert set(value["directive"]) >= {
        "number",
        "kind",
        "issuer",
        "place",
        "issued_on",
        "subject",
        "signer",
        "addressees",
        "recipients",
        "references",
    }
    assert value["directive"]["references"] == [{"kind": "Chỉ thị", "number": "08/CT-TTg", "date": "2026-02-10"}]
    assert value["tasks"][1]["deadlines"] == [{"text": "trước ngày 30/6/2026", "kind": "date", "due": "2026-06-30", "rrule": None}]
    assert value["targets"][0]["by"] == "2030-12-31"


def test_one_file_alone_carries_no_file_name() -> None:
    assert "file" not in as_json(parsed(PLAN))


def test_the_same_text_gives_the_same_answer() -> None:
    assert as_json(parsed(PLAN)) == as_json(parsed(PLAN))


@pytest.mark.parametrize(
    "text",
    [
        "Xin chào.",
        "1.\n2.\n-\n+\na)",
        "(((((\n))))) [] {} :::: ;;;;",
        "I.\nII.\nIII.\nIV.",
        "Kính gửi:\nNơi nhận:",
        "- - - " * 100 + "Hết.",
        "Điều 1.\nĐiều 2.\nPHỤ LỤC\nDANH MỤC",
        "Thời gian: Quý I\nCơ quan chủ trì: Sở Y tế",
        "1. " + "Sở Y tế, " * 400,
    ],
)
def test_a_text_that_is_no_directive_is_read_without_a_fault(text: str) -> None:
    found = parsed(text)
    assert found.source.text
    json.dumps(as_json(found))


def test_a_task_of_body_and_appendix_is_listed_once_as_the_row() -> None:
    before = "II. NHIỆM VỤ\n- Rà soát, lập danh mục bến khách ngang sông không phép trên địa bàn tỉnh."
    head = ["STT", "Nội dung", "Cơ quan chủ trì", "Thời gian"]
    row = ["1", "Rà soát, lập danh mục bến khách ngang sông không phép trên địa bàn tỉnh", "Sở Xây dựng", "Quý II/2026"]
    (task,) = parse(table_source([head, row], before), registry()).tasks
    assert (task.lead, task.rules["text"]) == (("Sở Xây dựng",), "hàng của bảng")


@pytest.mark.parametrize(
    "scramble",
    [
        lambda t: t.replace("\n", "\n\n"),
        lambda t: t.replace("- ", "– "),
        lambda t: t.replace("ủy", "uỷ").replace("hòa", "hoà"),
        lambda t: t.replace(" ", "\u00a0", 40),
    ],
    ids=["blank lines", "long dashes", "new tone marks", "no-break spaces"],
)
def test_spacing_dashes_and_tone_marks_change_nothing(scramble: Callable[[str], str]) -> None:
    assert brief(scramble(PLAN)) == brief(PLAN)


LINES = st.sampled_from(
    [
        "I. MỤC TIÊU",
        "II. NHIỆM VỤ, GIẢI PHÁP",
        "IV. TỔ CHỨC THỰC HIỆN",
        "1. Sở Y tế",
        "2. Sở Tài chính: Bố trí kinh phí hằng năm.",
        "a) Giao Công an tỉnh",
        "- Phối hợp với",
        "- Báo cáo Ủy ban nhân dân tỉnh (qua",
        "+ Thời gian hoàn thành: Quý II/2026",
        "Cơ quan chủ trì:",
        "trước ngày 31/02/2026, các xã",
        "7",
        "¹ Nghị quyết số 05/NQ-HĐND",
        "Kính gửi: Sở Nội vụ;",
        "Nơi nhận:",
        "PHỤ LỤC I",
        "Điều 2. Sở Xây dựng, Sở Y tế và",
        "Trên đây là kế hoạch. Nếu có vướng mắc, đề nghị báo cáo./.",
        "(((",
        "…",
    ]
)


@settings(max_examples=40, deadline=None)
@given(st.lists(LINES, min_size=1, max_size=25))
def test_lines_in_any_order_are_read_and_every_answer_has_its_place(lines: list[str]) -> None:
    value = as_json(parsed("Kế hoạch\n" + "\n".join(lines)))
    length = len(value["source"]["text"])
    for task in value["tasks"]:
        assert task["text"]
        assert all(0 <= start < end <= length for _, (start, end) in spans(task))


def test_the_same_text_gives_the_same_answer_whatever_the_hash_seed() -> None:
    """Two processes that order their sets differently; sorted out of a set, ties would fall as the seed has it."""
    program = (
        "import json, sys; from directives import AgencyRegistry, as_json, parse, read; "
        "print(json.dumps(as_json(parse(read(sys.stdin.buffer.read(), 'a.txt'), AgencyRegistry.load()))))"
    )
    answers = {
        subprocess.run(
            [sys.executable, "-c", program],
            input=PLAN.encode(),
            capture_output=True,
            check=True,
            env={**os.environ, "PYTHONHASHSEED": seed},
        ).stdout
        for seed in ("1", "2")
    }
    assert len(answers) == 1
