"""Saved views: filters under a name, for oneself or for a role."""

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client

from desk.queue.models import SavedView
from organisation.models import User
from tests.cast import Cast, open_ticket

QUEUE = "/admin/tickets/ticket/"


def enter(client: Client, user: User) -> None:
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")


def test_what_is_shown_is_saved_and_found_again(cast: Cast, client: Client) -> None:
    enter(client, cast.superuser)
    here = "?list=all&route=unilogin&nix=1&after=2026-01-01_1"
    client.post(f"{QUEUE}view/", {"name": "Login", "here": here})
    view = SavedView.objects.get()
    assert view.filters == {"list": "all", "route": "unilogin"}
    assert "?list=all&amp;route=unilogin" in client.get(QUEUE).content.decode()


def test_the_same_name_again_is_the_same_view(cast: Cast) -> None:
    SavedView.keep("Login", {"list": "all"}, by=cast.superuser)
    SavedView.keep("Login", {"list": "done"}, by=cast.superuser)
    assert SavedView.objects.get().filters == {"list": "done"}


def test_a_shared_view_shows_each_reader_their_own_cases(cast: Cast, client: Client) -> None:
    open_ticket(cast.school, subject="Vores")
    open_ticket(cast.daycare, subject="Deres")
    SavedView.keep("Alle", {"list": "all"}, by=cast.superuser, roles=["superuser"])
    assert [view.name for view in SavedView.for_user(cast.stranger)] == ["Alle"]
    assert not SavedView.for_user(cast.pilot)
    enter(client, cast.stranger)
    page = client.get(f"{QUEUE}?list=all").content.decode()
    assert "Alle" in page
    assert "Vores" not in page


def test_one_shares_with_ones_own_role_and_the_administrator_with_every_one(cast: Cast) -> None:
    with pytest.raises(PermissionDenied):
        SavedView.keep("Alle", {}, by=cast.superuser, roles=["pilot"])
    SavedView.keep("Alle", {}, by=cast.municipal_admin, roles=["pilot", "superuser"])
    assert SavedView.for_user(cast.pilot)


def test_a_view_is_renamed_and_deleted_by_its_owner_alone(cast: Cast, client: Client) -> None:
    view = SavedView.keep("Login", {}, by=cast.superuser, roles=["superuser"])
    own = SavedView.keep("Min", {}, by=cast.superuser)
    enter(client, cast.stranger)
    assert client.post(f"{QUEUE}view/{view.pk}/", {"name": "Min"}).status_code == 403
    assert client.post(f"{QUEUE}view/{view.pk}/remove/").status_code == 403
    assert client.get(f"{QUEUE}view/{own.pk}/").status_code == 404
    enter(client, cast.superuser)
    assert client.get(f"{QUEUE}view/{view.pk}/").status_code == 200
    assert client.get(f"{QUEUE}view/{view.pk}/remove/").status_code == 405
    assert client.post(f"{QUEUE}view/{view.pk}/", {"name": "Min"}).status_code == 422
    assert client.post(f"{QUEUE}view/{view.pk}/", {"name": "Nyt navn"}).status_code == 302
    view.refresh_from_db()
    assert (view.name, view.shared_with) == ("Nyt navn", [])
    client.post(f"{QUEUE}view/{view.pk}/remove/")
    assert not SavedView.objects.filter(pk=view.pk).exists()
