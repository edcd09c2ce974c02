"""What a person of the support organisation hears of, and how: by mail at once, once a day, or in the page."""

from collections.abc import Iterable
from typing import Final, NamedTuple

from django.db import models
from django.utils.translation import gettext_lazy as _

from organisation.models import User
from tickets.models.event import Event


class Topic(models.TextChoices):
    """What news is about; the part of a notification's kind before its first `_`."""

    TIER = "tier", _("New cases, and cases that come up or back to where I work")
    ASSIGNEE = "assignee", _("News in the cases I have")
    FOLLOWER = "follower", _("News in the cases I follow")
    COLLEAGUE = "colleague", _("A colleague mentions me")


class ByMail(models.TextChoices):
    AT_ONCE = "at_once", _("At once")
    DAILY = "daily", _("Once a day")
    NEVER = "never", _("No mail")


class NoticeChoice(NamedTuple):
    """How one person wants to hear of one topic."""

    by_mail: str
    in_page: bool


USUAL: Final = NoticeChoice(ByMail.AT_ONCE, in_page=True)
"""Where nobody has chosen, and for topics that are no choice (a case that sounds sensitive)."""


class NotificationChoice(models.Model):
    """A person's choice for a topic."""

    user = models.ForeignKey(User, models.CASCADE, related_name="notification_choices", verbose_name=_("person"))
    topic = models.CharField(_("topic"), max_length=12, choices=Topic)
    by_mail = models.CharField(_("by mail"), max_length=8, choices=ByMail, default=ByMail.AT_ONCE)
    in_page = models.BooleanField(_("in the page"), default=True)

    class Meta:
        verbose_name = _("notification choice")
        verbose_name_plural = _("notification choices")
        constraints = [models.UniqueConstraint(fields=["user", "topic"], name="one_choice_a_topic")]

    def __str__(self) -> str:
        return f"{self.topic}: {self.by_mail}"

    @classmethod
    def wishes(cls, people: Iterable[User], topic: str) -> dict[int, NoticeChoice]:
        """The wish of everybody who has chosen, by the person's id."""
        chosen = cls.objects.filter(user__in=[person.pk for person in people], topic=topic)
        return {choice.user_id: NoticeChoice(choice.by_mail, choice.in_page) for choice in chosen}


class NoticeQuerySet(models.QuerySet["Notice"]):
    def unread(self, user: User | int) -> "NoticeQuerySet":
        return self.filter(user=user, in_page=True, read_at=None)

    def shown_to(self, user: User) -> "NoticeQuerySet":
        return self.filter(user=user, in_page=True).select_related("event__ticket__institution").order_by("-id")

    def for_digest(self) -> "NoticeQuerySet":
        return self.filter(digest_due=True)


class Notice(models.Model):
    """One piece of news for one person: shown in the page, kept for the daily mail, or both."""

    user = models.ForeignKey(User, models.CASCADE, related_name="notices", verbose_name=_("person"))
    event = models.ForeignKey(Event, models.CASCADE, related_name="notices", verbose_name=_("event"))
    kind = models.CharField(_("kind"), max_length=40)
    in_page = models.BooleanField(default=True)
    digest_due = models.BooleanField(default=False)
    made_at = models.DateTimeField(_("at"), auto_now_add=True)
    read_at = models.DateTimeField(_("read"), null=True, blank=True)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        verbose_name = _("notice")
        verbose_name_plural = _("notices")
        constraints = [models.UniqueConstraint(fields=["user", "event", "kind"], name="notice_once")]
        indexes = [
            models.Index(fields=["user", "-id"], name="notice_shown", condition=models.Q(in_page=True)),
            models.Index(fields=["user"], name="notice_unread", condition=models.Q(in_page=True, read_at=None)),
            models.Index(fields=["user", "id"], name="notice_digest", condition=models.Q(digest_due=True)),
        ]

    def __str__(self) -> str:
        return f"{self.kind} #{self.event_id}"

    @classmethod
    def give(cls, event: Event, kind: str, person: User, wish: NoticeChoice) -> None:
        """Keeps the news as the person wants it. The same again is nothing new."""
        daily = wish.by_mail == ByMail.DAILY
        if wish.in_page or daily:
            values = {"in_page": wish.in_page, "digest_due": daily}
            cls.objects.get_or_create(user=person, event=event, kind=kind, defaults=values)
