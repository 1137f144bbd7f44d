"""Parts of a letterhead told by their words: motto, number, place with date, and what stands between them.

Letterheads stand in two columns; readers give them one after the other, scans on one line. So each paragraph is first cut
into pieces, and each piece is told by its words, not by its place.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from .model import Paragraph, SourceText, Span
from .vietnamese import bare_same_length

#: `CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM`, `Độc lập - Tự do - Hạnh phúc`, `ĐẢNG CỘNG SẢN VIỆT NAM`, with the letters that scans lose
MOTTO = re.compile(
    r"c[o0]ng h\w{1,4} xa[ .]h[o0]i chu ng\w{3,5}(?: viet ?nam)?"
    r"|xa h[o0]i chu ng\w{3,5} viet ?nam|doc ?lap ?[-. ]{0,4}tu ?do ?[-. ]{0,4}hanh ?ph\w{2,3}"
    r"|dang cong san viet nam|doan (?:tncs|thanh nien cong san) ho chi minh$"
)
#: `Số: 03/KH-UBND`, `Số:      /KH-UBND`, `Số 127-QĐ/TW`, `Số: 25/2023/QĐ-UBND`, `số: 4222 /TCT -PC`; the serial may be blank or misread
NUMBER = re.compile(
    r"(?s:..) ?[:;.]? ?(?P<serial>[^\s/:]{0,7}) ?"
    r"(?P<rest>/ ?(?:(?:19|20)\d\d ?/ ?)?[A-ZĐƯ]{1,3}[A-Za-zĐđƯư&]{0,11}\d?(?: ?[-–.] ?[A-ZĐƯ][A-Za-zĐđƯư&]{0,11}\d?){0,3}"
    r"|[-–] ?[A-ZĐ][A-Za-zĐđ]{0,5} ?/ ?[A-ZĐ][A-Za-zĐđ]{1,12}(?:-[A-ZĐ][A-Za-zĐđ]{1,11}){0,2})"
)
#: The same without `Số`, where a scan lost it: `11 /CT-TTg`
LOOSE_NUMBER = re.compile(r"(?P<serial>\d{1,5}) ?(?P<rest>/ ?[A-ZĐ]{1,4}[a-z]{0,2} ?- ?[A-ZĐ][A-Za-zĐđ]{1,9})")
#: `Sơn Hà, ngày 10 tháng 01 năm 2023`; day and month may be blank, dotted or misread (`ngày 3Ô tháng l2`)
PLACE_AND_DATE = re.compile(
    r"(?P<place>[A-ZĐÂĂÊÔƠƯ][^\n,.;:|]{0,40}?) ?[,.] ?(?:(?:h[oồô]i )?\d{1,2} ?(?:gi[oờơ]|h)(?: ?\d{1,2}(?: ph[uú]t)?)?,? )?"
    r"ng[aàá]y ?(?P<d>[^\s]{0,4}?)(?: ?[.…]{1,9})? ?"
    r"t?h[aáả]ng ?(?P<m>[^\s]{0,4}?)(?: ?[.…]{1,9})? ?n[aăâ]m ?(?P<y>(?:19|20)\d\d)?"
)
#: `V/v tiếp tục nâng cao …`, `Về việc …` under the number of a letter
ABOUT = re.compile(r"v ?/ ?v ?[:.]? ?|v/v")
#: Another document, in a subject: `Nghị định số 12/2026/NĐ-CP`, `Quyết định số …`; not `QUYẾT ĐỊNH Số …`
CITED = re.compile(
    r"(?:Nghị định|Nghị quyết|Quyết định|Chỉ thị|Kế hoạch|Thông tư|Thông báo|Công văn|Công điện|Chương trình|Kết luận|Luật|Văn bản)"
    r"(?: hành động)? số "
)
#: `Kính gửi: …`, `Kính trình:`
DEAR = re.compile(r"kinh (?:gui|trinh) ?:? ?")
#: `CHỦ TỊCH ỦY BAN NHÂN DÂN TỈNH ĐIỆN:`, `THỦ TƯỚNG CHÍNH PHỦ điện:` above the addressees of a công điện
TELEGRAPHED = re.compile(r"(?:uy ban|chu tich|thu tuong|ban chi dao|bo truong|giam doc|truong ban)[\w ,.-]{0,120} dien ?:$")


@dataclass
class Piece:
    """A part of a paragraph that is one thing in a letterhead."""

    text: str
    span: Span
    paragraph: Paragraph
    index: int  # of its paragraph among the blocks
    bare: str = ""

    def __post_init__(self) -> None:
        self.bare = bare_same_length(self.text)

    @property
    def is_capitals(self) -> bool:
        letters = [c for c in self.text if c.isalpha()]
        return len(letters) > 2 and sum(c.isupper() for c in letters) * 10 >= len(letters) * 8


def pieces(source: SourceText, paragraph: Paragraph, index: int) -> Iterator[Piece]:
    """The paragraph cut before and after motto, number, and place with date."""
    text = source.text[slice(*paragraph.span)]
    folded = bare_same_length(text)
    cuts = {0, len(text)}
    for match in _known_parts(text, folded):
        cuts |= {match.start(), match.end()}
    places = sorted(cuts)
    for start, end in pairwise(places):
        part = text[start:end]
        kept = part.strip(" |—–-_=~*:;,.\"'")
        if kept:
            offset = paragraph.span.start + start + part.index(kept)
            yield Piece(kept, Span(offset, offset + len(kept)), paragraph, index)


def _known_parts(text: str, folded: str) -> Iterator[re.Match[str]]:
    """Motto, number, and place with date, none overlapping another; a subject or a greeting is one whole."""
    if ABOUT.match(folded) or DEAR.match(folded) or CITED.match(text) or (text[:1].islower() and not number_at(text, 0)):
        return
    end = 0
    for match in sorted((*MOTTO.finditer(folded), *numbers(text), *LOOSE_NUMBER.finditer(text)), key=lambda m: m.start()):
        if match.start() >= end:
            yield from PLACE_AND_DATE.finditer(text, end, match.start())
            yield match
            end = match.end()
    yield from PLACE_AND_DATE.finditer(text, end)


def numbers(text: str) -> Iterator[re.Match[str]]:
    """Where `Số: …/…` stands, in any spelling of `Số`."""
    for match in re.finditer(r"[Ss][ốôoóồ0ỐÔOÓ]", text):
        if (match.start() == 0 or not text[match.start() - 1].isalnum()) and (found := number_at(text, match.start())):
            yield found


def number_at(text: str, start: int) -> re.Match[str] | None:
    """The number of a document behind the two letters at `start`, where `Số` stands, whatever a scan made of it."""
    return NUMBER.match(text, start)
