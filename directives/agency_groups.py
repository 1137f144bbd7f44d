"""Groups of agencies: `các sở, ban, ngành`, `UBND các huyện, thành phố`, mixed lists of them, and vague remainders.

FORMAT gives each group one spelling; which localities `các địa phương` are depends on the issuer's level and the day.
"""

from __future__ import annotations

import re
from datetime import date
from typing import NamedTuple

from directives.agency_table import Context

#: District level ended the day before (Luật Tổ chức chính quyền địa phương 2025)
TWO_LEVELS_FROM = date(2025, 7, 1)

#: What may stand in a group's list, longest first, and the kind of body that it is
ITEMS = {
    "tổ chức chính trị - xã hội": "mass",
    "tổ chức chính trị xã hội": "mass",
    "tổ chức đoàn thể": "mass",
    "hội, đoàn thể": "mass",
    "hội đoàn thể": "mass",
    "đoàn thể chính trị - xã hội": "mass",
    "đoàn thể": "mass",
    "cơ quan ngang bộ": "ministry",
    "cơ quan thuộc chính phủ": "ministry",
    "cơ quan trung ương": "ministry",
    "thủ trưởng cơ quan ngang bộ": "ministry",
    "thủ trưởng cơ quan thuộc chính phủ": "ministry",
    "thủ trưởng": "head",
    "bộ trưởng": "ministry",
    "địa phương": "local",
    "thị trấn": "commune",
    "đặc khu": "commune",
    "phường": "commune",
    "xã": "commune",
    "thành phố": "city",
    "thị xã": "district",
    "thành": "city",
    "thị": "district",
    "huyện": "district",
    "quận": "district",
    "tỉnh": "province",
    "cơ quan": "body",
    "đơn vị": "body",
    "tổ chức": "organisation",
    "cá nhân": "person",
    "sở ban ngành": "office",
    "sở ngành": "office",
    "ban ngành": "office",
    "ngành": "office",
    "ban": "office",
    "sở": "office",
    "bộ": "ministry",
    "hội": "mass",
    "doanh nghiệp": "firm",
    "hợp tác xã": "coop",
    "cấp": "level",
}
_END = r"(?=$|[,;.:)]| và | (?:có )?liên quan)"
#: Items that are a group's only before the right words: doanh nghiệp viễn thông is its own group, thành viên and bộ phận are no places
_ITEM_LOOKS = {
    "doanh nghiệp": rf"doanh nghiệp{_END}",
    "hợp tác xã": rf"hợp tác xã{_END}",
    "thành": r"thành(?=$|[,;.:)]| và thị| thị(?!\w))",
    "thị": r"thị(?=$|[,;.:)]| và thành| thành(?!\w))",
    "xã": r"xã(?! viên| hội| ủy)",
    "hội": r"hội(?! viên| nghị| thảo| chợ| đồng| liên| nông| phụ| cựu| doanh| nghề| quần chúng| đặc thù"
    r"| chữ| người| khuyến| luật| nhà| văn| đông| tin| làm| sinh| bảo| nạn| tù| di| kế| cha| châm| y)",
    "bộ": r"bộ(?! phận| máy| tiêu chí| chỉ| thủ tục| luật| đội)",
    "ban": r"ban(?! hành| điều hành| công tác| nhân dân| đại diện| giám sát| soạn thảo| biên tập"
    r"| bí thư| tuyên| dân| chỉ đạo| quản lý| chấp hành| thường vụ| tổ chức| của| đảng| xây)",
    "ngành": r"ngành(?! nghề| hàng| kinh tế| công nghiệp| dịch vụ| nông| học| đào tạo)",
    "huyện": r"huyện(?! ủy| đoàn|,? (?:thị, |thành, )?(?:thành|thị),? (?:ủy|đoàn))",
    "tỉnh": r"tỉnh(?! ủy| đoàn)",
    "sở": r"sở(?! hữu| tại)",
}
_ITEM = (
    "(?:"
    + "|".join(_ITEM_LOOKS.get(i, re.escape(i).replace(r"\ ", " ")) for i in ITEMS)
    + r")(?! hội)(?<!cấp(?= (?:tỉnh|huyện|xã|ủy|trên|dưới|có|bách)))"
)
#: UBND before an item of the list: các sở, ngành, UBND các huyện, thành phố
_ITS_COMMITTEE = (
    r"(?:(?:chủ tịch )?(?:hđnd, )?(?:ubnd|ủy ban nhân dân) (?!(?:huyện|xã|phường|thành phố|quận|thị xã)(?!,| và| /)"
    r"|tỉnh(?!(?:, ?| và | ?/ ?)(?:thành|tp))))?"
)
#: a sở or a bộ of its own behind the list: `các sở, ban, ngành, Sở Y tế`; `các cơ quan, tổ chức, Bộ Tư pháp`; `các ngành, Sở TTTT`
_NO_FIELD = (
    r"(?!(?:sở|bộ) (?:y tế|tài chính|xây dựng|nội vụ|công thương|giáo dục|khoa học|nông nghiệp|tư pháp|văn hóa|du lịch|ngoại vụ|ngoại giao"
    r"|thông tin|kế hoạch|giao thông|lao động|tài nguyên|dân tộc|công an|quốc phòng|[bcdđghklmnpqrstvx&]{2,8})(?!\w))"
)
#: before a group: các, Thủ trưởng các, Chủ tịch UBND các, Giám đốc các, lãnh đạo các, UBND
_HEAD = (
    r"(?:(?:thủ trưởng|giám đốc|lãnh đạo|người đứng đầu|chủ tịch|trưởng|đồng chí) )?(?P<committee>"
    r"(?:(?:hđnd|hội đồng nhân dân)(?: và|,|-) ?)?"
    r"(?:ubnd|ủy ban nhân(?: dân)?|uỷ ban nhân(?: dân)?) )?"
)
#: `các` again inside the list; what begins a list of its own there (`… và các đơn vị liên quan`) is left to the next reading
_ALSO_MANY = r"(?:các (?!doanh nghiệp|hợp tác xã|cơ quan|đơn vị|tổ chức(?! chính| đoàn)|cấp|cá nhân))?"
_SEP = r"(?: ?[,;/] ?(?:và )?| và | - | ?& ?)"
#: of what: của tỉnh, cấp tỉnh, thuộc tỉnh, (các sở, ban, ngành) thuộc UBND tỉnh, trực thuộc Trung ương, trên địa bàn tỉnh, trong tỉnh
_OF = (
    r"(?:(?:(?<=ngành)|(?<=sở)) thuộc (?:ubnd|ủy ban nhân dân|uỷ ban nhân dân) (?:tỉnh|thành phố)(?!\w)|"
    r" (?:của|cấp|thuộc|trong|ở)? ?(?:tỉnh|thành phố|trung ương|cả nước)(?! ủy)(?! đoàn)(?!\w)"
    r"| cấp (?:huyện|xã)(?!\w)| trực thuộc trung ương| chuyên môn(?! hóa)| chức năng"
    r"| (?:đóng )?(?:trên|tại) địa bàn(?: (?:tỉnh|thành phố|huyện|toàn tỉnh))?)"
)
#: các sở, ban, ngành; UBND 98 xã, phường; Thủ trưởng các sở, ban, ngành tỉnh; UBND các huyện, thị xã, thành phố;
#: các huyện, thành phố và các sở, ngành có liên quan
GROUP = re.compile(
    rf"(?<!\w){_HEAD}(?P<many>(?:các|tất cả các|\d{{1,4}}(?:/\d{{1,4}})?) )?"
    rf"(?P<items>{_ITEM}(?!\w)(?:{_OF})?(?:{_SEP}{_ITS_COMMITTEE}{_ALSO_MANY}{_NO_FIELD}{_ITEM}(?!\w)(?:{_OF})?){{0,8}})"
    rf"(?P<related>,? (?:có )?liên quan(?: khác)?(?!\w)(?:{_OF})?)?"
)
#: UBND cấp huyện; cấp huyện, cấp xã; chính quyền cấp xã
BY_LEVEL = re.compile(
    r"(?<!\w)(?:(?:thủ trưởng|lãnh đạo|chủ tịch) )?(?:(?:hđnd|hội đồng nhân dân)(?: và|,|-) ?)?"
    r"(?:ubnd|ủy ban nhân(?: dân)?|chính quyền)(?: các)? cấp (?P<levels>(?:tỉnh|huyện|xã)(?:(?:, "
    r"| và |; ?)(?:ubnd |ủy ban nhân dân )?(?:cấp )?(?:huyện|xã))?)(?!\w)"
    r"(?P<related>,? (?:có )?liên quan(?: khác)?(?!\w))?"
)
#: các … liên quan with any short words between: các bộ phận, ngành, đoàn thể có liên quan; các đơn vị khác có liên quan
RELATED = re.compile(
    r"(?<!\w)(?:với )?(?:(?:thủ trưởng|lãnh đạo) )?các (?:cơ quan|đơn v[ịiỉíì]|ngành|sở|ban|bộ"
    r"|tổ chức|địa phương|cá nhân|cấp|bộ phận|phòng|đoàn thể|doanh nghiệp|hội|thành viên|vụ|cục)"
    r"(?:,? (?!chủ trì|phối hợp|triển khai|thực hiện|căn cứ|theo|tổ chức (?!liên|có|đoàn|chính)"
    r"|xây dựng|báo cáo|để|có (?!liên)|và các|các)[^\W\d_]+){0,10}?"
    rf",? (?:có )?liên quan(?: khác)?(?!\w)(?:{_OF})?"
)


