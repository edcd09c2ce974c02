"""The page of numbers: everybody those of their own places, small ones hidden where people could be found by them."""

import csv
import io
from datetime import timedelta
from typing import Any

import pytest
from django.http import QueryDict
from django.test import Client
from django.utils import timezone, translation

from desk.numbers import charts
from desk.queue.filters import QueueFilters
from desk.queue.lists import cases
from knowledgebase.models import Topic
from organisation.models import Institution, Membership, User
from organisation.roles import Role
from reporting import counting, words
from reporting.models import CountedDay, CountingState, DailyNumber
from tests.cast import Cast, open_ticket
from tickets.models import Event, Merge, Ticket
from triage.topics.models import CaseTopic

PAGE = "/admin/numbers/"


def signed_in(user: User, client: Client) -> Client:
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def count() -> None:
    counting.find_changes()
    for _counted in counting.count_stale():
        pass


@pytest.fixture
def counted(cast: Cast) -> Cast:
    """Of the school 12 parents, 7 staff and 2 pupils; of the daycare 6 parents."""
    for audience, number in (("parent", 12), ("staff", 7), ("pupil", 2)):
        for _case in range(number):
            open_ticket(cast.school, audience=audience)
    for _case in range(6):
        open_ticket(cast.daycare)
    for ticket in Ticket.objects.filter(audience="parent", institution=cast.school)[:6]:
        ticket.answer("Tak", by=cast.superuser)
        ticket.resolve(by=cast.superuser)
    count()
    return cast


def rows_of(page: Any, name: str) -> dict[str, Any]:
    """What a table of the page shows as received, by its lines."""
    table = next(table for table in page.context["tables"] if table.name == name)
    return {row.name: row.sums.opened for row in table.rows}


@pytest.mark.parametrize(
    ("role", "received"), [("superuser", 21), ("observer", 21), ("stranger", 6), ("support_entitled", 27)]
)
def test_everybody_sees_the_numbers_of_their_own_places(
    role: str, received: int, counted: Cast, client: Client
) -> None:
    page = signed_in(counted.by_role(role), client).get(PAGE, HTTP_ACCEPT_LANGUAGE="en")
    assert page.status_code == 200
    assert page.context["report"].now.opened == received


def test_another_place_cannot_be_asked_for(counted: Cast, client: Client) -> None:
    page = signed_in(counted.observer, client).get(PAGE, {"place": str(counted.daycare.pk)})
    assert page.context["report"].now.opened == 21
    assert "Havlunden" not in page.content.decode()


def test_who_has_no_role_sees_nothing(counted: Cast, client: Client) -> None:
    assert client.get(PAGE).status_code == 302
    counted.observer.memberships.all().delete()
    assert signed_in(User.objects.get(pk=counted.observer.pk), client).get(PAGE).status_code == 302


def test_an_observer_lands_on_the_numbers(counted: Cast, client: Client) -> None:
    assert signed_in(counted.observer, client).get("/admin/start/").headers["Location"] == PAGE
    assert signed_in(counted.superuser, client).get("/admin/start/").headers["Location"] == "/admin/"


def test_small_numbers_are_hidden_from_who_does_not_see_the_cases(counted: Cast, client: Client) -> None:
    page = signed_in(counted.observer, client).get(PAGE)
    assert rows_of(page, "audience") == {"Forælder": 12, "Elev": None, "Medarbejder": None}
    assert 'class="hidden-number"' in page.content.decode()
    page = signed_in(counted.superuser, client).get(PAGE)
    assert rows_of(page, "audience") == {"Forælder": 12, "Elev": 2, "Medarbejder": 7}
    assert 'class="hidden-number"' not in page.content.decode()


def test_what_is_hidden_on_one_page_is_given_away_by_no_other(counted: Cast, client: Client) -> None:
    """Who follows the whole municipality could subtract the daycare's parents from everybody's."""
    watcher = User.objects.create(email="alle@example.org", name="Ser Alle")
    Membership.objects.create(user=watcher, role=Role.OBSERVER)
    pages = signed_in(watcher, client)
    whole = rows_of(pages.get(PAGE), "audience")
    school = rows_of(pages.get(PAGE, {"place": str(counted.school.pk)}), "audience")
    assert school["Elev"] is None
    assert whole["Elev"] is None
    assert None in {school["Medarbejder"], school["Forælder"]}
    narrowed = pages.get(PAGE, {"only": "audience:pupil"})
    assert narrowed.context["report"].now.opened is None
    assert pages.get(PAGE, {"place": "kind:school"}).context["report"].choice.places is None


