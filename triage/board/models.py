"""Which case a question of the public board came from; nobody who reads the board can tell."""

from django.db import models

from knowledgebase.models import Question
from tickets.models import Ticket


class CaseQuestion(models.Model):
    """A case proposes one question. The row goes with the personal parts of the case."""

    ticket = models.OneToOneField(Ticket, models.CASCADE, related_name="board_question")
    question = models.OneToOneField(Question, models.CASCADE, related_name="case")

    class Meta:
        verbose_name = "question of a case"
        verbose_name_plural = "questions of cases"

    def __str__(self) -> str:
        return f"#{self.ticket_id}"
