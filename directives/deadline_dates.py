"""Fixed dates, months, quarters, years and spans: what they say, and the rules that find them."""

from __future__ import annotations

import re
from datetime import date, timedelta

from directives.deadline_readings import (
    ANYWHERE,
    BOUND,
    CELL,
    FIGURE,
    HARD,
    NEXT_YEAR,
    PROSE,
    Anchor,
    Reading,
    dated,
    hour_in,
    in_stated_year,
    left_of,
    relative,
    right_of,
    rule,
    says,
)
from directives.deadline_surroundings import is_history, is_horizon, is_past_work, tells_which
from directives.time_words import (
    ALONE,
    BEFORE,
    CLOCK,
    DATE,
    DAY_OF_YEAR,
    DMY,
    DOT,
    EVERY,
    HALF,
    LISTED,
    MONTHS,
    OF_YEAR,
    PART_OF_DAY,
    QUARTER,
    QUARTER_WORD,
    QUARTERS_SAID,
    TO,
    WEEKDAY,
    WEEKDAYS_SAID,
    YEARS,
    N,
    Q,
    Y,
    _,
    last_month,
    last_quarter,
    last_year,
    month_end,
    number,
    possible_date,
    stated_date,
)

# --- meanings: fixed dates -----------------------------------------------------------------------------------------


def bounded_date(m: re.Match[str], at: Anchor) -> list[Reading] | None:
    """`trước ngày 15/6/2023`, `xong trước 31/12/2023`, `chậm nhất là 17 giờ ngày 20/02`, `đến hết ngày 30/9`."""
    stated = stated_date(m["date"])
    if stated is None or not stated.month or not stated.day:
        return None
    bound, month, day = m["bound"], stated.month, stated.day
    bare_fraction = not m["day"] and not stated.year and "/" in m["date"]
    if (bare_fraction and not says(r"truoc|nhat|han|tu nay", bound)) or not 1 <= month <= 12 or not 1 <= day <= 31:
        return None  # `hoàn thành 8/11 tiêu chí`
    if says(r"^den\b", bound) and says(r"tinh $|ke tu|\bda\b", left_of(m, at)):
        return []
    if tells_which(m, at):
        return []
    due, doubt = in_stated_year(at, stated.year, lambda year: possible_date(year, month, day))
    past = due is not None and at.issued_on is not None and due < at.issued_on
    if past and (not says(HARD, bound) or tells_which(m, at, of_the_past=True) or says(r"\bda\b[^,;.]*$", left_of(m, at, 120))):
        return []
    return [dated(due, at, time=hour_in(m), doubt=doubt)]


def listed_dates(m: re.Match[str], at: Anchor) -> list[Reading] | None:
    """`trước ngày 15/6 và ngày 15/12`, `trước các ngày 10/4, 10/7, 10/10`: the bound counts for all."""
    found: list[Reading] = []
    offset = m.start("days")
    for day_at in re.finditer(rf"(?:ngay{_})?(?P<date>{DATE})", m["days"]):
        stated = stated_date(day_at["date"])
        if stated is None or not stated.month or not stated.day or not 1 <= stated.month <= 12:
            return None
        month, day = stated.month, stated.day
        due, doubt = in_stated_year(at, stated.year, lambda year, month=month, day=day: possible_date(year, month, day))  # type: ignore[misc]
        start = offset + day_at.start() if found else m.start()
        found.append(dated(due, at, doubt=doubt)._replace(span=(start, offset + day_at.end())))
    return found


def end_date(m: re.Match[str], at: Anchor) -> list[Reading] | None:
    """`…, ngày 17/5.` as the last words: a day to come; a past one is that of something told."""
    found = cell_date(m, at)
    return found if found and at.issued_on and found[0].due and found[0].due >= at.issued_on and found[0].doubt != NEXT_YEAR else None


