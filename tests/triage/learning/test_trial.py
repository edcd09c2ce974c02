"""A hint or a threshold is tried on the latest cases before it is saved."""

import re

import pytest
from django.test import Client

from tests.cast import Cast, open_ticket, settle
from triage.learning.trial import Rules, try_out
from triage.suggestions.models import Hint, Suggestion, TriagePolicy

HINTS = "/admin/triage/hint/"
POLICY = "/admin/triage/triagepolicy/1/change/"
ZYX = {"term": "zyxboksen", "route": "project_question", "weight": "5", "institution": "", "is_active": "on"}


@pytest.fixture
def admin(cast: Cast, client: Client) -> Client:
    """Three cases, two of which people have decided."""
    TriagePolicy.objects.update_or_create(id=1, defaults={"threshold": 1.01})
    for subject, body, route in (
        ("Zyxboksen", "Zyxboksen svarer ikke.", "project_question"),
        ("Zyxboksen igen", "Zyxboksen svarer ikke.", ""),
        ("Syg", "Elva har feber og bliver hjemme i dag.", "out_of_scope"),
    ):
        ticket = open_ticket(cast.school, subject=subject, body=body)
        settle()
        said = "out_of_scope" if subject == "Syg" else "technical_fault"
        scores = {"technical_fault": 0.0, "project_question": 0.0, "out_of_scope": 0.0} | {said: 2.0}
        Suggestion.objects.filter(ticket=ticket).update(scores=scores, route=said, holds=[], bars={})
        if route:
            Suggestion.objects.select_related("ticket").get(ticket=ticket).decide(route, by=cast.superuser)
    client.force_login(cast.municipal_admin, backend="django.contrib.auth.backends.ModelBackend")
    return client


def tried_in(page: str) -> str:
    match = re.search(r'name="_tried" value="(\w+)"', page)
    assert match is not None
    return match[1]


def test_it_says_which_cases_move_and_how_right_triage_would_be(admin: Client, cast: Cast) -> None:
    trial = try_out(
        Rules.now(), Rules.now(hint=Hint(term="zyxboksen", route="project_question", weight=5)), user=cast.pilot
    )
    assert (trial.read, trial.decided, trial.before.right, trial.after.right) == (3, 2, 1, 2)
    assert [(move.ticket.subject, move.after.route, move.verdict) for move in trial.moves] == [
        ("Zyxboksen igen", "project_question", ""),
        ("Zyxboksen", "project_question", "better"),
    ]


def test_before_and_after_agree_with_what_the_engine_stored(admin: Client, cast: Cast) -> None:
    rules = Rules.now(threshold=0.0)
    trial = try_out(Rules.now(), rules, user=cast.municipal_admin)
    assert [(move.before.route, move.before.is_set, move.after.is_set) for move in trial.moves] == [
        (row.route, False, True) for row in Suggestion.objects.order_by("-id")
    ]


def test_who_may_not_see_the_cases_tries_on_none(admin: Client, cast: Cast) -> None:
    assert try_out(Rules.now(), Rules.now(threshold=0.0), user=cast.stranger).read == 0


def test_a_flagged_case_is_never_set(admin: Client, cast: Cast) -> None:
    Suggestion.objects.update(flags=["breach"])
    assert try_out(Rules.now(), Rules.now(threshold=0.0), user=cast.pilot).after.alone == 0


def test_the_first_sending_shows_and_the_second_saves(admin: Client) -> None:
    page = admin.post(f"{HINTS}add/", ZYX).content.decode()
    assert not Hint.objects.exists()
    assert "Zyxboksen igen" in page
    assert 'value="zyxboksen"' in page
    assert admin.post(f"{HINTS}add/", ZYX | {"_tried": tried_in(page)}).status_code == 302
    assert Hint.objects.get().term == "zyxboksen"


def test_what_was_changed_after_the_trial_is_tried_again(admin: Client) -> None:
    tried = tried_in(admin.post(f"{HINTS}add/", ZYX).content.decode())
    other = ZYX | {"route": "unilogin", "_tried": tried}
    assert admin.post(f"{HINTS}add/", other).status_code == 200
    assert not Hint.objects.exists()


def test_a_stored_hint_is_tried_without_its_old_self(admin: Client, cast: Cast) -> None:
    hint = Hint.objects.create(term="zyxboksen", route="project_question", weight=5)
    page = admin.post(f"{HINTS}{hint.pk}/change/", {**ZYX, "is_active": ""}).content.decode()
    assert "Zyxboksen igen" in page
    hint.refresh_from_db()
    assert hint.is_active


def test_the_threshold_is_tried_and_errors_are_shown_at_once(admin: Client) -> None:
    page = admin.post(POLICY, {"threshold": "0.1"}).content.decode()
    assert "AULA-" in page
    assert TriagePolicy.current().threshold == 1.01
    admin.post(POLICY, {"threshold": "0.1", "_tried": tried_in(page)})
    assert TriagePolicy.current().threshold == 0.1
    assert 'name="_tried"' not in admin.post(POLICY, {"threshold": "7"}).content.decode()


def test_who_may_not_change_hints_gets_no_trial(cast: Cast, client: Client) -> None:
    client.force_login(cast.superuser, backend="django.contrib.auth.backends.ModelBackend")
    assert client.post(f"{HINTS}add/", ZYX).status_code == 403


def test_a_trial_asks_the_database_a_few_times_however_many_cases(
    admin: Client, cast: Cast, django_assert_max_num_queries: object
) -> None:
    with django_assert_max_num_queries(12):  # type: ignore[operator]  # a fixture without types
        try_out(Rules.now(), Rules.now(threshold=0.0), user=cast.municipal_admin)
