"""Out of PostgreSQL and into it, with PostgreSQL's own programs."""

import os
import re
import shutil
import subprocess
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import IO, Any, Final

from django.db import connection, transaction

from database.backup.manifest import Manifest
from database.backup.refusal import UnableToBackUp, UnableToRestore

TABLES: Final = "SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY tablename"
OTHERS: Final = """
SELECT count(*) FROM pg_stat_activity
WHERE datname = current_database() AND backend_type = 'client backend' AND pid <> pg_backend_pid()
"""
KEEP_NUMBERS: Final = """
SET LOCAL lock_timeout = '60s';
SET LOCAL client_min_messages = 'warning';
CREATE TEMPORARY TABLE numbers_before ON COMMIT DROP AS
SELECT sequencename AS name, last_value AS last FROM pg_sequences WHERE schemaname = 'public';
"""
EMPTY: Final = """
DO $empty$
DECLARE item record;
BEGIN
  FOR item IN
    SELECT format('%I.%I', 'public', relname) AS name,
      CASE relkind
        WHEN 'v' THEN 'VIEW' WHEN 'm' THEN 'MATERIALIZED VIEW' WHEN 'S' THEN 'SEQUENCE' ELSE 'TABLE'
      END AS kind
    FROM pg_class
    WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p', 'v', 'm', 'S')
      AND NOT EXISTS (SELECT FROM pg_depend WHERE pg_depend.objid = pg_class.oid AND deptype = 'e')
    ORDER BY relkind = 'S'
  LOOP
    EXECUTE format('DROP %s IF EXISTS %s CASCADE', item.kind, item.name);
  END LOOP;
  FOR item IN
    SELECT format('public.%I(%s)', proname, pg_get_function_identity_arguments(oid)) AS name
    FROM pg_proc
    WHERE pronamespace = 'public'::regnamespace
      AND NOT EXISTS (SELECT FROM pg_depend WHERE pg_depend.objid = pg_proc.oid AND deptype = 'e')
  LOOP
    EXECUTE format('DROP ROUTINE IF EXISTS %s CASCADE', item.name);
  END LOOP;
END $empty$;
"""
LEAP_OVER: Final = """
DO $leap$
DECLARE item record;
BEGIN
  FOR item IN
    SELECT format('public.%I', sequencename) AS name,
      greatest(coalesce(last_value, 0) + {leap}, coalesce(numbers_before.last, 0)) AS last
    FROM pg_sequences LEFT JOIN numbers_before ON numbers_before.name = sequencename
    WHERE schemaname = 'public'
  LOOP
    PERFORM setval(item.name::regclass, item.last);
  END LOOP;
END $leap$;
"""


@contextmanager
def snapshot() -> Iterator[str]:
    """One moment of the database, however long the reading takes and whatever is written meanwhile."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        cursor.execute("SELECT pg_export_snapshot()")
        yield str(cursor.fetchone()[0])


def ask(sql: str) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return list(cursor.fetchall())


def counts() -> dict[str, int]:
    return {table: int(ask(f'SELECT count(*) FROM public."{table}"')[0][0]) for (table,) in ask(TABLES)}  # noqa: S608


def migrations() -> list[str]:
    return [f"{app}.{name}" for app, name in ask("SELECT app, name FROM django_migrations ORDER BY id")]


def is_empty() -> bool:
    return not ask(TABLES)


def connected() -> int:
    """How many others hold a connection to this database."""
    return int(ask(OTHERS)[0][0])


def program(name: str) -> str:
    """Where one of PostgreSQL's programs is; it must be of the server's version or a newer one."""
    path = shutil.which(name)
    if path is None:
        raise UnableToBackUp(f"{name} is missing. Install PostgreSQL's programs (Debian: postgresql-client).")
    version_line = subprocess.run([path, "--version"], capture_output=True, text=True, check=True).stdout
    match = re.search(r"(\d+)(?:\.\d+)?", version_line)
    ours, servers = int(match[1]) if match else 0, connection.pg_version // 10000  # type: ignore[attr-defined]
    if ours < servers:
        raise UnableToBackUp(
            f"{name} is of version {ours} and the server of {servers}. Install postgresql-client-{servers}."
        )
    return path


def reach() -> tuple[list[str], dict[str, str]]:
    """Arguments and environment with which a program of PostgreSQL reaches this site's database."""
    arguments, environment = connection.client.settings_to_cmd_args_env(connection.settings_dict, [])
    return list(arguments[1:]), os.environ | (environment or {}) | {"PGAPPNAME": "helpdesk backup"}


