"""The read side: who sees what, that every number is the same wherever it stands, and that it takes few queries."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta

import pytest
from sqlalchemy import Engine, event, select
from sqlalchemy.orm import Session

from tests.workflow.world import NOW, TODAY, World, a_world, opened_world
from workflow import intake, queries
from workflow.access import may_see_task
from workflow.acting import Actor
from workflow.model import (
    Assignment,
    Candidate,
    DirectiveFile,
    Extension,
    ExtensionState,
    Message,
    MessageKind,
    MessageState,
    Part,
    Post,
    Report,
    ReportFile,
    Rung,
    State,
    StoredFile,
    Task,
    TaskNature,
    TimeClass,
    Urging,
)
from workflow.queries import SECTIONS, TaskFilter
from workflow.refusals import Invalid, NotFound

SOON = 7
LATE = frozenset({TimeClass.LATE})


def days(number: int) -> date:
    return TODAY + timedelta(days=number)


@pytest.fixture(scope="module")
def made(shared_engine: Engine) -> Engine:
    """One directive with: a late lead with a late helper, one due soon, a group (one of two members late), one without a date,
    one finished, regular work past its date."""
    session = Session(shared_engine)
    world = a_world(session)
    directive = world.directive(watcher_id=world.people["hang"].id)
    late = world.task(directive, "Xây dựng dự thảo nghị quyết")
    world.assign(late, "stp", days(-12), State.RECEIVED)
    world.assign(late, "syt", days(-12), part=Part.COORDINATE)
    soon = world.task(directive, "Rà soát thủ tục")
    world.assign(soon, "syt", days(3))
    group = world.task(directive, "Kiện toàn tổ công nghệ số")
    parent = world.assign(group, "xa", days(-2))
    world.assign(group, "nn", days(-2), parent_id=parent.id)
    world.assign(group, "tl", days(5), State.DONE, parent_id=parent.id, completed_on=days(-3))
    world.assign(world.task(directive, "Tham mưu khi có yêu cầu"), "snv")
    world.assign(world.task(directive, "Báo cáo quý"), "snv", days(-30), State.DONE, completed_on=days(-20), result_number="5/BC-SNV")
    world.assign(world.task(directive, "Tiếp tục tuyên truyền", TaskNature.REGULAR), "stp", days(-5))
    world.directive("99/CT-UBND", subject="Không giao việc")
    session.add(Candidate(directive_id=directive.id, ordinal=0, text="Việc còn phải duyệt"))
    session.commit()
    session.close()
    return shared_engine


@pytest.fixture
def world(made: Engine, shared_session: Session) -> World:
    return opened_world(shared_session)


@contextmanager
def counting(session: Session) -> Iterator[list[str]]:
    statements: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_others: object) -> None:
        statements.append(statement)

    engine = session.get_bind()
    assert isinstance(engine, Engine)
    event.listen(engine, "before_cursor_execute", note)
    yield statements
    event.remove(engine, "before_cursor_execute", note)


def titles(page: queries.Page[queries.TaskRow]) -> list[str]:
    return [f"{row.title}: {row.agency_name}" for row in page.rows]


def rows(world: World, who: str, **filter: object) -> queries.Page[queries.TaskRow]:
    return queries.task_rows(world.session, world.viewer(who), TaskFilter(**filter), TODAY, SOON)


def test_the_office_sees_leads_and_a_group_as_one_row_with_its_counts(world: World) -> None:
    page = rows(world, "hang")
    assert titles(page) == [
        "Xây dựng dự thảo nghị quyết: Sở Tư pháp",
        "Tiếp tục tuyên truyền: Sở Tư pháp",
        "Kiện toàn tổ công nghệ số: UBND các xã, phường, đặc khu",
        "Rà soát thủ tục: Sở Y tế",
        "Tham mưu khi có yêu cầu: Sở Nội vụ",
    ]
    group = page.rows[2]
    assert (group.group_total, group.group_done, group.group_late) == (2, 1, 1)
    first = page.rows[0]
    assert (first.lead, first.coordinators, first.coordinators_answered, first.coordinators_total) == (("Sở Tư pháp",), ("Sở Y tế",), 0, 1)
    assert (first.days_late, first.distance, first.watcher_name) == (12, "Quá hạn 12 ngày", "Nguyễn Thu Hằng")


def test_what_is_late_are_members_not_their_group_and_never_regular_work(world: World) -> None:
    assert titles(rows(world, "hang", time_class=LATE)) == [
        "Xây dựng dự thảo nghị quyết: Sở Tư pháp",
        "Kiện toàn tổ công nghệ số: UBND xã Nà Ngần",
    ]


def test_an_officer_sees_only_what_the_own_agency_leads_or_helps_with(world: World) -> None:
    assert titles(rows(world, "yen")) == ["Xây dựng dự thảo nghị quyết: Sở Y tế", "Rà soát thủ tục: Sở Y tế"]
    assert titles(rows(world, "na")) == ["Kiện toàn tổ công nghệ số: UBND xã Nà Ngần"]
    assert rows(world, "anh", agency_id=world.agencies["syt"].id).total == 0


def test_a_leader_sees_what_the_office_sees(world: World) -> None:
    assert titles(rows(world, "chu")) == titles(rows(world, "hang"))


def test_every_count_of_the_home_page_is_the_length_of_its_list_for_everybody(world: World) -> None:
    for who in world.people:
        viewer = world.viewer(who)
        counts = queries.home_counts(world.session, viewer, TODAY, SOON)
        for name, section in SECTIONS.items():
            page = queries.task_rows(world.session, viewer, section, TODAY, SOON)
            assert counts[name] == page.total == len(page.rows), (who, name)
            assert queries.home_rows(world.session, viewer, name, TODAY, SOON) == page.rows[:10]


def test_the_home_page_of_the_office_counts_each_agency_that_owes_once(world: World) -> None:
    counts = queries.home_counts(world.session, world.viewer("hang"), TODAY, SOON)
    assert counts == {"overdue": 2, "today": 0, "soon": 1, "submitted": 0, "new": 4, "no_date": 1, "returned": 0, "extensions": 0}


def test_overdue_by_agency_is_in_order_of_protocol(world: World) -> None:
    found = queries.overdue_by_agency(world.session, world.viewer("hang"), TODAY, SOON)
    assert [(one.agency_name, one.worst, len(one.rows)) for one in found] == [("Sở Tư pháp", 12, 1), ("UBND xã Nà Ngần", 2, 1)]


@pytest.mark.parametrize(
    ("filter", "found"),
    [
        ({"q": "nghi quyet"}, 1),
        ({"q": "NGHỊ QUYẾT dự thảo"}, 1),
        ({"q": "12/kh-ubnd"}, 5),
        ({"q": "nv-2026-00002"}, 1),
        ({"q": "100%"}, 0),
        ({"q": "_"}, 0),
        ({"part": Part.COORDINATE}, 1),
        ({"state": {State.DONE}}, 2),
        ({"time_class": {TimeClass.DONE_LATE}}, 1),
        ({"open_only": False}, 6),
        ({"nature": TaskNature.REGULAR}, 1),
        ({"due_from": days(0), "due_to": days(10)}, 1),
        ({"mine": True}, 5),
        ({"agency_id": 999}, 0),
    ],
)
def test_filters_of_the_list(world: World, filter: dict[str, object], found: int) -> None:
    assert rows(world, "hang", **filter).total == found


@pytest.mark.parametrize("sort", list(queries.Sort))
def test_every_order_gives_every_row_once_over_its_pages(world: World, sort: queries.Sort) -> None:
    for number in range(12):
        world.assign(world.task(world.directive(f"{number}/CV"), "Việc"), "snv", days(number % 3))
    pages = [rows(world, "hang", sort=sort, per_page=5, page=number).rows for number in (1, 2, 3, 4)]
    assert len({row.assignment_id for page in pages for row in page}) == 17 == rows(world, "hang").total
    assert rows(world, "hang", sort=sort, per_page=5, page=99).rows == pages[-1]


def test_a_list_of_any_length_takes_the_same_few_queries(world: World) -> None:
    viewer = world.viewer("hang")
    with counting(world.session) as few:
        queries.task_rows(world.session, viewer, TaskFilter(), TODAY, SOON)
    for _ in range(30):
        task = world.task(world.directive("1/CV"), "Việc")
        world.assign(task, "stp", days(1))
        world.assign(task, "syt", days(1), part=Part.COORDINATE)
    world.session.flush()
    world.session.expire_all()
    with counting(world.session) as many:
        assert len(queries.task_rows(world.session, viewer, TaskFilter(), TODAY, SOON).rows) == 35
    assert len(many) == len(few) <= 6


def test_extensions_are_counted_and_open_ones_found(world: World) -> None:
    row = rows(world, "hang", time_class=LATE).rows[0]
    for state in (ExtensionState.GRANTED, ExtensionState.ASKED):
        world.session.add(Extension(assignment_id=row.assignment_id, state=state, wanted_on=days(9), reason="Chờ ý kiến", asked_at=NOW))
    world.session.flush()
    found = rows(world, "hang", extension_asked=True)
    assert [(one.extension_count, one.extension_open) for one in found.rows] == [(1, True)]


def test_a_task_shows_the_viewer_only_the_own_part_of_a_group(world: World) -> None:
    task_id = rows(world, "na").rows[0].task_id
    own = queries.task_view(world.session, world.viewer("na"), task_id, TODAY, SOON)
    whole = queries.task_view(world.session, world.viewer("hang"), task_id, TODAY, SOON)
    assert [member.assignment.agency.name for member in own.assignments[0].members] == ["UBND xã Nà Ngần"]
    assert [member.assignment.agency.name for member in whole.assignments[0].members] == ["UBND xã Nà Ngần", "UBND phường Tân Lập"]
    assert whole.assignments[0].members_late == 1


def test_a_task_of_others_is_not_found(world: World) -> None:
    task_id = rows(world, "na").rows[0].task_id
    for missing in (task_id, 4711):
        with pytest.raises(NotFound):
            queries.task_view(world.session, world.viewer("anh"), missing, TODAY, SOON)


def test_directives_show_what_has_become_of_them(world: World) -> None:
    page = queries.directive_rows(world.session, world.viewer("hang"), today=TODAY)
    assert [(row.number, row.candidates_open, row.tasks_total, row.tasks_done, row.tasks_late) for row in page.rows] == [
        ("99/CT-UBND", 0, 0, 0, 0),
        ("12/KH-UBND", 1, 7, 2, 2),
    ]
    assert [row.number for row in queries.directive_rows(world.session, world.viewer("hang"), today=TODAY, state="none").rows] == [
        "99/CT-UBND"
    ]
    assert queries.directive_rows(world.session, world.viewer("hang"), today=TODAY, q="ha tang so").total == 2


def test_an_officer_sees_only_directives_that_give_the_agency_work(world: World) -> None:
    viewer = world.viewer("na")
    page = queries.directive_rows(world.session, viewer, today=TODAY)
    assert [(row.number, row.tasks_total, row.candidates_total) for row in page.rows] == [("12/KH-UBND", 1, 0)]
    view = queries.directive_view(world.session, viewer, page.rows[0].id, TODAY, SOON)
    assert (view.candidates, view.reading, len(view.tasks)) == ([], None, 1)
    other = queries.directive_rows(world.session, world.viewer("hang"), today=TODAY, q="99").rows[0].id
    with pytest.raises(NotFound):
        queries.directive_view(world.session, viewer, other, TODAY, SOON)


def test_agencies_show_how_their_work_stands(world: World) -> None:
    found = {row.agency.name: row for row in queries.agency_rows(world.session, world.viewer("hang"), TODAY, SOON)}
    assert (found["Sở Tư pháp"].open, found["Sở Tư pháp"].overdue, found["Sở Tư pháp"].people) == (2, 1, 1)
    assert (found["Sở Y tế"].overdue, found["Sở Y tế"].helping_late) == (0, 1), "what an agency only helps with is apart"
    assert found["UBND các xã, phường, đặc khu"].members == 2
    assert (found["UBND các xã, phường, đặc khu"].open, found["UBND xã Nà Ngần"].overdue) == (0, 1)
    assert [row.agency.name for row in queries.agency_rows(world.session, world.viewer("anh"), TODAY, SOON)] == ["Sở Tư pháp"]


def test_an_agency_page_is_for_its_own_people_and_the_office(world: World) -> None:
    view = queries.agency_view(world.session, world.viewer("hang"), world.agencies["nn"].id, TODAY, SOON)
    assert [person.user.name for person in view.people] == ["Hoàng Văn Nà"]
    assert [group.agency.name for group in view.groups] == ["UBND các xã, phường, đặc khu"]
    assert len(view.tasks) == 1
    with pytest.raises(NotFound):
        queries.agency_view(world.session, world.viewer("anh"), world.agencies["nn"].id, TODAY, SOON)


def test_mails_are_seen_by_their_receiver_and_the_office_and_secret_links_by_nobody(world: World) -> None:
    for number, (kind, who) in enumerate([(MessageKind.DIGEST, "anh"), (MessageKind.INVITATION, "yen")]):
        world.session.add(
            Message(
                recipient=f"user:{world.people[who].id}",
                user_id=world.people[who].id,
                kind=kind,
                slot=str(number),
                address=f"{who}@sonha.example",
                subject="Việc cần làm",
                mime=b"MIME",
                message_id=f"<{number}@sonha.example>",
                created_at=NOW,
                next_try_at=NOW,
            )
        )
    world.session.flush()
    office = queries.messages_page(world.session, world.viewer("hang"))
    assert [row.recipient_name for row in office.rows] == ["Lê Hải Yến", "Đỗ Thị Ánh"]
    invitation, digest = office.rows
    world.session.add(
        Urging(
            assignment_id=rows(world, "hang").rows[0].assignment_id,
            recipient="user:1",
            rung=Rung.OVERDUE,
            slot=TODAY,
            reason="quá hạn",
            decided_at=NOW,
            message_id=digest.id,
        )
    )
    world.session.flush()
    assert queries.message_view(world.session, world.viewer("anh"), digest.id).mime == b"MIME"
    assert len(queries.message_view(world.session, world.viewer("hang"), digest.id).urgings) == 1
    assert queries.message_view(world.session, world.viewer("quang"), invitation.id).mime is None
    assert queries.message_counts(world.session, world.viewer("hang")) == {MessageState.PENDING: 2}
    with pytest.raises(NotFound):
        queries.message_view(world.session, world.viewer("yen"), digest.id)


ARGS = [
    ({}, TaskFilter()),
    ({"q": "  nghị   quyết ", "unknown": "1", "agency_id": ""}, TaskFilter(q="nghị quyết")),
    ({"time_class": ["qua_han", "sap_den_han"]}, TaskFilter(time_class={TimeClass.LATE, TimeClass.SOON})),
    ({"state": "moi_giao,tra_lai"}, TaskFilter(state={State.NEW, State.RETURNED})),
    ({"open_only": "0", "mine": "1", "page": "3"}, TaskFilter(open_only=False, mine=True, page=3)),
    ({"due_from": "2026-11-01", "part": "lead", "sort": "-code"}, TaskFilter(due_from=date(2026, 11, 1), part=Part.LEAD, sort="-code")),
]


@pytest.mark.parametrize(("args", "filter"), ARGS)
def test_a_filter_is_read_from_an_address_and_written_back(args: dict[str, str], filter: TaskFilter) -> None:
    assert TaskFilter.from_args(args) == filter
    assert TaskFilter.from_args(filter.to_args()) == filter


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("due_from", "2026-02-30"),
        ("due_to", "hôm qua"),
        ("page", "0"),
        ("page", "99999999999999999999"),
        ("agency_id", "một"),
        ("agency_id", "-1"),
        ("time_class", "late"),
        ("state", "xong"),
        ("sort", "DROP TABLE"),
        ("q", "a" * 201),
        ("per_page", "100000"),
    ],
)
def test_an_impossible_filter_is_refused_with_the_name_of_its_field(field: str, value: str) -> None:
    with pytest.raises(Invalid) as refused:
        TaskFilter.from_args({field: value})
    assert refused.value.field == field


def test_dates_in_the_wrong_order_are_refused() -> None:
    with pytest.raises(Invalid, match="phải sau"):
        TaskFilter.from_args({"due_from": "2026-11-20", "due_to": "2026-11-01"})


def test_the_list_of_visible_tasks_is_the_same_as_the_guard_of_each(world: World) -> None:
    tasks = world.session.scalars(select(Task)).all()
    for who in world.people:
        viewer = world.viewer(who)
        listed = set(world.session.scalars(select(Task.id).where(queries.visible_tasks(viewer))))
        assert listed == {task.id for task in tasks if may_see_task(world.session, viewer, task.id)}, who


def stored(world: World, name: str) -> StoredFile:
    return intake.store_file(world.session, name.encode(), name=name, media_type="text/plain", actor=Actor(None, "web"), now=NOW)


def test_a_file_of_a_report_is_for_those_who_see_the_report(world: World) -> None:
    tan_lap = next(a for a in world.session.scalars(select(Assignment)) if a.agency.name == "UBND phường Tân Lập")
    report = Report(assignment_id=tan_lap.id, at=NOW, files=[ReportFile(file=stored(world, "kết quả.pdf"))])
    world.session.add(report)
    world.session.flush()
    file_id = report.files[0].file_id
    assert queries.report_file(world.session, world.viewer("hang"), report.id, file_id).content == "kết quả.pdf".encode()
    other = stored(world, "khác.pdf")
    for who, report_id, wanted in [
        ("na", report.id, file_id),
        ("anh", report.id, file_id),
        ("hang", report.id, other.id),
        ("hang", 4711, 1),
    ]:
        with pytest.raises(NotFound):
            queries.report_file(world.session, world.viewer(who), report_id, wanted)


def test_a_file_of_a_directive_is_for_those_who_see_the_directive(world: World) -> None:
    directives = {row.number: row.id for row in queries.directive_rows(world.session, world.viewer("hang"), today=TODAY).rows}
    file = stored(world, "kh12.pdf")
    world.session.add(DirectiveFile(directive_id=directives["12/KH-UBND"], file_id=file.id))
    secret = stored(world, "ct99.pdf")
    world.session.add(DirectiveFile(directive_id=directives["99/CT-UBND"], file_id=secret.id))
    world.session.flush()
    assert queries.directive_file(world.session, world.viewer("na"), directives["12/KH-UBND"], file.id).name == "kh12.pdf"
    for directive_id, file_id in [(directives["99/CT-UBND"], secret.id), (directives["12/KH-UBND"], secret.id), (4711, file.id)]:
        with pytest.raises(NotFound):
            queries.directive_file(world.session, world.viewer("na"), directive_id, file_id)


def test_people_are_listed_with_their_posts_to_who_may_know_them(world: World) -> None:
    everybody = queries.people_rows(world.session, world.viewer("hang"))
    assert len(everybody) == len(world.people)
    assert [person.user.name for person in queries.people_rows(world.session, world.viewer("hang"), q="do thi")] == ["Đỗ Thị Ánh"]
    assert [person.user.name for person in queries.people_rows(world.session, world.viewer("anh"))] == ["Đỗ Thị Ánh"]
    assert [user.name for user in queries.holders(world.session, Post.COORDINATOR)] == ["Nguyễn Thu Hằng"]


def test_a_finished_task_is_judged_by_its_day_of_completion_wherever_it_is_shown(world: World) -> None:
    done = next(row for row in rows(world, "hang", open_only=False).rows if row.state is State.DONE)
    assert (done.time_class, done.days_late, done.distance) == (TimeClass.DONE_LATE, 10, "Xong quá hạn 10 ngày")
    view = queries.task_view(world.session, world.viewer("hang"), done.task_id, TODAY, SOON).assignments[0]
    assert (view.time_class, view.days_late, view.distance) == (done.time_class, done.days_late, done.distance)


def test_a_granted_extension_is_in_time_and_is_counted_by_the_first_date_too(world: World) -> None:
    assignment = world.assign(world.task(world.directive()), "snv", days(9))
    assignment.original_due_on = days(-4)
    finished = world.assign(world.task(world.directive()), "snv", days(9), State.DONE, completed_on=days(-1))
    finished.original_due_on = days(-4)
    world.session.flush()

    def found(**asked: object) -> dict[int, tuple[TimeClass, int, TimeClass, int]]:
        page = queries.task_rows(world.session, world.viewer("hang"), TaskFilter.model_validate(asked), TODAY, SOON)
        assert page.total == len(page.rows)
        of_two = [row for row in page.rows if row.assignment_id in (assignment.id, finished.id)]
        return {r.assignment_id: (r.time_class, r.days_late, r.original_class, r.original_days_late) for r in of_two}

    open_one = {assignment.id: (TimeClass.IN_TIME, 0, TimeClass.LATE, 4)}
    assert found(state={State.NEW}) == open_one
    assert found(time_class=LATE) == {}
    assert found(time_class=LATE, by_original=True) == open_one
    assert found(time_class={TimeClass.DONE_LATE}) == {}
    assert found(time_class={TimeClass.DONE_LATE}, by_original=True) == {finished.id: (TimeClass.DONE_IN_TIME, 0, TimeClass.DONE_LATE, 3)}


def test_what_is_done_without_a_date_or_a_day_is_neither_in_time_nor_late(world: World) -> None:
    undated = world.assign(world.task(world.directive()), "snv", None, State.DONE, completed_on=days(-1))
    unknown = world.assign(world.task(world.directive()), "snv", days(-1), State.DONE)
    for of_class, wanted in (
        (TimeClass.DONE_UNJUDGED, {undated.id, unknown.id}),
        (TimeClass.DONE_IN_TIME, set()),
        (TimeClass.DONE_LATE, set()),
    ):
        page = queries.task_rows(world.session, world.viewer("hang"), TaskFilter(time_class=frozenset({of_class})), TODAY, SOON)
        assert {row.assignment_id for row in page.rows} & {undated.id, unknown.id} == wanted
        assert page.total == len(page.rows)
