"""How long a case may lie untouched is a row that an administrator changes."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoCaptureOnCommitCallbacks

from tests.cast import Cast
from tickets.models import EscalationPolicy
from tickets.words import Tier


@pytest.mark.django_db
def test_a_changed_time_counts_for_the_next_case(
    cast: Cast, client: Client, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    row, _new = EscalationPolicy.objects.get_or_create(tier=Tier.PILOT, defaults={"working_minutes": 420})
    now = timezone.now()
    before = EscalationPolicy.due_after(now, Tier.PILOT)
    client.force_login(cast.municipal_admin, backend="django.contrib.auth.backends.ModelBackend")

    with django_capture_on_commit_callbacks(execute=True):
        posted = {"tier": Tier.PILOT, "working_minutes": 42_000, "high_percent": 50, "urgent_percent": 25}
        answer = client.post(f"/admin/tickets/escalationpolicy/{row.pk}/change/", posted)

    assert answer.status_code == 302
    assert EscalationPolicy.due_after(now, Tier.PILOT) > before + timedelta(days=7)
