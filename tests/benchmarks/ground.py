"""The cases that a benchmark runs on."""

from dataclasses import dataclass

from django.core.management import call_command
from django.db import connection

from helpdesk.sample import load_tickets
from organisation.models import Institution, Membership, Municipality, User
from organisation.roles import Role
from tickets.models import Ticket
from tickets.words import Status


@dataclass(frozen=True)
class Ground:
    institution: int
    pages: list[tuple[str, str]]


def prepare(password: str) -> None:
    call_command("migrate", verbosity=0)
    Municipality.objects.create(id=1, name="Prøvekommune", enquiries_per_hour=0)
    Municipality.forget_cached()
    user = User.objects.create_user("bench@example.org", password, name="Prøve Person")
    Membership.objects.create(user=user, role=Role.SUPPORT_ENTITLED)


def grow(size: int) -> Ground:
    """Adds cases until there are `size`, and says what to look at."""
    for _made in load_tickets(max(size - Ticket.objects.count(), 0)):
        pass
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    queue = "/admin/tickets/ticket/"
    case = Ticket.objects.filter(status=Status.IN_PROGRESS).order_by("id")[:1].get()
    return Ground(
        institution=Institution.objects.order_by("id")[:1].get().pk,
        pages=[
            ("queue", queue),
            ("queue, all cases", f"{queue}?list=all"),
            ("search, one rare word", f"{queue}?q={case.requester_email.split('@')[0]}"),
            ("search, two common words", f"{queue}?q=kalender+telefon"),
            ("case", f"{queue}{case.pk}/"),
        ],
    )
