"""“How to get help”, in the languages that the municipality chooses. The words are people's, row by row."""

from typing import Final

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from organisation.stored_text import MaskedCharField, MaskedTextField

RIGHT_TO_LEFT: Final = frozenset({"ar", "ur"})


class HelpPageQuerySet(models.QuerySet["HelpPage"]):
    def shown(self) -> "HelpPageQuerySet":
        return self.filter(is_shown=True)

    def in_order(self) -> "HelpPageQuerySet":
        return self.order_by("position", "id")


class HelpPage(models.Model):
    """One language. It is shown when somebody who reads the language has written it and says so."""

    class Language(models.TextChoices):
        """Those in which Aula's own guides come, by their own names."""

        DANISH = "da", "Dansk"
        ENGLISH = "en", "English"
        SOMALI = "so", "Soomaali"
        ARABIC = "ar", "العربية"
        TURKISH = "tr", "Türkçe"
        URDU = "ur", "اردو"

    language = models.CharField(_("language"), max_length=5, choices=Language, unique=True)
    position = models.PositiveSmallIntegerField(_("position in the list"), default=0)
    title = MaskedCharField(_("title"), max_length=120, blank=True)
    text = MaskedTextField(_("text"), blank=True, help_text=_("Paragraphs, with an empty line between them."))
    button = MaskedCharField(
        _("words of the button that leads to the form"), max_length=60, blank=True, help_text=_("“Write to us”.")
    )
    is_shown = models.BooleanField(
        _("shown"),
        default=False,
        help_text=_("Only when somebody who reads the language has written the text, or read it through."),
    )

    objects = HelpPageQuerySet.as_manager()

    class Meta:
        verbose_name = _("help page in a language")
        verbose_name_plural = _("help pages in languages")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(is_shown=False) | ~(models.Q(title="") | models.Q(text="") | models.Q(button="")),
                name="shown_help_page_is_written",
                violation_error_message=_("Write title, text and button before the page is shown."),
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """In the language itself."""
        return str(self.Language(self.language).label)

    @property
    def direction(self) -> str:
        return "rtl" if self.language in RIGHT_TO_LEFT else "ltr"

    def clean(self) -> None:
        if self.is_shown and not (self.title and self.text and self.button):
            raise ValidationError(_("Write title, text and button before the page is shown."))
