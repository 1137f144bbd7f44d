"""A secrecy stamp refuses a file wherever it comes in: as a directive, as an annex attached later, with a report, in an archive."""

from __future__ import annotations

import zipfile
from html import unescape
from io import BytesIO
from typing import Any

import pytest
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from directives.model import Paragraph, Span
from tests.documents import forms
from tests.documents.forms import archive as zip_of
from tests.webui.site import Site
from webui import secrecy
from workflow import db
from workflow.model import DirectiveFile, Report, StoredFile

RESULT = [
    "SỞ TƯ PHÁP",
    "Số: 142/BC-STP",
    "{stamp}",
    "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
    "Độc lập - Tự do - Hạnh phúc",
    "Sơn Hà, ngày 19 tháng 11 năm 2026",
    "BÁO CÁO",
    "Kết quả số hóa sổ hộ tịch",
    "I. KẾT QUẢ",
    "Đã số hóa sổ hộ tịch của mười xã.",
]


def word(stamp: str = "") -> bytes:
    return forms.docx("".join(forms.paragraph(line.format(stamp=stamp)) for line in RESULT if stamp or line != "{stamp}"))


def damaged_stream(name: str) -> bytes:
    """An archive whose directory is whole, and one of whose files does not unpack."""
    packed = zip_of({name: word("MẬT"), "sau.txt": "Số liệu của mười xã."})
    with zipfile.ZipFile(BytesIO(packed)) as archive:
        entry = archive.getinfo(name)
    begin = entry.header_offset + 30 + len(entry.filename.encode())
    return packed[:begin] + b"\x07" * 20 + packed[begin + 20 :]  # a kind of block that deflate does not have


def locked(files: dict[str, bytes]) -> bytes:
    """An archive whose directory says that its files need a password."""
    packed = bytearray(zip_of(files))
    for sign, flag in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        packed[packed.find(sign) + flag] |= 1
    return bytes(packed)


def blank_picture() -> bytes:
    picture = BytesIO()
    Image.new("L", (600, 800), 255).save(picture, "png")
    return picture.getvalue()


#: an archive to be damaged
SMALL = zip_of({f"{place}.txt": f"Số liệu của xã thứ {place}. " * 9 for place in range(3)})

#: name, bytes, the stamp that is told; empty where the file is taken
FILES = [
    ("bao-cao.docx", word("MẬT"), "Mật"),
    ("bao-cao.docx", word("TỐI MẬT"), "Tối mật"),
    ("bao-cao.docx", word("TUYỆT MẬT"), "Tuyệt mật"),
    ("ho-so.zip", zip_of({"anh.png": b"x", "ket-qua/bao-cao.docx": word("MẬT")}), "Mật"),
    ("bao-cao.docx", word(), ""),
    ("ho-so.zip", zip_of({"bao-cao.docx": word(), "so-lieu.xlsx": b"PK"}), ""),
    ("hong.docx", b"PK\x03\x04 hong", ""),
    ("bang.xlsx", zip_of({"xl/workbook.xml": "<x/>"}), ""),
    ("khoa.zip", forms.encrypted_zip(), ""),
    ("ho-so.zip", damaged_stream("bao-cao.docx"), ""),
    ("ho-so.zip", zip_of({"hong.docx": b"PK", "bao-cao.docx": word("MẬT")}), "Mật"),
]
IDS = [
    "secret",
    "top secret",
    "most secret",
    "in an archive",
    "plain",
    "plain archive",
    "damaged",
    "sheet",
    "locked archive",
    "damaged stream",
    "behind a damaged file",
]


def counts(site: Site) -> dict[str, int]:
    with db.reading(site.engine) as session:
        return {kind.__name__: session.scalar(select(func.count(kind.id))) or 0 for kind in (StoredFile, DirectiveFile, Report)}


def told(answer: TestResponse, stamp: str) -> bool:
    return f"Văn bản đóng dấu độ mật “{stamp}” nên không được đưa vào hệ thống này; chưa có gì được lưu lại." in answer.text


@pytest.mark.parametrize(("name", "data", "stamp"), FILES, ids=IDS)
def test_files_of_reports_are_looked_at(site: Site, officer: FlaskClient, name: str, data: bytes, stamp: str) -> None:
    before = counts(site)
    form: dict[str, Any] = {"version": site.version("late"), "text": "Đã làm xong phần đầu", "files": (BytesIO(data), name)}
    answer = site.post(officer, f"/phan-cong/{site.ids['late']}/bao-cao", form, content_type="multipart/form-data")
    if stamp:
        assert answer.status_code == 400
        assert told(answer, stamp)
        assert "Đã làm xong phần đầu" in answer.text
        assert counts(site) == before
    else:
        assert answer.status_code == 303
        assert counts(site) == before | {"StoredFile": before["StoredFile"] + 1, "Report": before["Report"] + 1}


