"""English is complete: every message of the pages and every word of the vocabularies has its translation, with the same places to fill."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

import webui
from tests.webui.site import Site
from webui.language import Catalogues
from workflow.lifecycle import Act
from workflow.model import terms
from workflow.model.terms import Labelled
from workflow.task_filter import Sort

HOME = Path(webui.__file__).parent
METHODS = [("**.py", "python"), ("templates/**.html", "jinja2")]
KEYWORDS = {"_": None, "gettext": None, "ngettext": (1, 2), "lazy_gettext": None, "later": None}
#: `%(name)s` and `%(num)d`, the places of a message that are filled
PLACES = re.compile(r"%\((\w+)\)[sd]")


def messages() -> set[str]:
    """Every message that the pages can show, in Vietnamese."""
    found = extract_from_dir(
        HOME, METHODS, {"templates/**.html": {"trim_blocks": "true", "lstrip_blocks": "true"}}, KEYWORDS, directory_filter=_our_own
    )
    return {message[0] if isinstance(message, tuple) else message for _, _, message, _, _ in found}


def _our_own(folder: str) -> bool:
    return Path(folder).name not in ("static", "translations", "__pycache__", "commands", "demo", "deploy")


def labels() -> set[str]:
    """The words of the vocabularies."""
    vocabularies = [v for v in vars(terms).values() if isinstance(v, type) and issubclass(v, Labelled) and v is not Labelled]
    return {member.label for vocabulary in (*vocabularies, Act, Sort) for member in vocabulary}


def english() -> dict[str, list[str]]:
    """Vietnamese → English forms, of all catalogues."""
    known: dict[str, list[str]] = {}
    for file in sorted((HOME / "translations/en/LC_MESSAGES").glob("*.po")):
        with file.open("rb") as source:
            for message in read_po(source, "en"):
                if message.id:
                    key = message.id[0] if isinstance(message.id, tuple) else message.id
                    known[key] = list(message.string) if isinstance(message.string, tuple) else [message.string]
    return known


def test_every_message_of_the_pages_has_its_english() -> None:
    assert sorted(messages() - {key for key, forms in english().items() if all(forms)}) == []


def test_every_word_of_the_vocabularies_has_its_english() -> None:
    assert sorted(labels() - set(english())) == []


def test_translations_fill_the_same_places() -> None:
    wrong = {
        key: forms
        for key, forms in english().items()
        if any(set(PLACES.findall(form)) - {"num"} != set(PLACES.findall(key)) - {"num"} for form in forms)
    }
    assert wrong == {}


def test_catalogues_are_read_without_a_build_step() -> None:
    catalogues = Catalogues(HOME / "translations")
    assert catalogues.known["en"].gettext("Quá hạn") == "Overdue"
    assert catalogues.known["en"].ngettext("Quá hạn %(num)d ngày", "Quá hạn %(num)d ngày", 1) == "%(num)d day overdue"
    assert not list(HOME.glob("translations/**/*.mo"))


@pytest.mark.parametrize("path", ["/", "/nhiem-vu", "/qua-han", "/thu", "/tai-khoan", "/thu/lan-toi"])
def test_pages_show_in_english(site: Site, path: str) -> None:
    client = site.client("quang")
    site.post(client, "/ngon-ngu", {"language": "en", "next": "/"})
    page = client.get(path).text
    assert '<html lang="en">' in page
    assert "My work" in page
    assert "Việc của tôi" not in page
