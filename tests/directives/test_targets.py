"""Measurable targets: those of a list, those inside a task, and by when they are due."""

from __future__ import annotations

from datetime import date

import pytest

from directives.model import Span
from directives.passages import Passage
from directives.targets import horizon, is_measurable, target_inside


def words(text: str) -> Passage:
    return Passage.of(text, [Span(0, len(text))])


@pytest.mark.parametrize(
    ("text", "by"),
    [
        ("Đến năm 2030, 80% xã đạt chuẩn.", date(2030, 12, 31)),
        ("Có ít nhất 06 điểm du lịch được công nhận vào cuối năm 2027.", date(2027, 12, 31)),
        ("100% cơ sở ký cam kết trước ngày 31/01/2026.", date(2026, 1, 31)),
        ("100% hồ sơ được số hóa đến hết ngày 30 tháng 6 năm 2027.", date(2027, 6, 30)),
        ("Phát triển 3.500 đoàn viên trong tháng 5/2026.", date(2026, 5, 31)),
        ("Tăng 5% so với cuối năm 2024.", None),
        ("Tỷ lệ hộ nghèo giảm 1% so với năm 2024.", None),
        ("Văn bản quy phạm pháp luật của Sở năm 2026 đạt trên 90% kế hoạch.", date(2026, 12, 31)),
        ("Thực hiện Luật Hợp tác xã năm 2023, thành lập 20 hợp tác xã.", None),
        ("Trồng mới 500 ha rừng trước ngày 31/02/2026.", None),
        ("70% lao động được bồi dưỡng nghiệp vụ.", None),
    ],
)
def test_a_target_is_due_when_its_words_say(text: str, by: date | None) -> None:
    assert horizon(words(text)) == by


@pytest.mark.parametrize(
    ("text", "target"),
    [
        ("Mở lớp học nghề; phấn đấu đến năm 2027 có 20 xã có lớp;", "phấn đấu đến năm 2027 có 20 xã có lớp;"),
        ("Rà soát tiêu chí, bảo đảm 100% xã có điểm truy cập.", "bảo đảm 100% xã có điểm truy cập."),
        ("Bảo đảm chỉ số cải cách hành chính tăng ít nhất 5 bậc.", "Bảo đảm chỉ số cải cách hành chính tăng ít nhất 5 bậc."),
        ("Tuyên truyền; tỷ lệ tiêm chủng đạt trên 95%; báo cáo Sở Y tế.", "tỷ lệ tiêm chủng đạt trên 95%;"),
        ("Trình đúng tiến độ 100% các đề án.", "Trình đúng tiến độ 100% các đề án."),
        ("Giảm 15% tiền thuê đất cho hợp tác xã.", None),
        ("Cử người trực tại 100% hồ chứa.", None),
        ("Bàn giao 70% mặt bằng trước ngày 20/11/2026.", None),
        ("Đến nay khối lượng thi công mới đạt 38% giá trị hợp đồng.", None),
        ("Bảo đảm an toàn, tăng cường tuần tra.", None),
    ],
)
def test_the_target_inside_a_task_is_its_own_clause(text: str, target: str | None) -> None:
    found = target_inside(words(text))
    assert (found.text if found else None) == target


def test_what_a_scan_or_a_typist_left_of_a_mark_is_no_word_of_a_target() -> None:
    found = target_inside(words("2- Phấn đấu 100% xã có lớp."))
    assert found is not None
    assert found.text == "Phấn đấu 100% xã có lớp."


@pytest.mark.parametrize(("text", "measured"), [("Nâng cao nhận thức giai đoạn 2026 - 2030.", False), ("Một nửa số xã có lớp.", True)])
def test_years_measure_nothing(text: str, measured: bool) -> None:
    assert is_measurable(words(text)) is measured
