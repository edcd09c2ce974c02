"""A line of the queue says who asks, how it begins, how long it waits and, for what is passed on, where it is."""

from datetime import timedelta
from typing import Any

from django.db.models import F
from django.test import Client
from django.utils import timezone

from desk.queue.filters import QueueFilters
from desk.queue.lists import counted
from desk.queue.paging import page
from desk.queue.rows import QueueRow, rows
from organisation.models import User
from tests.cast import Cast, open_ticket, settle
from tickets.models import Tag, Ticket
from triage.flags.models import Flag
from triage.forwarding.models import Forwarding
from triage.known_errors.models import KnownError

QUEUE = "/admin/tickets/ticket/"


def enter(client: Client, user: User) -> None:
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")


def row_of(user: User, ticket: Ticket) -> QueueRow:
    return next(row for row in rows(page(user, QueueFilters(chosen="all")).tickets) if row.ticket == ticket)


def days_ago(ticket: Ticket, days: int) -> None:
    times = ("opened_at", "touched_at", "last_activity_at")
    Ticket.objects.filter(pk=ticket.pk).update(**{name: timezone.now() - timedelta(days=days) for name in times})


def test_it_says_who_asks_and_how_the_text_begins_without_the_greeting(cast: Cast, client: Client) -> None:
    open_ticket(cast.school, subject="Kalender", body="Hej\n\nVi kan ikke se <b>kalenderen</b>.\n\nMvh")
    settle()
    enter(client, cast.superuser)
    shown = client.get(QUEUE).content.decode()
    assert "Maja Holm, Forælder" in shown
    assert "Vi kan ikke se &lt;b&gt;kalenderen&lt;/b&gt;. Mvh" in shown


def test_a_long_text_ends_at_a_word_and_a_sensitive_one_is_not_shown_at_all(cast: Cast) -> None:
    long = open_ticket(cast.school, subject="Lang", body="ordet " * 60)
    kept = open_ticket(cast.school, subject="Følsom", body="Hemmeligt.")
    settle()
    Flag.raise_on(kept, ["custody"])
    assert row_of(cast.superuser, long).excerpt.endswith("ordet …")
    assert row_of(cast.superuser, kept).excerpt == ""


def test_it_says_how_long_it_has_waited_for_whom(cast: Cast) -> None:
    fresh, asked, wrote, done = (open_ticket(cast.school, subject=word) for word in ("ny", "spurgt", "skrev", "løst"))
    asked.ask("Hvilken?", by=cast.superuser)
    wrote.answer("Prøv igen.", by=cast.superuser)
    wrote.reply("Det virker ikke.")
    done.resolve(by=cast.superuser)
    for days, ticket in enumerate((fresh, asked, wrote), start=3):
        days_ago(ticket, days)
    Ticket.objects.filter(pk=wrote.pk).update(last_activity_at=F("touched_at") + timedelta(days=4))
    told = [row_of(cast.superuser, ticket).waits.replace("\xa0", " ") for ticket in (fresh, asked, wrote, done)]
    assert told == ["kom for 3 dage siden", "spurgt for 4 dage siden", "skrev for 1 dag siden", ""]


def test_what_is_passed_on_says_to_whom_under_which_number_and_since_when(cast: Cast) -> None:
    sent, cause, today = (open_ticket(cast.school, subject=word) for word in ("sendt", "fejl", "i dag"))
    for ticket in (sent, today):
        ticket.set_route("schedule_vendor", by=cast.superuser)
        Forwarding.forward(ticket, by=cast.superuser)
    Forwarding.objects.filter(ticket=sent).update(
        external_number="SK-77", forwarded_at=timezone.now() - timedelta(days=12)
    )
    KnownError.objects.create(title="Galleriet", description="x", external_number="NC-1").attach(
        cause, by=cast.superuser
    )
    told = [row_of(cast.superuser, ticket).waits for ticket in (sent, cause, today)]
    assert told == ["Skemahuset · SK-77 · 12 dage", "Kendt fejl · NC-1 · siden i dag", "Skemahuset · siden i dag"]


def test_the_lists_above_the_queue_say_how_many_they_hold_for_this_person(cast: Cast, client: Client) -> None:
    mine = open_ticket(cast.school, subject="min")
    open_ticket(cast.daycare, subject="deres")
    mine.assign(cast.superuser, by=cast.superuser)
    asked = open_ticket(cast.school, subject="spurgt")
    asked.ask("Hvad?", by=cast.pilot)
    told = {"needs_us": 1, "needs_triage": 1, "mine": 1, "answered": 0, "waiting": 1, "forwarded": 0, "snoozed": 0}
    assert counted(cast.superuser, QueueFilters(), most=100)[1] == told
    assert counted(cast.superuser, QueueFilters(route="unilogin"), most=100)[1] == dict.fromkeys(told, 0)
    assert set(counted(cast.observer, QueueFilters(), most=100)[1].values()) == {0}
    assert counted(cast.superuser, QueueFilters(chosen="all", words="min"), most=100)[1] == {}
    for _more in range(3):
        open_ticket(cast.school)
    assert counted(cast.superuser, QueueFilters(), most=2)[1]["needs_us"] == 2
    enter(client, cast.superuser)
    assert '<span class="count">4</span>' in client.get(QUEUE).content.decode()


def test_tags_cost_two_queries_more_at_most(cast: Cast, client: Client, django_assert_max_num_queries: Any) -> None:
    for _each in range(30):
        open_ticket(cast.school).tag([Tag.objects.get_or_create(name="Skolestart")[0]], by=cast.superuser)
    Tag.forget_cached()
    enter(client, cast.support_entitled)
    with django_assert_max_num_queries(16):
        client.get(QUEUE)
