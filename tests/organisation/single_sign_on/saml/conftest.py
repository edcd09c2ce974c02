"""A SAML provider that runs beside the tests, and a browser that goes there and back, without cookies on the way in."""

import base64
import html
import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from organisation.models import GroupRole, IdentityProvider
from organisation.single_sign_on.saml.keys import make_pair
from tests.cast import Cast
from tests.organisation.single_sign_on.conftest import ours
from tests.services.saml_provider import EMAIL, LOA, SamlProviderServer
from tests.services.servers import certificate

ABOUT = "https://data.gov.dk/model/core/eid/"
UUID = "3f8a2c1e-7b64-4d0a-9c55-0f1e2d3c4b5a"
ROLE = "http://aula-support.example/roles/jobrole/superbruger/1"
LIMIT = "http://sts.kombit.dk/constraints/institution/1"


def privileges(*groups: tuple[list[str], dict[str, str]], scope: str = "12345678", space: str = "digst.dk") -> str:
    """`privilegesIntermediate`: (roles, limitations by name) of each group."""
    parts = []
    for roles, limits in groups:
        inside = "".join(f"<Privilege>{role}</Privilege>" for role in roles)
        inside += "".join(f'<Constraint Name="{name}">{value}</Constraint>' for name, value in limits.items())
        parts.append(f'<PrivilegeGroup Scope="urn:dk:gov:saml:cvrNumberIdentifier:{scope}">{inside}</PrivilegeGroup>')
    spaces = f'xmlns:bpp="http://{space}/oiosaml/basic_privilege_profile"'
    document = f'<?xml version="1.0" encoding="UTF-8"?><bpp:PrivilegeList {spaces}>{"".join(parts)}</bpp:PrivilegeList>'
    return base64.b64encode(document.encode()).decode()


def person(**more: Any) -> dict[str, Any]:
    """Anna, by OIOSAML 3; `more` are attributes by the last part of their names, or the level."""
    attributes = {
        f"{ABOUT}professional/uuid/persistent": UUID,
        EMAIL: "Anna@Example.org",
        f"{ABOUT}fullName": "Anna Andersen",
        LOA: more.pop("level", "Substantial"),
        "groups": more.pop("groups", ["skole"]),
        **{f"{ABOUT}{name}": value for name, value in more.items()},
    }
    present = {name: value for name, value in attributes.items() if value is not None}
    return {"name_id": "C=DK,O=12345678,CN=Anna Andersen,Serial=77", "attributes": present}


@pytest.fixture(scope="session")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SamlProviderServer]:
    folder = tmp_path_factory.mktemp("saml")
    with SamlProviderServer(folder / "server", certificate(folder / "tls")) as server:
        yield server


@pytest.fixture(scope="session")
def pair() -> tuple[str, str]:
    return make_pair()


@pytest.fixture
def server(running: SamlProviderServer) -> SamlProviderServer:
    running.tell(
        person=person(), lie="", wrapping="", encryption="gcm", clock=0, status="", asked=[], new_key="1", ours=""
    )
    running.tell(signs="", recipient=0)
    return running


@pytest.fixture
def provider(server: SamlProviderServer, pair: tuple[str, str], cast: Cast, client: Client) -> IdentityProvider:
    made = IdentityProvider(
        kind="saml",
        name="Context Handler",
        issuer=f"{server.address}/metadata",
        metadata_address=f"{server.address}/metadata",
        metadata=server.read(f"{server.address}/metadata"),
        authority=server.certificate.authority,
        certificate=pair[0],
        email_claim="email",
        is_active=True,
    )
    made.set_key(pair[1])
    made.save()
    for group, role, place in (
        ("skole", "superuser", cast.school),
        ("dagtilbud", "pilot", cast.daycare),
        ("kommune", "support_entitled", None),
        ("admin", "municipal_admin", None),
    ):
        GroupRole.objects.create(provider=made, group=group, role=role, institution=place)
    server.tell(ours=client.get(reverse("saml_metadata", args=[made.pk])).content.decode())
    return made


def form_of(server: SamlProviderServer, address: str) -> dict[str, str]:
    """What the provider's page would have the browser send to us, and where (`action`)."""
    page = server.read(address)
    sent = {
        html.unescape(name): html.unescape(value) for name, value in re.findall(r'name="(\w+)" value="([^"]*)"', page)
    }
    action = re.search(r'action="([^"]+)"', page)
    assert action
    return {"action": html.unescape(action[1]), **sent}


def send(client: Client, form: dict[str, str]) -> Any:
    """As a browser does it: the form from another site brings no cookie, the page after it does."""
    sent = {name: value for name, value in form.items() if name != "action"}
    stranger = Client(enforce_csrf_checks=True)
    answer = stranger.post(ours(form["action"]), sent, headers={"origin": "https://localhost:1"})
    if answer.status_code != 303:
        return answer
    assert not stranger.cookies.get("sessionid")
    return client.get(answer.headers["Location"])


SignIn = Callable[..., Any]


@pytest.fixture
def sign_in(server: SamlProviderServer, provider: IdentityProvider) -> SignIn:
    """A whole sign-in; our last answer."""

    def go(client: Client, after: str = "") -> Any:
        begun = client.get(reverse("single_sign_on", args=[provider.pk]), {"next": after} if after else {})
        return send(client, form_of(server, begun.headers["Location"]))

    return go
