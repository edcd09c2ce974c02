"""Retraining: only a model that is no worse is used, one training at a time, and a person can go back."""

import hashlib
import json
from datetime import timedelta
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.core.management import CommandError, call_command
from django.utils import timezone

from tests.cast import Cast, open_ticket, settle
from triage.classifier import Enquiry, examples
from triage.classifier.engine import ARTEFACT
from triage.classifier.engine_version import ENGINE
from triage.classifier.examples import shipped
from triage.learning import training
from triage.learning.models import Example
from triage.learning.training import Ground, TrainingOutcome, retrain
from triage.suggestions import model_in_use
from triage.suggestions.models import ModelFile, ModelUse, ModelVersion, Suggestion
from triage.suggestions.models.model_version import FILES_KEPT, UnableToUse

PROGRAM = shipped()[::45]
"""So few of the program's examples that a training takes no time; too few to calibrate by."""
TARGET = "project_question"
"""What nobody would think of such texts who has not been told."""
PLACES = [
    "stuen",
    "gangen",
    "kontoret",
    "værkstedet",
    "køkkenet",
    "salen",
    "kælderen",
    "loftet",
    "haven",
    "porten",
    "broen",
    "skoven",
]


KNOWN: dict[str, Any] = {}
"""What each ground was trained to, by its rows: the same decisions give the same bytes."""


def train_once(rows: list[dict[str, Any]]) -> Any:
    key = json.dumps(rows)
    if key not in KNOWN:
        KNOWN[key] = examples.train(rows)
    return KNOWN[key]


@pytest.fixture(autouse=True)
def trained_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(training, "train", train_once)


def texts(word: str, count: int) -> list[str]:
    return [f"Zyxboksen i {PLACES[at % 12]} {word} i uge {at}" for at in range(count)]


def learn(route: str, *, count: int, held_back: bool, word: str = "er grøn") -> None:
    rows = [
        Example(subject="", body=text, audience="staff", suggested="unilogin", route=route, is_held_back=held_back)
        for text in texts(word, count)
    ]
    Example.objects.bulk_create(rows)


def ground() -> Ground:
    return Ground.now(PROGRAM)


@pytest.fixture
def taught(db: None) -> None:
    learn(TARGET, count=40, held_back=False)
    learn(TARGET, count=20, held_back=True, word="er ret grøn")


def ready(**more: Any) -> ModelVersion:
    """A version with a file that reads, without the time that training takes."""
    fields: dict[str, Any] = {"state": "ready", "engine": ENGINE, "ground": "", "digest": ""} | more
    version = ModelVersion.objects.create(**fields)
    data = ARTEFACT.read_bytes()
    ModelFile.objects.create(version=version, data=data)
    ModelVersion.objects.filter(pk=version.pk).update(digest=hashlib.sha256(data).hexdigest())
    return version


def test_a_few_decisions_train_nothing(db: None) -> None:
    learn(TARGET, count=40, held_back=False)
    assert retrain(ground()) == (TrainingOutcome.TOO_FEW, None)
    assert not ModelVersion.objects.exists()


def test_a_model_that_has_learned_is_used_at_once_and_named_by_suggestions(taught: None, cast: Cast) -> None:
    enquiry = Enquiry("", "Zyxboksen i haven er grøn", "staff")
    assert model_in_use.current().classifier.classify(enquiry).route != TARGET
    outcome, version = retrain(ground())
    assert outcome == TrainingOutcome.USED
    assert version is not None
    assert version.figures["accuracy"] == 1.0 > version.before["accuracy"]
    assert (version.shipped, version.own, version.held_back) == (len(PROGRAM), 40, 20)
    assert model_in_use.current().classifier.classify(enquiry).route == TARGET
    open_ticket(cast.school, subject="Zyx", body="Zyxboksen i haven er grøn", audience="staff")
    settle()
    assert Suggestion.objects.get().model == str(version.pk)


def test_without_new_decisions_nothing_is_trained_again(taught: None) -> None:
    retrain(ground())
    assert retrain(ground())[0] == TrainingOutcome.NOTHING_NEW
    learn(TARGET, count=1, held_back=False, word="er blå")
    assert retrain(ground())[0] == TrainingOutcome.USED
    assert ModelVersion.objects.count() == 2


def test_a_model_that_is_worse_is_kept_to_look_at_and_not_used(db: None) -> None:
    rows = [row for row in shipped() if row["route"] == "schedule_vendor"][:20]
    for row in rows:
        Example.objects.create(
            subject=row["subject"],
            body=row["body"],
            audience="staff",
            suggested="unilogin",
            route="schedule_vendor",
            is_held_back=True,
        )
        for at in range(3):
            Example.objects.create(
                subject=row["subject"],
                body=f"{row['body']} {at}",
                audience="staff",
                suggested="unilogin",
                route="unilogin",
                is_held_back=False,
            )
    outcome, version = retrain(ground())
    assert outcome == TrainingOutcome.WORSE
    assert version is not None
    assert version.figures["accuracy"] < version.before["accuracy"]
    assert ModelUse.current() is None
    assert model_in_use.current().name == ""


