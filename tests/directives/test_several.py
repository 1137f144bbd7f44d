"""Several documents in one file: what is attached belongs to the directive, a second letter asks a person."""

from __future__ import annotations

import pytest

from directives.agencies import AgencyRegistry
from directives.explain import explained
from directives.model import Confidence, ParsedDirective, Table
from directives.pipeline import parse
from directives.readers import read
from directives.several import parts_at

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


def test_the_name_of_the_country_in_a_sentence_is_no_letterhead() -> None:
    law = "2. Sở Tư pháp phổ biến Nghị quyết số 16/NQ-HĐND về thi hành Hiến pháp nước Cộng hòa xã hội chủ nghĩa Việt Nam.\n"
    assert parsed(FIRST.replace("Nơi nhận", law + "Nơi nhận")).further == ()


def test_a_party_paper_behind_a_letter_is_another_document() -> None:
    party = "TỈNH ỦY SƠN HÀ\nSố 12-CV/TU\nĐẢNG CỘNG SẢN VIỆT NAM\nSơn Hà, ngày 07 tháng 3 năm 2026\n1. Sở Nội vụ rà soát biên chế.\n"
    assert len(parsed(FIRST + party).source.warnings) == 1


LETTER = SECOND.format(number="16/UBND-KT", title="V/v kiểm tra kho xăng\nKính gửi: Sở Xây dựng")


def test_what_further_documents_are_is_told_with_where_they_begin() -> None:
    found = parsed(FIRST + LETTER)
    [other] = found.further
    assert (other.number, other.issued_on) == ("16/UBND-KT", "2026-03-06")
    assert found.source.text[other.start :].startswith("ỦY BAN NHÂN DÂN\nTỈNH SƠN HÀ\nSố: 16/UBND-KT")
    assert found.source.text[: other.start].rstrip().endswith("Nguyễn Văn An")


def test_a_secrecy_stamp_of_a_further_document_is_seen() -> None:
    assert [other.secrecy for other in parsed(FIRST + LETTER.replace("V/v", "MẬT\nV/v")).further] == ["Mật"]


def test_cut_apart_each_document_is_a_text_of_its_own_and_nothing_is_lost() -> None:
    whole = parsed(FIRST + LETTER)
    parts = parts_at(whole.source, [other.start for other in whole.further])
    assert "\n".join(part.text for part in parts).split() == whole.source.text.split()
    for part in parts:
        assert "\n".join(part.text[block.span.start : block.span.end] for block in part.blocks).split() == part.text.split()
    first, second = (parse(part, AgencyRegistry.load()) for part in parts)
    assert [found.directive.number for found in (first, second)] == ["15/UBND-VX", "16/UBND-KT"]
    assert [found.source.warnings for found in (first, second)] == [(), ()]
    [task] = second.tasks
    assert second.source.text[slice(*task.evidence.text)].startswith("Sở Xây dựng kiểm tra kho xăng")
    assert second.source.text[slice(*task.evidence.deadlines[0])] == "trước ngày 22/3/2026"
    assert not task.doubts or not any("văn bản khác" in doubt for doubt in task.doubts)


def test_a_table_of_a_later_document_keeps_its_cells() -> None:
    page = "".join(f"<p>{line}</p>" for line in (FIRST + LETTER).splitlines())
    table = "<table border=1><tr><td>Việc</td><td>Chủ trì</td></tr><tr><td>Kiểm tra kho dầu</td><td>Sở Công Thương</td></tr></table>"
    whole = parse(read(f"<html><body>{page}{table}</body></html>".encode(), "hai.html"), AgencyRegistry.load())
    part = parts_at(whole.source, [other.start for other in whole.further])[1]
    cells = [part.text[slice(*cell.span)] for block in part.blocks if isinstance(block, Table) for row in block.rows for cell in row.cells]
    assert cells == ["Việc", "Chủ trì", "Kiểm tra kho dầu", "Sở Công Thương"]


def test_signed_letters_give_the_work_of_both_until_a_person_has_chosen() -> None:
    end = "Nơi nhận:\n- Như trên.\nCHỦ TỊCH\nNguyễn Văn An\n"
    found = parsed(FIRST + LETTER + end)
    assert found.directive.number == "15/UBND-VX"
    assert ["kho thuốc" in task.text for task in found.tasks] == [True, False]
    for task in found.tasks:
        assert " ".join(found.source.text[slice(*task.evidence.text)].split()) == task.text
        assert [found.source.text[slice(*span)] for span in task.evidence.deadlines] == [one.text for one in task.deadlines]


def test_the_outline_of_both_letters_is_explained() -> None:
    source = read((FIRST + LETTER).encode(), "van-ban.txt")
    lines = explained(source, AgencyRegistry.load())
    assert [task.text for line in lines for task in line.tasks] == [task.text for task in parsed(FIRST + LETTER).tasks]


def test_a_sentence_that_names_the_state_begins_no_document() -> None:
    law = "1. Sở Tư pháp phổ biến Hiến pháp nước Cộng hòa xã hội chủ nghĩa Việt Nam theo Chỉ thị số 32-CT/TW trước ngày 30/3/2026.\n"
    assert parsed(FIRST.replace("1. Sở Y tế", law + "2. Sở Y tế")).further == ()


def test_a_file_of_very_many_letterheads_is_read_in_bounds() -> None:
    letters = "".join(SECOND.format(number=f"{number}/UBND-KT", title="") for number in range(100, 300))
    assert len(parsed(FIRST + letters).further) == 50


def test_a_plan_that_a_decision_brings_with_it_is_one_directive_with_it() -> None:
    decision = FIRST.replace("15/UBND-VX", "15/QĐ-UBND").replace(
        "1. Sở Y tế", "Điều 1. Ban hành kèm theo Quyết định này Kế hoạch.\n1. Sở Y tế"
    )
    plan = SECOND.format(number="16/KH-UBND", title="KẾ HOẠCH\nKiểm tra kho xăng")
    assert parsed(decision + plan).further == ()
    assert [other.number for other in parsed(decision + LETTER).further] == ["16/UBND-KT"]


def test_what_both_letters_cite_is_cited_by_the_file_and_neither_of_them() -> None:
    first = FIRST.replace("1. Sở Y tế", "Căn cứ Kế hoạch số 3/KH-UBND ngày 02/02/2026;\n1. Sở Y tế")
    second = LETTER.replace(
        "1. Sở Xây dựng", "Tiếp theo Công văn số 15/UBND-VX, Kế hoạch số 4/KH-UBND và Kế hoạch số 3/KH-UBND;\n1. Sở Xây dựng"
    )
    found = parsed(first + second)
    assert [one.number for one in found.directive.references] == ["3/KH-UBND", "4/KH-UBND"]
    assert [found.source.text[slice(*one.span)] for one in found.directive.references] == ["3/KH-UBND", "4/KH-UBND"]
