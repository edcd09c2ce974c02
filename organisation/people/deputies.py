"""Deputies have the work of who is away, on those days alone, where an administrator of the place has said so.

What is lent are roles that an administrator of an institution can give; nothing for the whole municipality, no right to
invite, and no sight of sensitive cases. The security log tells when it begins and when it ends (`helpdesk.audit`).
"""

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from organisation.models import Absence, LentRole, Membership, User
from organisation.pages.refusals import UnableTo
from organisation.people.colleagues import may_give
from organisation.roles import LENT


def lendable(absence: Absence) -> list[Membership]:
    """Roles of the person that the deputy can have, and does not hold already."""
    if absence.deputy is None or not absence.deputy.is_active or not absence.deputy.memberships.exists():
        return []
    role_keys = set(absence.deputy.memberships.values_list("role", "institution"))
    rows = absence.user.memberships.filter(role__in=LENT, institution__is_active=True).select_related("institution")
    return [row for row in rows.order_by("id") if (row.role, row.institution_id) not in role_keys]


def waiting_for(by: User, absence: Absence) -> list[Membership]:
    """Those that the deputy has not got yet, and that this person may give."""
    given = set(absence.lent.filter(deputy=absence.deputy_id).values_list("membership", flat=True))
    rows = [row for row in lendable(absence) if row.pk not in given]
    return [row for row in rows if may_give(by, row.role, row.institution) and by != absence.deputy]


@transaction.atomic
def lend(absence: Absence, *, by: User) -> list[Membership]:
    """The deputy has these roles on the days of the absence, as far as `by` may give them. Again changes nothing.

    Raises `PermissionDenied` for who may give none of them, `UnableTo` where there is none or the days are over.
    """
    absence = Absence.objects.select_for_update(of=("self",)).select_related("user", "deputy").get(pk=absence.pk)
    absence.lent.exclude(deputy=absence.deputy_id).delete()
    deputy = absence.deputy
    if deputy is None or not lendable(absence) or absence.ends_on < timezone.localdate():
        raise UnableTo(_("There is no role that the deputy lacks, or the days are over."))
    rows = waiting_for(by, absence)
    if not rows and not any(may_give(by, row.role, row.institution) for row in lendable(absence)):
        raise PermissionDenied
    for row in rows:
        LentRole.objects.get_or_create(absence=absence, membership=row, defaults={"deputy": deputy, "given_by": by})
    return rows


def over() -> QuerySet[LentRole]:
    """What was lent on days that have passed, or to somebody who is no longer the deputy."""
    others = Q(absence__deputy=None) | ~Q(absence__deputy=F("deputy"))
    return LentRole.objects.filter(others | Q(absence__ends_on__lt=timezone.localdate())).select_related("membership")
