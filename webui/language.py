"""Vietnamese is what the pages are written in; English comes from translations/en, read at start without a build step."""

from __future__ import annotations

from dataclasses import dataclass
from io import BytesIO
from itertools import pairwise
from pathlib import Path
from string import Formatter

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import NullTranslations, Translations
from flask import Flask, session
from flask_babel import Babel, Domain, get_babel, get_locale
from flask_login import current_user

#: languages of the pages, by their own names
LANGUAGES = {"vi": "Tiếng Việt", "en": "English"}
#: letters that a template has at least outside its fields
FEWEST = 3


@dataclass(frozen=True)
class Template:
    """A message with `{name}` fields: `Quá hạn {days} ngày`."""

    text: str
    #: the words between the fields, one more than fields
    pieces: tuple[str, ...]
    names: tuple[str, ...]

    @classmethod
    def of(cls, text: str) -> Template:
        """The template of a message; without fields it has one piece."""
        pieces, names = [""], list[str]()
        for literal, name, _spec, _conversion in Formatter().parse(text):
            pieces[-1] += literal
            if name is not None:
                names.append(name)
                pieces.append("")
        return cls(text, tuple(pieces), tuple(names))

    def fields(self, sentence: str) -> dict[str, str] | None:
        """What the fields hold in a sentence that was made of this template, None for another sentence. Linear in its length."""
        first, *between, last = self.pieces
        end = len(sentence) - len(last)
        if not sentence.startswith(first) or not sentence.endswith(last):
            return None
        places = [(0, len(first))]
        for piece in between:
            place = sentence.find(piece, places[-1][1] + 1, end)
            if place < 0:
                return None
            places.append((place, place + len(piece)))
        spans = [(before[1], after[0]) for before, after in pairwise([*places, (end, end)])]
        if any(start >= stop for start, stop in spans):
            return None
        return dict(zip(self.names, (sentence[start:stop] for start, stop in spans), strict=True))


class Catalogues(Domain):
    """Translations straight from the `.po` files, so that a checkout works as it is."""

    def __init__(self, folder: Path) -> None:
        super().__init__(str(folder))
        whole = {locale.name: catalogue_of(locale.name, sorted(locale.glob("LC_MESSAGES/*.po"))) for locale in folder.iterdir()}
        self.known = {locale: _compiled(catalogue) for locale, catalogue in whole.items()}
        #: messages with `{name}` fields, those with the most words of their own first
        self.templates = {locale: _templates(catalogue) for locale, catalogue in whole.items()}

    def get_translations(self) -> NullTranslations:
        return self.known.get(str(get_locale()), NullTranslations())


def catalogue_of(locale: str, files: list[Path]) -> Catalog:
    """The catalogue of a language: its `.po` files, one for each part of the site, taken together."""
    whole = Catalog(locale)
    for file in files:
        with file.open("rb") as source:
            for message in read_po(source, locale):
                if message.id:
                    whole.add(message.id, message.string)
    return whole


def _compiled(catalogue: Catalog) -> Translations:
    compiled = BytesIO()
    write_mo(compiled, catalogue)
    compiled.seek(0)
    return Translations(compiled)


def _templates(catalogue: Catalog) -> tuple[Template, ...]:
    """Those that can be told from any sentence: with words of their own around the fields."""
    texts = [message.id for message in catalogue if isinstance(message.id, str) and "{" in message.id]
    made = [template for template in map(Template.of, texts) if template.names and sum(map(len, template.pieces)) >= FEWEST]
    return tuple(sorted(made, key=lambda template: -sum(map(len, template.pieces))))


class Languages(Babel):
    """Flask-Babel over our catalogues."""

    def __init__(self, catalogues: Catalogues) -> None:
        super().__init__()
        self.catalogues = catalogues

    @property
    def domain_instance(self) -> Catalogues:
        return self.catalogues


def chosen() -> str:
    """The language of this request: the person's own, else what was chosen on this device.

    What the browser prefers does not count: many office computers run an English browser and are used by people who read Vietnamese.
    """
    picked = current_user.locale if current_user.is_authenticated else session.get("language", "vi")
    return picked if picked in LANGUAGES else "vi"


def templates(locale: str) -> tuple[Template, ...]:
    """The messages with fields in the catalogue of a language; none for Vietnamese."""
    known: dict[str, tuple[Template, ...]] = get_babel().instance.catalogues.templates
    return known.get(locale, ())


def install(app: Flask) -> None:
    """Give the application its languages."""
    languages = Languages(Catalogues(Path(app.root_path) / "translations"))
    languages.init_app(app, default_locale="vi", locale_selector=chosen)
    app.jinja_env.globals.update(LANGUAGES=LANGUAGES, get_locale=get_locale)
