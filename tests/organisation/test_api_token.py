from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from tests.cast import Cast


def run(*arguments: str) -> str:
    out = StringIO()
    call_command("api_token", *arguments, stdout=out)
    return out.getvalue().strip()


def test_a_token_opens_the_api_until_it_is_revoked(cast: Cast, client: Client) -> None:
    headers = {"authorization": f"Token {run(cast.superuser.email)}"}
    assert client.get("/api/v1/tickets/", headers=headers).status_code == 200
    assert run(cast.superuser.email, "--revoke") == "1 tokens revoked."
    assert client.get("/api/v1/tickets/", headers=headers).status_code == 401


def test_nobody_unknown_gets_a_token(cast: Cast) -> None:
    with pytest.raises(CommandError):
        run("ukendt@example.org")
