"""Accounts, invitations, resets, entering, sessions: what works once, what ends when, and what is refused in words."""

from __future__ import annotations

import threading
import unicodedata
from datetime import timedelta

import pytest
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from tests.workflow.world import NOW, World, a_world
from workflow import db, feed_tokens, housekeeping, limits, passwords, people
from workflow.acting import Actor
from workflow.model import Attempt, Event, Feed, LoginSession, OneTimeLink, Post, User
from workflow.refusals import Invalid, NotFound, Stale
from workflow.settings import Settings

SETTINGS = Settings()
GOOD = "Trời xanh trên đỉnh Phja Oắc"
OTHER = "Chợ phiên họp vào ngày Rằm"
ADMIN = Actor(None, "cli")


@pytest.fixture(autouse=True)
def cheap(monkeypatch: pytest.MonkeyPatch) -> None:
    """The cost is proven by its own test; here it only takes time."""
    monkeypatch.setattr(passwords, "COST", 2**4)


@pytest.fixture
def world(shared_session: Session) -> World:
    return a_world(shared_session)


def joined(world: World, who: str = "anh", password: str = GOOD) -> User:
    user = world.people[who]
    token = people.invite(world.session, user, actor=ADMIN, now=NOW)
    return people.use_link(world.session, token, people.INVITATION, passwords.hash_password(password), NOW)


def enter(world: World, user: User, **others: object) -> str:
    return people.open_session(
        world.session, user, **({"now": NOW, "ip": "10.0.0.1", "user_agent": "Firefox", "settings": SETTINGS} | others)
    )


def check(world: World, email: str, password: str, ip: str = "10.0.0.1", after: timedelta = timedelta()) -> User:
    tried = people.begin_log_in(world.session, email, now=NOW + after, ip=ip)
    user = people.conclude_log_in(world.session, people.weigh(tried, password), now=NOW + after)
    if user is None:
        raise people.LoginRefused(people.WRONG)
    return user


# --- accounts ------------------------------------------------------------------------------------------------------


def test_a_new_person_cannot_enter_before_the_invitation_is_taken_up(world: World) -> None:
    posts = [(Post.OFFICER, world.agencies["snv"].id), (Post.AGENCY_HEAD, world.agencies["stp"].id)]
    user = people.create_user(world.session, email=" Mai@SonHa.example ", name="Lê  Thị\nMai", posts=posts, actor=ADMIN, now=NOW)
    assert (user.email, user.name, user.password_hash) == ("mai@sonha.example", "Lê Thị Mai", None)
    assert {(row.post, row.agency.name) for row in user.memberships} == {(Post.OFFICER, "Sở Nội vụ"), (Post.AGENCY_HEAD, "Sở Tư pháp")}
    with pytest.raises(people.LoginRefused):
        check(world, user.email, "")


@pytest.mark.parametrize(
    ("email", "name", "posts", "field"),
    [
        ("anh@sonha.example", "Trùng", None, "email"),
        ("không phải thư", "A", None, "email"),
        ("a@b.vn\nBcc: x@y.vn", "A", None, "email"),
        ("", "A", None, "email"),
        ("a@b@c.vn", "A", None, "email"),
        ("moi@b.vn", "   ", None, "name"),
        ("moi@b.vn", "A" * 201, None, "name"),
        ("moi@b.vn", "A", [], "posts"),
        ("moi@b.vn", "A", [(Post.OFFICER, 4711)], "posts"),
    ],
)
def test_a_wrong_account_is_refused_with_its_field(
    world: World, email: str, name: str, posts: list[tuple[Post, int]] | None, field: str
) -> None:
    wanted = [(Post.OFFICER, world.agencies["stp"].id)] if posts is None else posts
    with pytest.raises(Invalid) as refused:
        people.create_user(world.session, email=email, name=name, posts=wanted, actor=ADMIN, now=NOW)
    assert refused.value.field == field


