"""The parser takes time linear in the length of any text. Calls are counted, not seconds, so that a busy machine changes nothing."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from directives.agencies import AgencyRegistry
from directives.issuers import partners_of
from directives.likeness import Likeness, alike, bag_of
from directives.pipeline import parse
from directives.readers import read
from tests.benchmark import ADVERSARIAL, LETTERHEADS, under_letterhead
from tests.directives.work import calls

REGISTRY = AgencyRegistry.load()
#: Bytes of the longer of two texts; one line is read in parts from 10,000 letters on, so it must be longer for the parts to tell
LINES, ONE_LINE = 6_000, 100_000
#: Calls that a byte of the longer text may cost: lines of four letters cost 80, a list read again from each of its commas cost 500
MOST_A_BYTE = 120
#: Lines that differ from each other, so that nothing that was looked up before helps
DISTINCT: dict[str, Callable[[int], str]] = {
    "tên tắt khác nhau": lambda n: f"- Ban Soạn thảo {_word(n).capitalize()} ({_word(n)}) rà soát.\n",
    "mã phòng khác nhau": lambda n: f"- Phòng {_word(n)} rà soát việc.\n",
    "chỉ tiêu khác nhau": lambda n: f"1. Đến năm 2030, {n}% xã {_word(n)} {_word(3 * n)} đạt chuẩn.\n",
    "phụ lục khác nhau": lambda n: f"PHỤ LỤC {n}\n1. Sở Y tế rà soát {_word(n)}.\n",
    "văn bản khác nhau": lambda n: f"CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nSố: {n}/UBND-VX\nKính gửi: Sở Y tế\nSở Y tế báo cáo {_word(n)}.\n",
}


def _word(number: int) -> str:
    return "".join("ABCDEGHIKL"[int(figure)] for figure in f"{number:04}")


def _calls(text: str) -> int:
    """How many functions reading and parsing a text calls."""
    registry = REGISTRY.taught({})  # which has read no text yet
    return calls(lambda: parse(read(text.encode()), registry))


def _grows_no_faster_than_the_text(text: Callable[[int], str], size: int) -> None:
    _calls(text(size // 5))  # what is built with the first document counts for none
    longer = _calls(text(size))
    assert longer < 2.2 * _calls(text(size // 2))
    assert longer < MOST_A_BYTE * len(text(size).encode())


@pytest.mark.parametrize("words", ADVERSARIAL.values(), ids=ADVERSARIAL)
def test_a_text_twice_as_long_takes_twice_the_calls(words: str) -> None:
    longest = LINES if "\n" in words else ONE_LINE
    _grows_no_faster_than_the_text(lambda size: "Sở Y tế " + words * (size // len(words.encode())), longest)


@pytest.mark.parametrize("words", LETTERHEADS.values(), ids=LETTERHEADS)
def test_a_letterhead_of_very_many_bodies_takes_no_more_calls_than_its_length(words: str) -> None:
    _grows_no_faster_than_the_text(lambda size: under_letterhead(words * (size // len(words.encode()))), ONE_LINE)


def test_a_line_longer_than_any_letterhead_has_names_no_partner_and_is_not_looked_at() -> None:
    number, issuer = "12/KHPH-SYT-SCT", "Sở Y tế tỉnh Sơn Hà"
    assert partners_of(["SỞ Y TẾ - SỞ CÔNG THƯƠNG"], number, "Sơn Hà", issuer, "") == ("Sở Công Thương",)
    line = "SỞ Y TẾ - " * 10_000 + "SỞ CÔNG THƯƠNG"
    assert calls(lambda: partners_of([line], number, "Sơn Hà", issuer, "")) < 40


@pytest.mark.parametrize("line", DISTINCT.values(), ids=DISTINCT)
def test_twice_as_many_different_lines_take_twice_the_calls(line: Callable[[int], str]) -> None:
    _grows_no_faster_than_the_text(lambda size: "I. TỔ CHỨC THỰC HIỆN\n" + "".join(map(line, range(size // len(line(0).encode())))), LINES)


def test_likeness_finds_what_comparing_each_with_each_finds() -> None:
    texts = [
        " ".join(_word(n * factor) for n in range(start, start + length)) for start in range(6) for length in range(9) for factor in (1, 2)
    ]
    bags = [bag_of(text) for text in texts]
    for place, bag in enumerate(bags):
        kept = Likeness(bags)
        for other in bags[:place]:
            kept.add(other)
        assert kept.has_like(bag) == any(alike(bag, other) for other in bags[:place])
