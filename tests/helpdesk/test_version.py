"""One version, wherever somebody asks for it."""

import re
import tomllib
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import yaml
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from helpdesk.version import VERSION
from organisation.models import Municipality
from tests.cast import Cast

ROOT = Path(__file__).resolve().parents[2]


def test_the_admin_says_it_at_the_bottom_of_each_page(client: Client, cast: Cast) -> None:
    client.force_login(cast.superuser)
    assert f"Version {VERSION}" in client.get(reverse("admin:index")).content.decode()


def test_a_visitor_who_is_not_signed_in_does_not_learn_it_from_a_page(client: Client, cast: Cast) -> None:
    assert f"Version {VERSION}" not in client.get(reverse("admin:login")).content.decode()


def test_the_health_page_and_the_api_say_it(client: Client, cast: Cast) -> None:
    assert client.get("/healthz").json()["version"] == VERSION
    schema = client.get("/api/v1/schema/", headers={"accept": "application/vnd.oai.openapi+json"})
    assert schema.json()["info"]["version"] == VERSION
    assert client.get("/api/v1/tickets/").headers["API-Version"] == VERSION
    assert "API-Version" not in client.get("/svar/").headers


def test_the_package_takes_it_from_the_program() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    assert "version" in project["project"]["dynamic"]
    assert project["tool"]["setuptools"]["dynamic"]["version"] == {"attr": "helpdesk.version.VERSION"}


def test_the_newest_heading_of_the_changelog_is_this_version() -> None:
    headings = re.findall(r"^## (\d+\.\d+\.\d+)", (ROOT / "CHANGELOG.md").read_text(), re.MULTILINE)
    assert headings[0] == VERSION
    assert headings == sorted(headings, key=lambda text: [int(part) for part in text.split(".")], reverse=True)


def test_whoever_finds_a_hole_learns_whom_to_tell(client: Client, cast: Cast, settings: Any) -> None:
    Municipality.objects.update(contact_email="it@kommune.example")
    Municipality.forget_cached()
    answer = client.get("/.well-known/security.txt")
    assert answer.headers["Content-Type"] == "text/plain; charset=utf-8"
    fields = dict(line.split(": ", 1) for line in answer.content.decode().splitlines())
    assert fields["Contact"] == "mailto:it@kommune.example"
    assert fields["Canonical"] == f"{settings.SITE_URL}/.well-known/security.txt"
    left = datetime.fromisoformat(fields["Expires"]) - timezone.now()
    assert timedelta(days=30) < left < timedelta(days=366)


def test_a_site_without_a_contact_address_names_the_one_it_writes_from(client: Client, db: None, settings: Any) -> None:
    Municipality.objects.update(contact_email="")
    Municipality.forget_cached()
    settings.DEFAULT_FROM_EMAIL = "Aula <aula@kommune.example>"
    assert "mailto:aula@kommune.example\n" in client.get("/.well-known/security.txt").content.decode()


def test_publiccode_says_this_version_and_the_licence_that_lies_here() -> None:
    published = yaml.safe_load((ROOT / "publiccode.yml").read_text())
    assert published["softwareVersion"] == VERSION
    assert published["legal"]["license"] == "MPL-2.0"
    assert (ROOT / "LICENSE").read_text().startswith("Mozilla Public License Version 2.0\n")
    assert tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["license"] == "MPL-2.0"
    for language in ("da", "en"):
        assert len(published["description"][language]["shortDescription"]) <= 150
        assert 150 <= len(published["description"][language]["longDescription"]) <= 10_000
