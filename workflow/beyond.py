"""Bodies beyond this office: ministries and other provinces. A directive may give them work; it is kept and shown, never tracked here."""

from __future__ import annotations

import re
from functools import cache

from directives.agency_table import read_table
from directives.vietnamese import fold
from workflow.agency_names import BRACKET

#: `Bộ Tài chính`, `Tổng cục Thuế`, `Vụ Pháp chế`, `Văn phòng Chính phủ`; not `Bộ Chỉ huy quân sự tỉnh`, `Bộ Tư lệnh`, `bộ đội`, `bộ phận`
OF_THE_CENTRE = re.compile(
    r"(?:các )?(?:bộ (?!chỉ huy|tư lệnh|đội|phận|môn)|tổng cục |vụ |chính phủ|thủ tướng |quốc hội|"
    r"văn phòng (?:chính phủ|quốc hội|trung ương|chủ tịch nước)|thanh tra chính phủ|ủy ban trung ương |ban bí thư|bộ chính trị)"
)
#: at the end of a name, of bodies of the whole country: `Ban Tổ chức Trung ương`, `Viện kiểm sát nhân dân tối cao`
OF_THE_WHOLE = re.compile(r" (?:trung ương|tối cao)$")
#: what only a directive from above means of the centre: there `Cục Đường thủy nội địa` is no body of the province
FROM_ABOVE = re.compile(r"(?:cục |viện |học viện |đài |thông tấn xã|tập đoàn |tổng công ty |ngân hàng |hội |hiệp hội |liên minh )")
#: the body of a province says so at its end: `Cục Thống kê tỉnh`, `Hội Nông dân thành phố`
OF_A_PROVINCE = re.compile(r" (?:tỉnh|thành phố)(?: [^,;]{1,40})?$")
#: a province at the end of a name: `UBND tỉnh Sơn Hà`, `Sở Tài chính thành phố Hà Nội`, `UBND TP. Hồ Chí Minh`
PLACE = re.compile(r"(?<!\w)(?:tỉnh|thành phố|tp\.?) ?([^,;]{2,40})$")


def is_central(name: str, *, from_above: bool = False) -> bool:
    """Whether a name that no list has is that of a central body. `from_above`: it stands in a directive of such a body."""
    folded = fold(BRACKET.sub(" ", name)).strip()
    if OF_THE_CENTRE.match(folded) or OF_THE_WHOLE.search(folded):
        return True
    return from_above and FROM_ABOVE.match(folded) is not None and OF_A_PROVINCE.search(folded) is None


def is_of_another_province(name: str, own: str) -> bool:
    """Whether a name ends in another province or centrally run city than this office's, or those that went into it or it into.

    `own` is the office's province without `tỉnh`; where that is not known nothing is another's.
    """
    place = PLACE.search(fold(BRACKET.sub(" ", name)).strip())
    if place is None or not own:
        return False
    name = place[1].strip()
    return name in _provinces() and name not in _own(fold(own))


@cache
def _provinces() -> frozenset[str]:
    """Folded names of all provinces, old and new, as they are written behind their kind."""
    rows = read_table("provinces")
    names = [name for row in rows for name in (row["name"], row["successor_name"], *row["aliases"].split("|")) if name]
    return frozenset(fold(name).removeprefix("tp. ").removeprefix("tp ").removeprefix("tp") for name in names)


@cache
def _own(province: str) -> frozenset[str]:
    """The folded names of a province, of those merged with it, and of what it is now: their bodies are, or were, this office's."""
    rows = [row for row in read_table("provinces") if province in {fold(row["name"]), fold(row["successor_name"])}]
    heirs = {fold(row["successor_name"]) for row in rows}
    merged = {fold(row["name"]) for row in read_table("provinces") if fold(row["successor_name"]) in heirs}
    return frozenset({province} | heirs | merged)
