"""What an answer means: a vector that the search compares with what people ask."""

from django.db import models

from knowledgebase.models.article import Article


class Meaning(models.Model):
    """Of a published answer. A vector is never changed: another text is another row, so processes read new ones only.

    `vector`: 384 whole numbers of one byte, the same on every database, of its question; behind it as many again for
    each way in which people put it. `digest`: of the texts they were made from.
    """

    article = models.OneToOneField(Article, models.CASCADE, related_name="meaning")
    vector = models.BinaryField()
    digest = models.CharField(max_length=64)
    is_compared = models.BooleanField(default=False, db_default=False)
    """Whether answers that say much the same have been looked for (`knowledgebase.search.alike`)."""

    class Meta:
        indexes = [models.Index(fields=["id"], name="meaning_to_compare", condition=models.Q(is_compared=False))]

    def __str__(self) -> str:
        return f"meaning of {self.article_id}"
