"""How near a parse comes to the answers by hand: figures in percent, and each difference in words.

A task is paired with the one that shares most of its words. `complete` are tasks that are right in every respect.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any, NamedTuple

Answer = dict[str, Any]
Key = str | tuple[str, str]

MEASURES = ("tasks", "lead", "coordinate", "report_to", "deadline", "complete", "metadata")
HALF, NEARLY_ALL = 0.5, 0.9
#: Differences that careful writers leave to taste: where the tone mark stands, short forms, whose post it is
SAME_NAME = (
    (re.compile(r"\([^)]*\)"), ""),  # `Sở A (cơ quan thường trực)`
    (re.compile(r"ủy ban nhân dân"), "ubnd"),
    (re.compile(r"hội đồng nhân dân"), "hđnd"),
    (re.compile(r"(?:ủy ban )?(?:mặt trận tổ quốc|mttq)(?: việt nam)?"), "mttq"),
    (re.compile(r"đoàn (?:tncs|thanh niên cộng sản) hồ chí minh tỉnh"), "tỉnh đoàn"),
    (re.compile(r"ngân hàng nhà nước(?: việt nam)?"), "ngân hàng nhà nước"),
    (re.compile(r"^(đồng chí [^,]+),.*"), r"\1"),  # `đồng chí Nguyễn Văn A, Phó Giám đốc Sở`
    (re.compile(r"^(?:giám đốc|thủ trưởng|chủ tịch|trưởng(?= các)|hiệu trưởng|lãnh đạo) "), ""),
    (re.compile(r"^ubnd các xã\b.*"), "ubnd các xã"),  # `UBND các xã có rừng`, `UBND các xã, phường, đặc khu`
    (re.compile(r"(?<!ubnd)(?<!hđnd) tỉnh(?: sơn hà)?$"), ""),  # a body of the issuing province without its name
    (re.compile(r"^((?:ubnd|hđnd) tỉnh) sơn hà$"), r"\1"),
)
#: `hoà`, `uỷ`: the newer place of the tone mark
NEW_TONE = re.compile(r"(?<!q)(o[àáảãạ]|o[èéẻẽẹ]|u[ỳýỷỹỵ])(?!\w)")


class Pair(NamedTuple):
    """One task of the answer and the parsed task that stands for it."""

    want: Answer
    got: Answer
    likeness: float


@dataclass
class Tally:
    """Counts of right, given and wanted things."""

    right: int = 0
    given: int = 0
    wanted: int = 0

    def add(self, right: int, given: int, wanted: int) -> None:
        self.right, self.given, self.wanted = self.right + right, self.given + given, self.wanted + wanted

    @property
    def percent(self) -> float:
        """F1 in percent; 100 when there is nothing to find and nothing was found."""
        total = self.given + self.wanted
        return 200 * self.right / total if total else 100.0


@dataclass
class Judgement:
    """The figures of one directive or of several, and what differs."""

    tallies: dict[str, Tally] = field(default_factory=lambda: {m: Tally() for m in MEASURES})
    differences: list[str] = field(default_factory=list)

    @property
    def figures(self) -> dict[str, float]:
        return {name: round(tally.percent, 1) for name, tally in self.tallies.items()}

    def include(self, other: Judgement) -> None:
        """Adds another directive's counts."""
        for name, tally in other.tallies.items():
            self.tallies[name].add(tally.right, tally.given, tally.wanted)


def judge(want: Answer, got: Answer) -> Judgement:
    """The parse `got` against the answer `want`, both in the shape that `dondoc parse --json` prints."""
    judgement = Judgement()
    pairs = paired(want["tasks"], got["tasks"])
    _judge_tasks(judgement, want["tasks"], got["tasks"], pairs)
    _judge_head(judgement, want["directive"], got["directive"])
    return judgement


def paired(wanted: list[Answer], given: list[Answer]) -> list[Pair]:
    """The likeliest pairs first, each task at most once; words in common by half at least, nearer in order first."""
    likely = sorted(
        (
            (-shared(w["text"], g["text"]), abs(i / len(wanted) - j / len(given)), i, j)
            for i, w in enumerate(wanted)
            for j, g in enumerate(given)
        ),
    )
    left_want, left_given = set(range(len(wanted))), set(range(len(given)))
    pairs = []
    for negative, _, i, j in likely:
        if -negative >= HALF and i in left_want and j in left_given:
            left_want.remove(i)
            left_given.remove(j)
            pairs.append(Pair(wanted[i], given[j], -negative))
    return pairs


def _judge_tasks(judgement: Judgement, wanted: list[Answer], given: list[Answer], pairs: list[Pair]) -> None:
    matched = [id(p.want) for p in pairs] + [id(p.got) for p in pairs]
    kept = [p for p in pairs if not p.want.get("optional")]
    required = [w for w in wanted if not w.get("optional")]
    counted = len(given) - (len(pairs) - len(kept))
    judgement.tallies["tasks"].add(len(kept), counted, len(required))
    judgement.tallies["complete"].add(sum([_judge_pair(judgement, p) for p in kept]), counted, len(required))
    for task in required:
        if id(task) not in matched:
            _count_alone(judgement, task, "missed")
    for task in given:
        if id(task) not in matched:
            _count_alone(judgement, task, "extra")


