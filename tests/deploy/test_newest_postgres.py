"""What asks the most of PostgreSQL, on the newest one: Debian 12, on which the tests run, has 15."""

import subprocess
import sys

from tests.deploy.tree import ROOT

ASKING = (
    "tests/deploy/test_migrations.py::test_an_index_is_built_online_also_when_the_first_try_was_broken_off",
    "tests/knowledgebase/search",
    "tests/tickets/models/test_open.py",
    "tests/tickets/models/test_many_at_once.py",
    "tests/tickets/models/test_escalation_times.py",
)
PROGRAM = """
import os, sys, psycopg2, pytest
print("version of the server:", psycopg2.connect(os.environ["DATABASE_URL"]).server_version, flush=True)
sys.exit(pytest.main({arguments!r}))
"""


def test_migrations_searches_and_locks_work_on_postgresql_18() -> None:
    asked = PROGRAM.format(arguments=["-q", "-p", "no:cacheprovider", *ASKING])
    command = [sys.executable, "-m", "tests.services", "--newest", "--", sys.executable, "-c", asked]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout[-5000:]
    assert "version of the server: 18" in done.stdout
