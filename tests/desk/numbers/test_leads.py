"""Every number of the page leads to a list that holds exactly the cases that count in it."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.http import QueryDict
from django.test import Client

from desk.queue.filters import QueueFilters
from desk.queue.lists import cases, happenings
from organisation.models import Institution, User
from reporting import counting
from reporting.models import DailyNumber
from tests.cast import Cast
from tests.reporting.histories import tell
from tickets.models import Ticket

PAGE = "/admin/numbers/"
AUTUMN = datetime(2026, 10, 25, 2, 30, tzinfo=ZoneInfo("Europe/Copenhagen"))
ONE_DAY = {"from": "2026-10-25", "to": "2026-10-25"}
LONG = {"from": "2026-10-01", "to": "2026-11-20"}


@pytest.fixture
def told(cast: Cast) -> Cast:
    """Cases that were merged, moved, opened again and answered by parties, a few of them forgotten since."""
    Institution.objects.filter(pk=cast.school.pk).update(area="Nord")
    tell(cast, 31, around=AUTUMN, cases=22, deeds=200)
    for ticket in Ticket.objects.all():
        Ticket.objects.filter(pk=ticket.pk).update(opened_at=ticket.events.oldest_first()[0].at)
    first, *others = Ticket.objects.done().unmerged().order_by("pk")
    solve_twice(first, cast)
    for ticket in others[::2]:
        ticket.forget()
    count()
    return cast


def solve_twice(ticket: Ticket, cast: Cast) -> None:
    version = ticket.version
    for _time in range(2):
        ticket.reopen(by=cast.municipal_admin)
        ticket.resolve(by=cast.municipal_admin)
    ticket.events.filter(version__gt=version).update(at=AUTUMN + timedelta(days=15))


def count() -> None:
    counting.find_changes()
    for _counted in counting.count_stale():
        pass


def behind(address: str, user: User) -> int:
    """How often the cases of the list count in its figure."""
    filters = QueueFilters.read(QueryDict(address.partition("?")[2]).dict())
    listed = cases(user, filters)
    return happenings(filters).filter(ticket__in=listed).count() if filters.figure else listed.count()


def numbers_of(context: Any) -> Iterator[tuple[str, int, str]]:
    """(what, number, address) of all that is counted on the page."""
    for table in [*context["tables"], *context["groups"], *filter(None, [context["places"]])]:
        for row in table.rows:
            for name, address in row.cases.items():
                yield f"{table.name} {row.name} {name}", row.sums.counts[name], address
    for party, sums, addresses in context["parties"]:
        counted = {"sent": sums.forwarded, "answered": sums.answered, "returned": sums.returned}
        for name, address in addresses.items():
            yield f"{party} {name}", counted[name], address
    for step, sums, addresses in context["steps"]:
        for name in ("opened", "answered", "solved"):
            yield f"{step} {name}", sums.counts[name], addresses[name]
    for name, number, _share, address in context["ages"]:
        yield name, number, address
    yield from numbers_of_cards(context)


def numbers_of_cards(context: Any) -> Iterator[tuple[str, int, str]]:
    sums = context["report"].now
    parts = {
        "first_answer": "answered",
        "solution": "solved",
        "first_level_share": "solved_first_level",
        "helped_share": "helped",
    }
    for card in context["cards"]:
        name = card.figure.name
        if name == "waiting":
            yield name, sum(sums.lengths["waiting"].values()), card.address
        else:
            yield name, sums.counts[parts.get(name, name.removesuffix("_share"))], card.address


def test_every_number_leads_to_a_list_that_agrees(told: Cast, client: Client) -> None:
    user = told.municipal_admin
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    whole = list(numbers_of(client.get(PAGE, LONG).context))
    area = list(numbers_of(client.get(PAGE, ONE_DAY | {"place": "area:Nord"}).context))
    parents = list(numbers_of_cards(client.get(PAGE, LONG | {"only": "audience:parent"}).context))
    assert len(whole) > 100
    for what, number, address in whole + area + parents:
        assert address, what
        assert behind(address, user) == number, what


def test_the_list_says_what_of_its_number_does_not_stand_in_it(told: Cast, client: Client) -> None:
    user = told.municipal_admin
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    context = client.get(PAGE, LONG).context
    number = context["report"].now.counts["solved"]
    address = next(card.address for card in context["cards"] if card.figure.name == "solved")
    listed = cases(user, QueueFilters.read(QueryDict(address.partition("?")[2]).dict()))
    forgotten = listed.exclude(forgotten_at=None).count()
    assert 0 < forgotten < listed.count() < number
    page = client.get(address, HTTP_ACCEPT_LANGUAGE="en")
    text = page.content.decode()
    assert f"{number} in the numbers: Solved, 1. October 2026" in text
    assert f"{listed.count()} cases stand here; some count more than once." in text
    assert f"What was personal in {forgotten} of them has been deleted." in text


def test_a_list_whose_cases_are_gone_says_so(told: Cast, client: Client) -> None:
    """Numbers are kept when nothing else of a case is."""
    DailyNumber.objects.create(day=AUTUMN.date() + timedelta(days=20), is_whole=True, opened=7, solved=3)
    client.force_login(told.municipal_admin, backend="django.contrib.auth.backends.ModelBackend")
    day = {"from": "2026-11-14", "to": "2026-11-14"}
    context = client.get(PAGE, day).context
    for card in context["cards"][:3:2]:
        text = client.get(card.address, HTTP_ACCEPT_LANGUAGE="en").content.decode()
        assert f"{card.now} in the numbers" in text
        assert f"{card.now} more count in the numbers: they are kept no longer, or only few may see them." in text
