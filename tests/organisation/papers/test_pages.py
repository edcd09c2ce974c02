"""The public pages on privacy, cookies and accessibility, written from the municipality's row and from the rules."""

from datetime import date
from typing import Any

import pytest
from django.test import Client

from organisation.models import Municipality
from organisation.papers import declared
from tests.cast import Cast, open_ticket, settle
from tickets.models import Delivery, Ticket
from triage.wishes.models import ChangeRequest

PAGES = ["/privatliv/", "/privatliv/elev/", "/cookies/", "/tilgaengelighed/"]


def change(**facts: Any) -> None:
    Municipality.objects.filter(id=1).update(**facts)
    Municipality.forget_cached()


def read(client: Client, address: str, language: str = "da") -> str:
    response = client.get(address, headers={"accept-language": language})
    assert response.status_code == 200
    return " ".join(response.content.decode().split())


@pytest.mark.parametrize("address", PAGES)
@pytest.mark.parametrize("language", ["da", "en"])
def test_everybody_can_read_them_also_before_the_house_is_set_up(
    address: str, language: str, client: Client, db: None
) -> None:
    Municipality.objects.all().delete()
    Municipality.forget_cached()
    assert f' lang="{language}">' in read(client, address, language)
    assert client.post(address).status_code == 405


def test_the_privacy_page_says_who_answers_and_for_how_long(client: Client, cast: Cast) -> None:
    change(
        address="Torvet 1, 9999 Nordsø",
        cvr="12345678",
        adviser_name="Databeskyttelsesenheden",
        adviser_email="dpo@example.org",
        processors="Driftshuset, drift, Danmark",
        retention_days=120,
        privacy_reviewed_on=date(2026, 11, 2),
    )
    page = read(client, "/privatliv/")
    for text in (
        "Nordsø Kommune er dataansvarlig",
        "Torvet 1, 9999 Nordsø",
        "12345678",
        "Databeskyttelsesenheden",
        "dpo@example.org",
        "Driftshuset, drift, Danmark",
        "120 dage efter",
        "artikel 6, stk. 1, litra e",
        "Skemahuset",
        "Datatilsynet",
        "2. november 2026",
        "Indsigt:",
    ):
        assert text in page, text


def test_the_municipalitys_own_basis_takes_the_place_of_the_usual_one(client: Client, cast: Cast) -> None:
    change(own_legal_basis="Vores eget grundlag.")
    page = read(client, "/privatliv/")
    assert "Vores eget grundlag." in page
    assert "litra e" not in page


def test_nobody_is_told_of_countries_before_somebody_has_looked(client: Client, cast: Cast) -> None:
    """An empty field says that there are no transfers only once the page was reviewed."""
    sentence = "Vi sender ikke personoplysninger til lande uden for EU"
    assert sentence not in read(client, "/privatliv/")
    change(privacy_reviewed_on=date(2026, 11, 2))
    assert sentence in read(client, "/privatliv/")
    change(third_countries="USA: mail, på grundlag af standardbestemmelser")
    page = read(client, "/privatliv/")
    assert sentence not in page
    assert "USA: mail" in page


def test_what_an_administrator_writes_is_shown_and_not_obeyed(client: Client, cast: Cast) -> None:
    change(processors="<script>alert(1)</script>", accessibility_problems="<img src=x>")
    assert "<script>alert" not in read(client, "/privatliv/")
    assert "<img src=x>" not in read(client, "/tilgaengelighed/")


def test_pupils_have_a_page_of_their_own(client: Client, cast: Cast) -> None:
    assert "/privatliv/elev/" in read(client, "/privatliv/")
    page = read(client, "/privatliv/elev/")
    assert "Skemahuset" in page
    assert "365 dage" in page
    assert "artikel" not in page


@pytest.mark.parametrize(
    ("status", "words"),
    [
        ("", "endnu ikke vurderet"),
        ("full", "fuldt ud"),
        ("partial", "delvist"),
        ("not", "ikke de fleste krav"),
    ],
)
def test_the_statement_says_how_accessible_the_site_is(status: str, words: str, client: Client, cast: Cast) -> None:
    change(accessibility_status=status)
    assert words in read(client, "/tilgaengelighed/")


