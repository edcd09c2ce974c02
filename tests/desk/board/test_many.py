"""The board with very many questions asks the database as often as with few."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from knowledgebase.models import Question
from tests.cast import Cast
from tests.desk.board.questions import shown
from tests.desk.board.test_clear import staff


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


@pytest.mark.parametrize("address", ["/spurgt/", "/spurgt/?q=skema&vis=uden", "BOARD", "QUESTION"])
def test_ten_thousand_questions_cost_no_query_more(cast: Cast, address: str) -> None:
    question = shown(cast)
    pages = {"BOARD": reverse("admin:board") + "?state=unanswered", "QUESTION": question.get_absolute_url()}
    client = staff(cast.superuser) if address == "BOARD" else Client()
    asked = []
    for count in (20, 10_000):
        many(cast, count)
        client.get(pages.get(address, address))
        with CaptureQueriesContext(
            connection,
        ) as queries:
            assert client.get(pages.get(address, address)).status_code == 200
        asked.append(len(queries))
    assert asked[1] <= asked[0]
    assert asked[0] <= (22 if address == "BOARD" else 12)
