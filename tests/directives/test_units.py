"""What is an instruction, a title, a target; the short name of a work and its nature."""

from __future__ import annotations

from datetime import date

import pytest

from directives.headings import label_field, section_kind
from directives.marks import Item
from directives.model import Nature, Span
from directives.outline import read_outline
from directives.passages import Passage
from directives.targets import horizon, is_measurable, target_inside, targets_below
from directives.titles import LONGEST, nature_of, short_title
from directives.units import is_past, starts_with_verb
from tests.directives.sources import source_of, whole


def words(text: str) -> Passage:
    return Passage.of(text, [Span(0, len(text))])


def first(text: str) -> Item:
    source = source_of(text)
    (root,) = read_outline(source, whole(source))
    return root.children[0]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Rà soát quỹ đất của các xã.", True),
        ("Tiếp tục củng cố tổ chức bộ máy.", True),
        ("cần tiếp tục rà soát, phân công nhiệm vụ.", True),
        ("Trên cơ sở kết quả rà soát, xây dựng kế hoạch bố trí vốn.", True),
        ("Hằng năm tổ chức giao ban đánh giá rút kinh nghiệm.", True),
        ("Căn cứ kế hoạch này, đề xuất phương án cho giai đoạn sau.", True),
        ("Day manh tuyen truyen trong nhan dan.", True),  # a scan without accents
        ("Thành phần: lãnh đạo các sở.", False),
        ("Các hợp tác xã trên địa bàn xã biên giới.", False),
        ("Giáo viên các trường trung học.", False),  # `giao` without accents is another word
        ("Sự cần thiết phải đầu tư.", False),
    ],
)
def test_an_instruction_begins_with_a_verb(text: str, expected: bool) -> None:
    assert starts_with_verb(words(text)) is expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Sở Y tế đã ban hành các văn bản hướng dẫn.", True),
        ("Ủy ban nhân dân tỉnh vừa qua đã chỉ đạo nhiều giải pháp.", True),
        ("Sở Y tế phải khắc phục các tồn tại đã nêu.", False),
        ("Thực hiện các nhiệm vụ đã được giao tại Kế hoạch số 15/KH-UBND.", False),
        ("Rà soát quỹ đất của các xã.", False),
    ],
)
def test_what_was_done_is_no_instruction(text: str, expected: bool) -> None:
    assert is_past(words(text)) is expected


@pytest.mark.parametrize(
    ("title", "inherited", "kind"),
    [
        ("I. MỤC ĐÍCH, YÊU CẦU\n1. x", "", "purpose"),
        ("2. Yêu cầu\n- x", "", "purpose"),
        ("2. Yêu cầu về nội dung của văn bản trả lời\n- x", "work", "work"),  # a requirement is work here
        ("I. ĐÁNH GIÁ TÌNH HÌNH NĂM 2025\n1. x", "", "past"),
        ("2. Đánh giá tình hình thực hiện\n- x", "organisation", "organisation"),  # in the assigning part it is work
        ("II. MỤC TIÊU\n1. x", "", "targets"),
        ("2. Chỉ tiêu cụ thể:\n- x", "", "targets"),
        ("III. NHIỆM VỤ VÀ GIẢI PHÁP\n1. x", "targets", "work"),
        ("IV. TỔ CHỨC THỰC HIỆN\n1. x", "work", "organisation"),
        ("V. KINH PHÍ THỰC HIỆN\n1. x", "work", "funding"),
        ("III. CÁC NHIỆM VỤ TRỌNG TÂM\n1. x", "", "work"),
        ("1. Sở Tài chính\n- x", "organisation", "organisation"),
    ],
)
def test_a_title_tells_the_kind_of_its_section(title: str, inherited: str, kind: str) -> None:
    assert section_kind(first(title), inherited) == kind


@pytest.mark.parametrize(
    ("line", "field", "rest"),
    [
        ("Cơ quan chủ trì: Sở Y tế.", "lead", "Sở Y tế."),
        ("Đơn vị phối hợp: UBND các xã", "coordinate", "UBND các xã"),
        ("Thời gian hoàn thành: Trong quý II/2026.", "deadline", "Trong quý II/2026."),
        ("Thời gian: Thường xuyên", "deadline", "Thường xuyên"),
        ("Nội dung: Tuyên truyền phòng cháy.", "work", "Tuyên truyền phòng cháy."),
        ("Số lượng: 100 người", "note", "100 người"),
    ],
)
def test_a_label_line_fills_a_field(line: str, field: str, rest: str) -> None:
    found = label_field(words(line))
    assert found is not None
    assert (found[0], found[1].text) == (field, rest)


