"""Several documents in one file: what is attached belongs to the directive, a second letter asks a person."""

from __future__ import annotations

import pytest

from directives.agencies import AgencyRegistry
from directives.model import Confidence, ParsedDirective
from directives.pipeline import parse
from directives.readers import read

FIRST = """ỦY BAN NHÂN DÂN
TỈNH SƠN HÀ
Số: 15/UBND-VX
CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Độc lập - Tự do - Hạnh phúc
Sơn Hà, ngày 05 tháng 3 năm 2026
Kính gửi: Sở Y tế
1. Sở Y tế kiểm tra kho thuốc trước ngày 20/3/2026.
Nơi nhận:
- Như trên.
CHỦ TỊCH
Nguyễn Văn An
"""
SECOND = """ỦY BAN NHÂN DÂN
TỈNH SƠN HÀ
Số: {number}
CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Độc lập - Tự do - Hạnh phúc
Sơn Hà, ngày 06 tháng 3 năm 2026
{title}
1. Sở Xây dựng kiểm tra kho xăng trước ngày 22/3/2026.
"""


def parsed(text: str) -> ParsedDirective:
    return parse(read(text.encode(), "van-ban.txt"), AgencyRegistry.load())


def test_a_second_letter_is_asked_about_and_its_work_is_doubted() -> None:
    found = parsed(FIRST + SECOND.format(number="16/UBND-KT", title="Kính gửi: Sở Xây dựng"))
    assert any("2 văn bản" in warning for warning in found.source.warnings)
    doubted = [t for t in found.tasks if any("văn bản khác của cùng tệp" in d for d in t.doubts)]
    assert [t.trust["lead"] for t in doubted] == [Confidence.MUST_LOOK] * len(doubted)
    assert not any("kho thuốc" in t.text for t in doubted)


@pytest.mark.parametrize(
    ("number", "title"),
    [
        ("16/KH-UBND", "KẾ HOẠCH\nKiểm tra kho xăng\n(Kèm theo Quyết định số 15/UBND-VX ngày 05/3/2026)"),
        ("       /BC-UBND", "BÁO CÁO\nKết quả kiểm tra kho thuốc"),
        ("15/UBND-VX", "KẾ HOẠCH\nKiểm tra kho xăng"),
        ("…/BC-…", "BÁO CÁO\nMẫu số 01"),
    ],
    ids=["attached", "form with a blank number", "the same number", "form with dots"],
)
def test_what_is_attached_and_forms_belong_to_the_directive(number: str, title: str) -> None:
    assert parsed(FIRST + SECOND.format(number=number, title=title)).source.warnings == ()


def test_one_directive_is_not_asked_about() -> None:
    assert parsed(FIRST).source.warnings == ()


def test_a_party_paper_behind_a_letter_is_another_document() -> None:
    party = "TỈNH ỦY SƠN HÀ\nSố 12-CV/TU\nĐẢNG CỘNG SẢN VIỆT NAM\nSơn Hà, ngày 07 tháng 3 năm 2026\n1. Sở Nội vụ rà soát biên chế.\n"
    assert len(parsed(FIRST + party).source.warnings) == 1
