"""Are we ready? Computed where rows can show it, ticked with date and name where not."""

from datetime import date, timedelta
from io import BytesIO
from typing import Any

import pikepdf
import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from desk.readiness import asking, paper
from desk.readiness.models import Confirmation, ReadinessDay
from desk.readiness.questions import Level, ReadinessQuestion, ticked
from organisation.models import Institution, Municipality, User
from organisation.roles import Role
from tests.cast import Cast, open_ticket
from tests.pdf_tags import names
from tickets.models import Mailbox, Ticket
from triage.capacity.load import CACHED

pytestmark = pytest.mark.django_db
MAY = {Role.MUNICIPAL_ADMIN, Role.PROJECT_LEAD}


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def level(name: str) -> str:
    return next(each.answer.level for each in asking.ask().asked if each.question.name == name)


@pytest.mark.parametrize("role", list(Role))
def test_those_who_lead_the_start_see_it(role: Role, cast: Cast) -> None:
    client, may = signed_in(cast.by_role(role)), role in MAY
    assert client.get(reverse("admin:readiness")).status_code == (200 if may else 403)
    assert client.get(reverse("admin:readiness_pdf")).status_code == (200 if may else 403)
    posted = {"confirmed_on": "2026-06-01", "name": "Bo"}
    assert client.post(reverse("admin:readiness_tick", args=["parents"]), posted).status_code == (302 if may else 403)
    assert Confirmation.objects.exists() is may


def test_a_tick_holds_the_day_and_who_stands_for_it(cast: Cast) -> None:
    client = signed_in(cast.project_lead)
    posted = {"confirmed_on": "2026-06-01", "name": "Bo Leder", "note": "Brev i Aula"}
    client.post(reverse("admin:readiness_tick", args=["parents"]), posted)
    page = client.get(reverse("admin:readiness")).content.decode()
    assert "1. juni 2026, Bo Leder." in page
    assert "Brev i Aula" in page
    client.post(reverse("admin:readiness_untick", args=["parents"]))
    assert level("parents") == Level.RED


def test_nothing_is_ticked_before_it_is_done(cast: Cast) -> None:
    day = timezone.localdate() + timedelta(days=1)
    posted = {"confirmed_on": day.isoformat(), "name": "Bo"}
    answer = signed_in(cast.municipal_admin).post(reverse("admin:readiness_tick", args=["parents"]), posted)
    assert answer.status_code == 422
    assert 'value="Bo"' in answer.content.decode()
    assert not Confirmation.objects.exists()


@pytest.mark.parametrize("name", ["first_level", "nix"])
def test_what_rows_show_cannot_be_ticked(name: str, cast: Cast) -> None:
    client = signed_in(cast.municipal_admin)
    assert client.get(reverse("admin:readiness_tick", args=[name])).status_code == 404
    assert client.post(reverse("admin:readiness_untick", args=[name])).status_code == 404


def test_looking_changes_nothing(cast: Cast) -> None:
    signed_in(cast.municipal_admin).get(reverse("admin:readiness"))
    assert not ReadinessDay.objects.exists()


def test_a_tick_grows_old() -> None:
    question = ReadinessQuestion("x", "x", lasts=timedelta(days=91))  # type: ignore[arg-type]  # a plain word will do
    confirmation = Confirmation(question="x", confirmed_on=date(2026, 6, 1), name="Bo")
    assert ticked(question, confirmation, date(2026, 8, 30)).level == Level.GREEN
    assert ticked(question, confirmation, date(2026, 9, 1)).level == Level.AMBER
    assert ticked(question, None, date(2026, 9, 1)).level == Level.RED


