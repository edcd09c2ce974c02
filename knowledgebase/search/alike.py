"""Looks for answers that say much the same: each answer once, when its text is new, among those nearest in meaning.

What an answer costs does not grow with how many there are: `Shelf.worth_comparing` chooses among many.
"""

from time import monotonic
from typing import Any, Final

from django.db import transaction
from django.db.models import QuerySet

from knowledgebase.models import AlikeAnswers, Article, IndexState, Meaning
from knowledgebase.search import nearness
from organisation.models import SweepFailure
from organisation.sweeps.sweeping import guarded

SWEEP: Final = "compare_answers"
ALIKE: Final = 0.47
"""From which likeness somebody is asked; 1 is the same text. Of the 7,021 pairs of 119 Danish answers about Aula 20 are
this near, and of six answers that were written anew in other words five."""
MOST: Final = 5
"""Pairs of one answer, the most alike ones."""
AT_ONCE: Final = 50


def compare_waiting(seconds: float) -> int:
    """Compares answers that are new, for so long at most. Returns how many."""
    ends, done = monotonic() + seconds, 0
    while monotonic() < ends:
        waiting = list(to_compare().select_related("article").order_by("id")[:AT_ONCE])
        if not waiting:
            break
        shelf = nearness.current(IndexState.current_meanings())
        done += sum(is_compared_now(meaning, shelf) for meaning in waiting)
    return done


def to_compare() -> QuerySet[Meaning]:
    """But for those that failed of late."""
    resting = SweepFailure.objects.of(SWEEP).resting().values_list("key", flat=True)
    return Meaning.objects.filter(is_compared=False).exclude(pk__in=list(resting))


def is_compared_now(meaning: Meaning, shelf: nearness.Shelf) -> bool:
    with guarded(SWEEP, meaning.pk) as outcome:
        compare(meaning, shelf)
        SweepFailure.objects.of(SWEEP).filter(key=meaning.pk).delete()
    return not outcome.failed


@transaction.atomic
def compare(meaning: Meaning, shelf: nearness.Shelf) -> None:
    """Writes the pairs of one answer anew; what somebody has kept apart stays so."""
    article, alike = meaning.article, {}
    if article.is_published:
        alike = alike_to(article, shelf.likeness(nearness.question_of(meaning.vector)))
    for other, likeness in alike.items():
        first, second = sorted((article.pk, other))
        AlikeAnswers.objects.update_or_create(first_id=first, second_id=second, defaults={"likeness": likeness})
    gone = AlikeAnswers.objects.undecided().of(article.pk)
    gone.exclude(first__in=[*alike, article.pk], second__in=[*alike, article.pk]).delete()
    Meaning.objects.filter(pk=meaning.pk).update(is_compared=True)


def alike_to(article: Article, likeness: dict[int, float]) -> dict[int, int]:
    """By answer, in percent. Those in the same language alone: its translation says the same and is no duplicate."""
    near = sorted(
        (pk for pk, value in likeness.items() if value >= ALIKE and pk != article.pk), key=likeness.__getitem__
    )
    suited = Article.objects.published().filter(pk__in=near[-MOST * 4 :], language=article.language)
    if article.institution_id is not None:
        suited = suited.filter(institution__in=[article.institution_id]) | suited.filter(institution=None)
    best = sorted(suited.values_list("pk", flat=True), key=lambda pk: (-likeness[pk], pk))[:MOST]
    return {pk: percent(likeness[pk]) for pk in best}


def percent(likeness: Any) -> int:
    return min(100, round(100 * float(likeness)))
