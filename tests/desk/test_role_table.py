"""Who may do what: one table, every cell tested in the page and over the API, and on many cases at once.

A column is a role held at the case's institution (or in the whole municipality), a row a button of the workspace.
`+` allowed, `-` refused with 403. A person of another institution gets 404 everywhere.
"""

from collections.abc import Callable
from datetime import timedelta
from functools import partial

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from desk.case.buttons import BUTTONS
from desk.queue.bulk import WORDINGS
from desk.queue.models import BulkAct
from organisation.models import User
from organisation.roles import Role
from tests.cast import Cast, kinds, open_ticket, settle, taken_back
from tickets.models import Delivery, Link, Merge, ReceivedMail, Tag, Ticket
from triage.faults.models import FaultReport
from triage.flags.models import Flag
from triage.forwarding.models import Forwarding
from triage.known_errors.models import KnownError, KnownErrorFit
from triage.ready_answers.models import Macro
from triage.routing.starting_rules import FAULT_FACTS

ROLES = [
    "superuser",
    "institution_admin",
    "pilot",
    "support_entitled",
    "project_lead",
    "municipal_admin",
    "observer",
]
TABLE = """
                         su ia pi se pl ma ob
view                     +  +  +  +  +  +  0
answer                   +  +  +  +  +  +  0
note                     +  +  +  +  +  +  0
ask                      +  +  +  +  +  +  0
told                     +  +  +  +  +  +  0
accept                   +  +  +  +  +  +  0
correct                  +  +  +  +  +  +  0
assign                   +  +  +  +  +  +  0
take                     +  +  +  +  +  +  0
move                     +  +  +  +  +  +  0
amend                    +  +  +  +  +  +  0
prioritise               +  +  +  +  +  +  0
topic                    +  +  +  +  +  +  0
tag                      +  +  +  +  +  +  0
untag                    +  +  +  +  +  +  0
snooze                   +  +  +  +  +  +  0
unsnooze                 +  +  +  +  +  +  0
merge                    +  +  +  +  +  +  0
unmerge                  +  +  +  +  +  +  0
link                     +  +  +  +  +  +  0
unlink                   +  +  +  +  +  +  0
split                    +  +  +  +  +  +  0
follow                   +  +  +  +  +  +  0
unfollow                 +  +  +  +  +  +  0
escalate                 +  +  +  +  +  +  0
hand_back                -  -  +  +  +  +  0
report                   +  +  +  +  +  +  0
take_facts               +  +  +  +  +  +  0
ask_rest                 +  +  +  +  +  +  0
gate                     +  +  +  +  +  +  0
withdraw                 +  +  +  +  +  +  0
forward:technical_fault  -  -  -  +  -  -  0
forward:usage_question   -  -  -  +  -  -  0
forward:project_question -  -  -  -  +  -  0
forward:schedule_vendor  +  +  +  +  +  +  0
forward:widget_vendor    +  +  +  +  +  +  0
forward:unilogin         +  +  +  +  +  +  0
forward:local_it         +  +  +  +  +  +  0
external_number          -  -  -  +  -  -  0
party_answer             +  +  +  +  +  +  0
settle                   +  +  +  +  +  +  0
reject                   +  +  +  +  +  +  0
retriage                 +  +  +  +  +  +  0
remind:project_question  -  -  -  -  +  -  0
remind:schedule_vendor   +  +  +  +  +  +  0
resend:project_question  -  -  -  -  +  -  0
resend:schedule_vendor   +  +  +  +  +  +  0
collect                  -  -  -  -  +  -  0
resolve                  +  +  +  +  +  +  0
reopen                   +  +  +  +  +  +  0
publish                  +  +  -  +  +  +  0
undo_send                +  +  +  +  +  +  0
retract                  +  +  +  +  +  +  0
wrong_case               +  +  +  +  +  +  0
renew_link               +  +  +  +  +  +  0
macro                    +  +  +  +  +  +  0
raise_flag               +  +  +  +  +  +  0
clear_flag               +  +  +  +  +  +  0
admit                    +  +  +  +  +  +  0
refuse                   +  +  +  +  +  +  0
attach                   +  +  +  +  +  +  0
detach                   +  +  +  +  +  +  0
dismiss                  +  +  +  +  +  +  0
journal                  -  -  -  -  -  +  0
"""
"""0: the role sees no case at all (an observer reads numbers), so even the case is not found."""
ROWS = {line.split()[0]: line.split()[1:] for line in TABLE.strip().splitlines()[1:]}

