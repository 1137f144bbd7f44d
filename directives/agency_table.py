"""The tables of agencies: rows of agencies.csv with their names, days and levels, and how a name is found and printed.

A name is compared by its key: lower case, old tone placement, without `và`, punctuation and spaces, so that `Sở KH&ĐT`,
`Sở KH-ĐT` and `Sở KHĐT` are one. Accents stay: `Sở Nội vụ` is not `Sở Ngoại vụ`.
"""

from __future__ import annotations

import csv
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import date
from functools import cache
from importlib import resources
from typing import Literal, NamedTuple

import ahocorasick

from directives.model import Span
from directives.vietnamese import bare_same_length, fold_same_length


class Context(NamedTuple):
    """The directive in which a name stands: it decides which of several bodies is meant."""

    issued_on: date | None
    level: str  # tw, tinh, huyen, xa of the issuer
    province: str | None  # name of the issuing province or city, without its kind
    city: bool  # the province is a centrally run city on the day of issue
    issuer: str | None
    own: bool  # the issuer is an agency writing for itself


class Mention(NamedTuple):
    """One name in a text. A mixed group has several names."""

    span: Span
    names: tuple[str, ...]  # as they are printed, () for a vague remainder
    ids: tuple[str, ...]  # ids of agencies.csv, "" where unknown
    kind: Literal["agency", "group", "vague", "unknown", "person"]
    rule: str
    doubt: str | None


class Row(NamedTuple):
    """One body or group of bodies, in the words of agencies.csv."""

    id: str
    name: str
    format_name: str
    type: str
    level: str
    aliases: tuple[str, ...]
    effective_from: date | None
    effective_until: date | None


class Entry(NamedTuple):
    """What a key leads to: a row, and what the key fills into its printed form."""

    row: Row
    alias: str  # the wording, to compare capitals of short codes
    province: str = ""  # the province that the wording names (`Báo Ninh Thuận`)
    city: bool = False  # only in a directive of a centrally run city (`Thanh tra thành phố`)
    kind: str = ""  # the kind of locality that the wording names (`UBND huyện`)


class Hit(NamedTuple):
    """A wording of the table in a text."""

    start: int
    end: int
    key: str
    slipped: bool = False  # its accents differ
    taught: bool = False  # a short name of the document; its key is the name itself


WORD = re.compile(r"[^\W_]+")
#: Capital letters of Vietnamese for a character class; in Unicode they alternate with the small ones, so no range will do
UPPER = "A-ZĐÀÁẢÃẠĂẰẮẲẴẶÂẦẤẨẪẬÈÉẺẼẸÊỀẾỂỄỆÌÍỈĨỊÒÓỎÕỌÔỒỐỔỖỘƠỜỚỞỠỢÙÚỦŨỤƯỪỨỬỮỰỲÝỶỸỴ"
LOWER = UPPER.replace("A-Z", "a-z").lower()
#: kinds of localities by level
KINDS = {"huyen": ("huyện", "quận", "thị xã", "thành phố"), "xa": ("xã", "phường", "thị trấn", "đặc khu")}
#: Which level a wording means that several levels know: the issuer's own, then below, then above
LEVELS = {
    "tw": ("tw", "tinh", "khu_vuc", "huyen", "xa"),
    "tinh": ("tinh", "khu_vuc", "huyen", "xa", "tw"),
    "huyen": ("huyen", "xa", "khu_vuc", "tinh", "tw"),
    "xa": ("xa", "huyen", "khu_vuc", "tinh", "tw"),
}


def squeeze(folded: str, start: int = 0, end: int | None = None) -> tuple[str, list[int], bytearray, bytearray]:
    """The key of a folded text, the place of each of its characters, and where words of it begin and end."""
    pieces: list[str] = []
    places: list[int] = []
    begins, ends = bytearray(), bytearray()
    for word in WORD.finditer(folded, start, len(folded) if end is None else end):
        letters = word[0]
        if letters == "và":
            continue
        pieces.append(letters)
        places.extend(range(word.start(), word.end()))
        edge = bytearray(len(letters))
        edge[0] = 1
        begins += edge
        edge[0] = 0
        edge[-1] = 1
        ends += edge
    return "".join(pieces), places, begins, ends


