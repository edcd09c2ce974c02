"""A flagged case says so in the queue, and on its page why and who was told; a repeat is merged with one click."""

import pytest
from django.test import Client

from desk.case.flag_panel import alarms_of, matched
from tests.cast import Cast, kinds, open_ticket, settle
from tickets.models import Ticket
from triage.flags.models import Flag, NamedPerson
from triage.suggestions.models import Repeat


@pytest.mark.parametrize(
    ("kind", "text", "words"),
    [
        ("protected_address", "Æble på Østerbro: vi har Beskyttet  adresse.", ["Beskyttet  adresse"]),
        ("breach", "Her er et DATALÆK på årgangen", ["DATALÆK"]),
        ("urgent", "Håber I når det, det haster!", ["det haster"]),
        ("urgent", "", []),
    ],
)
def test_the_words_are_told_as_they_stand(kind: str, text: str, words: list[str]) -> None:
    assert matched(kind, text) == words


@pytest.fixture
def flagged(cast: Cast) -> Ticket:
    NamedPerson.objects.create(user=cast.pilot, kind="protected_address")
    ticket = open_ticket(cast.school, subject="Adresse", body="Vi har beskyttet adresse, og det haster.")
    settle()
    settle()
    return ticket


def test_the_page_says_why_and_who_was_told(flagged: Ticket, cast: Cast, client: Client) -> None:
    by_kind = {
        alarm.flag.kind: (alarm.words, alarm.informed)
        for alarm in alarms_of(
            flagged, list(Flag.objects.of(flagged)), ["Adresse", "Vi har beskyttet adresse, og det haster."]
        )
    }
    first_level = [cast.institution_admin.name, cast.superuser.name]
    assert by_kind == {
        "protected_address": (["beskyttet adresse"], [cast.pilot.name]),
        "urgent": (["det haster"], first_level),
    }
    client.force_login(cast.superuser, backend="django.contrib.auth.backends.ModelBackend")
    page = client.get(f"/admin/tickets/ticket/{flagged.pk}/").content.decode()
    assert "<q>beskyttet adresse</q>" in page
    assert cast.pilot.name in page


def test_the_queue_marks_it_until_somebody_has_seen_to_it(flagged: Ticket, cast: Cast, client: Client) -> None:
    client.force_login(cast.superuser, backend="django.contrib.auth.backends.ModelBackend")
    assert "flag-mark--sensitive" in client.get("/admin/tickets/ticket/").content.decode()
    for flag in Flag.objects.select_related("ticket__institution"):
        flag.clear(by=cast.superuser)
    assert "flag-mark" not in client.get("/admin/tickets/ticket/").content.decode()


def test_a_repeat_is_merged_with_one_click(cast: Cast, client: Client) -> None:
    earlier, again = open_ticket(cast.school), open_ticket(cast.school)
    Repeat.objects.create(ticket=again, earlier=earlier, likeness=0.9)
    client.force_login(cast.superuser, backend="django.contrib.auth.backends.ModelBackend")
    address = f"/admin/tickets/ticket/{again.pk}/"
    assert f'name="merge-into" value="{earlier.number}"' in client.get(address).content.decode()
    client.post(f"{address}merge/", {"merge-into": earlier.number})
    again.refresh_from_db()
    assert again.merged_into == earlier
    assert "took_in" in kinds(earlier)


def test_staff_see_what_the_law_asks_of_them(cast: Cast, client: Client) -> None:
    ticket = open_ticket(cast.school)
    client.force_login(cast.superuser, backend="django.contrib.auth.backends.ModelBackend")
    asked = {"violence": "pligt til at underrette kommunen", "breach": "inden for 72 timer"}
    for kind, words in asked.items():
        assert words not in client.get(f"/admin/tickets/ticket/{ticket.pk}/").content.decode()
        Flag.raise_on(ticket, [kind])
        assert words in client.get(f"/admin/tickets/ticket/{ticket.pk}/").content.decode()
