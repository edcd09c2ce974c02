"""What others search for now, as far as everybody may see it."""

from typing import Final

from knowledgebase.models import SearchTally
from knowledgebase.search import vocabulary
from knowledgebase.search.analysis import is_telling, stem, words

DAYS: Final = 14
LOOKED_AT: Final = 40
SHOWN: Final = 6


def others_search() -> list[str]:
    """Only what was searched for often and found, and each word of which stands in an answer: a name does not."""
    known = vocabulary.current().known
    often = SearchTally.objects.since(DAYS).asked_often(limit=LOOKED_AT)
    said = [str(row["words"]) for row in often if row["without_hit"] < row["searches"]]
    return [each for each in said if all(stem(word) in known or not is_telling(word) for word in words(each))][:SHOWN]
