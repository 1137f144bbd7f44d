"""Makes the demonstration's database: the province, its people, directives read and accepted by the real verbs, and their history."""

from __future__ import annotations

import mimetypes
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from importlib import resources
from typing import Any

from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from directives import AgencyRegistry, ParsedDirective, UnreadableDocument, parse, read
from directives.vietnamese import bare
from notifier import outbox
from webui.demo.story import COMMUNES, PASSWORD, PEOPLE, PROVINCE, STORY, TRACKED, Step
from webui.demo.texts import RELATIVE, SHIPPED, Days, Sample
from webui.demo.writing import as_bytes
from webui.ingest import read_and_parse
from workflow import access, agencies, db, intake, passwords, people, review, tracking
from workflow.acting import MACHINE, Actor
from workflow.duedates import WorkingCalendar
from workflow.lifecycle import Act
from workflow.model import Agency, Assignment, Directive, Extension, Mark, Membership, Part, Post, Task, User
from workflow.refusals import Refused
from workflow.settings import Settings

VERBS: dict[Act, Callable[..., Assignment]] = {
    Act.RECEIVE: tracking.receive,
    Act.START: tracking.start,
    Act.REPORT: tracking.report,
    Act.SUBMIT: tracking.submit,
    Act.CONFIRM: tracking.confirm,
    Act.SEND_BACK: tracking.send_back,
    Act.RETURN_NOT_OURS: tracking.return_not_ours,
    Act.PAUSE: tracking.pause,
    Act.CANCEL: tracking.cancel,
    Act.ASK_EXTENSION: tracking.ask_extension,
}


def build(engine: Engine, settings: Settings, *, now: datetime, today: date, talk: Callable[[str], None]) -> None:
    """Fill an empty database with the demonstration, everything dated relative to `today`."""
    db.upgrade(engine)
    talk("Đang dựng tỉnh Sơn Hà: cơ quan, con người …")
    with db.transaction(engine) as session:
        _make_province(session, now - timedelta(days=120))
    for sample in sorted(RELATIVE, key=lambda sample: -sample.age):
        talk(f"Đang đọc và giao việc: {sample.number} …")
        _give(engine, settings, sample, today)
    talk("Đang kể lại diễn biến của các nhiệm vụ …")
    for step in sorted(STORY, key=lambda step: step.day):
        with db.transaction(engine) as session:
            _act(session, step, today)
    for sample in SHIPPED:
        talk(f"Đang đưa vào hàng chờ duyệt: {sample.number} …")
        _queue(engine, settings, sample, now, today, talk)
    with db.transaction(engine) as session:
        calendar = WorkingCalendar.load(session)
        outbox.decide_and_queue(session, settings=settings, today=today, now=now, calendar=calendar)
        session.add(Mark(name="demo", value=f"Dựng ngày {today:%d/%m/%Y}", set_at=now))


# --- the province --------------------------------------------------------------------------------------------------


def _make_province(session: Session, now: datetime) -> None:
    agencies.seed(session, now=now, province=PROVINCE)
    by_code = {agency.code: agency for agency in session.scalars(select(Agency))}
    for agency in by_code.values():
        agency.tracked = agency.is_group or agency.code in TRACKED
        if agency.code in TRACKED:
            agency.email = f"vanthu@{agency.code.replace('_', '')}.sonha.example.vn"
    for code, name in COMMUNES:
        commune = agencies.create(session, name=name, kind="ubnd_xa", level="xa", actor=MACHINE, now=now)
        commune.email = f"vanthu@{code.replace('_', '')}.sonha.example.vn"
        commune.code = code
        by_code[code] = commune
    kept = passwords.hash_password(PASSWORD)
    for person in PEOPLE:
        user = people.create_user(
            session,
            email=person.email,
            name=person.name,
            title=person.title,
            posts=[(person.post, by_code[person.agency].id)],
            actor=MACHINE,
            now=now,
        )
        token = people.invite(session, user, actor=MACHINE, now=now)
        people.use_link(session, token, people.INVITATION, kept, now)


# --- directives ----------------------------------------------------------------------------------------------------


def _give(engine: Engine, settings: Settings, sample: Sample, today: date) -> None:
    """Receive a sample on the day after its issue and accept all of it."""
    issued = Days(today).day(-sample.age)
    parsed = parse(read(as_bytes(sample, today, issued), sample.filename), AgencyRegistry.load())  # our own words need no child process
    morning = at(_next_weekday(issued), time(9, 0), settings)
    with db.transaction(engine) as session:
        hang = _user(session, "hang@sonha.example.vn")
        directive = _receive(session, settings, sample, as_bytes(sample, today, issued), parsed, hang, morning)
        directive.leader_id = _user(session, "duc@sonha.example.vn").id
        directive.watcher_id = hang.id
        _review(session, directive, settings, Actor(hang.id, "web"), access.viewer_of(session, hang), morning)


