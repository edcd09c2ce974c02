"""Ready texts for an answer: templates, shared answers and what solved a similar case. One click puts them in."""

import re
from dataclasses import dataclass

from django.conf import settings

from database.prepared import FIRST, OTHER_WORD, THIRD_WORD, WORD, Prepared
from knowledgebase.models import Article
from knowledgebase.readers import EVERYBODY
from organisation.models import User
from privacy.persons import CLOSING, GREETING, LONGEST_CLOSING
from tickets.models import Ticket
from triage.ready_answers import similar
from triage.ready_answers.models import AnswerTemplate

TITLES = Prepared(
    lambda: AnswerTemplate.objects.fitting(WORD, OTHER_WORD, THIRD_WORD, FIRST).only("title", "route", "audience")
)


@dataclass(frozen=True)
class Insert:
    """`key` names the text to the server, as `template-3`."""

    key: str
    title: str


def templates_for(ticket: Ticket) -> list[Insert]:
    here = {
        WORD: ticket.language,
        OTHER_WORD: ticket.route or "",
        THIRD_WORD: ticket.audience,
        FIRST: ticket.institution_id,
    }
    return [Insert(f"template-{row.pk}", row.title) for row in TITLES.rows(here)]


def text_of(ticket: Ticket, user: User, key: str) -> str:
    """The text behind a key as it is put in; empty for anything that is not there or not for this person."""
    kind, number = read(key)
    match kind:
        case "template":
            template = AnswerTemplate.objects.for_case(ticket).filter(pk=number).first()
            return template.fill(ticket, user) if template else ""
        case "article":
            return text_of_article(key)
        case "case":
            return similar.answer_of(user, number)
    return ""


def text_of_article(key: str) -> str:
    """The shared answer behind a key; empty for anything else, and for what only the support may read: what is put in
    goes to the one who asked."""
    kind, number = read(key)
    article = Article.objects.visible_to(EVERYBODY).filter(pk=number).first() if kind == "article" else None
    return of_article(article) if article else ""


def beside(text: str, added: str) -> str:
    """What is put in, without a second greeting where the text has one, nor a second farewell."""
    if GREETING.match(text.lstrip()) and (greeting := GREETING.match(added.lstrip())):
        added = added.lstrip()[greeting.end() :].lstrip()
    if CLOSING.search(text[-LONGEST_CLOSING:]) and len(added) > LONGEST_CLOSING // 4:
        begins = max(len(added) - LONGEST_CLOSING, 0)
        added = added[:begins] + CLOSING.sub("", added[begins:]).rstrip()
    return added


def read(key: str) -> tuple[str, int]:
    """What kind of text and which; no kind for what is no key."""
    kind, _dash, number = key.partition("-")
    if not (number.isascii() and number.isdecimal() and len(number) < 19):  # noqa: PLR2004  digits of the largest id
        return "", 0
    return kind, int(number)


def of_article(article: Article) -> str:
    """A shared answer in plain words, with the address where it stands."""
    plain = re.sub(r"\[([^\[\]]++)\]\(([^)\s]{1,2000}+)\)", r"\1 (\2)", article.answer).replace("**", "")
    return f"{plain.strip()}\n\n{settings.SITE_URL}{article.get_absolute_url()}"
