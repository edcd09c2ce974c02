"""`python -m tests.services -- COMMAND`: runs a command beside private servers, and stops them whatever happens.

`--newest` before `--`: PostgreSQL 18 in place of Debian's own.
"""

import os
import secrets
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.services.needs import provide
from tests.services.servers import Postgres, Redis


def stop(number: int, _frame: object) -> None:
    sys.exit(128 + number)


def main(arguments: list[str]) -> int:
    options, command = arguments[1 : arguments.index("--")], arguments[arguments.index("--") + 1 :]
    provide()
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, stop)
    with tempfile.TemporaryDirectory(prefix="helpdesk-") as folder:
        place = Path(folder)
        place.chmod(0o755)
        with Postgres(place / "postgres", newest="--newest" in options) as postgres, Redis(place / "redis") as redis:
            print(f"PostgreSQL on port {postgres.port}, Redis on port {redis.port}", flush=True)
            environment = os.environ | {
                "DATABASE_URL": postgres.url,
                "REDIS_URL": redis.url,
                "DATA_DIR": str(place / "data"),
                "SECRET_KEY": secrets.token_urlsafe(60),
                "ENV_FILE": os.devnull,
                "PYTHONDONTWRITEBYTECODE": "",  # else each of some hundred processes compiles the program anew
            }
            return subprocess.run(command, env=environment, check=False).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv))
