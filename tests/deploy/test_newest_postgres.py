"""What asks the most of PostgreSQL, on the newest one: Debian 12, on which the tests run, has 15."""

import subprocess
import sys

from tests.deploy.tree import ROOT

ASKING = (
    "tests/deploy/test_migrations.py",
    "tests/knowledgebase/search",
    "tests/tickets/models/test_open.py",
    "tests/tickets/models/test_many_at_once.py",
    "tests/tickets/models/test_escalation_times.py",
)


def test_migrations_searches_and_locks_work_on_postgresql_18() -> None:
    asked = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *ASKING]
    command = [sys.executable, "-m", "tests.services", "--newest", "--", *asked]
    version = "import os, psycopg2; print(psycopg2.connect(os.environ['DATABASE_URL']).server_version)"
    first = [sys.executable, "-m", "tests.services", "--newest", "--", sys.executable, "-c", version]
    printed = subprocess.run(first, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    assert printed.split()[-1].startswith("18")
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout[-5000:]
