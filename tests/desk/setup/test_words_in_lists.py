"""The lists of the administration are read by people: words, never the names that the program has for things."""

import re
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.contrib import admin
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation

from organisation.models import SweepFailure
from organisation.sweeps.names import NAMES
from tests.cast import Cast
from tests.planted import plant
from tickets.models import Delivery, EscalationPolicy, MailText, Tag, Target
from tickets.outbound import mail_kinds
from triage.learning.models import Example
from triage.ready_answers.models import AnswerTemplate, Macro

RAW = re.compile(r"\b[a-z]+(?:_[a-z0-9]+)+\b|\bdemo-\d+\b")
ROOT = Path(settings.BASE_DIR)


def rows_of_every_kind(cast: Cast) -> None:
    plant(cast.school, by=cast.municipal_admin, cast=cast)
    for kind in ("requester_forwarded", "tier_waits_for_lead", "monthly_report", "unheard_of"):
        Delivery.objects.create(kind=kind, recipient="x@example.org", language="da", subject="x", body="x")
    MailText.objects.create(kind="requester_forwarded", subject="x", text="x")
    Tag.objects.create(name="Skolestart")
    Target.objects.create(kind="first_answer", tier="first_level", working_minutes=60)
    Example.objects.create(
        subject="x",
        body="x",
        audience="parent",
        suggested="usage_question",
        route="technical_fault",
        is_held_back=False,
    )
    AnswerTemplate.objects.create(title="x", text="x", route="usage_question")
    Macro.objects.create(title="x").steps.create(verb="route", route="usage_question")
    now = timezone.now()
    SweepFailure.objects.create(sweep="sweep_deliveries", key=1, error="OperationalError", place="", again_at=now)
    assert EscalationPolicy.objects.exists()


def test_no_list_shows_a_name_of_the_program(cast: Cast, client: Client) -> None:
    rows_of_every_kind(cast)
    client.force_login(cast.municipal_admin, backend="django.contrib.auth.backends.ModelBackend")
    looked_at = 0
    for model in admin.site._registry:
        answer: Any = client.get(reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist"))
        if answer.status_code != 200:
            continue
        shown = unescape(
            re.sub(r"<(script|style|svg)\b.*?</\1>|<[^>]*>", " ", answer.content.decode(), flags=re.DOTALL)
        )
        assert RAW.findall(re.sub(r"\S+@\S+|Person \w+", " ", shown)) == [], model
        looked_at += 1
    assert looked_at > 20


ROOMS = ("desk", "knowledgebase", "reporting", "tickets", "triage")
WRITERS = r"\bwrite_(?:parts|from)\("
KIND = r'\bkind="(\w+)"'


def kinds_in_use() -> list[str]:
    """Those with a template, and those that are written from parts."""
    texts = {path.stem for path in (ROOT / "templates").rglob("mail/*.txt") if not path.stem.startswith("_")}
    sources = [path.read_text(encoding="utf-8") for room in ROOMS for path in (ROOT / room).rglob("*.py")]
    calls = [call for source in sources for call in re.split(WRITERS, source)[1:]]
    return sorted(texts | {found[1] for call in calls if (found := re.search(KIND, call[:400]))})


@pytest.mark.parametrize("kind", kinds_in_use())
def test_every_kind_of_mail_has_words(kind: str) -> None:
    with translation.override("da"):
        assert mail_kinds.words_of(kind) != mail_kinds.words_of("unheard_of")


def test_all_work_in_the_background_has_a_name() -> None:
    """Whatever goes through `organisation.sweeps.sweeping`: what fails there stands in the list of failures."""
    sources = [path for path in ROOT.glob("*/**/*.py") if path.parts[len(ROOT.parts)] not in {"tests", ".venv"}]
    swept = {
        name
        for path in sources
        for name in re.findall(r'\b(?:sweep_rows|guarded)\("(\w+)"', path.read_text(encoding="utf-8"))
    }
    assert swept <= set(NAMES), swept - set(NAMES)
    assert len(swept) > 20