def cell_date(m: re.Match[str], at: Anchor) -> list[Reading] | None:
    """`05/01/2024`, `30/9`, `01/3 - 15/3/2023` in a column of times."""
    stated = stated_date(m["date"])
    if stated is None or not stated.month or not stated.day or not 1 <= stated.month <= 12:
        return None
    month, day = stated.month, stated.day
    due, doubt = in_stated_year(at, stated.year, lambda year: possible_date(year, month, day))
    return [dated(due, at, time=hour_in(m), doubt=doubt)] if due or doubt else None


def month_span(m: re.Match[str], at: Anchor) -> list[Reading] | None:
    """`trong tháng 6/2023`, `đến hết tháng 11`, `từ tháng 3 đến tháng 5/2023`, `trước tháng 12/2023` (the day before it)."""
    month = last_month(m["month"])
    if month is None:
        return None
    bound = m.groupdict().get("bound") or ""
    if at.place == "unit" and says(r"^ hoac (?:den )?thang", right_of(m, at)):
        return []  # `đến hết tháng 6 hoặc tháng 12`: how long a measure lasts, no bound
    if is_horizon(m, at, bound):
        return []  # `đến hết tháng 6 đạt trên 50%`
    if says(r"truoc", bound) and not says(r"trong|het", bound) and "cuoi" not in m[0]:
        due, doubt = in_stated_year(at, last_year(m[0]), lambda year: date(year, month, 1) - timedelta(days=1))
    else:
        due, doubt = in_stated_year(at, last_year(m[0]), lambda year: month_end(year, month))
    return [] if is_past_work(m, at, due) or is_history(m, at, due, bound) else [dated(due, at, doubt=doubt)]


def months_between(m: re.Match[str], at: Anchor) -> list[Reading] | None:
    """`từ tháng 3 đến tháng 5/2023`; `Từ tháng 10/2023` before `đến hết quý II/2024` is only the start."""
    one = re.fullmatch(rf"(?:thang{_}|th?\.?)?{N}{OF_YEAR}?", m["month"])
    return [] if one or says(r"^\s?(?:den|toi|[-–])\b", right_of(m, at)) else month_span(m, at)


def stated_month(m: re.Match[str], at: Anchor) -> list[Reading] | None:
    """`Tháng 3-5/2023: …` at the head of a unit, where no bound is needed but the year."""
    return month_span(m, at) if last_year(m[0]) else None


def session_month(m: re.Match[str], at: Anchor) -> list[Reading] | None:
    """`báo cáo tại phiên họp Chính phủ tháng 12 năm 2014`: the month of a meeting to come; a past one is history."""
    found = stated_month(m, at)
    if found and at.issued_on and found[0].due and found[0].due < at.issued_on:
        return []
    return found


def meeting_to_come(m: re.Match[str], at: Anchor) -> list[Reading] | None:
    """`trình tại cuộc giao ban tháng 6` of this year; what was said at a meeting is no deadline."""
    if says(r"(?:ket luan|chi dao|y kien|theo|phat bieu|da \w+)(?: [\w~]+){0,6}\s*$", left_of(m, at, 60)):
        return []
    found = month_span(m, at)
    return found if found and found[0].doubt is None else []


def quarter_span(m: re.Match[str], at: Anchor) -> list[Reading] | None:
    """`trong quý III/2023`, `Quý II-III`, `trước quý IV/2023` (the day before it)."""
    quarter = last_quarter(m["quarter"])
    if quarter is None:
        return None
    bound, year = m.groupdict().get("bound") or "", last_year(m[0])
    if (
        at.place == "unit"
        and not bound
        and (
            not year
            or says(
                r"(?:ket qua|so voi|cung ky|bao cao|tu|tinh hinh|so lieu|(?:chuong trinh|ke hoach|noi dung)(?: [\w~]+){0,4})\s*$",
                left_of(m, at),
            )
        )
    ):
        return []
    if is_horizon(m, at, bound):
        return []
    if says(r"truoc", bound) and "cuoi" not in m[0]:
        due, doubt = in_stated_year(at, year, lambda y: date(y, quarter * 3 - 2, 1) - timedelta(days=1))
    else:
        due, doubt = in_stated_year(at, year, lambda y: month_end(y, quarter * 3))
    return [] if is_past_work(m, at, due) else [dated(due, at, doubt=doubt)]


