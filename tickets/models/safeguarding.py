"""How a municipality handles what must not wait: who sees it, who is told again, where a writer finds help now."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from django.core.cache import cache
from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from database.web_address import WebAddressField
from organisation.models import User
from organisation.stored_text import MaskedCharField
from tickets.words import Audience

if TYPE_CHECKING:
    from tickets.models.ticket import Ticket

CACHED_SECONDS = 60
POLICY, LINES = "safeguarding", "help-lines"


class Safeguarding(models.Model):
    """One row."""

    need_to_know = models.BooleanField(
        _("only who needs to know sees a sensitive case"),
        default=False,
        help_text=_(
            "Then a sensitive case is seen by the people who are named for it, whoever has the case, and those they "
            "let in. Otherwise it is seen by everybody who answers for the institution."
        ),
    )
    again_after_minutes = models.PositiveSmallIntegerField(
        _("minutes before people are told again"),
        default=30,
        help_text=_("Until somebody has taken the case. 0 never tells again."),
    )
    at_any_time = models.BooleanField(
        _("also outside opening hours"),
        default=True,
        help_text=_("Whether people are told again at night and on days when the support is closed."),
    )
    duty_name = MaskedCharField(
        _("the municipality's own duty line"), max_length=80, blank=True, help_text=_("For children and families.")
    )
    duty_phone = MaskedCharField(_("phone of the duty line"), max_length=40, blank=True)
    duty_page = WebAddressField(_("page of the duty line"), blank=True)

    class Meta:
        verbose_name = _("safeguarding")
        verbose_name_plural = _("safeguarding")
        constraints = [models.CheckConstraint(condition=models.Q(id=1), name="one_safeguarding")]

    def __str__(self) -> str:
        return self.duty_name or str(self._meta.verbose_name)

    @property
    def dialled(self) -> str:
        return dialled(self.duty_phone)

    @classmethod
    def current(cls) -> "Safeguarding":
        """The one row, or its defaults. Asked for with every list, so it is remembered a while."""
        policy = cache.get(POLICY)
        if policy is None:
            policy = cls.objects.filter(id=1).first() or cls(id=1)
            cache.set(POLICY, policy, CACHED_SECONDS)
        assert isinstance(policy, cls)
        return policy

    @classmethod
    def keeps_from(cls, user: User) -> bool:
        """Whether there may be sensitive cases of which the person need not know, at places whose cases they see."""
        return cls.current().need_to_know or bool(user.lent_places)

    @staticmethod
    def forget_cached() -> None:
        """Shows a change at once; called where an administrator saves the rows."""
        cache.delete_many([POLICY, LINES])


class HelpLine(models.Model):
    """A number or a page where somebody finds help now, for the kinds of matter it is for."""

    name = MaskedCharField(_("name"), max_length=80)
    phone = MaskedCharField(_("phone"), max_length=40, blank=True)
    page = WebAddressField(_("page"), blank=True)
    words = MaskedCharField(_("in a few words, in Danish"), max_length=200, blank=True)
    words_en = MaskedCharField(_("in a few words, in English"), max_length=200, blank=True)
    kinds = models.JSONField(_("for"), default=list, help_text=_("Kinds of sensitive matter."))
    audience = models.CharField(
        _("who writes"), max_length=8, choices=Audience, blank=True, help_text=_("Empty means everybody.")
    )
    place = models.PositiveSmallIntegerField(_("place in the list"), default=10)

    class Meta:
        verbose_name = _("help line")
        verbose_name_plural = _("help lines")

    def __str__(self) -> str:
        return self.name

    @property
    def shown_words(self) -> str:
        return (self.words_en if get_language() == "en" else "") or self.words

    @property
    def dialled(self) -> str:
        return dialled(self.phone)

    @classmethod
    def for_writer(cls, kinds: Iterable[str], audience: str) -> "list[HelpLine]":
        """Those that help with one of the kinds, in the order that the municipality has given them."""
        wanted = set(kinds)
        return [line for line in cls.all_in_order() if wanted & set(line.kinds) and line.audience in {"", audience}]

    @classmethod
    def all_in_order(cls) -> "list[HelpLine]":
        lines = cache.get(LINES)
        if lines is None:
            lines = list(cls.objects.order_by("place", "id"))
            cache.set(LINES, lines, CACHED_SECONDS)
        assert isinstance(lines, list)
        return lines


class LetIn(models.Model):
    """A person who needs to know of a sensitive case: named for it, given it, or let in by one of those."""

    ticket = models.ForeignKey("tickets.Ticket", models.CASCADE, related_name="let_in_people", verbose_name=_("case"))
    user = models.ForeignKey(User, models.CASCADE, related_name="+", verbose_name=_("person"))
    since = models.DateTimeField(_("since"), auto_now_add=True)

    class Meta:
        verbose_name = _("person who needs to know")
        verbose_name_plural = _("people who need to know")
        constraints = [models.UniqueConstraint(fields=["ticket", "user"], name="let_in_once")]

    def __str__(self) -> str:
        return f"{self.user} · #{self.ticket_id}"


def dialled(phone: str) -> str:
    """A number as a link that rings up holds it."""
    return "".join(sign for sign in phone if sign.isdigit() or sign == "+")


def needs_to_know(user: User, ticket: "Ticket") -> bool:
    """Whether a person may see a sensitive case where only those do who need to know, and where they stand in."""
    if not ticket.is_sensitive or ticket.assignee_id == user.pk:
        return True
    if not Safeguarding.current().need_to_know and ticket.institution_id not in user.lent_places:
        return True
    return LetIn.objects.filter(ticket=ticket, user=user).exists()