def test_every_institution_needs_first_level_a_deputy_and_a_pilot(cast: Cast) -> None:
    assert level("first_level") == Level.GREEN
    assert level("deputies") == Level.AMBER, "the daycare has one person"
    assert level("pilots") == Level.AMBER, "the daycare has no pilot"
    User.objects.invite("to@example.org", "To", Role.INSTITUTION_ADMIN, cast.daycare)
    User.objects.invite("pilot2@example.org", "Pilot To", Role.PILOT, cast.daycare)
    assert (level("deputies"), level("pilots")) == (Level.GREEN, Level.GREEN)
    Institution.objects.create(name="Ny Skole", kind="school", code="731099")
    assert level("first_level") == Level.RED


def test_two_are_support_entitled(cast: Cast) -> None:
    assert level("entitled") == Level.AMBER
    User.objects.invite("to@example.org", "To", Role.SUPPORT_ENTITLED)
    assert level("entitled") == Level.GREEN
    User.objects.filter(memberships__role=Role.SUPPORT_ENTITLED).update(is_active=False)
    assert level("entitled") == Level.RED


def test_cases_that_pile_up_are_a_bottleneck(cast: Cast) -> None:
    assert level("bottleneck") == Level.GREEN
    for _time in range(4):
        open_ticket(cast.school, subject=f"Sag {_time}")
    Ticket.objects.filter(pk=Ticket.objects.latest("id").pk).update(due_at=timezone.now() - timedelta(hours=1))
    assert level("bottleneck") == Level.RED


def test_a_queue_that_will_be_full_is_told_with_when(cast: Cast) -> None:
    open_ticket(cast.school)
    cache.delete(CACHED)
    assert level("queues") == Level.GREEN
    User.objects.filter(pk=cast.support_entitled.pk).update(support_minutes=5)
    for _each in range(12):
        open_ticket(cast.school).escalate(by=cast.superuser, to="support_entitled", reason="Op.")
    cache.delete(CACHED)
    told = next(each.answer for each in asking.ask().asked if each.question.name == "queues")
    assert told.level == Level.RED
    assert told.sentence == "Supportberettiget: Køen er fuld nu."
    assert told.address == reverse("admin:capacity")


def test_nothing_is_foretold_of_which_nothing_was_seen(cast: Cast) -> None:
    cache.delete(CACHED)
    answer = next(each for each in asking.ask().asked if each.question.name == "queues")
    assert answer.answer.level == Level.AMBER
    assert answer.place == reverse("admin:capacity") + "?scenario=start"
    page = signed_in(cast.project_lead).get(reverse("admin:capacity"))
    assert [tier.forecast for tier in page.context["tiers"]] == ["–"] * 3


def test_nobody_carries_too_many(cast: Cast) -> None:
    assert level("overloaded") == Level.GREEN
    open_ticket(cast.school)
    first = Ticket.objects.latest("id")
    for number in range(26):
        open_ticket(cast.school, subject=f"Sag {number}")
    assert first.pk
    Ticket.objects.update(assignee=cast.support_entitled)
    assert level("overloaded") == Level.RED


def test_who_never_signed_in_is_named(cast: Cast) -> None:
    assert level("access") == Level.AMBER
    User.objects.update(last_login=timezone.now())
    assert level("access") == Level.GREEN


def test_a_mailbox_says_when_it_was_fetched_last(cast: Cast) -> None:
    box = Mailbox.objects.create(address="h@example.org", host="x", fetched_at=timezone.now())
    answer = next(each.answer for each in asking.ask().asked if each.question.name == "mail_in")
    assert (answer.level, "Sidst hentet" in answer.sentence) == (Level.GREEN, True)
    Mailbox.objects.filter(pk=box.pk).update(fetched_at=timezone.now() - timedelta(days=3))
    assert level("mail_in") == Level.RED


def test_mail_that_nobody_answers_in_time_is_told(cast: Cast) -> None:
    ticket = open_ticket(cast.school)
    Ticket.objects.filter(pk=ticket.pk).update(due_at=timezone.now() - timedelta(hours=1), channel="mail")
    assert level("mail_answered") == Level.GREEN
    Mailbox.objects.create(address="aula@havrby.example")
    told = next(each for each in asking.ask().asked if each.question.name == "mail_answered")
    assert (told.answer.level, told.answer.sentence) == (Level.AMBER, "1 henvendelse på mail har overskredet fristen.")
    assert ticket.number in signed_in(cast.project_lead).get(told.place).content.decode()
    Ticket.objects.filter(pk=ticket.pk).update(channel="web")
    assert level("mail_answered") == Level.GREEN


