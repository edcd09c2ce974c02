"""Where an administrator connects a provider of sign-ins, and says which group gives which role where."""

from typing import Any, ClassVar, Final

from cryptography import x509
from django import forms
from django.conf import settings
from django.contrib import admin
from django.db import models, transaction
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from database.dialects import danish_order
from organisation.models import ApiClient, GroupRole, IdentityProvider, Municipality, User
from organisation.roles import Scope
from organisation.sign_in import emergency_account, sessions
from organisation.single_sign_on import renewal_pages
from organisation.single_sign_on.openid import answer_address
from organisation.single_sign_on.provider import read
from organisation.single_sign_on.saml.keys import check_pair, make_pair, own_certificates
from organisation.single_sign_on.saml.metadata import answer_address as saml_address
from organisation.single_sign_on.saml.metadata import own_name, published, read_metadata, sign_out_address
from organisation.single_sign_on.troubles import Refused

PICKED_BY_NAME: Final[dict[Any, Any]] = {models.ForeignKey: {"widget": forms.Select(attrs={"data-combobox": ""})}}

OF_SIGNATURE: Final = frozenset({"metadata_unsigned", "metadata_forged", "metadata_pin_old"})
"""What is wrong with how the metadata are signed, and not with what stands in them."""


class ProviderForm(forms.ModelForm[IdentityProvider]):
    """The secret goes in, and is shown to nobody again."""

    secret = forms.CharField(
        label=gettext_lazy("Client secret"),
        required=False,
        strip=True,
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
        help_text=gettext_lazy(
            "Its value. It is kept encrypted and never shown. Leave it empty to keep the one that is there."
        ),
    )

    class Meta:
        model = IdentityProvider
        fields: tuple[str, ...] = (
            "name",
            "issuer",
            "client",
            "groups_claim",
            "email_claim",
            "scope",
            "authority",
            "signs_out",
            "directory",
            "is_active",
        )
        widgets: ClassVar[dict[str, forms.Widget]] = {"issuer": forms.URLInput(attrs={"class": "vURLField"})}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        clients = [each.pk for each in ApiClient.objects.usable() if Scope.PEOPLE in each.scopes]
        field: Any = self.fields["directory"]
        field.queryset = ApiClient.objects.filter(pk__in=clients).order_by(danish_order("name"), "id")
        # Its token is shown once, on a page of its own: no small window for it here.
        for act in ("add", "change", "view", "delete"):
            setattr(field.widget, f"can_{act}_related", False)

    def clean_client(self) -> str:
        client = str(self.cleaned_data["client"])
        if not client:
            raise forms.ValidationError(_("Write the client ID that the provider shows."))
        return client

    def clean_is_active(self) -> bool:
        wanted = bool(self.cleaned_data["is_active"])
        others = IdentityProvider.objects.filter(is_active=True).exclude(pk=self.instance.pk)
        if not wanted and not Municipality.current().local_passwords and not others.exists():
            raise forms.ValidationError(
                _("Nobody could sign in without it. First allow sign-in with a password again, under the municipality.")
            )
        return wanted


