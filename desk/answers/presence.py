"""Who else has an answer open just now. Lives in the cache alone, as in the case (`desk.case.presence`)."""

import time

from django.core.cache import cache

from desk.case.presence import SEEN_FOR, Onlooker
from knowledgebase.models import Article
from organisation.models import User


def onlookers(article: Article, user: User, *, writing: bool = False) -> list[Onlooker]:
    """Tells the others that the person is here, and who else is."""
    now, key = time.time(), f"answer-presence:{article.pk}"
    there = {pk: seen for pk, seen in (cache.get(key) or {}).items() if now - seen[2] < SEEN_FOR}
    others = [Onlooker(name, writes) for pk, (name, writes, _at) in there.items() if pk != user.pk]
    there[user.pk] = (user.name, writing, now)
    cache.set(key, there, SEEN_FOR)
    return others