def test_rules_that_were_read_long_ago_are_to_be_read_again(cast: Cast) -> None:
    Confirmation.confirm("rules_read", by=cast.project_lead, on=timezone.localdate() - timedelta(days=200))
    assert level("rules_read") == Level.AMBER


def test_a_day_is_counted_once_and_the_history_ends_with_the_start(cast: Cast) -> None:
    asking.note_day()
    asking.note_day()
    day = ReadinessDay.objects.get()
    assert day.total == len(asking.ask().asked)
    ReadinessDay.objects.all().delete()
    Municipality.objects.update(launches_on=timezone.localdate() - timedelta(days=1))
    Municipality.forget_cached()
    asking.note_day()
    assert not ReadinessDay.objects.exists()


def test_the_history_is_drawn_and_stands_in_a_table(cast: Cast) -> None:
    for back, green in ((2, 10), (1, 20)):
        ReadinessDay.objects.create(day=timezone.localdate() - timedelta(days=back), green=green, amber=5, red=5)
    page = signed_in(cast.municipal_admin).get(reverse("admin:readiness")).content.decode()
    assert page.count('<rect class="ready-bar__green"') == 3
    assert "<td>20</td>" in page


@pytest.mark.parametrize("role", sorted(MAY))
def test_whatever_is_to_be_done_leads_to_a_page_that_opens_or_to_who_can(role: Role, cast: Cast) -> None:
    client, readiness = signed_in(cast.by_role(role)), asking.ask()
    page = client.get(reverse("admin:readiness"))
    beyond, shown = page.context["beyond"], page.content.decode()
    places = {each.place for each in readiness.asked} - {""}
    assert {place for place in places if client.get(place).status_code != 200} == beyond
    assert {place for place in places if f'href="{place}"' in shown.replace("&amp;", "&")} == places - beyond
    assert bool(beyond) is (role != Role.MUNICIPAL_ADMIN)
    assert (f"{cast.municipal_admin.name} kan gøre det." in shown) is bool(beyond)


def test_what_is_missing_says_what_to_do(cast: Cast) -> None:
    open_ones = [each for each in asking.ask().asked if each.answer.level != Level.GREEN]
    assert [each.question.name for each in open_ones if not each.answer.act] == []
    assert [each.question.name for each in open_ones if not (each.place or each.question.is_ticked)] == []


def test_the_level_is_never_told_by_colour_alone(cast: Cast) -> None:
    readiness = asking.ask()
    page = signed_in(cast.municipal_admin).get(reverse("admin:readiness")).content.decode()
    assert page.count("ready-list__row--") == len(readiness.asked)
    assert page.count("Mangler</span>") > readiness.count(Level.RED)


def test_the_paper_is_accessible_and_holds_every_question(cast: Cast) -> None:
    readiness = asking.ask()
    data = paper.pdf(readiness)
    made = pikepdf.open(BytesIO(data))
    with made.open_metadata() as metadata:
        assert metadata["pdfuaid:part"] == "1"
        assert metadata["dc:title"]
    assert made.Root["/MarkInfo"]["/Marked"]
    assert made.Root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert str(made.Root["/Lang"]).lower().startswith("da")
    in_order = names(made)
    assert in_order.count("/H1") >= len(readiness.parts)
    assert in_order.index("/H1") < in_order.index("/TH") < in_order.index("/TD")
    contents: dict[str, Any] = paper.paper_data(readiness)
    assert sum(len(part["asked"]) for part in contents["parts"]) == len(readiness.asked)


def test_every_tick_of_the_questions_fits_its_column() -> None:
    assert all(len(name) <= 40 for name in asking.TICKED)
