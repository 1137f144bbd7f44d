"""Tasks, who must do them, by when, and what was reported."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import JSON, ForeignKey, Index, String, Text, UniqueConstraint, false, text, true
from sqlalchemy.orm import Mapped, mapped_column, relationship

from workflow.model.base import Base, Moment, choice
from workflow.model.documents import Directive, StoredFile
from workflow.model.people import Agency, User
from workflow.model.terms import ExtensionState, Part, State, TaskNature, Urgency


class Series(Base):
    """A recurring duty: its rule as the directive says it; each occurrence is a task of its own."""

    __tablename__ = "series"

    id: Mapped[int] = mapped_column(primary_key=True)
    #: the accepted unit that it repeats; another series of the same unit makes no second task for the same day
    candidate_id: Mapped[int | None] = mapped_column(ForeignKey("candidate.id"), index=True)
    #: RFC 5545 RRULE, only what is said
    rrule: Mapped[str] = mapped_column(String(200))
    #: RRULE that the office makes of it
    office_rrule: Mapped[str] = mapped_column(String(200))
    #: the phrase of the directive
    phrase: Mapped[str] = mapped_column(String(300))
    #: first day from which occurrences count
    starts_on: Mapped[date]
    #: last day; None = open
    ends_on: Mapped[date | None]
    #: occurrences are made up to this day
    made_until: Mapped[date | None]
    paused: Mapped[bool] = mapped_column(default=False)
    #: the series that it goes on from with another rule, other words or agencies
    follows_id: Mapped[int | None] = mapped_column(ForeignKey("series.id"), index=True)
    #: period of a periodic report (`reporting_periods.Period`): its days are then those of the cut-off; None = no such report
    report_period: Mapped[str | None] = mapped_column(String(10))
    #: working days after the cut-off by which it is to be sent; None for no such report
    send_days: Mapped[int | None]


class Task(Base):
    """A unit of work that a person accepted. Its state follows from its lead assignments, its lateness is derived."""

    __tablename__ = "task"
    __table_args__ = (UniqueConstraint("series_id", "occurrence_on"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    #: what people quote: `NV-2026-00123`
    code: Mapped[str] = mapped_column(String(20), unique=True)
    directive_id: Mapped[int] = mapped_column(ForeignKey("directive.id"), index=True)
    candidate_id: Mapped[int | None] = mapped_column(ForeignKey("candidate.id"), index=True)
    series_id: Mapped[int | None] = mapped_column(ForeignKey("series.id"), index=True)
    #: day of this occurrence of the series; None for other tasks
    occurrence_on: Mapped[date | None]
    #: outline address in the directive
    path: Mapped[str] = mapped_column(String(120), default="")
    title: Mapped[str] = mapped_column(String(300))
    #: the directive's own words
    text: Mapped[str] = mapped_column(Text)
    #: title, text and directive number folded for search
    folded: Mapped[str] = mapped_column(Text, default="")
    nature: Mapped[TaskNature] = mapped_column(choice(TaskNature), default=TaskNature.SPECIFIC)
    urgency: Mapped[Urgency] = mapped_column(choice(Urgency), default=Urgency.NORMAL)
    #: who receives the result, as printed
    report_to: Mapped[str] = mapped_column(Text, default="")
    created_at: Mapped[datetime] = mapped_column(Moment)
    created_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    #: day from which the work is given; terms count from it
    assigned_on: Mapped[date]
    #: row of an imported sheet that it came from, so that the same sheet again makes nothing twice
    import_key: Mapped[str | None] = mapped_column(String(100), unique=True)
    #: names of those who are given it too and whom this office does not follow, as printed: {"lead": […], "coordinate": […]}
    untracked: Mapped[dict[str, list[str]]] = mapped_column(JSON, default=dict, server_default="{}")
    #: optimistic lock
    version: Mapped[int] = mapped_column(default=1)

    series: Mapped[Series | None] = relationship(viewonly=True)
    directive: Mapped[Directive] = relationship()
    assignments: Mapped[list[Assignment]] = relationship(back_populates="task", order_by="Assignment.id")
    sources: Mapped[list[TaskSource]] = relationship(back_populates="task", order_by="TaskSource.id")

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012


class TaskSource(Base):
    """A further directive that gives the same work: the task has the first one itself."""

    __tablename__ = "task_source"

    id: Mapped[int] = mapped_column(primary_key=True)
    task_id: Mapped[int] = mapped_column(ForeignKey("task.id"), index=True)
    directive_id: Mapped[int] = mapped_column(ForeignKey("directive.id"), index=True)
    #: the unit of the directive that was joined to the task; None when a directive carried the task on as a whole
    candidate_id: Mapped[int | None] = mapped_column(ForeignKey("candidate.id"), unique=True)
    #: outline address in that directive
    path: Mapped[str] = mapped_column(String(120), default="")
    #: that directive's own words
    text: Mapped[str] = mapped_column(Text, default="")
    added_at: Mapped[datetime] = mapped_column(Moment)
    added_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))

    task: Mapped[Task] = relationship(back_populates="sources")
    directive: Mapped[Directive] = relationship()


#: Not yet at an end (`lifecycle.OPEN`), in the words that both the partial indexes and the queries say: SQLite uses an index only for
#: a query that repeats its condition
IS_OPEN = "state IN ('cho_xac_nhan', 'da_tiep_nhan', 'dang_thuc_hien', 'moi_giao', 'tam_dung', 'thuc_hien_lai', 'tra_lai')"


def _open_index(name: str, *columns: str) -> Index:
    """An index on what is open: after fifteen years a twelfth of all rows. It holds all that a count asks of a row."""
    told = ("counted", "parent_id", "regular", "state", "completed_on")
    return Index(name, *columns, *told, sqlite_where=text(IS_OPEN), postgresql_where=text(IS_OPEN))


class Assignment(Base):
    """One agency's part in one task, with its own state, dates and history."""

    __tablename__ = "assignment"
    __table_args__ = (
        UniqueConstraint("task_id", "agency_id", "part"),
        Index("ix_assignment_task_id_parent_id", "task_id", "parent_id"),
        Index("ix_assignment_state_due_on", "state", "due_on"),
        Index("ix_assignment_agency_id_state_due_on", "agency_id", "state", "due_on"),
        _open_index("ix_assignment_open_due_on", "part", "due_on", "id", "agency_id"),
        _open_index("ix_assignment_open_agency_id", "agency_id", "due_on", "id", "part"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    task_id: Mapped[int] = mapped_column(ForeignKey("task.id"))
    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"))
    #: the agency that it was given to, where another has taken over since; None = the one that has it
    given_to_id: Mapped[int | None] = mapped_column(ForeignKey("agency.id"), index=True)
    part: Mapped[Part] = mapped_column(choice(Part))
    #: the group's assignment that this member's came from; a group's own is counted from its members
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("assignment.id"), index=True)
    #: the office's own assignment that was given on to this agency; it is not counted from this one
    passed_from_id: Mapped[int | None] = mapped_column(ForeignKey("assignment.id"), index=True)
    #: unit inside the agency that does it, in words: `Phòng Quản lý ngân sách`; empty where none is named
    unit: Mapped[str] = mapped_column(String(200), default="", server_default="")
    #: cancelled because this member of the group was excused, also from the next occurrences
    excused: Mapped[bool] = mapped_column(default=False, server_default=false())
    state: Mapped[State] = mapped_column(choice(State), default=State.NEW)
    #: somebody answers for it: false for a group's own, whose members do. Kept by triggers, right in the database alone
    counted: Mapped[bool] = mapped_column(default=True, server_default=true())
    #: its task is regular work, which is never late. Kept by triggers, right in the database alone
    regular: Mapped[bool] = mapped_column(default=False, server_default=false())
    #: state before a pause, to return to
    resumes_to: Mapped[State | None] = mapped_column(choice(State))
    #: last day allowed now: the earliest milestone not met, extensions counted; None = no date
    due_on: Mapped[date | None]
    #: hour said beside it, `16:00`
    due_time: Mapped[str | None] = mapped_column(String(5))
    #: the directive's words of the date, where it names a month, a quarter or a year and no day: `trong quý III/2026`; empty for others
    due_words: Mapped[str] = mapped_column(String(80), default="", server_default="")
    #: last day allowed before any extension
    original_due_on: Mapped[date | None]
    #: person of the agency who does it
    officer_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"), index=True)
    received_at: Mapped[datetime | None] = mapped_column(Moment)
    #: last time that the agency said anything
    reported_at: Mapped[datetime | None] = mapped_column(Moment)
    #: progress the agency last gave, per cent
    progress: Mapped[int | None]
    #: date of the result document: the day of completion
    completed_on: Mapped[date | None]
    #: number of the result document: `142/BC-STP`
    result_number: Mapped[str] = mapped_column(String(80), default="")
    #: when the office confirmed
    confirmed_at: Mapped[datetime | None] = mapped_column(Moment)
    #: the directive that cancelled or replaced it
    ended_by_id: Mapped[int | None] = mapped_column(ForeignKey("directive.id"), index=True)
    #: who agreed that it ends without a result: `Phó Chủ tịch UBND tỉnh Trần Văn A`
    ended_with: Mapped[str] = mapped_column(String(200), default="", server_default="")
    #: raised by every change that a calendar should show (RFC 5545 3.8.7.4)
    sequence: Mapped[int] = mapped_column(default=0)
    changed_at: Mapped[datetime] = mapped_column(Moment)
    #: optimistic lock
    version: Mapped[int] = mapped_column(default=1)

    task: Mapped[Task] = relationship(back_populates="assignments")
    agency: Mapped[Agency] = relationship(foreign_keys=agency_id)
    given_to: Mapped[Agency | None] = relationship(foreign_keys=given_to_id)
    officer: Mapped[User | None] = relationship()
    ended_by: Mapped[Directive | None] = relationship()
    milestones: Mapped[list[Milestone]] = relationship(back_populates="assignment", order_by="Milestone.due_on, Milestone.id")
    extensions: Mapped[list[Extension]] = relationship(back_populates="assignment", order_by="Extension.id")
    reports: Mapped[list[Report]] = relationship(back_populates="assignment", order_by="Report.id")
    causes: Mapped[list[Cause]] = relationship(back_populates="assignment", order_by="Cause.id")

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012


#: What waits for a date that only an event can give, in the words that both the index and the queries say
IS_WAITING = "due_on IS NULL AND met_on IS NULL AND dropped_on IS NULL"


class Milestone(Base):
    """One deadline of an assignment: what is said, and the date that the office made of it."""

    __tablename__ = "milestone"
    __table_args__ = (Index("ix_milestone_waiting", "assignment_id", sqlite_where=text(IS_WAITING), postgresql_where=text(IS_WAITING)),)

    id: Mapped[int] = mapped_column(primary_key=True)
    assignment_id: Mapped[int] = mapped_column(ForeignKey("assignment.id"), index=True)
    #: the directive's phrase; empty when a person set the date
    phrase: Mapped[str] = mapped_column(String(300), default="")
    #: date, recurring, relative, conditional, vague, continuous (directives.model.DeadlineKind)
    kind: Mapped[str] = mapped_column(String(20), default="date")
    #: last day allowed now; None while nobody has made a date of the phrase
    due_on: Mapped[date | None]
    due_time: Mapped[str | None] = mapped_column(String(5))
    #: before any extension
    original_due_on: Mapped[date | None]
    #: the date is a default of the office, not of the directive
    office_default: Mapped[bool] = mapped_column(default=False)
    #: day on which it was met; None = open
    met_on: Mapped[date | None]
    #: day on which it was last asked whether the event that it waits for has happened; None = not yet
    asked_on: Mapped[date | None]
    #: day on which a person last said “not yet”
    answered_on: Mapped[date | None]
    #: day of that event, or of the receipt, from which the term counts, as a person said
    anchor_on: Mapped[date | None]
    #: day on which a person said that the event will not come: the deadline fell away
    dropped_on: Mapped[date | None]

    assignment: Mapped[Assignment] = relationship(back_populates="milestones")


class Extension(Base):
    """A request for more time and its decision. An open request does not stop the clock."""

    __tablename__ = "extension"
    __table_args__ = (
        Index("ix_extension_asked", "assignment_id", sqlite_where=text("state = 'asked'"), postgresql_where=text("state = 'asked'")),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    assignment_id: Mapped[int] = mapped_column(ForeignKey("assignment.id"), index=True)
    state: Mapped[ExtensionState] = mapped_column(choice(ExtensionState), default=ExtensionState.ASKED)
    #: the date that stood when it was asked
    due_on_before: Mapped[date | None]
    #: the date asked for
    wanted_on: Mapped[date]
    reason: Mapped[str] = mapped_column(Text)
    #: nguyên nhân khách quan
    objective: Mapped[bool] = mapped_column(default=False)
    #: number of the letter that asks
    document: Mapped[str] = mapped_column(String(200), default="")
    asked_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    asked_at: Mapped[datetime] = mapped_column(Moment)
    #: the date granted, perhaps another than the one asked
    granted_on: Mapped[date | None]
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    decided_at: Mapped[datetime | None] = mapped_column(Moment)
    decision_reason: Mapped[str] = mapped_column(Text, default="")
    #: number of the letter that answers
    decision_document: Mapped[str] = mapped_column(String(200), default="", server_default="")

    assignment: Mapped[Assignment] = relationship(back_populates="extensions")
    asked_by: Mapped[User | None] = relationship(foreign_keys=asked_by_id)
    decided_by: Mapped[User | None] = relationship(foreign_keys=decided_by_id)


class Cause(Base):
    """Whether a delay had an objective cause (nguyên nhân khách quan, Nghị định 335/2025), and who confirmed it. Never changed: a later
    one of the same request, or of the work itself, stands instead."""

    __tablename__ = "cause"

    id: Mapped[int] = mapped_column(primary_key=True)
    assignment_id: Mapped[int] = mapped_column(ForeignKey("assignment.id"), index=True)
    #: the request for more time that claims it; None = the delay itself
    extension_id: Mapped[int | None] = mapped_column(ForeignKey("extension.id"), index=True)
    #: confirmed as objective; false = judged and not found so
    objective: Mapped[bool]
    reason: Mapped[str] = mapped_column(Text)
    #: the competent person, as written: `Phó Chủ tịch UBND tỉnh Trần Văn A`
    confirmed_by: Mapped[str] = mapped_column(String(200))
    #: number of the letter that confirms
    document: Mapped[str] = mapped_column(String(200), default="")
    recorded_at: Mapped[datetime] = mapped_column(Moment)
    recorded_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))

    assignment: Mapped[Assignment] = relationship(back_populates="causes")


