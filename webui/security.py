"""The walls around every page: headers, cookies, hosts, forgery tokens, log-in required by default, and how refusals are told."""

from __future__ import annotations

import hashlib
import logging
import secrets
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlsplit

from flask import Flask, Response, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as later
from flask_login import AnonymousUserMixin, current_user
from flask_wtf.csrf import CSRFError, CSRFProtect
from sqlalchemy.orm.exc import StaleDataError
from werkzeug.exceptions import HTTPException, SecurityError
from werkzeug.middleware.proxy_fix import ProxyFix

from webui import edge, sayings
from workflow import db
from workflow.people import LoginRefused
from workflow.refusals import Invalid, NotAllowed, NotFound, Refused, Stale, WrongState
from workflow.settings import Settings, SettingsError, secret

log = logging.getLogger("dondoc.web")

#: only our own files, nothing inline, nobody may frame us (security checklist, row 58)
CONTENT_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
#: for files that people sent us: they may be looked at, never run
DOWNLOAD_POLICY = "sandbox; default-src 'none'"
HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
MEGABYTE = 1024 * 1024
#: pasted text of a long directive, in bytes
FORM_TEXT_LIMIT = 5 * MEGABYTE

#: what a refusal answers; the first that fits
STATUSES: tuple[tuple[type[Refused], int], ...] = (
    (NotFound, 404),
    (NotAllowed, 403),
    (Stale, 409),
    (WrongState, 409),
    (LoginRefused, 429),
    (db.DatabaseBusy, 503),
    (db.DatabaseNotReady, 503),
    (Invalid, 400),
    (Refused, 400),
)


def install(app: Flask, settings: Settings) -> None:
    """Put up the walls. Raises SettingsError when the signing key is missing or too short."""
    secure = settings.web.base_url.startswith("https://")
    app.config.update(
        SECRET_KEY=_signing_key(settings),
        SESSION_COOKIE_NAME="__Host-dondoc" if secure else "dondoc",
        SESSION_COOKIE_SECURE=secure,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        # a report may take longer to write than any limit; the log-in session has its own
        WTF_CSRF_TIME_LIMIT=None,
        # we send no Referer at all; the token and SameSite guard the forms
        WTF_CSRF_SSL_STRICT=False,
        TRUSTED_HOSTS=_hosts(settings),
        MAX_CONTENT_LENGTH=(settings.web.upload_limit_mb + 1) * MEGABYTE,
        MAX_FORM_MEMORY_SIZE=FORM_TEXT_LIMIT,
    )
    if settings.web.proxies:
        hops = settings.web.proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops)  # type: ignore[method-assign]
    app.before_request(require_login)
    CSRFProtect(app)
    app.after_request(_headers_for(secure))
    app.after_request(_note_refusal)
    for kind, status in STATUSES:
        app.register_error_handler(kind, _refusal_teller(status))
    app.register_error_handler(StaleDataError, _tell_stale)
    app.register_error_handler(CSRFError, _tell_forged)
    app.register_error_handler(SecurityError, _tell_host)
    app.register_error_handler(HTTPException, _tell_http)
    app.register_error_handler(Exception, _tell_fault)
    app.jinja_env.globals["asset"] = _assets(Path(app.root_path) / "static")


def _signing_key(settings: Settings) -> str:
    key = secret(settings.web.secret_key_file, "khóa ký cookie (web.secret_key_file)")
    if key is None:
        raise SettingsError("Thiếu khóa web.secret_key_file: tệp chứa khóa ký cookie. Tạo bằng lệnh: dondoc init")
    if len(key) < 32:
        raise SettingsError("Khóa ký cookie trong web.secret_key_file phải dài ít nhất 32 ký tự. Tạo lại bằng lệnh: dondoc init")
    return key


def _hosts(settings: Settings) -> list[str]:
    """Names under which we answer: the one of the address that people use; on loopback also its other names."""
    name = urlsplit(settings.web.base_url).hostname or "localhost"
    loopback = ["127.0.0.1", "localhost", "[::1]"]
    return [*dict.fromkeys([name, *loopback])]


def _assets(folder: Path) -> Callable[[str], str]:
    """A function that gives the address of a static file, with the mark of its contents: it may be kept for ever, and changes at once."""
    marks = {file.name: hashlib.sha256(file.read_bytes()).hexdigest()[:12] for file in folder.iterdir() if file.is_file()}
    return lambda name: url_for("static", filename=name, v=marks[name])


