"""What the model refuses. `str()` of each is a Vietnamese sentence for people: what happened, and what to do."""

from __future__ import annotations


class Refused(Exception):
    """An act that the rules of the office do not let through; nothing was changed."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


class NotAllowed(Refused):
    """This person may not do this here."""


class NotFound(Refused):
    """There is no such thing, or this person may not know that there is."""


class Stale(Refused):
    """Somebody else changed the record after this person opened it. Carries nothing of what changed."""

    def __init__(self, sentence: str = "Người khác vừa thay đổi nội dung này. Hãy tải lại trang, xem thay đổi rồi làm lại.") -> None:
        super().__init__(sentence)


class WrongState(Refused):
    """The act does not fit the state in which the record is."""


class Invalid(Refused):
    """One field of the input cannot be accepted."""

    def __init__(self, field: str, sentence: str) -> None:
        super().__init__(sentence)
        self.field = field
