"""What a file says of a person who asks for their data: kept for the review, since reading all files takes minutes."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from organisation.stored_text import MaskedTextField
from tickets.models.attachment import Attachment
from tickets.models.person_request import PersonRequest
from tickets.models.received_mail import ReceivedMail


class FoundInFile(models.Model):
    """`text`: the lines that name the person; all of it where the file lies in a case of their own.

    What came with a `mail` that is held is no file of a case yet: all of it together is one row, with the files' names.
    """

    request = models.ForeignKey(PersonRequest, models.CASCADE, related_name="found_in_files", verbose_name=_("request"))
    attachment = models.ForeignKey(
        Attachment, models.CASCADE, null=True, related_name="+", verbose_name=_("attachment")
    )
    mail = models.ForeignKey(
        ReceivedMail, models.CASCADE, null=True, db_index=False, related_name="+", verbose_name=_("received mail")
    )
    text = MaskedTextField(_("text"))

    class Meta:
        verbose_name = _("found in a file")
        verbose_name_plural = _("found in files")
        constraints = [models.UniqueConstraint(fields=["request", "attachment"], name="found_in_file_once")]

    def __str__(self) -> str:
        return f"#{self.pk}"
