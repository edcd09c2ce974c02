"""A PDF beside an answer, to be fetched from a link in its text."""

import re
from typing import Final

from django.db import models
from django.template.defaultfilters import filesizeformat
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from knowledgebase.models.article import Article
from knowledgebase.models.picture import KEY_LENGTH, new_key
from organisation.models import User
from organisation.stored_text import MaskedCharField

ADDRESS: Final = re.compile(r"/svar/filer/[\w-]{10,40}/")
PDF: Final = "application/pdf"


class AnswerFile(models.Model):
    """Given out where the answer is shown, and to nobody else. `words`: those of the link, which say what it is."""

    article = models.ForeignKey(Article, models.CASCADE, related_name="files", verbose_name=_("shared answer"))
    key = models.CharField(max_length=KEY_LENGTH, unique=True, default=new_key, editable=False)
    name = MaskedCharField(_("name"), max_length=150)
    words = MaskedCharField(_("what the file is"), max_length=120)
    size = models.PositiveIntegerField(editable=False)
    """Bytes."""
    data = models.BinaryField()
    added_by = models.ForeignKey(User, models.SET_NULL, null=True, db_index=False, related_name="+")
    added_at = models.DateTimeField(auto_now_add=True)

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
        words = self.words.replace("[", "(").replace("]", ")").replace("\n", " ")
        size = filesizeformat(self.size).replace("\xa0", " ")
        return f"[{words} (PDF, {size})]({self.get_absolute_url()})"
