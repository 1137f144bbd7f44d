"""What a mail says, before it has a form: to whom, which work, why, as of when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from notifier import phrases
from notifier.recipients import Recipient
from workflow.model import MessageKind, Part, TimeClass

#: section of a mail for each time class; what is not yet near stands under soon, because its rung came early before days off
SECTION_OF = {TimeClass.LATE: "late", TimeClass.TODAY: "today"}
ORDER = ("late", "today", "soon", "work")


@dataclass(frozen=True)
class Row:
    """One assignment in a mail."""

    title: str
    code: str
    url: str
    #: số, ký hiệu of the directive, or what it is where it has none
    source: str
    agency: str
    part: Part
    time_class: TimeClass
    due_on: date | None
    #: hour said beside the date, `16:00`
    due_time: str
    #: the words of a date that names no day: `trong quý III/2026`
    due_words: str = ""
    #: reminders that went out before this one
    urged: int = 0
    #: of a coordinating part that has not answered: after so many working days it is taken to agree
    silence_days: int | None = None

    def details(self, language: str) -> str:
        """The line under the title."""
        return phrases.details(
            due_on=self.due_on,
            due_time=self.due_time,
            due_words=self.due_words,
            part=self.part,
            agency=self.agency,
            code=self.code,
            source=self.source,
            urged=self.urged,
            language=language,
            silence_days=self.silence_days,
        )


@dataclass(frozen=True)
class Section:
    """Rows of one lateness, the most urgent first."""

    #: late, today, soon; or work where lateness is not the point
    key: str
    rows: tuple[Row, ...]


@dataclass(frozen=True)
class Contact:
    """Whom to ask."""

    name: str
    phone: str


@dataclass(frozen=True)
class Letter:
    """Everything that a template may say."""

    kind: MessageKind
    to: Recipient
    #: the office that runs this installation
    office: str
    #: the office's local time
    as_of: datetime
    sections: tuple[Section, ...] = ()
    #: a person's own words: the reason of a return, the remark of an urging
    note: str = ""
    #: who spoke those words
    speaker: str = ""
    contact: Contact | None = None
    #: next day off within a week, and what it is
    day_off: tuple[date, str] | None = None
    #: the page to open: of the one task, of all, or the secret link of an invitation
    url: str = ""
    #: extension: was it granted, and until when
    granted: bool = False
    granted_on: date | None = None
    #: mail address of those who answer, where it is not the sender's
    reply_to: str = ""
    #: in test mode: the address that it would have gone to
    meant_for: str = ""

    @property
    def language(self) -> str:
        return phrases.language(self.to.locale)

    @property
    def today(self) -> date:
        return self.as_of.date()

    @property
    def rows(self) -> list[Row]:
        return [row for section in self.sections for row in section.rows]

    @property
    def one(self) -> bool:
        """It is about one task alone, whose page it opens."""
        return len({row.url for row in self.rows}) == 1

    @property
    def headline(self) -> str:
        """`2 việc quá hạn, 3 việc sắp đến hạn`."""
        return phrases.counted([(section.key, len(section.rows)) for section in self.sections], self.language)


def by_lateness(rows: list[Row]) -> tuple[Section, ...]:
    """The rows in sections, late first, in each the longest overdue or the nearest first."""
    ordered = sorted(rows, key=lambda row: (row.due_on or date.max, row.code, row.agency))
    grouped = {key: tuple(row for row in ordered if SECTION_OF.get(row.time_class, "soon") == key) for key in ORDER}
    return tuple(Section(key, found) for key, found in grouped.items() if found)


def as_given(rows: list[Row]) -> tuple[Section, ...]:
    """The rows in one section, in the order of codes."""
    return (Section("work", tuple(sorted(rows, key=lambda row: (row.code, row.agency)))),) if rows else ()
