"""The schools and daycares whose users ask."""

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from database import dialects
from organisation.models.party import Party
from organisation.stored_text import MaskedCharField


class InstitutionQuerySet(models.QuerySet["Institution"]):
    def active(self) -> "InstitutionQuerySet":
        return self.filter(is_active=True)

    def by_name(self) -> "InstitutionQuerySet":
        """In the order of the Danish alphabet, which not every database knows."""
        return self.alias(sorted_as=dialects.danish_order("name")).order_by("sorted_as", "id")


class Institution(models.Model):
    """A school, daycare, after-school care or club.

    `code` has six digits for schools and G with five digits for daycare (seen, not specified: so it is only
    checked softly).
    """

    class Kind(models.TextChoices):
        SCHOOL = "school", _("School")
        DAYCARE = "daycare", _("Daycare")
        AFTER_SCHOOL = "after_school", _("After-school care")
        CLUB = "club", _("Youth club")

    name = MaskedCharField(_("name"), max_length=120, unique=True)
    kind = models.CharField(_("kind"), max_length=20, choices=Kind)
    code = models.CharField(
        _("institution code"),
        max_length=6,
        unique=True,
        validators=[RegexValidator(r"^(\d{6}|G\d{5})$", _("Six digits, or G and five digits."))],
    )
    area = MaskedCharField(_("area"), max_length=60, blank=True)
    email = models.EmailField(_("office e-mail"), blank=True)
    phone = MaskedCharField(_("phone"), max_length=40, blank=True)
    schedule_vendor = models.ForeignKey(
        Party,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="schedule_institutions",
        limit_choices_to={"kind": Party.Kind.SCHEDULE_VENDOR},
        verbose_name=_("schedule vendor"),
    )
    widget_vendors = models.ManyToManyField(
        Party,
        blank=True,
        related_name="widget_institutions",
        limit_choices_to={"kind": Party.Kind.WIDGET_VENDOR},
        verbose_name=_("widget vendors"),
    )
    is_active = models.BooleanField(_("active"), default=True)
    successor = models.ForeignKey(
        "self",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="predecessors",
        verbose_name=_("successor"),
        help_text=_("Where new cases go once the institution has closed or been merged into another."),
    )
    came_out_of = models.ForeignKey(
        "self",
        models.SET_NULL,
        null=True,
        editable=False,
        related_name="split_off",
        verbose_name=_("came out of"),
    )
    """The school that was split, so that it can be put together again."""

    objects = InstitutionQuerySet.as_manager()

    class Meta:
        verbose_name = _("institution")
        verbose_name_plural = _("institutions")

    def __str__(self) -> str:
        return self.name

    def in_place_of(self) -> "Institution":
        """The institution itself; once it has closed, the successor, or the successor's in turn."""
        place, seen = self, {self.pk}
        while not place.is_active and place.successor is not None and place.successor.pk not in seen:
            place = place.successor
            seen.add(place.pk)
        return place

    def why_closed(self) -> str:
        """That it is closed, and what to write instead; empty where it is open."""
        if self.is_active:
            return ""
        after = self.in_place_of()
        if not after.is_active:
            return gettext("%(name)s is closed.") % {"name": self}
        return gettext("%(name)s is closed. Write %(successor)s.") % {"name": self, "successor": after}

    def clean(self) -> None:
        """A successor is another institution, and not one that this one succeeds."""
        super().clean()
        after, seen = self.successor, {self.pk}
        while after is not None and self.pk is not None:
            if after.pk in seen:
                raise ValidationError({"successor": _("Choose an institution that this one does not succeed itself.")})
            seen.add(after.pk)
            after = after.successor
