"""Calendar addresses: secret, revocable, one per calendar; and the calendar itself for programs that bring no cookie."""

from __future__ import annotations

from flask import Blueprint, Response, flash, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from notifier import feeds as calendars
from webui import edge
from webui.forms import Entered
from webui.security import back
from webui.typed import clean_words
from workflow import agencies, feed_tokens
from workflow.access import Viewer
from workflow.model import Agency, Feed, User
from workflow.refusals import NotFound

blueprint = Blueprint("feeds", __name__)

#: clients are asked to come back so often, in seconds
MAX_AGE = 900


@blueprint.get("/lich")
def mine() -> ResponseReturnValue:
    """My calendar addresses, and how to add one to a calendar."""
    with edge.reading() as session:
        return _page(session)


def _page(session: Session, secret: str = "", fresh: Feed | None = None) -> ResponseReturnValue:
    viewer = edge.current_viewer()
    address = f"{edge.settings().web.base_url}{url_for('feeds.calendar', secret=secret)}" if secret else ""
    listed = feed_tokens.list_for(session, viewer, edge.now())
    page = render_template(
        "feeds/mine.html",
        feeds=[(feed, _owner(session, feed)) for feed in listed],
        address=address,
        fresh=fresh,
        own_agencies=[(one.id, one.name) for one in _may_give(session, viewer)],
    )
    return page, 200, {"Cache-Control": "no-store"}


def _owner(session: Session, feed: Feed) -> str:
    if feed.agency_id is not None:
        agency = session.get(Agency, feed.agency_id)
        return agency.name if agency else ""
    return _("Việc của tôi")


def _may_give(session: Session, viewer: Viewer) -> list[Agency]:
    """Agencies for whose calendar this person may make an address: their own; for the office all that are followed."""
    if viewer.may_see_all:
        return agencies.all(session, edge.today(), groups=False, tracked_only=True)
    return [agency for agency in agencies.all(session, edge.today(), groups=False) if agency.id in viewer.agency_ids]


@blueprint.post("/lich/tao")
def create() -> ResponseReturnValue:
    """Make an address; it is shown on this page and never again."""
    viewer = edge.current_viewer()
    entered = Entered(request.form)
    label = clean_words(entered.text("label", limit=200)) or _("Lịch của tôi")
    agency_id = entered.number("agency", low=1, high=10**12)
    with edge.writing() as session:
        feed, secret = feed_tokens.create(
            session,
            actor=edge.actor(),
            viewer=viewer,
            user_id=None if agency_id else viewer.user_id,
            agency_id=agency_id,
            label=label,
            minimal=entered.flag("minimal"),
            now=edge.now(),
        )
        feed_id = feed.id
    with edge.reading() as session:
        return _page(session, secret, session.get(Feed, feed_id))


@blueprint.post("/lich/<int:feed_id>/thu-hoi")
def revoke(feed_id: int) -> ResponseReturnValue:
    """End an address at once."""
    viewer = edge.current_viewer()
    with edge.writing() as session:
        feed = session.get(Feed, feed_id)
        if feed is None:
            raise NotFound("Không có địa chỉ lịch này.")
        feed_tokens.revoke(session, feed, actor=edge.actor(), viewer=viewer, now=edge.now())
    flash(_("Đã thu hồi địa chỉ lịch. Lịch nào còn dùng địa chỉ này sẽ ngừng cập nhật; muốn dùng lại thì tạo địa chỉ mới."))
    return back("feeds.mine")


@blueprint.get("/lich/<secret>.ics")
@edge.public
def calendar(secret: str) -> ResponseReturnValue:
    """The calendar of an address. Unknown, revoked and expired addresses answer alike."""
    with edge.reading() as session:
        feed = feed_tokens.find(session, secret, edge.now())
        if feed is None:
            return _unlisted(Response("", 404, content_type="text/plain; charset=utf-8"))
        used_now = feed.id if feed_tokens.used_long_ago(feed, edge.now()) else None
        items = calendars.feed_items(session, feed, edge.today())
        base, name = edge.settings().web.base_url, _name(session, feed)
        tag = calendars.etag(items, name=name, base_url=base, minimal=feed.minimal)
        answer = Response(content_type="text/calendar; charset=utf-8")
        answer.headers["ETag"] = tag
        answer.headers["Cache-Control"] = f"private, max-age={MAX_AGE}"
        answer.headers["Content-Disposition"] = 'inline; filename="dondoc.ics"'
        if tag.strip('"') in request.if_none_match:
            answer.status_code = 304
        else:
            answer.set_data(calendars.calendar(items, name=name, now=edge.now(), base_url=base, minimal=feed.minimal))
    if used_now is not None:
        with edge.writing() as session:
            feed_tokens.note_use(session, used_now, edge.now())
    return _unlisted(answer)


def _name(session: Session, feed: Feed) -> str:
    """What the calendar is called in the calendar program, in Vietnamese: the program brings no language."""
    if feed.agency_id is not None:
        agency = session.get(Agency, feed.agency_id)
        return f"Đôn Đốc: {agency.name}" if agency else "Đôn Đốc"
    user = session.get(User, feed.user_id)
    return f"Đôn Đốc: {user.name}" if user else "Đôn Đốc"


def _unlisted(answer: Response) -> Response:
    """Search engines that come upon an address keep nothing of it."""
    answer.headers["X-Robots-Tag"] = "noindex, nofollow"
    return answer
