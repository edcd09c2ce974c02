"""From which case an answer was written, for as long as the case is kept."""

from django.db import models

from knowledgebase.models import Article
from tickets.models import Ticket


class AnswerSource(models.Model):
    """Says whose words stand behind a draft, so that its author is shown what was taken out of them."""

    article = models.OneToOneField(Article, models.CASCADE, related_name="written_from")
    ticket = models.ForeignKey(Ticket, models.CASCADE, related_name="answers_written")

    def __str__(self) -> str:
        return f"{self.article_id} from {self.ticket_id}"
