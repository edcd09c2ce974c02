"""Tags of the municipality: put on and taken off, found again, over the pages, on many and over the API."""

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client

from desk.queue.filters import QueueFilters
from desk.queue.lists import cases
from desk.queue.models import BulkAct
from organisation.models import User
from tests.cast import Cast, kinds, open_ticket
from tickets.models import Tag, Tagging, Ticket

QUEUE = "/admin/tickets/ticket/"
API = "/api/v1/tickets/"


def enter(client: Client, user: User) -> None:
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")


@pytest.fixture
def start(cast: Cast) -> Tag:
    Tag.forget_cached()
    return Tag.objects.create(name="Skolestart")


def names(ticket: Ticket) -> list[str]:
    return list(ticket.tags.by_name().values_list("name", flat=True))


def test_a_tag_is_put_on_once_and_taken_off_once_with_an_event_each(cast: Cast, ticket: Ticket, start: Tag) -> None:
    for _twice in range(2):
        ticket.tag([start], by=cast.superuser)
    assert (names(ticket), kinds(ticket)) == (["Skolestart"], ["opened", "tagged"])
    for _twice in range(2):
        ticket.untag([start], by=cast.superuser)
    assert (names(ticket), kinds(ticket)) == ([], ["opened", "tagged", "untagged"])
    with pytest.raises(PermissionDenied):
        ticket.tag([start], by=cast.stranger)


def test_the_page_shows_them_and_one_click_takes_them_off(
    cast: Cast, ticket: Ticket, start: Tag, client: Client
) -> None:
    enter(client, cast.superuser)
    address = f"{QUEUE}{ticket.pk}/"
    assert 'name="tag-tags" value="Skolestart"' in client.get(address).content.decode()
    answer = client.post(f"{address}tag/", {"tag-tags": ["Skolestart"]}, follow=True).content.decode()
    assert 'name="untag-tags" value="Skolestart"' in answer
    assert "Skolestart" in client.get(f"{QUEUE}?list=all").content.decode()
    client.post(f"{address}untag/", {"untag-tags": ["Skolestart"]})
    assert names(ticket) == []
    assert client.post(f"{address}tag/", {"tag-tags": ["Findes ikke"]}).status_code == 422


def test_the_queue_is_narrowed_by_a_tag_and_a_stranger_sees_nothing_by_it(cast: Cast, start: Tag) -> None:
    mine, _other = open_ticket(cast.school, subject="med"), open_ticket(cast.school, subject="uden")
    mine.tag([start], by=cast.superuser)
    told = QueueFilters(chosen="all", tag=str(start.pk))
    assert [each.subject for each in cases(cast.superuser, told)] == ["med"]
    assert not cases(cast.stranger, told).exists()
    assert QueueFilters.read({"tag": "x"}).tag == ""


def test_a_tag_that_is_no_longer_in_use_stays_where_it_is_and_is_offered_to_nobody(
    cast: Cast, ticket: Ticket, start: Tag, client: Client
) -> None:
    ticket.tag([start], by=cast.superuser)
    other = open_ticket(cast.school)
    enter(client, cast.municipal_admin)
    page = f"/admin/tickets/tag/{start.pk}/change/"
    assert client.post(page, {"name": "Skolestart", "hint": ""}).status_code == 302
    assert "tag-tags" not in client.get(f"{QUEUE}{other.pk}/").content.decode()
    assert client.post(f"{QUEUE}{other.pk}/tag/", {"tag-tags": ["Skolestart"]}).status_code == 422
    assert "untag-tags" in client.get(f"{QUEUE}{ticket.pk}/").content.decode()


def test_many_are_tagged_at_once_and_an_undo_takes_off_only_what_the_act_put_on(
    cast: Cast, start: Tag, client: Client
) -> None:
    had, new = open_ticket(cast.school), open_ticket(cast.school)
    had.tag([start], by=cast.superuser)
    summer = Tag.objects.create(name="Sommerferie")
    enter(client, cast.superuser)
    told = {"verb": "tag", "go": "1", "case": [had.pk, new.pk], "tags": ["Skolestart", "Sommerferie"]}
    client.post(f"{QUEUE}bulk/", told)
    assert names(had) == names(new) == ["Skolestart", "Sommerferie"]
    client.post(f"{QUEUE}bulk/{BulkAct.objects.get().pk}/undo/")
    assert (names(had), names(new)) == (["Skolestart"], [])
    assert not Tagging.objects.filter(tag=summer).exists()


def test_the_api_puts_on_takes_off_shows_and_narrows(cast: Cast, ticket: Ticket, start: Tag, client: Client) -> None:
    open_ticket(cast.school)
    enter(client, cast.superuser)
    address = f"{API}{ticket.pk}/"
    answer = client.post(f"{address}tag/", {"tags": ["Skolestart"]}, content_type="application/json")
    assert answer.json()["ticket"]["tags"] == ["Skolestart"]
    assert [row["id"] for row in client.get(API, {"tag": "Skolestart"}).json()["results"]] == [ticket.pk]
    assert client.get(API, {"tag": "Andet"}).json()["results"] == []
    client.post(f"{address}untag/", {"tags": ["Skolestart"]}, content_type="application/json")
    assert client.get(address).json()["tags"] == []
    assert client.post(f"{address}tag/", {"tags": ["Nix"]}, content_type="application/json").status_code == 422


def test_a_case_that_is_forgotten_keeps_no_tag_and_the_export_names_them(
    cast: Cast, ticket: Ticket, start: Tag, client: Client
) -> None:
    ticket.tag([start], by=cast.superuser)
    enter(client, cast.superuser)
    export = b"".join(client.get(f"{QUEUE}cases.csv?list=all").streaming_content).decode()  # type: ignore[attr-defined]
    assert "Skolestart" in export
    ticket.resolve(by=cast.superuser)
    ticket.forget()
    assert not Tagging.objects.exists()


def test_only_the_administrator_makes_tags(cast: Cast, client: Client) -> None:
    enter(client, cast.superuser)
    assert client.post("/admin/tickets/tag/add/", {"name": "Min egen"}).status_code == 403
    enter(client, cast.municipal_admin)
    assert client.post("/admin/tickets/tag/add/", {"name": "Vores", "is_active": "on"}).status_code == 302
    assert [tag["name"] for tag in Tag.in_use()] == ["Vores"]