FIELDS: dict[str, dict[str, object]] = {
    "answer": {"text": "Prøv igen i morgen."},
    "note": {"text": "Ringet til kontoret."},
    "ask": {"text": "Hvilken telefon bruger du?"},
    "correct": {"route": "unilogin"},
    "amend": {"email": "maja.holm@example.org"},
    "prioritise": {"priority": "urgent"},
    "topic": {"topic": "kalender"},
    "snooze": {"until": str(timezone.localdate() + timedelta(days=20))},
    "escalate": {"to": "support_entitled", "reason": "Vi har prøvet alt."},
    "hand_back": {"reason": "Spørg om telefonen."},
    "report": {"device": "iPhone"},
    "take_facts": {"facts": ["device"]},
    "tag": {"tags": ["Skolestart"]},
    "untag": {"tags": ["Skolestart"]},
    "gate": {"gate": "usage_ruled_out"},
    "withdraw": {"gate": "usage_ruled_out"},
    "reject": {"reason": "usage"},
    "journal": {"number": "2026-1", "kle": "17.00.00"},
    "external_number": {"number": "NC-1"},
    "party_answer": {"text": "Rettet i aften."},
    "macro": {"macro": 1},
    "raise_flag": {"flag": "bullying"},
    "clear_flag": {"flag": "urgent"},
    "publish": {
        "title": "Mit barn mangler",
        "question": "Hvorfor?",
        "answer": "Vent en nat.",
        "checked": "on",
    },
}


def complete_fault(cast: Cast, ticket: Ticket) -> None:
    ticket.set_route("technical_fault", by=cast.support_entitled)
    FaultReport.record(ticket, dict.fromkeys(FAULT_FACTS, "one"), by=cast.support_entitled)
    report = FaultReport.of(ticket)
    report.rule_out_usage(by=cast.support_entitled)
    report.check_master_data(by=cast.support_entitled)


def send_by_mail(verb: str, route: str, cast: Cast, ticket: Ticket) -> None:
    ticket.set_route(route, by=cast.support_entitled)
    Forwarding.forward(ticket, by=cast.project_lead)
    if verb == "resend":
        settle()
        Delivery.objects.filter(kind="party_forwarded").update(status=Delivery.Status.FAILED)


def prepare_pair(verb: str, ticket: Ticket, cast: Cast) -> None:
    """What the verbs about two cases need."""
    if verb in {"merge", "link", "unlink", "unmerge"}:
        other = open_ticket(cast.school, subject="Den anden")
        FIELDS[verb] = {"into" if verb == "merge" else "other": other.number}
        if verb == "unmerge":
            Merge.begin(ticket, other, by=cast.superuser)
        if verb == "unlink":
            Link.join(ticket, other, by=cast.superuser)
    if verb == "wrong_case":
        ticket.reply("Det her handler om min anden søn.")
        later = ticket.messages.order_by("-id")[0]
        FIELDS[verb] = {"message": later.pk, "other": open_ticket(cast.school, subject="Den rigtige").number}
    if verb == "split":
        FIELDS[verb] = {"messages": ticket.messages.get().pk, "subject": "For sig"}


def prepare_cause(verb: str, cast: Cast, ticket: Ticket) -> None:
    """A known error that the case is part of, or may be."""
    error = KnownError.objects.create(title="Galleriet er tomt", description="x")
    FIELDS[verb] = {} if verb == "detach" else {"known_error": error.pk}
    if verb == "detach":
        error.attach(ticket, by=cast.superuser)
    if verb == "dismiss":
        KnownErrorFit.objects.create(known_error=error, ticket=ticket, score=0.8)


def prepare(row: str, cast: Cast) -> Ticket:  # noqa: C901, PLR0912  one line for each verb that needs something
    """A case in which the verb makes sense, so that only the role decides."""
    ticket = open_ticket(cast.school)
    verb, _colon, route = row.partition(":")
    if verb == "accept":
        settle()
    if verb == "move":
        FIELDS[verb] = {"to": cast.daycare.pk}
    if verb == "clear_flag":
        Flag.raise_on(ticket, ["urgent"])
    if verb == "hand_back":
        ticket.escalate(by=cast.superuser, reason="op")
    prepare_pair(verb, ticket, cast)
    if verb == "take_facts":
        ticket.reply("Det er på min iPhone 13.")
    if verb in {"tag", "untag"}:
        tag, _made = Tag.objects.get_or_create(name="Skolestart")
        if verb == "untag":
            ticket.tag([tag], by=cast.superuser)
    if verb == "reopen":
        ticket.resolve(by=cast.superuser)
    if verb == "undo_send":
        ticket.answer("Prøv igen.", by=cast.pilot, hold=timedelta(minutes=1))
    if verb == "retract":
        FIELDS[verb] = {"message": ticket.answer("Forkert.", by=cast.pilot).pk}
    if verb == "macro":
        Macro.objects.create(pk=1, title="Kig på den").steps.create(verb="note", text="Set.")
    if verb == "collect":
        ticket.set_route("change_request", by=cast.superuser)
    if verb == "forward":
        if route == "technical_fault":
            complete_fault(cast, ticket)
        else:
            ticket.set_route(route, by=cast.superuser)
    if verb == "ask_rest":
        ticket.set_route("technical_fault", by=cast.superuser)
    if verb in {"external_number", "party_answer", "settle", "reject", "retriage"}:
        complete_fault(cast, ticket)
        Forwarding.forward(ticket, by=cast.support_entitled)
    if verb in {"remind", "resend"}:
        send_by_mail(verb, route, cast, ticket)
    if verb in {"attach", "detach", "dismiss"}:
        prepare_cause(verb, cast, ticket)
    if verb in {"admit", "refuse"}:
        FIELDS[verb] = {"mail": held_mail(ticket).pk}
    return ticket


