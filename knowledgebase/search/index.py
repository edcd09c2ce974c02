"""Writes the postings: which words each published answer holds, and their weight there (BM25F)."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable
from itertools import islice
from typing import Final

from django.db import transaction
from django.db.models import Q

from knowledgebase.markdown import plain
from knowledgebase.models import Article, IndexState, Posting, Topic
from knowledgebase.search.analysis import COMPOUND_PARTS, stems
from knowledgebase.search.compounds import split
from knowledgebase.search.meanings import drop_outdated
from knowledgebase.search.topic_of import topic_of

WEIGHTS: Final = {"title": 3.0, "question": 2.0, "keywords": 2.5, "phrasings": 1.0, "answer": 1.0}
PART_WEIGHT: Final = 0.5
"""What a part of a compound counts beside the word itself."""
SATURATION: Final = 1.2
"""BM25's k1: how soon repeating a word stops to count."""
LENGTH_COUNTS: Final = 0.4
"""BM25's b: how much a long answer is held against it."""
USUAL_LENGTH: Final = 60.0
"""Weighted words of a usual answer. A fixed number keeps every posting independent of the other answers."""
BATCH: Final = 2000

Weighted = dict[str, float]


def fields_of(article: Article) -> dict[str, str]:
    return {
        "title": article.title,
        "question": article.question,
        "keywords": " ".join(article.keywords),
        "phrasings": " ".join(article.phrasings),
        "answer": plain(article.answer),
    }


def counted(article: Article) -> Weighted:
    """How often each stem stands in the answer, weighted by the field it stands in."""
    counts: Weighted = defaultdict(float)
    for name, text in fields_of(article).items():
        for term, times in Counter(stems(text)).items():
            counts[term] += WEIGHTS[name] * times
    return counts


def weighed(counts: Weighted, known: Collection[str]) -> Weighted:
    """The postings of one answer: its stems and the parts of its compounds."""
    whole = dict(counts)
    for term, count in counts.items():
        for part in split(term, known):
            whole[part] = max(whole.get(part, 0.0), counts.get(part, 0.0) + PART_WEIGHT * count)
    length = sum(counts.values()) / USUAL_LENGTH
    pause = SATURATION * (1 - LENGTH_COUNTS + LENGTH_COUNTS * length)
    return {term: (SATURATION + 1) * count / (count + pause) for term, count in whole.items()}


def known_terms() -> set[str]:
    """Stems that a compound may be made of: those in use, and general ones."""
    return set(Posting.objects.values_list("term", flat=True).distinct()) | COMPOUND_PARTS


@transaction.atomic
def index_article(article_id: int) -> None:
    """Writes one answer's postings anew, none where it is not published. Twice is the same as once."""
    article = Article.objects.select_for_update().filter(pk=article_id).first()
    if article is None:
        return
    Posting.objects.filter(article=article).delete()
    drop_outdated([article])
    if article.is_published:
        counts = counted(article)
        store([(article.pk, counts)], known_terms() | set(counts))
    note_topics([article])
    Article.objects.filter(pk=article_id).update(is_indexed=True)
    IndexState.move_on()


@transaction.atomic
def rebuild() -> int:
    """Writes all postings anew, compounds split by the words of all answers. Returns how many."""
    drop_all_outdated()
    articles = Article.objects.published().order_by("id").iterator(500)
    published = [(article.pk, counted(article)) for article in articles]
    known = set(COMPOUND_PARTS).union(*(counts for _pk, counts in published))
    Posting.objects.all().delete()
    store(published, known)
    note_topics(Article.objects.published().select_related("translation_of").order_by("id").iterator(500))
    Article.objects.needing_index().update(is_indexed=True)
    IndexState.move_on()
    return len(published)


def note_topics(articles: Iterable[Article]) -> None:
    """Writes what the answers, and the translations of them, are about: what their original is about."""
    terms = {topic.slug: topic.known_by for topic in Topic.objects.in_order()}
    about: dict[str, list[int]] = defaultdict(list)
    for article in articles:
        original = article.translation_of or article
        about[topic_of(original.title, original.question, terms) or ""].append(article.pk)
    for slug, keys in about.items():
        Article.objects.filter(Q(pk__in=keys) | Q(translation_of__in=keys)).exclude(topic=slug).update(topic=slug)


def drop_all_outdated() -> None:
    """Of every answer that has a meaning, some at a time."""
    embedded = Article.objects.filter(meaning__isnull=False).order_by("id").iterator(500)
    while part := list(islice(embedded, 500)):
        drop_outdated(part)


def store(articles: Iterable[tuple[int, Weighted]], known: Collection[str]) -> None:
    rows = (
        Posting(article_id=article_id, term=term, weight=round(weight, 4))
        for article_id, counts in articles
        for term, weight in weighed(counts, known).items()
    )
    Posting.objects.bulk_create(rows, batch_size=BATCH)
