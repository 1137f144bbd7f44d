"""What a person typed, read field by field: text is normalised, faults are collected so that all are named at once."""

from __future__ import annotations

import unicodedata
from collections.abc import Collection
from datetime import date

from flask_babel import gettext as _
from werkzeug.datastructures import FileStorage, MultiDict

from webui.typed import understand_date

TEXT_LIMIT = 20_000


class Entered:
    """One sent form. Read a field, then look at `faults`: field → sentence."""

    def __init__(self, values: MultiDict[str, str], files: MultiDict[str, FileStorage] | None = None) -> None:
        self.values = values
        self.files = files if files is not None else MultiDict()
        self.faults: dict[str, str] = {}
        #: what a page answers that shows the form again: 400, or 409 after a conflict
        self.status = 400

    def __getitem__(self, name: str) -> str:
        """What was typed, as it was typed: to show it again."""
        return self.values.get(name, "")

    def fail(self, name: str, sentence: str) -> None:
        """Note what is wrong with a field; the first fault of a field stands."""
        self.faults.setdefault(name, sentence)

    def text(self, name: str, *, required: str = "", limit: int = TEXT_LIMIT) -> str:
        """Text in NFC without spaces around; `required` is the sentence for an empty one."""
        value = unicodedata.normalize("NFC", self.values.get(name, "")).replace("\r\n", "\n").strip()
        if "\x00" in value:
            value = ""
            self.fail(name, _("Ô này có ký tự không hợp lệ, gõ lại."))
        if required and not value:
            self.fail(name, required)
        if len(value) > limit:
            self.fail(name, _("Dài quá %(limit)s ký tự, rút gọn lại.", limit=limit))
        return value

    def day(self, name: str, *, today: date, required: str = "", past: bool = False) -> date | None:
        """A date as people type it: 27/11/2026, 27/11, mai, cuối tháng. `past`: one without a year is the last such day."""
        typed = self.text(name, required=required, limit=100)
        if not typed:
            return None
        found = understand_date(typed, today, past=past)
        if found is None:
            self.fail(name, _("Không hiểu ngày “%(typed)s”. Gõ như 27/11/2026.", typed=typed))
        return found

    def number(self, name: str, *, low: int, high: int, required: str = "") -> int | None:
        """A whole number within limits."""
        typed = self.text(name, required=required, limit=20).rstrip("%").strip()
        if not typed:
            return None
        digits = typed.removeprefix("-")
        if not digits.isascii() or not digits.isdigit() or not low <= int(typed) <= high:
            self.fail(name, _("Nhập số từ %(low)s đến %(high)s.", low=low, high=high))
            return None
        return int(typed)

    def flag(self, name: str) -> bool:
        """Whether a box is ticked."""
        return bool(self.values.get(name))

    def choice(self, name: str, allowed: Collection[str], *, required: str = "") -> str:
        """One of the offered values."""
        value = self.text(name, required=required, limit=200)
        if value and value not in allowed:
            self.fail(name, _("Chọn một giá trị trong danh sách."))
            return ""
        return value

    def numbers(self, name: str) -> list[int]:
        """The whole numbers of a repeated field, as of ticked rows; anything else is dropped."""
        return [int(value) for value in self.values.getlist(name) if value.isascii() and value.isdigit() and len(value) < 18]

    def uploads(self, name: str) -> list[FileStorage]:
        """The files chosen in a field, without empty places."""
        return [file for file in self.files.getlist(name) if file.filename]
