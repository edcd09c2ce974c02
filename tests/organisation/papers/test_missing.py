"""The administrator is told what the public pages lack, with the way to fill it in; nobody else is."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from organisation.models import Municipality, User
from organisation.papers.missing import missing
from tests.cast import Cast

TODAY = date(2026, 11, 2)
COMPLETE: dict[str, Any] = {
    "name": "Nordsø Kommune",
    "address": "Torvet 1",
    "contact_email": "hjaelp@example.org",
    "phone": "72 00 00 00",
    "adviser_email": "dpo@example.org",
    "processors": "Driftshuset, drift, Danmark",
    "accessibility_url": "https://www.was.digst.dk/hjaelp-example",
    "accessibility_status": "full",
    "accessibility_method": "self",
    "privacy_reviewed_on": TODAY,
    "accessibility_reviewed_on": TODAY,
}


def fields(**changes: Any) -> list[str]:
    return [each.field for each in missing(Municipality(**COMPLETE | changes), TODAY)]


def test_nothing_is_missing_from_a_complete_row() -> None:
    assert fields() == []


@pytest.mark.parametrize("field", [name for name in COMPLETE if name != "name"])
def test_each_fact_is_missed(field: str) -> None:
    empty = None if field.endswith("_on") else ""
    assert fields(**{field: empty}) == [field]


def test_a_site_with_flaws_must_name_them() -> None:
    assert fields(accessibility_status="partial") == ["accessibility_problems"]
    assert fields(accessibility_status="partial", accessibility_problems="En film uden tekster") == []


@pytest.mark.parametrize("field", ["privacy_reviewed_on", "accessibility_reviewed_on"])
def test_a_review_lasts_a_year(field: str) -> None:
    assert fields(**{field: TODAY - timedelta(days=365)}) == []
    assert fields(**{field: TODAY - timedelta(days=366)}) == [field]


def overview(user: User) -> str:
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client.get("/admin/").content.decode()


WARNING = "mangler oplysninger"


def test_the_overview_warns_the_administrator_and_leads_to_the_field(cast: Cast) -> None:
    page = overview(cast.municipal_admin)
    assert WARNING in page
    assert 'href="/admin/organisation/municipality/#id_adviser_email"' in page


def test_the_warning_ends_with_what_is_filled_in(cast: Cast) -> None:
    today = timezone.localdate()
    Municipality.objects.filter(id=1).update(
        **COMPLETE | {"privacy_reviewed_on": today, "accessibility_reviewed_on": today}
    )
    Municipality.forget_cached()
    assert WARNING not in overview(cast.municipal_admin)


@pytest.mark.parametrize("role", ["superuser", "support_entitled", "project_lead", "observer"])
def test_nobody_else_is_warned(role: str, cast: Cast) -> None:
    assert WARNING not in overview(cast.by_role(role))


def test_the_facts_are_entered_in_the_municipalitys_own_form(cast: Cast) -> None:
    client = Client()
    client.force_login(cast.municipal_admin, backend="django.contrib.auth.backends.ModelBackend")
    address = "/admin/organisation/municipality/1/change/"
    form = client.get(address).context["adminform"].form
    posted = {name: "" if value is None else value for name, value in form.initial.items()} | COMPLETE
    posted = {name: value for name, value in posted.items() if value is not False}
    assert client.post(address, posted).status_code == 302
    row = Municipality.objects.get()
    assert {name: getattr(row, name) for name in COMPLETE} == COMPLETE
    assert set(form.fields) >= {field.name for field in Municipality._meta.concrete_fields} - {"id", "logo_digest"}
