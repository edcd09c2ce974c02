"""The page on which our certificate for a SAML provider is renewed in good time.

The new one stands beside the old, signs from a day that the administrator chooses, and the old one goes a while after.
"""

from datetime import date, timedelta
from typing import Any, Final

from cryptography import x509
from django import forms
from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from organisation.importing.pages import administrator
from organisation.models import IdentityProvider
from organisation.single_sign_on.saml.keys import check_pair, make_pair, own_certificates
from organisation.single_sign_on.saml.metadata import own_name

IN_A_WHILE: Final = timedelta(days=14)
"""Time enough for a provider to fetch our metadata, or for somebody to enter them there by hand."""


class RenewalForm(forms.Form):
    """The new pair, and its day; the day alone where the pair is there already."""

    certificate = forms.CharField(
        label=gettext_lazy("The new certificate"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3, "spellcheck": "false"}),
        help_text=gettext_lazy(
            "Only if you have ordered one (Context Handler: OCES3), in PEM. Left empty, the site makes one for three "
            "years."
        ),
    )
    private_key = forms.CharField(
        label=gettext_lazy("Its private key"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3, "autocomplete": "off", "spellcheck": "false"}),
        help_text=gettext_lazy("In PEM, without a password. It is kept encrypted and never shown."),
    )
    switches_on = forms.DateField(
        label=gettext_lazy("We sign with it from"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=gettext_lazy("By then the provider must know it. Until then nothing changes for anybody."),
    )

    def __init__(self, *args: Any, provider: IdentityProvider, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        today, self.old_ends = timezone.localdate(), last_day(own_certificates(provider)[0])
        day = provider.switches_on or max(today, min(today + IN_A_WHILE, self.old_ends))
        self.fields["switches_on"].initial = day
        if provider.next_certificate:
            del self.fields["certificate"], self.fields["private_key"]

    def clean_switches_on(self) -> date:
        day: date = self.cleaned_data["switches_on"]
        if day < timezone.localdate():
            raise forms.ValidationError(_("Choose today or a later day."))
        if day > self.old_ends >= timezone.localdate():
            values = {"day": date_format(self.old_ends, "DATE_FORMAT")}
            raise forms.ValidationError(_("The old certificate lasts until %(day)s. Choose a day no later.") % values)
        return day

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        certificate, key = (str(cleaned.get(name) or "").strip() for name in ("certificate", "private_key"))
        if not certificate and not key:
            return cleaned
        try:
            check_pair(certificate, key)
        except forms.ValidationError as error:
            self.add_error("certificate" if certificate else "private_key", error)
            return cleaned
        made = x509.load_pem_x509_certificate(certificate.encode())
        day = cleaned.get("switches_on")
        if day and not timezone.localdate(made.not_valid_before_utc) <= day <= last_day(made):
            self.add_error("certificate", _("It is not valid on the day on which we are to sign with it."))
        return cleaned

    def pair(self) -> tuple[str, str]:
        """(certificate, private key) as they were pasted, or new ones."""
        certificate, key = self.cleaned_data["certificate"].strip(), self.cleaned_data["private_key"].strip()
        return (certificate, key) if certificate else make_pair()


def last_day(certificate: x509.Certificate) -> date:
    return timezone.localdate(certificate.not_valid_after_utc)


def provider_or_404(pk: int) -> IdentityProvider:
    return get_object_or_404(IdentityProvider.objects.exclude(certificate=""), pk=pk, kind=IdentityProvider.Kind.SAML)


@require_http_methods(["GET", "POST"])
def renew(request: HttpRequest, pk: int) -> HttpResponse:
    user, provider = administrator(request), provider_or_404(pk)
    form = RenewalForm(request.POST if request.method == "POST" else None, provider=provider)
    if request.method == "POST" and form.is_valid():
        day = form.cleaned_data["switches_on"]
        if provider.next_certificate:
            provider.move_switch(day, by=user)
        else:
            provider.renew_pair(*form.pair(), switches_on=day, by=user)
        values = {"day": date_format(day, "DATE_FORMAT")}
        write_down(request, provider, _("Our new certificate signs from %(day)s.") % values)
        return redirect("admin:renew_own_certificate", pk)
    certificates = own_certificates(provider)
    context = {
        **admin.site.each_context(request),
        "title": _("Renew our certificate"),
        "provider": provider,
        "form": form,
        "lasts": [last_day(each) for each in certificates],
        "metadata": own_name(provider),
    }
    return render(
        request, "organisation/single_sign_on/renew_certificate.html", context, status=422 if form.errors else 200
    )


@require_POST
def take_back(request: HttpRequest, pk: int) -> HttpResponse:
    user, provider = administrator(request), provider_or_404(pk)
    provider.take_back_pair(by=user)
    write_down(request, provider, _("The new certificate is gone. The old one signs as before."))
    return redirect("admin:renew_own_certificate", pk)


def write_down(request: HttpRequest, provider: IdentityProvider, sentence: str) -> None:
    admin.site.get_model_admin(IdentityProvider).log_change(request, provider, sentence)
    messages.success(request, sentence)
