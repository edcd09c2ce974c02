"""Headers by kind: a person's words are a person's mail, a program's are marked, news can be ended by one click."""

import re

import pytest
from django.core.mail import EmailMessage
from django.test import Client

from tests.cast import Cast, open_ticket, settle
from tickets.models import Delivery, Merge, NewsRefusal, Ticket
from tickets.news.news_refusals import link
from tickets.outbound import outgoing


def sent(kind: str) -> EmailMessage:
    return outgoing.mail_for(Delivery.objects.filter(kind=kind).latest("id"))


def test_an_answer_of_a_person_is_not_marked_as_automatic(ticket: Ticket, cast: Cast) -> None:
    ticket.answer("Skriv under Komme/gå.", by=cast.superuser)
    settle()
    headers = sent("requester_answered").message()
    assert headers["Auto-Submitted"] is None
    assert headers["X-Auto-Response-Suppress"] is None


def test_a_receipt_is_marked_but_asks_for_reports_of_its_loss(ticket: Ticket) -> None:
    settle()
    headers = sent("requester_opened").message()
    assert headers["Auto-Submitted"] == "auto-generated"
    assert "NDR" not in headers["X-Auto-Response-Suppress"]
    assert "All" not in headers["X-Auto-Response-Suppress"]
    assert headers["List-Unsubscribe"] is None


@pytest.fixture
def news(ticket: Ticket, cast: Cast) -> Delivery:
    ticket.inform("Fejlen er fundet.", by=cast.support_entitled, event="updated", known_error=1, title="Login")
    settle()
    return Delivery.objects.get(kind="requester_updated")


def test_news_are_ended_by_one_post_without_signing_in(news: Delivery, ticket: Ticket, cast: Cast) -> None:
    headers = sent("requester_updated").message()
    address = re.fullmatch(r"<(.+)>", headers["List-Unsubscribe"])
    assert headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert address is not None
    path = "/" + address[1].split("/", 3)[3]
    stranger = Client(enforce_csrf_checks=True)
    assert stranger.get(path).status_code == 200
    assert not NewsRefusal.objects.exists()
    for _twice in range(2):
        assert stranger.post(path, {"List-Unsubscribe": "One-Click"}).status_code == 200
    ticket.inform("Fejlen er rettet nu.", by=cast.support_entitled, event="updated", known_error=1, title="Login")
    ticket.answer("Hej", by=cast.superuser)
    settle()
    assert Delivery.objects.filter(kind="requester_updated").count() == 1
    assert Delivery.objects.filter(kind="requester_answered").count() == 1


def test_an_address_for_ending_news_cannot_be_made_up(news: Delivery) -> None:
    path = "/" + link(news).split("/", 3)[3]
    assert Client().post(path[:-4] + "abc/").status_code == 404
    assert Client().post(path.replace(f"/{news.pk}/", f"/{news.pk + 1}/")).status_code == 404
    assert not NewsRefusal.objects.exists()


def test_ending_news_of_a_mail_that_is_gone_is_no_error(news: Delivery) -> None:
    path = "/" + link(news).split("/", 3)[3]
    news.delete()
    assert Client().post(path).status_code == 200


def test_who_wants_no_news_of_a_merged_case_stops_that_of_nobody_else(ticket: Ticket, cast: Cast) -> None:
    """Each refused, and is spared, for the case that was theirs."""
    other = open_ticket(cast.school, requester_email="ida@example.org")
    Merge.begin(other, ticket, by=cast.superuser, confirmed=True)
    NewsRefusal.note(other.pk, "Ida@example.org")
    NewsRefusal.note(other.pk, ticket.requester_email)
    settle()
    ticket.inform("Fejlen er fundet.", by=cast.support_entitled, event="updated", known_error=1, title="Login")
    settle()
    heard = Delivery.objects.filter(kind="requester_updated").values_list("recipient", flat=True)
    assert list(heard) == [ticket.requester_email]
