"""Phrases that look like a time of the work and are none: cited documents, budgets, comparisons, starts."""

from __future__ import annotations

import re

from directives.deadline_events import vague
from directives.deadline_readings import ANYWHERE, CELL, PROSE, Anchor, Reading, rule
from directives.time_words import DATE, DMY, MONTHS, OF_YEAR, ONE_QUARTER, TO, YEARS, N, Y, _


def nothing(m: re.Match[str], at: Anchor) -> list[Reading]:
    return []


def citation(m: re.Match[str], at: Anchor) -> list[Reading] | None:
    """The number of a document has capital letters: 20-NQ/TW, 417/STTTT-TTBCXB."""
    code = at.words[m.start("code") : m.end("code")]
    return [] if any(c.isupper() for c in code) and not re.match(r"[IO]\d\b", code) else None  # `31/I2/2024` is a day


# --- the rules

NO_DEADLINE_RULES = (
    # Nghị quyết số 20-NQ/TW ngày 16/6/2022; Chương trình hành động số 35-CTr/TU, ngày 14/4/2022; 1930/STTTT-VP
    rule(
        "văn bản viện dẫn",
        rf"(?<![\w/])(?:\d{{1,6}}[a-z]?)?{_}(?:/{_}\d{{4}}{_})?[-/](?P<code>[a-z][\w&.]{{0,15}}(?:{_}[-/]{_}[\w&.]{{1,15}}){{0,5}})"
        rf"(?:{_},?{_}(?:ban hanh )?ngay{_}{DATE})?",
        citation,
        ANYWHERE,
        needs="/|-",
        core=r"[-/][a-z]",
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
        needs="nam & luat|phap lenh|hien phap|sua doi, bo sung",
        core=rf" nam{_}{Y}",
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
        needs="tu",
    ),
    # năm học 2023-2024 (cells: a vague time; sentences: a name)
    rule("năm học", rf"(?<!\w)nam{_}hoc{_}{Y}{_}[-–]{_}{Y}", nothing, PROSE, needs="hoc"),
    rule("năm học", rf"(?<!\w)nam{_}hoc{_}{Y}{_}[-–]{_}{Y}", vague, CELL, needs="hoc"),
)