class SamlProviderForm(ProviderForm):
    """Metadata goes in, by its address or as text, and is understood before anything is saved; so is a key of ours."""

    secret = None  # type: ignore[assignment]  # Django's way to leave a field of the class above out
    fetched: ClassVar[bytes | Refused | None] = None
    """What lay at the address when the form was sent; None where no address was."""

    private_key = forms.CharField(
        label=gettext_lazy("Our private key"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3, "autocomplete": "off", "spellcheck": "false"}),
        help_text=gettext_lazy(
            "Only with a certificate of your own: its key in PEM, without a password. It is kept encrypted and never "
            "shown. Leave it empty to keep the one that is there."
        ),
    )

    class Meta:
        model = IdentityProvider
        fields = (
            "name",
            "metadata_address",
            "metadata",
            "metadata_certificate",
            "limit_name",
            "groups_claim",
            "email_claim",
            "certificate",
            "signs_metadata",
            "authority",
            "signs_out",
            "directory",
            "is_active",
        )
        widgets: ClassVar[dict[str, forms.Widget]] = {
            "metadata_address": forms.URLInput(attrs={"class": "vURLField"}),
            "metadata": forms.Textarea(attrs={"rows": 4, "spellcheck": "false"}),
            "metadata_certificate": forms.Textarea(attrs={"rows": 3, "spellcheck": "false"}),
            "certificate": forms.Textarea(attrs={"rows": 3, "spellcheck": "false"}),
        }
        labels: ClassVar = {
            "groups_claim": gettext_lazy("Attribute with the groups"),
            "email_claim": gettext_lazy("Attribute with the email address"),
        }
        help_texts: ClassVar = {
            "groups_claim": gettext_lazy(
                "Beside the roles by OIOSAML (privilegesIntermediate), which are always read. For Keycloak: “groups”."
            ),
            "email_claim": gettext_lazy("Where the provider does not send the one of OIOSAML. For Keycloak: “email”."),
        }

    def clean_metadata_certificate(self) -> str:
        pasted = str(self.cleaned_data["metadata_certificate"]).strip()
        try:
            certificates = x509.load_pem_x509_certificates(pasted.encode()) if pasted else []
        except ValueError:
            raise forms.ValidationError(
                _("This cannot be read. Paste the certificate in PEM, from BEGIN to END.")
            ) from None
        return pasted if certificates else ""

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        try:
            self.instance.issuer = self.entity(cleaned)
        except Refused as refusal:
            field = "metadata_address" if cleaned.get("metadata_address") else "metadata"
            self.add_error("metadata_certificate" if refusal.code in OF_SIGNATURE else field, refusal.sentence)
        self.clean_pair(cleaned)
        return cleaned

    def entity(self, cleaned: dict[str, Any]) -> str:
        """The name of the provider whose metadata it is. Raises `Refused`, and adds an error for one that we have."""
        if cleaned.get("metadata_address"):
            if not isinstance(self.fetched, bytes):
                raise self.fetched or Refused("away")
            cleaned["metadata"] = self.fetched.decode(errors="replace")
        pasted = str(cleaned.get("metadata") or "").encode()
        name = read_metadata(pasted, str(cleaned.get("metadata_certificate") or "")).entity
        before, others = self.instance.issuer, IdentityProvider.objects.exclude(pk=self.instance.pk)
        if others.filter(issuer=name).exists():
            self.add_error("metadata", _("This provider is connected already."))
        if before and before != name and self.instance.identities.exists():
            self.add_error("metadata", _("This is another provider than before. Connect it as one of its own."))
        return name

    def clean_pair(self, cleaned: dict[str, Any]) -> None:
        certificate, key = str(cleaned.get("certificate") or "").strip(), str(cleaned.get("private_key") or "").strip()
        if not certificate or (not key and certificate == self.initial.get("certificate", "").strip()):
            return
        try:
            check_pair(certificate, key)
        except forms.ValidationError as error:
            self.add_error("certificate" if key else "private_key", error)


class GroupRoleInline(admin.StackedInline[GroupRole, IdentityProvider]):
    model = GroupRole
    extra = 1
    formfield_overrides = PICKED_BY_NAME
    fields = ("group", "role", "institution", "by_limit", "least_level")


@admin.register(IdentityProvider)
class IdentityProviderAdmin(admin.ModelAdmin[IdentityProvider]):
    form = ProviderForm
    change_form_template = "organisation/single_sign_on/identity_provider_form.html"
    list_display = ("name", "kind", "issuer", "is_active", "worked_at")
    inlines: ClassVar = [GroupRoleInline]
    ordering = ("name", "id")

    def get_urls(self) -> list[URLPattern]:
        guarded = self.admin_site.admin_view
        return [
            path("<int:pk>/renew/", guarded(renewal_pages.renew), name="renew_own_certificate"),
            path("<int:pk>/renew/take-back/", guarded(renewal_pages.take_back), name="take_back_own_certificate"),
            *super().get_urls(),
        ]

    def get_fields(self, request: HttpRequest, obj: IdentityProvider | None = None) -> tuple[str, ...]:
        if kind_of(request, obj) == IdentityProvider.Kind.SAML:
            named = list(SamlProviderForm.Meta.fields)
            named.insert(named.index("certificate") + 1, "private_key")
            return tuple(named)
        named = list(ProviderForm.Meta.fields)
        named.insert(named.index("client") + 1, "secret")
        return tuple(named)

    def get_form(
        self,
        request: HttpRequest,
        obj: IdentityProvider | None = None,
        change: bool = False,  # noqa: FBT001, FBT002  Django's signature
        **kwargs: Any,
    ) -> Any:
        if kind_of(request, obj) == IdentityProvider.Kind.SAML:
            attributes = {"fetched": getattr(request, "fetched_metadata", None)}
            kwargs["form"] = type("FetchedForm", (SamlProviderForm,), attributes)
        return super().get_form(request, obj, change, **kwargs)

    def save_model(self, request: HttpRequest, obj: IdentityProvider, form: Any, change: bool) -> None:  # noqa: FBT001
        obj.kind = kind_of(request, obj if change else None)
        if secret := form.cleaned_data.get("secret"):
            obj.set_secret(secret)
        if key := form.cleaned_data.get("private_key"):
            obj.set_key(key)
        if obj.is_saml and not obj.certificate:
            obj.certificate, key = make_pair()
            obj.set_key(key)
        super().save_model(request, obj, form, change)
        obj.forget()
        transaction.on_commit(sessions.end_by_lost_passwords)

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """What lies at another server is asked for before Django opens its transaction."""
        number = int(object_id) if object_id and object_id.isdecimal() else 0
        obj = IdentityProvider.objects.filter(pk=number).first()
        kind = kind_of(request, obj)
        if request.method == "POST" and self.has_change_permission(request):
            request.fetched_metadata = fetched(request)  # type: ignore[attr-defined]
        context = {**(extra_context or {}), "kind": kind, "answer_address": answer_address(), "back_here": signed_off()}
        context["emergency_gap"] = emergency_account.gap()
        context["scim_address"] = str(settings.SITE_URL) + reverse("scim_users").removesuffix("/Users")
        if obj is not None:
            context |= about_saml(obj) if obj.is_saml else about_openid(obj)
        return super().changeform_view(request, object_id, form_url, context)

    def has_delete_permission(self, request: HttpRequest, obj: IdentityProvider | None = None) -> bool:
        """One that people have signed in by is put out of use: what it gave stays known."""
        unused = obj is not None and not obj.identities.exists() and not obj.memberships.exists()
        return super().has_delete_permission(request, obj) and unused


