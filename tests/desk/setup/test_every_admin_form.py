"""Every form of the administration answers nonsense with a sentence: never a fault of ours, never stored."""

from functools import partial
from typing import Any

import pytest
from django.contrib import admin
from django.contrib.admin import ModelAdmin
from django.test import Client
from django.urls import NoReverseMatch, reverse

from organisation.models import Municipality, OpeningWindow
from tests.cast import Cast, taken_back

NONSENSE = (
    "",
    "rød",
    "ikke-en-rute",
    "-1",
    "99999999999999999999",
    "\x00",
    "<script>",
    "2026-13-45",
    "[]",
    "{",
    "æ" * 5_000,
)
ADMINS = sorted(admin.site._registry.values(), key=lambda each: each.model._meta.label)


@pytest.fixture
def administrator(cast: Cast, client: Client) -> Client:
    client.force_login(cast.municipal_admin, backend="django.contrib.auth.backends.ModelBackend")
    client.raise_request_exception = True
    return client


def names_of(each: ModelAdmin[Any]) -> list[str]:
    fields = [field.name for field in each.model._meta.get_fields() if getattr(field, "editable", False)]
    extra = [name for name in getattr(each.form, "base_fields", {}) if name not in fields]
    return [*fields, *extra, "memberships-0-role", "memberships-0-institution", "steps-0-kind", "steps-0-text"]


@pytest.mark.parametrize("each", ADMINS, ids=lambda each: each.model._meta.label)
def test_nonsense_is_answered_and_never_stored(each: ModelAdmin[Any], administrator: Client) -> None:
    """Free texts may hold anything; what is chosen from a list, a colour and an address may not."""
    wrong = {nonsense[:30]: taken_back(partial(faults, each, nonsense, administrator)) for nonsense in NONSENSE}
    assert {nonsense: found for nonsense, found in wrong.items() if found} == {}


def faults(each: ModelAdmin[Any], nonsense: str, administrator: Client) -> list[Any]:
    """Answers that are none, and what was stored that no list offers."""
    wrong: list[Any] = []
    name = f"admin:{each.model._meta.app_label}_{each.model._meta.model_name}"
    posted = dict.fromkeys(names_of(each), nonsense)
    for prefix in ("memberships", "steps"):
        posted |= {f"{prefix}-TOTAL_FORMS": "1", f"{prefix}-INITIAL_FORMS": "0"}
    row = each.model._default_manager.order_by("pk").first()
    for page, args in (("add", []), ("change", [row.pk] if row else [])):
        try:
            address = reverse(f"{name}_{page}", args=args)
        except NoReverseMatch:
            continue
        answer = administrator.post(address, posted)
        if answer.status_code not in {200, 302, 400, 403, 404, 405, 409, 422}:
            wrong.append((address, answer.status_code))
    closed = {field.attname: {key for key, _label in field.flatchoices} for field in closed_lists(each)}
    stored = each.model._default_manager.values(*closed) if closed else []
    kept = [kept for kept in stored for column, value in kept.items() if value not in closed[column] | {"", None}]
    return [*wrong, *kept]


def closed_lists(each: ModelAdmin[Any]) -> list[Any]:
    return [field for field in each.model._meta.concrete_fields if field.choices]


def test_a_colour_that_is_none_is_a_sentence(administrator: Client) -> None:
    row = Municipality.objects.get()
    answer = administrator.post(
        reverse("admin:organisation_municipality_change", args=[row.pk]), {"name": row.name, "primary_colour": "rød"}
    )
    assert answer.status_code == 200
    assert "0b5563" in answer.content.decode()
    assert Municipality.objects.get().primary_colour == row.primary_colour


def test_opening_hours_that_overlap_are_refused_and_a_lunch_break_is_not(administrator: Client) -> None:
    OpeningWindow.objects.all().delete()
    add = reverse("admin:organisation_openingwindow_add")
    for opens, closes, status in (
        ("08:00", "12:00", 302),
        ("11:00", "15:00", 200),
        ("09:00", "10:00", 200),
        ("07:00", "16:00", 200),
        ("12:00", "15:00", 302),
        ("15:00", "14:00", 200),
    ):
        assert administrator.post(add, {"weekday": 0, "opens": opens, "closes": closes}).status_code == status
    assert OpeningWindow.objects.count() == 2
