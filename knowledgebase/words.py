"""The closed lists of a shared answer. The same slugs as those of an enquiry, which another app owns."""

from typing import Final

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Audience(TextChoices):
    PARENT = "parent", _("Parent")
    PUPIL = "pupil", _("Pupil")
    STAFF = "staff", _("Staff")


class Language(TextChoices):
    DANISH = "da", "Dansk"
    ENGLISH = "en", "English"


class Status(TextChoices):
    DRAFT = "draft", _("Draft")
    PUBLISHED = "published", _("Published")
    RETIRED = "retired", _("Retired")


RESERVED_SLUGS: Final = frozenset({"forslag"})
"""Words that stand for a page of their own under /svar/."""
