"""The superusers' room: colleagues of all places write to each other, and nobody else reads it."""

import re
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from desk.answers.pieces import pieces_of, require_looked_at
from desk.room import news
from desk.room.people import mentioned
from knowledgebase.models import Article, Post, RoomReader, Thread, ThreadFollow, Topic
from knowledgebase.models.barriers import UnableToPublish
from organisation.models import User
from organisation.roles import Role
from tests.cast import Cast
from tests.desk.board.questions import shown
from tests.desk.board.test_clear import staff
from tests.knowledgebase.articles import draft
from tickets.models import Delivery
from triage.known_errors.models import KnownError

MONDAY = datetime(2026, 11, 30, 7, 5, tzinfo=ZoneInfo("Europe/Copenhagen"))
LOOKS_AFTER_ALL = {"support_entitled", "project_lead", "municipal_admin"}


def thread(by: User, title: str = "Hvordan gør I med vikarer?", text: str = "Vi er i tvivl.") -> Thread:
    return Thread.start(title=title, text=text, by=by)


def mails(kind: str) -> list[str]:
    return list(Delivery.objects.filter(kind=kind).order_by("id").values_list("recipient", flat=True))


@pytest.mark.parametrize("role", list(Role))
def test_everybody_who_works_with_cases_reads_and_writes(cast: Cast, role: str) -> None:
    made, client = thread(cast.stranger), staff(cast.by_role(role))
    enters = role != "observer"
    addresses = [reverse("admin:room"), made.get_absolute_url(), reverse("admin:room_start")]
    assert [client.get(each).status_code for each in addresses] == [200 if enters else 403] * 3
    written = client.post(reverse("admin:room_write", args=[made.pk]), {"text": "Vi skriver dem ind om mandagen."})
    assert written.status_code == (302 if enters else 403)
    assert made.posts.count() == (2 if enters else 1)


def test_nobody_without_an_account_sees_it(cast: Cast) -> None:
    made = thread(cast.superuser)
    for address in (reverse("admin:room"), made.get_absolute_url(), reverse("admin:room_colleagues")):
        assert Client().get(address).status_code == 302
    for page in ("/", "/svar/", "/spurgt/", "/svar/?q=vikarer"):
        assert made.title not in Client().get(page).content.decode()


def test_a_thread_may_be_about_an_answer_a_draft_a_topic_or_a_known_error(cast: Cast) -> None:
    client, topic = staff(cast.stranger), Topic.objects.get(slug="login")
    article, error = draft(cast.stranger), KnownError.objects.create(title="Galleriet står stille", description="x")
    posted = {"title": "Er det her rigtigt?", "text": "Hos os er knappen grøn.", "topic": topic.pk}
    for about in (f"?article={article.pk}", f"?error={error.pk}", "?topic=login", "?article=nej&error=999999999"):
        assert client.get(reverse("admin:room_start") + about).status_code == 200
        assert client.post(reverse("admin:room_start") + about, posted).status_code == 302
    assert article.threads.count() == 1
    assert error.room_threads.count() == 1
    page = staff(cast.superuser).get(reverse("admin:known_error", args=[error.pk])).content.decode()
    assert "Er det her rigtigt?" in page


def test_an_answer_that_one_does_not_meet_is_named_to_nobody_in_the_room(cast: Cast) -> None:
    own = draft(cast.superuser, title="Sådan nulstiller vi Kragefod", institution=cast.school)
    made = Thread.start(title="Er det her rigtigt?", text="Hos os er knappen grøn.", by=cast.superuser, article=own)
    pages = (reverse("admin:room"), made.get_absolute_url(), f"{reverse('admin:room_start')}?article={own.pk}")
    for person, met in ((cast.superuser, True), (cast.support_entitled, True), (cast.stranger, False)):
        assert {own.title in staff(person).get(each).content.decode() for each in pages} == {met}, person
    posted = {"title": "Om den", "text": "Hvad?", "topic": ""}
    assert staff(cast.stranger).post(pages[2], posted).status_code == 302
    assert own.threads.count() == 1


def test_who_is_mentioned_hears_at_once_and_follows(cast: Cast) -> None:
    made = thread(cast.superuser, text=f"Ved @{cast.stranger.name} det?")
    made.write("Og du, @ingen?", by=cast.pilot, mentioned=mentioned("Og du, @ingen?"))
    assert mentioned(f"Ved @{cast.stranger.name} det?") == [cast.stranger]
    made.write("Hej", by=cast.superuser, mentioned=[cast.stranger, cast.superuser, cast.observer])
    assert news.tell_mentioned() == 1
    assert news.tell_mentioned() == 0
    assert mails("room_mentioned") == [cast.stranger.email]
    assert ThreadFollow.objects.filter(thread=made, user=cast.stranger).exists()
    assert "Vi er i tvivl" not in Delivery.objects.get(kind="room_mentioned").body


