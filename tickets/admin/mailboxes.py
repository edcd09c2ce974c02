"""Where mail is fetched, how the program signs in there, and whose certificates it believes."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from organisation.admin.base import PICKED_BY_NAME
from tickets.inbound import fetching
from tickets.mail_servers import oauth
from tickets.mail_servers.mail_troubles import Refused, sentence
from tickets.models import MailAuthority, Mailbox, MailSignIn
from tickets.outbound import mail_server


class MailboxForm(forms.ModelForm[Mailbox]):
    class Meta:
        model = Mailbox
        exclude = ()  # noqa: DJ006  the fieldsets say what is shown

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "way" in self.fields:
            self.fields["way"].required = False  # left out, it is the usual one


@admin.register(Mailbox)
class MailboxAdmin(admin.ModelAdmin[Mailbox]):
    """Where people write to, and whether it could be fetched lately."""

    form = MailboxForm
    list_display = ("address", "institution", "way", "host", "is_active", "fetched_at", "trouble")
    list_select_related = ("institution",)
    formfield_overrides = PICKED_BY_NAME
    readonly_fields = ("fetched_at", "failing_since", "trouble")
    actions = ("try_connection",)
    fieldsets = (
        (None, {"fields": ("address", "display_name", "institution", "takes_plus", "verdict_of", "is_active")}),
        (
            _("How mail comes in"),
            {"fields": ("way", "sign_in", "user", "folder", "done_folder", *readonly_fields)},
        ),
        (
            _("Fetched by IMAP"),
            {
                "fields": ("host", "port", "security"),
                "description": _("The password stands in the environment of the program (MAILBOX_PASSWORDS)."),
            },
        ),
    )

    @admin.display(description=_("trouble"), ordering="failing_since")
    def trouble(self, mailbox: Mailbox) -> str:
        return str(sentence("throttled") if mailbox.rests else mailbox.trouble) or "–"

    @admin.action(description=_("Try the connection"), permissions=["change"])
    def try_connection(self, request: HttpRequest, queryset: QuerySet[Mailbox]) -> None:
        """Signs in and opens the folder, and says what is wrong."""
        for mailbox in queryset.select_related("sign_in").order_by("id"):
            code = fetching.try_connection(mailbox)
            message = sentence(code) if code else _("The connection works: signed in, and the folder opened.")
            say = messages.error if code else messages.success
            say(request, f"{mailbox.address}: {message}")


class MailSignInForm(forms.ModelForm[MailSignIn]):
    """The secret goes in, and is shown to nobody again."""

    secret = forms.CharField(
        label=_("Client secret"),
        required=False,
        strip=True,
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
        help_text=_("Its value. It is kept encrypted and never shown. Leave it empty to keep the one that is there."),
    )

    class Meta:
        model = MailSignIn
        fields = ["name", "service", "flow", "address", "tenant", "client", "scope", "sends"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "service" in self.fields:
            self.fields["service"].required = False  # left out, it is the usual one


@admin.register(MailSignIn)
class MailSignInAdmin(admin.ModelAdmin[MailSignIn]):
    """Microsoft 365 and other providers that take no passwords."""

    form = MailSignInForm
    list_display = ("name", "service", "flow", "tenant", "sends", "trouble")
    readonly_fields = ("trouble",)
    fields = ("name", "service", "flow", "address", "tenant", "client", "secret", "scope", "sends", "trouble")
    actions = ("try_connection", "sign_in_with_code")

    def save_model(self, request: HttpRequest, obj: MailSignIn, form: Any, change: bool) -> None:  # noqa: FBT001
        if secret := form.cleaned_data.get("secret"):
            obj.set_secret(secret)
        super().save_model(request, obj, form, change)
        oauth.forget(obj)

    @admin.display(description=_("trouble"))
    def trouble(self, sign_in: MailSignIn) -> str:
        return str(sign_in.trouble) or "–"

    @admin.action(description=_("Try the connection"), permissions=["change"])
    def try_connection(self, request: HttpRequest, queryset: QuerySet[MailSignIn]) -> None:
        for sign_in in queryset.order_by("id"):
            oauth.forget(sign_in)
            try:
                oauth.access_token(sign_in)
                if sign_in.sends and sign_in.service == MailSignIn.Service.GRAPH:
                    mail_server.try_graph(sign_in)
            except Refused as refusal:
                messages.error(request, f"{sign_in.name}: {sentence(refusal.code)}")
            else:
                messages.success(request, _("%(name)s: the provider has let us in.") % {"name": sign_in.name})

    @admin.action(description=_("Sign in with a code"), permissions=["change"])
    def sign_in_with_code(self, request: HttpRequest, queryset: QuerySet[MailSignIn]) -> None:
        for sign_in in queryset.filter(flow=MailSignIn.Flow.PERSON).order_by("id"):
            try:
                code = oauth.begin(sign_in)
            except Refused as refusal:
                messages.error(request, f"{sign_in.name}: {sentence(refusal.code)}")
                continue
            message = _("Open %(page)s, enter the code %(code)s, and sign in as the mailbox. Then try the connection.")
            messages.info(request, message % {"page": code.page, "code": code.words})


@admin.register(MailAuthority)
class MailAuthorityAdmin(admin.ModelAdmin[MailAuthority]):
    """Whose signature on a mail server's certificate is believed, beside the authorities that everybody knows."""

    list_display = ("name",)
