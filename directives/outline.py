"""The outline of a directive as a tree of items, with page breaks and footnotes mended, appendices and closing paragraphs apart."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence

from directives.lines import APPENDIX, CLOSED, LONG_LINE, mended_lines
from directives.marks import Item, Level, put_right
from directives.model import SourceText, Span
from directives.passages import Passage
from directives.wording import wording

# `Ủy ban nhân dân tỉnh yêu cầu …`, `Văn phòng … thông báo để …` as a closing paragraph
_ISSUER_SPEAKS = re.compile(
    r"(?:[^,;.:]{3,60}?\s)??(?:ủy ban nhân dân|ubnd|văn phòng|tổng cục|cục|sở|bộ|ban|thủ tướng|chủ tịch|chính phủ|trung tâm)\b"
    r"[^,;.:]{0,80}?\s(?:yêu cầu|đề nghị|thông báo|giao|trân trọng|mong)\b"
)
# `… nghiêm túc triển khai thực hiện./.`
_SERIOUSLY = re.compile(r"nghiêm túc (?:triển khai |tổ chức |quán triệt, )*thực hiện(?: [^.;,]{0,40})?[\s./]*$")
# `Văn phòng Chính phủ theo dõi, đôn đốc việc thực hiện Nghị quyết này./.`
_OF_THIS = re.compile(
    r"(?:thực hiện|triển khai|thi hành) (?:nghị quyết|chỉ thị|kế hoạch|quyết định|công điện|chương trình|chương trình hành động"
    r"|thông báo|công văn|kết luận) này(?:[,;] [^.;]{0,120})?[\s./]*$"
)
# the kind of what is attached to a decision, alone on its line
_ATTACHED_KIND = re.compile(
    r"(?:KẾ HOẠCH|CHƯƠNG TRÌNH|CHƯƠNG TRÌNH (?:HÀNH ĐỘNG|CÔNG TÁC)|ĐỀ ÁN|PHƯƠNG ÁN|QUY CHẾ|QUY ĐỊNH|QUY TRÌNH|ĐIỀU LỆ|THỂ LỆ|DỰ ÁN"
    r"|CHIẾN LƯỢC|QUY HOẠCH|HƯỚNG DẪN)"
)
# `(Ban hành kèm theo Quyết định số … của …)` at the end of its title
_ATTACHED_NOTE = re.compile(r"\((?:[Bb]an hành )?[Kk]èm theo [^()]{5,300}(?:\([^()]{0,60}\)[^()]{0,100})?\)$")
# `Mẫu số 01`, `BIỂU MẪU`, `ĐỀ CƯƠNG BÁO CÁO kết quả …`, alone on their line: a form to fill in begins
_FORM = re.compile(
    r"(?:(?:Mẫu|MẪU|Biểu mẫu|BIỂU MẪU|Phiếu|PHIẾU)(?: (?:số|SỐ))? ?(?:[\d./\-]{1,6}[A-Z]?|[A-ZIVX]{1,4}\.?\d{0,2})?\s*[:.]?"
    r"|(?:(?:MẪU|Mẫu|BIỂU MẪU|Biểu mẫu) (?:BÁO CÁO|báo cáo|ĐƠN|đơn|PHIẾU|phiếu|TỔNG HỢP|tổng hợp)"
    r"|(?:ĐỀ CƯƠNG|Đề cương) (?:BÁO CÁO|báo cáo))\b.{0,150})"
)
# how many lines its title takes
_TITLE_LINES = 4
# `QUYẾT NGHỊ:`, the word between the preamble and what it decides
_ENACTING = re.compile(r"(?:QUYẾT ĐỊNH|QUYẾT NGHỊ|NGHỊ QUYẾT|CHỈ THỊ|YÊU CẦU|ĐIỆN|KẾT LUẬN|THÔNG BÁO|CÔNG ĐIỆN|LỆNH)\W*")
# a title in capitals has so many characters
_SHORTEST_TITLE, _LONGEST_TITLE = 6, 160
# labels with which a list begins
_FIRST = frozenset({"1", "a", "I", "1.1", "A"})
# appendices without a number of their own
_BARE_APPENDIX = ("Phụ lục", "Danh mục")
# labels that such an appendix takes for its own: `Phụ lục I`, `Phụ lục A`
_CAPITAL_LABELS = frozenset("IVXABCDEFGHĐ")


def read_outline(source: SourceText, parts: Sequence[Span]) -> list[Item]:
    """One tree of items for each part of the document (body, then appendices).

    Takes the stretches to read; paragraphs and tables outside them are left out. An appendix `Phụ lục II` gives its label to all
    paths below it; a plan that stands behind a decision starts its paths anew.
    """
    starts, ends = [block.span.start for block in source.blocks], [block.span.end for block in source.blocks]
    inside = [source.blocks[bisect_right(ends, part.start) : bisect_left(starts, part.end)] for part in parts]
    lines = [mended_lines(source, part, blocks) for part, blocks in zip(parts, inside, strict=True)]
    return [_tree(_without_forms(found) if place else found) for place, found in enumerate(lines)]


def _without_forms(lines: Sequence[Item]) -> list[Item]:
    """The lines of what is attached but for forms to fill in: from `Mẫu số 01` on up to the next appendix."""
    kept: list[Item] = []
    form = False
    for line in lines:
        if _appendix_heading(line, "") is not None:
            form = False
        elif _is_unmarked(line) and _FORM.fullmatch(line.passage.text):
            form = True
        if not form:
            kept.append(line)
    return kept


def _tree(lines: Sequence[Item]) -> Item:
    """The lines hung below each other by their marks."""
    lines = put_right(lines)
    closing = _closing_from(lines)
    articles = _articles_behind(lines)
    root = Item(Level.ROOT, "", Passage("", ()))
    stack = [root]
    titles = _attached_titles(lines)
    for place, line in enumerate(lines):
        if place >= closing or place in titles:
            stack = [root]
        if place in titles:
            continue
        appendix = _appendix_heading(line, root.path)
        if appendix:
            kind = " ".join(appendix["kind"].split()).capitalize()
            root.path = f"{kind} {appendix['label']}" if appendix["label"] else kind
            stack = [root]
            continue
        if _is_title(lines, place):
            line.level = Level.TITLE
        elif line.level is Level.TEXT and line.table is None and line.passage.text.endswith(":"):
            line.level = Level.INTRO
        stack = _parents(stack, line, inside_article=articles[place])
        _hang(stack, line)
    return root


def _is_title(lines: Sequence[Item], place: int) -> bool:
    """Whether a line in capitals without a number heads what follows: items that count anew, dashes or sentences."""
    line, behind = lines[place], lines[place + 1] if place + 1 < len(lines) else None
    if not _is_unmarked(line) or not line.capitals or behind is None or behind.capitals or _ENACTING.fullmatch(line.passage.text):
        return False
    short = _SHORTEST_TITLE <= len(line.passage.text) <= _LONGEST_TITLE and not CLOSED.search(line.passage.text.rstrip(" :"))
    return short and (behind.label in _FIRST if behind.is_numbered else behind.table is None and len(behind.passage.text) > LONG_LINE)


def _attached_titles(lines: Sequence[Item]) -> set[int]:
    """The lines that title a plan attached behind the articles: `KẾ HOẠCH`, what it is about, `(Ban hành kèm theo …)`."""
    noted = [i for i, line in enumerate(lines) if _is_unmarked(line) and _ATTACHED_NOTE.search(line.passage.text)]
    found: set[int] = set(noted)
    if noted and noted[0] < _TITLE_LINES:  # a part of its own, which begins with its title
        found.update(i for i in range(noted[0]) if _is_unmarked(lines[i]))
    articles = False
    for place, line in enumerate(lines):
        articles = articles or line.level is Level.ARTICLE
        if not articles or not _is_unmarked(line) or not _ATTACHED_KIND.fullmatch(line.passage.text):
            continue
        found.add(place)
        for behind in range(place + 1, min(place + 1 + _TITLE_LINES, len(lines))):
            text = lines[behind].passage.text
            if not _is_unmarked(lines[behind]) or text.endswith((".", ";", ":")):
                break
            found.add(behind)
    return {place for place in found if _appendix_heading(lines[place], "") is None}


def _is_unmarked(line: Item) -> bool:
    return line.level is Level.TEXT and line.table is None


def _articles_behind(lines: Sequence[Item]) -> list[bool]:
    """For each line whether the article after the one before it still follows: what stands between belongs to the first (`Điều 1`)."""
    following, found = "", [False] * len(lines)
    for place in range(len(lines) - 1, -1, -1):
        line = lines[place]
        if line.level is Level.ARTICLE:
            following = line.label
        found[place] = bool(following) and line.level is not Level.ARTICLE and following.isdecimal() and int(following) > 1
    return found


def _appendix_heading(line: Item, path: str) -> re.Match[str] | None:
    """The heading of an appendix; a `DANH MỤC` below `PHỤ LỤC 1` is its title."""
    if line.level is not Level.TEXT or line.table is not None or len(line.passage.text) > (300 if line.capitals else 90):
        return None
    match = APPENDIX.match(line.passage.text)
    return None if match and path and "MỤC" in match["kind"] else match


def _closing_from(lines: Sequence[Item]) -> int:
    """Where the closing paragraphs begin: unmarked, behind the last mark, opened by a formula (`Trên đây là`, `Giao Sở A theo dõi`)."""
    marked = [i for i, line in enumerate(lines) if line.level is not Level.TEXT]
    last = marked[-1] if marked else -1
    for place in range(last + 1, len(lines)):
        line = lines[place]
        if line.table is not None or last < 0 or (place == last + 1 and not CLOSED.search(lines[last].passage.text.rstrip(" :"))):
            continue
        opened = wording()["closing.openers"].end_at(line.passage, 0) is not None
        if (
            opened
            or _OF_THIS.search(line.passage.folded)
            or _ISSUER_SPEAKS.match(line.passage.folded)
            or _SERIOUSLY.search(line.passage.folded)
        ):
            return place
    return len(lines)


def _parents(stack: list[Item], line: Item, *, inside_article: bool) -> list[Item]:
    """The items under which a line stands, root first; a plan behind the last article starts anew."""
    if line.level is Level.TEXT and stack[-1].level in (Level.DASH, Level.PLUS) and stack[-1].passage.text.endswith(":"):
        return stack  # `+ Bộ A chủ trì, phối hợp với các bộ:` opens the paragraphs behind it
    if line.level in (Level.TEXT, Level.INTRO):
        return [i for i in stack if i.level < Level.INTRO]
    levels = [i.level for i in stack]
    if line.level in levels:
        return stack[: levels.index(line.level)]
    rank = line.level
    if rank is Level.LETTER and Level.ROMAN in levels:  # `A.` below `I.`
        return stack[: levels.index(Level.ROMAN) + 1]
    if rank is Level.ROMAN and Level.ARTICLE in levels and not inside_article:
        return stack[:1]
    return [i for i in stack if i.level < rank]


def _hang(stack: list[Item], line: Item) -> None:
    parent = stack[-1]
    line.path = _path(stack, line)
    parent.children.append(line)
    if line.level is not Level.TEXT:
        stack.append(line)


def _path(stack: list[Item], line: Item) -> str:
    parent = stack[-1]
    if not line.label:
        return parent.path
    if line.level is Level.ARTICLE:
        return f"Điều {line.label}"
    if line.level in (Level.PART, Level.CHAPTER, Level.SECTION):
        return below(parent.path, f"{line.level.name_in_path} {line.label}")
    if line.level is Level.DOTTED:  # `2.1` repeats the number above it
        above = next((i for i in reversed(stack) if i.level < Level.NUMBER), stack[0])
        return below(above.path, line.label)
    if line.level is Level.SUBPOINT and line.label[-1].isdecimal():  # `a.1` repeats the letter above it
        above = next((i for i in reversed(stack) if i.level < Level.POINT), stack[0])
        return below(above.path, f"{line.label[0]}.{line.label[1:].lstrip('.')}")
    return below(parent.path, line.label)


def below(path: str, label: str) -> str:
    """The path of a label below another path: `IV.1`, `Phụ lục II` below an appendix without a number."""
    if not path or not label:
        return path or label
    numbers_it = path in _BARE_APPENDIX and label[0] in _CAPITAL_LABELS and label.partition(".")[0].isupper()  # not `Chương II`
    return f"{path} {label}" if numbers_it else f"{path}.{label}"
