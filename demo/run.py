"""`python -m demo.run`: the whole site from nothing, on one machine without servers.

One process serves the pages, one is the clock; both end with this one. The data stay in `var/` for the next time.
"""

import argparse
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from types import FrameType

ROOT = Path(__file__).resolve().parents[1]
PATIENCE = 60.0
SERVERS = ["DATABASE_URL", "DATABASE_HOST", "REDIS_URL", "EMAIL_URL", "EMAIL_HOST"]
SERVERS += [f"{name}_FILE" for name in SERVERS if name.endswith("_URL")]
"""What the demo has none of, whatever this machine has: it must neither fill a real database nor send mail."""


def say(text: str) -> None:
    print(text, flush=True)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, default=8000)
    port: int = parser.parse_args().port
    if answers(port):
        say(f"Port {port} is taken. Choose another: make demo PORT={port + 1}")
        return 1
    environment = os.environ | {
        "DEMO": "1",
        "SITE_URL": f"http://127.0.0.1:{port}",
        "MAIL_FROM": "aula-hjaelp@havrby.example",
        "EMBEDDED": "true",
        "ENV_FILE": os.devnull,
        **dict.fromkeys(SERVERS, ""),
    }
    manage = [sys.executable, str(ROOT / "manage.py")]
    if not (ROOT / "staticfiles" / "staticfiles.json").exists():
        say("Collecting style sheets and scripts …")
        run([*manage, "collectstatic", "--noinput", "--verbosity", "0"], environment)
    run([*manage, "load_demo"], environment)
    return serve(port, environment)


def run(command: Sequence[str], environment: dict[str, str]) -> None:
    if subprocess.run(command, env=environment, cwd=ROOT, check=False).returncode:
        sys.exit(f"{' '.join(command[1:])} failed: see above.")


def serve(port: int, environment: dict[str, str]) -> int:
    web = [sys.executable, "-m", "gunicorn", "--config", "python:helpdesk.gunicorn", "helpdesk.wsgi"]
    web += ["--bind", f"127.0.0.1:{port}", "--workers", "1", "--log-level", "warning"]
    clock = [
        sys.executable,
        "-m",
        "celery",
        "--quiet",
        "--app",
        "helpdesk",
        "beat",
        "--loglevel",
        "warning",
        "--pidfile",
        "",
    ]
    children = [subprocess.Popen(web, env=environment, cwd=ROOT)]
    signal.signal(signal.SIGTERM, interrupt)
    try:
        wait_for(port, children[0])
        children.append(subprocess.Popen(clock, env=environment, cwd=ROOT))
        say(f"\nOpen http://127.0.0.1:{port}/  (as a parent)  or  http://127.0.0.1:{port}/admin/  (as staff)")
        say(f"Sign-ins and mail: http://127.0.0.1:{port}/demo/   Stop with Ctrl-C.")
        return children[0].wait()
    except KeyboardInterrupt:
        say("\nStopping …")
        return 0
    finally:
        for child in children:
            child.terminate()
        for child in children:
            child.wait(PATIENCE)


def interrupt(_number: int, _frame: FrameType | None) -> None:
    raise KeyboardInterrupt


def answers(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def wait_for(port: int, process: "subprocess.Popen[bytes]") -> None:
    end = time.monotonic() + PATIENCE
    while not answers(port):
        if process.poll() is not None or time.monotonic() > end:
            sys.exit("The site did not start: see above.")
        time.sleep(0.1)


if __name__ == "__main__":
    sys.exit(main())
