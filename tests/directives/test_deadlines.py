"""Deadlines: the table of phrases, what is no deadline, and properties that hold for any text."""

import csv
from collections import defaultdict
from datetime import date
from pathlib import Path

import pytest
from dateutil.rrule import rrulestr
from hypothesis import given, settings
from hypothesis import strategies as st

from directives.deadline_readings import Rule
from directives.deadline_rules import RULES
from directives.deadlines import FoundDeadline, find_deadlines
from directives.model import DeadlineKind
from directives.time_words import Place, readable
from directives.vietnamese import normalise

TABLES = Path(__file__).parent.parent / "tables"
TABLE = TABLES / "deadlines_examples.csv"
#: Phrases as offices write them in cells and sentences: `wanted` is day, rule or kind, several joined by `&`
PHRASES = TABLES / "time_phrases.csv"
ISSUED = date(2023, 1, 10)


def _place(note: str) -> Place:
    if note.startswith("cell"):
        return "before_cell" if "'Trước ngày, tháng'" in note else "cell"
    return "title" if note.startswith("title") else "unit"


def _examples() -> list[tuple[str, str, Place, frozenset[tuple[str, str, str]]]]:
    """The phrases of the table, each with all the deadlines of its rows."""
    wanted: defaultdict[tuple[str, str, Place], set[tuple[str, str, str]]] = defaultdict(set)
    with TABLE.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            found = wanted[row["phrase"], row["issued_on"], _place(row["note"])]
            if row["kind"] != "none":
                found.add((row["kind"], row["due"], row["rrule"]))
    return [(*key, frozenset(found)) for key, found in wanted.items()]


def _forms(found: list[FoundDeadline]) -> set[tuple[str, str, str]]:
    return {(f.deadline.kind.value, str(f.deadline.due or ""), f.deadline.rrule or "") for f in found}


def _read(phrase: str, issued_on: date | None = ISSUED, place: Place = "unit", plan_year: int | None = None) -> list[FoundDeadline]:
    return find_deadlines(phrase, 0, len(phrase), issued_on=issued_on, place=place, plan_year=plan_year)


@pytest.mark.parametrize(("phrase", "issued_on", "place", "wanted"), _examples())
def test_a_phrase_of_the_table_gives_exactly_what_it_says(
    phrase: str, issued_on: str, place: Place, wanted: frozenset[tuple[str, str, str]]
) -> None:
    found = _read(phrase, date.fromisoformat(issued_on), place)
    assert _forms(found) == wanted
    assert len(found) == len(wanted)


def _phrases() -> list[tuple[str, Place, str, list[str]]]:
    with PHRASES.open(encoding="utf-8", newline="") as file:
        return [(r["phrase"], r["place"], r["issued_on"], [w for w in r["wanted"].split(" & ") if w]) for r in csv.DictReader(file)]  # type: ignore[misc]


def _short_form(found: FoundDeadline) -> str:
    """`2024-06-30`, `FREQ=MONTHLY`, `relative`, `relative 2024-04-17`, `vague`."""
    deadline = found.deadline
    if deadline.rrule or deadline.kind is DeadlineKind.DATE:
        return deadline.rrule or str(deadline.due)
    return f"{deadline.kind.value} {deadline.due}" if deadline.due else deadline.kind.value


@pytest.mark.parametrize(("phrase", "place", "issued_on", "wanted"), _phrases())
def test_a_phrase_of_an_office_gives_what_it_says(phrase: str, place: Place, issued_on: str, wanted: list[str]) -> None:
    assert sorted(_short_form(f) for f in _read(phrase, date.fromisoformat(issued_on), place)) == wanted


@pytest.mark.parametrize(("phrase", "issued_on", "place", "wanted"), _examples())
def test_the_span_of_a_deadline_holds_its_words(phrase: str, issued_on: str, place: Place, wanted: frozenset[tuple[str, str, str]]) -> None:
    text = f"Giao Sở A rà soát, {phrase}; thực hiện nghiêm."
    for found in find_deadlines(text, 19, 19 + len(phrase), issued_on=date.fromisoformat(issued_on), place=place):
        assert text[found.span.start : found.span.end] == found.deadline.text
        assert found.deadline.text == found.deadline.text.strip(" ,;:")
        assert 19 <= found.span.start < found.span.end <= 19 + len(phrase)


