"""Backup and restore where the site runs in Docker Compose. There is no container engine here: a `docker` of the test's
own writes down what it was asked, and runs in this tree what it should run in the container `web`."""

import os
import re
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from helpdesk.variables import Variables
from tests.upgrade.test_backup import ROOT, Site, forward, kept, postgres, site

__all__ = ["forward", "kept", "postgres", "site"]

DOCKER = """#!/bin/sh
echo "$*" | cut -d' ' -f1-6 >>"$JOURNAL"
case "$*" in
"compose run --rm --no-deps --no-TTY web python "*)
    shift 7
    exec "$PYTHON" "$@"
    ;;
esac
"""

KEY = ["docker", "compose", "run", "--rm", "--no-deps", "--no-TTY", "web", "python", "manage.py", "backup_key", "-"]
"""As the administrator's guide has it."""


@pytest.fixture
def machine(site: Site, tmp_path: Path) -> dict[str, str]:
    programs = tmp_path / "programs"
    programs.mkdir()
    (programs / "docker").write_text(DOCKER)
    (programs / "docker").chmod(stat.S_IRWXU)
    path = f"{programs}{os.pathsep}{os.environ['PATH']}"
    more = {"PATH": path, "JOURNAL": str(tmp_path / "journal"), "PYTHON": sys.executable}
    return site.environment() | more


def make(machine: dict[str, str], *arguments: str) -> "subprocess.CompletedProcess[bytes]":
    return subprocess.run(["make", "-s", *arguments], env=machine, cwd=ROOT, capture_output=True, check=False)


def test_a_site_is_backed_up_and_put_back(site: Site, machine: dict[str, str], tmp_path: Path) -> None:
    key, backup = tmp_path / "key", tmp_path / "kept" / "site.tar.age"
    made = subprocess.run(KEY, env=machine, cwd=ROOT, capture_output=True, check=True).stdout.decode()
    key.write_text(made)
    recipient = made.splitlines()[0].removeprefix("# public key: ")
    done = make(machine, "backup", "COMPOSE=yes", f"FILE={backup}", f"RECIPIENT={recipient}")
    assert done.returncode == 0, done.stderr.decode()
    assert backup.stat().st_mode & 0o077 == 0
    site.sql("UPDATE tickets_ticket SET subject = 'now'")
    restore = ["restore", "COMPOSE=yes", f"FILE={backup}", f"IDENTITY={key}", "REPLACE=yes"]
    done = make(machine, *restore, "SECRETS=-")
    assert done.returncode == 0, done.stderr.decode()
    (tmp_path / "old.env").write_bytes(done.stdout)
    assert Variables({}, tmp_path / "old.env").secret("SECRET_KEY") == site.secret
    assert site.sql("SELECT count(*) FROM tickets_ticket WHERE subject = 'now'") == [(0,)]
    journal = (tmp_path / "journal").read_text().splitlines()
    assert journal[2] == "compose stop web worker beat"
    assert journal[-1] == "compose up --detach"


def test_what_cannot_be_taken_is_said_and_the_site_is_started_again(machine: dict[str, str], tmp_path: Path) -> None:
    (tmp_path / "other").write_bytes(b"no backup " * 2000)
    done = make(machine, "restore", "COMPOSE=yes", f"FILE={tmp_path / 'other'}", "REPLACE=yes")
    assert done.returncode != 0
    assert b"not a backup" in done.stderr
    assert (tmp_path / "journal").read_text().splitlines()[-1] == "compose up --detach"


def test_a_backup_that_fails_leaves_no_file(machine: dict[str, str], tmp_path: Path) -> None:
    done = make(machine, "backup", "COMPOSE=yes", f"FILE={tmp_path / 'site.tar'}", "RECIPIENT=nobody")
    assert done.returncode != 0
    assert not list(tmp_path.glob("site.tar*"))


def test_a_backup_without_a_name_says_what_to_type(machine: dict[str, str]) -> None:
    assert b"make backup FILE=" in make(machine, "backup", "COMPOSE=yes").stderr


def test_the_image_brings_programs_that_are_no_older_than_the_server() -> None:
    """`pg_dump` refuses a server that is newer than itself."""
    programs = re.search(r"postgresql-client-(\d+)", (ROOT / "Dockerfile").read_text().split("\nFROM ")[-1])
    server = re.search(r"image: postgres:(\d+)", (ROOT / "docker-compose.yml").read_text())
    assert programs is not None
    assert server is not None
    assert int(programs[1]) >= int(server[1])
