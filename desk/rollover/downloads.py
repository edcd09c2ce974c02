"""Lists for a spreadsheet: the staff as it is now, to correct and bring in; and what a list has done."""

import csv
from collections.abc import Iterable

from django.http import HttpResponse
from django.utils.translation import gettext as _

from database.dialects import danish_order
from desk.quality.suggestions import harmless
from desk.rollover.models import Rollover, RolloverStep, RowKind
from organisation.importing import people
from organisation.models import Membership, User
from organisation.people import colleagues
from organisation.roles import Role


def as_csv(name: str, headings: list[str], rows: Iterable[list[str]]) -> HttpResponse:
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    response.write("\ufeff")
    writer = csv.writer(response, delimiter=";")
    writer.writerow(headings)
    writer.writerows([harmless(cell) for cell in row] for row in rows)
    return response


def staff_now(by: User) -> HttpResponse:
    """Everybody with a role at somebody's own institutions, with the headings of the import."""
    headings = [people.COLUMNS[name][0] for name in ("email", "name", "role", "institution", "language")]
    memberships = Membership.objects.filter(institution__in=colleagues.places_of(by), user__is_active=True)
    rows = memberships.filter(user__api_client=None).select_related("user", "institution")
    in_order = rows.order_by(danish_order("institution__name"), danish_order("user__name"), "id")
    return as_csv("staff", headings, (as_row(each) for each in in_order))


def as_row(membership: Membership) -> list[str]:
    place = membership.institution.code if membership.institution else ""
    return [
        membership.user.email,
        membership.user.name,
        str(Role(membership.role).label),
        place,
        membership.user.get_language_display(),
    ]


def what_was_done(rollover: Rollover) -> HttpResponse:
    headings = [_("Name"), _("E-mail"), _("What"), _("Before"), _("After"), _("Done"), _("Open cases passed on")]
    steps = rollover.steps.in_order()
    headings += [_("Not done, since"), _("Undone"), _("Not undone, since")]
    return as_csv("done", headings, (step_row(step) for step in steps))


def step_row(step: RolloverStep) -> list[str]:
    leaves = step.kind == RowKind.LEAVES
    return [
        step.name,
        step.email,
        _("Leaves") if leaves else str(RowKind(step.kind).label),
        step.before,
        step.after,
        outcome_of(step),
        passed(step),
        step.refusal,
        _("Yes") if step.undone_at else "",
        step.not_undone,
    ]


def outcome_of(step: RolloverStep) -> str:
    """What came of it, in words."""
    if step.done_at is None:
        return _("Not yet")
    if step.refusal:
        return _("No")
    if step.act == RolloverStep.Act.GIVE:
        return _("Has the new roles; invited by mail") if step.told.get("invited") else _("Has the new roles")
    return _("The account is closed") if step.told.get("closed") else _("No longer has the old roles")


def passed(step: RolloverStep) -> str:
    """How many cases, and to whom; those that nobody took are told to their tier."""
    count = step.told.get("passed", 0)
    if not count:
        return ""
    to = ", ".join(f"{place}: {email}" if place else email for place, email in step.told.get("to", {}).items())
    return f"{count} · {to or _('those who work there')}"
