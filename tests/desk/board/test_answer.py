"""An answer on the board: who hears of it, what becomes of it, and questions that are alike."""

import re
from datetime import timedelta

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from desk.board import news
from knowledgebase.models import Article, BoardHelper, Listener, Question, Topic
from organisation.models import User
from tests.cast import Cast, settle
from tests.desk.board.questions import ASKED, shown, waiting
from tests.desk.board.test_clear import staff
from tests.knowledgebase.articles import published
from tickets.models import Delivery


def work() -> None:
    while news.tell_all():
        pass
    settle()


def letters(kind: str) -> list[str]:
    return list(Delivery.objects.filter(kind=kind).order_by("id").values_list("recipient", flat=True))


def link_in(text: str, name: str) -> str:
    match = re.search(rf"/spurgt/{name}/[^\s]+", text)
    assert match is not None
    return match[0]


def listen(question: Question, email: str = "far@example.org", **more: str) -> int:
    return Client().post(f"{question.get_absolute_url()}besked/", {"email": email, **more}).status_code


def test_an_address_is_asked_first_and_hears_only_if_it_says_yes(cast: Cast) -> None:
    question = shown(cast)
    assert listen(question) == 302
    assert listen(question, "fremmed@example.org") == 302
    news.tell_all()
    asked = Delivery.objects.get(kind="board_confirm", recipient="far@example.org").body
    client = Client()
    page = client.get(link_in(asked, "besked"))
    assert page.status_code == 200
    assert Listener.objects.confirmed().count() == 0
    client.post(link_in(asked, "besked"))
    question.answer_with("Tryk på **Kalender**.", by=cast.superuser)
    work()
    assert letters("board_answered") == ["far@example.org"]
    assert not Listener.objects.filter(email="far@example.org").exists()
    work()
    assert letters("board_answered") == ["far@example.org"]


def test_one_click_ends_it_without_signing_in_or_a_token(cast: Cast) -> None:
    question = shown(cast)
    listen(question)
    news.tell_all()
    body = Delivery.objects.get(kind="board_confirm").body
    stranger = Client(enforce_csrf_checks=True)
    assert stranger.get(link_in(body, "afmeld")).status_code == 200
    assert Listener.objects.count() == 1
    assert stranger.post(link_in(body, "afmeld"), {"List-Unsubscribe": "One-Click"}).status_code == 200
    assert Listener.objects.count() == 0
    assert stranger.post(link_in(body, "afmeld")).status_code == 200
    assert Client().get(link_in(body, "besked")).status_code == 410
    assert Client().get("/spurgt/besked/forged/").status_code == 404
    question.answer_with("Nu.", by=cast.superuser)
    work()
    assert letters("board_answered") == []


def test_the_mail_with_the_answer_can_be_ended_and_its_text_is_not_kept(cast: Cast) -> None:
    question = shown(cast)
    Listener.objects.create(question=question, email="far@example.org", confirmed_at=timezone.now(), asked=True)
    question.answer_with("Nu.", by=cast.superuser)
    work()
    sent = next(each for each in mail.outbox if each.to == ["far@example.org"])
    assert "List-Unsubscribe" in sent.extra_headers
    assert Delivery.objects.get(kind="board_answered").body == "–"


def test_an_answer_that_was_merged_into_another_still_answers_the_question(cast: Cast) -> None:
    question = shown(cast)
    question.answer_with("Under Overblik.", by=cast.project_lead)
    answer = question.become_answer(by=cast.project_lead)
    better = published(cast.project_lead, title="Kalenderen, bedre forklaret")
    answer.retire(by=cast.project_lead, replaced_by=better)
    page = Client().get(question.get_absolute_url()).content.decode()
    assert better.get_absolute_url() in page


def test_a_program_that_fills_every_field_leaves_no_address(cast: Cast) -> None:
    question = shown(cast)
    assert listen(question, website="https://spam.example") == 302
    assert listen(question, "intet") == 422
    assert not Listener.objects.exists()


def test_nobody_fills_the_mailbox_of_another(cast: Cast) -> None:
    for number in range(6):
        listen(shown(cast, subject=f"Spørgsmål nummer {number}"), "offer@example.org")
    work()
    assert len(letters("board_confirm")) == 3


def test_a_browser_counts_once_and_may_take_it_back(cast: Cast) -> None:
    question, client = shown(cast), Client()
    for _twice in range(2):
        client.post(f"{question.get_absolute_url()}ogsaa/")
    Client().post(f"{question.get_absolute_url()}ogsaa/")
    question.refresh_from_db()
    assert question.wanted == 2
    assert "Du har sagt, at du også har det." in client.get(question.get_absolute_url()).content.decode()
    client.post(f"{question.get_absolute_url()}ogsaa/", {"undo": "1"})
    question.refresh_from_db()
    assert question.wanted == 1


def test_an_answer_becomes_a_shared_answer(cast: Cast) -> None:
    question = shown(cast)
    posted = {"text": "Tryk på **Kalender**.", "share": "on"}
    assert staff(cast.superuser).post(reverse("admin:board_answer", args=[question.pk]), posted).status_code == 302
    question.refresh_from_db()
    article = Article.objects.get()
    assert question.article == article
    assert not article.is_published
    article.publish(by=cast.project_lead)
    assert article.title == ASKED
    assert "<strong>Kalender</strong>" in Client().get(question.get_absolute_url()).content.decode()
    assert question.become_answer(by=cast.superuser) == article


