"""`/oensker/stemme/<link>/`: the link of a mail makes a vote count, and takes it back."""

from datetime import timedelta
from typing import Final

from django.conf import settings
from django.contrib import messages
from django.core import signing
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from tickets.models import Delivery
from tickets.news.caseless_mails import write_from
from triage.wishes.models import Vote
from triage.wishes.models.request_list import UNDECIDED

KIND: Final = "vote_asked"
SALT: Final = "triage.vote"
MOST_MAILS: Final = 5
"""An hour, to one address: nobody can fill another's mailbox from here."""
AN_HOUR: Final = timedelta(hours=1)


def mail_link(vote: Vote, *, email: str) -> None:
    """The mail with the link; beyond a few an hour to one address, none."""
    lately = Q(sent_at=None) | Q(sent_at__gt=timezone.now() - AN_HOUR)
    if Delivery.objects.filter(lately, kind=KIND, recipient__iexact=email).count() >= MOST_MAILS:
        return
    link = settings.SITE_URL + reverse("vote_link", args=[signing.dumps(vote.pk, salt=SALT)])
    template, facts = "triage/wishes/mail/vote.txt", {"link": link, "wish": vote.change_request, "vote": vote}
    write_from(template, facts, kind=KIND, to=(email, vote.language), secret=True)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def vote_link(request: HttpRequest, signed: str) -> HttpResponse:
    """Opening the link changes nothing, since mail programs open links, too: a button on its page does."""
    vote = vote_of(signed)
    if vote is None:
        return render(request, "triage/wishes/vote.html", status=410)
    if request.method != "POST":
        return render(request, "triage/wishes/vote.html", {"vote": vote, "wish": vote.change_request})
    if request.POST.get("undo"):
        vote.take_back()
        messages.success(request, _("Your vote has been withdrawn."))
    else:
        vote.confirm()
        messages.success(request, _("Thank you. Your vote has been counted."))
    return redirect(f"{reverse('wishes')}#oenske-{vote.change_request_id}")


def vote_of(signed: str) -> Vote | None:
    """None for a link that is forged, or of a vote that was taken back or waited too long, or of a wish that is no
    longer on the list or decided."""
    try:
        pk = signing.loads(signed, salt=SALT)
    except signing.BadSignature:
        return None
    open_wishes = {"change_request__is_public": True, "change_request__status__in": UNDECIDED}
    return Vote.objects.filter(pk=pk, **open_wishes).select_related("change_request").first()
