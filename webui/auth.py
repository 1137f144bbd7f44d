"""Entering and leaving: log-in, invitation, password reset, my account.

The log-in session is a row on the server; the cookie holds its secret.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

from flask import Blueprint, Flask, flash, g, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_login import LoginManager, UserMixin, current_user, login_user, logout_user
from sqlalchemy.orm import Session

from notifier import outbox
from webui import edge, sayings
from webui.edge import public
from webui.forms import Entered
from webui.language import LANGUAGES
from webui.security import back, safe_target
from workflow import limits, passwords, people
from workflow.access import Viewer, viewer_of
from workflow.model import MessageKind, User
from workflow.refusals import Invalid, NotFound

blueprint = Blueprint("auth", __name__)

#: reset links that one address of the network may ask for in an hour; a whole building may stand behind it
RESETS_AN_HOUR = 30


@dataclass(frozen=True)
class Person(UserMixin):
    """Who is logged in, as Flask-Login knows them; `get_id` is the secret of the session row."""

    secret: str
    session_id: int
    viewer: Viewer
    email: str
    title: str
    locale: str

    def get_id(self) -> str:
        return self.secret


def install(app: Flask) -> None:
    """Let Flask-Login find people by the session rows on the server."""
    manager = LoginManager(app)
    # the row on the server decides; a changed address (mobile network) must not throw people out
    manager.session_protection = None
    manager.user_loader(person_of)


def person_of(secret: str) -> Person | None:
    """The person of a session's secret, None when the session ended; notes now and then that the person was here."""
    now, settings = edge.now(), edge.settings()
    with edge.reading() as unit:
        found = people.find_session(unit, secret, now=now, settings=settings)
        if found is None:
            return None
        user = unit.get_one(User, found.user_id)
        person = Person(secret, found.id, viewer_of(unit, user, edge.today()), user.email, user.title, user.locale)
        stale = people.seen_long_ago(found, now)
    if stale:
        with edge.writing() as unit:
            people.touch_session(unit, person.session_id, now)
    return person


# --- log-in and log-out --------------------------------------------------------------------------------------------


@blueprint.get("/dang-nhap")
@public
def login() -> ResponseReturnValue:
    """The log-in form; who is logged in goes on to where they wanted to be."""
    if current_user.is_authenticated:
        return redirect(safe_target(request.args.get("next")) or url_for("home.index"))
    return render_template("auth/login.html", target=safe_target(request.args.get("next")), email="", fault="")


@blueprint.post("/dang-nhap")
@public
def enter() -> ResponseReturnValue:
    """Log in: 303 to where the person wanted to be, 401 for a wrong password, 429 with Retry-After after too many."""
    form = Entered(request.form)
    email, target = form.text("email", limit=254), safe_target(form["next"])
    try:
        secret = _check(email, form["password"])
    except people.LoginRefused as refused:
        wait = refused.wait_seconds
        g.reason = "thử mật khẩu quá nhiều lần" if wait else "thư điện tử hoặc mật khẩu không đúng"
        page = render_template("auth/login.html", target=target, email=email, fault=_login_fault(wait))
        return page, 429 if wait else 401, {"Retry-After": str(wait)} if wait else {}
    _begin(secret)
    return redirect(target or url_for("home.index"), 303)


def _check(email: str, password: str) -> str:
    """The secret of a new session for this person. Raises LoginRefused; the attempt is counted in any case."""
    verdict = _weighed(email, password)
    with edge.writing() as unit:
        user = people.conclude_log_in(unit, verdict, now=edge.now())
        secret = None if user is None else _open(unit, user)
    if secret is None:
        raise people.LoginRefused(people.WRONG)
    return secret


def _weighed(email: str, password: str) -> people.Verdict:
    """Whether the password is right. Weighing it takes a tenth of a second or more: no unit of work waits for it meanwhile."""
    with edge.writing() as unit:
        tried = people.begin_log_in(unit, email, now=edge.now(), ip=request.remote_addr or "")
    return people.weigh(tried, password)


def _open(unit: Session, user: User) -> str:
    ip, agent = request.remote_addr or "", request.user_agent.string[:300]
    secret: str = people.open_session(unit, user, now=edge.now(), ip=ip, user_agent=agent, settings=edge.settings())
    return secret


