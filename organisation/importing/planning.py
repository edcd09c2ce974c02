"""The two steps of an import: the plan that is shown, and doing it."""

from django.db import transaction
from django.utils import timezone

from organisation.importing import institutions, people
from organisation.importing.plan import ImportPlan
from organisation.models import SheetImport, User


class OutOfDate(Exception):
    """Something changed since the plan was shown: it must be shown again."""


def plan_for(sheet: SheetImport, *, by: User) -> ImportPlan:
    """What the file would change now. Changes nothing."""
    if sheet.kind == SheetImport.Kind.INSTITUTIONS:
        return institutions.plan(sheet.text, only_these=sheet.only_these)[0]
    return people.plan(sheet.text, only_these=sheet.only_these, by=by)[0]


@transaction.atomic
def apply(sheet: SheetImport, *, by: User, shown: str, invite: bool = True) -> ImportPlan:
    """Does what was shown, all of it or nothing; the same import again does nothing.

    `shown` is the digest of the plan that the person saw. Raises `OutOfDate` where the plan is another by now,
    `ValueError` where it has problems.
    """
    sheet = SheetImport.objects.select_for_update().get(pk=sheet.pk)
    if sheet.applied_at is not None:
        return ImportPlan()
    if sheet.kind == SheetImport.Kind.INSTITUTIONS:
        plan, places, vendors = institutions.plan(sheet.text, only_these=sheet.only_these)
    else:
        plan, wanted, leaving = people.plan(sheet.text, only_these=sheet.only_these, by=by)
    if plan.problems:
        raise ValueError("the file has problems")
    if plan.digest != shown:
        raise OutOfDate
    if sheet.kind == SheetImport.Kind.INSTITUTIONS:
        institutions.apply(places, vendors)
    else:
        people.apply(wanted, leaving, invite=invite)
    sheet.applied_at, sheet.counts = timezone.now(), plan.counts
    sheet.text = ""
    sheet.save(update_fields=["applied_at", "counts", "text"])
    return plan
