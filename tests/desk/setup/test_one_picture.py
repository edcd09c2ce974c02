"""Of two who edit one row, the second sees what the first has saved before theirs stands, in every form."""

import re
from html import unescape
from typing import Any

import pytest
from django.contrib import admin
from django.test import Client
from django.urls import reverse

from organisation.models import Institution, User
from tests.cast import Cast
from triage.ready_answers.models import AnswerTemplate, Macro


def enter(user: User) -> Client:
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def form_of(client: Client, address: str) -> dict[str, Any]:
    """What a browser would send of the page as it is."""
    answer: Any = client.get(address)
    form = answer.context["adminform"].form
    values = {name: form[name].value() for name in form.fields}
    sent = {name: value for name, value in values.items() if not (value is None or value is False)}
    sent = {name: value for name, value in sent.items() if not isinstance(value, list)}
    picture = re.search(r'name="row_picture" value="([^"]*)"', answer.content.decode())
    assert picture is not None, address
    return sent | {"row_picture": unescape(picture[1])}


@pytest.fixture
def template(cast: Cast) -> AnswerTemplate:
    return AnswerTemplate.objects.create(title="Om galleriet", text="Se under Galleri.")


def test_the_second_sees_what_came_in_between_and_nothing_of_theirs_is_lost(
    cast: Cast, template: AnswerTemplate
) -> None:
    first, second = enter(cast.municipal_admin), enter(cast.support_entitled)
    address = reverse("admin:triage_answertemplate_change", args=[template.pk])
    mine, yours = form_of(second, address), form_of(first, address)
    assert first.post(address, yours | {"title": "Om billeder"}).status_code == 302
    answer = second.post(address, mine | {"text": "Se under Billeder."})
    page = answer.content.decode()
    assert answer.status_code == 200
    assert "Person municipal_admin gemte" in page
    assert "Om billeder" in page
    assert "Se under Billeder." in page
    template.refresh_from_db()
    assert (template.title, template.text) == ("Om billeder", "Se under Galleri.")
    form: Any = answer.context["adminform"].form
    again = {"title": form["title"].value(), "text": form["text"].value(), "language": "da", "is_active": "on"}
    assert second.post(address, again | {"row_picture": form.picture}).status_code == 302
    template.refresh_from_db()
    assert (template.title, template.text) == ("Om billeder", "Se under Billeder.")


def test_what_both_changed_is_decided_by_the_second_who_has_seen_it(cast: Cast, template: AnswerTemplate) -> None:
    first, second = enter(cast.municipal_admin), enter(cast.support_entitled)
    address = reverse("admin:triage_answertemplate_change", args=[template.pk])
    mine, yours = form_of(second, address), form_of(first, address)
    first.post(address, yours | {"title": "Deres"})
    answer: Any = second.post(address, mine | {"title": "Min"})
    form = answer.context["adminform"].form
    assert form["title"].value() == "Min"
    assert "Deres" in answer.content.decode()
    second.post(address, mine | {"title": "Min", "row_picture": form.picture})
    template.refresh_from_db()
    assert template.title == "Min"


def test_a_form_of_which_nothing_has_changed_since_is_saved_at_once(cast: Cast) -> None:
    client, school = enter(cast.municipal_admin), cast.school
    for address in (
        reverse("admin:organisation_institution_change", args=[school.pk]),
        reverse("admin:organisation_municipality_change", args=[1]),
    ):
        answer = client.post(address, form_of(client, address))
        assert answer.status_code == 302, re.findall(r"errorlist[^<]*<li>[^<]*", answer.content.decode())
    assert Institution.objects.get(pk=school.pk).name == school.name


def test_rows_that_are_edited_with_it_count_too(cast: Cast) -> None:
    macro = Macro.objects.create(title="Kig på den")
    macro.steps.create(verb="take")
    client = enter(cast.municipal_admin)
    address = reverse("admin:triage_macro_change", args=[macro.pk])
    mine = form_of(client, address) | {"steps-TOTAL_FORMS": "0", "steps-INITIAL_FORMS": "0"}
    macro.steps.create(verb="resolve")
    answer = client.post(address, mine | {"title": "Ny titel"})
    assert answer.status_code == 200
    assert "I mellemtiden er ændret" in answer.content.decode()
    macro.refresh_from_db()
    assert macro.title == "Kig på den"


@pytest.mark.parametrize("nonsense", ["", "[]", "{", "x" * 50_000, '{"title": 1}'])
def test_a_form_without_a_picture_or_with_nonsense_is_saved(
    nonsense: str, cast: Cast, template: AnswerTemplate
) -> None:
    client = enter(cast.municipal_admin)
    address = reverse("admin:triage_answertemplate_change", args=[template.pk])
    told = form_of(client, address) | {"title": "Nyt", "row_picture": nonsense}
    if nonsense == '{"title": 1}':
        assert client.post(address, told).status_code == 200
        return
    assert client.post(address, told).status_code == 302


def test_every_form_of_the_administration_carries_the_picture_of_its_row(cast: Cast, template: AnswerTemplate) -> None:
    client, looked_at = enter(cast.municipal_admin), 0
    for model in admin.site._registry:
        row = model._default_manager.order_by("pk").first()
        name = f"admin:{model._meta.app_label}_{model._meta.model_name}_change"
        if row is None or model._meta.label in {"tickets.Ticket", "knowledgebase.Article", "triage.KnownError"}:
            continue
        answer: Any = client.get(reverse(name, args=[row.pk]))
        if answer.status_code != 200 or "adminform" not in (answer.context or {}):
            continue
        if answer.context["has_change_permission"] and answer.context["adminform"].form.fields:
            assert 'name="row_picture"' in answer.content.decode(), model
            looked_at += 1
    assert looked_at > 5