@pytest.mark.parametrize(("name", "data", "stamp"), FILES[:1] + FILES[3:5] + FILES[9:10], ids=[IDS[0], *IDS[3:5], IDS[9]])
def test_files_attached_to_a_directive_are_looked_at(site: Site, coordinator: FlaskClient, name: str, data: bytes, stamp: str) -> None:
    before = counts(site)
    form = {"file": (BytesIO(data), name)}
    answer = site.post(coordinator, f"/van-ban/{site.ids['plan']}/tep", form, content_type="multipart/form-data")
    if stamp:
        assert answer.status_code == 400
        assert told(answer, stamp)
        assert counts(site) == before
    else:
        assert answer.status_code == 303
        assert counts(site)["DirectiveFile"] == before["DirectiveFile"] + 1


def test_of_several_files_one_secret_one_keeps_all_out(site: Site, officer: FlaskClient) -> None:
    before = counts(site)
    files = [(BytesIO(word()), "mot.docx"), (BytesIO(word("MẬT")), "hai.docx")]
    form: dict[str, Any] = {"version": site.version("late"), "text": "Hai tệp", "files": files}
    answer = site.post(officer, f"/phan-cong/{site.ids['late']}/bao-cao", form, content_type="multipart/form-data")
    assert answer.status_code == 400
    assert "“hai.docx”" in answer.text
    assert counts(site) == before


