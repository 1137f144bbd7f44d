"""One agency that the tables know, at a place of a text: the longest wording, completed by what stands behind it."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Mapping
from functools import cached_property, lru_cache
from typing import Any, Literal

from rapidfuzz import process
from rapidfuzz.distance import Levenshtein

from directives.agency_heads import head_pattern
from directives.agency_index import AgencyTable, Hit, begins_wording, build_table, choose, hits, is_valid, printed
from directives.agency_names import name_end
from directives.agency_patterns import (
    AT_EVERY_LEVEL,
    IN_MANY,
    OF_A_LEVEL,
    OF_A_PLACE,
    PERSON_BEHIND,
    PLACE_NAME,
    PROVINCE_ONLY,
    REGION_NUMBER,
    RELATED_TAIL,
    SHORT_COMMITTEES,
    SLIPPED_HEAD,
    as_written,
    province_tail,
)
from directives.agency_short_forms import written_out
from directives.agency_table import SHORT_KINDS, WORD, Context, Entry, Mention, Row, bare_key, key
from directives.agency_words import OF_MANY
from directives.model import Span
from directives.vietnamese import fold_same_length

#: The number of a body's region: Chi cục Kiểm lâm vùng I
_ZONE = re.compile(r" (?:vùng|khu vực|số) (?:[IVX]{1,4}|\d{1,2})(?!\w)")
#: Codes in the wording of a body: Hội LHPN, LĐLĐ, Đoàn TN
_SHORT_FORM_INSIDE = re.compile(r"[A-ZĐ]{2,}|&")
#: A body whose own organisation it is: Đoàn Thanh niên Công an tỉnh, Bảo hiểm xã hội Bộ Quốc phòng
_INSIDE_A_BODY = re.compile(r" (?=(?:Công an|Bộ|Sở|Khối|Trường|Đại học|Cục|Tổng cục|Văn phòng|Cơ quan|BĐBP|Quân sự) ?)")
#: Sở Giao thông vận tải - Xây dựng, as it is written
_TWO_FIELDS = re.compile(r"[-–&]|và [Xx]|XD")
#: of several places of one kind, by name: các huyện Đức Thọ, Nghi Xuân
_ONE_KIND = re.compile(r" (?:ở |tại |của )?các (?P<kind>huyện|quận|xã|phường|tỉnh)")
# the kind of place with which a wording ends: `UBND tỉnh` before `Sơn Hà`
_KIND_BEFORE = re.compile(r" (?:tỉnh|thành phố)$")
BEGUN_FROM = 7  # letters of a key of which the rest may be missing
LONG_NAME_FROM = 18  # letters of a key from which a slip of three letters may be forgiven
FUZZY_FROM = 12  # letters of a key from which a slip of two letters may be forgiven


class Scan:
    """A text with the wordings of the table that it holds, looked for when a place is first asked for where one may begin."""

    def __init__(self, text: str, table: AgencyTable, taught: Mapping[str, str]) -> None:
        self.text = text
        self.folded = fold_same_length(text)
        #: What was read in this text before: several rules ask for the list at the same place
        self.lists: dict[tuple[object, ...], Any] = {}
        self._table = table
        self._taught = taught

    @cached_property
    def by_start(self) -> Mapping[int, tuple[Hit, ...]]:
        """The wordings by the place where they begin, the longest first."""
        starts: dict[int, list[Hit]] = {}
        for hit in hits(self._table, self.text, self.folded, 0, len(self.text)):
            starts.setdefault(hit.start, []).append(hit)
        for name in self._taught:
            for m in re.finditer(rf"(?<!\w){re.escape(name)}(?!\w)", self.text):
                starts.setdefault(m.start(), []).append(Hit(m.start(), m.end(), name, taught=True))
        return {s: tuple(sorted(h, key=lambda x: -x.end)) for s, h in starts.items()}

    @cached_property
    def starts(self) -> list[int]:
        """The places of `by_start`, in order."""
        return sorted(self.by_start)

    def at(self, place: int) -> tuple[Hit, ...]:
        """The wordings that begin at a place, the longest first."""
        if "by_start" not in self.__dict__ and not self.may_begin(place):
            return ()
        return self.by_start.get(place, ())

    def may_begin(self, place: int) -> bool:
        """Whether a wording of the table or a short name of the document may begin at a place, told by the first word there."""
        if self._taught:
            return True
        word = WORD.match(self.folded, place)
        return word is not None and begins_wording(self._table, word[0])


def _same_initials(words: str, entries: tuple[Entry, ...]) -> bool:
    """Whether the words begin with the same letters as the known name's: a slip changes a word, not which word it is."""
    wanted = [w[0] for w in re.findall(r"[^\W_]+", fold_same_length(words)) if w != "và"]
    return any(wanted == [w[0] for w in re.findall(r"[^\W_]+", fold_same_length(e.alias)) if w != "và"] for e in entries)


