"""The list of models, and the way back to an earlier one."""

import hashlib

import pytest
from django.test import Client

from tests.cast import Cast
from triage.classifier.engine import ARTEFACT
from triage.classifier.engine_version import ENGINE
from triage.learning.models import Example
from triage.suggestions.models import ModelFile, ModelUse, ModelVersion

LIST = "/admin/triage/modelversion/"


@pytest.fixture
def version(cast: Cast) -> ModelVersion:
    data, figures = ARTEFACT.read_bytes(), {"accuracy": 0.9, "coverage_at_95": 0.8}
    version = ModelVersion.objects.create(
        state="worse",
        engine=ENGINE,
        ground="",
        digest=hashlib.sha256(data).hexdigest(),
        figures=figures,
        before={"accuracy": 0.93},
    )
    ModelFile.objects.create(version=version, data=data)
    return version


def signed_in(cast: Cast, role: str, client: Client) -> Client:
    client.force_login(cast.by_role(role), backend="django.contrib.auth.backends.ModelBackend")
    return client


def test_the_administrator_goes_to_another_model_and_back_each_time_asked_first(
    version: ModelVersion, cast: Cast, client: Client
) -> None:
    admin = signed_in(cast, "municipal_admin", client)
    assert "93 %" in admin.get(LIST).content.decode()
    assert admin.get(f"{LIST}{version.pk}/use/").status_code == 200
    assert ModelUse.current() is None
    admin.post(f"{LIST}{version.pk}/use/")
    assert (ModelUse.current(), ModelUse.is_pinned()) == (version.pk, True)
    admin.post(f"{LIST}program/use/")
    assert ModelUse.current() is None
    admin.post(f"{LIST}let_go/")
    assert not ModelUse.is_pinned()
    assert admin.get(f"{LIST}let_go/").status_code == 405
    assert admin.get(LIST).status_code == 200


def test_one_that_this_program_cannot_read_is_refused_with_words(
    version: ModelVersion, cast: Cast, client: Client
) -> None:
    ModelVersion.objects.update(engine="another")
    admin = signed_in(cast, "municipal_admin", client)
    answer = admin.post(f"{LIST}{version.pk}/use/")
    assert answer.status_code == 409
    assert "Systemet kan ikke læse modellen længere" in answer.content.decode()
    assert ModelUse.current() is None


@pytest.mark.parametrize("role", ["superuser", "support_entitled", "project_lead", "observer", "stranger"])
def test_nobody_else_sees_or_changes_models(version: ModelVersion, cast: Cast, role: str, client: Client) -> None:
    other = signed_in(cast, role, client)
    for answer in (other.get(LIST), other.post(f"{LIST}{version.pk}/use/"), other.post(f"{LIST}let_go/")):
        assert answer.status_code == 403
    assert not ModelUse.objects.exists()


def test_a_misleading_example_is_deleted_and_none_is_written_by_hand(cast: Cast, client: Client) -> None:
    example = Example.objects.create(
        subject="Kode", body="Forkert", audience="staff", suggested="unilogin", route="unilogin", is_held_back=False
    )
    admin = signed_in(cast, "municipal_admin", client)
    assert admin.get("/admin/triage/example/").status_code == 200
    assert admin.get("/admin/triage/example/add/").status_code == 403
    admin.post(f"/admin/triage/example/{example.pk}/delete/", {"post": "yes"})
    assert not Example.objects.exists()
