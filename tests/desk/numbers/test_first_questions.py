"""A leader, a lead and a superuser find what they ask first answered on the page on which they land."""

from datetime import UTC, datetime, time, timedelta
from typing import Any

from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation

from desk.numbers.first_questions import growth, what_about
from reporting import counting
from reporting.choice import Choice
from reporting.report import report
from tests.cast import Cast, open_ticket
from tests.desk.board.test_clear import staff
from tickets.models import Event, Ticket
from triage.known_errors.models import KnownError
from triage.topics.noticing import notice
from triage.wishes.models import ChangeRequest


def count() -> None:
    counting.find_changes()
    for _counted in counting.count_stale():
        pass


def landing(client: Client) -> Any:
    page = client.get(reverse("start"), follow=True)
    assert page.status_code == 200
    return page


def answers(page: Any) -> dict[str, str]:
    html = page.content.decode()
    by_question = {each.question: each.answer for each in page.context["first_questions"]}
    assert len(by_question) == 3
    assert all(question in html for question in by_question)
    return by_question


def cases(cast: Cast, number: int, route: str = "unilogin") -> None:
    for _each in range(number):
        open_ticket(cast.school).set_route(route, by=cast.superuser)


def test_a_leader_reads_how_many_how_fast_and_about_what(cast: Cast) -> None:
    cases(cast, 7)
    cases(cast, 6, "local_it")
    count()
    by_question = answers(landing(staff(cast.observer)))
    assert "13" in by_question["Hvor mange henvendelser kommer der?"]
    assert "(7)" in by_question["Hvad handler de om?"]
    assert by_question["Hvor hurtigt får de svar?"]


def test_a_leader_reads_the_topics_where_most_cases_have_one(cast: Cast) -> None:
    for subject in ("Kalenderen er tom",) * 7 + ("Kan ikke logge ind",) * 6 + ("Hjælp",) * 5:
        notice(open_ticket(cast.school, subject=subject, body="Hej."))
    count()
    by_question = answers(landing(staff(cast.observer)))
    assert by_question["Hvad handler de om?"] == "Kalender og skema (7), Login og adgang (6)"
    assert "Kalender og skema (7)" in answers(landing(staff(cast.superuser)))["Hvad bliver vi spurgt mest om?"]


def test_what_is_hidden_in_the_numbers_stands_in_no_sentence_above_them(cast: Cast) -> None:
    cases(cast, 7)
    cases(cast, 2, "local_it")
    count()
    by_question = answers(landing(staff(cast.observer)))
    assert "(2)" not in by_question["Hvad handler de om?"]
    assert "(7)" not in by_question["Hvad handler de om?"]


def test_the_sentences_of_a_leader_say_of_what_is_hidden_that_there_is_too_little(cast: Cast) -> None:
    cases(cast, 2)
    for ticket in Ticket.objects.all():
        ticket.answer("Tak", by=cast.superuser)
    count()
    by_question = answers(landing(staff(cast.observer)))
    assert not any("•" in answer for answer in by_question.values())
    assert by_question["Hvor mange henvendelser kommer der?"].startswith("Der er for få")
    assert by_question["Hvor hurtigt får de svar?"].startswith("Der er for få")


def test_what_a_lead_reads_of_growth_is_what_the_page_of_numbers_says(cast: Cast) -> None:
    """Each day of the eight weeks has one: on a Monday, three weeks and a day stand beside three weeks and a day."""
    monday = timezone.localdate() - timedelta(days=timezone.localdate().weekday())
    for ago in range(56):
        noon = datetime.combine(monday - timedelta(days=ago), time(12), UTC)
        Event.objects.filter(ticket=open_ticket(cast.school)).update(at=noon)
    count()
    numbers = report(Choice.read({"period": "4"}, cast.project_lead, monday))
    assert (numbers.now.opened, numbers.before.opened) == (22, 22)
    with translation.override("da"):
        assert growth(cast.project_lead, monday).answer == "22 henvendelser på fire uger, 22 i de fire uger før."


def test_a_lead_reads_whether_it_grows_where_it_piles_up_and_what_is_wished_for(cast: Cast) -> None:
    cases(cast, 3)
    wanted = open_ticket(cast.school, subject="En fælles kalender")
    wanted.set_route("change_request", by=cast.superuser)
    ChangeRequest.collect(wanted, by=cast.project_lead)
    count()
    by_question = answers(landing(staff(cast.project_lead)))
    assert by_question["Vokser det?"].startswith("4 henvendelser")
    assert cast.school.name in by_question["Hvor er der flest åbne sager?"]
    assert "En fælles kalender" in by_question["Hvad ønsker flest?"]


def test_a_superuser_reads_what_to_begin_with_whether_aula_is_down_and_what_is_asked_most(cast: Cast) -> None:
    client = staff(cast.superuser)
    assert "Nej" in answers(landing(client))["Er der noget i Aula, der ikke virker lige nu?"]
    cases(cast, 3)
    KnownError.objects.create(title="Galleriet står stille", description="x")
    count()
    by_question = answers(landing(client))
    assert "Galleriet står stille" in by_question["Er der noget i Aula, der ikke virker lige nu?"]
    assert "(3)" in by_question["Hvad bliver vi spurgt mest om?"]
    assert by_question["Hvad skal jeg begynde med?"]


def test_what_nobody_has_assessed_is_nothing_that_they_are_about() -> None:
    said = what_about({"topic": [("none", 9)], "route": [("none", 9), ("unilogin", 5)]})
    assert said == ("route", "Unilogin (5)")
