"""A site is backed up, upgraded, lost and brought back, on a PostgreSQL of the test's own, by the commands that people
type. Nothing here runs in the test's own process: each command has one of its own, with the program loaded before."""

import gzip
import io
import json
import os
import sqlite3
import subprocess
import sys
import tarfile
import tempfile
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import psycopg2
import pyrage
import pytest

from helpdesk.variables import Variables
from helpdesk.version import VERSION
from tests.services.console import Console
from tests.services.migrated import PLACE, alone, fill_folder, migrations_key
from tests.services.servers import Postgres

ROOT = Path(__file__).resolve().parents[2]
LAST_VERSION = Path(__file__).parent / "data-0.1.sql.gz"
COUNTED = ("tickets_ticket", "tickets_message", "tickets_event", "organisation_user", "knowledgebase_article")


class Site:
    """One site: a database, a folder, a secret. `run` is what somebody types in its folder."""

    def __init__(self, url: str, folder: Path) -> None:
        self.url, self.folder = url, folder
        self.secret = "the secret of this site and of no other"
        self.console: Console | None = None

    def environment(self) -> dict[str, str]:
        given = {"DATABASE_URL": self.url, "REDIS_URL": "", "DATA_DIR": str(self.folder), "SECRET_KEY": self.secret}
        given |= {
            "MAILBOX_PASSWORDS": '{"hjaelp@kommune.example": "hemmelig"}',
            "DEMO": "false",
            "EMBEDDED": "false" if self.url else "true",
        }
        given |= {"DEBUG": "true"}  # style sheets as they lie in the tree
        return os.environ | given

    def run(self, *arguments: str) -> "subprocess.CompletedProcess[str]":
        self.console = Console.of(self.environment(), self.console)
        return self.console.manage(*arguments)

    def piped(self, *arguments: str, given: bytes = b"") -> bytes:
        command = [sys.executable, str(ROOT / "manage.py"), *arguments]
        done = subprocess.run(command, env=self.environment(), capture_output=True, check=True, cwd=ROOT, input=given)
        return done.stdout

    def must(self, *arguments: str) -> str:
        done = self.run(*arguments)
        assert done.returncode == 0, done.stderr
        return done.stdout + done.stderr

    def refuses(self, *arguments: str) -> str:
        done = self.run(*arguments)
        assert done.returncode == 1, done.stdout
        assert "Traceback" not in done.stderr
        return done.stderr

    def refusals(self, *commands: list[str]) -> list[str]:
        """What each of these says no with, all in one process, since most of a refusal is the start of a process."""
        said = self.run("shell", "-c", REFUSED.format(commands=commands))
        assert said.returncode == 0, said.stderr
        return said.stdout.splitlines()[-len(commands) :]

    def sql(self, text: str) -> list[tuple[Any, ...]]:
        connection = psycopg2.connect(self.url)
        try:
            with connection, connection.cursor() as cursor:
                cursor.execute(text)
                return list(cursor.fetchall()) if cursor.description else []
        finally:
            connection.close()

    def counts(self) -> dict[str, int]:
        return {table: int(self.sql(f"SELECT count(*) FROM {table}")[0][0]) for table in COUNTED}  # noqa: S608

    def works(self, link: str = "/") -> bool:
        """It starts, has no migration left, and shows its front page or what a link opens to everybody, and a case to a
        person of first level."""
        return "case is shown" in self.must("shell", "-c", LOOK.replace("LINK", repr(link)))


REFUSED = """
from django.core.management import CommandError, call_command
for command in {commands!r}:
    try:
        call_command(*command)
    except CommandError as refusal:
        print(refusal)
    else:
        print("not refused:", command)
"""
LITTLE_ROOM = """
import resource, signal
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000))
"""
"""As on a disk that is nearly full."""
LOOK = """
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from organisation.models import User
from tickets.models import Ticket
call_command("migrate", check=True, verbosity=0)
client = Client(headers={"host": "127.0.0.1"})
assert client.get(LINK).status_code == 200
person = User.objects.get(email="projektleder@demo.example")
client.force_login(person)
ticket = Ticket.objects.visible_to(person).order_by("id").last()
page = client.get(reverse("admin:tickets_ticket_change", args=[ticket.pk]))
assert page.status_code == 200 and ticket.number in page.content.decode(), page.status_code
print("case is shown")
"""


