"""merge and its undoing: one conversation for the support, and for each requester only what is theirs."""

import re
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.forms import model_to_dict
from django.test import Client
from django.urls import reverse

from tests.cast import Cast, kinds, open_ticket, settle
from tickets.inbound.receiving import add
from tickets.inbound.storage import reread
from tickets.models import Follow, Link, Merge, Message, ReceivedMail, SearchEntry, Ticket
from tickets.models.merge import UnableToMerge, UnableToMergeUnasked
from tickets.models.refusals import UnableTo


@pytest.fixture
def pair(cast: Cast) -> tuple[Ticket, Ticket]:
    """(Ole's case, Maja's case that it is merged into): two parents, one matter."""
    maja = open_ticket(cast.school, body="Majas ord om Alfred.")
    ole = open_ticket(
        cast.school,
        subject="Billeder mangler",
        body="Oles ord om Bodil.",
        requester_name="Ole Friis",
        requester_email="ole@example.org",
        language="en",
    )
    return ole, maja


def row(ticket: Ticket) -> dict[str, Any]:
    """Everything the database holds of a case and what hangs on it, but its events."""
    values = Ticket.objects.filter(pk=ticket.pk).values().get()
    return {
        **values,
        "messages": list(ticket.messages.order_by("id").values()),
        "follows": list(ticket.follows.order_by("user").values("user", "since")),
        "links": list(Link.objects.of(ticket).values()),
    }


def page(ticket: Ticket) -> str:
    return Client().get(f"/sag/{ticket.token}/").content.decode()


STATES: dict[str, Any] = {
    "new": lambda ticket, cast: None,
    "routed": lambda ticket, cast: ticket.set_route("unilogin", by=cast.superuser),
    "assigned": lambda ticket, cast: ticket.assign(cast.superuser, by=cast.superuser),
    "waiting": lambda ticket, cast: ticket.ask("Hvilken telefon?", by=cast.superuser),
    "climbed": lambda ticket, cast: ticket.escalate(by=cast.superuser, reason="Op."),
    "solved": lambda ticket, cast: ticket.resolve(by=cast.superuser),
    "followed": lambda ticket, cast: Follow.begin(ticket, by=cast.pilot),
}


@pytest.mark.parametrize("state", STATES)
def test_undoing_brings_back_exactly_what_was(state: str, pair: tuple[Ticket, Ticket], cast: Cast) -> None:
    ole, maja = pair
    STATES[state](ole, cast)
    before = row(ole), row(maja)
    merge = Merge.begin(ole, maja, by=cast.superuser, confirmed=True)
    assert row(ole) != before[0]
    merge.undo(by=cast.superuser)
    assert (row(ole), row(maja)) == before


def test_merging_and_undoing_twice_is_once(pair: tuple[Ticket, Ticket], cast: Cast) -> None:
    ole, maja = pair
    merge = Merge.begin(ole, maja, by=cast.superuser, confirmed=True)
    assert Merge.begin(ole, maja, by=cast.superuser, confirmed=True) == merge
    assert kinds(ole) == ["opened", "merged"]
    for _time in range(2):
        Merge.objects.get(pk=merge.pk).undo(by=cast.superuser)
    assert kinds(ole) == ["opened", "merged", "unmerged"]
    assert kinds(maja) == ["opened", "took_in", "gave_back"]


def test_nobody_reads_what_another_requester_wrote(pair: tuple[Ticket, Ticket], cast: Cast) -> None:
    ole, maja = pair
    maja.answer("Svar før, kun til Maja.", by=cast.superuser)
    Merge.begin(ole, maja, by=cast.superuser, confirmed=True)
    maja.reply("Maja skriver igen.")
    ole.reply("Ole skriver igen.")
    maja.answer("Svar til begge.", by=cast.superuser)
    maja.note("Kun for os.", by=cast.superuser)
    oles, majas = page(ole), page(maja)
    assert all(text in oles for text in ("Oles ord om Bodil.", "Ole skriver igen.", "Svar til begge."))
    assert not any(text in oles for text in ("Maja", "Alfred", "Svar før", "Kun for os"))
    assert all(text in majas for text in ("Majas ord om Alfred.", "Svar før", "Svar til begge.", "Maja skriver igen."))
    assert not any(text in majas for text in ("Ole ", "Bodil", "Friis", "Kun for os"))


