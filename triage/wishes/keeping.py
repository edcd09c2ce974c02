"""How long wishes keep what came from people: quotes as long as a case of theirs, addresses as long as a case."""

from datetime import timedelta

from django.db.models import Exists, OuterRef
from django.utils import timezone

from organisation.models import Municipality
from triage.wishes.models import ChangeRequest, Vote, Wish


def drop_old() -> None:
    """Quotes go when no case of the wish is remembered any more; the address of a voter whom no decision has reached
    in the time that a case is kept. The wish and the vote stay. A vote that nobody confirmed goes."""
    kept = timedelta(days=Municipality.current().retention_days)
    before = timezone.now() - kept
    remembered = Wish.objects.filter(change_request=OuterRef("pk"), ticket__forgotten_at=None)
    old = ChangeRequest.objects.filter(collected_at__lt=before).exclude(quotes="")
    old.exclude(Exists(remembered)).update(quotes="")
    Vote.objects.filter(day__lt=before.date()).exclude(email="").update(email="")
    Vote.drop_unconfirmed()
