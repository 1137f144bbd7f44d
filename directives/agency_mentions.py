"""One agency at a place of a text: a known wording, a group, a head that stands for a body, or a unit that no list knows."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cached_property, lru_cache
from typing import Literal, NamedTuple

from rapidfuzz import process
from rapidfuzz.distance import Levenshtein

from directives.agency_groups import group_at
from directives.agency_heads import SLIPPED_HEADS, head_pattern
from directives.agency_names import OF_MANY, OWNED, is_verb_at, name_end
from directives.agency_table import (
    LOWER,
    UPPER,
    AgencyTable,
    Context,
    Entry,
    Hit,
    Mention,
    bare_key,
    build_table,
    choose,
    hits,
    key,
    printed,
    provinces,
)
from directives.model import Span
from directives.vietnamese import fold_same_length

#: Posts that stand for the body behind them: Giám đốc Sở X, Thủ trưởng các sở, Chánh Văn phòng UBND tỉnh, đồng chí Chủ tịch UBND tỉnh
POST = re.compile(
    r"(?:(?:các )?(?:đồng chí|đ/c|ông|bà):? )?"
    r"(?:chủ tịch hội đồng (?:thành viên|quản trị),? (?:và )?(?:tổng )?giám đốc|(?:phó )?(?:tổng giám đốc"
    r"|giám đốc|thủ trưởng|chủ tịch|chủ nhiệm|cục trưởng|chi cục trưởng|vụ trưởng|viện trưởng"
    r"|hiệu trưởng|tổng biên tập|bộ trưởng|trưởng|chánh|thống đốc|bí thư|tư lệnh)"
    r"|người đứng đầu|tập thể lãnh đạo|lãnh đạo|đồng chí|đại diện)"
    r"(?:(?:, | và )(?:chủ nhiệm|thủ trưởng|phó giám đốc|phó chủ tịch|lãnh đạo))? "
)
#: Heads of many bodies: Trưởng các thôn, Hiệu trưởng các trường THPT
_HEADED_BY = re.compile(
    r"(?:hiệu trưởng|trưởng|giám đốc) các "
    r"(?=(?:thôn|khu phố|tổ dân phố|trường|trung tâm|trạm|bệnh viện|phòng|ban|đơn vị)(?!\w))"
)
#: A named person or a post without a body: đồng chí Nguyễn Văn A, đồng chí Tổ trưởng, các đồng chí Phó Giám đốc phụ trách
PERSON = re.compile(r"(?:các )?(?:đồng chí|đ/c|ông|bà):? ")
#: A note behind a name: (cơ quan thường trực), (nay là Sở Tài chính)
BRACKET = re.compile(r"\s?\([^()]{0,160}\)")
#: Capitalised words of a place or person: Đức Thọ, Bà Rịa - Vũng Tàu, Phường 1
_CAPITALISED = rf"[{UPPER}][^\W\d_]*"
PLACE_NAME = re.compile(rf" (?:{_CAPITALISED}(?: {_CAPITALISED}){{0,4}}(?: ?- ?{_CAPITALISED}(?: {_CAPITALISED})?)?|\d{{1,2}})(?!\w)")
#: The person or the field behind a post: Phó Thủ tướng Nguyễn Văn A, Phó Thủ tướng phụ trách lĩnh vực
PERSON_BEHIND = re.compile(rf"{PLACE_NAME.pattern}| phụ trách(?: lĩnh vực)?(?!\w)")
#: Khu vực III, Khu vực 7
REGION_NUMBER = re.compile(r" (?P<n>[IVX]{1,5}|\d{1,2})(?!\w)")
#: Small-letter units that begin a list: hệ thống Đài Truyền thanh, cấp ủy, chính quyền, cơ quan thường trực, đơn vị chủ trì
SMALL_UNITS = re.compile(
    r"(?:cấp ủy|cấp có thẩm quyền|chính quyền(?! số| điện tử| mới)|cơ quan|đơn vị|hệ thống(?= đài"
    r"| thông tin| truyền thanh)|ban chỉ đạo|tổ biên tập|ban soạn thảo|ban biên tập|bộ phận|tổ công tác"
    r"|tổ giúp việc|hội đồng"
    r"|văn phòng|lãnh đạo|doanh nghiệp|hợp tác xã|tổ chức đảng|chủ đầu tư|nhà thầu|bên mời thầu|hộ kinh doanh|chủ rừng|chủ cơ sở"
    r"|đảng ủy(?= (?:trực thuộc|các|cơ sở))|chi bộ|đảng bộ|nhà trường|tổ dân phố|phòng|đầu mối đơn vị|hội(?= doanh| nông| phụ"
    r"| cựu| chữ)|trung tâm|ban quản lý|công an|thanh tra)(?!\w)"
)
#: Of these, those that a directive means all: (các chủ rừng,) hộ kinh doanh → Các hộ kinh doanh
OF_THE_MANY = (
    "doanh nghiệp", "hợp tác xã", "tổ chức đảng", "chủ đầu tư", "nhà thầu", "bên mời thầu", "hộ kinh doanh", "chủ rừng", "chủ cơ sở",
    "đảng ủy trực thuộc", "nhà trường", "tổ dân phố",
)  # fmt: skip
#: What may stand behind `các` that is a body: các doanh nghiệp, các trường, các tổ chức tín dụng
MANY = re.compile(
    r"các (?P<noun>cơ quan (?:chuyên trách )?tham mưu, giúp việc"
    r"|(?:phòng(?: chuyên môn)?|vụ|cục|bộ phận|chi cục|trung tâm)"
    r"(?:(?:, | và )(?:các )?(?:phòng|vụ"
    r"|cục|ban|ngành|đoàn thể|bộ phận|chi cục|trung tâm|đơn vị|văn phòng|thanh tra)(?!\w)){1,4}"
    r"|doanh nghiệp|hợp tác xã|htx|tổ hợp tác|trường|hội|hiệp hội|tổ chức|cơ quan|đơn vị|phòng"
    r"|bộ phận|trung tâm|chi cục|cục|vụ|viện|học viện|tổng công ty|công ty|tập đoàn|ngân hàng"
    r"|nhà mạng|nhà máy|nhà thầu|bên mời thầu|chủ cơ sở|chủ nguồn thải"
    r"|chủ đầu tư|thành viên|cấp ủy|cấp|chi bộ|đảng bộ|đảng ủy|đồng chí|ủy viên"
    r"|tổ|đội|ban|báo|đài|bệnh viện|cơ sở(?! dữ liệu| pháp| hạ tầng| vật chất)|đoàn|liên hiệp"
    r"|liên đoàn|quỹ|nước|ca|đối tượng|lực lượng"
    r"|ngành|sở|bộ|huyện|xã|phường|tỉnh|địa phương|chuyên gia|chủ rừng|chủ thể|chi nhánh|văn phòng"
    r"|hộ|làng|thôn|tổ dân phố|trạm|khu phố|đoàn thể|cán bộ|giám đốc|trưởng|tổng cục|nhà xuất bản|phóng viên|nhà khoa học)"
    r"(?!\w)"
)
#: The merged press body of a province since 2025: Báo và Phát thanh, Truyền hình Sơn Hà; Báo và Đài PT-TH
PRESS = re.compile(r"báo và (?:đài )?(?:phát thanh(?:,| và| -|) truyền hình|pt ?[-&]? ?th)(?!\w)")
#: Bodies that are of the issuer's level when none is said
OF_THE_LEVEL = {
    "công an": {"tinh": "Công an tỉnh", "tw": "Bộ Công an"},
    "tòa án nhân dân": {"tinh": "Tòa án nhân dân tỉnh", "tw": "Tòa án nhân dân tối cao"},
    "viện kiểm sát nhân dân": {"tinh": "Viện kiểm sát nhân dân tỉnh", "tw": "Viện kiểm sát nhân dân tối cao"},
}
#: What makes a kind of unit a name outside of a list: a capital, or whose it is (Bảo tàng tỉnh, Văn phòng Sở)
NAMED = re.compile(rf" [{UPPER}]| (?:tỉnh|huyện|xã|phường|thành phố|quận|thị xã)(?!\w)")
#: Kinds that are no name alone or before small letters: Sở lộ, Tổ thẩm định
NEEDS_NAME = frozenset({"sở", "bộ", "hội", "ban", "đoàn", "vụ", "viện", "hiệp hội", "tập đoàn", "báo", "đài", "trường"})
#: Kinds whose name begins with a capital; before small letters they stand alone: lãnh đạo Sở lộ trình, trình UBND xin ý kiến
WITH_A_CAPITAL = frozenset({"sở", "bộ", "tổng cục", "ubnd", "hđnd"})
FUZZY_FROM = 12  # letters of a key from which a slip of two letters may be forgiven


class Scan(NamedTuple):
    """A text with the wordings of the table that it holds, by the place where they begin."""

    text: str
    folded: str
    by_start: Mapping[int, tuple[Hit, ...]]


#: The two bodies that are printed short
_SHORT_COMMITTEES = re.compile(r"(?:Ủy|Uỷ) ban nhân dân|Hội đồng nhân dân")
#: of which level, behind a group: các đoàn thể tỉnh
_OF_A_LEVEL = re.compile(r" (?:của |cấp )?(?:tỉnh|huyện|thành phố|xã|phường|trung ương)(?! ủy| đoàn)(?!\w)")
#: of which locality, behind a body of districts or communes: Phòng Văn hóa - Xã hội xã, Phòng Kinh tế huyện Đức Thọ
_OF_A_PLACE = re.compile(
    rf" (?:huyện|quận|thị xã|thành phố|xã|phường|thị trấn|đặc khu)(?! (?:ủy|hội))(?!\w)(?P<name>{PLACE_NAME.pattern})?"
)
#: A name of its own in small-letter words: hợp tác xã Tân Lộc, unlike doanh nghiệp FDI
_OWN_NAME = re.compile(rf" [{UPPER}][{LOWER}]+")
#: Where many are: Quản lý thị trường tại các huyện
_IN_MANY = re.compile(r" (?:tại|ở)(?= các)")
#: A unit by its code: Phòng BCVTCNTT
_CODE_OF_PHONG = re.compile(rf"(?P<kind>[Pp]hòng|[Vv]ụ) (?P<code>[{UPPER}&-]{{3,12}})")
#: (có) liên quan behind a name
_RELATED_TAIL = re.compile(r",? (?:có )?liên quan(?: khác)?(?!\w)")


@lru_cache(maxsize=1)
def _province_tail() -> re.Pattern[str]:
    """`tỉnh`, `tỉnh Lạng Sơn`, `thành phố`, `TP. Cần Thơ`, `Hải Dương` behind a name."""
    names = "|".join(re.escape(p) for p in provinces())
    kind = r"(?P<kind>[Tt]ỉnh|[Tt]hành phố|TP\.?)(?! ?(?:ủy|đoàn|trực thuộc))"
    return re.compile(rf" (?:của )?(?:{kind}(?: (?P<of_kind>{names}))?|(?P<alone>{names}))(?!\w)")


def _same_initials(words: str, entries: tuple[Entry, ...]) -> bool:
    """Whether the words begin with the same letters as the known name's: a slip changes a word, not which word it is."""
    wanted = [w[0] for w in re.findall(r"[^\W_]+", fold_same_length(words)) if w != "và"]
    return any(wanted == [w[0] for w in re.findall(r"[^\W_]+", fold_same_length(e.alias)) if w != "và"] for e in entries)


