"""The outline with its decisions: every item says what it was taken for and by which rule."""

from __future__ import annotations

from directives.agencies import AgencyRegistry
from directives.explain import as_text, explained
from directives.pipeline import parse
from directives.readers import read

PLAN = """ỦY BAN NHÂN DÂN
TỈNH SƠN HÀ
Số: 45/KH-UBND
CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Sơn Hà, ngày 05 tháng 3 năm 2026
KẾ HOẠCH
Bảo vệ rừng năm 2026
I. ĐÁNH GIÁ TÌNH HÌNH
Năm 2025 các chủ rừng đã tuần tra 1.200 lượt.
II. MỤC TIÊU
- 100% chủ rừng ký cam kết vào năm 2026.
III. TỔ CHỨC THỰC HIỆN
1. Sở Tài chính
- Bố trí kinh phí thực hiện kế hoạch trước ngày 30/6/2026.
2. Phân công nhiệm vụ chi tiết tại Phụ lục kèm theo Kế hoạch này.
"""


def lines() -> dict[str, tuple[str, str, int]]:
    """First words of each item → what it was taken for, by which rule, and its number of tasks."""
    found = explained(read(PLAN.encode(), "ke-hoach.txt"), AgencyRegistry.load())
    return {line.words[:12]: (line.taken, line.rule, len(line.tasks)) for line in found}


def test_every_kind_of_item_says_what_it_was_taken_for() -> None:
    found = lines()
    assert found["I. ĐÁNH GIÁ "] == ("phần không giao việc", "đánh giá việc đã làm", 0)
    assert found["II. MỤC TIÊU"] == ("chỉ tiêu", "1 chỉ tiêu đo được", 0)
    assert found["III. TỔ CHỨC"] == ("bối cảnh", "đề mục có mục con", 0)
    assert found["1. Sở Tài ch"] == ("tiêu đề cơ quan", "Sở Tài chính", 0)
    assert found["- Bố trí kin"] == ("nhiệm vụ", "động từ", 1)
    assert found["2. Phân công"] == ("không phải nhiệm vụ", "dẫn đến phụ lục", 0)


def test_the_tasks_explained_are_the_tasks_parsed() -> None:
    source = read(PLAN.encode(), "ke-hoach.txt")
    registry = AgencyRegistry.load()
    assert tuple(t for line in explained(source, registry) for t in line.tasks) == parse(source, registry).tasks


def test_the_outline_shows_fields_with_their_trust_and_rule() -> None:
    text = as_text(explained(read(PLAN.encode(), "ke-hoach.txt"), AgencyRegistry.load()))
    assert "chủ trì: Sở Tài chính (chắc, tiêu đề)" in text
    assert "thời hạn: trước ngày 30/6/2026 → 30/06/2026 (chắc, " in text


def test_a_unit_that_a_table_gives_too_is_said_to_be_left_out() -> None:
    from_body = "1. Sở Tài chính: Xây dựng cơ sở dữ liệu giá đất toàn tỉnh.\n"
    table = "| TT | Nội dung nhiệm vụ | Cơ quan chủ trì | Thời gian |\n|---|---|---|---|\n| 1 | Xây dựng cơ sở dữ liệu giá đất toàn tỉnh | Sở Tài chính | Quý II/2026 |\n"
    source = read((PLAN.split("1. Sở")[0] + from_body + "PHỤ LỤC\n" + table).encode(), "ke-hoach.md")
    assert "trùng với một hàng của bảng: không lấy" in as_text(explained(source, AgencyRegistry.load()))