def test_what_one_period_holds_beyond_another_is_not_told(counted: Cast, client: Client) -> None:
    """Two parents wrote before the last four weeks: thirteen weeks less four would tell it."""
    early = [open_ticket(counted.school).pk for _case in range(2)]
    Event.objects.filter(ticket__in=early).update(at=timezone.now() - timedelta(days=60))
    count()
    pages = [signed_in(counted.observer, client).get(PAGE, {"period": weeks}) for weeks in ("4", "13")]
    assert None in {page.context["report"].now.opened for page in pages}
    assert None in {rows_of(page, "audience")["Forælder"] for page in pages}
    assert None in {page.context["cards"][0].now for page in pages}


def test_hours_and_ages_of_one_of_several_places_are_not_shown_to_who_does_not_see_the_cases(
    counted: Cast, client: Client
) -> None:
    """Those of the other places, or of all of them, would give away the small ones among them."""
    Membership.objects.create(user=counted.observer, role=Role.OBSERVER)
    signed_in(User.objects.get(pk=counted.observer.pk), client)
    of_all, of_one = client.get(PAGE), client.get(PAGE, {"place": str(counted.school.pk)})
    assert of_all.context["hours"]
    assert of_all.context["ages"]
    assert not of_one.context["hours"]
    assert not of_one.context["ages"]


def test_a_hidden_week_is_no_empty_week_in_the_chart() -> None:
    drawn = charts.columns(["uge 1", "uge 2", "uge 3"], [("opened", [8, None, 0])])
    assert [bar.kind for bar in drawn.bars] == ["opened", "hidden"]
    assert drawn.hides
    assert not charts.columns(["uge 1", "uge 2"], [("opened", [8, 0])]).hides


def test_what_took_next_to_nothing_was_done_within_the_shortest_time() -> None:
    with translation.override("en"):
        assert (words.worktime(0), words.within(0), words.within(45)) == ("under 5 min.", "5 min.", "45 min.")


def test_filters_are_links_that_narrow(counted: Cast, client: Client) -> None:
    page = signed_in(counted.municipal_admin, client).get(PAGE)
    table = next(table for table in page.context["tables"] if table.name == "audience")
    row = next(row for row in table.rows if row.name == "Elev")
    assert f'href="{PAGE}{row.address}"' in page.content.decode().replace("&amp;", "&")
    narrowed = client.get(PAGE + row.address)
    assert narrowed.context["report"].now.opened == 2
    assert narrowed.context["chosen"] == [("Hvem spørger: Elev", "?")]


def test_institutions_stand_by_kind_and_by_area_for_who_sees_the_cases(counted: Cast, client: Client) -> None:
    Institution.objects.filter(pk=counted.school.pk).update(area="Nord")
    page = signed_in(counted.municipal_admin, client).get(PAGE)
    tables = {table.name: {row.name: row.sums.opened for row in table.rows} for table in page.context["groups"]}
    by_place = {place.name: sums.opened for place, sums in page.context["report"].places if place}
    school, daycare = by_place[counted.school.name], by_place[counted.daycare.name]
    kinds = [str(Institution.Kind(place.kind).label) for place in (counted.school, counted.daycare)]
    assert tables["kind"] == dict(zip(kinds, (school, daycare), strict=True))
    assert tables["area"] == {"Nord": school, "Uden område": daycare}
    link = next(row.address for table in page.context["groups"] for row in table.rows if row.name == "Nord")
    assert client.get(PAGE + link).context["report"].now.opened == school
    assert signed_in(counted.observer, client).get(PAGE).context["groups"] == []