def as_written(words: str) -> str:
    """A name in the words of the text, on one line, with a capital letter at its start."""
    flat = " ".join(words.split()).replace("uỷ", "ủy").replace("Uỷ", "Ủy")
    return flat[:1].upper() + flat[1:]


#: Fields of work as the codes of internal units say them, none the beginning of another
FIELDS = {
    "BCVT": "Bưu chính - Viễn thông", "CNTT": "Công nghệ thông tin", "CĐS": "Chuyển đổi số", "TTBCXB": "Thông tin - Báo chí - Xuất bản",
    "KHTC": "Kế hoạch - Tài chính", "TCKH": "Tài chính - Kế hoạch", "TCCB": "Tổ chức cán bộ", "TCHC": "Tổ chức - Hành chính",
    "HCTH": "Hành chính - Tổng hợp", "HCQT": "Hành chính - Quản trị", "CCHC": "Cải cách hành chính", "QLXD": "Quản lý xây dựng",
    "KTHT": "Kinh tế - Hạ tầng", "VHTT": "Văn hóa - Thông tin", "VHXH": "Văn hóa - Xã hội", "LĐVL": "Lao động - Việc làm",
}  # fmt: skip


def written_out_fields(code: str) -> str:
    """`BCVTCNTT` → `Bưu chính - Viễn thông - Công nghệ thông tin`; empty unless every letter is accounted for."""
    rest, found = re.sub(r"[&-]", "", code), []
    while rest:
        field = next((f for f in FIELDS if rest.startswith(f)), None)
        if field is None:
            return ""
        found.append(FIELDS[field])
        rest = rest[len(field) :]
    return " - ".join(found)


