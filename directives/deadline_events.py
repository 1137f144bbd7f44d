"""Times without a fixed day: relative, vague, continuous."""

from __future__ import annotations

import re
from datetime import date, timedelta

from directives.deadline_readings import CELL, PROSE, Anchor, Reading, left_of, relative, rule, says
from directives.model import DeadlineKind
from directives.time_words import (
    BEFORE,
    EVERY,
    MONTHS,
    QUARTER,
    TO,
    UNITS,
    N,
    Y,
    _,
    add_months,
    month_end,
    week_end,
)

# --- meanings: relative, conditional, vague, continuous ------------------------------------------------------------


#: The event is the issue of this very directive: kể từ ngày ký, ngày ban hành Kế hoạch này, khi Kế hoạch này được ban hành
OWN_ISSUE = re.compile(
    r"(?:(?:ra )?(?:thong bao|cong dien) nay|ky(?! (?:hop dong|ket))|ban hanh(?! nghi dinh| thong tu)|(?:ke hoach|chi thi|quyet dinh"
    r"|cong van|van ban|thong bao|nghi quyet|chuong trinh)"
    r"(?: nay)? (?:duoc )?(?:ban hanh|ky))"
)


def counted(m: re.Match[str], at: Anchor) -> list[Reading]:
    """`trong thời hạn 15 ngày kể từ ngày ký`: computed when it counts from the issue in days, weeks, months or years.

    `thời hạn 05 năm kể từ ngày cấp` is how long a licence holds.
    """
    if m["u"] == "nam" and m["anchor"].startswith("cap"):
        return []
    if at.issued_on is None or not OWN_ISSUE.match(m["anchor"]):
        return relative()
    n = int(m["n"].translate(str.maketrans("olsi", "0151")))
    match m["u"]:
        case "ngay":
            return relative(at.issued_on + timedelta(days=n))
        case "tuan":
            return relative(at.issued_on + timedelta(weeks=n))
        case "thang":
            return relative(add_months(at.issued_on, n))
        case "nam":
            return relative(add_months(at.issued_on, 12 * n))
    return relative()


def uncounted(m: re.Match[str], at: Anchor) -> list[Reading]:
    """`trong thời gian không quá 02 ngày làm việc`; not the processing time of a procedure."""
    return [] if says(r"(?:giai quyet|rut ngan|xu ly ho so|thu tuc)[^,;.]{0,20}$", left_of(m, at)) else relative()


def event(m: re.Match[str], at: Anchor) -> list[Reading]:
    """Counts from another event: its words are all that is known."""
    return relative()


def unanchored(m: re.Match[str], at: Anchor) -> list[Reading]:
    """`hoàn thành trong 10 ngày`: a term whose start is not said; `đã hoàn thành trong 10 ngày` is history."""
    if says(r"\bda\b[^,;.]*$", left_of(m, at, 120)):
        return []
    return [Reading(DeadlineKind.RELATIVE, doubt="Không ghi tính từ ngày nào", span=m.span("term"))]


def after_while(m: re.Match[str], at: Anchor) -> list[Reading]:
    """`sau 06 tháng triển khai thí điểm`; `sơ kết sau 2 năm hoạt động` names what is looked back on."""
    return [] if says(r"(?:so ket|tong ket|danh gia|nhin lai) (?:[\w~]+ ){0,3}$", left_of(m, at)) else relative()


