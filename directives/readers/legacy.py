"""Older forms (doc, rtf, odt) through LibreOffice, which makes a docx of them."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import tempfile
from pathlib import Path

from directives.model import SourceText
from directives.readers.archive import Archive
from directives.readers.assembly import assemble
from directives.readers.limits import Limits, broken, crashed, no_words, program_missing, too_slow
from directives.readers.word import word_blocks

#: LibreOffice in a profile of its own: macros never run, links are never followed, nothing is fetched
PROFILE = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
{items}
</oor:items>
"""
PROFILE_ITEM = '<item oor:path="/org.openoffice.{path}"><prop oor:name="{name}"><value>{value}</value></prop></item>'
SETTINGS = (
    ("Office.Common/Security/Scripting", "MacroSecurityLevel", "3"),
    ("Office.Common/Security/Scripting", "DisableMacrosExecution", "true"),
    ("Office.Common/Security/Scripting", "BlockUntrustedRefererLinks", "true"),
    ("Office.Writer/Content/Update", "Link", "0"),
    ("Setup/Office", "ooSetupInstCompleted", "true"),
)
SWITCHES = ("--headless", "--norestore", "--nolockcheck", "--nodefault", "--nologo")
#: How LibreOffice signs its files: `LibreOffice/7.4.7.2$Linux_X86_64 …`
PROGRAM = re.compile(r"(\w+)/([\d.]+)")
WHY = "Đọc tệp .doc, .rtf, .odt"


def read_legacy(data: bytes, limits: Limits) -> SourceText:
    """Reads a doc, rtf or odt. Raises `UnreadableDocument`, also when LibreOffice is missing, fails or takes too long."""
    if data.startswith(b"PK"):
        Archive(data, limits).check_all()
    converted = as_docx(data, limits)
    found = word_blocks(converted, limits)
    if not found:
        raise no_words()
    return assemble(found, _maker(Archive(converted, limits)), limits=limits)


def _maker(docx: Archive) -> str:
    """The program that made a docx, with its version: `LibreOffice 7.4.7.2`."""
    said = docx.xml("docProps/app.xml").findtext("{*}Application") if "docProps/app.xml" in docx else None
    found = PROGRAM.match(said or "")
    return f"{found[1]} {found[2]}" if found else "LibreOffice"


def as_docx(data: bytes, limits: Limits) -> bytes:
    """The document as docx, made by LibreOffice in a folder that is gone afterwards."""
    office = shutil.which("soffice") or shutil.which("libreoffice")
    if office is None:
        raise program_missing("LibreOffice", "libreoffice-writer-nogui", WHY)
    with tempfile.TemporaryDirectory(prefix="dondoc-") as folder:
        source, profile = Path(folder, "document" + _suffix(data)), Path(folder, "profile")
        source.write_bytes(data)
        (profile / "user").mkdir(parents=True)
        (profile / "user" / "registrymodifications.xcu").write_text(_profile(), "utf-8")
        command = [office, *SWITCHES, f"-env:UserInstallation={profile.as_uri()}"]
        run([*command, "--convert-to", "docx:MS Word 2007 XML", "--outdir", folder, str(source)], limits.program_seconds, home=folder)
        result = Path(folder, "document.docx")
        if not result.is_file() or result.stat().st_size == 0:
            raise broken("Word (.doc, .rtf, .odt)")
        if result.stat().st_size > limits.expanded_bytes:
            raise broken("Word (.doc, .rtf, .odt)")
        return result.read_bytes()


def _profile() -> str:
    return PROFILE.format(items="\n".join(PROFILE_ITEM.format(path=path, name=name, value=value) for path, name, value in SETTINGS))


def _suffix(data: bytes) -> str:
    return ".odt" if data.startswith(b"PK") else ".rtf" if data.lstrip(b"\xef\xbb\xbf").startswith(b"{\\rtf") else ".doc"


def run(command: list[str], seconds: int, *, home: str) -> bytes:
    """Runs a program in its own process group and gives its output; at the end of its time the whole group ends.

    A failing program gives what it has written; whether that is enough is for the caller to see. Raises `UnreadableDocument`
    for one that crashes or is killed, and one that takes too long.
    """
    environment = {"PATH": os.environ.get("PATH", os.defpath), "HOME": home, "LANG": "C.UTF-8", "OMP_THREAD_LIMIT": "1"}
    if "TESSDATA_PREFIX" in os.environ:
        environment["TESSDATA_PREFIX"] = os.environ["TESSDATA_PREFIX"]
    process = subprocess.Popen(
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=environment,
        cwd=home,
        start_new_session=True,
    )
    try:
        output, _ = process.communicate(timeout=seconds)
    except subprocess.TimeoutExpired as error:
        raise too_slow(f"Chương trình {Path(command[0]).name} chạy") from error
    finally:
        _end_group(process)
    if process.returncode < 0 or process.returncode > 128:  # by a signal, its own or that of the program which a script runs
        raise crashed(Path(command[0]).name)
    return output


def _end_group(process: subprocess.Popen[bytes]) -> None:
    """Ends whatever the program has left running."""
    try:
        os.killpg(process.pid, signal.SIGKILL)
    except (ProcessLookupError, PermissionError):
        return
    finally:
        process.wait()
