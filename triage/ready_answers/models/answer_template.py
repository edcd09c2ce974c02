"""Ready answers with places for what differs from case to case."""

import re
from typing import TYPE_CHECKING, Final

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from organisation.models import Institution, Municipality, User
from organisation.stored_text import MaskedCharField, MaskedTextField
from tickets.models import Ticket
from tickets.words import Audience, Route

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

PLACE: Final = re.compile(r"\{\s*([\wæøå ]{1,30}?)\s*\}")
PLACEHOLDERS: "Final[dict[str, StrPromise]]" = {
    "navn": _("the requester's name"),
    "fornavn": _("the requester's first name"),
    "sagsnummer": _("the case number"),
    "emne": _("the subject of the case"),
    "institution": _("the name of the institution"),
    "kommune": _("the name of the municipality"),
    "mit navn": _("your own name"),
}
"""What may stand in braces. A closed list, replaced word for word: what people write is never run as a template."""


class AnswerTemplateQuerySet(models.QuerySet["AnswerTemplate"]):
    def for_case(self, ticket: Ticket) -> "AnswerTemplateQuerySet":
        """Those that fit the case, the most particular first."""
        return self.fitting(ticket.language, ticket.route or "", ticket.audience, ticket.institution_id)

    def fitting(self, language: str, route: str, audience: str, institution: int | None) -> "AnswerTemplateQuerySet":
        templates = self.filter(is_active=True, language=language, route__in=["", route], audience__in=["", audience])
        templates = templates.filter(models.Q(institution=None) | models.Q(institution=institution))
        return templates.order_by("-route", "-audience", "title", "id")


class AnswerTemplate(models.Model):
    """A text for an answer; empty route, audience and institution mean any."""

    title = MaskedCharField(_("title"), max_length=120)
    text = MaskedTextField(_("text"), max_length=20_000)
    language = models.CharField(_("language"), max_length=5, choices=[("da", "Dansk"), ("en", "English")], default="da")
    route = models.CharField(_("route"), max_length=20, choices=Route, blank=True)
    audience = models.CharField(_("who asks"), max_length=8, choices=Audience, blank=True)
    institution = models.ForeignKey(
        Institution,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("institution"),
        help_text=_("Empty means all."),
    )
    is_active = models.BooleanField(_("in use"), default=True)

    objects = AnswerTemplateQuerySet.as_manager()

    class Meta:
        verbose_name = _("answer template")
        verbose_name_plural = _("answer templates")

    def __str__(self) -> str:
        return self.title

    def clean(self) -> None:
        unknown = [name for name in PLACE.findall(self.text) if name.casefold() not in PLACEHOLDERS]
        if unknown:
            message = _("There is no placeholder %(names)s.")
            raise ValidationError({"text": message % {"names": ", ".join(f"{{{name}}}" for name in unknown)}})

    def fill(self, ticket: Ticket, user: User) -> str:
        """The text with its places filled in from the case; an unknown place stays as it is."""
        return filled(
            self.text,
            {
                "navn": ticket.requester_name,
                "fornavn": ticket.requester_name.split(" ")[0],
                "sagsnummer": ticket.number,
                "emne": ticket.subject,
                "institution": ticket.institution.name if ticket.institution else "",
                "kommune": Municipality.current().name,
                "mit navn": user.name,
            },
        )


def filled(text: str, values: dict[str, str]) -> str:
    """Each place replaced once; what a value holds is never looked at again."""
    return PLACE.sub(lambda place: values.get(place[1].casefold(), place[0]), text)
