"""A provider of sign-ins that runs beside the tests, and a browser that goes there and back."""

import http.client
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.test import Client
from django.urls import reverse

from organisation.models import GroupRole, IdentityProvider
from tests.cast import Cast
from tests.services.identity_provider import CLIENT, SECRET, IdentityProviderServer
from tests.services.servers import certificate

ANNA = {"sub": "anna-1", "email": "Anna@Example.org", "name": "Anna Andersen", "groups": ["skole"]}


@pytest.fixture(scope="session")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[IdentityProviderServer]:
    folder = tmp_path_factory.mktemp("udbyder")
    with IdentityProviderServer(folder / "server", certificate(folder / "tls")) as server:
        yield server


@pytest.fixture
def server(running: IdentityProviderServer) -> IdentityProviderServer:
    running.tell(person=ANNA, lie="", clock=0, metadata={}, asked=[])
    return running


@pytest.fixture
def provider(server: IdentityProviderServer, cast: Cast) -> IdentityProvider:
    made = IdentityProvider(
        name="Nordsø", issuer=server.address, client=CLIENT, authority=server.certificate.authority, is_active=True
    )
    made.set_secret(SECRET)
    made.save()
    for group, role, place in (
        ("skole", "superuser", cast.school),
        ("dagtilbud", "pilot", cast.daycare),
        ("kommune", "support_entitled", None),
        ("admin", "municipal_admin", None),
    ):
        GroupRole.objects.create(provider=made, group=group, role=role, institution=place)
    return made


def location(server: IdentityProviderServer, address: str) -> str:
    """Where the provider sends the browser."""
    parts = urlsplit(address)
    connection = http.client.HTTPSConnection(parts.netloc, context=server.trusting)
    connection.request("GET", f"{parts.path}?{parts.query}")
    return str(connection.getresponse().headers["Location"])


def ours(address: str) -> str:
    """The path and query of an address of ours."""
    parts = urlsplit(address)
    return f"{parts.path}?{parts.query}"


SignIn = Callable[..., Any]


@pytest.fixture
def sign_in(server: IdentityProviderServer, provider: IdentityProvider) -> SignIn:
    """A whole sign-in; our last answer."""

    def go(client: Client, after: str = "") -> Any:
        begun = client.get(reverse("single_sign_on", args=[provider.pk]), {"next": after} if after else {})
        return client.get(ours(location(server, begun.headers["Location"])))

    return go