def _login_fault(wait: int) -> str:
    if not wait:
        return _("Thư điện tử hoặc mật khẩu không đúng. Kiểm tra bộ gõ và phím Caps Lock rồi thử lại.")
    minutes = (wait + 59) // 60
    return ngettext(
        "Đã thử sai quá nhiều lần. Chờ %(num)d phút rồi thử lại, hoặc đặt lại mật khẩu.",
        "Đã thử sai quá nhiều lần. Chờ %(num)d phút rồi thử lại, hoặc đặt lại mật khẩu.",
        minutes,
    )


def _begin(secret: str) -> None:
    """Put the new session's secret into a fresh cookie: nothing from before the log-in stays (fixation)."""
    language = session.get("language")
    session.clear()
    if language:
        session["language"] = language
    person = person_of(secret)
    if person is not None:
        login_user(person)


@blueprint.post("/dang-xuat")
def logout() -> ResponseReturnValue:
    """End the session on the server, so that a copied cookie is worth nothing."""
    with edge.writing() as unit:
        people.end_session(unit, current_user.session_id)
    logout_user()
    session.clear()
    flash(_("Đã đăng xuất."))
    answer = redirect(url_for("auth.login"), 303)
    answer.headers["Clear-Site-Data"] = '"cache"'
    return answer


@blueprint.post("/ngon-ngu")
@public
def language() -> ResponseReturnValue:
    """Choose the language of the pages: kept on the device, and with the person who is logged in."""
    picked = request.form.get("language", "")
    if picked in LANGUAGES:
        session["language"] = picked
        if current_user.is_authenticated:
            with edge.writing() as unit:
                people.set_locale(unit, unit.get_one(User, current_user.viewer.user_id), picked, actor=edge.actor(), now=edge.now())
    return redirect(safe_target(request.form.get("next")) or url_for("home.index"), 303)


# --- forgotten password, invitation --------------------------------------------------------------------------------


@blueprint.get("/quen-mat-khau")
@public
def forgotten() -> ResponseReturnValue:
    """The form that asks for a reset link."""
    return render_template("auth/forgotten.html", email="", faults={})


@blueprint.post("/quen-mat-khau")
@public
def send_reset() -> ResponseReturnValue:
    """Ask for a reset link. The answer is the same, and as soon, whether the address is known or not."""
    form = Entered(request.form)
    email = form.text("email", required=_("Gõ thư điện tử của anh/chị."), limit=254)
    if form.faults:
        return render_template("auth/forgotten.html", email=email, faults=form.faults), 400
    with edge.writing() as unit:
        asked_too_often = limits.allow(
            unit, f"reset:ip:{request.remote_addr}", limit=RESETS_AN_HOUR, within=timedelta(hours=1), now=edge.now()
        )
        if not asked_too_often:
            people.request_reset(unit, email, edge.now(), tell=partial(_send_link, unit))
    return render_template("auth/reset_sent.html", email=email)


def _send_link(unit: Session, user: User, token: str) -> None:
    link = edge.address("auth.reset", token=token)
    outbox.queue_account_mail(unit, user, MessageKind.PASSWORD, link, settings=edge.settings(), now=edge.now())


@blueprint.get("/mat-khau/<token>", endpoint="reset", defaults={"purpose": people.PASSWORD})
@blueprint.get("/loi-moi/<token>", endpoint="invitation", defaults={"purpose": people.INVITATION})
@public
def follow_link(token: str, purpose: str) -> ResponseReturnValue:
    """Where the link of a mail leads: the page that asks for a new password. Raises NotFound for a link that is good no more."""
    return _ask_password(_holder(token, purpose)[0], purpose)


@blueprint.post("/mat-khau/<token>", endpoint="set_password", defaults={"purpose": people.PASSWORD})
@blueprint.post("/loi-moi/<token>", endpoint="accept", defaults={"purpose": people.INVITATION})
@public
def use_link(token: str, purpose: str) -> ResponseReturnValue:
    """Set the password that was typed, and use the link up; nobody is logged in by it."""
    holder, about = _holder(token, purpose)
    form = Entered(request.form)
    password = _new_password(form)
    if form.faults:
        return _ask_password(holder, purpose, form.faults)
    try:
        kept = passwords.chosen(password, about=about)
    except Invalid as fault:
        return _ask_password(holder, purpose, {"password": sayings.said(fault)})
    with edge.writing() as unit:
        people.use_link(unit, token, purpose, kept, edge.now())
    flash(_("Đã đặt mật khẩu. Đăng nhập bằng mật khẩu mới."))
    return back("auth.login")


