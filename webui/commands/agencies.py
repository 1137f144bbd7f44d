"""`dondoc agency`: bodies, their names, and what becomes of their work when they are renamed, merged, split or abolished."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

import click
from sqlalchemy.orm import Session

from directives.vietnamese import bare
from notifier import outbox
from webui.console import SHELL, Console, Day, fail, pass_console, say
from workflow import agencies, reorganisation, reorganisation_undo
from workflow import reorganisation_queries as known
from workflow.model import Agency, Reorganisation, ReorganisationKind
from workflow.reorganisation_plan import Choices, Declaration, Plan, PlannedWork, Target, make_plan

#: word for an act that the table of successions declares
BY_TABLE = "known"


@click.group("agency")
def agency_command() -> None:
    """Cơ quan: liệt kê, thêm, đặt tên khác, sắp xếp."""


@agency_command.command("list")
@click.argument("words", required=False)
@pass_console
def list_agencies(console: Console, words: str | None) -> None:
    """Các cơ quan theo thứ tự nghi thức; WORDS lọc theo tên, không cần dấu."""
    with console.reading() as session:
        for agency in agencies.all(session):
            if words is None or bare(words) in agency.folded:
                until = f"  (đến {agency.valid_until:%d/%m/%Y})" if agency.valid_until else ""
                click.echo(f"{agency.id:>5}  {agency.name}{until}  {agency.email or ''}".rstrip())


@agency_command.command("add")
@click.argument("name")
@click.option("--kind", default="", help="Loại: so, ban, ubnd_xa, hoi …")
@click.option("--email", default=None, help="Địa chỉ thư của cơ quan.")
@pass_console
def add_agency(console: Console, name: str, kind: str, email: str | None) -> None:
    """Thêm một cơ quan chưa có trong danh sách."""
    with console.writing() as session:
        agency = agencies.create(session, name=name, kind=kind, email=email, actor=console.actor, now=console.now())
        click.echo(f"{agency.id}  {agency.name}")


@agency_command.command("alias")
@click.argument("name")
@click.argument("alias")
@pass_console
def add_alias(console: Console, name: str, alias: str) -> None:
    """Dạy một cách viết khác của tên cơ quan: dondoc agency alias "Sở Tài chính" "STC"."""
    with console.writing() as session:
        agencies.add_alias(session, find_agency(console, session, name).id, alias, actor=console.actor, now=console.now())
    say(f"Từ nay {alias} là {name}.")


def find_agency(console: Console, session: Session, name: str) -> Agency:
    """The agency of that name today. Ends the command with likely names when there is none."""
    found = agencies.resolve(session, name, console.today())
    if found is None:
        near = [a.name for a in agencies.all(session) if bare(name) in a.folded][:5]
        fail(f"Không có cơ quan {name}." + (f" Có phải: {'; '.join(near)}?" if near else " Xem danh sách: dondoc agency list"))
    return found


# --- reorganising ----------------------------------------------------------------------------------------------------


@agency_command.command("waiting")
@pass_console
def list_waiting(console: Console) -> None:
    """Cơ quan đã thôi hoạt động mà còn việc, người, lịch; và các đợt sắp xếp đã làm."""
    with console.reading() as session:
        for one in known.waiting(session, console.today()):
            heirs = "; ".join(heir.target.name for heir in one.line.heirs) or "chưa biết"
            click.echo(f"{one.agency.name} → {heirs}: {one.work} việc, {one.people} người, {one.feeds} lịch{_asks(one.asks)}")
        acts = known.acts(session)
        names = known.names_of(session, {id_ for act in acts for id_ in (*act.old_ids, *act.new_ids)})
        for act in acts:
            click.echo(_act_line(act, names))


def _asks(asks: bool) -> str:
    return ", cần quyết từng việc" if asks else ""


def _act_line(act: Reorganisation, names: dict[int, str]) -> str:
    olds, news = (_names(names.get(id_, "(đã bỏ)") for id_ in ids) for ids in (act.old_ids, act.new_ids))
    undone = " (đã hoàn tác)" if act.undone_at else ""
    return f"Đợt {act.id}{undone}: {act.kind.label.lower()}, từ {act.effective_on:%d/%m/%Y}: {olds} → {news}"


def _names(names: Iterable[str]) -> str:
    return "; ".join(names) or "–"


@agency_command.command("reorganise")
@click.argument("kind", type=click.Choice([BY_TABLE, *(kind.value for kind in ReorganisationKind)]))
@click.option("--old", "olds", multiple=True, metavar="TÊN", help="Cơ quan cũ. Lặp lại được; known mà không ghi thì lấy mọi cơ quan chờ.")
@click.option("--new", "news", multiple=True, metavar="TÊN", help="Cơ quan nhận việc; tên chưa có thì được thêm. Lặp lại được.")
@click.option("--on", "effective_on", type=Day(), help="Ngày đầu tiên cơ quan mới chịu trách nhiệm.")
@click.option("--basis", default="", metavar="VĂN BẢN", help="Văn bản căn cứ.")
@click.option("--rest-to-first", is_flag=True, help="Chia nhiều nơi: việc không chọn riêng về cơ quan nhận đầu tiên.")
@click.option("--task", "tasks", multiple=True, metavar="MÃ=TÊN", help="Một việc giao cho cơ quan này. Lặp lại được.")
@click.option("--rest", "rest", multiple=True, metavar="TÊN", help="Mọi việc phải hỏi mà không ghi riêng giao cho cơ quan này.")
@click.option("--person", "people", multiple=True, metavar="EMAIL=TÊN", help="Một người chuyển về cơ quan nhận việc này. Lặp lại được.")
@click.option("--apply", "really", is_flag=True, help="Làm thật. Không có cờ này thì chỉ thử và báo.")
@click.option("--by", "email", metavar="EMAIL", help="Người quản trị làm việc này; bắt buộc khi làm thật.")
@pass_console
def reorganise(
    console: Console,
    kind: str,
    olds: tuple[str, ...],
    news: tuple[str, ...],
    effective_on: date | None,
    basis: str,
    rest_to_first: bool,
    tasks: tuple[str, ...],
    rest: tuple[str, ...],
    people: tuple[str, ...],
    really: bool,
    email: str | None,
) -> None:
    """Đổi tên (rename), sáp nhập (merge), chia tách (split), giải thể (abolish), chuyển một phần (part), theo danh mục (known).

    Việc đang mở, người và lịch sang cơ quan kế thừa trong một lần; việc đã xong giữ tên cũ. Mặc định chỉ thử.

    \b
    Ví dụ:
      dondoc agency reorganise known
      dondoc agency reorganise merge --old "Sở Tư pháp" --new "Sở Nội vụ" --on 01/03/2027 --apply --by quantri@sonha.example.vn
      dondoc agency reorganise split --old "Sở X" --new "Sở A" --new "Sở B" --on 01/03/2027 --task NV-2026-00012="Sở B"
    """
    if really and email is None:
        raise click.UsageError("Làm thật thì cần --by EMAIL của người quản trị.")
    with console.writing() if really else console.reading() as session:
        declaration = _declaration(console, session, kind, olds, news, effective_on, basis, rest_to_first)
        choices = _choices(console, session, declaration, tasks, rest, people)
        plan = make_plan(session, declaration, console.today(), choices)
        _tell(plan)
        if not really:
            say("Thử, chưa ghi gì. Làm thật: thêm --apply --by EMAIL")
            return
        assert email is not None
        actor, viewer = console.actor_for(session, email)
        act = reorganisation.carry(
            session, declaration, actor=actor, viewer=viewer, now=console.now(), today=console.today(), choices=choices
        )
        outbox.queue_for_new_events(session, settings=console.settings, now=console.now(), today=console.today())
        number = act.id
    say(f"Đã ghi đợt sắp xếp số {number}. Hoàn tác: dondoc agency undo {number}")


def _declaration(
    console: Console,
    session: Session,
    kind: str,
    olds: tuple[str, ...],
    news: tuple[str, ...],
    effective_on: date | None,
    basis: str,
    rest_to_first: bool,
) -> Declaration:
    old_ones = [find_agency(console, session, name) for name in olds]
    if kind == BY_TABLE:
        ids = [one.id for one in old_ones] or [one.agency.id for one in known.waiting(session, console.today())]
        if not ids:
            fail("Không có cơ quan nào chờ chuyển giao.")
        return known.known_declaration(session, ids, console.today(), basis)
    if not old_ones or effective_on is None:
        raise click.UsageError("Cần --old TÊN và --on NGÀY.")
    targets = [known.target_named(session, name, console.today()) for name in news]
    return known.declared(ReorganisationKind(kind), old_ones, targets, effective_on, basis, rest_to_first=rest_to_first)


def _choices(
    console: Console, session: Session, declaration: Declaration, tasks: tuple[str, ...], rest: tuple[str, ...], people: tuple[str, ...]
) -> Choices:
    """What `--task`, `--rest` and `--person` say: one task may be written several times, for several agencies."""
    work: dict[int, tuple[Target, ...]] = {}
    went: dict[int, Target | None] = {}
    plan = make_plan(session, declaration, console.today()) if tasks or people else None
    for one in tasks:
        code, _equals, name = one.partition("=")
        ids = [p.assignment.id for p in plan.work if p.assignment.task.code == code.strip()] if plan else []
        if not ids:
            fail(f"Các cơ quan cũ không có việc đang mở nào mã {code.strip()}.")
        taker = _taker(console, session, declaration, name)
        work |= {id_: (*work.get(id_, ()), taker) for id_ in ids}
    for one in people:
        email, _equals, name = one.partition("=")
        ids = [p.membership.id for p in plan.people if p.membership.user.email == email.strip().lower()] if plan else []
        if not ids:
            fail(f"Các cơ quan cũ không có người nào là {email.strip()}.")
        went |= dict.fromkeys(ids, _taker(console, session, declaration, name))
    return Choices(work, tuple(_taker(console, session, declaration, name) for name in rest), went)


def _taker(console: Console, session: Session, declaration: Declaration, name: str) -> Target:
    taker = known.taker_named(session, name.strip(), declaration, console.today())
    if taker is None:
        fail(f"“{name.strip()}” không nhận việc được: ghi một cơ quan đang hoạt động, được theo dõi.")
    return taker


def _tell(plan: Plan) -> None:
    """What would be done, on stdout."""
    for one in plan.agencies:
        heirs = _names(heir.target.name + ("" if heir.target.agency_id else " (thêm mới)") for heir in one.line.heirs)
        closed = f" ({one.closed} phần việc đã khép lại giữ tên cũ)" if one.closed else ""
        click.echo(f"{one.old.name} → {heirs}, từ {one.line.effective_on:%d/%m/%Y}{closed}")
    if not plan.due:
        click.echo("Ngày có hiệu lực chưa đến: chỉ ghi ngày thôi hoạt động và cơ quan kế thừa; đến ngày đó làm tiếp với known.")
    for work in plan.passing:
        click.echo(f"chuyển  {_work(work)} → {_fate(work)}")
    for work in plan.undecided:
        click.echo(f"ở lại  {_work(work)}: {work.blocked or 'quyết bằng --task hoặc --rest'}")
    for person in plan.people:
        click.echo(f"người  {person.membership.user.email}: {person.old.name} → {person.target.name if person.target else 'ở lại'}")
    for feed in plan.feeds:
        click.echo(f"lịch  {feed.feed.label or feed.feed.id}: {feed.old.name} → {feed.target.name if feed.target else 'ở lại'}")
    say(f"{len(plan.passing)} việc chuyển đi, {len(plan.undecided)} việc ở lại.")


def _work(work: PlannedWork) -> str:
    return f"{work.assignment.task.code} ({work.assignment.part.label.lower()}) {work.assignment.task.title}: {work.old.name}"


def _fate(work: PlannedWork) -> str:
    if work.joins is not None:
        return f"nhập vào phần {work.joins.agency.name} đã có"
    targets = (work.passes_to, *work.also) if work.passes_to else ()
    return _names(target.name for target in targets)


@agency_command.command("undo")
@click.argument("act_id", type=click.IntRange(1, 2**31 - 1), metavar="SỐ")
@click.option("--also-changed", is_flag=True, help="Trả cả việc mà cơ quan nhận đã cập nhật.")
@click.option("--apply", "really", is_flag=True, help="Làm thật. Không có cờ này thì chỉ thử và báo.")
@click.option("--by", "email", metavar="EMAIL", help="Người quản trị làm việc này; bắt buộc khi làm thật.")
@pass_console
def undo_act(console: Console, act_id: int, also_changed: bool, really: bool, email: str | None) -> None:
    """Hoàn tác một đợt sắp xếp: trả về đúng những gì đã chuyển; cái nào đã có thay đổi thì ở lại và nói rõ."""
    if really and email is None:
        raise click.UsageError("Làm thật thì cần --by EMAIL của người quản trị.")
    with console.writing() if really else console.reading() as session:
        actor, viewer = console.actor_for(session, email) if email else (console.actor, SHELL)
        act = reorganisation_undo.require_undoable(session, act_id)
        returning = reorganisation_undo.what_returns(session, act)
        staying = [one for one in returning if one.stays and not (one.changed and also_changed)]
        for one in staying:
            what = one.assignment.task.code if one.assignment else one.change.subject
            click.echo(f"ở lại  {what}: {one.stays}")
        say(f"{len(returning) - len(staying)} trên {len(returning)} mục trở về như trước.")
        if not really:
            say("Thử, chưa ghi gì. Làm thật: thêm --apply --by EMAIL")
            return
        reorganisation_undo.undo(session, act_id, actor=actor, viewer=viewer, now=console.now(), also_changed=also_changed)
    say(f"Đã hoàn tác đợt sắp xếp số {act_id}.")
