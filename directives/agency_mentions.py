"""One agency at a place of a text: a known wording, a group, a head that stands for a body, or a unit that no list knows."""

from __future__ import annotations

import re

from directives.agency_groups import group_at
from directives.agency_heads import SLIPPED_HEADS, head_pattern
from directives.agency_index import printed
from directives.agency_known import KnownReader, Scan
from directives.agency_names import is_verb_at, name_end
from directives.agency_patterns import (
    BRACKET,
    CODE_OF_PHONG,
    HEADED_BY,
    IN_MANY,
    MANY,
    NAMED,
    NEEDS_NAME,
    OF_THE_LEVEL,
    OF_THE_MANY,
    OWN_NAME,
    PERSON,
    PLACE_NAME,
    POST,
    PRESS,
    SMALL_UNITS,
    VILLAGE_HEADS,
    WHICH,
    WITH_A_CAPITAL,
    WITH_WHAT,
    as_written,
)
from directives.agency_short_forms import written_out_fields
from directives.agency_table import UPPER, Context, Mention, key
from directives.agency_words import OF_MANY, OWNED
from directives.model import Span

#: The head of each of a group: (Chủ tịch) UBND các xã
_POST_OF_ALL = re.compile(r"^(?:Chủ tịch|Thủ trưởng|Lãnh đạo|Người đứng đầu) ")
#: Deputies, who are no bodies: các đồng chí Phó Giám đốc Sở
_DEPUTIES = re.compile(r"(?:các )?đồng chí phó (?:tổng )?(?:giám đốc|cục trưởng|vụ trưởng|chủ tịch|thủ trưởng)(?= (?:sở|bộ|cục|ban|ubnd))")
#: A further field of a name: và Hỗ trợ doanh nghiệp
_AND_ANOTHER_FIELD = re.compile(rf" (?:và|-|–) [{UPPER}]")
#: Whose unit it is, no part of a name of its own: Cục Khoáng sản Việt Nam thuộc Bộ
_OF_THE_PARENT = re.compile(r" (?:trực )?thuộc (?:Bộ|Sở|Cục|Tổng cục|UBND tỉnh|tỉnh)$")
#: An inspectorate in small letters: thanh tra Sở
_INSPECTORS = re.compile(r"thanh tra (?:sở|bộ|tỉnh|huyện|cục|chính phủ)(?!\w)")
#: The Front's committees of the villages: Ban công tác Mặt trận các thôn, Ban Công tác mặt trận khu dân cư
_FRONT_COMMITTEES = re.compile(
    r"(?:các )?ban công tác mặt trận(?: ở| tại)?(?: các)? (?:thôn|bản|ấp|khóm|xóm|làng|buôn|khu phố|khu dân cư|tổ dân phố)"
    r"(?:(?:,| và) (?:thôn|bản|ấp|khóm|xóm|làng|buôn|khu phố|khu dân cư|tổ dân phố)(?!\w))*(?!\w)"
)
#: The work by which bodies at large are told: các cơ quan, đơn vị quản lý công tác đấu thầu; các cơ quan bảo vệ pháp luật
_WHICH_WORK = re.compile(
    r" (?:quản lý (?:nhà nước|công tác|dự án)|bảo vệ pháp luật|tiến hành tố tụng|tố tụng|tham mưu, giúp việc"
    r"|được phân công chủ trì)(?!\w)"
)
#: Fields of the state's work, as lists of them say: y tế, giáo dục và đào tạo, đất đai
_FIELD = (
    r"(?:y tế|giáo dục(?: và đào tạo)?|lao động|du lịch|văn hóa|thể thao|xây dựng(?! (?:kế|đề|chương|định|danh|quy|dự))"
    r"|giao thông(?: vận tải)?|nông nghiệp|môi trường|đất đai|khoáng sản|công thương|thương mại|công nghiệp|tài chính|nội vụ"
    r"|khoa học(?: và công nghệ)?|công nghệ|truyền thông|đầu tư|thủy lợi|thủy sản|hạ tầng(?: kỹ thuật)?|an toàn thực phẩm)(?!\w)"
)
#: Those of a group in whose field something falls: các bộ quản lý ngành, lĩnh vực; các sở quản lý chuyên ngành về hạ tầng
_WHOSE_FIELD = re.compile(
    r" quản lý (?:nhà nước )?(?:về )?(?:chuyên ngành|(?:các )?ngành(?:, lĩnh vực| và lĩnh vực)?|(?:các )?lĩnh vực)(?!\w)(?! nghề| hàng)"
    rf"(?P<about>(?: về)? {_FIELD}(?:(?:,| và) {_FIELD}){{0,9}}| về(?= ))?(?: (?:có )?liên quan(?!\w))?"
)
#: Parts that somebody plays in a work, no names
ROLES = frozenset({"chủ đầu tư", "nhà thầu", "bên mời thầu", "đơn vị", "cơ quan", "chủ rừng", "chủ cơ sở"})
#: Kinds that lists write small before a name: báo Hải quan, vụ Pháp chế, ban Dân vận
SMALL_HEADS = frozenset(
    {"báo", "tạp chí", "vụ", "cục", "chi cục", "phòng", "trung tâm", "viện", "trường", "ban", "hội", "đoàn", "đài", "quỹ", "công ty"}
)
#: A kind of two capitals, a name with any words behind it: Ban Quản lý dự án đường ven sông
_TITLED = re.compile(r"Ban (?:Quản lý|Chỉ đạo|Chỉ huy|Soạn thảo|Biên tập)$|Tổ Công tác$")
_CAPITAL_BEHIND = re.compile(rf" [{UPPER}]")
#: A unit with a name of its own in a list of kinds: các phòng, Trung tâm Công nghệ thông tin
_NAMED_ITEM = re.compile(rf"(?:,| và) (?:Trung tâm|Chi cục|Văn phòng|Thanh tra|Phòng|Ban) [{UPPER}]")
#: Nothing but kinds of units before it
_FIRST_ITEMS = re.compile(
    r"các (?:phòng|vụ|cục|ban|đơn vị|chi cục|trung tâm|bộ phận)(?: chuyên môn)?"
    r"(?:(?:,| và) (?:các )?(?:phòng|vụ|cục|ban|đơn vị|chi cục|trung tâm))*"
)