def half_year(m: re.Match[str], at: Anchor) -> list[Reading] | None:
    """`trong 6 tháng đầu năm 2023`, `9 tháng đầu năm`, `6 tháng cuối năm 2023`; not the report that bears this name."""
    bound, year = m.groupdict().get("bound") or "", last_year(m[0])
    named = says(r"(?:bao cao|ket qua|tinh hinh|cong tac|so ket|thuc hien|nhiem vu|so voi|cung ky)[^,;.]{0,25}$", left_of(m, at))
    if at.place == "unit" and not bound and (not year or named):
        return []
    half = m["half"]
    month = 12 if "cuoi" in half else number(re.sub(r"\D", "", half.split("thang")[0]) or "6")
    due, doubt = in_stated_year(at, year, lambda y: month_end(y, month))
    return [] if is_past_work(m, at, due) else [dated(due, at, doubt=doubt)]


def whole_year(m: re.Match[str], at: Anchor) -> list[Reading] | None:
    """`trong năm 2023`, `đến hết năm 2024`, `trước năm 2025`, `từ năm 2023 đến năm 2025`; `đến năm 2030` is a horizon."""
    year, bound = last_year(m[0]), m.groupdict().get("bound") or ""
    if year is None:
        return None
    if is_horizon(m, at, bound) or says(r"(?:dinh huong|tam nhin)(?: den)?(?: nam)? $", left_of(m, at)) or tells_which(m, at):
        return []
    if says(r"^du kien $", bound) and says(rf"nam {Y}(?: va|,) $", left_of(m, at)):
        return []  # `kế hoạch thu chi năm 2014 và dự kiến năm 2015`: what the plan is for
    if at.place == "unit" and (says(r"(?:duoc|da) giao\s*$", left_of(m, at)) or says(r"^ (?:nhu|gom)\s?:", right_of(m, at))):
        return []  # `các nhiệm vụ được giao trong năm 2026`, `các kế hoạch trong năm 2026 như:`
    due = date(year - 1, 12, 31) if "truoc" in bound else date(year, 12, 31)
    if is_past_work(m, at, due) or (at.place == "unit" and at.issued_on and year < at.issued_on.year):
        return []
    return [dated(due, at)]


def end_of_year(m: re.Match[str], at: Anchor) -> list[Reading]:
    """`từ nay đến cuối năm`, `đến hết năm`, `trong năm nay`."""
    due, doubt = in_stated_year(at, None, lambda year: date(year, 12, 31))
    return [dated(due, at, doubt=doubt)]


def first_days(m: re.Match[str], at: Anchor) -> list[Reading] | None:
    """`trong 10 ngày đầu tháng 3/2023`: the tenth."""
    month, day = last_month(m["month"]), number(m["n"])
    if month is None:
        return None
    due, doubt = in_stated_year(at, last_year(m[0]), lambda year: possible_date(year, month, day))
    return [dated(due, at, doubt=doubt)]


def phase(m: re.Match[str], at: Anchor) -> list[Reading] | None:
    """`trong giai đoạn 2021-2025`, `hằng năm, giai đoạn 2023-2025`: as the time of the work its last day; in a title nothing."""
    year = last_year(m[0])
    work = (
        says(r"^trong", m[0])
        or says(r"(?:trong|thuc hien|trong ca)\s*$", left_of(m, at))
        or says(rf"{EVERY} nam\s*,?\s*(?:\(|trong )?$", left_of(m, at))
    )
    if year is None or not (at.place != "unit" or work or _ends_the_work(m, at)):
        return []
    return [dated(date(year, 12, 31), at)]


