"""“I want that too”: a voice for a wish on the public list, from somebody whom we do not know."""

import secrets
from typing import TYPE_CHECKING

from django.db import models, transaction
from django.utils.translation import gettext_lazy as _

from organisation import keyed

if TYPE_CHECKING:
    from triage.wishes.models.change_request import ChangeRequest


def new_voter() -> str:
    """What a browser keeps so that it votes once for each wish."""
    return secrets.token_urlsafe(16)


class Vote(models.Model):
    """One for each browser and wish. `voter` differs from wish to wish, so that nobody's votes can be put together.

    `email` is there only where somebody wants to hear of the decision, and until they have.
    """

    change_request = models.ForeignKey("triage.ChangeRequest", models.CASCADE, related_name="votes")
    voter = models.CharField(max_length=64, editable=False)
    email = models.EmailField(_("e-mail"), blank=True)
    language = models.CharField(max_length=5, default="da")
    day = models.DateField(auto_now_add=True)

    class Meta:
        verbose_name = _("vote")
        verbose_name_plural = _("votes")
        constraints = [models.UniqueConstraint(fields=["change_request", "voter"], name="vote_once")]

    def __str__(self) -> str:
        return f"#{self.change_request_id}"

    @classmethod
    def cast(cls, request: "ChangeRequest", *, voter: str, email: str = "", language: str = "da") -> "Vote":
        """Counts the browser once; a later e-mail address is added to its vote."""
        digests = every_digest(voter, request)
        with transaction.atomic():
            # A vote from before the key was changed goes on under the new one, and stays when the old one is gone.
            cls.objects.filter(change_request=request, voter__in=digests[1:]).update(voter=digests[0])
            vote, made = cls.objects.get_or_create(
                change_request=request,
                voter=digests[0],
                defaults={"email": email, "language": language},
            )
            if email and not made and vote.email != email:
                vote.email = email
                vote.save(update_fields=["email"])
        return vote

    @classmethod
    def take_back(cls, request: "ChangeRequest", *, voter: str) -> None:
        cls.objects.filter(change_request=request, voter__in=every_digest(voter, request)).delete()

    @classmethod
    def of(cls, voter: str, requests: "list[ChangeRequest]") -> set[int]:
        """Which of the requests the browser has voted for."""
        if not voter:
            return set()
        digests = {digest for request in requests for digest in every_digest(voter, request)}
        return set(cls.objects.filter(voter__in=digests).values_list("change_request_id", flat=True))


def every_digest(voter: str, request: "ChangeRequest") -> list[str]:
    """What stands for the browser at this wish, under each key that is still good, newest first."""
    return keyed.digests("triage.vote", f"{voter}:{request.pk}")
