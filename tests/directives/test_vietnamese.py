"""The normal form, the folded forms, numbers, dates and legacy encodings of Vietnamese."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from directives import legacy_encodings, vietnamese
from directives.vietnamese import bare, bare_same_length, fold, fold_same_length, normalise, written_dates

SAMPLE = (
    "Ủy ban nhân dân tỉnh Sơn Hà giao Sở Tài chính chủ trì, tổng hợp những vướng mắc, đề xuất giải pháp; quỹ đất, kỹ thuật, ngõ, nghĩa."
)


@pytest.mark.parametrize(
    ("written", "normal"),
    [
        (unicodedata.normalize("NFD", "Điều chỉnh kế hoạch"), "Điều chỉnh kế hoạch"),
        ("một\r\nhai\rba\x0cbốn\u2028năm", "một\nhai\nba\nbốn\nnăm"),
        ("a\n\n\n\n\nb", "a\n\nb"),
        ("ngày\u00a0\u202f 01\t tháng  ", "ngày 01 tháng"),
        ("k\u200bế ho\u00adạch\ufeff\u2060", "kế hoạch"),
        ("Sở \u202eTài\u202c chính\u200f", "Sở Tài chính"),
        ("03\u2011KH \u2212 2021–2025 — hết", "03-KH - 2021–2025 — hết"),
        ("\uf0b7 Sở\n\uf02d Ban\n\uf02b Ngành\n\uf0d8 Hội\n\ue123", "• Sở\n- Ban\n+ Ngành\n• Hội\n�"),
        ("Ðiều 1, ðất, xƣởng, TRƢỜNG, ﬁle", "Điều 1, đất, xưởng, TRƯỜNG, file"),
        ("hoà bình, hòa bình, Uỷ ban, Ủy ban", "hoà bình, hòa bình, Uỷ ban, Ủy ban"),
        ("\ud800lẻ", "�lẻ"),
    ],
)
def test_normalising_gives_the_one_form_and_keeps_the_words(written, normal):
    assert normalise(written) == normal


@given(st.text())
def test_normalising_again_changes_nothing(text):
    once = normalise(text)
    assert normalise(once) == once
    assert unicodedata.is_normalized("NFC", once)
    assert "  " not in once


@given(st.text())
def test_the_folded_forms_of_same_length_keep_every_offset(text):
    normal = normalise(text)
    assert len(fold_same_length(normal)) == len(normal)
    assert len(bare_same_length(normal)) == len(normal)


@pytest.mark.parametrize(
    ("text", "folded", "without_accents"),
    [
        ("UỶ BAN", "ủy ban", "uy ban"),
        ("hoà, hoàn, loè, thuỷ, quý, quỳ", "hòa, hoàn, lòe, thủy, quý, quỳ", "hoa, hoan, loe, thuy, quy, quy"),
        ("Kinh tế – xã  hội", "kinh tế - xã hội", "kinh te - xa hoi"),
        ("ĐẮK LẮK", "đắk lắk", "dak lak"),
    ],
)
def test_folding_makes_spellings_equal(text, folded, without_accents):
    assert fold(text) == folded
    assert bare(text) == without_accents


@pytest.mark.parametrize(
    ("words", "number"),
    [
        ("năm", 5), ("mười", 10), ("Mười lăm", 15), ("hai mươi", 20), ("hai mươi mốt", 21), ("ba mốt", 31), ("bốn mươi tư", 44),
        ("một trăm", 100), ("một trăm lẻ năm", 105), ("hai trăm ba mươi bảy", 237), ("ba trăm linh", None), ("nhiều", None), ("", None),
    ],
)  # fmt: skip
def test_number_words_are_read(words, number):
    assert vietnamese.number_from_words(words) == number


@pytest.mark.parametrize(
    ("words", "month"), [("Giêng", 1), ("tư", 4), ("mười một", 11), ("chạp", 12), ("12", 12), ("13", None), ("mười ba", None)]
)
def test_month_names_are_read(words, month):
    assert vietnamese.month_from_words(words) == month


@pytest.mark.parametrize("number", range(1, 400))
def test_roman_numerals_go_there_and_back(number):
    assert vietnamese.roman_number(vietnamese.write_roman(number)) == number


@pytest.mark.parametrize("numeral", ["", "IIII", "VX", "IC", "A", "1"])
def test_what_is_no_roman_numeral_gives_none(numeral):
    assert vietnamese.roman_number(numeral) is None


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Sơn Hà, ngày 10 tháng 01 năm 2023", ["2023-01-10"]),
        ("ngày tháng 7 năm 2023", ["2023-07"]),
        ("ngày … tháng … năm 2021", ["2021"]),
        ("ngày ..... tháng ..... năm 2021", ["2021"]),
        ("từ 01/02/2023 đến 28.02.2023, 5-3-2023", ["2023-02-01", "2023-02-28", "2023-03-05"]),
        ("ngày 20 /3/2023", ["2023-03-20"]),
        ("ngày 05/4/17", ["2017-04-05"]),
        ("31/02/2023, 32/1/2023, 1/13/2023, 29/2/2023", []),
        ("số 25/2023/QĐ-UBND, 1.000.000 đồng, 10/01/20235", []),
        ("ngày 31 tháng 4 năm 2023", []),
    ],
)
def test_written_dates_are_found_and_impossible_ones_left_out(text, found):
    assert [date.iso for date in written_dates(text)] == found


def test_a_written_date_stands_where_the_text_says():
    text = "Kế hoạch ngày 10 tháng 01 năm 2023 của tỉnh"
    (found,) = written_dates(text)
    assert text[found.start : found.end] == "ngày 10 tháng 01 năm 2023"
    assert found.whole is not None


def test_vni_text_is_recognised_and_read():
    assert legacy_encodings.repair(legacy_encodings.to_vni(SAMPLE)) == (SAMPLE, "VNI")
    assert legacy_encodings.from_vni("Coäng hoøa xaõ hoäi chuû nghóa Vieät Nam") == "Cộng hòa xã hội chủ nghĩa Việt Nam"


def test_tcvn3_text_is_recognised_and_read():
    assert legacy_encodings.repair(legacy_encodings.to_tcvn3(SAMPLE.lower())) == (SAMPLE.lower(), "TCVN3")
    assert legacy_encodings.from_tcvn3("CéNG HßA, Uû ban nh©n d©n") == "CỘNG HÒA, Uỷ ban nhân dân"


@pytest.mark.parametrize("vowel", [*"aăâeêioôơuưyAĂÂEÊIOÔƠUƯY"])
def test_every_vowel_goes_to_vni_and_back(vowel):
    letters = "".join(unicodedata.normalize("NFC", vowel + tone) for tone in legacy_encodings.COMBINING_TONES)
    assert legacy_encodings.from_vni(legacy_encodings.to_vni(letters)) == letters


@pytest.mark.parametrize(
    ("data", "encoding"),
    [
        (SAMPLE.encode(), "utf-8"),
        (SAMPLE.encode("utf-8-sig"), "utf-8-sig"),
        (SAMPLE.encode("utf-16"), "utf-16"),
        (SAMPLE.encode("utf-16-le"), "utf-16-le"),
        (SAMPLE.encode("utf-16-be"), "utf-16-be"),
        (SAMPLE.encode().decode("latin-1").encode(), "UTF-8 đọc nhầm thành Windows-1252"),
        (legacy_encodings.to_vni(SAMPLE).encode("cp1252"), "VNI"),
        (legacy_encodings.to_vni(SAMPLE).encode(), "VNI"),
    ],
)
def test_text_files_are_decoded_whatever_their_encoding(data, encoding):
    assert legacy_encodings.decode(data) == (SAMPLE, encoding)


def test_windows_1258_is_decoded():
    text = "Sở Tài chính chủ trì, tổng hợp đề xuất"
    written = "".join(_for_windows_1258(character) for character in text)
    assert legacy_encodings.decode(written.encode("cp1258")) == (text, "cp1258")


def _for_windows_1258(character: str) -> str:
    """The character as Windows-1258 writes it: its tone apart, its hat or horn not."""
    try:
        character.encode("cp1258")
    except UnicodeEncodeError:
        base, *marks = unicodedata.normalize("NFD", character)
        tones = [m for m in marks if m in legacy_encodings.COMBINING_TONES]
        return unicodedata.normalize("NFC", base + "".join(m for m in marks if m not in tones)) + "".join(tones)
    return character


def test_english_and_plain_text_are_left_alone():
    text = "A plain text, 100 % ASCII, or French: à la carte, déjà vu, où êtes-vous."
    assert legacy_encodings.repair(text) == (text, None)
