"""Staff addresses have moved; bookmarks and open pages have not."""

import re

import pytest
from django.test import Client

from helpdesk.old_addresses import MOVED

pytestmark = pytest.mark.django_db
KEY = "3f2b8c9e-0000-4000-8000-000000000000"


def filled(address: str) -> str:
    return re.sub(r"<int:\w+>", "7", address.replace("<uuid:key>", KEY).replace("<slug:", "<int:"))


@pytest.mark.parametrize(("old", "name"), MOVED)
def test_a_bookmark_and_an_open_form_find_the_page(client: Client, old: str, name: str) -> None:
    address = f"/admin/{filled(old)}"
    read, sent = client.get(f"{address}?q=ferie"), client.post(address, {"text": "Ferie"})
    assert (read.status_code, sent.status_code) == (301, 308)
    assert read.headers["Location"] == sent.headers["Location"] + "?q=ferie"
    assert read.headers["Location"] != f"{address}?q=ferie"
    assert "7" not in address or "7" in read.headers["Location"]


def test_a_verb_of_a_bundle_is_pressed_where_it_stands_now(client: Client) -> None:
    answer = client.post("/admin/triage/changerequest/samlinger/7/send/")
    assert (answer.status_code, answer.headers["Location"]) == (308, "/admin/triage/changerequest/bundles/7/send/")
