"""The wordings of the tables by key: how they are found in a text, which body each means in a directive, and how it is printed."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import date
from itertools import accumulate
from typing import NamedTuple

import ahocorasick

from directives.agency_table import KINDS, LOWER, WORD, Context, Entry, Row, key, keys, rows, wordings
from directives.vietnamese import without_accents

#: Which level a wording means that several levels know: the issuer's own, then below, then above
LEVELS = {
    "tw": ("tw", "tinh", "khu_vuc", "huyen", "xa"),
    "tinh": ("tinh", "khu_vuc", "huyen", "xa", "tw"),
    "huyen": ("huyen", "xa", "khu_vuc", "tinh", "tw"),
    "xa": ("xa", "huyen", "khu_vuc", "tinh", "tw"),
}


class Hit(NamedTuple):
    """A wording of the table in a text."""

    start: int
    end: int
    key: str
    slipped: bool = False  # its accents differ
    taught: bool = False  # a short name of the document; its key is the name itself


#: Letters from which a key is known without its accents
LONG_KEY = 12


class AgencyTable(NamedTuple):
    """All wordings by key, and the automaton that finds them in a text."""

    entries: Mapping[str, tuple[Entry, ...]]
    bare: Mapping[str, str]  # key without accents → the only key that it can be
    automaton: ahocorasick.Automaton
    bare_automaton: ahocorasick.Automaton  # of long keys without accents, for what OCR lost


def build_table(extra: Mapping[str, str] | None = None) -> AgencyTable:
    """The shipped rows with learned wordings (`extra`: wording → printed name) on top."""
    found: defaultdict[str, list[Entry]] = defaultdict(list)
    shipped = [entry for row in rows() for entry in wordings(row)]
    for entry, name_key in zip(shipped, keys([entry.alias for entry in shipped]), strict=True):
        known = found[name_key]
        if not any(e.row is entry.row and e.city == entry.city and e.province == entry.province for e in known):
            known.append(entry)
    for wording, printed in (extra or {}).items():
        found[key(wording)] = [_learned(wording, printed, found.get(key(printed), []))]
    found.pop("", None)
    entries = {k: tuple(v) for k, v in found.items()}
    bare = _unambiguous_bare(entries)
    long = {plain: name_key for plain, name_key in bare.items() if len(plain) >= LONG_KEY and not entries[name_key][0].province}
    return AgencyTable(entries, bare, _automaton({k: k for k in entries}), _automaton(long))


def begins_wording(table: AgencyTable, word: str) -> bool:
    """Whether some wording of the table begins with the letters of a folded word, its accents lost or not."""
    return bool(table.automaton.match(word) or table.bare_automaton.match(without_accents(word)))


def _automaton(words: Mapping[str, str]) -> ahocorasick.Automaton:
    automaton = ahocorasick.Automaton()
    for word, value in words.items():
        automaton.add_word(word, value)
    automaton.make_automaton()
    return automaton


def _learned(wording: str, printed: str, same_name: list[Entry]) -> Entry:
    for entry in same_name:
        return entry._replace(alias=wording)
    return Entry(Row("", printed, printed, "learned", "", (), None, None), wording)


def _unambiguous_bare(entries: Mapping[str, tuple[Entry, ...]]) -> dict[str, str]:
    spelt: defaultdict[str, list[str]] = defaultdict(list)
    for plain, name_key in zip(without_accents("\0".join(entries)).split("\0"), entries, strict=True):
        spelt[plain].append(name_key)
    return {plain: found[0] for plain, found in spelt.items() if len(found) == 1 and len(plain) > 7}


#: What a name does not reach over
BREAK = re.compile(r"[;:\"“”?!]|\n\n|\. |, tỉnh$")
#: `cơ sở giáo dục`, `cán bộ y tế`: the first half of a word of two syllables, before what is no Sở and no Bộ
_FIRST_HALVES = {
    "sở ": frozenset({" cơ ", " trụ ", " chủ "}),
    "bộ ": frozenset({" cán ", " nội ", " toàn ", " tiến ", " đồng ", " đường ", " liên ", " thủy ", " chi "}),
}
#: `hiệp hội, doanh nghiệp` are two, where the table's name has nothing between its words
_JOINED = re.compile(rf"(?:,| và) (?=[{LOWER}])")
_JOINER = re.compile(r",| và | & |&| - ")
#: Words in small letters that begin the wording of a group or a post
SMALL_START = (
    "các ",
    "cơ quan",
    "doanh nghiệp",
    "đơn vị",
    "thủ trưởng",
    "giám đốc",
    "chủ tịch",
    "chính quyền",
    "đoàn thanh niên",
    "lãnh đạo",
)


def hits(table: AgencyTable, text: str, folded: str, start: int, end: int) -> Iterator[Hit]:
    """Every wording of the table in a stretch, whole words only, capitals as the wording asks; long ones without accents too."""
    words = [word for word in WORD.findall(folded, start, end) if word != "và"]
    squeezed, cuts = "".join(words), list(accumulate(map(len, words), initial=0))
    borders = set(cuts)
    exact = _whole_words(table.automaton, squeezed, borders)
    bare = _whole_words(table.bare_automaton, without_accents(squeezed), borders)
    if not exact and not bare:
        return  # as in most texts: where their words stand is not asked
    begins = [word.start() for word in WORD.finditer(folded, start, end) if word[0] != "và"]

    def placed(first: int, last: int) -> tuple[int, int]:
        ends_with = bisect_left(cuts, last) - 1
        return begins[bisect_left(cuts, first)], begins[ends_with] + len(words[ends_with])

    for first, last, name_key in exact:
        hit = Hit(*placed(first, last), name_key)
        said = folded[hit.start : hit.end]
        if said[:3] in _FIRST_HALVES and text[hit.start] == said[0] and _is_half(folded, hit.start):
            continue
        if ("," in said or " và " in said) and _is_two(table, text[hit.start : hit.end], name_key):
            continue
        if BREAK.search(said) is None and _capitals_fit(table, text[hit.start : hit.end], name_key):
            yield hit
    as_written = {(first, last) for first, last, _ in exact}
    for first, last, name_key in bare:
        hit = Hit(*placed(first, last), name_key, slipped=True)
        if "," in folded[hit.start : hit.end] and not any("," in e.alias for e in table.entries[name_key]):
            continue  # `Thanh tra, Quản lý thị trường` has no `Thanh tra quận`
        if (first, last) not in as_written and (text[hit.start].isupper() or name_key.startswith("các")):
            yield hit


def _whole_words(automaton: ahocorasick.Automaton, squeezed: str, borders: set[int]) -> list[tuple[int, int, str]]:
    """Where each wording that begins and ends as a word does stands in the letters, and its key."""
    found = ((last + 1, name_key) for last, name_key in automaton.iter(squeezed) if last + 1 in borders)
    return [(end - len(name_key), end, name_key) for end, name_key in found if end - len(name_key) in borders]


def _is_half(folded: str, place: int) -> bool:
    """Whether `sở`, `bộ` at a place is the second syllable of another word."""
    halves = _FIRST_HALVES[folded[place : place + 3]]
    before = " " + folded[max(0, place - 7) : place]
    return any(before.endswith(half) for half in halves)


def _is_two(table: AgencyTable, words: str, name_key: str) -> bool:
    """Whether words with a comma or `và` before a small letter are two bodies: the table's name has nothing between its words."""
    return _JOINED.search(words) is not None and not any(_JOINER.search(e.alias) for e in table.entries[name_key])