class MentionReader(KnownReader):
    """Reads one name: the table first, longest wording first, then groups, then names by grammar."""

    def canonical(self, name: str, context: Context) -> Mention | None:
        """What one name means, None when it names no agency."""
        scan = self._scan(name)
        mention = self._mention_at(scan, 0, len(name), context, in_list=True)
        if mention is None or BRACKET.sub("", name[mention.span.end :]).strip(" .;,:"):
            return None
        return mention

    def _mention_at(self, scan: Scan, place: int, end: int, context: Context, *, in_list: bool) -> Mention | None:
        """The longest reading of what begins at `place`."""
        deputies = scan.folded[place : place + 4] in ("các ", "đồng") and _DEPUTIES.match(scan.folded, place, end)
        if deputies and (person := self._behind_post(scan, place, end, context, in_list=in_list)):
            return person
        many = MANY.match(scan.folded, place, end)
        readings = [
            self._known(scan, place, end, context),
            self._group(scan, place, end, context),
            self._many(scan, place, many, end) if many else None,
        ]
        sure = [m for m in readings if m]
        if readings[1] and readings[1].rule == "có liên quan":
            sure = [m for m in readings[:2] if m]
        if readings[0] and readings[0].kind == "group" and is_verb_at(scan.folded, readings[0].span.end + 1):
            sure = [m for m in readings[:2] if m]  # `các cơ quan báo chí tuyên truyền`: they do it
        known = readings[0]
        goes_on = known is not None and scan.text[known.span.end : known.span.end + 3] in (" và", " - ", " – ")
        if goes_on and sure == readings[:1] and (longer := self._longer_unit(scan, place, sure[0], end, context)):
            return longer
        if sure:
            return max(sure, key=lambda m: (m.span.end, m.doubt is None))
        return self._behind_post(scan, place, end, context, in_list=in_list) or self._unit(scan, place, end, context, in_list=in_list)

    def _item(self, scan: Scan, place: int, end: int, context: Context) -> Mention | None:
        """One of a list, read once: a list is asked for from each of its commas on, where a clause may lead up to a subject."""
        asked = ("item", place, end, context)
        if asked not in scan.lists:
            scan.lists[asked] = self._mention_at(scan, place, end, context, in_list=True)
        found: Mention | None = scan.lists[asked]
        return found

    def _longer_unit(self, scan: Scan, place: int, known: Mention | None, end: int, context: Context) -> Mention | None:
        """`Trung tâm Xúc tiến đầu tư và Hỗ trợ doanh nghiệp`: a name that only begins like one of the table."""
        if known is None or not known.names or known.kind != "agency" or _AND_ANOTHER_FIELD.match(scan.text, known.span.end, end) is None:
            return None
        if not known.names[0].startswith(
            ("Trung tâm ", "Quỹ ", "Chi cục ", "Phòng ", "Công ty ", "Trường ", "Hội ", "Hiệp hội ", "Ban Quản lý ")
        ):
            return None
        unit = self._unit(scan, place, end, context, in_list=True)
        return unit if unit and unit.span.end > known.span.end + len(" và") and unit.kind == "unknown" else None

    def _group(self, scan: Scan, place: int, end: int, context: Context) -> Mention | None:
        """A group by its grammar, so that wordings of no list are read too."""
        group = group_at(scan.folded, place, end, context)
        if group is None:
            return None
        having = WITH_WHAT.match(scan.folded, group.end, end) if all(n.startswith("UBND ") for n in group.names) else None
        if having and group.names:
            group = group._replace(end=having.end())
            span = Span(place, group.end)
        if (whole := WHICH.match(scan.folded, group.end, end)) and group.names:
            group = group._replace(end=whole.end() - scan.folded.endswith((",", " và"), group.end, whole.end()))
            span = Span(place, group.end)
        if group.names and all(n.startswith("UBND ") for n in group.names) and (which := self._which(scan, group.end, end)):
            return Mention(
                Span(place, which),
                (as_written(_POST_OF_ALL.sub("", self._written(scan, place, which))),),
                ("",),
                "group",
                "nhóm có tên",
                None,
            )
        if not group.related and (field := _WHOSE_FIELD.match(scan.folded, group.end, end)):
            last = name_end(scan.text, scan.folded, field.end(), end) if field["about"] == " về" else field.end()
            words = as_written(_POST_OF_ALL.sub("", self._written(scan, place, last)))
            return Mention(Span(place, last), (words,), ("",), "group", "nhóm theo lĩnh vực", None)
        span = Span(place, group.end)
        which_work = _WHICH_WORK.match(scan.folded, group.end, end)
        if group.vague and not group.related and which_work:
            last = name_end(scan.text, scan.folded, which_work.end(), end)
            words = as_written(_POST_OF_ALL.sub("", self._written(scan, place, last)))
            return Mention(Span(place, last), (words,), ("",), "group", "nhóm có việc", None)
        if group.vague and not group.related and OWNED.match(scan.folded, group.end, end):
            last = name_end(scan.text, scan.folded, group.end, end, group=True)
            words = as_written(_POST_OF_ALL.sub("", self._written(scan, place, last)))
            return Mention(Span(place, last), (words,), ("",), "group", "nhóm của đơn vị", None)
        if group.vague:
            return Mention(span, (), (), "vague", "có liên quan" if group.related else "nhóm chung", None)
        if not group.names:
            return Mention(span, (self._written(scan, place, group.end),), ("",), "group", "nhóm", None)
        ids = tuple(self._id_of(n) for n in group.names)
        return Mention(span, group.names, ids, "group", "nhóm", None)

    def _which(self, scan: Scan, place: int, end: int) -> int:
        """Behind `(các xã, phường) Tân Lộc, An Khê`; 0 where all are meant."""
        last = 0
        while named := PLACE_NAME.match(scan.text, place, end):
            last = named.end()
            separator = re.compile(r"(?:,| và)(?= )").match(scan.text, last, end)
            if separator is None or self._begins_body(scan, separator.end() + 1):
                break
            place = separator.end()
        return last

    def _begins_body(self, scan: Scan, place: int) -> bool:
        return place in scan.by_start or head_pattern().match(scan.folded, place) is not None

    def _behind_post(self, scan: Scan, place: int, end: int, context: Context, *, in_list: bool) -> Mention | None:
        """`Giám đốc Sở X`: the body for its head; `đồng chí Nguyễn Văn A`: the person."""
        if (villages := VILLAGE_HEADS.match(scan.folded, place, end)) and not PLACE_NAME.match(scan.text, villages.end(), end):
            words = re.sub(r"(?:tổ )?trưởng |các ", "", villages["villages"])
            return Mention(Span(place, villages.end()), (f"Các {words}",), ("",), "group", "trưởng thôn", None)
        post = POST.match(scan.folded, place, end)
        if post is None:
            return None
        body = self._known(scan, post.end(), end, context) or self._group(scan, post.end(), end, context)
        if (body is None or body.kind == "vague") and (many := HEADED_BY.match(scan.folded, place, end)):
            body = self._many(scan, post.end(), MANY.match(scan.folded, post.end(), end) or many, end)
        if body is None and not scan.folded.startswith(("lãnh đạo", "đại diện", "đồng chí"), place):
            alone = scan.folded.startswith(("đảng ủy", "hội đồng", "ban chỉ đạo", "ban chỉ huy", "ban quản lý"), post.end())
            body = self._unit(scan, post.end(), end, context, in_list=alone) or self._small_head(scan, post.end(), end)
        elif body is None and (head := head_pattern().match(scan.folded, post.end(), end)):
            body = self._standing_for_issuer(scan, post.end(), head.end(), context)
        if body and body.rule == "cơ quan ban hành" and "phó " in post[0]:
            return self._person(scan, place, body.span.end + 1, body.span.end)
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
        if whole := self._fixed_form(scan, place, end):
            return whole
        head = head_pattern().match(scan.folded, place, end)
        small = SMALL_UNITS.match(scan.folded, place, end) if in_list else None
        if small and not (head and scan.text[place].isupper()):
            return self._small_unit(scan, place, small.end(), end)
        named_after = head and in_list and head[0] in SMALL_HEADS and _CAPITAL_BEHIND.match(scan.text, head.end(), end)
        if head is None or not (scan.text[place].isupper() or named_after):
            return None
        last = name_end(scan.text, scan.folded, head.end(), end)
        titled = last > head.end() and _TITLED.match(scan.text, place, head.end())
        if not in_list and not titled and not NAMED.search(scan.text, head.end(), last):
            return None
        if (standing := self._of_the_level(scan, place, last, end, context)) is not None:
            return standing
        if head[0] in WITH_A_CAPITAL and not NAMED.match(scan.text, head.end(), last):
            last = head.end()
        if last == head.end() and (standing := self._standing_for_issuer(scan, place, last, context)):
            return standing
        if scan.folded[place:last] in ("đơn vị", "cơ quan"):
            return Mention(Span(place, last), (), (), "vague", "đơn vị chung", None)
        if (
            scan.folded[place:last] == "báo"
            and in_list
            and context.level == "tinh"
            and context.province
            and scan.text[last : last + 1] in (",", ";")
        ):
            return Mention(Span(place, last), (f"Báo {context.province}",), ("bao_tinh",), "agency", "tên tắt theo tỉnh", None)
        paper = (
            head[0] in ("báo", "tạp chí", "hội", "hiệp hội")
            and in_list
            and scan.text.endswith(", ", 0, place)
            and not is_verb_at(scan.folded, head.end() + 1)
        )
        if head[0] in NEEDS_NAME and not paper and not NAMED.match(scan.text, head.end(), last) and not (small and head[0] == "hội"):
            return None
        members = head[0] == "thành viên"
        if members or (head[0] in OF_THE_MANY and not OWN_NAME.search(scan.text, place, last)):
            written = self._written(scan, place, last) if members else scan.text[place:last].lower()
            words = f"Các {written[:1].lower()}{written[1:]}"
            return Mention(Span(place, last), (words,), ("",), "unknown", "nhóm ngoài nhà nước", "Tên không có trong danh mục")
        unknown = self._unknown(scan, place, last, context)
        if unknown.names and unknown.names[0].isupper() and head[0] in ROLES:
            unknown = unknown._replace(names=(unknown.names[0].capitalize(),))
        return None if head[0] in SLIPPED_HEADS and unknown.kind == "unknown" else unknown

    def _fixed_form(self, scan: Scan, place: int, end: int) -> Mention | None:
        """Names of a fixed form whose words would end other names: a province's press body, the Front's committees of villages."""
        if (press := PRESS.match(scan.folded, place, end)) and scan.text[place].isupper():
            last = name_end(scan.text, scan.folded, press.end(), end)
            whole = "Báo và " + ("Đài " if " đài " in press[0] else "") + "Phát thanh, Truyền hình" + scan.text[press.end() : last]
            return Mention(Span(place, last), (as_written(whole),), ("bao_ptth_tinh",), "agency", "báo và đài", None)
        if front := _FRONT_COMMITTEES.match(scan.folded, place, end):
            words = self._written(scan, place, front.end())
            return Mention(Span(place, front.end()), (words,), ("",), "unknown", "ban công tác mặt trận", "Tên không có trong danh mục")
        return None

    def _of_the_level(self, scan: Scan, place: int, last: int, end: int, context: Context) -> Mention | None:
        """`Công an`, `Tòa án nhân dân` alone: the body of the issuer's level."""
        name = OF_THE_LEVEL.get(scan.folded[place:last], {}).get(context.level)
        if name is None or OF_MANY.match(scan.folded, last, end):
            return None
        names = printed(self.table.entries[key(name)][0], context)
        return Mention(Span(place, last), names, (self._id_of(name),), "agency", "tên tắt theo cấp", None)

    def _standing_for_issuer(self, scan: Scan, place: int, last: int, context: Context) -> Mention | None:
        """`báo cáo Bộ`, `trình Bộ trưởng`, `Lãnh đạo Sở`: in an agency's own papers the agency itself."""
        if scan.folded[place:last] in ("ubnd", "hđnd", "ủy ban nhân dân", "hội đồng nhân dân") and context.level == "tinh":
            return self._of_own_committee(scan, place, last, context)
        kind = {"bộ trưởng": "Bộ", "bộ": "Bộ", "sở": "Sở", "tổng cục": "Tổng cục"}.get(scan.folded[place:last])
        if kind is None or not (context.issuer or "").startswith(f"{kind} "):
            return None
        scanned = self._scan(context.issuer or "")
        issuer = self._mention_at(scanned, 0, len(scanned.text), context, in_list=True)
        return issuer._replace(span=Span(place, last), rule="cơ quan ban hành") if issuer else None

    def _of_own_committee(self, scan: Scan, place: int, last: int, context: Context) -> Mention:
        """`trình UBND`, `HĐND, UBND` alone in a province's papers: the province's."""
        name = "UBND tỉnh" if scan.folded[place] in "uủ" else "HĐND tỉnh"
        names = printed(self.table.entries[key(name)][0], context)
        return Mention(Span(place, last), names, (self._id_of(name),), "agency", "tên tắt theo cấp", None)

    def _many(self, scan: Scan, place: int, many: re.Match[str], end: int) -> Mention | None:
        last = name_end(scan.text, scan.folded, many.end(), end, words=16, group=True)
        if tail := OF_MANY.match(scan.folded, many.end(), end):
            last = max(last, tail.end())
        if (own := _NAMED_ITEM.search(scan.text, place, last)) and _FIRST_ITEMS.fullmatch(scan.folded, place, own.start()):
            last = own.start()  # `Các phòng, Trung tâm Công nghệ thông tin`: the second is a body of its own
        words = scan.text[place:last]
        if re.search(r"(?:có )?liên quan(?: khác)?$", words.casefold()):
            return Mention(Span(place, last), (), (), "vague", "có liên quan", None)
        return Mention(Span(place, last), (self._written(scan, place, last),), ("",), "group", "các + danh từ", None)

    def _small_unit(self, scan: Scan, place: int, behind: int, end: int) -> Mention | None:
        complete = scan.folded.startswith("cấp có thẩm quyền", place)
        last = behind if complete else name_end(scan.text, scan.folded, behind, end)
        if last == behind and scan.folded.startswith(("đơn vị", "cơ quan"), place):
            last = name_end(scan.text, scan.folded, behind, end, group=True)  # `đơn vị thẩm định`
        if many := OF_MANY.match(scan.folded, last, end):
            last = many.end()
        inspectors = _INSPECTORS.match(scan.folded, place) is not None
        if is_verb_at(scan.folded, place) and not inspectors and not scan.folded.startswith(("cấp ủy", "cấp có", *OF_THE_MANY), place):
            return None
        if scan.folded[place:last] in ("đơn vị", "cơ quan"):
            return Mention(Span(place, last), (), (), "vague", "đơn vị chung", None)
        if named := self._by_code(scan, place, last):
            return named
        words = self._written(scan, place, last)
        words = words.capitalize() if words.isupper() else words
        if scan.folded.startswith(OF_THE_MANY, place) and not OWN_NAME.search(words):
            words = f"Các {words[:1].lower()}{words[1:]}"
        return Mention(Span(place, last), (words,), ("",), "unknown", "đơn vị chung", "Tên không có trong danh mục")

    def _by_code(self, scan: Scan, place: int, last: int) -> Mention | None:
        """`Phòng BCVTCNTT`: a unit inside the agency by the code of its fields, to be looked at."""
        code = CODE_OF_PHONG.fullmatch(scan.text, place, last)
        fields = written_out_fields(code["code"]) if code else ""
        if code is None or not fields:
            return None
        name = as_written(f"{code['kind']} {fields}")
        return Mention(Span(place, last), (name,), ("",), "unknown", "mã nội bộ", f"Đọc “{code[0]}” là “{name}”")

    def _unknown(self, scan: Scan, place: int, last: int, context: Context) -> Mention:
        """A unit by grammar; when it is a known name but for slips of OCR, that name."""
        if many := OF_MANY.match(scan.folded, last):
            last = many.end()
        words = IN_MANY.sub("", scan.text[place:last])
        if named := self._by_code(scan, place, last):
            return named
        if entry := self._nearly(words, context):
            doubt = f"Đọc “{words}” là “{entry.row.name}”"
            return Mention(Span(place, last), printed(entry, context), (entry.row.id,), "agency", "gần đúng", doubt)
        return Mention(
            Span(place, last),
            (_OF_THE_PARENT.sub("", IN_MANY.sub("", self._written(scan, place, last))),),
            ("",),
            "unknown",
            "loại đơn vị",
            "Tên không có trong danh mục",
        )
