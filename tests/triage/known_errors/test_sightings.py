"""“It happens to me, too” at a known error: counted once for each browser."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tests.cast import Cast
from triage.known_errors.models import KnownError
from triage.known_errors.sightings import Sighting

PHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605 Version/18.1 Mobile/15E148 Safari/604.1"


@pytest.fixture
def error(cast: Cast) -> KnownError:
    return KnownError.objects.create(title="Galleriet er langsomt", description="Billeder kommer sent.")


def tap(client: Client, error: KnownError) -> int:
    return client.post(reverse("sighting", args=[error.pk]), headers={"User-Agent": PHONE}).status_code


def test_a_browser_is_counted_once_with_its_device(error: KnownError, client: Client) -> None:
    assert tap(client, error) == 302
    assert tap(client, error) == 302
    seen = Sighting.objects.get()
    assert "iPhone" in seen.device
    assert "Safari" in seen.client
    assert tap(Client(), error) == 302
    text = client.get(reverse("disturbances")).content.decode()
    assert "2 har fortalt, at det også sker for dem." in text
    assert "Du har fortalt, at det også sker for dig." in text


def test_what_one_browser_has_seen_cannot_be_put_together(error: KnownError, client: Client) -> None:
    other = KnownError.objects.create(title="Kalenderen er tom", description="Den er tom.")
    tap(client, error)
    tap(client, other)
    assert len(set(Sighting.objects.values_list("watcher", flat=True))) == 2


def test_hidden_and_solved_errors_take_no_sightings(error: KnownError, client: Client) -> None:
    KnownError.objects.filter(pk=error.pk).update(is_public=False)
    assert tap(client, error) == 404
    KnownError.objects.filter(pk=error.pk).update(is_public=True, status="solved", resolved_at=timezone.now())
    assert tap(client, error) == 404


def test_it_is_told_by_post_alone(error: KnownError, client: Client) -> None:
    assert client.get(reverse("sighting", args=[error.pk])).status_code == 405


def test_sightings_go_some_time_after_the_repair(error: KnownError, client: Client) -> None:
    tap(client, error)
    Sighting.drop_old()
    assert Sighting.objects.exists()
    long_ago = timezone.now() - timedelta(days=91)
    KnownError.objects.filter(pk=error.pk).update(status="solved", resolved_at=long_ago)
    Sighting.drop_old()
    assert not Sighting.objects.exists()


def test_who_works_on_the_error_sees_how_many_and_on_what(error: KnownError, cast: Cast, client: Client) -> None:
    tap(Client(), error)
    tap(Client(), error)
    client.force_login(cast.support_entitled)
    text = client.get(reverse("admin:known_error", args=[error.pk])).content.decode()
    assert "2 · iPhone" in text