def test_everybody_gets_the_answer_in_their_language_with_their_own_link(
    pair: tuple[Ticket, Ticket], cast: Cast
) -> None:
    ole, maja = pair
    Merge.begin(ole, maja, by=cast.superuser, confirmed=True)
    settle()
    mail.outbox.clear()
    maja.answer("Svar til begge.", by=cast.superuser)
    settle()
    letters = {letter.to[0]: f"{letter.subject}\n{letter.body}" for letter in mail.outbox}
    assert set(letters) == {"ole@example.org", "maja@example.org"}
    to_ole, to_maja = letters["ole@example.org"], letters["maja@example.org"]
    assert "Hello Ole Friis" in to_ole
    assert ole.token in to_ole
    assert ole.number in to_ole
    assert not any(text in to_ole for text in (maja.token, maja.number, "Maja", maja.subject))
    assert maja.token in to_maja
    assert not any(text in to_maja for text in (ole.token, ole.number, "Ole"))


def test_one_person_with_two_cases_gets_one_mail(cast: Cast) -> None:
    first, second = open_ticket(cast.school), open_ticket(cast.school)
    Merge.begin(second, first, by=cast.superuser, confirmed=True)
    settle()
    mail.outbox.clear()
    first.answer("Svar.", by=cast.superuser)
    settle()
    assert [letter.to for letter in mail.outbox] == [["maja@example.org"]]


def test_what_a_merged_requester_wrote_goes_back_with_them(pair: tuple[Ticket, Ticket], cast: Cast) -> None:
    ole, maja = pair
    ole.ask("Hvilken?", by=cast.superuser)
    merge = Merge.begin(ole, maja, by=cast.superuser, confirmed=True)
    message = ole.reply("Den nye.")
    maja.answer("Svar til begge.", by=cast.superuser)
    Merge.objects.get(pk=merge.pk).undo(by=cast.superuser)
    message.refresh_from_db()
    ole.refresh_from_db()
    assert (message.ticket, message.via, ole.status) == (ole, None, "in_progress")
    assert "Svar til begge." in page(ole)
    maja.answer("Kun til Maja.", by=cast.superuser)
    assert "Kun til Maja." not in page(ole)
    settle()
    assert "Den nye." in SearchEntry.objects.get(ticket=ole).text
    assert "Den nye." not in SearchEntry.objects.get(ticket=maja).text


def test_chains_are_one_step_long(pair: tuple[Ticket, Ticket], cast: Cast) -> None:
    ole, maja = pair
    third = open_ticket(cast.school, requester_name="Eva Dam", requester_email="eva@example.org")
    first = Merge.begin(ole, maja, by=cast.superuser, confirmed=True)
    second = Merge.begin(maja, third, by=cast.superuser, confirmed=True)
    ole.refresh_from_db()
    assert ole.merged_into_id == third.pk
    said = ole.reply("Ole til fælles sag.")
    third.answer("Svar til tre.", by=cast.superuser)
    assert "Svar til tre." in page(ole)
    second.undo(by=cast.superuser)
    said.refresh_from_db()
    ole.refresh_from_db()
    assert (ole.merged_into, said.ticket, said.via) == (maja, maja, ole)
    Merge.objects.get(pk=first.pk).undo(by=cast.superuser)
    assert Ticket.objects.get(pk=ole.pk).merged_into is None
    assert not Merge.objects.live().exists()