def _headers_for(secure: bool) -> Callable[[Response], Response]:
    def add(response: Response) -> Response:
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)
        response.headers.setdefault("Content-Security-Policy", CONTENT_POLICY)
        if secure:
            response.headers.setdefault("Strict-Transport-Security", "max-age=31536000; includeSubDomains")
        if request.endpoint == "static" and response.status_code == 200 and "v" in request.args:
            response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
        elif request.endpoint != "static" and not response.headers.get("Cache-Control"):
            response.headers["Cache-Control"] = "no-store"
        return response

    return add


def require_login() -> ResponseReturnValue | None:
    """Before every request: pages are for people who logged in, unless the view is marked public."""
    if request.endpoint in (None, "static") or edge.is_public(request.endpoint) or current_user.is_authenticated:
        return None
    if request.method in ("GET", "HEAD"):
        target = request.full_path.rstrip("?")
        return redirect(url_for("auth.login", next=None if target == "/" else target))
    return _keep_typed(_("Phiên làm việc đã hết"), 401)


def safe_target(target: str | None) -> str | None:
    """A place of ours to go on to after log-in, or None: only a path, never another host (`//x`, `/\\x`, `http:` are such)."""
    if not target or not target.startswith("/") or target.startswith(("//", "/\\")):
        return None
    if any(ord(sign) < 32 or sign == "\\" for sign in target):
        return None
    parts = urlsplit(target)
    return None if parts.scheme or parts.netloc else target


def back(endpoint: str, **values: object) -> ResponseReturnValue:
    """After a form was taken: on to a page by GET."""
    return redirect(url_for(endpoint, **values), 303)  # type: ignore[arg-type]


def _without_person() -> None:
    """From here on nobody counts as logged in, so that a page that says that the database is down does not ask the database who looks."""
    g._login_user = AnonymousUserMixin()


def _refusal_teller(status: int) -> Callable[[Refused], ResponseReturnValue]:
    def tell(fault: Refused) -> ResponseReturnValue:
        g.reason = str(fault)
        if status == 503:
            _without_person()
        return _told(status, sayings.said(fault), wrong_state=isinstance(fault, WrongState))

    return tell


#: after these answers the same form may be sent again as it is
PASSING = (429, 500, 503)
#: answers after which what was typed is shown
KEEPING = (400, 409, *PASSING)


def _told(status: int, sentence: str, incident: str = "", *, wrong_state: bool = False) -> ResponseReturnValue:
    """The page of a refusal. Of a form it also shows what was typed, so that nothing has to be typed twice."""
    if request.method == "POST" and status in KEEPING and _typed():
        return _keep_typed(_("Chưa ghi được"), status, sentence, incident=incident, again=status in PASSING)
    return render_template("error.html", status=status, sentence=sentence, incident=incident, wrong_state=wrong_state), status


def _typed() -> list[tuple[str, str]]:
    """What was typed into the form; nothing of a form with a password."""
    if any("password" in name for name in request.form):
        return []
    return [(name, value) for name, value in request.form.items(multi=True) if name not in ("csrf_token", "version", "next") and value]


def _tell_stale(fault: StaleDataError) -> ResponseReturnValue:
    g.reason = "dữ liệu đã đổi trước đó"
    return _told(
        409, _("Người khác vừa thay đổi nội dung này trước anh/chị. Chưa có gì được ghi. Mở lại trang để xem bản mới nhất rồi làm lại.")
    )


def _tell_forged(fault: CSRFError) -> ResponseReturnValue:
    g.suspect = True
    g.reason = f"mã chống giả mạo của biểu mẫu không đúng ({fault.description})"
    if any("password" in name for name in request.form):
        return render_template("error.html", status=400, sentence=str(HTTP_SENTENCES[400])), 400
    return _keep_typed(_("Biểu mẫu đã cũ"), 400)


def _keep_typed(title: str, status: int, sentence: str = "", *, incident: str = "", again: bool = True) -> ResponseReturnValue:
    """A form could not be taken: show what was typed, and let the person send it again from here, if it was our own page that sent it.

    `again` is False where the same form would be refused the same way.
    """
    typed = [(name, value) for name, value in request.form.items(multi=True) if name != "csrf_token" and "password" not in name]
    ours = request.headers.get("Sec-Fetch-Site", "same-origin") == "same-origin"
    files = [file.filename for file in request.files.values() if file.filename]
    page = render_template(
        "typed.html",
        title=title,
        sentence=sentence,
        incident=incident,
        typed=typed,
        files=files,
        again=request.full_path.rstrip("?") if ours and again else None,
    )
    return page, status


