"""Who must do what by when: the outline of a directive read into units of work.

One walk over the tree of items. Each item is a heading that hands agencies down, a context, a label of the unit above, a target,
a silent part, or a unit; a unit is split where a later sentence names a subject of its own.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from directives.closing import closes, duty_passages, without_closing
from directives.contexts import context_scope, lists_details, only_opens, opening_time, opens_siblings, timed_scope
from directives.drafting import draft_units
from directives.drafts import Decision, Draft, Scope
from directives.headings import AgencyHeading, agency_heading, assumed_heading, describes_bodies, is_unit, label_field, section_kind
from directives.labels import is_label, labelled_scope, labels_after, labels_among, labels_of_group
from directives.marks import Item, Level
from directives.model import Target
from directives.passages import Passage
from directives.setting import Setting
from directives.tables import OpenTable, read_rows
from directives.targets import horizon, targets_below
from directives.units import SILENT, Verdict, is_instruction, is_title, starts_with_verb
from directives.wording import wording

# a unit has no more label lines behind it
_LINES_AHEAD = 40
# `… như sau:`, `yêu cầu:`: the sentence that opens a list
_OPENS_LIST = re.compile(r":\s*$")
# a sentence of such length before a list asks for something itself
_LONG_OPENING = 300
# `2.1. Về báo chí, phát thanh, truyền hình:`
_TOPIC = re.compile(r"(?:về|đối với|công tác|lĩnh vực)\b")
# `Trong đó:`, `Cụ thể:`, `Để tiện tra cứu, cần lưu ý như sau:`: a list about the unit before it
_GOES_INTO = re.compile(r"(?:trong đó|cụ thể|theo đó)\b[^:.;]{0,80}:$|[^:.;]{0,80}\blưu ý\b[^:.;]{0,40}:$")
# `Về trình tự, thủ tục: Cơ quan A …`: a topic before a sentence with a subject
_ABOUT = re.compile(r"Về [^:.;]{3,90}:\s+(?=[^\W\d_a-zà-ỹđ])")
# a sentence is no shorter
_LONG_ENOUGH = 40
# `Bệnh viện đa khoa tỉnh: 08 cán bộ;`: how many of something each body has or sends
_AMOUNT = re.compile(r"[^:]{4,120}:\s*\d{1,4} [^\d.;:,]{2,30}[.;,]?")
# kinds of silent sections, in the words that people see
_SECTION_NAMES = {
    "past": "đánh giá việc đã làm",
    "purpose": "mục đích, yêu cầu",
    "principles": "quan điểm, nguyên tắc",
    "funding": "kinh phí",
    "other": "thể lệ, tiêu chí, biểu mẫu",
    "targets": "mục tiêu, chỉ tiêu",
}


def _without_topic(passage: Passage) -> Passage:
    """A unit without the topic before its own subject: `Về thể thức văn bản: Các cơ quan thực hiện …`; the words of a verb keep theirs."""
    topic = _ABOUT.match(passage.text)
    rest = passage.part(topic.end()) if topic else passage
    return passage if topic and (starts_with_verb(rest) or len(rest.text) < _LONG_ENOUGH) else rest


class Assignments:
    """Collects the units and the targets of one directive; `read()` for each part of its outline, in order."""

    def __init__(self, setting: Setting, text: str) -> None:
        self.setting = setting
        self.text = text  # the text that the spans of tables index
        self.drafts: list[Draft] = []
        self.targets: list[Target] = []
        self.open_table: OpenTable | None = None
        self.decisions: list[Decision] = []

    # --- the walk ---------------------------------------------------------------------------------------------------

    def read(self, root: Item) -> None:
        """Read one part of the directive: its body or an appendix."""
        self._read_all(root.children, Scope())

    def _read_all(self, items: Sequence[Item], scope: Scope) -> None:
        """Read siblings in order; a line that opens a list hands its agencies to those after it."""
        group = labels_of_group(items)
        scope = labelled_scope(self.setting, scope, group)
        numbered, base = False, scope
        last = max((place for place, item in enumerate(items) if item.is_numbered or item.table), default=-1)
        for place, item in enumerate(items):
            numbered = numbered or item.is_numbered
            if is_label(item):
                self._decide(item, "nhãn", "của việc ngay trước")
                continue  # was read with the unit before it
            following = items[place + 1 : place + 1 + _LINES_AHEAD]
            if item.level in (Level.TEXT, Level.INTRO) and not item.table and not item.path:
                scope = self._read_root_paragraph(item, scope, leads=place < last, closing=numbered)
                continue
            own = self._scope_before(scope) if place and _GOES_INTO.match(item.passage.folded) else scope
            if opens_siblings(item, following):
                scope = self._opened_scope(item, own if own is not scope else base)
                continue
            labels = labels_among(item.children) or ([] if group else labels_after(following))
            self._read_item(item, own, labels)

    def _scope_before(self, scope: Scope) -> Scope:
        """The scope of a list that goes into the unit before it (`Trong đó, cần lưu ý:`): led by those who lead that unit."""
        lead = self.drafts[-1].lead if self.drafts else ()
        return replace(scope, lead=lead, headed=True) if lead else scope

    def _opened_scope(self, item: Item, scope: Scope) -> Scope:
        """The scope for the siblings behind a line that opens their list; a run-in heading with work of its own is a unit too."""
        heading = self._heading(item, scope)
        if heading and not (heading.rest and heading.rest.text):  # `Sở Y tế các tỉnh:` over numbers
            self._decide(item, "tiêu đề cơ quan", "; ".join(n.name for n in heading.names))
            return timed_scope(self.setting, item.passage, scope.below(heading.names))
        if heading and heading.rest:
            scope = scope.below(heading.names)
            if len(list(heading.rest.sentences())) > 1:
                self._take(item, heading.rest, scope, (), self._instructs(heading.rest, scope, item.level))
                return scope
        inner = timed_scope(self.setting, item.passage, context_scope(self.setting, item.passage, scope))
        whole = len(list(item.passage.sentences())) > 1 or len(item.passage.text) > _LONG_OPENING
        if whole and starts_with_verb(item.passage):  # `Bảo đảm công khai …. Nghiêm cấm …. Chấn chỉnh … theo các nội dung sau:`
            self._take(item, item.passage, inner, (), self._instructs(item.passage, inner, item.level))
        else:
            self._decide(item, "câu mở đầu", "mở danh sách ngay sau")
        return inner

    def _read_item(self, item: Item, scope: Scope, labels: Sequence[Item] = ()) -> None:
        if item.table is not None:
            reading = read_rows(self.setting, self.text, item, scope, self.open_table)
            self.drafts.extend(reading.drafts)
            self.targets.extend(reading.targets)
            self.open_table = reading.open_table
            self._decide(item, "bảng", "bảng phân công" if reading.drafts else "không phải bảng phân công", tuple(reading.drafts))
            return
        section = section_kind(item, scope.section)
        scope = scope if section == scope.section else replace(scope, section=section)
        if scope.section in SILENT:
            self._decide(item, "phần không giao việc", _SECTION_NAMES[scope.section])
            self._read_silent(item, scope)
            return
        heading = self._heading(item, scope)
        children = [c for c in item.children if not is_label(c)]
        if heading and (heading.rest is None or not heading.rest.text):
            self._decide(item, "tiêu đề cơ quan", "; ".join(n.name for n in heading.names))
        if heading and heading.rest is None:
            self._read_all(item.children, labelled_scope(self.setting, scope.below(heading.names), labels))
            return
        if heading:
            self._read_run_in(item, heading, scope.below(heading.names), labels, children)
            return
        self._read_unit_or_context(item, without_closing(item.passage), scope, labels, children)

    def _heading(self, item: Item, scope: Scope) -> AgencyHeading | None:
        """The agency heading that an item is; among tasks and solutions it names bodies without a doubt (`7. Chính quyền số`)."""
        heading = agency_heading(self.setting, item.passage)
        if heading is None and (scope.section == "organisation" or describes_bodies(item.passage)):
            return assumed_heading(self.setting, item)
        if heading and scope.section == "work" and not any(n.known or is_unit(n.name) for n in heading.names):
            return None
        return heading

    def _read_run_in(self, item: Item, heading: AgencyHeading, scope: Scope, labels: Sequence[Item], children: list[Item]) -> None:
        assert heading.rest is not None
        if _gives_amount(item):
            self._decide(item, "không phải nhiệm vụ", "số lượng của từng đơn vị")
        elif heading.rest.text:
            self._read_unit_or_context(item, heading.rest, scope, labels, children)
        else:
            self._read_all(item.children, scope)

    def _read_unit_or_context(self, item: Item, passage: Passage, scope: Scope, labels: Sequence[Item], children: list[Item]) -> None:
        if labels and item.children and labels_among(item.children) and not item.capitals:
            self._add_units(item, passage, scope, labels, "có dòng nhãn bên dưới")
            return
        labelled = label_field(passage)
        if labelled and labelled[0] == "work" and labelled[1].text and not children:
            passage = labelled[1]
        verdict = self._instructs(passage, scope, item.level)
        if not children:
            if labels and not item.capitals:
                verdict = Verdict(True, "có dòng nhãn ngay sau")
            self._take(item, passage, scope, labels, verdict)
            return
        if is_title(item):
            if lists_details(passage) and verdict.is_task:
                self._add_units(item, passage, scope, labels or labels_of_group(item.children), "kèm danh sách chi tiết")
                return
            if self._tells_work(passage, verdict) and not self._introduces_tasks(children, scope):
                self._add_units(item, passage, scope, labels, "mục con không giao việc")
            else:
                self._decide(item, "bối cảnh", "đề mục có mục con")
            inner = timed_scope(self.setting, passage, context_scope(self.setting, passage, scope))
            self._read_all(item.children, labelled_scope(self.setting, inner, labels))
            return
        before = len(self.drafts)
        self._take(item, passage, scope, labels or labels_after(item.children) or labels_of_group(item.children), verdict)
        own = self.drafts[before].lead if len(self.drafts) > before else ()
        self._read_all(item.children, replace(scope, lead=own or scope.lead, headed=scope.headed or bool(own)))

    def _take(self, item: Item, passage: Passage, scope: Scope, labels: Sequence[Item], verdict: Verdict) -> None:
        """Take the item for a unit, or leave it, as the verdict says."""
        if verdict.is_task:
            self._add_units(item, passage, scope, labels, verdict.rule)
        else:
            self._decide(item, "không phải nhiệm vụ", verdict.rule)

    def _instructs(self, passage: Passage, scope: Scope, level: Level) -> Verdict:
        return is_instruction(self.setting, passage, headed=scope.headed, section=scope.section, level=level)

    def _tells_work(self, passage: Passage, verdict: Verdict) -> bool:
        """Whether the words before a colon are work of their own (`Bệnh viện tuyến huyện cử cán bộ tham gia với số lượng như sau:`)."""
        if not passage.text.endswith(":") or not verdict.is_task or _TOPIC.match(passage.folded):
            return False
        verb = wording()["task_verbs"].end_at(passage, 0)
        if verb is not None and self.setting.bounded(passage, verb, len(passage.text) - 1, "câu mở đầu"):
            return False  # `Chỉ đạo Cục A, Cục B:`
        return starts_with_verb(passage) or (verdict.rule == "chủ ngữ" and not only_opens(passage))

    def _introduces_tasks(self, children: Sequence[Item], scope: Scope) -> bool:
        bare_scope = replace(scope, headed=False, section="")
        told = [
            bool(c.table or c.children or agency_heading(self.setting, c.passage))
            or self._instructs(c.passage, bare_scope, c.level).is_task
            for c in children
        ]
        return sum(told) * 2 >= len(told)

    def _read_silent(self, item: Item, scope: Scope) -> None:
        if scope.section == "targets":
            inner = [c for c in item.children if c.is_numbered and section_kind(c, scope.section) != "targets"]
            if not inner:
                found = targets_below(item, horizon(item.passage) or self.setting.targets_by)
                for table in (below for below in item.walk() if below.table is not None):
                    found += read_rows(self.setting, self.text, table, scope).targets
                self._decide(item, "chỉ tiêu", f"{len(found)} chỉ tiêu đo được")
                self.targets.extend(found)
                return
        for child in item.children:
            self._read_item(child, scope)

    def _add_units(self, item: Item, passage: Passage, scope: Scope, labels: Sequence[Item], rule: str) -> None:
        passage = _without_topic(passage)
        drafts, target = draft_units(self.setting, passage, item.path, scope, labels, rule)
        self.drafts.extend(drafts)
        self.targets.extend([target] if target else [])
        self._decide(item, "nhiệm vụ", rule, tuple(drafts))

    def _decide(self, item: Item, taken: str, rule: str, drafts: tuple[Draft, ...] = ()) -> None:
        self.decisions.append(Decision(item, taken, rule, drafts))

    # --- paragraphs at the root: preamble and closing ---------------------------------------------------------------

    def _read_root_paragraph(self, item: Item, scope: Scope, *, leads: bool, closing: bool) -> Scope:
        """The scope for the siblings after a paragraph below no number; one that `leads` stands before numbers or a table."""
        heading = agency_heading(self.setting, item.passage)
        if heading and not closing and not leads and not item.children and (heading.rest is None or not heading.rest.text):
            self._decide(item, "tiêu đề cơ quan", "; ".join(n.name for n in heading.names))
            return scope.below(heading.names)  # paragraphs without marks stand below it
        if heading and not closing and (heading.rest is None or heading.rest.text):
            self._read_item(item, scope)
            return scope
        if scope.headed and not closing and not leads and not item.children and not closes(item.passage):
            self._read_item(item, scope)
            return scope
        if _OPENS_LIST.search(item.passage.text):
            self._decide(item, "câu mở đầu", "mở danh sách")
            inner = context_scope(self.setting, item.passage, scope, preamble=not closing)
            inner = replace(inner, deadlines=opening_time(self.setting, item.passage) or inner.deadlines)
            self._read_all(item.children, inner)
            return inner if not closing else scope
        if closing or not leads:
            duties = duty_passages(self.setting, item.passage, closing=closing)
            for passage in duties:
                bare_scope = replace(scope, coordinate=(), report_to=(), deadlines=())
                self._add_units(item, passage, bare_scope, (), "đoạn kết giao việc" if closing else "đoạn văn giao việc")
            if not duties:
                self._decide(item, "không phải nhiệm vụ", "đoạn kết không giao việc" if closing else "đoạn văn không giao việc")
        else:
            self._decide(item, "không phải nhiệm vụ", "phần mở đầu")
        return scope


def _gives_amount(item: Item) -> bool:
    """Whether an item says no more than a number for a body."""
    return not item.children and _AMOUNT.fullmatch(item.passage.text) is not None
