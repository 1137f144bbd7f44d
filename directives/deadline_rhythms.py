"""Recurring times: `hằng tháng`, `trước ngày 25 hằng tháng`, `định kỳ 6 tháng, năm` as rules of RFC 5545, 3.3.10: only what is said."""

from __future__ import annotations

import re

from directives.deadline_readings import ANYWHERE, BOUND, CELL, Anchor, Reading, hour_in, left_of, right_of, rule, says
from directives.model import DeadlineKind
from directives.time_words import (
    BEFORE,
    CLOCK,
    DAY_OF_YEAR,
    EVERY,
    OF_YEAR,
    UNITS,
    N,
    Q,
    _,
    last_month,
    last_quarter,
    number,
    possible_date,
    stated_date,
)

# --- meanings: recurring -------------------------------------------------------------------------------------------

FREQUENCIES = {
    "ngay": "FREQ=DAILY",
    "tuan": "FREQ=WEEKLY",
    "thang": "FREQ=MONTHLY",
    "quy": "FREQ=MONTHLY;INTERVAL=3",
    "qui": "FREQ=MONTHLY;INTERVAL=3",
    "nam": "FREQ=YEARLY",
}


def recurring(rrule: str, *, time: str | None = None, span: tuple[int, int] | None = None) -> Reading:
    return Reading(DeadlineKind.RECURRING, rrule=rrule, time=time, span=span)


def monthly_day(m: re.Match[str], at: Anchor) -> list[Reading] | None:
    """`mỗi tháng một lần, vào ngày 25`: that day of each month."""
    day = number(m["day"])
    return [recurring(f"FREQ=MONTHLY;BYMONTHDAY={day}")] if 1 <= day <= 31 else None


def every(n: int, unit: str) -> str:
    """The rule of `hằng quý`, `02 tháng/lần`, `5 năm một lần`; `9 tháng` is the report of September."""
    if unit == "thang" and n == 9:
        return "FREQ=YEARLY;BYMONTH=9"
    if unit == "thang" and n == 12:
        return "FREQ=YEARLY"
    if unit in ("quy", "qui"):
        return f"FREQ=MONTHLY;INTERVAL={3 * n}"
    return FREQUENCIES[unit] + (f";INTERVAL={n}" if n > 1 else "")


def yearly_day(text: str) -> str | None:
    """`15/6`, `06 tháng 06` → the rule of that day each year."""
    stated = stated_date(text)
    if (
        stated is None
        or not stated.month
        or not stated.day
        or not possible_date(2024, min(stated.month, 99), stated.day)
        or stated.month > 12
    ):
        return None
    return f"FREQ=YEARLY;BYMONTH={stated.month};BYMONTHDAY={stated.day}"


def day_of_month(m: re.Match[str], at: Anchor) -> list[Reading] | None:
    """`trước ngày 25 hằng tháng`, `ngày 20 của tháng báo cáo`, `ngày 05 tháng sau`."""
    if says(r"tu ngay \d{1,2} (?:cua )?thang $", left_of(m, at)):
        return []  # `kỳ báo cáo từ ngày 15 tháng trước đến ngày 14 tháng sau`
    others = re.findall(rf"(?<!\d){N}(?!\d)", m.groupdict().get("others") or "")
    days = [*map(number, others), number(m["d"])]
    monthly = f"FREQ=MONTHLY;BYMONTHDAY={','.join(map(str, days))}"
    return [recurring(monthly, time=hour_in(m))] if all(1 <= day <= 31 for day in days) else None


def day_of_rhythm(m: re.Match[str], at: Anchor) -> list[Reading] | None:
    """`Hằng tháng rà soát …, gửi Sở A trước ngày 25`: the day of a rhythm that stands before it in the sentence."""
    before = re.findall(rf"(?<!\w){EVERY} (thang|qu[yi])(?!\w)", left_of(m, at, 240))
    day = number(m["d"])
    if not before or not 1 <= day <= 31 or not says(r"truoc|nhat", m["bound"]):
        return None
    interval = "" if before[-1] == "thang" else "INTERVAL=3;"
    return [recurring(f"FREQ=MONTHLY;{interval}BYMONTHDAY={day}", time=hour_in(m))]


def day_of_quarter(m: re.Match[str], at: Anchor) -> list[Reading] | None:
    """`ngày 20 của tháng cuối quý`, `trước ngày 05 của tháng đầu quý sau`."""
    day = number(m["d"])
    if not 1 <= day <= 31 or (m["which"] == "cuoi" and says(r"qu[yi] ?[(:]\s?$", left_of(m, at))):
        return None  # `báo cáo quý (trước ngày 15 tháng cuối quý), 6 tháng`: an item of a list
    months = "3,6,9,12" if m["which"] == "cuoi" else "1,4,7,10"
    return [recurring(f"FREQ=YEARLY;BYMONTH={months};BYMONTHDAY={day}", time=hour_in(m))]