@pytest.mark.parametrize(
    ("sentence", "wanted"),
    [
        (
            "Đề xuất miễn phí cho khách đến hết năm 2023, báo cáo UBND tỉnh trong tháng 3 năm 2023.",
            [("trong tháng 3 năm 2023", "2023-03-31")],
        ),
        (
            "Hoàn thành số hóa trong năm 2023, báo cáo UBND tỉnh trước ngày 30/11/2023.",
            [("trong năm 2023", "2023-12-31"), ("trước ngày 30/11/2023", "2023-11-30")],
        ),
        ("Miễn tiền phạt đối với đơn vị đã nộp đủ số thuế bị truy thu trước ngày 01/01/2023 nhưng còn nợ.", []),
        ("Cho học sinh nghỉ học trong các ngày 28 và 29/9/2023.", [("trong các ngày 28 và 29/9/2023", "2023-09-29")]),
        ("Hạ mực nước đệm trước khi có mưa lớn; cử người trực.", [("trước khi có mưa lớn", "None")]),
        ("Trình bày trước Hội nghị, giải trình trước kỳ họp.", []),
        ("Báo cáo kết quả trước ngày 15/6/2023 theo Công văn số 12/UBND-TH ngày 03/01/2023.", [("trước ngày 15/6/2023", "2023-06-15")]),
        ("Hằng tháng, trước ngày 25, các đơn vị gửi báo cáo.", [("Hằng tháng, trước ngày 25", "FREQ=MONTHLY;BYMONTHDAY=25")]),
        ("Định kỳ hằng tháng báo cáo về Sở A trước ngày 20 hằng tháng.", [("trước ngày 20 hằng tháng", "FREQ=MONTHLY;BYMONTHDAY=20")]),
        ("Phấn đấu trong năm 2023, có 8-10 hợp tác xã được thành lập.", []),
        ("Khắc phục những hạn chế đã chỉ ra trong năm 2023.", []),
        ("Bố trí kinh phí hằng năm dành cho Kế hoạch này.", []),
        ("Sử dụng dự toán chi ngân sách thường xuyên hằng năm của địa phương.", []),
        ("Đăng ký kinh phí hằng năm trình UBND tỉnh.", [("hằng năm", "FREQ=YEARLY")]),
        ("Cơ cấu lại các doanh nghiệp trong giai đoạn 2024 - 2026.", [("trong giai đoạn 2024 - 2026", "2026-12-31")]),
        ("Tổ chức đánh giá sau 3 năm hoạt động của Đội, dự kiến vào tuần sau.", [("vào tuần sau", "2023-01-22")]),
        ("Thời gian hoàn thành: Quý II/2023.", [("Thời gian hoàn thành: Quý II/2023", "2023-06-30")]),
        ("Kiểm tra tại các xã (tháng 10, 11/2023).", [("tháng 10, 11/2023", "2023-11-30")]),
        ("Ban hành quy chế tiếp dân. Tháng 5/2023.", [("Tháng 5/2023", "2023-05-31")]),
        ("Phát trên loa truyền thanh mỗi tuần 02 buổi.", [("mỗi tuần 02 buổi", "FREQ=WEEKLY")]),
        ("Chuyển phòng chuyên môn xử lý trong 03 ngày làm việc.", [("trong 03 ngày làm việc", "None")]),
        ("Rút ngắn thời gian giải quyết thủ tục trong 03 ngày làm việc.", []),
        ("Báo cáo Sở A trước ngày 05/6 và 05/11.", [("trước ngày 05/6", "2023-06-05"), ("05/11", "2023-11-05")]),
        ("Rà soát danh mục tháng 01 và tháng 7 hằng năm.", [("tháng 01 và tháng 7 hằng năm", "FREQ=YEARLY;BYMONTH=1,7")]),
        ("Nộp báo cáo trước ngày mùng 5 hằng tháng.", [("trước ngày mùng 5 hằng tháng", "FREQ=MONTHLY;BYMONTHDAY=5")]),
        ("Tổng vệ sinh vào ngày Chủ nhật tuần cuối hằng tháng.", [("vào ngày Chủ nhật tuần cuối hằng tháng", "FREQ=MONTHLY;BYDAY=-1SU")]),
        ("Giao ban vào Chủ nhật hằng tuần.", [("vào Chủ nhật hằng tuần", "FREQ=WEEKLY;BYDAY=SU")]),
        ("Đến cuối năm 2023, hoàn thành việc số hóa hồ sơ.", [("Đến cuối năm 2023", "2023-12-31")]),
        ("Đến cuối năm 2023 đạt trên 90% hồ sơ.", []),
        ("Tổ chức đối thoại chậm nhất 7 ngày sau ngày ra thông báo này.", [("chậm nhất 7 ngày sau ngày ra thông báo này", "2023-01-17")]),
        (
            "Báo cáo định kỳ hằng quý (trước ngày 10 tháng cuối quý), 06 tháng (trước ngày 10/6) và hằng năm (trước ngày 10/12).",
            [
                ("Báo cáo định kỳ hằng quý (trước ngày 10 tháng cuối quý)", "FREQ=YEARLY;BYMONTH=3,6,9,12;BYMONTHDAY=10"),
                ("06 tháng (trước ngày 10/6)", "FREQ=YEARLY;BYMONTH=6;BYMONTHDAY=10"),
                ("hằng năm (trước ngày 10/12)", "FREQ=YEARLY;BYMONTH=12;BYMONTHDAY=10"),
            ],
        ),
        ("Báo cáo tại phiên họp UBND tỉnh tháng 12 năm 2023.", [("tại phiên họp UBND tỉnh tháng 12 năm 2023", "2023-12-31")]),
        ("Thực hiện kết luận tại phiên họp tháng 12 năm 2022.", []),
        ("Bảo đảm an toàn trong mùa mưa bão.", []),
        ("Hoàn thành các nhiệm vụ quá hạn trước ngày 25/10/2023.", [("trước ngày 25/10/2023", "2023-10-25")]),
        ("Báo cáo trước ngày 31/02/2023.", [("trước ngày 31/02/2023", "None")]),
        ("Nhân dịp Quý IV, đề nghị Quý đơn vị phối hợp.", []),
        # bounds that begin where they bind
        ("Đẩy nhanh tiến độ trước ngày 04/12.", [("trước ngày 04/12", "2023-12-04")]),
        ("Xử lý việc chậm của tháng trước, hoàn thành trong ngày 20/11/2023.", [("hoàn thành trong ngày 20/11/2023", "2023-11-20")]),
        ("Báo cáo trước ngày 15/6 và ngày 15/12.", [("trước ngày 15/6", "2023-06-15"), ("ngày 15/12", "2023-12-15")]),
        # terms that count from an event
        ("Báo cáo nhanh chậm nhất 12 giờ sau khi xảy ra sự cố.", [("chậm nhất 12 giờ sau khi xảy ra sự cố", "None")]),
        ("Báo tin cho dân trước khi xả lũ ít nhất 04 giờ.", [("trước khi xả lũ ít nhất 04 giờ", "None")]),
        ("Gửi hồ sơ sau 05 ngày kể từ khi xong kiểm tra.", [("sau 05 ngày kể từ khi xong kiểm tra", "None")]),
        ("Chậm nhất 03 ngày làm việc sau khi nhận được văn bản.", [("Chậm nhất 03 ngày làm việc sau khi nhận được văn bản", "None")]),
        ("Sơ kết vào giữa nhiệm kỳ, tổng kết vào cuối nhiệm kỳ.", [("vào giữa nhiệm kỳ", "None"), ("vào cuối nhiệm kỳ", "None")]),
        ("Đại hội giữa nhiệm kỳ 2020-2025 đã thông qua báo cáo.", []),
        # spans
        ("Xây dựng 12 công trình giai đoạn 2023 - 2024.", [("giai đoạn 2023 - 2024", "2024-12-31")]),
        ("Xây dựng Kế hoạch phát triển du lịch giai đoạn 2023 - 2024.", []),
        ("Xây dựng 12 công trình giai đoạn 2023 - 2030.", []),
        ("Lập kế hoạch 5 năm và hằng năm.", [("hằng năm", "FREQ=YEARLY")]),
        ("Lập kế hoạch tài chính 3 năm.", []),
        # a rhythm and its day in one sentence
        (
            "Hằng năm tổng hợp, trình UBND tỉnh trước ngày 15 tháng 12.",
            [("trước ngày 15 tháng 12", "FREQ=YEARLY;BYMONTH=12;BYMONTHDAY=15")],
        ),
        ("Hằng tháng rà soát, gửi Sở A trước ngày 25.", [("trước ngày 25", "FREQ=MONTHLY;BYMONTHDAY=25")]),
        ("Hằng quý tổng hợp, báo cáo trước ngày 10.", [("trước ngày 10", "FREQ=MONTHLY;INTERVAL=3;BYMONTHDAY=10")]),
        ("Gửi Sở A trước ngày 25.", []),
        ("Hằng tuần Sở A báo cáo kết quả vào thứ Sáu.", [("vào thứ Sáu", "FREQ=WEEKLY;BYDAY=FR")]),
        ("Báo cáo mỗi tháng một lần, vào ngày 25.", [("mỗi tháng một lần, vào ngày 25", "FREQ=MONTHLY;BYMONTHDAY=25")]),
        ("Sở A rà soát từ nay đến 15/12.", [("từ nay đến 15/12", "2023-12-15")]),
        ("Sở A sửa cầu, hoàn thành trong 10 ngày.", [("trong 10 ngày", "None")]),
        ("Sở A sửa xong trong 2 tháng.", [("trong 2 tháng", "None")]),
        ("Sở A đã hoàn thành trong 10 ngày.", []),
        ("Hằng năm rà soát; báo cáo lần đầu trước ngày 15/12.", [("Hằng năm", "FREQ=YEARLY"), ("trước ngày 15/12", "2023-12-15")]),
        ("Hằng năm rà soát, lần đầu trước ngày 15/12/2023.", [("Hằng năm", "FREQ=YEARLY"), ("trước ngày 15/12/2023", "2023-12-15")]),
        (
            "Định kỳ 6 tháng và hằng năm, báo cáo Sở A trước ngày 15 tháng 6 và ngày 15 tháng 12.",
            [
                ("trước ngày 15 tháng 6", "FREQ=YEARLY;BYMONTH=6;BYMONTHDAY=15"),
                ("ngày 15 tháng 12", "FREQ=YEARLY;BYMONTH=12;BYMONTHDAY=15"),
            ],
        ),
        (
            "Báo cáo vào ngày 20 của tháng cuối mỗi quý.",
            [("vào ngày 20 của tháng cuối mỗi quý", "FREQ=YEARLY;BYMONTH=3,6,9,12;BYMONTHDAY=20")],
        ),
    ],
)
def test_a_sentence_gives_its_times_and_no_others(sentence: str, wanted: list[tuple[str, str]]) -> None:
    assert [(f.deadline.text, f.deadline.rrule or str(f.deadline.due)) for f in _read(sentence)] == wanted