def is_run_together(entry: Entry, words: str) -> bool:
    """`Sở Giao thông vận tải xây dựng kế hoạch`: a field of a twofold name that is a verb here, since nothing joins them."""
    return entry.row.id == "so_gtvt_xd" and _TWO_FIELDS.search(words) is None


def _without_kind(name: str, suffix: str) -> str:
    """`UBND tỉnh` before ` tỉnh Sơn Hà`, ` thành phố Sơn Hà`: the kind of place once, as it is said of that place."""
    return re.sub(" (?:tỉnh|thành phố)$", "", name) if suffix.startswith((" tỉnh ", " thành phố ")) else name


class KnownReader:
    """Reads the wordings of the table, with the place, number or level that stands behind them."""

    def __init__(self, extra: Mapping[str, str] | None = None) -> None:
        self._extra = dict(extra or {})
        self._taught: dict[str, str] = {}
        self._scan = lru_cache(maxsize=64)(self._scan_text)
        self._close = lru_cache(maxsize=4096)(self._closest)  # the same unknown names come again and again

    @cached_property
    def table(self) -> AgencyTable:
        """The wordings by key."""
        return build_table(self._extra)

    def _scan_text(self, text: str) -> Scan:
        return Scan(text, self.table, self._taught)

    def _known(self, scan: Scan, place: int, end: int, context: Context) -> Mention | None:
        """A wording of the table, with the place or number behind it."""
        for hit in scan.at(place):
            if hit.end > end:
                continue
            if hit.taught:
                return self._of_document(hit, context)
            choice = choose(self.table.entries[hit.key], context)
            if choice is None:
                continue
            if is_run_together(choice.entry, scan.text[hit.start : hit.end]):
                continue
            if choice.doubt and "," in scan.text[hit.start : hit.end] and "," not in choice.entry.alias:
                continue  # `Báo, Đài …` of 2022 is no `Báo và Đài …`, which came in 2025
            doubt = f"Đọc “{scan.text[hit.start : hit.end]}” là “{choice.entry.row.name}”" if hit.slipped else choice.doubt
            return self._complete(scan, hit, choice.entry, doubt, end, context)
        return None

    def _of_document(self, hit: Hit, context: Context) -> Mention:
        """A short name that the document itself explains."""
        meant = self._taught[hit.key]
        known = choose(self.table.entries.get(key(meant), ()), context)
        names = printed(known.entry, context) if known else (meant,)
        ids = (known.entry.row.id,) if known else ("",)
        return Mention(Span(hit.start, hit.end), names, ids, "agency" if known else "unknown", "tên tắt của văn bản", None)

    def _complete(self, scan: Scan, hit: Hit, entry: Entry, doubt: str | None, end: int, context: Context) -> Mention:
        row, last = entry.row, hit.end
        name = number = suffix = kind_said = ""
        if row.type == "vague":
            return Mention(Span(hit.start, last), (), (), "vague", "từ điển", None)
        if row.type not in ("nhom", "cum_tu") and (many := OF_MANY.match(scan.folded, last, end)):
            if each := self._in_each(scan, hit.start, many, end, printed(entry, context)[0]):
                return each
            body = re.sub(" (tỉnh|huyện|xã)$", "", printed(entry, context)[0])
            body = body if "việt nam" in scan.folded[hit.start : last] else body.removesuffix(" Việt Nam")
            words = f"{body} {IN_MANY.sub('', scan.text[last : many.end()]).strip()}"
            return Mention(Span(hit.start, many.end()), (words,), ("",), "group", "tên của nhiều nơi", None)
        if related := RELATED_TAIL.match(scan.folded, last, end):
            if row.type in ("nhom", "cum_tu") and not row.id.startswith("nhom_ubnd"):
                return Mention(Span(hit.start, related.end()), (), (), "vague", "có liên quan", None)
            last = related.end()
        if row.type in ("nhom", "cum_tu") and (whose := OF_A_LEVEL.match(scan.folded, last, end)):
            last = whose.end()
        after = last + scan.text.startswith(".", last) if entry.alias.endswith(tuple(SHORT_KINDS.values())) else last
        if "{tên}" in row.format_name and entry.kind and (place_name := PLACE_NAME.match(scan.text, after, end)):
            last, name = place_name.end(), place_name[0].strip()
        elif "{số}" in row.format_name and (region := REGION_NUMBER.match(scan.text, last, end)):
            last, number = region.end(), region["n"]
        elif row.level == "tw" and row.type == "doanh_nghiep" and (branch := self._branch_end(scan, last, end, context)):
            return Mention(Span(hit.start, branch), (as_written(scan.text[hit.start : branch]),), ("",), "unknown", "chi nhánh", None)
        elif row.type in ("phong_huyen", "phong_xa") and (whose := OF_A_PLACE.match(scan.text, last, end)):
            last = whose.end()  # a Phòng of the issuer's own is written without its level, as a Sở is
            suffix = "" if context.level in ("huyen", "xa") and not whose["name"] and row.name.startswith("Phòng ") else whose[0]
        elif row.level in ("tinh", "tw") and (below := self._below_province(scan, hit.start, last, end, row, context)):
            return below
        elif row.type not in ("nhom", "cum_tu"):
            last, suffix = self._of_province(scan, last, end, entry, context)
        if row.type in ("don_vi_su_nghiep", "nganh_doc") and (zone := _ZONE.match(scan.text, last, end)):
            last, suffix = zone.end(), suffix + zone[0]
        if "{loại}" in row.format_name and not entry.kind:
            last, kind_said, name = self._own_kind(scan, last, end, context)
        if row.id in ("pho_thu_tuong", "pct_ubnd_tinh") and (person := PERSON_BEHIND.match(scan.text, last, end)):
            return Mention(
                Span(hit.start, person.end()), (as_written(scan.text[hit.start : person.end()]),), (row.id,), "person", "từ điển", doubt
            )
        many_posts = scan.folded.startswith("các ", hit.start) and row.format_name.startswith("Phó ")
        names = tuple(
            f"{'Các ' if many_posts else ''}{_without_kind(n, suffix)}{suffix}"
            for n in printed(entry, context, name=name, number=number, kind=kind_said)
        )
        if row.type == "dang" and (whose_party := re.search(r"thành ủy|huyện ủy|quận ủy|thị ủy", scan.folded[hit.start : last])):
            names = tuple(n.replace("Tỉnh ủy", as_written(whose_party[0])) for n in names)
        kind: Literal["group", "agency"] = "group" if row.type in ("nhom", "cum_tu") else "agency"
        ids = (row.id,) if row.type != "cum_tu" else tuple(self._id_of(n) for n in names)
        return Mention(Span(hit.start, last), names, ids, kind, "từ điển", doubt)

    def _in_each(self, scan: Scan, start: int, many: re.Match[str], end: int, name: str) -> Mention | None:
        """`Phòng Kinh tế các huyện Đức Thọ, Nghi Xuân`: the body of each place."""
        kind = _ONE_KIND.fullmatch(many[0])
        places: list[str] = []
        last = many.end()
        while kind and (place := PLACE_NAME.match(scan.text, last + (1 if places else 0), end)):
            places.append(place[0].strip())
            last = place.end()
            if scan.text.startswith(" và ", last):
                last += len(" và")
            elif not scan.text.startswith(", ", last):
                break
            if head_pattern().match(scan.folded, last + 2):
                break
        if kind is None or not places:
            return None
        body = re.sub(" (tỉnh|huyện|xã)$", "", name)
        names = tuple(f"{body} {kind['kind']} {place}" for place in places)
        return Mention(Span(start, last), names, ("",) * len(names), "agency", "địa danh", None)

    def _own_kind(self, scan: Scan, last: int, end: int, context: Context) -> tuple[int, str, str]:
        """The kind and name of locality behind a body whose wording has none (`Ủy ban MTTQ`), else the kind of the issuer's."""
        if whose := OF_A_PLACE.match(scan.text, last, end):
            return whose.end(), whose["kind"], (whose["name"] or "").strip()
        own = OF_A_PLACE.search(fold_same_length(context.issuer or "")) if context.level in ("huyen", "xa") else None
        return last, own["kind"] if own else "", ""

    def _below_province(self, scan: Scan, start: int, last: int, end: int, row: Row, context: Context) -> Mention | None:
        """`Hội Nông dân xã`, `Công an huyện Bình Hà`: a body that every level has, of another level than the table's row.

        Without a level said it is the issuer's own in a district or a commune, and nobody's in a central directive: as it is called.
        """
        stem = "Đoàn Thanh niên" if row.id == "tinh_doan" else re.sub(" tỉnh$", "", row.format_name)
        if row.type in ("ctxh", "nganh_doc", "cqtcp") and (inside := _INSIDE_A_BODY.match(scan.text, last, end)):
            behind = name_end(scan.text, scan.folded, inside.start(), end)
            words = f"{stem.removesuffix(' Việt Nam')} {self._written(scan, last + 1, behind)}"
            return Mention(Span(start, behind), (words,), ("",), "unknown", "tổ chức của đơn vị", None)
        if row.type not in AT_EVERY_LEVEL or PROVINCE_ONLY.match(row.format_name) or "{" in stem:
            return None
        if re.search(r"tỉnh|thành (?:phố|đoàn)", scan.folded[start:last]) or (
            row.id == "tinh_doan" and "đoàn t" not in scan.folded[start:last]
        ):
            return None
        said = as_written(scan.text[start:last])
        long = written_out(said)
        stem = stem if _SHORT_FORM_INSIDE.search(long) else long
        whose = OF_A_PLACE.match(scan.text, last, end)
        if whose and (not whose["kind"].startswith("thành") or (whose["name"] and not context.city)):
            return Mention(Span(start, whose.end()), (f"{stem}{whose[0]}",), ("",), "agency", "thuộc cấp dưới", None)
        own_body = row.id == "tinh_doan" and context.own
        if (context.level == "tinh" and not own_body) or row.level == "tw" or province_tail().match(scan.text, last, end):
            return None
        return Mention(Span(start, last), (stem,), ("",), "agency", "cùng cấp ban hành", None)

    def _branch_end(self, scan: Scan, last: int, end: int, context: Context) -> int:
        """Behind the province of a branch (`Viettel Thái Nguyên`), 0 where none stands."""
        tail = province_tail().match(scan.text, last, end)
        own = context.province if context.level != "tw" else None
        return tail.end() if tail else last + 1 + len(own) if own and scan.text.startswith(f" {own}", last, end) else 0

    def _id_of(self, name: str) -> str:
        entries = self.table.entries.get(key(name), ())
        return entries[0].row.id if entries else ""

    def _of_province(self, scan: Scan, last: int, end: int, entry: Entry, context: Context) -> tuple[int, str]:
        """The tail `tỉnh Lạng Sơn` of a name: swallowed for the issuing province, printed for another."""
        tail = province_tail().match(scan.text, last, end)
        if context.province and context.level != "tw" and not (tail and (tail["of_kind"] or tail["alone"])):
            behind = tail.end() if tail else last
            if scan.text.startswith(f" {context.province}", behind):  # a province that the table need not know
                return behind + 1 + len(context.province), ""
        if tail is None:
            return last, ""
        named = tail["of_kind"] or tail["alone"] or ""
        own = not named or fold_same_length(named) == fold_same_length(context.province or named if context.level != "tw" else "")
        if own or entry.province:
            return tail.end(), ""
        kind = f" {tail['kind'].lower()}" if tail["kind"] else (_KIND_BEFORE.search(scan.folded, max(0, last - 10), last) or [""])[0]
        return tail.end(), f"{kind} {named}"

    def _written(self, scan: Scan, start: int, end: int) -> str:
        """A name in the words of the text, the short names of known bodies in it written out (`… thuộc Sở KHĐT`)."""
        pieces, place = [], start
        for begin in scan.starts[bisect_right(scan.starts, start) : bisect_left(scan.starts, end)]:
            hit = next((h for h in scan.by_start[begin] if h.end <= end), None) if begin >= place else None
            row = self.table.entries[hit.key][0].row if hit and not hit.taught else None
            if hit and row and row.type in ("so", "bo", "tong_cuc", "ban"):
                pieces += [scan.text[place:begin], row.format_name]
                place = hit.end
        pieces.append(scan.text[place:end])
        return as_written(SHORT_COMMITTEES.sub(lambda m: "UBND" if m[0][0] in "UỦ" else "HĐND", written_out("".join(pieces))))

    def _nearly(self, words: str, context: Context) -> Entry | None:
        """The entry whose key differs by lost accents, or in a long name by at most two letters inside words."""
        words = SLIPPED_HEAD.sub(lambda m: "Bộ" if m[0][0] == "B" else "Sở", words)
        wanted = key(words)
        found = wanted if wanted in self.table.entries else self.table.bare.get(bare_key(wanted))
        if found is None and len(wanted) > FUZZY_FROM:
            slips = 2 if len(wanted) < LONG_NAME_FROM else 3
            close = self._close(wanted, slips)
            found = close if close and _same_initials(words, self.table.entries[close]) else None
        if found is None and words.startswith(("Sở ", "Bộ ")):
            return self._begun(wanted, context)
        choice = choose(self.table.entries[found], context) if found else None
        return choice.entry if choice and choice.entry.row.type not in ("vague", "cum_tu") else None

    def _closest(self, wanted: str, slips: int) -> str | None:
        """The long key nearest to a name's, None where all differ by more letters."""
        close = process.extractOne(wanted, self._long_keys, scorer=Levenshtein.distance, score_cutoff=slips)
        return close[0] if close else None

    def _begun(self, wanted: str, context: Context) -> Entry | None:
        """`Sở Thông tin và Truyền`, `Sở Kế hoạch`: the beginning of one known name only."""
        if len(wanted) < BEGUN_FROM:
            return None
        first, behind = (bisect_left(self._sorted_keys, limit) for limit in (wanted, wanted + "\uffff"))
        begun = (e for k in self._sorted_keys[first:behind] for e in self.table.entries[k])
        rows = {e.row.id: e for e in begun if e.row.type in ("so", "bo")}
        valid = [e for e in rows.values() if is_valid(e.row, context.issued_on)]
        return valid[0] if len(valid) == 1 and not valid[0].city else None

    @cached_property
    def _sorted_keys(self) -> list[str]:
        return sorted(self._long_keys)

    @cached_property
    def _long_keys(self) -> list[str]:
        return [k for k, entries in self.table.entries.items() if len(k) > FUZZY_FROM and not entries[0].province]
