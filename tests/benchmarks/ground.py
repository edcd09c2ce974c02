"""The cases that a benchmark runs on."""

from dataclasses import dataclass
from urllib.parse import quote

from django.core.management import call_command
from django.db import connection
from django.urls import reverse

from database import dialects
from demo.sample import institutions, load_tickets
from organisation.models import Membership, Municipality, User
from organisation.roles import Role
from tickets.models import Ticket
from tickets.words import Status


@dataclass(frozen=True)
class Ground:
    institution: int
    pages: list[tuple[str, str]]


def prepare(password: str) -> None:
    """What a benchmark needs besides cases; a database that was prepared before is taken as it is."""
    call_command("migrate", verbosity=0)
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE IF NOT EXISTS benchmark_bare (id bigserial PRIMARY KEY, told text NOT NULL)")
    Municipality.objects.update_or_create(id=1, defaults={"name": "Prøvekommune", "enquiries_per_hour": 0})
    Municipality.forget_cached()
    User.objects.filter(email__in=["bench@example.org", "skole@example.org"]).delete()
    user = User.objects.create_user("bench@example.org", password, name="Prøve Person")
    Membership.objects.create(user=user, role=Role.SUPPORT_ENTITLED)
    User.objects.create_user("skole@example.org", password, name="Skolens Superbruger")


def grow(size: int) -> Ground:
    """Adds cases until there are `size`, and says what to look at."""
    for _made in load_tickets(max(size - Ticket.objects.count(), 0)):
        pass
    dialects.tidy()
    queue = "/admin/tickets/ticket/"
    case = Ticket.objects.filter(status=Status.IN_PROGRESS).order_by("id")[:1].get()
    place = case.institution_id
    assert place is not None
    put_superuser_at(place)
    rare = "?list=all&status=new&route=unilogin&tier=pilot&audience=pupil"
    return Ground(
        institution=place,
        pages=[
            ("overview", "/admin/"),
            ("queue", queue),
            ("queue, all cases", f"{queue}?list=all"),
            ("queue, in the middle", f"{queue}?list=all&after={middle()}"),
            ("queue, a rare combination", queue + rare),
            ("search, one rare word", f"{queue}?q={case.requester_email.split('@')[0]}"),
            ("search, one common word", f"{queue}?q=telefon"),
            ("search, two common words", f"{queue}?q=kalender+telefon"),
            ("search, common and rare filters", f"{queue}{rare}&q=telefon"),
            ("counter of new cases", f"{reverse('admin:queue_news')}?since={Ticket.objects.newest_key()}"),
            ("case", f"{queue}{case.pk}/"),
        ],
    )


def put_superuser_at(place: int) -> None:
    """Lets the one who sees little see the institution of the case that is opened, and one more."""
    superuser = User.objects.get(email="skole@example.org")
    superuser.memberships.all().delete()
    for seen in [place, next(other for other in institutions() if other != place)]:
        Membership.objects.create(user=superuser, role=Role.SUPERUSER, institution_id=seen)


def middle() -> str:
    """Where half of the cases have been paged through."""
    half = Ticket.objects.by_activity()[Ticket.objects.count() // 2]
    return quote(f"{half.last_activity_at.isoformat()}_{half.pk}")
