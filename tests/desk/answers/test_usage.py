"""What works, and which answer to write next."""

from datetime import timedelta
from typing import Any

from django.test import Client
from django.utils import timezone

from desk.answers.next_answers import topics
from knowledgebase.models import Article, Deflection, Feedback, PassedOver, SearchTally
from knowledgebase.search.index import rebuild
from tests.cast import Cast, open_ticket
from tests.knowledgebase.articles import published
from tickets.models import Ticket

USAGE = "/admin/knowledgebase/article/usage/"


def test_what_is_asked_again_and_again_without_an_answer_is_to_be_written_next(cast: Cast) -> None:
    for subject in (
        "Kopi af karakterbog",
        "karakterbog som kopi",
        "Kopi af karakterbog fra 2019",
        "Kopi af vaccinekort",
    ):
        open_ticket(cast.school, subject=subject)
    open_ticket(cast.daycare, subject="Kopi af karakterbog")
    (topic,) = topics(cast.superuser)
    assert (set(topic.words.split()), topic.cases) == ({"karakterbog", "kopi"}, 3)
    assert topics(cast.support_entitled)[0].cases == 4
    published(
        cast.support_entitled, title="Kopi af din karakterbog", question="Hvor får jeg en kopi af en karakterbog?"
    )
    rebuild()
    assert topics(cast.superuser) == []


def test_a_search_is_counted_by_its_words_and_shown_when_several_have_searched(cast: Cast, client: Client) -> None:
    for query in ("karakterbog kopi", "Kopi karakterbog!", "kopi, karakterbog"):
        client.get("/svar/", {"q": query})
    client.get("/svar/", {"q": "min søn Viggo Storm 20304050"})
    assert SearchTally.objects.get(words="karakterbog kopi").without_hit == 3
    assert not SearchTally.objects.filter(words__contains="20304050").exists()
    client.force_login(cast.pilot)
    html = client.get(USAGE).content.decode()
    assert "karakterbog kopi" in html
    assert "viggo" not in html.lower()


def test_a_search_that_led_to_a_case_and_an_answer_that_was_passed_over_are_counted(cast: Cast, client: Client) -> None:
    shown = published(cast.support_entitled, title="Meld fravær", question="Hvordan melder jeg fravær?")
    hidden = published(cast.support_entitled, title="Kun for Havlunden", reach="support", institution=cast.daycare)
    rebuild()
    page = client.get("/svar/", {"q": "melde fravær"}).content.decode()
    assert "/henvendelse/?efter=melde+frav" in page
    form = client.get("/henvendelse/", {"efter": "melde fravær"})
    typed: dict[str, Any] = {
        "subject": "Meld fravær",
        "body": "Hvordan melder jeg fravær?",
        "audience": "parent",
        "institution": str(cast.school.pk),
        "name": "Maja Holm",
        "email": "maja@example.org",
        "submission": str(form.context["form"]["submission"].value()),
        "searched": "melde fravær",
    }
    between = client.post("/henvendelse/", typed).content.decode()
    assert f'name="answer_shown" value="{shown.pk}" form="enquiry-form"' in between
    typed |= {"answers_seen": "1", "answer_shown": [str(shown.pk), str(hidden.pk), "x"]}
    assert client.post("/henvendelse/", typed).status_code == 302
    assert client.post("/henvendelse/", typed).status_code == 302
    assert SearchTally.objects.get().cases == 1
    assert PassedOver.objects.get().times == 1
    assert PassedOver.objects.get().article == shown


def test_only_who_said_so_counts_as_spared(cast: Cast, client: Client) -> None:
    article = published(cast.support_entitled)
    Deflection.note([str(article.pk)])
    Feedback.objects.create(article=article, helped=True)
    client.force_login(cast.superuser)
    numbers = client.get(USAGE).context["numbers"]
    assert (numbers["spared"], numbers["helped"], numbers["unhelped"]) == (1, 1, 0)


def test_nobody_is_shown_the_numbers_of_an_answer_that_is_not_theirs(cast: Cast, client: Client) -> None:
    theirs = published(cast.support_entitled, title="Kun for Havlunden", reach="support", institution=cast.daycare)
    PassedOver.note([theirs])
    Feedback.objects.create(article=theirs, helped=False)
    client.force_login(cast.superuser)
    assert theirs.title not in client.get(USAGE).content.decode()
    client.force_login(cast.stranger)
    assert theirs.title in client.get(USAGE).content.decode()


def test_a_topic_that_grows_and_what_is_read_most_are_shown(cast: Cast, client: Client) -> None:
    for number in range(8):
        case = open_ticket(cast.school, subject="Kopi af vaccinekort" if number < 4 else "Stempel på karakterbog")
        days = 5 if number in {0, 1, 2, 4} else 60
        Ticket.objects.filter(pk=case.pk).update(opened_at=timezone.now() - timedelta(days=days))
    read, unread = published(cast.support_entitled), published(cast.support_entitled, title="Kalenderen")
    Article.objects.filter(pk=read.pk).update(views=7)
    client.force_login(cast.superuser)
    context = client.get(USAGE).context
    grown = {(topic.cases, topic.lately, topic.is_growing) for topic in context["topics"]}
    assert grown == {(4, 3, True), (4, 1, False)}
    assert context["most_read"] == [(read, 7)]
    assert unread not in dict(context["most_read"])


def test_an_observer_does_not_get_in(cast: Cast, client: Client) -> None:
    client.force_login(cast.observer)
    assert client.get(USAGE).status_code == 403


def test_the_page_takes_as_many_queries_for_many_as_for_few(
    cast: Cast, client: Client, django_assert_max_num_queries: Any
) -> None:
    articles = [published(cast.support_entitled, title=f"Svar {number}") for number in range(25)]
    for article in articles:
        PassedOver.note([article])
        Feedback.objects.create(article=article, helped=True)
        SearchTally.note(f"ord{'x' * article.pk}", searches=3, without_hit=3)
    client.force_login(cast.superuser)
    client.get(USAGE)
    with django_assert_max_num_queries(22):
        client.get(USAGE)
