"""Cases that a person must see at once: sensitive or urgent ones, and who is told of them."""

from collections.abc import Iterable

from django.core.exceptions import PermissionDenied
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from organisation.models import Institution, User
from organisation.roles import Role, Verb
from tickets.models import Ticket
from tickets.news import hearing
from tickets.words import SENSITIVE, Actor, FlagKind, Sensitivity
from tickets.work.staffing import present


class FlagQuerySet(models.QuerySet["Flag"]):
    def standing(self) -> "FlagQuerySet":
        """Those that nobody has seen to yet."""
        return self.filter(cleared_at=None)

    def sensitive(self) -> "FlagQuerySet":
        """Those that hold a case back; not the merely urgent."""
        return self.filter(kind__in=SENSITIVE)

    def of(self, ticket: Ticket) -> "FlagQuerySet":
        return self.filter(ticket=ticket).select_related("cleared_by").order_by("id")


class Flag(models.Model):
    """One kind of alarm on one case, until a person has seen to it.

    While a sensitive one stands nothing passes the case on (`Ticket.require_seen`). `told_at` is when people were last
    told of it; until somebody has seen to it they are told again.
    """

    ticket = models.ForeignKey(Ticket, models.CASCADE, related_name="flags", verbose_name=_("case"))
    kind = models.CharField(_("kind"), max_length=20, choices=FlagKind)
    raised_at = models.DateTimeField(_("raised"), default=timezone.now)
    told_at = models.DateTimeField(null=True, editable=False)
    cleared_by = models.ForeignKey(
        User, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("cleared by")
    )
    cleared_at = models.DateTimeField(_("cleared"), null=True, blank=True)
    was_mistaken = models.BooleanField(_("it was nothing of the kind"), default=False, db_default=False)

    objects = FlagQuerySet.as_manager()

    class Meta:
        verbose_name = _("flag")
        verbose_name_plural = _("flags")
        constraints = [models.UniqueConstraint(fields=["ticket", "kind"], name="flag_once")]
        indexes = [
            models.Index(fields=["kind", "ticket"], name="flag_standing", condition=models.Q(cleared_at__isnull=True)),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} #{self.ticket_id}"

    @property
    def is_sensitive(self) -> bool:
        return self.kind in SENSITIVE

    @classmethod
    def raise_on(
        cls,
        ticket: Ticket,
        kinds: Iterable[str],
        *,
        by: User | Actor = Actor.SYSTEM,
        at_once: bool = False,
        message: int | None = None,
        file: int | None = None,
    ) -> None:
        """Flags the case for each kind, once; a flag that a person has cleared stays cleared.

        `at_once`, `message` and `file`: as `Ticket.flag` has them.
        """
        for kind in sorted(set(kinds) & set(FlagKind.values)):
            with transaction.atomic():
                _flag, raised = cls.objects.get_or_create(ticket=ticket, kind=kind)
                if raised:
                    ticket.flag(kind, by=by, at_once=at_once, message=message, file=file)

    @classmethod
    def hand_on(cls, ticket: Ticket, to: Ticket) -> None:
        """The other case has the same sensitive flags, each seen to or not as it is here; those it has stay."""
        for flag in cls.objects.sensitive().filter(ticket=ticket, was_mistaken=False):
            known = {name: getattr(flag, name) for name in ("raised_at", "told_at", "cleared_by", "cleared_at")}
            cls.objects.get_or_create(ticket=to, kind=flag.kind, defaults=known)

    def clear(self, *, by: User, mistaken: bool = False) -> None:
        """A person has seen to it and takes care of it or, `mistaken`, it was nothing of the kind. Twice is once."""
        if not by.may(Verb.TRIAGE, self.ticket):
            raise PermissionDenied(_("Your role does not allow this for the case."))
        with self.ticket.locked():
            self.refresh_from_db(fields=["cleared_at", "cleared_by", "was_mistaken"])
            if self.cleared_at is None:
                self.cleared_by, self.cleared_at, self.was_mistaken = by, timezone.now(), mistaken
                self.save(update_fields=["cleared_by", "cleared_at", "was_mistaken"])
                self.ticket.clear_flag(self.kind, by=by, leaves=self._left(), mistaken=mistaken)

    def _left(self) -> str:
        """How the case stands by the flags that are left."""
        flags = Flag.objects.sensitive().filter(ticket=self.ticket)
        if flags.standing().exists():
            return Sensitivity.FLAGGED
        return Sensitivity.CONFIRMED if flags.filter(was_mistaken=False).exists() else Sensitivity.NONE


class NamedPersonQuerySet(models.QuerySet["NamedPerson"]):
    def people_for(self, ticket: Ticket, kind: str) -> list[User]:
        """Who is told of a flag: the named ones who may see the case; of a sensitive one, the support-entitled where
        nobody is named and, where there are none, the municipal administrators: it must not lie unseen. Of another
        one, whoever works on the case. Who is away hears through their deputy."""
        here = models.Q(institution=None) | models.Q(institution=ticket.institution_id)
        named = User.objects.filter(pk__in=self.filter(here, kind=kind).values("user"), is_active=True).order_by("id")
        able = [person for person in named if person.may(Verb.VIEW, ticket)]
        if not able and kind not in SENSITIVE:
            return hearing.workers(ticket).people
        able = able or list(User.objects.with_role(Role.SUPPORT_ENTITLED))
        return present(ticket, able) or able or list(User.objects.with_role(Role.MUNICIPAL_ADMIN))


class NamedPerson(models.Model):
    """Somebody the municipality has named for one kind of flag, in one institution or in all."""

    user = models.ForeignKey(User, models.CASCADE, related_name="named_for", verbose_name=_("person"))
    kind = models.CharField(_("kind"), max_length=20, choices=FlagKind)
    institution = models.ForeignKey(
        Institution,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("institution"),
        help_text=_("Empty means the whole municipality."),
    )

    objects = NamedPersonQuerySet.as_manager()

    class Meta:
        verbose_name = _("person for flagged cases")
        verbose_name_plural = _("people for flagged cases")
        constraints = [
            models.UniqueConstraint(fields=["user", "kind", "institution"], name="named_once"),
            models.UniqueConstraint(
                fields=["user", "kind"], condition=models.Q(institution=None), name="named_widely_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} · {self.get_kind_display()} · {self.institution or _('the whole municipality')}"

    def pass_on(self, to: User | None, *, by: User) -> None:
        """Who was named sees the cases no longer: `to` is named instead where they see them and `by` may name people;
        else nobody is."""
        able = to is not None and to.may(Verb.VIEW, self) and by.has_perm("triage.change_namedperson")
        taken = NamedPerson.objects.filter(user=to, kind=self.kind, institution=self.institution).exists()
        if to is None or not able or taken:
            self.delete()
            return
        self.user = to
        self.save(update_fields=["user"])
