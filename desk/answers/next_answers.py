"""Which answer to write next: what cases ask again and again and no answer speaks of, by the cases it had spared.

Two telling words that stand together in the subjects of many cases make a topic. A case counts for one topic alone, the
largest it belongs to, so that the numbers add up to cases.
"""

from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import timedelta
from itertools import combinations
from typing import Final

from django.utils import timezone

from knowledgebase.search.analysis import matters, stem, words
from knowledgebase.search.by_words import hits_by_words
from organisation.models import User
from tickets.models import Ticket

DAYS: Final = 90
LATELY: Final = 30
READ: Final = 1_500
"""Cases that are looked at, the newest first."""
FEWEST: Final = 3
"""Cases of a topic; fewer are no pattern, and a topic of one case would show what one person wrote."""
LOOKED_AT: Final = 60
SHOWN: Final = 12
MOST_WORDS: Final = 8
ANSWERED: Final = 0.85
"""Share of a topic that an answer holds which speaks of it already."""
Pair = tuple[str, str]


@dataclass(frozen=True)
class AnswerTopic:
    """`words` as most people wrote them; `cases` it would have spared, `lately` of them in the last days; the newest of
    them to read."""

    words: str
    cases: int
    lately: int
    newest: list[Ticket]

    @property
    def is_growing(self) -> bool:
        """Whether most of its cases came in the last third of the time that is looked at."""
        return self.lately * 2 > self.cases


def topics(user: User) -> list[AnswerTopic]:
    """Of the cases that the person may see."""
    since = timezone.now() - timedelta(days=DAYS)
    seen = Ticket.objects.visible_to(user).filter(opened_at__gte=since, merged_into=None)
    cases = list(seen.only("id", "subject", "opened_at").order_by("-id")[:READ])
    spelled: dict[str, Counter[str]] = defaultdict(Counter)
    of_case: dict[int, list[str]] = {}
    for case in cases:
        by_root = {stem(word): word for word in words(case.subject) if matters(word) and word.isalpha()}
        of_case[case.pk] = sorted(by_root)[:MOST_WORDS]
        for root, word in by_root.items():
            spelled[root][word] += 1
    counted = Counter(pair for roots in of_case.values() for pair in combinations(roots, 2))
    likely = [pair for pair, times in counted.most_common(LOOKED_AT) if times >= FEWEST]
    open_topics = unanswered(likely, spelled)
    return largest_first(open_topics, cases, of_case, spelled)


def unanswered(pairs: list[Pair], spelled: dict[str, Counter[str]]) -> list[Pair]:
    """Those of which no published answer holds both words."""
    if not pairs:
        return []
    texts = [as_written(pair, spelled) for pair in pairs]
    all_hits = hits_by_words(*texts)
    return [
        pair
        for pair, hits in zip(pairs, all_hits, strict=True)
        if not any(hit.coverage >= ANSWERED for hit in hits or [])
    ]


def as_written(pair: Pair, spelled: dict[str, Counter[str]]) -> str:
    return " ".join(spelled[root].most_common(1)[0][0] for root in pair)


def largest_first(
    pairs: list[Pair], cases: list[Ticket], of_case: dict[int, list[str]], spelled: dict[str, Counter[str]]
) -> list[AnswerTopic]:
    left, lately = {case.pk: case for case in cases}, timezone.now() - timedelta(days=LATELY)
    largest: list[AnswerTopic] = []
    for pair in pairs:
        mine = [case for pk, case in left.items() if set(pair) <= set(of_case[pk])]
        if len(mine) < FEWEST:
            continue
        new = sum(case.opened_at >= lately for case in mine)
        largest.append(AnswerTopic(as_written(pair, spelled), len(mine), new, mine[:3]))
        for case in mine:
            del left[case.pk]
    return sorted(largest, key=lambda topic: (-topic.cases, topic.words))[:SHOWN]
