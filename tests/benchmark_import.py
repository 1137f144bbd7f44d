"""Speed of `dondoc import`: `python -m tests.benchmark import`. Five hundred documents of our own in five forms, twice over.

The thirteen texts of the samples and the demonstration, each file with a number of its own, so that every one is another directive.
"""

from __future__ import annotations

import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from email.message import EmailMessage
from html import escape
from pathlib import Path

from tests.documents import forms, pdfs
from webui.bulk import cores

FILES = 500
TEXTS = [path.read_text("utf-8") for path in sorted(Path(__file__).with_name("samples").glob("*.txt"))]

#: `Số: 914/CT-TTg`, `Số 45-CTr/TU`, and a number left blank: `Số:     /KH-STP`
NUMBER = re.compile(r"(Số ?:? ?) *\d*(?=[-/])")


def word(text: str) -> bytes:
    return forms.docx("".join(forms.paragraph(escape(line)) for line in text.split("\n")))


def pdf(text: str) -> bytes:
    return pdfs.text_pdf(pdfs.paged(text))


def page(text: str) -> bytes:
    return f"<html><body>{''.join(f'<p>{escape(line)}</p>' for line in text.splitlines())}</body></html>".encode()


def mail(text: str) -> bytes:
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = "vanthu@sonha.example", "so@sonha.example", "Văn bản"
    message.set_content("Kính chuyển văn bản đính kèm.")
    message.add_attachment(word(text), maintype="application", subtype="octet-stream", filename="van-ban.docx")
    return message.as_bytes()


#: How an office's folder is made up, of ten files: ending and maker
MIXTURE: list[tuple[str, Callable[[str], bytes]]] = [
    *[("docx", word)] * 4,
    *[("pdf", pdf)] * 3,
    ("txt", str.encode),
    ("html", page),
    ("eml", mail),
]


def importing() -> int:
    """Print how long it takes to bring five hundred files in, and to find on a second run that all are known."""
    with tempfile.TemporaryDirectory() as name:
        office = Path(name)
        size = write(office / "den")
        _dondoc(office, "init", "--province", "Sơn Hà", "--admin", "quantri@sonha.example")
        print(f"{FILES} tệp ({size / 1e6:.1f} MB; 4 docx, 3 pdf, 1 txt, 1 html, 1 eml trong mỗi 10 tệp), {cores()} nhân")
        for run in ("lần đầu", "lần hai"):
            started = time.monotonic()
            said = _dondoc(office, "import", "den")
            took = time.monotonic() - started
            print(f"{run}: {took:.1f} s, {FILES / took:.1f} tệp/giây; {said.splitlines()[-1]}")
    return 0


def write(folder: Path) -> int:
    """Make the files; gives their bytes."""
    folder.mkdir()
    size = 0
    for number in range(FILES):
        ending, make = MIXTURE[number % len(MIXTURE)]
        text = NUMBER.sub(rf"\g<1>{number + 1}", TEXTS[number // len(MIXTURE) % len(TEXTS)], count=1)
        data = make(text)
        (folder / f"{number + 1:03}.{ending}").write_bytes(data)
        size += len(data)
    return size


def _dondoc(office: Path, *words: str) -> str:
    """What a command says on stderr. Raises CalledProcessError when it fails."""
    command = [sys.executable, "-m", "webui.cli", *words]
    return subprocess.run(command, cwd=office, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, check=True).stderr