def _holder(token: str, purpose: str) -> tuple[User, list[str]]:
    """Whose link it is, and what a guesser knows of them. Raises NotFound."""
    with edge.reading() as unit:
        user = people.link_holder(unit, token, purpose, now=edge.now())
        if user is None:
            sentence = _(
                "Liên kết này đã dùng, đã hết hạn hoặc bị chép thiếu. Xin liên kết mới ở “Quên mật khẩu”, hoặc hỏi quản trị hệ thống."
            )
            raise NotFound(sentence)
        about = people.about(user)
        unit.expunge(user)
        return user, about


def _ask_password(user: User, purpose: str, faults: dict[str, str] | None = None) -> ResponseReturnValue:
    page = render_template("auth/new_password.html", user=user, purpose=purpose, faults=faults or {})
    return page, 400 if faults else 200


def _new_password(form: Entered) -> str:
    """The new password, typed twice the same; it is not trimmed."""
    password = form["password"]
    if not password:
        form.fail("password", _("Gõ mật khẩu mới."))
    elif password != form["password_again"]:
        form.fail("password_again", _("Hai lần gõ không giống nhau."))
    return password


# --- my account ----------------------------------------------------------------------------------------------------


@blueprint.get("/tai-khoan")
def account() -> ResponseReturnValue:
    """My account: posts, password, and where I am logged in."""
    return _account_page({})


def _account_page(faults: dict[str, str], status: int = 200) -> ResponseReturnValue:
    now: datetime = edge.now()
    with edge.reading() as unit:
        user = unit.get_one(User, edge.current_viewer().user_id)
        posts = [(member.post, member.agency.name) for member in user.memberships]
        sessions = people.sessions_of(unit, user.id, now=now)
        page = render_template("auth/account.html", user=user, posts=posts, sessions=sessions, here=current_user.session_id, faults=faults)
    return page, status


@blueprint.post("/tai-khoan/mat-khau")
def change_password() -> ResponseReturnValue:
    """Change one's own password: the one in use is asked again, all other sessions end."""
    form = Entered(request.form)
    password = _new_password(form)
    if not form["current_password"]:
        form.fail("current_password", _("Gõ mật khẩu đang dùng."))
    if form.faults:
        return _account_page(form.faults, 400)
    try:
        secret = _change(form["current_password"], password)
    except Invalid as fault:
        return _account_page({"password": sayings.said(fault)}, 400)
    except people.LoginRefused as fault:
        sentence = _login_fault(fault.wait_seconds) if fault.wait_seconds else _("Mật khẩu đang dùng không đúng.")
        return _account_page({"current_password": sentence}, 429 if fault.wait_seconds else 400)
    _begin(secret)
    flash(_("Đã đổi mật khẩu. Các phiên đăng nhập khác đã kết thúc."))
    return back("auth.account")


def _change(current: str, password: str) -> str:
    """Change the password, end every session, and open a new one here; gives its secret. Raises Invalid, LoginRefused."""
    with edge.reading() as unit:
        user = unit.get_one(User, edge.current_viewer().user_id)
        email, about = user.email, people.about(user)
    passwords.check_rules(password, about=about)
    verdict = _weighed(email, current)
    kept = passwords.hash_password(password) if verdict.right else None
    secret = None
    with edge.writing() as unit:
        entered = people.conclude_log_in(unit, verdict, now=edge.now())
        if entered is not None and kept is not None:
            people.change_password(unit, entered, kept, actor=edge.actor(), now=edge.now())
            secret = _open(unit, entered)
    if secret is None:
        raise people.LoginRefused(people.WRONG)
    return secret


@blueprint.post("/tai-khoan/phien/<int:session_id>/ket-thuc")
def end_session(session_id: int) -> ResponseReturnValue:
    """End one of one's own sessions. Raises NotFound for any other."""
    with edge.writing() as unit:
        mine = {row.id for row in people.sessions_of(unit, edge.current_viewer().user_id, now=edge.now())}
        if session_id not in mine:
            raise NotFound(_("Phiên này đã kết thúc rồi."))
        people.end_session(unit, session_id)
    flash(_("Đã kết thúc phiên đăng nhập đó."))
    return back("auth.account")


@blueprint.post("/tai-khoan/phien/ket-thuc-het")
def end_others() -> ResponseReturnValue:
    """End every session of one's own but this one."""
    with edge.writing() as unit:
        for row in people.sessions_of(unit, edge.current_viewer().user_id, now=edge.now()):
            if row.id != current_user.session_id:
                people.end_session(unit, row.id)
    flash(_("Đã kết thúc mọi phiên khác."))
    return back("auth.account")