def _capitals_fit(table: AgencyTable, words: str, name_key: str) -> bool:
    """Codes (`BTC`, `STTTT`) only in capitals; short names (`Báo tỉnh`) only with one at the start."""
    if words[0].isupper():
        short = len(name_key) <= 8 and " " not in words
        return not short or words[1:2].isupper() or any(not e.alias.isupper() for e in table.entries[name_key])
    if words.casefold().startswith(SMALL_START) or (" " in words and (len(name_key) > 9 or words.startswith("sở "))):
        return True
    return " " in words and any(c.isupper() for c in words)  # `phòng VHTT`


class Choice(NamedTuple):
    """The entry that a wording means here, and why that may be wrong."""

    entry: Entry
    doubt: str | None


def choose(entries: tuple[Entry, ...], context: Context) -> Choice | None:
    """The row that a wording means in a directive of this level and day; None when it only stands in a city's."""
    fitting = [e for e in entries if not e.city or (context.city and context.level != "tw") or e.row.type == "dang"]
    if not fitting:
        return None
    order = LEVELS.get(context.level, LEVELS["tinh"])

    def rank(entry: Entry) -> tuple[bool, int, bool]:
        level = entry.row.level
        place = order.index(level) if level in order else -1
        return not is_valid(entry.row, context.issued_on), place, not entry.city

    best = min(fitting, key=rank)
    doubt = None
    if not is_valid(best.row, context.issued_on):
        doubt = f"“{best.row.name}” không có vào ngày ban hành văn bản"
    return Choice(best, doubt)


def is_valid(row: Row, on: date | None) -> bool:
    """Whether the body exists on a day; every body does when the day is unknown."""
    if on is None:
        return True
    return (row.effective_from is None or row.effective_from <= on) and (row.effective_until is None or on <= row.effective_until)


def printed(entry: Entry, context: Context, *, name: str = "", number: str = "", kind: str = "") -> tuple[str, ...]:
    """The names as FORMAT prints them; `name` of a locality, `number` of a region, `kind` of locality from the text."""
    row = entry.row
    if row.type == "vague":
        return ()
    if row.type == "cum_tu":
        return tuple(row.format_name.split("|"))
    form = row.format_name.replace("{tỉnh}", entry.province or "tỉnh")
    form = form.replace("{loại}", kind or entry.kind or _first_kind(row)).replace("{tên}", name).replace("{số}", number)
    form = " ".join(form.split())
    if context.city and context.level != "tw" and row.level == "tinh" and row.type != "nhom" and not entry.province:
        form = re.sub(r" tỉnh$", " thành phố", form).replace("Tỉnh ủy", "Thành ủy").replace("Tỉnh đoàn", "Thành đoàn")
    return (form,)


def _first_kind(row: Row) -> str:
    return KINDS[row.level][0] if row.level in KINDS else ""
