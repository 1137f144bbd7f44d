"""The circumstances of a directive that its units are read by: level and province of the issuer, day of issue, addressees, own plan."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from functools import cache

from directives.abbreviations import defined_names, standing_body
from directives.agencies import AgencyRegistry, Context, Mention
from directives.agency_patterns import as_written
from directives.agency_short_forms import written_out
from directives.agency_table import provinces
from directives.header import HeadReading
from directives.headings import agency_heading
from directives.marks import Item
from directives.model import DirectiveHead, SourceText, Span
from directives.passages import Passage
from directives.setting import Named, Setting
from directives.vietnamese import fold, written_dates
from directives.wording import wording

# centrally run cities: their bodies are written `thành phố`, not `tỉnh`; Huế since 1/1/2025 (Nghị quyết 175/2024/QH15)
_CITIES = {"hà nội": None, "hải phòng": None, "đà nẵng": None, "cần thơ": None, "hồ chí minh": None, "huế": date(2025, 1, 1)}
# issuers below the province
_COMMUNE = re.compile(r"(?<!thị )(?<!hợp tác )\bxã\b(?! hội)|\b(?:phường|thị trấn|đặc khu)\b")
# the name of a province that no table has
_NAMED_PROVINCE = re.compile(r"tỉnh (?P<name>[A-ZĐ][^\W\d_]*(?: [A-ZĐ][^\W\d_]*){0,3})$")
# `UBND thành phố Sơn Hà`: of a centrally run city or of a district's
_CITY_COMMITTEE = re.compile(r"^(?:ủy ban|hội đồng) nhân dân thành phố (?P<name>.+)$")
# whose office a letterhead without its own level belongs to: `UBND TỈNH SƠN HÀ` above `BAN CHỈ ĐẠO CNTT`
_PARENTS = (
    ("huyen", re.compile(r"(?:ubnd|ủy ban nhân dân|huyện ủy|đảng bộ)\s+(?:huyện|quận|thị xã)\b|huyện ủy")),
    ("tinh", re.compile(r"(?:ubnd|ủy ban nhân dân|hội đồng nhân dân|đảng bộ|tỉnh ủy|tỉnh đoàn)\s+tỉnh\b|(?<!cơ )\bsở\b|tỉnh ủy")),
)
# how much of a text is letterhead
_LETTERHEAD = 300
_DISTRICT = re.compile(r"\b(?:huyện|quận|thị xã)\b|phòng giáo dục")
# what a stamp left before the mark of an addressee: `42 9 lf/ - Các đơn vị`
_MARK = re.compile(r"[-–] ?(?=[A-ZĐ])")
_GAPS = re.compile(r"[\s/.,]+")
_SPECK = re.compile(r"[^A-ZĐÀ-Ỹ\s]{1,4}")
_LONGEST_DIRT, _MOST_SPECKS = 60, 5
# bodies of a province
_PROVINCE = re.compile(r"\b(?:tỉnh|sở|thành ủy|tỉnh ủy|ban quản lý)\b|^(?:ủy ban|hội đồng) nhân dân thành phố")
# `Sở Y tế tỉnh Sơn Hà`, `UBND tỉnh Sơn Hà`: what is left out of a name inside the province
_PROVINCE_TAIL = re.compile(r"^(?:(?P<governing>(?:UBND|HĐND) (?:tỉnh|thành phố))|(?P<body>.+?) (?:tỉnh|thành phố)) [A-ZĐÀ-Ỹ](?s:.*)")
# `… năm 2026` as the last words of a subject
_YEAR_AT_END = re.compile(r"năm\s+(20\d\d)\W*$")
# what lasts no year
_CAMPAIGN = re.compile(r"\b(?:tháng|tuần|đợt|dịp|tết|mùa|vụ|quý|chiến dịch|hè|lễ|ngày)\b")
# so many days of one year tell the year of a text
_ENOUGH_DATES = 3
# `năm 2026` in the title of a plan: the year that the plan is for
_PLAN_YEAR = re.compile(r"năm\s+(20\d\d)\b(?!\s*[-–]\s*20)")


def setting_of(reading: HeadReading, source: SourceText, roots: Sequence[Item], agencies: AgencyRegistry) -> Setting:
    """What the rules need to know of a directive, from its head and its outline."""
    head = reading.head
    issued_on = _day(head.issued_on)
    level = level_of(head.issuer, source.text[: min(_LETTERHEAD, reading.body.start)])
    province = _province(head)
    context = Context(issued_on, level, province, _is_city(province, issued_on), head.issuer, False)
    year = _plan_year(head) or (_year_of_dates(source.text) if issued_on is None else None)
    setting = Setting(agencies, context, issued_on, len(head.issued_on or "") == len("2026-03-16"), year)
    own = _writes_for_itself(setting, head, roots)
    setting = replace(setting, context=context._replace(own=own), own_work=own, targets_by=_end_of_plan(head))
    return replace(
        setting,
        issuer=_issuer(setting, head.issuer, head.number, source),
        partners=tuple(n for name in reading.partners if (n := _issuer(setting, name, head.number, source))),
        addressees=tuple(_addressees(setting, head, source, reading.addressee_spans)),
        standing=standing_body(source.text, agencies, setting.context),
        short_names=defined_names(source.text, agencies, setting.context),
    )


def _day(written: str | None) -> date | None:
    """The day of issue; the last day of a month or a year of which the rest was left blank is no day, so the first counts."""
    parts = [int(p) for p in (written or "").split("-") if p]
    return date(*[*parts, 1, 1][:3]) if parts else None


def level_of(issuer: str | None, letterhead: str) -> str:
    """The level of who issues (`tw`, `tinh`, `huyen`, `xa`): by its name in full, else by the letterhead, else a province."""
    name = fold(issuer or "")
    if _COMMUNE.search(name):
        return "xa"
    city = _CITY_COMMITTEE.match(name)
    if city and city["name"] not in _CITIES:
        return "huyen"
    if _PROVINCE.search(name):
        return "tinh"
    if _DISTRICT.search(name):
        return "huyen"
    if not name:
        return "tinh"
    above = fold(letterhead)
    return next((level for level, parent in _PARENTS if parent.search(above)), "tw")


def _province(head: DirectiveHead) -> str | None:
    """The province that the issuer or the place names."""
    for words in (head.issuer, head.place):
        folded = fold(words or "")
        named = next((p for p, spelt in _folded_provinces() if spelt in folded and _is_word_in(spelt, folded)), None)
        if named:
            return named
    said = _NAMED_PROVINCE.search(head.issuer or "")
    return said["name"] if said else None


@cache
def _folded_provinces() -> tuple[tuple[str, str], ...]:
    """Each province with its name folded, the longest first."""
    return tuple((province, fold(province)) for province in provinces())


def _is_word_in(name: str, folded: str) -> bool:
    return re.search(rf"(?<!\w){re.escape(name)}(?!\w)", folded) is not None


def _is_city(province: str | None, issued_on: date | None) -> bool:
    name = fold(province or "")
    since = _CITIES.get(name)
    return name in _CITIES and (since is None or issued_on is None or issued_on >= since)


def _plan_year(head: DirectiveHead) -> int | None:
    years = _PLAN_YEAR.findall(fold(head.subject or ""))
    return int(years[-1]) if years and fold(head.kind or "") in ("kế hoạch", "chương trình", "quyết định") else None


def _end_of_plan(head: DirectiveHead) -> date | None:
    """The last day of the year that a yearly plan is for (`Kế hoạch cải cách hành chính năm 2026`); None for a campaign or a season."""
    subject = fold(head.subject or "")
    said = _YEAR_AT_END.search(subject)
    yearly = said and fold(head.kind or "") in ("kế hoạch", "chương trình") and not _CAMPAIGN.search(subject)
    return date(int(said[1]), 12, 31) if said and yearly else None


def _year_of_dates(text: str) -> int | None:
    """The year of nearly all days that a text without a day of issue writes out (a register of work, minutes), None when they differ."""
    years = Counter(written.year for written in written_dates(text) if written.whole)
    if not years:
        return None
    year, count = years.most_common(1)[0]
    return year if count >= _ENOUGH_DATES and count * 5 >= years.total() * 4 else None


def _writes_for_itself(setting: Setting, head: DirectiveHead, roots: Sequence[Item]) -> bool:
    """Whether untold work is the issuer's own: an agency's notice of conclusions, or its plan that gives work mostly inside."""
    issuer = fold(head.issuer or "")
    if not issuer or _begins("issuers.governing", issuer) or head.addressees:
        return False
    if fold(head.kind or "") == "thông báo":
        return not issuer.startswith("văn phòng chính phủ") and not issuer.startswith("văn phòng ủy ban")
    if fold(head.kind or "") not in ("kế hoạch", "chương trình"):
        return False
    names = [n for root in roots for item in root.walk() for n in _heading_names(setting, item)]
    inside = [n for n in names if _begins("issuers.internal", fold(n)) or fold(n) in issuer]
    return 2 * len(inside) >= len(names)


def _begins(words: str, name: str) -> bool:
    """Whether a name begins with one of the words of a list."""
    passage = Passage.of(name, [Span(0, len(name))])
    return wording()[words].end_at(passage, 0) is not None


def _heading_names(setting: Setting, item: Item) -> Iterator[str]:
    if item.is_numbered and item.table is None and len(item.passage.text) < 160:
        heading = agency_heading(setting, item.passage)
        yield from (n.name for n in heading.names[:1]) if heading else ()


def _issuer(setting: Setting, issuer: str | None, number: str | None, source: SourceText) -> Named | None:
    if not issuer:
        return None
    known = setting.agencies.canonical(issuer, setting.context) or _before_its_place(setting, issuer)
    name = known.names[0] if known and known.names else issuer
    if setting.context.level == "tinh":  # a province's bodies are written without its name
        name = _PROVINCE_TAIL.sub(lambda m: m["governing"] or m["body"], name)
    return Named(name, _place_of(name, source) or _place_of(number or "", source) or Span(0, min(len(source.text), 80)), "cơ quan ban hành")


def _is_noise(line: str) -> bool:
    """Whether a line that names no body is what a stamp or a hand left: fewer words of letters alone than other pieces."""
    pieces = line.split()
    words = [p for p in pieces if len(p) > 1 and p.strip(".,;:").isalpha()]
    return 2 * len(words) < len(pieces)


def _before_its_place(setting: Setting, issuer: str) -> Mention | None:
    """`Sở Nông nghiệp và PTNT tỉnh Sơn Hà`: the body before a province that no table has."""
    tail = _PROVINCE_TAIL.match(issuer)
    return setting.agencies.canonical(tail["body"], setting.context) if tail and tail["body"] else None


def _place_of(words: str, source: SourceText) -> Span | None:
    place = source.text.lower().find(words.lower()) if words else -1
    return Span(place, place + len(words)) if place >= 0 else None


def _addressees(setting: Setting, head: DirectiveHead, source: SourceText, spans: Sequence[Span]) -> Iterator[Named]:
    """The bodies of the Kính gửi lines, each with its place."""
    for place, line in enumerate(head.addressees):
        span = spans[place] if place < len(spans) else _place_of(line, source) or Span(0, min(len(source.text), 80))
        passage = Passage.of(source.text, [span])
        dirt = _dirt_end(passage.text)
        names, stop = setting.enumeration(passage, dirt, "kính gửi")
        if not names and _is_noise(line):
            continue
        if names and not passage.text[stop:].strip(" .;,"):
            yield from names
        else:
            yield Named(as_written(written_out(line[dirt:] or line)), span, "kính gửi", known=False)


def _words_begin(text: str) -> int:
    return next((place for place, c in enumerate(text) if c.isalnum() or c == "_"), len(text))


def _dirt_end(text: str) -> int:
    """How much of an addressee's line is what a stamp left and the mark behind it: a few specks of few small letters; 0 for none."""
    for mark in _MARK.finditer(text, 0, _LONGEST_DIRT):
        before = text[: mark.start()]
        if _GAPS.match(before[-1:]) and before[:-1].strip():
            specks = _GAPS.split(before[_words_begin(before) :].rstrip(" /.,\n"))
            if len(specks) <= _MOST_SPECKS and all(not speck or _SPECK.fullmatch(speck) for speck in specks):
                return mark.end()
    return 0