HTTP_SENTENCES = {
    400: later("Yêu cầu không hợp lệ. Mở lại trang trước và thử lại."),
    401: later("Cần đăng nhập để xem trang này."),
    403: later("Anh/chị không có quyền làm việc này."),
    404: later("Không có trang này, hoặc anh/chị không được xem. Kiểm tra lại địa chỉ."),
    405: later("Trang này không nhận yêu cầu kiểu đó. Mở lại trang trước và thử lại."),
    413: later("Tệp hoặc nội dung gửi lên quá lớn. Chia nhỏ hoặc nén lại rồi gửi tiếp."),
    429: later("Anh/chị thử quá nhiều lần. Chờ một lát rồi thử lại."),
}


def _tell_http(fault: HTTPException) -> ResponseReturnValue:
    if fault.code is None or fault.code < 400:
        return fault
    if fault.code == 413:
        limit = edge.settings().web.upload_limit_mb
        sentence = _("Tệp gửi lên quá lớn: tối đa %(limit)s MB. Chia nhỏ hoặc nén lại rồi gửi tiếp.", limit=limit)
        if (request.content_length or 0) <= (request.max_content_length or 0):
            sentence = _("Phần chữ gửi lên quá dài: tối đa %(limit)s MB. Gửi phần dài thành tệp.", limit=FORM_TEXT_LIMIT // MEGABYTE)
    else:
        sentence = str(HTTP_SENTENCES.get(fault.code, HTTP_SENTENCES[400]))
    return render_template("error.html", status=fault.code, sentence=sentence), fault.code


def _tell_host(fault: SecurityError) -> ResponseReturnValue:
    """Asked under a name that is not ours: no page can be drawn, for no address of ours holds there."""
    g.suspect = True
    g.reason = f"tên máy chủ lạ {request.environ.get('HTTP_HOST', '')[:100]!r}"
    sentence = f"Máy chủ này không trả lời cho địa chỉ vừa gọi. Mở {edge.settings().web.base_url}\n"
    return Response(sentence, 400, mimetype="text/plain")


def _tell_fault(fault: Exception) -> ResponseReturnValue:
    """A fault of ours: the log gets everything, the page only a number to quote."""
    _without_person()
    incident = secrets.token_hex(4)
    log.exception("Sự cố %s: %s", incident, _asked())
    return _told(500, _("Có lỗi ở phía máy chủ. Chưa có gì được ghi."), incident)


def _asked() -> str:
    """What was asked, by whom, for the log: the rule of the address and not the address itself, which may hold a secret."""
    rule = request.url_rule.rule if request.url_rule is not None else "địa chỉ không có"
    person = getattr(g, "_login_user", None)
    viewer = getattr(person, "viewer", None)
    return f"{request.method} {rule}, {f'người dùng {viewer.user_id}' if viewer else 'chưa rõ người dùng'}, từ {request.remote_addr}"


def note(words: str) -> None:
    """One line in the log about input that is not taken, instead of the usual one of this request."""
    g.noted = True
    log.info("Không nhận của người dùng %s: %s", edge.current_viewer().user_id, _one_line(words))


def _one_line(words: str) -> str:
    """Without line ends and control characters: what somebody typed must not look like a line of the log."""
    return "".join(sign if sign.isprintable() else " " for sign in words)[:500]


def _note_refusal(response: Response) -> Response:
    """One line in the log for each form that was not taken, and for each page that was refused for more than not being there."""
    status, reason = response.status_code, g.get("reason", "")
    looked = request.method in ("GET", "HEAD")
    if status < 400 or status == 500 or g.get("noted", False) or (looked and (status in (404, 405) or not reason)):
        return response
    grave = status in (401, 403, 429) or g.get("suspect", False)
    level = logging.ERROR if status >= 500 else logging.WARNING if grave else logging.INFO
    log.log(level, "Không nhận (%s) %s: %s", status, _asked(), _one_line(reason) or "nội dung gửi chưa đúng, trang đã nói rõ")
    return response