#: One item of a group's list with its `của tỉnh`
_EACH_ITEM = re.compile(rf"(?<!\w)({_ITEM})(?!\w)(?:{_OF})?")


#: Central groups without `các`: Thủ trưởng cơ quan ngang bộ, cơ quan thuộc Chính phủ
CENTRAL_HEADS = (
    "thủ trưởng các",
    "thủ trưởng cơ quan ngang bộ",
    "thủ trưởng cơ quan thuộc",
    "cơ quan ngang bộ",
    "cơ quan thuộc chính phủ",
    "bộ trưởng, ",
    "bộ, cơ quan",
    "bộ, ngành",
    "sở, ngành",
    "sở, ban, ngành",
    "ban, ngành",
    "ngành, địa phương",
    "cơ quan, đơn vị",
    "đơn vị, địa phương",
)


class Group(NamedTuple):
    """A group in a text: where it ends, its printed names, whether it is only a vague remainder."""

    end: int
    names: tuple[str, ...]
    vague: bool
    related: bool = False  # it ends in `(có) liên quan`


def group_at(folded: str, start: int, end: int, context: Context) -> Group | None:
    """The group that begins at `start`, None when none does."""
    found = BY_LEVEL.match(folded, start, end)
    if found:
        names = tuple(_localities(level, context) for level in re.findall(r"tỉnh|huyện|xã", found["levels"]))
        return Group(found.end(), tuple(dict.fromkeys(names)), False)
    related = RELATED.match(folded, start, end)
    m = GROUP.match(folded, start, end)
    if m and (m["many"] or m["committee"] or m[0].startswith(CENTRAL_HEADS) or _are_localities(m["items"])):
        group = _read(m, context)
        if group and not (related and related.end() > group.end and group.vague):
            return group
    return Group(related.end(), (), True, True) if related and not _names_a_body(related[0]) else None