@pytest.mark.parametrize(
    "line",
    ["Sở Y tế: rà soát cơ sở.", "Rà soát, gồm: đất công, đất rừng.", "Chủ trì, phối hợp với các sở rà soát.", "Thời gian tới phải rà soát"],
)
def test_other_lines_are_no_labels(line: str) -> None:
    assert label_field(words(line)) is None


@pytest.mark.parametrize(
    ("text", "by"),
    [
        ("Đến năm 2030, trên 90% số xã đạt chuẩn.", date(2030, 12, 31)),
        ("Phấn đấu trong năm 2026 có 10 xã.", date(2026, 12, 31)),
        ("Giai đoạn 2026 - 2030 giảm 5% số hộ nghèo.", date(2030, 12, 31)),
        ("Tăng 5% so với năm 2024.", None),
        ("Trên 90% số xã đạt chuẩn.", None),
    ],
)
def test_a_target_has_the_horizon_that_it_states(text: str, by: date | None) -> None:
    assert horizon(words(text)) == by


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("100% bến khách ngang sông có áo phao.", True),
        ("Giảm một nửa số vụ đuối nước.", True),
        ("Có trên 20 xã đạt chuẩn.", True),
        ("Phát triển du lịch cộng đồng bền vững đến năm 2030.", False),
        ("Tạo chuyển biến trong giai đoạn 2026 - 2030.", False),
    ],
)
def test_a_target_says_what_can_be_measured(text: str, expected: bool) -> None:
    assert is_measurable(words(text)) is expected


@pytest.mark.parametrize(
    ("text", "target", "by"),
    [
        (
            "Đầu tư bến bãi; phấn đấu đến năm 2030 có ít nhất 20 bến đạt chuẩn; duy tu hằng năm.",
            "phấn đấu đến năm 2030 có ít nhất 20 bến đạt chuẩn;",
            2030,
        ),
        ("Phấn đấu trong năm 2026 có 10 xã đạt chuẩn.", "Phấn đấu trong năm 2026 có 10 xã đạt chuẩn.", 2026),
        ("Phấn đấu hoàn thành tốt nhiệm vụ được giao.", None, None),
        ("Xây dựng 20 bến đạt chuẩn trước ngày 30/6/2026.", None, None),
    ],
)
def test_a_task_may_state_a_target(text: str, target: str | None, by: int | None) -> None:
    found = target_inside(words(text))
    assert (found and found.text, found and found.by and found.by.year) == (target, by)


def test_targets_inherit_the_horizon_of_the_line_above() -> None:
    found = targets_below(first("2. Chỉ tiêu\nĐến năm 2030:\n- 90% số xã đạt chuẩn nông thôn mới.\n- Trên 20 xã đạt nâng cao."), None)
    assert [(t.text, t.by) for t in found] == [
        ("90% số xã đạt chuẩn nông thôn mới.", date(2030, 12, 31)),
        ("Trên 20 xã đạt nâng cao.", date(2030, 12, 31)),
    ]


@pytest.mark.parametrize(
    ("text", "start", "title"),
    [
        ("Rà soát quỹ đất của các xã biên giới, báo cáo Ủy ban nhân dân tỉnh.", 0, "Rà soát quỹ đất của các xã biên giới"),
        (
            "Chủ trì, phối hợp với Sở Y tế tổ chức tập huấn phòng dịch cho các xã; báo cáo kết quả.",
            30,
            "Tổ chức tập huấn phòng dịch cho các xã",
        ),
        ("Xây dựng kế hoạch trồng rừng nhằm nâng độ che phủ.", 0, "Xây dựng kế hoạch trồng rừng"),
    ],
)
def test_a_title_is_the_first_verb_phrase(text: str, start: int, title: str) -> None:
    assert short_title(words(text), start) == title


def test_a_title_never_exceeds_its_length_and_ends_with_a_whole_word() -> None:
    title = short_title(words("Rà soát " + "quỹ đất công của các xã " * 20))
    assert len(title) <= LONGEST
    assert title.endswith("…")
    assert title[:-1].split()[-1] in {"quỹ", "đất", "công", "của", "các", "xã"}


@pytest.mark.parametrize(
    ("text", "dated", "nature"),
    [
        ("Tiếp tục đẩy mạnh tuyên truyền trong nhân dân.", False, Nature.REGULAR),
        ("Tiếp tục đẩy mạnh tuyên truyền trong nhân dân.", True, Nature.SPECIFIC),
        ("Tăng cường rà soát, ban hành quy chế làm việc.", False, Nature.SPECIFIC),
        ("Lập danh mục các dự án chậm tiến độ.", False, Nature.SPECIFIC),
    ],
)
def test_regular_work_goes_on_without_product_or_date(text: str, dated: bool, nature: Nature) -> None:
    assert nature_of(words(text), dated=dated) is nature
