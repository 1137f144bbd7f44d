"""Vietnamese as offices write it: one normal form for reading, folded forms for comparing, numbers and dates in words.

Every offset of the project counts characters of a text that `normalise` has made. The `…_same_length` forms keep one
character per character, so that a place found in them is the same place in the text.
Legacy encodings (TCVN3, VNI, Windows-1258) are in `legacy_encodings`.
"""

from __future__ import annotations

import codecs
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

# --- the one text --------------------------------------------------------------------------------------------------

#: Line ends of every system, form feeds and Unicode's own separators
LINE_END = re.compile(r"\r\n|[\r\v\f\x85\u2028\u2029]")
#: Characters that nobody sees: zero-width, soft hyphen, byte order mark, object marks, direction controls, C0 and C1 controls
INVISIBLE = re.compile(
    r"[\u00ad\u034f\u061c\u115f\u1160\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffc"
    r"\x00-\x08\x0e-\x1f\x7f-\x9f]"
)
#: Every kind of space but the line end, in runs
SPACES = re.compile(r"[ \t\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]+")
#: Three line ends or more, which say no more than two
EMPTY_LINES = re.compile(r"\n{3,}")
#: Letters that only look like the Vietnamese ones, hyphens that are one hyphen, ligatures of typesetters
LOOKALIKES = str.maketrans(
    {
        "Ð": "Đ",  # Icelandic eth, from fonts of the nineties
        "Ɖ": "Đ",  # African d
        "ð": "đ",
        "Ƣ": "Ư",  # gha, which old Times New Roman puts in the place of ư in PDF files
        "ƣ": "ư",
        "‐": "-",  # hyphen
        "‑": "-",  # non-breaking hyphen
        "−": "-",  # minus
        "ﬀ": "ff",
        "ﬁ": "fi",
        "ﬂ": "fl",
        "ﬃ": "ffi",
        "ﬄ": "ffl",
    }
)
#: Private use of the fonts Symbol and Wingdings: the code of the sign stands in its last byte
PRIVATE_USE = re.compile("[\ue000-\uf8ff]")
#: Half of a character that a broken file left alone
LONE_SURROGATE = re.compile("[\ud800-\udfff]")
#: Any character that `normalise` changes or drops, but the blank: most texts have none, and one look tells
ODD = re.compile(
    f"[{INVISIBLE.pattern[1:-1]}{SPACES.pattern[2:-2]}{''.join(map(chr, LOOKALIKES))}\r\v\f\x85\u2028\u2029\ue000-\uf8ff\ud800-\udfff]"
)


def normalise(text: str) -> str:
    """The one form of a text that all offsets index.

    It guarantees, of any string:

    1. Unicode NFC, so that `ệ` is one character however it was typed;
    2. lines end in `\\n`, and at most one empty line stands between two others;
    3. one kind of space, U+0020, never two in a row, none at the start or end of a line;
    4. nothing invisible: no zero-width character, soft hyphen, byte order mark, control or direction character;
    5. hyphens are `-`; the dashes `–` and `—` stay;
    6. bullets of private-use fonts are `-`, `+` or `•`; what else stands there is `�`;
    7. `Ð` and `ƣ` are `Đ` and `ư`, ligatures are letters;
    8. the words are those of the document: no spelling is corrected, no tone mark moved;
    9. normalising again changes nothing.

    Legacy encodings must be decoded before: there the soft hyphen is the letter `ư`.
    """
    if ODD.search(text):
        text = LINE_END.sub("\n", text)
        text = INVISIBLE.sub("", text)
        text = LONE_SURROGATE.sub("�", PRIVATE_USE.sub(_private_sign, text))
        text = unicodedata.normalize("NFC", text).translate(LOOKALIKES)
        text = SPACES.sub(" ", text)
    else:
        text = unicodedata.normalize("NFC", text)
        text = SPACES.sub(" ", text) if "  " in text else text
    if "\n" not in text:
        return text.strip(" ")
    text = "\n".join([line.strip(" ") for line in text.split("\n")])
    return EMPTY_LINES.sub("\n\n", text).strip("\n")


def _private_sign(match: re.Match[str]) -> str:
    """The sign of a symbol font as text: its ASCII marks as they are, anything else there is a bullet."""
    code = ord(match[0])
    if not 0xF000 <= code <= 0xF0FF:
        return "�"
    ascii_sign = chr(code - 0xF000)
    return ascii_sign if ascii_sign in "-+*%()<>=/. " else "•"


# --- comparing -----------------------------------------------------------------------------------------------------