def test_a_case_is_merged_into_what_its_target_was_merged_into(pair: tuple[Ticket, Ticket], cast: Cast) -> None:
    ole, maja = pair
    third = open_ticket(cast.school)
    Merge.begin(ole, maja, by=cast.superuser, confirmed=True)
    assert Merge.begin(third, ole, by=cast.superuser, confirmed=True).target == maja
    maja.refresh_from_db()
    with pytest.raises(UnableToMerge):
        Merge.begin(maja, ole, by=cast.superuser, confirmed=True)


def test_a_case_whose_persons_are_forgotten_is_merged_neither_way(ticket: Ticket, cast: Cast) -> None:
    forgotten = open_ticket(cast.school)
    forgotten.resolve(by=cast.superuser)
    forgotten.forget()
    ticket.resolve(by=cast.superuser)
    for one, two in ((forgotten, ticket), (ticket, forgotten)):
        with pytest.raises(UnableToMerge, match="for gammel"):
            Merge.begin(one, two, by=cast.superuser, confirmed=True)


def test_a_merged_case_is_worked_on_in_the_common_one_alone(pair: tuple[Ticket, Ticket], cast: Cast) -> None:
    ole, maja = pair
    Merge.begin(ole, maja, by=cast.superuser, confirmed=True)
    with pytest.raises(UnableTo):
        ole.answer("Svar.", by=cast.superuser)
    client = Client()
    assert client.post(f"/sag/{ole.token}/loest/").status_code == 302
    maja.refresh_from_db()
    assert maja.status == "new"


def test_only_who_may_see_both_merges_them(cast: Cast) -> None:
    here, there = open_ticket(cast.school), open_ticket(cast.daycare)
    with pytest.raises(PermissionDenied):
        Merge.begin(here, there, by=cast.superuser, confirmed=True)
    client = Client()
    client.force_login(cast.superuser, backend="django.contrib.auth.backends.ModelBackend")
    answer = client.post(reverse("admin:ticket_merge", args=[here.pk]), {"merge-into": there.number})
    assert answer.status_code == 409


def test_the_queue_hides_a_merged_case_and_search_leads_to_the_common_one(
    pair: tuple[Ticket, Ticket], cast: Cast
) -> None:
    ole, maja = pair
    Merge.begin(ole, maja, by=cast.superuser, confirmed=True)
    settle()
    client = Client()
    client.force_login(cast.superuser, backend="django.contrib.auth.backends.ModelBackend")
    queue = reverse("admin:tickets_ticket_changelist")
    own = reverse("admin:tickets_ticket_change", args=[ole.pk])
    common = reverse("admin:tickets_ticket_change", args=[maja.pk])
    assert own not in client.get(queue, {"list": "all"}).content.decode()
    assert own in client.get(queue, {"q": "Bodil"}).content.decode()
    answer = client.get(own)
    assert answer.status_code == 302
    assert answer["Location"] == common
    text = client.get(common).content.decode()
    assert "Oles ord om Bodil." in text
    assert reverse("admin:ticket_unmerge", args=[ole.pk]) in text


def test_cases_of_the_same_person_are_offered(ticket: Ticket, cast: Cast) -> None:
    other = open_ticket(cast.school, subject="Igen det samme")
    client = Client()
    client.force_login(cast.superuser, backend="django.contrib.auth.backends.ModelBackend")
    text = client.get(reverse("admin:tickets_ticket_change", args=[ticket.pk]), {"open": "help"}).content.decode()
    assert "Åbne sager fra samme person" in text
    assert reverse("admin:ticket_merge", args=[other.pk]) in text


