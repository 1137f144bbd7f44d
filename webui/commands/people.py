"""`dondoc user`, `dondoc feed`: people and calendar addresses, for the administrator's shell."""

from __future__ import annotations

import click
from sqlalchemy import select
from sqlalchemy.orm import Session

from webui.commands.agencies import find_agency
from webui.console import Console, fail, pass_console, say
from workflow import feed_tokens, people
from workflow.model import Agency, Feed, Post, User


@click.group("user")
def user_command() -> None:
    """Người dùng: thêm, mời, liệt kê, khóa."""


@user_command.command("list")
@pass_console
def list_users(console: Console) -> None:
    """Mọi người dùng, chức trách và cơ quan."""
    with console.reading() as session:
        for user in session.scalars(select(User).order_by(User.email)):
            posts = "; ".join(f"{m.post.label} – {m.agency.name}" for m in user.memberships)
            state = "" if user.active else " (đã khóa)" if user.password_hash else " (đã khóa, chưa kích hoạt)"
            if user.active and user.password_hash is None:
                state = " (chưa kích hoạt)"
            click.echo(f"{user.email}  {user.name}{state}  {posts}")


@user_command.command("add")
@click.argument("email")
@click.option("--name", required=True, help="Họ và tên.")
@click.option("--agency", "agency_name", required=True, help="Cơ quan.")
@click.option("--post", required=True, type=click.Choice([p.value for p in Post]), help="Chức trách.")
@pass_console
def add_user(console: Console, email: str, name: str, agency_name: str, post: str) -> None:
    """Thêm người và in đường dẫn mời, dùng một lần trong 72 giờ.

    \b
    Ví dụ:
      dondoc user add mai@sotuphap.example.vn --name "Lê Thị Mai" --agency "Sở Tư pháp" --post officer
    """
    with console.writing() as session:
        agency = find_agency(console, session, agency_name)
        user = people.create_user(session, email=email, name=name, posts=[(Post(post), agency.id)], actor=console.actor, now=console.now())
        token = people.invite(session, user, actor=console.actor, now=console.now())
    click.echo(f"{console.settings.web.base_url}/loi-moi/{token}")
    say("Đưa đường dẫn trên cho người đó: dùng một lần, trong 72 giờ.")


@user_command.command("invite")
@click.argument("email")
@pass_console
def invite(console: Console, email: str) -> None:
    """In đường dẫn mời mới; đường dẫn cũ hết hiệu lực."""
    with console.writing() as session:
        token = people.invite(session, _user(session, email), actor=console.actor, now=console.now())
    click.echo(f"{console.settings.web.base_url}/loi-moi/{token}")


@user_command.command("disable")
@click.argument("email")
@pass_console
def disable(console: Console, email: str) -> None:
    """Khóa một người: phiên đăng nhập, lịch và đường dẫn của người đó hết hiệu lực ngay."""
    with console.writing() as session:
        people.disable_user(session, _user(session, email), actor=console.actor, now=console.now())
    say(f"Đã khóa {email}.")


def _user(session: Session, email: str) -> User:
    user = session.scalar(select(User).where(User.email == email.strip().lower()))
    if user is None:
        fail(f"Không có người dùng {email}. Xem danh sách: dondoc user list")
    return user


@click.group("feed")
def feed_command() -> None:
    """Địa chỉ lịch bí mật."""


@feed_command.command("create")
@click.option("--user", "email", help="Lịch của một người.")
@click.option("--agency", "agency_name", help="Lịch của một cơ quan; --by là người giữ.")
@click.option("--by", "holder", help="Người tạo và giữ địa chỉ lịch của cơ quan.")
@click.option("--label", default="", help="Tên gợi nhớ.")
@click.option("--minimal", is_flag=True, help="Chỉ mã và hạn, không nội dung.")
@pass_console
def create_feed(console: Console, email: str | None, agency_name: str | None, holder: str | None, label: str, minimal: bool) -> None:
    """Tạo địa chỉ lịch; chỉ in một lần.

    \b
    Ví dụ:
      dondoc feed create --user mai@sotuphap.example.vn --label "điện thoại"
    """
    if (email is None) == (agency_name is None):
        raise click.UsageError("Chọn đúng một trong --user và --agency.")
    if agency_name is not None and holder is None:
        raise click.UsageError("Lịch của cơ quan cần --by EMAIL của người giữ.")
    with console.writing() as session:
        keeper = holder or email
        assert keeper is not None
        actor, viewer = console.actor_for(session, keeper)
        agency_id = find_agency(console, session, agency_name).id if agency_name else None
        _, secret = feed_tokens.create(
            session,
            actor=actor,
            viewer=viewer,
            user_id=viewer.user_id if agency_id is None else None,
            agency_id=agency_id,
            label=label,
            minimal=minimal,
            now=console.now(),
        )
    click.echo(f"{console.settings.web.base_url}/lich/{secret}.ics")
    say("Địa chỉ này là chìa khóa: ai có nó thì xem được lịch. Thu hồi: dondoc feed revoke MÃ")


@feed_command.command("list")
@pass_console
def list_feeds(console: Console) -> None:
    """Các địa chỉ lịch còn hiệu lực, lần dùng gần nhất."""
    with console.reading() as session:
        for feed in session.scalars(select(Feed).where(Feed.revoked_at.is_(None)).order_by(Feed.id)):
            whose = session.get(User, feed.user_id).email if feed.user_id else session.get(Agency, feed.agency_id).name  # type: ignore[union-attr]
            used = f"dùng gần nhất {feed.last_used_at:%d/%m/%Y}" if feed.last_used_at else "chưa dùng"
            click.echo(f"{feed.id:>5}  {whose}  {feed.label}  {used}")


@feed_command.command("revoke")
@click.argument("feed_id", type=click.IntRange(1, 2**31 - 1))
@pass_console
def revoke_feed(console: Console, feed_id: int) -> None:
    """Thu hồi một địa chỉ lịch; có tác dụng ngay."""
    with console.writing() as session:
        feed = session.get(Feed, feed_id)
        if feed is None:
            fail(f"Không có địa chỉ lịch mã {feed_id}. Xem: dondoc feed list")
        feed_tokens.revoke(session, feed, actor=console.actor, now=console.now())
    say("Đã thu hồi.")
