"""People: their list, inviting, posts, disabling. Only the administrator."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import flash, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from notifier import outbox
from webui import edge, sayings
from webui.admin_base import blueprint, done, version_of
from webui.forms import Entered
from webui.presentation import word
from webui.security import back
from webui.typed import clean_words
from workflow import agencies, people, queries
from workflow.access import require_admin
from workflow.addresses import clean_email
from workflow.model import MessageKind, Post, User
from workflow.refusals import Invalid, NotFound

#: rows of posts that a form offers beyond those that a person holds
SPARE_ROWS = 2


@blueprint.get("/nguoi-dung", endpoint="people")
def people_list() -> ResponseReturnValue:
    """Everybody, with posts and last log-in."""
    viewer = edge.current_viewer()
    require_admin(viewer)
    words = clean_words(request.args.get("q", ""))[:200]
    with edge.reading() as session:
        return render_template("admin/people.html", rows=queries.people_rows(session, viewer, q=words), q=words)


@blueprint.route("/nguoi-dung/moi", methods=["GET", "POST"])
def new_person() -> ResponseReturnValue:
    """Invite somebody: an account without a password, and a link by mail to set one."""
    require_admin(edge.current_viewer())
    entered = Entered(request.form)
    if request.method == "POST":
        fields, posts = _person_fields(entered), _posts(entered)
        made: list[int] = []

        def act(session: Session) -> None:
            user = people.create_user(session, posts=posts, actor=edge.actor(), now=edge.now(), **fields)
            _invite(session, user)
            made.append(user.id)

        if done(entered, act):
            flash(_("Đã tạo tài khoản và gửi thư mời. Liên kết trong thư dùng được một lần, trong 72 giờ."))
            return back("admin.person", user_id=made[0])
    with edge.reading() as session:
        page = render_template(
            "admin/person_form.html",
            form=entered,
            faults=entered.faults,
            rows=_typed_rows(entered) or [("officer", request.args.get("co-quan", ""))],
            **_post_choices(session),
        )
    return page, 400 if entered.faults else 200


@blueprint.get("/nguoi-dung/<int:user_id>")
def person(user_id: int) -> ResponseReturnValue:
    """One person."""
    require_admin(edge.current_viewer())
    with edge.reading() as session:
        return _person_page(session, user_id)


def _person_page(session: Session, user_id: int, form: Entered | None = None, status: int = 200) -> ResponseReturnValue:
    user = _user(session, user_id)
    held = [(row.post.value, str(row.agency_id)) for row in user.memberships]
    rows = (_typed_rows(form) if form else []) or held
    page = render_template(
        "admin/person.html",
        user=user,
        form=form,
        faults=form.faults if form else {},
        rows=rows + [("", "")] * SPARE_ROWS,
        sessions=people.sessions_of(session, user_id, now=edge.now()),
        **_post_choices(session),
    )
    return page, status


@blueprint.post("/nguoi-dung/<int:user_id>/sua")
def change_person(user_id: int) -> ResponseReturnValue:
    """Change name, address, title, telephone."""
    require_admin(edge.current_viewer())
    entered = Entered(request.form)
    fields, version = _person_fields(entered), version_of(entered)
    return _person_act(
        user_id,
        entered,
        lambda session, user: people.update_user(session, user, actor=edge.actor(), now=edge.now(), version=version, **fields),
        _("Đã sửa thông tin người dùng."),
    )


@blueprint.post("/nguoi-dung/<int:user_id>/chuc-trach")
def set_posts(user_id: int) -> ResponseReturnValue:
    """Give a person exactly these posts."""
    viewer = edge.current_viewer()
    require_admin(viewer)
    entered = Entered(request.form)
    posts, version = _posts(entered), version_of(entered)
    if user_id == viewer.user_id and not any(post is Post.ADMINISTRATOR for post, _agency in posts):
        entered.fail("posts", _("Anh/chị không thể tự bỏ quyền quản trị của chính mình; nhờ người quản trị khác làm."))
    return _person_act(
        user_id,
        entered,
        lambda session, user: people.set_posts(session, user, posts, actor=edge.actor(), now=edge.now(), version=version),
        _("Đã ghi chức trách. Có hiệu lực từ lần mở trang kế tiếp."),
    )


@blueprint.post("/nguoi-dung/<int:user_id>/moi-lai")
def invite_again(user_id: int) -> ResponseReturnValue:
    """Send a new invitation; the earlier link ends."""
    require_admin(edge.current_viewer())
    return _person_act(user_id, Entered(request.form), _invite, _("Đã gửi thư mời mới. Liên kết trước đó không dùng được nữa."))


@blueprint.post("/nguoi-dung/<int:user_id>/khoa")
def disable(user_id: int) -> ResponseReturnValue:
    """End a person's access at once."""
    require_admin(edge.current_viewer())
    return _person_act(
        user_id,
        Entered(request.form),
        lambda session, user: people.disable_user(session, user, actor=edge.actor(), now=edge.now()),
        _("Đã khóa: phiên làm việc, địa chỉ lịch và liên kết của người này hết hiệu lực ngay. Việc đã làm vẫn còn trong lịch sử."),
    )


