"""A recipe that no test runs is a wish: each command of the documents is run here, or somewhere that is named here."""

import os
import shlex
import shutil
import subprocess
from contextlib import closing
from pathlib import Path

import psycopg2
import pytest
import yaml

from tests.deploy.tree import open_folder
from tests.docs.reading import ROOT, Document, documents
from tests.services.servers import Postgres
from tests.upgrade.test_backup import Site, forward, kept, postgres, site

__all__ = ["forward", "kept", "postgres", "site"]

FOREIGN = {
    "docker volume ": "the same",
    "docker build ": "the same",
    "docker push ": "the same",
    "kubectl ": "a cluster; tests/deploy holds every manifest to its schema",
    "docker compose ": "a container engine; tests/deploy runs the image's steps one by one",
    "git pull": "the repository's own server",
    "git clone ": "the same",
    "useradd ": "the machine's users; tests/deploy runs the program as an ordinary user over a tree of root's",
    "cp .env.example .env && chown ": "the same",
    "runuser ": "the same, and a server's own user",
    "apt-get install ": "the machine's packages; tests/services installs its own",
    "cp deploy/systemd/": "systemd; tests/deploy verifies the units and runs their commands",
    "systemctl ": "the same",
}
"""Commands that need a service that is not on the machine that tests, and why they are still believed."""
ELSEWHERE = {
    "make setup": (".ci/run", "make check"),
    "make site": (".ci/run", "make test"),
    "make check": (".ci/run", "make check"),
    "make test": (".ci/run", "make test"),
    "make demo": ("tests/browser/sites.py", "demo"),
    "make format": (".ci/run", "make check"),
    "make backup COMPOSE=yes ": ("tests/upgrade/test_compose.py", '"backup", "COMPOSE=yes"'),
    "make restore COMPOSE=yes ": ("tests/upgrade/test_compose.py", '"restore", "COMPOSE=yes"'),
}
"""Commands that are run all the time, by which file, and by which words in it (`setup`, `site`, `format` are parts)."""
LANGUAGES = {"sh", "cron", "text", "python", "json", "yaml", "nginx", "ini", "sql"}
TWINS = {"docs/en/administrator.md": "docs/da/driftsansvarlig.md"}
"""Documents in English, and their Danish side."""


def begins(command: str, beginnings: object) -> str:
    assert isinstance(beginnings, dict)
    return next((beginning for beginning in beginnings if command.startswith(beginning)), "")


def to_be_run(document: Document) -> list[str]:
    return [
        command for command in document.commands() if not begins(command, FOREIGN) and not begins(command, ELSEWHERE)
    ]


@pytest.fixture
def folder(site: Site, tmp_path: Path) -> Path:
    """A folder that looks like a clone with a site set up in it; what is written stays in it."""
    place = tmp_path / "aula-hjaelp"
    place.mkdir()
    for entry in ROOT.iterdir():
        if entry.name not in {".git", ".env", "backup", "dist", "var"}:
            (place / entry.name).symlink_to(entry)
    (place / "deploy").unlink()
    shutil.copytree(ROOT / "deploy", place / "deploy")
    return place


@pytest.mark.parametrize(
    "document",
    [one for one in documents() if to_be_run(one) and one.name not in TWINS.values()],
    ids=lambda one: one.name,
)
def test_what_a_person_copies_works(document: Document, folder: Path, site: Site) -> None:
    """From top to bottom, as somebody would who follows the document; `createsuperuser` and its like may not ask."""
    for command in to_be_run(document):
        run = ["sh", "-euc", command]
        environment = {**site.environment(), "PWD": str(folder)}
        done = subprocess.run(
            run, cwd=folder, env=environment, capture_output=True, stdin=subprocess.DEVNULL, check=False
        )
        assert done.returncode == 0, f"{command}\n{done.stdout.decode()}\n{done.stderr.decode()}"


@pytest.mark.parametrize("beginning", sorted(ELSEWHERE))
def test_what_is_run_elsewhere_is_run_there(beginning: str) -> None:
    file, text = ELSEWHERE[beginning]
    assert text in (ROOT / file).read_text()


def test_every_exception_is_used() -> None:
    commands = [command for document in documents() for command in document.commands()]
    exceptions = FOREIGN | ELSEWHERE
    used = {begins(command, exceptions) for command in commands}
    assert set(exceptions) - used == set()


def test_every_block_says_what_it_is() -> None:
    """A recipe that called itself something else would be run by nobody."""
    nameless = [
        document.name for document in documents() for language, _block in document.fences if language not in LANGUAGES
    ]
    assert nameless == []


@pytest.mark.parametrize("english", sorted(TWINS))
def test_the_danish_side_gives_the_same_recipes(english: str) -> None:
    assert Document(ROOT / english).commands() == Document(ROOT / TWINS[english]).commands()


@pytest.mark.parametrize("document", documents(), ids=lambda one: one.name)
def test_every_piece_of_yaml_is_yaml(document: Document) -> None:
    pieces = [yaml.safe_load(block) for language, block in document.fences if language == "yaml"]
    assert all(isinstance(piece, dict | list) for piece in pieces)


def test_the_database_of_the_recipe_holds_danish_on_a_machine_that_was_installed_without_a_language() -> None:
    """Debian makes a server in SQL_ASCII there. What is asked for at the terminal comes from standard input here."""
    commands = [
        shlex.split(line.partition(" -- ")[2]) for line in Document(ROOT / "README.md").commands() if "runuser" in line
    ]
    making = [
        [part.replace("helpdesk", "recipe") for part in line] for line in commands if line[0].startswith("create")
    ]
    assert [line[0] for line in making] == ["createuser", "createdb"]
    with open_folder() as folder, Postgres(folder / "postgres") as server:
        without_a_language(server.url)
        own = {"PGHOST": "127.0.0.1", "PGPORT": str(server.port), "PGUSER": "helpdesk"}
        for line in making:
            line[0] = str(server.programs / line[0])
            subprocess.run(
                line, env=os.environ | own, input=b"secret\nsecret\n", start_new_session=True, check=True, timeout=60
            )
        recipes = server.url.replace("helpdesk@", "recipe@").replace("/postgres", "/recipe")
        with closing(psycopg2.connect(recipes)) as connection, connection.cursor() as cursor:
            cursor.execute("CREATE TABLE own AS SELECT current_setting('server_encoding'), lower('ÆØÅ')")
            cursor.execute("SELECT * FROM own")
            assert cursor.fetchall() == [("UTF8", "æøå")]


def without_a_language(url: str) -> None:
    connection = psycopg2.connect(url)
    connection.autocommit = True
    with connection.cursor() as cursor:
        cursor.execute("ALTER DATABASE template1 IS_TEMPLATE false")
        cursor.execute("DROP DATABASE template1")
        asked = "ENCODING 'SQL_ASCII' LC_COLLATE 'C' LC_CTYPE 'C' IS_TEMPLATE true"
        cursor.execute(f"CREATE DATABASE template1 TEMPLATE template0 {asked}")
    connection.close()
