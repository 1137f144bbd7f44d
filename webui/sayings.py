"""What the model and the parser say in Vietnamese, said in the language of the page.

A refusal carries its template and its words. What is kept as a whole sentence (doubts and warnings of the parser, notes to dates, why a
mail was sent) is matched with the templates of the catalogue: messages with `{name}` fields.
"""

from __future__ import annotations

from flask_babel import get_locale, gettext

from webui.language import templates
from workflow.refusals import Refused, Term


def said(refusal: Refused) -> str:
    """The sentence of a refusal, with those of its words that are ours."""
    if not refusal.words:
        return told(refusal.sentence)
    return gettext(refusal.template).format(**{name: _word(word) for name, word in refusal.words.items()})


def told(sentence: str) -> str:
    """A sentence that was put together in Vietnamese; unchanged when no catalogue knows it."""
    known = gettext(sentence) if sentence else ""
    if known != sentence:
        return known
    for template in templates(str(get_locale())):
        fields = template.fields(sentence)
        if fields is not None:
            return gettext(template.text).format(**{name: told(word) for name, word in fields.items()})
    return sentence


def _word(word: object) -> str:
    if isinstance(word, tuple):
        return " ".join(told(str(part)) for part in word)
    if isinstance(word, Term):
        return told(word)
    return gettext(word.label) if hasattr(word, "label") else str(word)
