"""What mails look like and say: golden files in both languages, headers, folding, and words that try to be more than words."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from notifier import compose
from notifier.letters import Contact, Letter, Row, as_given, by_lateness
from notifier.recipients import Recipient
from tests.notifier.world import ZONE, golden, make_settings
from workflow.model import MessageKind, Part, TimeClass

MAIL = make_settings().mail
WHEN = datetime(2026, 11, 20, 7, 30, tzinfo=ZONE)
BASE = "https://dondoc.sonha.example/nhiem-vu/"


def row(number: int, title: str, of_class: TimeClass, due_on: date | None, part: Part = Part.LEAD, **more: object) -> Row:
    fields = {"source": "03/KH-UBND", "agency": "Sở Xây dựng", "due_time": "", **more}
    return Row(title=title, code=f"NV-2026-{number:05d}", url=f"{BASE}{number}", part=part, time_class=of_class, due_on=due_on, **fields)  # type: ignore[arg-type]


ROWS = [
    row(214, "Lập danh sách hộ được hỗ trợ xóa nhà tạm đợt 3", TimeClass.SOON, date(2026, 11, 25)),
    row(77, "Phê duyệt đồ án quy hoạch phân khu khu dân cư phía bắc sông Lam Khê", TimeClass.LATE, date(2026, 10, 16), urged=5),
    row(180, "Cấp phép đấu nối 3 điểm dừng nghỉ vào đường tỉnh 318", TimeClass.LATE, date(2026, 11, 9), urged=3, due_time="16:00"),
    row(230, "Tham gia ý kiến thiết kế trạm bơm Suối Bạc", TimeClass.SOON, date(2026, 11, 27), Part.COORDINATE),
    row(231, "Ý kiến về <b>giá</b> & “phí”", TimeClass.TODAY, date(2026, 11, 20), source="Ý kiến chỉ đạo"),
]
TOAN = Recipient("user:12", 12, None, "Vũ Đình Toàn", "toan.vu@sonha.example", "vi", "Phòng Quy hoạch, Sở Xây dựng")


def letter(kind: MessageKind, language: str = "vi") -> Letter:
    """A letter of each kind, with everything that the kind can say."""
    rows = by_lateness(ROWS) if kind is MessageKind.DIGEST else by_lateness(ROWS[1:2])
    account = kind in (MessageKind.INVITATION, MessageKind.PASSWORD, MessageKind.TEST)
    secret = "https://dondoc.sonha.example/loi-moi/abc"
    return Letter(
        kind=kind,
        to=replace(TOAN, locale=language),
        office="Văn phòng UBND tỉnh Sơn Hà",
        as_of=WHEN,
        sections=() if account else as_given(ROWS[:2]) if kind is MessageKind.ASSIGNED else rows,
        note="Thiếu phụ lục số liệu đến ngày 15/11." if kind in (MessageKind.RETURNED, MessageKind.EXTENSION, MessageKind.URGED) else "",
        speaker="Nguyễn Thu Hằng",
        contact=Contact("Nguyễn Thu Hằng, Văn phòng UBND tỉnh Sơn Hà", "0200 555 0116"),
        day_off=(date(2026, 11, 24), "Ngày Văn hóa Việt Nam") if kind is MessageKind.DIGEST else None,
        url=secret
        if account
        else f"{BASE}77"
        if kind is not MessageKind.DIGEST
        else "https://dondoc.sonha.example/nhiem-vu?time_class=qua_han",
        granted=True,
        granted_on=date(2026, 12, 1),
    )


def mime(one: Letter, **more: object) -> tuple[bytes, EmailMessage]:
    words = compose.words_of(one, brand=MAIL.sender_name)
    made = compose.mime_of(
        words,
        one,
        mail=MAIL,
        address="toan.vu@sonha.example",
        message_id="<1@sonha.example>",
        now=WHEN,
        **more,  # type: ignore[arg-type]
    )
    return made, message_from_bytes(made, policy=policy.default)


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize("kind", list(MessageKind))
def test_a_mail_says_what_its_golden_file_says(kind: MessageKind, language: str) -> None:
    words = compose.words_of(letter(kind, language), brand="Đôn Đốc")
    assert f"Subject: {words.subject}\n\n{words.text}" == golden(f"{language}-{kind.value}.txt").read_text("utf-8")


@pytest.mark.parametrize("kind", [MessageKind.DIGEST, MessageKind.URGED])
def test_a_mail_looks_as_its_golden_file_looks(kind: MessageKind) -> None:
    assert compose.words_of(letter(kind), brand="Đôn Đốc").html == golden(f"vi-{kind.value}.html").read_text("utf-8")


def test_the_digest_opens_with_what_is_overdue_the_longest() -> None:
    sections = by_lateness(ROWS)
    assert [section.key for section in sections] == ["late", "today", "soon"]
    assert [row.due_on for row in sections[0].rows] == [date(2026, 10, 16), date(2026, 11, 9)]


def test_headers_say_who_what_when_and_that_a_machine_wrote() -> None:
    _, read = mime(replace(letter(MessageKind.DIGEST), reply_to="hang@sonha.example"))
    assert read["Subject"] == "[Đôn Đốc] 2 việc quá hạn, 1 việc đến hạn hôm nay, 2 việc sắp đến hạn, Thứ Sáu 20/11/2026"
    assert str(read["From"]) == "Đôn Đốc <dondoc@sonha.example>"
    assert str(read["To"]) == "Vũ Đình Toàn <toan.vu@sonha.example>"
    assert read["Reply-To"] == "hang@sonha.example"
    assert read["Message-ID"] == "<1@sonha.example>"
    assert read["Date"] == "Fri, 20 Nov 2026 07:30:00 +0700"
    assert read["Auto-Submitted"] == "auto-generated"
    assert [part.get_content_type() for part in read.iter_parts()] == ["text/plain", "text/html"]


def test_the_same_letter_gives_the_same_bytes() -> None:
    assert mime(letter(MessageKind.DIGEST))[0] == mime(letter(MessageKind.DIGEST))[0]


@settings(max_examples=150, deadline=None)
@given(st.text(alphabet="aáảệữ đĐờ-,:“”\u0301 ", min_size=1, max_size=300))
def test_a_long_vietnamese_subject_comes_back_as_it_was(title: str) -> None:
    one = letter(MessageKind.RETURNED)
    named = replace(one, sections=by_lateness([replace(ROWS[0], title=f"x{title}y")]))
    raw, read = mime(named)
    assert read["Subject"] == " ".join(f"[Đôn Đốc] Yêu cầu làm tiếp: x{title}y".split())
    assert raw.isascii()
    assert all(len(line) <= 998 for line in raw.split(b"\r\n"))
    assert b"\n" not in raw.replace(b"\r\n", b"")


@pytest.mark.parametrize("words", ["một\r\nBcc: evil@x.vn", "một\nBcc: evil@x.vn", "một\rBcc: evil@x.vn", "một\u2028Bcc: evil@x.vn\x00"])
def test_words_cannot_become_headers(words: str) -> None:
    one = letter(MessageKind.RETURNED)
    _, read = mime(replace(one, to=replace(one.to, name=words), sections=by_lateness([replace(ROWS[0], title=words)])))
    assert read["Bcc"] is None
    assert "Bcc: evil@x.vn" in read["Subject"]


@pytest.mark.parametrize("evil", ["<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "{{7*7}}", "/etc/passwd"])
def test_words_of_people_stay_words_in_html(evil: str) -> None:
    one = letter(MessageKind.RETURNED)
    hostile = [replace(ROWS[0], title=evil, source=evil, agency=evil)]
    named = replace(one, note=evil, speaker=evil, office=evil, sections=by_lateness(hostile), contact=Contact(evil, evil))
    named = replace(named, to=replace(named.to, name=evil, place=evil), meant_for=evil)
    html = compose.words_of(named, brand=evil).html
    assert "<script" not in html
    assert "<img" not in html
    assert "49" not in html or "{{7*7}}" in html
    assert evil in compose.words_of(named, brand=evil).text


def test_in_test_mode_the_mail_names_the_real_recipient() -> None:
    words = compose.words_of(replace(letter(MessageKind.DIGEST), meant_for="toan.vu@sonha.example"), brand="Đôn Đốc")
    for text in (words.text, words.html):
        assert "Chế độ thử: thư này lẽ ra gửi tới toan.vu@sonha.example." in text


def test_a_refused_extension_says_that_the_date_stands() -> None:
    words = compose.words_of(replace(letter(MessageKind.EXTENSION), granted=False, granted_on=None), brand="Đôn Đốc")
    assert words.subject.startswith("[Đôn Đốc] Không đồng ý gia hạn: ")
    assert "giữ nguyên" in words.text


def test_message_ids_are_of_the_senders_domain_and_differ() -> None:
    first, second = compose.new_message_id("dondoc@sonha.example"), compose.new_message_id("dondoc@sonha.example")
    assert first != second
    assert first.endswith("@sonha.example>")


def test_a_date_that_names_no_day_keeps_its_words_in_the_mail() -> None:
    late = row(1, "Báo cáo quý", TimeClass.SOON, date(2026, 12, 31), due_words="trong quý IV/2026")
    assert late.details("vi").startswith("hạn Thứ Năm 31/12/2026 (“trong quý IV/2026”) · ")
    assert late.details("en").startswith("due Thursday 31/12/2026 (“trong quý IV/2026”) · ")
