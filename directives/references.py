"""Other documents that a directive cites by number: kind, number, date, and where.

Numbers are those of NĐ 30/2020 (`03/KH-UBND`, `25/2023/QĐ-UBND`, `2540/STTTT-VP`), of the National Assembly (`43/2013/QH13`)
and of the Party (`20-NQ/TW`, `71-CTr/TU`).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from itertools import dropwhile

from .head_words import head_words
from .model import Reference, Span
from .vietnamese import bare_same_length, written_dates

#: One part of a symbol: `QĐ`, `CTr`, `SKHĐT`, `QH13`, `TT&TT`
PART = r"[A-ZĐƯ][A-Za-zĐđƯư&]{0,14}\d{0,2}"
#: `03/KH-UBND`, `25/2023/QĐ-UBND`, `04/TTr-BKHCN-BTTTT`, `06/TU`, `43/2013/QH13`; with the spaces and dashes that scans and typists leave
STATE_NUMBER = rf"\d{{1,5}}[a-zA-Z]? ?/ ?(?:(?:19|20)\d\d ?/ ?)?{PART}(?: ?[-–] ?{PART}){{0,3}}(?:/{PART})?"
#: `20-NQ/TW`, `71-CTr/TU`, `79-CV/TW`
PARTY_NUMBER = rf"\d{{1,5}} ?[-–] ?[A-ZĐ][A-Za-zĐđ]{{0,5}} ?/ ?{PART}"
NUMBER = re.compile(rf"(?<![\w/,.-])(?P<number>{PARTY_NUMBER}|{STATE_NUMBER})(?![\w])")
#: Units that figures with a slash are measured in, which are no symbols: `100 Mb/s` has no figure after the slash, `20/KWh` has
NO_SYMBOL = re.compile(r"/ ?(?:kWh|KWh|Km|KW|MW|Kg|GB|MB|USD|VND|VNĐ|NĐ)$")
#: Between a number and its date: `, `, ` ngày`, ` của Thủ tướng Chính phủ ngày`, ` (ngày`
BEFORE_DATE = re.compile(r"[ ,(]{0,3}(?:của [^.;:()\d]{3,70}?)?[ ,(]{0,2}(?:ra |ký |ban hành )?$")


def find_references(text: str, own_number: str | None = None) -> tuple[Reference, ...]:
    """The documents that a normalised text cites by number, each once, in order; the directive's own number left out.

    A document cited several times keeps its first place, and the date that most citations give.
    """
    found: dict[str, Reference] = {}
    dates: dict[str, Counter[str]] = {}
    own = key_of(own_number or "")
    for reference in _citations(text):
        key = key_of(reference.number)
        if key == own:
            continue
        found.setdefault(key, reference)
        if reference.date is not None:
            dates.setdefault(key, Counter())[reference.date] += 1
    shortened = {short for key in found if (short := _short_form(key))}
    return tuple(
        reference.model_copy(update={"date": dates[key].most_common(1)[0][0] if key in dates else None})
        for key, reference in found.items()
        if "-" in key or key not in shortened
    )


def _short_form(key: str) -> str | None:
    """The number that only shortens another: `06/TU` of `06-NQ/TU`; None when it has no such form."""
    front, slash, rest = key.partition("/")
    serial, dash, kind = front.partition("-")
    return f"{serial}/{rest}" if slash and dash and kind else None


def key_of(number: str) -> str:
    """What is compared of a number: without leading zeros, spaces and case."""
    return re.sub(r"[\s*]", "", number).lstrip("0").upper()


def tidy(number: str) -> str:
    """A number without inner spaces, its dashes as hyphens, its symbol spelt right."""
    return mend_symbol(re.sub(r"\s", "", number).replace("–", "-"))


#: Parts of symbols that scans and keyboards without accents spoil, as they must be: no kind is called `QD`, no body `TTs`
MISSPELT = {"QD": "QĐ", "ND": "NĐ", "TTs": "TTg", "TTG": "TTg", "HDND": "HĐND", "ƯBND": "UBND"}


def mend_symbol(number: str) -> str:
    """A number whose symbol has no misspelt part: `1283/QD-TCT` → `1283/QĐ-TCT`."""
    return "".join(MISSPELT.get(part, part) for part in re.split(r"([/-])", number))


def _citations(text: str) -> Iterator[Reference]:
    folded = bare_same_length(text)
    for match in NUMBER.finditer(text):
        raw = match["number"]
        if NO_SYMBOL.search(raw):
            continue
        number = tidy(raw)
        start, end = match.span("number")
        said = kind_before(folded, start)
        if said is None and not _has_kind_or_unit(number):
            continue
        yield Reference(kind=said or kind_of_symbol(number), number=number, date=date_after(text, end), span=Span(start, end))


def _has_kind_or_unit(number: str) -> bool:
    """Whether a number without a word before it can be one: `12/QĐ-UBND`, `562/STTTT-TTBCXB`; not `06/TU`, `3/B`."""
    return "-" in number or bool(re.search(r"/QH\d", number))


def kind_before(folded: str, start: int) -> str | None:
    """The kind that the words before a number name: the last one within the same clause."""
    window = folded[max(0, start - 60) : start]
    window = re.split(r"[;\n]|\. ", window)[-1]
    best: tuple[int, int, str] | None = None
    for key, name in head_words().kinds.items():
        place = window.rfind(key)
        if place >= 0 and _is_word(window, place, len(key)) and (best is None or (place + len(key), len(key)) > best[:2]):
            best = (place + len(key), len(key), name)
    if best is None:
        return None
    between = window[best[0] :]
    return best[2] if len(between) <= 45 else None


def _is_word(window: str, place: int, length: int) -> bool:
    before, after = window[place - 1 : place], window[place + length : place + length + 1]
    return not before.isalnum() and not after.isalnum()


def kind_of_symbol(number: str) -> str:
    """The kind that a symbol names: `12/QĐ-UBND` Quyết định, `20-NQ/TW` Nghị quyết; one that names none is a Công văn."""
    words = head_words()
    parts = re.split(r"[/-]", number)
    symbol = list(dropwhile(lambda part: part[:1].isdigit(), parts))
    if symbol and re.fullmatch(r"QH\d*", symbol[0]):
        return "Luật"
    return words.abbreviations.get(symbol[0], "Công văn") if symbol else "Công văn"


def date_after(text: str, end: int) -> str | None:
    """The ISO date that follows a number (`ngày 16/6/2022`, `, ngày 09 tháng 3 năm 2023`, `của Chính phủ ngày …`), whole or None."""
    window = text[end : end + 130]
    for date in written_dates(window):
        before = re.sub(r"ng[àa]y ?$", "", window[: date.start])
        if not BEFORE_DATE.fullmatch(before):
            return None
        return date.iso if date.whole and _fits(text[max(0, end - 45) : end], date.year) else None
    return None


def _fits(before: str, year: int) -> bool:
    """Whether a date can be that of a number that names its year: `22/2016/NQ-HĐND` is of 2016."""
    said = re.search(r"/ ?((?:19|20)\d\d) ?/[^/\s]{2,30}$", before)
    return said is None or int(said[1]) == year
