"""What of the shared answers waits for a person, for the overview: approvals, reviews that are due, reasons to
read, links that lead nowhere."""

from dataclasses import dataclass

from database.together import counts_of
from knowledgebase.models import Article, Feedback, OutsideLink
from organisation.models import User
from organisation.roles import Verb


@dataclass(frozen=True)
class AnswersWaiting:
    """Numbers; `address` of the list is that of the tab of the same name."""

    waiting: int
    overdue: int
    reasons: int
    broken: int

    def __bool__(self) -> bool:
        return bool(self.waiting or self.overdue or self.reasons or self.broken)


def waiting_answers(user: User) -> AnswersWaiting | None:
    """None for who writes no answers, and where nothing waits."""
    if not user.may(Verb.PROPOSE):
        return None
    owned = Article.objects.owned_by(user)
    proposed = Article.objects.waiting_for(user) if user.may(Verb.PUBLISH) else Article.objects.none()
    reasons = Feedback.objects.unread().filter(article__in=owned)
    broken = owned.filter(pk__in=OutsideLink.objects.broken().values("article"))
    return AnswersWaiting(*counts_of(proposed, owned.overdue_for_review(), reasons, broken)) or None