@pytest.mark.parametrize(
    ("words", "wanted"),
    [
        ("10 ngày kể từ ngày ban hành thông báo", {("relative", "2023-01-20", "")}),
        ("15 ngày làm việc kể từ ngày nhận đủ hồ sơ", {("relative", "", "")}),
        ("06 tháng, năm", {("recurring", "", "FREQ=MONTHLY;INTERVAL=6"), ("recurring", "", "FREQ=YEARLY")}),
        ("Theo quý", {("recurring", "", "FREQ=MONTHLY;INTERVAL=3")}),
        ("Tháng 6, tháng 12 hằng năm", {("recurring", "", "FREQ=YEARLY;BYMONTH=6,12")}),
        ("2023 - 2025 và định hướng 2030", {("date", "2025-12-31", "")}),
        ("Theo tiến độ", set()),
    ],
)
def test_a_cell_of_a_column_of_times_needs_no_bound(words: str, wanted: set[tuple[str, str, str]]) -> None:
    assert _forms(_read(words, place="cell")) == wanted


@pytest.mark.parametrize(
    ("phrase", "hour"),
    [
        ("trước 16 giờ 00 ngày 12/01/2023", "16:00"),
        ("trước 17h00’ ngày 12/01/2023", "17:00"),
        ("trước 8h30 ngày 06/02/2023", "08:30"),
        ("trước 16h00 thứ Năm hằng tuần", "16:00"),
        ("trước ngày 12/01/2023", None),
    ],
)
def test_an_hour_is_kept_beside_the_day(phrase: str, hour: str | None) -> None:
    assert [f.deadline.time for f in _read(phrase)] == [hour]