def key(name: str) -> str:
    """How two spellings of one name become equal."""
    return squeeze(fold_same_length(name))[0]


def bare_key(name_key: str) -> str:
    """A key without accents, for what OCR lost."""
    return bare_same_length(name_key)


# --- loading -------------------------------------------------------------------------------------------------------


def read_table(name: str) -> list[dict[str, str]]:
    """The rows of one of the shipped tables."""
    text = (resources.files("directives") / "data" / f"{name}.csv").read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines()))


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


@cache
def rows() -> tuple[Row, ...]:
    """All rows of agencies.csv."""
    return tuple(
        Row(
            r["id"],
            r["name"],
            r["format_name"],
            r["type"],
            r["level"],
            tuple(a for a in r["aliases"].split("|") if a),
            _day(r["effective_from"]),
            _day(r["effective_until"]),
        )
        for r in read_table("agencies")
    )


@cache
def provinces() -> tuple[str, ...]:
    """Names of all provinces, old and new, longest first, with their usual other spellings."""
    names: set[str] = set()
    for r in read_table("provinces"):
        names |= {r["name"], r["successor_name"], *(a for a in r["aliases"].split("|") if a)}
    return tuple(sorted(names, key=len, reverse=True))


@cache
def _city_since() -> dict[str, date]:
    """From when a province, by its folded name, is a centrally run city; long-standing ones from the first day of all."""
    since: dict[str, date] = {}
    for r in read_table("provinces"):
        if r["type"] == "thanh_pho":
            since[fold_same_length(r["name"])] = date.min
        kind, _, day = r["successor_type_now"].partition("@")
        if kind == "thanh_pho":
            since.setdefault(fold_same_length(r["successor_name"]), date.fromisoformat(day) if day else date(2025, 1, 1))
    return since


def is_city(province: str | None, on: date | None) -> bool:
    """Whether a province is a centrally run city on a day, when its bodies are written `thành phố` (provinces.csv has the laws)."""
    since = _city_since().get(fold_same_length(province or ""))
    return since is not None and (on is None or since <= on)


@cache
def heads() -> tuple[str, ...]:
    """Kinds of units that begin a name of no list, longest first."""
    return tuple(sorted((r["head"] for r in read_table("unit_heads")), key=len, reverse=True))


def _wordings(row: Row) -> Iterator[Entry]:
    """Every wording of a row: name, printed form, aliases, provinces and cities filled in."""
    plain = [row.name, *row.aliases]
    if "{" not in row.format_name and row.type != "cum_tu":
        plain.append(row.format_name)
    long = [full for w in plain for full in _written_out(w)]
    for wording in dict.fromkeys([*plain, *long]):
        if not wording:
            continue
        yield Entry(row, wording, kind=_kind_in(row, wording))
        if row.level == "tinh" and row.type not in ("nhom", "cum_tu", "vague"):
            yield from _city_wordings(row, wording)
        if "{tỉnh}" in row.format_name and wording.endswith(" tỉnh"):
            yield from _province_wordings(row, wording)
    if "{loại}" in row.format_name:
        yield from _kind_wordings(row)


def _written_out(wording: str) -> Iterator[str]:
    for short, long in (("UBND", "Ủy ban nhân dân"), ("HĐND", "Hội đồng nhân dân"), ("MTTQ", "Mặt trận Tổ quốc"), ("HTX", "Hợp tác xã")):
        if re.search(rf"(?<!\w){short}(?!\w)", wording):
            yield re.sub(rf"(?<!\w){short}(?!\w)", long, wording)


def _kind_in(row: Row, wording: str) -> str:
    if "{loại}" not in row.format_name:
        return ""
    kinds = [k for k in KINDS.get(row.level, ()) if wording.casefold().endswith(" " + k)]
    return kinds[0] if kinds else ""