@pytest.fixture(scope="module")
def postgres() -> Iterator[Postgres]:
    """In a folder that the server's own user may enter, whatever becomes of pytest's."""
    with tempfile.TemporaryDirectory(prefix="helpdesk-") as folder:
        Path(folder).chmod(0o755)
        with Postgres(Path(folder) / "postgres") as server:
            yield server


def administer(server: Postgres, *statements: str) -> None:
    connection = psycopg2.connect(server.url)
    connection.autocommit = True
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
    connection.close()


@pytest.fixture(scope="module")
def kept(postgres: Postgres) -> str:
    """The name of a database as the last version left it, to make others after."""
    administer(postgres, "CREATE DATABASE kept")
    url = postgres.url.replace("/postgres", "/kept")
    command = ["psql", "--quiet", "--no-psqlrc", "--set=ON_ERROR_STOP=1", "--output=/dev/null", url]
    subprocess.run(command, input=gzip.decompress(LAST_VERSION.read_bytes()), check=True)
    return "kept"


@pytest.fixture(scope="module")
def forward(postgres: Postgres, kept: str, tmp_path_factory: pytest.TempPathFactory) -> str:
    """The name of the same, migrated to this version: it takes longest of all, so it is done once in a run."""
    file = PLACE / f"forward_{migrations_key()}.dump"
    url = postgres.url.replace("/postgres", "/forward")
    with alone(file.stem):
        administer(postgres, f"CREATE DATABASE forward TEMPLATE {'template0' if file.exists() else kept}")
        if file.exists():
            subprocess.run(["pg_restore", "--exit-on-error", "-d", url, str(file)], check=True)
        else:
            migrated = Site(url, tmp_path_factory.mktemp("forward"))
            migrated.must("migrate", "--no-input")
            Console.end(migrated.console)
            subprocess.run(["pg_dump", "-Fc", "-f", f"{file}.unfinished", url], check=True)
            Path(f"{file}.unfinished").rename(file)
    return "forward"


def site_from(postgres: Postgres, template: str, folder: Path) -> Site:
    """In place of the one that was there."""
    administer(postgres, "DROP DATABASE IF EXISTS site WITH (FORCE)", f"CREATE DATABASE site TEMPLATE {template}")
    return Site(postgres.url.replace("/postgres", "/site"), folder)


@pytest.fixture
def last_version(postgres: Postgres, kept: str, tmp_path: Path) -> Iterator[Site]:
    """A site as the last version left it."""
    made = site_from(postgres, kept, tmp_path)
    yield made
    Console.end(made.console)


@pytest.fixture
def site(postgres: Postgres, forward: str, tmp_path: Path) -> Iterator[Site]:
    """A site of the last version's data that was upgraded."""
    made = site_from(postgres, forward, tmp_path)
    yield made
    Console.end(made.console)


def as_if_newer(site: Site) -> None:
    """What a newer version may have done: a table that points at cases, a column, a row, a view, a function."""
    site.sql("""
        CREATE TABLE tickets_invention (id bigint PRIMARY KEY, ticket_id bigint REFERENCES tickets_ticket);
        INSERT INTO tickets_invention SELECT id, id FROM tickets_ticket;
        ALTER TABLE tickets_ticket ADD COLUMN invention text NOT NULL DEFAULT 'new';
        CREATE VIEW inventions AS SELECT invention FROM tickets_ticket;
        CREATE FUNCTION invented() RETURNS int LANGUAGE sql AS 'SELECT 1';
        INSERT INTO django_migrations (app, name, applied) VALUES ('tickets', '9999_invention', now());
        DELETE FROM tickets_searchentry;
    """)


def test_the_data_of_the_last_version_is_migrated_forward(postgres: Postgres, kept: str, site: Site) -> None:
    was = Site(postgres.url.replace("/postgres", f"/{kept}"), site.folder)
    before, after = was.counts(), site.counts()
    assert before["tickets_ticket"] > 100
    assert after["tickets_ticket"] == before["tickets_ticket"]
    assert after["tickets_message"] >= before["tickets_message"]
    ((token,),) = was.sql("SELECT token FROM tickets_ticket ORDER BY id DESC LIMIT 1")
    assert site.works(f"/sag/{token}/")


