"""Review: corrections, splits, merges, and acceptance, which alone makes tasks."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from datetime import date
from typing import Any

import pytest
from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from directives.model import Deadline, DeadlineKind
from tests.workflow.world import NOW, TODAY, World, a_world
from workflow import db, history, review
from workflow.acting import Actor
from workflow.model import (
    Agency,
    Assignment,
    Candidate,
    CandidateState,
    Directive,
    DirectiveSource,
    Event,
    GroupMember,
    Part,
    Reading,
    Series,
    State,
    Task,
    TaskNature,
    TimeClass,
    Urgency,
)
from workflow.refusals import Invalid, NotAllowed, NotFound, Refused, Stale, WrongState
from workflow.settings import Dates, Settings
from workflow.timeliness import time_class
from workflow.workingdays import WorkingCalendar

CALENDAR = WorkingCalendar()
TEXT = (
    "1. Sở Tư pháp chủ trì, phối hợp với Sở Y tế rà soát văn bản, hoàn thành trước ngày 15/12/2026; "
    "Sở Nội vụ tổng hợp kết quả, báo cáo UBND tỉnh trước ngày 30/12/2026.\n"
    "2. UBND các xã, phường, đặc khu tiếp tục tuyên truyền."
)
FIRST = TEXT.split("\n")[0].removeprefix("1. ")
CUT = FIRST.index("Sở Nội vụ")


def span_of(words: str) -> list[int]:
    start = TEXT.index(words)
    return [start, start + len(words)]


@dataclass
class Table:
    """A directive under review, with one candidate of two sentences and one of regular work."""

    session: Session
    world: World
    directive: Directive
    both: Candidate
    regular: Candidate

    def common(self, who: str = "hang") -> dict[str, Any]:
        return {"actor": Actor(self.world.people[who].id, "web"), "viewer": self.world.viewer(who), "now": NOW}

    def edit(self, candidate: Candidate, **fields: Any) -> Candidate:
        return review.edit(self.session, candidate.id, **({"version": candidate.version} | self.common() | fields))

    def split(self, at: int) -> tuple[Candidate, Candidate]:
        return review.split(self.session, self.both.id, at=at, version=self.both.version, **self.common())

    def accept(self, candidate: Candidate, **fields: Any) -> Task:
        given = {"today": TODAY, "settings": Settings(), "calendar": CALENDAR} | self.common() | fields
        return review.accept(self.session, candidate.id, **given)

    def accept_many(self, **fields: Any) -> review.AcceptResult:
        given = {"today": TODAY, "settings": Settings(), "calendar": CALENDAR} | self.common() | fields
        return review.accept_many(self.session, self.directive.id, **given)

    def candidate(self, text: str, lead: list[str], deadlines: list[Deadline] | None = None, **fields: Any) -> Candidate:
        rows = review.deadline_rows(deadlines or [], issued_on=self.directive.issued_on, received_on=None, calendar=CALENDAR, dates=Dates())
        values = {"ordinal": 10, "evidence": {"text": [0, 0]}, "confidence": "chắc"} | fields
        candidate = Candidate(directive=self.directive, text=text, lead=lead, deadlines=rows, **values)
        self.session.add(candidate)
        self.session.flush()
        return candidate

    def tasks(self) -> int:
        return self.session.scalar(select(func.count()).select_from(Task)) or 0


def dated(text: str, due: date) -> Deadline:
    return Deadline(text=text, kind=DeadlineKind.DATE, due=due)


def rhythm(text: str, rrule: str) -> Deadline:
    return Deadline(text=text, kind=DeadlineKind.RECURRING, rrule=rrule)


@pytest.fixture
def table(shared_session: Session) -> Table:
    session, world = shared_session, a_world(shared_session)
    directive = world.directive(urgency=Urgency.URGENT)
    session.add(Reading(directive=directive, text=TEXT, reader="thử", parsed={}, created_at=NOW))
    evidence = {
        "text": span_of(FIRST),
        "lead": [span_of("Sở Tư pháp"), span_of("Sở Nội vụ")],
        "coordinate": [span_of("Sở Y tế")],
        "report_to": [],
        "deadlines": [span_of("trước ngày 15/12/2026"), span_of("trước ngày 30/12/2026")],
    }
    made = Table(session, world, directive, Candidate(), Candidate())
    made.both = made.candidate(
        FIRST,
        ["Sở Tư pháp", "Sở Nội vụ"],
        [dated("trước ngày 15/12/2026", date(2026, 12, 15)), dated("trước ngày 30/12/2026", date(2026, 12, 30))],
        coordinate=["Sở Y tế"],
        ordinal=1,
        path="1",
        title="Rà soát văn bản",
        evidence=evidence,
        confidence="nên xem",
        doubts=["Hai cơ quan chủ trì."],
        proposed={"text": FIRST},
    )
    made.regular = made.candidate(
        "UBND các xã, phường, đặc khu tiếp tục tuyên truyền.",
        ["UBND các xã, phường, đặc khu"],
        ordinal=2,
        path="2",
        nature=TaskNature.REGULAR,
        evidence={"text": span_of("UBND các xã, phường, đặc khu tiếp tục tuyên truyền.")},
    )
    return made


# --- correcting -----------------------------------------------------------------------------------------------------


def test_a_correction_makes_it_sure_and_is_on_record(table: Table) -> None:
    table.edit(table.both, title="  Rà soát  văn bản QPPL ", lead=["Sở Tư pháp", "sở tư pháp", " "], coordinate=["Sở Y tế", "Sở Nội vụ"])
    assert table.both.title == "Rà soát văn bản QPPL"
    assert table.both.lead == ["Sở Tư pháp"]
    assert table.both.evidence["lead"] == [span_of("Sở Tư pháp")]
    assert (table.both.confidence, table.both.doubts) == ("chắc", [])
    assert table.both.proposed == {"text": FIRST}
    event = table.session.scalars(select(Event)).one()
    assert event.action == "candidate.edited"
    assert event.old["lead"] == ["Sở Tư pháp", "Sở Nội vụ"]
    assert event.new["lead"] == ["Sở Tư pháp"]


def test_deadlines_are_typed_as_dates_or_rhythms(table: Table) -> None:
    table.edit(table.both, deadlines=[{"text": "cuối năm", "due_on": "2026-12-31"}, {"rrule": "FREQ=MONTHLY"}])
    first, second = table.both.deadlines
    assert (first["kind"], first["due_on"], first["text"]) == ("date", "2026-12-31", "cuối năm")
    assert (second["kind"], second["office_rrule"]) == ("recurring", "FREQ=MONTHLY;BYMONTHDAY=-1")


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"title": " "}, "title"),
        ({"title": "x" * 301}, "title"),
        ({"text": ""}, "text"),
        ({"lead": ["x" * 301]}, "lead"),
        ({"deadlines": [{"due_on": "2026-02-31"}]}, "deadlines"),
        ({"deadlines": [{"text": "sớm"}]}, "deadlines"),
        ({"deadlines": [{"rrule": "FREQ=SECONDLY"}]}, "deadlines"),
        ({"deadlines": [{"rrule": "FREQ=MONTHLY;BYMONTHDAY=99"}]}, "deadlines"),
        ({"deadlines": [{"rrule": "FREQ=DAILY;BYMONTH=2,4;BYMONTHDAY=31"}]}, "deadlines"),
        ({"deadlines": [{"rrule": "FREQ=YEARLY;BYMONTH=0"}]}, "deadlines"),
        ({"deadlines": [{"rrule": "FREQ=WEEKLY;BYDAY=XX"}]}, "deadlines"),
        ({"deadlines": [{"rrule": "FREQ=MONTHLY;BYMONTHDAY=" + ",".join(["1"] * 99)}]}, "deadlines"),
        ({"deadlines": [{"rrule": "hằng tháng"}]}, "deadlines"),
        ({"deadlines": [{"kind": "không có", "due_on": "2026-12-31"}]}, "deadlines"),
    ],
)
def test_a_bad_correction_is_refused_by_field(table: Table, fields: dict[str, Any], field: str) -> None:
    with pytest.raises(Invalid) as refusal:
        table.edit(table.both, **fields)
    assert refusal.value.field == field
    assert table.both.title == "Rà soát văn bản"


def test_only_the_office_reviews(table: Table) -> None:
    for who in ("anh", "chu"):
        with pytest.raises(NotAllowed):
            table.edit(table.both, title="x", **table.common(who))
        with pytest.raises(NotAllowed):
            table.accept(table.both, **table.common(who))


def test_a_stale_correction_is_refused(table: Table) -> None:
    seen = table.both.version
    table.edit(table.both, title="Một")
    with pytest.raises(Stale):
        table.edit(table.both, title="Hai", version=seen)


# --- splitting and merging ------------------------------------------------------------------------------------------


def test_each_half_keeps_what_its_own_words_prove(table: Table) -> None:
    first, second = table.split(CUT)
    assert first.text.startswith("Sở Tư pháp") and first.text.endswith("15/12/2026;")
    assert second.text.startswith("Sở Nội vụ")
    assert (first.lead, first.coordinate) == (["Sở Tư pháp"], ["Sở Y tế"])
    assert (second.lead, second.coordinate) == (["Sở Nội vụ"], [])
    assert [d["due_on"] for d in first.deadlines] == ["2026-12-15"]
    assert [d["due_on"] for d in second.deadlines] == ["2026-12-30"]
    assert TEXT[slice(*second.evidence["text"])] == second.text
    assert table.both.state is CandidateState.REPLACED
    assert table.session.scalars(select(Event.action)).all() == ["candidate.split"]


@pytest.mark.parametrize("at", [-3, 0, 10_000, len(FIRST)])
def test_a_cut_leaves_words_on_both_sides(table: Table, at: int) -> None:
    with pytest.raises(Invalid, match="mỗi phần phải còn chữ"):
        table.split(at)
    assert table.both.state is CandidateState.PROPOSED


def test_corrected_words_are_split_without_losing_anything(table: Table) -> None:
    table.edit(table.both, text="Rà soát văn bản. Tổng hợp kết quả.")
    first, second = table.split(len("Rà soát văn bản."))
    assert (first.text, second.text) == ("Rà soát văn bản.", "Tổng hợp kết quả.")
    assert first.lead == second.lead == ["Sở Tư pháp", "Sở Nội vụ"]


def test_merging_the_halves_gives_the_whole_again(table: Table) -> None:
    first, second = table.split(CUT)
    whole = review.merge(table.session, [second.id, first.id], **table.common())
    assert whole.text == f"{first.text}\n{second.text}"
    assert whole.lead == ["Sở Tư pháp", "Sở Nội vụ"]
    assert [d["due_on"] for d in whole.deadlines] == ["2026-12-15", "2026-12-30"]
    assert whole.evidence["text"] == span_of(FIRST)
    assert {first.state, second.state} == {CandidateState.REPLACED}


def test_one_candidate_or_two_directives_cannot_be_merged(table: Table) -> None:
    other = Candidate(directive=table.world.directive("13/KH-UBND"), ordinal=1, text="Việc khác", evidence={"text": [0, 0]})
    table.session.add(other)
    table.session.flush()
    for ids in ([table.both.id], [table.both.id, table.both.id], [table.both.id, other.id]):
        with pytest.raises(Invalid, match="cùng một văn bản"):
            review.merge(table.session, ids, **table.common())


def test_a_rejected_candidate_can_come_back(table: Table) -> None:
    review.reject(table.session, table.both.id, reason="Chỉ là mục tiêu", **table.common())
    assert (table.both.state, table.both.reason) == (CandidateState.REJECTED, "Chỉ là mục tiêu")
    with pytest.raises(WrongState, match="đã xử lý"):
        table.accept(table.both)
    review.undo_reject(table.session, table.both.id, **table.common())
    assert table.both.state is CandidateState.PROPOSED
    with pytest.raises(WrongState):
        review.undo_reject(table.session, table.both.id, **table.common())


def test_marked_words_become_a_candidate_in_their_place(table: Table) -> None:
    start, end = span_of(" tổng hợp kết quả,")
    added = review.add_from_selection(table.session, table.directive.id, start=start, end=end, **table.common())
    assert added.text == "tổng hợp kết quả,"
    assert TEXT[slice(*added.evidence["text"])] == added.text
    assert added.proposed is None
    order = table.session.scalars(select(Candidate.id).order_by(Candidate.ordinal, Candidate.id)).all()
    assert order == [table.both.id, added.id, table.regular.id]


@pytest.mark.parametrize(("start", "end"), [(-1, 5), (5, 5), (9, 3), (0, 100_000), (2, 3)])
def test_an_empty_or_impossible_mark_is_refused(table: Table, start: int, end: int) -> None:
    with pytest.raises(Invalid, match="Hãy bôi đen"):
        review.add_from_selection(table.session, table.directive.id, start=start, end=end, **table.common())


# --- accepting ------------------------------------------------------------------------------------------------------


def test_nothing_is_a_task_before_acceptance(table: Table) -> None:
    table.edit(table.both, title="Tên khác")
    table.split(CUT)
    assert table.tasks() == 0


def test_acceptance_gives_the_work_to_leads_and_coordinators_with_milestones(table: Table) -> None:
    task = table.accept(table.both)
    assert (task.code, task.title, task.path, task.urgency) == ("NV-2026-00001", "Rà soát văn bản", "1", Urgency.URGENT)
    assert task.assigned_on == date(2026, 10, 1)
    assert "ra soat van ban" in task.folded and "12/kh-ubnd" in task.folded
    parts = [(a.agency.name, a.part, a.state, a.due_on) for a in task.assignments]
    assert parts == [
        ("Sở Tư pháp", Part.LEAD, State.NEW, date(2026, 12, 15)),
        ("Sở Nội vụ", Part.LEAD, State.NEW, date(2026, 12, 15)),
        ("Sở Y tế", Part.COORDINATE, State.NEW, date(2026, 12, 15)),
    ]
    assert [m.due_on for m in task.assignments[0].milestones] == [date(2026, 12, 15), date(2026, 12, 30)]
    assert (table.both.state, table.both.decided_by_id) == (CandidateState.ACCEPTED, table.world.people["hang"].id)
    actions = [event.action for event in history.events_of_task(table.session, task.id)]
    assert actions == ["assignment.assigned"] * 3 + ["task.accepted"]
    assert history.verify(table.session) is None


def test_a_candidate_is_accepted_once(table: Table) -> None:
    table.accept(table.both)
    with pytest.raises(WrongState, match="Đã chấp nhận"):
        table.accept(table.both)
    assert table.tasks() == 1


def test_codes_count_on(table: Table) -> None:
    assert [table.accept(c).code for c in (table.both, table.regular)] == ["NV-2026-00001", "NV-2026-00002"]


def test_a_group_opens_into_its_members_of_the_day(table: Table) -> None:
    late = table.world.agency("moi", "UBND xã Mới", level="xa", kind="ubnd_xa")
    table.session.add(GroupMember(group_id=table.world.agencies["xa"].id, member_id=late.id, valid_from=date(2026, 11, 1)))
    table.session.flush()
    task = table.accept(table.regular)
    whole, *members = task.assignments
    assert whole.agency.is_group
    assert {m.agency.name for m in members} == {"UBND xã Nà Ngần", "UBND phường Tân Lập"}
    assert {m.parent_id for m in members} == {whole.id}


def test_a_member_named_beside_its_group_is_given_the_work_once(table: Table) -> None:
    candidate = table.candidate(
        "Cả hai", ["UBND xã Nà Ngần", "UBND các xã, phường, đặc khu"], coordinate=["UBND phường Tân Lập", "Sở Y tế"]
    )
    task = table.accept(candidate)
    given = [(a.agency.name, a.part, a.parent_id is not None) for a in task.assignments]
    assert sorted(given) == [
        ("Sở Y tế", Part.COORDINATE, False),
        ("UBND các xã, phường, đặc khu", Part.LEAD, False),
        ("UBND phường Tân Lập", Part.LEAD, True),
        ("UBND xã Nà Ngần", Part.LEAD, True),
    ]


def test_an_agency_that_no_list_knows_is_made_and_recorded(table: Table) -> None:
    candidate = table.candidate("Việc lạ", ["Ban Quản lý Khu kinh tế Mù Sương"])
    task = table.accept(candidate)
    agency = table.session.scalars(select(Agency).where(Agency.name == "Ban Quản lý Khu kinh tế Mù Sương")).one()
    assert (agency.tracked, agency.kind) == (True, "")
    assert task.assignments[0].agency_id == agency.id
    assert "agency.created" in table.session.scalars(select(Event.action)).all()


def test_names_are_known_however_they_are_written(table: Table) -> None:
    task = table.accept(table.candidate("Việc", ["sở  tư pháp", "SỞ TƯ PHÁP"]))
    assert [a.agency.name for a in task.assignments] == ["Sở Tư pháp"]


def test_work_without_a_lead_is_not_accepted(table: Table) -> None:
    with pytest.raises(Invalid, match="Hãy ghi cơ quan chủ trì"):
        table.accept(table.candidate("Việc không ai chủ trì", []))
    assert table.tasks() == 0


def test_what_is_given_to_ministries_is_not_tracked(table: Table) -> None:
    table.world.agency("btp", "Bộ Tư pháp", tracked=False, level="tw")
    with pytest.raises(Invalid, match="không thuộc diện theo dõi"):
        table.accept(table.candidate("Việc của Bộ", ["Bộ Tư pháp"]))
    task = table.accept(table.candidate("Việc chung", ["Sở Tư pháp"], coordinate=["Bộ Tư pháp"]))
    assert [a.agency.name for a in task.assignments] == ["Sở Tư pháp"]


def test_all_that_are_sure_are_accepted_and_the_rest_told(table: Table) -> None:
    nobody = table.candidate("Không ai", [])
    fine = table.candidate("Rõ ràng", ["Sở Y tế"])
    result = table.accept_many(sure_only=True)
    assert {task.candidate_id for task in result.tasks} == {table.regular.id, fine.id}
    skipped = {id_: refusal.sentence for id_, refusal in result.skipped}
    assert "Hai cơ quan chủ trì" in skipped[table.both.id]
    assert "Chưa có cơ quan chủ trì" in skipped[nobody.id]
    assert nobody.state is CandidateState.PROPOSED


def test_chosen_ones_are_accepted_whatever_the_machine_thinks(table: Table) -> None:
    result = table.accept_many(ids=[table.both.id])
    assert [task.candidate_id for task in result.tasks] == [table.both.id]
    assert result.skipped == []


def test_regular_work_is_accepted_in_one_act_and_never_late(table: Table) -> None:
    more = table.candidate("Tăng cường quản lý", ["Sở Y tế"], [dated("trong năm 2025", date(2025, 12, 31))], nature=TaskNature.REGULAR)
    result = table.accept_many(as_regular=True)
    assert {task.candidate_id for task in result.tasks} == {table.regular.id, more.id}
    assert table.both.state is CandidateState.PROPOSED
    for task in result.tasks:
        assert task.nature is TaskNature.REGULAR
        for a in task.assignments:
            assert time_class(a.state, a.due_on, a.completed_on, TODAY, nature=task.nature, soon_days=7) is not TimeClass.LATE


def test_phrases_without_a_date_stay_visible_as_milestones(table: Table) -> None:
    said = Deadline(text="sau khi có hướng dẫn của Trung ương", kind=DeadlineKind.CONDITIONAL)
    task = table.accept(table.candidate("Ban hành quy chế", ["Sở Nội vụ"], [said]))
    (milestone,) = task.assignments[0].milestones
    assert (milestone.phrase, milestone.kind, milestone.due_on) == (said.text, "conditional", None)
    assert task.assignments[0].due_on is None


def test_an_offices_date_is_marked_as_its_own(table: Table) -> None:
    term = Deadline(text="trong 07 ngày làm việc kể từ ngày ký", kind=DeadlineKind.RELATIVE)
    task = table.accept(table.candidate("Góp ý", ["Sở Y tế"], [term]))
    assert (task.assignments[0].due_on, task.assignments[0].milestones[0].office_default) == (date(2026, 10, 12), True)


def test_a_rhythm_becomes_a_series_of_tasks(table: Table) -> None:
    task = table.accept(table.candidate("Báo cáo tháng", ["Sở Y tế"], [rhythm("hằng tháng", "FREQ=MONTHLY")]))
    series = table.session.scalars(select(Series)).one()
    assert (series.rrule, series.office_rrule, series.phrase) == ("FREQ=MONTHLY", "FREQ=MONTHLY;BYMONTHDAY=-1", "hằng tháng")
    tasks = table.session.scalars(select(Task).order_by(Task.occurrence_on)).all()
    assert [t.occurrence_on for t in tasks] == [date(2026, 11, 30), date(2026, 12, 31)]
    assert task is tasks[0]
    assert tasks[1].assignments[0].due_on == date(2026, 12, 31)


def test_half_year_and_year_are_one_task_in_december(table: Table) -> None:
    both = [rhythm("6 tháng", "FREQ=MONTHLY;INTERVAL=6"), rhythm("hằng năm", "FREQ=YEARLY")]
    table.accept(table.candidate("Báo cáo 6 tháng, năm", ["Sở Y tế"], both))
    assert table.session.scalars(select(Task.occurrence_on)).all() == [date(2026, 12, 31)]
    assert len(table.session.scalars(select(Series)).all()) == 2


def test_a_date_and_a_rhythm_in_one_unit_are_a_task_and_a_series(table: Table) -> None:
    deadlines = [dated("trước 15/12/2026", date(2026, 12, 15)), rhythm("hằng năm", "FREQ=YEARLY")]
    task = table.accept(table.candidate("Lập danh mục và cập nhật", ["Sở Y tế"], deadlines))
    assert task.occurrence_on is None
    assert task.assignments[0].due_on == date(2026, 12, 15)
    assert table.session.scalars(select(Task.occurrence_on).where(Task.series_id.is_not(None)).order_by(Task.id)).all() == [
        date(2026, 12, 31)
    ]


def test_a_rhythm_that_has_ended_leaves_one_task_without_a_date(table: Table) -> None:
    ended = rhythm("hằng năm", "FREQ=YEARLY;BYMONTH=12;BYMONTHDAY=31;UNTIL=20251231")
    task = table.accept(table.candidate("Báo cáo năm", ["Sở Y tế"], [ended]))
    assert (task.series_id, task.assignments[0].due_on) == (None, None)


def test_a_candidate_that_is_not_there(table: Table) -> None:
    with pytest.raises(NotFound, match="tải lại trang"):
        review.reject(table.session, 9999, reason="", **table.common())


# --- work without a document ----------------------------------------------------------------------------------------


def spoken(table: Table, **fields: Any) -> Task:
    given = {
        "given_by": "Chủ tịch UBND tỉnh",
        "given_on": date(2026, 11, 18),
        "kind": "Cuộc họp",
        "title": "Kiểm tra tiến độ đường liên xã",
        "text": "",
        "lead": [table.world.agencies["snv"].id],
        "coordinate": [table.world.agencies["xa"].id],
        "due_on": date(2026, 11, 27),
        "today": TODAY,
        "settings": Settings(),
        "calendar": CALENDAR,
    }
    return review.add_spoken(table.session, **(given | table.common() | fields))


def test_a_task_without_a_document_says_who_gave_it_and_when(table: Table) -> None:
    task = spoken(table)
    directive = task.directive
    assert (directive.source, directive.kind, directive.issuer) == (DirectiveSource.SPOKEN, "Cuộc họp", "Chủ tịch UBND tỉnh")
    assert (directive.issued_on, directive.watcher_id) == (date(2026, 11, 18), table.world.people["hang"].id)
    assert (task.assigned_on, task.text) == (date(2026, 11, 18), "Kiểm tra tiến độ đường liên xã")
    assert [(a.agency.code, a.due_on) for a in task.assignments] == [(k, date(2026, 11, 27)) for k in ("snv", "xa", "nn", "tl")]
    assert [e.action for e in table.session.scalars(select(Event).order_by(Event.id))][:2] == ["directive.spoken", "task.accepted"]


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"given_by": ""}, "given_by"),
        ({"given_on": None}, "given_on"),
        ({"given_on": date(2026, 11, 21)}, "given_on"),
        ({"kind": " "}, "kind"),
        ({"title": ""}, "title"),
        ({"lead": []}, "lead"),
        ({"lead": [9999]}, "lead"),
        ({"coordinate": [9999]}, "coordinate"),
        ({"due_on": date(2026, 11, 1)}, "due_on"),
    ],
)
def test_a_spoken_task_with_a_bad_field_is_refused(table: Table, fields: dict[str, Any], field: str) -> None:
    with pytest.raises(Invalid) as refusal:
        spoken(table, **fields)
    assert refusal.value.field == field
    assert table.session.scalar(select(func.count()).select_from(Assignment)) == 0


def test_two_who_accept_at_the_same_time_make_one_task(engine: Engine) -> None:
    with db.transaction(engine) as session:
        world = a_world(session)
        candidate = Candidate(directive=world.directive(), ordinal=1, text="Việc", lead=["Sở Y tế"], evidence={}, confidence="chắc")
        session.add(candidate)
        session.flush()
        viewer, target = world.viewer("hang"), candidate.id
    answers: list[str] = []
    both_ready = threading.Barrier(2)

    def accept() -> None:
        both_ready.wait(timeout=30)
        actor = Actor(viewer.user_id, "web")
        day = {"now": NOW, "today": TODAY, "settings": Settings(), "calendar": CALENDAR}
        try:
            with db.transaction(engine) as session:
                review.accept(session, target, actor=actor, viewer=viewer, **day)
            answers.append("done")
        except Refused as refusal:
            answers.append(type(refusal).__name__)

    threads = [threading.Thread(target=accept) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert sorted(answers)[1] == "done" and sorted(answers)[0] in ("Stale", "WrongState")
    with Session(engine) as session:
        assert session.scalars(select(Task.code)).all() == ["NV-2026-00001"]
        assert history.verify(session) is None


def test_two_who_accept_different_ones_at_the_same_time_both_succeed(engine: Engine) -> None:
    with db.transaction(engine) as session:
        world = a_world(session)
        directive = world.directive()
        both = [Candidate(directive=directive, ordinal=n, text="Việc", lead=["Sở Y tế"], evidence={}, confidence="chắc") for n in (1, 2)]
        session.add_all(both)
        session.flush()
        viewer, targets = world.viewer("hang"), [c.id for c in both]
    both_ready = threading.Barrier(2)

    def accept(target: int) -> None:
        both_ready.wait(timeout=30)
        actor = Actor(viewer.user_id, "web")
        with db.transaction(engine) as session:
            day = {"now": NOW, "today": TODAY, "settings": Settings(), "calendar": CALENDAR}
            review.accept(session, target, actor=actor, viewer=viewer, **day)

    threads = [threading.Thread(target=accept, args=(target,)) for target in targets]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    with Session(engine) as session:
        assert sorted(session.scalars(select(Task.code))) == ["NV-2026-00001", "NV-2026-00002"]
        assert history.verify(session) is None


@pytest.mark.parametrize(
    ("text", "title", "lead", "cut", "titles"),
    [
        (FIRST, "Rà soát văn bản", ["Sở Tư pháp"], "Sở Nội vụ", ("Rà soát văn bản, hoàn thành trước ngày 15/12/2026", "Sở Nội vụ tổng hợp")),
        ("Sở Tư pháp rà soát văn bản, tổng hợp kết quả.", "Rà soát văn bản, tổng hợp", ["Sở Tư pháp"], "tổng hợp", ("Rà soát văn bản", "Tổng hợp kết quả")),
        ("Sở Tư pháp rà soát văn bản, đồng thời báo cáo.", "", ["Sở Tư pháp"], "đồng thời", ("Rà soát văn bản", "Báo cáo")),
    ],
)  # fmt: skip
def test_each_half_has_a_title_of_its_own_work(
    table: Table, text: str, title: str, lead: list[str], cut: str, titles: tuple[str, str]
) -> None:
    table.both.text, table.both.title, table.both.lead = text, title, lead
    table.session.flush()
    halves = table.split(text.index(cut))
    assert [half.title.startswith(start) for half, start in zip(halves, titles, strict=True)] == [True, True], [h.title for h in halves]
    assert not any(half.title.endswith((",", ";", ".")) for half in halves)