def _ends_the_work(m: re.Match[str], at: Anchor) -> bool:
    """`Xây dựng 12 công trình giai đoạn 2026 - 2027` at the end of a unit: a span of two years, not in a programme's name."""
    years = [int(y) for y in re.findall(r"[12]\d{3}", m[0])]
    of_a_name = says(
        r"(?:ke hoach|chuong trinh|de an|nghi quyet|chien luoc|du an|quy hoach|muc tieu|dau tu cong|danh muc|phong trao|ket luan|chi thi|"
        r"quyet dinh|de cuong|chinh sach|phuong an|bao cao)",
        left_of(m, at, 160),
    )
    return len(years) == 2 and years[1] - years[0] == 1 and not of_a_name and says(r"^\W*$", at.text[m.end() : m.end() + 9])


def next_year(m: re.Match[str], at: Anchor) -> list[Reading] | None:
    """`trước ngày 15/01 năm sau`, `trước ngày 10 tháng 01 của năm liền kề sau năm kiểm tra`."""
    stated = stated_date(m["date"])
    if stated is None or not stated.month or not stated.day or stated.month > 12:
        return None
    return relative(possible_date(at.issued_on.year + 1, stated.month, stated.day) if at.issued_on else None)


# --- the rules

#: A month as any list of them begins: tháng 6, T6, th.6
ONE_MONTH = rf"t(?:hang{_}|h?\.?){N}"
#: The first day of a span: 01, 01/3, 01/3/2023, 01 tháng 3 năm 2023
FIRST_DAY = rf"{N}(?:{_}[/.]{_}{N}(?:{_}[/.]{_}(?:{Y}|\d\d))?|{_}thang{_}{N}(?:{_},?{_}nam{_}{Y})?)?(?!\d)"

DATE_RULES = (
    # trước ngày 15/01 năm sau; trước ngày 10 tháng 01 của năm liền kề sau năm kiểm tra
    rule(
        "ngày năm sau",
        rf"(?:{BOUND})(?:ngay{_})?{BEFORE}(?P<date>{DAY_OF_YEAR}){_}(?:cua )?nam (?:sau|tiep theo|ke tiep"
        rf"|lien ke|lien sau)(?: sau nam [\w~]+ [\w~]+)?",
        next_year,
        needs="nam sau|nam tiep|nam ke|nam lien",
    ),
    # trong 10 ngày đầu tháng 3/2023
    rule(
        "những ngày đầu của tháng", rf"(?:trong )?{BEFORE}(?P<n>{N}){_}ngay dau (?P<month>{MONTHS})", first_days, needs="ngay dau & thang|t"
    ),
    # từ 01 đến 31/5/2023; từ ngày 01/3 đến ngày 15/3/2023; trong 02 ngày, 15 và 16/3/2023; trong 03 ngày 12, 13, 14/4
    rule(
        "từ ngày đến ngày",
        rf"(?P<bound>(?:tu|trong){_})(?:{N} |cac )?(?P<day>ngay{_})?,?{_}(?:{N}{_},{_}){{0,4}}{FIRST_DAY}"
        rf"(?:{LISTED})(?:ngay{_})?(?P<date>{DATE})",
        cell_date,
        needs=f"tu|trong & {FIGURE}",
    ),
    # 01/4/2024 – 05/4/2024, Ngày 12 - 15/4, 20/8-20/11/2024 (cells)
    rule("từ ngày đến ngày", rf"(?:ngay{_})?{BEFORE}{FIRST_DAY}{TO}(?:ngay{_})?(?P<date>{DATE})", cell_date, CELL),
    # 01/4/2024 05/4/2024, 01/4/2024 ~ 05/4/2024: the dash lost or misread in a scan (cells)
    rule("từ ngày đến ngày", rf"{BEFORE}{DMY} (?:[~»] )?(?P<date>{DMY}){ALONE}", cell_date, CELL),
    # trước ngày 15 tháng 6 và ngày 15 tháng 12; trước các ngày 10/4, 10/7, 10/10
    rule(
        "trước các ngày",
        rf"(?<!\w)(?:truoc|cham nhat(?: la)?){_}(?:cac{_})?(?P<days>ngay{_}{BEFORE}{DATE}"
        rf"(?:(?:{_},{_}|{_}va{_})(?:truoc{_})?(?:ngay{_})?{DATE}){{1,5}})",
        listed_dates,
        needs="ngay & truoc|cham nhat",
        core=rf"(?:truoc|cham nhat(?: la)?){_}(?:cac{_})?ngay{_}{N}",
    ),
    # trước ngày 15/6/2023, xong trước 31/12/2023, trước 16 giờ 00 ngày 12/01/2023
    rule(
        "trước ngày",
        rf"{BOUND}(?:{CLOCK}{_},?{_})?(?P<day>ngay{_})?(?:{BEFORE}|(?<=ngay))(?P<date>{DATE})",
        bounded_date,
        ANYWHERE,
        needs=FIGURE,
        core=rf"{N}(?:{DOT}{N}|{_}thang{_}{N})",
    ),
    # trước 16h thứ Tư (16/5), vào sáng thứ Sáu (18/5), 8h00 thứ Hai, ngày 21/5/2018
    rule(
        "thứ kèm ngày",
        rf"(?:{BOUND})?(?:{CLOCK}{_},?{_})?(?:{PART_OF_DAY}{_})?{WEEKDAY}{_}[,(]?{_}(?:ngay{_})?(?P<date>{DATE})\)?",
        cell_date,
        needs=f"{WEEKDAYS_SAID} & {FIGURE}",
        core=rf"(?:thu (?:hai|ba|tu|nam|sau|bay|[2-7])|chu nhat){_}[,(]?{_}(?:ngay{_})?{N}",
    ),
    # …, ngày 17/5. as the last words of a unit
    rule("ngày cuối câu", rf"(?<=[,(;] )ngay{_}(?P<date>{DATE})(?=\W{{0,4}}$)", end_date, PROSE, needs="ngay"),
    # trong 6 tháng đầu năm 2023
    rule("nửa năm", rf"(?:{BOUND})?(?<![\w])(?P<half>{HALF})(?!\w)", half_year, needs="thang & nam", core=rf"thang{_}(?:dau|cuoi){_}nam"),
)