class MentionReader:
    """Reads one name: the table first, longest wording first, then groups, then names by grammar."""

    def __init__(self, extra: Mapping[str, str] | None = None) -> None:
        self._extra = dict(extra or {})
        self._taught: dict[str, str] = {}
        self._scan = lru_cache(maxsize=64)(self._scan_text)

    @cached_property
    def table(self) -> AgencyTable:
        """The wordings by key."""
        return build_table(self._extra)

    def _scan_text(self, text: str) -> Scan:
        folded = fold_same_length(text)
        starts: dict[int, list[Hit]] = {}
        for hit in hits(self.table, text, folded, 0, len(text)):
            starts.setdefault(hit.start, []).append(hit)
        for name in self._taught:
            for m in re.finditer(rf"(?<!\w){re.escape(name)}(?!\w)", text):
                starts.setdefault(m.start(), []).append(Hit(m.start(), m.end(), name, taught=True))
        return Scan(text, folded, {s: tuple(sorted(h, key=lambda x: -x.end)) for s, h in starts.items()})

    def canonical(self, name: str, context: Context) -> Mention | None:
        """What one name means, None when it names no agency."""
        scan = self._scan(name)
        mention = self._mention_at(scan, 0, len(name), context, in_list=True)
        if mention is None or BRACKET.sub("", name[mention.span.end :]).strip(" .;,:"):
            return None
        return mention

    def _mention_at(self, scan: Scan, place: int, end: int, context: Context, *, in_list: bool) -> Mention | None:
        """The longest reading of what begins at `place`."""
        many = MANY.match(scan.folded, place, end)
        readings = [
            self._known(scan, place, end, context),
            self._group(scan, place, end, context),
            self._many(scan, place, many, end) if many else None,
        ]
        sure = [m for m in readings if m]
        if readings[1] and readings[1].rule == "có liên quan":
            sure = [m for m in readings[:2] if m]
        if sure:
            return max(sure, key=lambda m: (m.span.end, m.doubt is None))
        return self._behind_post(scan, place, end, context, in_list=in_list) or self._unit(scan, place, end, context, in_list=in_list)

    def _known(self, scan: Scan, place: int, end: int, context: Context) -> Mention | None:
        """A wording of the table, with the place or number behind it."""
        for hit in scan.by_start.get(place, ()):
            if hit.end > end:
                continue
            if hit.taught:
                return self._of_document(hit, context)
            choice = choose(self.table.entries[hit.key], context)
            if choice is None:
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
        name = number = suffix = ""
        if row.type == "vague":
            return Mention(Span(hit.start, last), (), (), "vague", "từ điển", None)
        if row.type not in ("nhom", "cum_tu") and (many := OF_MANY.match(scan.folded, last, end)):
            words = (
                f"{re.sub(' (tỉnh|huyện|xã)$', '', printed(entry, context)[0])} {_IN_MANY.sub('', scan.text[last : many.end()]).strip()}"
            )
            return Mention(Span(hit.start, many.end()), (words,), ("",), "group", "tên của nhiều nơi", None)
        if related := _RELATED_TAIL.match(scan.folded, last, end):
            if row.type in ("nhom", "cum_tu"):
                return Mention(Span(hit.start, related.end()), (), (), "vague", "có liên quan", None)
            last = related.end()
        if row.type in ("nhom", "cum_tu") and (whose := _OF_A_LEVEL.match(scan.folded, last, end)):
            last = whose.end()
        if "{tên}" in row.format_name and entry.kind and (place_name := PLACE_NAME.match(scan.text, last, end)):
            last, name = place_name.end(), place_name[0].strip()
        elif "{số}" in row.format_name and (region := REGION_NUMBER.match(scan.text, last, end)):
            last, number = region.end(), region["n"]
        elif row.level == "tw" and row.type == "doanh_nghiep" and (branch := self._branch_end(scan, last, end, context)):
            return Mention(Span(hit.start, branch), (as_written(scan.text[hit.start : branch]),), ("",), "unknown", "chi nhánh", None)
        elif row.type in ("phong_huyen", "phong_xa") and (whose := _OF_A_PLACE.match(scan.text, last, end)):
            last = whose.end()
            suffix = "" if context.level in ("huyen", "xa") and not whose["name"] else whose[0]
        elif row.type not in ("nhom", "cum_tu"):
            last, suffix = self._of_province(scan, last, end, entry, context)
        if row.id in ("pho_thu_tuong", "pct_ubnd_tinh") and (person := PERSON_BEHIND.match(scan.text, last, end)):
            return Mention(
                Span(hit.start, person.end()), (as_written(scan.text[hit.start : person.end()]),), (row.id,), "person", "từ điển", doubt
            )
        many_posts = scan.folded.startswith("các ", hit.start) and row.format_name.startswith("Phó ")
        names = tuple(f"{'Các ' if many_posts else ''}{n}{suffix}" for n in printed(entry, context, name=name, number=number))
        kind: Literal["group", "agency"] = "group" if row.type in ("nhom", "cum_tu") else "agency"
        ids = (row.id,) if row.type != "cum_tu" else tuple(self._id_of(n) for n in names)
        return Mention(Span(hit.start, last), names, ids, kind, "từ điển", doubt)

    def _branch_end(self, scan: Scan, last: int, end: int, context: Context) -> int:
        """Behind the province of a branch (`Viettel Thái Nguyên`), 0 where none stands."""
        tail = _province_tail().match(scan.text, last, end)
        own = context.province if context.level != "tw" else None
        return tail.end() if tail else last + 1 + len(own) if own and scan.text.startswith(f" {own}", last, end) else 0

    def _id_of(self, name: str) -> str:
        entries = self.table.entries.get(key(name), ())
        return entries[0].row.id if entries else ""

    def _of_province(self, scan: Scan, last: int, end: int, entry: Entry, context: Context) -> tuple[int, str]:
        """The tail `tỉnh Lạng Sơn` of a name: swallowed for the issuing province, printed for another."""
        tail = _province_tail().match(scan.text, last, end)
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
        kind = tail["kind"] or ""
        said = printed(entry, context)[0] if entry.row.type not in ("cum_tu", "vague") else ""
        kind = "" if said.endswith((" tỉnh", " thành phố")) else f" {kind.lower()}" if kind else ""
        return tail.end(), f"{kind} {named}"

    def _group(self, scan: Scan, place: int, end: int, context: Context) -> Mention | None:
        """A group by its grammar, so that wordings of no list are read too."""
        group = group_at(scan.folded, place, end, context)
        if group is None:
            return None
        span = Span(place, group.end)
        if group.vague and not group.related and OWNED.match(scan.folded, group.end, end):
            last = name_end(scan.text, scan.folded, group.end, end, group=True)
            return Mention(Span(place, last), (self._written(scan, place, last),), ("",), "group", "nhóm của đơn vị", None)
        if group.vague:
            return Mention(span, (), (), "vague", "có liên quan" if group.related else "nhóm chung", None)
        if not group.names:
            return Mention(span, (self._written(scan, place, group.end),), ("",), "group", "nhóm", None)
        ids = tuple(self._id_of(n) for n in group.names)
        return Mention(span, group.names, ids, "group", "nhóm", None)

    def _behind_post(self, scan: Scan, place: int, end: int, context: Context, *, in_list: bool) -> Mention | None:
        """`Giám đốc Sở X`: the body for its head; `đồng chí Nguyễn Văn A`: the person."""
        post = POST.match(scan.folded, place, end)
        if post is None:
            return None
        body = self._known(scan, post.end(), end, context) or self._group(scan, post.end(), end, context)
        if body is None and (many := _HEADED_BY.match(scan.folded, place, end)):
            body = self._many(scan, post.end(), MANY.match(scan.folded, post.end(), end) or many, end)
        if body is None and not scan.folded.startswith(("lãnh đạo", "đại diện", "đồng chí"), place):
            body = self._unit(scan, post.end(), end, context, in_list=False) or self._small_head(scan, post.end(), end)
        elif body is None and (head := head_pattern().match(scan.folded, post.end(), end)):
            body = self._standing_for_issuer(scan, post.end(), head.end(), context)
        if body and not (body.kind == "unknown" and body.names[0].split()[0] in ("Các", "Ngành")):
            return body._replace(span=Span(place, body.span.end), rule=f"chức vụ, {body.rule}")
        return self._person(scan, place, post.end(), end)

    def _small_head(self, scan: Scan, place: int, end: int) -> Mention | None:
        """`Trưởng phòng Quản lý Thương mại`: the kind of unit in small letters behind the post, the name with a capital."""
        head = re.compile(r"(?:phòng|ban|chi cục|trung tâm)(?= )").match(scan.text, place, end)
        if head is None or not NAMED.match(scan.text, head.end(), end):
            return None
        return self._unknown(scan, place, name_end(scan.text, scan.folded, head.end(), end), Context(None, "", None, False, None, False))

    def _person(self, scan: Scan, place: int, behind: int, end: int) -> Mention | None:
        if not (PERSON.match(scan.folded, place) or scan.text[place].isupper()):
            return None
        last = name_end(scan.text, scan.folded, behind - 1, end, words=8)
        if (title := re.compile(r",? (?=[A-ZĐ])").match(scan.text, last, end)) and POST.match(scan.folded, title.end()):
            last = self._end_of_title(scan, title.end(), end)
        words = " ".join(scan.text[place:last].split())
        return Mention(Span(place, last), (words,), ("",), "person", "người, chức vụ", "Người hoặc chức vụ: cần gắn với một đơn vị")

    def _end_of_title(self, scan: Scan, place: int, end: int) -> int:
        """`đồng chí Nguyễn Văn A, Phó Chủ tịch UBND tỉnh`: the title belongs to the person."""
        return name_end(scan.text, scan.folded, place - 1, end, words=10)

    def _unit(self, scan: Scan, place: int, end: int, context: Context, *, in_list: bool) -> Mention | None:
        """A name that no list knows: a kind of unit with a capital letter, or in a list a group with `các`."""
        if (press := PRESS.match(scan.folded, place, end)) and scan.text[place].isupper():
            last = name_end(scan.text, scan.folded, press.end(), end)
            whole = "Báo và " + ("Đài " if " đài " in press[0] else "") + "Phát thanh, Truyền hình" + scan.text[press.end() : last]
            return Mention(Span(place, last), (as_written(whole),), ("bao_ptth_tinh",), "agency", "báo và đài", None)
        head = head_pattern().match(scan.folded, place, end)
        small = SMALL_UNITS.match(scan.folded, place, end) if in_list else None
        if small and not (head and scan.text[place].isupper()):
            return self._small_unit(scan, place, small.end(), end)
        if head is None or not scan.text[place].isupper():
            return None
        last = name_end(scan.text, scan.folded, head.end(), end)
        if not in_list and not NAMED.search(scan.text, head.end(), last):
            return None
        if (standing := self._of_the_level(scan, place, last, end, context)) is not None:
            return standing
        if head[0] in WITH_A_CAPITAL and not NAMED.match(scan.text, head.end(), last):
            last = head.end()
        if last == head.end() and (standing := self._standing_for_issuer(scan, place, last, context)):
            return standing
        if scan.folded[place:last] in ("đơn vị", "cơ quan"):
            return Mention(Span(place, last), (), (), "vague", "đơn vị chung", None)
        if scan.folded[place:last] == "báo" and in_list and context.province and scan.text[last : last + 1] in (",", ";"):
            return Mention(Span(place, last), (f"Báo {context.province}",), ("bao_tinh",), "agency", "tên tắt theo tỉnh", None)
        if head[0] in NEEDS_NAME and not NAMED.match(scan.text, head.end(), last):
            return None
        if head[0] in OF_THE_MANY and not _OWN_NAME.search(scan.text, place, last):
            words = f"Các {scan.text[place:last].lower()}"
            return Mention(Span(place, last), (words,), ("",), "unknown", "nhóm ngoài nhà nước", "Tên không có trong danh mục")
        unknown = self._unknown(scan, place, last, context)
        return None if head[0] in SLIPPED_HEADS and unknown.kind == "unknown" else unknown

    def _of_the_level(self, scan: Scan, place: int, last: int, end: int, context: Context) -> Mention | None:
        """`Công an`, `Tòa án nhân dân` alone: the body of the issuer's level."""
        name = OF_THE_LEVEL.get(scan.folded[place:last], {}).get(context.level)
        if name is None or OF_MANY.match(scan.folded, last, end):
            return None
        names = printed(self.table.entries[key(name)][0], context)
        return Mention(Span(place, last), names, (self._id_of(name),), "agency", "tên tắt theo cấp", None)

    def _standing_for_issuer(self, scan: Scan, place: int, last: int, context: Context) -> Mention | None:
        """`báo cáo Bộ`, `trình Bộ trưởng`, `Lãnh đạo Sở`: in an agency's own papers the agency itself."""
        kind = {"bộ trưởng": "Bộ", "bộ": "Bộ", "sở": "Sở", "tổng cục": "Tổng cục"}.get(scan.folded[place:last])
        if kind is None or not (context.issuer or "").startswith(f"{kind} "):
            return None
        issuer = self.canonical(context.issuer or "", context)
        return issuer._replace(span=Span(place, last), rule="cơ quan ban hành") if issuer else None

    def _many(self, scan: Scan, place: int, many: re.Match[str], end: int) -> Mention | None:
        last = name_end(scan.text, scan.folded, many.end(), end, words=16, group=True)
        words = scan.text[place:last]
        if re.search(r"(?:có )?liên quan(?: khác)?$", words.casefold()):
            return Mention(Span(place, last), (), (), "vague", "có liên quan", None)
        return Mention(Span(place, last), (self._written(scan, place, last),), ("",), "group", "các + danh từ", None)

    def _small_unit(self, scan: Scan, place: int, behind: int, end: int) -> Mention | None:
        complete = scan.folded.startswith("cấp có thẩm quyền", place)
        last = behind if complete else name_end(scan.text, scan.folded, behind, end)
        if many := OF_MANY.match(scan.folded, last, end):
            last = many.end()
        if is_verb_at(scan.folded, place) and not scan.folded.startswith(("cấp ủy", "cấp có", *OF_THE_MANY), place):
            return None
        if scan.folded[place:last] in ("đơn vị", "cơ quan"):
            return Mention(Span(place, last), (), (), "vague", "đơn vị chung", None)
        if named := self._by_code(scan, place, last):
            return named
        words = self._written(scan, place, last)
        if scan.folded.startswith(OF_THE_MANY, place) and not _OWN_NAME.search(words):
            words = f"Các {words[:1].lower()}{words[1:]}"
        return Mention(Span(place, last), (words,), ("",), "unknown", "đơn vị chung", "Tên không có trong danh mục")

    def _by_code(self, scan: Scan, place: int, last: int) -> Mention | None:
        """`Phòng BCVTCNTT`: a unit inside the agency by the code of its fields, to be looked at."""
        code = _CODE_OF_PHONG.fullmatch(scan.text, place, last)
        fields = written_out_fields(code["code"]) if code else ""
        if code is None or not fields:
            return None
        name = as_written(f"{code['kind']} {fields}")
        return Mention(Span(place, last), (name,), ("",), "unknown", "mã nội bộ", f"Đọc “{code[0]}” là “{name}”")

    def _unknown(self, scan: Scan, place: int, last: int, context: Context) -> Mention:
        """A unit by grammar; when it is a known name but for slips of OCR, that name."""
        if many := OF_MANY.match(scan.folded, last):
            last = many.end()
        words = _IN_MANY.sub("", scan.text[place:last])
        if named := self._by_code(scan, place, last):
            return named
        if entry := self._nearly(words, context):
            doubt = f"Đọc “{words}” là “{entry.row.name}”"
            return Mention(Span(place, last), printed(entry, context), (entry.row.id,), "agency", "gần đúng", doubt)
        return Mention(
            Span(place, last),
            (_IN_MANY.sub("", self._written(scan, place, last)),),
            ("",),
            "unknown",
            "loại đơn vị",
            "Tên không có trong danh mục",
        )

    def _written(self, scan: Scan, start: int, end: int) -> str:
        """A name in the words of the text, the short names of known bodies in it written out (`… thuộc Sở KHĐT`)."""
        pieces, place = [], start
        while place < end:
            hit = next((h for h in scan.by_start.get(place, ()) if h.end <= end and place > start), None)
            row = self.table.entries[hit.key][0].row if hit and not hit.taught else None
            if hit and row and row.type in ("so", "bo", "tong_cuc", "ban"):
                pieces.append(row.format_name)
                place = hit.end
            else:
                pieces.append(scan.text[place])
                place += 1
        return as_written(_SHORT_COMMITTEES.sub(lambda m: "UBND" if m[0][0] in "UỦ" else "HĐND", "".join(pieces)))

    def _nearly(self, words: str, context: Context) -> Entry | None:
        """The entry whose key differs by lost accents, or in a long name by at most two letters inside words."""
        wanted = key(words)
        found = self.table.bare.get(bare_key(wanted))
        if found is None and len(wanted) > FUZZY_FROM:
            close = process.extractOne(wanted, self._long_keys, scorer=Levenshtein.distance, score_cutoff=2)
            found = close[0] if close and _same_initials(words, self.table.entries[close[0]]) else None
        choice = choose(self.table.entries[found], context) if found else None
        return choice.entry if choice and choice.entry.row.type not in ("vague", "cum_tu") else None

    @cached_property
    def _long_keys(self) -> list[str]:
        return [k for k, entries in self.table.entries.items() if len(k) > FUZZY_FROM and not entries[0].province]
