"""Label lines below a unit (`Cơ quan chủ trì: …`, `Thời gian hoàn thành: …`): like the columns of a row, over what the unit itself says."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from directives.deadlines import Place
from directives.drafts import Draft, Scope, spoken_for
from directives.headings import label_field
from directives.marks import Item, Level
from directives.model import DeadlineKind
from directives.passages import Passage
from directives.setting import Due, Named, Setting
from directives.unlisted import with_unlisted
from directives.wording import wording

# the fields that a label can fill
_FILLING = frozenset({"lead", "coordinate", "deadline", "receiver"})
# labels that belong to the unit or table beside them and fill none: `Địa điểm: …`, `Đơn vị tính: Triệu đồng`
_SAYS_OF_IT = frozenset({"note", "measure"})
_OF_ANOTHER = _FILLING | _SAYS_OF_IT
# `(chủ trì: Sở A;`, `; thời gian hoàn thành: Quý II)`, `. Cơ quan chủ trì: Sở A`
_INLINE = re.compile(r"(?:[(;]|\.\s)\s*(?P<name>[^\W\d][^():;.]{3,40}?)\s*:\s*(?P<words>[^;()]{3,200})")
# in a cell: who helps, behind the leaders
_HELPERS_SAID = re.compile(
    r"(?<![\s;,.(–-])[\s;,.(–-]+(?:(?:cơ quan|đơn vị) )?phối hợp(?: với| thực hiện)?\s*:\s*|(?<![\s;,.(])[\s;,.(]+phối hợp với "
)
# `Sở A (chủ trì); Sở B, Sở C`, `Sở A - chủ trì, Sở B`
_LED = re.compile(r"\s*[-–(]\s*(?:cơ quan |đơn vị )?chủ trì\s*\)?(?!\s*:)[\s;,.]*")
# `Sở B - phối hợp`, `Sở B (phối hợp)`
_HELPS_AT_END = re.compile(r"\s*[-–(]\s*(?:cơ quan |đơn vị )?phối hợp\b")
# `Vụ A chủ trì, phối hợp với các đơn vị thuộc Bộ thực hiện trong tháng 1/2024.`: who does the work that stands above, no work of its own
_WHO_DOES = re.compile(
    r"(?:giao )?[^.;:]{3,160}?,? (?:chủ trì|phối hợp)\b[^.;:]{0,200}? (?:tổ chức |triển khai |tổ chức triển khai )?thực hiện"
    r"(?: (?:trong|trước|xong|hoàn thành|từ|đến)\b[^.;:]{3,60})?[.;]?"
)
# `2017-2020`, `Giai đoạn 2026 - 2030`: the years of a programme
_PHASE = re.compile(r"(?:giai đoạn |năm )?(?:19|20)\d\d\s?[-–]\s?(?:19|20)\d\d", re.IGNORECASE)
# `Tên phóng sự: …`, `Nội dung: …`: a line that names what it tells
_NAMED_LINE = re.compile(r"[^:;.]{2,45}:")


def field_of(item: Item) -> str:
    """The field that a line's label names, `` when it has none."""
    if item.told is None:  # asked for by the item itself, those before it and the one above it
        found = label_field(item.passage) if item.table is None else None
        item.told = found[0] if found else "lead" if item.table is None and (_tells_who(item) or _in_brackets(item)) else ""
    return item.told


def _in_brackets(item: Item) -> list[tuple[str, Passage]]:
    """The labels of a line that is nothing else: `(Chủ trì: Sở A; phối hợp: Sở B; hoàn thành: Quý II/2024)`."""
    text = item.passage.text
    return _inline(item.passage) if text.startswith("(") and text.rstrip(" .;").endswith(")") else []


def _tells_who(item: Item) -> bool:
    """Whether an unmarked line only tells who does the work above it (`Sở A chủ trì, phối hợp với Sở B thực hiện.`)."""
    return item.level is Level.TEXT and item.passage.text[:1].isupper() and _WHO_DOES.fullmatch(item.passage.folded) is not None


def is_label(item: Item) -> bool:
    """Whether a line belongs to the unit before or above it and is no unit; one with numbered items below is a heading."""
    return field_of(item) in _OF_ANOTHER and not any(c.is_numbered for c in item.children)


def labels_among(items: Sequence[Item]) -> list[Item]:
    """The label lines that make the item above them one unit: its children are labels, none begins with the work itself.

    `1. Lớp tập huấn …` over `Thời gian: …`, `Thành phần: …`, `Nội dung: …` is one unit; where `Nội dung: …` comes first, that line is.
    """
    labels = [i for i in items if is_label(i)]
    if not any(field_of(i) in _FILLING for i in labels) or field_of(items[0]) == "work":
        return []
    others = [i for i in items if not is_label(i) and not _NAMED_LINE.match(i.passage.text)]
    return [] if others else labels


def labels_after(items: Sequence[Item]) -> list[Item]:
    """The label lines right behind a unit."""
    labels: list[Item] = []
    for item in items:
        if not is_label(item):
            break
        labels.append(item)
    return labels


def labels_of_group(items: Sequence[Item]) -> list[Item]:
    """The only label lines of a list, at its end, behind several units: they tell of the whole group, not of its last unit.

    `1.1. Tổ chức hội nghị` over `- Vụ A …`, `- Cục B …` and then `Thời gian thực hiện: Quý II/2024`.
    """
    first = next((place for place, item in enumerate(items) if is_label(item)), len(items))
    units, labels = items[:first], items[first:]
    alone = all(is_label(item) for item in labels) and any(field_of(item) in _FILLING for item in labels)
    same = len(units) > 1 and all(u.level is units[-1].level and not u.table for u in units)
    return list(labels) if alone and same and not any(labels_among(u.children) for u in units) else []


