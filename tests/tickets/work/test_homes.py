"""No case without a home: where it may belong, who hears, and what becomes of a school that has closed."""

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse

from desk.queue.overview import home
from organisation.models import Institution
from tests.cast import Cast, open_ticket, settle
from tickets.models import Mailbox, Notice, ReceivedMail, Ticket
from tickets.work.homes import suggested_for


def names(ticket: Ticket) -> list[str]:
    return [each.institution.name for each in suggested_for(ticket)]


def test_the_mailbox_the_words_and_earlier_cases_speak_for_an_institution(cast: Cast) -> None:
    assert names(open_ticket(None)) == []
    assert names(open_ticket(None, body="Mit barn går på groendalskolen.")) == ["Grøndal Skole"]
    by_mail = open_ticket(None)
    box = Mailbox.objects.create(address="lunden@example.org", institution=cast.daycare)
    ReceivedMail.objects.create(fingerprint="1", ticket=by_mail, outcome="opened", mailbox=box)
    assert names(by_mail) == ["Havlunden"]
    open_ticket(cast.school, requester_email="Maja+aula@example.org")
    assert names(open_ticket(None, body="Jeg skriver igen")) == ["Grøndal Skole"]
    assert names(open_ticket(cast.school, body="Havlunden")) == []


def test_a_closed_school_is_suggested_as_its_successor(cast: Cast) -> None:
    Institution.objects.filter(pk=cast.daycare.pk).update(is_active=False, successor=cast.school)
    assert names(open_ticket(None, body="Vi er i Havlunden")) == ["Grøndal Skole"]


def test_a_case_for_a_closed_school_opens_at_its_successor_and_the_successors_own(cast: Cast) -> None:
    last = Institution.objects.create(name="Nyskolen", kind="school", code="731009")
    Institution.objects.filter(pk=cast.daycare.pk).update(is_active=False, successor=cast.school)
    assert open_ticket(Institution.objects.get(pk=cast.daycare.pk)).institution == cast.school
    Institution.objects.filter(pk=cast.school.pk).update(is_active=False, successor=last)
    assert open_ticket(Institution.objects.get(pk=cast.daycare.pk)).institution == last


def test_schools_that_succeed_each_other_are_refused_and_end_nowhere(cast: Cast) -> None:
    cast.daycare.successor, cast.school.successor = cast.school, cast.daycare
    with pytest.raises(ValidationError):
        cast.school.clean()
    cast.daycare.is_active = cast.school.is_active = False
    assert cast.daycare.in_place_of() in {cast.daycare, cast.school}


def test_a_case_without_an_institution_is_told_at_once_to_who_can_give_it_away(cast: Cast) -> None:
    open_ticket(None)
    settle()
    assert {notice.user for notice in Notice.objects.all()} == {cast.support_entitled}


@pytest.mark.parametrize("role", ["support_entitled", "project_lead", "municipal_admin"])
def test_it_stands_on_the_overview_of_those_who_see_all(role: str, cast: Cast) -> None:
    ticket = open_ticket(None)
    overview = home(cast.by_role(role))
    assert overview is not None
    assert [card.count for card in overview.cards if card.name == "homeless"] == [1]
    ticket.move(cast.school, by=cast.support_entitled)
    overview = home(cast.by_role(role))
    assert overview is not None
    assert "homeless" not in [card.name for card in overview.cards]


def test_one_click_gives_it_the_home_that_is_suggested(cast: Cast, client: Client) -> None:
    ticket = open_ticket(None, body="Mit barn går på Grøndal Skole.")
    client.force_login(cast.support_entitled, backend="django.contrib.auth.backends.ModelBackend")
    page = client.get(reverse("admin:tickets_ticket_change", args=[ticket.pk])).content.decode()
    assert f'name="move-to" value="{cast.school.pk}"' in page
    client.post(reverse("admin:ticket_move", args=[ticket.pk]), {"move-to": cast.school.pk})
    assert Ticket.objects.get(pk=ticket.pk).institution == cast.school
