"""Figures of the parser on a folder of annotated directives: `python -m tests.corpus_figures CORPUS_DIR [--errors] [--keep]`.

Reads and parses every document of `CORPUS_DIR/seeds` and `CORPUS_DIR/documents` that has a gold file, and lets the corpus's own
`score.py` judge. A figure that falls against `tests/corpus_baseline.json` is shouted; the exit code is 0 all the same, because the
corpus is no part of the project. `--keep` writes the figures as the new baseline.
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
from directives.readers import UnreadableDocument, read

BASELINE = Path(__file__).with_name("corpus_baseline.json")
TOLERANCE = 0.05  # figures are rounded to two places


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
        _parse_all(documents, predicted)
        for name, stems in (("seeds", seeds), ("all", set(documents))):
            figures[name] = _scored(arguments.corpus / "score.py", gold, predicted, stems)
        if arguments.errors:
            subprocess.run([sys.executable, arguments.corpus / "score.py", gold, predicted, "--errors"], check=False)
    for name, values in figures.items():
        print(f"{name}: " + "  ".join(f"{k} {v}" for k, v in values.items() if isinstance(v, int | float)))
    _compare(figures)
    if arguments.keep:
        numbers = {name: {k: v for k, v in values.items() if isinstance(v, int | float)} for name, values in figures.items()}
        BASELINE.write_text(json.dumps(numbers, indent=1, ensure_ascii=False, sort_keys=True) + "\n", "utf-8")
    return 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpus", type=Path, help="folder with gold/, documents/, seeds/ and score.py")
    parser.add_argument("--errors", action="store_true", help="list every difference")
    parser.add_argument("--keep", action="store_true", help="write the figures as the new baseline")
    parser.add_argument("--predictions", type=Path, help="leave the predictions in this folder")
    return parser.parse_args()


def _documents(corpus: Path) -> dict[str, Path]:
    files = [*corpus.glob("seeds/*"), *corpus.glob("documents/*")]
    return {f.stem: f for f in sorted(files) if (corpus / "gold" / f"{f.stem}.json").exists()}


def _parse_all(documents: dict[str, Path], folder: Path) -> None:
    registry = AgencyRegistry.load()
    for stem, path in documents.items():
        started = time.monotonic()
        try:
            source = read(path.read_bytes(), path.name)
        except UnreadableDocument as error:
            print(f"{stem}: không đọc được: {error}", file=sys.stderr)
            continue
        found = as_json(parse(source, registry))
        (folder / f"{stem}.json").write_text(json.dumps(found, ensure_ascii=False), "utf-8")
        if time.monotonic() - started > 30:
            print(f"{stem}: {time.monotonic() - started:.0f} s", file=sys.stderr)


def _scored(script: Path, gold: Path, predicted: Path, stems: set[str]) -> dict[str, object]:
    """The figures that `score.py --json` prints for some of the documents."""
    with tempfile.TemporaryDirectory() as folder:
        for file in gold.glob("*.json"):
            if file.stem in stems:
                (Path(folder) / file.name).symlink_to(file.resolve())
        done = subprocess.run([sys.executable, script, folder, predicted, "--json"], capture_output=True, text=True, check=True)
    figures: dict[str, object] = json.loads(done.stdout)
    return figures


def _compare(figures: dict[str, dict[str, object]]) -> None:
    if not BASELINE.exists():
        return
    for name, values in json.loads(BASELINE.read_text("utf-8")).items():
        for measure, before in values.items():
            now = figures.get(name, {}).get(measure)
            if isinstance(before, int | float) and isinstance(now, int | float) and now < before - TOLERANCE:
                print(f"!!! GIẢM: {name} {measure} {before} → {now}")


if __name__ == "__main__":
    sys.exit(main())
