"""A secrecy stamp refuses a file wherever it comes in: as a directive, as an annex attached later, with a report, in an archive."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from tests.documents import forms
from tests.webui.site import Site
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


#: name, bytes, the stamp that is told; empty where the file is taken
FILES = [
    ("bao-cao.docx", word("MẬT"), "Mật"),
    ("bao-cao.docx", word("TỐI MẬT"), "Tối mật"),
    ("bao-cao.docx", word("TUYỆT MẬT"), "Tuyệt mật"),
    ("ho-so.zip", forms.archive({"anh.png": b"x", "ket-qua/bao-cao.docx": word("MẬT")}), "Mật"),
    ("bao-cao.docx", word(), ""),
    ("ho-so.zip", forms.archive({"bao-cao.docx": word(), "so-lieu.xlsx": b"PK"}), ""),
    ("hong.docx", b"PK\x03\x04 hong", ""),
    ("bang.xlsx", forms.archive({"xl/workbook.xml": "<x/>"}), ""),
    ("khoa.zip", forms.encrypted_zip(), ""),
]
IDS = ["secret", "top secret", "most secret", "in an archive", "plain", "plain archive", "damaged", "sheet", "locked archive"]


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


@pytest.mark.parametrize(("name", "data", "stamp"), FILES[:1] + FILES[3:5], ids=[IDS[0], *IDS[3:5]])
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
    monkeypatch.setattr("webui.secrecy.refuse_secret", lambda name, data: read.append(name))
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
