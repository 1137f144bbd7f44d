"""The measure of trust: what is counted, and that a document never judges itself."""

from __future__ import annotations

from directives.drafts import Draft
from directives.model import Confidence, Span
from directives.passages import Passage
from directives.reliability import Counted
from directives.signs import signs_of
from tests.calibration import Seen, counted, left_out

WORDS = "Rà soát kho thuốc dự trữ của các trạm y tế trong tỉnh."


def seen(document: str, *, right: bool, times: int) -> list[Seen]:
    draft = Draft("1", Passage.of(WORDS, [Span(0, len(WORDS))]), rule="động từ")
    return [Seen(document, draft, False, "text", signs_of(draft, ocr=False)["text"], right)] * times


def test_fields_with_the_same_signs_are_counted_together() -> None:
    assert counted([*seen("a", right=True, times=3), *seen("b", right=False, times=1)]) == [Counted("text", ("động từ",), 3, 4)]


def test_a_document_is_judged_by_the_others_alone() -> None:
    words = {one.document: word for one, word in left_out([*seen("đúng", right=True, times=50), *seen("sai", right=False, times=50)])}
    assert words == {"đúng": Confidence.MUST_LOOK, "sai": Confidence.SURE}


def test_a_field_that_is_empty_says_nothing_but_the_words_always_do() -> None:
    (one,) = seen("a", right=True, times=1)
    assert one.says
    assert not one._replace(field="lead").says
