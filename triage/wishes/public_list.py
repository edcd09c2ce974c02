"""`/oensker/`: the wishes that the project lead has put on the public list, and "I would like this too"."""

from typing import Final
from urllib.parse import urlencode

from django import forms
from django.contrib import messages
from django.core.paginator import Page, Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from organisation.models import Municipality
from organisation.people.mail_fields import OwnMailField
from organisation.security import limits
from triage.wishes.models import ChangeRequest, Vote
from triage.wishes.models.request_list import UNDECIDED
from triage.wishes.voting import mail_link

PER_PAGE: Final = 20


class VoteForm(forms.Form):
    """Whose voice it is, and whether they want to hear what is decided."""

    email = OwnMailField()
    hears = forms.BooleanField(required=False)


@require_safe
def show(request: HttpRequest) -> HttpResponse:
    """404 while the municipality has not switched the list on."""
    only_where_switched_on()
    return page(request)


def only_where_switched_on() -> None:
    if not Municipality.current().public_wishes:
        raise Http404


def page(request: HttpRequest, *, form: VoteForm | None = None, tried: int = 0, status: int = 200) -> HttpResponse:
    """The list; `tried` is the wish whose `form` did not go through."""
    query = request.GET.get("q", "").strip()[:200]
    wishes = ChangeRequest.objects.published().search(query).most_wanted_first()
    shown: Page[ChangeRequest] = Paginator(wishes, PER_PAGE).get_page(request.GET.get("side"))
    context = {
        "page": shown,
        "query": query,
        "parameters": urlencode({"q": query} if query else {}),
        "form": form,
        "tried": tried,
        "propose": f"{reverse('enquiry')}?{urlencode({'emne': _('Idea for Aula')})}",
    }
    response = render(request, "triage/wishes/public.html", context, status=status)
    response.headers["Cache-Control"] = "private, no-store"
    return response


@require_POST
def vote(request: HttpRequest, pk: int) -> HttpResponse:
    """Sends a link to the address; the vote counts when the link is used. The page says the same whether the address
    has voted before or not."""
    only_where_switched_on()
    wish = get_object_or_404(ChangeRequest.objects.published(), pk=pk, status__in=UNDECIDED)
    counted = limits.count(request, f"vote:{pk}")
    if counted.is_over:
        sentence = limits.sentence(counted.opens_at())
        messages.error(request, _("Many votes have just come from your network.") + " " + sentence)
        return back(request, wish)
    form = VoteForm(request.POST)
    if not form.is_valid():
        return page(request, form=form, tried=pk, status=422)
    email, hears = form.cleaned_data["email"], form.cleaned_data["hears"]
    mail_link(Vote.ask(wish, email=email, hears=hears, language=get_language() or "da"), email=email)
    notice = _("Check your email. We have sent a link to %(email)s, and your vote counts once you have used it.")
    messages.success(request, notice % {"email": email})
    return back(request, wish)


def back(request: HttpRequest, wish: ChangeRequest) -> HttpResponse:
    """To the wish on the list as it was narrowed."""
    kept = {name: request.POST.get(name, "")[:200] for name in ("q", "side")}
    query = urlencode({name: value for name, value in kept.items() if value})
    return redirect(f"{reverse('wishes')}{'?' if query else ''}{query}#oenske-{wish.pk}")
