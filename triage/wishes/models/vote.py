"""“I would like this too”: a voice for a wish on the public list, from somebody who has an e-mail address.

It counts once the link in a mail to that address was used: otherwise a private window would be a voice of its own.
"""

from datetime import timedelta
from typing import TYPE_CHECKING, Final

from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from organisation.security import keyed

if TYPE_CHECKING:
    from triage.wishes.models.change_request import ChangeRequest

UNCONFIRMED: Final = timedelta(days=7)
"""How long a vote waits for its link to be used."""


class VoteQuerySet(models.QuerySet["Vote"]):
    def confirmed(self) -> "VoteQuerySet":
        """Those that count."""
        return self.filter(confirmed_on__isnull=False)

    def to_be_told(self) -> "VoteQuerySet":
        """Those whose owners want to hear of the decision and have not."""
        return self.confirmed().exclude(email="")


class Vote(models.Model):
    """One for each address and wish. `voter` stands for the address and differs from wish to wish, so that nobody's
    votes can be put together.

    `email` is there until the vote is confirmed; afterwards only where its owner wants to hear of the decision
    (`hears`), and until they have.
    """

    change_request = models.ForeignKey("triage.ChangeRequest", models.CASCADE, related_name="votes")
    voter = models.CharField(max_length=64, editable=False)
    email = models.EmailField(_("e-mail"), blank=True)
    hears = models.BooleanField(default=False, db_default=False, editable=False)
    language = models.CharField(max_length=5, default="da")
    day = models.DateField(auto_now_add=True)
    confirmed_on = models.DateField(null=True, editable=False)

    objects = VoteQuerySet.as_manager()

    class Meta:
        verbose_name = _("vote")
        verbose_name_plural = _("votes")
        constraints = [models.UniqueConstraint(fields=["change_request", "voter"], name="vote_once")]

    def __str__(self) -> str:
        return f"#{self.change_request_id}"

    @classmethod
    def ask(cls, request: "ChangeRequest", *, email: str, hears: bool = False, language: str = "da") -> "Vote":
        """The vote of the address for the wish, which counts when it is confirmed. Asking again changes nothing that
        counts already."""
        digests = every_digest(email, request)
        with transaction.atomic():
            # A vote from before the key was changed goes on under the new one, and stays when the old one is gone.
            cls.objects.filter(change_request=request, voter__in=digests[1:]).update(voter=digests[0])
            vote, made = cls.objects.get_or_create(
                change_request=request,
                voter=digests[0],
                defaults={"email": email, "hears": hears, "language": language},
            )
            if not made and vote.confirmed_on is None:
                vote.email, vote.hears, vote.language, vote.day = email, hears, language, timezone.localdate()
                vote.save(update_fields=["email", "hears", "language", "day"])
        return vote

    def confirm(self) -> None:
        """From now on it counts. The address goes, unless its owner wants to hear of the decision."""
        if self.confirmed_on is not None:
            return
        self.confirmed_on = timezone.localdate()
        self.email = self.email if self.hears else ""
        self.save(update_fields=["confirmed_on", "email"])

    def take_back(self) -> None:
        self.delete()

    @classmethod
    def drop_unconfirmed(cls) -> None:
        before = timezone.localdate() - UNCONFIRMED
        cls.objects.filter(confirmed_on=None, day__lt=before).delete()


def every_digest(email: str, request: "ChangeRequest") -> list[str]:
    """What stands for the address at this wish, under each key that is still good, newest first."""
    return keyed.digests("triage.vote", f"{email.strip().casefold()}:{request.pk}")
