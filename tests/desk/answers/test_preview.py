"""Before an answer has readers its author sees it as each of them will."""

import pytest
from django.test import Client

from knowledgebase.models import Article
from knowledgebase.words import Reach
from tests.cast import Cast
from tests.desk.answers.test_writing import page, signed_in
from tests.knowledgebase.articles import draft, published

FOUND = "De finder det, når de søger, og får det foreslået, hvor det passer."
ELSEWHERE = "Svaret er ikke til dem: De finder det blandt svarene til alle, men ikke blandt deres egne."
HIDDEN = "De ser ikke svaret. Det gør kun Aula-supporten."
INTERNAL = "Kun Aula-supporten finder det."
SCHOOL = "Foreslås dem, der spørger på Grøndal Skole."
IN_DANISH = "Ingen har oversat det: På de engelske sider får de den danske tekst."
NOT_YET = "Denne tekst er ikke udgivet endnu."


@pytest.mark.parametrize(
    ("facts", "asked", "said"),
    [
        ({}, "parent da", [FOUND, NOT_YET]),
        ({}, "pupil da", [ELSEWHERE, NOT_YET]),
        ({}, "support da", [FOUND, NOT_YET]),
        ({}, "staff en", [ELSEWHERE, IN_DANISH, NOT_YET]),
        ({"institution": True}, "parent da", [FOUND, SCHOOL, NOT_YET]),
        ({"reach": Reach.SUPPORT}, "parent da", [HIDDEN]),
        ({"reach": Reach.SUPPORT}, "support da", [INTERNAL, NOT_YET]),
    ],
)
def test_each_reader_is_told_apart(
    facts: dict[str, object], asked: str, said: list[str], cast: Cast, client: Client
) -> None:
    facts = facts | ({"institution": cast.school} if "institution" in facts else {})
    article = draft(cast.superuser, answer="Åbn **profilen**.", **facts)
    reader, language = asked.split()
    answer = signed_in(client, cast.superuser).get(page(article, "preview"), {"for": reader, "language": language})
    html = answer.content.decode()
    assert answer.context["sentences"] == said
    assert f'<html class="public" lang="{language}">' in html
    assert ("<strong>profilen</strong>" in html) is (HIDDEN not in said)
    assert all(sentence in html for sentence in said)


def test_the_text_is_that_of_the_language_and_nothing_is_counted(cast: Cast, client: Client) -> None:
    article = published(cast.support_entitled)
    english = article.begin_translation(by=cast.support_entitled)
    english.keep(by=cast.support_entitled, title="Turn notifications off")
    signed_in(client, cast.support_entitled)
    both = {
        (asked.language, shown): client.get(page(asked, "preview"), {"language": shown}).context["article"]
        for asked in (article, english)
        for shown in ("da", "en")
    }
    assert both == {("da", "da"): article, ("da", "en"): english, ("en", "da"): article, ("en", "en"): english}
    unseen = signed_in(client, cast.stranger).get(page(article, "preview"), {"language": "en"})
    assert unseen.context["article"] == article
    assert Article.objects.get(pk=article.pk).views == 0
    assert client.get(page(article, "preview"), {"for": "verden", "language": "xx"}).status_code == 200
