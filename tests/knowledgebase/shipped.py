"""All the answers that a new municipality begins with, published, indexed and embedded; the vectors are read once for
each process of tests."""

from pathlib import Path

from knowledgebase.importing import import_answers
from knowledgebase.models import Article, IndexState, Meaning
from knowledgebase.search.index import rebuild
from knowledgebase.search.meanings import embed_waiting

FILE = Path(__file__).resolve().parents[2] / "demo" / "answers.jsonl"
_known: dict[str, tuple[bytes, str]] = {}


def lay_out() -> None:
    import_answers(FILE.read_text(encoding="utf-8").splitlines())
    rebuild()
    known = Article.objects.filter(key__in=_known)
    rows = ((article, *_known[article.key]) for article in known)
    Meaning.objects.bulk_create(Meaning(article=article, vector=vector, digest=made) for article, vector, made in rows)
    IndexState.meanings_moved_on()
    embed_waiting(300)
    kept = Meaning.objects.values_list("article__key", "vector", "digest")
    _known.update({key: (bytes(vector), digest) for key, vector, digest in kept})
