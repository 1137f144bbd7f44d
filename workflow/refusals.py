"""What the model refuses. `str()` of each is a Vietnamese sentence for people: what happened, and what to do.

A sentence is kept as a template with its words apart, so that a page in another language can say it: `webui.sayings.said`.
"""

from __future__ import annotations


class Term(str):
    """A word or a sentence of ours that fills a field of a template: translated too, unlike names and numbers."""

    __slots__ = ()


class Refused(Exception):
    """An act that the rules of the office do not let through; nothing was changed.

    Takes a constant Vietnamese template with `{name}` fields, and what fills them: names, numbers and written dates as they are,
    members of a vocabulary by their label, `Term` and tuples of sentences of ours.
    """

    def __init__(self, sentence: str, /, **words: object) -> None:
        self.template, self.words = sentence, words
        self.sentence = sentence.format(**{name: _shown(word) for name, word in words.items()}) if words else sentence
        super().__init__(self.sentence)


def _shown(word: object) -> str:
    if isinstance(word, tuple):
        return " ".join(str(part) for part in word)
    return str(getattr(word, "label", word))


class NotAllowed(Refused):
    """This person may not do this here."""


class NotFound(Refused):
    """There is no such thing, or this person may not know that there is."""


class Stale(Refused):
    """Somebody else changed the record after this person opened it. Carries nothing of what changed."""

    def __init__(self, sentence: str = "Người khác vừa thay đổi nội dung này. Hãy tải lại trang, xem thay đổi rồi làm lại.", /) -> None:
        super().__init__(sentence)


class WrongState(Refused):
    """The act does not fit the state in which the record is."""


class Invalid(Refused):
    """One field of the input cannot be accepted."""

    def __init__(self, field: str, sentence: str, /, **words: object) -> None:
        super().__init__(sentence, **words)
        self.field = field
