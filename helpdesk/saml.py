"""The addresses that a SAML provider is given: our metadata, its answers, and the end of its sign-ins."""

import dataclasses
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from helpdesk import signing_off
from helpdesk.single_sign_on import begun_here, refused, remembered, welcome
from organisation.models import Identity, IdentityProvider, Session
from organisation.security import limits
from organisation.security.security_log import note
from organisation.sign_in import carried, sessions
from organisation.single_sign_on.groups import Claimed, name_digest
from organisation.single_sign_on.saml import answers, metadata, requests
from organisation.single_sign_on.saml.answers import SamlAnswer, SignOut
from organisation.single_sign_on.troubles import Refused

LASTS = 120
"""Seconds between the provider's form and the page after it."""


def provider_or_404(pk: int) -> IdentityProvider:
    return get_object_or_404(IdentityProvider, pk=pk, kind=IdentityProvider.Kind.SAML)


@require_safe
def own_metadata(_request: HttpRequest, pk: int) -> HttpResponse:
    """Public: nothing of it is secret, and the provider fetches it here."""
    return HttpResponse(metadata.ours(provider_or_404(pk)), content_type="application/samlmetadata+xml")


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def answer(request: HttpRequest, pk: int) -> HttpResponse:
    """The provider's form comes from its own site, so without the person's session. What it proves is read here, and
    then used by the session in which the sign-in began: in another it signs nobody in."""
    provider = provider_or_404(pk)
    try:
        return heard(request, provider) if request.method == "POST" else used(request, provider)
    except Refused as refusal:
        return refused(request, refusal, {"provider": provider.pk})


def heard(request: HttpRequest, provider: IdentityProvider) -> HttpResponse:
    parsed = answers.read_answer(provider, request.POST.get("SAMLResponse", ""))
    name = carried.carry({"provider": provider.pk, "answer": dataclasses.asdict(parsed)}, seconds=LASTS)
    answer = redirect(f"{reverse('saml_answer', args=[provider.pk])}?{urlencode({'svar': name})}")
    answer.status_code = 303
    return answer


def used(request: HttpRequest, provider: IdentityProvider) -> HttpResponse:
    kept = carried.take(request.GET.get("svar", ""))
    if not isinstance(kept, dict) or kept.get("provider") != provider.pk:
        raise Refused("state")
    answer = SamlAnswer(**{**kept["answer"], "claimed": Claimed(**kept["answer"]["claimed"])})
    asked, begun = begun_here(remembered(request, answer.asked))
    if asked.pk != provider.pk:
        raise Refused("state")
    return welcome(request, begun, answer.claimed, answer.names, signing_off.by_saml(provider, answer))


@require_safe
def sign_out(request: HttpRequest, pk: int) -> HttpResponse:
    """The provider signs somebody out, or answers that it has."""
    provider = provider_or_404(pk)
    encoded = request.GET.get(requests.REQUEST, "")
    if not encoded:
        return redirect("signed_off")
    limits.require(request, "saml_answer")
    try:
        wanted = answers.read_sign_out(provider, request.META.get("QUERY_STRING", ""), encoded)
        end_sessions(provider, wanted)
        return redirect(requests.say_signed_out(provider, wanted.asked, request.GET.get("RelayState", "")))
    except Refused as refusal:
        return refused(request, refusal, {"provider": provider.pk})


def end_sessions(provider: IdentityProvider, wanted: SignOut) -> None:
    """Those that began at this provider under this name: found without a cookie, which may not have come along."""
    digest = name_digest(wanted.name_id)
    people = Identity.objects.filter(provider=provider, name_digest=digest).exclude(name_digest="")
    for identity in people.select_related("user"):
        rows = [row for row in identity.user.sessions.all() if is_meant(row, provider, digest, wanted.sessions)]
        Session.objects.filter(pk__in=[row.pk for row in rows]).delete()
        note("signed_out_by_provider", user=identity.user_id, provider=provider.pk, sessions=len(rows))


def is_meant(row: Session, provider: IdentityProvider, digest: str, names: list[str]) -> bool:
    came_by: dict[str, Any] = row.get_decoded().get(sessions.CAME_BY) or {}
    of_person = came_by.get("provider") == provider.pk and came_by.get("name_digest") == digest
    return of_person and (not names or came_by.get("session") in names)