def test_the_reports_of_a_plan_for_one_year_are_days_of_that_year() -> None:
    reports = "Báo cáo 6 tháng (trước ngày 15/6), năm (trước ngày 15/12)"
    assert _forms(_read(reports, plan_year=2023)) == {("date", "2023-06-15", ""), ("date", "2023-12-15", "")}
    assert {form[0] for form in _forms(_read(reports))} == {"recurring"}


def test_a_day_without_a_year_takes_the_year_of_the_plan() -> None:
    assert _forms(_read("trước ngày 05/01", date(2022, 12, 20), plan_year=2024)) == {("date", "2024-01-05", "")}


def test_a_day_without_a_year_in_an_undated_directive_has_no_date_and_a_doubt() -> None:
    (found,) = _read("trước ngày 15/6", None)
    assert found.deadline.due is None
    assert found.doubt is not None and "năm" in found.doubt


def test_an_undated_directive_still_gives_its_whole_dates() -> None:
    assert _forms(_read("trước ngày 15/6/2023", None)) == {("date", "2023-06-15", "")}


def test_a_deadline_before_the_issue_is_kept_and_doubted() -> None:
    (found,) = _read("trước ngày 25/12/2022")
    assert found.doubt is not None


def test_a_title_gives_only_a_bound() -> None:
    assert _read("Nhiệm vụ trọng tâm năm 2024, giai đoạn 2024-2026", place="title") == []
    assert _forms(_read("Rà soát quy hoạch (xong trước ngày 30/6/2023)", place="title")) == {("date", "2023-06-30", "")}