NEW_STYLE_TONES = "oà oá oả oã oạ oè oé oẻ oẽ oẹ uỳ uý uỷ uỹ uỵ"
OLD_STYLE_TONES = "òa óa ỏa õa ọa òe óe ỏe õe ọe ùy úy ủy ũy ụy"
TONES = dict(zip(NEW_STYLE_TONES.split(), OLD_STYLE_TONES.split(), strict=True))
#: `oà`, `uỷ` at the end of a syllable (not `hoàn`, not `quý`), which are moved to `òa`, `ủy`; it begins with a set of letters, not
#: with the look back, because a search skips quickly to the letters of a set
MOVABLE_TONE = re.compile(r"[ou][àáảãạèéẻẽẹỳýỷỹỵ](?!\w)(?<!q..)")


def fold_same_length(text: str) -> str:
    """Folded for comparing, one character for each of a normalised text: lower case, `hoà` as `hòa`, dashes as `-`."""
    # `replace` for each sign: far quicker than `translate` on text that is not ASCII
    lowered = lower_same_length(text).replace("–", "-").replace("—", "-").replace("\n", " ")
    return lowered if lowered.isascii() else MOVABLE_TONE.sub(_moved_tone, lowered)


def _moved_tone(match: re.Match[str]) -> str:
    return TONES.get(match[0], match[0])


def lower_same_length(text: str) -> str:
    """In lower case, one character for each: the few capitals whose small form takes two (`İ`) stay."""
    lowered = text.lower()
    return lowered if len(lowered) == len(text) else "".join(low if len(low := c.lower()) == 1 else c for c in text)


class _Bare(dict[int, str]):
    """For `str.translate`: each character without its accents, found when it is first met."""

    def __missing__(self, code: int) -> str:
        character = chr(code)
        plain = self[code] = "d" if character == "đ" else unicodedata.normalize("NFD", character)[0]
        return plain


BARE = _Bare({code: chr(code) for code in range(0x80)})
#: The characters of nearly all folded texts, each with a code of one byte: by a table of codes accents go ten times as quickly
_USUAL = "".join(map(chr, range(0x80))) + (
    "àáảãạăằắẳẵặâầấẩẫậèéẻẽẹêềếểễệìíỉĩịòóỏõọôồốổỗộơờớởỡợùúủũụưừứửữựỳýỷỹỵđ“”‘’„…–—−•·½¼¾²³¹°º≥≤≠≈×÷±§«»€©®†µ√→←■□▪●○►✓☐☑�øœƒ¬¢£¥"
)
_CODES = codecs.charmap_build(_USUAL.ljust(0x100, "\ufffe"))
_CODES_WITHOUT_ACCENTS = _USUAL.translate(BARE)
#: Accents go by stretches, so that a character without a code slows down its own one only
_STRETCH = 1000


def bare_same_length(text: str) -> str:
    """As `fold_same_length`, and without accents (`đ` is `d`)."""
    return without_accents(fold_same_length(text))


def without_accents(folded: str) -> str:
    """A folded text without accents, one character for each (`đ` is `d`)."""
    if folded.isascii():
        return folded
    if len(folded) <= _STRETCH:
        return _stretch_without_accents(folded)
    return "".join([_stretch_without_accents(folded[place : place + _STRETCH]) for place in range(0, len(folded), _STRETCH)])


def _stretch_without_accents(folded: str) -> str:
    try:
        codes, _ = codecs.charmap_encode(folded, "strict", _CODES)
    except UnicodeEncodeError:  # a character that these texts seldom have
        return folded.translate(BARE)
    return codecs.charmap_decode(codes, "strict", _CODES_WITHOUT_ACCENTS)[0]


def fold(text: str) -> str:
    """Folded for comparing any two strings: normalised, lower case, old tone placement, plain dashes, single spaces."""
    return SPACES.sub(" ", fold_same_length(normalise(text))).strip()


def bare(text: str) -> str:
    """As `fold`, and without accents (`đ` is `d`)."""
    return SPACES.sub(" ", bare_same_length(normalise(text))).strip()


# --- numbers -------------------------------------------------------------------------------------------------------

UNITS = {
    "không": 0, "một": 1, "mốt": 1, "hai": 2, "ba": 3, "bốn": 4, "tư": 4,
    "năm": 5, "lăm": 5, "nhăm": 5, "sáu": 6, "bảy": 7, "bẩy": 7, "tám": 8, "chín": 9,
}  # fmt: skip
ROMAN = {"I": 1, "V": 5, "X": 10, "L": 50, "C": 100}


