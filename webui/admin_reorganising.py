"""Agencies renamed, merged, split, abolished: what waits, the preview, the act, and taking it back."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date

from flask import flash, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy.orm import Session

from webui import edge, sayings
from webui.admin_base import any_day, blueprint, version_of
from webui.forms import Entered
from webui.security import back
from webui.typed import clean_words
from workflow import agencies, reorganisation, reorganisation_undo
from workflow import reorganisation_queries as known
from workflow.access import require_admin
from workflow.agency_names import alias_key
from workflow.model import Agency, ReorganisationKind
from workflow.refusals import Invalid, NotFound, Refused, Stale, WrongState
from workflow.reorganisation_plan import Choices, Declaration, Plan, PlannedPerson, Target, make_plan

#: several names in one field: `UBND xã Nà Ngần; UBND xã Tân Lập`
BETWEEN_NAMES = re.compile(r"[;\n]")
#: fields without which nothing is declared
DECLARING = frozenset({"cu", "moi", "ngay", "kieu", "can_cu"})
#: field of the form by that of a refusal
FIELD_OF = {"old": "cu", "new": "moi", "basis": "can_cu"}
#: value of a choice by which a person stays where they are
STAYS = "-"


@dataclass
class Declared:
    """What the form says happened, as far as it could be read."""

    #: by the table of successions, else as typed
    known: bool = False
    kind: ReorganisationKind = ReorganisationKind.MERGE
    olds: list[Agency] = field(default_factory=list)
    news: list[Target] = field(default_factory=list)
    effective_on: date | None = None
    basis: str = ""
    rest_to_first: bool = False


@blueprint.get("/co-quan/sap-xep")
def reorganisations() -> ResponseReturnValue:
    """What waits to be carried over, what was, and a form for what is new."""
    require_admin(edge.current_viewer())
    with edge.reading() as session:
        return _overview(session, Entered(request.args))


def _overview(session: Session, entered: Entered) -> ResponseReturnValue:
    done = known.acts(session)
    names = known.names_of(session, {id_ for act in done for id_ in (*act.old_ids, *act.new_ids)})
    page = render_template(
        "admin/reorganisations.html",
        waiting=known.waiting(session, edge.today()),
        acts=done,
        names=names,
        form=entered,
        faults=entered.faults,
        kinds=[(kind.value, kind) for kind in ReorganisationKind],
        agency_names=[agency.name for agency in agencies.all(session, edge.today())],
    )
    return page, entered.status if entered.faults else 200


@blueprint.get("/co-quan/sap-xep/xem-truoc")
def preview_reorganisation() -> ResponseReturnValue:
    """What the act would do."""
    require_admin(edge.current_viewer())
    with edge.reading() as session:
        return _preview(session, Entered(request.args))


@blueprint.post("/co-quan/sap-xep")
def carry_over() -> ResponseReturnValue:
    """Look again with what was chosen, or do it as it was shown."""
    viewer = edge.current_viewer()
    require_admin(viewer)
    entered = Entered(request.form)
    if entered["act"] != "carry":
        with edge.reading() as session:
            return _preview(session, entered)
    try:
        with edge.writing() as session:
            declaration = _declaration(session, entered)
            choices = _choices(session, entered, declaration) if declaration else Choices()
            if declaration is not None and not entered.faults:
                act = reorganisation.carry(
                    session,
                    declaration,
                    actor=edge.actor(),
                    viewer=viewer,
                    now=edge.now(),
                    today=edge.today(),
                    choices=choices,
                    seen=entered["seen"],
                )
                flash(_("Đã ghi đợt sắp xếp số %(number)s.", number=act.id))
                return back("admin.reorganisation", act_id=act.id)
    except Invalid as refusal:
        entered.fail(FIELD_OF.get(refusal.field, refusal.field), sayings.said(refusal))
    except Refused as refusal:
        entered.status = 409 if isinstance(refusal, Stale | WrongState) else 400
        entered.fail("", sayings.said(refusal))
    with edge.reading() as session:
        return _preview(session, entered)


def _preview(session: Session, entered: Entered) -> ResponseReturnValue:
    """The page that shows a plan; what cannot be declared shows the form again."""
    declaration = _declaration(session, entered)
    if declaration is None:
        return _overview(session, entered)
    choices = _choices(session, entered, declaration)
    try:
        plan = make_plan(session, declaration, edge.today(), choices)
    except Invalid as refusal:
        entered.fail(FIELD_OF.get(refusal.field, refusal.field), sayings.said(refusal))
        return _overview(session, entered)
    page = render_template(
        "admin/reorganising.html",
        plan=plan,
        form=entered,
        faults=entered.faults,
        declared=_declared(session, entered),
        saw=_saw(plan),
        fresh=_fresh(plan, entered),
        gone=_gone(plan, entered),
        heirs=_heir_names(declaration),
        people_choices=[(name, name) for name in _heir_names(declaration)] + [(STAYS, _("Ở lại cơ quan cũ"))],
        chosen_for=_chosen_for,
        stays=STAYS,
        agency_names=[a.name for a in agencies.all(session, edge.today(), groups=False, tracked_only=True)],
        office_kind=ReorganisationKind,
    )
    return page, entered.status if entered.faults else 200


def _chosen_for(person: PlannedPerson) -> str:
    return person.target.name if person.target else STAYS


def _heir_names(declaration: Declaration) -> list[str]:
    """Those who take over, each once; groups open and take nothing themselves."""
    return list(dict.fromkeys(heir.target.name for line in declaration.lines for heir in line.heirs if not heir.is_group))


# --- what is declared ------------------------------------------------------------------------------------------------


def _declaration(session: Session, entered: Entered) -> Declaration | None:
    """What happened, from the table or as typed; None with faults in the form."""
    said = _declared(session, entered)
    if not said.olds:
        entered.fail("cu", _("Chọn cơ quan cũ."))
        return None
    if said.known:
        return known.known_declaration(session, [agency.id for agency in said.olds], edge.today(), said.basis)
    if said.effective_on is None:
        entered.fail("ngay", _("Ghi ngày có hiệu lực."))
    if said.effective_on is None or DECLARING & set(entered.faults):
        return None
    return known.declared(said.kind, said.olds, said.news, said.effective_on, said.basis, rest_to_first=said.rest_to_first)


def _declared(session: Session, entered: Entered) -> Declared:
    kind = entered.choice("kieu", [kind.value for kind in ReorganisationKind]) or ReorganisationKind.MERGE.value
    return Declared(
        known=entered.flag("theo_danh_muc"),
        kind=ReorganisationKind(kind),
        olds=_old_agencies(session, entered),
        news=_new_agencies(session, entered),
        effective_on=any_day(entered, "ngay"),
        basis=clean_words(entered.text("can_cu", limit=300)),
        rest_to_first=entered.flag("con_lai"),
    )


def _old_agencies(session: Session, entered: Entered) -> list[Agency]:
    """Chosen by number from the list of what waits, or typed by name."""
    found = []
    for typed in _names(entered, "cu"):
        if typed.isascii() and typed.isdigit() and len(typed) < 10:
            agency = session.get(Agency, int(typed))
        else:
            agency = agencies.resolve(session, typed, edge.today())
        if agency is None:
            entered.fail("cu", _("Danh mục không có cơ quan “%(name)s”. Chọn tên trong danh sách gợi ý.", name=typed))
        elif agency not in found:
            found.append(agency)
    return found


def _new_agencies(session: Session, entered: Entered) -> list[Target]:
    """Agencies that are there, and names of those that are to be made."""
    found: dict[str, Target] = {}
    for typed in _names(entered, "moi"):
        target = known.target_named(session, typed, edge.today())
        found.setdefault(target.name, target)
    return list(found.values())


def _names(entered: Entered, name: str) -> list[str]:
    typed = [part for value in entered.values.getlist(name) for part in BETWEEN_NAMES.split(value)]
    return list(dict.fromkeys(words[:300] for part in typed if (words := clean_words(part))))


# --- what a person chose ---------------------------------------------------------------------------------------------


def _choices(session: Session, entered: Entered, declaration: Declaration) -> Choices:
    """Who takes each task (`viec-12`), all others (`con-lai-cho`), and whom people go with (`nguoi-7`); unknown names are faults."""
    work: dict[int, tuple[Target, ...]] = {}
    people: dict[int, Target | None] = {}
    for name in entered.values:
        kind, _dash, number = name.partition("-")
        if not number.isdigit() or len(number) > 9:
            continue
        if kind == "viec" and (targets := _targets(session, entered, name, declaration)):
            work[int(number)] = targets
        elif kind == "nguoi":
            people[int(number)] = _target_of_person(entered[name], declaration)
    return Choices(work, _targets(session, entered, "con-lai-cho", declaration), people)


def _target_of_person(typed: str, declaration: Declaration) -> Target | None:
    """The heir chosen for a person; None = they stay."""
    targets = (heir.target for line in declaration.lines for heir in line.heirs if not heir.is_group)
    return next((target for target in targets if alias_key(target.name) == alias_key(clean_words(typed))), None)


def _targets(session: Session, entered: Entered, name: str, declaration: Declaration) -> tuple[Target, ...]:
    found = []
    for typed in _names(entered, name):
        target = known.taker_named(session, typed, declaration, edge.today())
        if target is None:
            entered.fail(name, _("“%(name)s” không nhận việc được: chọn một cơ quan đang hoạt động, được theo dõi.", name=typed))
        else:
            found.append(target)
    return tuple(dict.fromkeys(found))


# --- what changed since it was shown ---------------------------------------------------------------------------------


def _saw(plan: Plan) -> str:
    return " ".join(f"{one.assignment.id}:{one.assignment.version}" for one in plan.work)


def _fresh(plan: Plan, entered: Entered) -> set[int]:
    """Work that came or changed since the page was shown; none on a first look."""
    before = set(entered["saw"].split())
    if "saw" not in entered.values:
        return set()
    return {one.assignment.id for one in plan.work if f"{one.assignment.id}:{one.assignment.version}" not in before}


def _gone(plan: Plan, entered: Entered) -> int:
    """How much work that was shown is there no more."""
    now = {str(one.assignment.id) for one in plan.work}
    return len({pair.partition(":")[0] for pair in entered["saw"].split()} - now)


# --- an act, and taking it back --------------------------------------------------------------------------------------


@blueprint.get("/co-quan/sap-xep/<int:act_id>", endpoint="reorganisation")
def reorganisation_act(act_id: int) -> ResponseReturnValue:
    """One act: what went where, and what would return."""
    require_admin(edge.current_viewer())
    with edge.reading() as session:
        return _act_page(session, act_id, Entered(request.args))


def _act_page(session: Session, act_id: int, entered: Entered) -> ResponseReturnValue:
    act = reorganisation_undo.get(session, act_id)
    page = render_template(
        "admin/reorganisation.html",
        act=act,
        names=known.names_of(session, {*act.old_ids, *act.new_ids}),
        rows=known.carried_work(session, act),
        numbers=known.numbers(act),
        returning=[] if act.undone_at else reorganisation_undo.what_returns(session, act),
        later=[] if act.undone_at else reorganisation_undo.later_acts(session, act),
        form=entered,
        faults=entered.faults,
    )
    return page, entered.status if entered.faults else 200


@blueprint.post("/co-quan/sap-xep/<int:act_id>/hoan-tac")
def undo_reorganisation(act_id: int) -> ResponseReturnValue:
    """Take an act back; what stays is said."""
    viewer = edge.current_viewer()
    require_admin(viewer)
    entered = Entered(request.form)
    version = version_of(entered)
    try:
        if not entered.faults:
            with edge.writing() as session:
                stayed = reorganisation_undo.undo(
                    session,
                    act_id,
                    actor=edge.actor(),
                    viewer=viewer,
                    now=edge.now(),
                    version=version,
                    also_changed=entered.flag("ca_viec_da_cap_nhat"),
                )
            said = _("Đã hoàn tác đợt sắp xếp số %(number)s.", number=act_id)
            rest = ngettext("Còn %(num)d mục ở lại, ghi lý do bên dưới.", "Còn %(num)d mục ở lại, ghi lý do bên dưới.", len(stayed))
            flash(f"{said} {rest}" if stayed else said)
            return back("admin.reorganisation", act_id=act_id)
    except NotFound:
        raise
    except Refused as refusal:
        entered.status = 409 if isinstance(refusal, Stale | WrongState) else 400
        entered.fail("", sayings.said(refusal))
    with edge.reading() as session:
        return _act_page(session, act_id, entered)