def test_posts_are_set_exactly_and_told_in_the_history(world: World) -> None:
    user = world.people["anh"]
    people.set_posts(world.session, user, [(Post.AGENCY_HEAD, world.agencies["stp"].id)], actor=ADMIN, now=NOW)
    event = world.session.scalars(select(Event).where(Event.action == "user.posts_set")).one()
    assert (event.old, event.new) == ({"posts": ["officer@Sở Tư pháp"]}, {"posts": ["agency_head@Sở Tư pháp"]})
    assert world.viewer("anh").posts == {(Post.AGENCY_HEAD, world.agencies["stp"].id)}


def test_the_last_administrator_cannot_be_taken_away(world: World) -> None:
    with pytest.raises(Invalid, match="quản trị"):
        people.disable_user(world.session, world.people["quang"], actor=ADMIN, now=NOW)


def test_nobody_disables_themselves(world: World) -> None:
    user = world.people["quang"]
    with pytest.raises(Invalid, match="chính mình"):
        people.disable_user(world.session, user, actor=Actor(user.id, "web"), now=NOW)


def test_disabling_ends_sessions_links_and_calendars_at_once(world: World) -> None:
    user = joined(world)
    secret = enter(world, user)
    _, token = people.request_reset(world.session, user.email, NOW) or (None, "")
    _, feed = feed_of(world, "anh")
    people.disable_user(world.session, user, actor=ADMIN, now=NOW)
    assert people.find_session(world.session, secret, now=NOW, settings=SETTINGS) is None
    assert people.link_holder(world.session, token, people.PASSWORD, now=NOW) is None
    assert feed_tokens.find(world.session, feed, NOW) is None
    with pytest.raises(people.LoginRefused):
        check(world, user.email, GOOD)


def test_a_changed_address_ends_the_sessions_of_the_old_one(world: World) -> None:
    user = joined(world)
    secret = enter(world, user)
    people.update_user(world.session, user, actor=ADMIN, now=NOW, version=user.version, email="moi@sonha.example")
    assert people.find_session(world.session, secret, now=NOW, settings=SETTINGS) is None
    assert check(world, "moi@sonha.example", GOOD).id == user.id


def test_an_account_changed_by_somebody_else_is_stale(world: World) -> None:
    user = world.people["anh"]
    with pytest.raises(Stale):
        people.update_user(world.session, user, actor=ADMIN, now=NOW, version=user.version - 1, title="Trưởng phòng")


# --- links ---------------------------------------------------------------------------------------------------------


def test_an_invitation_is_good_once_and_kept_only_as_a_digest(world: World) -> None:
    token = people.invite(world.session, world.people["anh"], actor=ADMIN, now=NOW)
    assert len(token) >= 40
    assert token not in [link.token_hash for link in world.session.scalars(select(OneTimeLink))]
    people.use_link(world.session, token, people.INVITATION, passwords.hash_password(GOOD), NOW)
    with pytest.raises(NotFound):
        people.use_link(world.session, token, people.INVITATION, passwords.hash_password(OTHER), NOW)
    assert check(world, "ANH@sonha.example", GOOD).name == "Đỗ Thị Ánh"


@pytest.mark.parametrize("spoil", ["later", "another", "tampered", "other purpose"])
def test_a_link_that_is_good_no_more_is_refused(world: World, spoil: str) -> None:
    user = world.people["anh"]
    token, at, purpose = people.invite(world.session, user, actor=ADMIN, now=NOW), NOW, people.INVITATION
    if spoil == "later":
        at = NOW + timedelta(hours=72)
    elif spoil == "another":
        people.invite(world.session, user, actor=ADMIN, now=NOW)
    elif spoil == "tampered":
        token = token[:-1] + ("A" if token[-1] != "A" else "B")
    else:
        purpose = people.PASSWORD
    assert people.link_holder(world.session, token, purpose, now=at) is None
    if spoil != "other purpose":
        with pytest.raises(NotFound):
            people.use_link(world.session, token, people.INVITATION, passwords.hash_password(GOOD), at)


