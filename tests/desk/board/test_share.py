"""From an answered question to a shared answer, and what readers see when that answer goes."""

import pytest
from django.test import Client
from django.urls import reverse

from knowledgebase.board.question import UnableToShow
from knowledgebase.models import Article
from knowledgebase.words import Reach, Status
from tests.cast import Cast
from tests.desk.board.questions import shown
from tests.desk.board.test_clear import staff
from tests.knowledgebase.articles import published


def test_an_answer_with_a_number_in_it_is_given_and_its_shared_answer_waits_to_be_looked_at(cast: Cast) -> None:
    question, client = shown(cast), staff(cast.project_lead)
    posted = {"text": "Ring til kontoret på 20 30 40 50.", "share": "on"}
    answer = client.post(reverse("admin:board_answer", args=[question.pk]), posted, follow=True)
    assert answer.status_code == 200
    article = Article.objects.get()
    assert article.status == Status.DRAFT
    html = answer.content.decode()
    assert reverse("admin:knowledgebase_article_change", args=[article.pk]) in html
    assert "Det fælles svar er en kladde" in html
    assert "20 30 40 50" in Client().get(question.get_absolute_url()).content.decode()
    unmet = staff(cast.superuser).get(reverse("admin:board_question", args=[question.pk])).content.decode()
    assert reverse("admin:knowledgebase_article_change", args=[article.pk]) not in unmet


def test_a_question_whose_shared_answer_was_retired_does_not_show_an_empty_answer(cast: Cast) -> None:
    question, article = shown(cast), published(cast.project_lead)
    question.answer_by(article, by=cast.superuser)
    assert "Besvaret" in Client().get("/spurgt/").content.decode().partition('class="asked-list"')[2]
    article.retire(by=cast.project_lead)
    assert "Svaret er ved at blive skrevet om" in Client().get(question.get_absolute_url()).content.decode()
    assert "Intet svar endnu" in Client().get("/spurgt/").content.decode().partition('class="asked-list"')[2]
    page = staff(cast.superuser).get(reverse("admin:board_question", args=[question.pk])).content.decode()
    assert "Det fælles svar vises ikke for alle" in page


def test_no_question_is_answered_by_what_only_the_support_may_read(cast: Cast) -> None:
    question, article = shown(cast), published(cast.project_lead, reach=Reach.SUPPORT)
    with pytest.raises(UnableToShow):
        question.answer_by(article, by=cast.project_lead)


def test_nobody_is_attached_to_a_board_who_could_not_answer_there(cast: Cast) -> None:
    posted = {"user": cast.observer.pk, "institution": cast.school.pk, "topic": ""}
    assert staff(cast.superuser).post(reverse("admin:board_attach"), posted).status_code == 422
