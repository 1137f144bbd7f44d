"""Makes the two demonstration files that Python alone cannot: a PDF with a text layer, and a scan without one.

Run: python -m tests.documents.make_shipped   (needs soffice and pdftoppm). The results are committed under webui/demo/files.
"""

from __future__ import annotations

import subprocess
import tempfile
from datetime import date
from pathlib import Path

from PIL import Image, ImageFilter

import webui.demo
from webui.demo.texts import INSTRUCTION, TELEGRAM, Sample
from webui.demo.writing import as_docx

FILES = Path(webui.demo.__file__).parent / "files"


def make_pdf(sample: Sample, issued: date, folder: Path) -> Path:
    """The sample set by LibreOffice."""
    source = folder / "sample.docx"
    source.write_bytes(as_docx(sample, issued))
    subprocess.run(
        [
            "soffice",
            f"-env:UserInstallation=file://{folder}/profile",
            "--headless",
            "--convert-to",
            "pdf",
            "--outdir",
            str(folder),
            str(source),
        ],
        check=True,
        capture_output=True,
    )
    return folder / "sample.pdf"


def make_scan(pdf: Path, folder: Path) -> bytes:
    """The pages as a scanner gives them: 200 dpi, grey, a little skewed and blurred, no text layer."""
    subprocess.run(["pdftoppm", "-r", "200", "-gray", "-png", str(pdf), str(folder / "page")], check=True)
    pages = []
    for path in sorted(folder.glob("page*.png")):
        page = Image.open(path).rotate(0.6, resample=Image.Resampling.BICUBIC, fillcolor=255).filter(ImageFilter.GaussianBlur(0.5))
        pages.append(page.point(lambda grey: min(255, int(grey * 0.94 + 12))))
    target = folder / "scan.pdf"
    pages[0].save(target, save_all=True, append_images=pages[1:], resolution=200, quality=60)
    return target.read_bytes()


def main() -> None:
    FILES.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as name:
        (FILES / INSTRUCTION.filename).write_bytes(make_pdf(INSTRUCTION, date(2026, 11, 16), Path(name)).read_bytes())
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (FILES / TELEGRAM.filename).write_bytes(make_scan(make_pdf(TELEGRAM, date(2026, 11, 18), folder), folder))


if __name__ == "__main__":
    main()
