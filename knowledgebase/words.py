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


class Reach(TextChoices):
    """Who may read a published answer at all; `Audience` says for whom it is meant among those."""

    EVERYBODY = "everybody", _("Everybody")
    SUPPORT = "support", _("Only the Aula support")


class Status(TextChoices):
    """A change to a published answer is a draft of its own until it is taken into the answer."""

    DRAFT = "draft", _("Draft")
    PROPOSED = "proposed", _("Waits for approval")
    PUBLISHED = "published", _("Published")
    RETIRED = "retired", _("Retired")
    TAKEN_IN = "taken_in", _("Taken into the answer")


AT_WORK: Final = (Status.DRAFT, Status.PROPOSED)
"""Texts that are being written; nobody outside the support organisation sees them."""


class Unhelped(TextChoices):
    """Why an answer did not help somebody."""

    OUTDATED = "outdated", _("It is not right any more")
    UNCLEAR = "unclear", _("I did not understand it")
    MISSING = "missing", _("Something is missing")
    ANOTHER = "another", _("I was looking for something else")


RESERVED_SLUGS: Final = frozenset({"forslag", "billeder", "filer", "mens"})
"""Words that stand for a page of their own under /svar/."""
TEXTS: Final = ("title", "question", "answer")
"""What of an answer is prose."""
WRITTEN: Final = (
    *TEXTS,
    "audiences",
    "reach",
    "institution",
    "language",
    "route",
    "tags",
    "source",
    "source_date",
    "checked_on",
    "outdated_when",
    "review_date",
    "translation_of",
)
"""What an author writes; everything else about an answer follows from verbs."""