def days_of_year(m: re.Match[str], at: Anchor) -> list[Reading] | None:
    """`trước ngày 20/6 và ngày 20/12 hàng năm`: one rule for each day."""
    found = []
    days = list(re.finditer(DAY_OF_YEAR, m["days"]))
    for i, day in enumerate(days):
        rrule = yearly_day(day[0])
        if rrule is None:
            return None
        start = m.start("days") + day.start() if i else m.start()
        end = m.start("days") + day.end() if i < len(days) - 1 else m.end()
        found.append(recurring(rrule, span=(start, end), time=hour_in(m)))
    return found


def months_of_year(m: re.Match[str], at: Anchor) -> list[Reading] | None:
    """`tháng 01 và tháng 7 hằng năm`: one rule of both months."""
    months = sorted({number(n) for n in re.findall(rf"thang{_}({N})", m["months"])})
    return [recurring(f"FREQ=YEARLY;BYMONTH={','.join(map(str, months))}")] if months[0] >= 1 and months[-1] <= 12 else None


def month_of_year(m: re.Match[str], at: Anchor) -> list[Reading] | None:
    """`tháng 10 hằng năm`, `trong quý IV hằng năm` (its last month)."""
    quarter = last_quarter(m["quarter"]) if m["quarter"] else None
    month = quarter * 3 if quarter else last_month(m["month"] or "")
    return [recurring(f"FREQ=YEARLY;BYMONTH={month}")] if month else None


def times_in(m: re.Match[str], at: Anchor) -> list[Reading] | None:
    """`02 tháng/lần`, `quý/lần`, `hai năm một lần`, `định kỳ 3 tháng/lần`."""
    n = number(m["n"]) if m["n"] else 1
    return [recurring(every(n, m["u"]))] if 0 < n < 100 else None


