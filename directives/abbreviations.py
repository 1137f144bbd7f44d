"""Short names that a directive gives to bodies for its own use: `Tổng cục Thủy lợi (TCTL)`, `(sau đây gọi tắt là Ban Chỉ đạo)`."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from itertools import islice

from directives.agencies import AgencyRegistry, Context, Mention
from directives.model import Span
from directives.vietnamese import fold

# `(TCTL)`, `(sau đây gọi tắt là Tổ công tác)`, `(viết tắt là BST)` behind a name
_DEFINITION = re.compile(
    r"\(\s*(?:(?:sau đây\s+)?(?:được\s+)?(?:gọi|viết)\s+(?:tắt|chung)\s+là:?\s+[“\"]?(?P<short>[^()\n”\"]{2,60}?)[”\"]?"
    r"|(?P<code>[A-ZĐ][A-ZĐ&\-]{1,9})|(?P<unit>(?:Ban|Trung tâm|Cục|Tổng cục|Chi cục|Viện|Quỹ|Hội|Công ty) [^()\n]{2,40}))\s*\)"
)
# `phòng BCVT&CNTT`: a unit by its code
_UNIT_CODE = re.compile(
    r"(?<!\w)(?P<head>[Pp]hòng|(?<![Ủủ]y )(?<![Uu]ỷ )[Bb]an|[Tt]rung tâm|[Cc]hi cục|[Tt]ổ|[Tt]ổng cục|[Cc]ục|[Vv]ụ|[Vv]iện|[Qq]uỹ)\s+"
    r"(?P<code>[A-ZĐ][A-ZĐ&\-]{1,14})(?!\w)"
)
# codes that make a kind of unit, no name: Ban QL, Ban CĐ
_KIND_CODES = frozenset({"QL", "CĐ", "CH", "TC", "ST", "QLDA"})
# a word of a name
_WORD = re.compile(r"[^\W\d_]+")
# more letters has no code
_LONGEST_CODE = 15
# how far before the bracket the name may begin
_REACH = 200
# names are looked for in stretches of so many characters, with so many more on both sides: seldom does a text need most of them
_STRETCH, _MARGIN = 4000, 1000


def defined_names(text: str, agencies: AgencyRegistry, context: Context) -> Mapping[str, str]:
    """Short name → full name for every body that the text itself abbreviates.

    A code that the table of agencies knows for another body keeps the meaning that the text gives it.
    """
    found: dict[str, str] = {}
    for match in _DEFINITION.finditer(text):
        short = (match["short"] or match["code"] or match["unit"]).strip()
        start = max(text.rfind("\n", 0, match.start()) + 1, match.start() - _REACH)
        before = _last_named(text, start, match.start(), agencies, context)
        if match["unit"] and not (before and before.names and _shortens(short, before.names[0])):
            continue
        if match["code"] and before and before.names and _names_within(agencies, context, short, before.names[0]):
            continue  # `Ban Thường vụ Liên đoàn Lao động (LĐLĐ)`: the table knows the code for the part that it stands for
        if before and len(before.names) == 1 and not text[before.span.end : match.start()].strip():
            found.setdefault(short, before.names[0])
        elif spelt := _spelt_out(text[start : match.start()], match["code"]):
            found.setdefault(short, spelt)
    return found | _units_by_initials(text)


#: `Cơ quan thường trực (Sở A)`, `cơ quan thường trực là Sở A`: group is where the body begins
_STANDING_IS = re.compile(r"[Cc]ơ quan [Tt]hường trực(?: (?:của )?Ban [Cc]hỉ đạo)?(?: \(| là |: ?| – | - )(?=[A-ZĐ])")
#: `Sở A (cơ quan thường trực …)`, `Sở A – cơ quan thường trực …`, `Sở A là cơ quan thường trực`: where the body ends
_IS_STANDING = re.compile(r"(?: \(| [-–] |, | )(?:là )?[Cc]ơ quan [Tt]hường trực(?! (?:Hội đồng|HĐND|Tỉnh ủy))")


def standing_body(text: str, agencies: AgencyRegistry, context: Context) -> str | None:
    """Which body the text says its standing office is (`Cơ quan thường trực`), None where it says none or several."""
    said: set[str] = set()
    if "hường trực" not in text:
        return None  # quicker than to look for all the ways to say it
    for match in _STANDING_IS.finditer(text):
        words, offset = _around(text, match.end())
        place = match.end() - offset
        found = agencies.enumeration(words, place, min(len(words), place + _REACH), context).mentions
        said.update(found[0].names[:1] if found and any(found[0].ids) else ())
    for match in _IS_STANDING.finditer(text):
        start = max(text.rfind("\n", 0, match.start()) + 1, match.start() - _REACH)
        before = _last_named(text, start, match.start(), agencies, context)
        if before and before.span.end == match.start() and any(before.ids):
            said.update(before.names[:1])
    said = {name for name in said if not name.startswith("Phòng ")} or said  # of the level below: each district has its own
    return said.pop() if len(said) == 1 else None


def _shortens(short: str, name: str) -> bool:
    """Whether a unit in brackets is the name before it with codes: `Ban Quản lý dự án nông nghiệp (Ban QLDA NN)`."""
    return re.search(r"[A-ZĐ&]{3,}", short) is not None and fold(short).split()[0] == fold(name).split()[0]


def _names_within(agencies: AgencyRegistry, context: Context, code: str, name: str) -> bool:
    """Whether the table's body of a code is named within a longer name."""
    known = agencies.canonical(code, context)
    stem = fold(known.names[0]).removesuffix(" tỉnh") if known and known.names else ""
    return bool(stem) and stem in fold(name) and not fold(name).startswith(stem)


