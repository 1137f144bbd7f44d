"""The head of a document: letterhead, number, place and date, stamps, title, subject, addressees (NĐ 30/2020 Phụ lục I).

What the lines above the title are is told by `letterhead_pieces`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache

from .head_words import head_words
from .letterhead_pieces import ABOUT, DEAR, LOOSE_NUMBER, MOTTO, PLACE_AND_DATE, TELEGRAPHED, Piece, number_at, numbers, pieces
from .model import Paragraph, SourceText, Span
from .references import mend_symbol
from .vietnamese import bare, bare_same_length, is_possible

#: A head is over after so many paragraphs, whatever they are
LONGEST_HEAD = 45
#: Of a line, so many characters are looked at for the name of a kind
LONGEST_TITLE = 200
#: So long is a line, or several joined, that goes on with a subject
LONGEST_REST = 300
#: `CHƯƠNG TRÌNH HÀNH ĐỘNG`, `KẾ HOẠCH HÀNH ĐỘNG` are a Chương trình, a Kế hoạch
ACTION = " hanh dong"
#: Stamps of digital signatures and of the receiving office: `Ký bởi: …`, `Người ký: …`, `Thời gian ký: …`, `Cơ quan: …`, `ĐẾN Số: …`
SIGNED = re.compile(
    r"(?:ky boi|nguoi ky|thoi gian ky|ngay ky|co quan ?:|email|dia chi ?:|chuc vu ?:|to chuc ?:|cong van den|den so|chuyen ?:|sao y)"
)
#: The subject of a letter of the Party, on the line below its number: `về việc triển khai …`, `về tăng cường …`
ON_MATTER = re.compile(r"[vV]ề (?:việc )?\w")
#: `Thời gian ký: 10.11.2023 15:36`, `Ngày ký: 10-01-2023`
SIGNED_ON = re.compile(r"(?:thoi gian|ngay) ky ?: ?(\d{1,2})[./-](\d{1,2})[./-](20\d\d)")
#: First words of a body, after which no line belongs to the head: legal basis, occasion, greeting
BODY_BEGINS = re.compile(
    r"(?:can cu|xet de nghi|theo de nghi|thuc hien|trien khai|nham|de |ngay \d|trong |tren co so|sau khi|tiep theo|qua |hom nay|hien nay)"
)
#: An outline mark: the body has begun
MARK = re.compile(r"(?:[IVX]{1,5}|\d{1,2}|[A-Hađbc])(?:[./)]|(?<=[IVX\d])[-–]) |(?:Điều|Phần|PHẦN|Chương|CHƯƠNG|Mục) [\dIVXt]|[-+•*] ")
#: What a title says of several issuers behind its kind: `KẾ HOẠCH PHỐI HỢP`, `CHƯƠNG TRÌNH LIÊN TỊCH`
JOINT = frozenset({"phoi hop", "lien tich", "lien nganh", "phoi hop lien nganh", "phoi hop cong tac"})
#: Whose resolution it is, between the kind and the subject of a Party document
OF_BODY = re.compile(r"cua (?:ban (?:thuong vu|chap hanh)|tinh uy|thanh uy|huyen uy|dang uy|hoi nghi|dai hoi|bo chinh tri|ban bi thu)\b")
#: A figure that a scan misread: `3Ô`, `l2`, `O5`
FIGURE = str.maketrans("OÔoôQlIi|Z", "0000011112")


@dataclass
class Letterhead:
    """What the head says, as it says it."""

    number: str | None = None
    serial_is_sure: bool = True
    kind: str | None = None
    place: str | None = None
    issued_on: str | None = None
    signed_on: str | None = None  # by a digital signature
    subject: str | None = None
    subject_spans: list[Span] = field(default_factory=list)
    is_letter: bool = True  # a text without a title that has a subject; not one that only begins with words in capitals
    names: list[str] = field(default_factory=list)  # the lines of the issuing body, top down
    authority: str | None = None  # the line between title and legal basis: `THỦ TƯỚNG CHÍNH PHỦ`
    urgency: str | None = None
    secrecy: str | None = None
    addressees: list[tuple[str, Span]] = field(default_factory=list)
    body: int = 0  # index of the block with which the body begins


def read_letterhead(source: SourceText) -> Letterhead:
    """The head of a document; what it does not say is None or empty, and the body then begins with the first block."""
    paragraphs = [(i, b) for i, b in enumerate(source.blocks[:LONGEST_HEAD]) if isinstance(b, Paragraph)]
    head = Letterhead()
    title = _title(source, paragraphs)
    dear = _dear(source, paragraphs, title)
    end = next((i for i in (title, dear) if i is not None), _last_of_letterhead(source, paragraphs))
    _read_top(head, [piece for i, p in paragraphs if i <= end for piece in pieces(source, p, i)], ends_in_title=title is not None)
    head.body = end
    if title is not None:
        _read_title(head, source, title)
    elif head.number is None and not head.names and dear is None:
        _read_heading(head, source)
    if dear is not None:
        _read_dear(head, source, dear)
    return head


# --- letterhead ----------------------------------------------------------------------------------------------------


def _read_top(head: Letterhead, found: Sequence[Piece], *, ends_in_title: bool) -> None:
    """Number, place, date, stamps and names out of the pieces above and beside the title."""
    last = found[-1].index if found else 0
    about: list[Piece] = []
    numbered = {piece.index for piece in found if number_at(piece.text, 0) or LOOSE_NUMBER.fullmatch(piece.text)}
    for piece in found:
        if about and piece.index - about[-1].index <= 1 and _continues_subject(about, piece):
            about.append(piece)
        elif MOTTO.match(piece.bare) or SIGNED.match(piece.bare) or bare(piece.text).startswith("du thao"):
            _note_signature(head, piece)
        elif not _read_known(head, piece) and not (ends_in_title and piece.index == last):
            if ABOUT.match(piece.bare) or (not about and numbered and piece.index - 1 in numbered and ON_MATTER.match(piece.text)):
                about = [piece]
            elif piece.is_capitals and not DEAR.match(piece.bare) and piece.index not in numbered:
                head.names.append(piece.text)
    if about:
        head.subject = " ".join(piece.text for piece in about)
        head.subject_spans = [piece.span for piece in about]


def _continues_subject(about: list[Piece], piece: Piece) -> bool:
    """Whether a line goes on with `V/v …`: it is no other part of the head, and no sentence of the body."""
    known = MOTTO.match(piece.bare) or DEAR.match(piece.bare) or PLACE_AND_DATE.match(piece.text) or number_at(piece.text, 0)
    body = not piece.text[:1].islower() and BODY_BEGINS.match(piece.bare)
    return not known and not piece.is_capitals and not body and len(piece.text) < LONGEST_REST and len(about) < 8


def _read_known(head: Letterhead, piece: Piece) -> bool:
    """Takes a piece that is a number, a place with date or a stamp; whether it was one."""
    words = head_words()
    if head.number is None and (match := number_at(piece.text, 0) or LOOSE_NUMBER.fullmatch(piece.text)):
        serial = match["serial"].strip("*_.…")
        head.number = mend_symbol(re.sub(r"[\s*]", "", serial + match["rest"]).replace("–", "-"))
        head.serial_is_sure = not serial or bool(re.fullmatch(r"\d{1,5}[a-zA-Z]?", serial))
        return True
    if head.issued_on is None and (match := PLACE_AND_DATE.match(piece.text)):
        head.place = match["place"].strip()
        head.issued_on = _date(match)
        return True
    stamp = bare(re.sub(r"^(?:độ )?(?:mật|khẩn) ?: ?", "", piece.text, flags=re.IGNORECASE))
    if stamp in words.secrecy and (piece.text.isupper() or len(piece.text) < 14):
        head.secrecy = words.secrecy[stamp]
        return True
    if stamp in words.urgency:
        head.urgency = words.urgency[stamp]
        return True
    return False


def _date(match: re.Match[str]) -> str | None:
    """The date of the place line: ISO, with the day or the day and month left out where they are blank."""
    if not match["y"]:
        return None
    year = int(match["y"])
    day, month = (_figure(match[part]) for part in "dm")
    if month is None or not is_possible(year, month, None):
        return f"{year:04}"
    if day is None or not is_possible(year, month, day):
        return f"{year:04}-{month:02}"
    return f"{year:04}-{month:02}-{day:02}"


def _figure(written: str) -> int | None:
    digits = written.strip("*_.…").translate(FIGURE)
    return int(digits) if digits.isascii() and digits.isdigit() and len(digits) <= 2 else None


def _note_signature(head: Letterhead, piece: Piece) -> None:
    if head.signed_on is None and (match := SIGNED_ON.search(piece.bare)):
        day, month, year = (int(part) for part in match.groups())
        if is_possible(year, month, day):
            head.signed_on = f"{year:04}-{month:02}-{day:02}"


# --- title and subject ---------------------------------------------------------------------------------------------


def _title(source: SourceText, paragraphs: Sequence[tuple[int, Paragraph]]) -> int | None:
    """The block with the name of the kind: `KẾ HOẠCH`, alone or before the subject."""
    for i, paragraph in paragraphs:
        text = source.text[slice(*paragraph.span)]
        if MARK.match(text) or DEAR.match(bare_same_length(text)):
            return None
        if kind_in_title(text) is not None:
            return i
    return None


def kind_in_title(text: str) -> tuple[str, int] | None:
    """The kind that a title line names in capitals, and where its subject begins in the line."""
    line = text[:LONGEST_TITLE].replace("\n", " ")
    first, last = line.partition(" ")[0], line.rstrip(" .:").rpartition(" ")[2] if len(text) < LONGEST_TITLE else ""
    firsts, lasts = _ends_of_kinds()
    if bare_same_length(first).rstrip(":.,;") not in firsts and bare_same_length(last) not in lasts:
        return None  # as of nearly all lines: the others are not folded
    folded = bare_same_length(line)
    tail = folded.rstrip(" .:") if len(text) < LONGEST_TITLE else ""
    for key, name in head_words().titled.items():
        if folded.startswith(key) and not folded[len(key) : len(key) + 1].isalnum() and _is_loud(text[: len(key)]):
            end = len(key) + len(ACTION) if folded.startswith(ACTION, len(key)) and folded[len(key) + len(ACTION) :][:1] in ("", " ") else 0
            return name, end if end and text[:end].isupper() else len(key)
        if tail.endswith(" " + key) and len(tail) < 60 and _is_loud(text[len(tail) - len(key) : len(tail)]) and not tail.startswith("so"):
            return name, len(text)
    return None


@cache
def _ends_of_kinds() -> tuple[frozenset[str], frozenset[str]]:
    """The first and the last words of the names of kinds: a line that has neither names none."""
    words = [key.split() for key in head_words().titled]
    return frozenset(first[0] for first in words), frozenset(last[-1] for last in words)


def _is_loud(words: str) -> bool:
    letters = [c for c in words if c.isalpha()]
    return sum(c.isupper() for c in letters) * 10 >= 8 * len(letters)


def _read_title(head: Letterhead, source: SourceText, title: int) -> None:
    """The kind and the subject, which ends where the look of its lines changes or the body begins."""
    paragraph = source.blocks[title]
    text = source.text[slice(*paragraph.span)]
    found = kind_in_title(text)
    if found is None or not isinstance(paragraph, Paragraph):
        return
    head.kind, behind = found
    parts: list[Span] = []
    rest = text[behind:].strip(" :.-–*")
    if bare(rest) in JOINT:
        rest = ""  # `KẾ HOẠCH PHỐI HỢP`
    if rest:
        offset = paragraph.span.start + text.index(rest, behind)
        parts.append(Span(offset, offset + len(rest)))
    look = paragraph if rest else None
    index = title + 1
    while index < len(source.blocks) and len(parts) < 9:
        block = source.blocks[index]
        if isinstance(block, Paragraph) and not parts and _begins_letterhead(source, block, index) and _read_beside(head, source, index):
            index += 1
            continue
        if not isinstance(block, Paragraph) or not _is_subject(source, block, look, bool(parts)):
            break
        parts.append(block.span)
        look = look or block
        index += 1
    if len(parts) > 1 and OF_BODY.match(bare_same_length(source.text[slice(*parts[0])])) and _is_loud(source.text[slice(*parts[0])]):
        parts = parts[1:]  # `NGHỊ QUYẾT` / `CỦA BAN THƯỜNG VỤ TỈNH ỦY` / `về phát triển …`
    if parts:
        head.subject_spans = parts
        head.subject = _cut_stains(" ".join(source.text[slice(*span)] for span in parts))
    head.body = _skip_authority(head, source, index)


def _read_heading(head: Letterhead, source: SourceText) -> None:
    """The subject of a text without a letterhead: its first lines, where they are set in capitals (`BẢNG THEO DÕI CÔNG VĂN …`)."""
    parts: list[Span] = []
    for block in source.blocks[:4]:
        text = source.text[slice(*block.span)]
        if not isinstance(block, Paragraph) or len(text) > LONGEST_TITLE or not _is_loud(text) or MARK.match(text):
            break
        parts.append(block.span)
    said = " ".join(source.text[slice(*span)] for span in parts)
    if len(said.split()) > 3 and source.blocks[len(parts) :]:
        head.subject, head.subject_spans, head.is_letter = said, parts, False


def _begins_letterhead(source: SourceText, block: Paragraph, index: int) -> bool:
    """Whether a line below the title is the right column of a letterhead whose left column ends in the title."""
    first = next(pieces(source, block, index), None)
    return first is not None and bool(MOTTO.match(first.bare) or PLACE_AND_DATE.match(first.text))


def _is_subject(source: SourceText, block: Paragraph, first: Paragraph | None, begun: bool) -> bool:
    """Whether a line after the title belongs to the subject."""
    text = source.text[slice(*block.span)]
    folded = bare_same_length(text)
    if MARK.match(text) or _greeting(text) is not None or block.footnote or _is_authority(text):
        return False
    if not begun:
        sentence = len(text) > 90 and text.endswith((".", ":", ";", ",")) and not (block.bold or block.centered)
        return not (BODY_BEGINS.match(folded) and sentence) and len(text) < 900
    assert first is not None
    said = source.text[slice(*first.span)]
    if text[:1].islower() and not said.endswith((".", ";", ":")) and len(text) < 400:
        return True
    same_look = (block.bold and first.bold) or (block.centered and first.centered)
    loud = _is_loud(text) and _is_loud(said)
    if source.ocr and block.centered and _ends_subject(said, text):
        return True
    return (same_look or loud) and not text.startswith("Căn cứ") and len(text) < 400


def _ends_subject(said: str, text: str) -> bool:
    """Whether a centred line goes on with the subject of a scan, whose first line fills its line; recognition tells no bold letters."""
    whole = said[-1] not in ".;:" and text[-1] not in ".;:,"
    return whole and len(text) < 150 and not BODY_BEGINS.match(bare_same_length(text))


def _cut_stains(subject: str) -> str:
    """A subject without what a stamp left before its first word: `Ig-Q612 -| Về các nhiệm vụ` → `Về các nhiệm vụ`."""
    subject = subject.strip(" _-*")
    match = re.search(r"(?:Về|V/v|VỀ) ", subject[:40])
    stained = match and match.start() and any(not (c.isalpha() or c == " ") for c in subject[: match.start()])
    return subject[match.start() :] if match and stained else subject


#: Who decides, between the subject and the legal basis: `THỦ TƯỚNG CHÍNH PHỦ`, `BỘ TRƯỞNG BỘ Y TẾ`, `ỦY BAN NHÂN DÂN TỈNH …`
AUTHORITY = re.compile(
    r"(?:thu tuong|chinh phu|bo truong|chu tich|uy ban|giam doc|cuc truong|tong cuc truong|hoi dong|ban chap hanh|ban thuong vu"
    r"|tong giam doc|thong doc)\b"
)


def _is_authority(text: str) -> bool:
    return len(text) < 120 and _is_loud(text) and bool(AUTHORITY.match(bare_same_length(text)))


def _skip_authority(head: Letterhead, source: SourceText, index: int) -> int:
    if index < len(source.blocks) and isinstance(source.blocks[index], Paragraph):
        text = source.text[slice(*source.blocks[index].span)]
        if _is_authority(text):
            head.authority = text
            return index + 1
    return index


# --- addressees ----------------------------------------------------------------------------------------------------


def _dear(source: SourceText, paragraphs: Sequence[tuple[int, Paragraph]], title: int | None) -> int | None:
    """The block with `Kính gửi`; below a title only when it stands right there."""
    for i, paragraph in paragraphs:
        if title is not None and i > title + 6:
            return None
        if _greeting(source.text[slice(*paragraph.span)]) is not None:
            return i
    return None


def _greeting(text: str) -> int | None:
    """Where the addressees begin in a line that opens their list, None for any other line."""
    folded = bare_same_length(text)
    match = DEAR.match(folded) or TELEGRAPHED.match(folded)
    return match.end() if match else None


def _read_dear(head: Letterhead, source: SourceText, dear: int) -> None:
    """The addressees: the rest of the line, or the marked or closed lines that follow."""
    block = source.blocks[dear]
    text = source.text[slice(*block.span)]
    start = _greeting(text) or 0
    _add_addressee(head, text[start:], block.span.start + start)
    index = dear + 1
    while index < len(source.blocks) and isinstance(source.blocks[index], Paragraph) and index - dear < 40:
        span = source.blocks[index].span
        line = source.text[slice(*span)]
        if _read_beside(head, source, index):
            index += 1
            continue
        sign = source.text[head.addressees[-1][1].end : span.start].strip() if head.addressees else ";"
        open_end = sign in ("", ",")
        rest = open_end and _ends_item(line) and (sign or len(head.addressees) > 1)  # `- Các Sở: Xây dựng,` / `Công Thương;`
        if re.match(r"[-–+•*] ?\S", line):
            _add_addressee(head, line, span.start)
        elif not head.addressees or (open_end and (line[:1].islower() or rest)):
            _go_on(head, line, span)
        elif not _is_listed(source, index):
            break
        else:
            _add_addressee(head, line, span.start)
        index += 1
    head.body = index


def _read_beside(head: Letterhead, source: SourceText, index: int) -> bool:
    """Takes a line of the letterhead's right column that a scan put below `Kính gửi`; whether it was one."""
    block = source.blocks[index]
    assert isinstance(block, Paragraph)
    found = list(pieces(source, block, index))
    if not any(MOTTO.match(piece.bare) or (head.issued_on is None and PLACE_AND_DATE.match(piece.text)) for piece in found):
        return False
    for piece in found:
        _read_known(head, piece)
    return True


