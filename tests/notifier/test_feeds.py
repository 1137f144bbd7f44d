"""Calendars: the same event under the same UID for ever, changed when the work changes, read by real clients."""

from __future__ import annotations

import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import icalendar
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from notifier import feeds
from notifier.feeds import FeedItem
from tests.notifier.world import LONG_AGO, TODAY, World, at, golden
from workflow.model import Feed, Milestone, Part, Post, State, TaskNature

BASE = "https://dondoc.sonha.example"
TITLE = "Phê duyệt đồ án quy hoạch phân khu khu dân cư phía bắc sông Lam Khê; rà soát, bổ sung ranh giới"


def an_item(**changes: object) -> FeedItem:
    fields: dict[str, object] = {
        "key": "assignment-7",
        "task_id": 77,
        "code": "NV-2026-00077",
        "title": TITLE,
        "text": f"{TITLE}.\nBáo cáo UBND tỉnh.",
        "source": "03/KH-UBND",
        "agency": "Sở Xây dựng",
        "part": Part.LEAD,
        "state": State.IN_PROGRESS,
        "due_on": date(2026, 11, 27),
        "due_time": "",
        "sequence": 2,
        "created_at": datetime(2026, 10, 1, 2, 0, tzinfo=UTC),
        "changed_at": datetime(2026, 11, 19, 3, 30, tzinfo=UTC),
    }
    return FeedItem(**{**fields, **changes})  # type: ignore[arg-type]


def made(*items: FeedItem, minimal: bool = False, now: datetime | None = None) -> bytes:
    return feeds.calendar(items, name="Sở Xây dựng: hạn nhiệm vụ", now=now or at(), base_url=BASE, minimal=minimal)


def events(data: bytes) -> list[icalendar.Event]:
    return list(icalendar.Calendar.from_ical(data).walk("VEVENT"))


def test_a_calendar_is_what_its_golden_file_is() -> None:
    items = [
        an_item(),
        an_item(key="assignment-8", code="NV-2026-00080", state=State.DONE, due_time="16:00"),
        an_item(key="assignment-9", state=State.CANCELLED),
    ]
    assert made(*items) == golden("calendar.ics").read_bytes()


def test_an_event_lasts_the_whole_due_day_and_can_be_opened() -> None:
    (event,) = events(made(an_item()))
    assert event["dtstart"].dt == date(2026, 11, 27)
    assert event["dtstart"].params["VALUE"] == "DATE"
    assert event["dtend"].dt == date(2026, 11, 28)
    assert event["uid"] == "assignment-7@dondoc.sonha.example"
    assert event["url"] == f"{BASE}/nhiem-vu/77"
    assert event["summary"] == f"{TITLE} (Sở Xây dựng, chủ trì)"
    assert [alarm["trigger"].dt for alarm in event.walk("VALARM")] == [
        timedelta(days=-3, hours=8, minutes=30),
        timedelta(days=-1, hours=8, minutes=30),
        timedelta(hours=8, minutes=30),
    ]


def test_clients_are_told_how_often_to_ask() -> None:
    data = made(an_item())
    assert b"REFRESH-INTERVAL;VALUE=DURATION:PT30M\r\n" in data
    assert b"X-PUBLISHED-TTL:PT30M\r\n" in data


@pytest.mark.parametrize(
    ("state", "status", "begins", "alarms"),
    [
        (State.IN_PROGRESS, "CONFIRMED", "Phê duyệt", 3),
        (State.SUBMITTED, "CONFIRMED", "Chờ xác nhận: ", 0),
        (State.DONE, "CONFIRMED", "✓ Đã xong: ", 0),
        (State.CANCELLED, "CANCELLED", "Đã hủy: ", 0),
        (State.PAUSED, "TENTATIVE", "Tạm dừng: ", 0),
    ],
)
def test_a_state_is_seen_in_the_calendar(state: State, status: str, begins: str, alarms: int) -> None:
    (event,) = events(made(an_item(state=state)))
    assert event["status"] == status
    assert event["summary"].startswith(begins)
    assert len(event.walk("VALARM")) == alarms


def test_an_hour_is_said_before_the_title() -> None:
    assert events(made(an_item(due_time="16:00")))[0]["summary"].startswith("16:00 Phê duyệt")


def test_a_minimal_calendar_has_no_words_of_the_task() -> None:
    data = made(an_item(), minimal=True)
    assert events(data)[0]["summary"] == "Hạn NV-2026-00077"
    for word in ("Phê duyệt", "Báo cáo", "03/KH"):
        assert word.encode() not in data.replace(b"\r\n ", b"")


def test_the_same_tasks_give_the_same_bytes_whenever_asked() -> None:
    assert made(an_item(), now=at()) == made(an_item(), now=at() + timedelta(days=3))