def test_an_old_backup_is_restored_over_a_newer_version_and_upgraded_again(
    last_version: Site, postgres: Postgres, forward: str, tmp_path: Path
) -> None:
    old, backup = last_version.counts(), str(tmp_path / "old.tar")
    last_version.must("backup", backup)
    site_from(postgres, forward, tmp_path)
    as_if_newer(last_version)
    last_version.sql("DELETE FROM triage_suggestion; DELETE FROM triage_faultreport")
    said = last_version.must("restore", backup, "--replace")
    assert f"in version {VERSION}" in said
    assert last_version.counts()["tickets_ticket"] == old["tickets_ticket"]
    assert last_version.sql("SELECT to_regclass('tickets_invention'), to_regclass('inventions')") == [(None, None)]
    assert last_version.sql("SELECT count(*) FROM django_migrations WHERE name = '9999_invention'") == [(0,)]
    assert last_version.works()


def test_a_backup_is_restored_into_an_empty_database(site: Site, postgres: Postgres, tmp_path: Path) -> None:
    counts, backup = site.counts(), str(tmp_path / "site.tar")
    site.must("backup", backup)
    administer(postgres, "DROP DATABASE site WITH (FORCE)", "CREATE DATABASE site")
    site.must("restore", backup)
    assert site.counts()["tickets_event"] == counts["tickets_event"]
    assert site.works()


def test_a_number_that_was_given_out_after_the_backup_is_never_given_again(site: Site, tmp_path: Path) -> None:
    """Somebody may answer a mail about a case that the backup does not know: it must not land in another's."""
    backup = str(tmp_path / "site.tar")
    site.must("backup", backup)
    site.sql("SELECT setval('tickets_delivery_id_seq', 777777)")
    newest = site.sql("SELECT max(id) FROM tickets_ticket")[0][0]
    site.must("restore", backup, "--replace")
    assert site.sql("SELECT nextval('tickets_delivery_id_seq')") == [(777778,)]
    assert site.sql("SELECT nextval('tickets_ticket_id_seq')")[0][0] > newest + 9000
    site.must("restore", backup, "--replace", "--nothing-lost")
    assert site.sql("SELECT nextval('tickets_ticket_id_seq')") == [(newest + 1,)]


def test_a_backup_is_one_moment_while_others_write(site: Site, tmp_path: Path) -> None:
    """Counts and data are taken in one snapshot: a row that comes in between is in neither."""
    writer = psycopg2.connect(site.url)
    writer.autocommit = True
    command = [sys.executable, str(ROOT / "manage.py"), "backup", str(tmp_path / "busy.tar")]
    with subprocess.Popen(command, env=site.environment(), stderr=subprocess.PIPE, cwd=ROOT) as running:
        number = 0
        while running.poll() is None:
            number += 1
            with writer.cursor() as cursor:
                cursor.execute(
                    "INSERT INTO knowledgebase_synonym (term, meaning, both_ways) VALUES (%s, 'x', false)",
                    [f"new{number}"],
                )
    writer.close()
    assert running.returncode == 0
    assert number > 10
    site.must("restore", str(tmp_path / "busy.tar"), "--replace")


def test_it_says_no_while_somebody_is_connected_or_the_database_is_full(site: Site, tmp_path: Path) -> None:
    backup = str(tmp_path / "site.tar")
    site.must("backup", backup)
    assert "--replace" in site.refuses("restore", backup)
    worker = psycopg2.connect(site.url)
    assert "Stop web, worker and beat first" in site.refuses("restore", backup, "--replace")
    site.must("restore", backup, "--replace", "--ignore-connections")
    worker.close()


