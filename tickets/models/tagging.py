"""The municipality's own words for what cases have in common: rows that an administrator makes, put on cases."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, Final, Self

from django.core.cache import cache
from django.db import models
from django.utils.translation import gettext_lazy as _

from database.dialects import danish_order
from organisation.models import User
from organisation.roles import Verb
from organisation.stored_text import MaskedCharField
from tickets.models.acting import acting
from tickets.models.event import Event

if TYPE_CHECKING:
    from tickets.models.ticket import Ticket

CACHED: Final = "tags"
CACHED_SECONDS: Final = 60


class TagQuerySet(models.QuerySet["Tag"]):
    def active(self) -> Self:
        return self.filter(is_active=True)

    def by_name(self) -> Self:
        return self.order_by(danish_order("name"), "id")


class Tag(models.Model):
    """A word that cases are found by again, such as “Skolestart”."""

    name = MaskedCharField(
        _("name"),
        max_length=40,
        unique=True,
        help_text=_("Never the name of a person: everybody in the support sees it."),
    )
    hint = MaskedCharField(_("what it is for"), max_length=200, blank=True)
    is_active = models.BooleanField(
        _("in use"), default=True, help_text=_("Cases keep a tag that is no longer in use; nobody puts it on new ones.")
    )

    objects = TagQuerySet.as_manager()

    class Meta:
        verbose_name = _("tag")
        verbose_name_plural = _("tags")

    def __str__(self) -> str:
        return self.name

    @classmethod
    def in_use(cls) -> list[dict[str, Any]]:
        """Id and name of the active ones. Asked for by every list and case, so they are remembered."""
        tags = cache.get(CACHED)
        if tags is None:
            tags = list(cls.objects.active().by_name().values("id", "name"))
            cache.set(CACHED, tags, CACHED_SECONDS)
        assert isinstance(tags, list)
        return tags

    @staticmethod
    def forget_cached() -> None:
        cache.delete(CACHED)


class Tagging(models.Model):
    """A tag on a case, and who put it there."""

    ticket = models.ForeignKey("tickets.Ticket", models.CASCADE, related_name="taggings", verbose_name=_("case"))
    tag = models.ForeignKey(Tag, models.CASCADE, related_name="taggings", db_index=False, verbose_name=_("tag"))
    by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+", verbose_name=_("by"))
    at = models.DateTimeField(_("at"), auto_now_add=True)

    class Meta:
        verbose_name = _("tag on a case")
        verbose_name_plural = _("tags on cases")
        constraints = [models.UniqueConstraint(fields=["tag", "ticket"], name="tag_once")]

    def __str__(self) -> str:
        return f"{self.tag} · #{self.ticket_id}"


def tag(ticket: "Ticket", tags: Iterable[Tag], *, by: User) -> None:
    """Puts tags of the municipality on; those that are there already stay as they are."""
    with acting(ticket, Verb.TRIAGE, by):
        if names := put_on(ticket, tags, by=by):
            Event.record(ticket, "tagged", by=by, tags=names)


def untag(ticket: "Ticket", tags: Iterable[Tag], *, by: User) -> None:
    with acting(ticket, Verb.TRIAGE, by):
        if names := take_off(ticket, tags):
            Event.record(ticket, "untagged", by=by, tags=names)


def put_on(ticket: "Ticket", tags: Iterable[Tag], *, by: User) -> list[str]:
    """Under the lock: the names of those that were not there yet."""
    there = set(ticket.taggings.values_list("tag", flat=True))
    fresh = [tag for tag in tags if tag.pk not in there]
    Tagging.objects.bulk_create([Tagging(ticket=ticket, tag=tag, by=by) for tag in fresh])
    return [tag.name for tag in fresh]


def take_off(ticket: "Ticket", tags: Iterable[Tag]) -> list[str]:
    """Under the lock: the names of those that were there."""
    taggings = ticket.taggings.filter(tag__in=list(tags)).select_related("tag").order_by(danish_order("tag__name"))
    names = [tagging.tag.name for tagging in taggings]
    taggings.delete()
    return names