def test_a_link_shows_on_both_sides_to_who_may_see_the_other(ticket: Ticket, cast: Cast) -> None:
    far = open_ticket(cast.daycare, subject="Fra Havlunden", requester_email="x@example.org")
    for _time in range(2):
        Link.join(far, ticket, by=cast.support_entitled)
    assert kinds(ticket) == ["opened", "linked"]
    client = Client()
    address = reverse("admin:tickets_ticket_change", args=[ticket.pk])
    for user, sees in ((cast.support_entitled, True), (cast.superuser, False)):
        client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
        assert ("Fra Havlunden" in client.get(address, {"open": "help"}).content.decode()) is sees
    Link.part(ticket, far, by=cast.support_entitled)
    assert not Link.objects.exists()


def test_a_message_becomes_a_case_of_its_own(ticket: Ticket, cast: Cast) -> None:
    message = ticket.reply("Og så noget helt andet.")
    before = model_to_dict(ticket)
    new = ticket.split_off([message], subject="Noget andet", by=cast.superuser)
    assert ticket.split_off([message], subject="Noget andet", by=cast.superuser) == new
    assert new.messages.get().body == "Og så noget helt andet."
    assert (new.requester_email, new.institution) == (ticket.requester_email, ticket.institution)
    assert model_to_dict(ticket) == before
    assert kinds(ticket) == ["opened", "replied", "split_off", "linked"]
    assert Link.objects.of(ticket).get().kind == "split"
    with pytest.raises(PermissionDenied):
        ticket.split_off([message], subject="Nej", by=cast.stranger)


def test_a_split_is_undone_from_either_case_with_one_press(cast: Cast, client: Client) -> None:
    ticket = open_ticket(cast.school, requester_email="", requester_phone="51234567")
    new = ticket.split_off([ticket.messages.get()], subject="Noget andet", by=cast.superuser)
    new.prioritise("high", by=cast.support_entitled)
    client.force_login(cast.superuser, backend="django.contrib.auth.backends.ModelBackend")
    address = reverse("admin:ticket_merge", args=[new.pk])
    own = [reverse("admin:tickets_ticket_change", args=[case.pk]) for case in (ticket, new)]
    pages = [client.get(each, {"open": "help"}).content.decode() for each in own]
    forms = [page.split(f'action="{address}"')[1].split("</form>")[0] for page in pages]
    assert all(f'value="{ticket.number}"' in form and "Læg tilbage" in form for form in forms)
    client.post(address, dict(re.findall(r'type="hidden" name="([^"]+)" value="([^"]*)"', forms[0])))
    new.refresh_from_db()
    assert (new.merged_into, ticket.status) == (ticket, "new")
    assert "Læg tilbage" not in client.get(own[0], {"open": "help"}).content.decode()


def test_a_message_becomes_as_many_cases_as_it_holds_matters(ticket: Ticket, cast: Cast) -> None:
    message = ticket.reply("Kalenderen er tom. Og galleriet viser intet.")
    subjects = ["Kalenderen er tom", "Galleriet viser intet", "kalenderen  er tom"]
    made = [ticket.split_off([message], subject=subject, by=cast.superuser) for subject in subjects]
    assert made[0] == made[2] != made[1]
    assert {link.kind for link in Link.objects.of(ticket)} == {"split"}
    assert Link.objects.of(ticket).count() == 2


@pytest.mark.django_db(transaction=True)
def test_two_cases_merged_into_each_other_at_the_same_moment_are_one_and_nobody_waits_for_ever(cast: Cast) -> None:
    for _time in range(6):
        pair = [open_ticket(cast.school, subject=name) for name in ("Den ene", "Den anden")]
        barrier, refused = Barrier(4), list[str]()

        def act(
            number: int, pair: list[Ticket] = pair, barrier: Barrier = barrier, refusals: list[str] = refused
        ) -> None:
            one, other = (Ticket.objects.get(pk=ticket.pk) for ticket in (pair if number % 2 else reversed(pair)))
            try:
                barrier.wait(30)
                if number < 2:
                    Merge.begin(one, other, by=cast.superuser, confirmed=True)
                else:
                    one.reply(f"Svar {number}")
            except UnableToMerge as refusal:
                refusals.append(str(refusal.message))
            finally:
                connection.close()

        with ThreadPoolExecutor(4) as pool:
            list(pool.map(act, range(4)))
        assert Merge.objects.live().filter(source__in=pair).count() == 1
        assert len(refused) == 1
        written = Message.objects.filter(body__startswith="Svar ", ticket__in=pair)
        assert written.count() == 2