def number_from_words(words: str) -> int | None:
    """The whole number from 0 to 999 that Vietnamese words say (`hai mươi mốt`, `một trăm lẻ năm`), or None."""
    parts = fold(words).split()
    hundreds = 0
    if len(parts) >= 2 and parts[1] == "trăm" and parts[0] in UNITS:
        hundreds, parts = UNITS[parts[0]] * 100, parts[2:]
        if not parts:
            return hundreds
        if parts[0] in ("lẻ", "linh"):
            return hundreds + UNITS[parts[1]] if len(parts) == 2 and parts[1] in UNITS else None
    below = _number_below_hundred(parts)
    return None if below is None else hundreds + below


def _number_below_hundred(parts: list[str]) -> int | None:
    match parts:
        case [unit] if unit in UNITS:
            return UNITS[unit]
        case ["mười"]:
            return 10
        case ["mười", unit] if unit in UNITS:
            return 10 + UNITS[unit]
        case [ten, "mươi"] if ten in UNITS:
            return 10 * UNITS[ten]
        case [ten, "mươi", unit] | [ten, unit] if ten in UNITS and unit in UNITS:
            return 10 * UNITS[ten] + UNITS[unit]
    return None


def month_from_words(words: str) -> int | None:
    """The month that a word names: `Giêng` 1, `tư` 4, `mười một` 11, `Chạp` 12; digits too; None for anything else."""
    folded = fold(words)
    named = {"giêng": 1, "chạp": 12}.get(folded)
    month = named or (int(folded) if folded.isascii() and folded.isdigit() else number_from_words(folded))
    return month if month and 1 <= month <= 12 else None


def roman_number(numeral: str) -> int | None:
    """The number of a Roman numeral up to 399 (`IV` 4), None for what is not one, `IIII` and `VX` included."""
    values = [ROMAN.get(letter, 0) for letter in numeral.upper()]
    if not values or 0 in values:
        return None
    number = sum(-v if any(w > v for w in values[i + 1 : i + 2]) else v for i, v in enumerate(values))
    return number if write_roman(number) == numeral.upper() else None


def write_roman(number: int) -> str:
    """A number from 1 to 399 as a Roman numeral."""
    steps = [(100, "C"), (90, "XC"), (50, "L"), (40, "XL"), (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I")]
    numeral = ""
    for value, letters in steps:
        numeral, number = numeral + letters * (number // value), number % value
    return numeral


# --- written dates -------------------------------------------------------------------------------------------------

#: `ngày 10 tháng 01 năm 2023`, `ngày    tháng 7 năm 2023` (day left blank), `ngày … tháng … năm 2021`
DATE_IN_WORDS = re.compile(
    r"ng[àa]y(?: ?[.…_]{1,12})? ?(?P<d>\d{1,2})? ?[.…_]{0,12} ?"
    r"th[áa]ng(?: ?[.…_]{1,12})? ?(?P<m>\d{1,2})? ?[.…_]{0,12} ?n[ăa]m ?(?P<y>\d{4})(?!\d)"
)
#: `10/01/2023`, `10-01-2023`, `10.01.2023`, `20 /3/2023`, `05/4/17`
DATE_IN_FIGURES = re.compile(r"(?<![\d/.,-])(?P<d>\d{1,2}) ?(?P<sep>[/.-]) ?(?P<m>\d{1,2}) ?(?P=sep) ?(?P<y>(?:19|20)\d\d|\d\d)(?![\d/-])")


@dataclass(frozen=True)
class WrittenDate:
    """A date where it stands in a text; day or month is None where it was left blank."""

    start: int
    end: int
    year: int
    month: int | None
    day: int | None

    @property
    def iso(self) -> str:
        """`2023-01-10`, `2023-01` when the day is blank, `2023` when the month is blank too."""
        if self.month is None:
            return f"{self.year:04}"
        return f"{self.year:04}-{self.month:02}" + ("" if self.day is None else f"-{self.day:02}")

    @property
    def whole(self) -> date | None:
        """The calendar day, None when a part is blank."""
        return date(self.year, self.month, self.day) if self.month and self.day else None


def written_dates(text: str) -> Iterator[WrittenDate]:
    """The possible dates that a normalised text writes out, in order; impossible ones (31/02) are left out."""
    lowered = lower_same_length(text)
    matches = [*DATE_IN_WORDS.finditer(lowered), *DATE_IN_FIGURES.finditer(lowered)]
    for match in sorted(matches, key=lambda m: m.start()):
        year = int(match["y"]) + (2000 if len(match["y"]) == 2 else 0)
        month, day = (int(match[part]) if match[part] else None for part in "md")
        if is_possible(year, month, day):
            yield WrittenDate(match.start(), match.end(), year, month, day if month else None)


def is_possible(year: int, month: int | None, day: int | None) -> bool:
    """Whether such a date exists, blank parts allowed, between 1900 and 2199."""
    try:
        date(year, month or 1, day or 1)
    except ValueError:
        return False
    return 1900 <= year < 2200
