"""Connecting a SAML provider, signing in by it and out again, in a real browser: the provider's form comes from another
site, so the browser sends no cookie with it."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import DESK, PHONE, Open, overflows, sign_in, violations
from tests.browser.sites import Site
from tests.browser.test_second_factor import look
from tests.organisation.single_sign_on.saml.conftest import person
from tests.services.saml_provider import EMAIL, SamlProviderServer
from tests.services.servers import certificate

pytestmark = pytest.mark.browser


@pytest.fixture
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SamlProviderServer]:
    folder = tmp_path_factory.mktemp("saml")
    with SamlProviderServer(folder / "server", certificate(folder / "tls")) as running:
        yield running


def agree(page: Page, server: SamlProviderServer) -> None:
    """On the provider's page, which has a button like ours: ours may still be there on a slow machine."""
    page.wait_for_url(f"{server.address}/**")
    page.click("button:has-text('Log ind')")


@pytest.mark.usefixtures("away")
def test_a_provider_is_connected_by_its_metadata_and_a_colleague_signs_in_and_out(
    open_page: Open, embedded_site: Site, server: SamlProviderServer, complaints: list[str]
) -> None:
    colleague = person(groups=["a"])
    colleague["attributes"][EMAIL] = "ny.kollega@demo.example"
    server.tell(person=colleague)
    page = open_page(ignore_https_errors=True)
    sign_in(page, embedded_site, "kommuneadmin@demo.example")
    page.goto(f"{embedded_site.address}/admin/organisation/identityprovider/add/")
    page.click("text=Forbind med SAML i stedet")
    page.wait_for_selector("#id_metadata_address")
    page.fill("#id_name", "Context Handler")
    page.fill("#id_metadata_address", f"{server.address}/metadata")
    page.fill("#id_authority", server.certificate.authority)
    page.fill("#id_group_roles-0-group", "a")
    page.select_option("select[name=group_roles-0-role]", "support_entitled")
    page.select_option("select[name=group_roles-0-least_level]", "substantial")
    page.check("#id_is_active")
    look(page, "saml-form")
    page.set_viewport_size({"width": DESK, "height": 900})
    page.click("input[name=_continue]")
    page.wait_for_url(re.compile(r"/\d+/change/"))
    ours = page.inner_text("section[aria-labelledby=paste] code >> nth=0")
    assert re.fullmatch(rf"{embedded_site.address}/admin/arbejdskonto/\d+/metadata/", ours)
    server.tell(ours=page.context.request.get(ours).text())
    look(page, "saml-change")
    page.set_viewport_size({"width": DESK, "height": 900})
    page.click("text=Test forbindelsen")
    page.wait_for_selector(".messagelist >> text=Udbyderen svarer")
    page.click("text=Prøvelogin")
    agree(page, server)
    page.wait_for_selector("text=Det virker.")
    assert "Supportberettiget" in page.inner_text("#content")
    assert "Betydelig" in page.inner_text("#content")

    other = open_page(ignore_https_errors=True)
    other.goto(f"{embedded_site.address}/admin/login/")
    other.click("text=Log ind med Context Handler")
    agree(other, server)
    other.wait_for_url(f"{embedded_site.address}/admin/")
    assert "Anna" in other.inner_text(".user-menu summary")
    other.click(".user-menu summary")
    other.click("#logout-form button")
    other.wait_for_url("**/admin/arbejdskonto/ude/")
    look(other, "signed-off")
    other.goto(f"{embedded_site.address}/admin/")
    assert "/admin/login/" in other.url

    assert complaints == []


@pytest.mark.usefixtures("away")
def test_a_refusal_is_a_sentence_on_a_phone_too(
    open_page: Open, embedded_site: Site, server: SamlProviderServer, complaints: list[str]
) -> None:
    metadata = server.read(f"{server.address}/metadata")
    made = embedded_site.ask(
        "from organisation.models import *\nfrom organisation.single_sign_on.saml.keys import make_pair\n"
        f"told = dict(kind='saml', name='Udbyder', issuer='{server.address}/metadata', is_active=True)\n"
        f"row = IdentityProvider(metadata={metadata!r}, **told)\n"
        "row.certificate, key = make_pair()\nrow.set_key(key)\nrow.save()\nprint(row.pk)"
    )
    page = open_page(PHONE, ignore_https_errors=True)
    ours = page.context.request.get(f"{embedded_site.address}/admin/arbejdskonto/{made}/metadata/").text()
    server.tell(ours=ours, person=person(), lie="unsigned", encryption="")
    page.goto(f"{embedded_site.address}/admin/login/")
    page.click("text=Log ind med Udbyder")
    agree(page, server)
    page.wait_for_selector("text=Svaret er ikke underskrevet")
    assert violations(page) == []
    assert not overflows(page)
    assert complaints == []


@pytest.mark.usefixtures("away")
def test_an_administrator_sees_and_settles_what_somebody_left(
    open_page: Open, embedded_site: Site, complaints: list[str]
) -> None:
    embedded_site.ask(
        "from organisation.models import *\n"
        "told = {'da': ['Bo har 2 åbne sager.'], 'en': ['Bo has 2 open cases.']}\n"
        "Departure.objects.create(user=User.objects.get(email='pilot@demo.example'), told=told)\nprint(0)"
    )
    page = open_page()
    sign_in(page, embedded_site, "kommuneadmin@demo.example")
    page.click("text=Bo har 2 åbne sager.")
    page.wait_for_url(re.compile(r"/admin/departures/\d+/$"))
    look(page, "settle-departure")
    page.set_viewport_size({"width": DESK, "height": 900})
    page.click("text=Overdrag")
    page.wait_for_selector(".errornote")
    assert violations(page) == []
    page.check("#id_leaves_them")
    page.click("text=Overdrag")
    page.wait_for_selector("text=Her venter intet.")
    look(page, "departures")
    assert complaints == []