SPAN_RULES = (
    # từ Quý II - IV/2023, từ quý II đến quý IV
    rule(
        "từ quý đến quý",
        rf"(?<!\w)(?P<bound>tu{_})(?P<quarter>{QUARTER_WORD}{Q}(?!\w){OF_YEAR}?{TO}{QUARTER_WORD}?{Q}(?!\w){OF_YEAR}?){ALONE}",
        quarter_span,
        needs=f"tu & {QUARTERS_SAID}",
        core=rf"tu{_}q",
    ),
    # Quý III/2023 - Quý II/2025 (cells)
    rule(
        "từ quý đến quý",
        rf"(?P<quarter>{QUARTER_WORD}{Q}{OF_YEAR}{TO}(?:{QUARTER_WORD})?{Q}(?!\w){OF_YEAR}?){ALONE}",
        quarter_span,
        CELL,
    ),
    # hoàn thành trong quý III/2023, cuối quý II/2023
    rule("quý", rf"(?:{BOUND})?(?:cuoi )?(?P<quarter>{QUARTER})", quarter_span, needs=QUARTERS_SAID, core=rf"q(?:u[yi])?\.?{_}{Q}(?!\w)"),
    # chậm nhất ngày cuối cùng của tháng 6/2023
    rule("ngày cuối tháng", rf"(?:{BOUND})?ngay cuoi(?: cung)?(?: cua)? (?P<month>{MONTHS})", month_span, needs="ngay cuoi"),
    # cuối tháng 3/2023
    rule("cuối tháng", rf"(?:{BOUND})?(?:cuoi )(?P<month>{MONTHS})", month_span, needs="cuoi "),
    # từ tháng 3 đến tháng 5/2023, Từ tháng 3 - 6
    rule("từ tháng đến tháng", rf"(?<!\w)tu (?P<month>{MONTHS})", months_between, needs=f"tu  & {FIGURE}"),
    # Tháng 4/2024 đến tháng 3/2025 (cells)
    rule("từ tháng đến tháng", rf"(?P<month>thang{_}{N}{OF_YEAR}?{TO}(?:thang{_})?{N}{OF_YEAR}){ALONE}", month_span, CELL),
    # trong tháng 6/2023, trước tháng 9/2023, Thời hạn: tháng 5/2023
    rule("tháng", rf"{BOUND}(?P<month>{MONTHS})", month_span, needs=FIGURE, core=ONE_MONTH),
    # …. Tháng 5/2026. as the last words of a unit
    rule("tháng cuối câu", rf"(?<=[.;,] )(?P<month>{MONTHS})(?=[\s.;/]{{0,4}}$)", stated_month, PROSE, needs=FIGURE, core=ONE_MONTH),
    # (tháng 10, 11/2017) behind the work
    rule("tháng trong ngoặc", rf"(?<=\()(?P<month>{MONTHS})(?=\))", stated_month, needs="("),
    # báo cáo tại phiên họp Chính phủ tháng 12 năm 2014, tại kỳ họp thứ 10, tháng 10/2015
    rule("tháng của phiên họp", rf"tai (?:phien|ky) hop(?: (?!thang|da\b)[\w~,]+){{0,9}} (?P<month>{MONTHS})", session_month, needs="hop "),
    # tại cuộc giao ban tháng 6, trong buổi sinh hoạt khu phố tháng 01
    rule(
        "tháng của cuộc họp tới",
        rf"(?:tai|trong|vao) (?:cac )?(?:cuoc |hoi nghi |phien |buoi |ky )?(?:hop|giao ban|sinh hoat)"
        rf"(?: (?!thang|da\b)[\w~,]+){{0,5}} (?P<month>{MONTHS})",
        meeting_to_come,
        needs="giao ban|hop|sinh hoat",
    ),
    # Tháng 3-5/2023 at the head of a unit
    rule("tháng đầu câu", rf"^\W{{0,3}}(?P<month>{MONTHS})", stated_month, needs=FIGURE),
    # từ năm 2023 đến năm 2025
    rule("từ năm đến năm", rf"(?<!\w)tu (?:nam )?{Y}{TO}(?:nam )?{Y}", whole_year, needs="tu ", core=rf"tu (?:nam )?{Y}"),
    # trong giai đoạn 2021-2025
    rule("giai đoạn", rf"(?<!\w)(?:trong )?giai doan{_}{Y}{TO}{Y}", phase, needs="giai doan"),
    # trong năm 2023, đến hết năm 2024, trước năm 2025, từ nay đến hết năm 2025
    rule("năm", rf"{BOUND}(?:cuoi )?(?<!\w){YEARS}(?!\w)", whole_year, needs="nam & 1|2", core=rf"nam{_}{Y}"),
    # Năm 2023, hoàn thành xóa nhà tạm …
    rule(
        "năm đầu câu",
        rf"^\W{{0,3}}nam{_}{Y}(?=,{_}(?:tap trung |phai |can )?(?:hoan thanh|xay dung|to chuc|trien khai|ban hanh|thuc hien|ra soat))",
        whole_year,
        PROSE,
        needs="nam",
    ),
    # cuối năm 2023, cả năm 2023
    rule("năm", rf"(?<!\w)(?:cuoi|het|ca) {YEARS}(?!\w)", whole_year, needs="nam & 1|2"),
    # Cả năm, Trong năm, Cuối năm (the whole cell)
    rule("trong cả năm", r"^\W{0,3}(?:ca|trong|het|den het|cuoi|den cuoi) nam(?=\W{0,3}$)", end_of_year, CELL, needs=" nam"),
    # từ nay đến cuối năm
    rule("cuối năm nay", r"(?<!\w)tu nay den (?:het|cuoi) nam(?: nay)?(?!\w)", end_of_year, needs="tu nay"),
)