def dump(moment: str, into: Any) -> None:
    """Hands the stream of `pg_dump` to `into`."""
    arguments, environment = reach()
    command = [
        program("pg_dump"),
        "--format=custom",
        "--no-owner",
        "--no-privileges",
        f"--snapshot={moment}",
        *arguments,
    ]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment) as running:
        assert running.stdout is not None
        assert running.stderr is not None
        errors = Listener(running.stderr)
        into(running.stdout)
        if running.wait() != 0:
            raise UnableToBackUp(f"pg_dump stopped: {errors.last()}")


def restore(manifest: Manifest, parts: Iterable[bytes], *, leap: int | None) -> None:
    """All in one transaction: empties, fills, counts, and only then keeps it. `leap`: see `restore.LEAP`."""
    arguments, environment = reach()
    psql = [program("psql"), "--no-psqlrc", "--quiet", "--output=/dev/null", "--set=ON_ERROR_STOP=1", *arguments]
    unpack = [program("pg_restore"), "--no-owner", "--no-privileges", "--exit-on-error", "--file=-"]
    pipes: dict[str, Any] = {"stdin": subprocess.PIPE, "stderr": subprocess.PIPE, "env": environment}
    with (
        subprocess.Popen(psql, stdout=subprocess.DEVNULL, **pipes) as filling,
        subprocess.Popen(unpack, stdout=subprocess.PIPE, **pipes) as unpacking,
    ):
        fill_said, unpack_said = Listener(filling.stderr), Listener(unpacking.stderr)
        feeder = Feeder(parts, unpacking.stdin)
        try:
            assert filling.stdin is not None
            assert unpacking.stdout is not None
            say(filling.stdin, "BEGIN;" + KEEP_NUMBERS + EMPTY)
            shutil.copyfileobj(unpacking.stdout, filling.stdin)
            feeder.finish()
            if unpacking.wait() != 0:
                raise UnableToRestore(f"pg_restore stopped: {unpack_said.last()}")
            say(
                filling.stdin,
                counting(manifest) + (LEAP_OVER.format(leap=leap) if leap is not None else "") + "COMMIT;",
            )
            filling.stdin.close()
        except BrokenPipeError as fault:
            raise UnableToRestore(f"The database took nothing: {fill_said.last()}") from fault
        finally:
            stop(filling, unpacking)
        if filling.returncode != 0:
            raise UnableToRestore(f"The database took nothing: {fill_said.last()}")


def stop(filling: "subprocess.Popen[bytes]", unpacking: "subprocess.Popen[bytes]") -> None:
    """Ends both. Whoever had not heard COMMIT forgets what it was told."""
    if filling.stdin is not None and not filling.stdin.closed:
        filling.kill()
    unpacking.kill()
    filling.wait()


def say(to: IO[bytes] | None, sql: str) -> None:
    assert to is not None
    to.write(sql.encode())
    to.flush()


def counting(manifest: Manifest) -> str:
    """SQL that fails unless each table holds the rows that the backup says."""
    checks = "".join(
        f"""
  SELECT count(*) INTO found FROM public."{table}";
  IF found <> {count} THEN RAISE EXCEPTION '{table} holds % rows and not {count}', found; END IF;"""  # noqa: S608
        for table, count in manifest.counts.items()
    )
    return f"DO $counts$ DECLARE found bigint; BEGIN {checks} END $counts$;"


class Listener(threading.Thread):
    """Reads what a program complains of, so that it never waits for a reader."""

    def __init__(self, stream: IO[bytes] | None) -> None:
        super().__init__(daemon=True)
        self.stream, self.text = stream, b""
        self.start()

    def run(self) -> None:
        assert self.stream is not None
        for line in self.stream:
            self.text = (self.text + line)[-4000:]

    def last(self) -> str:
        """The last complaint. Only its first line: the rest may show a row."""
        self.join(5)
        lines = [
            line for line in self.text.decode(errors="replace").splitlines() if "ERROR:" in line or "error:" in line
        ]
        return lines[0] if lines else "it did not say why"


class Feeder(threading.Thread):
    """Gives the parts of the backup to `pg_restore` while what comes out of it is read."""

    def __init__(self, parts: Iterable[bytes], into: IO[bytes] | None) -> None:
        super().__init__(daemon=True)
        self.parts, self.into = parts, into
        self.fault: Exception | None = None
        self.start()

    def run(self) -> None:
        assert self.into is not None
        try:
            with self.into:
                for part in self.parts:
                    self.into.write(part)
        except (OSError, UnableToRestore) as fault:
            self.fault = fault

    def finish(self) -> None:
        """Raises what stopped it: the file's own fault comes before what `pg_restore` makes of it."""
        self.join()
        if isinstance(self.fault, UnableToRestore):
            raise self.fault