def _city_wordings(row: Row, wording: str) -> Iterator[Entry]:
    if wording.endswith((" tỉnh", " Tỉnh")):
        for city in ("thành phố", "TP"):
            yield Entry(row, wording[:-4] + city, city=True)
    elif "Tỉnh ủy" in wording or "Tỉnh đoàn" in wording:
        yield Entry(row, wording.replace("Tỉnh ủy", "Thành ủy").replace("Tỉnh đoàn", "Thành đoàn"), city=True)


def _province_wordings(row: Row, wording: str) -> Iterator[Entry]:
    for province in provinces():
        yield Entry(row, f"{wording[:-4]}{province}", province)
        yield Entry(row, f"{wording} {province}", province)
        yield Entry(row, f"{wording[:-4]}thành phố {province}", province)


def _kind_wordings(row: Row) -> Iterator[Entry]:
    before = row.format_name.split(" {loại}")[0]
    for kind in KINDS.get(row.level, ()):
        for stem in dict.fromkeys([before, *_written_out(before)]):
            yield Entry(row, f"{stem} {kind}", kind=kind)


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
    for row in rows():
        for entry in _wordings(row):
            known = found[key(entry.alias)]
            if not any(e.row is row and e.city == entry.city and e.province == entry.province for e in known):
                known.append(entry)
    for wording, printed in (extra or {}).items():
        found[key(wording)] = [_learned(wording, printed, found.get(key(printed), []))]
    found.pop("", None)
    entries = {k: tuple(v) for k, v in found.items()}
    bare = _unambiguous_bare(entries)
    long = {plain: name_key for plain, name_key in bare.items() if len(plain) >= LONG_KEY and not entries[name_key][0].province}
    return AgencyTable(entries, bare, _automaton({k: k for k in entries}), _automaton(long))


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
    keys: defaultdict[str, list[str]] = defaultdict(list)
    for name_key in entries:
        keys[bare_key(name_key)].append(name_key)
    return {plain: found[0] for plain, found in keys.items() if len(found) == 1 and len(plain) > 7}


# --- finding and choosing ------------------------------------------------------------------------------------------

#: What a name does not reach over
BREAK = re.compile(r"[;:\"“”?!]|\n\n|\. ")
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
    squeezed, places, begins, ends = squeeze(folded, start, end)
    exact = set()
    for last, name_key in table.automaton.iter(squeezed):
        first = last - len(name_key) + 1
        if begins[first] and ends[last]:
            exact.add((first, last))
            hit = Hit(places[first], places[last] + 1, name_key)
            if BREAK.search(folded, hit.start, hit.end) is None and _capitals_fit(table, text[hit.start : hit.end], name_key):
                yield hit
    for last, name_key in table.bare_automaton.iter(bare_same_length(squeezed)):
        first = last - len(name_key) + 1
        if begins[first] and ends[last] and (first, last) not in exact and (text[places[first]].isupper() or name_key.startswith("các")):
            yield Hit(places[first], places[last] + 1, name_key, slipped=True)


def _capitals_fit(table: AgencyTable, words: str, name_key: str) -> bool:
    """Codes (`BTC`, `STTTT`) only in capitals; short names (`Báo tỉnh`) only with one at the start."""
    if words[0].isupper():
        short = len(name_key) <= 8 and " " not in words
        return not short or words[1:2].isupper() or any(not e.alias.isupper() for e in table.entries[name_key])
    if words.casefold().startswith(SMALL_START) or (len(name_key) > 9 and " " in words):
        return True
    return " " in words and any(c.isupper() for c in words)  # `phòng VHTT`


class Choice(NamedTuple):
    """The entry that a wording means here, and why that may be wrong."""

    entry: Entry
    doubt: str | None


def choose(entries: tuple[Entry, ...], context: Context) -> Choice | None:
    """The row that a wording means in a directive of this level and day; None when it only stands in a city's."""
    fitting = [e for e in entries if not e.city or (context.city and context.level != "tw")]
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
