"""The program as it lies on a machine: a tree that belongs to root, and is run by an ordinary user."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import cache_from_source
from pathlib import Path
from tempfile import TemporaryDirectory

ROOT = Path(__file__).resolve().parents[2]
USER = "nobody"
BUILT = ("staticfiles", "static/built", "triage/classifier/data/model.npz", "locale/da/LC_MESSAGES/django.mo")
LEFT_OUT = ("tests/", "docs/", "assets/")
"""What the running image has not either."""


def as_ordinary(command: list[str]) -> list[str]:
    """The same by a user who owns nothing, when root runs the tests."""
    return ["/usr/sbin/runuser", "-u", USER, "--", *command] if os.geteuid() == 0 else command


@contextmanager
def open_folder() -> Iterator[Path]:
    """A folder that everybody may enter. pytest's own are closed, and closed again whenever another pytest begins."""
    with TemporaryDirectory(prefix="helpdesk-") as name:
        folder = Path(name)
        folder.chmod(0o755)
        yield folder


def install(folder: Path) -> Path:
    """Puts the program and its Python there as hard links where that can be, and copies otherwise."""
    tree = folder / "helpdesk"
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    names = [name for name in listed.stdout.splitlines() if name != ".venv" and not name.startswith(LEFT_OUT)]
    for name in names:
        if (ROOT / name).is_file():
            copy(ROOT / name, tree / name)
    for name in BUILT:
        (tree / name).parent.mkdir(parents=True, exist_ok=True)
        link(ROOT / name, tree / name)
    version = f"python{sys.version_info.major}.{sys.version_info.minor}"
    subprocess.run([reachable_python(version), "-m", "venv", "--without-pip", str(tree / ".venv")], check=True)
    packages = Path("lib", version, "site-packages")
    (tree / ".venv" / packages).rmdir()
    link(Path(sys.prefix) / packages, tree / ".venv" / packages)
    # Another release of the same Python may need a package more: redis wants async-timeout before 3.11.3.
    adding = [str(Path(sys.executable).with_name("uv")), "--quiet", "pip", "install", "--require-hashes"]
    adding += ["--python", str(tree / ".venv/bin/python"), "--requirement", str(ROOT / "requirements/runtime.txt")]
    subprocess.run(adding, check=True)
    for name in ("gunicorn", "celery"):
        script = (Path(sys.prefix) / "bin" / name).read_text().splitlines(keepends=True)
        (tree / ".venv" / "bin" / name).write_text(f"#!{tree}/.venv/bin/python\n{''.join(script[1:])}")
        (tree / ".venv" / "bin" / name).chmod(0o755)
    return tree


def copy(source: Path, target: Path) -> None:
    """With what Python made of it: whoever runs the tree may not write there, and would compile all of it each time."""
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copy2(source, target)
    compiled = Path(cache_from_source(str(source)))
    if source.suffix == ".py" and compiled.is_file():
        copy(compiled, Path(cache_from_source(str(target))))


def reachable_python(version: str) -> str:
    """One that an ordinary user may run, of the version for which the packages were installed."""
    for path in (sys._base_executable, f"/usr/bin/{version}", f"/usr/local/bin/{version}"):  # type: ignore[attr-defined]
        if not subprocess.run(as_ordinary([path, "-c", ""]), capture_output=True, check=False).returncode:
            return path
    raise RuntimeError(f"{USER} cannot run {version}: install it where everybody may, such as /usr/bin")


def link(source: Path, target: Path) -> None:
    copying = ["cp", "--recursive", "--dereference", "--link", str(source), str(target)]
    if subprocess.run(copying, capture_output=True, check=False).returncode:
        shutil.rmtree(target, ignore_errors=True)
        subprocess.run([part for part in copying if part != "--link"], check=True)
