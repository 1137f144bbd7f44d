"""How much a document may ask of us, and the refusal that a clerk can understand."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from directives.readers.flow import Page


def never() -> bool:
    """Nothing but the document ends the reading."""
    return False


def unheard(page: Page, pages: int) -> None:
    """Nobody waits for single pages."""


@dataclass(frozen=True)
class Limits:
    """Bounds of reading one document; whoever runs the reader may set others."""

    file_bytes: int = 25_000_000
    expanded_bytes: int = 200_000_000  # of all parts of an archive that are read
    entries: int = 2_000  # of an archive
    ratio: int = 200  # of expanded to packed size, for parts over 1 MB
    xml_depth: int = 256
    characters: int = 5_000_000
    pages: int = 500  # of a PDF with a text layer
    scanned_pages: int = 60  # to be recognised from pictures
    pixels: int = 60_000_000  # of one picture
    workers: int = 0  # pages recognised at once; 0 as many as there are cores
    program_seconds: int = 90  # for one call of LibreOffice or tesseract
    enough: Callable[[], bool] = never  # asked after each page; when true, the pages read so far are the document
    finished: Callable[[Page, int], None] = unheard  # told each page as soon as it is read, with the count of all pages


class UnreadableDocument(ValueError):
    """A document that cannot be read. `str()` is a Vietnamese sentence for the clerk; `code` is for programs."""

    def __init__(self, reason: str, code: str) -> None:
        super().__init__(reason)
        self.reason = reason
        self.code = code


def pages_left_out(read: int, pages: int) -> str:
    """The warning that only the first pages were read."""
    return f"Chỉ đọc {read}/{pages} trang đầu của tệp; các trang sau chưa đọc. Hãy chia nhỏ tệp rồi tải lên phần còn lại."


def pages_missed(read: int, pages: int, missed: Iterable[int]) -> str:
    """The warning that some pages were not read, and which."""
    return f"Chỉ đọc {read}/{pages} trang của tệp; chưa đọc trang {page_numbers(missed)}. Hãy tải lên riêng các trang đó."


def page_numbers(numbers: Iterable[int]) -> str:
    """Numbers of pages as people write them: `3, 7–10`."""
    stretches: list[list[int]] = []
    for number in sorted(numbers):
        if stretches and stretches[-1][-1] == number - 1:
            stretches[-1].append(number)
        else:
            stretches.append([number])
    return ", ".join(str(s[0]) if len(s) == 1 else f"{s[0]}–{s[-1]}" for s in stretches)


def empty() -> UnreadableDocument:
    return UnreadableDocument("Tệp rỗng, không có nội dung để đọc. Hãy kiểm tra lại tệp rồi tải lên lần nữa.", "empty")


def encrypted() -> UnreadableDocument:
    return UnreadableDocument("Tệp được đặt mật khẩu nên không đọc được. Hãy bỏ mật khẩu rồi tải lên lại.", "encrypted")


def broken(kind: str) -> UnreadableDocument:
    return UnreadableDocument(f"Tệp {kind} bị hỏng hoặc không đúng định dạng. Hãy mở tệp, lưu lại rồi tải lên lần nữa.", "broken")


def hostile(why: str) -> UnreadableDocument:
    return UnreadableDocument(f"Tệp bị từ chối vì không an toàn: {why}. Hãy lấy lại tệp từ nơi phát hành.", "hostile")


def too_large(what: str, limit: str) -> UnreadableDocument:
    return UnreadableDocument(f"Tệp quá lớn: {what} vượt quá {limit}. Hãy tách tệp hoặc bỏ bớt hình ảnh rồi tải lên lại.", "too-large")


def program_missing(program: str, package: str, why: str) -> UnreadableDocument:
    reason = f"{why} cần chương trình {program}, máy chủ chưa có. Quản trị viên cài gói {package} (apt-get install {package}) rồi thử lại."
    return UnreadableDocument(reason, "program-missing")


def too_slow(what: str) -> UnreadableDocument:
    return UnreadableDocument(f"{what} quá lâu nên đã dừng. Hãy chia nhỏ tệp, hoặc lưu sang .docx rồi tải lên lại.", "time")


def crashed(program: str) -> UnreadableDocument:
    reason = f"Chương trình {program} đã dừng đột ngột khi đọc tệp. Hãy mở tệp, lưu lại dạng .docx rồi tải lên lần nữa."
    return UnreadableDocument(reason, "died")


def no_words() -> UnreadableDocument:
    reason = "Tệp không có chữ nào (có thể chỉ chứa ảnh quét). Hãy tải lên bản PDF hoặc ảnh quét để nhận dạng."
    return UnreadableDocument(reason, "no-text")
