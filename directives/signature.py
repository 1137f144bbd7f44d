"""The end of a document: who signed, in what capacity, who receives it, and where appendices begin (NĐ 30/2020 Phụ lục I).

`Nơi nhận` and signature stand side by side; readers give either first, scans mix their lines.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cache

from .agency_table import LOWER, UPPER
from .head_words import head_words
from .letterhead import kind_in_title
from .model import Paragraph, Signer, SourceText
from .spelling import BODIES
from .vietnamese import bare, bare_same_length

#: `Nơi nhận:`, `Noi nhận`, alone on its line also `Nơi nhậ`, `Nơi me`
RECIPIENTS = re.compile(r"noi nhan ?[:;.]?|noi m?nh\w{1,2} ?[:;.]?$|noi me ?[:;.]?$")
_RECIPIENTS_WITHIN = 20  # characters at the start of a line are looked at for it
#: `TM. ỦY BAN NHÂN DÂN`, `KT. CHỦ TỊCH`, `T/M BAN THƯỜNG VỤ`, `TUQ. GIÁM ĐỐC`, `KT.GIÁM ĐỐC`
CAPACITY = re.compile(r"(?P<sign>TM|T/M|KT|K/T|TL|T/L|TUQ|T/UQ|Q)(?:\. ?| )(?P<whom>[^\d;:]{3,70})$")
#: So many words have a capacity, a title and a name on one line at most
_LONGEST_SIGNATURE = 24
#: A second capacity behind the first: `TM. ỦY BAN NHÂN DÂN KT. CHỦ TỊCH`
_SIGN_WITHIN = re.compile(r"(?<=[^.\s]) (?=(?:KT|TL|TUQ)\. ?[^\s])")
#: The last item of a list of recipients: `- Lưu: VT, TH.`
ARCHIVE = re.compile(r"[-–+•*~_ ]{0,3}(?:luu|lvru|lun) ?[:;. ]")
#: A name: two to five words that begin with capitals, a rank or degree before it allowed
NAME = re.compile(rf"[{UPPER}][{LOWER}]{{0,7}}")
#: `Nguyễn`, the commonest family name, as scans spoil it below a signature: `Zuyến`, `SẤuyễn`
NGUYEN = re.compile(r"^\W{0,2}\w{1,3}[uư]y[eêễếẽểèềệ]n$")
#: Degrees and honours before a name: `BS.CKII`, `TS.BS.`, `NGƯT.`
DEGREES = re.compile(r"(?:(?:GS|PGS|TS|ThS|Ths|BS|BSCK|DS|DSCK|CK|KS|KTS|LS|NGƯT|NGND|TTƯT|TTND)I{0,2}[.,/]?){1,4}")
#: The heading of what follows a signed document: `PHỤ LỤC`, `Phụ lục I`, `DANH MỤC`, `BIỂU MẪU`, `Mẫu số 1`
APPENDIX = re.compile(r"(?:phu luc|danh muc|bieu (?:so|mau)?|bang tong hop|bang phan cong|de cuong|mau so) ?[\divx:.]*")
#: `(Ban hành kèm theo Quyết định số …)`, `(Kèm theo Công văn số …)`
ATTACHED = re.compile(r"\(? ?(?:duoc )?(?:ban hanh )?kem theo")
#: A document closes with `./.`; what stands after it in capitals is the signature
CLOSED = re.compile(r"(?:\./\.?|/\.) ?$")
#: The first recipient or the archive, by which a list is known whose title a seal covers: `- Như trên;`, `ỦY BAN NHÂN DÂN - Như Điều 3;`
FIRST_RECIPIENT = re.compile(
    rf"(?P<beside>[{UPPER} .,]{{4,60}} )?(?P<item>[-–+•*~] ?"
    r"(?:Như (?:trên|[Đđ]iều \d|kính gửi)|Lưu ?[:.]? ?V[TP])\b)"
)
#: Who receives it ends with `;`, `.` or `,`
ITEM = re.compile(r"[-–+•*~_] ?")


@dataclass
class Ending:
    """What stands after the body."""

    body_end: int  # index of the block after the last of the body
    signer: Signer | None = None
    recipients: list[str] = field(default_factory=list)
    appendices: list[int] = field(default_factory=list)  # indexes of the blocks with which appendices begin


def read_ending(source: SourceText, body: int) -> Ending:
    """The signature block and what follows it, looked for from the block `body` on."""
    start = _block_start(source, body)
    if start is None:
        first = _first_appendix(source, body)
        return Ending(len(source.blocks) if first is None else first, appendices=_appendices(source, first))
    end = _block_end(source, start)
    lines = [(piece, right) for i in range(start, end) for part, right in _lines(source, i) for piece in _run_together(part)]
    ending = Ending(start, _signer(lines), _recipients(lines))
    ending.appendices = _appendices(source, end if end < len(source.blocks) else None)
    return ending


# --- where ---------------------------------------------------------------------------------------------------------


def _text(source: SourceText, index: int) -> str:
    block = source.blocks[index]
    return source.text[slice(*block.span)] if isinstance(block, Paragraph) else ""


def _block_start(source: SourceText, body: int) -> int | None:
    """The first block of the signature: `Nơi nhận`, a capacity, or a title in capitals after the closing `./.`."""
    closed = False
    for i in range(body, len(source.blocks)):
        text = _text(source, i)
        if not text:
            continue
        if RECIPIENTS.match(bare_same_length(text[:_RECIPIENTS_WITHIN])) or capacity_in(text):
            return _before_title(source, i, body)
        if closed and (FIRST_RECIPIENT.match(text) or (text.isupper() and _title_in(text))):
            return i
        if CLOSED.search(text):
            closed = True
        elif len(text) > 150:
            closed = False
    return None


def _before_title(source: SourceText, index: int, body: int) -> int:
    """Back over a signature that was read before `Nơi nhận`: capacity, title and name."""
    while (
        index - 1 > body
        and (text := _text(source, index - 1))
        and (capacity_in(text) or (text.isupper() and _title_in(text)) or _name_in(text))
    ):
        index -= 1
    return index


def _block_end(source: SourceText, start: int) -> int:
    """The block after the signature: a table, an appendix or another title; at most 70 lines further."""
    seen_name = False
    for i in range(start + 1, min(start + 70, len(source.blocks))):
        text = _text(source, i)
        if not text:
            return i
        if is_appendix(source, i) or (kind_in_title(text) and not _title_in(text) and not ITEM.match(text)):
            return i
        if seen_name and len(text) > 200:
            return i
        seen_name = seen_name or _name_in(text) is not None
    return min(start + 70, len(source.blocks))


def is_appendix(source: SourceText, index: int) -> bool:
    """Whether a block is the heading of an appendix: its word in capitals or alone, or followed by `(Ban hành kèm theo …)`."""
    text = _text(source, index)
    if not text or len(text) >= 300 or ITEM.match(text):
        return False
    match = APPENDIX.match(bare_same_length(text))
    if match and (text[: match.end()].strip().isupper() or match.end() == len(text)):
        return True
    if text.isupper() or kind_in_title(text):
        behind = [bare_same_length(_text(source, i)) for i in range(index + 1, min(index + 4, len(source.blocks)))]
        until = next((i for i, line in enumerate(behind) if ATTACHED.match(line)), None)
        return until is not None and not capacity_in(text) and not any(_name_in(_text(source, index + 1 + i)) for i in range(until))
    return False


def _first_appendix(source: SourceText, body: int) -> int | None:
    return next((i for i in range(body + 1, len(source.blocks)) if is_appendix(source, i)), None)


def _appendices(source: SourceText, first: int | None) -> list[int]:
    """The blocks with which the parts after the signature begin."""
    if first is None:
        return []
    starts, has_body = [first], False
    for i in range(first + 1, len(source.blocks)):
        if has_body and i - starts[-1] > 2 and is_appendix(source, i):
            starts.append(i)
            has_body = False
        has_body = has_body or not _text(source, i).isupper()  # a table is no title either
    return starts


# --- lines ---------------------------------------------------------------------------------------------------------


def _lines(source: SourceText, index: int) -> list[tuple[str, bool]]:
    """A block's text, a part of the signature at its end apart: `- Như trên; PHÓ TỔNG CỤC TRƯỞNG`, `- Lưu: VT. Lò Văn Tài`; True for it."""
    text = _text(source, index)
    folded = bare_same_length(text)
    match = RECIPIENTS.match(folded)
    if match and match.end() < len(text):
        rest = text[match.end() :].strip(" -–—|=_")
        return [(text[: match.end()], False), (rest, not ITEM.match(text[match.end() :].strip()) or rest.isupper())]
    if (first := FIRST_RECIPIENT.match(text)) and first["beside"]:
        return [(first["beside"].strip(), False), (text[first.start("item") :], False)]
    if ARCHIVE.match(folded) and (beside := _beside_archive(text)):
        return [(text[: -len(beside)].rstrip(), False), (beside, True)]
    if ITEM.match(text):
        for stop in ("; ", ". ") if ARCHIVE.match(folded) else ("; ",):
            beside = text.rpartition(stop)[2]
            if beside != text and (_name_in(beside) or bare(beside) == "(da ky)"):
                return [(text[: -len(beside)].rstrip(), False), (beside, True)]
        for place in (m.start() for m in re.finditer(r"(?<= )[^\W\d_a-z]", text)):
            tail = text[place:]
            if tail.isupper() and len(tail) > 7 and (capacity_in(tail) or _title_in(tail)):
                return [(text[:place].rstrip(" -–—|=_"), False), (tail, True)]
    return [(text, False)]