def held_mail(ticket: Ticket) -> ReceivedMail:
    return ReceivedMail.objects.create(
        fingerprint=f"of {ticket.pk}",
        ticket=ticket,
        from_email="bo@example.net",
        from_name="Bo",
        text="Det er også på min telefon.",
        outcome="held",
        speaker="requester",
        reason="unknown_address",
    )


def in_page(user: User, verb: str, ticket: Ticket) -> int:
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    if verb == "view":
        return client.get(reverse("admin:tickets_ticket_change", args=[ticket.pk])).status_code
    data = {f"{verb}-{name}": value for name, value in FIELDS.get(verb, {}).items()}
    return client.post(reverse(f"admin:ticket_{verb}", args=[ticket.pk]), data).status_code


def over_api(user: User, verb: str, ticket: Ticket) -> int:
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    if verb == "view":
        return client.get(f"/api/v1/tickets/{ticket.pk}/").status_code
    address = f"/api/v1/tickets/{ticket.pk}/{verb}/"
    return client.post(address, FIELDS.get(verb, {}), content_type="application/json").status_code


WAYS: dict[str, Callable[[User, str, Ticket], int]] = {"page": in_page, "api": over_api}
EXPECTED = {"page": {"+": 302, "-": 403, "0": 404}, "api": {"+": 200, "-": 403, "0": 404}}


def people_of(cast: Cast, marks: list[str]) -> list[tuple[User, str]]:
    """Each role with its mark, and a person of another institution, who finds no case."""
    return [(cast.by_role(role), mark) for role, mark in zip([*ROLES, "stranger"], [*marks, "0"], strict=True)]


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("row", ROWS)
def test_each_role_may_do_what_the_table_says(row: str, way: str, cast: Cast) -> None:
    ticket, verb = prepare(row, cast), row.partition(":")[0]
    expected = EXPECTED[way] | ({"+": 200} if verb == "view" else {})
    people = people_of(cast, ROWS[row])
    found = {user.name: taken_back(partial(WAYS[way], user, verb, ticket)) for user, _mark in people}
    assert found == {user.name: expected[mark] for user, mark in people}


def states(tickets: list[Ticket]) -> list[object]:
    return [Ticket.objects.get(pk=ticket.pk).state for ticket in tickets]


def done_on_many(user: User, verb: str, tickets: list[Ticket], **asked: object) -> list[str]:
    """Numbers of the cases on which the person did it, ticked together in the queue."""
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    posted = {"verb": verb, "case": [ticket.pk for ticket in tickets], "go": "1", "here": "?list=all"}
    client.post(reverse("admin:queue_act"), posted | FIELDS.get(verb, {}) | asked)
    act = BulkAct.objects.filter(by=user).first()
    return [each["number"] for each in act.done] if act else []


@pytest.mark.parametrize("verb", WORDINGS)
def test_many_at_once_go_by_the_same_table(verb: str, cast: Cast) -> None:
    tickets = [prepare(verb, cast), prepare(verb, cast)]
    before, numbers = states(tickets), [ticket.number for ticket in tickets]
    asked = {"to": cast.superuser.pk} if verb == "assign" else {}
    people = people_of(cast, ROWS[verb])

    def did(user: User) -> tuple[list[str], bool]:
        return done_on_many(user, verb, tickets, **asked), states(tickets) == before

    found = {user.name: taken_back(partial(did, user)) for user, _mark in people}
    assert {name: done for name, (done, _same) in found.items()} == {
        user.name: numbers if mark == "+" else [] for user, mark in people
    }
    assert [user.name for user, mark in people if mark != "+" and not found[user.name][1]] == []


def test_the_table_names_every_role_and_every_button() -> None:
    assert set(ROLES) == set(Role.values)
    assert {row.partition(":")[0] for row in ROWS} == set(BUTTONS) | {"view"}


def test_a_button_is_never_pressed_by_get(cast: Cast, ticket: Ticket, client: Client) -> None:
    client.force_login(cast.support_entitled, backend="django.contrib.auth.backends.ModelBackend")
    statuses = {verb: client.get(reverse(f"admin:ticket_{verb}", args=[ticket.pk])).status_code for verb in BUTTONS}
    assert statuses == dict.fromkeys(BUTTONS, 405)


@pytest.mark.parametrize(
    ("address", "status"), [("/admin/tickets/ticket/{}/{}/", 403), ("/api/v1/tickets/{}/{}/", 401)]
)
def test_nobody_unknown_presses_a_button(address: str, status: int, ticket: Ticket, client: Client) -> None:
    statuses = {verb: client.post(address.format(ticket.pk, verb)).status_code for verb in BUTTONS}
    assert statuses == dict.fromkeys(BUTTONS, status)
    assert kinds(ticket) == ["opened"]
