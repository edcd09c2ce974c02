"""How new cases are shared out among the people of a tier, when the municipality wants it."""

from django.db import models, transaction
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from organisation.models import Institution, User
from tickets.words import DONE, Tier


class Sharing(models.Model):
    """The way of an institution, or of all that have none of their own."""

    class Way(models.TextChoices):
        OFF = "off", _("Nobody: people take cases themselves")
        ROUND_ROBIN = "round_robin", _("In turn")
        LEAST_LOAD = "least_load", _("To whom has the fewest open cases")

    institution = models.OneToOneField(
        Institution,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="sharing",
        verbose_name=_("institution"),
        help_text=_("Empty means all institutions that have no way of their own."),
    )
    way = models.CharField(_("who gets new cases"), max_length=12, choices=Way, default=Way.OFF)

    class Meta:
        verbose_name = _("sharing out of cases")
        verbose_name_plural = _("sharing out of cases")
        constraints = [
            models.UniqueConstraint(Coalesce("institution", 0), name="sharing_one_default"),
        ]

    def __str__(self) -> str:
        return f"{self.institution or _('all institutions')}: {self.get_way_display()}"

    @classmethod
    def way_of(cls, institution: Institution | None) -> str:
        """The institution's own way, else that of the municipality, else none."""
        rows = cls.objects.filter(models.Q(institution=None) | models.Q(institution=institution))
        ways = {row.institution_id: row.way for row in rows.order_by("id")}
        default = ways.get(None, cls.Way.OFF)
        return ways.get(institution.pk, default) if institution else default


class Turn(models.Model):
    """Who was last in turn at a tier of an institution. Its lock lets two cases at once go to two people."""

    institution = models.ForeignKey(Institution, models.CASCADE, null=True, related_name="+")
    tier = models.CharField(max_length=20, choices=Tier)
    last = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")

    class Meta:
        verbose_name = _("place in the rota")
        verbose_name_plural = _("turns")
        constraints = [
            models.UniqueConstraint(Coalesce("institution", 0), "tier", name="turn_once"),
        ]

    def __str__(self) -> str:
        return f"{self.institution_id} {self.tier}"

    @classmethod
    def taken_by(cls, institution: Institution | None, tier: str, people: list[User], way: str) -> User:
        """Whose turn it is among `people` (at least one); notes it. Call it in the transaction that gives the case."""
        assert transaction.get_connection().in_atomic_block
        cls.objects.get_or_create(institution=institution, tier=tier)
        turn = cls.objects.select_for_update().get(institution=institution, tier=tier)
        last = turn.last_id or 0
        in_turn = sorted(people, key=lambda person: (person.pk <= last, person.pk))
        if way == Sharing.Way.LEAST_LOAD:
            load = load_of(people)
            in_turn.sort(key=lambda person: load.get(person.pk, 0))
        turn.last = in_turn[0]
        turn.save(update_fields=["last"])
        return in_turn[0]


def load_of(people: list[User]) -> dict[int, int]:
    """How many open cases each has; who has none is not named."""
    holding = User.objects.filter(pk__in=[person.pk for person in people])
    still = ~models.Q(assigned_tickets__status__in=DONE) & models.Q(assigned_tickets__isnull=False)
    counted = holding.annotate(held_cases=models.Count("assigned_tickets", filter=still))
    return dict(counted.values_list("pk", "held_cases"))