def _last_named(text: str, start: int, end: int, agencies: AgencyRegistry, context: Context) -> Mention | None:
    """The last agency that `text[start:end]` names, which is short; its span is one of the text."""
    words, offset = _around(text, start)
    named = agencies.mentions(words, start - offset, end - offset, context)
    return named[-1]._replace(span=Span(named[-1].span.start + offset, named[-1].span.end + offset)) if named else None


def _around(text: str, place: int) -> tuple[str, int]:
    """The stretch of a text that a place stands in, cut between words, and where it begins: the same for all places near by."""
    first = place // _STRETCH * _STRETCH
    start, end = max(0, first - _MARGIN), first + _STRETCH + _MARGIN
    start = max(start, text.find(" ", start, first) + 1) if start else 0
    return text[start : max(end, text.find(" ", end, end + _MARGIN))], start


def _units_by_initials(text: str) -> dict[str, str]:
    """`phòng BCVT&CNTT` where the text also names a `Phòng Bưu chính - Viễn thông - Công nghệ thông tin`."""
    found: dict[str, str] = {}
    spelt_out: dict[str, dict[str, str]] = {}  # kind of unit → initials → the first words with them, looked for once in the text
    for match in {m[0]: m for m in _UNIT_CODE.finditer(text)}.values():
        head = match["head"].lower()
        if head not in spelt_out:
            spelt_out[head] = _by_initials(text, head)
        if match["code"] in _KIND_CODES:
            continue  # `Ban QL` is a kind of unit, whose name follows
        spelt = spelt_out[head].get("".join(c for c in match["code"] if c.isalpha()))
        if spelt:
            found.setdefault(match[0], f"{match['head'].capitalize()} {spelt.capitalize() if spelt.isupper() else spelt}")
    return found


def _by_initials(text: str, head: str) -> dict[str, str]:
    """Initials → the first words behind `Phòng`, `Cục` … in the text that have them, for every number of words."""
    found: dict[str, str] = {}
    for full in re.finditer(rf"(?<!\w){head}\s+(?=(?P<name>[A-ZĐ][^\n.;:(]{{5,120}}))", text, re.IGNORECASE):
        if not full["name"][0].isupper():
            continue  # `Tổng cục trưởng Tổng cục …`
        initials = ""
        for end, letter in _initials(full["name"]):
            initials += letter
            found.setdefault(initials, full["name"][:end])
    return found


def _initials(text: str) -> Iterator[tuple[int, str]]:
    """The initial of each word at the start of a text and where the word ends; dashes and `và` between them have none."""
    for word in islice((w for w in _WORD.finditer(text) if w[0] not in ("và", "của")), _LONGEST_CODE):
        yield word.end(), word[0][0].upper()


def _spelt_out(before: str, code: str | None) -> str | None:
    """The last words whose initials are the code: `Ban soạn thảo (BST)`."""
    letters = [c for c in (code or "") if c.isalpha()]
    words = before.split()[-len(letters) :] if letters else []
    if words and len(words) == len(letters) and words[0][0].isupper() and [w[0].upper() for w in words] == letters:
        return " ".join(words)
    return None
