"""The rows that the benchmark of wishes runs on, put in at once."""

from uuid import uuid4

from django.core.management import call_command
from django.utils import timezone

from organisation.models import Institution, Membership, Municipality, User
from organisation.roles import Role
from tickets.models import Message, Ticket
from tickets.requester.private_links import seal
from tickets.words import Route, Status
from triage.wishes.models import Bundle, ChangeRequest, Wish


def lead() -> User:
    call_command("migrate", verbosity=0)
    Municipality.objects.update_or_create(id=1, defaults={"name": "Prøvekommune"})
    user, _made = User.objects.get_or_create(email="lead@example.org", defaults={"name": "Prøve Leder"})
    Membership.objects.get_or_create(user=user, role=Role.PROJECT_LEAD)
    return user


def cases(texts: list[tuple[str, str]]) -> list[Ticket]:
    places = [
        Institution.objects.get_or_create(code=f"W{at}", defaults={"name": f"Skole {at}", "kind": "school"})[0]
        for at in range(20)
    ]
    now = timezone.now()
    rows = [
        Ticket(
            subject=subject,
            audience="parent",
            channel="web",
            institution=places[at % len(places)],
            requester_name="Prøve Person",
            requester_email=f"person{at}@example.org",
            route=Route.CHANGE_REQUEST,
            opened_at=now,
            last_activity_at=now,
            touched_at=now,
            status=Status.FORWARDED,
            sealed_token=seal(f"wish-{now:%f}-{at}"),
            token_digest=uuid4().hex,
        )
        for at, (subject, _body) in enumerate(texts)
    ]
    made = Ticket.objects.bulk_create(rows, batch_size=1_000)
    pairs = zip(made, texts, strict=True)
    written = [Message(ticket=row, kind=Message.Kind.REQUESTER, body=body) for row, (_subject, body) in pairs]
    Message.objects.bulk_create(written, batch_size=1_000)
    return made


def uncollected_wishes(texts: list[tuple[str, str]]) -> None:
    cases(texts)


def bundle_of(by: User, requests: int, cases_each: int) -> Bundle:
    """A bundle whose files are not made yet."""
    text = "En fælles kalender, hvor alle børn står samlet, også på telefonen og uden at skifte mellem dem. "
    made = ChangeRequest.objects.bulk_create(
        ChangeRequest(title=f"Ønske nummer {at}", summary=text * 4, benefit=text, quotes=f"{text}\n\n{text}")
        for at in range(requests)
    )
    tickets = cases([("Ønske", text)] * (requests * cases_each))
    Wish.objects.bulk_create(
        Wish(ticket=ticket, change_request=made[at % requests]) for at, ticket in enumerate(tickets)
    )
    bundle = Bundle.objects.create(title="Prøvesamling", by=by, steps=requests + 2)
    bundle.requests.set(made)
    return bundle
