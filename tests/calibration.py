"""How often each word of trust is right: `python -m tests.calibration CORPUS_DIR [--keep] [--cache FOLDER]`.

Every field of every unit in the annotated corpus and in our own samples is judged, each document by counts that leave it out. The
samples that are held back are never learned from and are printed apart. Goal: `chắc` right in 97 % and on 60 % of the fields, `nên xem`
right in 80–97 %. `--keep` writes the counts that ship with the package (`directives/data/reliability.csv`): figures, no words.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

import directives
from directives.agencies import AgencyRegistry
from directives.candidates import candidate, without_repeats
from directives.confidence import judged
from directives.contract import as_json
from directives.drafts import Draft
from directives.model import Confidence, ParsedDirective, SourceText
from directives.pipeline import assigned
from directives.reliability import Counted, Reliability, as_csv
from directives.signs import FIELDS, Signs, signs_of
from tests.corpus_judge import load_score, outcomes, read_gold, read_kept

SAMPLES = Path(__file__).with_name("samples")
TABLE = Path(directives.__file__).parent / "data" / "reliability.csv"
WORDS = (Confidence.SURE, Confidence.LOOK, Confidence.MUST_LOOK)


class Seen(NamedTuple):
    """One field of one unit of which it is known whether it is right."""

    document: str
    draft: Draft
    ocr: bool
    field: str
    signs: Signs
    right: bool

    @property
    def says(self) -> bool:
        """Whether the field says something; an empty one is a claim too, but an easy one."""
        return self.field == "text" or bool(getattr(self.draft, self.field))


def main() -> int:
    """Print the table; 0 unless the corpus cannot be found."""
    arguments = _arguments()
    if not (arguments.corpus / "score.py").exists():
        print(f"Không thấy score.py trong {arguments.corpus}.", file=sys.stderr)
        return 2
    held = {line for line in (SAMPLES / "held_back").read_text("utf-8").splitlines() if not line.startswith("#")}
    seen = list(_all_seen(arguments.corpus, arguments.cache))
    learned = [s for s in seen if s.document not in held]
    _print("văn bản để học, mỗi văn bản xét bằng số đếm của các văn bản khác", left_out(learned))
    apart = Reliability.of(counted(learned))
    _print("mẫu để riêng, không học", [(s, _word(s, apart)) for s in seen if s.document in held])
    if arguments.keep:
        TABLE.write_text(as_csv(counted(learned)), "utf-8")
    return 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpus", type=Path, help="folder with gold/, documents/, seeds/ and score.py")
    parser.add_argument("--keep", action="store_true", help="write the counts that ship with the package")
    parser.add_argument("--cache", type=Path, help="folder in which the texts that were read are kept for the next time")
    return parser.parse_args()


def _all_seen(corpus: Path, cache: Path | None) -> Iterator[Seen]:
    score, registry = load_score(corpus), AgencyRegistry.load()
    files = {f.stem: f for folder in ("seeds", "documents") for f in sorted((corpus / folder).glob("*"))}
    answers = [*sorted((corpus / "gold").glob("*.json")), *sorted(SAMPLES.glob("*.json"))]
    for answer in answers:
        own = (SAMPLES / f"{answer.stem}{ending}" for ending in (".txt", ".md"))
        path = next((p for p in own if p.exists()), None) if answer.parent == SAMPLES else files.get(answer.stem)
        source = read_kept(path, cache) if path is not None and path.exists() else None
        if source is not None:
            yield from _seen_in(answer.stem, source, score, read_gold(answer), registry)


def _seen_in(name: str, source: SourceText, score: object, gold: dict[str, object], registry: AgencyRegistry) -> Iterator[Seen]:
    head, _, found = assigned(source, registry)
    drafts = without_repeats(found.drafts)
    tasks = tuple(candidate(d, ocr=source.ocr) for d in drafts)
    given = as_json(ParsedDirective(directive=head, tasks=tasks, targets=(), source=source))
    for outcome in outcomes(score, gold, given):
        if outcome.given is not None:
            draft = drafts[outcome.given]
            signs = signs_of(draft, ocr=source.ocr)
            for field, right in outcome.right.items():
                yield Seen(name, draft, source.ocr, field, signs[field], right)


def counted(seen: Iterable[Seen]) -> list[Counted]:
    """How many fields with the same signs were right of how many."""
    many: Counter[tuple[str, Signs]] = Counter()
    right: Counter[tuple[str, Signs]] = Counter()
    for one in seen:
        many[one.field, one.signs] += 1
        right[one.field, one.signs] += one.right
    return [Counted(field, signs, right[field, signs], number) for (field, signs), number in many.items()]


def left_out(seen: list[Seen]) -> list[tuple[Seen, Confidence]]:
    """Each field with the word that counts without its document give it."""
    judged_by = {name: Reliability.of(counted(s for s in seen if s.document != name)) for name in {s.document for s in seen}}
    return [(s, _word(s, judged_by[s.document])) for s in seen]


def _word(one: Seen, counts: Reliability) -> Confidence:
    return judged(one.draft, ocr=one.ocr, counts=counts).trust[one.field]


def _print(title: str, found: list[tuple[Seen, Confidence]]) -> None:
    print(f"\n{title}: {len(found)} trường, {len({s.document for s, _ in found})} văn bản")
    print(f"{'':24}" + "".join(f"{word.value:>22}" for word in WORDS))
    for field in FIELDS:
        _print_line(field, [(s, w) for s, w in found if s.field == field])
    _print_line("trường có nội dung", [(s, w) for s, w in found if s.says])
    _print_line("mọi trường", found)


def _print_line(name: str, found: list[tuple[Seen, Confidence]]) -> None:
    right: dict[Confidence, list[bool]] = defaultdict(list)
    for one, word in found:
        right[word].append(one.right)
    cells = []
    for word in WORDS:
        many = len(right[word])
        share = f"{100 * sum(right[word]) / many:5.1f} %" if many else "    –  "
        cells.append(f"{share} {many:>5} {100 * many / max(len(found), 1):4.0f} %")
    print(f"{name:24}" + "".join(f"{cell:>22}" for cell in cells))


if __name__ == "__main__":
    sys.exit(main())
