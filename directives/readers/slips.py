"""Slips of recognition that the text around them proves: numbers of items, bullets, days and months, numbers of table rows.

A mark is mended only where its neighbours leave no other: `S.` behind `7.` is `8.`, `IH.` behind `II.` is `III.`, `2.1.` behind `2.6.` is
`2.7.`. What recognition leaves beside a text (`ˆ`, `'`, `|`) is taken away.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from directives.readers.assembly import Found, FoundCell, FoundParagraph, FoundRow, FoundTable
from directives.readers.letters import mend_letters
from directives.readers.mending import LETTERHEAD_LINE, is_heading

#: What stands before a mark or a word and is none: `ˆ_`- Nguồn`, `. 3.2. Ban hành`, `"GIÁM ĐỐC`
DIRT = ".,;:'`ˆ‘’\"“”´~|¬«»°·•*#<>^!=_"
BEFORE_NUMBER = re.compile(rf"(?:[{re.escape(DIRT)}]{{1,4}} ?|[-–—] (?=\d{{1,2}}\. ))(?=\d{{1,2}}(?:\.\d{{1,2}}){{0,3}}[.)] ?[^\W\d])")
#: A dash with dirt around it: `ˆ_`- Nguồn`, `--« Thời gian`, `—= Thời gian`, `-_ Quản lý`
DIRTY_DASH = re.compile(rf"[{re.escape(DIRT)} ]{{0,4}}[-–—]+[-–—_=«»~.,:;ˆ*]{{0,3}} ?(?=[^\W\d])")
#: What a bullet or a dash was read as, before a capital: `» Xây dựng`, `e Rà soát`, `z Cơ quan`
BULLET = re.compile(r"(?:[»«°•·=~>¢©®]{1,2}|[ezsocøœ])[.,:;]? (?=[^\W\d_]\w*[ ,])")
DASH = re.compile(r"[-–—+•] ?(?=\S)")
#: `. Đẩy mạnh`: the sign behind a number that was lost
BARE_SIGN = re.compile(r"[.,] (?=[^\W\d_])")
#: Words that are dirt alone, within a line
STRAY = re.compile(r"(?<= )[ˆ`´¬|‘'](?: |$)")
#: A stroke beside a name in capitals: `'VPCP đang xử lý`
BESIDE = re.compile(r"(?:(?<=\s)|^)['‘`](?=[A-ZĐ]{2,8}\b(?![^\n]{0,300}['’]))")
#: `⁄`, which stands for `/` in `11⁄2016`
FRACTION = str.maketrans({"⁄": "/"})
#: What the lines of a table left before the words of a cell: `ˆ Mở 12 lớp`, `~- Khảo sát`
CELL_DIRT = re.compile(r"^[ˆ`´¬|‘’'~^_„·. ]+(?=[-–+]? ?[^\W\d_])")
#: `ngày Ơ1 tháng II năm`: figures read as letters
DAY = re.compile(r"(?<=ngày )([\dIlOƠoSB|]{1,2})(?= tháng [\dIlOoSB|]{1,2} năm)")
MONTH = re.compile(r"(?<=\d tháng )([\dIlOoSB|]{1,2})(?= năm)")
FIGURES = str.maketrans("IlOƠoSB|", "11000581")
#: `Số: /12/KH-UBND`: the stroke on which the number is written by hand
LEADING_STROKE = re.compile(r"^(S[ốôồ] ?:) ?/ ?(?=[^\s/]{1,8}/)")
#: `số: 1268 JQĐ-BGTVT`, `Số: 12lKH-UBND`: the stroke of a number read as a letter
LETTER_STROKE = re.compile(r"^([Ss][ốôồ] ?: ?\d{1,4}) ?[JlÍ|\\](?=(?:QĐ|KH|CT|TB|CV|NQ|CTr|HD|KL|TTr|BC|UBND|BCĐ)-[A-ZĐ])")
#: `Số: 1 Í/CT-UBND`, `Số: 18 7/KH-UBND`, `Số: Ö7/CĐ-UBND`: a serial whose figures were read as letters or apart
SERIAL = re.compile(r"^([Ss][ốôồ] ?: ?)([\dIlÍÌỈÏÎ|!OÖÔƠÓÒØSB]{1,4}(?: [\dIlÍÌỈÏÎ|!OÖÔƠÓÒØSB]{1,3}){0,3})(?= ?/ ?[A-ZĐ])")
SERIAL_FIGURES = str.maketrans("IlÍÌỈÏÎ|!OÖÔƠÓÒØSB", "111111111" + "0000000" + "58")
#: `các. phường`, `Bệnh .. viện`: specks read as points before a small letter, where no sentence ends; `TT. huyện` and `…` stay
SPECK = re.compile(r"(?<=[^\W\d_]{2})(?: ?[.·•]{1,2}| [\]\[~„]) (?=[^\W\d_]{2})(?!ng[àa]y )")
#: `Quý HI/2022`, `Quý IH năm 2024`, `quý H/2023`: strokes of Roman quarters
QUARTER = re.compile(r"(?<=[Qq]uý )(?:HI|IH|H[lÌÍì1]|[lÌÍì1]H|H)(?= ?/ ?20|,? năm| và|-|[.;]|$)")
#: `(b/©)`, `(h/c)`, `(/c)`, `(bíc)`: `(b/c)` in small letters behind who receives a copy
FOR_REPORT = re.compile(r"\((?:(?:[bh]{1,2}|để b)?/[c©€]?|bíc|b/€)\)(?=[;,.]|$)")
#: `trước ngày -31/3/2026`, `ngày . 05/9`: a speck before a date
SPECKED_DATE = re.compile(r"(?<=\bngày )[-–.,:'’~]{1,2} ?(?=\d{1,2}/\d)")
#: `Chỉ cục Thuế`, `chí nhánh`: the dot of an i read as a tone
BRANCH = re.compile(r"\b([Cc])h[ỉíìị] (?=cục\b|nhánh\b)")
#: `UBND cát huyện`, `UBND cac xã`
ALL_COUNCILS = re.compile(r"(?<=\bUBND )[ce][aáàảãạâ][cteo€] (?=tỉnh|huyện|quận|thị|thành|xã|phường|đặc|cấp)")
#: `hãng tuần`, `hăng quý`, `bằng năm`: how often
EVERY = re.compile(r"\b(?:([Hh])[ãăẳâ]ng(?= (?:ngày|tuần|tháng|quý|năm)\b)|([Bb])ằng(?= (?:tháng|quý|năm)\b(?! trước| \d)))")
#: `phối hợp với các - địa phương`, `Trồng trọt và . Bảo vệ`: a speck behind a word that another must follow
SPECK_BEHIND = re.compile(r"\b(và|của|các|với|thuộc)(?: ?[.:;'’`~•·-]{1,2} | [-–—] )(?=[^\W\d_]{2})")
#: `Bộ Xây dựng.hướng dẫn`: a speck between two words, one of which is no part of an address
SPECK_BETWEEN = re.compile(r"(?<![\w.@/])([^\W\d_]{2,8})\.([^\W\d_]{2,8})(?![\w.@/])")
#: `Sở TTTÌ`, `Sở TITT`, `Sở TTTI`: what `Sở TTTT` is read as
FOUR_TEES = re.compile(r"(?<=\bSở )T[TIÌÍĨỈÏÝỲỶỸl1]{2,4}(?: ?[IÌÍĨ1])?\b")


def without_slips(found: Sequence[Found]) -> list[Found]:
    """The found blocks; recognised ones, which know their words, without the slips that are proved."""
    mended = [_without_dirt(block) if _is_recognised(block) else block for block in found]
    for block in mended:
        if isinstance(block, FoundTable) and any(cell.words for row in block.rows for cell in row.cells):
            _mend_cells(block)
    _mend_bullets(mended)
    _mend_ends(mended)
    _mend_marks(mended)
    _mend_prefixes(mended)
    _mend_lost_numbers(mended)
    mend_letters(mended)
    return mended


def _is_recognised(block: Found) -> bool:
    return isinstance(block, FoundParagraph) and bool(block.words)


def _without_dirt(block: Found) -> Found:
    assert isinstance(block, FoundParagraph)
    text = BEFORE_NUMBER.sub("", block.text, count=1) if BEFORE_NUMBER.match(block.text) else block.text
    dash = DIRTY_DASH.match(text)
    if dash and LETTERHEAD_LINE.match(text, dash.end()):  # the line below the issuer's name, not a dash
        return replace(block, text=text[dash.end() :])
    text = "- " + text[dash.end() :] if dash else text[_dirt_before_dash(text) :]
    return replace(block, text=mended_words(text))


def _dirt_before_dash(text: str) -> int:
    """How many characters of dirt stand before the dash at the start of a text: `.«--. “.„v. - Các sở`."""
    dash = text.find("- ", 0, 16)
    dirt = text[: max(dash, 0)]
    return dash if dirt and dirt[0] in DIRT and sum(c.isalnum() for c in dirt) <= 2 else 0


def mended_words(text: str) -> str:
    """A recognised text with its days, months and short names as they must have been."""
    text = BESIDE.sub("", STRAY.sub("", text.translate(FRACTION)))
    text = LEADING_STROKE.sub(r"\1 ", text)
    text = LETTER_STROKE.sub(r"\1/", text)
    text = SERIAL.sub(lambda m: m[1] + m[2].replace(" ", "").translate(SERIAL_FIGURES), text)
    text = SPECK.sub(lambda m: " " if _is_within_sentence(text, m.start(), m.end()) else m[0], text)
    text = DAY.sub(lambda m: m[1].translate(FIGURES), text)
    text = MONTH.sub(lambda m: m[1].translate(FIGURES), text)
    text = QUARTER.sub(lambda m: "II" if len(m[0]) == 1 else "III", text)
    text = FOR_REPORT.sub(lambda m: "(để b/c)" if "để" in m[0] else "(b/c)", text)
    text = SPECK_BEHIND.sub(r"\1 ", text)
    text = SPECK_BETWEEN.sub(lambda m: m[0] if m[0].isascii() or not (m[1][-1] + m[2]).islower() else f"{m[1]} {m[2]}", text)
    text = SPECKED_DATE.sub("", text)
    text = BRANCH.sub(r"\1hi ", text)
    text = ALL_COUNCILS.sub("các ", text)
    text = EVERY.sub(lambda m: "hằng" if (m[1] or m[2]).islower() else "Hằng", text)
    return FOUR_TEES.sub("TTTT", text)


def _is_within_sentence(text: str, before: int, behind: int) -> bool:
    """Whether what stands between two places parts words of one sentence: the second is small, the first no short name."""
    return text[behind].islower() and not text[before - 2 : before].isupper() and text[before - 1].islower()


# --- bullets -------------------------------------------------------------------------------------------------------


def _mend_bullets(blocks: list[Found]) -> None:
    """What a dash or bullet was read as is a dash where the item before or behind has one; else dirt at the start goes."""
    for i, block in enumerate(blocks):
        if not (isinstance(block, FoundParagraph) and block.words):
            continue
        match = BULLET.match(block.text)
        near = [blocks[j].text for j in (i - 1, i + 1) if 0 <= j < len(blocks) and isinstance(blocks[j], FoundParagraph)]  # type: ignore[union-attr]
        if match and any(DASH.match(text) or _same_bullet(match[0], text) for text in near):
            blocks[i] = replace(block, text="- " + block.text[match.end() :])
        elif _begins_with_dirt(block.text):
            blocks[i] = replace(block, text=block.text.lstrip(DIRT + " "))


def _begins_with_dirt(text: str) -> bool:
    """Whether dirt stands before the first word of a paragraph: no quotation, star, nor the sign behind a lost number."""
    dirty = text[:1] in DIRT and text[:1] not in '"“*' and not BARE_SIGN.match(text)
    return dirty and text.lstrip(DIRT + " ")[:1].isupper()


def _same_bullet(bullet: str, text: str) -> bool:
    return not bullet[0].isalpha() and text.startswith(bullet)


def _mend_ends(blocks: list[Found]) -> None:
    """A `:` that ends one of several dashes is `;`, where no list of its own follows and a neighbour of its list ends so."""
    for i, block in enumerate(blocks):
        if not (isinstance(block, FoundParagraph) and block.words and block.text.startswith("- ") and block.text.endswith(":")):
            continue
        near = [blocks[j] for j in (i - 1, i + 1) if 0 <= j < len(blocks)]
        dashes = [b.text for b in near if isinstance(b, FoundParagraph) and b.text.startswith("- ")]
        if len(dashes) == 2 and any(text.endswith(";") for text in dashes):
            blocks[i] = replace(block, text=block.text[:-1] + ";")


# --- numbers of items ----------------------------------------------------------------------------------------------

#: `II`, `IH`, `lI`, `IIL` before a sign; letters that look like strokes and crosses
ROMAN = re.compile(r"([IVXLlH1TÏÌÍ|!\]\[]{1,6})(?: ?([.,:;]{1,2}) ?-?\s?(?=[^\W\d_])| (?=[A-ZĐÀ-Ỹ]{2}))")
#: `8.`, `S.`, `§.`, `l.`, `8:` before a word
NUMBER = re.compile(r"(\d{1,2}|[SsBlIäZzOoGbqgTA§!|\]\[?]\d?|\d[SsBlIZOo]) ?[.,:] ?-?\s?(?=[^\W\d_])")
#: `2.1.`, `3.l.`
DOTTED = re.compile(r"(\d{1,2}\.)([\dlIS§B]{1,2})[.,:)]? (?=[^\W\d_])")
#: `a)`, `8)`, `đ)`
POINT = re.compile(r"([a-zđð]|\d|[ôóâäãăé])\) ?(?=\S)")
POINTS = "abcdđeghiklmnopqrstuvxy"
#: A figure, and what it is read as
LOOKS = dict(
    zip("0123456789", ("OoƠ9680", "lI!|][Ti174", "Zz27", "äãS83", "A41", "Ss§568", "Gb6805", "T?71", "SsB§83065", "gq904"), strict=True)
)
#: A letter of a point, and what it is read as
POINT_LOOKS = {"a": "8aâäăã", "b": "6bh", "c": "ceé", "d": "dđ", "đ": "dđð", "e": "ecé", "g": "9gq", "h": "hb", "i": "il", "l": "l1i"}


@dataclass
class _Mark:
    """The mark at the start of a paragraph: where, what it says exactly, and which values its look allows."""

    at: int  # of the paragraph
    end: int  # of the mark in its text
    exact: int | None
    could_be: Callable[[int], bool]
    written: Callable[[int], str]
    restarts: bool = True  # a new list may begin with 1 behind it


#: `§.1. Các doanh nghiệp` below `8.`
LOST_PREFIX = re.compile(r"([SsBlIZzOoGbqgTA§!|])(?=\.\d{1,2}[.,)]? ?[^\W\d_])")


def _mend_prefixes(blocks: list[Found]) -> None:
    """The first figure of `8.1.`, by the number of the item above."""
    above = 0
    for i, block in enumerate(blocks):
        if not isinstance(block, FoundParagraph):
            continue
        lost = LOST_PREFIX.match(block.text) if block.words else None
        number = NUMBER.match(block.text)
        if lost and above and _looks(lost[1], above):
            blocks[i] = replace(block, text=f"{above}{block.text[lost.end() :]}")
        elif number and number[1].isdecimal() and not DOTTED.match(block.text):
            above = int(number[1])


#: What the number of an item was read as: a dash, or two letters of nothing before a capital: `- Truyền thông`, `Tẹ Đẩy mạnh`
LOST_NUMBER = re.compile(r"(?:[-–—] ?|[^\W\d]{1,2}[.,]? )(?=[^\W\d_a-z]\w)")


def _mend_lost_numbers(blocks: list[Found]) -> None:
    """The one number that a list lacks (`1.`, `3.`; `II.`, `2.`), where one title among the dashes between may have had it."""
    last, at = -1, 0
    for i, block in enumerate(blocks):
        text = block.text if isinstance(block, FoundParagraph) else ""
        roman = _roman(i, text) if len(text) < 160 else None
        number = NUMBER.match(text)
        if roman is not None and roman.exact:
            last, at = 0, i
        elif number and number[1].isdecimal() and not DOTTED.match(text):
            lost = _lost_number(blocks, at, i, first=last == 0) if last >= 0 and int(number[1]) == last + 2 else None
            if lost is not None:
                mended = blocks[lost]
                assert isinstance(mended, FoundParagraph)
                blocks[lost] = replace(mended, text=f"{last + 1}. " + LOST_NUMBER.sub("", mended.text, count=1))
            last, at = int(number[1]), i


def _lost_number(blocks: Sequence[Found], start: int, end: int, *, first: bool) -> int | None:
    """Where between two blocks the item stands that lost its number: right behind a heading, else the only title above a dash."""
    between = [
        i for i in range(start + 1, end) if isinstance(block := blocks[i], FoundParagraph) and block.words and LOST_NUMBER.match(block.text)
    ]
    if first:
        return start + 1 if start + 1 in between and (len(between) == 1 or _is_title_above_dash(blocks, start + 1)) else None
    titles = [i for i in between if _is_title_above_dash(blocks, i)]
    return titles[0] if len(titles) == 1 else None


def _is_title_above_dash(blocks: Sequence[Found], at: int) -> bool:
    title, below = blocks[at], blocks[at + 1]
    if not (isinstance(title, FoundParagraph) and isinstance(below, FoundParagraph)):
        return False
    return len(title.text) < 100 and title.text[-1].isalpha() and DASH.match(below.text) is not None


def _mend_marks(blocks: list[Found]) -> None:
    for series in _series(blocks):
        for mark, value in proved(series):
            block = blocks[mark.at]
            assert isinstance(block, FoundParagraph)
            if block.words:  # what was not recognised is as its office wrote it
                blocks[mark.at] = replace(block, text=mark.written(value) + " " + block.text[mark.end :])


def proved(series: Sequence[_Mark]) -> Iterator[tuple[_Mark, int]]:
    """The marks of one series that say something else than they must, with what they must say."""
    before = 0
    for i, mark in enumerate(series):
        after = series[i + 1].exact if i + 1 < len(series) else None
        value = next((v for v in (before + 1, (after or 0) - 1) if v > before and mark.could_be(v) and after in (None, v + 1)), before + 1)
        if mark.exact != value and mark.could_be(value) and _must_be(mark, value, before, after):
            yield mark, value
            before = value
        elif mark.exact is not None:
            before = mark.exact
        # what is neither a number nor proved to be one leaves the series as it is


def _must_be(mark: _Mark, value: int, before: int, after: int | None) -> bool:
    """Whether a mark is proved to say a value: it is no number or one that has been, or stands between that value's neighbours."""
    if before == 0:
        return mark.exact is None and after == value + 1
    return mark.exact is None or int(mark.restarts) < mark.exact <= before or after == value + 1