def _run_together(text: str) -> list[str]:
    """Capacity, title and name that a cell ran together: `KT. CHỦ TỊCH PHÓ CHỦ TỊCH     Lò Văn Tài`, `THỦ TƯỚNG Lò Văn Tài`."""
    words = text.split()
    loud = next((i for i, word in enumerate(words) if not word.isupper()), len(words))
    name = " ".join(words[loud:])
    if loud == 0 or len(words) > _LONGEST_SIGNATURE or (name and not _name_in(name)):
        return [text]
    above = [piece.strip() for piece in _SIGN_WITHIN.split(" ".join(words[:loud]))]
    title = _title_at_end(above[-1])
    if title and capacity_in(above[-1]):
        above[-1:] = [above[-1][: -len(title)].rstrip(), title]
    return [*above, name] if name and _title_in(above[-1]) else above if len(above) > 1 else [text]


def _title_at_end(line: str) -> str | None:
    """The longest title with which a line ends behind a capacity; None where that is whose stead it is (`KT. TỔNG GIÁM ĐỐC`)."""
    words = line.split()
    if (match := capacity_in(line)) and bare(match["whom"]) in head_words().titles:
        return None
    for start in range(2, len(words)):
        if not words[start - 1].endswith((",", ".")) and bare(" ".join(words[start:])) in head_words().titles:
            return " ".join(words[start:])
    return None


