"""Every rule of the site, for every sort of person, against the matrix; forgery tokens; pages that only read."""

from __future__ import annotations

import pytest
from werkzeug.test import TestResponse

from tests.webui.matrix import ACTS, COMPLETE, HIDDEN, LOGIN, MATRIX, NO, PRINCIPALS, PUBLIC, YES, Row
from tests.webui.museum import MEMBERS_WORDS, Museum
from tests.webui.site import NOW, TODAY
from webui.act_forms import BY_SLUG

#: statuses by which a page lets a person in: done, or what was typed is told to be wrong or out of date
LETS_IN = {200, 302, 303, 400, 401, 409, 413}


def answer_of(method: str, response: TestResponse, public: bool) -> str:
    """What an answer says about permission."""
    if not public and (response.status_code == 401 or (response.status_code == 302 and response.location.startswith("/dang-nhap"))):
        return LOGIN
    if response.status_code == 403:
        return NO
    if response.status_code == 404:
        return HIDDEN
    return YES if response.status_code in LETS_IN else f"{method} {response.status_code}"


def rules(museum: Museum) -> set[tuple[str, str]]:
    return {
        (rule.endpoint, method) for rule in museum.site.app.url_map.iter_rules() for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
    }


def test_every_rule_of_the_site_is_declared_and_no_other(museum: Museum) -> None:
    assert rules(museum) == set(MATRIX)


def test_every_act_is_declared() -> None:
    assert set(ACTS) == set(BY_SLUG)


@pytest.mark.parametrize("rule", sorted(MATRIX), ids=lambda rule: f"{rule[0]}-{rule[1]}")
def test_every_person_gets_the_declared_answer(museum: Museum, rule: tuple[str, str]) -> None:
    row, method = MATRIX[rule], rule[1]
    got = {sort: answer_of(method, museum.ask(museum.visitor(who), method, row), row.answers is PUBLIC) for sort, who in PRINCIPALS.items()}
    assert got == row.answers


@pytest.mark.parametrize("method", ["GET", "POST"])
@pytest.mark.parametrize("slug", sorted(ACTS))
def test_every_person_gets_the_declared_answer_for_each_act(museum: Museum, slug: str, method: str) -> None:
    row = Row(f"/phan-cong/{{late}}/{slug}", ACTS[slug], COMPLETE | {"version": "{late_version}"})
    got = {sort: answer_of(method, museum.ask(museum.visitor(who), method, row), False) for sort, who in PRINCIPALS.items()}
    assert got == row.answers


@pytest.mark.parametrize("slug", sorted(ACTS))
@pytest.mark.parametrize("spoilt", [{"version": "0"}, dict.fromkeys(COMPLETE, "")], ids=["stale", "faulty"])
def test_a_form_that_is_not_taken_tells_each_person_no_more_than_one_that_is(museum: Museum, slug: str, spoilt: dict[str, str]) -> None:
    row = Row(f"/phan-cong/{{late}}/{slug}", ACTS[slug], COMPLETE | {"version": "{late_version}"} | spoilt)
    got = {sort: answer_of("POST", museum.ask(museum.visitor(who), "POST", row), False) for sort, who in PRINCIPALS.items()}
    assert got == row.answers


@pytest.mark.parametrize("slug", sorted(ACTS))
@pytest.mark.parametrize(
    "form",
    [COMPLETE | {"version": "{other_member_version}"}, COMPLETE | {"version": "0"}, {"version": "{other_member_version}"}, {}],
    ids=["valid", "stale", "faulty", "empty"],
)
def test_a_member_of_a_group_neither_reads_nor_moves_the_work_of_another_member(museum: Museum, slug: str, form: dict[str, str]) -> None:
    sibling = museum.visitor("na")
    before = museum.contents()
    for method in ("GET", "POST"):
        answer = museum.ask(sibling, method, Row(f"/phan-cong/{{other_member}}/{slug}", {}, form))
        assert answer.status_code == 404
        assert MEMBERS_WORDS not in answer.text
    assert museum.contents() == before


@pytest.mark.parametrize("slug", sorted(ACTS))
@pytest.mark.parametrize("version", ["{group_version}", "0"])
def test_a_member_of_a_group_does_nothing_to_the_work_of_the_whole_group(museum: Museum, slug: str, version: str) -> None:
    row = Row(f"/phan-cong/{{group}}/{slug}", {}, COMPLETE | {"version": version})
    assert museum.ask(museum.visitor("na"), "POST", row).status_code == 403


@pytest.mark.parametrize("endpoint", sorted(endpoint for endpoint, method in MATRIX if method == "POST"))
def test_no_form_is_taken_without_its_token(museum: Museum, endpoint: str) -> None:
    row = MATRIX[endpoint, "POST"]
    client = museum.visitor(None if row.answers is PUBLIC else "quang")
    before = museum.contents()
    assert museum.ask(client, "POST", row, token=False).status_code == 400
    assert museum.contents() == before


@pytest.mark.parametrize("endpoint", sorted(endpoint for endpoint, method in MATRIX if method == "GET" and endpoint != "static"))
def test_looking_at_a_page_writes_nothing(museum: Museum, endpoint: str) -> None:
    client = museum.visitor("hang")
    before = museum.contents()
    museum.ask(client, "GET", MATRIX[endpoint, "GET"])
    assert museum.contents() == before


def test_today_is_the_day_of_the_tests() -> None:
    assert NOW.date() == TODAY
