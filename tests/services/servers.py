"""A PostgreSQL and a Redis of one's own, which a test may stop, kill and start again."""

import os
import pwd
import signal
import socket
import subprocess
import time
from pathlib import Path
from typing import Self

from tests.services.needs import postgres_folder

PATIENCE = 30.0


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def answers(port: int) -> bool:
    with socket.socket() as probe:
        probe.settimeout(0.5)
        return probe.connect_ex(("127.0.0.1", port)) == 0


def wait_for(port: int, process: subprocess.Popen[bytes]) -> None:
    end = time.monotonic() + PATIENCE
    while not answers(port):
        if process.poll() is not None or time.monotonic() > end:
            raise RuntimeError(f"the server for port {port} did not start")
        time.sleep(0.05)


class Server:
    """One server process on a free port."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.port = folder, free_port()
        self.process: subprocess.Popen[bytes] | None = None
        folder.mkdir(parents=True)

    def command(self) -> list[str]:
        raise NotImplementedError

    def start(self) -> None:
        with (self.folder.parent / f"{self.folder.name}.log").open("ab") as log:
            self.process = subprocess.Popen(self.command(), stdout=log, stderr=log, cwd=self.folder)
        wait_for(self.port, self.process)

    def stop(self, number: int = signal.SIGINT) -> None:
        """Ends the server; SIGKILL is a power cut."""
        if self.process is not None and self.process.poll() is None:
            self.end(number)
            self.process.wait(PATIENCE)
        self.process = None

    def end(self, number: int) -> None:
        assert self.process is not None
        self.process.send_signal(number)

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_why: object) -> None:
        self.stop()


class Redis(Server):
    @property
    def url(self) -> str:
        return f"redis://127.0.0.1:{self.port}/0"

    def command(self) -> list[str]:
        settings = ["--port", str(self.port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"]
        return ["redis-server", *settings]


class Postgres(Server):
    """Runs as the user `postgres` when started by root, since PostgreSQL refuses root."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.user = "postgres" if os.geteuid() == 0 else ""
        found = postgres_folder()
        assert found is not None
        self.programs, self.data = found, folder / "data"
        if self.user:
            owner = pwd.getpwnam(self.user)
            os.chown(folder, owner.pw_uid, owner.pw_gid)
        making = [str(self.programs / "initdb"), "-D", str(self.data), "-A", "trust", "-U", "helpdesk"]
        making += ["--encoding=UTF8", "--locale=C.UTF-8", "--no-sync"]
        subprocess.run(self.as_user(making), check=True, stdout=subprocess.DEVNULL, cwd=folder)

    def as_user(self, command: list[str]) -> list[str]:
        return ["runuser", "-u", self.user, "--", *command] if self.user else command

    @property
    def url(self) -> str:
        return f"postgres://helpdesk@127.0.0.1:{self.port}/postgres"

    def command(self) -> list[str]:
        options = {
            "listen_addresses": "127.0.0.1",
            "unix_socket_directories": str(self.folder),
            "fsync": "off",
            "synchronous_commit": "off",
            "full_page_writes": "off",
            "max_connections": "200",
        }
        settings = [part for name, value in options.items() for part in ("-c", f"{name}={value}")]
        return self.as_user([str(self.programs / "postgres"), "-D", str(self.data), "-p", str(self.port), *settings])

    def end(self, number: int) -> None:
        """The postmaster is a child of `runuser`, so it is found by its own file."""
        lines = (self.data / "postmaster.pid").read_text().splitlines()
        os.kill(int(lines[0]), number)
