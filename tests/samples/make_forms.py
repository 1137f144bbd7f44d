"""The samples as Word files with really merged cells: `python -m tests.samples.make_forms FOLDER`.

The plain text repeats what a merged cell of the paper says once; the answers are the same for both.
"""

from __future__ import annotations

import html
import sys
from itertools import groupby
from pathlib import Path

from tests.documents import forms

HERE = Path(__file__).parent
#: Sample → columns in which like neighbours are one cell of the paper
MERGED = {"ke-hoach-o-gop": (2,), "ket-luan-tuan": (1, 6)}


def word_form(slug: str) -> bytes:
    """The sample as a Word file: a paragraph a line, its table with merged cells."""
    lines = (HERE / f"{slug}.txt").read_text("utf-8").splitlines()
    body = ""
    for is_table, group in groupby(lines, key=lambda line: line.startswith("|")):
        if is_table:
            body += forms.table(merged_rows([row(line) for line in group if not line.startswith("|---")], MERGED[slug]))
        else:
            body += "".join(forms.paragraph(html.escape(line)) for line in group)
    return forms.docx(body)


def row(line: str) -> list[str]:
    """The cells of one line of a `|` table."""
    return [html.escape(cell.strip(), quote=False).replace("&lt;br&gt;", "\n") for cell in line.strip("|").split("|")]


def merged_rows(rows: list[list[str]], columns: tuple[int, ...]) -> list[list[str]]:
    """The rows as cells of Word: like neighbours of these columns in one cell, a row that names a group in a wide one."""
    made = []
    for n, cells in enumerate(rows):
        if n and len([c for c in cells if c]) == 2:
            made.append([forms.cell(cells[0]), forms.cell(cells[1], columns=len(cells) - 1)])
        else:
            made.append([forms.cell(*_cell(rows, n, i, columns)[0], merge=_cell(rows, n, i, columns)[1]) for i in range(len(cells))])
    return made


def _cell(rows: list[list[str]], n: int, i: int, columns: tuple[int, ...]) -> tuple[list[str], str]:
    """The paragraphs of a cell and how it is merged downwards."""
    words = rows[n][i]
    above = n > 1 and rows[n - 1][i] == words
    below = n + 1 < len(rows) and rows[n + 1][i] == words
    if i not in columns or not words or not (above or below):
        return words.split("\n"), ""
    return ([""], "continue") if above else (words.split("\n"), "restart")


def main() -> None:
    """Write the Word forms into a folder."""
    for slug in MERGED:
        (Path(sys.argv[1]) / f"{slug}.docx").write_bytes(word_form(slug))


if __name__ == "__main__":
    main()