def test_what_is_written_is_no_script(cast: Cast) -> None:
    question = shown(cast)
    question.answer_with("<script>alert(1)</script> [x](javascript:alert(1))", by=cast.superuser)
    html = Client().get(question.get_absolute_url()).content.decode()
    assert "<script>alert" not in html
    assert 'href="javascript' not in html


def test_the_people_of_a_board_hear_of_a_question_once_and_answer_it(cast: Cast) -> None:
    """The stranger is a superuser of another place; the pilot has the topic, the other helper another topic."""
    login, calendar = Topic.objects.get(slug="login"), Topic.objects.get(slug="kalender")
    BoardHelper.attach(cast.stranger, by=cast.superuser, institution=cast.school)
    BoardHelper.attach(cast.pilot, by=cast.municipal_admin, institution=None, topic=calendar)
    BoardHelper.attach(cast.institution_admin, by=cast.superuser, institution=cast.school, topic=login)
    question = waiting(cast)
    question.clear(title=ASKED, text="", topic=calendar, by=cast.superuser)
    work()
    work()
    assert sorted(letters("board_asked")) == sorted([cast.stranger.email, cast.pilot.email])
    question.answer_with("Her.", by=cast.stranger)
    assert question.answered_by == cast.stranger


def test_who_is_attached_to_nothing_and_works_elsewhere_does_not_answer(cast: Cast) -> None:
    question = shown(cast)
    address = reverse("admin:board_answer", args=[question.pk])
    assert staff(cast.stranger).post(address, {"text": "Nej"}).status_code == 403
    question.refresh_from_db()
    assert not question.is_answered


@pytest.mark.parametrize(
    ("role", "place", "allowed"),
    [
        ("superuser", "school", True),
        ("superuser", "", False),
        ("pilot", "school", False),
        ("municipal_admin", "", True),
    ],
)
def test_who_may_publish_at_a_place_attaches_people_to_its_board(
    cast: Cast, role: str, place: str, allowed: bool
) -> None:
    by: User = cast.by_role(role)
    posted = {"user": cast.pilot.pk, "institution": cast.school.pk if place else "", "topic": ""}
    answer = staff(by).post(reverse("admin:board_attach"), posted)
    assert (answer.status_code == 302) is allowed
    assert BoardHelper.objects.exists() is allowed


def test_alike_questions_are_joined_and_the_address_leads_on(cast: Cast) -> None:
    first, second = shown(cast), shown(cast, subject="Hvor finder jeg skemaet for næste uge?")
    for question in (first, second):
        Client().post(f"{question.get_absolute_url()}ogsaa/")
    Listener.objects.create(question=second, email="far@example.org", confirmed_at=timezone.now(), asked=True)
    second.join(first, by=cast.superuser)
    second.join(first, by=cast.superuser)
    answer = Client().get(second.get_absolute_url())
    assert (answer.status_code, answer.headers["Location"]) == (302, first.get_absolute_url())
    first.refresh_from_db()
    assert first.wanted == 2
    first.answer_with("Her.", by=cast.superuser)
    work()
    assert letters("board_answered") == ["far@example.org"]
    second.separate(by=cast.superuser)
    assert Client().get(second.get_absolute_url()).status_code == 200


def test_who_waits_hears_when_the_question_is_joined_to_one_that_has_an_answer(cast: Cast) -> None:
    first, second = shown(cast), shown(cast, subject="Hvor finder jeg skemaet?")
    first.answer_with("Her.", by=cast.superuser)
    work()
    Listener.objects.create(question=second, email="far@example.org", confirmed_at=timezone.now(), asked=True)
    second.join(first, by=cast.superuser)
    work()
    assert letters("board_answered") == ["far@example.org"]


def test_the_list_is_searched_and_narrowed_by_place_topic_and_answer(cast: Cast) -> None:
    topic = Topic.objects.get(slug="kalender")
    one = waiting(cast)
    one.clear(title=ASKED, text="", topic=topic, by=cast.superuser)
    other = shown(cast, subject="Kan jeg slå beskeder fra?")
    other.answer_with("Ja.", by=cast.superuser)
    hits_by_query = {
        "q=skemaet": [True, False],
        "q=beskeder": [False, True],
        "emne=kalender": [True, False],
        f"sted={cast.daycare.code}": [False, False],
        f"sted={cast.school.code}": [True, True],
        "vis=svar": [False, True],
        "vis=uden": [True, False],
        "vis=nonsens&emne=nej": [True, True],
    }
    for address, expected in hits_by_query.items():
        html = Client().get(f"/spurgt/?{address}").content.decode()
        assert [question.title in html for question in (one, other)] == expected, address


def test_what_is_kept_too_long_is_dropped(cast: Cast) -> None:
    long_ago = timezone.now() - timedelta(days=400)
    old, fresh, seen = waiting(cast), waiting(cast, subject="Ny"), shown(cast, subject="Vist")
    Question.objects.filter(pk__in=[old.pk, seen.pk]).update(asked_at=long_ago)
    Question.drop_old()
    assert set(Question.objects.all()) == {fresh, seen}
    Listener.objects.create(question=seen, email="a@example.org", made_at=timezone.now() - timedelta(days=8))
    Listener.objects.create(question=seen, email="b@example.org", made_at=long_ago, confirmed_at=long_ago)
    kept = Listener.objects.create(question=seen, email="c@example.org", confirmed_at=timezone.now())
    Listener.drop_old()
    assert list(Listener.objects.all()) == [kept]
