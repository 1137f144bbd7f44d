"""One self-contained page with what the machine read: the text with highlights beside the tasks; no script, no link out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from markupsafe import Markup

from directives import ParsedDirective, TaskCandidate
from directives.explain import deadline_in_words
from directives.model import Confidence
from webui.evidence import FIELDS, Beginning, GridCell, Line, Mark, Piece, Sheet, Shown, Unit, lay_out

#: field → its name on the page
NAMES = {"text": "Nhiệm vụ", "lead": "Chủ trì", "coordinate": "Phối hợp", "report_to": "Báo cáo", "deadlines": "Thời hạn"}
#: word of trust → class
LOOKS = {"chắc": "sure", "nên xem": "check", "phải xem": "must"}
#: what the other looks of the words mean
LEGEND = Markup(
    '<span class="loose">câu chưa gắn việc</span> <u class="weak">chữ máy nhận dạng chưa chắc</u> '
    "(để con trỏ lên chữ để xem độ tin và quy tắc)"
)
STYLE = Markup("""
body{margin:0;font:15px/1.5 system-ui,sans-serif;color:#1b1b1b;background:#fff}
header{padding:12px 20px;border-bottom:1px solid #ccc}h1{font-size:18px;margin:0}header p{margin:4px 0 0}
main{display:flex;flex-wrap:wrap;gap:24px;padding:16px 20px}section{flex:1 1 320px;min-width:0}
p{margin:0 0 8px;overflow-wrap:anywhere}table{border-collapse:collapse;margin:0 0 12px;display:block;max-width:100%;overflow-x:auto}
td{border:1px solid #bbb;padding:4px;vertical-align:top}
.page{color:#666;border-top:1px dashed #bbb;margin:14px 0 6px;font-size:13px}
mark{color:inherit;background:#eee}mark.text{background:#f3f0e6}mark.lead{background:#cfe3fa}mark.coordinate{background:#d9ecd9}
mark.report_to{background:#e8dcf3}mark.deadlines{background:#fbe0b4}u.weak{text-decoration:underline dotted}
.loose{border-left:3px solid #999;padding-left:8px}
a.no{font-size:12px;margin-left:4px}article{border:1px solid #ccc;padding:8px 12px;margin:0 0 10px}article:target{outline:2px solid #1d5fa8}
h2{font-size:15px;margin:0 0 6px}dl{display:grid;grid-template-columns:6em 1fr;gap:2px 8px;margin:0}dt{color:#555}dd{margin:0}
.check{background:#fff3cd}.must{background:#f8d7da}.word{font-size:12px;padding:0 4px}ul{margin:6px 0 0;padding-left:18px}
""")


def annotated(parsed: ParsedDirective, name: str) -> str:
    """The page as HTML; everything from the document is escaped. `name` is the file's, shown in the title."""
    documents = {other.start: number for number, other in enumerate(parsed.further, 2)}
    drawing = lay_out(parsed.source, _marks(parsed.tasks), _units(parsed.tasks), list(parsed.unused), documents)
    head = parsed.directive
    title = " ".join(word for word in (head.kind, head.number) if word) or name
    page = Markup(
        '<!doctype html>\n<html lang="vi"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">'
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">"
        "<title>{title}</title><style>{style}</style></head><body><header><h1>{title}</h1><p>{subject}</p><p>{issued}</p>"
        "{warnings}<p>{told}</p><p>{legend}</p></header>"
        "<main><section>{text}</section><section>{tasks}</section></main></body></html>\n"
    )
    return str(
        page.format(
            title=title,
            style=STYLE,
            subject=head.subject or name,
            issued=", ".join(word for word in (head.issuer, head.issued_on and f"ngày {_day(head.issued_on)}") if word),
            warnings=_joined(Markup('<p class="check">{}</p>').format(warning) for warning in parsed.source.warnings),
            told=_told(parsed),
            legend=_joined(Markup('<mark class="{}">{}</mark> ').format(field, NAMES[field]) for field in FIELDS) + LEGEND,
            text=_joined(_block(block) for block in drawing),
            tasks=_joined(_task(number, task) for number, task in enumerate(parsed.tasks, 1)),
        )
    )


def _told(parsed: ParsedDirective) -> str:
    """`5 việc: 3 chắc, 1 nên xem, 1 phải xem; 4 câu chưa gắn việc`."""
    trusted = Counter(task.confidence for task in parsed.tasks)
    words = ", ".join(f"{trusted[word]} {word.value}" for word in Confidence)
    return f"{len(parsed.tasks)} việc: {words}; {len(parsed.unused)} câu chưa gắn việc."


def _day(iso: str) -> str:
    """`2026-03-12` as `12/03/2026`, `2026-03` as `03/2026`."""
    return "/".join(reversed(iso.split("-")))


def _joined(parts: Iterable[Markup]) -> Markup:
    return Markup("").join(parts)


def _marks(tasks: Iterable[TaskCandidate]) -> list[Mark]:
    """The places that prove the fields of all tasks."""
    found = []
    for number, task in enumerate(tasks, 1):
        found.append(Mark(task.evidence.text, "text", number, number))
        for name in FIELDS[1:]:
            found.extend(Mark(span, name, number, number) for span in getattr(task.evidence, name))
    return found


def _units(tasks: Iterable[TaskCandidate]) -> list[Unit]:
    return [Unit(number, number, task.evidence.text) for number, task in enumerate(tasks, 1)]


def _block(block: Shown) -> Markup:
    if isinstance(block, Beginning):
        return Markup('<p class="page"><b>Văn bản thứ {} của tệp bắt đầu từ đây</b></p>\n').format(block.document)
    if isinstance(block, Sheet):
        return Markup('<p class="page">Trang {}</p>\n').format(block.page)
    if isinstance(block, Line):
        return Markup('<p class="{}">{}</p>\n').format("loose" if block.loose else "", _words(block))
    rows = (Markup("<tr>{}</tr>").format(_joined(_cell(cell) for cell in row)) for row in block.rows)
    return Markup("<table>{}</table>\n").format(_joined(rows))


def _cell(cell: GridCell) -> Markup:
    words = Markup("<br>").join(_words(line) for line in cell.lines)
    return Markup('<td colspan="{}" rowspan="{}">{}</td>').format(cell.columns, cell.rows, words)


def _words(line: Line) -> Markup:
    numbers = (Markup('<a class="no" href="#viec-{0}">[{0}]</a>').format(unit.place) for unit in line.units)
    return _joined(_piece(piece) for piece in line.pieces) + _joined(numbers)


def _piece(piece: Piece) -> Markup:
    words = Markup("{}").format(piece.text)
    if piece.weak is not None:
        title = f"Máy nhận dạng chữ này chưa chắc ({piece.weak}%): so với bản gốc"
        words = Markup('<u class="weak" title="{}">{}</u>').format(title, words)
    if piece.mark is None:
        return words
    title = f"{NAMES[piece.mark.field]} · việc {piece.mark.number}"
    return Markup('<mark class="{}" title="{}">{}</mark>').format(piece.mark.field, title, words)


def _task(number: int, task: TaskCandidate) -> Markup:
    said = {
        "lead": "; ".join(task.lead) or "(chưa rõ)",
        "coordinate": "; ".join(task.coordinate),
        "report_to": "; ".join(task.report_to),
        "deadlines": "; ".join(deadline_in_words(d) for d in task.deadlines),
    }
    shown = [_field(task, name, words) for name, words in said.items() if words]
    doubts = _joined(Markup("<li>{}</li>").format(doubt) for doubt in task.doubts)
    return Markup('<article id="viec-{}"><h2>{}. [{}] {} {}</h2><dl>{}</dl>{}</article>\n').format(
        number,
        number,
        task.path or "–",
        task.title or task.text,
        _trust(task, "text"),
        _joined(shown),
        Markup("<ul>{}</ul>").format(doubts) if doubts else "",
    )


def _field(task: TaskCandidate, name: str, words: str) -> Markup:
    return Markup("<dt>{}</dt><dd>{} {}</dd>").format(NAMES[name], words, _trust(task, name))


def _trust(task: TaskCandidate, name: str) -> Markup:
    word, rule = task.trust[name].value, task.rules.get(name, "")
    return Markup('<span class="word {}" title="{}">{}</span>').format(LOOKS[word], rule, word)
