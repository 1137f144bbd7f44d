"""`make bundle`: one archive for a server without internet.

Run as `python -m webui.bundle FOLDER`, with internet, on a machine like the server. In it: all wheels, the lock file with their
hashes, install.sh (installs or upgrades; backup first, roll back on failure), systemd units, the list of Debian packages, the
sample configuration.
"""

from __future__ import annotations

import hashlib
import io
import platform
import subprocess
import sys
import tarfile
from importlib.metadata import version
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
DEPLOY = Path(__file__).resolve().parent / "deploy"
WHEELS = ROOT / "build" / "wheels"


def make_bundle(folder: Path) -> Path:
    """Write `dondoc-VERSION.tar.gz` into a folder; gives its path. Raises CalledProcessError when pip fails."""
    name = f"dondoc-{version('dondoc')}"
    _download_wheels()
    own = _own_wheel()
    folder.mkdir(parents=True, exist_ok=True)
    target = folder / f"{name}.tar.gz"
    with tarfile.open(target, "w:gz") as archive:
        for wheel in sorted(WHEELS.glob("*.whl")):
            archive.add(wheel, f"{name}/wheels/{wheel.name}")
        archive.add(own, f"{name}/{own.name}")
        for path in (ROOT / "requirements.lock", ROOT / "config.toml", ROOT / "README.md", ROOT / "LICENSE", *sorted(DEPLOY.iterdir())):
            if path.is_file():
                archive.add(path, f"{name}/{path.name}")
        _add_text(archive, f"{name}/python-version", f"{sys.version_info.major}.{sys.version_info.minor} {platform.machine()}\n")
    return target


def _pip(*words: str) -> None:
    subprocess.run([sys.executable, "-m", "pip", "--quiet", "--disable-pip-version-check", *words], check=True, cwd=ROOT)


def _download_wheels() -> None:
    """All wheels of the lock file, their hashes checked; nothing is fetched again while the lock file stays the same."""
    stamp = WHEELS / "lock.sha256"
    digest = hashlib.sha256((ROOT / "requirements.lock").read_bytes()).hexdigest()
    if stamp.exists() and stamp.read_text() == digest:
        return
    WHEELS.mkdir(parents=True, exist_ok=True)
    for old in WHEELS.iterdir():
        old.unlink()
    _pip("download", "--require-hashes", "--only-binary", ":all:", "--dest", str(WHEELS), "-r", "requirements.lock")
    stamp.write_text(digest)


def _own_wheel() -> Path:
    folder = ROOT / "build" / "own"
    for old in folder.glob("*.whl"):
        old.unlink()
    _pip("wheel", "--no-deps", "--no-build-isolation", "--wheel-dir", str(folder), ".")
    return next(folder.glob("dondoc-*.whl"))


def _add_text(archive: tarfile.TarFile, name: str, text: str) -> None:
    entry = tarfile.TarInfo(name)
    entry.size = len(text.encode())
    archive.addfile(entry, io.BytesIO(text.encode()))


def main() -> None:
    target = make_bundle(Path(sys.argv[1] if len(sys.argv) > 1 else "dist"))
    sys.stdout.write(f"{target} ({target.stat().st_size / 1_000_000:.1f} MB)\n")


if __name__ == "__main__":
    main()
