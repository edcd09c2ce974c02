"""A PDF beside an answer, to be fetched from a link in its text."""

import re
from typing import Final

from django.db import models
from django.template.defaultfilters import filesizeformat
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from knowledgebase.models.article import Article
from knowledgebase.models.enclosure import Enclosure, in_brackets
from organisation.stored_text import MaskedCharField

ADDRESS: Final = re.compile(r"/svar/filer/[\w-]{10,40}/")
PDF: Final = "application/pdf"


class AnswerFile(Enclosure):
    """Fetched from a link in the text. `words`: those of the link, which say what it is."""

    article = models.ForeignKey(Article, models.CASCADE, related_name="files", verbose_name=_("shared answer"))
    name = MaskedCharField(_("name"), max_length=150)
    words = MaskedCharField(_("what the file is"), max_length=120)
    size = models.PositiveIntegerField(editable=False)
    """Bytes."""

    class Meta:
        verbose_name = _("file of an answer")
        verbose_name_plural = _("files of answers")
        constraints = [models.CheckConstraint(condition=~models.Q(words=""), name="answer_file_has_words")]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("answer_file", args=[self.key])

    @property
    def markdown(self) -> str:
        """As it stands in the text of the answer: who follows the link knows what comes, and how large it is."""
        size = filesizeformat(self.size).replace("\xa0", " ")
        return f"[{in_brackets(self.words)} (PDF, {size})]({self.get_absolute_url()})"
