"""Through which text messages leave."""

from typing import Any, ClassVar, Final

from django import forms
from django.contrib import admin, messages
from django.db.models import URLField
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tickets.models import TextGateway
from tickets.text_messages import text_troubles, texting
from tickets.text_messages.phones import number_for_texts

SAVED: Final = 302
"""The status with which Django's form leads on once it is saved."""


class TextGatewayForm(forms.ModelForm[TextGateway]):
    """The secret goes in, and is shown to nobody again."""

    secret = forms.CharField(
        label=_("Secret"),
        required=False,
        max_length=2000,
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
        help_text=_(
            "The whole value of the header, such as “Token …”, “Bearer …” or “Basic …”. It is kept encrypted and never "
            "shown. Leave it empty to keep the one that is there."
        ),
    )
    try_number = forms.CharField(
        label=_("Send a test message to my phone"),
        required=False,
        max_length=40,
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "tel"}),
        help_text=_("Your own mobile number. The message is sent when you save; the number is not kept."),
    )

    class Meta:
        model = TextGateway
        fields = [
            "name",
            "address",
            "header_name",
            "sender",
            "recipient_field",
            "text_field",
            "sender_field",
            "more_fields",
            "with_plus",
            "is_active",
        ]

    def clean_secret(self) -> str:
        secret: str = self.cleaned_data["secret"]
        if not (secret.isascii() and secret.isprintable()):
            raise forms.ValidationError(_("The secret is one line of letters, digits and signs."))
        return secret

    def clean_try_number(self) -> str:
        written: str = self.cleaned_data["try_number"]
        number = number_for_texts(written)
        if written and not number:
            raise forms.ValidationError(_("No text message reaches this number. Write a mobile number."))
        return number


@admin.register(TextGateway)
class TextGatewayAdmin(admin.ModelAdmin[TextGateway]):
    """Through which text messages leave, to requesters without a mail address. Where there is none, somebody rings."""

    form = TextGatewayForm
    list_display = ("name", "sender", "is_active", "trouble")
    ordering = ("name", "id")
    readonly_fields = ("trouble",)
    formfield_overrides: ClassVar[Any] = {URLField: {"widget": forms.URLInput(attrs={"class": "vURLField"})}}
    fieldsets = (
        (None, {"fields": ("name", "address", "header_name", "secret", "sender", "is_active", "trouble")}),
        (
            _("What the gateway takes"),
            {
                "fields": ("recipient_field", "text_field", "sender_field", "with_plus", "more_fields"),
                "description": _("It takes one message as JSON. The names of the fields stand in its guide."),
            },
        ),
        (_("Try it"), {"fields": ("try_number",)}),
    )

    @admin.display(description=_("trouble"))
    def trouble(self, gateway: TextGateway) -> str:
        return text_troubles.sentence(gateway.last_error) or "–"

    def save_model(self, request: HttpRequest, obj: TextGateway, form: Any, change: bool) -> None:  # noqa: FBT001
        if secret := form.cleaned_data.get("secret"):
            obj.set_secret(secret)
        obj.changed_at, obj.rests_until, obj.last_error = timezone.now(), None, ""
        super().save_model(request, obj, form, change)

    def changeform_view(self, request: HttpRequest, *args: Any, **options: Any) -> HttpResponse:
        """The test message leaves when what was typed is in the database: Django's own part is one transaction."""
        answer = super().changeform_view(request, *args, **options)
        number = number_for_texts(request.POST.get("try_number", "")[:40])
        if number and answer.status_code == SAVED:
            self.try_out(request, number)
        return answer

    def try_out(self, request: HttpRequest, number: str) -> None:
        gateway = TextGateway.objects.order_by("-changed_at", "-id").first()
        if gateway is None:
            return
        code = texting.try_out(gateway, number)
        if code:
            messages.error(request, f"{_('The test message was not sent.')} {text_troubles.sentence(code)}")
        else:
            messages.success(request, _("The gateway has taken the test message. Look at your phone."))
