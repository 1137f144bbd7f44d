"""Who must do what by when: the outline of a directive read into units of work.

One walk over the tree of items. Each item is a heading that hands agencies down, a context, a label of the unit above, a target,
a silent part, or a unit; a unit is split where a later sentence names a subject of its own.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from .deadlines import Place
from .drafts import Draft, Scope
from .headings import AgencyHeading, agency_heading, assumed_heading, label_field, section_kind
from .model import Target
from .outline import Item, Level
from .passages import Passage
from .roles import Subject, behind_roles, find_coordinators, find_receivers, find_subject, last_given
from .setting import Named, Setting, named_by
from .tables import OpenTable, rows_of
from .targets import horizon, target_inside, targets_below
from .units import SILENT, is_instruction, is_past, is_title, starts_with_verb
from .wording import wording

# `… như sau:`, `yêu cầu:`: the sentence that opens a list
_OPENS_LIST = re.compile(r":\s*$")
# `…, bao gồm:`, `ưu tiên tại các khu vực:`: what follows are the parts of one work
_DETAILS = re.compile(
    r"\b(?:bao gồm|gồm|gồm có|gồm các nội dung|tại các khu vực|theo các tiêu chí|cho các đối tượng)(?: sau| như sau)?\s*:\s*$"
)
# `… có trách nhiệm:`
_DUTY_AT_END = re.compile(r"(?:có trách nhiệm|chịu trách nhiệm|có nhiệm vụ|thực hiện)[^:;.]{0,60}:\s*$")
# `Tên phóng sự: …`, `Nội dung: …`: a line that names what it tells
_NAMED_LINE = re.compile(r"[^:;.]{2,45}:")
# the fields that a label line can fill
_LABEL_FIELDS = frozenset({"lead", "coordinate", "deadline", "receiver"})


class Assignments:
    """Collects the units and the targets of one directive; `read()` for each part of its outline, in order."""

    def __init__(self, setting: Setting, text: str) -> None:
        self.setting = setting
        self.text = text  # the text that the spans of tables index
        self.drafts: list[Draft] = []
        self.targets: list[Target] = []
        self.open_table: OpenTable | None = None

    # --- the walk ---------------------------------------------------------------------------------------------------

    def read(self, root: Item) -> None:
        """Read one part of the directive: its body or an appendix."""
        self._read_all(root.children, Scope())

    def _read_all(self, items: Sequence[Item], scope: Scope) -> None:
        """Read siblings in order; a line that opens a list hands its agencies to those after it."""
        numbered = False
        for place, item in enumerate(items):
            numbered = numbered or item.is_numbered
            if self._is_label(item):
                continue  # was read with the unit before it
            following = items[place + 1 :]
            if item.level in (Level.TEXT, Level.INTRO) and not item.table and not item.path:
                scope = self._read_root_paragraph(item, scope, following, closing=numbered)
                continue
            if item.level is Level.INTRO and not item.children:
                scope = self._context_scope(item.passage, scope)
                continue
            labels = self._labels_among(item.children) or self._labels_after(following)
            self._read_item(item, scope, labels)

    def _read_item(self, item: Item, scope: Scope, labels: Sequence[Item] = ()) -> None:
        if item.table is not None:
            rows_of(self, item, scope)
            return
        scope = replace(scope, section=section_kind(item, scope.section))
        if scope.section in SILENT:
            self._read_silent(item, scope)
            return
        heading = self._heading(item, scope)
        children = [c for c in item.children if not self._is_label(c)]
        if heading and heading.rest is None:
            self._read_all(item.children, self._labelled_scope(scope.below(heading.names), labels))
            return
        if heading:
            self._read_run_in(item, heading, scope.below(heading.names), labels, children)
            return
        self._read_unit_or_context(item, item.passage, scope, labels, children)

    def _heading(self, item: Item, scope: Scope) -> AgencyHeading | None:
        """The agency heading that an item is; among tasks and solutions only bodies that are known count (`7. Chính quyền số`)."""
        heading = agency_heading(self.setting, item.passage)
        if heading is None and scope.section == "organisation":
            return assumed_heading(self.setting, item)
        if heading and scope.section == "work" and not any(n.known for n in heading.names):
            return None
        return heading

    def _read_run_in(self, item: Item, heading: AgencyHeading, scope: Scope, labels: Sequence[Item], children: list[Item]) -> None:
        assert heading.rest is not None
        if heading.rest.text:
            self._read_unit_or_context(item, heading.rest, scope, labels, children)
        else:
            self._read_all(item.children, scope)

    def _read_unit_or_context(self, item: Item, passage: Passage, scope: Scope, labels: Sequence[Item], children: list[Item]) -> None:
        if labels and item.children and self._labels_among(item.children) and not item.capitals:
            self._add_unit(passage, item.path, scope, labels)
            return
        labelled = label_field(passage)
        if labelled and labelled[0] == "work" and labelled[1].text and not children:
            passage = labelled[1]
        if not children:
            if labels or self._instructs(passage, scope, item.level):
                self._add_unit(passage, item.path, scope, labels)
            return
        if is_title(item):
            if _DETAILS.search(passage.folded) and self._instructs(passage, scope, item.level):
                self._add_unit(passage, item.path, scope, labels)
                return
            if not self._introduces_tasks(children, scope) and starts_with_verb(passage) and passage.text.endswith(":"):
                self._add_unit(passage, item.path, scope, labels)
            self._read_all(item.children, self._labelled_scope(self._context_scope(passage, scope), labels))
            return
        before = len(self.drafts)
        if self._instructs(passage, scope, item.level):
            self._add_unit(passage, item.path, scope, labels)
        own = self.drafts[before].lead if len(self.drafts) > before else ()
        self._read_all(children, replace(scope, lead=own or scope.lead, headed=scope.headed or bool(own)))

    def _instructs(self, passage: Passage, scope: Scope, level: Level) -> bool:
        return is_instruction(self.setting, passage, headed=scope.headed, section=scope.section, level=level)

    def _introduces_tasks(self, children: Sequence[Item], scope: Scope) -> bool:
        return any(c.table or c.children or self._instructs(c.passage, replace(scope, headed=False, section=""), c.level) for c in children)

    def _read_silent(self, item: Item, scope: Scope) -> None:
        if scope.section == "targets":
            inner = [c for c in item.children if c.is_numbered and section_kind(c, scope.section) != "targets"]
            if not inner:
                self.targets.extend(targets_below(item, horizon(item.passage)))
                return
        for child in item.children:
            self._read_item(child, scope)

    # --- paragraphs at the root: preamble and closing ---------------------------------------------------------------

    def _read_root_paragraph(self, item: Item, scope: Scope, following: Sequence[Item], *, closing: bool) -> Scope:
        """The scope for the siblings after a paragraph that stands below no number."""
        heading = agency_heading(self.setting, item.passage)
        if heading and not closing and (heading.rest is None or heading.rest.text):
            self._read_item(item, scope)
            return scope
        if _OPENS_LIST.search(item.passage.text):
            inner = self._context_scope(item.passage, scope, preamble=not closing)
            self._read_all(item.children, inner)
            return inner if not closing else scope
        if closing or not any(i.is_numbered or i.table for i in following):
            self._read_free_paragraph(item, scope, closing=closing)
        return scope

    def _read_free_paragraph(self, item: Item, scope: Scope, *, closing: bool) -> None:
        """A closing paragraph, or one of a letter without numbers: only its instructing sentences are units."""
        lists = wording()
        sentences = [item.passage.part(a, b) for a, b in item.passage.sentences()]
        told = [s for s in sentences if self._gives_duty(s)]
        if not told:
            return
        formula = closing and any(lists[name].find(item.passage) for name in ("closing.formula", "closing.contingency"))
        passage = told[-1] if formula else item.passage
        self._add_unit(passage, "", replace(scope, coordinate=(), report_to=(), deadlines=()), ())

    def _gives_duty(self, sentence: Passage) -> bool:
        if wording()["closing.formula"].find(sentence, 0, 40) or is_past(sentence):
            return False
        subject = find_subject(self.setting, sentence)
        if subject and subject.names[0].rule == "chủ ngữ" and self._is_issuer(subject):
            return False  # `Bộ A gửi kèm đề cương để …`
        return subject is not None or starts_with_verb(sentence)

    def _is_issuer(self, subject: Subject) -> bool:
        return len(subject.names) == 1 and self.setting.is_issuer(subject.names[0].name)

    # --- context and labels -----------------------------------------------------------------------------------------

    def _context_scope(self, passage: Passage, scope: Scope, *, preamble: bool = False) -> Scope:
        """What a context says (`Sở A chủ trì, phối hợp với B thực hiện:`) for the items below it."""
        subject = self._last_subject(passage) or self._responsible(passage)
        if subject is None and passage.text.endswith(":"):
            subject = last_given(self.setting, passage)
        if subject is None or self._is_issuer(subject) or (preamble and not any(n.known or n.rule == "giao" for n in subject.names)):
            return scope  # `Ủy ban nhân dân tỉnh ban hành kế hoạch như sau:` gives nobody work
        names = named_by(self._spoken_for(subject.names), "câu mở đầu")
        deadlines = self.setting.deadlines(passage.part(subject.start)) if passage.text.endswith(":") else ()
        return replace(
            scope.below(names),
            coordinate=find_coordinators(self.setting, passage, names),
            report_to=find_receivers(self.setting, passage),
            deadlines=deadlines or scope.deadlines,
        )

    def _responsible(self, passage: Passage) -> Subject | None:
        """`Thủ trưởng các đơn vị trong phạm vi quản lý của mình có trách nhiệm:` with words between the agency and its duty."""
        if not _DUTY_AT_END.search(passage.folded):
            return None
        names, stop = self.setting.enumeration(passage, 0, "câu mở đầu")
        return Subject(names, 0, stop) if names else None

    def _last_subject(self, passage: Passage) -> Subject | None:
        for start, end in reversed(list(passage.sentences())):
            subject = find_subject(self.setting, passage, start, end)
            if subject:
                return subject
        return None

    @staticmethod
    def _is_label(item: Item) -> bool:
        if item.table is not None:
            return False
        found = label_field(item.passage)
        return found is not None and found[0] in (*_LABEL_FIELDS, "note")

    def _labels_among(self, items: Sequence[Item]) -> list[Item]:
        labels = [i for i in items if self._is_label(i)]
        return (
            labels
            if any(self._fills(i) for i in labels) and len(labels) == len([i for i in items if not i.children or self._is_label(i)])
            else []
        )

    def _labels_after(self, items: Sequence[Item]) -> list[Item]:
        labels: list[Item] = []
        for item in items:
            if not self._is_label(item):
                break
            labels.append(item)
        return labels

    @staticmethod
    def _fills(item: Item) -> bool:
        found = label_field(item.passage)
        return found is not None and found[0] in _LABEL_FIELDS

    def _labelled_scope(self, scope: Scope, labels: Sequence[Item]) -> Scope:
        draft = Draft("", Passage("", ()), scope.lead, scope.coordinate, scope.report_to, scope.deadlines)
        self._apply_labels(draft, labels)
        return replace(scope, lead=draft.lead, coordinate=draft.coordinate, report_to=draft.report_to, deadlines=draft.deadlines)

    def _apply_labels(self, draft: Draft, labels: Sequence[Item]) -> None:
        """`Cơ quan chủ trì: …`, `Thời gian hoàn thành: …`: over what the unit itself says."""
        for item in labels:
            found = label_field(item.passage)
            if found:
                self.fill(draft, found[0], found[1], "nhãn")

    def fill(self, draft: Draft, field: str, words: Passage, rule: str, *, before: bool = False) -> None:
        """Give a draft the field that a label line or a column says; an empty one says nothing."""
        if not words.text:
            return
        if field == "deadline":
            place: Place = "label" if rule == "nhãn" else "before_cell" if before else "cell"
            draft.deadlines = self.setting.deadlines(words, place) or draft.deadlines
            return
        names = self.setting.all_named(words, rule, bare_codes=rule == "cột")
        if field == "lead" and names:
            draft.lead = self._spoken_for(names)
        elif field == "coordinate" and names:
            leads = {n.name for n in draft.lead}
            draft.coordinate = tuple(n for n in names if not n.vague and n.name not in leads)
        elif field == "receiver" and names:
            draft.report_to = tuple(n for n in names if not n.vague)

    # --- one unit ---------------------------------------------------------------------------------------------------

    def _add_unit(self, passage: Passage, path: str, scope: Scope, labels: Sequence[Item]) -> None:
        before = len(self.drafts)
        for part, subject in self._split(passage):
            draft = self.draft(part, path, scope, subject)
            self._apply_labels(draft, labels)
            self.drafts.append(draft)
        target = target_inside(passage)
        if target:  # its horizon is no deadline
            self.targets.append(target)
            for draft in self.drafts[before:]:
                draft.deadlines = tuple(d for d in draft.deadlines if not target.span.start <= d.span.start < target.span.end)

    def _split(self, passage: Passage) -> list[tuple[Passage, Subject | None]]:
        """The unit cut where a later sentence names another subject of its own."""
        parts: list[tuple[int, tuple[str, ...]]] = []
        for start, end in passage.sentences():
            subject = find_subject(self.setting, passage, start, end)
            names = tuple(n.name for n in subject.names if not n.vague) if subject and subject.start - start < 60 else ()
            if not parts or (names and names != parts[-1][1] and self._stands_alone(passage.part(parts[-1][0], start), parts[-1][1])):
                parts.append((start, names))
            elif names and not parts[-1][1]:
                parts[-1] = (parts[-1][0], names)
        cuts = [start for start, _ in parts] + [len(passage.text)]
        pieces = [passage.part(a, b) for a, b in zip(cuts, cuts[1:], strict=False)]
        return [(p, self._first_subject(p)) for p in pieces]

    @staticmethod
    def _stands_alone(passage: Passage, names: tuple[str, ...]) -> bool:
        """Whether the words before a new subject are work of their own, no mere statement that leads up to it."""
        return bool(names) or starts_with_verb(passage)

    def _first_subject(self, passage: Passage) -> Subject | None:
        for start, end in passage.sentences():
            subject = find_subject(self.setting, passage, start, end)
            if subject:
                return subject
        return None

    def draft(self, passage: Passage, path: str, scope: Scope, subject: Subject | None) -> Draft:
        """A unit with what its own words say, and what its headings hand down where they say nothing."""
        lead = self._spoken_for(subject.names) if subject else scope.lead or self._default_lead()
        coordinate = find_coordinators(self.setting, passage, lead) or tuple(n for n in scope.coordinate if n not in lead)
        report_to = find_receivers(self.setting, passage) or scope.report_to
        deadlines = self.setting.deadlines(passage) or scope.deadlines
        return Draft(path, passage, lead, coordinate, report_to, deadlines, behind_roles(self.setting, passage, subject))

    @staticmethod
    def _spoken_for(names: tuple[Named, ...]) -> tuple[Named, ...]:
        """Without vague remainders, unless there is nothing else."""
        return tuple(n for n in names if not n.vague) or names

    def _default_lead(self) -> tuple[Named, ...]:
        if self.setting.addressees:
            return self.setting.addressees
        return (self.setting.issuer,) if self.setting.own_work and self.setting.issuer else ()