def test_the_statement_has_what_the_law_asks_for(client: Client, cast: Cast) -> None:
    change(
        phone="72 00 00 00",
        accessibility_status="partial",
        accessibility_method="external",
        accessibility_problems="Et kort uden tekst\nEn film uden tekster",
        accessibility_burden="Gamle referater",
        accessibility_reviewed_on=date(2026, 11, 2),
    )
    page = read(client, "/tilgaengelighed/")
    for text in (
        "<li>Et kort uden tekst</li><li>En film uden tekster</li>",
        "Gamle referater",
        "hjaelp@example.org",
        "72 00 00 00",
        "ekstern part",
        "Digitaliseringsstyrelsen",
        "10 arbejdsdage",
        "2. november 2026",
    ):
        assert text in page, text


def test_the_short_address_of_the_statement_leads_to_the_official_one(client: Client, cast: Cast) -> None:
    assert client.get("/was").headers["Location"] == "/tilgaengelighed/"
    change(accessibility_url="https://www.was.digst.dk/hjaelp-example")
    assert client.get("/was").headers["Location"] == "https://www.was.digst.dk/hjaelp-example"
    assert "https://www.was.digst.dk/hjaelp-example" in read(client, "/")


@pytest.mark.parametrize("address", ["/", "/henvendelse/", "/svar/", "/kontakt/"])
def test_every_public_page_leads_to_them(address: str, client: Client, cast: Cast) -> None:
    page = read(client, address)
    for target in ("/privatliv/", "/cookies/", "/tilgaengelighed/"):
        assert f'href="{target}"' in page


def test_the_form_tells_before_it_is_sent(client: Client, cast: Cast) -> None:
    change(retention_days=90)
    form = read(client, "/henvendelse/").partition("<form")[2].partition("</main>")[0]
    assert "sletter det 90 dage efter" in form
    assert 'href="/privatliv/"' in form
    assert 'href="/privatliv/elev/"' in form


def mail_to(ticket: Ticket) -> str:
    settle()
    return Delivery.objects.get(event__ticket=ticket, kind="requester_opened").body


def test_mail_to_the_requester_leads_there(cast: Cast, ticket: Ticket, settings: Any) -> None:
    assert f"{settings.SITE_URL}/privatliv/\n" in mail_to(ticket) + "\n"


def test_mail_to_a_pupil_leads_to_the_pupils_page(cast: Cast, settings: Any) -> None:
    assert f"{settings.SITE_URL}/privatliv/elev/" in mail_to(open_ticket(cast.school, audience="pupil"))


# Cookies


def shown(client: Client) -> str:
    return read(client, "/cookies/")


def visit(client: Client, cast: Cast) -> None:
    """What somebody without an account can do that could leave a cookie."""
    for address in ("/", "/henvendelse/", "/svar/", "/kontakt/", "/drift/", "/oensker/", *PAGES):
        client.get(address)
    client.post("/sprog/", {"language": "da", "next": "/"})
    ticket = open_ticket(cast.school)
    client.post(f"/sag/{ticket.token}/svar/", {"text": "Mere"})
    client.get(ticket.get_absolute_url())
    client.post(f"/sag/{ticket.token}/loest/")
    wish = ChangeRequest.objects.create(title="Et ønske", summary="Noget", is_public=True)
    client.post(f"/oensker/{wish.pk}/", {"email": "maja@example.org"})


def test_the_page_names_every_cookie_that_a_visitor_gets_with_its_time(client: Client, cast: Cast) -> None:
    change(public_wishes=True)
    visit(client, cast)
    jar = {name: morsel["max-age"] for name, morsel in client.cookies.items()}
    assert {"csrftoken", "django_language"} <= set(jar)
    known = {each.name: each.seconds for each in declared.browser_data(for_staff=False)}
    assert set(jar) - set(known) == set()
    assert {name: age or None for name, age in jar.items() if name != "messages"} == {
        name: known[name] for name in jar if name != "messages"
    }
    assert [name for name in known if name not in shown(client)] == []


def test_the_session_of_staff_is_named_with_its_time(client: Client, cast: Cast, settings: Any) -> None:
    settings.SESSION_COOKIE_AGE = 5 * 3600
    page = shown(client)
    assert "<code>sessionid</code>" in page
    assert "5 timer" in page
