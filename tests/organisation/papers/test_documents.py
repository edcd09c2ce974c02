"""The documents for the municipality's own files: in Danish, from what is really so, for administrators alone."""

import re
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client
from django.utils import translation

from organisation.models import Municipality
from organisation.papers import declared
from organisation.papers.documents import DOCUMENTS, as_html, write
from organisation.sign_in import lockout
from tests.cast import Cast

BLANK = "[udfyldes"


def signed_in(cast: Cast, role: str) -> Client:
    client = Client()
    client.force_login(cast.by_role(role), backend="django.contrib.auth.backends.ModelBackend")
    return client


@pytest.mark.parametrize("name", DOCUMENTS)
def test_each_names_every_table_with_people_in_it(name: str, cast: Cast) -> None:
    text = write(name)
    assert [label for each in declared.categories() if each.people for label in each.tables if label not in text] == []


def test_the_record_names_everybody_who_may_get_something(cast: Cast) -> None:
    text = write("fortegnelse")
    with translation.override("da"):
        names = [each.name for each in declared.recipients()]
    assert len(names) > 4
    assert [name for name in names if name not in text] == []


@pytest.mark.parametrize("name", DOCUMENTS)
def test_what_the_municipality_has_entered_stands_in_the_place_of_a_blank(name: str, cast: Cast) -> None:
    before = write(name).count(BLANK)
    Municipality.objects.filter(id=1).update(
        cvr="12345678", address="Torvet 1", adviser_email="dpo@example.org", processors="Driftshuset | Danmark"
    )
    Municipality.forget_cached()
    text = write(name)
    assert "12345678" in text
    assert 0 < text.count(BLANK) < before


@pytest.mark.parametrize("name", DOCUMENTS)
def test_they_are_danish_whoever_asks(name: str, cast: Cast) -> None:
    with translation.override("en"):
        text = write(name)
    assert not re.search(r"\b(the|and|with|which|enquiry)\b", re.sub(r"`[^`]*`|[a-z]+\.[A-Za-z]+", "", text))


@pytest.mark.parametrize("name", DOCUMENTS)
def test_no_row_of_a_table_is_torn(name: str, cast: Cast) -> None:
    """A line break or a bar in a text would end the cell or the table."""
    Municipality.objects.filter(id=1).update(address="Torvet 1 | 2. sal", own_legal_basis="Et\n\nto | tre")
    Municipality.forget_cached()
    html = as_html(write(name))
    assert html.count("<table>") == len(re.findall(r"^\|[-|]+$", write(name), re.MULTILINE))
    assert "|---" not in html
    assert "\n| " not in html


def test_figures_are_those_in_force(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(lockout.FREE, lockout.Axis.BOTH, 7)
    Municipality.objects.filter(id=1).update(session_hours=3)
    Municipality.forget_cached()
    text = write("risikovurdering")
    assert "Efter 7 forkerte forsøg" in text
    assert "3 timer" in text


def test_a_site_without_https_is_called_by_its_name(cast: Cast, settings: Any) -> None:
    settings.SECURE_SSL_REDIRECT = False
    assert "kører ikke med HTTPS" in write("fortegnelse")
    settings.SECURE_SSL_REDIRECT = True
    assert "kører ikke med HTTPS" not in write("fortegnelse")


def test_html_in_the_rows_is_shown_and_not_obeyed(cast: Cast) -> None:
    Municipality.objects.filter(id=1).update(processors="<script>alert(1)</script> [her](javascript:alert(1))")
    Municipality.forget_cached()
    html = as_html(write("fortegnelse"))
    assert "<script>" not in html
    assert 'href="javascript' not in html


@pytest.mark.parametrize("name", DOCUMENTS)
def test_the_administrator_reads_prints_and_fetches_them(name: str, cast: Cast) -> None:
    client = signed_in(cast, "municipal_admin")
    assert f"/admin/documents/{name}/" in client.get("/admin/documents/").content.decode()
    assert "<h1>" in client.get(f"/admin/documents/{name}/").content.decode()
    answer = client.get(f"/admin/documents/{name}.md")
    assert answer.headers["Content-Type"] == "text/markdown; charset=utf-8"
    assert answer.content.decode() == write(name)


@pytest.mark.parametrize("role", ["superuser", "pilot", "support_entitled", "project_lead", "observer"])
@pytest.mark.parametrize("address", ["", "fortegnelse/", "fortegnelse.md"])
def test_nobody_else_does(role: str, address: str, cast: Cast) -> None:
    assert signed_in(cast, role).get(f"/admin/documents/{address}").status_code == 403


def test_a_stranger_is_sent_to_sign_in_and_an_unknown_name_is_none(cast: Cast) -> None:
    assert Client().get("/admin/documents/fortegnelse/").status_code == 302
    assert signed_in(cast, "municipal_admin").get("/admin/documents/nix/").status_code == 404
    assert signed_in(cast, "municipal_admin").get("/admin/documents/nix.md").status_code == 404


@pytest.mark.parametrize("name", DOCUMENTS)
def test_the_command_writes_the_same(name: str, cast: Cast) -> None:
    out = StringIO()
    call_command("write_document", name, stdout=out)
    assert out.getvalue() == write(name)


def test_the_menu_leads_there_for_who_may(cast: Cast) -> None:
    assert "/admin/documents/" in signed_in(cast, "municipal_admin").get("/admin/").content.decode()
    assert "/admin/documents/" not in signed_in(cast, "support_entitled").get("/admin/").content.decode()
