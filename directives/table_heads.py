"""The head of a table: which column holds the work, who leads and helps, by when; a table of another kind has none of that."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from directives.agency_heads import head_pattern
from directives.grid import Grid
from directives.passages import Passage
from directives.wording import wording

# how many rows at the top of a table may be its head
_HEAD_ROWS = 3
# `1`, `1.2.`, `IV`, `a)` in the column of numbers
NUMBER = re.compile(r"\(?([IVX]{1,6}|\d{1,3}(?:\.\d{1,3})*|[A-HĐ]|[a-zđ])\s*[./)]?")
# `(1) (2) (3)`: the row that numbers the columns
_COLUMN_NUMBERS = re.compile(r"\(?\d{1,2}\)?|\([a-z]\)|\(\d\)\s*=.{1,20}")
# `Nội dung chỉ tiêu`, `Tên chỉ số`
_INDICATOR = re.compile(r"\b(?:chỉ tiêu|chỉ số)\b")
# work in the head of a column, whatever else it names: `Mục tiêu, nhiệm vụ`
_WORK_WORDS = re.compile(r"\b(?:nhiệm vụ|công việc|hoạt động|giải pháp)\b")
# a head that no list knows, by its words: `Đơn vị đồng phối hợp`, `Tên dự án/nhiệm vụ`
_HEAD_WORDS = (
    ("measure", re.compile(r"\b(?:số tiền|đơn giá|thành tiền|mức chi|nội dung chi|khoản chi|tổng mức|kế hoạch vốn|vốn)\b")),
    ("lead", re.compile(r"\bchủ trì\b.{0,12}\bphối hợp\b")),
    ("coordinate", re.compile(r"\bphối hợp\b")),
    ("lead", re.compile(r"\bchủ trì\b|\b(?:cơ quan|đơn vị)[^.]{0,20}\bthực hiện\b|\bđầu mối\b|\bchịu trách nhiệm\b|\bngười thực hiện\b")),
    ("deadline", re.compile(r"\b(?:thời gian|thời hạn|tiến độ|hoàn thành|thời điểm|kết thúc|khi nào)\b|^(?:hạn|đến ngày|ngày đến)\b")),
    ("document", re.compile(r"^(?:cv |công văn |văn bản )?(?:số|ngày)\b.{0,20}\b(?:văn bản|vb|hiệu|công văn|cv|ban hành)\b|^số[,/ ]+ngày")),
    (
        "work",
        re.compile(rf"{_WORK_WORDS.pattern}|\b(?:nội dung|dự án|đề án)\b|^(?:tên|việc)\b|\bý kiến chỉ đạo\b|\bkết luận\b|\bkiến nghị\b"),
    ),
)
# `Đơn vị`, `Phân công`, `Ai làm`: they say who only where no other column does
_WHO = r"(?:cơ quan|đơn vị|phòng,? ban|phòng|sở,? ngành|ban,? ngành|bộ phận|địa phương|cá nhân)"
_WEAK_LEAD = re.compile(
    rf"(?:tên )?(?:các )?{_WHO}(?:[,/ ]{{1,3}}{_WHO})*(?: (?:trả lời|xử lý|giải quyết|được phân công|nhận việc|báo cáo)\b.{{0,20}})?"
    r"|phân công.{0,20}|ai làm|chủ đầu tư"
)
# a column that follows up the work of another: `Cơ quan theo dõi, đôn đốc` beside `Cơ quan thực hiện`
_FOLLOWS_UP = re.compile(r"\b(?:theo dõi|giám sát|đôn đốc|kiểm tra|chỉ đạo|phụ trách)\b")
# what may stand before the body that a cell names: `- Sở Y tế`, `Các phòng`
_BEFORE_BODY = re.compile(r"[-+•*\d. ]*(?:các )?")
# what is to be done takes so many characters at least, on the average
_WORK_LENGTH = 25
# columns that tell the start, no deadline
_START = re.compile(r"(?:thời gian |ngày )?bắt đầu|(?:thời gian )?từ(?: ngày)?$")
# `Thời gian trình trước ngày, tháng`: months in the column are bounds
_BEFORE = re.compile(r"trước (?:ngày|tháng)")
# `Tháng`, `Tháng thực hiện`: months in figures stand below; not `Thời gian (tháng)`, which may count them
_MONTHS_BELOW = re.compile(r"(?:vào |trong )?tháng(?: (?:thực hiện|hoàn thành|trình|báo cáo|tổ chức))?[ .:]{0,2}")
# `x` under `Quý II`
_TICK = re.compile(r"[xX✓✔√*+●]")
# the head of a column that is a time: `Quý II`, `Tháng 3/2026`, `T5`
_TIME = re.compile(r"(?:quý|tháng|năm|tuần|t|q)\W{0,2}(?:\d{1,4}|[ivx]{1,4})(?:[/ ,-]{1,3}(?:năm )?\d{4})?")


# what the lower row of a head divides
_DIVIDED = frozenset({"lead", "coordinate", "deadline"})


@dataclass
class Columns:
    """Which column holds which field."""

    fields: dict[int, str]  # column → `work`, `lead`, `coordinate`, `deadline`, `receiver`, `number`, `document`, `tick` …
    before: bool = False  # the times of the deadline column are bounds
    months: frozenset[int] = frozenset()  # columns whose bare figures are months (`Tháng`), no numbers of rows
    both: bool = False  # one column names the leader, then the helpers (`Chủ trì/Phối hợp`)
    coarse: int | None = None  # a column of wider work, whose words count where that of the work is empty
    first_row: int = 0  # the first row behind the head

    def of(self, name: str) -> list[int]:
        """The columns of a field, left to right."""
        return [c for c, f in sorted(self.fields.items()) if f == name]

    @property
    def kinds(self) -> set[str]:
        """The fields that there are."""
        return set(self.fields.values())


def read_columns(grid: Grid) -> Columns | None:
    """Which column says what, from the head of the table; None when it is no table of assignments or indicators."""
    columns = Columns({})
    for row in range(min(_HEAD_ROWS, len(grid.table.rows))):
        if columns.fields and not _head_goes_on(grid, row):
            break
        named = {c: f for c in range(grid.table.columns) if (f := _header_field(grid.words(row, c)))}
        if not columns.fields and len(set(named.values())) < 2:
            continue
        if columns.fields and not named and not _ticks(grid, row):
            break
        _name_columns(grid, columns, row, named)
    if not columns.fields:
        return None
    head = range(columns.first_row)
    _find_lead(grid, columns, head)
    _keep_best_work(grid, columns)
    _keep_best_lead(grid, columns, head)
    _find_work(grid, columns)
    _find_ticks(grid, columns, head)
    while columns.first_row < len(grid.table.rows) and all(_COLUMN_NUMBERS.fullmatch(p.text) for p in grid.distinct(columns.first_row)):
        columns.first_row += 1
    if not columns.kinds & {"lead", "deadline", "coordinate", "tick"} or not columns.kinds & {"work", "indicator"}:
        return None
    return columns


def _name_columns(grid: Grid, columns: Columns, row: int, named: dict[int, str]) -> None:
    """Take what one row of the head names; a lower row says it more closely."""
    columns.fields.update(named)
    for c in range(grid.table.columns):
        words = grid.words(row, c).folded
        if _START.match(words):
            columns.fields[c] = "note"
        columns.before |= columns.fields.get(c) == "deadline" and bool(_BEFORE.search(words))
        if columns.fields.get(c) == "deadline" and _MONTHS_BELOW.fullmatch(words):
            columns.months |= {c}
        columns.both |= columns.fields.get(c) == "lead" and "phối hợp" in words and grid.cells[(row, c)].columns == 1
    columns.first_row = row + 1


def _head_words(grid: Grid, rows: Iterable[int], column: int) -> list[Passage]:
    return [words for row in rows if (words := grid.words(row, column)).text]


def _find_lead(grid: Grid, columns: Columns, head: Iterable[int]) -> None:
    """`Đơn vị`, `Phân công`, `Ai làm` say who, where no other column does and their cells name bodies."""
    if "lead" in columns.kinds:
        return
    weak = [c for c in range(grid.table.columns) if any(_WEAK_LEAD.fullmatch(w.folded) for w in _head_words(grid, head, c))]
    named = [c for c in weak if names_bodies(grid, columns.first_row, c)]
    if named:
        columns.fields[named[-1]] = "lead"


def names_bodies(grid: Grid, first_row: int, column: int) -> bool:
    """Whether at least half of the filled cells begin with the kind of a body (`Sở`, `Phòng`), as amounts and measures never do."""
    said = [words for row in range(first_row, len(grid.table.rows)) if (words := grid.words(row, column)).text]
    starts = [match.end() if (match := _BEFORE_BODY.match(words.folded)) else 0 for words in said]
    named = sum(head_pattern().match(words.folded, start) is not None for words, start in zip(said, starts, strict=True))
    return named * 2 >= max(len(said), 1)


def _keep_best_lead(grid: Grid, columns: Columns, head: Iterable[int]) -> None:
    """Of several columns that name who, those that only follow the work up lead nothing."""
    lead = columns.of("lead")
    follows = [c for c in lead if any(_FOLLOWS_UP.search(w.folded) and "chủ trì" not in w.folded for w in _head_words(grid, head, c))]
    if len(follows) < len(lead):
        columns.fields.update(dict.fromkeys(follows, "note"))


def _keep_best_work(grid: Grid, columns: Columns) -> None:
    """Of several columns that could hold the work, one.

    Where the cells of one are merged over rows that another tells apart (`Nhiệm vụ` over several `Giải pháp`), the finer one; else the
    one whose head says so best: a known label, then the words of one.
    """
    work = columns.of("work")
    if len(work) < 2:
        return
    labels = wording()["labels.work"]

    def rank(column: int) -> int:
        words = grid.words(columns.first_row - 1, column)
        return 2 if labels.is_all_of(words) else 1 if labels.end_at(words, 0) is not None else 0

    named = any(grid.words(columns.first_row - 1, c).folded.strip(" :.") == "hoạt động" for c in work)
    best = max(work, key=lambda c: (rank(c), _substance(grid, columns.first_row, c) if named else (), -c))
    finer = [c for c in work if c > best and _tells_apart(grid, columns.first_row, best, c)]
    if finer:
        best, columns.coarse = finer[0], best
    for column in work:
        if column != best:
            columns.fields[column] = "note"


def _substance(grid: Grid, first_row: int, column: int) -> tuple[bool, int]:
    """Whether most cells of a column begin with a verb, and how much they say: `Hoạt động` (`Hội thi`) beside `Nội dung` (`Tổ chức …`)."""
    cells = [words for row in range(first_row, len(grid.table.rows)) if (words := grid.words(row, column)).text]
    verbs = sum(wording()["task_verbs"].end_at(words, 0) is not None for words in cells)
    return verbs > len(cells) / 2, sum(len(words.text) for words in cells)


def _tells_apart(grid: Grid, first_row: int, column: int, other: int) -> bool:
    """Whether one cell of a column, merged or with empty ones below it, stands beside several in the other that have words."""
    parts = merged = 0
    for row in range(first_row, len(grid.table.rows)):
        wide, fine = grid.cells.get((row, column)), grid.words(row, other)
        if wide is None or (wide.columns > 1 and wide.column <= other < wide.column + wide.columns):
            continue
        below = wide.rows > 1 or not grid.words(row, column).text
        merged += below
        parts += below and bool(fine.text) and grid.cells[(row, other)].rows == 1
    return parts > merged / 2


def _find_work(grid: Grid, columns: Columns) -> None:
    """Where two columns say who and when, and no head names the work: the column without a name whose cells are the longest."""
    if columns.kinds & {"work", "indicator"} or len(columns.kinds & {"lead", "coordinate", "deadline"}) < 2:
        return
    rows = range(columns.first_row, len(grid.table.rows))
    lengths = {c: sum(len(grid.words(row, c).text) for row in rows) / max(len(rows), 1) for c in range(grid.table.columns)}
    longest = max(lengths, key=lambda c: lengths[c], default=None)
    if longest is not None and longest not in columns.fields and lengths[longest] >= _WORK_LENGTH:
        columns.fields[longest] = "work"


def _find_ticks(grid: Grid, columns: Columns, head: Iterable[int]) -> None:
    """Columns headed by a time (`Quý II`, `Tháng 3`) in whose cells an `x` says that the work is done then."""
    for column in range(grid.table.columns):
        if columns.fields.get(column, "deadline") == "deadline" and any(_TIME.fullmatch(w.folded) for w in _head_words(grid, head, column)):
            rows = range(columns.first_row, len(grid.table.rows))
            said = [words.text for row in rows if (words := grid.words(row, column)).text]
            if said and all(_TICK.fullmatch(text) for text in said):
                columns.fields[column] = "tick"


def _ticks(grid: Grid, row: int) -> bool:
    """Whether a row of the head names times: `Quý I | Quý II | Quý III`."""
    return sum(bool(_TIME.fullmatch(grid.words(row, c).folded)) for c in range(grid.table.columns)) > 1


def is_ticked(words: Passage) -> bool:
    """Whether a cell is a mere mark."""
    return _TICK.fullmatch(words.text) is not None


def _head_goes_on(grid: Grid, row: int) -> bool:
    """Whether a row still belongs to the head: a cell of the row above reaches into it, or is divided by it."""
    above = grid.table.rows[row - 1].cells
    if NUMBER.fullmatch(grid.words(row, 0).text):
        return False
    said = grid.distinct(row)
    if 1 < len(said) < grid.table.columns and all(_header_field(words) in _DIVIDED for words in said):
        # `Chủ trì | Phối hợp` below `Cơ quan thực hiện`, where nothing says that cells are merged; `THÁNG 4` alone is a group
        return True
    return len(grid.table.rows[row].cells) > 1 and any(c.rows > 1 or c.columns > 1 for c in above) and len(above) > 1


def _header_field(words: Passage) -> str | None:
    """The field that the head of a column names: the label that is all of it, or the longest at its start."""
    if not words.text or len(words.text) > 120:
        return None
    work = _WORK_WORDS.search(words.folded) is not None
    if _INDICATOR.search(words.folded) and not work:
        return "indicator"
    best: tuple[int, str] | None = None
    for name, phrases in wording().group("labels").items():
        if phrases.is_all_of(words):
            return name
        end = phrases.end_at(words, 0)
        if end is not None and (best is None or end > best[0]):
            best = (end, name)
    by_words = next((name for name, pattern in _HEAD_WORDS if pattern.search(words.folded)), None)
    if best and not (best[1] == "indicator" and work) and not (best[1] == "work" and by_words == "measure"):
        return best[1]
    return by_words
