"""The demo's change requests: wishes of many, votes, a bundle that KOMBIT has answered, and one that waits."""

from datetime import datetime, timedelta
from typing import Any

from django.db.models import F

from demo.stories import Stage, set_back, tell
from organisation.models import Municipality
from tickets.models import Delivery, Event, Ticket
from triage.wishes import bundle_files, news
from triage.wishes.models import Bundle, ChangeRequest, Vote

LEAD = "projektleder"


def load_wishes(content: dict[str, Any], stage: Stage) -> None:
    cases = {row["key"]: wished(row, stage) for row in content["cases"]}
    requests = {row["key"]: requested(row, content["cases"], cases, stage) for row in content["requests"]}
    set_collected_back()
    for row in content["bundles"]:
        bundled(row, requests, stage)
    Municipality.objects.update(public_wishes=True)


def wished(row: dict[str, Any], stage: Stage) -> Ticket:
    """A case that was found to be a wish."""
    worker = f"superbruger-{row['institution']}"
    step = {"verb": "correct", "by": worker, "after_hours": 2, "route": "change_request"}
    whole = {"language": "da", "channel": "web", "facts": {}, **row, "story": [step]}
    return tell(whole, stage)


def requested(row: dict[str, Any], rows: list[dict[str, Any]], cases: dict[str, Ticket], stage: Stage) -> ChangeRequest:
    """The cases of a wish as one request, in the lead's words."""
    lead, at = stage.people[LEAD], stage.now - timedelta(hours=row["hours_ago"])
    tickets = [Ticket.objects.get(pk=cases[case["key"]].pk) for case in rows if case.get("wish") == row["key"]]
    request = ChangeRequest.collect_all(tickets, by=lead)
    assert request is not None
    request.describe(by=lead, title=row["title"], summary=row["summary"], benefit=row["benefit"])
    for key in row["quoted"]:
        request.quote(cases[key], by=lead)
    if row["public"]:
        request.publish(by=lead)
    for voter in range(row["votes"]):
        Vote.ask(request, email=f"stemme-{voter}@demo.example").confirm()
    for ticket in tickets:
        set_back(ticket, at)
    return request


def set_collected_back() -> None:
    """A request was collected when the first of its cases was."""
    for request in ChangeRequest.objects.all():
        first = Event.objects.filter(ticket__wish__change_request=request, kind="collected").order_by("at").first()
        if first is not None:
            ChangeRequest.objects.filter(pk=request.pk).update(collected_at=first.at)


def bundled(row: dict[str, Any], requests: dict[str, ChangeRequest], stage: Stage) -> None:
    """A bundle, sent and answered where the row tells what KOMBIT decided. Nobody gets mail about it."""
    lead, at = stage.people[LEAD], stage.now - timedelta(hours=row["hours_ago"])
    bundle = Bundle.choose([requests[key] for key in row["requests"]], by=lead, title=row["title"])
    bundle_files.make(bundle.pk)
    Bundle.objects.filter(pk=bundle.pk).update(made_at=at)
    if not row["decisions"]:
        return
    bundle.refresh_from_db()
    bundle.send(by=lead)
    Delivery.objects.filter(bundle=bundle).update(status=Delivery.Status.SENT, sent_at=at, attempts=1)
    Bundle.objects.filter(pk=bundle.pk).update(sent_at=at)
    bundle.requests.update(sent_at=at)
    for decision in row["decisions"]:
        decided(decision, requests[decision["request"]], stage)


def decided(row: dict[str, Any], request: ChangeRequest, stage: Stage) -> None:
    at: datetime = stage.now - timedelta(hours=row["hours_ago"])
    texts = {"answer": row["answer"], "answer_en": row["answer_en"], "external_number": row["number"]}
    request.decide(row["status"], by=stage.people[LEAD], **texts)
    news.tell_decision(request.pk)
    ChangeRequest.objects.filter(pk=request.pk).update(decided_at=F("decided_at") - (stage.now - at))
    for wish in request.wishes.select_related("ticket__institution"):
        set_back(wish.ticket, at)