def test_what_was_hidden_before_the_mail_left_calls_nobody(cast: Cast) -> None:
    made = thread(cast.superuser)
    post = made.write("Ups", by=cast.superuser, mentioned=[cast.pilot])
    post.hide(by=cast.superuser)
    news.tell_mentioned()
    assert mails("room_mentioned") == []


def test_the_names_that_are_suggested_are_those_of_the_room(cast: Cast) -> None:
    names = staff(cast.superuser).get(reverse("admin:room_colleagues"), {"q": "person"}).json()["names"]
    assert cast.pilot.name in names
    assert cast.superuser.name not in names
    assert cast.observer.name not in names


@pytest.mark.parametrize("role", list(Role))
def test_the_writer_or_who_looks_after_all_hides_and_it_can_be_undone(cast: Cast, role: str) -> None:
    made, user = thread(cast.stranger, text="Barnet hedder Villads."), cast.by_role(role)
    post, client = Post.objects.get(), staff(user)
    allowed = role in LOOKS_AFTER_ALL
    answer = client.post(reverse("admin:room_hide", args=[post.pk]))
    assert answer.status_code == (302 if allowed else 403)
    assert ("Villads" in staff(cast.superuser).get(made.get_absolute_url()).content.decode()) is not allowed
    if allowed:
        with pytest.raises(PermissionDenied):
            post.show(by=cast.stranger)
        client.post(reverse("admin:room_hide", args=[post.pk]), {"undo": "1"})
        assert "Villads" in staff(cast.superuser).get(made.get_absolute_url()).content.decode()


def test_hidden_words_are_not_found_and_are_deleted_in_the_end(cast: Cast) -> None:
    thread(cast.stranger, text="Barnet hedder Villads.")
    post = Post.objects.get()
    assert Thread.objects.search("villads").count() == 1
    post.hide(by=cast.stranger)
    assert Thread.objects.search("villads").count() == 0
    Post.objects.update(hidden_at=timezone.now() - timedelta(days=31))
    Thread.drop_old()
    assert Post.objects.get().text == ""


def test_a_thread_in_which_nobody_writes_is_dropped_after_two_years(cast: Cast) -> None:
    old, fresh = thread(cast.superuser), thread(cast.superuser)
    Thread.objects.filter(pk=old.pk).update(last_post_at=timezone.now() - timedelta(days=731))
    Thread.drop_old()
    assert list(Thread.objects.all()) == [fresh]


def test_what_was_agreed_becomes_a_draft_of_an_answer_and_no_more(cast: Cast) -> None:
    made = thread(cast.superuser)
    post = made.write("Skriv dem ind om mandagen.", by=cast.stranger)
    made.write("Tak!", by=cast.superuser)
    address = reverse("admin:room_become_answer", args=[made.pk])
    assert staff(cast.observer).post(address, {"post": post.pk}).status_code == 403
    assert address in staff(cast.pilot).get(made.get_absolute_url()).content.decode()
    assert staff(cast.superuser).post(address, {"post": post.pk}).status_code == 302
    article = Article.objects.get()
    assert (article.title, article.question, article.answer) == (made.title, "Vi er i tvivl.", post.text)
    assert article.status == "draft"
    assert made.title not in Client().get("/svar/").content.decode()


def test_a_colleague_who_is_named_in_it_is_looked_at_before_it_is_published(cast: Cast) -> None:
    made, client = thread(cast.stranger), staff(cast.superuser)
    made.write(f"@{cast.pilot.name} opretter dem.", by=cast.superuser, mentioned=[cast.pilot])
    client.post(reverse("admin:room_become_answer", args=[made.pk]))
    article = Article.objects.get()
    (piece,) = pieces_of(article)
    assert cast.pilot.name in piece.text
    with pytest.raises(UnableToPublish, match=cast.pilot.name):
        require_looked_at(article)
    article.confirm([piece.key], by=cast.superuser)
    require_looked_at(article)


