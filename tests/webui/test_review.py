"""Review in the browser's stead: every act of the page, what it leaves in the database, and what it says when it cannot."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from tests.webui.papers import PLAN, stored
from tests.webui.site import Site
from tests.workflow.world import NOW, TODAY
from workflow import db
from workflow.model import Agency, Assignment, Candidate, CandidateState, Message, Milestone, Task, TaskNature


@dataclass
class Desk:
    """The coordinator before the plan."""

    site: Site
    client: FlaskClient
    directive_id: int

    @property
    def address(self) -> str:
        return f"/van-ban/{self.directive_id}/duyet"

    def all(self) -> list[Candidate]:
        """Every candidate in the order of the text, as the database has them now."""
        with db.reading(self.site.engine) as session:
            rows = session.scalars(select(Candidate).where(Candidate.directive_id == self.directive_id).order_by(Candidate.id)).all()
            session.expunge_all()
        return list(rows)

    def form(self, candidate: Candidate, **changed: Any) -> dict[str, Any]:
        """What the page sends when nothing is touched, with these changes."""
        page = self.client.get(f"{self.address}?viec={candidate.id}").text
        fields = page.split('id="viec"')[1].split("</form>")[0]
        sent: dict[str, Any] = {
            "version": value_of(fields, "version"),
            "title": candidate.title,
            "text": candidate.text,
            "nature": candidate.nature.value,
            "lead": list(candidate.lead),
            "coordinate": list(candidate.coordinate),
            "seen": re.findall(r'name="seen" value="([^"]*)"', fields),
            "deadline": [html.unescape(one) for one in re.findall(r'name="deadline" value="([^"]*)"', fields)],
        }
        return sent | changed

    def many(self, act: str, *candidates: Candidate, seen: list[str] | None = None, **more: Any) -> TestResponse:
        """Press a button for several candidates, on a page opened now or one of which `seen` stands for."""
        return self.site.post(
            self.client,
            f"{self.address}/nhieu",
            {"act": act, "id": [one.id for one in candidates], "seen": self.seen() if seen is None else seen},
            **more,
        )

    def seen(self) -> list[str]:
        """What the page says of the candidates that it shows."""
        return sorted(set(re.findall(r'name="seen" value="([^"]*)"', self.client.get(self.address).text)))

    def do(self, candidate: Candidate, act: str, **changed: Any) -> TestResponse:
        return self.site.post(self.client, f"{self.address}/{candidate.id}/{act}", self.form(candidate, **changed))


def value_of(page: str, name: str) -> str:
    found = re.search(rf'name="{name}" value="([^"]*)"', page)
    assert found, name
    return found[1]


@pytest.fixture
def desk(site: Site, coordinator: FlaskClient) -> Desk:
    with db.transaction(site.engine) as session:
        directive = stored(session, site.settings, user_id=site.ids["hang"], now=NOW, today=TODAY)
        return Desk(site, coordinator, directive.id)


def tasks(site: Site) -> list[Task]:
    with db.reading(site.engine) as session:
        found = list(session.scalars(select(Task).where(Task.candidate_id.is_not(None)).order_by(Task.id)))
        session.expunge_all()
    return found


# --- the page -------------------------------------------------------------------------------------------------------


def test_the_text_stands_beside_the_candidates_word_for_word(desk: Desk) -> None:
    page = desk.client.get(desk.address).text
    runs = [html.unescape(run) for run in re.findall(r'<span data-start="\d+">([^<]*)</span>', page)]
    assert "".join("".join(runs).split()) == "".join(PLAN.split())


def test_every_piece_of_text_knows_its_place(desk: Desk) -> None:
    page = desk.client.get(desk.address).text
    with db.reading(desk.site.engine) as session:
        reading = session.get_one(Candidate, desk.all()[0].id).directive.reading
        assert reading is not None
        text = reading.text
    for start, run in re.findall(r'<span data-start="(\d+)">([^<]*)</span>', page):
        assert text[int(start) :].startswith(html.unescape(run))


def test_numbers_tie_each_span_to_its_field_and_back(desk: Desk) -> None:
    first = desk.all()[0]
    page = desk.client.get(f"{desk.address}?viec={first.id}").text
    for number, field in ((1, "text"), (2, "lead"), (3, "coordinate")):
        assert f'id="e{number}" data-field="{field}"' in page
        assert f'href="#f-{field}" class="no"><sup>{number}</sup>' in page
        assert f'href="#e{number}"' in page
        assert f'id="f-{field}"' in page
    assert re.search(r'data-field="deadlines"><span data-start="\d+">trước ngày 15/12/2026', page)


def test_other_candidates_are_marked_in_the_text_and_one_press_away(desk: Desk) -> None:
    first, *others = desk.all()
    page = desk.client.get(f"{desk.address}?viec={first.id}").text
    assert page.count("ev other") >= len(others)
    for other in others:
        assert f"viec={other.id}" in page.split('id="van-ban"')[1].split("</section>")[0]


def test_an_officer_may_not_review(desk: Desk, officer: FlaskClient) -> None:
    assert officer.get(desk.address).status_code == 403
    candidate = desk.all()[0]
    refused = desk.site.post(officer, f"{desk.address}/{candidate.id}/chap-nhan", desk.form(candidate))
    assert refused.status_code == 403
    assert tasks(desk.site) == []


def test_a_directive_that_is_not_there_is_404(coordinator: FlaskClient) -> None:
    assert coordinator.get("/van-ban/99999/duyet").status_code == 404


def test_a_candidate_of_another_directive_is_404(desk: Desk) -> None:
    candidate = desk.all()[0]
    answer = desk.site.post(desk.client, f"/van-ban/{desk.site.ids['plan']}/duyet/{candidate.id}/chap-nhan", desk.form(candidate))
    assert answer.status_code == 404


def test_low_confidence_comes_first(desk: Desk) -> None:
    with db.transaction(desk.site.engine) as session:
        last = session.get_one(Candidate, desk.all()[-1].id)
        last.confidence, last.doubts = "phải xem", ["Không nêu cơ quan chủ trì."]
    page = desk.client.get(desk.address).text
    assert f'data-key="a" formaction="{desk.address}/{last.id}/chap-nhan"' in page
    assert "Không nêu cơ quan chủ trì." in page
    in_order = desk.client.get(f"{desk.address}?loc=thu-tu").text
    assert f'data-key="a" formaction="{desk.address}/{desk.all()[0].id}/chap-nhan"' in in_order


# --- accepting ------------------------------------------------------------------------------------------------------


def test_accepting_makes_the_task_with_its_agencies_and_date(desk: Desk) -> None:
    first = desk.all()[0]
    answer = desk.do(first, "chap-nhan")
    assert answer.status_code == 303
    (task,) = tasks(desk.site)
    with db.reading(desk.site.engine) as session:
        given = session.execute(
            select(Agency.name, Assignment.part, Assignment.due_on)
            .join(Assignment, Assignment.agency_id == Agency.id)
            .where(Assignment.task_id == task.id)
        ).all()
    assert {(name, part.value, due.isoformat()) for name, part, due in given} == {
        ("Sở Tư pháp", "lead", "2026-12-15"),
        ("Sở Y tế", "coordinate", "2026-12-15"),
    }
    assert f"viec={desk.all()[1].id}" in answer.location
    assert task.code in desk.client.get(answer.location).text


def test_nothing_is_given_to_anybody_before_acceptance(desk: Desk) -> None:
    desk.client.get(desk.address)
    desk.do(desk.all()[0], "luu", title="Rà soát quy chế của đài")
    assert tasks(desk.site) == []
    with db.reading(desk.site.engine) as session:
        assert session.scalar(select(Message)) is None


def test_what_was_corrected_is_accepted_in_one_press(desk: Desk) -> None:
    first = desk.all()[0]
    desk.do(first, "chap-nhan", title="Quy chế đài cơ sở", lead=["Sở Nội vụ", ""], coordinate=["Sở Tư pháp", "", ""], deadline=["cuối năm"])
    (task,) = tasks(desk.site)
    assert task.title == "Quy chế đài cơ sở"
    with db.reading(desk.site.engine) as session:
        lead = session.scalars(select(Assignment).where(Assignment.task_id == task.id, Assignment.part == "lead")).one()
        assert lead.agency_id == desk.site.ids["snv"]
        assert lead.due_on is not None and lead.due_on.isoformat() == "2026-12-31"
        phrase = session.scalars(select(Milestone.phrase).where(Milestone.assignment_id == lead.id)).one()
    assert phrase == "trước ngày 15/12/2026", "the directive's phrase stays beside the corrected date"


def test_a_task_without_a_lead_is_refused_and_what_was_typed_stays(desk: Desk) -> None:
    first = desk.all()[0]
    answer = desk.do(first, "chap-nhan", lead=["", ""], title="Tên đã sửa tay")
    assert answer.status_code == 400
    assert "Tên đã sửa tay" in answer.text
    assert "chủ trì" in answer.text
    assert tasks(desk.site) == []


def test_a_deadline_that_nobody_understands_is_named_and_kept(desk: Desk) -> None:
    answer = desk.do(desk.all()[0], "luu", deadline=["hôm nào rảnh rỗi"])
    assert answer.status_code == 400
    assert "Không hiểu thời hạn “hôm nào rảnh rỗi”" in html.unescape(answer.text)
    assert 'value="hôm nào rảnh rỗi"' in answer.text


@pytest.mark.parametrize(
    ("typed", "echo"),
    [
        ("15/12", "Thứ Ba 15/12/2026 · còn 25 ngày"),
        ("hôm nay", "Thứ Sáu 20/11/2026 · hôm nay"),
        ("hằng quý", "lặp lại; các kỳ tới: Thứ Năm 31/12/2026, Thứ Tư 31/03/2027"),
        ("thứ sáu hằng tuần", "lặp lại"),
        ("31/2/2026", "Không hiểu"),
        ("", ""),
    ],
)
def test_the_page_echoes_what_it_understood(desk: Desk, typed: str, echo: str) -> None:
    said = desk.client.get(f"{desk.address}/thoi-han", query_string={"go": typed}).get_json()
    assert echo in said["echo"]
    assert said["understood"] is not (echo == "Không hiểu")


def test_a_stale_form_shows_both_versions_and_overwrites_nothing(desk: Desk) -> None:
    first = desk.all()[0]
    mine = desk.form(first, title="Bản của tôi")
    desk.do(first, "luu", lead=["Sở Nội vụ"])
    answer = desk.site.post(desk.client, f"{desk.address}/{first.id}/luu", mine)
    assert answer.status_code == 409
    assert "Bản của tôi" in answer.text
    assert "Người khác vừa sửa việc này" in answer.text
    assert "Sở Nội vụ" in answer.text
    assert desk.all()[0].lead == ["Sở Nội vụ"]


def test_a_form_without_its_version_writes_nothing(desk: Desk) -> None:
    first = desk.all()[0]
    form = desk.form(first)
    del form["version"]
    assert desk.site.post(desk.client, f"{desk.address}/{first.id}/chap-nhan", form).status_code in (400, 409)
    assert tasks(desk.site) == []


# --- rejecting, splitting, merging ----------------------------------------------------------------------------------


def test_a_rejected_candidate_comes_back_by_undo(desk: Desk) -> None:
    first = desk.all()[0]
    answer = desk.do(first, "loai", reason="Không phải việc giao")
    after = desk.client.get(answer.location).text
    assert 'data-key="u"' in after
    rejected = desk.all()[0]
    assert (rejected.state, rejected.reason) == (CandidateState.REJECTED, "Không phải việc giao")
    undo = after.split('id="hoan-tac"')[1]
    desk.site.post(desk.client, f"{desk.address}/{first.id}/hoan-tac", {"version": value_of(undo, "version")})
    assert desk.all()[0].state is CandidateState.PROPOSED


def test_one_becomes_two_where_the_copied_words_begin(desk: Desk) -> None:
    first = desk.all()[0]
    answer = desk.do(first, "tach", second="trình Ủy ban nhân dân tỉnh")
    assert answer.status_code == 303
    halves = [one for one in desk.all() if one.state is CandidateState.PROPOSED][-2:]
    assert halves[0].text.endswith("đài truyền thanh cơ sở,")
    assert halves[1].text.startswith("trình Ủy ban nhân dân tỉnh")


def test_words_that_are_not_there_split_nothing(desk: Desk) -> None:
    first = desk.all()[0]
    answer = desk.do(first, "tach", second="chữ không có trong câu")
    assert answer.status_code == 400
    assert "Không thấy những chữ này" in answer.text
    assert len(desk.all()) == 4


def test_neighbours_are_merged(desk: Desk) -> None:
    first, second, *_ = desk.all()
    desk.do(first, "gop-sau")
    whole = desk.all()[-1]
    assert first.text in whole.text and second.text in whole.text
    assert [one.state for one in desk.all()[:2]] == [CandidateState.REPLACED] * 2


# --- adding ---------------------------------------------------------------------------------------------------------


def test_a_copied_sentence_becomes_a_candidate_without_script(desk: Desk) -> None:
    words = "Đến hết năm 2027, mọi xã, phường\r\n có đài truyền thanh thông minh."
    answer = desk.site.post(desk.client, f"{desk.address}/them", {"words": words})
    made = desk.all()[-1]
    assert made.text == "Đến hết năm 2027, mọi xã, phường có đài truyền thanh thông minh."
    assert f"viec={made.id}" in answer.location


def test_a_selection_becomes_a_candidate_by_its_offsets(desk: Desk) -> None:
    with db.reading(desk.site.engine) as session:
        text = session.get_one(Candidate, desk.all()[0].id).directive.reading.text  # type: ignore[union-attr]
    start = text.index("Biên soạn 12 bản tin")
    desk.site.post(desk.client, f"{desk.address}/them", {"start": start, "end": start + 20, "words": ""})
    assert desk.all()[-1].text == text[start : start + 20]


@pytest.mark.parametrize(
    "sent",
    [
        {"words": "câu không có trong văn bản"},
        {"words": ""},
        {"from": "90-10"},
        {"from": "0-99999999"},
        {"from": "a-b"},
        {"start": "5", "end": "5"},
    ],
)
def test_a_selection_that_means_nothing_is_told_and_makes_nothing(desk: Desk, sent: dict[str, str]) -> None:
    answer = desk.site.post(desk.client, f"{desk.address}/them", sent)
    assert answer.status_code == 400
    assert 'role="alert"' in answer.text
    assert f">{sent.get('words', '')}</textarea>" in answer.text
    assert len(desk.all()) == 4


# --- many at once ---------------------------------------------------------------------------------------------------


def test_all_that_are_sure_are_accepted_and_regular_work_stays(desk: Desk) -> None:
    desk.many("sure")
    assert len(tasks(desk.site)) == 3
    left = [one for one in desk.all() if one.state is CandidateState.PROPOSED]
    assert [one.nature for one in left] == [TaskNature.REGULAR]


def test_the_head_counts_what_the_list_shows_and_what_is_accepted_apart(desk: Desk) -> None:
    page = html.unescape(desk.client.get(desk.address).text)
    shown = re.findall(r'<span class="trust [^"]*">([^<]*)</span>\s*</a>', page)
    told = re.search(r"còn (\d+) phải xem, (\d+) nên xem, (\d+) chắc", page)
    assert told
    assert [int(number) for number in told.groups()] == [shown.count(word) for word in ("phải xem", "nên xem", "chắc")]
    accepted = re.search(r"Chấp nhận (\d+) việc chắc…", page)
    apart = re.search(r"\((\d+) việc chắc nhận riêng: thường xuyên hoặc chưa có chủ trì\)", page)
    assert accepted
    assert int(accepted[1]) + (int(apart[1]) if apart else 0) == shown.count("chắc")
    assert apart


def test_regular_work_is_accepted_in_one_act_and_never_late(desk: Desk) -> None:
    desk.many("regular")
    (task,) = tasks(desk.site)
    assert task.nature is TaskNature.REGULAR


def test_picked_candidates_are_accepted(desk: Desk) -> None:
    picked = [desk.all()[0], desk.all()[2]]
    desk.many("picked", *picked)
    assert {task.candidate_id for task in tasks(desk.site)} == {one.id for one in picked}


@pytest.mark.parametrize("act", ["sure", "regular", "picked", "picked-regular"])
def test_what_somebody_changed_meanwhile_is_not_accepted_unseen(desk: Desk, act: str) -> None:
    seen = desk.seen()
    changed = next(one for one in desk.all() if (one.nature is TaskNature.REGULAR) == (act == "regular"))
    desk.do(changed, "luu", title="Tên mới của người khác")
    answer = desk.many(act, *desk.all(), seen=seen, follow_redirects=True)
    assert "Người khác vừa thay đổi" in html.unescape(answer.text)
    assert changed.id not in {task.candidate_id for task in tasks(desk.site)}


@pytest.mark.parametrize("act", ["merge", "reject"])
@pytest.mark.parametrize("shown", [True, False])
def test_what_somebody_changed_meanwhile_is_neither_merged_nor_rejected(desk: Desk, act: str, shown: bool) -> None:
    seen = desk.seen() if shown else ["1:x", "không", "::"]
    desk.do(desk.all()[0], "luu", title="Tên mới của người khác")
    answer = desk.many(act, *desk.all()[:2], seen=seen, follow_redirects=True)
    assert "Người khác vừa thay đổi" in html.unescape(answer.text)
    assert {one.state for one in desk.all()} == {CandidateState.PROPOSED}


@pytest.mark.parametrize(("place", "act"), [(0, "gop-sau"), (1, "gop-truoc")])
def test_a_neighbour_that_somebody_changed_meanwhile_is_not_merged(desk: Desk, place: int, act: str) -> None:
    mine, other = desk.all()[place], desk.all()[1 - place]
    form = desk.form(mine)
    desk.do(other, "luu", title="Tên mới của người khác")
    answer = desk.site.post(desk.client, f"{desk.address}/{mine.id}/{act}", form)
    assert answer.status_code == 409
    assert {one.state for one in desk.all()} == {CandidateState.PROPOSED}


def test_picked_candidates_are_merged_and_rejected(desk: Desk) -> None:
    desk.many("merge", *desk.all()[:2])
    assert [one.state for one in desk.all()[:2]] == [CandidateState.REPLACED] * 2
    desk.many("reject", desk.all()[2])
    assert desk.all()[2].state is CandidateState.REJECTED


def test_nothing_picked_is_told(desk: Desk) -> None:
    answer = desk.site.post(desk.client, f"{desk.address}/nhieu", {"act": "picked"}, follow_redirects=True)
    assert "Chưa chọn việc nào" in answer.text


def test_a_candidate_of_another_directive_cannot_be_smuggled_in(desk: Desk) -> None:
    with db.transaction(desk.site.engine) as session:
        other = stored(
            session, desk.site.settings, user_id=desk.site.ids["hang"], now=NOW, today=TODAY, text=PLAN.replace("268/KH", "269/KH")
        )
        foreign = other.candidates[0].id
    desk.site.post(desk.client, f"{desk.address}/nhieu", {"act": "picked", "id": [foreign]})
    assert tasks(desk.site) == []


def test_the_finished_page_says_so_and_links_each_task(desk: Desk) -> None:
    for act in ("sure", "regular"):
        desk.many(act)
    page = desk.client.get(desk.address).text
    assert "Đã duyệt xong văn bản này" in page
    done = desk.client.get(f"{desk.address}?loc=da-xu-ly").text
    assert tasks(desk.site)[0].code in done


def test_markup_in_a_directive_is_shown_and_never_run(desk: Desk) -> None:
    with db.transaction(desk.site.engine) as session:
        text = PLAN.replace("268/KH", "270/KH").replace("Biên soạn 12 bản tin", "Biên soạn <script>alert(1)</script> bản tin")
        hostile = stored(session, desk.site.settings, user_id=desk.site.ids["hang"], now=NOW, today=TODAY, text=text)
        address = f"/van-ban/{hostile.id}/duyet?loc=thu-tu"
    page = desk.client.get(address).text
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert" in page


def test_a_corrected_name_is_learned_said_and_shown_on_the_agencys_page(desk: Desk) -> None:
    first = desk.all()[0]
    with db.transaction(desk.site.engine) as session:
        candidate = session.get_one(Candidate, first.id)
        candidate.lead = ["Sở CT", *candidate.lead[1:]]
        candidate.proposed = (candidate.proposed or {}) | {"lead": list(candidate.lead)}
    first = desk.all()[0]
    answer = desk.do(first, "chap-nhan", lead=["Sở Công Thương", *first.lead[1:]])
    assert "Từ nay “Sở CT” được đọc là Sở Công Thương" in desk.client.get(answer.location).text
    page = desk.client.get(f"/co-quan/{desk.site.ids['sct']}").text
    assert re.search(r"Sở CT <small class=\"mute\">Nguyễn Thu Hằng dạy", page)
