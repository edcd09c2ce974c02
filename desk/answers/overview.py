"""What of the shared answers waits for a person, for the overview: approvals, reviews that are due, reasons to
read, links that lead nowhere."""

from dataclasses import dataclass

from knowledgebase.models import Article, Feedback, OutsideLink
from organisation.models import User
from organisation.roles import Verb


@dataclass(frozen=True)
class Waiting:
    """Numbers; `address` of the list is that of the tab of the same name."""

    waiting: int
    overdue: int
    reasons: int
    broken: int

    def __bool__(self) -> bool:
        return bool(self.waiting or self.overdue or self.reasons or self.broken)


def waiting_answers(user: User) -> Waiting | None:
    """None for who writes no answers, and where nothing waits."""
    if not user.may(Verb.PROPOSE):
        return None
    owned = Article.objects.owned_by(user)
    waiting = Waiting(
        waiting=Article.objects.waiting_for(user).count() if user.may(Verb.PUBLISH) else 0,
        overdue=owned.overdue_for_review().count(),
        reasons=Feedback.objects.unread().filter(article__in=owned).count(),
        broken=OutsideLink.objects.broken().filter(article__in=owned).values("article").distinct().count(),
    )
    return waiting or None