def _count_alone(judgement: Judgement, task: Answer, how: str) -> None:
    """A task that nothing answers: all that it says is missed, or given too much."""
    judgement.differences.append(f"{how} [{task['path']}] {_short(task['text'])}")
    missed = how == "missed"
    judgement.tallies["lead"].add(0, int(missed), int(missed))
    for name, keys in _parts(task).items():
        judgement.tallies[name].add(0, 0 if missed else len(keys), len(keys) if missed else 0)


def _judge_pair(judgement: Judgement, pair: Pair) -> bool:
    """Counts what is right of one task; whether everything is."""
    where = f"[{pair.want['path']}] {_short(pair.want['text'])}"
    right = pair.likeness >= NEARLY_ALL
    if not right:
        judgement.differences.append(f"words {pair.likeness:.2f} {where}: got {_short(pair.got['text'])!r}")
    leads = [agencies(task["lead"]) for task in pair[:2]]
    judgement.tallies["lead"].add(int(leads[0] == leads[1]), 1, 1)
    if leads[0] != leads[1]:
        judgement.differences.append(f"lead {where}: want {pair.want['lead']}, got {pair.got['lead']}")
    right = right and leads[0] == leads[1]
    want, got = _parts(pair.want), _parts(pair.got)
    for name in want:
        common = in_common(want[name], got[name])
        judgement.tallies[name].add(common, len(got[name]), len(want[name]))
        if not common == len(want[name]) == len(got[name]):
            right = False
            judgement.differences.append(f"{name} {where}: want {sorted(map(str, want[name]))}, got {sorted(map(str, got[name]))}")
    return right


def _parts(task: Answer) -> dict[str, set[Key]]:
    return {
        "coordinate": set(agencies(task["coordinate"])),
        "report_to": set(agencies(task["report_to"])),
        "deadline": {deadline(d) for d in task["deadlines"]},
    }


def in_common(want: set[Key], got: set[Key]) -> int:
    """How many are the same; terms that wait for an event are the same when one holds the other's words."""
    exact = want & got
    count = len(exact)
    free = [g[1] for g in got - exact if g[0] == "open"]
    for term in (w[1] for w in want - exact if w[0] == "open"):
        held = next((f for f in free if f in term or term in f), None)
        if held is not None:
            free.remove(held)
            count += 1
    return count


def agencies(names: Iterable[str]) -> frozenset[str]:
    """The names in one spelling."""
    return frozenset(agency(name) for name in names)


def agency(name: str) -> str:
    found = plain(name)
    for pattern, instead in SAME_NAME:
        found = pattern.sub(instead, found).strip()
    return found


def deadline(item: Answer) -> tuple[str, str]:
    """What a deadline comes to: a day, a rhythm, always, or the words of a term that waits."""
    if item["kind"] == "continuous":
        return ("continuous", "")
    if item["kind"] == "recurring":
        parts = dict(part.split("=", 1) for part in (item["rrule"] or "").split(";") if "=" in part)
        return ("rhythm", ";".join(f"{key}={value}" for key, value in sorted(parts.items())))
    return ("day", item["due"]) if item["due"] else ("open", plain(item["text"]))


HEAD: dict[str, Callable[[Answer], str]] = {
    "number": lambda head: plain(head["number"]),
    "kind": lambda head: plain(head["kind"]),
    "issuer": lambda head: agency(head["issuer"] or ""),
    "place": lambda head: plain(head["place"]),
    "issued_on": lambda head: head["issued_on"] or "",
    "subject": lambda head: re.sub(r"^(?:v/v|về việc|về) ", "", plain(head["subject"])),
    "signer": lambda head: plain((head["signer"] or {}).get("name")),
    "title": lambda head: plain((head["signer"] or {}).get("title")),
    "capacity": lambda head: agency((head["signer"] or {}).get("capacity") or ""),
    "addressees": lambda head: plain("; ".join(head["addressees"])),
    "references": lambda head: "; ".join(sorted(f"{plain(r['number'])} {r['date']}" for r in head["references"])),
}


def _judge_head(judgement: Judgement, want: Answer, got: Answer) -> None:
    for name, read in HEAD.items():
        right = read(want) == read(got)
        judgement.tallies["metadata"].add(int(right), 1, 1)
        if not right:
            judgement.differences.append(f"{name}: want {read(want)!r}, got {read(got)!r}")


def plain(text: str | None) -> str:
    """Small letters, single spaces, one place for tone marks, no marks at the ends."""
    folded = re.sub(r"\s+", " ", unicodedata.normalize("NFC", text or "").lower().replace("–", "-"))
    return NEW_TONE.sub(lambda m: _old_tone(m[0]), folded).strip(" .;:,-+/")


def _old_tone(pair: str) -> str:
    """`uỷ` as `ủy`: the tone moves to the first vowel."""
    letters = unicodedata.normalize("NFD", pair[1])
    return unicodedata.normalize("NFC", pair[0] + letters[1]) + letters[0]


def shared(one: str, other: str) -> float:
    """The part of the words that two texts share, 0 to 1."""
    left, right = (Counter(re.findall(r"\w+", plain(text))) for text in (one, other))
    total = left.total() + right.total()
    return 2 * (left & right).total() / total if total else 1.0


def _short(text: str) -> str:
    return text if len(text) <= 70 else text[:69] + "…"
