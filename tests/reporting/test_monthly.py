"""The monthly report: once to leaders and the project lead, and to others who ask; never to who wants none."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from django.test import Client

from organisation.models import User
from reporting import counting, monthly, sheets
from reporting.choice import Choice
from reporting.documents.paper import paper_data
from reporting.models import CountedDay, ReportWish
from reporting.report import report
from tests.cast import Cast, open_ticket, settle
from tickets.models import Delivery, Event

ZONE = ZoneInfo("Europe/Copenhagen")
OCTOBER = datetime(2026, 10, 14, 9, 20, tzinfo=ZONE)
FIRST = datetime(2026, 11, 1, 6, 30, tzinfo=ZONE)


@pytest.fixture
def october(cast: Cast) -> Cast:
    for _case in range(7):
        open_ticket(cast.school)
    Event.objects.update(at=OCTOBER)
    counting.find_changes()
    for _counted in counting.count_stale():
        pass
    return cast


def readers() -> list[str]:
    return sorted(Delivery.objects.filter(kind="monthly_report").values_list("recipient", flat=True))


def test_leaders_and_the_project_lead_get_it_once(october: Cast) -> None:
    assert monthly.send_due(FIRST) == 2
    assert readers() == [october.observer.email, october.project_lead.email]
    assert monthly.send_due(FIRST) == 0
    assert len(readers()) == 2


def test_the_report_is_attached_and_the_project_lead_gets_the_page_for_the_committee(october: Cast) -> None:
    monthly.send_due(FIRST)
    files = {row.recipient: [file.name for file in row.files.order_by("id")] for row in Delivery.objects.all()}
    assert files[october.observer.email] == ["aula-2026-10.pdf"]
    assert files[october.project_lead.email] == ["aula-2026-10.pdf", "aula-udvalg-2026-10.pdf"]
    mail = Delivery.objects.get(recipient=october.observer.email)
    assert mail.subject == "Hjælp til Aula i oktober 2026"
    assert "Der kom 7 henvendelser" in mail.body
    assert "/admin/numbers/?period=2026-10" in mail.body
    settle()
    assert not Delivery.objects.filter(status="failed").exists()


def test_it_waits_for_the_morning_and_until_the_month_is_counted(october: Cast) -> None:
    assert monthly.send_due(FIRST.replace(hour=5)) == 0
    CountedDay.objects.make_stale([OCTOBER.date()])
    assert monthly.send_due(FIRST) == 0
    counting.count([OCTOBER.date()])
    assert monthly.send_due(FIRST) == 2
    assert monthly.send_due(FIRST.replace(day=20)) == 0


def test_who_wants_it_gets_it_and_who_does_not_want_it_does_not(october: Cast, client: Client) -> None:
    for user, wanted in ((october.superuser, "1"), (october.observer, "0")):
        client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
        assert client.get("/admin/numbers/report/").status_code == 405
        assert client.post("/admin/numbers/report/", {"wanted": wanted}).status_code == 302
        assert client.get("/admin/numbers/").context["gets_report"] is (wanted == "1")
    monthly.send_due(FIRST)
    assert readers() == [october.project_lead.email, october.superuser.email]


def test_who_has_left_gets_none(october: Cast) -> None:
    ReportWish.say(october.superuser, wanted=True)
    october.superuser.memberships.all().delete()
    october.observer.is_active = False
    october.observer.save()
    monthly.send_due(FIRST)
    assert readers() == [october.project_lead.email]


def test_a_place_without_enquiries_gets_no_mail(october: Cast) -> None:
    ReportWish.say(october.stranger, wanted=True)
    assert monthly.send_due(FIRST) == 2
    assert october.stranger.email not in readers()


def test_the_paper_says_which_place_and_which_part_it_is_of(october: Cast) -> None:
    def said(query: dict[str, str], user: User) -> str:
        choice = Choice.read({"period": "2026-10", **query}, user, leaves=True)
        place: str = paper_data(report(choice), one_page=False, language="da")["place"]
        return place

    assert said({}, october.observer) == "Grøndal Skole"
    assert said({}, october.project_lead) == "Alle institutioner"
    assert said({"only": "audience:parent"}, october.observer) == "Grøndal Skole · Hvem spørger: Forælder"
    rows = list(sheets.rows(report(Choice.read({"only": "audience:parent"}, october.observer, leaves=True))))
    assert ["Hvem spørger", "Forælder"] in [row[:2] for row in rows]


def test_the_report_says_of_each_reader_only_what_they_may_see(october: Cast) -> None:
    for _case in range(6):
        Event.objects.filter(ticket=open_ticket(october.daycare)).update(at=OCTOBER)
    counting.find_changes()
    for _counted in counting.count_stale():
        pass
    monthly.send_due(FIRST)
    assert "Der kom 7 henvendelser" in Delivery.objects.get(recipient=october.observer.email).body
    assert "Der kom 13 henvendelser" in Delivery.objects.get(recipient=october.project_lead.email).body
