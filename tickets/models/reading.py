"""Who has read a case: kept for those who must be able to answer for it."""

from collections.abc import Iterable
from datetime import timedelta
from typing import TYPE_CHECKING

from django.core.cache import cache
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from organisation.models import Municipality, User
from organisation.security import security_log

if TYPE_CHECKING:
    from tickets.models.ticket import Ticket

"""For the municipality's own collection of logs: who did what to which row, by ids alone."""
WINDOW = 15 * 60
"""Seconds in which opening a case again counts as the same reading."""
DAY = 24 * 60 * 60


class Reading(models.Model):
    """A person had the case open, at some time within the quarter of an hour that begins at `since`.

    Or they were shown its first words `in_list`, at some time of the day that begins at `since`.
    """

    ticket = models.ForeignKey("tickets.Ticket", models.CASCADE, related_name="readings", verbose_name=_("case"))
    person = models.ForeignKey(User, models.CASCADE, related_name="+", verbose_name=_("person"))
    since = models.DateTimeField(_("since"))
    read_at = models.DateTimeField(_("read"), default=timezone.now)
    in_list = models.BooleanField(_("seen in a list"), default=False)

    class Meta:
        verbose_name = _("reading")
        verbose_name_plural = _("readings")
        constraints = [models.UniqueConstraint(fields=["ticket", "since", "person"], name="one_reading_at_a_time")]
        indexes = [models.Index(fields=["since"], name="reading_age")]

    def __str__(self) -> str:
        return f"{self.person} #{self.ticket_id}"

    @classmethod
    def note(cls, ticket: "Ticket", person: User) -> None:
        """Counts this reading, once for each quarter of an hour; most calls end at the cache. In the first of a day it
        takes the place of what a list has shown."""
        now = timezone.now()
        since = now - timedelta(seconds=now.timestamp() % WINDOW)
        if cache.add(f"reading:{ticket.pk}:{person.pk}:{since:%d%H%M}", 1, WINDOW):
            row = Reading(ticket=ticket, person=person, since=since.replace(microsecond=0), read_at=now)
            Reading.objects.bulk_create(
                [row], update_conflicts=True, unique_fields=["ticket", "since", "person"], update_fields=["in_list"]
            )
            security_log.note("read", case=ticket.pk, user=person.pk)

    @classmethod
    def note_listed(cls, tickets: Iterable["Ticket"], person: User) -> None:
        """Counts that a list showed some of what stands in these cases, once a day each and in one statement."""
        now = timezone.now()
        day = timezone.localtime(now).replace(hour=0, minute=0, second=0, microsecond=0)
        by_key = {f"listed:{ticket.pk}:{person.pk}:{day:%y%m%d}": ticket for ticket in tickets}
        known = cache.get_many(by_key) if by_key else {}
        if new := {key: ticket for key, ticket in by_key.items() if key not in known}:
            rows = [
                Reading(ticket=ticket, person=person, since=day, read_at=now, in_list=True) for ticket in new.values()
            ]
            Reading.objects.bulk_create(rows, ignore_conflicts=True)
            cache.set_many(dict.fromkeys(new, 1), DAY)
            security_log.note("listed", cases=",".join(str(row.ticket_id) for row in rows), user=person.pk)

    @classmethod
    def drop_old(cls) -> None:
        """Forgets readings that are older than the municipality wants to answer for."""
        kept = timedelta(days=Municipality.current().reading_days)
        cls.objects.filter(since__lt=timezone.now() - kept).delete()
