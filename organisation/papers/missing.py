"""What the papers of the municipality still lack, for the administrator who can fill it in."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Final

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from organisation.models import AccessibilityStatus, Municipality

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

A_YEAR: Final = timedelta(days=365)
"""The accessibility statement is to be brought up to date once a year at least; the privacy page goes along."""
NEEDED: "Final[dict[str, StrPromise]]" = {
    "address": _("The municipality's address"),
    "contact_email": _("An e-mail address for the public"),
    "phone": _("A phone number for the public"),
    "adviser_email": _("How to reach the data protection adviser"),
    "processors": _("Who runs the system for you"),
    "accessibility_url": _("The address of the accessibility statement at was.digst.dk"),
    "accessibility_status": _("How far the site is accessible"),
    "accessibility_method": _("How the accessibility was judged"),
}
REVIEWED: "Final[dict[str, tuple[StrPromise, StrPromise]]]" = {
    "privacy_reviewed_on": (
        _("The day on which the privacy page was reviewed"),
        _("The privacy page was reviewed more than a year ago"),
    ),
    "accessibility_reviewed_on": (
        _("The day on which the accessibility statement was brought up to date"),
        _("The accessibility statement is more than a year old"),
    ),
}


@dataclass(frozen=True)
class Missing:
    """`field` of the municipality's row, and what it lacks in words."""

    field: str
    words: "StrPromise"

    @property
    def address(self) -> str:
        return f"{reverse('admin:organisation_municipality_changelist')}#id_{self.field}"


def missing(municipality: Municipality, today: date | None = None) -> list[Missing]:
    """Empty when every paper can be written in full."""
    return [*lacking(municipality), *outdated(municipality, today or timezone.localdate())]


def lacking(municipality: Municipality) -> Iterator[Missing]:
    yield from (Missing(field, label) for field, label in NEEDED.items() if not getattr(municipality, field))
    judged = municipality.accessibility_status
    if judged and judged != AccessibilityStatus.FULL and not municipality.accessibility_problems.strip():
        yield Missing("accessibility_problems", _("Which content is not accessible"))


def outdated(municipality: Municipality, today: date) -> Iterator[Missing]:
    for field, (never, long_ago) in REVIEWED.items():
        reviewed = getattr(municipality, field)
        if reviewed is None:
            yield Missing(field, never)
        elif today - reviewed > A_YEAR:
            yield Missing(field, long_ago)
