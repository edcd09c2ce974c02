"""Which certificates of single sign-on end soon: ours, and those that providers sign with."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Final

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from organisation.models import IdentityProvider
from organisation.single_sign_on.saml.keys import own_certificates
from organisation.single_sign_on.saml.metadata import read_metadata
from organisation.single_sign_on.troubles import Refused

STAGES: Final = (7, 30, 60)
"""Days before the end from which it is said: as something to do, to do now, and to do today."""


@dataclass(frozen=True)
class Ending:
    """The newest certificate of one side ends in so many days; below 0 it has ended."""

    provider: IdentityProvider
    is_ours: bool
    ends_on: date
    days: int

    @property
    def stage(self) -> int:
        """The nearest of the stages that it has reached."""
        return next(stage for stage in STAGES if self.days <= stage)

    @property
    def sentence(self) -> str:
        values = {"name": self.provider.name, "day": date_format(self.ends_on, "DATE_FORMAT"), "days": self.days}
        if self.days < 0:
            ended = _("Our certificate for %(name)s ended on %(day)s. Renew it.")
            theirs = _("The newest certificate of %(name)s ended on %(day)s. Fetch their newest metadata.")
            return (ended if self.is_ours else theirs) % values
        ours = ngettext(
            "Our certificate for %(name)s lasts %(days)d day more, until %(day)s. Renew it.",
            "Our certificate for %(name)s lasts %(days)d days more, until %(day)s. Renew it.",
            self.days,
        )
        theirs = ngettext(
            "The newest certificate of %(name)s lasts %(days)d day more, until %(day)s. Ask them for the next one.",
            "The newest certificate of %(name)s lasts %(days)d days more, until %(day)s. Ask them for the next one.",
            self.days,
        )
        return (ours if self.is_ours else theirs) % values

    @property
    def address(self) -> str:
        page = "renew_own_certificate" if self.is_ours else "organisation_identityprovider_change"
        return reverse(f"admin:{page}", args=[self.provider.pk])


def endings() -> list[Ending]:
    """Of the providers in use, the first to end first. Nobody is asked for it: it stands in what we have."""
    rows = IdentityProvider.objects.filter(kind=IdentityProvider.Kind.SAML, is_active=True).order_by("name", "id")
    coming = [ending for provider in rows for ending in of_provider(provider)]
    return sorted((ending for ending in coming if ending.days <= max(STAGES)), key=lambda ending: ending.days)


def of_provider(provider: IdentityProvider) -> Iterator[Ending]:
    ours = [certificate.not_valid_after_utc for certificate in own_certificates(provider)]
    try:
        theirs = [each.not_valid_after_utc for each in read_metadata(provider.metadata.encode()).certificates]
    except Refused:
        theirs = []
    for is_ours, ends in ((True, ours), (False, theirs)):
        if ends:
            day = timezone.localdate(max(ends))
            yield Ending(provider, is_ours, day, (day - timezone.localdate()).days)
