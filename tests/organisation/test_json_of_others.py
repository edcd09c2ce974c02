"""JSON that others wrote: what no database takes is taken out of it, and nothing in it is more than refused."""

import json

import pytest
from django.http import HttpRequest
from django.test import Client, RequestFactory

from organisation.json_of_others import storable
from organisation.models import Identity, User
from organisation.pages import one_picture
from organisation.second_factor import passkeys
from tests.cast import Cast
from tests.organisation.single_sign_on.conftest import ANNA, SignIn, provider, running, server, sign_in  # noqa: F401
from tests.organisation.single_sign_on.test_openid import is_in
from tests.services.identity_provider import IdentityProviderServer
from tests.tickets.test_api import token_of

DEEP = "[" * 100_000
GARBAGE = [
    "",
    "0",
    "null",
    "[]",
    "[1]",
    '"a"',
    "{}",
    '{"response": 1}',
    '{"id": "\\u0000", "rawId": "é"}',
    DEEP,
    "\ud800",
]


def test_halves_of_pairs_go_as_null_bytes_do() -> None:
    read = json.loads('{"a\\ud800": ["b\\u0000\\udfff", {"c": "😀"}]}')
    assert storable(read) == {"a": ["b", {"c": "😀"}]}


def test_whom_a_provider_calls_by_a_name_with_null_bytes_signs_in(
    sign_in: SignIn,  # noqa: F811
    server: IdentityProviderServer,  # noqa: F811
    client: Client,
) -> None:
    server.tell(person={**ANNA, "sub": "anna\0-1", "name": "Anna\0 Andersen", "groups": ["sk\0ole"]})
    sign_in(client)
    assert is_in(client)
    assert User.objects.get(email="anna@example.org").name == "Anna Andersen"
    assert Identity.objects.get().subject == "anna-1"


@pytest.mark.parametrize("answer", GARBAGE, ids=range(len(GARBAGE)))
def test_an_answer_that_no_passkey_gives_is_refused(answer: str, cast: Cast, rf: RequestFactory) -> None:
    request: HttpRequest = rf.get("/", headers={"host": "127.0.0.1"})
    _asked, state = passkeys.ask_for_known(request, cast.superuser)
    with pytest.raises(passkeys.WrongPasskey):
        passkeys.read_known(request, cast.superuser, state, answer)
    with pytest.raises(passkeys.WrongPasskey):
        passkeys.read_new(request, state, answer)


def test_a_page_that_says_nonsense_of_what_it_showed_says_nothing() -> None:
    assert one_picture.read(DEEP) == {}


def test_the_api_takes_halves_of_pairs(client: Client, cast: Cast) -> None:
    client.raise_request_exception = False
    written = '{"subject": "Hej \\ud800", "body": "Det virker ikke \\udfff", "name": "\\u0000\\ud800"}'
    answer = client.post("/api/v1/tickets/", written, "application/json", headers=token_of(cast.support_entitled))
    assert answer.status_code < 500