def _series(blocks: list[Found]) -> Iterator[list[_Mark]]:
    """The marks of items that count on, innermost lists first ended by those around them."""
    romans: list[_Mark] = []
    open_lists: dict[str, list[_Mark]] = {}
    for i, block in enumerate(blocks):
        if not isinstance(block, FoundParagraph):
            continue
        recognised = bool(block.words)
        roman = _roman(i, block.text) if len(block.text) < 160 else None
        if roman is not None and (roman.exact or (recognised and is_heading(block.text))):
            romans.append(roman)
            yield from open_lists.values()
            open_lists = {}
            continue
        for name, mark in _arabic(i, block.text):
            if mark.exact is None and not recognised:
                continue
            if name == "number":
                yield from (marks for key, marks in open_lists.items() if key != "number")
                open_lists = {key: marks for key, marks in open_lists.items() if key == "number"}
            marks = open_lists.setdefault(name, [])
            if mark.exact == 1 and marks and mark.restarts:
                yield marks
                open_lists[name] = marks = []
            marks.append(mark)
            break
    yield romans
    yield from open_lists.values()


def _arabic(at: int, text: str) -> Iterator[tuple[str, _Mark]]:
    dotted = DOTTED.match(text)
    if dotted:
        prefix, figures = dotted[1], dotted[2]
        exact = int(figures) if figures.isdecimal() else None
        yield prefix, _Mark(at, dotted.end(), exact, lambda n: _looks(figures, n), lambda n: f"{prefix}{n}.", restarts=False)
    number = NUMBER.match(text)
    if number:
        token = number[1]
        exact = int(token) if token.isdecimal() and number[0].rstrip()[-1] != "," else None
        yield "number", _Mark(at, number.end(), exact, lambda n: _looks(token, n), lambda n: f"{n}.")
    point = POINT.match(text)
    if point:
        letter = point[1]
        exact = POINTS.index(letter) + 1 if letter in POINTS else None
        yield "point", _Mark(at, point.end(), exact, lambda n: _is_point(letter, n), lambda n: f"{POINTS[n - 1]})")


