"""Out at the provider as well: after signing out here, the browser is led to where the sign-in there ends. And out here
as well, when the provider says that somebody has signed out there."""

from typing import Any, Final
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib import admin
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_POST, require_safe

from organisation.models import IdentityProvider
from organisation.security import limits
from organisation.security.security_log import note
from organisation.single_sign_on import openid
from organisation.single_sign_on import sign_out as signed_out_there
from organisation.single_sign_on.groups import name_digest
from organisation.single_sign_on.saml import requests
from organisation.single_sign_on.saml.answers import SamlAnswer
from organisation.single_sign_on.troubles import Refused

UNKEPT: Final = {"Cache-Control": "no-store"}
BAD: Final = 400


def by_openid(provider: IdentityProvider, claims: dict[str, Any]) -> dict[str, Any]:
    """With the provider's name for the sign-in, where it gives one."""
    name = claims.get("sid")
    is_name = isinstance(name, str) and len(name) <= signed_out_there.LONGEST_NAME
    return {"provider": provider.pk, "session": name if is_name else ""}


def by_saml(provider: IdentityProvider, answer: SamlAnswer) -> dict[str, Any]:
    name = {"name_id": answer.name_id, "name_digest": name_digest(answer.claimed.name_id)}
    return {"provider": provider.pk, "session": answer.session, **name}


def after_signing_out(request: HttpRequest, came_by: dict[str, Any] | None) -> HttpResponse | None:
    """A page that leads on to the provider; None where there is nothing to end there."""
    if request.method != "POST" or came_by is None:
        return None
    provider = IdentityProvider.objects.filter(pk=came_by["provider"], is_active=True).first()
    try:
        address = address_at(provider, came_by) if provider is not None else ""
    except Refused:
        address = ""
    if not address:
        return None
    context = {**admin.site.each_context(request), "provider": provider, "address": address}
    return render(request, "admin/signed_off_here.html", context)


def address_at(provider: IdentityProvider, came_by: dict[str, Any]) -> str:
    """Raises `Refused`."""
    if not provider.is_saml:
        return openid.sign_out_address(provider, back_here())
    name_id = came_by.get("name_id", "")
    return requests.ask_to_sign_out(provider, name_id, came_by.get("session", "")) if name_id else ""


def back_here() -> str:
    """Where the provider sends people back to; entered there letter by letter."""
    return str(settings.SITE_URL) + reverse("signed_off")


@require_safe
def signed_off(request: HttpRequest) -> HttpResponse:
    """Back from the provider. Whoever is in nevertheless is not told otherwise."""
    if request.user.is_authenticated:
        return redirect("admin:index")
    return render(request, "admin/signed_off.html", admin.site.each_context(request))


def openid_or_404(pk: int) -> IdentityProvider:
    """Also one that is out of use: whom it once signed in, it may sign out."""
    return get_object_or_404(IdentityProvider, pk=pk, kind=IdentityProvider.Kind.OPENID)


@csrf_exempt
@require_POST
def back_channel(request: HttpRequest, pk: int) -> HttpResponse:
    """The provider's server tells ours that somebody has signed out there. A form of another site can send nothing
    here that the provider has not signed."""
    provider = openid_or_404(pk)
    try:
        wanted = signed_out_there.read_token(provider, request.POST.get("logout_token", ""))
        signed_out_there.end_sessions(provider, wanted)
    except Refused as refusal:
        note("sign_out_refused", code=refusal.code, provider=provider.pk)
        error = {"error": "invalid_request", "error_description": refusal.code}
        return JsonResponse(error, status=BAD, headers=UNKEPT)
    return HttpResponse(headers=UNKEPT)


@xframe_options_exempt
@require_GET
def front_channel(request: HttpRequest, pk: int) -> HttpResponse:
    """A page of the provider has the person's browser call here, in a frame. Our cookie does not come along, since
    another site asks, and is not needed: only the provider, its programs and this site know the sign-in's name."""
    provider = openid_or_404(pk)
    limits.require(request, "front_channel_sign_out")
    status = 200
    try:
        signed_out_there.end_sign_in(provider, request.GET.get("iss"), request.GET.get("sid", ""))
    except Refused as refusal:
        note("sign_out_refused", code=refusal.code, provider=provider.pk)
        status = BAD
    return HttpResponse(status=status, headers={**UNKEPT, "Content-Security-Policy": framed_by(provider)})


def framed_by(provider: IdentityProvider) -> str:
    """The policy of the one answer that may stand in a frame: an empty one, in the provider's own page alone."""
    parts = urlsplit(provider.issuer)
    return f"default-src 'none'; frame-ancestors {parts.scheme}://{parts.netloc}"