def _review(session: Session, directive: Directive, settings: Settings, actor: Actor, viewer: access.Viewer, now: datetime) -> None:
    """As a coordinator would: what names nobody is no task, regular work is followed up, the rest is given."""
    for candidate in list(directive.candidates):
        if not candidate.lead:
            reason = "Câu nhắc chung, không giao việc cho ai"
            review.reject(session, candidate.id, reason=reason, actor=actor, viewer=viewer, now=now, version=candidate.version)
    for as_regular in (True, False):
        review.accept_many(
            session,
            directive.id,
            as_regular=as_regular,
            actor=actor,
            viewer=viewer,
            now=now,
            today=now.astimezone(settings.zone).date(),
            settings=settings,
            calendar=WorkingCalendar.load(session),
        )


def _queue(engine: Engine, settings: Settings, sample: Sample, now: datetime, today: date, talk: Callable[[str], None]) -> None:
    """Receive a shipped file, leave it in review; where this machine cannot read a scan, say so and go on."""
    data = resources.files("webui.demo").joinpath("files", sample.filename).read_bytes()
    try:
        parsed = read_and_parse(data, sample.filename)
    except UnreadableDocument as fault:
        talk(f"Bỏ qua {sample.filename}: {fault}")
        return
    with db.transaction(engine) as session:
        _receive(session, settings, sample, data, parsed, _user(session, "hang@sonha.example.vn"), now)


def _receive(
    session: Session, settings: Settings, sample: Sample, data: bytes, parsed: ParsedDirective, user: User, now: datetime
) -> Directive:
    received = intake.receive(
        session,
        data=data,
        filename=sample.filename,
        media_type=mimetypes.guess_type(sample.filename)[0] or "application/octet-stream",
        parsed=parsed,
        actor=Actor(user.id, "web"),
        now=now,
        today=now.astimezone(settings.zone).date(),
        settings=settings,
    )
    assert received.directive is not None
    return received.directive


# --- what happened -------------------------------------------------------------------------------------------------


def _act(session: Session, step: Step, today: date) -> None:
    """Do one step of the story. A step that finds no assignment is a fault of the story, and said."""
    found = _assignments(session, step)
    if not found:
        raise LookupError(f"story: nothing for {step.fragment!r} / {step.who!r}")
    day = Days(today).day(step.day)
    moment = datetime.combine(day, time(2 + len(step.fragment) % 7, 10 + len(step.who) % 40), UTC)
    for assignment in found:
        now = max(moment, assignment.task.created_at + timedelta(hours=1))  # a weekend may have moved the day before the giving
        user = _user(session, step.by) if step.by else _actor_for(session, assignment, step.act)
        words = {name: _entered(name, value, today) for name, value in step.words.items()}
        common: dict[str, Any] = {
            "actor": Actor(user.id, "web"),
            "viewer": access.viewer_of(session, user),
            "now": now,
            "today": day,
            "version": assignment.version,
        }
        try:
            if step.act is Act.DECIDE_EXTENSION:
                request = session.scalars(select(Extension).where(Extension.assignment_id == assignment.id)).one()
                tracking.decide_extension(session, request.id, **common, **words)
            else:
                VERBS[step.act](session, assignment.id, **common, **words)
        except Refused as fault:
            raise LookupError(f"story: {step.act.value} of {step.fragment!r}: {fault}") from fault


def _assignments(session: Session, step: Step) -> list[Assignment]:
    rows = session.execute(
        select(Assignment, Task, Agency).join(Task, Task.id == Assignment.task_id).join(Agency, Agency.id == Assignment.agency_id)
    )
    wanted = bare(step.fragment)
    found = [
        (task.occurrence_on, assignment)
        for assignment, task, agency in rows
        if wanted in bare(f"{task.title} {task.text}")
        and (agency.name.startswith(step.who) if step.who else assignment.part is Part.LEAD)
        and not agency.is_group
    ]
    first = min((occurrence for occurrence, _ in found if occurrence is not None), default=None)
    chosen = None if any(occurrence is None for occurrence, _ in found) else first
    return [assignment for occurrence, assignment in found if occurrence == chosen]


def _actor_for(session: Session, assignment: Assignment, act: Act) -> User:
    """The agency's own officer for its acts where it has one; the coordinator for the rest."""
    if act not in (Act.CONFIRM, Act.SEND_BACK, Act.PAUSE, Act.CANCEL):
        own = session.scalar(
            select(User)
            .join(Membership)
            .where(Membership.agency_id == assignment.agency_id, Membership.post == Post.OFFICER)
            .order_by(User.id)
            .limit(1)
        )
        if own is not None:
            return own
    return _user(session, "hang@sonha.example.vn")


def _entered(name: str, value: Any, today: date) -> Any:
    """What a person enters: days are told relative to today."""
    return Days(today).day(value) if name.endswith("_on") or name == "result_date" else value


def _next_weekday(day: date) -> date:
    """The next day from Monday to Friday."""
    return day + timedelta(days=3 if day.weekday() == 4 else 1)


def _user(session: Session, email: str) -> User:
    return session.scalars(select(User).where(User.email == email)).one()


def at(day: date, hour: time, settings: Settings) -> datetime:
    """An instant of the office's own clock."""
    return datetime.combine(day, hour, settings.zone).astimezone(UTC)
