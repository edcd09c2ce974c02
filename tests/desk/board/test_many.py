"""The board with very many questions asks the database as often as with few, and takes a page of them."""

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from knowledgebase.models import Question
from tests.cast import Cast
from tests.desk.board.questions import shown
from tests.desk.board.test_clear import staff
from tests.knowledgebase.test_many import asked_by

MOST_ROWS = 150


def many(cast: Cast, count: int) -> None:
    now = timezone.now()
    rows = [
        Question(
            title=f"Spørgsmål {number} om skema",
            origin="requester",
            status="shown",
            cleared_at=now,
            wanted=number % 97,
            institution=cast.school,
        )
        for number in range(count)
    ]
    Question.objects.bulk_create(rows, batch_size=2000)


@pytest.mark.parametrize("address", ["/spurgt/", "/spurgt/?q=skema&vis=uden", "BOARD", "QUESTION", "CLEARING"])
def test_ten_thousand_questions_cost_no_query_more(cast: Cast, address: str) -> None:
    question = shown(cast)
    pages = {"BOARD": reverse("admin:board") + "?state=unanswered", "QUESTION": question.get_absolute_url()}
    pages["CLEARING"] = reverse("admin:board_question", args=[question.pk])
    client = staff(cast.superuser) if address in {"BOARD", "CLEARING"} else Client()
    asked = []
    for count in (20, 10_000):
        many(cast, count)
        asked.append(asked_by(client, pages.get(address, address)))
    (few, _rows), (many_queries, rows) = asked
    assert many_queries <= few <= (22 if address in {"BOARD", "CLEARING"} else 12)
    assert rows <= MOST_ROWS
