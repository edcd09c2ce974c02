"""Two people, one row, on the pages of our own: the second sees what came in between, and nothing of theirs is lost."""

import re
from collections.abc import Callable
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db.models import Model
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from desk.queue.models import SavedView
from knowledgebase.models import Question, Topic
from organisation.models import MorningMeeting, User
from tests.cast import Cast
from tickets.models import Breach

Place = tuple[Model, str, str]
"""The row, the page it is on, and where its form is sent."""


def breach(cast: Cast) -> Place:
    row = Breach.note(what="En liste gik forkert.", by=cast.superuser)
    return row, reverse("admin:breach", args=[row.pk]), reverse("admin:breach", args=[row.pk])


def topic(cast: Cast) -> Place:
    row = Topic.objects.in_order()[0]
    return row, reverse("admin:topic_change", args=[row.pk]), reverse("admin:topic_change", args=[row.pk])


def meeting(cast: Cast) -> Place:
    facts: dict[str, Any] = {"weekday": 1, "starts": "08:00", "place": "Lærerværelset"}
    row = MorningMeeting.objects.create(institution=cast.school, begins=timezone.localdate(), **facts)
    address = reverse("admin:meeting_change", args=[row.pk])
    return row, address, address


def view(cast: Cast) -> Place:
    row = SavedView.keep("Uden svar", {"list": "all"}, by=cast.municipal_admin, roles=[])
    return row, reverse("admin:queue_view", args=[row.pk]), reverse("admin:queue_view", args=[row.pk])


def shown(cast: Cast) -> Question:
    return Question.objects.create(
        title="Hvor er galleriet?",
        text="Jeg kan ikke finde det.",
        origin="requester",
        status=Question.Status.SHOWN,
        cleared_at=timezone.now(),
        institution=cast.school,
    )


def question(cast: Cast) -> Place:
    row = shown(cast)
    return row, reverse("admin:board_question", args=[row.pk]), reverse("admin:board_clear", args=[row.pk])


def answer(cast: Cast) -> Place:
    row = shown(cast)
    return row, reverse("admin:board_question", args=[row.pk]), reverse("admin:board_answer", args=[row.pk])


FORMS: dict[str, tuple[Callable[[Cast], Place], str, dict[str, str]]] = {
    "breach": (breach, "what", {"whose": "20 elever"}),
    "topic": (topic, "name", {"terms": "galleri"}),
    "meeting": (meeting, "place", {"minutes": "45"}),
    "view": (view, "name", {"name": "Mine uden svar"}),
    "question": (question, "title", {"text": "Mit barns album er væk.", "checked": "on"}),
    "answer": (answer, "answer", {"text": "Under Galleri."}),
}
"""How the row is made, what somebody else changes of it, and what the second types."""


def enter(user: User) -> Client:
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def sent_by(client: Client, page: str, action: str) -> dict[str, str]:
    """What a browser would send of the form that goes there."""
    html = client.get(page).content.decode()
    forms = re.findall(r"<form\b[^>]*>.*?</form>", html, re.DOTALL)
    form = next(each for each in forms if "row_picture" in each and (f'action="{action}"' in each or page == action))
    values = dict(re.findall(r'<input (?![^>]*checkbox)[^>]*?name="([^"]+)"[^>]*?value="([^"]*)"', form))
    areas = re.findall(r'<textarea name="([^"]+)"[^>]*>(.*?)</textarea>', form, re.DOTALL)
    values |= {name: text.strip("\n") for name, text in areas}
    for name, options in re.findall(r'<select name="([^"]+)"[^>]*>(.*?)</select>', form, re.DOTALL):
        chosen = re.search(r'<option value="([^"]*)" selected', options)
        values[name] = chosen[1] if chosen else ""
    return {name: unescape(text) for name, text in values.items()}


@pytest.mark.parametrize("name", FORMS)
def test_the_second_sees_what_came_in_between(name: str, cast: Cast) -> None:
    make, column, typed = FORMS[name]
    row, page, action = make(cast)
    second = enter(cast.municipal_admin)
    before = sent_by(second, page, action)
    type(row)._base_manager.filter(pk=row.pk).update(**{column: "Noget helt andet"})
    answer: Any = second.post(action, before | typed)
    assert answer.status_code == 409
    html = unescape(answer.content.decode())
    assert "mens du skrev" in html
    assert "Noget helt andet" in html
    assert all(text in html for text in typed.values() if text != "on")
    row.refresh_from_db()
    assert getattr(row, column) == "Noget helt andet"
    picture = re.findall(r'name="row_picture" value="([^"]*)"', answer.content.decode())
    again = [second.post(action, before | typed | {"row_picture": unescape(each)}).status_code for each in picture]
    assert 302 in again


@pytest.mark.parametrize("name", FORMS)
def test_a_form_of_which_nothing_has_changed_is_saved_at_once(name: str, cast: Cast) -> None:
    make, _column, typed = FORMS[name]
    _row, page, action = make(cast)
    second = enter(cast.municipal_admin)
    assert second.post(action, sent_by(second, page, action) | typed).status_code == 302


def test_no_page_of_the_desk_edits_a_row_by_a_form_that_keeps_no_picture_of_it() -> None:
    files = [*(Path(settings.BASE_DIR) / "desk").rglob("*.py")]
    lines = [line for file in files for line in file.read_text(encoding="utf-8").splitlines()]
    editing = [line.strip() for line in lines if re.search(r"\binstance=", line)]
    assert [line for line in editing if not re.search(r"Watched|watched\(|self\.get_form", line)] == []
