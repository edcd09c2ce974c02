"""The private link of a case is its requester's: no staff page leads to it or shows it."""

import re
from collections.abc import Iterator

import pytest
from django.contrib import admin
from django.contrib.contenttypes.models import ContentType
from django.urls import NoReverseMatch, URLResolver, get_resolver, reverse

from tests.cast import Cast, settle
from tests.tickets.inbound.letters import HELPDESK, letter
from tests.triage.forwarding.test_ways_out import signed_in
from tickets.inbound.receiving import receive
from tickets.models import Attachment, Delivery, Mailbox, Message, ReceivedMail, ReplyAddress, Ticket
from tickets.requester.private_links import hide

pytestmark = pytest.mark.usefixtures("ticket")


def test_view_on_site_leads_nowhere_for_any_kind_of_row(ticket: Ticket, cast: Cast) -> None:
    """Whoever may do the most is asked: the address leads to no view, whose role would matter."""
    settle()
    client, opened = signed_in(cast.municipal_admin), []
    for kind in ContentType.objects.all():
        model = kind.model_class()
        row = model._default_manager.order_by("pk").first() if model else None
        for pk in {row.pk if row else 1, ticket.pk}:
            answer = client.get(f"/admin/r/{kind.pk}/{pk}/")
            if answer.status_code != 404 or ticket.token in str(answer.headers):
                opened.append((kind, pk))
    assert not opened
    with pytest.raises(NoReverseMatch):
        reverse("admin:view_on_site", args=[1, 1])


def test_no_page_of_the_admin_offers_to_view_on_site() -> None:
    for page in admin.site._registry.values():
        inlines = [inline for inline in page.inlines if hasattr(inline.model, "get_absolute_url")]
        assert not page.view_on_site, page
        assert not [inline for inline in inlines if inline.view_on_site], page


NUMBER = re.compile(r"<(int|path|str):\w+>|\(\?P<pk>[^)]*\)")


def routes(resolver: URLResolver, before: str = "") -> Iterator[str]:
    for entry in resolver.url_patterns:
        route = before + re.sub(r"\^|\$|\\Z", "", str(entry.pattern))
        if isinstance(entry, URLResolver):
            yield from routes(entry, route)
        else:
            yield route


def staff_addresses(ticket: Ticket) -> Iterator[str]:
    """Every address of admin and API that takes nothing or one kind of number, filled with those of the case."""
    rows = {"delivery": Delivery, "receivedmail": ReceivedMail, "message": Message}
    for route in routes(get_resolver()):
        unnumbered = NUMBER.sub("", route)
        if not route.startswith(("admin/", "api/")) or "logout" in route or {"(", "<"} & set(unnumbered):
            continue
        model = next((model for name, model in rows.items() if f"/{name}/" in route), None)
        numbers = model.objects.values_list("pk", flat=True) if model else [ticket.pk]  # type: ignore[attr-defined]
        yield from ("/" + NUMBER.sub(str(pk), route) for pk in numbers)


@pytest.mark.parametrize("role", ["municipal_admin", "superuser"])
def test_no_staff_page_shows_the_link_however_mail_quotes_it(role: str, ticket: Ticket, cast: Cast) -> None:
    settle()
    Mailbox.objects.create(address=HELPDESK)
    link = f"https://hjaelp.example{ticket.get_absolute_url()}"
    wrapped = f"https://eur01.safelinks.example/?url=https%3A%2F%2Fhjaelp.example%2Fsag%2F{ticket.token}%2F&data=1"
    attached = [("kvittering.txt", "text/plain", f"Følg sagen: {link}".encode())]
    to = ReplyAddress.of(ticket).email()
    assert receive(letter(f"Jeg trykkede på {link} og {wrapped}", To=to, files=attached)).outcome == "reply"
    assert receive(letter(f"Fra en anden: {link}", From="ny@example.net", To=to)).outcome == "held"
    ticket.reply(f"Her er linket {link}")
    settle()
    assert Delivery.objects.filter(opens=ticket).exists()
    client, shown, seen = signed_in(cast.by_role(role)), [], 0
    client.raise_request_exception = False
    files = [reverse("admin:ticket_attachment", args=[ticket.pk, file.key]) for file in Attachment.objects.all()]
    searched = [f"/admin/tickets/delivery/?q={ticket.token}", f"/admin/tickets/ticket/?q={ticket.token[:10]}"]
    for address in {*staff_addresses(ticket), *files, *searched}:
        answer = client.get(address)
        content = b"".join(answer) if answer.streaming else answer.content
        seen += answer.status_code == 200
        asked = ticket.token in address
        if ticket.token in str(answer.headers) or (not asked and ticket.token.encode() in content):
            shown.append(address)
    assert not shown
    assert seen > 20
    assert not Message.objects.filter(body__contains=ticket.token).exists()


def test_only_a_private_link_is_hidden(ticket: Ticket) -> None:
    assert hide(f"Se /sag/{ticket.token}/svar/ nu") == "Se /sag/[privat link]/svar/ nu"
    plain = "https://avis.example/sag/om-skolen-i-byen og /sag/kort/"
    assert hide(plain) == plain
