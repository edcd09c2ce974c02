"""The quality of triage in numbers: each person those of their own institutions."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from organisation.models import User
from tests.cast import Cast, open_ticket, settle
from triage.quality.suggestion_figures import Quality, SuggestionFilters, counted
from triage.suggestions.models import Suggestion, TriagePolicy

PAGE = "/admin/quality/triage/"


@pytest.fixture
def decided(cast: Cast) -> Cast:
    """Of the school one agreed, one corrected after it was set alone, one waits; of the daycare one agreed."""
    TriagePolicy.objects.update_or_create(id=1, defaults={"threshold": 1.01})
    for place in (cast.school, cast.school, cast.school, cast.daycare):
        open_ticket(place)
    settle()
    agreed, alone, _waits, there = Suggestion.objects.select_related("ticket").order_by("id")
    agreed.accept(by=cast.pilot)
    there.accept(by=cast.stranger)
    Suggestion.objects.filter(pk=alone.pk).update(was_automatic=True, outcome="automatic")
    alone.refresh_from_db()
    alone.decide("unilogin" if alone.route != "unilogin" else "local_it", by=cast.pilot)
    return cast


def signed_in(user: User, client: Client) -> Client:
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def test_it_counts_what_people_decided_and_what_was_set_alone(decided: Cast) -> None:
    quality = Quality.of(counted(decided.municipal_admin, SuggestionFilters()))
    whole = quality.all
    assert (whole.suggested, whole.accepted, whole.corrected, whole.waiting) == (4, 2, 1, 1)
    assert (whole.alone, whole.alone_wrong, whole.accuracy) == (1, 1, 2 / 3)
    assert sum(cell.count for _label, cells, _whole in quality.confusion for cell in cells) == 3
    assert round(sum(width for _kind, _left, width in whole.bar)) == 100
    assert [name for name, _figures in quality.by_place()] == ["Grøndal Skole", "Havlunden"]


@pytest.mark.parametrize(
    ("role", "count"), [("superuser", 3), ("observer", 3), ("stranger", 1), ("support_entitled", 4)]
)
def test_everybody_sees_the_numbers_of_their_own_places(decided: Cast, role: str, count: int) -> None:
    assert Quality.of(counted(decided.by_role(role), SuggestionFilters())).all.suggested == count


def test_filters_narrow_and_nonsense_is_ignored(decided: Cast) -> None:
    user = decided.municipal_admin
    assert (
        Quality.of(counted(user, SuggestionFilters.read({"institution": str(decided.daycare.pk)}))).all.suggested == 1
    )
    assert Quality.of(counted(user, SuggestionFilters.read({"route": "local_it"}))).all.suggested == 0
    assert SuggestionFilters.read({"months": "7", "route": "x", "institution": "²"}) == SuggestionFilters()
    Suggestion.objects.update(made_at=timezone.now() - timedelta(days=62))
    assert Quality.of(counted(user, SuggestionFilters.read({"months": "1"}))).all.suggested == 0


def test_the_page_and_the_spreadsheet_show_the_same(decided: Cast, client: Client) -> None:
    observer = signed_in(decided.observer, client)
    page = observer.get(PAGE).content.decode()
    assert "Grøndal Skole" in page
    assert "Havlunden" not in page
    lines = observer.get("/admin/quality/triage.csv").content.decode("utf-8-sig").splitlines()
    assert len(lines) == 4
    assert all("Havlunden" not in line for line in lines)
    assert "/admin/quality/triage/" in observer.get("/admin/").content.decode()


def test_nobody_without_a_role_sees_numbers(decided: Cast, client: Client) -> None:
    assert client.get(PAGE).status_code == 302
    decided.observer.memberships.all().delete()
    assert signed_in(decided.observer, client).get(PAGE).status_code == 302


def test_an_empty_house_has_an_empty_page(cast: Cast, client: Client) -> None:
    assert signed_in(cast.municipal_admin, client).get(PAGE).status_code == 200
