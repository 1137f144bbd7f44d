"""Figures that were hardly recognised: in a deadline they hold the field for a person, in the head they are told."""

from __future__ import annotations

import re

import pytest

from directives import AgencyRegistry, ParsedDirective, parse
from directives.explain import as_text, explained
from directives.model import Confidence, SourceText, Span, WeakWord
from directives.readers import read

LETTER = """ỦY BAN NHÂN DÂN TỈNH SƠN HÀ
Số: 812/UBND-KT
Sơn Hà, ngày 14 tháng 8 năm 2026
Kính gửi: Các sở, ban, ngành
Ủy ban nhân dân tỉnh yêu cầu:
1. Sở Công Thương chủ trì, phối hợp với Sở Tài chính rà soát danh mục 38 chợ, báo cáo UBND tỉnh trước ngày 30/9/2026.
2. Sở Y tế hướng dẫn vệ sinh tại chợ; định kỳ hằng tháng báo cáo UBND tỉnh trước ngày 25.
"""


def recognised(*weak: tuple[str, int]) -> SourceText:
    """The letter as if recognised, with the words that were hardly trusted, by how many percent."""
    source = read(LETTER.encode())
    words = [WeakWord(span=Span(source.text.index(word), source.text.index(word) + len(word)), trust=trust) for word, trust in weak]
    return source.model_copy(update={"ocr": True, "weak_words": tuple(sorted(words, key=lambda word: word.span))})


def parsed(*weak: tuple[str, int]) -> ParsedDirective:
    return parse(recognised(*weak), AgencyRegistry.load())


def test_a_figure_of_a_deadline_that_was_hardly_recognised_must_be_looked_at() -> None:
    first, second = parsed(("30/9/2026.", 41)).tasks
    assert (first.trust["deadlines"], first.confidence) == (Confidence.MUST_LOOK, Confidence.MUST_LOOK)
    assert "Máy nhận dạng chưa chắc số “30/9/2026” (tin 41%) ở thời hạn: so với bản gốc." in first.doubts
    assert second.trust["deadlines"] is not Confidence.MUST_LOOK
    assert not any("tin " in doubt for doubt in second.doubts)


@pytest.mark.parametrize("words", [("38", 12), ("chợ,", 12), ("trước", 12), ("Tài", 12)])
def test_figures_elsewhere_and_words_without_figures_hold_no_deadline(words: tuple[str, int]) -> None:
    assert parsed(words).tasks == parsed().tasks


@pytest.mark.parametrize(
    ("word", "named"), [("812/UBND-KT", "“812/UBND-KT” (tin 55%)"), ("14", "“14” (tin 55%)"), ("2026", "“2026” (tin 55%)")]
)
def test_the_number_and_the_day_of_a_directive_are_told_where_hardly_recognised(word: str, named: str) -> None:
    (warning,) = parsed((word, 55)).source.warnings
    assert warning == f"Máy nhận dạng chưa chắc số {named} ở phần đầu: so số, ngày của văn bản với bản gốc."


def test_the_head_is_told_once_when_it_is_parsed_again() -> None:
    once = parsed(("14", 55))
    assert parse(once.source, AgencyRegistry.load()) == once


def test_what_was_recognised_well_is_not_told() -> None:
    assert parsed().source.warnings == ()
    assert parsed(("Kính", 20), ("1.", 20)).source.warnings == ()


def test_the_outline_says_the_same_trust() -> None:
    said = as_text(explained(recognised(("30/9/2026.", 41)), AgencyRegistry.load()))
    assert re.search(r"thời hạn: trước ngày 30/9/2026 → 30/09/2026 \(phải xem, ", said)
    assert "lưu ý: Máy nhận dạng chưa chắc số “30/9/2026” (tin 41%)" in said
