"""What is not for this box is told at once, and can be sent all the same."""

import pytest
from django.test import Client
from django.urls import reverse

from tests.cast import Cast
from tests.triage.intake.test_enquiry import form_data
from tickets.models import Ticket
from triage.intake.elsewhere import belongs_elsewhere


@pytest.mark.parametrize(
    "written",
    [
        "Ida er syg i dag og bliver hjemme.",
        "Hej. Oliver har feber",
        "Jeg henter ham kl. 14, sig det lige til pædagogen",
        "Vi kommer først i morgen",
        "Sig til læreren, at hun har glemt sin madpakke",
        "Jeg vil klage over skolens ledelse",
        "Ida is ill and will not be in school today",
    ],
)
def test_what_belongs_elsewhere_is_known(written: str, db: None) -> None:
    assert belongs_elsewhere(written) is not None


@pytest.mark.parametrize(
    "written",
    [
        "Hvordan melder jeg mit barn syg?",
        "Jeg kan ikke melde Ida syg i Aula",
        "Der kommer en fejl, når jeg skriver, at han er syg",
        "Appen viser ikke, at hun bliver hentet kl. 14",
        "Jeg vil klage over, at Aula ikke virker",
        "Knappen til ferie er væk",
        "Beskeder til læreren forsvinder",
        "How do I report that my child is ill?",
        "",
    ],
)
def test_nobody_who_asks_about_aula_is_sent_away(written: str, db: None) -> None:
    assert belongs_elsewhere(written) is None


def test_it_is_told_while_writing_with_the_number_of_the_school(cast: Cast, client: Client) -> None:
    cast.school.phone = "12 34 56 78"
    cast.school.save()
    typed = {"body": "Ida er syg i dag", "audience": "parent", "institution": str(cast.school.pk)}
    text = client.post(reverse("fault_questions"), typed).content.decode()
    assert "12 34 56 78" in text
    assert "Handler det om sygdom" in text


@pytest.mark.parametrize("place", ["", "nej", "9" * 30, "1e3", "١"])
def test_any_nonsense_for_a_place_is_passed_over(place: str, cast: Cast, client: Client) -> None:
    typed = {"body": "Ida er syg i dag", "institution": place}
    assert client.post(reverse("fault_questions"), typed).status_code == 200


def test_without_scripts_it_is_told_before_sending_and_sent_all_the_same(cast: Cast, client: Client) -> None:
    form = form_data(cast, subject="", body="Ida er syg i dag og bliver hjemme.")
    form.pop("answers_seen", None)
    text = client.post(reverse("enquiry"), form).content.decode()
    assert "er ikke sendt endnu" in text
    assert "Handler det om sygdom" in text
    assert client.post(reverse("enquiry"), form | {"answers_seen": "1"}).status_code == 302
    assert Ticket.objects.count() == 1