def test_what_outside_parties_take_stands_there_for_who_sees_the_cases(counted: Cast, client: Client) -> None:
    for ticket in Ticket.objects.filter(institution=counted.daycare).order_by("id")[:2]:
        ticket.mark_forwarded(by=counted.support_entitled, party="Skemahuset")
    ticket.hear_from_party("Rettet.", party="Skemahuset")
    count()
    page = signed_in(counted.municipal_admin, client).get(PAGE)
    ((party, sums),) = page.context["report"].parties
    assert (party, sums.forwarded, sums.answered, sums.returned) == ("Skemahuset", 2, 1, 0)
    assert "Hvad eksterne modtagere bruger" in page.content.decode()
    assert signed_in(counted.observer, client).get(PAGE).context["report"].parties == []


def test_a_number_leads_to_the_cases_behind_it(counted: Cast, client: Client) -> None:
    page = signed_in(counted.superuser, client).get(PAGE)
    table = next(table for table in page.context["tables"] if table.name == "audience")
    for row in table.rows:
        assert behind(row.cases["opened"], counted.superuser) == row.sums.opened
        assert client.get(row.cases["opened"]).status_code == 200
    for name, number in {"opened": 21, "still_open": 15}.items():
        card = next(card for card in page.context["cards"] if card.figure.name == name)
        assert behind(card.address, counted.superuser) == card.now == number


def behind(address: str, user: User) -> int:
    """How many cases the list at the address holds."""
    return cases(user, QueueFilters.read(QueryDict(address.partition("?")[2]).dict())).count()


def test_every_number_by_which_cases_are_told_apart_leads_to_them(counted: Cast, client: Client) -> None:
    topic, user = Topic.objects.in_order()[0], counted.municipal_admin
    CaseTopic.objects.update_or_create(ticket=Ticket.objects.all()[0], defaults={"topic": topic})
    Ticket.objects.filter(pk__in=[case.pk for case in Ticket.objects.all()[1:4]]).update(
        channel="mail", route="local_it"
    )
    come_at(
        "2026-10-19T06:59:59+02:00",
        "2026-10-19T08:00:00+02:00",
        "2026-10-25T02:30:00+01:00",
        "2026-10-25T23:59:00+01:00",
    )
    first, second, *_rest = Ticket.objects.filter(institution=counted.daycare)
    Merge.begin(second, first, by=counted.municipal_admin, confirmed=True)
    DailyNumber.objects.all().delete()
    CountedDay.objects.all().delete()
    CountingState.objects.all().delete()
    count()
    page = signed_in(user, client).get(PAGE, {"from": "2026-10-01", "to": str(timezone.localdate())})
    rows = [row for table in page.context["tables"] for row in table.rows]
    assert [behind(row.cases["opened"], user) for row in rows] == [row.sums.opened for row in rows]
    assert [behind(row.cases["still_open"], user) for row in rows] == [row.sums.still_open for row in rows]
    assert {"Mail", "Ikke vurderet endnu", topic.name, "Intet emne genkendt"} <= {row.name for row in rows}
    days = page.context["hours"]["rows"]
    cells = [cell for day in days for cell in day.cells]
    assert [behind(cell.address, user) for cell in cells] == [cell.number for cell in cells]
    assert sum(cell.number for cell in cells) == 27
    assert [behind(day.address, user) for day in days] == [sum(cell.number for cell in day.cells) for day in days]
    shown = next(cell for cell in cells if cell.number)
    assert client.get(shown.address).status_code == 200
    assert shown.address in page.content.decode().replace("&amp;", "&")


def come_at(*moments: str) -> None:
    earliest = Ticket.objects.order_by("opened_at", "id")[len(moments) :]
    for ticket, moment in zip(earliest, moments, strict=False):
        Ticket.objects.filter(pk=ticket.pk).update(opened_at=moment)
        Event.objects.filter(ticket=ticket).update(at=moment)


def test_an_observer_gets_no_way_to_the_cases(counted: Cast, client: Client) -> None:
    page = signed_in(counted.observer, client).get(PAGE).content.decode()
    assert "/admin/tickets/ticket/?" not in page
    assert "cases.csv" not in page


def test_the_period_before_stands_beside_each_figure(cast: Cast, client: Client) -> None:
    before = timezone.now() - timedelta(days=30)
    for moment in (before, timezone.now(), timezone.now()):
        Event.objects.filter(ticket=open_ticket(cast.school)).update(at=moment)
    count()
    cards = signed_in(cast.superuser, client).get(PAGE, {"period": "4"}).context["cards"]
    assert (cards[0].now, cards[0].before, cards[0].trend) == (2, 1, "up")