def this_or_next(m: re.Match[str], at: Anchor) -> list[Reading]:
    """`trong tháng này`, `trong quý này`, `vào tuần sau`, `tháng tới`: counted from the issue."""
    if at.issued_on is None:
        return relative()
    later = 0 if m["which"] == "nay" else 1
    match m["u"]:
        case "tuan":
            return relative(week_end(at.issued_on, later))
        case "thang":
            day = add_months(at.issued_on.replace(day=1), later)
            return relative(month_end(day.year, day.month))
        case "nam":
            return relative(date(at.issued_on.year + later, 12, 31))
    day = add_months(at.issued_on.replace(day=1), 3 * later)
    return relative(month_end(day.year, (day.month + 2) // 3 * 3))


def month_after_issue(m: re.Match[str], at: Anchor) -> list[Reading]:
    """`trong tháng sau khi Kế hoạch được ban hành`: the end of the following month."""
    if at.issued_on is None:
        return relative()
    following = add_months(at.issued_on.replace(day=1), 1)
    return relative(month_end(following.year, following.month))


def before_meeting(m: re.Match[str], at: Anchor) -> list[Reading]:
    """`gửi tài liệu trước các phiên họp`; who reports or answers before a meeting stands in front of it."""
    in_front = says(r"(?:trach nhiem|trinh bay|bao cao|phat bieu|giai trinh|cam ket|hua|cong khai|dien ra|tra loi)\s*$", left_of(m, at))
    return [] if in_front and not says(r"giua nam|cuoi nam|it nhat|thuong le|lan thu|thu \d", m[0]) else relative()


def duration(m: re.Match[str], at: Anchor) -> list[Reading] | None:
    """`≤ 15 ngày làm việc`, `18 tháng` as a whole cell: how long the step may take; `6 tháng` there is a rhythm."""
    return None if m["u"] == "nam" or (m["u"] == "thang" and int(m["n"].translate(str.maketrans("olsi", "0151"))) <= 12) else relative()


def vague(m: re.Match[str], at: Anchor) -> list[Reading]:
    return [Reading(DeadlineKind.VAGUE)]


def continuous(m: re.Match[str], at: Anchor) -> list[Reading] | None:
    """`Thường xuyên` in a column of times, unless it says a rhythm or a date too."""
    return None if says(rf"{EVERY} {UNITS}|\d", at.text) else [Reading(DeadlineKind.CONTINUOUS)]


# --- the rules

#: How many, before a unit of time: 15, l5, 10 (mười)
COUNT = rf"(?P<n>\d{{1,3}}|{N}){_}(?:\([^)]{{0,20}}\){_})?"
SPAN_WORDS = rf"(?:(?:cham nh[a]t|muon nhat)(?: la)?|trong(?: thoi (?:han|gian)| vong)?|thoi (?:han|gian)|sau|khong (?:cham )?qua){_}"
KIND_OF_DAY = r"(?P<u>gio|phut|ngay lam viec|ngay|tuan|thang|nam)"
TO_STOP = r"[^.,;:\n()]{0,60}"

#: Of a count of days one of these is said, and before it one of these
TIME_UNIT = "gio|phut|ngay|tuan|thang|nam"
SPAN_SAID = "cham nhat|muon nhat|trong|thoi han|thoi gian|sau|qua"

EVENT_RULES = (
    # trong thời hạn 15 ngày kể từ ngày ký; chậm nhất sau 05 ngày kể từ khi kết thúc hội nghị
    rule(
        "đếm từ mốc",
        rf"(?<!\w)(?:{SPAN_WORDS}){{1,3}}{COUNT}{KIND_OF_DAY}{_},?{_}(?:ke{_})?tu{_}(?:ngay|khi|luc){_}(?P<anchor>{TO_STOP})",
        counted,
        needs=f"tu & khi|luc|ngay & {TIME_UNIT} & {SPAN_SAID}",
    ),
    # chậm nhất 12 giờ sau khi xảy ra sự cố; 03 ngày làm việc sau khi nhận được văn bản
    rule(
        "sau sự kiện số ngày",
        rf"(?<!\w)(?:{SPAN_WORDS}){{0,3}}(?:khong qua{_})?{BEFORE}{COUNT}{KIND_OF_DAY}{_},?{_}sau{_}(?:khi|thoi diem)(?!\w){TO_STOP}",
        event,
        needs=f"sau & khi|thoi diem & {TIME_UNIT}",
    ),
    # trước khi xả lũ ít nhất 04 giờ
    rule(
        "trước sự kiện ít nhất",
        rf"(?<!\w)truoc{_}(?:khi|ngay|thoi diem)(?!{_}\d)(?!\w)[^.,;:\n)]{{1,60}}?(?:it nhat|toi thieu){_}{COUNT}{KIND_OF_DAY}(?!\w)",
        event,
        needs="it nhat|toi thieu & truoc",
    ),
    # 10 ngày kể từ ngày ban hành Thông báo (cells, where the bound is left out)
    rule(
        "đếm từ mốc",
        rf"^\W{{0,3}}{COUNT}{KIND_OF_DAY}{_},?{_}(?:ke{_})?tu{_}(?:ngay|khi|luc){_}(?P<anchor>{TO_STOP})",
        counted,
        CELL,
        needs=f"tu & khi|luc|ngay & {TIME_UNIT}",
    ),
    # trong thời gian không quá 02 ngày làm việc
    rule(
        "không quá số ngày",
        rf"trong{_}(?:thoi (?:gian|han)|vong){_}(?:khong qua{_})?{COUNT}{KIND_OF_DAY}(?!\w)",
        uncounted,
        needs="trong & thoi gian|thoi han|vong",
    ),
    # trong 03 ngày làm việc, không quá 24 giờ
    rule(
        "trong số ngày làm việc",
        rf"(?<!\w)(?:trong|khong qua){_}{COUNT}(?P<u>ngay{_}lam viec|gio)(?!\w)(?!{_}(?:dau|cuoi|lien tuc|/))",
        uncounted,
        needs="trong|khong qua & gio|lam viec",
    ),
    # sau 06 tháng triển khai thí điểm
    rule(
        "sau khoảng thời gian",
        rf"(?<!\w)sau{_}{COUNT}{KIND_OF_DAY}{_}(?:trien khai|thuc hien|hoat dong|van hanh|thi diem){TO_STOP}",
        after_while,
        needs="sau & hoat dong|thi diem|thuc hien|trien khai|van hanh",
    ),
    # 05 ngày trước khi tổ chức hội nghị
    rule(
        "trước sự kiện số ngày",
        rf"{BEFORE}{COUNT}{KIND_OF_DAY}{_}truoc{_}(?:khi|ngay)(?!{_}\d)(?!\w){TO_STOP}",
        event,
        needs=f"truoc & {TIME_UNIT}",
        core=rf"(?:gio|phut|viec|ngay|tuan|thang|nam){_}truoc{_}(?:khi|ngay)",
    ),
    # trước ngày khai mạc kỳ họp ít nhất 15 ngày; trước ngày khai giảng năm học mới
    rule(
        "trước ngày sự kiện",
        rf"(?<!\w)truoc{_}(?:ngay|le){_}(?:khai mac|khai giang|dien ra|to chuc|bau cu|bat dau){TO_STOP}",
        event,
        needs="khai mac|khai giang|dien ra|to chuc|bau cu|bat dau & truoc",
    ),
    # chậm nhất 7 ngày sau ngày ra Thông báo này
    rule(
        "số ngày sau khi ban hành",
        rf"(?<!\w)(?:{SPAN_WORDS}){{0,3}}{BEFORE}{COUNT}(?P<u>ngay|tuan|thang){_},?{_}sau{_}ngay{_}(?:ra{_})?"
        rf"(?P<anchor>(?:ban hanh|ky|ra){TO_STOP}"
        rf"|(?:thong bao|ke hoach|chi thi|cong van|quyet dinh)(?: nay)?(?: duoc)? (?:ban hanh|ky))",
        counted,
        needs="sau & ngay & ban hanh|ky|ra|chi thi|cong van|ke hoach|quyet dinh|thong bao",
    ),
    # trong tháng sau khi Kế hoạch được ban hành
    rule(
        "tháng sau khi ban hành",
        rf"trong{_}thang{_}sau khi{_}(?:ke hoach|chi thi|quyet dinh|cong van|van ban){TO_STOP}ban hanh",
        month_after_issue,
        needs="sau khi",
    ),
    # ngay sau khi Kế hoạch được ban hành, ngay sau khi nhận được văn bản này
    rule(
        "ngay sau khi ban hành",
        rf"(?<!\w)(?:ngay{_})?sau khi{_}(?:(?:ke hoach|chi thi|quyet dinh|cong van|van ban|chuong trinh)"
        rf"(?: nay)? (?:duoc )?(?:ban hanh|phe duyet)"
        rf"|nhan duoc (?:van ban|cong van|ke hoach|chi thi)(?: nay|(?=[.,;)]|$))|ket thuc {TO_STOP})",
        event,
        needs="sau khi",
    ),
    # gửi tài liệu trước các phiên họp, trước mỗi kỳ họp ít nhất 03 ngày, trước Đại hội Đảng bộ tỉnh, trước khai giảng năm học mới
    rule(
        "trước cuộc họp",
        rf"(?<!\w)(?:vao{_})?truoc{_}(?:cac{_}|moi{_}|tung{_})?(?:ky{_}hop|phien{_}hop|cuoc{_}hop|hoi{_}nghi|dai{_}hoi|khai{_}giang|khai{_}mac"
        rf"|tong{_}tuyen{_}cu|ky{_}thi)(?!\w){TO_STOP}",
        before_meeting,
        needs="truoc & hop|nghi|hoi|giang|mac|cu|thi",
    ),
    # Đến trước thời điểm mở thầu
    rule("trước thời điểm", rf"(?<!\w)(?:den{_})?truoc{_}thoi diem{_}{TO_STOP}", event, needs="thoi diem"),
    # ≤ 15 ngày làm việc, 7 ngày, không quá 45 ngày, 18 tháng (the whole cell)
    rule(
        "số ngày trong ô",
        rf"^\W{{0,4}}(?:(?:trong|khong qua|toi da|khoang|thoi gian){_}){{0,2}}(?:vong{_})?{COUNT}{KIND_OF_DAY}(?=\W{{0,3}}(?: [a-z]\W?)?$)",
        duration,
        CELL,
    ),
    # Ngay sau hội nghị, Sau Tết Nguyên đán, Trước kỳ họp thứ 15 (cells)
    rule(
        "trước, sau sự việc",
        rf"^\W{{0,3}}(?:ngay{_})?(?:sau|truoc){_}(?:hoi nghi|ky hop|phien hop|cuoc hop|dot|tet|le|dai hoi|ky thi|cuoc thi|lop"
        rf"|khoa){TO_STOP}",
        event,
        CELL,
        needs="sau|truoc",
    ),
    # trước khi trình UBND tỉnh
    rule(
        "trước một việc",
        rf"(?<!\w)truoc khi{_}(?:trinh|hop|nghi|ket thuc|khai mac|khai giang|dien ra|to chuc){TO_STOP}",
        event,
        needs="truoc khi",
    ),
    # trước khi có mưa lớn, trước khi bão đổ bộ, trước khi bước vào năm học mới
    rule(
        "trước một hiện tượng",
        rf"(?<!\w)truoc{_}khi{_}(?:co (?:mua|bao|lu|dong|ret|nang)|bao |lu |mua |buoc vao|vao (?:mua|vu|nam hoc|ky)){TO_STOP}",
        event,
        needs="truoc & khi",
    ),
    # trước Tết Nguyên đán Giáp Thìn
    rule(
        "trước Tết",
        rf"(?<!\w)truoc{_}(?:dip{_}|ky nghi{_})?tet(?!\w)(?:{_}nguyen dan)?(?:{_}[a-z]{{2,5}}{_}(?:ty"
        rf"|suu|dan|mao|thin|ngo|mui|than|dau|tuat|hoi)(?!\w))?",
        event,
        needs="tet & truoc",
    ),
    # tại kỳ họp cuối năm, trước kỳ họp HĐND tỉnh giữa năm
    rule(
        "kỳ họp",
        rf"(?<!\w)(?:tai|truoc|trong){_}(?:ky|phien){_}hop(?: [\w~.]+){{0,8}}? (?:giua nam|cuoi nam|gan nhat|tiep theo)",
        event,
        needs="hop & giua nam|cuoi nam|gan nhat|tiep theo",
    ),
    # Cùng thời điểm lập dự toán, Cùng với thời điểm thẩm định văn bản
    rule("cùng thời điểm", rf"(?<!\w)cung{_}(?:voi{_})?thoi diem{_}{TO_STOP}", event, CELL, needs="thoi diem"),
    # kết thúc năm học, khi kết thúc học kỳ I
    rule(
        "kết thúc năm học",
        rf"(?<!\w)(?:(?:sau |truoc )?khi{_})?ket thuc{_}(?:nam hoc|hoc ky)(?: (?:i|ii|1|2)(?!\w))?(?: nam hoc)?(?: {Y}{TO}{Y})?",
        event,
        needs="hoc & ket thuc",
    ),
    # trong học kỳ II năm học 2023-2024, hết học kỳ I
    rule(
        "học kỳ",
        rf"(?<!\w)(?:trong|het|cuoi|truoc|dau){_}hoc ky{_}(?:i|ii|1|2)(?!\w)(?:{_},?{_}nam hoc{_}{Y}{_}[-–]{_}{Y})?",
        vague,
        needs="hoc ky",
    ),
    # ngay trong ngày
    rule("ngay trong ngày", rf"(?<!\w)ngay{_}trong{_}ngay(?!{_}\d)", event, needs="trong & ngay", core=rf"ngay{_}trong{_}ngay"),
    # trong tháng này, trong tuần sau, vào tuần tới
    rule(
        "kỳ này, kỳ sau",
        rf"(?<!\w)(?:(?:ngay )?trong|vao|den het){_}(?P<u>tuan|thang|quy|nam){_}(?P<which>nay|sau|toi)(?!\w)(?! khi)",
        this_or_next,
        needs="nay|sau|toi & trong|vao|den het",
        core=rf"(?:tuan|thang|quy|nam){_}(?:nay|sau|toi)",
    ),
)

VAGUE_RULES = (
    # đầu tháng 3/2023, giữa quý III/2023, đầu năm 2024, sớm trong quý II/2023
    rule(
        "đầu, giữa kỳ",
        rf"(?<!\w)(?<!tu )(?:(?:vao|trong|khoang) )?(?<!tu )(?<!tuan )(?:dau|giua|som trong) (?:{MONTHS}|{QUARTER}|nam{_}{Y})",
        vague,
        needs="dau|giua|som trong",
    ),
    # hoàn thành trong 10 ngày, xong trong 2 tháng: from when is not said
    rule(
        "số ngày không mốc",
        rf"(?<!\w)(?:hoan thanh|xong) (?P<term>trong (?:vong |thoi (?:gian|han) )?{COUNT}(?:ngay(?: lam viec)?|tuan|thang))(?=[.;)]|$)",
        unanchored,
        PROSE,
        needs="trong & xong|hoan thanh",
    ),
    # tuần đầu tháng 3, tuần 1 tháng 3/2023
    rule("tuần trong tháng", rf"(?<!\w)tuan (?:dau|cuoi|thu \w+|\d)(?: cua)? {MONTHS}", vague, needs="tuan"),
    # vào giữa nhiệm kỳ, cuối nhiệm kỳ
    rule("trong nhiệm kỳ", rf"(?<!\w)(?:vao )?(?:dau|giua|cuoi){_}nhiem ky(?!{_}(?:{Y}|[ivx]+\b))", vague, needs="nhiem ky"),
    # Khoảng tháng 9/2023
    rule("khoảng tháng", rf"(?<!\w)khoang {MONTHS}", vague, needs="khoang"),
    # trước mùa mưa bão, trong vụ Đông Xuân 2023-2024
    rule(
        "mùa, vụ",
        rf"(?<!\w)(?:truoc them nam hoc|truoc (?:khi )?(?:ky )?nghi (?:he|le|dong)|"
        rf"(?:truoc mua|truoc vu|trong vu) (?:mua bao|mua lu|mua|bao|lu|kho|dong xuan|he thu|mua|thu dong)(?:{_}{Y}(?:{TO}{Y})?)?)",
        vague,
        needs="mua|vu|them|nghi & truoc|trong vu",
        core=r"truoc (?:them|khi|ky|nghi|mua|vu) |trong vu ",
    ),
)

CONTINUOUS_RULES = (
    # Thường xuyên, liên tục
    rule(
        "thường xuyên",
        rf"(?:thuc hien )?(?:thuong xuyen|lien tuc)(?:{_},?{_}(?:thuong xuyen|lien tuc)|{_}(?:khi|trong|suot){TO_STOP})?",
        continuous,
        CELL,
    ),
)