def times_per(m: re.Match[str], at: Anchor) -> list[Reading] | None:
    """`01 lần/tháng`, `mỗi năm 01 lần`, `02 lần/năm` (each six months)."""
    n, unit = number(m["n"]), m["u"]
    months = {"thang": 1, "quy": 3, "qui": 3, "nam": 12}.get(unit, 0)
    if n == 1:
        return [recurring(every(1, unit))]
    if n and months and months % n == 0:
        return [recurring(every(months // n, "thang") if months // n != 3 else every(1, "quy"))]
    return None


#: One item of a list of rhythms: hằng năm, 6 tháng, quý
RHYTHM = rf"(?:(?P<every>{EVERY}){_}(?P<eu>{UNITS})|(?P<n>0?[1-9]|1[0-2]){_}(?P<nu>thang|nam)|(?P<u>thang|quy|qui|nam|tuan))(?!\w)"
#: What makes `6 tháng` or `năm` something else: 6 tháng đầu năm, 6 tháng tuổi, năm 2023, năm học, tháng 5, quý III
NO_RHYTHM = rf"(?!{_}(?:dau|cuoi|giua|tuoi|hoc|nay|qua|toi|gan|tiep|ke|mot lan|/{_}(?:0?1{_})?lan|\d|{Q}(?!\w)))"
#: The day of a rhythm: (trước ngày 15/6), : ngày 06 tháng 06, trước ngày 15 tháng cuối quý, trước ngày 25, … năm sau
ITS_DAY = (
    rf"(?:{_}[(:,]?{_}(?:(?:gui|bao cao|xong|truoc|cham nhat|muon nhat|vao|la){_}){{0,3}}(?:ngay{_}|(?<=truoc )(?=\d))"
    rf"(?:(?P<day>{DAY_OF_YEAR})(?:{_}(?:cua )?nam sau)?|(?P<qd>{N}){_}(?:cua )?thang cuoi (?:cua )?qu[yi]"
    rf"|(?P<md>{N})(?![\w/.\-]|{_}thang)){_}\)?)?"
)
RHYTHM_ITEM = re.compile(RHYTHM + NO_RHYTHM + ITS_DAY)
_ITEM = re.sub(r"\?P<\w+>", "?:", RHYTHM + NO_RHYTHM + ITS_DAY)
LIST_COMMA = rf"{_}(?:[,;/&]{_}(?:va )?|va |hoac ){_}"


def rhythms(m: re.Match[str], at: Anchor) -> list[Reading] | None:
    """`hằng năm`, `định kỳ 6 tháng`, `6 tháng, hằng năm`, `báo cáo quý (trước ngày 15 tháng cuối quý), 6 tháng và năm`."""
    items = list(RHYTHM_ITEM.finditer(at.text, m.start("items"), m.end("items")))
    head = m["head"] or ""
    if items[0]["nu"] == "nam" and says(r"(?:ke hoach|chien luoc|chuong trinh)(?: [\w~]+){0,3} $", left_of(m, at)):
        items = items[1:]  # `kế hoạch 5 năm và hằng năm`: how long the plan reaches
        if not items:
            return []
    if "ket" in head and says(r"^ (?:thuc hien|trien khai|thi hanh|hoat dong|van hanh)", right_of(m, at)):
        return []  # `sơ kết 01 năm thực hiện Đề án`: what is looked back on
    if at.plan_year and _of_one_year(items, head):
        return _in_the_plan(items, m, at.plan_year)
    whole_cell = at.place in CELL and says(r"^\W*(?:theo )?$", at.text[: m.start()]) and says(r"^\W*$", at.text[m.end() :])
    if not any(item["every"] for item in items) and not whole_cell and not _is_rhythm_head(head, items):
        return None
    if len(items) == 1 and items[0]["every"] and is_measure(m, at):
        return []
    found = []
    for i, item in enumerate(items):
        start = m.start() if i == 0 and item.start() <= m.start("items") + 3 else item.start()
        found.append(recurring(_rhythm(item), span=(start, item.end())))
    return _with_second_day(found, items, at)


#: … hằng năm trước ngày 15 tháng 6) và ngày 15 tháng 12
SECOND_DAY = re.compile(rf"{_}(?:va|,){_}(?:truoc{_})?(?P<words>ngay{_}(?P<day>{DAY_OF_YEAR}))")


def _with_second_day(found: list[Reading], items: list[re.Match[str]], at: Anchor) -> list[Reading]:
    """`6 tháng và hằng năm trước ngày 15 tháng 6 và ngày 15 tháng 12`: the days of the two rhythms."""
    second = SECOND_DAY.match(at.text, items[-1].end())
    rrule = yearly_day(second["day"]) if second and items[-1]["day"] and len(items) == 2 and not items[0]["day"] else None
    if second is None or rrule is None:
        return found
    return [found[-1], recurring(rrule, span=second.span("words"))]


def _is_rhythm_head(head: str, items: list[re.Match[str]]) -> bool:
    """Whether nouns alone (`tháng, quý, năm`) are a rhythm: behind `định kỳ`, or several behind `báo cáo`."""
    if says(r"dinh ky|so ket|chu ky", head) or (len(items) > 1 and all(item["day"] for item in items)):
        return True
    return bool(head) and (len(items) > 1 or bool(items[0]["day"] or items[0]["qd"] or items[0]["md"]))


def _of_one_year(items: list[re.Match[str]], head: str) -> bool:
    """`Báo cáo 6 tháng (trước ngày 15/6), năm (trước ngày 15/12)` without `hằng` or `định kỳ`: the reports of the plan's year."""
    return "bao cao" in head and "dinh ky" not in head and all(item["day"] and not item["every"] for item in items)


def _in_the_plan(items: list[re.Match[str]], m: re.Match[str], year: int) -> list[Reading]:
    found = []
    for i, item in enumerate(items):
        stated = stated_date(item["day"])
        due = possible_date(year, stated.month, stated.day) if stated and stated.month and stated.day and stated.month <= 12 else None
        found.append(Reading(DeadlineKind.DATE, due=due, span=(m.start() if i == 0 else item.start(), item.end())))
    return found


def _rhythm(item: re.Match[str]) -> str:
    unit = item["eu"] or item["nu"] or item["u"]
    n = number(item["n"]) if item["n"] else 1
    if item["day"] and (unit == "nam" or n > 1):
        return yearly_day(item["day"]) or every(n, unit)
    if item["qd"]:
        return f"FREQ=YEARLY;BYMONTH=3,6,9,12;BYMONTHDAY={number(item['qd'])}"
    if item["md"] and unit == "thang" and n == 1:
        return f"FREQ=MONTHLY;BYMONTHDAY={number(item['md'])}"
    return every(n, unit)


def is_measure(m: re.Match[str], at: Anchor) -> bool:
    """`tăng bình quân hằng năm 7%`, `Giải thưởng hằng năm "…"`, `dự toán ngân sách hằng năm`: no rhythm of the work."""
    before, behind = left_of(m, at), right_of(m, at)
    named = says(
        r"(?:binh quan|trung binh|toc do[^,]{0,30}|nang suat[^,]{0,20}|tang truong|danh hieu[^,]{0,20}|giai thuong|giai|le hoi"
        r"|tien (?:thue|su dung) dat(?: tra tien)?|thue dat tra tien|thue dat"
        r"|nghi phep|nghi|doanh thu|thu nhap|san luong|tien luong|mua sam)\s*$",
        before,
    )
    budget = says(r"(?:ngan sach|du toan)(?: [\w~]+){0,3} $", before)
    share = says(r"kinh phi $", before) and says(r"^ (?:danh|cua|cho|duoc)\b", behind)
    rate = says(r"^\W*(?:dat|tang|giam|tren|khoang|toi thieu|it nhat| )*\s?\d[\d.,]*\s?%", behind)
    return named or budget or share or rate


# --- the rules

RHYTHM_RULES = (
    # hằng quý, trước ngày 15 tháng cuối quý; trước ngày 05 của tháng đầu quý sau
    rule(
        "ngày trong quý",
        rf"(?<!\w)(?:(?:dinh ky )?{EVERY} qu[yi]{_},?{_})?(?:{BOUND})?(?:{CLOCK}{_},?{_})?ngay{_}"
        rf"(?P<d>{N}){_}(?:cua )?thang (?P<which>cuoi|dau)(?: cua)?(?: {EVERY})? qu[yi](?: (?:sau|tiep theo))?",
        day_of_quarter,
        ANYWHERE,
        needs="ngay & thang & qu",
    ),
    # trước ngày 25 hằng tháng; ngày 15 và ngày 30 hằng tháng
    rule(
        "ngày trong tháng",
        rf"(?:{BOUND})?(?:{CLOCK}{_},?{_})?(?<!\w)(?P<others>(?:ngay{_}{N}{_}(?:,|va){_}){{1,3}})?"
        rf"(?:ngay{_})?(?:m[uo]ng{_})?{BEFORE}(?P<d>{N}){_}(?:cua )?{EVERY} thang(?!\w)",
        day_of_month,
        ANYWHERE,
        needs="hang thang|moi thang",
    ),
    # hằng tháng, trước ngày 25 của tháng; chậm nhất vào ngày 20 của tháng báo cáo; trước ngày 05 tháng sau
    rule(
        "ngày của tháng báo cáo",
        rf"(?:{BOUND})?(?:{CLOCK}{_},?{_})?(?<!\w)ngay{_}(?P<d>{N}){_}(?:cua )?thang (?:bao cao|sau|tiep theo|ke tiep|lien ke)(?!\w)",
        day_of_month,
        needs="ngay & thang bao|thang sau|thang tiep|thang ke|thang lien",
    ),
    # trong 10 ngày đầu hằng tháng
    rule(
        "những ngày đầu tháng",
        rf"(?:trong )?{BEFORE}(?P<d>{N}){_}ngay dau(?: cua)? {EVERY} thang",
        day_of_month,
        needs="ngay dau & hang|moi",
    ),
    # ngày làm việc đầu tiên hằng tháng
    rule(
        "ngày làm việc đầu tháng",
        rf"(?:{BOUND})?ngay lam viec dau(?: tien)?(?: cua)? {EVERY} thang",
        lambda m, at: [recurring("FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=1")],
        needs="ngay lam viec dau",
    ),
    # ngày làm việc cuối cùng của tháng
    rule(
        "ngày làm việc cuối tháng",
        rf"ngay lam viec cuoi(?: cung)?(?: cua)?(?: {EVERY})? thang(?!{_}\d)",
        lambda m, at: [recurring("FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1")],
        needs="ngay lam viec cuoi",
    ),
    # ngày cuối cùng hằng tháng
    rule(
        "ngày cuối tháng",
        rf"ngay cuoi(?: cung)?(?: cua)? (?:{EVERY} )?thang(?!{_}\d)",
        lambda m, at: [recurring("FREQ=MONTHLY;BYMONTHDAY=-1")],
        needs="ngay cuoi",
    ),
    # trước ngày 20/6 và ngày 20/12 hàng năm
    rule(
        "ngày trong năm",
        rf"(?:{BOUND})?(?:{CLOCK}{_},?{_})?(?P<days>(?:ngay{_})?{BEFORE}{DAY_OF_YEAR}(?:{LIST_COMMA}"
        rf"(?:(?:truoc|cham nhat) )?(?:ngay{_})?{DAY_OF_YEAR}){{0,3}}){_},?{_}(?:cua )?{EVERY} nam"
        rf"(?!\w)",
        days_of_year,
        ANYWHERE,
        needs="hang nam|moi nam",
        core=rf"{N}(?:{_}/{_}|{_}thang{_}){N}",
    ),
    # tháng 01 và tháng 7 hằng năm
    rule(
        "các tháng trong năm",
        rf"(?:{BOUND})?(?<!\w)(?P<months>thang{_}{N}(?:{LIST_COMMA}thang{_}{N}){{1,5}}){_},?{_}{EVERY} nam(?!\w)",
        months_of_year,
        needs="thang & hang nam|moi nam",
        core=rf"thang{_}{N}",
    ),
    # tháng 10 hằng năm, vào quý I hằng năm, hằng năm vào tháng 10
    rule(
        "tháng, quý trong năm",
        rf"(?:{BOUND})?(?:(?P<month>thang{_}{N})|(?P<quarter>qu[yi]{_}{Q})){_},?{_}{EVERY} nam(?!\w)",
        month_of_year,
        needs="hang nam|moi nam",
    ),
    rule(
        "hằng năm vào tháng, quý",
        rf"{EVERY} nam{_},?{_}(?:vao|trong){_}(?:(?P<month>thang{_}{N})|(?P<quarter>qu[yi]{_}{Q}))(?!\w|{OF_YEAR}|{_}[/\-]{_}\d)",
        month_of_year,
        needs="hang nam|moi nam",
    ),
    # mỗi tháng một lần, vào ngày 25
    rule(
        "ngày của tháng một lần",
        rf"(?<!\w)(?:dinh ky )?{EVERY} thang{_}(?:mot|0?1){_}lan{_},?{_}(?:vao |truoc |cham nhat (?:la )?)"
        rf"ngay (?P<day>{N})(?!\w|{_}[/.\-]{_}\d|{_}thang)",
        monthly_day,
        needs="lan & ngay",
    ),
    # 02 tháng/lần, quý/lần, hai năm một lần, định kỳ 3 tháng/lần
    rule(
        "số kỳ một lần",
        rf"(?<!\w)(?:dinh ky )?(?:{EVERY} )?(?:(?P<n>\d{{1,2}}){_})?(?P<u>{UNITS}){_}(?:/{_}(?:0?1{_})?|mot |0?1 )lan(?!\w)",
        times_in,
        needs="lan",
    ),
    # 01 lần/tháng, mỗi năm 01 lần
    rule("số lần mỗi kỳ", rf"{BEFORE}(?P<n>\d{{1,2}}){_}lan{_}(?:/{_}|{EVERY} |trong )(?P<u>{UNITS})(?!\w)", times_per, needs="lan"),
    rule("mỗi kỳ số lần", rf"(?<!\w){EVERY} (?P<u>{UNITS}){_}(?:it nhat )?(?P<n>\d{{1,2}}){_}lan(?!\w)", times_per, needs="lan & hang|moi"),
    # mỗi tuần 02 buổi, mỗi tháng ít nhất 01 ngày: how often, not how much
    rule(
        "mỗi kỳ số buổi",
        rf"(?<!\w){EVERY} (?P<u>tuan|thang|quy|qui|nam){_}(?:it nhat |toi thieu )?\d{{1,2}}{_}"
        rf"(?:buoi|ngay|cuoc|dot|bai|tin|so|ky|phien|hoi nghi|chuyen (?:muc|trang|de)|ban tin|phong su)(?!\w)",
        lambda m, at: [recurring(every(1, m["u"]))],
        needs="hang|moi",
        core=rf"{EVERY} (?:tuan|thang|quy|qui|nam){_}(?:it nhat |toi thieu )?\d",
    ),
    # định kỳ 6 tháng; 6 tháng, hằng năm; báo cáo định kỳ tháng, quý, năm; hằng năm, trước ngày 15/01 năm sau
    rule(
        "định kỳ",
        rf"(?<!\w)(?P<head>(?:bao cao dinh ky|bao cao|dinh ky|so ket|tong ket|so tong ket|theo chu ky){_}[:(]?{_})?"
        rf"(?P<items>{_ITEM}(?:{LIST_COMMA}{_ITEM}){{0,5}})",
        rhythms,
        needs="thang|quy|qui|nam|tuan|ngay",
    ),
    # (hằng tháng … gửi Sở A) trước ngày 25
    rule(
        "ngày của kỳ trước đó",
        rf"{BOUND}(?:{CLOCK}{_},?{_})?ngay{_}(?P<d>{N})(?![\w/\-]|\.\d|{_}(?:thang|/|cua|hang|moi|den|[-–])|{_},{_}\d)",
        day_of_rhythm,
        needs="ngay",
        core=rf"ngay{_}{N}(?![\w/\-]|\.\d)",
    ),
)
