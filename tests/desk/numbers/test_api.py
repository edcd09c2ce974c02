"""The numbers for other programs over the API: to be read, each person those of their places, small ones hidden."""

from django.test import Client
from knox.models import AuthToken

from reporting import counting
from tests.cast import Cast, open_ticket

ADDRESS = "/api/v1/numbers/"


def fill(cast: Cast) -> None:
    for place, number in ((cast.school, 11), (cast.daycare, 3)):
        for _case in range(number):
            open_ticket(place)
    counting.find_changes()
    for _counted in counting.count_stale():
        pass


def test_it_says_how_it_goes_in_the_places_of_the_person(cast: Cast, client: Client) -> None:
    fill(cast)
    _row, token = AuthToken.objects.create(cast.observer)
    answer = client.get(ADDRESS, headers={"Authorization": f"Token {token}"})
    assert answer.status_code == 200
    data = answer.json()
    assert data["period"]["counts"]["opened"] == 11
    assert [place["name"] for place in data["institutions"]] == ["Grøndal Skole"]
    assert data["by"]["audience"][0]["value"] == "parent"
    assert data["definitions"]["opened"]


def test_small_numbers_are_null_for_everybody(cast: Cast, client: Client) -> None:
    fill(cast)
    client.force_login(cast.municipal_admin, backend="django.contrib.auth.backends.ModelBackend")
    data = client.get(ADDRESS).json()
    assert data["period"]["counts"]["opened"] == 14
    assert [place["counts"]["opened"] for place in data["institutions"]] == [None, None]


def test_strangers_are_refused_and_nothing_can_be_written(cast: Cast, client: Client) -> None:
    assert client.get(ADDRESS).status_code == 401
    client.force_login(cast.municipal_admin, backend="django.contrib.auth.backends.ModelBackend")
    assert client.post(ADDRESS).status_code in {403, 405}
