"""One spelling for each body of a document that no list knows: `Cục Kế hoạch Tài chính` beside `Cục Kế hoạch - Tài chính`."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace

from directives.agency_spelling import known_pairs, mended
from directives.agency_table import bare_key, key
from directives.drafts import Draft
from directives.setting import Named


def spell_alike(drafts: Sequence[Draft]) -> None:
    """Give every unknown name one spelling, in place: names that are the same without accents and marks are one body."""
    unknown = [n for draft in drafts for n in (*draft.lead, *draft.coordinate, *draft.report_to) if not n.known and not n.vague]
    counts = Counter(n.name for n in unknown)
    spellings: defaultdict[str, list[str]] = defaultdict(list)
    for name in counts:
        spellings[bare_key(key(name))].append(name)
    chosen = {name: _best(names, counts) for names in spellings.values() for name in names}
    if all(name == best for name, best in chosen.items()):
        return
    for draft in drafts:
        draft.lead = _respelt(draft.lead, chosen)
        draft.coordinate = _respelt(draft.coordinate, chosen)
        draft.report_to = _respelt(draft.report_to, chosen)


def _best(names: Sequence[str], counts: Mapping[str, int]) -> str:
    """The spelling that the lists know best, then the one with most marks, then the most frequent."""
    return max((mended(n) for n in names), key=lambda n: (known_pairs(n), n.count(" - "), counts.get(n, 0), n))


def _respelt(names: tuple[Named, ...], chosen: Mapping[str, str]) -> tuple[Named, ...]:
    spelt = [n if n.known else replace(n, name=chosen.get(n.name, n.name)) for n in names]
    return tuple({n.name: n for n in reversed(spelt)}.values())[::-1]
