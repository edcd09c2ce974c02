"""`/sag/`: somebody who lost the link to an enquiry gets a new way to it by mail, to the address that wrote it.

The page says the same whether there is such an enquiry or not. The link lasts an hour and stands in no database.
"""

from datetime import timedelta
from typing import Any, Final

from crispy_forms.helper import FormHelper
from django import forms
from django.conf import settings
from django.core import signing
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from organisation.pages.form_layout import without_form_tag
from organisation.people.mail_fields import OwnMailField
from tickets.models import Delivery, Ticket
from tickets.news.caseless_mails import write_from

KIND: Final = "my_cases"
SALT: Final = "tickets.my_cases"
LASTS: Final = timedelta(hours=1)
MOST_MAILS: Final = 3
"""An hour, to one address: nobody can fill another's mailbox from here."""
SHOWN: Final = 50


class FindForm(forms.Form):
    email = OwnMailField(help_text=_("The email address you gave when you wrote to us."))

    @property
    def helper(self) -> FormHelper:
        return without_form_tag()


@require_http_methods(["GET", "HEAD", "POST"])
def find(request: HttpRequest) -> HttpResponse:
    if request.method != "POST":
        return render(request, "tickets/requester/find_case.html", {"form": FindForm()})
    form = FindForm(request.POST)
    if not form.is_valid():
        return render(request, "tickets/requester/find_case.html", {"form": form}, status=422)
    mail_way(form.cleaned_data["email"])
    return redirect(f"{reverse('find_case')}?sent=1")


@require_safe
@never_cache
def show(request: HttpRequest, signed: str) -> HttpResponse:
    """The enquiries of one address. A link that is older than an hour, or forged, leads back to asking for one."""
    try:
        email = signing.loads(signed, salt=SALT, max_age=LASTS)
    except signing.BadSignature:
        return render(request, "tickets/requester/find_case.html", {"form": FindForm(), "is_old": True}, status=410)
    return render(request, "tickets/requester/my_cases.html", {"tickets": of(email)[:SHOWN], "email": email})


def of(email: str) -> Any:
    return Ticket.objects.filter(requester_email__iexact=email, forgotten_at=None).order_by("-opened_at")


def mail_way(email: str) -> Delivery | None:
    """The mail with the link, to an address that has written to us; to any other, and beyond a few an hour, none."""
    an_hour_ago = timezone.now() - LASTS
    lately = Q(sent_at=None) | Q(sent_at__gt=an_hour_ago)
    mailed = Delivery.objects.filter(lately, kind=KIND, recipient__iexact=email)
    newest = of(email).first()
    if newest is None or mailed.count() >= MOST_MAILS:
        return None
    link = settings.SITE_URL + reverse("my_cases", args=[signing.dumps(newest.requester_email, salt=SALT)])
    address = (newest.requester_email, get_language() or "da")
    return write_from("tickets/mail/my_cases.txt", {"link": link}, kind=KIND, secret=True, to=address)