def _is_point(letter: str, value: int) -> bool:
    return value <= len(POINTS) and letter in POINT_LOOKS.get(POINTS[value - 1], POINTS[value - 1])


def _looks(token: str, value: int) -> bool:
    """Whether a number may have been read as this."""
    figures = str(value)
    return len(figures) == len(token) and all(c == f or c in LOOKS[f] for c, f in zip(token, figures, strict=True))


# --- Roman numbers -------------------------------------------------------------------------------------------------

ROMANS = ("", "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII", "XIII", "XIV", "XV")
#: Strokes as they are read: `H` is two of them, `IL` was `II.`
STROKES = str.maketrans({"H": "II"} | dict.fromkeys("l1TÏÌÍìïíi|![]", "I"))


def _roman(at: int, text: str) -> _Mark | None:
    match = ROMAN.match(text)
    if match is None:
        return None
    token = match[1]
    exact = ROMANS.index(token) if token in ROMANS and match[2] else None
    return _Mark(at, match.end(), exact, lambda n: _looks_roman(token, n), lambda n: f"{ROMANS[n]}.")


def _looks_roman(token: str, value: int) -> bool:
    """Whether a Roman number may have been read as this: strokes for letters, one stroke more or less."""
    if not 0 < value < len(ROMANS):
        return False
    wanted = ROMANS[value]
    plain = token.translate(STROKES)
    strokes = {plain, plain.replace("L", "I"), plain.removesuffix("L")}
    return wanted in strokes or any(wanted.strip("I") == s.strip("I") and abs(len(wanted) - len(s)) == 1 for s in strokes)


