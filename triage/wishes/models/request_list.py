"""Change requests as a list: their states, which of them wait, and how many people want each."""

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any, Self

from django.db import models
from django.db.models import Case, When
from django.db.models.functions import Cast, Coalesce, Lower
from django.utils.translation import gettext_lazy as _

from triage.wishes.models.vote import Vote
from triage.wishes.models.wish import Wish

if TYPE_CHECKING:
    from triage.wishes.models.change_request import ChangeRequest


class RequestStatus(models.TextChoices):
    WAITING = "waiting", _("Waiting for KOMBIT")
    CHOSEN = "chosen", _("Chosen for a bundle")
    SENT = "sent", _("Sent to KOMBIT")
    ACCEPTED = "accepted", _("Accepted")
    PLANNED = "planned", _("Planned for later")
    DECLINED = "declined", _("Declined")
    JOINED = "joined", _("Joined to another")


UNDECIDED = frozenset({RequestStatus.WAITING, RequestStatus.CHOSEN, RequestStatus.SENT})
DECIDED = frozenset({RequestStatus.ACCEPTED, RequestStatus.PLANNED, RequestStatus.DECLINED})
ASKING = Case(
    When(ticket__requester_email="", then=Cast("ticket", models.CharField())),
    default=Lower("ticket__requester_email"),
    output_field=models.CharField(),
)
"""Who asks, as far as can be told."""


LONG_NUMBER = 12
"""From so many figures on a number is none of ours."""


def counted(related: models.QuerySet[Any]) -> Callable[[models.Aggregate], Coalesce]:
    """Counts rows of a request each for themselves; joined together they would multiply."""
    rows = related.filter(change_request=models.OuterRef("pk")).order_by().values("change_request")

    def count(number: models.Aggregate) -> Coalesce:
        return Coalesce(models.Subquery(rows.annotate(number=number).values("number")), 0)

    return count


class ChangeRequestQuerySet(models.QuerySet["ChangeRequest"]):
    def waiting(self) -> Self:
        """Those that wait to be sent to KOMBIT."""
        return self.filter(status=RequestStatus.WAITING)

    def open_for_wishes(self) -> Self:
        """Those that a further case can still be joined to: nothing is decided."""
        return self.filter(status__in=UNDECIDED)

    def standing(self) -> Self:
        """All but those that have gone into another."""
        return self.exclude(status=RequestStatus.JOINED)

    def decided(self) -> Self:
        return self.filter(status__in=DECIDED)

    def published(self) -> Self:
        """What the public list shows."""
        return self.standing().filter(is_public=True)

    def search(self, text: str) -> Self:
        """Every word stands somewhere in what the lead has written, or is the request's number."""
        requests = self
        for word in text.split()[:8]:
            places: list[tuple[str, object]] = [
                (f"{place}__icontains", word) for place in ("title", "summary", "benefit", "external_number")
            ]
            number = [("pk", int(word))] if word.isascii() and word.isdigit() and len(word) < LONG_NUMBER else []
            requests = requests.filter(models.Q.create([*places, *number], connector=models.Q.OR))
        return requests

    def with_counts(self) -> Self:
        """`people` who asked, in how many `institutions`, `votes_cast` on the public list, and `wanted`, all together.

        Somebody who asked twice counts once; who left no address counts for each case.
        """
        wishes, votes = counted(Wish.objects.all()), counted(Vote.objects.confirmed())
        counts = {
            "people": wishes(models.Count(ASKING, distinct=True)),
            "institutions": wishes(models.Count("ticket__institution", distinct=True)),
            "votes_cast": votes(models.Count("pk")),
        }
        return self.annotate(**counts).annotate(wanted=models.F("people") + models.F("votes_cast"))

    def most_wanted_first(self) -> Self:
        """With their counts."""
        return self.with_counts().order_by(models.F("wanted").desc(), "id")

    def newest_first(self) -> Self:
        return self.order_by("-collected_at", "-id")


def spread_of(requests: Iterable["ChangeRequest"]) -> dict[int, list[int]]:
    """For each request how many people of each institution asked, most first."""
    spread: dict[int, list[int]] = {request.pk: [] for request in requests}
    rows = Wish.objects.filter(change_request__in=spread).values("change_request", "ticket__institution")
    counts = rows.annotate(people=models.Count(ASKING, distinct=True)).order_by("-people")
    for request, people in counts.values_list("change_request", "people"):
        spread[request].append(people)
    return spread
