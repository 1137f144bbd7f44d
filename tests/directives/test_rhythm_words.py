"""Rules of recurrence said in words."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from directives.rhythm_words import UNSAID, rule_in_words

SAMPLES = sorted((Path(__file__).parents[1] / "samples").rglob("*.json"))


@pytest.mark.parametrize(
    ("rule", "words"),
    [
        ("FREQ=DAILY", "hằng ngày"),
        ("FREQ=WEEKLY", "hằng tuần"),
        ("FREQ=WEEKLY;INTERVAL=2", "2 tuần một lần"),
        ("FREQ=WEEKLY;BYDAY=FR", "thứ Sáu hằng tuần"),
        ("FREQ=WEEKLY;INTERVAL=2;BYDAY=FR", "thứ Sáu 2 tuần một lần"),
        ("FREQ=WEEKLY;BYDAY=TU,TH", "thứ Ba và thứ Năm hằng tuần"),
        ("FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR", "các ngày làm việc hằng tuần"),
        ("FREQ=MONTHLY", "hằng tháng"),
        ("FREQ=MONTHLY;INTERVAL=3", "hằng quý"),
        ("FREQ=MONTHLY;INTERVAL=6", "6 tháng một lần"),
        ("FREQ=MONTHLY;BYMONTHDAY=25", "ngày 25 hằng tháng"),
        ("FREQ=MONTHLY;BYMONTHDAY=15,30", "ngày 15 và ngày 30 hằng tháng"),
        ("FREQ=MONTHLY;BYMONTHDAY=-1", "ngày cuối tháng hằng tháng"),
        ("FREQ=MONTHLY;INTERVAL=3;BYMONTHDAY=25", "ngày 25 hằng quý"),
        ("FREQ=MONTHLY;BYDAY=-1FR", "thứ Sáu cuối cùng hằng tháng"),
        ("FREQ=MONTHLY;BYDAY=+1MO", "thứ Hai đầu tiên hằng tháng"),
        ("FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1", "ngày làm việc cuối cùng hằng tháng"),
        ("FREQ=YEARLY", "hằng năm"),
        ("FREQ=YEARLY;INTERVAL=5", "5 năm một lần"),
        ("FREQ=YEARLY;BYMONTH=10", "tháng 10 hằng năm"),
        ("FREQ=YEARLY;BYMONTH=1,7", "các tháng 1 và 7 hằng năm"),
        ("FREQ=YEARLY;BYMONTH=6;BYMONTHDAY=15", "ngày 15 tháng 6 hằng năm"),
        ("FREQ=YEARLY;BYMONTH=6,12;BYMONTHDAY=20", "ngày 20 các tháng 6 và 12 hằng năm"),
        ("FREQ=YEARLY;BYMONTH=12;BYMONTHDAY=-1", "ngày cuối tháng 12 hằng năm"),
        ("FREQ=YEARLY;BYMONTH=3,6,9,12;BYMONTHDAY=20", "ngày 20 tháng cuối quý, hằng quý"),
        ("FREQ=YEARLY;BYMONTH=1,4,7,10;BYMONTHDAY=5", "ngày 5 tháng đầu quý, hằng quý"),
        ("FREQ=YEARLY;BYMONTH=12;BYMONTHDAY=-1;UNTIL=20251231", "ngày cuối tháng 12 hằng năm, đến hết 31/12/2025"),
        ("RRULE:FREQ=MONTHLY", "hằng tháng"),
    ],
)
def test_a_rule_is_said_as_people_say_it(rule: str, words: str) -> None:
    assert rule_in_words(rule) == words


@pytest.mark.parametrize(
    "rule",
    [
        "",
        "FREQ=HOURLY",
        "FREQ=MONTHLY;BYWEEKNO=3",
        "FREQ=MONTHLY;BYMONTHDAY=-7",
        "FREQ=MONTHLY;BYDAY=XX",
        "FREQ=MONTHLY;BYSETPOS=1",
        "cuối",
    ],
)
def test_a_rule_that_cannot_be_told_is_only_called_recurring(rule: str) -> None:
    assert rule_in_words(rule) == UNSAID


def test_every_rule_of_the_samples_is_said_and_none_is_shown_bare() -> None:
    found = {
        d["rrule"]
        for path in SAMPLES
        for task in json.loads(path.read_text("utf-8")).get("tasks", [])
        for d in task["deadlines"]
        if d.get("rrule")
    }
    assert len(found) > 20
    said = {rule: rule_in_words(rule) for rule in found}
    assert [rule for rule, words in said.items() if words == UNSAID or re.search("[A-Z]{4}|=|;", words)] == []
    assert len(set(said.values())) == len(found), "two rules in the same words"