def _is_listed(source: SourceText, index: int) -> bool:
    """Whether an unmarked line is one more addressee: short, and closed by `;` as the one before it."""
    line, before = (source.text[slice(*source.blocks[i].span)] for i in (index, index - 1))
    return before.endswith(";") and len(line) < 150 and line.endswith((";", "."))


def _ends_item(line: str) -> bool:
    """Whether a line may end an item of a list, and is no sentence with which the body begins."""
    return len(line) < 150 and line.endswith((";", ",", ".")) and not BODY_BEGINS.match(bare_same_length(line))


def _go_on(head: Letterhead, line: str, span: Span) -> None:
    if not head.addressees:
        _add_addressee(head, line, span.start)
        return
    name, before = head.addressees[-1]
    head.addressees[-1] = (f"{name} {line.rstrip(' ;.,')}", Span(before.start, span.end))


def _add_addressee(head: Letterhead, line: str, offset: int) -> None:
    kept = line.strip(" -–+•*;.,:")
    if len(kept) > 1:
        start = offset + line.index(kept)
        head.addressees.append((kept, Span(start, start + len(kept))))


def _last_of_letterhead(source: SourceText, paragraphs: Sequence[tuple[int, Paragraph]]) -> int:
    """The last block of a head without a title: the one with the number, the place and date, the motto or `V/v`; else none (-1)."""
    last = -1
    for i, paragraph in paragraphs[:20]:
        text = source.text[slice(*paragraph.span)]
        folded = bare_same_length(text)
        if MARK.match(text):
            break
        if len(text) < 250 and (MOTTO.search(folded) or ABOUT.match(folded) or any(numbers(text[:60])) or PLACE_AND_DATE.match(text)):
            last = i
    return last
