"""The questions of a fault, for whoever wrote: what is told already is filled in, and nobody writes it twice."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from tests.cast import Cast
from tests.triage.intake.test_enquiry import form_data
from tickets.models import Ticket
from triage.faults.models import FaultReport

WRITTEN = "Galleriet viser en hvid side, når jeg trykker på et billede. Det gælder kun mig. Jeg bruger min iPhone 13."
LAPTOP = "Mozilla/5.0 (X11; Linux x86_64; rv:143.0) Gecko/20100101 Firefox/143.0"


@pytest.fixture
def told(cast: Cast, client: Client) -> Ticket:
    client.post(reverse("enquiry"), form_data(cast, body=WRITTEN), headers={"User-Agent": LAPTOP})
    return Ticket.objects.get()


def test_what_was_written_is_filled_in_and_counts_once_it_is_sent(told: Ticket, client: Client) -> None:
    address = reverse("case_facts", args=[told.token])
    page = client.get(address).content.decode()
    assert re.search(
        r'<input[^>]+name="affected"[^>]+value="one"[^>]+checked|value="one"[^>]+checked[^>]+name="affected"', page
    )
    assert "Vi har udfyldt det, du allerede har skrevet" in page
    assert FaultReport.of(told).affected == ""
    client.post(address, {"affected": "one", "device": "iPhone 13"})
    given = FaultReport.of(told).given
    assert (given["affected"], given["device"]) == ("one", "iPhone 13")


def test_what_a_browser_says_of_itself_is_not_shown_as_told(told: Ticket, client: Client) -> None:
    page = client.get(reverse("case_facts", args=[told.token])).content.decode()
    assert "Firefox" in page.partition("Det har du fortalt")[2]
    assert "fra din browser" in page.partition("Det har du fortalt")[2]


def test_facts_that_were_given_stand_on_the_private_page(told: Ticket, client: Client) -> None:
    address = told.get_absolute_url()
    assert "Det har du fortalt" not in client.get(address).content.decode(), "the browser alone has said something"
    client.post(f"{address}oplysninger/", {"device": "iPhone 13"})
    page = client.get(address).content.decode().partition("Det har du fortalt")[2]
    assert "iPhone 13" in page.partition("</dl>")[0]
    assert "Firefox" not in page, "what the browser said was not told"


def test_a_sentence_that_became_the_subject_is_filled_in_once(cast: Cast, client: Client) -> None:
    text = "Galleriet viser en hvid side, når jeg trykker på et billede. Det gælder kun mig."
    client.post(reverse("enquiry"), form_data(cast, subject="", body=text))
    address = reverse("case_facts", args=[Ticket.objects.get().token])
    page = client.get(address, {"all": "1"}).content.decode()
    filled = re.findall(r"<textarea[^>]*>([^<]*)</textarea>", page)
    assert any("trykker på et billede" in value for value in filled)
    assert all(value.count("trykker på et billede") <= 1 for value in filled)
