"""Tables that say something, told from tables that only place a letterhead or a signature."""

from __future__ import annotations

import re

from directives.readers.assembly import FoundTable
from directives.vietnamese import bare_same_length, normalise

#: Words that stand in letterheads and beside signatures, without accents; the national title only at the start of a line, since a row
#: of work may name the country (`Hiến pháp nước Cộng hòa xã hội chủ nghĩa Việt Nam`)
PLACED = re.compile(
    r"^ ?(?:cong hoa xa hoi chu nghia|dang cong san viet nam)|doc lap ?-? ?tu do|noi nhan ?:|^ ?so ?: ?[\d. ]{0,12}[/-] ?[a-z]{2}",
    re.MULTILINE,
)
# more columns with words than this place no letterhead: `STT | Văn bản | Chủ trì | …` with `Số: 12/UBND` in a cell is a register
_LETTERHEAD_COLUMNS = 3


#: Heads of the columns of an assignment table, without accents: `TT`, `Nhiệm vụ`, `Cơ quan chủ trì`, `Thời gian hoàn thành`
HEAD = re.compile(
    r"(?:s?tt|so tt|noi dung|nhiem vu|cong viec|ten|co quan|don vi|chu tri|phoi hop|thoi gian|thoi han|tien do|hoan thanh|ket qua|san pham"
    r"|ghi chu)\b.{0,40}"
)


def is_layout(table: FoundTable, *, ruled: bool) -> bool:
    """Whether a table only places text: one column, no lines drawn nor a head of columns, or the words of a letterhead or signature."""
    if table.columns < 2 or not (ruled or _has_head(table)):
        return True
    filled = max(sum(bool(cell.text.strip()) for cell in row.cells) for row in table.rows)
    return filled <= _LETTERHEAD_COLUMNS and len(table.rows) <= 6 and bool(PLACED.search(_bare_words(table)))


def _has_head(table: FoundTable) -> bool:
    """Whether the first row names the columns of an assignment table, for tables without lines."""
    if len(table.rows) < 3:
        return False
    heads = [" ".join(bare_same_length(normalise(cell.text)).split()) for cell in table.rows[0].cells]
    return len(heads) >= 3 and all(heads) and sum(bool(HEAD.fullmatch(head.lower())) for head in heads) * 3 >= 2 * len(heads)


def _bare_words(table: FoundTable) -> str:
    words = "\n".join(cell.text for row in table.rows[:6] for cell in row.cells)
    return "\n".join(bare_same_length(line) for line in normalise(words).split("\n"))
