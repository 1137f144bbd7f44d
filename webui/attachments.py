"""Files that agencies attach to their reports: kinds by content, limits, and handing them out again so that they can do nothing."""

from __future__ import annotations

import hashlib
import unicodedata
from datetime import datetime, timedelta
from pathlib import PurePath
from typing import NamedTuple
from urllib.parse import quote

from flask import Response
from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy.orm import Session
from werkzeug.datastructures import FileStorage

from webui import edge, sayings, secrecy
from webui.forms import Entered
from webui.security import DOWNLOAD_POLICY, MEGABYTE
from workflow import intake, limits
from workflow.model import StoredFile

ZIP, OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
#: ending → how its contents begin, and the media type
KINDS = {
    ".pdf": (b"%PDF", "application/pdf"),
    ".docx": (ZIP, "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    ".xlsx": (ZIP, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    ".pptx": (ZIP, "application/vnd.openxmlformats-officedocument.presentationml.presentation"),
    ".doc": (OLE, "application/msword"),
    ".xls": (OLE, "application/vnd.ms-excel"),
    ".jpg": (b"\xff\xd8\xff", "image/jpeg"),
    ".jpeg": (b"\xff\xd8\xff", "image/jpeg"),
    ".png": (b"\x89PNG", "image/png"),
    ".zip": (ZIP, "application/zip"),
}
ACCEPT = ",".join(KINDS)
MOST_FILES = 10
#: files that one person may attach in an hour
ATTACHED_AN_HOUR = 120


class Attached(NamedTuple):
    """A file that was chosen in a form and may be kept."""

    name: str
    media_type: str
    data: bytes
    #: what of it could not be searched for a secrecy stamp: itself, or files in the archive
    unchecked: list[str]


def taken(form: Entered, name: str) -> list[Attached]:
    """Every chosen file; what cannot be taken becomes a fault of the field."""
    uploads = form.uploads(name)
    if len(uploads) > MOST_FILES:
        form.fail(name, _("Mỗi lần gửi tối đa %(most)s tệp.", most=MOST_FILES))
        return []
    with secrecy.Search() as search:
        return [kept for upload in uploads if (kept := _take(form, name, upload, search)) is not None]


def _take(form: Entered, name: str, upload: FileStorage, search: secrecy.Search) -> Attached | None:
    called = safe_name(upload.filename or "")
    kind = KINDS.get(PurePath(called).suffix.lower())
    data = upload.read()
    limit = edge.settings().web.upload_limit_mb
    if kind is None:
        form.fail(name, _("Không nhận tệp “%(name)s”. Gửi tệp pdf, Word, Excel, ảnh hoặc zip.", name=called))
    elif not data:
        form.fail(name, _("Tệp “%(name)s” rỗng. Kiểm tra lại rồi chọn tệp khác.", name=called))
    elif len(data) > limit * MEGABYTE:
        form.fail(name, _("Tệp “%(name)s” lớn quá %(limit)s MB. Nén lại hoặc chia nhỏ.", name=called, limit=limit))
    elif not data.startswith(kind[0]):
        form.fail(name, _("Nội dung tệp “%(name)s” không đúng với phần đuôi. Mở tệp, lưu lại đúng kiểu rồi gửi.", name=called))
    elif not form.faults and _in_time(form, name):  # of a form that comes back anyway nothing is kept, so nothing is read
        return _searched(form, name, Attached(called, kind[1], data, []), search)
    return None


def _in_time(form: Entered, name: str) -> bool:
    """Whether this person may send another file now."""
    key = f"attach:{edge.current_viewer().user_id}"
    with edge.writing() as session:
        wait = limits.allow(session, key, limit=ATTACHED_AN_HOUR, within=timedelta(hours=1), now=edge.now())
    if wait:
        minutes = wait // 60 + 1
        form.fail(
            name,
            ngettext("Gửi quá nhiều tệp. Chờ %(num)d phút rồi gửi tiếp.", "Gửi quá nhiều tệp. Chờ %(num)d phút rồi gửi tiếp.", minutes),
        )
    return not wait


def _searched(form: Entered, name: str, file: Attached, search: secrecy.Search) -> Attached | None:
    try:
        return file._replace(unchecked=search.refuse_secret(file.name, file.data))
    except intake.SecretDocument as refusal:
        form.fail(name, _("Tệp “%(name)s”: %(why)s", name=file.name, why=sayings.said(refusal)))
    except secrecy.Busy:
        form.fail(name, _("Máy chủ đang dò dấu mật trong tệp của người khác. Chờ một phút rồi gửi lại."))
    return None


def safe_name(name: str) -> str:
    """A file's own name for people: NFC, without folders and control characters, not too long."""
    last = unicodedata.normalize("NFC", name).replace("\\", "/").rsplit("/", 1)[-1]
    clean = "".join(sign for sign in last if sign.isprintable()).strip() or "tep"
    stem, dot, ending = clean.rpartition(".")
    return clean if len(clean) <= 200 else f"{stem[:180]}{dot}{ending[:19]}"


def unchecked(files: list[Attached]) -> list[str]:
    """What of the files could not be searched for a secrecy stamp."""
    return [name for file in files for name in file.unchecked]


def keep(unit: Session, files: list[Attached], *, now: datetime, user_id: int | None) -> list[StoredFile]:
    """Store files in this unit of work."""
    rows = [
        StoredFile(
            sha256=hashlib.sha256(file.data).hexdigest(),
            name=file.name,
            media_type=file.media_type,
            size=len(file.data),
            content=file.data,
            created_at=now,
            created_by_id=user_id,
        )
        for file in files
    ]
    unit.add_all(rows)
    return rows


def handed_out(file: StoredFile) -> Response:
    """A stored file as a download: never shown in place, never run (ASVS 3.2.1); the name as RFC 6266 and 8187 write it."""
    plain = "".join(sign if (sign.isascii() and sign.isalnum()) or sign in "._-" else "_" for sign in file.name)
    answer = Response(file.content, mimetype=file.media_type)
    answer.headers["Content-Disposition"] = f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(file.name, safe='')}"
    answer.headers["Content-Security-Policy"] = DOWNLOAD_POLICY
    return answer