def test_every_rule_of_the_table_has_a_name_and_a_place() -> None:
    assert all(rule.name and rule.places for rule in RULES)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_a_rule_is_only_passed_over_where_its_pattern_matches_nothing(rule: Rule) -> None:
    for phrase, *_ in _examples():
        text = readable(phrase)
        assert rule.may_match(text) or rule.pattern.search(text) is None


#: Syllables and figures that time phrases are made of, so that random texts come near to them
PIECES = st.sampled_from(
    [
        "trước",
        "ngày",
        "tháng",
        "năm",
        "quý",
        "hằng",
        "hàng",
        "định kỳ",
        "6",
        "15/6",
        "31/12/2023",
        "2023",
        "2023-2025",
        "III/2023",
        "và",
        ",",
        "(",
        ")",
        ";",
        "lần",
        "/",
        "một",
        "kể từ",
        "ký",
        "trong",
        "vòng",
        "sau khi",
        "đến",
        "hết",
        "giai đoạn",
        "chậm nhất",
        "Sở A",
        "báo cáo",
        "số 12/KH-UBND",
        "16 giờ",
        "thứ Hai",
        "tuần",
        "đầu",
        "cuối",
        "l5",
        "thường xuyên",
    ]
)


@settings(max_examples=150, deadline=None)
@given(
    text=st.lists(st.one_of(PIECES, st.text(max_size=8)), max_size=25).map(" ".join).map(normalise),
    place=st.sampled_from(["unit", "cell", "before_cell", "label", "title"]),
    issued_on=st.one_of(st.none(), st.dates(date(2005, 1, 1), date(2035, 12, 31))),
)
def test_any_text_gives_disjoint_deadlines_inside_it(text: str, place: Place, issued_on: date | None) -> None:
    start, end = min(2, len(text)), max(len(text) - 1, min(2, len(text)))
    last = start
    for found in find_deadlines(text, start, end, issued_on=issued_on, place=place):
        assert last <= found.span.start < found.span.end <= end
        assert text[found.span.start : found.span.end] == found.deadline.text
        last = found.span.end
        if found.deadline.rrule:
            rrulestr(found.deadline.rrule, dtstart=None)


@settings(max_examples=150, deadline=None)
@given(st.lists(PIECES, max_size=20).map(" ".join))
def test_no_text_of_time_words_is_passed_over_by_a_rule_that_matches_it(text: str) -> None:
    plain = readable(text)
    assert [rule.name for rule in RULES if not rule.may_match(plain) and rule.pattern.search(plain)] == []


@given(st.text(max_size=200).map(normalise))
def test_the_readable_form_keeps_every_place(text: str) -> None:
    assert len(readable(text)) == len(text)


@pytest.mark.parametrize(
    "piece",
    [
        "1",
        " ",
        "trước ",
        "ngày ",
        "trước khi ",
        "12 giờ sau khi ",
        "kế hoạch 5 năm, ",
        "hằng năm trước ngày 15/6 và ",
        "(",
        "15/",
        "tháng 1, ",
        "hằng năm, ",
        "quý I - ",
        "a-",
        "20-NQ/",
        "sau khi được ",
        "ngay khi có kết quả ",
        "thứ Hai, ",
        "trước các ngày 1/4, ",
        "quý I/2023 - ",
        "tháng 4, 5, ",
        "từ 1/4/2023, ",
        "tại cuộc giao ban ",
    ],
)
def test_long_repetitions_are_read_in_linear_time(piece: str) -> None:
    text = normalise("x " + piece * 4000)
    find_deadlines(text, 0, len(text), issued_on=ISSUED)
