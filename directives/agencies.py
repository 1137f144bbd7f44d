"""Agencies in a text: known names by the table, groups and unknown units by grammar, each printed as FORMAT has it.

`AgencyRegistry` is the front door. The table comes first, longest wording first, then groups, then names that no list knows.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Mapping
from copy import copy
from functools import cache, lru_cache
from typing import NamedTuple

from directives.agency_groups import CENTRAL_HEADS, ITEMS
from directives.agency_heads import head_pattern, head_words
from directives.agency_index import choose, printed
from directives.agency_known import Scan, is_run_together
from directives.agency_mentions import MentionReader
from directives.agency_names import is_verb_at, name_end
from directives.agency_patterns import BRACKET, KIND_WORDS, OF_THE_KIND, PLACE_NAME, as_written
from directives.agency_spelling import mended
from directives.agency_table import KINDS, LOWER, SHORT_KINDS, UPPER, WORD, Context, Mention, bare_key, key, provinces
from directives.agency_words import OF_MANY
from directives.model import Span
from directives.vietnamese import fold_same_length

__all__ = ["AgencyRegistry", "Context", "Enumeration", "Mention"]


class Enumeration(NamedTuple):
    """The agencies of a list that begins at a place, and where the list ends."""

    mentions: tuple[Mention, ...]
    end: int


#: Between two agencies of a list
SEPARATOR = re.compile(r"\s?(?:[,;&+/]|và(?!\w)|cùng(?: với)?(?!\w)|-(?= ))\s?(?:(?:và|cùng(?: với)?|với)\s)?")
#: What the body before it is: – cơ quan thường trực Ban Chỉ đạo X, , là cơ quan đầu mối
APPOSITION = re.compile(r"\s?[-–—,]\s?(?:là )?(?:cơ quan|đơn vị) (?:thường trực|đầu mối|chủ trì|chủ quản)(?: (?:của|giúp việc))?(?!\w)")
#: A province or a centrally run city in a list: Đà Nẵng, Thành phố Hồ Chí Minh
_PLACE_OF_A_SO = re.compile(
    rf"(?:(?:tỉnh|[Tt]hành phố|TP\.?) )?(?P<name>[{UPPER}][{LOWER}]+(?: - [{UPPER}][{LOWER}]+| [{UPPER}][{LOWER}]+){{1,3}})"
)
#: Where a kind is looked for, no part of its name
_AROUND_HERE = re.compile(r" trên địa bàn(?: tỉnh| thành phố)?$")
#: Behind a bare kind: the list goes on, or it ends in a duty
_LIST_GOES_ON = re.compile(r"\s*(?:$|[,;:.)]|và(?!\w))")
_DUTY = re.compile(r" (?:cần|phải|có trách nhiệm|chủ động|căn cứ)(?!\w)")
#: Names that are whole only with what is said of them all: UBND, Công an … các huyện
BARE_BODIES = frozenset(
    {
        "đảng ủy",
        "ubnd",
        "ủy ban nhân dân",
        "hđnd",
        "công an",
        "thanh tra",
        "quân sự",
        "quản lý thị trường",
        "bộ đội biên phòng",
        "văn phòng",
    }
)
#: các Sở: KHĐT, TTTT; các Bộ: Công an, Quốc phòng; các Sở Tài chính, Tư pháp
_ALL_OF = re.compile(r"(?<!\w)(?:(?:thủ trưởng|giám đốc|lãnh đạo|bộ trưởng) )?các (?P<kind>sở|bộ|tổng cục):? ")
#: các Phòng: Kế hoạch - Tài chính, Bưu chính; các Vụ: Pháp chế, Tổ chức cán bộ; các Hội: Nông dân, Phụ nữ
_UNITS_OF = re.compile(r"(?<!\w)(?:(?:trưởng|lãnh đạo) )?các (?P<kind>phòng|vụ|cục|ban|trung tâm|chi cục|hội): ")
#: các huyện Đức Thọ, Nghi Xuân; UBND các xã Sơn Hà, Sơn Tây
_NAMED_PLACES = re.compile(
    r"(?:(?:chủ tịch )?(?:ubnd|ủy ban nhân dân) )?các (?P<kind>tỉnh|huyện|quận|thị xã|thành phố|xã|phường|thị trấn):?(?= )"
)
_PLACE_IDS = {
    "tỉnh": "ubnd_tinh", "huyện": "ubnd_cap_huyen", "quận": "ubnd_cap_huyen", "thị xã": "ubnd_cap_huyen", "thành phố": "ubnd_cap_huyen",
    "xã": "ubnd_cap_xa", "phường": "ubnd_cap_xa", "thị trấn": "ubnd_cap_xa",
}  # fmt: skip
#: A code in capitals: KHĐT, NN&PTNT
_CODE = re.compile(rf"(?<!\w)[{UPPER}]{{2,}}")
#: A Sở by its code, behind which others follow
_BY_CODE = re.compile(rf"Sở [{UPPER}&-]{{2,}}$|^[{UPPER}&-]{{2,}}$")
#: What introduces the bodies of a kind
_COLON = re.compile(r"\s?:\s")
#: huyện, thị xã, thành phố, xã … before a name
_KIND = re.compile(rf"(?:{'|'.join(k for kinds in KINDS.values() for k in kinds)}|tp\.?|tx\.?)(?= )")
_LONG_KINDS = {short.lower(): kind for kind, short in SHORT_KINDS.items()}
#: Where a name may begin: a post, a group, or the head of a unit
_START = re.compile(
    r"(?<!\w)(?:các|thủ trưởng|giám đốc|chủ tịch|lãnh đạo|chánh|trưởng|bộ trưởng|ubnd|ủy ban|đồng chí|"
    + head_pattern().pattern
    + r")(?!\w)"
)


#: First words of posts, groups and units of many, as their patterns have them
_FIRST_WORDS = (
    "các tất với chủ phó thủ giám lãnh người tổng cục chi trạm chỉ hạt đội chính vụ viện hiệu bộ trưởng chánh thống bí tư tập đồng đại đ"
    " ông bà hđnd hội ubnd ủy uỷ báo cấp cơ đơn hệ ban tổ văn doanh hợp nhà hộ đảng phòng đầu công cộng đoàn lực trung thanh bên"
)


@cache
def _beginnings() -> frozenset[str]:
    """The first words of all that the grammar of posts, groups and units can read."""
    known = (*_FIRST_WORDS.split(), *ITEMS, *CENTRAL_HEADS, *head_words())
    return frozenset(word for words in known for word in WORD.findall(words)[:1])


def _by_grammar(scan: Scan, place: int) -> bool:
    """Whether a name that no table has may begin at a place, told by the first word there; a number begins `12 xã, phường`."""
    word = WORD.match(scan.folded, place)
    return word is not None and (word[0] in _beginnings() or word[0][0].isdecimal())


class AgencyRegistry(MentionReader):
    """All that is known of agencies: the shipped tables and the wordings that an office taught."""

    @classmethod
    def load(cls, extra: Mapping[str, str] | None = None) -> AgencyRegistry:
        """The registry of the shipped data; `extra` maps learned wordings to printed names. The tables are read on first use."""
        return cls(extra)

    def taught(self, names: Mapping[str, str]) -> AgencyRegistry:
        """The same registry with the short names that one document gives (`TCTL` → `Tổng cục Thủy lợi`), capitals as written."""
        registry = copy(self)
        registry.__dict__["table"] = self.table
        registry.__dict__["_long_keys"] = self._long_keys
        registry.__dict__["_sorted_keys"] = self._sorted_keys
        registry._taught = {**self._taught, **names}
        registry._scan = lru_cache(maxsize=64)(registry._scan_text)
        return registry

    def mentions(self, text: str, start: int, end: int, context: Context, *, bare_codes: bool = False) -> list[Mention]:
        """Every agency named in `text[start:end]`, left to right, none over another, the longest reading of each."""
        scan = self._scan(text)
        found: list[Mention] = []
        place = start
        for candidate in self._candidates(scan, start, end, bare_codes=bare_codes):
            if candidate < place:
                continue
            coded = self._with_prefix(scan, candidate, end, context, "Sở") if bare_codes else None
            listed = [coded] if coded else self._bare_list(scan, candidate, end, context)
            reading = listed or [m for m in (self._mention_at(scan, candidate, end, context, in_list=False),) if m]
            if reading:
                found.extend(reading)
                place = reading[-1].span.end
        return found

    def enumeration(self, text: str, start: int, end: int, context: Context, *, bare_codes: bool = False) -> Enumeration:
        """The list of agencies that begins at `start`, over commas, semicolons and `và`, to the first word that is none."""
        scan = self._scan(text)
        if not (bare_codes or scan.may_begin(start) or _by_grammar(scan, start)):
            return Enumeration((), start)
        asked = (start, end, context, bare_codes)
        known: Enumeration | None = scan.lists.get(asked)
        if known is None:
            known = scan.lists[asked] = self._enumeration(scan, start, end, context, bare_codes=bare_codes)
        return known

    def _enumeration(self, scan: Scan, start: int, end: int, context: Context, *, bare_codes: bool) -> Enumeration:
        found: list[Mention] = []
        place = last = start
        prefix = "Sở" if bare_codes else ""
        while place < end:
            read = self._bare_list(scan, place, end, context) or self._places(scan, place, end)
            if read and read[0].rule == "địa danh":
                pass
            elif read:
                prefix = scan.text[read[0].span.start :][:6].split()[1] if not bare_codes else prefix
            elif mention := self._listed(scan, place, end, context, found, prefix):
                read = [mention]
            if not read:
                break
            read = self._of_whom(scan, read, end, context)
            found.extend(read)
            last = self._apposition(scan, read[-1].span.end, end, context)
            behind = self._behind(scan, last, end)
            separator = SEPARATOR.match(scan.folded, behind, end)
            if separator is None:
                break
            place = separator.end()
        return Enumeration(tuple(self._spread(scan, _all_of_the_kind(scan, found), context)), last)

    def _of_whom(self, scan: Scan, read: list[Mention], end: int, context: Context) -> list[Mention]:
        """`các cơ quan tuyên truyền: Báo, Đài A, Cổng B`: the bodies that a colon names, in the place of their kind."""
        group = read[-1]
        colon = _COLON.match(scan.text, group.span.end, end)
        if colon and group.names == ("Các sở, ban, ngành",):
            return self._offices_named(scan, read, colon.end(), end, context)
        if colon is None or group.rule != "các + danh từ":
            return read
        next_colon = scan.text.find(":", colon.end(), end)
        named = self.enumeration(scan.text, colon.end(), end if next_colon < 0 else next_colon, context).mentions
        return list(named) if len(named) > 1 and all(m.kind != "vague" for m in named) else read

    def _offices_named(self, scan: Scan, read: list[Mention], place: int, end: int, context: Context) -> list[Mention]:
        """`các sở, ban, ngành: Tài chính, Nội vụ, Thanh tra tỉnh`: those that are named, the first without the word Sở."""
        first = self._with_prefix(scan, place, end, context, "Sở")
        stop = scan.text.find(";", place, end)
        named = self.enumeration(scan.text, place, end if stop < 0 else stop, context, bare_codes=True).mentions if first else ()
        return list(named) if len(named) > 1 else read

    def _spread(self, scan: Scan, found: list[Mention], context: Context) -> list[Mention]:
        """`UBND, Ban Chỉ đạo X các huyện, thành phố`: what stands behind the last is said of the bare ones before it too."""
        if len(found) < 2 or found[-1].kind == "vague":
            return found
        words = scan.folded[found[-1].span.start : found[-1].span.end]
        tail = re.search(OF_MANY.pattern + r"$", words)
        if tail is None or tail.start() == 0:
            return found
        return [self._with_tail(scan, m, tail[0], context) if m is not found[-1] else m for m in found]

    def _with_tail(self, scan: Scan, mention: Mention, tail: str, context: Context) -> Mention:
        headed = mention.names and mention.rule.startswith("chức vụ")
        words = mention.names[0] if headed else scan.text[mention.span.start : mention.span.end]
        if fold_same_length(words) not in BARE_BODIES:
            return mention
        whole = self.canonical(words + tail.replace(" tại ", " ").replace(" ở ", " "), context)
        return whole._replace(span=mention.span) if whole else mention

    def _candidates(self, scan: Scan, start: int, end: int, *, bare_codes: bool) -> Iterator[int]:
        """Places where a name may begin: wordings of the table, posts, groups, capital heads of units."""
        places = set(scan.starts[bisect_left(scan.starts, start) : bisect_left(scan.starts, end)])
        places.update(m.start() for m in _START.finditer(scan.folded, start, end))
        if bare_codes:
            places.update(m.start() for m in _CODE.finditer(scan.text, start, end))
        return iter(sorted(places))

    def _listed(self, scan: Scan, place: int, end: int, context: Context, before: list[Mention], prefix: str) -> Mention | None:
        """The next of a list; what only continues the one before it (`UBND huyện A, thị xã B`) is read with its words."""
        if not prefix and before and _BY_CODE.search(scan.text[slice(*before[-1].span)]) and _CODE.match(scan.text, place, end):
            prefix = "Sở"  # `Sở KHĐT, TC, NNPTNT`
        if prefix and (coded := self._with_prefix(scan, place, end, context, prefix)):
            return coded
        return (
            self._item(scan, place, end, context)
            or self._locality_after(scan, place, end, before)
            or self._kind_after(scan, place, end, before)
        )

    def _kind_after(self, scan: Scan, place: int, end: int, before: list[Mention]) -> Mention | None:
        """`các hội, hiệp hội; các tập đoàn, tổng công ty`: a bare kind behind one with `các`."""
        if not before or not scan.folded.startswith("các ", before[-1].span.start):
            return None
        kind = OF_THE_KIND.match(scan.folded, place, end)
        which = KIND_WORDS.match(scan.folded, kind.end(), end) if kind else None
        if which is None:
            return None
        listed = _LIST_GOES_ON.match(scan.folded, which.end(), end) is not None
        done = not is_verb_at(scan.folded, place) and (_DUTY.match(scan.folded, which.end()) or is_verb_at(scan.folded, which.end() + 1))
        if not (listed or done):
            return None
        words = _AROUND_HERE.sub("", scan.text[place : which.end()])
        return Mention(Span(place, which.end()), (words[:1].upper() + words[1:],), ("",), "unknown", "loại đơn vị", None)

    def _bare_list(self, scan: Scan, place: int, end: int, context: Context) -> list[Mention]:
        """`các Sở: KHĐT, TTTT`, `các Bộ: Công an, Quốc phòng`: the word Sở or Bộ counts for every item."""
        opener = _ALL_OF.match(scan.folded, place, end)
        if opener is None:
            return self._units_named(scan, place, end)
        prefix = opener["kind"].capitalize()
        found: list[Mention] = []
        at = opener.end()
        while mention := self._with_prefix(scan, at, end, context, prefix):
            found.append(mention)
            separator = SEPARATOR.match(scan.folded, mention.span.end, end)
            if separator is None:
                break
            at = separator.end()
        if len(found) < 2 and ":" not in opener[0]:
            return [self._one_of_each(scan, place, found[0], context)] if found else []
        if found:
            found[0] = found[0]._replace(span=Span(place, found[0].span.end))
        return found

    def _units_named(self, scan: Scan, place: int, end: int) -> list[Mention]:
        """`các Phòng: Kế hoạch - Tài chính, Bưu chính; …`: units of a kind behind its colon, to the first that begins another kind."""
        opener = _UNITS_OF.match(scan.folded, place, end)
        found: list[Mention] = []
        at = opener.end() if opener else end
        while opener and at < end and scan.text[at].isupper() and not self._known_at(scan, at):
            last = name_end(scan.text, scan.folded, at - 1, end)
            words = as_written(f"{opener['kind']} {self._written(scan, at, last)}")
            found.append(Mention(Span(at if found else place, last), (words,), ("",), "unknown", "loại đơn vị chung", None))
            separator = re.compile(r"(?:,| và) ").match(scan.text, last, end)
            if separator is None:
                break
            at = separator.end()
        return found if len(found) > 1 else []

    def _one_of_each(self, scan: Scan, place: int, only: Mention, context: Context) -> Mention:
        """`Các Sở Tài chính` of a central directive: that of every province; `các Tổng cục Thuế` are one."""
        span = Span(place, only.span.end)
        if not only.names[0].startswith("Sở ") or context.level != "tw":
            return only._replace(span=span)
        return Mention(span, (f"Các {only.names[0]}",), ("",), "group", "mỗi tỉnh một sở", None)

    def _places(self, scan: Scan, place: int, end: int) -> list[Mention]:
        """`các huyện Đức Thọ, Nghi Xuân`: the committee of each place."""
        opener = _NAMED_PLACES.match(scan.folded, place, end)
        if opener is None:
            return []
        found: list[Mention] = []
        at = opener.end()
        while named := PLACE_NAME.match(scan.text, at, end):
            start = place if not found else at + 1
            body = f"UBND {opener['kind']} {named[0].strip()}"
            found.append(Mention(Span(start, named.end()), (body,), (_PLACE_IDS[opener["kind"]],), "agency", "địa danh", None))
            separator = re.compile(r"(?:,| và)(?= )").match(scan.folded, named.end(), end)
            if separator is None or self._known_at(scan, separator.end() + 1):
                break
            at = separator.end()
        return found

    def _known_at(self, scan: Scan, place: int) -> bool:
        return place in scan.by_start or head_pattern().match(scan.folded, place) is not None

    def _with_prefix(self, scan: Scan, place: int, end: int, context: Context, prefix: str) -> Mention | None:
        """`KHĐT` as `Sở KHĐT`, `Văn hóa, Thể thao và Du lịch` as `Sở …`: the longest that the table knows."""
        if place >= end or not scan.text[place].isupper():
            return None
        words = list(re.finditer(r"[^\W_]+", scan.folded[place : min(end, place + 80)]))
        for count in range(min(len(words), 10), 0, -1):
            if words[count - 1][0] == "và":
                continue
            last = words[count - 1].end()
            stretch = scan.folded[place : place + last]
            name_key = key(f"{prefix} {stretch}") if not re.search(rf"[;:\n]|\.(?! ?[{LOWER}])", scan.text[place : place + last]) else ""
            entries = self.table.entries.get(name_key) or self.table.entries.get(self.table.bare.get(bare_key(name_key), ""))
            choice = choose(entries, context) if entries else None
            if choice and is_run_together(choice.entry, scan.text[place : place + last]):
                continue
            if choice and choice.entry.row.type in ("so", "ban", "bo", "tong_cuc"):
                names = printed(choice.entry, context)
                return Mention(Span(place, place + last), names, (choice.entry.row.id,), "agency", f"{prefix} chung", choice.doubt)
        return None

    def _locality_after(self, scan: Scan, place: int, end: int, before: list[Mention]) -> Mention | None:
        """`UBND huyện Đức Thọ, thị xã Hồng Lĩnh`: the committee counts for the localities behind it."""
        if not before or not before[-1].names or not before[-1].ids:
            return None
        if before[-1].names[0].startswith("Sở "):
            return _of_next_province(scan, place, end, before[-1])
        body = next((b for b in ("UBND", "HĐND", "Công an") if before[-1].names[0].startswith(f"{b} ")), None)
        kind = _KIND.match(scan.folded, place, end)
        if body is None or kind is None:
            return None
        named = PLACE_NAME.match(scan.text, kind.end(), end)
        if named is None:
            return None
        return Mention(
            Span(place, named.end()),
            (f"{body} {_LONG_KINDS.get(kind[0].rstrip('.'), kind[0])} {named[0].strip()}",),
            (before[-1].ids[0],),
            "agency",
            "địa danh tiếp theo",
            None,
        )

    def _behind(self, scan: Scan, place: int, end: int) -> int:
        """Behind the note in brackets, where one follows."""
        note = BRACKET.match(scan.text, place, end)
        return note.end() if note and SEPARATOR.match(scan.folded, note.end(), end) else place

    def _apposition(self, scan: Scan, place: int, end: int, context: Context) -> int:
        """Behind ` – cơ quan thường trực Ban Chỉ đạo X`, which says what the body before it is."""
        role = APPOSITION.match(scan.folded, place, end)
        if role is None:
            return place
        of = self._mention_at(scan, role.end() + 1, end, context, in_list=True) if role.end() + 1 < end else None
        return of.span.end if of else role.end()


def _all_of_the_kind(scan: Scan, found: list[Mention]) -> list[Mention]:
    """`Các Tổng công ty, Tập đoàn Kinh tế, Ngân hàng`: the `các` counts for every kind that follows without a name."""
    if len(found) < 2:
        return found
    read: list[Mention] = []
    many = False
    for mention in found:
        words = scan.folded[slice(*mention.span)]
        words = mended(words) if many and mention.kind == "unknown" else words
        kind = OF_THE_KIND.match(words)
        if many and kind and mention.kind == "unknown" and KIND_WORDS.fullmatch(words, kind.end()):
            name = mention.names[0]
            mention = mention._replace(names=(name if name.startswith("Các ") else f"Các {name[:1].lower()}{name[1:]}",), kind="group")
        many = words.startswith("các ") or (many and kind is not None and mention.kind == "group")
        read.append(mention)
    return read


def _of_next_province(scan: Scan, place: int, end: int, before: Mention) -> Mention | None:
    """`Sở Công Thương Hà Nội, Đà Nẵng`: the office of the next province too."""
    named = _PLACE_OF_A_SO.match(scan.text, place, end)
    of_before = next((p for p in provinces() if before.names[0].endswith(f" {p}")), None)
    if named is None or of_before is None or named["name"] not in provinces():
        return None
    office = re.sub(r" (?:tỉnh|[Tt]hành phố|TP\.?)$", "", before.names[0].removesuffix(f" {of_before}"))
    return Mention(Span(place, named.end()), (f"{office} {named[0]}",), before.ids[:1], "agency", "địa danh tiếp theo", None)