@pytest.mark.parametrize("change", [{"sequence": 3}, {"due_on": date(2026, 12, 1)}, {"state": State.DONE}, {"title": "Khác"}])
def test_the_tag_changes_with_anything_that_is_shown(change: dict[str, object]) -> None:
    tags = {feeds.etag([one], name="x", base_url=BASE, minimal=False) for one in (an_item(), an_item(), an_item(**change))}
    assert len(tags) == 2
    assert all(tag.startswith('"') and tag.endswith('"') for tag in tags)


def test_the_tag_differs_between_forms_of_the_same_tasks() -> None:
    words = [{"name": "x", "minimal": False}, {"name": "y", "minimal": False}, {"name": "x", "minimal": True}]
    assert len({feeds.etag([an_item()], base_url=BASE, **w) for w in words}) == 3  # type: ignore[arg-type]


@settings(max_examples=100, deadline=None)
@given(st.text(alphabet='aảộđĐ,;:\\"\n n😀', min_size=1, max_size=400))
def test_every_line_is_folded_to_75_octets_and_reads_back_as_it_was(words: str) -> None:
    """RFC 5545 3.1: lines of at most 75 octets, no multi-octet character cut in two; 3.3.11: escaped text.

    Without `\\N` as in a path `D:\\Nội vụ`: icalendar 7.3 takes it for a line end when it writes.
    """
    data = made(an_item(title=f"x{words}y", text="chữ"))
    lines = data.split(b"\r\n")
    assert all(len(line) <= 75 for line in lines)
    assert all(line.decode("utf-8") is not None for line in lines)
    assert events(data)[0]["summary"] == f"x{words}y (Sở Xây dựng, chủ trì)".replace("\r\n", "\n")


def test_an_event_is_made_once_and_then_kept(number: int = 300) -> None:
    items = [an_item(key=f"assignment-{one}") for one in range(number)]
    made(*items)
    before = feeds._event.cache_info().misses
    assert made(*items).count(b"BEGIN:VEVENT") == number
    assert feeds._event.cache_info().misses == before


# --- whose tasks -------------------------------------------------------------------------------------------------------


def feed(world: World, **whose: int) -> Feed:
    owner = world.person("Người tạo lịch")
    made = Feed(created_by_id=owner.id, token_hash=f"{next(world.numbers)}", created_at=LONG_AGO, expires_at=at(), **whose)  # type: ignore[arg-type]
    world.add(made)
    return made


def titles(world: World, one: Feed) -> list[str]:
    return [item.title for item in feeds.feed_items(world.session, one, TODAY)]


def test_an_agencys_feed_has_its_dated_work_and_nobody_elses(world: World) -> None:
    one, other = world.agency("Sở Xây dựng"), world.agency("Sở Y tế")
    world.work(one, TODAY + timedelta(days=3), "Chủ trì")
    world.work(one, TODAY - timedelta(days=30), "Quá hạn", part=Part.COORDINATE)
    world.work(one, None, "Chưa có hạn")
    world.work(one, TODAY, "Thường xuyên", nature=TaskNature.REGULAR)
    world.work(other, TODAY, "Của người khác")
    assert titles(world, feed(world, agency_id=one.id)) == ["Quá hạn", "Chủ trì"]


def test_a_persons_feed_has_their_agencies_work_and_what_they_follow(world: World) -> None:
    office, one, other = world.agency("Văn phòng", office=True), world.agency("Sở Xây dựng"), world.agency("Sở Y tế")
    officer = world.person("Vũ Đình Toàn", one)
    watcher = world.person("Nguyễn Thu Hằng", office, Post.COORDINATOR)
    world.work(one, TODAY, "Của Sở Xây dựng", directive=world.directive(watcher=watcher))
    world.work(other, TODAY, "Của Sở Y tế")
    assert titles(world, feed(world, user_id=officer.id)) == ["Của Sở Xây dựng"]
    assert titles(world, feed(world, user_id=watcher.id)) == ["Của Sở Xây dựng"]


def test_one_who_follows_but_may_not_see_sees_nothing(world: World) -> None:
    other, one = world.agency("Sở Y tế"), world.agency("Sở Xây dựng")
    stranger = world.person("Người của Sở Y tế", other)
    world.work(one, TODAY, directive=world.directive(watcher=stranger))
    assert titles(world, feed(world, user_id=stranger.id)) == []


def test_a_disabled_persons_feed_is_empty(world: World) -> None:
    agency = world.agency()
    officer = world.person("Vũ Đình Toàn", agency)
    world.work(agency, TODAY)
    one = feed(world, user_id=officer.id)
    assert titles(world, one) != []
    officer.active = False
    assert titles(world, one) == []