def test_a_reset_ends_every_session_and_the_old_password(world: World) -> None:
    user = joined(world)
    secret = enter(world, user)
    found = people.request_reset(world.session, " Anh@SonHa.example", NOW)
    assert found is not None
    people.use_link(world.session, found[1], people.PASSWORD, passwords.hash_password(OTHER), NOW)
    assert people.find_session(world.session, secret, now=NOW, settings=SETTINGS) is None
    assert check(world, user.email, OTHER).id == user.id
    with pytest.raises(people.LoginRefused):
        check(world, user.email, GOOD)


def test_a_reset_is_good_for_thirty_minutes_and_asked_at_most_three_times_an_hour(world: World) -> None:
    joined(world)
    links = [people.request_reset(world.session, "anh@sonha.example", NOW + timedelta(minutes=n)) for n in range(4)]
    assert links[3] is None
    assert links[2] is not None
    assert people.link_holder(world.session, links[2][1], people.PASSWORD, now=NOW + timedelta(minutes=33)) is None
    assert people.request_reset(world.session, "la@sonha.example", NOW) is None


# --- entering ------------------------------------------------------------------------------------------------------


def test_a_password_typed_decomposed_is_the_same(world: World) -> None:
    user = joined(world)
    assert check(world, user.email, unicodedata.normalize("NFD", GOOD)).id == user.id


def test_the_eleventh_wrong_password_must_wait_and_another_place_need_not(world: World) -> None:
    user = joined(world)
    for _ in range(10):
        with pytest.raises(people.LoginRefused) as wrong:
            check(world, user.email, "sai")
        assert wrong.value.wait_seconds == 0
    with pytest.raises(people.LoginRefused, match="chờ 5 phút") as waits:
        check(world, user.email, GOOD)
    assert waits.value.wait_seconds == 300
    assert check(world, user.email, GOOD, ip="10.0.0.2").id == user.id
    assert check(world, user.email, GOOD, after=timedelta(minutes=5)).id == user.id


def test_an_unknown_address_is_refused_in_the_same_words(world: World) -> None:
    joined(world)
    with pytest.raises(people.LoginRefused) as unknown:
        check(world, "khong-co@sonha.example", GOOD)
    with pytest.raises(people.LoginRefused) as wrong:
        check(world, "anh@sonha.example", "sai")
    assert (unknown.value.sentence, unknown.value.wait_seconds) == (wrong.value.sentence, wrong.value.wait_seconds)


def test_one_address_that_tries_many_people_is_stopped(world: World) -> None:
    for number in range(60):
        with pytest.raises(people.LoginRefused):
            check(world, f"nguoi{number}@sonha.example", "sai")
    with pytest.raises(people.LoginRefused) as stopped:
        check(world, "nguoi61@sonha.example", "sai")
    assert stopped.value.wait_seconds == 300


