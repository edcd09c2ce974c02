"""The public list: there when switched on, counts an address once, and tells who wants to hear."""

import re
from datetime import timedelta

import pytest
from django.core import mail
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from organisation.models import Municipality
from tests.cast import Cast, settle
from tests.desk.wishes.test_board_table import collected
from tickets.models.refusals import UnableTo
from triage.wishes import keeping, news
from triage.wishes.models import ChangeRequest, Vote

LIST = "/oensker/"


@pytest.fixture
def wish(cast: Cast) -> ChangeRequest:
    Municipality.objects.update(public_wishes=True)
    Municipality.forget_cached()
    cache.clear()
    request = collected(cast, "Fælles kalender")
    request.publish(by=cast.project_lead)
    return request


def vote(client: Client, wish: ChangeRequest, **fields: str) -> int:
    return client.post(f"{LIST}{wish.pk}/", {"email": "maja@example.org"} | fields).status_code


def links() -> list[str]:
    """Those that were mailed, oldest first."""
    found = [re.search(r"https?://[^/\s]+(/oensker/stemme/\S+)", str(letter.body)) for letter in mail.outbox]
    return [link[1] for link in found if link]


def counted(wish: ChangeRequest) -> int:
    return int(ChangeRequest.objects.with_counts().get(pk=wish.pk).votes_cast)  # type: ignore[attr-defined]


def test_the_list_is_there_only_when_the_municipality_has_switched_it_on(wish: ChangeRequest, client: Client) -> None:
    assert "Fælles kalender" in client.get(LIST).content.decode()
    assert LIST in client.get("/").content.decode()
    Municipality.objects.update(public_wishes=False)
    Municipality.forget_cached()
    assert client.get(LIST).status_code == 404
    assert vote(client, wish) == 404
    assert LIST not in client.get("/").content.decode()


def test_only_what_the_lead_has_put_there_is_shown(wish: ChangeRequest, cast: Cast, client: Client) -> None:
    hidden = collected(cast, "Mørkt tema")
    assert "Mørkt tema" not in client.get(LIST).content.decode()
    assert vote(client, hidden) == 404
    wish.withdraw(by=cast.project_lead)
    assert "Fælles kalender" not in client.get(LIST).content.decode()


def test_a_wish_that_was_joined_to_another_is_neither_put_on_the_list_nor_shown(
    wish: ChangeRequest, cast: Cast, client: Client
) -> None:
    """Those who asked for it are counted where they are now; the same wish twice would split their voices."""
    joined = collected(cast, "Kalender for søskende")
    joined.publish(by=cast.project_lead)
    wish.join([joined], by=cast.project_lead)
    assert "Kalender for søskende" not in client.get(LIST).content.decode()
    assert vote(client, joined) == 404
    stale = ChangeRequest.objects.get(pk=joined.pk)
    stale.withdraw(by=cast.project_lead)
    stale.publish(by=cast.project_lead)
    assert not ChangeRequest.objects.get(pk=joined.pk).is_public
    assert list(ChangeRequest.objects.published()) == [wish]


def test_a_vote_counts_once_its_link_is_used_and_may_be_taken_back(wish: ChangeRequest, client: Client) -> None:
    for _ in range(3):
        assert vote(client, wish, email="Maja@Example.org") == 302
    assert vote(Client(), wish) == 302
    settle()
    assert (wish.votes.count(), counted(wish)) == (1, 0)
    link = links()[-1]
    assert "Fælles kalender" in client.get(link).content.decode()
    assert counted(wish) == 0, "mail programs open links, too"
    for _ in range(2):
        assert client.post(link).status_code == 302
    assert counted(wish) == 1
    assert wish.votes.get().email == ""
    assert vote(Client(), wish) == 302
    assert counted(wish) == 1
    assert client.post(link, {"undo": "1"}).status_code == 302
    assert counted(wish) == 0
    assert client.get(link).status_code == 410
    assert client.get(f"{LIST}stemme/forfalsket/").status_code == 410


def test_nobody_fills_anothers_mailbox_with_links(wish: ChangeRequest) -> None:
    for _ in range(8):
        vote(Client(), wish)
    settle()
    assert len(links()) == 5


def test_a_vote_that_nobody_confirms_is_deleted_after_a_week(wish: ChangeRequest, client: Client) -> None:
    vote(client, wish)
    Vote.objects.update(day=timezone.localdate() - timedelta(days=8))
    keeping.drop_old()
    assert not Vote.objects.exists()


def test_no_more_than_the_limit_of_an_hour_come_from_one_network(wish: ChangeRequest) -> None:
    for number in range(33):
        vote(Client(), wish, email=f"nr{number}@example.org")
    assert wish.votes.count() == 30


def test_a_decided_wish_takes_no_votes_and_shows_the_answer(wish: ChangeRequest, cast: Cast, client: Client) -> None:
    wish.mark_sent(by=cast.project_lead)
    wish.decide("declined", by=cast.project_lead, answer="Det findes allerede under Overblik.")
    assert vote(client, wish) == 404
    page = client.get(LIST).content.decode()
    assert "Det findes allerede under Overblik." in page
    assert f'action="{LIST}{wish.pk}/"' not in page


def test_who_wants_to_hear_is_told_once_however_often_they_asked(wish: ChangeRequest, cast: Cast) -> None:
    """Also when they have asked for it in a case themselves; who did not want to hear is not told."""
    for address, hears in (
        ("ida@example.org", "1"),
        ("IDA@example.org", "1"),
        ("maja@example.org", "1"),
        ("bo@x.dk", ""),
    ):
        assert vote(Client(), wish, email=address, hears=hears) == 302
    for each in wish.votes.all():
        each.confirm()
    settle()
    mail.outbox.clear()
    wish.mark_sent(by=cast.project_lead)
    wish.decide("accepted", by=cast.project_lead, answer="Ja.")
    for _ in range(2):
        news.tell_decision(wish.pk)
        settle()
    assert sorted(letter.to[0].lower() for letter in mail.outbox) == ["ida@example.org", "maja@example.org"]
    assert not Vote.objects.exclude(email="").exists()


def test_an_address_that_is_none_is_asked_for_again(wish: ChangeRequest, client: Client) -> None:
    answer = client.post(f"{LIST}{wish.pk}/", {"email": "ikke en adresse"})
    assert answer.status_code == 422
    assert "ikke en adresse" in answer.content.decode()


@pytest.mark.parametrize("place", ["title", "summary"])
def test_what_a_machine_took_out_is_rewritten_by_a_person_before_everybody_reads_it(cast: Cast, place: str) -> None:
    texts = {"title": "Stille tid", "summary": "Aula skal tie om natten."} | {place: "Aula skal vise [navn] alt."}
    request = ChangeRequest.objects.create(**texts)
    with pytest.raises(UnableTo, match=r"\[navn\]"):
        request.publish(by=cast.project_lead)
    assert not ChangeRequest.objects.published().exists()
