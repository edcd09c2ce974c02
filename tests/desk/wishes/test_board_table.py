"""Who may do what on the board: the project lead alone. Every cell is tested in the page and over the API."""

import pytest
from django.test import Client
from django.urls import reverse

from desk.wishes.buttons import BOARD_BUTTONS, BUNDLE_BUTTONS, REQUEST_BUTTONS
from organisation.models import Party, User
from organisation.roles import Role
from tests.cast import Cast, open_ticket
from tickets.models import Delivery, Ticket
from triage.wishes import bundle_files
from triage.wishes.models import Bundle, ChangeRequest

BACKEND = "django.contrib.auth.backends.ModelBackend"
VERBS = [
    *(f"request:{verb}" for verb in REQUEST_BUTTONS),
    *(f"bundle:{verb}" for verb in BUNDLE_BUTTONS),
    *(f"board:{verb}" for verb in BOARD_BUTTONS),
]
OTHERS = [role for role in Role.values if role != Role.PROJECT_LEAD]
PAGES = ["triage_changerequest_changelist", "wishes_alike", "wishes_sheet", "bundles"]
LISTS = ["/api/v1/change-requests/", "/api/v1/bundles/"]


def wish(cast: Cast, subject: str = "Fælles kalender", **facts: str) -> Ticket:
    ticket = open_ticket(cast.school, subject=subject, **facts)
    ticket.set_route("change_request", by=cast.superuser)
    return ticket


def collected(cast: Cast, subject: str = "Fælles kalender", **facts: str) -> ChangeRequest:
    return ChangeRequest.collect(wish(cast, subject, **facts), by=cast.project_lead)


def made(cast: Cast) -> Bundle:
    Party.objects.filter(kind="kombit").update(email="kombit@example.org")
    bundle = Bundle.choose([collected(cast)], by=cast.project_lead, title="Ønsker")
    bundle_files.make(bundle.pk)
    bundle.refresh_from_db()
    return bundle


def prepare(row: str, cast: Cast) -> tuple[str, int | None, dict[str, object]]:
    """The noun, its id and the fields with which the verb goes through, so that only the role decides."""
    noun, _colon, verb = row.partition(":")
    if noun == "bundle":
        bundle = made(cast)
        if verb == "resend":
            bundle.send(by=cast.project_lead)
            Delivery.objects.filter(kind="bundle").update(status=Delivery.Status.FAILED)
        return noun, bundle.pk, {}
    if noun == "board":
        first, second, case = collected(cast), collected(cast, "Det samme"), wish(cast)
        fields: dict[str, dict[str, object]] = {
            "collect_all": {"cases": [case.pk]},
            "join_all": {"into": first.pk, "requests": [second.pk]},
            "choose": {"title": "Ønsker", "requests": [first.pk]},
        }
        return noun, None, fields[verb]
    request, other = collected(cast), collected(cast, "Det samme")
    if verb == "split":
        request.join([other], by=cast.project_lead)
        return noun, other.pk, {}
    if verb == "decide":
        request.mark_sent(by=cast.project_lead)
    fields_by_verb: dict[str, dict[str, object]] = {
        "describe": {"title": "Kalender", "summary": "Vis alle børn."},
        "quote": {"case": request.wishes.get().ticket_id},
        "take_apart": {"case": request.wishes.get().ticket_id},
        "release": {"case": request.wishes.get().ticket_id},
        "join": {"other": other.pk},
        "keep_apart": {"other": other.pk},
        "add": {"case": wish(cast).pk},
        "decide": {"status": "planned", "answer": "Kommer til næste år."},
    }
    return noun, request.pk, fields_by_verb.get(verb, {})


def page_of(noun: str, verb: str, pk: int | None) -> str:
    name = {"request": "request", "bundle": "bundle", "board": "wishes"}[noun]
    return reverse(f"admin:{name}_{verb}", args=[pk] if pk else [])


def api_of(noun: str, verb: str, pk: int | None) -> str:
    place = {"request": f"change-requests/{pk}", "bundle": f"bundles/{pk}", "board": "change-requests"}[noun]
    return f"/api/v1/{place}/{verb}/"


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user, backend=BACKEND)
    return client


def press(client: Client, way: str, row: str, cast: Cast) -> int:
    noun, pk, fields = prepare(row, cast)
    verb = row.partition(":")[2]
    if way == "page":
        return client.post(page_of(noun, verb, pk), fields).status_code
    return client.post(api_of(noun, verb, pk), fields, content_type="application/json").status_code


@pytest.mark.parametrize(("way", "done"), [("page", 302), ("api", 200)])
@pytest.mark.parametrize("row", VERBS)
def test_the_project_lead_may(row: str, way: str, done: int, cast: Cast) -> None:
    assert press(signed_in(cast.project_lead), way, row, cast) == done


@pytest.mark.parametrize("way", ["page", "api"])
@pytest.mark.parametrize("row", VERBS)
def test_nobody_else_may(row: str, way: str, cast: Cast) -> None:
    noun, pk, fields = prepare(row, cast)
    verb = row.partition(":")[2]
    for role in OTHERS:
        client = signed_in(cast.by_role(role))
        if way == "page":
            answer = client.post(page_of(noun, verb, pk), fields)
        else:
            answer = client.post(api_of(noun, verb, pk), fields, content_type="application/json")
        assert answer.status_code == 403, role


@pytest.mark.parametrize("row", VERBS)
def test_no_verb_is_pressed_by_get_or_by_nobody(row: str, cast: Cast, client: Client) -> None:
    noun, pk, fields = prepare(row, cast)
    verb = row.partition(":")[2]
    assert signed_in(cast.project_lead).get(page_of(noun, verb, pk)).status_code == 405
    assert client.post(page_of(noun, verb, pk), fields).status_code in {302, 403}
    assert client.post(api_of(noun, verb, pk), fields).status_code == 401


def test_the_pages_are_the_project_lead_s_alone(cast: Cast) -> None:
    bundle = made(cast)
    pages = [reverse(f"admin:{name}") for name in PAGES] + LISTS
    pages += [reverse("admin:bundle", args=[bundle.pk]), reverse("admin:bundle_where", args=[bundle.pk])]
    pages += [reverse("admin:bundle_file", args=[bundle.pk, file.pk]) for file in bundle.files.all()]
    pages += [reverse("admin:triage_changerequest_change", args=[bundle.requests.get().pk])]
    pages += [f"/api/v1/bundles/{bundle.pk}/", f"/api/v1/change-requests/{bundle.requests.get().pk}/"]
    for address in pages:
        assert signed_in(cast.project_lead).get(address).status_code == 200, address
        for role in OTHERS:
            assert signed_in(cast.by_role(role)).get(address).status_code == 403, (role, address)


def test_only_the_project_lead_is_shown_the_way_to_the_board(cast: Cast) -> None:
    address = reverse("admin:triage_changerequest_changelist")
    for role in Role.values:
        shown = address in signed_in(cast.by_role(role)).get(reverse("admin:index")).content.decode()
        assert shown == (role == Role.PROJECT_LEAD), role


def test_a_task_makes_nothing_for_who_may_no_longer_collect(cast: Cast) -> None:
    bundle = Bundle.choose([collected(cast)], by=cast.project_lead, title="Ønsker")
    cast.project_lead.memberships.all().delete()
    bundle_files.make(bundle.pk)
    bundle.refresh_from_db()
    assert (bundle.status, bundle.files.count()) == (Bundle.Status.FAILED, 0)
