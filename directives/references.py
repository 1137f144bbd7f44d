"""Other documents that a directive cites by number: kind, number, date, and where.

Numbers are those of NĐ 30/2020 (`03/KH-UBND`, `25/2023/QĐ-UBND`, `2540/STTTT-VP`), of the National Assembly (`43/2013/QH13`)
and of the Party (`20-NQ/TW`, `35-CTr/TU`).
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
PART = r"(?:QH ?\d{2}(?!\d)|[A-ZĐƯ][A-Za-zĐđƯư&]{0,14}\d{0,2})"
#: A dash inside a symbol, with the spaces, the doubled dash and the line's end that scans leave there: `CT- -TTg`, `NĐ-⏎CP`
DASH = r" ?[-–](?: ?[-–])?[ \n]?"
#: `03/KH-UBND`, `25/2023/QĐ-UBND`, `04/TTr-BKHCN-BTTTT`, `06/TU`, `43/2013/QH13`; with the spaces and dashes that scans and typists leave
STATE_NUMBER = rf"\d{{1,5}}[a-zA-Z]? ?/ ?(?:(?:19|20)\d\d ?/ ?)?{PART}(?:{DASH}{PART}){{0,3}}(?:/{PART})?"
#: `20-NQ/TW`, `35-CTr/TU`, `79-CV/TW`, `118-KH/TWĐTN-BTG`, `36a-NQ/CP`
PARTY_NUMBER = rf"\d{{1,5}}[a-z]? ?[-–] ?[A-ZĐ][A-Za-zĐđ]{{0,5}} ?/ ?{PART}(?:[-–]{PART}){{0,2}}"
NUMBER = re.compile(rf"(?<![\w/,.-])(?P<number>{PARTY_NUMBER}|{STATE_NUMBER})(?![\w])")
#: Units that figures with a slash are measured in, which are no symbols: `100 Mb/s` has no figure after the slash, `20/KWh` has
NO_SYMBOL = re.compile(r"/ ?(?:kWh|KWh|Km|KW|MW|Kg|GB|MB|USD|VND|VNĐ|NĐ)$")
#: `Nghị định 30/2020`: the number and the year alone behind a kind that is numbered by the year
YEAR_NUMBER = re.compile(r"(?:Nghị định|Thông tư|Thông tư liên tịch|Pháp lệnh)(?: số ?:?)? (?P<number>\d{1,4}/(?:19|20)\d\d)(?![\d/])")
#: `Công văn số 1307 ngày 04/8/2014`, `Số 177 ngày …` at the head of a line: a number whose symbol is left out, told by the date behind it
PLAIN_NUMBER = re.compile(r"[Ss](?<![^ (\n].)ố ?:? ?(?P<number>\d{1,5})(?=(?: của [^.;:()\d]{3,60})?,?[ \n]{1,2}ng[àa]y \d)")
#: The kind right before `số` and a number without a symbol
KIND_AND_SO = re.compile(
    r"(?:^|\W)(?:nghi quyet|quyet dinh|chi thi|thong bao|cong van|cong dien|ke hoach|ket luan|bao cao|to trinh|huong dan|van ban|quy dinh"
    r"|thu|cv|qd|nq|kh|tb|ct|kl|bc|ttr|ctr)(?: \w+){0,2} so ?:? ?$"
)
#: What has numbers and is no document of an office: forms, standards, contracts, bank accounts
NO_DOCUMENT = re.compile(
    r"(?:bieu(?: mau)?|mau(?: bieu| don| phieu)?|phu luc|tcvn|qcvn|tieu chuan|quy chuan|iso|hop dong|tai khoan)(?: so)? ?:?$"
)
#: Between a number and its date: `, `, ` ngày`, ` của Thủ tướng Chính phủ ngày`, ` (ngày`, a line's end
BEFORE_DATE = re.compile(r"[ ,(\n–-]{0,3}(?:của [^.;:()\d]{3,70}?)?[ ,(\n]{0,2}(?:ra |ký |ban hành )?$")
#: `ngày 06/10/2022, Sở A đã có văn bản số`: the day on which the document that follows was issued
DATE_BEFORE = re.compile(
    r"[nN]gày (?P<date>[^;\n]{6,26}?),? (?:[^.;\n\d]{2,70} )?(?:đã |vừa )?(?:có|ban hành|ký|ký ban hành|phát hành) (?:[^\W\d]+ ){1,5}số $"
)
#: Figures of a day or a month that a scan read as letters: `tháng II năm 2021`, `ngày l5 tháng`
MISREAD = re.compile(r"(?<=tháng )[IlO|\d]{1,2}(?= năm)|(?<=ngày )[IlO|\d]{1,2}(?= tháng)")
FIGURES = str.maketrans("IlO|", "1101")


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
    serials = {(key.partition("/")[0], reference.date) for key, reference in found.items() if "/" in key}
    shortened = {short for key in found for short in _short_forms(key)}
    return tuple(
        reference.model_copy(update={"date": dates[key].most_common(1)[0][0] if key in dates else None})
        for key, reference in found.items()
        if ("-" in key or key not in shortened) and not (key.isdigit() and (key, reference.date) in serials)
    )


def _short_forms(key: str) -> list[str]:
    """The numbers that only shorten another: `06/TU` of `06-NQ/TU`, `22/2016/HĐND` and `22/2016` of `22/2016/NQ-HĐND`."""
    front, slash, rest = key.partition("/")
    serial, dash, kind = front.partition("-")
    if slash and dash and kind:
        return [f"{serial}/{rest}"]
    year, slash, symbol = rest.partition("/")
    if not (slash and year.isdigit()):
        return []
    body = symbol.partition("-")[2]
    return [f"{serial}/{year}", f"{serial}/{year}/{body}"]


def key_of(number: str) -> str:
    """What is compared of a number: without leading zeros, spaces and case."""
    return re.sub(r"[\s*]", "", number).lstrip("0").upper()


def tidy(number: str) -> str:
    """A number without inner spaces, its dashes as hyphens, its symbol spelt right."""
    return mend_symbol(re.sub(r"-{2,}", "-", re.sub(r"\s", "", number).replace("–", "-")))


#: Parts of symbols that scans and keyboards without accents spoil, as they must be: no kind is called `QD`, no body `TTs`
MISSPELT = {"QD": "QĐ", "ND": "NĐ", "TTs": "TTg", "TTG": "TTg", "HDND": "HĐND", "ƯBND": "UBND"}


def mend_symbol(number: str) -> str:
    """A number whose symbol has no misspelt part: `1283/QD-TCT` → `1283/QĐ-TCT`."""
    return "".join(MISSPELT.get(part, part) for part in re.split(r"([/-])", number))


def _citations(text: str) -> Iterator[Reference]:
    folded = bare_same_length(text)
    for match in sorted(_numbers(text), key=lambda m: m.start("number")):
        raw = match["number"]
        if NO_SYMBOL.search(raw) or NO_DOCUMENT.search(folded[max(0, match.start("number") - 24) : match.start("number")].rstrip()):
            continue
        number = tidy(raw)
        start, end = match.span("number")
        said = kind_before(folded, start)
        date = date_after(text, end) or date_before(text, start)
        if number.isdigit() and said is not None and not KIND_AND_SO.search(folded[max(0, start - 40) : start]):
            said = None  # `Kế hoạch …, trạm số 3 ngày …`
        if said is None and not _has_kind_or_unit(number) and not _is_said_in_full(text, start, number, date):
            continue
        yield Reference(kind=said or kind_of_symbol(number), number=number, date=date, span=Span(start, end))


def _has_kind_or_unit(number: str) -> bool:
    """Whether a number without a word before it can be one: `12/QĐ-UBND`, `417/STTTT-TTBCXB`; not `06/TU`, `3/B`."""
    return "-" in number or bool(re.search(r"/QH\d", number))


def _numbers(text: str) -> Iterator[re.Match[str]]:
    """Where numbers stand, with their symbol or without."""
    for pattern in (NUMBER, PLAIN_NUMBER, YEAR_NUMBER):
        yield from pattern.finditer(text)


def _is_said_in_full(text: str, start: int, number: str, date: str | None) -> bool:
    """`Số 92/TB ngày 18/6/2026`, `Số 177 ngày …` at the head of a line: `số` before it, a kind or nothing behind it, and its day."""
    said = re.search(r"(?:^|\n|[ (])[Ss]ố ?:? ?$", text[max(0, start - 6) : start])
    symbol = number.partition("/")[2]
    heads_line = said is not None and (start < 6 or said[0][:1] == "\n")
    return said is not None and date is not None and (symbol in head_words().abbreviations or (not symbol and heads_line))


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
        return _short_kind(window)
    between = window[best[0] :]
    return best[2] if len(between) <= 45 else None


def _short_kind(window: str) -> str | None:
    """The kind of `CV số`, `QĐ số`, `NQ`, right before a number."""
    said = re.search(r"(?:^|[ (])(?P<kind>cv|qd|nq|nd|tt|kh|tb|ct|kl|hd|bc|ttr|ctr) (?:so ?:? ?)?$", window)
    shorts = {bare_same_length(short): name for short, name in head_words().abbreviations.items()} if said else {}
    return {"cv": "Công văn", **shorts}.get(said["kind"]) if said else None


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
    window = MISREAD.sub(lambda m: m[0].translate(FIGURES), text[end : end + 130])
    for date in written_dates(window):
        before = re.sub(r"ng[àa]y ?$", "", window[: date.start])
        if not BEFORE_DATE.fullmatch(before):
            return None
        return date.iso if date.whole and _fits(text[max(0, end - 45) : end], date.year) else None
    return None


def date_before(text: str, start: int) -> str | None:
    """The ISO date of `ngày 06/10/2022, Sở A đã có văn bản số …`, None when no such words stand before the number."""
    found = DATE_BEFORE.search(text[max(0, start - 130) : start])
    if found is None:
        return None
    date = next(written_dates(f"ngày {found['date']}"), None)
    return date.iso if date is not None and date.whole else None


def _fits(before: str, year: int) -> bool:
    """Whether a date can be that of a number that names its year: `22/2016/NQ-HĐND` is of 2016."""
    said = re.search(r"/ ?((?:19|20)\d\d) ?/[^/\n]{2,30}$", before)
    return said is None or int(said[1]) == year
