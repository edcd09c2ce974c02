"""How somebody ends news by one click (RFC 8058): no sign-in, an address that only we can make."""

from typing import Final

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.crypto import constant_time_compare
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt

from organisation.security import keyed
from tickets.models import Delivery, NewsRefusal

NEWS: Final = frozenset({"requester_updated", "voter_decided", "board_answered", "fix_told"})
"""Kinds of mail that go to many at once."""
SIGNED: Final = 24


def link(delivery: Delivery) -> str:
    signed = signatures(delivery.pk)[0]
    return settings.SITE_URL + reverse("refuse_news", args=[delivery.pk, signed])


def signatures(number: int) -> list[str]:
    return [digest[:SIGNED] for digest in keyed.digests("tickets.news_refusals", str(number))]


def headers(delivery: Delivery) -> dict[str, str]:
    if delivery.kind not in NEWS:
        return {}
    return {"List-Unsubscribe": f"<{link(delivery)}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}


@csrf_exempt  # mail programs press the button; whoever has the address may end the news, and nothing else
@never_cache
def refuse_news(request: HttpRequest, delivery: int, signed: str) -> HttpResponse:
    """A page with a button; only the button ends anything, since mail filters open every link."""
    if not any(constant_time_compare(right, signed) for right in signatures(delivery)):
        raise Http404
    done = request.method == "POST"
    if done:
        row = Delivery.objects.select_related("event").filter(pk=delivery).first()
        if row is not None and row.event is not None:  # a voter's address is deleted with the one mail they get
            NewsRefusal.note(row.event.ticket_id, row.recipient)
    return render(request, "tickets/news/refuse_news.html", {"done": done})
