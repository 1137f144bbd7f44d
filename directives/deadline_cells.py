"""Times that stand alone in a cell or behind a label, without a word before them: what they say, and the rules that find them."""

from __future__ import annotations

import re

from directives.deadline_dates import cell_date, month_span, whole_year
from directives.deadline_readings import CELL, Anchor, Reading, dated, in_stated_year, rule
from directives.time_words import ALONE, BEFORE, DATE, DM, DMY, LISTED, MONTHS, TO, N, Y, _, month_end, number

# a cell of a column whose head says that its figures are months
MONTH_CELL = frozenset({"month_cell"})


def bare_month(m: re.Match[str], at: Anchor) -> list[Reading] | None:
    """`5` below `Tháng`: the last day of that month; None where the figure is no month."""
    month = number(m["figure"])
    if not 1 <= month <= 12:
        return None
    due, doubt = in_stated_year(at, None, lambda year: month_end(year, month))
    return [dated(due, at, doubt=doubt)]


def months_in_cell(m: re.Match[str], at: Anchor) -> list[Reading] | None:
    """`11-12/2026`: from one month to the next; None where the first figure can be no earlier month."""
    return month_span(m, at) if 1 <= number(m["first"]) < number(m["last"]) <= 12 else None


CELL_RULES = (
    # 5, 05, 5-6 (the whole cell, in a column headed `Tháng`)
    rule("tháng trong ô", rf"^\W{{0,3}}(?:{N}{_}[-–,]{_})?(?P<figure>{N})(?=\W{{0,3}}$)", bare_month, MONTH_CELL),
    # 11-12/2026, 02-03/2027: months; not 25-12/2026
    rule("từ tháng đến tháng", rf"{BEFORE}(?P<month>(?P<first>{N}){_}[-–]{_}(?P<last>{N}){_}/{_}{Y}){ALONE}", months_in_cell, CELL),
    # 05/01/2024, 30/9, 01/3 - 15/3/2023
    rule("ngày trong ô", rf"(?:ngay{_})?{BEFORE}(?P<date>(?:{DMY}|{DM}){ALONE})", cell_date, CELL),
    # ngày 15 tháng 6 năm 2023
    rule("ngày trong ô", rf"(?:ngay{_})?{BEFORE}(?P<date>{DATE})", cell_date, CELL),
    # 12/2023, 6/2023 - 8/2023
    rule("tháng trong ô", rf"{BEFORE}(?P<month>(?:{N}(?:{_}[/.]{_}{Y})?{TO})?{N}{_}[/.\-–]{_}{Y}){ALONE}", month_span, CELL),
    # Tháng 4 và 5 (the whole cell)
    rule("tháng trong ô", rf"^\W{{0,3}}(?P<month>thang{_}{N}{_}va{_}{N})(?=\W{{0,3}}$)", month_span, CELL),
    # Tháng 01 - tháng 12, T10/2024, Tháng 4, 5/2023
    rule("tháng trong ô", rf"(?P<month>{MONTHS})", month_span, CELL),
    # 2023, 2023-2025, Năm 2023, 2023, 2024
    rule("năm trong ô", rf"{BEFORE}(?:nam{_})?{Y}(?:{LISTED}(?:nam{_})?{Y}){{0,4}}{ALONE}", whole_year, CELL),
)