def _are_localities(items: str) -> bool:
    """`huyện, thị xã, thành phố` needs no `các`."""
    kinds = [ITEMS[i] for i in _EACH_ITEM.findall(items)]
    return len(kinds) > 1 and set(kinds) <= {"district", "city", "commune"}


def _names_a_body(words: str) -> bool:
    """`các sở, ngành, UBND cấp huyện liên quan` has a real group in it."""
    return re.search(r"ubnd|ủy ban|huyện|xã(?! hội)", words) is not None


def _read(m: re.Match[str], context: Context) -> Group | None:
    items = m["items"]
    kinds = [ITEMS[i] for i in _EACH_ITEM.findall(items)]
    if m["committee"]:
        names = tuple(dict.fromkeys(n for n in _committee_names(kinds, m, context)))
        several = len(kinds) > 1 and set(kinds) <= {"district", "city", "commune", "province"}
        if not names or not (m["many"] or several):
            return None  # `UBND tỉnh và Bộ X` is one committee
        return Group(m.end(), names, False)
    if set(kinds) <= {"level", "office", "body", "organisation", "head"} and "level" in kinds:
        return Group(m.end(), (), True)  # các cấp, các ngành
    if items in ("hội", "hội của tỉnh"):
        return None  # `các hội, hiệp hội`: no mass organisations
    if m["related"] and not set(kinds) & {"district", "commune"}:
        return Group(m.end(), (), True, True)
    if set(kinds) <= {
        "body",
        "organisation",
        "person",
    }:  # các cơ quan, đơn vị; but `các cơ quan chuyên môn`, `các cơ quan, đơn vị trung ương` as written
        return Group(m.end(), (), re.search(_OF, items) is None, bool(m["related"]))
    names = tuple(dict.fromkeys(_names(kinds, items, context)))
    return Group(m.end(), names, False) if names else None


