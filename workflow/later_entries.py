"""What was entered after a past day about that day: told beside its lists as corrections, which never change them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, tzinfo

from workflow.model import State, TaskNature, TimeClass
from workflow.model.terms import Labelled
from workflow.past_names import as_day
from workflow.replay import Standing, Told
from workflow.timeliness import time_class

#: acts that take a proposed completion back
TAKEN_BACK = frozenset(
    {"assignment.sent_back", "assignment.reopened", "assignment.cancelled", "assignment.excused", "assignment.transferred"}
)
CONFIRMED = frozenset({"assignment.confirmed", "milestone.confirmed", "assignment.imported", "assignment.agreed_by_silence"})


class About(Labelled):
    """What a later entry says of the day."""

    COMPLETED = "completed", "Đã có kết quả"
    DUE = "due", "Thời hạn ghi sai"
    GIVEN = "given", "Đã được giao"


#: what a page says of each
SENTENCES = {
    About.COMPLETED: "Ghi ngày {recorded}: đã có kết quả {number} ngày {day} ({confirmed}); tính lại là {stood}.",
    About.DUE: "Ghi ngày {recorded}: thời hạn đã nhập sai, hạn đúng {day}; tính lại là {stood}.",
    About.GIVEN: "Nhập ngày {recorded}: việc đã giao từ ngày {day}; tính lại là {stood}.",
}
WITHOUT_NUMBER = "Ghi ngày {recorded}: đã xong ngày {day} ({confirmed}); tính lại là {stood}."


@dataclass(frozen=True)
class Correction:
    """Something entered after a day about that day or an earlier one."""

    about: About
    #: the day that it is about: of the result document, the right due date, the day given; None = no date
    day: date | None
    recorded_at: datetime
    #: number of the result document
    number: str = ""
    #: the office has confirmed it since
    confirmed: bool = False
    #: how the work stood on that day, as known now
    time_class: TimeClass | None = None

    def sentence(self, zone: tzinfo) -> str:
        """The correction as people read it, its day of entry by the office's clock."""
        confirmed = "Văn phòng đã xác nhận" if self.confirmed else "Văn phòng chưa xác nhận"
        template = SENTENCES[self.about] if self.number or self.about is not About.COMPLETED else WITHOUT_NUMBER
        return template.format(
            recorded=f"{self.recorded_at.astimezone(zone):%d/%m/%Y}",
            day=f"{self.day:%d/%m/%Y}" if self.day else "chưa có",
            number=self.number,
            confirmed=confirmed,
            stood=self.time_class.label.lower() if self.time_class else "",
        )


def corrections(then: Standing, nature: TaskNature, later: Sequence[Told], day: date, soon_days: int) -> Iterator[Correction]:
    """What events after the day say of it: a result dated on it or before, a due date that had been entered wrongly."""
    due_on, right_due, result = then.due_on, None, None
    for event in later:
        said = event.new
        if event.action == "assignment.due_changed" and said.get("correction") and "original_due_on" in said:
            due_on = as_day(said["original_due_on"])
            right_due = Correction(About.DUE, due_on, event.at)
        if event.action in TAKEN_BACK:
            result = None
        if said.get("completed_on") and date.fromisoformat(said["completed_on"]) <= day:
            result = Correction(About.COMPLETED, as_day(said["completed_on"]), event.at, number=said.get("result_number") or "")
        if event.action in CONFIRMED and result is not None:
            result = replace(result, confirmed=True)
    if right_due is not None:
        of_class = time_class(then.state, due_on, then.completed_on, day, nature=nature, soon_days=soon_days)
        yield replace(right_due, time_class=of_class)
    if result is not None:
        yield replace(result, time_class=time_class(State.DONE, due_on, result.day, day, nature=nature, soon_days=soon_days))
