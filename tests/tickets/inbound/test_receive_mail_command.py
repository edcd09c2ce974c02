"""`manage.py receive_mail`, as a mail server calls it."""

import hashlib
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command

from tests.browser.sites import ROOT
from tests.cast import Cast
from tests.services.servers import free_port
from tests.tickets.inbound import letters
from tests.tickets.inbound.letters import letter, picture
from tickets.models import Ticket


def lines(text: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in text.splitlines()]


def test_each_file_is_a_mail_and_a_line(cast: Cast, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    paths = []
    for at, mail in enumerate([letter("En"), letter("To", Precedence="list"), letter("En")]):
        paths.append(tmp_path / f"{at}.eml")
        paths[-1].write_bytes(mail)
    call_command("receive_mail", *paths)
    number = Ticket.objects.get().number
    assert lines(capsys.readouterr().out) == [
        {"outcome": "opened", "case": number, "reason": "", "auto_generated": False},
        {"outcome": "ignored", "case": None, "reason": "list", "auto_generated": True},
        {"outcome": "duplicate", "case": number, "reason": "", "auto_generated": False},
    ]


def pipe(mail: bytes, *arguments: str, **environment: str) -> "subprocess.CompletedProcess[bytes]":
    command = [sys.executable, str(ROOT / "manage.py"), "receive_mail", *arguments]
    return subprocess.run(command, input=mail, env=os.environ | environment, cwd=ROOT, capture_output=True, check=False)


AWAY = f"postgres://helpdesk@127.0.0.1:{free_port()}/postgres"


def test_a_dry_run_tells_what_is_understood_and_needs_no_database() -> None:
    sent = letter(letters.OUTLOOK_REPLY, Subject="Blåbær", files=[("skærm.png", "image/png", picture())])
    done = pipe(sent, "--dry-run", DATABASE_URL=AWAY)
    (understood,) = lines(done.stdout.decode())
    assert done.returncode == 0
    assert list(understood) == ["subject", "from_email", "from_name", "text", "reply", "attachments"]
    assert (understood["subject"], understood["from_email"], understood["from_name"]) == (
        "Blåbær",
        "maja@example.org",
        "Maja Holm",
    )
    assert understood["reply"] == "Hej\n\nDet virker stadig ikke. Ugeplanen er tom for Øllegaard."
    assert "Prøv at logge ud" in understood["text"]
    size, digest = len(picture()), hashlib.sha256(picture()).hexdigest()
    assert understood["attachments"] == [
        {"filename": "skærm.png", "content_type": "image/png", "size": size, "sha256": digest}
    ]


def test_the_mail_server_keeps_the_mail_while_the_database_is_away() -> None:
    done = pipe(letter("Hemmeligt"), DATABASE_URL=AWAY)
    assert (done.returncode, done.stdout) == (75, b"")
    assert b"Hemmeligt" not in done.stderr


def test_a_file_that_cannot_be_read_is_said_and_the_others_are_taken(
    cast: Cast, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    there = tmp_path / "a.eml"
    there.write_bytes(letter())
    with pytest.raises(SystemExit) as ending:
        call_command("receive_mail", tmp_path / "findes-ikke.eml", there)
    assert ending.value.code == 66
    assert lines(capsys.readouterr().out)[0]["outcome"] == "opened"
