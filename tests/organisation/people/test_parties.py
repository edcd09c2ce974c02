"""Outside parties: who uses which vendor, how each is reached, and where its status stands."""

from typing import Any

import pytest
from django.test import Client

from organisation.models import Institution, Party
from tests.cast import Cast
from tickets.models import Ticket
from triage.forwarding.models import Forwarding

LIST = "/admin/organisation/party/"


@pytest.fixture
def administrator(cast: Cast, client: Client) -> Client:
    client.force_login(cast.municipal_admin, backend="django.contrib.auth.backends.ModelBackend")
    return client


def form_data(party: Party, institutions: list[Institution], **changes: Any) -> dict[str, Any]:
    names = ("name", "kind", "products", "email", "phone", "website", "opening_hours", "status_page", "note", "key")
    shown = {name: getattr(party, name) for name in names}
    return shown | {"institutions": [place.pk for place in institutions]} | changes


def test_a_schedule_vendor_takes_over_the_institutions_that_are_ticked(administrator: Client, cast: Cast) -> None:
    new = Party.objects.create(key="ny", kind=Party.Kind.SCHEDULE_VENDOR, name="Ny Skema")
    page = administrator.get(f"{LIST}{new.pk}/change/").content.decode()
    assert "Grøndal Skole (Skemahuset)" in page
    administrator.post(f"{LIST}{new.pk}/change/", form_data(new, [cast.school, cast.daycare]))
    assert list(Institution.objects.filter(schedule_vendor=new).order_by("id")) == [cast.school, cast.daycare]
    administrator.post(f"{LIST}{new.pk}/change/", form_data(new, [cast.daycare]))
    cast.school.refresh_from_db()
    assert cast.school.schedule_vendor is None


def test_an_institution_may_have_several_widget_vendors(administrator: Client, cast: Cast) -> None:
    new = Party.objects.create(key="ny", kind=Party.Kind.WIDGET_VENDOR, name="Ny Widget")
    administrator.post(f"{LIST}{new.pk}/change/", form_data(new, [cast.school]))
    assert set(cast.school.widget_vendors.values_list("key", flat=True)) == {"ny", "ugeplan"}


def test_only_vendors_belong_to_single_institutions(administrator: Client, cast: Cast) -> None:
    stil = Party.objects.get(kind=Party.Kind.STIL)
    answer = administrator.post(f"{LIST}{stil.pk}/change/", form_data(stil, [cast.school]))
    assert answer.status_code == 200
    assert "institutions" in answer.context["adminform"].form.errors


def test_the_list_is_searched_by_product_and_by_institution(administrator: Client) -> None:
    Party.objects.filter(key="ugeplan").update(products="Meebook")
    for query, expected, other in [("meebook", "Ugeplanfirmaet", "Skemahuset"), ("grøndal", "Skemahuset", "KOMBIT")]:
        page = administrator.get(LIST, {"q": query}).content.decode()
        assert expected in page
        assert f">{other}</a></th>" not in page


def test_parties_that_share_a_status_page_share_a_link(client: Client, cast: Cast) -> None:
    Party.objects.filter(key__in=["skema", "ugeplan"]).update(status_page="https://status.example/")
    page = client.get("/drift/").content.decode()
    assert page.count("https://status.example/") == 1
    assert "Skemahuset, Ugeplanfirmaet" in page


def test_who_passes_a_case_on_sees_the_status_page_first(ticket: Ticket, cast: Cast, client: Client) -> None:
    Party.objects.filter(key="skema").update(status_page="https://status.example/", opening_hours="Hverdage 8–16")
    ticket.set_route("schedule_vendor", by=cast.superuser)
    client.force_login(cast.superuser, backend="django.contrib.auth.backends.ModelBackend")
    page = client.get(f"/admin/tickets/ticket/{ticket.pk}/").content.decode()
    assert "https://status.example/" in page
    assert "Hverdage 8–16" in page


def test_a_party_to_which_cases_have_gone_is_not_deleted(ticket: Ticket, administrator: Client, cast: Cast) -> None:
    ticket.set_route("schedule_vendor", by=cast.superuser)
    party = Forwarding.forward(ticket, by=cast.superuser).party
    assert administrator.post(f"{LIST}{party.pk}/delete/", {"post": "yes"}).status_code == 403
    assert Party.objects.filter(pk=party.pk).exists()
