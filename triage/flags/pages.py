"""`/henvendelse/hjaelp/`: where there is help now, while somebody writes to us on any page."""

from typing import Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST

from tickets.requester.help_now import help_for
from triage.flags import gate

NOT_WRITTEN: Final = frozenset({"csrfmiddlewaretoken", "audience"})


@require_POST
def help_while_writing(request: HttpRequest) -> HttpResponse:
    """A fragment, for all that stands in the form. By POST, so that what people write stands in no address and no
    log."""
    audience = request.POST.get("audience", "")
    typed = [text for name, texts in request.POST.lists() if name not in NOT_WRITTEN for text in texts]
    help_now = help_for(gate.at_once("\n".join(map(str, typed)), audience), audience)
    response = render(request, "tickets/help/_help_now.html", {"help": help_now, "while_writing": True})
    response.headers["Cache-Control"] = "no-store"
    return response
