from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from organisation.models import IdentityProvider, Membership, Municipality, User
from organisation.security import limits
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


def test_the_emergency_account_comes_in_by_no_token(cast: Cast, client: Client) -> None:
    """Its use is told to every administrator: a program would go unseen."""
    headers = {"authorization": f"Token {run(cast.municipal_admin.email)}"}
    User.objects.filter(pk=cast.municipal_admin.pk).update(break_glass=True)
    assert client.get("/api/v1/tickets/", headers=headers).status_code == 401
    with pytest.raises(CommandError, match="emergency"):
        run(cast.municipal_admin.email)


@pytest.mark.parametrize("way", ["passwords are off", "the role is the provider's"])
def test_a_token_is_no_way_round_single_sign_on(way: str, cast: Cast, client: Client) -> None:
    """It would keep a right whose group is gone, since a token never signs in."""
    headers = {"authorization": f"Token {run(cast.superuser.email)}"}
    provider = IdentityProvider.objects.create(
        name="Nordsø", issuer="https://login.example", client="x", is_active=True
    )
    if way == "passwords are off":
        Municipality.objects.update(local_passwords=False)
        Municipality.forget_cached()
    else:
        Membership.objects.filter(user=cast.superuser).update(given_by=provider)
    assert client.get("/api/v1/tickets/", headers=headers).status_code == 401
    with pytest.raises(CommandError, match="single sign-on"):
        run(cast.superuser.email)


@pytest.mark.parametrize("token", ["", "x", "x y", "\xe6\xf8\xe5"])
def test_what_is_no_token_is_refused_and_guessing_is_slowed(
    token: str, cast: Cast, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(limits.PER_HOUR, "wrong_token", 2)
    headers = {"authorization": f"Token {token}"}
    answers = [client.get("/api/v1/tickets/", headers=headers) for _turn in range(3)]
    assert [answer.status_code for answer in answers] == [401, 401, 429]
    assert {answer.headers["Content-Type"] for answer in answers} == {"application/problem+json"}