@pytest.mark.parametrize("role", list(Role))
def test_or_a_known_error_that_nobody_outside_sees_yet(cast: Cast, role: str) -> None:
    made, client = thread(cast.stranger), staff(cast.by_role(role))
    answer = client.post(reverse("admin:room_become_error", args=[made.pk]))
    allowed = role in LOOKS_AFTER_ALL
    assert answer.status_code == (302 if allowed else 403)
    assert KnownError.objects.count() == int(allowed)
    if allowed:
        client.post(reverse("admin:room_become_error", args=[made.pk]))
        assert KnownError.objects.get().is_public is False
        assert made.title not in Client().get("/drift/").content.decode()


def test_the_weekly_mail_says_what_is_new_and_what_is_asked_once(cast: Cast) -> None:
    followed, alone = thread(cast.superuser), thread(cast.stranger, "Ingen har svaret på dette")
    followed.write("Svar", by=cast.stranger)
    shown(cast, subject="Hvor finder jeg skemaet?")
    assert news.send_digests(MONDAY - timedelta(hours=1)) == 0
    assert news.send_digests(MONDAY) == 2
    assert news.send_digests(MONDAY) == 0
    mail = Delivery.objects.get(kind="room_digest", recipient=cast.superuser.email).body
    assert followed.title in mail
    assert alone.title in mail
    assert "Hvor finder jeg skemaet?" in mail
    assert news.send_digests(MONDAY + timedelta(days=3)) == 0


def test_the_weekly_mail_is_ended_by_one_click(cast: Cast) -> None:
    thread(cast.superuser).write("Svar", by=cast.stranger)
    news.send_digests(MONDAY)
    body = Delivery.objects.filter(kind="room_digest")[0].body
    match = re.search(r"/afmeld/ugebrev/\S+", body)
    assert match is not None
    stranger = Client(enforce_csrf_checks=True)
    assert stranger.get(match[0]).status_code == 200
    assert RoomReader.objects.filter(wants_digest=True).count() == 2
    assert stranger.post(match[0]).status_code == 200
    assert RoomReader.objects.filter(wants_digest=True).count() == 1
    assert stranger.post("/afmeld/ugebrev/forged/").status_code == 404


def test_what_is_new_is_marked_until_it_is_read(cast: Cast) -> None:
    made, client = thread(cast.superuser), staff(cast.superuser)
    made.write("Svar", by=cast.stranger)
    room = reverse("admin:room")
    assert '<span class="pill pill--new">' in client.get(room).content.decode()
    client.get(made.get_absolute_url())
    assert '<span class="pill pill--new">' not in client.get(room).content.decode()
    client.post(reverse("admin:room_follow", args=[made.pk]), {"end": "1"})
    assert not Thread.objects.followed_by(cast.superuser).exists()


def test_no_script_gets_into_a_thread(cast: Cast) -> None:
    made = thread(cast.stranger, text="<img src=x onerror=alert(1)> [x](javascript:alert(1))")
    html = staff(cast.superuser).get(made.get_absolute_url()).content.decode()
    assert "<img src=x" not in html
    assert 'href="javascript' not in html


def test_the_title_of_what_others_do_not_see_is_not_proposed_for_the_thread(cast: Cast) -> None:
    start = reverse("admin:room_start")
    hidden = draft(cast.superuser, title="Sådan nulstiller vi Kragefod", institution=cast.school)
    everywhere = draft(cast.superuser, title="Meld fravær")
    everywhere.propose(by=cast.superuser)
    client = staff(cast.superuser)
    titles = [
        client.get(f"{start}?article={each.pk}").context["form"].initial["title"] for each in (hidden, everywhere)
    ]
    assert titles == ["", "Meld fravær"]


def test_the_button_that_is_pressed_twice_makes_one_draft(cast: Cast) -> None:
    made = thread(cast.superuser)
    assert made.become_answer(by=cast.superuser) == made.become_answer(by=cast.superuser)
    assert made.become_answer(by=cast.stranger) != Article.objects.order_by("id")[0]


def test_a_title_that_names_somebody_is_written_anew_by_who_began_it_or_looks_after_all(cast: Cast) -> None:
    made = thread(cast.superuser, title="Villads i 3.b kan ikke logge ind")
    address = reverse("admin:room_rename", args=[made.pk])
    assert staff(cast.stranger).post(address, {"title": "Nej"}).status_code == 403
    assert address not in staff(cast.stranger).get(made.get_absolute_url()).content.decode()
    assert staff(cast.superuser).post(address, {"title": ""}).status_code == 422
    assert staff(cast.project_lead).post(address, {"title": "En elev kan ikke logge ind"}).status_code == 302
    assert "Villads" not in staff(cast.pilot).get(reverse("admin:room")).content.decode()
