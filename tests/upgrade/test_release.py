"""A release: what is not ready is refused with what to do; what is, is tagged, packed and listed. In a clone."""

import hashlib
import json
import subprocess
import sys
import tarfile
from pathlib import Path
from typing import Any

import pytest

from helpdesk.version import VERSION

ROOT = Path(__file__).resolve().parents[2]
IDENTITY = ["-c", "user.name=Test", "-c", "user.email=test@example.org", "-c", "commit.gpgsign=false"]


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    """The files as they are here, in a repository of the test's own."""
    place = tmp_path / "clone"
    place.mkdir()
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        check=True,
    ).stdout
    for name in listed.decode().split("\0"):
        if name and (ROOT / name).is_file() and not name.startswith(("tests/", "locale/")):
            target = place / name
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes((ROOT / name).read_bytes())
    git(place, "init", "--quiet")
    git(place, "add", "--all", "--force")
    git(place, "commit", "--quiet", "--message", "All")
    return place


def git(place: Path, *arguments: str) -> str:
    command = ["git", *IDENTITY, *arguments]
    return subprocess.run(command, cwd=place, capture_output=True, text=True, check=True).stdout.strip()


def release(place: Path) -> "subprocess.CompletedProcess[str]":
    git(place, "config", "user.name", "Test")
    git(place, "config", "user.email", "test@example.org")
    command = [sys.executable, str(place / "deploy" / "release.py")]
    return subprocess.run(command, cwd=place, capture_output=True, text=True, check=False)


def test_a_release_is_tagged_packed_and_listed(clone: Path) -> None:
    done = release(clone)
    assert done.returncode == 0, done.stderr
    assert git(clone, "tag", "--list") == f"v{VERSION}"
    dist = clone / "dist"
    with tarfile.open(dist / f"aula-helpdesk-{VERSION}.tar.gz") as source:
        names = source.getnames()
    assert f"aula-helpdesk-{VERSION}/manage.py" in names
    assert not [name for name in names if "/.venv" in name or "/dist/" in name]
    for line in (dist / "SHA256SUMS").read_text().splitlines():
        digest, name = line.split()
        assert hashlib.sha256((dist / name).read_bytes()).hexdigest() == digest


def bill(place: Path) -> dict[str, Any]:
    release(place)
    listed: dict[str, Any] = json.loads((place / "dist" / f"aula-helpdesk-{VERSION}.cdx.json").read_text())
    return listed


def test_the_list_names_every_package_that_runs_and_none_twice(clone: Path) -> None:
    listed = bill(clone)
    assert (listed["bomFormat"], listed["specVersion"]) == ("CycloneDX", "1.6")
    names = [part["name"] for part in listed["components"]]
    assert {"django", "celery", "pillow", "pyrage"} <= {name.lower() for name in names}
    references = [part["bom-ref"] for part in listed["components"]]
    assert len(references) == len(set(references))
    pins = (clone / "requirements" / "runtime.txt").read_text().count("==")
    assert len([one for one in references if one.startswith("pkg:pypi/")]) >= pins * 0.9
    assert listed["dependencies"][0]["dependsOn"] == references
    assert not {"pytest", "ruff", "mypy"} & set(names)
    known = [part for part in listed["components"] if "licenses" in part]
    assert len(known) > len(names) // 2


def test_the_same_commit_gives_the_same_files(clone: Path) -> None:
    bill(clone)
    first = (clone / "dist" / "SHA256SUMS").read_text()
    git(clone, "tag", "--delete", f"v{VERSION}")
    bill(clone)
    assert (clone / "dist" / "SHA256SUMS").read_text() == first


def test_what_is_not_ready_is_refused_with_what_to_do(clone: Path) -> None:
    (clone / "helpdesk" / "version.py").write_text('VERSION = "9.9.9"\n')
    done = release(clone)
    assert done.returncode == 1
    assert "CHANGELOG.md must begin with 9.9.9" in done.stderr
    assert "publiccode.yml must say softwareVersion 9.9.9" in done.stderr
    assert "must give their image the version 9.9.9" in done.stderr
    assert "commit or put away" in done.stderr
    assert git(clone, "tag", "--list") == ""
    assert not (clone / "dist").exists()


def test_a_version_is_released_once(clone: Path) -> None:
    assert release(clone).returncode == 0
    done = release(clone)
    assert done.returncode == 1
    assert "raise the version" in done.stderr
