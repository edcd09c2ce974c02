"""What others search for now, as far as everybody may see it."""

from typing import Final

from django.db.models import Count

from knowledgebase.models import Article, Posting, SearchTally
from knowledgebase.readers import EVERYBODY
from knowledgebase.search import vocabulary
from knowledgebase.search.analysis import is_telling, stem, words
from knowledgebase.search.vocabulary import Vocabulary

DAYS: Final = 14
LOOKED_AT: Final = 40
LOOKED_INTO: Final = 500
"""Answers with the rarest of the words."""
SHOWN: Final = 6


def others_search() -> list[str]:
    """Only what was searched for often and found, and whose words stand together in an answer that everybody reads.

    A name does not, nor does what somebody tells of a child; and no word shows that the support keeps to itself.
    """
    known = vocabulary.current()
    often = SearchTally.objects.since(DAYS).asked_often(limit=LOOKED_AT)
    searches = (str(row["words"]) for row in often if row["without_hit"] < row["searches"])
    shown: list[str] = []
    for query in searches:
        if len(shown) < SHOWN and stand_together(telling(query, known), known):
            shown.append(query)
    return shown


def telling(query: str, known: Vocabulary) -> set[str]:
    """The stems that say something, without those that somebody has written down as other words for something."""
    roots = {stem(word) for word in words(query) if is_telling(word)}
    return {root for root in roots if (root,) not in known.synonyms}


def stand_together(roots: set[str], known: Vocabulary) -> bool:
    """Whether one answer that everybody reads holds them all. Looks no further than the rarest of them leads."""
    if not roots <= known.frequency.keys():
        return False
    if not roots:
        return True
    rarest = min(roots, key=lambda root: (known.frequency[root], root))
    public = Article.objects.offered_to(EVERYBODY)
    some = Posting.objects.filter(term=rarest, article__in=public).order_by("article").values_list("article", flat=True)
    postings = Posting.objects.filter(article__in=list(some[:LOOKED_INTO]), term__in=roots)
    return postings.values("article").annotate(held=Count("id")).filter(held=len(roots)).exists()
