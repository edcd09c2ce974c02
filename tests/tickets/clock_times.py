"""A world in which the support works Monday to Friday from 8 to 15, and a case stands where a test wants it."""

from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from organisation.models import ClosingDay, Institution, Municipality, OpeningWindow
from tests.cast import open_ticket
from tickets.models import EscalationPolicy, Recount, Ticket
from tickets.work.recounting import go_on

HERE = ZoneInfo("Europe/Copenhagen")


def local(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=HERE)


def office_hours() -> None:
    OpeningWindow.objects.all().delete()
    for weekday in range(5):
        OpeningWindow.objects.create(weekday=weekday, opens=time(8), closes=time(15))
    forget()


def forget() -> None:
    Municipality.forget_cached()
    EscalationPolicy.forget_cached()


def case_since(place: Institution, began: str, **facts: Any) -> Ticket:
    """A case that was opened, and touched last, at the local time."""
    ticket = open_ticket(place, **facts)
    moment = local(began)
    Ticket.objects.filter(pk=ticket.pk).update(opened_at=moment, touched_at=moment, clock_since=moment)
    ticket.refresh_from_db()
    ticket.due_at = EscalationPolicy.due_after(moment, ticket.tier, ticket.priority, institution=place.pk)
    Ticket.objects.filter(pk=ticket.pk).update(due_at=ticket.due_at)
    return ticket


def due(ticket: Ticket) -> str:
    """When it is due, in local time, as the database has it."""
    due_at = Ticket.objects.get(pk=ticket.pk).due_at
    return f"{due_at.astimezone(HERE):%Y-%m-%d %H:%M}" if due_at else ""


def change_at(moment: str) -> None:
    """Looks whether the times have changed, as if that had been at the local time; and counts what follows."""
    forget()
    recount = Recount.look()
    if recount is not None:
        Recount.objects.filter(pk=recount.pk).update(at=local(moment))
    assert not go_on()


def close(day: str, place: Institution | None = None) -> None:
    ClosingDay.objects.create(day=date.fromisoformat(day), institution=place)