def _committee_names(kinds: list[str], m: re.Match[str], context: Context) -> list[str]:
    wanted = [k for k in kinds if k in ("district", "city", "commune", "province", "local")]
    if "province" in wanted or ("city" in wanted and context.level == "tw" and "district" not in wanted):
        return ["UBND các tỉnh, thành phố"]
    names = []
    if "local" in wanted:
        names.append(localities(context))
    if "district" in wanted or ("city" in wanted and "commune" not in wanted):
        names.append("UBND các huyện, thành phố")
    if "commune" in wanted:
        names.append(_localities("xã", context))
    offices = [k for k in kinds if k == "office"]
    return names + (["Các sở, ban, ngành"] if offices else [])


def _names(kinds: list[str], items: str, context: Context) -> list[str]:
    """The groups that the words of a list mean, in the order of FORMAT's table."""
    has = set(kinds)
    names = []
    if "ministry" in has:
        names.append("Các bộ, ngành")
    elif "office" in has or ("body" in has and "local" in has):
        central = context.level == "tw" and re.search(r"(?<!\w)sở(?!\w)", items) is None
        names.append("Các bộ, ngành" if central else "Các sở, ban, ngành")
    if "mass" in has:
        names.append("Các tổ chức chính trị - xã hội")
    if "organisation" in has and not has & {"body", "person"}:
        names.append("Các tổ chức")
    if "firm" in has:
        names.append("Các doanh nghiệp")
    if "coop" in has:
        names.append("Các hợp tác xã")
    if "province" in has or (context.level == "tw" and "city" in has and "district" not in has):
        names.append("UBND các tỉnh, thành phố")
        has -= {"city"}
    if "district" in has or "city" in has:
        names.append("UBND các huyện, thành phố")
    if "commune" in has:
        names.append(_localities("xã", context))
    if "local" in has:
        names.append(localities(context))
    return names


def localities(context: Context) -> str:
    """`các địa phương`: the localities one level below the issuer on the day of issue."""
    if context.level == "tw":
        return "UBND các tỉnh, thành phố"
    if context.level == "huyen" or _two_levels(context):
        return _localities("xã", context)
    return "UBND các huyện, thành phố"


def _localities(level: str, context: Context) -> str:
    if level == "tỉnh":
        return "UBND các tỉnh, thành phố"
    if level == "huyện":
        return "UBND các huyện, thành phố"
    return "UBND các xã, phường, đặc khu" if _two_levels(context) else "UBND các xã, phường, thị trấn"


def _two_levels(context: Context) -> bool:
    return context.issued_on is not None and context.issued_on >= TWO_LEVELS_FROM
