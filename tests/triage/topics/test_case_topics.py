"""What cases are about: read off their words, and what a person says stands."""

from io import StringIO

import pytest
from django.core.exceptions import PermissionDenied
from django.core.management import call_command
from django.urls import reverse

from desk.queue.filters import QueueFilters
from desk.queue.lists import cases
from knowledgebase.models import Topic
from tests.cast import Cast, kinds, open_ticket, settle
from tests.desk.board.test_clear import staff
from triage.flags.models import Flag
from triage.topics.models import CaseTopic
from triage.topics.noticing import notice


def topic(slug: str) -> Topic:
    return Topic.objects.get(slug=slug)


def test_a_new_case_is_looked_through_once_it_has_come(cast: Cast) -> None:
    about, silent = open_ticket(cast.school, subject="Kalenderen er tom"), open_ticket(cast.school, body="Hjælp!")
    settle()
    assert CaseTopic.slug_of(about) == "kalender"
    assert CaseTopic.slug_of(silent) == ""
    assert CaseTopic.objects.filter(ticket=silent, topic=None).exists()
    assert "topic_said" not in kinds(about)


def test_what_was_put_right_is_read_again(cast: Cast) -> None:
    ticket = open_ticket(cast.school, subject="Kalenderen er tom", body="x")
    settle()
    ticket.rewrite(subject="Galleriet er tomt", text="Det var billederne.")
    settle()
    assert CaseTopic.slug_of(ticket) == "billeder"


def test_what_a_person_says_stands_and_is_told_once(cast: Cast) -> None:
    ticket = open_ticket(cast.school, subject="Kalenderen er tom")
    settle()
    for _twice in range(2):
        CaseTopic.say(ticket, topic("login"), by=cast.superuser)
    notice(ticket)
    assert CaseTopic.slug_of(ticket) == "login"
    assert kinds(ticket).count("topic_said") == 1
    CaseTopic.say(ticket, None, by=cast.superuser)
    notice(ticket)
    assert CaseTopic.slug_of(ticket) == ""


def test_only_who_assesses_the_case_says_its_topic(cast: Cast) -> None:
    ticket = open_ticket(cast.school)
    for user in (cast.stranger, cast.observer):
        with pytest.raises(PermissionDenied):
            CaseTopic.say(ticket, topic("login"), by=user)
    assert not CaseTopic.objects.exists()


def test_what_cannot_wait_is_left_to_people(cast: Cast) -> None:
    ticket = open_ticket(cast.school, subject="Beskeder")
    Flag.raise_on(ticket, ["bullying"])
    settle()
    ticket.refresh_from_db()
    assert ticket.is_sensitive
    assert not CaseTopic.objects.filter(ticket=ticket).exists()


def test_the_page_says_it_and_the_timeline_tells_who(cast: Cast) -> None:
    ticket, client = open_ticket(cast.school), staff(cast.superuser)
    address = reverse("admin:tickets_ticket_change", args=[ticket.pk])
    assert 'name="topic-topic"' in client.get(f"{address}?open=facts").content.decode()
    client.post(reverse("admin:ticket_topic", args=[ticket.pk]), {"topic-topic": "billeder"})
    page = client.get(f"{address}?open=facts").content.decode()
    assert '<option value="billeder" selected>' in page
    whole = client.get(f"{address}?open=timeline").content.decode()
    assert "angav, hvad sagen handler om: Billeder og galleri" in whole


def test_the_queue_is_narrowed_to_a_topic(cast: Cast) -> None:
    first, second = open_ticket(cast.school), open_ticket(cast.school)
    CaseTopic.say(first, topic("login"), by=cast.superuser)
    CaseTopic.say(second, topic("billeder"), by=cast.superuser)
    assert list(cases(cast.superuser, QueueFilters.read({"list": "all", "topic": "login"}))) == [first]
    page = staff(cast.superuser).get(reverse("admin:tickets_ticket_changelist"), {"list": "all", "topic": "billeder"})
    assert second.number in page.content.decode()
    assert first.number not in page.content.decode()
    assert QueueFilters.read({"topic": "' OR 1=1"}).topic == ""


def test_the_words_of_a_topic_are_an_administrators(cast: Cast) -> None:
    client = staff(cast.project_lead)
    told = {"name": "Widgets", "name_en": "", "position": "5", "is_active": "on", "terms": "ugeplanen\nwidget"}
    client.post(reverse("admin:topics"), told)
    ticket = open_ticket(cast.school, subject="Ugeplanen mangler")
    settle()
    assert CaseTopic.slug_of(ticket) == "widgets"


def test_earlier_cases_are_looked_through_by_a_command_and_again_when_words_have_changed(cast: Cast) -> None:
    ticket = open_ticket(cast.school, subject="Robotten", body="Hej.")
    said = open_ticket(cast.school, subject="Robotten igen")
    CaseTopic.say(said, None, by=cast.superuser)
    call_command("notice_topics", stdout=StringIO())
    assert CaseTopic.slug_of(ticket) == ""
    Topic.objects.filter(slug="andet").update(terms="robot")
    call_command("notice_topics", stdout=StringIO())
    assert CaseTopic.slug_of(ticket) == ""
    call_command("notice_topics", "--again", stdout=StringIO())
    assert CaseTopic.slug_of(ticket) == "andet"
    assert CaseTopic.slug_of(said) == ""


def test_the_topic_stays_when_the_case_is_forgotten(cast: Cast) -> None:
    ticket = open_ticket(cast.school, subject="Kalenderen er tom")
    settle()
    ticket.resolve(by=cast.superuser)
    ticket.forget()
    settle()
    assert CaseTopic.slug_of(ticket) == "kalender"