def test_a_mail_that_waits_at_a_merged_case_is_shown_and_let_in_at_the_common_one(
    pair: tuple[Ticket, Ticket], cast: Cast, client: Client
) -> None:
    ole, maja = pair
    waiting = ReceivedMail.objects.create(
        fingerprint="x",
        ticket=ole,
        from_email="farmor@example.net",
        from_name="Farmor",
        text="Det er også hos mig.",
        outcome="held",
        reason="unknown_address",
        speaker="requester",
    )
    Merge.begin(ole, maja, by=cast.superuser, confirmed=True)
    client.force_login(cast.superuser, backend="django.contrib.auth.backends.ModelBackend")
    address = reverse("admin:tickets_ticket_change", args=[maja.pk])
    assert "Det er også hos mig." in client.get(address).content.decode()
    client.post(reverse("admin:ticket_admit", args=[maja.pk]), {"admit-mail": waiting.pk})
    written = maja.messages.get(body="Det er også hos mig.")
    assert (written.author_name, written.via) == ("Farmor", ole)


def test_mail_to_a_merged_case_lands_in_the_common_one(pair: tuple[Ticket, Ticket], cast: Cast) -> None:
    ole, maja = pair
    Merge.begin(ole, maja, by=cast.superuser, confirmed=True)
    row = ReceivedMail.objects.create(fingerprint="y", from_email="ole@example.org", text="Nu virker det.")
    row.speaker = "requester"
    add(row, reread(row), ole, by=None)
    assert (maja.messages.get(body="Nu virker det.").via, row.outcome) == (ole, "reply")
    letter = ReceivedMail.objects.create(fingerprint="z", from_email=cast.pilot.email, text="Jeg ser på det.")
    letter.speaker = "staff"
    add(letter, reread(letter), ole, by=cast.pilot)
    assert maja.messages.get(body="Jeg ser på det.").kind == Message.Kind.NOTE


def test_cases_of_different_people_are_merged_only_when_somebody_says_so(
    pair: tuple[Ticket, Ticket], cast: Cast
) -> None:
    ole, maja = pair
    with pytest.raises(UnableToMergeUnasked, match="Ole Friis"):
        Merge.begin(ole, maja, by=cast.superuser)
    nameless = open_ticket(cast.school, requester_email="")
    with pytest.raises(UnableToMergeUnasked):
        Merge.begin(nameless, open_ticket(cast.school, requester_email=""), by=cast.superuser)
    Merge.begin(ole, maja, by=cast.superuser, confirmed=True)
    own = open_ticket(cast.school)
    with pytest.raises(UnableToMergeUnasked):
        Merge.begin(own, maja, by=cast.superuser)


@pytest.mark.parametrize("way", ["page", "api"])
def test_page_and_api_ask_alike(way: str, pair: tuple[Ticket, Ticket], cast: Cast) -> None:
    ole, maja = pair
    client = Client()
    client.force_login(cast.superuser, backend="django.contrib.auth.backends.ModelBackend")
    prefix = "merge-" if way == "page" else ""
    address = reverse("admin:ticket_merge", args=[ole.pk]) if way == "page" else f"/api/v1/tickets/{ole.pk}/merge/"
    sent = {f"{prefix}into": maja.number}
    answer = client.post(address, sent)
    assert answer.status_code == 409
    assert "Ole Friis" in answer.content.decode()
    assert not Merge.objects.exists()
    assert client.post(address, sent | {f"{prefix}confirmed": "on"}).status_code in {200, 302}
    assert Merge.objects.get().source == ole
