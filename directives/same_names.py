"""One spelling for each body of a document that no list knows: `Cục Kế hoạch Tài chính` beside `Cục Kế hoạch - Tài chính`."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace

from directives.agency_spelling import is_misread, known_pairs, mended
from directives.agency_table import UPPER, bare_key, key
from directives.drafts import Draft
from directives.setting import Named
from directives.vietnamese import bare_same_length

# a short form within a name, of no list: `Quỹ dịch vụ VTCI`
_CODE = re.compile(rf"(?<![\w&-])[{UPPER}]{{3,6}}(?![\w&-])")
# the letters of a word
_WORD = re.compile(r"[^\W\d_]+")
# a phrase that a code of so many letters stands for must be said so often
_SAID = {3: 2}


def spell_alike(drafts: Sequence[Draft], text: str, *, ocr: bool = False) -> None:
    """Give every unknown name one spelling, in place: names that are the same without accents and marks are one body.

    A short form in a name is written out where the `text` says in small letters what it stands for. Where the text was recognised
    from pictures (`ocr`, or so many slips that it must have been), word pairs are mended as the lists spell them.
    """
    unknown = [n for draft in drafts for n in (*draft.lead, *draft.coordinate, *draft.report_to) if not n.known and not n.vague]
    counts = Counter(n.name for n in unknown)
    spellings: defaultdict[str, list[str]] = defaultdict(list)
    for name in counts:
        spellings[bare_key(key(name))].append(name)
    codes = _written_out({code for name in counts for code in _CODE.findall(name)}, text)
    recognised = bool(counts) and (ocr or is_misread(text))
    best = {name: _best(names, counts, recognised=recognised) for names in spellings.values() for name in names}
    chosen = {name: _CODE.sub(lambda m: codes.get(m[0], m[0]), spelt) for name, spelt in best.items()}
    if all(name == best for name, best in chosen.items()):
        return
    for draft in drafts:
        draft.lead = _respelt(draft.lead, chosen)
        draft.coordinate = _respelt(draft.coordinate, chosen)
        draft.report_to = _respelt(draft.report_to, chosen)


def _written_out(codes: set[str], text: str) -> dict[str, str]:
    """Code → the phrase in small letters whose words have its letters as initials (`VTCI` → `viễn thông công ích`)."""
    if not codes:
        return {}
    words = [w[0] for w in _WORD.finditer(text)]
    initials = bare_same_length("".join(w[0] if w.islower() else " " for w in words))
    found: dict[str, str] = {}
    for code in codes:
        letters, phrases = bare_same_length(code.lower()), Counter[str]()
        place = initials.find(letters)
        while place >= 0:
            phrases[" ".join(words[place : place + len(code)])] += 1
            place = initials.find(letters, place + 1)
        if phrases and (most := phrases.most_common(1)[0])[1] >= _SAID.get(len(code), 1) and len(phrases) == 1:
            found[code] = most[0]
    return found


def _best(names: Sequence[str], counts: Mapping[str, int], *, recognised: bool) -> str:
    """The spelling that the lists know best, then the one with most marks, then the most frequent."""
    spelt = [n.capitalize() if n.isupper() and " " in n else n for n in names]
    spelt = [mended(n) for n in spelt] if recognised else spelt
    return max(spelt, key=lambda n: (known_pairs(n), n != n.capitalize(), n.count(" - "), counts.get(n, 0), n))


def _respelt(names: tuple[Named, ...], chosen: Mapping[str, str]) -> tuple[Named, ...]:
    spelt = [n if n.known else replace(n, name=chosen.get(n.name, n.name)) for n in names]
    return tuple({n.name: n for n in reversed(spelt)}.values())[::-1]