def _beside_archive(text: str) -> str | None:
    """What a scan put behind the archive line: a name (`- Lưu: Văn thư, KTTH (2b) 233 š Nguyễn Văn A`) or a title in capitals."""
    words = text.split()
    for count in (4, 3, 2):
        if len(words) > count + 2 and not words[-count - 1].endswith((",", ";", ":")) and _name_in(tail := " ".join(words[-count:])):
            return tail
    for count in range(1, min(6, len(words) - 2)):
        tail = " ".join(words[-count:])
        if tail.isupper() and len(tail) > 6 and not words[-count - 1].isupper() and _title_in(tail):
            return tail
    return None


def capacity_in(text: str) -> re.Match[str] | None:
    """A line in capitals that says in whose stead somebody signs."""
    return CAPACITY.match(text) if text.isupper() else None


def _title_in(text: str) -> str | None:
    """The title that a line in capitals is, as it is written in running text."""
    key = bare(text).strip(" .,:;*|-_")
    titles = head_words().titles
    if key in titles or not key:
        return titles.get(key)
    loud = text.isupper()
    for known in titles:
        if loud and len(key) < 60 and key.startswith(known) and key.startswith(" ", len(known)):
            return titles[known]
        if key.endswith(known) and len(key) - len(known) < 8 and key[: -len(known)].endswith(" "):
            return titles[known]
        if loud and len(known) > 8 and key == known[1:]:
            return titles[known]  # `HỦ TƯỚNG`, its first letter under a seal
    return None


