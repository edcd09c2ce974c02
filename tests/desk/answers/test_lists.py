"""The list of shared answers, as each reader meets it."""

import pytest
from django.test import Client

from tests.cast import Cast
from tests.knowledgebase.articles import published

LIST = "/admin/knowledgebase/article/"


@pytest.mark.parametrize(
    ("language", "first", "second"), [("da", "Ny adgang", "New access"), ("en", "New access", "Ny adgang")]
)
def test_answers_in_the_readers_language_stand_first(
    language: str, first: str, second: str, cast: Cast, client: Client
) -> None:
    published(cast.support_entitled, title="Ny adgang", language="da")
    published(cast.support_entitled, title="New access", language="en")
    client.force_login(cast.support_entitled)
    page = client.get(LIST, headers={"accept-language": language}).content.decode()
    assert page.index(first) < page.index(second)
