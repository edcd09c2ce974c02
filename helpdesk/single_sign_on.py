"""The pages of single sign-on: away to the provider, back again, and an administrator's test and preview."""

import time
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

from helpdesk import signing_off
from helpdesk.parked import sign_in
from organisation.importing.pages import administrator
from organisation.models import IdentityProvider, Nsis
from organisation.security import limits
from organisation.security.security_log import note
from organisation.sign_in import carried, kept_forms, sessions
from organisation.single_sign_on import groups, openid
from organisation.single_sign_on import provider as published
from organisation.single_sign_on.groups import Claimed
from organisation.single_sign_on.openid import Begun
from organisation.single_sign_on.saml import metadata, requests
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
    level = forms.ChoiceField(
        label=gettext_lazy("NSIS level of the sign-in"),
        required=False,
        choices=[("", gettext_lazy("none is sent")), *Nsis.choices],
    )


@require_http_methods(["GET", "HEAD", "POST"])
def begin(request: HttpRequest, pk: int) -> HttpResponse:
    """Away to the provider. A link and no form: the policy lets forms lead to this site alone. Who brings a form that
    they were writing sends it here, and is led on by the page that they get."""
    provider = get_object_or_404(IdentityProvider, pk=pk, is_active=True)
    if request.method != "POST":  # those are counted at the door
        limits.require(request, "single_sign_on")
    wanted = request.POST.get("next") or request.GET.get("next", "")
    ours = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure())
    try:
        address = lead_away(request, provider, after=wanted if ours else reverse("start"), kept=kept_name(request))
    except Refused as refusal:
        return refused_page(request, refusal)
    return redirect(address) if request.method != "POST" else onward(request, provider, address)


def kept_name(request: HttpRequest) -> str:
    """Where the form lies meanwhile that somebody brings."""
    packed = request.POST.get(kept_forms.FIELD, "")
    return carried.carry(packed) if kept_forms.KeptForm.read(packed) is not None else ""


def onward(request: HttpRequest, provider: IdentityProvider, address: str) -> HttpResponse:
    """A page that leads on to the provider by itself, and by a link."""
    context = {**admin.site.each_context(request), "provider": provider, "address": address}
    return render(request, "admin/onward.html", context)


def lead_away(
    request: HttpRequest, provider: IdentityProvider, *, after: str, kept: str = "", is_trial: bool = False
) -> str:
    """The address at the provider; the session remembers what was asked. Raises `Refused`."""
    about: dict[str, Any] = {"after": after, "kept": kept, "is_trial": is_trial}
    if provider.is_saml:
        address, state = requests.ask_to_sign_in(provider)
        begun = Begun(provider.pk, at=time.time(), **about)
    else:
        address, state, begun = openid.begin(provider, **about)
    waiting = dict(list(request.session.get(KEY, {}).items())[1 - MOST_BEGUN :])
    request.session[KEY] = {**waiting, state: asdict(begun)}
    return address


@require_safe
def answer(request: HttpRequest) -> HttpResponse:
    """Back from the provider. What the session remembers is used up by it, whatever comes of it."""
    attempt = remembered(request, request.GET.get("state", ""))
    try:
        provider, begun = begun_here(attempt)
        claims = openid.finish(provider, begun, request.GET.dict())
        came_by = signing_off.by_openid(provider, claims)
        return welcome(request, begun, groups.claimed(provider, claims), sorted(claims), came_by)
    except Refused as refusal:
        return refused(request, refusal, attempt)


def remembered(request: HttpRequest, name: str) -> dict[str, Any] | None:
    """What was begun in this browser under the name, once."""
    waiting = dict(request.session.get(KEY, {}))
    attempt: dict[str, Any] | None = waiting.pop(name, None)
    request.session[KEY] = waiting
    return attempt


def begun_here(attempt: dict[str, Any] | None) -> tuple[IdentityProvider, Begun]:
    """Raises `Refused`."""
    if attempt is None:
        raise Refused("state")
    begun = Begun(**attempt)
    provider = IdentityProvider.objects.filter(pk=begun.provider).first()
    if provider is None or not (provider.is_active or begun.is_trial):
        raise Refused("off")
    begun.check_time()
    return provider, begun


