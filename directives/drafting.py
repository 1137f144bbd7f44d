"""One unit of work: cut where a later sentence names a subject of its own, each part with its roles, receivers and deadlines."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from directives.drafts import Draft, Scope, spoken_for
from directives.labels import apply_labels, fill, inline_labels
from directives.marks import Item
from directives.model import Target
from directives.passages import Passage
from directives.receivers import find_receivers
from directives.roles import Subject, behind_roles, coordinator_doubts, find_coordinators, find_subject, named_first
from directives.setting import Named, Setting
from directives.targets import target_inside
from directives.units import is_agreement, starts_with_verb

# `…; Sở B …`
_SEMICOLON = re.compile(r";\s+")
# `…; giao Sở A lập hồ sơ`, `… còn chậm, giao Sở A rà soát`
_GIVEN_INSIDE = re.compile(r"[;,] (?:đồng thời,? )?(?P<verb>giao)(?= )")
# `Cho phép giao kế hoạch vốn …. Giao Chủ tịch UBND các tỉnh …`: the first sentence decides something of its own
_ALLOWS = re.compile(r"cho phép |không ")
# fewer characters behind a subject say no work
_SAYS_NOTHING = 12
# `Trường hợp hồ sơ chưa đủ thì Văn phòng …`: the subject stands behind the condition, however long
_ON_CONDITION = re.compile(r"(?:trong |đối với )?(?:trường hợp|nếu)\b[^.;]{0,400}\bthì\b")
# how far from the start of its sentence a new subject may stand to cut the unit there
_NEAR_START = 60


def draft_units(
    setting: Setting, passage: Passage, path: str, scope: Scope, labels: Sequence[Item] = (), rule: str = ""
) -> tuple[list[Draft], Target | None]:
    """The units of a piece of text (one, but where a later sentence names another subject), and the target that it states."""
    drafts = [draft_unit(setting, part, path, scope, subject) for part, subject in _split(setting, passage)]
    for place, draft in enumerate(drafts):
        draft.rule = rule if place == 0 else "câu sau có chủ ngữ riêng"
        for field, words in inline_labels(draft.text):
            fill(setting, draft, field, words, "nhãn")
        apply_labels(setting, draft, labels)
    target = target_inside(passage)
    if target:  # its horizon is no deadline
        for draft in drafts:
            draft.deadlines = tuple(d for d in draft.deadlines if not target.span.start <= d.span.start < target.span.end)
    return drafts, target


def draft_unit(setting: Setting, passage: Passage, path: str, scope: Scope, subject: Subject | None) -> Draft:
    """A unit with what its own words say, and what its headings hand down where they say nothing."""
    if subject and {n.name for n in subject.names} != {n.name for n in scope.lead}:
        scope = replace(scope, coordinate=(), report_to=())  # what the context says of helpers holds for its own leaders
    lead = _spoken_to(setting, _joint_subjects(setting, passage, subject)) if subject else scope.lead or _default_lead(setting)
    leads = {n.name for n in lead}
    coordinate = find_coordinators(setting, passage, lead) or tuple(n for n in scope.coordinate if n.name not in leads)
    report_to = find_receivers(setting, passage, scope.lead) or scope.report_to
    deadlines = setting.deadlines(passage) or scope.deadlines
    doubts = coordinator_doubts(setting, passage)
    draft = Draft(path, passage, lead, coordinate, report_to, deadlines, behind_roles(setting, passage, subject), doubts)
    draft.other_name_first = subject is None and _begins_with_other(setting, passage, leads)
    return draft


def _begins_with_other(setting: Setting, passage: Passage, leads: set[str]) -> bool:
    """Whether words without a subject begin with an agency that does not lead: a verb may have been missed behind it."""
    if setting.is_party and passage.folded.startswith("lãnh đạo "):
        return False  # the verb
    names, _ = setting.enumeration(passage, 0, "chủ ngữ")
    return any(n.known and n.name not in leads for n in names)


def _spoken_to(setting: Setting, names: tuple[Named, ...]) -> tuple[Named, ...]:
    """Those whom a sentence names; in a letter `đề nghị các đơn vị …` means its addressees."""
    if setting.addressees and all(n.vague for n in names):
        return setting.addressees
    return spoken_for(names)


def _default_lead(setting: Setting) -> tuple[Named, ...]:
    """Who does work that names nobody: the addressees of a letter, the issuer of a plan for itself, otherwise nobody."""
    if setting.addressees:
        return setting.addressees
    return setting.issuers if setting.own_work else ()


def _split(setting: Setting, passage: Passage) -> list[tuple[Passage, Subject | None]]:
    parts: list[tuple[int, tuple[str, ...]]] = []
    for start, end in passage.sentences():
        granted = is_agreement(passage.part(start, end))  # `Chính phủ thống nhất với …. Giao Bộ A …`
        names = () if granted else _subject_names(setting, passage, start, end)
        if not parts or (names and names != parts[-1][1] and _stands_alone(passage.part(parts[-1][0], start), parts[-1][1])):
            parts.append((start, names))
        elif names and not parts[-1][1]:
            parts[-1] = (parts[-1][0], names)
    cuts = [start for start, _ in parts] + [len(passage.text)]
    pieces = [passage.part(a, b) for a, b in pairwise(cuts)]
    return [(p, _first_subject(setting, p)) for p in pieces]


def _joint_subjects(setting: Setting, passage: Passage, first: Subject) -> tuple[Named, ...]:
    """Those who lead a unit whose clauses have subjects of their own: `Sở A dừng thi công; Sở B bố trí lực lượng.` is led by both."""
    names, known = list(first.names), {n.name for n in first.names}
    for cut in _SEMICOLON.finditer(passage.text, first.end + _SAYS_NOTHING + 1):
        start, stop = cut.end(), passage.text.find(";", cut.end())
        subject = find_subject(setting, passage, start, stop if stop >= 0 else len(passage.text)) or named_first(setting, passage, start)
        if subject and subject.start == start:
            more = [n for n in subject.names if not n.vague and n.name not in known]
            names += more
            known |= {n.name for n in more}
    return tuple(names)


def _subject_names(setting: Setting, passage: Passage, start: int, end: int) -> tuple[str, ...]:
    subject = find_subject(setting, passage, start, end) or named_first(setting, passage, start)
    if subject is None or (subject.start - start >= _NEAR_START and not _ON_CONDITION.match(passage.folded, start)):
        return ()
    return tuple(n.name for n in subject.names if not n.vague)


def _stands_alone(passage: Passage, names: tuple[str, ...]) -> bool:
    """Whether the words before a new subject are work of their own, no mere statement that leads up to it."""
    tells = starts_with_verb(passage) or _ALLOWS.match(passage.folded) is not None
    return bool(names) or (tells and not is_agreement(passage))


def _first_subject(setting: Setting, passage: Passage) -> Subject | None:
    told = [(a, b) for a, b in passage.sentences() if not is_agreement(passage.part(a, b))]
    found = (find_subject(setting, passage, a, b) or (named_first(setting, passage) if a == 0 else None) for a, b in told)
    return next((s for s in found if s), None) or _given_inside(setting, passage)


def _given_inside(setting: Setting, passage: Passage) -> Subject | None:
    """Those to whom a later clause gives the work: `Đồng ý điều chuyển 20 tỷ đồng; giao Sở A hoàn thiện thủ tục.`."""
    for given in _GIVEN_INSIDE.finditer(passage.folded):
        names, stop = setting.enumeration(passage, given.end(), "giao")
        if names and not all(n.vague for n in names):
            return Subject(names, given.start("verb"), stop)
    return None
