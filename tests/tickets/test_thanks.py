"""Thanks alone do not open a solved case again; anything more does."""

import pytest
from django.test import Client

from tests.cast import Cast, kinds
from tickets.models import Ticket
from tickets.thanks import is_thanks


@pytest.mark.parametrize(
    "text",
    [
        "Tak!",
        "Mange tak for hjælpen 😊",
        "Tusind tak, det virker nu.",
        "Super, tak skal du have",
        "Hej Bo\nTak for hurtigt svar.\nMvh Maja Holm",
        "Thank you so much, it works now!",
        "Tak Anna!",
        "Ok, tak",
        "Fantastisk! Tak.",
        "Det hjalp, tak",
        "Tak for hjælpen\nMaja",
        "Tusind tak\n/ Maja Holm",
        "Tak :D",
        "👍🏻",
        "❤️🙏",
        "👍 Maja Holm reacted via Gmail",
        "Ja, det virker nu. Mange tak!",
        "Modtaget, tak",
        "Thanks, that solved it",
    ],
)
def test_thanks_are_known(text: str) -> None:
    assert is_thanks(text)


@pytest.mark.parametrize(
    "text",
    [
        "Tak, men det virker stadig ikke.",
        "Tak. Hvornår virker det igen?",
        "Det virker",
        "Tak for hjælpen. Nu kan jeg ikke se den anden",
        "Thanks, but it does not work",
        "",
        "Tak for svaret. Min søn mangler",
        "Tak\nNej",
        "👎 Maja Holm reacted via Gmail",
        "Jeg reagerede via Gmail",
        "Tak for svaret\nDet kom igen i går",
        "På forhånd tak",
        "Ok, tak. Så prøver vi i morgen og skriver, hvis det ikke går",
        "tak " * 60,
    ],
)
def test_what_is_more_than_thanks_is_not_taken_for_it(text: str) -> None:
    assert not is_thanks(text)


def solved(ticket: Ticket, cast: Cast) -> Ticket:
    ticket.resolve(by=cast.superuser)
    return ticket


def test_thanks_leave_a_solved_case_solved_and_are_kept(ticket: Ticket, cast: Cast) -> None:
    solved(ticket, cast).reply("Tak!")
    assert Ticket.objects.get(pk=ticket.pk).is_done
    assert ticket.events.get(kind="replied").data["reopened"] is False
    assert ticket.messages.oldest_first().last().body == "Tak!"  # type: ignore[union-attr]
    ticket.reply("Det virker alligevel ikke.")
    assert not Ticket.objects.get(pk=ticket.pk).is_done
    assert kinds(ticket).count("replied") == 2


def test_thanks_in_an_open_case_are_an_answer_like_any_other(ticket: Ticket, cast: Cast) -> None:
    ticket.ask("Hvilken telefon?", by=cast.superuser)
    ticket.reply("Tak")
    assert ticket.status == "in_progress"


@pytest.mark.parametrize(("told", "done"), [("1", True), ("0", False)])
def test_the_page_asks_whether_a_solved_case_is_to_be_opened(
    told: str, done: bool, ticket: Ticket, cast: Cast, client: Client
) -> None:
    address = solved(ticket, cast).get_absolute_url()
    page = client.get(address).content.decode()
    assert 'name="still_solved" value="0"' in page
    assert 'name="still_solved" value="1"' in page
    client.post(f"{address}svar/", {"text": "Det gik fint i går", "still_solved": told})
    assert Ticket.objects.get(pk=ticket.pk).is_done is done
