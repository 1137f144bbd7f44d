"""Paragraphs out of lines: what a page, a narrow column or a footnote cut belongs together.

Text alone decides here; readers that know positions (PDF, recognition) give lines whose ends and indents they have judged.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace

from directives.readers.assembly import Found, FoundParagraph
from directives.vietnamese import normalise

#: A mark at the start of a line: `- `, `+`, `•`, `1.`, `1.2.`, `1/ `, `a/Lập`, `a)`, `(1)`, `IV.`, `Điều 2.`, `Phụ lục`, `Chương I`
MARK = re.compile(
    r"(?:[-–—+*•●▪◦~→⇒➔➤►▶▸‣■□◆♦❖✦➢✓\uf020-\uf0ff]|_(?= )|\(?[ivx]{1,4}\)|[a-zđ]\.\d{1,2}[.)]"
    r"|\(?\d{1,2}(?:\.\d{1,2}){0,3}[.)]|\d{1,2}(?:\.\d{1,2}){0,3}/(?= )|\d{1,2}(?:\.\d{1,2}){1,3}(?= )|\(?[a-zđ][./)](?= )"
    r"|[a-zđ]/(?=[A-ZĐÀ-Ỹ][a-zđà-ỹ])"
    r"|[IVXLl]{1,6}(?:[.)]|/(?= ))|[A-H][./)](?= )|(?:Điều|Phần|PHẦN|Chương|CHƯƠNG|Mục|MỤC|Khoản|PHỤ LỤC|Phụ lục) [\dIVXA-Zt])"
)
#: A page number alone: `2`, `- 3 -`, `Trang 4`, `4/12`
PAGE_NUMBER = re.compile(r"(?:[Tt]rang )?[-–—]? ?\d{1,3}(?:/\d{1,3})? ?[-–—]?$")
#: The text of a footnote in plain text: `¹ Công văn số …`, `[1] Nghị quyết …`
FOOTNOTE = re.compile(r"[¹²³⁴⁵⁶⁷⁸⁹]|\[\d{1,2}\] ?[A-ZĐ]")
#: The end of a sentence, an item or a heading: `.`, `;`, `:`, `./.`, `…` closed by a quote or bracket or not
CLOSED = re.compile(r"[.;:!?…/][\"”’)\]»*]{0,3}$")
#: Names of other lines of a head, which never go on: `Số: 12/KH-UBND`, `V/v …`, `Kính gửi:`, `Nơi nhận:`
OWN_LINE = re.compile(
    r"(?:[Ss][ốo] ?:|Số \d|V/v|Kính gửi|N[ơo]i nh[ậâa]n|Độc lập|Người ký|Ký bởi|Thời gian ký|Căn cứ |Xét đề nghị|Theo đề nghị)"
)
#: What comes behind a letterhead, never in it: `Kính gửi: Các sở, ban, ngành`
OPENING = re.compile(r"K[ií]nh g[ửứưừ]i")
#: The first line of an appendix, over its title: `PHỤ LỤC`, `Phụ lục II`, `PHỤ LỤC 1A`
APPENDIX = re.compile(r"(?:PHỤ LỤC|Phụ lục)(?: (?:[IVX]{1,5}|\d{1,2}[A-Z]?|số \d{1,2}))?")
#: In whose stead somebody signs: `TM. ỦY BAN NHÂN DÂN`, `KT. CHỦ TỊCH`, `T/M BAN THƯỜNG VỤ`, `TUQ. GIÁM ĐỐC`, `Q. CỤC TRƯỞNG`
CAPACITY = re.compile(r"(?:T/?M|K/?T|T/?L|T/?UQ|Q)(?:\. ?| )[^\W\d_a-z]{2}")
#: A line that a cut sentence leaves open: it ends in a word that must be followed by another
OPEN_WORD = re.compile(
    r"(?:,| (?:và|của|các|với|về|cho|theo|trong|tại|từ|đến|do|là|bằng|những|được|để|việc|thuộc|hoặc|tỉnh|huyện|xã|Sở|Bộ|Ban|ngày))$"
)
#: Wide gaps, or a bar that no table has, part the two columns of a letterhead kept in plain text
COLUMN_GAP = re.compile(r"\t+|(?<! ) {4,}(?! )")
BAR = re.compile(r"(?<=\S) \| (?=\S)")
#: What stands left of a signature: `Nơi nhận: - Như trên; …`
RECIPIENTS = re.compile(r"N[ơo]i nh[ậâa]n")
#: What the right column of a letterhead begins with: `CỘNG HÒA …`, `Độc lập …`, `Sơn Hà, ngày …`
RIGHT_COLUMN = re.compile(r"C[ỘO]NG H[OÒ]|Độc lập|[A-ZĐ][\w ]{1,30}, ?ng[àa]y|ĐẢNG CỘNG SẢN")


#: Two lines that a narrow right column of a letterhead makes of one: `CỘNG HÒA XÃ HỘI CHỦ NGHĨA` / `VIỆT NAM`,
#: `Sơn Hà, ngày 16 tháng 11 năm` / `2026`; a date is cut at any of its words
CUT_IN_COLUMN = (
    (
        re.compile(r"C[ỘO]NG H[OÒ][AÀ] X[ÃA] H[ỘO]I(?: CH[ỦU])?(?: NGH[ĨI]A)?(?: VI[ỆE]T)?$"),
        re.compile(r"(?:CH[ỦU] |NGH[ĨI]A |VI[ỆE]T )*NAM$"),
    ),
    (
        re.compile(r"[A-ZĐ][\w ]{1,30}, ng[àa]y(?: \S{1,4})?(?: th[áa]ng(?: \S{1,4})?)?$"),
        re.compile(r"(?:\S{1,4} )?(?:th[áa]ng (?:\S{1,4} )?)?n[ăa]m(?: 20\d\d)?$"),
    ),
    (re.compile(r"[A-ZĐ][\w ]{1,30}, ng[àa]y \S{0,4} ?th[áa]ng \S{0,4} ?n[ăa]m$"), re.compile(r"20\d\d$")),
)
#: The two lines of a motto, and the place with the date: lines of their own in every letterhead
LETTERHEAD_LINE = re.compile(r"Độc lập ?- ?Tự do|[A-ZĐ][\w ]{1,30}, ng[àa]y \S{0,4} ?th[áa]ng")
#: A whole line with the number, the last of its kind: `Số: 12/KH-UBND`, `số: 1 4/CT-UBND`
NUMBER_LINE = re.compile(r"[Ss][ốo] ?: ?[^a-z,;]{0,12}/ ?[A-ZĐ][^\s,;]{1,20}")
#: A whole line with place and date: `Sơn Hà, ngày 15 tháng 5 năm 2018`
DATE_LINE = re.compile(r"[A-ZĐ][\w ]{1,30}, ?ng[àa]y \S{0,4} ?th[áa]ng \S{0,4} ?n[ăa]m 20\d\d[.,]?")
#: No sentence of a directive is longer (characters); what is, is no sentence, and joining it further would take ever longer
LONGEST_PARAGRAPH = 10_000


def is_heading(text: str) -> bool:
    """Whether a line is all in capitals, as titles and names of bodies in letterheads are."""
    letters = [c for c in text if c.isalpha()]
    return len(letters) > 2 and sum(c.isupper() for c in letters) * 10 > 8 * len(letters)


def goes_on(before: str, after: str, *, across: bool = False) -> bool:
    """Whether `after`, on the next line, goes on with the sentence that `before` began.

    Across a page break a capital may go on too, when the sentence was left at a word that must be followed by another.
    """
    if is_cut_in_column(before, after):
        return True
    if not before or not after or len(before) > LONGEST_PARAGRAPH or MARK.match(after) or OWN_LINE.match(after):
        return False
    end = before[-20:]
    if is_heading(before[:200]) or (CLOSED.search(end) and not end.endswith(("...", "…"))):
        return False
    first = next((c for c in after if c.isalnum()), "")
    if end.endswith((" số", " ngày")) and first.isdigit():
        return True
    return first.islower() or (across and bool(OPEN_WORD.search(end)) and not is_heading(after[:200]))


def is_cut_in_column(before: str, after: str) -> bool:
    """Whether two lines are one line of a letterhead whose column was too narrow for it."""
    return len(before) < 60 and before[:1].isupper() and any(end.match(before) and rest.match(after) for end, rest in CUT_IN_COLUMN)


def mend(blocks: Iterable[Found]) -> list[Found]:
    """Joins paragraphs that a page break or a footnote cut; the footnote follows the paragraph. Tables part what they part."""
    mended: list[Found] = []
    waiting: list[Found] = []
    for block in blocks:
        if isinstance(block, FoundParagraph) and block.footnote:
            waiting.append(block)
            continue
        last = mended[-1] if mended else None
        if isinstance(block, FoundParagraph) and isinstance(last, FoundParagraph) and _one_paragraph(last, block):
            mended[-1] = replace(last, text=glue(last.text, block.text), words=last.words + block.words)
            continue
        mended += [*waiting, block]
        waiting = []
    return mended + waiting


def _one_paragraph(last: FoundParagraph, block: FoundParagraph) -> bool:
    same_look = (last.bold, last.centered, last.footnote) == (block.bold, block.centered, False)
    return same_look and goes_on(last.text.strip(), block.text.strip(), across=last.page != block.page)


def glue(before: str, after: str) -> str:
    """Two lines of one paragraph as one text; a year range or symbol cut at its hyphen (`2021-`, `2025`) is closed again."""
    before, after = before.rstrip(), after.lstrip()
    if re.search(r"\w[-/]$", before[-3:]) and not before.endswith(" -"):
        return before + after
    return f"{before} {after}"


def split_columns(line: str) -> list[str]:
    """The line, or the two of a letterhead or a signature that was set in columns with tabs, spaces or a bar."""
    gap = BAR if " | " in line and not line.lstrip().startswith("|") else COLUMN_GAP
    parts = [part for part in gap.split(line.strip()) if part]
    if len(parts) != 2:
        return [line]
    right = normalise(parts[1])
    signed = CAPACITY.match(right) and RECIPIENTS.match(normalise(parts[0]))
    return parts if signed or RIGHT_COLUMN.match(right) else [line]
