"""`/sag/<token>/spurgt/`: the requester lets us show the question to others, without their name."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from tickets.models import Ticket
from tickets.requester.views import with_ticket
from triage.board.asking import may_be_asked, propose


@require_POST
@with_ticket
def let_others_see(request: HttpRequest, ticket: Ticket) -> HttpResponse:
    """A person clears it before anybody sees it. Says the same whether it is the first time or the second."""
    if may_be_asked(ticket):
        propose(ticket)
    messages.success(
        request, _("Thank you. A member of staff will read your question and remove names before it is shown.")
    )
    return redirect(ticket)
