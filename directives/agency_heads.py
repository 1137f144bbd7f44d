"""Kinds of units that begin a name which no list knows: `Phòng`, `Trung tâm`, `Cục` …, and where such a word begins something else."""

from __future__ import annotations

import re
from functools import cache

from directives.agency_table import heads
from directives.vietnamese import fold_same_length

#: `Sở` and `Bộ` as scans spell them: a name only when the table has it
SLIPPED_HEADS = ("số", "sò", "sờ", "sỡ", "sỏ", "sớ", "sô", "bô", "bồ", "uý ban", "uy ban", "ùy ban", "ửy ban")


#: Kinds of units whose syllable also begins another word: Báo cáo, Ban hành, Tổ chức, Hội nghị, Bộ máy, Trường hợp
NOT_A_UNIT = {
    "báo": "cáo|chí|động|hiệu|giá",
    "ban": "hành|đầu|đêm",
    "bộ": "máy|tiêu chí|chỉ số|thủ tục|luật|dữ liệu|mã|nhận diện|tài liệu|công cụ|câu hỏi|quy tắc",
    "chính quyền": "số|điện tử|mới",
    "đoàn": "kết",
    "đội": "ngũ",
    "khoa": "học|giáo",
    "công chức": "viên chức|, viên chức|và|người",
    "hội": "nghị|thảo|thi|chợ|diễn|họp|nhập|trường|viên|tụ",
    "phòng": "ngừa|chống|, chống|trừ|tránh|họp",
    "quỹ": "đất|nhà|thời gian",
    "thanh tra": "việc|công tác|chuyên ngành|đột xuất|, kiểm tra",
    "tổ": "chức",
    "trường": "hợp|học",
    "viện": "trợ|dẫn|phí",
    "vụ": "việc|án|mùa|đông|hè|thu",
}
#: Heads of unit_heads.csv that are units of one kind only
OF_ONE_KIND = {
    "thường trực": "ban chỉ đạo|hđnd|hội đồng|tỉnh ủy|thành ủy|huyện ủy|đảng ủy|ủy ban",
    "hệ thống": "đài|thông tin cơ sở|truyền thanh",
    "cổng": "thông tin điện tử|dịch vụ công|tt",
    "nhà": "văn hóa|hát|xuất bản|thiếu nhi|máy|khách",
}
#: Heads that the table of units need not teach: short forms, bodies of whole levels, brands
MORE_HEADS = (
    "phòng khám", "đồn biên phòng", "trung đoàn", "lữ đoàn",
    "thường trực", "tổ công tác", "ban cán sự đảng", "đảng đoàn", "công chức", "khoa",
    "bql", "bcđ", "ban ql", "cty", "ctcp", "đảng bộ", "đảng ủy", "uỷ ban", "tiểu ban", "kho bạc", "quân khu", "binh đoàn", "sở", "bộ",
    "đại biểu hđnd", "đại biểu quốc hội", "tổ đại biểu", "vp", "cảnh sát biển", "hải quân", "kiểm ngư",
    "thương vụ", "đại sứ quán", "tổng lãnh sự quán", "cảng vụ",
    "huyện đoàn", "thị đoàn", "quận đoàn", "xã đoàn", "thành viên",
    "chủ đầu tư", "nhà thầu", "bên mời thầu", "hộ kinh doanh", "chủ rừng",
    "đoàn kiểm tra", "đoàn công tác", "đoàn thanh tra", "đoàn giám sát", "đoàn khảo sát",
    "ubnd", "hđnd", "công an", "quản lý thị trường", "tòa án", "viện kiểm sát", "mặt trận tổ quốc", "huyện ủy", "thành ủy", "thị ủy",
    "thời báo", "mobifone", "vietnamobile", "vinaphone", "fpt", "agribank", "vietcombank", "bidv", "vietinbank", "viettel", "vnpt",
)  # fmt: skip


@cache
def head_words() -> tuple[str, ...]:
    """The kinds of units of unit_heads.csv and those beside it, folded, the longest first."""
    shipped = [fold_same_length(h) for h in heads() if not h.startswith("Các")]
    return tuple(sorted({*shipped, *MORE_HEADS, *SLIPPED_HEADS}, key=len, reverse=True))


@cache
def head_pattern() -> re.Pattern[str]:
    """A kind of unit of unit_heads.csv at the place, in folded text."""
    return re.compile(rf"(?:{'|'.join(map(_head, head_words()))})(?!\w)")


def _head(word: str) -> str:
    pattern = re.escape(word).replace(r"\ ", " ")
    if word in NOT_A_UNIT:
        return rf"{pattern}(?! (?:{NOT_A_UNIT[word]})(?!\w)|, (?:kiểm tra|chống))"
    if word in OF_ONE_KIND:
        return rf"{pattern}(?= (?:{OF_ONE_KIND[word]}))"
    return pattern
