"""Connecting a provider and signing in by it, in a real browser, at a provider that runs beside the site."""

import json
import re
from collections.abc import Iterator

import pytest

from tests.browser.conftest import DESK, PHONE, Open, overflows, sign_in, violations
from tests.browser.sites import Site
from tests.browser.test_second_factor import look
from tests.services.identity_provider import CLIENT, SECRET, IdentityProviderServer
from tests.services.servers import certificate

pytestmark = pytest.mark.browser


@pytest.fixture
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[IdentityProviderServer]:
    folder = tmp_path_factory.mktemp("udbyder")
    with IdentityProviderServer(folder / "server", certificate(folder / "tls")) as running:
        yield running


@pytest.mark.usefixtures("away")
def test_an_administrator_connects_a_provider_and_a_colleague_signs_in(
    open_page: Open, embedded_site: Site, server: IdentityProviderServer, complaints: list[str]
) -> None:
    server.tell(person={"sub": "1", "email": "ny.kollega@demo.example", "name": "Ny Kollega", "groups": ["a", "alle"]})
    page = open_page(ignore_https_errors=True)
    sign_in(page, embedded_site, "kommuneadmin@demo.example")
    page.goto(f"{embedded_site.address}/admin/organisation/identityprovider/add/")
    assert f"{embedded_site.address}/admin/arbejdskonto/svar/" in page.inner_text("#content")
    page.fill("#id_name", "Havby")
    page.fill("#id_issuer", server.address)
    page.fill("#id_client", CLIENT)
    page.fill("#id_secret", SECRET)
    page.fill("#id_authority", server.certificate.authority)
    page.fill("#id_group_roles-0-group", "a")
    page.select_option("select[name=group_roles-0-role]", "support_entitled")
    page.check("#id_is_active")
    look(page, "provider-form")
    page.set_viewport_size({"width": DESK, "height": 900})
    page.click("input[name=_continue]")
    page.wait_for_url("**/change/")
    page.click("text=Test forbindelsen")
    page.wait_for_selector(".messagelist >> text=Udbyderen svarer")
    look(page, "provider-change")
    page.set_viewport_size({"width": DESK, "height": 900})
    page.click("text=Prøvelogin")
    page.wait_for_selector("text=Det virker.")
    assert "Supportberettiget" in page.inner_text("#content")
    look(page, "provider-trial")

    other = open_page(ignore_https_errors=True)
    other.goto(f"{embedded_site.address}/admin/login/")
    look(other, "sign-in-with-provider")
    other.click("text=Log ind med Havby")
    other.wait_for_url("**/admin/")
    assert "Ny" in other.inner_text(".user-menu summary")

    page.goto(f"{embedded_site.address}/admin/organisation/identityprovider/")
    page.click("th a:has-text('Havby')")
    page.wait_for_url("**/change/")
    page.click("text=Hvem ville få hvad")
    page.wait_for_url("**/preview/")
    page.wait_for_selector("#content >> text=Ny Kollega")
    page.fill("#id_groups", "a")
    page.click("text=Vis, hvad de giver")
    page.wait_for_selector("[role=status] li")
    look(page, "provider-preview")

    server.tell(lie="audience")
    third = open_page(PHONE, ignore_https_errors=True)
    third.goto(f"{embedded_site.address}/admin/login/")
    third.click("text=Log ind med Havby")
    third.wait_for_selector("text=Svaret er lavet til et andet system")
    assert violations(third) == []
    assert not overflows(third)
    assert complaints == []
    assert json.dumps(server.get(f"{server.address}/asked")).count("/authorize") == 3


@pytest.mark.usefixtures("away")
@pytest.mark.parametrize("iss", ["", "1"], ids=["as Entra ID", "as Keycloak"])
def test_a_frame_in_the_providers_page_signs_out_here_where_no_cookie_comes_along(
    iss: str, open_page: Open, embedded_site: Site, server: IdentityProviderServer, complaints: list[str]
) -> None:
    server.tell(person={"sub": "1", "email": "ny.kollega@demo.example", "name": "Ny Kollega", "groups": ["a"]})
    made = embedded_site.ask(
        "from organisation.models import *\n"
        f"row = IdentityProvider(name='Havby', issuer={server.address!r}, client={CLIENT!r}, is_active=True)\n"
        f"row.authority = {server.certificate.authority!r}\nrow.set_secret({SECRET!r})\nrow.save()\n"
        "GroupRole.objects.create(provider=row, group='a', role='support_entitled')\nprint(row.pk)"
    )
    page = open_page(ignore_https_errors=True)
    page.goto(f"{embedded_site.address}/admin/login/")
    page.click("text=Log ind med Havby")
    page.wait_for_selector(".user-menu")
    framed = f"{embedded_site.address}/admin/arbejdskonto/{made}/ude/browser/"
    with page.expect_response(re.compile(r"/ude/browser/")) as answered:
        page.goto(f"{server.address}/signed-out?to={framed}&iss={iss}")
    assert answered.value.status == 200
    assert "cookie" not in answered.value.request.all_headers()
    page.goto(f"{embedded_site.address}/admin/")
    assert "/admin/login/" in page.url
    assert complaints == []