def welcome(
    request: HttpRequest, begun: Begun, remembered: Claimed, names: list[str], came_by: dict[str, Any]
) -> HttpResponse:
    """The whole proof is there: whoever gets a role is in, and goes on to where they were going."""
    provider = IdentityProvider.objects.get(pk=begun.provider)
    if begun.is_trial:
        return trial_page(request, provider, remembered, names)
    user = groups.admit(provider, remembered)
    provider.note_worked()
    sign_in(request, user, by_password=False)
    request.session[sessions.CAME_BY] = came_by
    return kept_forms.after_second_step(request, carried.take(begun.kept) or "", redirect(begun.after))


def refused(request: HttpRequest, refusal: Refused, attempt: dict[str, Any] | None) -> HttpResponse:
    note("single_sign_on_refused", code=refusal.code, provider=attempt["provider"] if attempt else None)
    return refused_page(request, refusal)


def refused_page(request: HttpRequest, refusal: Refused) -> HttpResponse:
    context = {**admin.site.each_context(request), "sentence": refusal.sentence}
    return render(request, "admin/single_sign_on_refused.html", context, status=FORBIDDEN)


def trial_page(request: HttpRequest, provider: IdentityProvider, claimed: Claimed, names: list[str]) -> HttpResponse:
    """What came, and what it would give: nothing is changed by it."""
    administrator(request)
    context = {
        "provider": provider,
        "told": claimed,
        "level": Nsis(claimed.level).label if claimed.level else "",
        "claims": names,
        "gets": groups.worded(groups.given_by(provider, claimed.groups, claimed.level)),
    }
    return page(request, "single_sign_on_trial", _("Trial sign-in"), context)


@require_safe
def try_sign_in(request: HttpRequest, pk: int) -> HttpResponse:
    """An administrator signs in at the provider and sees what comes back, before anybody else may."""
    administrator(request)
    provider = get_object_or_404(IdentityProvider, pk=pk)
    try:
        return redirect(lead_away(request, provider, after="", is_trial=True))
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
        count, sign_out = keys_published(provider), how_it_signs_out(provider)
    except Refused as refusal:
        messages.error(request, refusal.sentence)
    else:
        sentence = _("The provider answers, over an encrypted connection, and publishes its keys: %(count)s.")
        messages.success(request, sentence % {"count": count})
        if sign_out:
            messages.info(request, sign_out)
    return redirect("admin:organisation_identityprovider_change", pk)


def how_it_signs_out(provider: IdentityProvider) -> str:
    """Whether it tells us when somebody signs out there, and how. Raises `Refused`."""
    if provider.is_saml:
        return ""
    offered = published.metadata(provider)
    if offered.get("backchannel_logout_supported") is True:
        return _("It can sign people out here, from server to server (back-channel logout).")
    if offered.get("frontchannel_logout_supported") is True:
        return _("It can sign people out here in their browser alone (front-channel logout).")
    return _("It does not tell other sites when somebody signs out there. A session here ends at its own limits.")


def keys_published(provider: IdentityProvider) -> int:
    """Raises `Refused`."""
    if not provider.is_saml:
        published.metadata(provider)
        return len(published.keys(provider, anew=True).keys)
    if provider.metadata_address:
        return len(metadata.fetch(provider).certificates)
    return len(metadata.published(provider).certificates)


@require_http_methods(["GET", "POST"])
def preview(request: HttpRequest, pk: int) -> HttpResponse:
    """Who would get what at their next sign-in, and what a list of groups would give."""
    administrator(request)
    provider = get_object_or_404(IdentityProvider, pk=pk)
    form = GroupsForm(request.POST or None)
    context: dict[str, Any] = {"provider": provider, "form": form, "people": groups.outlook(provider)}
    if form.is_valid():
        named = [line.strip() for line in form.cleaned_data["groups"].splitlines() if line.strip()]
        context["gets"] = groups.worded(groups.given_by(provider, named, form.cleaned_data["level"]))
    return page(request, "single_sign_on_preview", _("Who would get what"), context)


def page(request: HttpRequest, name: str, title: str, context: dict[str, Any]) -> HttpResponse:
    return render(request, f"admin/{name}.html", {**admin.site.each_context(request), "title": title, **context})