def _name_in(text: str) -> str | None:
    """The name of a person that a line is, without rank and stains; None for anything else."""
    words = text.strip(" .,;:*|-–—_’'\"`").split()
    for rank in _ranks():
        if words and bare(words[0]) == rank[0] and [bare(word) for word in words[: len(rank)]] == rank:
            words = words[len(rank) :]
    while words and DEGREES.fullmatch(words[0]):
        words = words[1:]
    if len(words) > 2 and NGUYEN.search(words[-3]):
        words = ["Nguyễn", *words[-2:]]
    while words and not NAME.fullmatch(words[0]) and len(words[0]) <= 3 and len(words) > 2:
        words = words[1:]
    return " ".join(words) if 2 <= len(words) <= 5 and all(NAME.fullmatch(word) for word in words) else None


@cache
def _ranks() -> list[list[str]]:
    """The words of each rank and degree, without accents."""
    return [[bare(word) for word in rank.split()] for rank in head_words().ranks]


def _signer(lines: list[tuple[str, bool]]) -> Signer | None:
    """The last name of the block with the title and the capacity above it; of two who sign jointly the first.

    A name beside the archive line (True) signs even where a scan lost the title above it.
    """
    capacity = title = signer = None
    for line, beside in lines:
        match = capacity_in(line.strip(" *|-–—"))
        if (match or _title_in(_capitals(line))) and signer is not None and signer.title:
            break
        if match:
            capacity = f"{_sign(match['sign'])} {_spelt(match['whom'])}"
        elif known := _title_in(_capitals(line)):
            title = known
        elif not ITEM.match(line) and not line.endswith((";", ":")) and (found := _name_in(line) or _name_before_seal(line)):
            signer = Signer(name=found, title=title, capacity=capacity) if title or capacity or beside else signer
    return signer


def _name_before_seal(line: str) -> str | None:
    """The name before the words of a seal in capitals: `X—* Nguyễn Khắc Lân SỞ Y TẾ`."""
    words = line.split()
    loud = next((place for place, word in enumerate(words) if place > 1 and len(word) > 1 and word.isupper()), None)
    return _name_in(" ".join(words[:loud])) if loud is not None else None


def _capitals(line: str) -> str:
    """The words of a line in capitals, without what a seal left beside them: `=ư 'PHÓ GIÁM ĐỐC lD`."""
    words = [word.strip("'\"‘’“”.*|") for word in line.split()]
    loud = [word for word in words if len(word) > 1 and word.strip(",").isupper()]
    return " ".join(loud) if 2 * len(loud) >= len(words) else ""


def _sign(sign: str) -> str:
    return sign if "/" in sign else sign + "."


def _spelt(whom: str) -> str:
    """Who is stood in for, as it is written in running text: `CHỦ TỊCH` → `Chủ tịch`, `ỦY BAN NHÂN DÂN` → `Ủy ban nhân dân`."""
    whom = re.sub(r"(?<![^\w)])[^\w)]+$", "", whom.strip())
    known = head_words().titles.get(bare(whom))
    if known:
        return known
    small = whom.lower()
    for body in BODIES:  # `BAN THƯỜNG VỤ TỈNH ĐOÀN` → `Ban Thường vụ Tỉnh đoàn`
        small = small.replace(body.lower(), body)
    return small[:1].upper() + small[1:]


def _recipients(lines: list[tuple[str, bool]]) -> list[str]:
    """The items after `Nơi nhận:` up to the archive's, lines that a narrow column broke joined."""
    items: list[str] = []
    titled = any(RECIPIENTS.match(bare_same_length(line)) for line, _ in lines)
    inside = not titled and any(FIRST_RECIPIENT.match(line) for line, _ in lines)
    for line, beside in lines:
        folded = bare_same_length(line)
        if RECIPIENTS.match(folded):
            inside = True
        elif not inside or beside:
            continue
        elif ARCHIVE.match(folded):
            break
        elif ITEM.match(line):
            items.append(line)
        elif items and line.endswith(";") and items[-1].endswith(";") and not line.isupper():
            items.append(line)  # whose dash a scan lost
        elif items and not items[-1].rstrip().endswith((";", ".")) and not line.isupper() and not capacity_in(line) and not _name_in(line):
            items[-1] += " " + line
    return [kept for item in items if len(kept := _cleaned(item)) > 1]


def _cleaned(item: str) -> str:
    """A recipient without its mark, its closing sign, and what a seal left behind it."""
    item = ITEM.sub("", item, count=1)
    cut = re.match(r"(.{6,}?;)(?= ?[^\s;]{1,4} ?[^\s;]{0,3}$)", item)
    return (cut[1] if cut else item).strip(" ;.,=—–-_")