def test_who_may_not_act_makes_nothing_be_read(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[str] = []
    monkeypatch.setattr("webui.secrecy.Search.refuse_secret", lambda search, name, data: read.append(name))
    stranger = site.client("thuong")
    form: dict[str, Any] = {"version": site.version("late"), "text": "x", "files": (BytesIO(word("MẬT")), "a.docx")}
    answer = site.post(stranger, f"/phan-cong/{site.ids['late']}/bao-cao", form, content_type="multipart/form-data")
    assert answer.status_code == 404
    assert read == []


def test_the_refusal_is_english_for_an_english_reader(site: Site) -> None:
    client = site.client("anh")
    site.post(client, "/ngon-ngu", {"language": "en", "next": "/"})
    form: dict[str, Any] = {"version": site.version("late"), "text": "x", "files": (BytesIO(word("MẬT")), "a.docx")}
    answer = site.post(client, f"/phan-cong/{site.ids['late']}/bao-cao", form, content_type="multipart/form-data")
    assert "The file “a.docx”: The document" in answer.text


WARNING = "Chưa dò được dấu mật trong tệp {}; người gửi tự chịu trách nhiệm kiểm tra."


def report(site: Site, client: FlaskClient, *files: tuple[str, bytes]) -> TestResponse:
    form: dict[str, Any] = {
        "version": site.version("late"),
        "text": "Số liệu kèm theo",
        "files": [(BytesIO(data), name) for name, data in files],
    }
    return site.post(client, f"/phan-cong/{site.ids['late']}/bao-cao", form, content_type="multipart/form-data")


#: file, what of it is not looked at
UNCHECKED = [
    ("bang.xlsx", zip_of({"xl/workbook.xml": "<x/>"}), ["bang.xlsx"]),
    ("hong.docx", b"PK\x03\x04 hong", ["hong.docx"]),
    ("hong.zip", b"PK\x03\x04 hong", ["hong.zip"]),
    ("ho-so.zip", damaged_stream("bao-cao.docx"), ["ho-so.zip/bao-cao.docx"]),
    ("khoa.zip", locked({"bao-cao.docx": word("MẬT")}), ["khoa.zip/bao-cao.docx"]),
    ("ho-so.zip", zip_of({"trong.zip": zip_of({"a.docx": word("MẬT")}), "bao-cao.docx": word()}), ["ho-so.zip/trong.zip"]),
    ("ho-so.zip", zip_of({f"{place}.txt": "Số liệu của xã." for place in range(21)}), ["ho-so.zip/20.txt"]),
    ("ho-so.zip", zip_of({f"{place}.xlsx": b"PK" for place in range(9)}), ["ho-so.zip"]),
    ("anh-quet.docx", forms.docx(forms.paragraph("")), ["anh-quet.docx"]),
    ("bao-cao.docx", word(), []),
    ("ho-so.zip", zip_of({"thu-muc/": "", "thu-muc/bao-cao.docx": word()}), []),
]


@pytest.fixture
def logged(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What the log is told, where there is no request that it could name a person from."""
    lines: list[str] = []
    monkeypatch.setattr("webui.secrecy.note", lines.append)
    return lines


@pytest.mark.usefixtures("logged")
@pytest.mark.parametrize(("name", "data", "names"), UNCHECKED)
def test_what_cannot_be_looked_at_is_named(name: str, data: bytes, names: list[str]) -> None:
    with secrecy.Search() as search:
        assert search.refuse_secret(name, data) == names


@pytest.mark.program
@pytest.mark.usefixtures("logged")
def test_a_picture_without_words_has_no_stamp_but_a_page_that_was_not_read_may_have_one() -> None:
    with secrecy.Search() as search:
        assert search.refuse_secret("trang.png", blank_picture()) == []
    first, second = (Paragraph(span=Span(0, 3), page=page) for page in (1, 2))
    assert [secrecy.first_page_read([block]) for block in (first, second, Paragraph(span=Span(0, 3)))] == [True, False, True]


def test_what_could_not_be_looked_at_is_told_and_kept_on_the_tasks_page(site: Site, officer: FlaskClient) -> None:
    answer = report(site, officer, *((f"{place}.xlsx", b"PK\x03\x04") for place in range(7)))
    assert answer.status_code == 303
    told_at_once, seen_later = (unescape(officer.get(answer.location).text) for _ in range(2))
    sentence = WARNING.format("“0.xlsx”, “1.xlsx”, “2.xlsx”, “3.xlsx”, “4.xlsx” và 2 tệp khác")
    assert told_at_once.count(sentence) == 2
    assert seen_later.count(sentence) == 1


def test_a_directives_page_keeps_what_could_not_be_looked_at(site: Site, coordinator: FlaskClient) -> None:
    form = {"file": (BytesIO(zip_of({"xl/workbook.xml": "<x/>"})), "phu-luc.xlsx")}
    answer = site.post(coordinator, f"/van-ban/{site.ids['plan']}/tep", form, content_type="multipart/form-data")
    assert answer.status_code == 303
    told_at_once, seen_later = (unescape(coordinator.get(answer.location).text) for _ in range(2))
    assert told_at_once.count(WARNING.format("“phu-luc.xlsx”")) == 2
    assert seen_later.count(WARNING.format("“phu-luc.xlsx”")) == 1
    site.post(coordinator, "/ngon-ngu", {"language": "en", "next": "/"})
    assert "No search for a secrecy stamp was possible in “phu-luc.xlsx”" in unescape(coordinator.get(answer.location).text)


def test_the_files_of_a_form_have_one_deadline(site: Site, officer: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("webui.secrecy.FORM_SECONDS", 0)
    answer = report(site, officer, ("mot.docx", word("MẬT")), ("hai.docx", word()))
    assert answer.status_code == 303
    assert WARNING.format("“mot.docx”, “hai.docx”") in unescape(officer.get(answer.location).text)


def test_a_form_that_gets_no_turn_says_so_and_keeps_the_words(site: Site, officer: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("webui.secrecy.TURN_SECONDS", 0.01)
    before = counts(site)
    with secrecy.AT_ONCE, secrecy.AT_ONCE:
        answer = report(site, officer, ("mot.docx", word()))
        sheet = report(site, officer, ("bang.xlsx", b"PK\x03\x04"))
    assert answer.status_code == 400
    assert "Máy chủ đang dò dấu mật trong tệp của người khác. Chờ một phút rồi gửi lại." in answer.text
    assert "Số liệu kèm theo" in answer.text
    assert sheet.status_code == 303  # needs no reader, so no turn
    assert counts(site)["StoredFile"] == before["StoredFile"] + 1
    assert report(site, officer, ("mot.docx", word())).status_code == 303


def test_files_of_an_hour_are_limited(site: Site, officer: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("webui.attachments.ATTACHED_AN_HOUR", 2)
    assert report(site, officer, ("mot.docx", word()), ("hai.docx", word())).status_code == 303
    answer = report(site, officer, ("ba.docx", word()))
    assert answer.status_code == 400
    assert "Gửi quá nhiều tệp. Chờ 61 phút rồi gửi tiếp." in answer.text or "Gửi quá nhiều tệp. Chờ 60 phút rồi gửi tiếp." in answer.text


@given(st.lists(st.tuples(st.integers(min_value=0), st.integers(0, 255)), min_size=1, max_size=4))
def test_no_damage_to_an_archive_gets_out_of_the_search(changes: list[tuple[int, int]]) -> None:
    data = bytearray(SMALL)
    for place, value in changes:
        data[place % len(data)] = value
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr("webui.secrecy.note", lambda words: None)
        list(secrecy.parts("ho-so.zip", bytes(data)))
