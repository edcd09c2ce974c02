"""People and groups as the municipality's directory keeps them here (SCIM), and what waits when one of them leaves."""

from datetime import timedelta
from typing import Final, Self

from django.db import models, transaction
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _

from organisation.models.identity_provider import IdentityProvider
from organisation.models.people import Membership, User
from organisation.models.second_factor import SignInNews
from organisation.people.leaving import RoleKeys, hand_over, left_behind
from organisation.security.security_log import note
from organisation.stored_text import MaskedCharField, MaskedJSONField

KEPT: Final = timedelta(days=90)


class DirectoryPerson(models.Model):
    """One of our people as the directory names them. `closed` where it was the directory that took their access."""

    provider = models.ForeignKey(IdentityProvider, models.CASCADE, related_name="directory_people")
    user = models.ForeignKey(User, models.CASCADE, related_name="directory_people", verbose_name=_("person"))
    user_name = models.CharField(max_length=254)
    external_id = models.CharField(max_length=255, blank=True, default="")
    closed = models.BooleanField(default=False)
    made_at = models.DateTimeField(default=timezone.now)
    changed_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("person of the directory")
        verbose_name_plural = _("people of the directory")
        constraints = [
            models.UniqueConstraint(fields=["provider", "user_name"], name="one_directory_name"),
            models.UniqueConstraint(fields=["provider", "user"], name="one_directory_person"),
        ]

    def __str__(self) -> str:
        return f"{self.user} · {self.provider}"

    def groups(self) -> list[str]:
        """By the directory's own key for each, and by its name: the table may have either."""
        rows = self.directory_groups.order_by("id").values_list("external_id", "name")
        return [word for row in rows for word in row if word]


class DirectoryGroup(models.Model):
    """A group of the directory. What it gives stands in the table of the provider (`GroupRole`)."""

    provider = models.ForeignKey(IdentityProvider, models.CASCADE, related_name="directory_groups")
    name = MaskedCharField(max_length=200)
    external_id = models.CharField(max_length=255, blank=True, default="")
    members = models.ManyToManyField(DirectoryPerson, related_name="directory_groups")
    made_at = models.DateTimeField(default=timezone.now)
    changed_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("group of the directory")
        verbose_name_plural = _("groups of the directory")
        constraints = [models.UniqueConstraint(fields=["provider", "name"], name="one_directory_group")]

    def __str__(self) -> str:
        return f"{self.name} · {self.provider}"


class DepartureQuerySet(models.QuerySet["Departure"]):
    def waiting(self) -> Self:
        return self.filter(settled_at=None)


class Departure(models.Model):
    """Somebody lost their access or a role by the directory or a list of all staff, at once; what strands by it waits
    for an administrator.

    `told` is what stranded, when it did, in each language.
    """

    user = models.ForeignKey(User, models.CASCADE, related_name="departures", verbose_name=_("person"))
    at = models.DateTimeField(_("since"), default=timezone.now)
    told = MaskedJSONField(default=dict)
    settled_at = models.DateTimeField(null=True)
    settled_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")

    objects = DepartureQuerySet.as_manager()

    class Meta:
        verbose_name = _("departure")
        verbose_name_plural = _("departures")
        constraints = [
            models.UniqueConstraint(fields=["user"], condition=models.Q(settled_at=None), name="one_departure_waiting")
        ]

    def __str__(self) -> str:
        return f"{self.user}"

    @property
    def sentences(self) -> list[str]:
        sentences: list[str] = self.told.get((translation.get_language() or "da")[:2], self.told.get("da", []))
        return sentences

    @classmethod
    def begin(cls, user: User, role_keys: RoleKeys, *, is_told: bool = True) -> None:
        """Before anything is taken away: notes what would strand were `role_keys` all they have, and tells the
        administrators, unless one of them is at it. Nothing where nothing would."""
        stranded = {}
        for language in ("da", "en"):
            with translation.override(language):
                stranded[language] = left_behind(user, role_keys)
        if not any(stranded.values()):
            return
        row, is_new = cls.objects.get_or_create(user=user, settled_at=None, defaults={"told": stranded})
        if not is_new:
            row.told = {
                name: list(dict.fromkeys([*row.told.get(name, []), *sentences])) for name, sentences in stranded.items()
            }
            row.save(update_fields=["told"])
            return
        if is_told:
            SignInNews.tell_administrators(SignInNews.What.DEPARTED, about=user)

    @transaction.atomic
    def settle(self, *, by: User, to: User | None) -> None:
        """An administrator has said who takes over, or that nobody does by name. Twice is once."""
        row = Departure.objects.select_for_update().get(pk=self.pk)
        if row.settled_at is not None:
            return
        role_keys = list(Membership.objects.filter(user=row.user).values_list("role", "institution_id"))
        hand_over(row.user, role_keys if row.user.is_active else [], to, by=by)
        row.settled_at, row.settled_by = timezone.now(), by
        row.save(update_fields=["settled_at", "settled_by"])
        note("departure_settled", user=row.user_id, by=by.pk, to=to.pk if to else None)

    @classmethod
    def drop_old(cls) -> None:
        cls.objects.filter(settled_at__lt=timezone.now() - KEPT).delete()