def test_the_same_decisions_give_the_same_bytes_in_the_night_and_by_hand(
    taught: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(training, "train", examples.train)
    _outcome, version = retrain(ground())
    assert version is not None
    assert hashlib.sha256(ground().train()).hexdigest() == version.digest
    with pytest.raises(CommandError, match="do not go together"):
        call_command("train", own=True, also=tmp_path / "more.jsonl")


def test_the_command_says_why_it_trained_nothing(db: None) -> None:
    out = StringIO()
    call_command("train", "--own", stdout=out)
    assert "too few" in out.getvalue() or "for få" in out.getvalue()


def test_one_training_at_a_time_and_a_dead_one_is_not_waited_for(taught: None) -> None:
    running = ModelVersion.begin(engine=ENGINE, ground="x")
    assert running is not None
    assert retrain(ground()) == (TrainingOutcome.BUSY, None)
    ModelVersion.objects.update(started_at=timezone.now() - timedelta(hours=3))
    assert retrain(ground())[0] == TrainingOutcome.USED
    running.refresh_from_db()
    assert running.state == "failed"
    assert not running.finish(b"late", figures={"accuracy": 1.0}, before={"accuracy": 0.0})
    assert ModelUse.objects.count() == 1


def test_a_training_that_stumbles_leaves_the_model_in_use(taught: None) -> None:
    retrain(ground())
    used = ModelUse.current()
    learn(TARGET, count=1, held_back=False, word="er blå")
    with pytest.raises(ValueError, match="class"):
        retrain(Ground.now([]))
    assert ModelVersion.objects.newest_first()[0].state == "failed"
    assert ModelUse.current() == used
    assert retrain(ground())[0] == TrainingOutcome.USED


def test_who_chose_a_model_keeps_it_until_they_let_go(taught: None, cast: Cast) -> None:
    retrain(ground())
    for _again in range(2):
        ModelUse.choose(None, by=cast.municipal_admin, engine=ENGINE)
    assert ModelUse.objects.count() == 2
    learn(TARGET, count=1, held_back=False, word="er blå")
    outcome, waiting = retrain(ground())
    assert (outcome, ModelUse.current()) == (TrainingOutcome.WAITS, None)
    ModelUse.choose(waiting, by=cast.municipal_admin, engine=ENGINE)
    assert waiting is not None
    assert model_in_use.current().name == str(waiting.pk)
    for _again in range(2):
        ModelUse.let_go(by=cast.municipal_admin)
    assert (ModelUse.objects.count(), ModelUse.is_pinned()) == (4, False)
    learn(TARGET, count=1, held_back=False, word="er gul")
    assert retrain(ground())[0] == TrainingOutcome.USED


@pytest.mark.parametrize("role", ["superuser", "institution_admin", "pilot", "support_entitled", "project_lead"])
def test_only_the_municipal_administrator_chooses(role: str, cast: Cast) -> None:
    for act in (ModelUse.let_go, lambda by: ModelUse.choose(None, by=by, engine="")):
        with pytest.raises(PermissionDenied):
            act(by=cast.by_role(role))


def test_a_model_of_another_program_is_not_read_and_cannot_be_chosen(db: None, cast: Cast) -> None:
    old = ready(engine="another")
    with pytest.raises(UnableToUse):
        ModelUse.choose(old, by=cast.municipal_admin, engine=ENGINE)
    ModelUse.objects.create(version=old)
    assert model_in_use.current().name == ""


def test_a_damaged_model_is_not_used_and_triage_goes_on(db: None, cast: Cast) -> None:
    broken = ready()
    ModelFile.objects.update(data=b"PK\x03\x04 nothing")
    ModelUse.objects.create(version=broken)
    used = model_in_use.current()
    assert (used.version, used.name) == (broken.pk, "")
    assert used.classifier.classify(Enquiry("Kode", "UNI-Login er spærret")).route == "unilogin"


def test_old_files_go_but_never_that_of_the_model_in_use(db: None) -> None:
    first = ModelVersion.objects.create(state="ready", engine="", ground="")
    ModelFile.objects.create(version=first, data=b"")
    ModelUse.objects.create(version=first)
    for _each in range(FILES_KEPT + 3):
        version = ModelVersion.objects.create(state="ready", engine="", ground="")
        ModelFile.objects.create(version=version, data=b"")
    ModelFile.drop_old()
    assert ModelFile.objects.count() == FILES_KEPT + 1
    assert ModelFile.objects.filter(version=first).exists()