# --- tables --------------------------------------------------------------------------------------------------------


def _mend_cells(table: FoundTable) -> None:
    for row in table.rows:
        for cell in row.cells:
            cell.text = CELL_DIRT.sub("", mended_words(cell.text))
    _mend_row_numbers(table.rows)


def _mend_row_numbers(rows: list[FoundRow]) -> None:
    """Numbers that recognition lost in the first column, between two that it read: so many rows, so many numbers."""
    columns = max((cell.column + cell.columns for row in rows for cell in row.cells), default=0)
    numbered = [row for row in rows if row.cells and row.cells[0].column == 0]
    groups = [row.cells[0] for row in numbered if columns > 2 and len(row.cells) == 2 and row.cells[1].columns == columns - 1]
    _mend_group_numbers(groups)
    firsts = [row.cells[0] for row in numbered if not any(row.cells[0] is group for group in groups)]
    last: int | None = None
    for i, cell in enumerate(firsts):
        if not cell.text.strip().isdecimal():
            continue
        if last is not None:
            start, number = int(firsts[last].text), int(cell.text)
            between = firsts[last + 1 : i]
            if number - start == i - last and all(len(c.text) <= 4 for c in between):
                for n, lost in enumerate(between, start + 1):
                    lost.text = str(n).zfill(len(cell.text.strip()) if cell.text.strip().startswith("0") else 0)
        last = i


def _mend_group_numbers(groups: list[FoundCell]) -> None:
    """Roman numbers of the rows that name groups (`1`, `H`, `Hì`), where most look as they must: I, II, III."""
    told = [cell.text.strip(" .,|\\'’`") for cell in groups]
    looks = [_looks_roman(text, n) for n, text in enumerate(told, 1)]
    if len(groups) > 1 and 2 * sum(looks) > len(looks) and all(len(text) <= 4 for text in told) and len(groups) < len(ROMANS):
        for n, cell in enumerate(groups, 1):
            cell.text = ROMANS[n]
