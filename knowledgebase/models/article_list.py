"""The words for lists of shared answers. Whoever reads is asked first: `visible_to` and `offered_to`."""

from datetime import date
from typing import TYPE_CHECKING, Self

from django.db import models
from django.utils import timezone

from knowledgebase.readers import EVERYBODY, Reader
from knowledgebase.words import AT_WORK, Audience, Language, Reach, Status
from organisation.models import User
from organisation.roles import Verb

if TYPE_CHECKING:
    from collections.abc import Iterable

    from knowledgebase.models.article import Article


def met_by(user: User, at: str = "") -> models.Q:
    """What somebody who proposes answers meets where they are written; `at` leads to the answer, as `article__`.

    Their own; what is decided where they decide; and what is proposed, published or retired for all or at their
    places. A draft is its author's until it is proposed.
    """

    def where(**facts: object) -> models.Q:
        return models.Q(**{f"{at}{name}": value for name, value in facts.items()})

    decided = user.institutions_for(Verb.PUBLISH)
    if decided is None:
        return models.Q()
    places = user.institutions_for(Verb.PROPOSE)
    near = models.Q() if places is None else where(institution=None) | where(institution__in=places)
    shown = near & ~where(status=Status.DRAFT)
    public = where(status=Status.PUBLISHED, reach=Reach.EVERYBODY)
    return where(written_by=user) | where(institution__in=decided) | shown | public


class ArticleQuerySet(models.QuerySet["Article"]):
    # Who may read

    def visible_to(self, reader: Reader) -> Self:
        """What the reader may open: published, and not kept for others. The one guard of every way to an answer."""
        return self.published().filter(reader.may_read)

    def offered_to(self, reader: Reader) -> Self:
        """Of what they may open, the municipality's answers and those of the reader's own place."""
        return self.visible_to(reader).filter(reader.belongs_here)

    def in_hand_of(self, user: User) -> Self:
        """What somebody of the support organisation meets on the pages where answers are written."""
        return self.filter(met_by(user)) if user.may(Verb.PROPOSE) else self.none()

    # What state

    def published(self) -> Self:
        return self.filter(status=Status.PUBLISHED)

    def at_work(self) -> Self:
        return self.filter(status__in=AT_WORK)

    def waiting_for(self, user: User) -> Self:
        """Proposals that the person may decide."""
        places = user.institutions_for(Verb.PUBLISH)
        proposed = self.filter(status=Status.PROPOSED)
        return proposed if places is None else proposed.filter(institution__in=places)

    def owned_by(self, user: User) -> Self:
        return self.published().filter(owner=user)

    def overdue_for_review(self, today: date | None = None) -> Self:
        return self.published().filter(review_date__lt=today or timezone.localdate())

    def longest_due(self) -> Self:
        """By the day on which they are to be reviewed."""
        return self.order_by("review_date", "id")

    def to_remind(self) -> Self:
        """Those to be reviewed of which nobody has been told since that date was set."""
        due = self.overdue_for_review().exclude(reminded_for=models.F("review_date"))
        return due.select_related("owner", "institution").longest_due()

    def note_reminded(self, articles: "Iterable[Article]") -> None:
        self.filter(pk__in=[article.pk for article in articles]).update(reminded_for=models.F("review_date"))

    def resting_on_something(self) -> Self:
        """Answers that say how old what they rest on is."""
        return self.filter(models.Q(source_date__isnull=False) | models.Q(checked_on__isnull=False))

    def with_links_to_list(self) -> Self:
        """Whose text or state has changed since its links were listed."""
        return self.filter(links_are_listed=False)

    def needing_index(self) -> Self:
        return self.filter(is_indexed=False).order_by("id")

    # What suits

    def for_language(self, language: str, reader: Reader = EVERYBODY) -> Self:
        """Answers in the language; for others than Danish also the Danish ones that nobody has translated."""
        if language == Language.DANISH:
            return self.filter(language=language)
        shown = self.model._default_manager.visible_to(reader).filter(language=language)
        translated = shown.filter(translation_of=models.OuterRef("pk"))
        original = shown.filter(pk=models.OuterRef("translation_of"))
        untranslated = ~models.Exists(translated) & ~models.Exists(original)
        return self.filter(models.Q(language=language) | untranslated)

    def for_audience(self, audience: str) -> Self:
        """Answers meant for parents, pupils or staff; anything else means everybody."""
        if audience not in Audience.values:
            return self
        # A list of at most three: asking each place is the same on every database.
        places = models.Q()
        for place in range(len(Audience.values)):
            places |= models.Q(**{f"audiences__{place}": audience})
        return self.filter(places)

    # How they are shown

    def with_feedback(self) -> Self:
        """Adds how often each answer helped and did not: `helped_yes`, `helped_no`."""
        return self.annotate(
            helped_yes=models.Count("feedback", filter=models.Q(feedback__helped=True)),
            helped_no=models.Count("feedback", filter=models.Q(feedback__helped=False)),
        )

    def most_wanted(self) -> Self:
        """What people look for first, by readings and by what helped."""
        return self.order_by("-popularity", "id")

    def most_read(self) -> Self:
        return self.filter(views__gt=0).order_by("-views", "id")

    def for_list(self) -> Self:
        return self.only("id", "slug", "title", "question", "language", "reach", "institution_id")
