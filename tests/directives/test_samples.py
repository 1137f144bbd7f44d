"""The parser on forty-eight directives of our own against answers that were written by hand before it saw them."""

from __future__ import annotations

import io
import json
import re
from functools import cache
from pathlib import Path

import pytest
from docx import Document

from directives.agencies import AgencyRegistry
from directives.pipeline import as_json, parse
from directives.readers import read
from tests.samples import judging, make_forms

FOLDER = Path(make_forms.__file__).parent
_OF_LETTERS = 0.01
THRESHOLDS: dict[str, dict[str, float]] = json.loads((FOLDER / "thresholds.json").read_text("utf-8"))
TEXTS = {path.stem: path for path in sorted([*FOLDER.glob("*.txt"), *FOLDER.glob("*.md")])}
SAMPLES = list(TEXTS)
FORMS = [*(path.name for path in TEXTS.values()), *(f"{slug}.docx" for slug in make_forms.MERGED)]


@cache
def judgement(form: str) -> judging.Judgement:
    """The parse of one form of a sample against its answer."""
    slug, kind = form.split(".")
    data = make_forms.word_form(slug) if kind == "docx" else (FOLDER / form).read_bytes()
    parsed = as_json(parse(read(data, form), AgencyRegistry.load()))
    return judging.judge(json.loads((FOLDER / f"{slug}.json").read_text("utf-8")), parsed)


@pytest.mark.parametrize("form", FORMS)
def test_a_sample_is_read_at_least_as_well_as_it_was(form: str) -> None:
    found = judgement(form)
    worse = {name: (found.figures[name], least) for name, least in THRESHOLDS[form].items() if found.figures[name] < least}
    assert not worse, f"{form}: (now, least) {worse}\n" + "\n".join(found.differences)


@pytest.mark.parametrize("form", FORMS)
def test_every_sample_has_a_threshold_for_each_figure(form: str) -> None:
    assert tuple(THRESHOLDS[form]) == judging.MEASURES


@pytest.mark.parametrize("slug", SAMPLES)
def test_an_answer_uses_the_words_of_its_sample(slug: str) -> None:
    text = set(re.findall(r"\w+", TEXTS[slug].read_text("utf-8")))
    answer = json.loads((FOLDER / f"{slug}.json").read_text("utf-8"))
    said = [task["text"] for task in answer["tasks"]] + [d["text"] for task in answer["tasks"] for d in task["deadlines"]]
    # a page number or a footnote may cut a sentence, a line may cut a word
    assert [words for words in said if len([w for w in re.findall(r"\w+", words) if w not in text]) > len(words) * _OF_LETTERS] == []


@pytest.mark.parametrize("slug", SAMPLES)
def test_an_answer_agrees_fully_with_itself(slug: str) -> None:
    answer = json.loads((FOLDER / f"{slug}.json").read_text("utf-8"))
    found = judging.judge(answer, answer)
    assert (set(found.figures.values()), found.differences) == ({100.0}, [])


def test_some_of_the_samples_are_held_back_from_the_study_of_errors() -> None:
    names = [line for line in (FOLDER / "held_back").read_text("utf-8").splitlines() if not line.startswith("#")]
    assert len(names) == 6
    assert set(names) < set(SAMPLES)


def test_a_wrong_lead_a_lost_task_and_an_invented_deadline_are_all_counted() -> None:
    answer = json.loads((FOLDER / "cong-dien.json").read_text("utf-8"))
    wrong = json.loads(json.dumps(answer))
    wrong["tasks"][3]["lead"] = ["Sở Xây dựng"]
    wrong["tasks"][0]["deadlines"] = [{"text": "ngay", "kind": "date", "due": "2026-09-27", "rrule": None}]
    del wrong["tasks"][5]
    found = judging.judge(answer, wrong)
    assert [line.split(" ")[0] for line in found.differences] == ["deadline", "lead", "missed"]
    assert found.figures["complete"] < found.figures["tasks"] < 100
    assert found.figures["metadata"] == 100


def test_the_word_form_has_really_merged_cells() -> None:
    table = Document(io.BytesIO(make_forms.word_form("ke-hoach-o-gop"))).tables[0]
    group, first, second, fourth = (table.rows[n].cells for n in (1, 2, 3, 5))
    assert group[1]._tc is group[5]._tc
    assert first[2]._tc is second[2]._tc
    assert first[2]._tc is not fourth[2]._tc