@blueprint.post("/nguoi-dung/<int:user_id>/mo-khoa")
def enable(user_id: int) -> ResponseReturnValue:
    """Let a disabled person in again."""
    require_admin(edge.current_viewer())
    return _person_act(
        user_id,
        Entered(request.form),
        lambda session, user: people.enable_user(session, user, actor=edge.actor(), now=edge.now()),
        _("Đã mở khóa. Người này đăng nhập lại bằng mật khẩu cũ."),
    )


# --- steps ----------------------------------------------------------------------------------------------------------


def _user(session: Session, user_id: int) -> User:
    user = session.get(User, user_id)
    if user is None:
        raise NotFound("Không có người dùng này.")
    return user


def _invite(session: Session, user: User) -> object:
    """A new link, and the mail that carries it, in one transaction."""
    token = people.invite(session, user, actor=edge.actor(), now=edge.now())
    link = f"{edge.settings().web.base_url}{url_for('auth.invitation', token=token)}"
    return outbox.queue_account_mail(session, user, MessageKind.INVITATION, link, settings=edge.settings(), now=edge.now())


def _person_act(user_id: int, entered: Entered, act: Callable[[Session, User], Any], said: str) -> ResponseReturnValue:
    """Do one change to a person and show their page, with what was wrong if it was refused."""
    if done(entered, lambda session: act(session, _user(session, user_id))):
        flash(said)
        return back("admin.person", user_id=user_id)
    with edge.reading() as session:
        return _person_page(session, user_id, entered, entered.status)


def _person_fields(entered: Entered) -> dict[str, str]:
    fields = {
        "name": clean_words(entered.text("name", required=_("Ghi họ và tên."), limit=200)),
        "email": entered.text("email", required=_("Ghi địa chỉ thư điện tử: đó cũng là tên đăng nhập."), limit=254),
        "title": clean_words(entered.text("title", limit=200)),
        "phone": clean_words(entered.text("phone", limit=40)),
    }
    if fields["email"]:
        try:
            clean_email(fields["email"])
        except Invalid as refusal:
            entered.fail("email", sayings.said(refusal))
    return fields


def _typed_rows(entered: Entered) -> list[tuple[str, str]]:
    """Pairs of post and agency as they were chosen."""
    pairs = zip(entered.values.getlist("post"), entered.values.getlist("agency"), strict=False)
    return [(post, agency) for post, agency in pairs if post or agency]


def _posts(entered: Entered) -> list[tuple[Post, int]]:
    """The posts of the form; half a pair is a fault."""
    found = []
    for post, agency in _typed_rows(entered):
        if post not in {one.value for one in Post} or not (agency.isascii() and agency.isdigit() and len(agency) < 13):
            entered.fail("posts", _("Mỗi dòng chức trách phải chọn đủ cả chức trách và cơ quan."))
        else:
            found.append((Post(post), int(agency)))
    if not found:
        entered.fail("posts", _("Chọn ít nhất một chức trách ở một cơ quan."))
    return found


def _post_choices(session: Session) -> dict[str, Any]:
    listed = agencies.all(session, edge.today(), groups=False, tracked_only=True)
    return {
        "posts": [(post.value, word(post)) for post in Post],
        "agencies": [(agency.id, agency.name) for agency in listed],
    }
