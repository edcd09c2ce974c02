"""Tells the administrators of a place, by mail, that a deputy waits for their word."""

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from organisation.models import Absence, Membership, User
from organisation.people import deputies
from organisation.roles import Role
from tickets.news.caseless_mails import write_parts


def tell(absence: Absence, waiting: list[Membership]) -> None:
    """Those of each place who can confirm it; where a place has none, the municipal administrators."""
    people: dict[int, User] = {}
    for row in waiting:
        there = User.objects.with_role(Role.INSTITUTION_ADMIN, row.institution)
        able = [each for each in there if deputies.waiting_for(each, absence)]
        people |= {each.pk: each for each in able or User.objects.with_role(Role.MUNICIPAL_ADMIN)}
    for person in people.values():
        with translation.override(person.language):
            subject = _("A deputy waits for you")
            parts = parts_for(person, absence)
        write_parts(subject, parts, kind="deputy_waits", to=(person.email, person.language), secret=True)


def parts_for(person: User, absence: Absence) -> list[str]:
    names = {
        "deputy": absence.deputy,
        "name": absence.user,
        "first": date_format(absence.starts_on, "SHORT_DATE_FORMAT"),
        "last": date_format(absence.ends_on, "SHORT_DATE_FORMAT"),
    }
    return [
        _("Hello %(name)s") % {"name": person.get_short_name()},
        _("%(deputy)s is to stand in for %(name)s from %(first)s to %(last)s, and cannot see the cases there yet.")
        % names,
        _("Confirm it here, if it is right. It ends by itself:"),
        settings.SITE_URL + reverse("admin:absences"),
    ]
