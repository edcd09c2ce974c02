"""How long answers have taken lately where a case is, for whoever waits for one."""

from datetime import timedelta
from typing import Final

from django.db.models import OuterRef, Subquery
from django.utils import timezone
from django.utils.translation import ngettext

from tickets.models import Event, Ticket

LATELY: Final = timedelta(days=120)
LAST: Final = 40
"""Cases of the place that are looked at."""
ENOUGH: Final = 8
MOST_DAYS: Final = 14
"""Where it takes longer nothing is said: it would only discourage."""
DAY: Final = timedelta(days=1)


def usual_answer(ticket: Ticket) -> str:
    """A sentence on three in four of the last cases at the place; nothing where there were too few."""
    days = usual_days(ticket.institution_id) if ticket.institution_id else None
    if days is None or days > MOST_DAYS:
        return ""
    sentence = ngettext(
        "Lately, most enquiries here have been answered within %(days)s day.",
        "Lately, most enquiries here have been answered within %(days)s days.",
        days,
    )
    return sentence % {"days": days}


def usual_days(institution_id: int) -> int | None:
    """Whole days from an enquiry to its first answer that three in four were answered within. One that nobody has
    answered yet counts for as long as it has waited, once that is a day."""
    answer = Event.objects.hearable().filter(ticket=OuterRef("pk"), kind__in=("answered", "told")).order_by("id")
    now = timezone.now()
    cases = Ticket.objects.filter(institution=institution_id, opened_at__gt=now - LATELY).order_by("-id")
    rows = cases.annotate(first=Subquery(answer.values("at")[:1])).values_list("opened_at", "first", "resolved_at")
    waits = sorted(
        (answered or now) - opened
        for opened, answered, over in rows[:LAST]
        if answered or (not over and now - opened > DAY)
    )
    if len(waits) < ENOUGH:
        return None
    within = waits[-(-len(waits) * 3 // 4) - 1]
    return max(int(-(-within // DAY)), 1)
