"""Times without a fixed day: relative, conditional, vague, continuous; and the phrases that look like a time of the work and are none."""

from __future__ import annotations

import re
from datetime import date, timedelta

from directives.deadline_readings import ANYWHERE, CELL, PROSE, Anchor, Reading, left_of, relative, rule, says
from directives.model import DeadlineKind
from directives.time_words import (
    BEFORE,
    DATE,
    DMY,
    EVERY,
    MONTHS,
    OF_YEAR,
    ONE_QUARTER,
    QUARTER,
    TO,
    UNITS,
    YEARS,
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
    """`trong thời hạn 15 ngày kể từ ngày ký`: computed when it counts from the issue in days, weeks, months or years."""
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


def after_while(m: re.Match[str], at: Anchor) -> list[Reading]:
    """`sau 06 tháng triển khai thí điểm`; `sơ kết sau 2 năm hoạt động` names what is looked back on."""
    return [] if says(r"(?:so|tong) ket (?:[\w~]+ ){0,3}$", left_of(m, at)) else relative()


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


def conditional(m: re.Match[str], at: Anchor) -> list[Reading]:
    return [Reading(DeadlineKind.CONDITIONAL)]


def awaited(m: re.Match[str], at: Anchor) -> list[Reading] | None:
    """`sau khi Trung ương ban hành hướng dẫn`: a named body or law must do something first."""
    subject = at.words[m.start("subject") : m.end("subject")].strip()
    named = subject[:1].isupper() or says(r"^(?:co (?:chu truong|huong dan|van ban)|trung uong|cap)", m["subject"])
    return [Reading(DeadlineKind.CONDITIONAL)] if named or at.place != "unit" else None


def awaited_result(m: re.Match[str], at: Anchor) -> list[Reading] | None:
    """`triển khai ngay sau khi Quốc hội cho phép …`, `ký hợp đồng sau khi có kết quả`: behind the work, not before it.

    `Sau khi hoàn thành, đề nghị …` only tells the order of steps; `quy hoạch … sau khi được phê duyệt` which plan is meant.
    """
    if at.place != "unit":
        return [Reading(DeadlineKind.CONDITIONAL)]
    before = left_of(m, at, 240)
    if not says(r"\w", before) or says(r"(?:\b(?:truoc|trong)(?: va|,)?|[,(]) ?$", before):
        return None
    subject = at.words[m.start("subject") : m.end("subject")]
    told = re.sub(r"^(?:được|đã được|có|đã)\s+", "", subject.strip())
    by_somebody = told[:1].isupper() or says(r"\bco quan|\bcap\b|\bhoi dong|\btrung uong", m["subject"])
    of_something = says(
        r"^\s*(?:du|du an|toan bo|\d|von|kinh phi|ket qua|y kien|quyet dinh|van ban|huong dan|chu truong|so lieu)", m["object"]
    )
    return [Reading(DeadlineKind.CONDITIONAL)] if by_somebody or of_something else None


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


def nothing(m: re.Match[str], at: Anchor) -> list[Reading]:
    return []


def citation(m: re.Match[str], at: Anchor) -> list[Reading] | None:
    """The number of a document has capital letters: 20-NQ/TW, 562/STTTT-TTBCXB."""
    code = at.words[m.start("code") : m.end("code")]
    return [] if any(c.isupper() for c in code) else None


# --- the rules

#: How many, before a unit of time: 15, l5, 10 (mười)
COUNT = rf"(?P<n>\d{{1,3}}|{N}){_}(?:\([^)]{{0,20}}\){_})?"
SPAN_WORDS = rf"(?:(?:cham nh[a]t|muon nhat)(?: la)?|trong(?: thoi (?:han|gian)| vong)?|thoi (?:han|gian)|sau|khong qua){_}"
KIND_OF_DAY = r"(?P<u>gio|phut|ngay lam viec|ngay|tuan|thang|nam)"
TO_STOP = r"[^.,;:\n)]{0,60}"

EVENT_RULES = (
    # trong thời hạn 15 ngày kể từ ngày ký; chậm nhất sau 05 ngày kể từ khi kết thúc hội nghị
    rule(
        "đếm từ mốc",
        rf"(?<!\w)(?:{SPAN_WORDS}){{1,3}}{COUNT}{KIND_OF_DAY}{_},?{_}(?:ke{_})?tu{_}(?:ngay|khi|luc){_}(?P<anchor>{TO_STOP})",
        counted,
        needs="tu",
    ),
    # chậm nhất 12 giờ sau khi xảy ra sự cố; 03 ngày làm việc sau khi nhận được văn bản
    rule(
        "sau sự kiện số ngày",
        rf"(?<!\w)(?:{SPAN_WORDS}){{0,3}}(?:khong qua{_})?{BEFORE}{COUNT}{KIND_OF_DAY}{_},?{_}sau{_}(?:khi|thoi diem)(?!\w){TO_STOP}",
        event,
        needs="sau",
    ),
    # trước khi xả lũ ít nhất 04 giờ
    rule(
        "trước sự kiện ít nhất",
        rf"(?<!\w)truoc{_}(?:khi|ngay|thoi diem)(?!{_}\d)(?!\w)[^.,;:\n)]{{1,60}}?(?:it nhat|toi thieu){_}{COUNT}{KIND_OF_DAY}(?!\w)",
        event,
        needs="it nhat|toi thieu",
    ),
    # 10 ngày kể từ ngày ban hành Thông báo (cells, where the bound is left out)
    rule(
        "đếm từ mốc",
        rf"^\W{{0,3}}{COUNT}{KIND_OF_DAY}{_},?{_}(?:ke{_})?tu{_}(?:ngay|khi|luc){_}(?P<anchor>{TO_STOP})",
        counted,
        CELL,
        needs="tu",
    ),
    # trong thời gian không quá 02 ngày làm việc
    rule(
        "không quá số ngày", rf"trong{_}(?:thoi (?:gian|han)|vong){_}(?:khong qua{_})?{COUNT}{KIND_OF_DAY}(?!\w)", uncounted, needs="trong"
    ),
    # trong 03 ngày làm việc, không quá 24 giờ
    rule(
        "trong số ngày làm việc",
        rf"(?<!\w)(?:trong|khong qua){_}{COUNT}(?P<u>ngay{_}lam viec|gio)(?!\w)(?!{_}(?:dau|cuoi|lien tuc|/))",
        uncounted,
        needs="trong|khong qua",
    ),
    # sau 06 tháng triển khai thí điểm
    rule(
        "sau khoảng thời gian",
        rf"(?<!\w)sau{_}{COUNT}{KIND_OF_DAY}{_}(?:trien khai|thuc hien|hoat dong|van hanh|thi diem){TO_STOP}",
        after_while,
        needs="sau",
    ),
    # 05 ngày trước khi tổ chức hội nghị
    rule("trước sự kiện số ngày", rf"{BEFORE}{COUNT}{KIND_OF_DAY}{_}truoc{_}(?:khi|ngay)(?!{_}\d)(?!\w){TO_STOP}", event, needs="truoc"),
    # trước ngày khai mạc kỳ họp ít nhất 15 ngày; trước ngày khai giảng năm học mới
    rule(
        "trước ngày sự kiện",
        rf"(?<!\w)truoc{_}(?:ngay|le){_}(?:khai mac|khai giang|dien ra|to chuc|bau cu|bat dau){TO_STOP}",
        event,
        needs="khai mac|khai giang|dien ra|to chuc|bau cu|bat dau",
    ),
    # chậm nhất 7 ngày sau ngày ra Thông báo này
    rule(
        "số ngày sau khi ban hành",
        rf"(?<!\w)(?:{SPAN_WORDS}){{0,3}}{BEFORE}{COUNT}(?P<u>ngay|tuan|thang){_},?{_}sau{_}ngay{_}(?:ra{_})?"
        rf"(?P<anchor>(?:ban hanh|ky|ra){TO_STOP}"
        rf"|(?:thong bao|ke hoach|chi thi|cong van|quyet dinh)(?: nay)?(?: duoc)? (?:ban hanh|ky))",
        counted,
        needs="sau",
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
    # sau khi Luật … có hiệu lực; khi Chính phủ ban hành Nghị định thay thế; sau khi có chủ trương của cấp có thẩm quyền
    rule(
        "chờ văn bản",
        rf"(?<!\w)(?:(?:ngay{_})?sau{_})?khi{_}(?P<subject>co chu truong|[^.,;:\n)]{{2,60}}?{_}(?:co hieu luc"
        rf"|ban hanh|co (?:van ban )?huong dan|thong qua))(?!\w)"
        rf"(?:{_}(?:thi hanh|huong dan|nghi dinh|thong tu|thay the|cua cap co tham quyen)(?!\w)){{0,3}}",
        awaited,
        needs="khi",
    ),
    # triển khai ngay sau khi Quốc hội cho phép …; sau khi được Chính phủ phê duyệt; ký hợp đồng sau khi có kết quả lựa chọn nhà thầu
    rule(
        "chờ kết quả",
        rf"(?<!\w)(?:(?:ngay{_})?sau{_}khi|ngay{_}(?:sau{_})?khi){_}(?P<subject>[^.,;:\n)]{{0,90}}?)(?<!\w)(?:co hieu luc|ban hanh"
        rf"|thong qua|cho phep|phe duyet|phan bo|chap thuan|cho y kien|dong y|cong bo|cong nhan|giao|bo tri"
        rf"|co(?= (?:ket qua|y kien|quyet dinh|van ban|huong dan|chu truong|so lieu)))(?!\w)(?P<object>{TO_STOP})",
        awaited_result,
        needs="khi",
    ),
    # gửi tài liệu trước các phiên họp, trước mỗi kỳ họp ít nhất 03 ngày, trước Đại hội Đảng bộ tỉnh, trước khai giảng năm học mới
    rule(
        "trước cuộc họp",
        rf"(?<!\w)(?:vao{_})?truoc{_}(?:cac{_}|moi{_}|tung{_})?(?:ky{_}hop|phien{_}hop|cuoc{_}hop|hoi{_}nghi|dai{_}hoi|khai{_}giang|khai{_}mac"
        rf"|tong{_}tuyen{_}cu|ky{_}thi)(?!\w){TO_STOP}",
        before_meeting,
        needs="truoc",
    ),
    # Đến trước thời điểm mở thầu
    rule("trước thời điểm", rf"(?<!\w)(?:den{_})?truoc{_}thoi diem{_}{TO_STOP}", event, needs="thoi diem"),
    # ≤ 15 ngày làm việc, 7 ngày, không quá 45 ngày, 18 tháng (the whole cell)
    rule(
        "số ngày trong ô",
        rf"^\W{{0,4}}(?:(?:trong|khong qua|toi da|khoang|thoi gian){_}){{0,2}}(?:vong{_})?{COUNT}{KIND_OF_DAY}(?=\W{{0,3}}$)",
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
    rule("trước một việc", rf"(?<!\w)truoc khi{_}(?:trinh|nghi|ket thuc|khai mac|to chuc){TO_STOP}", event, needs="truoc khi"),
    # trước khi có mưa lớn, trước khi bão đổ bộ, trước khi bước vào năm học mới
    rule(
        "trước một hiện tượng",
        rf"(?<!\w)truoc{_}khi{_}(?:co (?:mua|bao|lu|dong|ret|nang)|bao |lu |mua |buoc vao|vao (?:mua|vu|nam hoc|ky)){TO_STOP}",
        event,
        needs="truoc",
    ),
    # trước Tết Nguyên đán Giáp Thìn
    rule(
        "trước Tết",
        rf"(?<!\w)truoc{_}(?:dip{_}|ky nghi{_})?tet(?!\w)(?:{_}nguyen dan)?(?:{_}[a-z]{{2,5}}{_}(?:ty"
        rf"|suu|dan|mao|thin|ngo|mui|than|dau|tuat|hoi)(?!\w))?",
        event,
        needs="tet",
    ),
    # tại kỳ họp cuối năm, trước kỳ họp HĐND tỉnh giữa năm
    rule(
        "kỳ họp",
        rf"(?<!\w)(?:tai|truoc|trong){_}(?:ky|phien){_}hop(?: [\w~.]+){{0,8}}? (?:giua nam|cuoi nam|gan nhat|tiep theo)",
        event,
        needs="hop",
    ),
    # Cùng thời điểm lập dự toán, Cùng với thời điểm thẩm định văn bản
    rule("cùng thời điểm", rf"(?<!\w)cung{_}(?:voi{_})?thoi diem{_}{TO_STOP}", event, CELL, needs="thoi diem"),
    # ngay trong ngày
    rule("ngay trong ngày", rf"(?<!\w)ngay{_}trong{_}ngay(?!{_}\d)", event, needs="trong"),
    # trong tháng này, trong tuần sau, vào tuần tới
    rule(
        "kỳ này, kỳ sau",
        rf"(?<!\w)(?:(?:ngay )?trong|vao|den het){_}(?P<u>tuan|thang|quy|nam){_}(?P<which>nay|sau|toi)(?!\w)(?! khi)",
        this_or_next,
        needs=" nay| sau| toi",
    ),
    # Theo yêu cầu, Khi có yêu cầu, Đột xuất, Sau khi đề án được phê duyệt (cells)
    rule("theo sự việc", rf"^\W{{0,3}}(?:theo yeu cau|khi co|dot xuat|(?:ngay )?(?:sau )?khi ){TO_STOP}", conditional, CELL),
)

NO_DEADLINE_RULES = (
    # Nghị quyết số 20-NQ/TW ngày 16/6/2022; Chương trình hành động số 71-CTr/TU, ngày 09/3/2023; 2540/STTTT-VP
    rule(
        "văn bản viện dẫn",
        rf"(?<![\w/])(?:\d{{1,6}}[a-z]?)?{_}(?:/{_}\d{{4}}{_})?[-/](?P<code>[a-z][\w&.]{{0,15}}(?:{_}[-/]{_}[\w&.]{{1,15}}){{0,5}})"
        rf"(?:{_},?{_}(?:ban hanh )?ngay{_}{DATE})?",
        citation,
        ANYWHERE,
        needs="/|-",
    ),
    # ngày 16/6/2022 của Chính phủ
    rule(
        "ngày của văn bản",
        rf"(?<!truoc )(?<!het )(?<!nhat )(?<!den )(?<!vao )(?<!trong )ngay{_}{DMY}(?={_}(?:cua|ve)(?!\w))",
        nothing,
        ANYWHERE,
        needs="ngay",
    ),
    # Luật … năm 2015, sửa đổi, bổ sung năm 2019
    rule(
        "năm của luật",
        rf"(?<!\w)(?:luat|phap lenh|hien phap|sua doi, bo sung)(?: (?!trong|truoc|den|het|vao)[\w~,\-]+){{0,10}} nam{_}{Y}",
        nothing,
        ANYWHERE,
        needs="nam",
    ),
    # cùng kỳ năm 2021, so với năm 2020, nhiệm kỳ 2020-2025
    rule(
        "so sánh",
        rf"(?<!\w)(?:cung ky|so voi|nhiem ky|khoa){_}(?:(?:cuoi )?nam{_})?(?:thang{_}{N}{_}(?:/|nam)?{_})?{Y}(?:{TO}{Y})?",
        nothing,
        ANYWHERE,
        needs="cung|so voi|nhiem|khoa",
    ),
    # ngân sách nhà nước năm 2021, dự toán năm 2023, kinh phí năm 2023
    rule(
        "năm ngân sách",
        rf"(?<!\w)(?:ngan sach|du toan|kinh phi)(?: (?!trong|truoc|het|xong)[\w~]+){{0,6}} nam{_}{Y}",
        nothing,
        ANYWHERE,
        needs="ngan sach|du toan|kinh phi",
    ),
    # tính đến ngày 31/12/2022, tính đến hết tháng 6/2023
    rule("số liệu tính đến", rf"(?<!\w)tinh den(?: [a-z]+){{0,2}}{_}(?:{DATE}|{MONTHS}|{YEARS})", nothing, ANYWHERE, needs="tinh den"),
    # kể từ tháng 3/2023, bắt đầu từ tháng 9/2023, từ ngày 01/7/2025 (no end behind it)
    rule(
        "thời điểm bắt đầu",
        rf"(?<!\w)(?:ke{_})?tu{_}(?:(?:ngay{_})?{DATE}|thang{_}{N}(?!\d){OF_YEAR}?|{ONE_QUARTER}|nam{_}{Y})(?!{TO}|{_}(?:den|[-–]|[/.]{_}\d))",
        nothing,
    ),
    # năm học 2023-2024 (cells: a vague time; sentences: a name)
    rule("năm học", rf"(?<!\w)nam{_}hoc{_}{Y}{_}[-–]{_}{Y}", nothing, PROSE, needs="hoc"),
    rule("năm học", rf"(?<!\w)nam{_}hoc{_}{Y}{_}[-–]{_}{Y}", vague, CELL, needs="hoc"),
)

VAGUE_RULES = (
    # đầu tháng 3/2023, giữa quý III/2023, đầu năm 2024, sớm trong quý II/2023
    rule(
        "đầu, giữa kỳ",
        rf"(?<!\w)(?<!tu )(?:(?:vao|trong|khoang) )?(?<!tu )(?:dau|giua|som trong) (?:{MONTHS}|{QUARTER}|nam{_}{Y})",
        vague,
        needs="dau|giua|som trong",
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
        rf"(?<!\w)(?:truoc them nam hoc|"
        rf"(?:truoc mua|truoc vu|trong vu) (?:mua bao|mua lu|mua|bao|kho|dong xuan|he thu|mua|thu dong)(?:{_}{Y}(?:{TO}{Y})?)?)",
        vague,
        needs="mua|vu|them",
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