@pytest.mark.parametrize(
    "query",
    [
        {"period": "7", "place": "²", "only": "route:x"},
        {"period": "2999-99", "only": ":", "place": "kind:"},
        {"from": "2026-02-30", "to": "x", "period": "\0"},
        {"place": "area:\0", "only": "hour:08"},
        {"place": "999999999999999999"},
    ],
)
def test_nonsense_in_the_address_is_ignored(query: dict[str, str], counted: Cast, client: Client) -> None:
    page = signed_in(counted.municipal_admin, client).get(PAGE, query)
    assert page.status_code == 200
    assert page.context["report"].now.opened == 27


def test_a_month_and_a_stretch_of_days_can_be_chosen(counted: Cast, client: Client) -> None:
    today = timezone.localdate()
    page = signed_in(counted.municipal_admin, client).get(PAGE, {"period": f"{today:%Y-%m}"})
    assert page.context["report"].choice.period.is_month
    page = client.get(PAGE, {"from": str(today), "to": str(today)})
    assert page.context["report"].now.opened == 27
    page = signed_in(counted.observer, client).get(PAGE, {"from": str(today), "to": str(today)})
    assert page.context["report"].choice.period.days > 1


def test_the_page_costs_few_queries_however_many_rows_there_are(
    counted: Cast, client: Client, django_assert_max_num_queries: Any
) -> None:
    signed_in(counted.municipal_admin, client).get(PAGE)
    CountedDay.objects.update(counted_at=timezone.now())
    with django_assert_max_num_queries(35) as first:
        client.get(PAGE)
    day = timezone.localdate()
    rows = DailyNumber.objects.filter(day=day)
    DailyNumber.objects.bulk_create(
        DailyNumber(
            **{field.attname: getattr(row, field.attname) for field in row._meta.fields if not field.primary_key}
            | {"day": day - timedelta(days=ago)}
        )
        for row in rows
        for ago in range(1, 80)
    )
    CountedDay.objects.update(counted_at=timezone.now())
    with django_assert_max_num_queries(len(first)):
        assert client.get(PAGE).context["report"].now.opened == 27 * 80
    assert "tickets_ticket" not in "".join(query["sql"] for query in first.captured_queries if "number" in query["sql"])


def test_the_spreadsheet_says_what_the_page_says_and_hides_what_is_small(counted: Cast, client: Client) -> None:
    answer = signed_in(counted.municipal_admin, client).get("/admin/numbers.csv")
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    lines = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig")), delimiter=";"))
    figures = {(line[0], line[1]): line[2] for line in lines}
    assert figures["Institution", "Grøndal Skole"] == "21"
    assert figures["Hvem spørger", "Elev"] == "skjult"
    assert all(len(line) == len(lines[0]) for line in lines)


def test_the_workbook_opens_and_names_nobody(counted: Cast, client: Client) -> None:
    import zipfile  # noqa: PLC0415

    answer = signed_in(counted.observer, client).get("/admin/numbers.xlsx")
    book = zipfile.ZipFile(io.BytesIO(answer.content))
    text = "".join(book.read(name).decode() for name in book.namelist() if name.endswith(".xml"))
    assert "Grøndal Skole" in text
    assert "Havlunden" not in text
    assert not any(person.name in text for person in User.objects.all())


@pytest.mark.parametrize("one_page", ["", "1"])
def test_the_report_is_a_pdf_of_the_choice(one_page: str, counted: Cast, client: Client) -> None:
    answer = signed_in(counted.observer, client).get("/admin/numbers.pdf", {"one_page": one_page})
    assert answer["Content-Type"] == "application/pdf"
    assert answer.content.startswith(b"%PDF")


def test_nothing_about_named_people_stands_on_the_page(counted: Cast, client: Client) -> None:
    page = signed_in(counted.municipal_admin, client).get(PAGE).content.decode()
    others = User.objects.exclude(pk=counted.municipal_admin.pk)
    assert not any(person.name in page for person in others)
    assert "Maja Holm" not in page