def inline_labels(passage: Passage) -> list[tuple[str, Passage]]:
    """Labels inside a unit's own sentence: `… (chủ trì: Sở A; phối hợp: Sở B; hoàn thành: tháng 6/2026)`."""
    return [] if passage.text.startswith("(") else _inline(passage)


def _inline(passage: Passage) -> list[tuple[str, Passage]]:
    found: list[tuple[str, Passage]] = []
    for match in _INLINE.finditer(passage.text):
        field = next((f for f in _FILLING if wording()[f"labels.{f}"].is_all_of(passage, match.start("name"), match.end("name"))), None)
        if field:
            found.append((field, passage.part(*match.span("words"))))
    return found


def apply_labels(setting: Setting, draft: Draft, labels: Sequence[Item]) -> None:
    """Give a draft what its label lines say."""
    filled: set[str] = set()
    for item in labels:
        found = label_field(item.passage)
        if found is None:
            for field, words in _in_brackets(item):
                fill(setting, draft, field, words, "nhãn")
            if _tells_who(item):
                fill(setting, draft, "lead", item.passage, "nhãn")
                draft.deadlines = setting.deadlines(item.passage) or draft.deadlines
            continue
        if not found[1].text and item.children:
            _fill_from_list(setting, draft, found[0], item.children)
            continue
        before = draft.lead if found[0] == "lead" and "lead" in filled else ()
        fill(setting, draft, found[0], found[1], "nhãn")
        if before:  # `Cơ quan chủ trì: …` and `Bộ phận tham mưu: …`: both
            draft.lead = tuple({n.name: n for n in (*before, *draft.lead)}.values())
        filled.add(found[0])


def _fill_from_list(setting: Setting, draft: Draft, field: str, items: Sequence[Item]) -> None:
    """Give a draft what stands in a list below a label: `Thời gian:` over `- Trình ban hành: Quý II/2024`, `- Thực hiện: Quý III/2024`."""
    if field == "deadline":
        said = [due for item in items for due in (setting.deadlines(item.passage, "label") or setting.deadlines(item.passage))]
        draft.deadlines = tuple(said) or draft.deadlines
    for item in items if field in ("lead", "coordinate", "receiver") else ():
        names = draft.lead if field == "lead" and item is not items[0] else ()
        fill(setting, draft, field, item.passage, "nhãn")
        draft.lead = tuple({n.name: n for n in (*names, *draft.lead)}.values())


def labelled_scope(setting: Setting, scope: Scope, labels: Sequence[Item]) -> Scope:
    """The scope with what label lines below a heading say, for all units below it."""
    if not labels:
        return scope
    draft = Draft("", Passage("", ()), scope.lead, scope.coordinate, scope.report_to, scope.deadlines)
    apply_labels(setting, draft, labels)
    return replace(scope, lead=draft.lead, coordinate=draft.coordinate, report_to=draft.report_to, deadlines=draft.deadlines)


def _helpers_inside(words: Passage) -> tuple[Passage, Passage] | None:
    """The leaders and the helpers where one cell holds both: `Sở A; phối hợp: Sở B`, `Sở A - chủ trì; Sở B - phối hợp`."""
    led = list(_LED.finditer(words.folded))
    if led and led[-1].start() > 0 and words.folded[led[-1].end() :].strip(" ;,.-–"):
        return words.part(0, led[-1].start()), words.part(led[-1].end())
    said = _HELPERS_SAID.search(words.folded)
    if said and said.start() > 0:
        return words.part(0, said.start()), words.part(said.end())
    ends = [m for m in _HELPS_AT_END.finditer(words.folded) if m.start() > 0]
    begins = words.folded.rfind(";", 0, ends[0].start()) if ends else -1
    return (words.part(0, begins), words.part(begins + 1)) if begins > 0 else None


def _with_rhythm(draft: Draft, found: tuple[Due, ...], words: Passage) -> tuple[Due, ...]:
    """The times of a column; a phase of years (`2017-2020`) beside the rhythm that the work itself says (`hằng năm`) leaves both."""
    if not found or not _PHASE.fullmatch(words.text.strip()):
        return found
    return (*(due for due in draft.deadlines if due.found.deadline.kind is DeadlineKind.RECURRING), *found)


def _beside(draft: Draft, helpers: tuple[Named, ...]) -> tuple[Named, ...]:
    """The helpers that do not lead."""
    leads = {n.name for n in draft.lead}
    return tuple(n for n in helpers if n.name not in leads)


def fill(setting: Setting, draft: Draft, field: str, words: Passage, rule: str, *, times: Place = "cell") -> None:
    """Give a draft the field that a label line (`rule` nhãn) or a column (cột) says; an empty one says nothing.

    `times` tells how those of a column are read: as bounds (`Thời gian trình trước ngày, tháng`), or figures as months (`Tháng`).
    """
    if not words.text:
        return
    if field == "deadline":
        draft.deadlines = _with_rhythm(draft, setting.deadlines(words, "label" if rule == "nhãn" else times), words) or draft.deadlines
        return
    if field == "lead" and (helping := _helpers_inside(words)):
        words, helpers = helping
        fill(setting, draft, field, words, rule)
        fill(setting, draft, "coordinate", helpers, rule)
        return
    names = setting.all_named(words, rule, bare_codes=rule == "cột")
    if field != "receiver":
        names = with_unlisted(words, names, rule)
    if field == "lead" and names:
        draft.lead = spoken_for(names)
        draft.coordinate = _beside(draft, draft.coordinate)
    elif field == "coordinate" and names:
        draft.coordinate = _beside(draft, tuple(n for n in names if not n.vague))
    elif field == "receiver" and names:
        draft.report_to = tuple(n for n in names if not n.vague)
