"""Tells the story of a demo case through the real verbs, then sets the clock of what was recorded back."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from organisation.models import Institution, User
from tickets import search
from tickets.models import Event, Message, Ticket
from tickets.models.policy import EscalationPolicy
from tickets.words import Actor
from triage.faults import questions
from triage.faults.models import FaultReport
from triage.flags import flagging
from triage.forwarding.models import Forwarding
from triage.learning import from_decisions
from triage.suggestions import repeats, suggesting
from triage.suggestions.models import Suggestion
from triage.wishes.models import ChangeRequest

Step = dict[str, Any]


@dataclass
class Stage:
    """Who and what the stories speak of."""

    people: dict[str, User]
    institutions: dict[str, Institution]
    now: datetime
    wishes: dict[str, ChangeRequest] = field(default_factory=dict)


def tell(row: dict[str, Any], stage: Stage) -> Ticket:
    """Opens the case of a story and takes it through its steps. Nobody gets mail about it."""
    opened = stage.now - timedelta(hours=row["hours_ago"])
    ticket = Ticket.open(
        subject=row["subject"],
        body=row["body"],
        channel=row["channel"],
        audience=row["audience"],
        institution=stage.institutions[row["institution"]],
        requester_name=row["requester_name"],
        requester_email=row["requester_email"],
        language=row["language"],
        opened_at=opened,
    )
    if row.get("facts"):
        FaultReport.record(ticket, row["facts"], by=Actor.REQUESTER)
    opening = ticket.events.get(kind="opened")
    suggesting.suggest(opening)
    repeats.note_repeats(opening)
    for flagged in ticket.events.filter(kind="flagged"):
        flagging.tell_named(flagged)
    set_back(ticket, opened)
    for step in row["story"]:
        ticket = Ticket.objects.select_related("institution").get(pk=ticket.pk)
        if ticket.is_flagged and step.get("by") in stage.people:
            see_to(ticket, person(step, stage))
        STEPS[step["verb"]](ticket, step, stage, row["key"])
        set_back(ticket, opened + timedelta(hours=step["after_hours"]))
    from_decisions.learn(ticket.events.get(kind="opened"))
    search.refresh(opening)
    return ticket


def set_back(ticket: Ticket, at: datetime) -> None:
    """What was recorded just now happened then, and has been heard of by everybody."""
    fresh = Event.objects.filter(ticket=ticket, dispatched_at=None)
    ours = fresh.filter(actor__in=[Actor.STAFF, Actor.SYSTEM]).exists()
    fresh_case = fresh.filter(kind="opened").exists()
    written = [event.data["message"] for event in fresh if "message" in event.data]
    Message.objects.filter(pk__in=written).update(created_at=at)
    fresh.update(at=at, dispatched_at=at)
    ticket.refresh_from_db()
    Forwarding.objects.filter(ticket=ticket, forwarded_at__gt=at).update(forwarded_at=at, last_contact_at=at)
    for clock in ("completed_at", "usage_ruled_out_at", "master_data_checked_at"):
        FaultReport.objects.filter(**{"ticket": ticket, f"{clock}__gt": at}).update(**{clock: at})
    Suggestion.objects.filter(ticket=ticket, made_at__gt=at).update(made_at=at)
    due = EscalationPolicy.due_after(at, ticket.tier) if ticket.due_at else None
    times = {"last_activity_at": at, "due_at": due}
    if ours or fresh_case:
        times["touched_at"] = at
    Ticket.objects.filter(pk=ticket.pk).update(**times, resolved_at=at if ticket.is_done else None)


def person(step: Step, stage: Stage) -> User:
    return stage.people[step["by"]]


def actor(step: Step, stage: Stage) -> User | Actor:
    return Actor.REQUESTER if step["by"] == "requester" else person(step, stage)


def decide(ticket: Ticket, step: Step, stage: Stage, _key: str) -> None:
    """What the person decided; it counts as agreed or corrected, as the suggestion happened to be."""
    suggestion = ticket.suggestions.get()
    suggestion.decide(step["route"], by=person(step, stage))


def clear_flag(ticket: Ticket, step: Step, stage: Stage, _key: str) -> None:
    see_to(ticket, person(step, stage))


def see_to(ticket: Ticket, by: User) -> None:
    """Whoever works on a case has seen to what must not wait in it."""
    for flag in ticket.flags.standing():
        flag.clear(by=by)


def gate(ticket: Ticket, step: Step, stage: Stage, _key: str) -> None:
    report = FaultReport.of(ticket)
    passing = {"usage_ruled_out": report.rule_out_usage, "master_data_checked": report.check_master_data}
    passing[step["gate"]](by=person(step, stage), reason=step.get("reason", ""))


def forward(ticket: Ticket, step: Step, stage: Stage, _key: str) -> None:
    Forwarding.forward(ticket, by=person(step, stage), external_number=step.get("number") or "")


def reject(ticket: Ticket, step: Step, stage: Stage, _key: str) -> None:
    forwarding = ticket.forwardings.whole().last()
    assert forwarding is not None
    forwarding.reject(by=person(step, stage), reason=step["reason"])


def settle(ticket: Ticket, step: Step, stage: Stage, _key: str) -> None:
    forwarding = ticket.forwardings.whole().last()
    assert forwarding is not None
    forwarding.settle(by=person(step, stage))


def party_answer(ticket: Ticket, step: Step, _stage: Stage, _key: str) -> None:
    forwarding = ticket.forwardings.whole().last()
    assert forwarding is not None
    ticket.hear_from_party(step["text"], party=forwarding.party.name)
    forwarding.hear()


def collect(ticket: Ticket, step: Step, stage: Stage, key: str) -> None:
    into = stage.wishes[step["into"]] if step.get("into") else None
    texts = {name: step.get(name, "") for name in ("title", "summary", "benefit")}
    stage.wishes[key] = ChangeRequest.collect(ticket, by=person(step, stage), into=into, **texts)


def escalate(ticket: Ticket, step: Step, stage: Stage, _key: str) -> None:
    ticket.escalate(by=person(step, stage), reason=step["reason"], to=step.get("to"))


def say(verb: str) -> Callable[[Ticket, Step, Stage, str], None]:
    """A verb that takes a text and who wrote it."""

    def tell_it(ticket: Ticket, step: Step, stage: Stage, _key: str) -> None:
        getattr(ticket, verb)(step["text"], by=person(step, stage))

    return tell_it


def turn(verb: str) -> Callable[[Ticket, Step, Stage, str], None]:
    """A verb that takes nobody but who did it."""

    def turn_it(ticket: Ticket, step: Step, stage: Stage, _key: str) -> None:
        getattr(ticket, verb)(by=actor(step, stage))

    return turn_it


STEPS: dict[str, Callable[[Ticket, Step, Stage, str], Any]] = {
    "answer": say("answer"),
    "note": say("note"),
    "ask": lambda ticket, step, stage, _key: ticket.ask(
        step["text"], by=person(step, stage), missing=step.get("missing", [])
    ),
    "reply": lambda ticket, step, _stage, _key: ticket.reply(step["text"]),
    "correct": decide,
    "assign": lambda ticket, step, stage, _key: ticket.assign(stage.people[step["to"]], by=person(step, stage)),
    "escalate": escalate,
    "hand_back": lambda ticket, step, stage, _key: ticket.hand_back(by=person(step, stage), reason=step["reason"]),
    "report": lambda ticket, step, stage, _key: FaultReport.record(ticket, step["facts"], by=person(step, stage)),
    "clear_flag": clear_flag,
    "gate": gate,
    "forward": forward,
    "party_answer": party_answer,
    "reject": reject,
    "settle": settle,
    "ask_rest": lambda ticket, step, stage, _key: questions.ask_for_the_rest(ticket, by=person(step, stage)),
    "collect": collect,
    "resolve": turn("resolve"),
    "reopen": turn("reopen"),
    "close": turn("close"),
}
