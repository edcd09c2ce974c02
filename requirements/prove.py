"""Proves the locks: every supported Python and processor has a wheel for every pin, and the lowest and the newest
Python of this machine install what the site runs on and start it.

`python requirements/prove.py`. Where no Python but the one that runs this is found, it is both ends.
"""

import json
import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
UV = [str(Path(sys.executable).with_name("uv")), "--quiet"]
LOWEST = (3, 11)
PYTHONS = ("3.11", "3.14")
PLATFORMS = ("x86_64-manylinux_2_28", "aarch64-manylinux_2_28")
LOCKS = ("runtime", "build", "dev")
NAME = re.compile(r"python3(\.[0-9]+)?")
Version = tuple[int, int, int]


def main() -> None:
    for python in PYTHONS:
        for platform in PLATFORMS:
            for lock in LOCKS:
                resolve(lock, python, platform)
    print(f"Every pin has a wheel for Python {PYTHONS[0]} to {PYTHONS[-1]} on {' and '.join(PLATFORMS)}", flush=True)
    pythons = interpreters()
    for version in sorted({min(pythons), max(pythons)}):
        start(pythons[version], with_pip=version == min(pythons))
        print(f"Installed with its hashes, and started, on Python {'.'.join(map(str, version))}", flush=True)


def resolve(lock: str, python: str, platform: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        command = [*UV, "pip", "install", "--dry-run", "--require-hashes", "--only-binary", ":all:", "--target", folder]
        command += ["--python-version", python, "--python-platform", platform]
        run([*command, "-r", f"requirements/{lock}.txt"])


def interpreters() -> dict[Version, str]:
    """The supported Pythons of this machine, by version: on the path, Debian's own, and those of pyenv and uv."""
    folders = [*os.environ["PATH"].split(os.pathsep), "/usr/bin", "/usr/local/bin"]
    folders += map(str, Path.home().glob(".pyenv/versions/*/bin"))
    paths = {str(path) for folder in folders for path in Path(folder).glob("python3*") if NAME.fullmatch(path.name)}
    listed = [*UV, "python", "list", "--only-installed", "--offline", "--output-format", "json"]
    listing = subprocess.run(listed, capture_output=True, text=True, check=False).stdout
    paths |= {entry["path"] for entry in json.loads(listing or "[]")}
    pythons = {version: path for path in sorted(paths, reverse=True) if (version := version_of(path)) >= (*LOWEST, 0)}
    running = sys.version_info
    return pythons or {(running.major, running.minor, running.micro): sys.executable}


def version_of(path: str) -> Version:
    """(0, 0, 0) where it is no Python that runs, such as a shim of pyenv's, or one that runs no venv."""
    program = "import ensurepip, sys; print(*sys.version_info[:3], sys.prefix == sys.base_prefix)"
    asked = subprocess.run([path, "-c", program], capture_output=True, text=True, check=False)
    answer = asked.stdout.split()
    return (int(answer[0]), int(answer[1]), int(answer[2])) if answer[3:] == ["True"] else (0, 0, 0)


def start(python: str, *, with_pip: bool) -> None:
    """Installs as `make setup` does, in a folder that goes away: with the pip that this Python brings, or quicker."""
    with tempfile.TemporaryDirectory(prefix="helpdesk-lock-") as folder:
        within = f"{folder}/bin/python"
        pip = [within, "-m", "pip", "--disable-pip-version-check", "--quiet"]
        run([python, "-m", "venv", folder])
        installer = [*pip, "install", "--no-compile"] if with_pip else [*UV, "pip", "install", "--python", within]
        run([*installer, "--require-hashes", "--only-binary", ":all:", "-r", "requirements/runtime.txt"])
        run([*pip, "check"])
        run([within, "manage.py", "check"], ENV_FILE=os.devnull, DATA_DIR=folder)


def run(command: list[str], **environment: str) -> None:
    """Says what it printed when it fails, and nothing otherwise."""
    done = subprocess.run(command, cwd=ROOT, env=os.environ | environment, capture_output=True, text=True, check=False)
    if done.returncode:
        sys.exit(f"{' '.join(command)} failed:\n{done.stdout}{done.stderr}")


if __name__ == "__main__":
    main()
