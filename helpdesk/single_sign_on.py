"""The pages of single sign-on: away to the provider, back again, and an administrator's test and preview."""

from dataclasses import asdict
from typing import Any, Final

from django import forms
from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from helpdesk.parked import sign_in
from organisation import limits
from organisation.import_pages import administrator
from organisation.models import IdentityProvider
from organisation.security_log import note
from organisation.single_sign_on import groups, openid
from organisation.single_sign_on import provider as published
from organisation.single_sign_on.openid import Begun
from organisation.single_sign_on.troubles import Refused

KEY: Final = "single_sign_on"
MOST_BEGUN: Final = 5
FORBIDDEN: Final = 403


class GroupsForm(forms.Form):
    groups = forms.CharField(
        label=gettext_lazy("Groups, one on each line"),
        required=False,
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )


@require_safe
def begin(request: HttpRequest, pk: int) -> HttpResponse:
    """Away to the provider. A link and no form: the policy lets forms lead to this site alone."""
    provider = get_object_or_404(IdentityProvider, pk=pk, is_active=True)
    limits.require(request, "single_sign_on")
    wanted = request.GET.get("next", "")
    ours = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure())
    try:
        return lead_away(request, provider, after=wanted if ours else reverse("start"))
    except Refused as refusal:
        return refused_page(request, refusal)


def lead_away(request: HttpRequest, provider: IdentityProvider, *, after: str, is_trial: bool = False) -> HttpResponse:
    address, state, begun = openid.begin(provider, after=after, is_trial=is_trial)
    waiting = dict(list(request.session.get(KEY, {}).items())[1 - MOST_BEGUN :])
    request.session[KEY] = {**waiting, state: asdict(begun)}
    return redirect(address)


@require_safe
def answer(request: HttpRequest) -> HttpResponse:
    """Back from the provider. What the session remembers is used up by it, whatever comes of it."""
    waiting = dict(request.session.get(KEY, {}))
    told = waiting.pop(request.GET.get("state", ""), None)
    request.session[KEY] = waiting
    try:
        return welcome(request, told)
    except Refused as refusal:
        note("single_sign_on_refused", code=refusal.code, provider=told["provider"] if told else None)
        return refused_page(request, refusal)


def welcome(request: HttpRequest, told: dict[str, Any] | None) -> HttpResponse:
    if told is None:
        raise Refused("state")
    begun = Begun(**told)
    provider = IdentityProvider.objects.filter(pk=begun.provider).first()
    if provider is None or not (provider.is_active or begun.is_trial):
        raise Refused("off")
    claims = openid.finish(provider, begun, request.GET.dict())
    if begun.is_trial:
        return trial_page(request, provider, claims)
    user = groups.admit(provider, claims)
    provider.note_worked()
    sign_in(request, user, by_password=False)
    return redirect(begun.after)


def refused_page(request: HttpRequest, refusal: Refused) -> HttpResponse:
    context = {**admin.site.each_context(request), "sentence": refusal.sentence}
    return render(request, "admin/single_sign_on_refused.html", context, status=FORBIDDEN)


def trial_page(request: HttpRequest, provider: IdentityProvider, claims: dict[str, Any]) -> HttpResponse:
    """What came, and what it would give: nothing is changed by it."""
    administrator(request)
    told = groups.claimed(provider, claims)
    context = {
        "provider": provider,
        "told": told,
        "claims": sorted(claims),
        "gets": groups.worded(groups.given_by(provider, told.groups)),
    }
    return page(request, "single_sign_on_trial", _("Trial sign-in"), context)


@require_safe
def try_sign_in(request: HttpRequest, pk: int) -> HttpResponse:
    """An administrator signs in at the provider and sees what comes back, before anybody else may."""
    administrator(request)
    provider = get_object_or_404(IdentityProvider, pk=pk)
    try:
        return lead_away(request, provider, after="", is_trial=True)
    except Refused as refusal:
        messages.error(request, refusal.sentence)
        return redirect("admin:organisation_identityprovider_change", pk)


@require_POST
def test(request: HttpRequest, pk: int) -> HttpResponse:
    """Asks the provider for what it publishes, anew."""
    administrator(request)
    provider = get_object_or_404(IdentityProvider, pk=pk)
    provider.forget()
    try:
        published.metadata(provider)
        count = len(published.keys(provider, anew=True).keys)
    except Refused as refusal:
        messages.error(request, refusal.sentence)
    else:
        words = _("The provider answers, over an encrypted connection, and publishes its keys: %(count)s.")
        messages.success(request, words % {"count": count})
    return redirect("admin:organisation_identityprovider_change", pk)


@require_http_methods(["GET", "POST"])
def preview(request: HttpRequest, pk: int) -> HttpResponse:
    """Who would get what at their next sign-in, and what a list of groups would give."""
    administrator(request)
    provider = get_object_or_404(IdentityProvider, pk=pk)
    form = GroupsForm(request.POST or None)
    context: dict[str, Any] = {"provider": provider, "form": form, "people": groups.outlook(provider)}
    if form.is_valid():
        named = [line.strip() for line in form.cleaned_data["groups"].splitlines() if line.strip()]
        context["gets"] = groups.worded(groups.given_by(provider, named))
    return page(request, "single_sign_on_preview", _("Who would get what"), context)


def page(request: HttpRequest, name: str, title: str, context: dict[str, Any]) -> HttpResponse:
    return render(request, f"admin/{name}.html", {**admin.site.each_context(request), "title": title, **context})
