"""What holds for a whole directive while its units are read: who issued it, when, to whom, and which agencies are known."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property

from rapidfuzz import fuzz

from directives.agencies import AgencyRegistry, Context
from directives.agency_heads import head_pattern
from directives.deadlines import FoundDeadline, Place, find_deadlines
from directives.model import DeadlineKind, Span
from directives.passages import Passage
from directives.vietnamese import bare, fold
from directives.wording import wording

# how alike two names must be to be the same, in percent
_SAME_NAME = 88
# `UBND tỉnh`, which the issuer's full name goes on with the name of the province
_GOVERNING_SHORT = re.compile(r"uy ban nhan dan (?:tinh|thanh pho|huyen|xa|phuong|dac khu)")
# committees of the Party
_PARTY = re.compile(r"(?:tỉnh ủy|thành ủy|huyện ủy|đảng ủy|đảng bộ|ban chấp hành|ban thường vụ|ban bí thư|bộ chính trị)\b")
# between two agencies of a list
_SEPARATOR = re.compile(r"\s*(?:[,;]|và|cùng)\s+")
# between two names of a list whose names may hold commas: `Cục A, B và C; Vụ D`
_BEFORE_NAME = re.compile(r"\s*(?:[;,]|\bvà|\bhoặc|\bcùng)\s+(?=[^\W\d_])")
# ` - cơ quan thường trực Ban Chỉ đạo`: what the body before it is
_WHAT_IT_IS = re.compile(r"\s?[-–,]?\s?\(?(?:là )?(?:cơ quan|đơn vị) (?:thường trực|đầu mối|chủ trì|chủ quản|giúp việc)\b")
# `Cơ quan thường trực`, `cơ quan thường trực Ban Chỉ đạo`: a role, which the text gives to a body
_STANDING = re.compile(r"cơ quan thường trực(?: (?:của )?ban chỉ đạo)?")
# the heads of bodies at large
_POST_OF_MANY = re.compile(r"^(?:thủ trưởng|giám đốc|lãnh đạo|người đứng đầu) các ", re.IGNORECASE)
# bodies without a director
_GOVERNS = re.compile(r"(?:ubnd|ủy ban|hđnd|hội đồng|bộ|chính phủ|thủ tướng|ban|tỉnh ủy|thành ủy|huyện ủy|đảng ủy|cục|tổng cục)\b")
# how a name goes on that no list knows: `, truyền hình và thông tin điện tử`, ` bồi dưỡng cán bộ`; nobody's duty
_NAME_GOES_ON = re.compile(
    r"(?:, ?| |[-–] ?)(?!.*\b(?:chủ trì|phối hợp|có trách nhiệm|chịu trách nhiệm|căn cứ|báo cáo|thực hiện|yêu cầu|đề nghị"
    r"|phải|cần|sẽ|đã|được|trong(?! (?:[Nn]gành|[Tt]ỉnh|lĩnh vực|hệ thống|nước|và ngoài)\b)|để"
    r"|nhằm|theo|đồng thời|nêu|gửi|khi|sau|trước|nếu|từ"
    r"|có(?! thẩm quyền| giường| chức năng| liên quan))\b)[^\d.;:()]{2,90}"
)
# between two names of a cell: marks, brackets, spaces
_GAP = re.compile(r"[\s,;.\-+•()/]+")
# all who issued a joint document: `Hai bên trao đổi …`, `Hai ngành chỉ đạo …`
_BOTH_SIDES = re.compile(
    r"(?:hai|cả hai) (?:bên|ngành|sở|cơ quan|đơn vị)(?: phối hợp)?(?!\w)(?!,| có liên quan| liên quan| chức năng)"
    r"|các bên (?=(?:cùng|phối hợp|thống nhất|trao đổi|chỉ đạo|tổ chức|thực hiện|có trách nhiệm|định kỳ|cử|gửi|báo cáo|thông báo)(?!\w)|$)"
)
# the issuer as it calls itself: `Bộ`, `lãnh đạo Sở`, `Bộ trưởng`
_LONGEST_SHORT = 40
_SHORT_FOR_ISSUER = re.compile(
    r"(?:(?:ban )?lãnh đạo |(?:ban )?giám đốc )?(?P<kind>bộ|sở|cục|tổng cục|chi cục|trung tâm|ban chỉ đạo|ban chỉ huy|hội đồng|tổ công tác)"
    r"|(?P<post>bộ trưởng|cục trưởng|tổng cục trưởng)|(?P<head>(?:tổng )?giám đốc)"
)


@dataclass(frozen=True)
class Named:
    """One agency named in the text, by its full name."""

    name: str
    span: Span  # where the source names it
    rule: str  # which rule made it what it is here
    doubt: str | None = None  # why a person should look, in Vietnamese
    vague: bool = False  # `các đơn vị liên quan`: left out beside others
    known: bool = True  # stands in the table of agencies, or is a group of it


@dataclass(frozen=True)
class Due:
    """One deadline with the place that says it."""

    found: FoundDeadline
    span: Span


@dataclass(frozen=True)
class Setting:
    """The directive as the rules for its units need it."""

    agencies: AgencyRegistry
    context: Context
    issued_on: date | None = None
    day_known: bool = True  # False where the day of issue was left blank: terms that count from it have no date then
    plan_year: int | None = None  # N of a plan for the year N
    targets_by: date | None = None  # when the targets of a plan for a year are due, where they do not say it
    issuer: Named | None = None
    partners: tuple[Named, ...] = ()  # who issued it together with the issuer
    addressees: tuple[Named, ...] = ()  # of a letter
    own_work: bool = False  # an agency's plan for itself, or its notice of conclusions
    standing: str | None = None  # the body that the text says is `cơ quan thường trực`
    short_names: Mapping[str, str] = field(default_factory=dict)  # short name → full name, defined by the text itself

    @cached_property
    def issuers(self) -> tuple[Named, ...]:
        """The issuer and those who issued the directive with it."""
        return (self.issuer, *self.partners) if self.issuer else ()

    @cached_property
    def is_party(self) -> bool:
        """Whether a committee of the Party issued the directive."""
        return _PARTY.match(fold(self.context.issuer or "")) is not None

    def is_issuer(self, name: str) -> bool:
        """Whether a name is that of the issuer, short (`UBND tỉnh`) or in full, misread letters allowed."""
        said = _spelt(name)
        known = [_spelt(k) for k in (self.issuer.name if self.issuer else "", self.context.issuer or "") if k]
        return any(fuzz.ratio(said, k) >= _SAME_NAME or (_GOVERNING_SHORT.fullmatch(said) and k.startswith(said + " ")) for k in known)

    def _meant(self, name: str) -> str:
        """`Bộ`, `lãnh đạo Sở`, `Bộ trưởng` alone are the issuer that is such a body."""
        if len(name) >= _LONGEST_SHORT:
            return name
        if name not in self._meanings:
            own = self.issuer.name if self.issuer else ""
            short = _SHORT_FOR_ISSUER.fullmatch(fold(name))
            is_own = short and own and _is_headed(own, short)
            is_standing = self.standing and _STANDING.fullmatch(fold(name))
            self._meanings[name] = own if is_own else self.standing if is_standing and self.standing else name
        return self._meanings[name]

    @cached_property
    def _meanings(self) -> dict[str, str]:
        """What short names were found to mean: the same few come again and again."""
        return {}

    def enumeration(self, passage: Passage, start: int, rule: str, *, bare_codes: bool = False) -> tuple[tuple[Named, ...], int]:
        """The agencies listed from `start` on, and where the list ends (`start` when there is none)."""
        place = end = _skip_spaces(passage.text, start)
        if self.partners and (both := _BOTH_SIDES.match(passage.folded, place)):
            return tuple(replace(n, span=passage.span(*both.span()), rule=rule) for n in self.issuers), both.end()
        names: list[Named] = []
        while True:
            short = self._short_name_at(passage, place)
            listed, stop = (
                self._short_name(passage, place, short, rule) if short else self._known(passage, place, rule, bare_codes=bare_codes)
            )
            if not listed:
                break
            names, end = names + listed, stop
            separator = _SEPARATOR.match(passage.text, end)
            if separator is None or not (short or self._short_name_at(passage, separator.end())):
                break  # the registry itself goes over the separators between its names
            place = separator.end()
        return _without_repeats(names), end if names else start

    def bounded(self, passage: Passage, start: int, end: int, rule: str, *, verbs: bool = False) -> tuple[Named, ...]:
        """The agencies of `[start, end)`, where the words name agencies and nothing else; () when they say anything else.

        Each name that no list knows goes on to where the next one begins: `Cục Phát thanh, truyền hình và thông tin điện tử, Vụ A`;
        behind words that may be a verb only where `verbs` allows it (`Quỹ A, Trường Đào tạo bồi dưỡng cán bộ B: Triển khai …`).
        """
        words = passage.part(start, end)
        names: list[Named] = []
        place = 0
        while place < len(words.text):
            listed, stop = self.enumeration(words, place, rule)
            if not listed:
                return ()
            if words.folded.startswith(" các ", stop):  # `Chủ tịch UBND các huyện và Thủ trưởng các sở`
                names.extend(listed)
                place = stop
                continue
            until, place = _next_name(words, stop)
            tail = words.text[stop:until].rstrip(" ,;.…")
            if tail.strip() and not _WHAT_IT_IS.match(tail):
                if not verbs and tail.startswith(" ") and wording()["task_verbs"].end_at(words, stop + 1) is not None:
                    return ()
                if listed[-1].vague or not _NAME_GOES_ON.fullmatch(tail) or (listed[-1].known and not listed[-1].name.startswith("Các ")):
                    return ()
                whole = Span(listed[-1].span.start, words.span(stop, stop + len(tail)).end)
                listed = (*listed[:-1], replace(listed[-1], name=listed[-1].name + tail, span=whole, known=False))
            names.extend(listed)
        return _without_repeats(names)

    def all_named(self, passage: Passage, rule: str, *, bare_codes: bool = False) -> tuple[Named, ...]:
        """Every agency of a cell or a label line, where separators may be missing and other words between."""
        passage = passage.without_brackets()
        if whole := self.bounded(passage, 0, len(passage.text), rule):
            return whole
        names: list[Named] = []
        place = 0
        while place < len(passage.text):
            listed, stop = self.enumeration(passage, place, rule, bare_codes=bare_codes)
            if listed:
                names.extend(listed)
                place = stop
            gap = _GAP.match(passage.text, place)
            if gap and gap.end() > place:
                place = gap.end()
            elif not listed:
                later = self.agencies.mentions(passage.text, place + 1, len(passage.text), self.context)
                if not later:
                    break
                place = later[0].span.start
        return _without_repeats(names)

    def _known(self, passage: Passage, place: int, rule: str, *, bare_codes: bool) -> tuple[list[Named], int]:
        found = self.agencies.enumeration(passage.text, place, len(passage.text), self.context, bare_codes=bare_codes)
        names = [
            Named(self._meant(name), passage.span(*mention.span), rule, mention.doubt, mention.kind == "vague", any(mention.ids))
            for mention in found.mentions
            for name in (mention.names or ((_without_post(passage.text[slice(*mention.span)]),) if mention.kind == "vague" else ()))
        ]
        return names, found.end if found.mentions else place

    def _short_name(self, passage: Passage, place: int, short: str, rule: str) -> tuple[list[Named], int]:
        end = place + len(short)
        return [Named(self.short_names[short], passage.span(place, end), rule)], end

    def _short_name_at(self, passage: Passage, place: int) -> str | None:
        for length in self._short_lengths.get(passage.text[place : place + 1], ()):
            said = passage.text[place : place + length]
            if said in self.short_names and len(said) == length and not passage.text[place + length : place + length + 1].isalnum():
                return said
        return None

    @cached_property
    def _short_lengths(self) -> dict[str, list[int]]:
        """First letter → how long the short names are, the longest first: they are looked up, because a text may have thousands."""
        firsts: dict[str, set[int]] = {}
        for name in self.short_names:
            firsts.setdefault(name[:1], set()).add(len(name))
        return {first: sorted(lengths, reverse=True) for first, lengths in firsts.items()}

    def deadlines(self, passage: Passage, place: Place = "unit") -> tuple[Due, ...]:
        """The deadlines that a passage says, in order."""
        found = find_deadlines(passage.text, 0, len(passage.text), issued_on=self.issued_on, plan_year=self.plan_year, place=place)
        return tuple(Due(self._as_known(f), passage.span(*f.span)) for f in found)

    def _as_known(self, found: FoundDeadline) -> FoundDeadline:
        if self.day_known or found.deadline.kind is not DeadlineKind.RELATIVE:
            return found
        return found._replace(deadline=found.deadline.model_copy(update={"due": None}))


def _without_post(words: str) -> str:
    """A vague remainder as it is written, without its heads: `Thủ trưởng các đơn vị`."""
    return _POST_OF_MANY.sub("Các ", words)


def _is_headed(own: str, short: re.Match[str]) -> bool:
    """Whether the issuer is the body that a kind or a post alone means: `Bộ`, `Cục trưởng`, `Tổng Giám đốc`."""
    if short["head"]:
        return _GOVERNS.match(fold(own)) is None
    return fold(own).startswith((short["kind"] or short["post"].removesuffix(" trưởng")) + " ")


def _spelt(name: str) -> str:
    """A name for comparing with the issuer's: without accents, `ubnd` spelt out."""
    return re.sub(r"\bubnd\b", "uy ban nhan dan", bare(name))


def named_by(names: tuple[Named, ...], rule: str) -> tuple[Named, ...]:
    """The same agencies, found by another rule."""
    return tuple(replace(n, rule=rule) for n in names)


def _next_name(words: Passage, start: int) -> tuple[int, int]:
    """Where the name that `start` stands in or behind ends, and where the next begins: behind a separator, with the head of a unit."""
    for separator in _BEFORE_NAME.finditer(words.text, start):
        place = separator.end()
        head = words.folded.startswith("các ", place) or (
            (words.text[place].isupper() or words.text[:1].islower()) and head_pattern().match(words.folded, place)
        )
        if head:
            return separator.start(), place
    return len(words.text), len(words.text)


def _without_repeats(names: list[Named]) -> tuple[Named, ...]:
    return tuple({n.name: n for n in reversed(names)}.values())[::-1]


def _skip_spaces(text: str, start: int) -> int:
    while start < len(text) and text[start] in " :":
        start += 1
    return start
