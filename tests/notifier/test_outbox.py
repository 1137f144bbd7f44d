"""Deciding and queueing, on both databases: one digest for each person, never empty, never twice; and mails that do not wait."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from email import message_from_bytes, policy

import pytest
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from notifier import compose, outbox
from tests.notifier.world import TODAY, ZONE, World, at, make_settings, messages
from workflow import db, extensions, history, reorganisation, reorganisation_queries, tracking
from workflow.access import viewer_of
from workflow.acting import Actor
from workflow.model import (
    Assignment,
    Event,
    Extension,
    ExtensionState,
    Message,
    MessageKind,
    MessageState,
    Part,
    Post,
    ReorganisationKind,
    Rung,
    State,
    TaskNature,
    Urging,
)
from workflow.refusals import NotAllowed, Refused, WrongState
from workflow.reorganisation_plan import Target


def decide(world: World, today: date = TODAY) -> outbox.RunReport:
    return outbox.decide_and_queue(world.session, settings=world.settings, today=today, now=at("07:30", today), calendar=world.calendar)


def told(message: Message) -> str:
    """What a mail says as plain text."""
    return str(message_from_bytes(message.mime, policy=policy.default).get_body(("plain",)).get_content())  # type: ignore[union-attr]


def sent(world: World) -> None:
    """All that waits has left."""
    for message in all_messages(world.session):
        message.state, message.attempts = MessageState.ACCEPTED, 1
    world.session.flush()


def all_messages(session: Session) -> list[Message]:
    return list(session.scalars(select(Message).order_by(Message.id)))


def test_each_person_gets_one_digest_of_all_that_is_theirs(world: World) -> None:
    xay_dung, y_te = world.agency("Sở Xây dựng"), world.agency("Sở Y tế")
    toan, _ = world.person("Vũ Đình Toàn", xay_dung), world.person("Bùi Thị Lan", y_te)
    world.work(xay_dung, TODAY - timedelta(days=35), "Phê duyệt đồ án")
    world.work(xay_dung, TODAY + timedelta(days=7), "Tham gia ý kiến", part=Part.LEAD)
    world.work(xay_dung, TODAY + timedelta(days=30), "Việc còn xa")
    world.work(y_te, TODAY, "Báo cáo dịch bệnh")

    report = decide(world)

    assert [(entry.name, [line.reason for line in entry.lines]) for entry in report.entries] == [
        ("Vũ Đình Toàn", ["Quá hạn 35 ngày", "Còn 7 ngày"]),
        ("Bùi Thị Lan", ["Hạn hôm nay"]),
    ]
    first, second = all_messages(world.session)
    assert (first.recipient, first.kind, first.slot, first.state) == (
        f"user:{toan.id}",
        MessageKind.DIGEST,
        "2026-11-20",
        MessageState.PENDING,
    )
    assert first.address == toan.email
    assert first.subject == "[Đôn Đốc] 1 việc quá hạn, 1 việc sắp đến hạn, Thứ Sáu 20/11/2026"
    assert "Phê duyệt đồ án" in told(first)
    assert "Việc còn xa" not in told(first)
    assert "Báo cáo dịch bệnh" in told(second)
    assert [urging.rung for urging in first.urgings] == [Rung.OVERDUE, Rung.BEFORE]


def test_the_same_run_again_adds_nothing(world: World) -> None:
    agency = world.agency()
    world.person("Vũ Đình Toàn", agency)
    world.work(agency, TODAY)
    assert len(decide(world).entries) == 1
    again = decide(world)
    assert again.entries == []
    assert len(all_messages(world.session)) == 1


def test_a_day_without_anything_sends_nothing_to_anybody(world: World) -> None:
    agency = world.agency()
    world.person("Vũ Đình Toàn", agency)
    world.work(agency, TODAY + timedelta(days=30))
    assert decide(world).entries == []
    assert all_messages(world.session) == []


def test_a_preview_says_the_same_and_writes_nothing(world: World) -> None:
    agency = world.agency()
    world.person("Vũ Đình Toàn", agency)
    world.work(agency, TODAY)
    words = {"settings": world.settings, "today": TODAY, "now": at(), "calendar": world.calendar}
    preview = outbox.preview(world.session, **words)  # type: ignore[arg-type]
    assert all_messages(world.session) == []
    assert list(world.session.scalars(select(Urging))) == []
    assert preview == outbox.decide_and_queue(world.session, **words)  # type: ignore[arg-type]


def test_after_days_of_silence_there_is_one_digest_and_each_task_stands_in_it_once(world: World) -> None:
    agency = world.agency()
    world.person("Vũ Đình Toàn", agency)
    work = world.work(agency, date(2026, 11, 9))
    decide(world, date(2026, 11, 6))
    sent(world)
    decide(world, date(2026, 11, 20))
    first, second = all_messages(world.session)
    assert [u.assignment_id for u in second.urgings] == [work.id]
    assert (first.slot, second.slot) == ("2026-11-06", "2026-11-20")


def test_digests_that_never_left_become_one(world: World) -> None:
    agency = world.agency()
    world.person("Vũ Đình Toàn", agency)
    world.work(agency, date(2026, 11, 20), "Việc một")
    world.work(agency, date(2026, 11, 26), "Việc hai")
    for day in (date(2026, 11, 17), date(2026, 11, 19)):
        decide(world, day)
    older, waits = all_messages(world.session)
    assert (older.state, older.outcome) == (MessageState.CANCELLED, "Gộp vào thư nhắc ngày 19/11/2026.")
    assert waits.state is MessageState.PENDING
    assert ("Việc một" in told(waits), "Việc hai" in told(waits)) == (True, True)
    waits.attempts, waits.maybe_twice = 1, True  # the server may have it: it is repeated as it is
    decide(world, TODAY)
    assert [m.state for m in all_messages(world.session)] == [MessageState.CANCELLED, MessageState.PENDING, MessageState.PENDING]


def test_three_weeks_of_days_say_each_rung_once(world: World) -> None:
    agency = world.agency()
    world.person("Vũ Đình Toàn", agency)
    world.work(agency, date(2026, 11, 20))
    start = date(2026, 11, 9)
    said = {day: decide(world, day).entries for day in (start + timedelta(days=n) for n in range(21))}
    days = {f"{day:%d/%m}": entries[0].lines[0].reason for day, entries in said.items() if entries}
    assert days == {
        "13/11": "Còn 7 ngày",
        "17/11": "Còn 3 ngày",
        "19/11": "Còn 1 ngày",
        "20/11": "Hạn hôm nay",
        "23/11": "Quá hạn 3 ngày",
        "26/11": "Quá hạn 6 ngày",
        "27/11": "Quá hạn 7 ngày",  # nine days late is a Sunday
    }


def test_an_extension_starts_the_ladder_again(world: World) -> None:
    agency = world.agency()
    world.person("Vũ Đình Toàn", agency)
    work = world.work(agency, TODAY)
    decide(world)
    work.due_on = TODAY + timedelta(days=10)
    work.extensions.append(
        Extension(wanted_on=work.due_on, reason="…", asked_at=at(), state=ExtensionState.GRANTED, decided_at=at("09:00"))
    )
    world.session.flush()
    monday = date(2026, 11, 23)
    assert [line.reason for line in decide(world, monday).entries[0].lines] == ["Còn 7 ngày"]


@pytest.mark.parametrize("change", [{"nature": TaskNature.REGULAR}, {"state": State.DONE}, {"state": State.PAUSED}])
def test_what_is_nobodys_delay_reaches_nobody(world: World, change: dict[str, object]) -> None:
    agency = world.agency()
    world.person("Vũ Đình Toàn", agency)
    world.work(agency, TODAY - timedelta(days=9), **change)  # type: ignore[arg-type]
    assert decide(world).entries == []


def test_a_groups_own_assignment_urges_nobody_its_members_do(world: World) -> None:
    group, commune = world.agency("UBND các xã, phường", group=True, email="nhom@sonha.example"), world.agency("UBND xã Nà Ngần")
    world.person("Lò Văn Páo", commune)
    whole = world.work(group, TODAY)
    world.work(commune, TODAY, task=whole.task, parent=whole)
    assert [entry.name for entry in decide(world).entries] == ["Lò Văn Páo"]


def test_the_named_officer_is_told_else_officers_else_heads_else_the_mailbox_else_it_is_said(world: World) -> None:
    expected = []
    for case in ("named", "officers", "heads", "mailbox", "nobody"):
        agency = world.agency(f"Sở {case}", email=f"{case}@sonha.example" if case != "nobody" else None)
        head = world.person(f"Trưởng {case}", agency, Post.AGENCY_HEAD) if case in ("named", "officers", "heads") else None
        officer = world.person(f"Cán bộ {case}", agency) if case in ("named", "officers") else None
        named = world.person("Người làm", agency) if case == "named" else None
        world.work(agency, TODAY, officer=named)
        told_to = named or officer or head
        expected += [told_to.name if told_to else agency.name] if case != "nobody" else []
    report = decide(world)
    assert sorted(entry.name for entry in report.entries) == sorted(expected)
    assert report.notes == ["Sở nobody: 1 việc cần nhắc nhưng chưa có người đầu mối hay hộp thư."]


def test_work_of_the_office_itself_reaches_its_head(world: World) -> None:
    user, _, _ = world.coordinator()
    office = user.memberships[0].agency
    world.person("Hoàng Thị Minh", office, Post.HEAD_OF_OFFICE)
    world.work(office, TODAY)
    assert [entry.name for entry in decide(world).entries] == ["Hoàng Thị Minh"]


def test_a_disabled_person_is_not_told_and_the_next_one_is(world: World) -> None:
    agency = world.agency()
    gone, there = world.person("Người đã nghỉ", agency), world.person("Người mới", agency)
    gone.active = False
    world.work(agency, TODAY, officer=gone)
    assert [entry.key for entry in decide(world).entries] == [f"user:{there.id}"]


def test_heads_get_their_own_digest_of_what_is_late(world: World) -> None:
    agency = world.agency()
    world.person("Cán bộ", agency)
    world.person("Giám đốc", agency, Post.AGENCY_HEAD)
    world.work(agency, TODAY - timedelta(days=3), "Việc trễ")
    world.work(agency, TODAY, "Việc hôm nay")
    lines = {entry.name: [line.title for line in entry.lines] for entry in decide(world).entries}
    assert lines == {"Cán bộ": ["Việc trễ", "Việc hôm nay"], "Giám đốc": ["Việc trễ"]}


def test_one_who_reads_english_gets_english(world: World) -> None:
    agency = world.agency()
    world.person("Anna Nguyen", agency, locale="en")
    world.work(agency, TODAY)
    decide(world)
    assert all_messages(world.session)[0].subject == "[Đôn Đốc] 1 due today, Friday 20/11/2026"


def test_the_next_day_off_the_watcher_and_earlier_reminders_are_told(world: World) -> None:
    watcher, _, _ = world.coordinator()
    agency = world.agency()
    world.person("Vũ Đình Toàn", agency)
    world.work(agency, TODAY, directive=world.directive(watcher=watcher))
    decide(world, TODAY - timedelta(days=1))
    sent(world)
    decide(world)
    message = all_messages(world.session)[-1]
    assert "Thứ Ba 24/11/2026 là ngày nghỉ" in told(message)
    assert "Vướng mắc: Nguyễn Thu Hằng, Văn phòng UBND tỉnh Sơn Hà, 0200 555 0116." in told(message)
    assert "đã đôn đốc 1 lần" in told(message)
    assert message_from_bytes(message.mime, policy=policy.default)["Reply-To"] == watcher.email


def test_test_mode_sends_everything_to_one_address(world: World) -> None:
    world.settings = make_settings(mail={"redirect_all_to": "thu@sonha.example"})
    agency = world.agency()
    toan = world.person("Vũ Đình Toàn", agency)
    world.work(agency, TODAY)
    decide(world)
    (message,) = all_messages(world.session)
    assert message.address == "thu@sonha.example"
    assert f"lẽ ra gửi tới {toan.email}" in told(message)
    assert toan.email not in str(message_from_bytes(message.mime, policy=policy.default)["To"])


def test_a_mail_that_cannot_be_written_is_told_and_stops_nobody_else(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("Sở Hỏng", "Sở Lành"):
        agency = world.agency(name)
        world.person(f"Người {name}", agency)
        world.work(agency, TODAY)
    real = compose.words_of

    def break_one(letter: object, **more: str) -> object:
        if "Hỏng" in letter.to.name:  # type: ignore[attr-defined]
            raise ValueError("mẫu thư hỏng")
        return real(letter, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(compose, "words_of", break_one)
    report = decide(world)
    assert [entry.name for entry in report.entries] == ["Người Sở Lành"]
    assert "Không soạn được thư nhắc cho Người Sở Hỏng" in report.notes[0]
    assert len(all_messages(world.session)) == 1
    monkeypatch.undo()
    assert [entry.name for entry in decide(world).entries] == ["Người Sở Hỏng"]


def test_new_work_of_the_same_day_joins_a_digest_that_has_not_left(world: World) -> None:
    agency = world.agency()
    world.person("Vũ Đình Toàn", agency)
    world.work(agency, TODAY, "Việc một")
    decide(world)
    world.work(agency, TODAY, "Việc hai")
    decide(world)
    (message,) = all_messages(world.session)
    assert "Việc một" in told(message)
    assert "Việc hai" in told(message)
    message.attempts, message.state = 1, MessageState.ACCEPTED
    world.work(agency, TODAY, "Việc ba")
    assert decide(world).entries == []  # it left: what is new waits for tomorrow
    assert "Việc ba" in [line.title for line in decide(world, date(2026, 11, 23)).entries[0].lines]


def test_under_a_hold_what_is_decided_waits_and_the_report_says_so(world: World) -> None:
    agency = world.agency()
    world.person("Vũ Đình Toàn", agency)
    world.work(agency, TODAY)
    outbox.hold(world.session, reason="Vừa phục hồi từ bản sao", actor=Actor(None, "cli"), now=at())
    report = decide(world)
    assert all_messages(world.session)[0].state is MessageState.HELD
    assert report.notes == ["Hàng thư đang bị giữ (Vừa phục hồi từ bản sao); thư được soạn và nằm chờ tới khi thả."]
    assert outbox.release_hold(world.session, actor=Actor(None, "cli"), now=at()) == 1
    world.session.expire_all()
    assert all_messages(world.session)[0].state is MessageState.PENDING


def test_a_release_may_cancel_what_waited(world: World) -> None:
    agency = world.agency()
    world.person("Vũ Đình Toàn", agency)
    world.work(agency, TODAY)
    outbox.hold(world.session, reason="phục hồi", actor=Actor(None, "cli"), now=at())
    decide(world)
    assert outbox.release_hold(world.session, actor=Actor(None, "cli"), now=at(), send_waiting=False) == 1
    world.session.expire_all()
    assert [(m.state, bool(m.outcome)) for m in all_messages(world.session)] == [(MessageState.CANCELLED, True)]
    assert [e.action for e in world.session.scalars(select(Event).order_by(Event.id))] == ["mail.held", "mail.released"]


# --- at once ---------------------------------------------------------------------------------------------------------------


def event_of(world: World, action: str, assignment: Assignment, actor: Actor = Actor(None, "web"), **more: object) -> Event:  # noqa: B008
    return history.record(
        world.session, actor=actor, now=at("09:00"), action=action, subject="assignment", subject_id=assignment.id,
        assignment=assignment, **more,  # type: ignore[arg-type]
    )  # fmt: skip


def queue(world: World, *events: Event) -> list[Message]:
    return outbox.queue_for_events(world.session, events, settings=world.settings, now=at("09:00"), today=TODAY)


def test_what_is_assigned_together_is_told_in_one_mail_each(world: World) -> None:
    one, two = world.agency("Sở Xây dựng"), world.agency("Sở Y tế")
    toan, lan = world.person("Vũ Đình Toàn", one), world.person("Bùi Thị Lan", two)
    work = [world.work(a, TODAY + timedelta(days=20), f"Việc {n}") for n, a in enumerate((one, one, two))]
    queued = queue(world, *[event_of(world, "assignment.assigned", w) for w in work])
    assert [(m.recipient, m.kind, len(m.urgings)) for m in queued] == [
        (f"user:{toan.id}", MessageKind.ASSIGNED, 2),
        (f"user:{lan.id}", MessageKind.ASSIGNED, 1),
    ]
    assert queued[0].subject == "[Đôn Đốc] Giao 2 nhiệm vụ: Việc 0"


def test_the_same_events_again_queue_nothing(world: World) -> None:
    agency = world.agency()
    world.person("Vũ Đình Toàn", agency)
    event = event_of(world, "assignment.assigned", world.work(agency, TODAY))
    assert len(queue(world, event)) == 1
    queue(world, event)
    assert len(all_messages(world.session)) == 1


def test_what_a_sheet_brought_in_is_left_to_the_daily_digest(world: World) -> None:
    agency = world.agency()
    world.person("Vũ Đình Toàn", agency)
    assert queue(world, event_of(world, "assignment.assigned", world.work(agency, TODAY), Actor(None, "import"))) == []


def test_returned_work_that_is_opened_again_is_given_anew(world: World) -> None:
    _, actor, viewer = world.coordinator()
    agency = world.agency()
    world.person("Vũ Đình Toàn", agency)
    kinds = []
    for state in (State.RETURNED, State.DONE):
        work = world.work(agency, TODAY, state=state)
        act = {"actor": actor, "viewer": viewer, "now": at("09:00"), "today": TODAY, "version": work.version}
        tracking.reopen(world.session, work.id, **act, reason="Đúng thẩm quyền của Sở")  # type: ignore[arg-type]
        kinds += [m.kind for m in queue(world, world.session.scalars(select(Event).order_by(Event.id.desc()).limit(1)).one())]
    assert kinds == [MessageKind.ASSIGNED, MessageKind.RETURNED]


def test_nobody_is_told_what_they_did_themselves(world: World) -> None:
    agency = world.agency()
    toan = world.person("Vũ Đình Toàn", agency)
    work = world.work(agency, TODAY, officer=toan)
    assert queue(world, event_of(world, "assignment.officer_set", work, Actor(toan.id, "web"))) == []
    assert len(queue(world, event_of(world, "assignment.officer_set", work))) == 1


@pytest.mark.parametrize("action", ["assignment.received", "assignment.reported", "task.accepted", "assignment.urged"])
def test_other_acts_queue_nothing(world: World, action: str) -> None:
    agency = world.agency()
    world.person("Vũ Đình Toàn", agency)
    assert queue(world, event_of(world, action, world.work(agency, TODAY))) == []


def test_a_result_sent_back_is_told_with_its_reason_each_time(world: World) -> None:
    user, actor, viewer = world.coordinator()
    agency = world.agency()
    world.person("Vũ Đình Toàn", agency)
    work = world.work(agency, TODAY, state=State.SUBMITTED)
    for reason in ("Thiếu phụ lục", "Phụ lục chưa ký"):
        work.state = State.SUBMITTED
        world.session.flush()
        tracking.send_back(
            world.session, work.id, actor=actor, viewer=viewer, now=at("09:00"), today=TODAY, version=work.version, reason=reason
        )
        newest = world.session.scalars(select(Event).order_by(Event.id.desc()).limit(1)).one()
        (message,) = queue(world, newest)
        assert message.kind is MessageKind.RETURNED
        assert f"“{reason}” ({user.name})" in told(message)
        assert work.task.title in told(message)
    assert len(all_messages(world.session)) == 2


def test_the_answer_to_a_request_for_more_time_is_told(world: World) -> None:
    _, actor, viewer = world.coordinator()
    agency = world.agency()
    world.person("Vũ Đình Toàn", agency)
    work = world.work(agency, TODAY)
    act = {"actor": actor, "viewer": viewer, "now": at("09:00"), "today": TODAY}
    extensions.ask_extension(
        world.session,
        work.id,
        **act,
        version=work.version,
        wanted_on=TODAY + timedelta(days=14),
        reason="Chờ số liệu",  # type: ignore[arg-type]
    )
    granted = TODAY + timedelta(days=11)
    request = work.extensions[0]
    extensions.decide_extension(world.session, request.id, **act, version=work.version, granted=True, granted_on=granted)  # type: ignore[arg-type]
    (message,) = queue(world, *world.session.scalars(select(Event).order_by(Event.id)))
    assert message.subject.startswith("[Đôn Đốc] Đồng ý gia hạn đến 01/12/2026: ")
    assert "Thời hạn mới của nhiệm vụ là Thứ Ba 01/12/2026." in told(message)


def test_the_mails_of_a_transactions_own_events_are_found_without_naming_them(engine: Engine) -> None:
    with db.transaction(engine) as session:
        world = World(session)
        agency = world.agency()
        world.person("Vũ Đình Toàn", agency)
        work = world.work(agency, TODAY)
        event_of(world, "assignment.assigned", work)
    with db.transaction(engine) as session:
        world = World(session)
        again = session.get_one(Assignment, work.id)
        event_of(world, "assignment.sent_back", again, note="Thiếu phụ lục")
        queued = outbox.queue_for_new_events(session, settings=world.settings, now=at("09:00"), today=TODAY)
        assert [m.kind for m in queued] == [MessageKind.RETURNED]
    assert len(messages(engine)) == 1


# --- by hand ---------------------------------------------------------------------------------------------------------------


def test_a_person_of_the_office_urges_with_a_remark_and_once_a_day(world: World) -> None:
    _, actor, viewer = world.coordinator()
    agency = world.agency()
    world.person("Vũ Đình Toàn", agency)
    world.person("Giám đốc", agency, Post.AGENCY_HEAD)
    work = world.work(agency, TODAY - timedelta(days=2))
    words = {"actor": actor, "viewer": viewer, "settings": world.settings, "now": at("10:00"), "today": TODAY}
    queued = outbox.urge_by_hand(world.session, work.id, note="Lãnh đạo họp chiều nay", **words)  # type: ignore[arg-type]
    assert [m.kind for m in queued] == [MessageKind.URGED] * 2
    assert "“Lãnh đạo họp chiều nay” (Nguyễn Thu Hằng)" in told(queued[0])
    assert queued[0].urgings[0].reason == "Đôn đốc trực tiếp: Nguyễn Thu Hằng"
    with pytest.raises(Refused, match="Hôm nay đã đôn đốc"):
        outbox.urge_by_hand(world.session, work.id, **words)  # type: ignore[arg-type]
    tomorrow = replace_words(words, TODAY + timedelta(days=1))
    assert len(outbox.urge_by_hand(world.session, work.id, **tomorrow)) == 2  # type: ignore[arg-type]


def replace_words(words: dict[str, object], today: date) -> dict[str, object]:
    return {**words, "today": today, "now": at("10:00", today)}


def test_who_may_not_or_cannot_urge_is_told_why(world: World) -> None:
    _, actor, viewer = world.coordinator()
    agency = world.agency()
    words = {"actor": actor, "viewer": viewer, "settings": world.settings, "now": at(), "today": TODAY}
    outsider = replace(viewer, posts=frozenset({(Post.OFFICER, agency.id)}))
    work, done = world.work(agency, TODAY), world.work(agency, TODAY, state=State.DONE)
    with pytest.raises(NotAllowed):
        outbox.urge_by_hand(world.session, work.id, **{**words, "viewer": outsider})  # type: ignore[arg-type]
    with pytest.raises(WrongState):
        outbox.urge_by_hand(world.session, done.id, **words)  # type: ignore[arg-type]
    with pytest.raises(Refused, match="chưa có người đầu mối hay hộp thư"):
        outbox.urge_by_hand(world.session, work.id, **words)  # type: ignore[arg-type]
    assert list(world.session.scalars(select(Event))) == []


def test_an_invitation_carries_its_link(world: World) -> None:
    user = world.person("Vũ Đình Toàn", world.agency())
    link = "https://dondoc.sonha.example/loi-moi/bi-mat"
    message = outbox.queue_account_mail(world.session, user, MessageKind.INVITATION, link, settings=world.settings, now=at())
    assert (message.state, message.address) == (MessageState.PENDING, user.email)
    assert link in told(message)


def test_times_are_the_offices_whatever_the_machines_zone(world: World) -> None:
    """At 23:30 UTC it is the next morning in Hà Nội."""
    agency = world.agency()
    world.person("Vũ Đình Toàn", agency)
    world.work(agency, TODAY)
    now = datetime(2026, 11, 19, 23, 30, tzinfo=UTC)
    outbox.decide_and_queue(world.session, settings=world.settings, today=now.astimezone(ZONE).date(), now=now, calendar=world.calendar)
    (message,) = all_messages(world.session)
    assert "tính đến 06:30, Thứ Sáu 20/11/2026" in told(message)
    assert message_from_bytes(message.mime, policy=policy.default)["Date"] == "Fri, 20 Nov 2026 06:30:00 +0700"


def test_who_came_along_with_the_work_is_not_told_of_it(world: World) -> None:
    admin = world.person("Trần Quang", world.agency("Văn phòng UBND tỉnh", office=True), Post.ADMINISTRATOR)
    old, heir = world.agency("Sở Xây dựng"), world.agency("Sở Y tế")
    world.person("Vũ Đình Toàn", old)
    lan = world.person("Bùi Thị Lan", heir)
    world.work(old, TODAY + timedelta(days=20))
    declaration = reorganisation_queries.declared(ReorganisationKind.MERGE, [old], [Target(heir.id, heir.name)], TODAY)
    actor, viewer = Actor(admin.id, "web"), viewer_of(world.session, admin)
    reorganisation.carry(world.session, declaration, actor=actor, viewer=viewer, now=at("09:00"), today=TODAY)
    events = world.session.scalars(select(Event).where(Event.action == "assignment.succeeded")).all()
    assert [message.recipient for message in queue(world, *events)] == [f"user:{lan.id}"]
