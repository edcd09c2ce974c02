"""A Postfix of the tests' own, with the lines of `deploy/postfix`; it needs root, as every Postfix does."""

import os
import re
import shutil
import smtplib
import subprocess
import time
from pathlib import Path

import pytest

from tests.services.needs import PATH
from tests.services.servers import Server

ROOT = Path(__file__).resolve().parents[2]
DAEMONS = """
127.0.0.1:{port} inet n - n - - smtpd
pickup unix n - n 60 1 pickup
cleanup unix n - n - 0 cleanup
qmgr unix n - n 1 1 qmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
verify unix - - n - 1 verify
flush unix n - n 1000? 0 flush
proxymap unix - - n - - proxymap
smtp unix - - n - - smtp
relay unix - - n - - smtp
showq unix n - n - - showq
error unix - - n - - error
retry unix - - n - - error
discard unix - - n - - discard
local unix - n n - - local
anvil unix - - n - 1 anvil
scache unix - - n - 1 scache
postlog unix-dgram n - n - 1 postlogd
"""


class Postfix(Server):
    """Takes mail for hjaelp@hjaelp.kommune.example on its port, and hands it to `argv`, run as nobody."""

    def __init__(self, folder: Path, argv: str) -> None:
        if os.geteuid():
            pytest.skip("Postfix starts as root alone; run the tests as root, as CI does")
        super().__init__(folder)
        folder.chmod(0o755)
        for name in ("queue", "data"):
            (folder / name).mkdir()
        shutil.chown(folder / "data", "postfix")
        shared = (ROOT / "deploy" / "postfix" / "main.cf").read_text()
        (folder / "main.cf").write_text(f"{shared}\n{self.own_lines()}")
        lines = (ROOT / "deploy" / "postfix" / "master.cf").read_text()
        active = re.search(r"^helpdesk unix.*\n.*user=(\w+) argv=(.*)$", lines, re.MULTILINE)
        assert active is not None
        transport = active[0].replace(f"user={active[1]}", "user=nobody").replace(active[2], argv)
        daemons = "".join(DAEMONS.format(port=self.port).splitlines(keepends=True)[1:])
        (folder / "master.cf").write_text(f"{daemons}{transport}\n")

    def own_lines(self) -> str:
        return f"""
compatibility_level = 3.6
myhostname = mail.kommune.example
mydestination =
mynetworks = 127.0.0.0/8
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
queue_directory = {self.folder}/queue
data_directory = {self.folder}/data
command_directory = /usr/sbin
daemon_directory = /usr/lib/postfix/sbin
mail_owner = postfix
setgid_group = postdrop
maillog_file = {self.folder}/mail.log
maillog_file_prefixes = {self.folder}
queue_run_delay = 2s
minimal_backoff_time = 2s
maximal_backoff_time = 4s
alias_maps =
alias_database =
"""

    def tool(self, name: str, *arguments: str) -> str:
        program = shutil.which(name, path=PATH)
        assert program is not None
        done = subprocess.run([program, "-c", str(self.folder), *arguments], capture_output=True, text=True, check=True)
        return done.stdout

    def command(self) -> list[str]:
        program = shutil.which("postfix", path=PATH)
        assert program is not None
        return [program, "-c", str(self.folder), "start-fg"]

    def end(self, _number: int) -> None:
        self.tool("postfix", "stop")

    def send(self, mail: bytes, to: str = "hjaelp@hjaelp.kommune.example") -> None:
        with smtplib.SMTP("127.0.0.1", self.port, timeout=30) as line:
            line.sendmail("maja@example.org", [to], mail)

    def waiting(self) -> int:
        """Mails that Postfix still keeps."""
        return self.tool("postqueue", "-j").count('"queue_id"')

    def until_empty(self) -> None:
        end = time.monotonic() + 90
        while self.waiting():
            assert time.monotonic() < end, self.log()
            time.sleep(0.5)

    def until_tried(self, times: int = 1) -> None:
        """Until the mails have been handed over so often in vain."""
        end = time.monotonic() + 90
        while self.log().count("status=deferred") < times:
            assert time.monotonic() < end, self.log()
            time.sleep(0.5)

    def log(self) -> str:
        path = self.folder / "mail.log"
        return path.read_text() if path.exists() else ""
