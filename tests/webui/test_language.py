"""English is complete: every message of the pages and every word of the vocabularies has its translation, with the same places to fill."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from html import unescape
from io import BytesIO
from pathlib import Path

import pytest
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po
from flask.testing import FlaskClient
from flask_babel import force_locale
from sqlalchemy import String, select

import webui
from directives.readers.kinds import FORMS, OFFICE, OLD_SHEETS, OPEN_SHEETS, OTHERS, SHEETS
from tests.webui import sentences
from tests.webui.site import Site
from webui.language import Catalogues, Template
from webui.sayings import said, told
from workflow import db
from workflow.duedates import UNIT_WORDS
from workflow.lifecycle import Act
from workflow.model import Base, terms
from workflow.model.terms import Labelled, State
from workflow.refusals import Invalid, Term, WrongState
from workflow.task_filter import LABELS, Sort

HOME = Path(webui.__file__).parent
METHODS = [("**.py", "python"), ("templates/**.html", "jinja2")]
KEYWORDS = {"_": None, "gettext": None, "ngettext": (1, 2), "lazy_gettext": None, "later": None}
#: `%(name)s` and `%(num)d`, the places of a message that are filled
PLACES = re.compile(r"%\((\w+)\)[sd]")


def messages() -> set[str]:
    """Every message that the pages can show, in Vietnamese."""
    found = extract_from_dir(
        HOME, METHODS, {"templates/**.html": {"trim_blocks": "true", "lstrip_blocks": "true"}}, KEYWORDS, directory_filter=_our_own
    )
    return {message[0] if isinstance(message, tuple) else message for _, _, message, _, _ in found}


def _our_own(folder: str) -> bool:
    return Path(folder).name not in ("static", "translations", "__pycache__", "commands", "demo", "deploy")


def labels() -> set[str]:
    """The words of the vocabularies."""
    vocabularies = [v for v in vars(terms).values() if isinstance(v, type) and issubclass(v, Labelled) and v is not Labelled]
    return {member.label for vocabulary in (*vocabularies, Act, Sort) for member in vocabulary}


def english() -> dict[str, list[str]]:
    """Vietnamese → English forms, of all catalogues."""
    known: dict[str, list[str]] = {}
    for file in sorted((HOME / "translations/en/LC_MESSAGES").glob("*.po")):
        with file.open("rb") as source:
            for message in read_po(source, "en"):
                if message.id:
                    key = message.id[0] if isinstance(message.id, tuple) else message.id
                    known[key] = list(message.string) if isinstance(message.string, tuple) else [message.string]
    return known


def test_every_message_of_the_pages_has_its_english() -> None:
    assert sorted(messages() - {key for key, forms in english().items() if all(forms)}) == []


def test_every_word_of_the_vocabularies_has_its_english() -> None:
    assert sorted(labels() - set(english())) == []


def test_translations_fill_the_same_places() -> None:
    wrong = {
        key: forms
        for key, forms in english().items()
        if any(set(PLACES.findall(form)) - {"num"} != set(PLACES.findall(key)) - {"num"} for form in forms)
    }
    assert wrong == {}


def test_catalogues_are_read_without_a_build_step() -> None:
    catalogues = Catalogues(HOME / "translations")
    assert catalogues.known["en"].gettext("Quá hạn") == "Overdue"
    assert catalogues.known["en"].ngettext("Quá hạn %(num)d ngày", "Quá hạn %(num)d ngày", 1) == "%(num)d day overdue"
    assert not list(HOME.glob("translations/**/*.mo"))


@pytest.mark.parametrize("path", ["/", "/nhiem-vu", "/qua-han", "/thu", "/tai-khoan", "/thu/lan-toi"])
def test_pages_show_in_english(site: Site, path: str) -> None:
    client = site.client("quang")
    site.post(client, "/ngon-ngu", {"language": "en", "next": "/"})
    page = client.get(path).text
    assert '<html lang="en">' in page
    assert "My work" in page
    assert "Việc của tôi" not in page


# --- refusals, doubts and notes --------------------------------------------------------------------------------------


@pytest.fixture
def in_english(site: Site) -> Iterator[None]:
    with site.app.test_request_context(), force_locale("en"):
        yield


def templates_of_refusals() -> dict[str, str]:
    """Template of every refusal → where it is raised; those that `_()` translated on the way are messages of the pages."""
    found = {}
    for one in sentences.raised():
        if isinstance(one.sentence, ast.Constant):
            found[str(one.sentence.value)] = one.where
        elif isinstance(one.sentence, ast.Name) and one.sentence.id in one.constants:
            found[one.constants[one.sentence.id]] = one.where
    return found


def test_no_refusal_is_put_together_where_it_is_raised() -> None:
    composed = [
        one.where for one in sentences.raised() if any(isinstance(part, ast.JoinedStr | ast.BinOp) for part in ast.walk(one.sentence))
    ]
    assert composed == []


def test_every_refusal_has_its_english_with_the_same_fields() -> None:
    known = english()
    wrong = {where: text for text, where in templates_of_refusals().items() if not _same_fields(text, known)}
    assert wrong == {}


def _same_fields(text: str, known: dict[str, list[str]]) -> bool:
    forms = [form for form in known.get(text, []) if form]
    return bool(forms) and all(set(Template.of(form).names) == set(Template.of(text).names) for form in forms)


def test_every_template_of_the_catalogue_keeps_its_fields() -> None:
    known = english()
    assert [text for text in known if "{" in text and not _same_fields(text, known)] == []


def test_what_refusals_call_the_fields_has_its_english() -> None:
    assert sorted((sentences.labels_of_fields() | set(LABELS.values())) - set(english())) == []


#: `Tính 10 ngày làm việc từ ngày nhận …`: its unit and its start are words of ours, each pair with a template of its own
COUNTED = "Tính 8 10 từ 12 14."


@pytest.mark.parametrize("unit", UNIT_WORDS.values())
@pytest.mark.parametrize("start", ["ngày ban hành", "ngày nhận"])
def test_every_unit_of_a_term_is_told_in_english(in_english: None, unit: str, start: str) -> None:
    assert not sentences.VIETNAMESE.search(told(f"Tính 10 {unit} từ {start} 02/11/2026."))


def test_kinds_of_files_that_are_no_documents_have_their_english() -> None:
    assert sorted({*OTHERS.values(), *SHEETS.values(), *OLD_SHEETS.values(), *OPEN_SHEETS.values(), OFFICE, FORMS} - set(english())) == []


def test_sentences_that_are_kept_whole_are_told_in_english(in_english: None) -> None:
    silent = {where: sentence for sentence, where in sentences.kept().items() if sentences.VIETNAMESE.search(told(sentence))}
    silent = {where: sentence for where, sentence in silent.items() if sentence != COUNTED}
    assert silent == {}


def test_a_refusal_is_said_with_its_words_in_english(in_english: None) -> None:
    assert said(WrongState("Nhiệm vụ đang ở trạng thái “{state}”, không cần đôn đốc cơ quan thực hiện.", state=State.DONE)) == (
        "The task is “Done”: the agency need not be urged."
    )
    refusal = Invalid("reason", "Chưa có {label}. Hãy ghi rồi gửi lại.", label=Term("lý do trả lại"))
    assert said(refusal) == "Missing: reason for returning. Write it, then send again."
    assert str(refusal) == "Chưa có lý do trả lại. Hãy ghi rồi gửi lại."
    assert said(Invalid("name", "Đã có cơ quan “{name}”.", name="Hủy")) == "There is an agency “Hủy” already."


@pytest.mark.parametrize(
    ("sentence", "english"),
    [
        ("Quá hạn 12 ngày", "12 days overdue"),
        ("Đọc “Sở TTT” là “Sở Y tế”", "“Sở TTT” was read as “Sở Y tế”"),
        ("Tính 10 ngày làm việc từ ngày nhận 02/11/2026.", "10 working days from the date of receipt, 02/11/2026."),
        (
            "Không đọc được tệp đính kèm «a.pdf»: Tệp được đặt mật khẩu nên không đọc được. Hãy bỏ mật khẩu rồi tải lên lại.",
            "The attachment «a.pdf» cannot be read: The file has a password and cannot be read. Remove the password and upload again.",
        ),
        (
            "Đây là tệp nén (zip), không phải văn bản. Hãy giải nén rồi tải lên từng văn bản: " + FORMS + ".",
            "This is an archive (zip), not a document. Unpack it and upload each document: .docx, .doc, .pdf, .odt, .rtf, .txt, .md, .html, .eml"
            " or a scan (.png, .jpg, .tif).",
        ),
        (
            "Đây là bảng tính Excel, không phải văn bản. Hãy mở tệp, lưu thành PDF (Save as PDF) rồi tải lên.",
            "This is an Excel spreadsheet, not a document. Open it, save it as PDF, and upload that.",
        ),
        ("Lời của một người", "Lời của một người"),
        ("", ""),
    ],
)
def test_kept_sentences_are_matched_with_their_templates(in_english: None, sentence: str, english: str) -> None:
    assert told(sentence) == english


@pytest.mark.parametrize(
    ("text", "sentence", "fields"),
    [
        ("Quá hạn {days} ngày", "Quá hạn 3 ngày", {"days": "3"}),
        ("Quá hạn {days} ngày", "Quá hạn ngày", None),
        ("Quá hạn {days} ngày", "Quá hạn  ngày", None),
        ("{a}: {b}", "x: y: z", {"a": "x", "b": "y: z"}),
        ("{a}: {b}", ": y", None),
        ("{a}.", "xong.", {"a": "xong"}),
    ],
)
def test_a_template_finds_its_fields(text: str, sentence: str, fields: dict[str, str] | None) -> None:
    assert Template.of(text).fields(sentence) == fields


# --- what an English reader is shown -----------------------------------------------------------------------------------

#: the part of a page that is its own
MAIN = re.compile(r"<main.*?</main>", re.DOTALL)


def english_client(site: Site, who: str) -> FlaskClient:
    client = site.client(who)
    site.post(client, "/ngon-ngu", {"language": "en", "next": "/"})
    return client


@pytest.mark.parametrize(
    ("who", "path"),
    [
        ("quang", "/khong-co"),
        ("quang", "/nhiem-vu/999999"),
        ("quang", "/van-ban/999999"),
        ("lam", "/van-ban/them"),
        ("quang", "/thu/999999"),
        ("quang", "/co-quan/999999"),
        ("hang", "/van-ban/999999/duyet"),
        ("hang", "/nguoi-dung"),
        ("hang", "/nhiem-vu.xlsx?state=la"),
    ],
)
def test_error_pages_are_english_for_an_english_reader(site: Site, who: str, path: str) -> None:
    answer = english_client(site, who).get(path)
    assert answer.status_code in (400, 403, 404)
    found = MAIN.search(answer.text)
    assert found
    assert sentences.VIETNAMESE.findall(re.sub(r"<[^>]*>", " ", found[0])) == []


@pytest.mark.parametrize(
    "data", [b"", b"PK\x03\x04 cut", b"\x7fELF\x02\x01", b"%PDF-1.4 nothing", b"GIF89a..", b"\x1f\x8b\x08", bytes(range(256)) * 9]
)
def test_a_file_is_refused_in_english(site: Site, data: bytes) -> None:
    client = english_client(site, "hang")
    answer = site.post(client, "/van-ban/them", {"file": (BytesIO(data), "bad.docx")}, content_type="multipart/form-data")
    said_of_it = re.search(r'<span class="error-text">(.*?)</span>', answer.text)
    assert said_of_it
    assert not sentences.VIETNAMESE.search(said_of_it[1])


#: what stays Vietnamese on an English page: stamps of secrecy, the official name of a day off, a language's own name
NAMES = ("MẬT, TỐI MẬT, TUYỆT MẬT", "Ngày Văn hóa Việt Nam", "Tiếng Việt")


def stored_words(site: Site) -> list[str]:
    """Every text in the database, the longest first."""
    columns = [column for table in Base.metadata.sorted_tables for column in table.columns if isinstance(column.type, String)]
    with db.reading(site.engine) as session:
        return sorted({str(value) for column in columns for value in session.scalars(select(column)) if value}, key=len, reverse=True)


@pytest.mark.parametrize("who", ["quang", "lam"])
def test_an_english_reader_finds_vietnamese_only_in_data(site: Site, who: str) -> None:
    client = english_client(site, who)
    left, stored = {}, (*stored_words(site), *NAMES)
    for path in (
        "/",
        "/nhiem-vu",
        "/qua-han",
        "/van-ban",
        "/co-quan",
        "/thu",
        "/thu/lan-toi",
        "/tai-khoan",
        "/van-ban/them",
        "/nguoi-dung",
    ):
        found = MAIN.search(client.get(path).text)
        assert found
        shown = unescape(re.sub(r"<[^>]*>", "\n", found[0]))
        for words in stored:
            shown = shown.replace(words, " ")
        left[path] = [line.strip() for line in shown.splitlines() if sentences.VIETNAMESE.search(line)]
    assert [(path, lines) for path, lines in left.items() if lines] == []