def test_what_ended_stays_for_ninety_days(world: World) -> None:
    agency = world.agency()
    for state in (State.DONE, State.CANCELLED):
        for days in (89, 92):
            world.work(agency, TODAY - timedelta(days=100), f"{state.label} {days}", state=state).changed_at = at() - timedelta(days=days)
    assert titles(world, feed(world, agency_id=agency.id)) == ["Hoàn thành 89", "Hủy 89"]


def test_a_later_date_of_the_same_task_is_an_event_of_its_own(world: World) -> None:
    agency = world.agency()
    work = world.work(agency, TODAY)
    work.milestones.append(Milestone(due_on=TODAY + timedelta(days=30), original_due_on=TODAY + timedelta(days=30)))
    world.session.flush()
    items = feeds.feed_items(world.session, feed(world, agency_id=agency.id), TODAY)
    assert [(item.key, item.due_on) for item in items] == [
        (f"assignment-{work.id}", TODAY),
        (f"assignment-{work.id}-{work.milestones[1].id}", TODAY + timedelta(days=30)),
    ]


def test_a_groups_own_assignment_is_left_to_its_members(world: World) -> None:
    group, commune = world.agency("UBND các xã", group=True), world.agency("UBND xã Nà Ngần")
    whole = world.work(group, TODAY)
    world.work(commune, TODAY, task=whole.task, parent=whole)
    assert titles(world, feed(world, agency_id=group.id)) == []
    assert len(titles(world, feed(world, agency_id=commune.id))) == 1


# --- real clients ------------------------------------------------------------------------------------------------------


@contextmanager
def serving(contents: list[bytes]) -> Iterator[str]:
    """An address on loopback that gives the last of `contents`."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "text/calendar; charset=utf-8")
            self.send_header("Content-Length", str(len(contents[-1])))
            self.end_headers()
            self.wfile.write(contents[-1])

        def log_message(self, format: str, *words: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/lich/bi-mat.ics"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def run(program: str, *words: str, folder: Path) -> str:
    """Output of a calendar program that keeps its things in `folder`."""
    environment = {"HOME": str(folder), "PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8", "TZ": "Asia/Ho_Chi_Minh"}
    try:
        done = subprocess.run([program, *words], env=environment, capture_output=True, text=True, timeout=60)
    except FileNotFoundError:
        pytest.fail(f"{program} is missing: apt-get install {program}", pytrace=False)
    assert done.returncode == 0, done.stderr + done.stdout
    return done.stdout


def configure(folder: Path, url: str) -> tuple[str, str]:
    """Configurations of vdirsyncer and khal."""
    synced, shown = folder / "vdirsyncer.conf", folder / "khal.conf"
    synced.write_text(
        f'[general]\nstatus_path = "{folder}/status"\n\n[pair lich]\na = "xa"\nb = "gan"\ncollections = null\nconflict_resolution = "a wins"\n\n'
        f'[storage xa]\ntype = "http"\nurl = "{url}"\n\n[storage gan]\ntype = "filesystem"\npath = "{folder}/gan"\nfileext = ".ics"\n',
        "utf-8",
    )
    shown.write_text(
        f"[calendars]\n[[lich]]\npath = {folder}/gan\nreadonly = True\n\n[locale]\nlocal_timezone = Asia/Ho_Chi_Minh\n"
        f"default_timezone = Asia/Ho_Chi_Minh\nlongdateformat = %Y-%m-%d\ndateformat = %Y-%m-%d\n\n[sqlite]\npath = {folder}/khal.db\n",
        "utf-8",
    )
    (folder / "gan").mkdir()
    return str(synced), str(shown)


@pytest.mark.program
def test_vdirsyncer_and_khal_show_the_due_day_and_follow_a_move(tmp_path: Path) -> None:
    contents = [made(an_item(), an_item(key="assignment-8", title="Việc bị hủy"))]
    with serving(contents) as url:
        synced, shown = configure(tmp_path, url)
        run("vdirsyncer", "-c", synced, "discover", folder=tmp_path)
        run("vdirsyncer", "-c", synced, "sync", folder=tmp_path)
        listed = run("khal", "-c", shown, "list", "2026-11-27", "1d", "--format", "{start-date} {title}", folder=tmp_path)
        assert "2026-11-27 Phê duyệt đồ án quy hoạch" in " ".join(listed.split())
        assert "Việc bị hủy" in listed

        moved = replace(an_item(), due_on=date(2026, 12, 4), sequence=3, changed_at=at())
        contents.append(made(moved))
        run("vdirsyncer", "-c", synced, "sync", folder=tmp_path)
        assert len(list((tmp_path / "gan").glob("*.ics"))) == 1
        before = run("khal", "-c", shown, "list", "2026-11-27", "1d", "--format", "{title}", folder=tmp_path)
        after = run("khal", "-c", shown, "list", "2026-12-04", "1d", "--format", "{title}", folder=tmp_path)
        assert TITLE not in " ".join(before.split())
        assert TITLE in " ".join(after.split())
