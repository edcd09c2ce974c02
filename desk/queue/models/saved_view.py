"""A way of looking at the queue that somebody wants to find again, alone or with everybody in a role."""

from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import Final

from django.core.exceptions import PermissionDenied
from django.db import models
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from database.dialects import danish_order
from database.prepared import FIRST, Prepared
from organisation.models import User
from organisation.roles import Role, Verb
from organisation.stored_text import MaskedCharField, MaskedJSONField

UNUSED_KEPT: Final = timedelta(days=365)


class SavedView(models.Model):
    """A name and the filters of an address. The cases in it are those that the reader, not the owner, may see."""

    name = MaskedCharField(_("name"), max_length=60)
    owner = models.ForeignKey(User, models.CASCADE, related_name="saved_views", verbose_name=_("owner"))
    shared_with = models.JSONField(_("shared with"), default=list, blank=True)
    filters = MaskedJSONField(_("filters"), default=dict)
    used_at = models.DateTimeField(default=timezone.now, db_default=Now(), editable=False)

    class Meta:
        db_table = "triage_savedview"
        verbose_name = _("saved view")
        verbose_name_plural = _("saved views")
        constraints = [models.UniqueConstraint(fields=["owner", "name"], name="saved_view_once")]

    def __str__(self) -> str:
        return self.name

    @classmethod
    def for_user(cls, user: User) -> "list[SavedView]":
        """The person's own and those shared with a role of theirs, by name; for the municipal administrator also those
        shared ones whose owner has left."""
        views = WITHIN_SIGHT.rows({FIRST: user.pk})
        models.prefetch_related_objects(views, "owner")
        return [view for view in views if view.may_be_changed_by(user) or user.roles & set(view.shared_with)]

    def note_use(self) -> None:
        """At most once a day."""
        if self.used_at < timezone.now() - timedelta(days=1):
            self.used_at = timezone.now()
            self.save(update_fields=["used_at"])

    @classmethod
    def drop_old(cls) -> None:
        """Views that nobody has looked at for long: a name or a search may name a person."""
        cls.objects.filter(used_at__lt=timezone.now() - UNUSED_KEPT).delete()

    @property
    def is_shared(self) -> bool:
        return bool(self.shared_with)

    @classmethod
    def keep(cls, name: str, filters: Mapping[str, str], *, by: User, roles: Iterable[str] = ()) -> "SavedView":
        """Stores the filters under the name; the same name of the same person again gets the new filters."""
        defaults = {"filters": dict(filters), "shared_with": allowed(roles, by)}
        view, _new = cls.objects.update_or_create(owner=by, name=name, defaults=defaults)
        return view

    def revise(self, name: str, *, by: User, roles: Iterable[str]) -> None:
        """Gives the view another name or other readers; it is then theirs. Raises `PermissionDenied` for who does not
        own it."""
        self._guard(by)
        self.owner, self.name, self.shared_with = by, name, allowed(roles, by)
        self.save(update_fields=["owner", "name", "shared_with"])

    def give_to(self, owner: User, *, by: User) -> None:
        """Its owner has left, and somebody takes over. It stays where it is if they may not share it so, or have one
        of that name. Raises `PermissionDenied` for who sees no colleague off."""
        if by.pk != self.owner_id and not by.may(Verb.INVITE):
            raise PermissionDenied
        taken = SavedView.objects.filter(owner=owner, name=self.name).exists()
        if not taken and set(self.shared_with) <= set(shareable_roles(owner)):
            self.owner = owner
            self.save(update_fields=["owner"])

    def remove(self, *, by: User) -> None:
        self._guard(by)
        self.delete()

    def may_be_changed_by(self, user: User) -> bool:
        """Its owner, and for one whose owner has left the municipal administrator."""
        return self.owner_id == user.pk or (not self.owner.is_active and Role.MUNICIPAL_ADMIN in user.roles)

    def _guard(self, by: User) -> None:
        if not self.may_be_changed_by(by):
            raise PermissionDenied


def within_sight() -> "models.QuerySet[SavedView]":
    """Those of one person, and all that are shared with somebody."""
    views = SavedView.objects.filter(models.Q(owner=FIRST) | ~models.Q(shared_with=[]))
    return views.order_by(danish_order("name"), "id")


WITHIN_SIGHT: Final = Prepared(within_sight)


def shareable_roles(user: User) -> list[Role]:
    """The roles that a person may share with: their own, and every one for the municipal administrator."""
    all_of_them = Role.MUNICIPAL_ADMIN in user.roles
    return [role for role in Role if all_of_them or role in user.roles]


def allowed(roles: Iterable[str], by: User) -> list[str]:
    """The roles, sorted. Raises `PermissionDenied` when one is not the person's to share with."""
    wanted = set(roles)
    if wanted - set(shareable_roles(by)):
        raise PermissionDenied
    return sorted(wanted)
