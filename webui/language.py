"""Vietnamese is what the pages are written in; English comes from translations/en, read at start without a build step."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import NullTranslations, Translations
from flask import Flask, session
from flask_babel import Babel, Domain, get_locale
from flask_login import current_user

#: languages of the pages, by their own names
LANGUAGES = {"vi": "Tiếng Việt", "en": "English"}


class Catalogues(Domain):
    """Translations straight from the `.po` files, so that a checkout works as it is."""

    def __init__(self, folder: Path) -> None:
        super().__init__(str(folder))
        self.known = {locale.name: translations_of(locale.name, sorted(locale.glob("LC_MESSAGES/*.po"))) for locale in folder.iterdir()}

    def get_translations(self) -> NullTranslations:
        return self.known.get(str(get_locale()), NullTranslations())


def translations_of(locale: str, files: list[Path]) -> Translations:
    """The catalogue of a language: its `.po` files, one for each part of the site, taken together."""
    whole = Catalog(locale)
    for file in files:
        with file.open("rb") as source:
            for message in read_po(source, locale):
                if message.id:
                    whole.add(message.id, message.string)
    compiled = BytesIO()
    write_mo(compiled, whole)
    compiled.seek(0)
    return Translations(compiled)


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


def install(app: Flask) -> None:
    """Give the application its languages."""
    languages = Languages(Catalogues(Path(app.root_path) / "translations"))
    languages.init_app(app, default_locale="vi", locale_selector=chosen)
    app.jinja_env.globals.update(LANGUAGES=LANGUAGES, get_locale=get_locale)
