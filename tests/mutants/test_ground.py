"""What every change stands on: a test that passes through the whole house once, before anything is changed."""

import pytest
from django.test import Client

from tests.cast import Cast, settle
from tickets.models import Ticket


@pytest.mark.django_db
def test_a_case_is_opened_heard_of_and_shown(ticket: Ticket, cast: Cast) -> None:
    settle()
    client = Client()
    assert client.get("/").status_code == 200
    client.force_login(cast.superuser, backend="django.contrib.auth.backends.ModelBackend")
    assert client.get(f"/admin/tickets/ticket/{ticket.pk}/").status_code == 200
