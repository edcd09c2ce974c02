"""Lists and selects stand in the order of the Danish alphabet, whatever the database's own order is."""

import re

import pytest
from django.test import Client

from organisation.models import Institution, User
from tests.cast import Cast
from tickets.models import Tag

NAMES = ["aalborg", "Bov", "Zebra", "Ærø", "Østre", "Århus"]
SHOWN = re.compile(rf">({'|'.join(NAMES)})<")


@pytest.fixture
def client(cast: Cast) -> Client:
    for number, name in enumerate(sorted(NAMES, key=str.casefold, reverse=True)):
        Institution.objects.create(name=name, code=f"30000{number}", kind="school")
        User.objects.create_user(f"p{number}@example.org", name=name)
    client = Client()
    client.force_login(cast.municipal_admin, backend="django.contrib.auth.backends.ModelBackend")
    return client


@pytest.mark.parametrize(
    ("address", "order"),
    [
        ("organisation/institution/", NAMES),
        ("organisation/user/", NAMES),
        ("organisation/user/?o=-1", NAMES[::-1]),
        ("organisation/openingwindow/add/", NAMES),
    ],
)
def test_a_list_and_a_select_are_sorted_as_danes_sort(address: str, order: list[str], client: Client) -> None:
    page = client.get(f"/admin/{address}").content.decode()
    assert list(dict.fromkeys(SHOWN.findall(page))) == order


def test_a_heading_says_by_what_it_is_sorted(client: Client) -> None:
    page = client.get("/admin/organisation/user/").content.decode()
    assert re.search(r'class="[^"]*\bsorted\b[^"]*\bascending\b', page)


def test_tags_are_sorted_so_too(db: None) -> None:
    for name in ("Zebra", "ånd", "bus"):
        Tag.objects.create(name=name)
    assert [tag.name for tag in Tag.objects.by_name()] == ["bus", "Zebra", "ånd"]
