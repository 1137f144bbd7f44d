"""The words of `data/heads.toml`, ready for comparing without accents and case."""

from __future__ import annotations

import csv
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from .vietnamese import bare


@dataclass(frozen=True)
class HeadWords:
    """Kinds, titles, stamps and bodies that heads of documents are made of."""

    kinds: dict[str, str]  # without accents → name, with the synonyms of citations
    titled: dict[str, str]  # those that stand as the title of a directive, longest first
    abbreviations: dict[str, str]  # in symbols → kind
    titles: dict[str, str]  # of signers, longest first
    ranks: tuple[str, ...]
    secrecy: dict[str, str]
    urgency: dict[str, str]
    beginnings: tuple[str, ...]  # of bodies, without accents, longest first
    symbols: dict[str, str]
    cities: frozenset[str]
    provinces: dict[str, str]  # without accents → name
    names: tuple[str, ...]  # of agencies, as they are spelt


@cache
def head_words() -> HeadWords:
    """The words, read once."""
    data = tomllib.loads(files("directives.data").joinpath("heads.toml").read_text("utf-8"))
    kinds = {bare(name): name for name in data["kinds"]}
    cited_only = set(data["cited_only"]["names"])
    abbreviations = {short: name for name, shorts in data["kinds"].items() for short in shorts}
    return HeadWords(
        kinds=kinds | {bare(word): name for word, name in data["kind_synonyms"].items()},
        titled=_longest_first({key: name for key, name in kinds.items() if name not in cited_only}),
        abbreviations=abbreviations,
        titles=_longest_first(_by_bare(data["titles"]["names"])),
        ranks=tuple(data["ranks"]["names"]),
        secrecy=_by_bare(data["stamps"]["secrecy"]),
        urgency=_by_bare(data["stamps"]["urgency"]),
        beginnings=tuple(sorted(map(bare, data["bodies"]["beginnings"]), key=len, reverse=True)),
        symbols=data["symbols"],
        cities=frozenset(data["cities"]["names"]),
        provinces=_by_bare(row["name"] for row in _table("provinces.csv")),
        names=tuple(row["name"] for row in _table("agencies.csv")),
    )


def _longest_first(words: dict[str, str]) -> dict[str, str]:
    return dict(sorted(words.items(), key=lambda item: -len(item[0])))


def _by_bare(names: Any) -> dict[str, str]:
    return {bare(name): name for name in names}


def _table(name: str) -> list[dict[str, str]]:
    """The rows of a data file, its comments left out."""
    text = files("directives.data").joinpath(name).read_text("utf-8")
    return list(csv.DictReader(line for line in text.splitlines() if not line.startswith("#")))
