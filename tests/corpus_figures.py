"""Figures of the parser on a folder of annotated directives: `python -m tests.corpus_figures CORPUS_DIR [--errors] [--keep] [--cache DIR]`.

Reads and parses every document of `CORPUS_DIR/seeds` and `CORPUS_DIR/documents` that has a gold file, and lets the corpus's own
`score.py` judge. A figure that falls against `tests/corpus_baseline.json` is shouted, and every unit that was gained or lost is listed
(document, ordinal, hash of its words, right or wrong by field: no text of the documents); the exit code is 0 all the same, because
the corpus is no part of the project. `--keep` writes figures and units as the new baseline.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from directives.agencies import AgencyRegistry
from directives.pipeline import as_json, parse
from tests.corpus_judge import load_score, outcomes, read_gold, read_kept

BASELINE = Path(__file__).with_name("corpus_baseline.json")
TOLERANCE = 0.05  # figures are rounded to two places
#: document → a line for each unit: ordinal, hash of its words, right or wrong by field
Units = dict[str, list[str]]


def main() -> int:
    """Print the figures, shout about falls; always 0 unless the corpus cannot be found."""
    arguments = _arguments()
    gold, documents = arguments.corpus / "gold", _documents(arguments.corpus)
    if not documents:
        print(f"Không thấy văn bản nào có đáp án trong {arguments.corpus}.", file=sys.stderr)
        return 2
    figures = {}
    with tempfile.TemporaryDirectory() as folder:
        predicted = arguments.predictions or Path(folder)
        predicted.mkdir(exist_ok=True)
        seeds = {p.stem for p in (arguments.corpus / "seeds").glob("*")}
        units = _parse_all(arguments, documents, predicted)
        for name, stems in (("seeds", seeds), ("all", set(documents))):
            figures[name] = _scored(arguments.corpus / "score.py", gold, predicted, stems)
        if arguments.errors:
            subprocess.run([sys.executable, arguments.corpus / "score.py", gold, predicted, "--errors"], check=False)
    for name, values in figures.items():
        print(f"{name}: " + "  ".join(f"{k} {v}" for k, v in values.items() if isinstance(v, int | float)))
    _compare(figures, units)
    if arguments.keep:
        numbers = {name: {k: v for k, v in values.items() if isinstance(v, int | float)} for name, values in figures.items()}
        BASELINE.write_text(_as_json(numbers, units), "utf-8")
    return 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpus", type=Path, help="folder with gold/, documents/, seeds/ and score.py")
    parser.add_argument("--errors", action="store_true", help="list every difference")
    parser.add_argument("--keep", action="store_true", help="write the figures as the new baseline")
    parser.add_argument("--predictions", type=Path, help="leave the predictions in this folder")
    parser.add_argument("--cache", type=Path, help="folder in which the texts that were read are kept for the next time")
    return parser.parse_args()


def _documents(corpus: Path) -> dict[str, Path]:
    files = [*corpus.glob("seeds/*"), *corpus.glob("documents/*")]
    return {f.stem: f for f in sorted(files) if (corpus / "gold" / f"{f.stem}.json").exists()}


def _parse_all(arguments: argparse.Namespace, documents: dict[str, Path], folder: Path) -> Units:
    """Write the prediction for each document; give what came of each unit."""
    registry, score = AgencyRegistry.load(), load_score(arguments.corpus)
    units: Units = {}
    for stem, path in documents.items():
        started = time.monotonic()
        source = read_kept(path, arguments.cache)
        if source is None:
            continue
        found = as_json(parse(source, registry))
        (folder / f"{stem}.json").write_text(json.dumps(found, ensure_ascii=False), "utf-8")
        gold = read_gold(arguments.corpus / "gold" / f"{stem}.json")
        units[stem] = [f"{o.ordinal} {o.words} {o.mark}" for o in outcomes(score, gold, found)]
        if time.monotonic() - started > 30:
            print(f"{stem}: {time.monotonic() - started:.0f} s", file=sys.stderr)
    return units


def _scored(script: Path, gold: Path, predicted: Path, stems: set[str]) -> dict[str, object]:
    """The figures that `score.py --json` prints for some of the documents."""
    with tempfile.TemporaryDirectory() as folder:
        for file in gold.glob("*.json"):
            if file.stem in stems:
                (Path(folder) / file.name).symlink_to(file.resolve())
        done = subprocess.run([sys.executable, script, folder, predicted, "--json"], capture_output=True, text=True, check=True)
    figures: dict[str, object] = json.loads(done.stdout)
    return figures


def _as_json(numbers: dict[str, dict[str, int | float]], units: Units) -> str:
    """The baseline: figures, and the units of each document on a line of their own."""
    return json.dumps({**numbers, "units": units}, indent=1, ensure_ascii=False, sort_keys=True) + "\n"


def _compare(figures: dict[str, dict[str, object]], units: Units) -> None:
    if not BASELINE.exists():
        return
    baseline = json.loads(BASELINE.read_text("utf-8"))
    before_units = baseline.pop("units", {})
    for name, values in baseline.items():
        for measure, before in values.items():
            now = figures.get(name, {}).get(measure)
            if isinstance(before, int | float) and isinstance(now, int | float) and now < before - TOLERANCE:
                print(f"!!! GIẢM: {name} {measure} {before} → {now}")
    for line in differences(before_units, units):
        print(line)


def differences(before: Units, now: Units) -> list[str]:
    """Gains and losses unit by unit: `+ slug 12 3fa9… ++-++ → +++++`; a new extra is a loss, one that is gone a gain."""
    found = []
    for stem in sorted(set(before) & set(now)):
        old, new = _by_unit(before[stem]), _by_unit(now[stem])
        for unit in sorted(set(old) | set(new), key=lambda u: (u[0] == "extra", u[1])):
            was, becomes = old.get(unit, "none"), new.get(unit, "none")
            if was != becomes:
                sign = "+" if _worth(becomes) > _worth(was) else "-" if _worth(becomes) < _worth(was) else "~"
                found.append(f"{sign} {stem} {unit[1]} {unit[2]} {was} → {becomes}")
    return found


def _by_unit(lines: list[str]) -> dict[tuple[str, int, str], str]:
    """Wanted units by ordinal and hash, extras by their hash alone: their ordinals move."""
    found = {}
    for line in lines:
        ordinal, words, mark = line.split(" ")
        found[("extra", 0, words) if mark == "extra" else ("wanted", int(ordinal), words)] = mark
    return found


def _worth(mark: str) -> int:
    """How good an outcome is: right fields count, a missed unit has none, an extra is worse than nothing there."""
    return {"missed": -1, "extra": -1, "none": 0}.get(mark, mark.count("+"))


if __name__ == "__main__":
    sys.exit(main())
