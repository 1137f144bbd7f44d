"""Directives that two bodies issue together: work that names nobody is both's, and `hai bên` are both."""

from __future__ import annotations

import pytest

from directives import AgencyRegistry, parse, read

HEAD = """{letterhead}

CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM

Số: {number}

Sơn Hà, ngày 10 tháng 3 năm 2026

KẾ HOẠCH PHỐI HỢP
Kiểm tra an toàn thực phẩm tại các chợ năm 2026

I. NỘI DUNG PHỐI HỢP
1. {opening} trao đổi danh sách cơ sở vi phạm trước ngày 05 hằng tháng.
2. Tổ chức đoàn kiểm tra tại các chợ đầu mối trước ngày 30/4/2026.

II. TỔ CHỨC THỰC HIỆN
1. Sở Y tế
- Xây dựng lịch kiểm tra.
2. Sở Công Thương
- Cung cấp danh sách các chợ.
"""
BOTH = ("Sở Y tế", "Sở Công Thương")


@pytest.mark.parametrize(
    ("letterhead", "number"),
    [
        ("SỞ Y TẾ - SỞ CÔNG THƯƠNG", "12/KHPH-SYT-SCT"),
        ("SỞ Y TẾ – SỞ CÔNG THƯƠNG", "12/KHPH-SYT-SCT"),
        ("SỞ Y TẾ\nSỞ CÔNG THƯƠNG", "12/KHLN-SYT-SCT"),
    ],
)
@pytest.mark.parametrize("opening", ["Hai bên", "Hai ngành", "Các bên", "Hai Sở", "Sở Y tế và Sở Công Thương"])
def test_work_of_a_joint_plan_that_names_nobody_is_boths(letterhead: str, number: str, opening: str) -> None:
    text = HEAD.format(letterhead=letterhead, number=number, opening=opening)
    found = parse(read(text.encode(), "a.txt"), AgencyRegistry.load())
    assert [set(t.lead) for t in found.tasks] == [set(BOTH), set(BOTH), {"Sở Y tế"}, {"Sở Công Thương"}]


def test_the_body_above_the_issuer_is_no_partner() -> None:
    text = HEAD.format(letterhead="UBND TỈNH SƠN HÀ\nSỞ Y TẾ", number="12/KH-SYT", opening="Thanh tra Sở")
    found = parse(read(text.encode(), "a.txt"), AgencyRegistry.load())
    assert found.tasks[1].lead in ((), ("Sở Y tế",))


@pytest.mark.parametrize(
    "sentence",
    ["Giao các ngành chức năng của tỉnh kiểm tra bến đò.", "Các ngành thành viên Ban Chỉ đạo 138 kiểm tra bến đò."],
)
def test_other_bodies_at_large_are_not_the_issuers(sentence: str) -> None:
    text = HEAD.format(letterhead="SỞ Y TẾ - SỞ CÔNG THƯƠNG", number="12/KHPH-SYT-SCT", opening="Hai bên") + f"- {sentence}\n"
    found = parse(read(text.encode(), "a.txt"), AgencyRegistry.load())
    assert set(found.tasks[-1].lead) != set(BOTH)
