"""Mails to who looks after an answer: that it is to be reviewed, that a reader says why it did not help, and that a
link in it leads nowhere.

Each is told once: an answer once for each date on which it is to be reviewed, a reason once, a link once until it works
again. One mail a person.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from knowledgebase.models import Article, Feedback, OutsideLink
from organisation.models import StandIns, User
from organisation.people.publishers import Publishers
from tickets.news.caseless_mails import write_parts

BATCH: Final = 500
MOST_LINES: Final = 20
LOCKED: Final[dict[str, Any]] = {"of": ("self",), "skip_locked": True}


@dataclass
class AnswersReminder:
    """What one person is told: answers to review, answers that did not help, and answers with broken links."""

    to_review: list[Article] = field(default_factory=list)
    unhelpful: list[Article] = field(default_factory=list)
    broken: list[Article] = field(default_factory=list)

    @property
    def articles(self) -> set[int]:
        return {article.pk for article in (*self.to_review, *self.unhelpful, *self.broken)}

    def parts(self) -> list[str]:
        sections = [
            (_("To be reviewed, because the date has passed:"), self.to_review, "overdue"),
            (_("Did not help. A reader says why:"), self.unhelpful, "unread"),
            (_("A link in it leads nowhere:"), self.broken, "broken"),
        ]
        return [f"{heading}\n\n{listed(articles, tab)}" for heading, articles, tab in sections if articles]


def listed(articles: Sequence[Article], tab: str) -> str:
    """Titles with their addresses; the rest is on the page."""
    lines = [f"{each.title}\n{site('knowledgebase_article_change', each.pk)}" for each in articles[:MOST_LINES]]
    if (more := len(articles) - MOST_LINES) > 0:
        sentence = _("And %(count)d more:") % {"count": more}
        lines.append(f"{sentence}\n{site('knowledgebase_article_changelist')}?vis={tab}")
    return "\n\n".join(lines)


def site(name: str, *keys: int) -> str:
    return settings.SITE_URL + reverse(f"admin:{name}", args=keys)


def tell_owners() -> int:
    """The next of each, in one transaction: a task that is killed has told nobody. Returns how many mails."""
    with transaction.atomic():
        due = list(Article.objects.to_remind().select_for_update(**LOCKED)[:BATCH])
        feedback = list(Feedback.objects.untold().select_for_update(**LOCKED)[:BATCH])
        broken = list(OutsideLink.objects.untold().order_by("id").select_for_update(**LOCKED)[:BATCH])
        letters = letters_for(due, articles_of(feedback), articles_of(broken))
        Article.objects.note_reminded(due)
        Feedback.objects.filter(pk__in=[each.pk for each in feedback]).update(is_told=True)
        OutsideLink.objects.filter(pk__in=[each.pk for each in broken]).update(is_told=True)
        for person, letter in letters.items():
            send(person, letter)
    return len(letters)


def articles_of(rows: Iterable[Feedback | OutsideLink]) -> list[Article]:
    """Each once."""
    return list({row.article_id: row.article for row in rows}.values())


def letters_for(due: list[Article], unhelpful: list[Article], broken: list[Article]) -> dict[User, AnswersReminder]:
    letters: dict[User, AnswersReminder] = defaultdict(AnswersReminder)
    caretakers = Caretakers()
    for name, articles in (("to_review", due), ("unhelpful", unhelpful), ("broken", broken)):
        for article in articles:
            for person in caretakers.of(article):
                getattr(letters[person], name).append(article)
    return letters


def send(person: User, letter: AnswersReminder) -> None:
    with translation.override(person.language):
        count = len(letter.articles)
        subject = ngettext("%(count)d shared answer to look at", "%(count)d shared answers to look at", count)
        parts = [
            _("Hello %(name)s") % {"name": person.get_short_name()},
            *letter.parts(),
            _("You get this because you own the answers, stand in for who does, or publish where nobody owns them."),
        ]
        write_parts(
            subject % {"count": count}, parts, kind="answers_due", to=(person.email, person.language), secret=True
        )


class Caretakers:
    """Who hears of an answer: its owner, or who stands in for them; else those who publish at its place."""

    def __init__(self) -> None:
        self.stand_ins = StandIns()
        self.publishers = Publishers(self.stand_ins)

    def of(self, article: Article) -> list[User]:
        person = self.stand_ins.of(article.owner) if article.owner else None
        if person is not None and Article.objects.in_hand_of(person).filter(pk=article.pk).exists():
            return [person]
        return self.publishers.at(article.institution)