def kind_of(request: HttpRequest, obj: IdentityProvider | None) -> str:
    """Of a new one the address says it."""
    if obj is not None:
        return obj.kind
    wanted = request.GET.get("kind", "")
    return wanted if wanted in IdentityProvider.Kind else str(IdentityProvider.Kind.OPENID)


def fetched(request: HttpRequest) -> bytes | Refused | None:
    """What lies at the address of the metadata that was entered; or why nothing does."""
    address = request.POST.get("metadata_address", "").strip()
    if not address:
        return None
    try:
        return read(IdentityProvider(authority=request.POST.get("authority", "")), address)
    except (Refused, ValueError) as trouble:
        return trouble if isinstance(trouble, Refused) else Refused("away")


def signed_off() -> str:
    return str(settings.SITE_URL) + reverse("signed_off")


def about_openid(provider: IdentityProvider) -> dict[str, Any]:
    """Where it says that somebody has signed out there."""
    ways = {"back_channel": "back_channel_sign_out", "front_channel": "front_channel_sign_out"}
    return {name: str(settings.SITE_URL) + reverse(way, args=[provider.pk]) for name, way in ways.items()}


def about_saml(provider: IdentityProvider) -> dict[str, Any]:
    """What to enter at the provider, and how long the certificates of both last."""
    try:
        theirs = max(certificate.not_valid_after_utc for certificate in published(provider).certificates)
    except Refused:
        theirs = None
    return {
        "own_name": own_name(provider),
        "own_metadata": own_name(provider),
        "saml_answer": saml_address(provider),
        "saml_sign_out": sign_out_address(provider),
        "ours_until": max((each.not_valid_after_utc for each in own_certificates(provider)), default=None),
        "theirs_until": theirs,
    }


def nobody_locked_out(local_passwords: bool) -> None:  # noqa: FBT001  the field's own value
    """Passwords go only where single sign-on works, and an emergency account, too. Raises `ValidationError`."""
    if local_passwords:
        return
    if not IdentityProvider.objects.filter(is_active=True, worked_at__isnull=False).exists():
        raise forms.ValidationError(_("First connect single sign-on, and have somebody sign in by it."))
    accounts = [each for each in User.objects.emergency_accounts() if each.has_usable_password()]
    if not accounts:
        raise forms.ValidationError(
            _(
                "First make a municipal administrator with a password the emergency account. Otherwise nobody can sign "
                "in on a day when the provider is down."
            )
        )
    if not any(each.emergency_tried_at for each in accounts):
        raise forms.ValidationError(
            _(
                "First sign in once with the emergency account, in another browser: then its password and its second "
                "step are known to work."
            )
        )


class MunicipalityForm(forms.ModelForm[Municipality]):
    def clean_local_passwords(self) -> bool:
        """Asked where they are switched off; where they have been off for long, other settings can be saved."""
        wanted = bool(self.cleaned_data["local_passwords"])
        if "local_passwords" in self.changed_data:
            nobody_locked_out(wanted)
        return wanted