def damaged(backup: Path, how: str) -> Path:
    whole, target = backup.read_bytes(), backup.with_suffix(f".{how}")
    if how == "cut":
        target.write_bytes(whole[: len(whole) * 2 // 3])
    elif how == "flipped":
        at = len(whole) // 2
        target.write_bytes(whole[:at] + bytes([whole[at] ^ 255]) + whole[at + 1 :])
    else:
        target.write_bytes(b"not a backup at all " * 200)
    return target


def test_a_damaged_backup_changes_nothing(site: Site, tmp_path: Path) -> None:
    identity = pyrage.x25519.Identity.generate()
    key = tmp_path / "key"
    key.write_text(str(identity))
    site.must("backup", str(tmp_path / "plain.tar"))
    site.must("backup", str(tmp_path / "sealed.age"), "--recipient", str(identity.to_public()))
    site.sql("UPDATE tickets_ticket SET subject = 'now'")
    plain = [damaged(tmp_path / "plain.tar", how) for how in ("cut", "other")]
    sealed = [damaged(tmp_path / "sealed.age", how) for how in ("cut", "flipped")]
    said = site.refusals(
        *(["restore", str(file), "--replace"] for file in plain),
        *(["restore", str(file), "--replace", "--identity", str(key)] for file in sealed),
    )
    assert all("damaged. Nothing was changed." in line for line in said), said
    assert site.sql("SELECT DISTINCT subject FROM tickets_ticket") == [("now",)]


def rewritten(backup: Path, change: Any) -> Path:
    """The same backup with another manifest."""
    target = backup.with_suffix(".rewritten")
    with tarfile.open(backup) as old, tarfile.open(target, "w") as new:
        for member in old:
            file = old.extractfile(member)
            content = file.read() if file else b""
            if member.name == "manifest.json":
                manifest = json.loads(content)
                change(manifest)
                content = json.dumps(manifest).encode()
            member.size = len(content)
            new.addfile(member, io.BytesIO(content))
    return target


def test_a_backup_whose_counts_do_not_agree_changes_nothing(site: Site, tmp_path: Path) -> None:
    site.must("backup", str(tmp_path / "site.tar"))
    site.sql("UPDATE tickets_ticket SET subject = 'now'")

    def one_more(manifest: dict[str, Any]) -> None:
        manifest["counts"]["tickets_ticket"] += 1

    file = rewritten(tmp_path / "site.tar", one_more)
    assert "tickets_ticket holds" in site.refuses("restore", str(file), "--replace")
    assert site.sql("SELECT DISTINCT subject FROM tickets_ticket") == [("now",)]


def test_a_backup_from_a_newer_program_or_another_kind_of_database_is_refused(site: Site, tmp_path: Path) -> None:
    site.must("backup", str(tmp_path / "site.tar"))

    def newer(manifest: dict[str, Any]) -> None:
        manifest["migrations"].append("tickets.9999_invention")
        manifest["version"] = "9.0.0"

    files = [rewritten(tmp_path / "site.tar", newer)]
    files.append(files[0].rename(tmp_path / "newer.tar"))
    files[0] = rewritten(tmp_path / "site.tar", lambda manifest: manifest.update(database="SQLite"))
    said = site.refusals(*(["restore", str(file), "--replace"] for file in files))
    assert "This backup is of SQLite" in said[0]
    assert "version 9.0.0" in said[1]
    assert "tickets.9999_invention" in said[1]


def test_secrets_come_with_it_encrypted_and_nobody_reads_them_without_the_key(site: Site, tmp_path: Path) -> None:
    key, other, backup = tmp_path / "key", tmp_path / "other", tmp_path / "site.tar.age"
    recipient = site.must("backup_key", str(key)).strip()
    other.write_text(str(pyrage.x25519.Identity.generate()))
    site.must("backup", str(backup), "--recipient", recipient)
    assert not {path.stat().st_mode & 0o077 for path in (key, backup)} - {0}
    for secret in (b"the secret of this site and of no other", b"hemmelig", b"django_migrations"):
        assert secret not in backup.read_bytes()
    restore = ["restore", str(backup), "--replace"]
    said = site.refusals(
        ["backup_key", str(key)],
        restore,
        [*restore, "--identity", str(other)],
        [*restore, "--identity", str(tmp_path / "none")],
        ["backup", str(tmp_path / "never"), "--recipient", "somebody"],
    )
    wanted = ["overwritten", "Say where its key is", "does not fit", "AGE-SECRET-KEY", "age1"]
    assert [word for word, line in zip(wanted, said, strict=True) if word not in line] == []
    assert not (tmp_path / "never").exists()
    site.secret = "the key of the new machine, which is another"
    assert "another SECRET_KEY" in site.must(*restore, "--identity", str(key))
    kept = tmp_path / "kept.env"
    site.must(*restore, "--identity", str(key), "--secrets", str(kept))
    assert "SECRET_KEY=the secret of this site and of no other\n" in kept.read_text()
    taken = Variables({}, kept)
    assert taken.secret("MAILBOX_PASSWORDS") == '{"hjaelp@kommune.example": "hemmelig"}'
    assert kept.stat().st_mode & 0o777 == 0o600


def test_what_cannot_be_written_whole_leaves_no_file_and_says_why(site: Site, tmp_path: Path) -> None:
    """A full disk, a place where no folder can be, a pipe or a device by that name: root would write over it."""
    recipient = str(pyrage.x25519.Identity.generate().to_public())
    pipe, file = tmp_path / "pipe", tmp_path / "file"
    os.mkfifo(pipe)
    file.touch()
    full = [["backup", str(tmp_path / "site.tar"), *options] for options in ([], ["--recipient", recipient])]
    commands = [*full, ["backup", str(file / "site.tar")], ["backup", str(pipe)]]
    said = site.run("shell", "-c", LITTLE_ROOM + REFUSED.format(commands=commands))
    assert "Traceback" not in said.stderr
    reasons = [line.removeprefix("The backup could not be written: ") for line in said.stdout.splitlines()[-4:]]
    assert reasons == [
        "File too large. No file was made.",
        "File too large. No file was made.",
        "File exists. No file was made.",
        f"{pipe} is no file. Name another, or - for standard output.",
    ]
    assert sorted(tmp_path.iterdir()) == [file, pipe]


def test_any_tool_that_knows_age_opens_it(site: Site, tmp_path: Path) -> None:
    """A backup must not need this program to be read: age, tar and pg_restore do."""
    identity = pyrage.x25519.Identity.generate()
    backup = tmp_path / "site.tar.age"
    site.must("backup", str(backup), "--recipient", str(identity.to_public()))
    plain = pyrage.decrypt(backup.read_bytes(), [identity])
    with tarfile.open(fileobj=io.BytesIO(plain)) as tar:
        parts = [tar.extractfile(name) for name in tar.getnames() if name.startswith("database/")]
        dump = b"".join(part.read() for part in parts if part)
    listed = subprocess.run(["pg_restore", "--list"], input=dump, capture_output=True, check=True)
    assert b"tickets_ticket" in listed.stdout


def test_it_goes_through_a_pipe(site: Site) -> None:
    backup, counts = site.piped("backup", "-"), site.counts()
    site.piped("restore", "-", "--replace", given=backup)
    assert site.counts()["tickets_ticket"] == counts["tickets_ticket"]


def test_the_embedded_site_is_brought_back_too(tmp_path: Path) -> None:
    site, fresh = Site("", tmp_path / "data"), Site("", tmp_path / "elsewhere")
    backup = tmp_path / "site.tar"
    fill_folder(site.folder)
    write(site, "before")
    site.must("backup", str(backup))
    write(site, "lost")
    cut = damaged(backup, "cut")
    said = site.refusals(["restore", str(backup)], ["restore", str(cut), "--replace"])
    assert "not empty" in said[0]
    assert "damaged" in said[1]
    assert terms(site) == ["before", "lost"]
    site.must("restore", str(backup), "--replace")
    assert terms(site) == ["before"]
    assert write(site, "later") > 10_000
    fresh.must("restore", str(backup))
    assert terms(fresh) == ["before"]
    for each in (site, fresh):
        Console.end(each.console)


def write(site: Site, term: str) -> int:
    with closing(sqlite3.connect(site.folder / "helpdesk.sqlite3")) as database, database:
        insert = "INSERT INTO knowledgebase_synonym (term, meaning, both_ways) VALUES (?, 'a test', 0)"
        return int(database.execute(insert, [term]).lastrowid or 0)


def terms(site: Site) -> list[str]:
    with closing(sqlite3.connect(site.folder / "helpdesk.sqlite3")) as database:
        rows = database.execute("SELECT term FROM knowledgebase_synonym WHERE meaning = 'a test' ORDER BY id")
        return [term for (term,) in rows]
