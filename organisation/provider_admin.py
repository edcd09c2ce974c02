"""Where an administrator connects a provider of sign-ins, and says which group gives which role where."""

from typing import Any, ClassVar, Final

from django import forms
from django.contrib import admin
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from organisation.models import GroupRole, IdentityProvider, Municipality, User
from organisation.roles import Role
from organisation.single_sign_on.openid import answer_address

PICKED_BY_NAME: Final[dict[Any, Any]] = {models.ForeignKey: {"widget": forms.Select(attrs={"data-combobox": ""})}}


class ProviderForm(forms.ModelForm[IdentityProvider]):
    """The secret goes in, and is shown to nobody again."""

    secret = forms.CharField(
        label=gettext_lazy("client secret"),
        required=False,
        strip=True,
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
        help_text=gettext_lazy(
            "Its value. It is kept encrypted and never shown. Leave it empty to keep the one that is there."
        ),
    )

    class Meta:
        model = IdentityProvider
        fields = ("name", "issuer", "client", "groups_claim", "email_claim", "scope", "authority", "is_active")
        widgets = {"issuer": forms.URLInput(attrs={"class": "vURLField"})}

    def clean_is_active(self) -> bool:
        wanted = bool(self.cleaned_data["is_active"])
        others = IdentityProvider.objects.filter(is_active=True).exclude(pk=self.instance.pk)
        if not wanted and not Municipality.current().local_passwords and not others.exists():
            raise forms.ValidationError(
                _("Nobody could sign in without it. First allow sign-in with a password again, under the municipality.")
            )
        return wanted


class GroupRoleInline(admin.StackedInline[GroupRole, IdentityProvider]):
    model = GroupRole
    extra = 1
    formfield_overrides = PICKED_BY_NAME


@admin.register(IdentityProvider)
class IdentityProviderAdmin(admin.ModelAdmin[IdentityProvider]):
    form = ProviderForm
    change_form_template = "organisation/identity_provider_form.html"
    list_display = ("name", "issuer", "is_active", "worked_at")
    inlines: ClassVar = [GroupRoleInline]
    ordering = ("name", "id")
    fields = (
        "name",
        "issuer",
        "client",
        "secret",
        "groups_claim",
        "email_claim",
        "scope",
        "authority",
        "is_active",
    )

    def save_model(self, request: HttpRequest, obj: IdentityProvider, form: Any, change: bool) -> None:  # noqa: FBT001
        if secret := form.cleaned_data.get("secret"):
            obj.set_secret(secret)
        super().save_model(request, obj, form, change)
        obj.forget()

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        context = {**(extra_context or {}), "answer_address": answer_address()}
        return super().changeform_view(request, object_id, form_url, context)

    def has_delete_permission(self, request: HttpRequest, obj: IdentityProvider | None = None) -> bool:
        """One that people have signed in by is put out of use: what it gave stays known."""
        unused = obj is not None and not obj.identities.exists() and not obj.memberships.exists()
        return super().has_delete_permission(request, obj) and unused


def nobody_locked_out(local_passwords: bool) -> None:  # noqa: FBT001  the field's own value
    """Passwords go only where single sign-on works and an emergency account is there. Raises `ValidationError`."""
    if local_passwords:
        return
    if not IdentityProvider.objects.filter(is_active=True, worked_at__isnull=False).exists():
        raise forms.ValidationError(_("First connect single sign-on, and have somebody sign in by it."))
    emergency = User.objects.with_role(Role.MUNICIPAL_ADMIN).filter(break_glass=True)
    if not any(user.has_usable_password() for user in emergency):
        raise forms.ValidationError(
            _(
                "First make a municipal administrator with a password the emergency account. Otherwise nobody can sign "
                "in on a day when the provider is down."
            )
        )


class MunicipalityForm(forms.ModelForm[Municipality]):
    def clean_local_passwords(self) -> bool:
        wanted = bool(self.cleaned_data["local_passwords"])
        nobody_locked_out(wanted)
        return wanted
