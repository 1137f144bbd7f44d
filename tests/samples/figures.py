"""Figures of the parser on our own samples: `python -m tests.samples.figures [--differences] [--keep]`.

The differences are shown of the open samples only; `--keep` writes the figures as the new thresholds.
"""

from __future__ import annotations

import argparse
import json
import math

from tests.directives import test_samples as samples
from tests.samples import judging


def main() -> None:
    """Print the figures of each sample, and of the open and the held-back ones apart."""
    arguments = _arguments()
    held_back = (samples.FOLDER / "held_back").read_text("utf-8").splitlines()
    totals = {"open": judging.Judgement(), "held back": judging.Judgement()}
    for form in samples.FORMS:
        found = samples.judgement(form)
        group = "held back" if form.split(".")[0] in held_back else "open"
        if not form.endswith(".docx"):
            totals[group].include(found)
        _show(form, found)
        if arguments.differences and group == "open":
            print("".join(f"    {line}\n" for line in found.differences), end="")
    for name, total in totals.items():
        _show(name.upper(), total)
    if arguments.keep:
        least = {form: {name: math.floor(value) for name, value in samples.judgement(form).figures.items()} for form in samples.FORMS}
        (samples.FOLDER / "thresholds.json").write_text(json.dumps(least, indent=1) + "\n", "utf-8")


def _show(name: str, found: judging.Judgement) -> None:
    print(f"{name:28}" + "  ".join(f"{measure} {value:5.1f}" for measure, value in found.figures.items()))


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--differences", action="store_true", help="list each difference of the open samples")
    parser.add_argument("--keep", action="store_true", help="write the figures as the new thresholds")
    return parser.parse_args()


if __name__ == "__main__":
    main()