class Report(Base):
    """What an agency said about its assignment: progress, or that it is complete."""

    __tablename__ = "report"

    id: Mapped[int] = mapped_column(primary_key=True)
    assignment_id: Mapped[int] = mapped_column(ForeignKey("assignment.id"), index=True)
    user_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    at: Mapped[datetime] = mapped_column(Moment)
    #: proposes completion
    final: Mapped[bool] = mapped_column(default=False)
    #: per cent; None when not said
    progress: Mapped[int | None]
    text: Mapped[str] = mapped_column(Text, default="")
    #: khó khăn, vướng mắc
    obstacles: Mapped[str] = mapped_column(Text, default="")
    #: result document
    result_number: Mapped[str] = mapped_column(String(80), default="")
    result_date: Mapped[date | None]
    #: the deadline that it proposes as met; None = a progress report, or the whole work
    milestone_id: Mapped[int | None] = mapped_column(ForeignKey("milestone.id"))

    assignment: Mapped[Assignment] = relationship(back_populates="reports")
    user: Mapped[User | None] = relationship()
    files: Mapped[list[ReportFile]] = relationship(cascade="all, delete-orphan")


class ReportFile(Base):
    __tablename__ = "report_file"

    id: Mapped[int] = mapped_column(primary_key=True)
    report_id: Mapped[int] = mapped_column(ForeignKey("report.id"), index=True)
    file_id: Mapped[int] = mapped_column(ForeignKey("stored_file.id"), index=True)

    file: Mapped[StoredFile] = relationship()
