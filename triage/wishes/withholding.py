"""What a case gave to a wish before it was flagged: its words are not sent to KOMBIT, and not shown to everybody."""

from tickets.events import subscribe
from tickets.models import Event
from triage.wishes.models import Wish
from triage.wishes.models.change_request import quote_of, standing, title_of


def subscribe_all() -> None:
    subscribe("flagged", take_back)


def take_back(event: Event) -> None:
    """The wish still counts. What the lead wrote in words of their own stays."""
    ticket = event.ticket
    wish = Wish.objects.select_related("change_request").filter(ticket=ticket).first()
    if wish is None or not ticket.is_sensitive:
        return
    request, quote, named = wish.change_request, quote_of(ticket), title_of(ticket)
    with standing(request):
        request.quotes = "\n\n".join(each for each in request.quoted if each != quote)
        request.is_public = request.is_public and named not in {request.title, request.summary}
        request.save(update_fields=["quotes", "is_public"])
