"""What a list of tasks is filtered by, as the address of the page says it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from enum import StrEnum
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from directives.vietnamese import normalise
from workflow.model import Part, State, TaskNature, TimeClass
from workflow.model.terms import Labelled
from workflow.refusals import Invalid, Term


class Sort(Labelled):
    """Orders of a list; the value stands in the address."""

    DUE = "due", "Hạn gần nhất"
    DUE_LAST = "-due", "Hạn xa nhất"
    CODE = "code", "Mã nhiệm vụ"
    CODE_LAST = "-code", "Mã mới nhất"
    AGENCY = "agency", "Cơ quan"
    CHANGED = "-changed", "Mới cập nhật"
    DIRECTIVE = "directive", "Văn bản"


#: Names of the fields for people
LABELS = {
    "time_class": "Tình trạng hạn",
    "state": "Trạng thái",
    "agency_id": "Cơ quan",
    "part": "Vai trò",
    "directive_id": "Văn bản",
    "watcher_id": "Chuyên viên theo dõi",
    "leader_id": "Lãnh đạo phụ trách",
    "due_from": "Hạn từ ngày",
    "due_to": "Hạn đến ngày",
    "nature": "Loại việc",
    "sort": "Sắp xếp",
    "page": "Trang",
    "per_page": "Số dòng mỗi trang",
    "q": "Tìm",
}
MANY = frozenset({"time_class", "state"})


class TaskFilter(BaseModel):
    """A filter; the default one shows what is open."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    #: words, all of which must occur in title, text, directive number or code; accents do not matter
    q: str = Field(default="", max_length=200)
    time_class: frozenset[TimeClass] = frozenset()
    state: frozenset[State] = frozenset()
    agency_id: int | None = Field(default=None, ge=1, le=2**31 - 1)
    part: Part | None = None
    directive_id: int | None = Field(default=None, ge=1, le=2**31 - 1)
    watcher_id: int | None = Field(default=None, ge=1, le=2**31 - 1)
    leader_id: int | None = Field(default=None, ge=1, le=2**31 - 1)
    due_from: date | None = None
    due_to: date | None = None
    nature: TaskNature | None = None
    #: followed, led or done by the viewer in person
    mine: bool = False
    #: with an open request for more time
    extension_asked: bool = False
    #: time classes are those by the date that was said first
    by_original: bool = False
    #: without the finished and the cancelled, unless their state or class is asked for
    open_only: bool = True
    sort: Sort = Sort.DUE
    page: int = Field(default=1, ge=1, le=100_000)
    per_page: int = Field(default=50, ge=5, le=500)

    @field_validator("q")
    @classmethod
    def _plain(cls, value: str) -> str:
        return normalise(value).strip()

    @classmethod
    def from_args(cls, args: Mapping[str, Any]) -> TaskFilter:
        """The filter of a query string; unknown and empty fields are ignored. Raises Invalid for an impossible value."""
        values: dict[str, Any] = {}
        for name in cls.model_fields:
            given = [value for value in _all_of(args, name) if value != ""]
            if given:
                values[name] = _apart(given) if name in MANY else given[0]
        try:
            made = cls.model_validate(values)
        except ValidationError as fault:
            name = str(fault.errors()[0]["loc"][0])
            raise Invalid(
                name, "{label}: giá trị “{value}” không dùng được.", label=Term(LABELS.get(name, name)), value=_shown(values.get(name))
            ) from None
        if made.due_from and made.due_to and made.due_to < made.due_from:
            raise Invalid("due_to", "Hạn đến ngày phải sau hoặc bằng hạn từ ngày.")
        return made

    def to_args(self) -> dict[str, str | list[str]]:
        """The query string that gives this filter again, without what is as usual."""
        args: dict[str, str | list[str]] = {}
        for name, field in type(self).model_fields.items():
            value = getattr(self, name)
            if value != field.default:
                args[name] = sorted(item.value for item in value) if name in MANY else _as_text(value)
        return args

    def but(self, **changes: Any) -> TaskFilter:
        """The same filter with some fields changed, on the first page unless a page is said."""
        return self.model_copy(update={"page": 1} | changes)


def _all_of(args: Mapping[str, Any], name: str) -> list[str]:
    """Every value of a field: a MultiDict of the web has several, a plain mapping one or a list."""
    if hasattr(args, "getlist"):
        return [str(value) for value in args.getlist(name)]
    value = args.get(name, [])
    return [str(item) for item in value] if isinstance(value, Iterable) and not isinstance(value, str) else [str(value)]


def _apart(given: list[str]) -> list[str]:
    """`state=a&state=b` and `state=a,b` say the same."""
    return [part for value in given for part in value.split(",") if part]


def _as_text(value: Any) -> str:
    if isinstance(value, bool):
        return "1" if value else "0"
    if isinstance(value, date):
        return value.isoformat()
    return str(value.value if isinstance(value, StrEnum) else value)


def _shown(value: Any) -> str:
    return (", ".join(value) if isinstance(value, list) else str(value))[:60]