def test_a_password_kept_with_an_older_cost_is_kept_anew_at_log_in(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    user = joined(world)
    before = user.password_hash
    monkeypatch.setattr(passwords, "COST", 2**5)
    check(world, user.email, GOOD)
    assert user.password_hash != before
    assert not passwords.is_outdated(user.password_hash or "")


@pytest.mark.parametrize("typed", ["Trời xanh trên đỉnh Phja Oắc", "MatKhau@2026!!", "x@y"])
def test_what_was_typed_in_place_of_an_address_is_kept_nowhere(world: World, typed: str) -> None:
    with pytest.raises(people.LoginRefused):
        check(world, typed, "")
    event = world.session.scalars(select(Event).where(Event.action == "login.refused")).one()
    assert event.new == {"length": len(typed)}
    people.request_reset(world.session, typed, NOW)
    kept = [*world.session.scalars(select(Attempt.key)), *(str((e.old, e.new, e.note)) for e in world.session.scalars(select(Event)))]
    assert not [words for words in kept if typed.lower() in words.lower()]


def test_the_address_of_a_refused_log_in_is_on_record(world: World) -> None:
    with pytest.raises(people.LoginRefused):
        check(world, " Khong-Co@SonHa.example", "sai")
    event = world.session.scalars(select(Event).where(Event.action == "login.refused")).one()
    assert event.new == {"email": "khong-co@sonha.example"}


@pytest.mark.parametrize("meanwhile", ["disabled", "password changed"])
def test_who_lost_the_right_to_enter_while_the_password_was_weighed_does_not_enter(world: World, meanwhile: str) -> None:
    user = joined(world)
    verdict = people.weigh(people.begin_log_in(world.session, user.email, now=NOW, ip="10.0.0.1"), GOOD)
    assert verdict.right
    if meanwhile == "disabled":
        people.disable_user(world.session, user, actor=ADMIN, now=NOW)
    else:
        people.change_password(world.session, user, passwords.hash_password(OTHER), actor=ADMIN, now=NOW)
    assert people.conclude_log_in(world.session, verdict, now=NOW) is None


def test_many_at_once_do_not_pass_the_limit_together(engine: Engine) -> None:
    with db.transaction(engine) as session:
        a_world(session)
    passed: list[bool] = []
    together = threading.Barrier(14)

    def attempt() -> None:
        together.wait(timeout=30)
        try:
            with db.transaction(engine) as session:
                people.begin_log_in(session, "anh@sonha.example", now=NOW, ip="10.0.0.1")
            passed.append(True)
        except people.LoginRefused:
            passed.append(False)

    threads = [threading.Thread(target=attempt) for _ in range(14)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert (passed.count(True), passed.count(False)) == (10, 4)


# --- sessions ------------------------------------------------------------------------------------------------------


def test_a_session_ends_after_idling_and_after_its_longest_time(world: World) -> None:
    secret = enter(world, joined(world))

    def alive(**after: float) -> bool:
        return people.find_session(world.session, secret, now=NOW + timedelta(**after), settings=SETTINGS) is not None

    assert alive(minutes=29)
    assert not alive(minutes=30)
    found = people.find_session(world.session, secret, now=NOW, settings=SETTINGS)
    assert found is not None
    for hour in range(24):
        people.touch_session(world.session, found.id, NOW + timedelta(minutes=29 * hour))
    assert alive(hours=11, minutes=30)
    assert not alive(hours=12)


def test_last_seen_is_written_once_a_minute(world: World) -> None:
    secret = enter(world, joined(world))
    found = people.find_session(world.session, secret, now=NOW, settings=SETTINGS)
    assert found is not None
    assert not people.seen_long_ago(found, NOW + timedelta(seconds=59))
    assert people.seen_long_ago(found, NOW + timedelta(seconds=60))


def test_the_secret_of_a_session_is_not_in_the_database(world: World) -> None:
    secret = enter(world, joined(world))
    row = world.session.scalars(select(LoginSession)).one()
    assert secret not in (row.token_hash, row.user_agent, row.ip)
    assert people.find_session(world.session, row.token_hash, now=NOW, settings=SETTINGS) is None


def test_sessions_are_listed_and_ended_one_by_one_or_all(world: World) -> None:
    user = joined(world)
    first, second = enter(world, user), enter(world, user)
    rows = people.sessions_of(world.session, user.id, now=NOW)
    assert len(rows) == 2
    people.end_session(world.session, rows[0].id)
    assert len(people.sessions_of(world.session, user.id, now=NOW)) == 1
    assert people.end_all_sessions(world.session, user.id) == 1
    assert people.find_session(world.session, first, now=NOW, settings=SETTINGS) is None
    assert people.find_session(world.session, second, now=NOW, settings=SETTINGS) is None


def test_changing_the_password_ends_every_session(world: World) -> None:
    user = joined(world)
    secret = enter(world, user)
    people.change_password(world.session, user, passwords.hash_password(OTHER), actor=Actor(user.id, "web"), now=NOW)
    assert people.find_session(world.session, secret, now=NOW, settings=SETTINGS) is None


def test_no_secret_stands_in_the_history(world: World) -> None:
    user = joined(world)
    secret = enter(world, user)
    found = people.request_reset(world.session, user.email, NOW)
    told = " ".join(f"{event.old} {event.new} {event.note}" for event in world.session.scalars(select(Event)))
    assert found is not None
    for hidden in (GOOD, secret, found[1], user.password_hash or ""):
        assert hidden not in told


# --- limits and calendar addresses ---------------------------------------------------------------------------------


def test_a_limit_counts_only_what_is_within_its_time(shared_session: Session) -> None:
    def ask(second: int) -> int:
        return limits.allow(shared_session, "upload:7", limit=2, within=timedelta(seconds=10), now=NOW + timedelta(seconds=second))

    assert [ask(0), ask(4), ask(6), ask(10), ask(12), ask(14)] == [0, 0, 4, 0, 2, 0]


def test_attempts_are_forgotten_after_two_days(shared_session: Session) -> None:
    limits.note(shared_session, "a", now=NOW - timedelta(days=3))
    limits.note(shared_session, "b", now=NOW)
    assert limits.sweep(shared_session, now=NOW) == 1
    assert [row.key for row in shared_session.scalars(select(Attempt))] == ["b"]


def feed_of(world: World, who: str, agency: str | None = None) -> tuple[Feed, str]:
    viewer = world.viewer(who)
    agency_id = world.agencies[agency].id if agency else None
    user_id = None if agency else viewer.user_id
    actor = Actor(viewer.user_id, "web")
    return feed_tokens.create(world.session, actor=actor, viewer=viewer, user_id=user_id, agency_id=agency_id, label="điện thoại", now=NOW)


def test_a_calendar_address_is_found_until_it_is_revoked_or_expires(world: World) -> None:
    feed, secret = feed_of(world, "anh")
    assert secret != feed.token_hash
    assert feed_tokens.find(world.session, secret, NOW) is feed
    assert feed_tokens.find(world.session, secret + "x", NOW) is None
    assert feed_tokens.find(world.session, secret, NOW + timedelta(days=400)) is None
    assert feed_tokens.list_for(world.session, world.viewer("anh")) == [feed]
    feed_tokens.revoke(world.session, feed, actor=ADMIN, viewer=world.viewer("anh"), now=NOW)
    assert feed_tokens.find(world.session, secret, NOW) is None
    assert feed_tokens.list_for(world.session, world.viewer("anh")) == []


def test_an_agency_calendar_ends_for_who_belongs_to_the_agency_no_more(world: World) -> None:
    _, secret = feed_of(world, "anh", "stp")
    assert feed_tokens.find(world.session, secret, NOW) is not None
    people.set_posts(world.session, world.people["anh"], [(Post.OFFICER, world.agencies["syt"].id)], actor=ADMIN, now=NOW)
    world.session.expire_all()
    assert feed_tokens.find(world.session, secret, NOW) is None


def test_nobody_makes_or_revokes_the_calendar_of_others(world: World) -> None:
    with pytest.raises(NotFound):
        feed_of(world, "anh", "syt")
    feed, _ = feed_of(world, "yen")
    with pytest.raises(NotFound):
        feed_tokens.revoke(world.session, feed, actor=ADMIN, viewer=world.viewer("anh"), now=NOW)


def test_last_use_of_a_calendar_is_written_at_most_every_ten_minutes(world: World) -> None:
    feed, _ = feed_of(world, "anh")
    for minutes in (0, 5, 11):
        feed_tokens.note_use(world.session, feed.id, NOW + timedelta(minutes=minutes))
        world.session.refresh(feed)
    assert feed.last_used_at == NOW + timedelta(minutes=11)


def test_what_ended_long_ago_is_swept_and_the_history_stays(world: World) -> None:
    user = joined(world)
    enter(world, user)
    people.invite(world.session, user, actor=ADMIN, now=NOW)
    limits.note(world.session, "a", now=NOW)
    events = len(world.session.scalars(select(Event)).all())
    assert set(housekeeping.sweep(world.session, now=NOW + timedelta(days=1)).values()) == {0}
    swept = housekeeping.sweep(world.session, now=NOW + timedelta(days=12))
    assert swept == {"attempt": 1, "login_session": 1, "one_time_link": 2}
    assert len(world.session.scalars(select(Event)).all()) == events
