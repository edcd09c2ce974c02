"""Who helps with Aula at a school or daycare, as its public page says it: by role, and by name where people agreed."""

from dataclasses import dataclass
from datetime import time
from itertools import groupby
from typing import Final

from django.db.models import Q
from django.utils.dates import WEEKDAYS
from django.utils.formats import time_format
from django.utils.text import capfirst
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from database.dialects import danish_order
from organisation.models import Institution, Membership, Municipality
from organisation.models.opening import read_calendars
from organisation.roles import Role

FIRST_LEVEL: Final = (Role.SUPERUSER, Role.INSTITUTION_ADMIN)
OF_THE_PLACE: Final = (*FIRST_LEVEL, Role.PILOT)
HELPING: Final = (*OF_THE_PLACE, Role.SUPPORT_ENTITLED)


@dataclass(frozen=True)
class Helper:
    """Somebody who agreed to be named. `picture`: the digest of theirs, empty without one."""

    name: str
    picture: str


@dataclass(frozen=True)
class Helpers:
    """Those who hold one role for a place: who agreed to be named, and how many more there are."""

    role: Role
    named: tuple[Helper, ...]
    others: int

    @property
    def names(self) -> list[str]:
        return [helper.name for helper in self.named]

    @property
    def pictured(self) -> list[Helper]:
        return [helper for helper in self.named if helper.picture]

    @property
    def rest_in_words(self) -> str:
        """Those beside the names that stand one by one; empty where there are none."""
        return (
            ngettext("and %(count)s more", "and %(count)s more", self.others) % {"count": self.others}
            if self.others
            else ""
        )

    @property
    def in_words(self) -> str:
        if not self.names:
            return ngettext("%(count)s member of staff", "%(count)s members of staff", self.others) % {
                "count": self.others
            }
        names = ", ".join(self.names)
        if not self.others:
            return names
        facts = {"names": names, "count": self.others}
        return ngettext("%(names)s and %(count)s more", "%(names)s and %(count)s more", self.others) % facts


def helpers_at(place: Institution) -> list[Helpers]:
    """By role, in the order in which a question meets them; those of the whole municipality stand at each place."""
    memberships = Membership.objects.filter(
        Q(institution=place) | Q(institution=None), role__in=HELPING, user__is_active=True
    )
    rows = memberships.order_by(danish_order("user__name"), "user_id").values_list(
        "role", "user__name", "user__named_publicly", "user__portrait__digest"
    )
    people_by_role: dict[str, list[tuple[Helper, bool]]] = {}
    for role, name, agreed, picture in rows.distinct():
        people_by_role.setdefault(role, []).append((Helper(name, picture or ""), agreed))
    return [
        Helpers(
            role,
            tuple(helper for helper, agreed in people_by_role[role] if agreed),
            sum(not agreed for _helper, agreed in people_by_role[role]),
        )
        for role in HELPING
        if role in people_by_role
    ]


def has_own(helpers: list[Helpers]) -> bool:
    """Whether somebody has the task at the place itself."""
    return any(each.role in OF_THE_PLACE for each in helpers)


def way_of_an_enquiry() -> list[tuple[str, str]]:
    """Who has it, one after the other, and what they do."""
    return [
        (
            _("Your school or daycare"),
            _("The members of staff who know Aula read your enquiry first and answer most questions."),
        ),
        (_("The pilot"), _("Gets what the school or daycare cannot solve.")),
        (
            _("The municipality’s support-entitled"),
            _("Get what the pilot cannot solve. Only they may report a fault to Aula’s supplier."),
        ),
        (_("Aula’s supplier and KOMBIT"), _("The supplier fixes faults. KOMBIT decides what is changed in Aula.")),
        (_("Your own page"), _("You follow it all there, and hear from us when there is news.")),
    ]


def hours_at(place: Institution) -> list[str]:
    """When its support works, days with the same hours together: "Mandag til torsdag kl. 8.00–15.00"."""
    calendars = read_calendars(closed_on_1_may=False)
    return hours_in_words(calendars.get(place.pk, calendars[None])["windows"])


def hours_of_municipality() -> list[str]:
    """The same windows by which due times are counted; none before the municipality has a name."""
    municipality = Municipality.current()
    return hours_in_words(municipality.plain_calendars()[None]["windows"]) if municipality.name else []


def hours_in_words(windows: dict[int, list[tuple[time, time]]]) -> list[str]:
    return [
        capfirst(_("%(days)s, %(times)s") % {"days": days_in_words([day for day, _same in days]), "times": times})
        for times, days in groupby(((day, in_words(windows[day])) for day in sorted(windows)), key=lambda each: each[1])
    ]


def in_words(windows: list[tuple[time, time]]) -> str:
    return ", ".join(
        f"{time_format(opens, 'TIME_FORMAT')}–{time_format(closes, 'TIME_FORMAT')}" for opens, closes in windows
    )


def days_in_words(days: list[int]) -> str:
    """ "mandag", "mandag og onsdag" or "mandag til torsdag", in the reader's language."""
    names = [str(WEEKDAYS[day]) for day in days]
    if get_language() == "da":
        names = [name.lower() for name in names]
    if len(days) > 2 and days == list(range(days[0], days[-1] + 1)):  # noqa: PLR2004  two days are a pair
        return _("%(first)s to %(last)s") % {"first": names[0], "last": names[-1]}
    if len(names) == 1:
        return names[0]
    return _("%(first)s and %(last)s") % {"first": ", ".join(names[:-1]), "last": names[-1]}
