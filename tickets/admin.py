"""Administration of the rows around cases. Cases themselves have their workspace in `triage`."""

from smtplib import SMTPException
from typing import Any, ClassVar, Final, TypeVar

from django import forms
from django.contrib import admin, messages
from django.core.mail import EmailMultiAlternatives
from django.db.models import Count, Model, QuerySet, URLField
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html, format_html_join, linebreaks
from django.utils.translation import gettext_lazy as _

from organisation.admin import PICKED_BY_NAME, OneRowAdmin, RefreshingAdmin
from organisation.staff import person
from tickets import mail_kinds, mail_pages, mail_server, mail_texts, oauth, text_troubles, texting
from tickets.inbound import fetching, held, receiving
from tickets.mail_troubles import Refused, code_of, sentence
from tickets.models import (
    Delivery,
    EscalationPolicy,
    HelpLine,
    MailAuthority,
    Mailbox,
    MailSignIn,
    MailText,
    Reading,
    ReceivedMail,
    Safeguarding,
    Satisfaction,
    Sharing,
    Tag,
    Target,
    TextGateway,
    Ticket,
)
from tickets.models.mail_text import WORDS
from tickets.models.policy import USUAL_REMINDER
from tickets.models.received_mail import REASONS
from tickets.models.safeguarding import needs_to_know
from tickets.phones import number_for_texts
from tickets.private_links import hide
from tickets.words import SENSITIVE, FlagKind

Row = TypeVar("Row", bound=Model)
SAVED: Final = 302
"""The status with which Django's form leads on once it is saved."""


class ReadOnly(admin.ModelAdmin[Row]):
    """Rows that the program writes and nobody edits."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Row | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Row | None = None) -> bool:
        return False


class EscalationPolicyForm(forms.ModelForm[EscalationPolicy]):
    """Left empty, the reminder comes when it usually does."""

    class Meta:
        model = EscalationPolicy
        fields = ["tier", "working_minutes", "high_percent", "urgent_percent", "remind_percent"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["remind_percent"].required = False

    def clean_remind_percent(self) -> int:
        percent: int | None = self.cleaned_data["remind_percent"]
        return USUAL_REMINDER if percent is None else percent


@admin.register(EscalationPolicy)
class EscalationPolicyAdmin(RefreshingAdmin):
    form = EscalationPolicyForm
    moves_due_times = True
    list_display = ("tier", "working_minutes", "high_percent", "urgent_percent", "remind_percent")

    def forget_cached(self) -> None:
        EscalationPolicy.forget_cached()


@admin.register(Target)
class TargetAdmin(RefreshingAdmin):
    """None as long as the municipality has promised nothing."""

    moves_due_times = True
    list_display = ("kind", "priority", "audience", "tier", "working_minutes", "remind_percent")
    ordering = ("kind", "priority", "audience", "tier", "id")

    def forget_cached(self) -> None:
        Target.forget_cached()


@admin.register(Tag)
class TagAdmin(RefreshingAdmin):
    """The municipality's own words for what cases have in common."""

    list_display = ("name", "hint", "cases", "is_active")
    ordering = ("name", "id")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Tag]:
        return Tag.objects.annotate(case_count=Count("taggings"))

    @admin.display(description=_("cases"), ordering="case_count")
    def cases(self, tag: Tag) -> int:
        return int(getattr(tag, "case_count", 0))

    def forget_cached(self) -> None:
        Tag.forget_cached()


@admin.register(Safeguarding)
class SafeguardingAdmin(OneRowAdmin, RefreshingAdmin):
    """How the municipality handles what must not wait."""

    def forget_cached(self) -> None:
        Safeguarding.forget_cached()

    def has_add_permission(self, request: HttpRequest) -> bool:
        return super().has_add_permission(request) and not Safeguarding.objects.exists()

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False


class HelpLineForm(forms.ModelForm[HelpLine]):
    kinds = forms.MultipleChoiceField(
        label=_("For"),
        choices=[(kind, FlagKind(kind).label) for kind in SENSITIVE],
        widget=forms.CheckboxSelectMultiple,
    )

    class Meta:
        model = HelpLine
        fields = ["name", "phone", "page", "words", "words_en", "kinds", "audience", "place"]


@admin.register(HelpLine)
class HelpLineAdmin(RefreshingAdmin):
    """Where a writer finds help now. What the program brings must be confirmed by the municipality."""

    form = HelpLineForm
    list_display = ("name", "phone", "audience", "place")

    def get_queryset(self, request: HttpRequest) -> QuerySet[HelpLine]:
        return HelpLine.objects.order_by("place", "id")

    def forget_cached(self) -> None:
        Safeguarding.forget_cached()


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
    formfield_overrides: ClassVar[Any] = {
        URLField: {"assume_scheme": "https", "widget": forms.URLInput(attrs={"class": "vURLField"})}
    }
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


@admin.register(MailText)
class MailTextAdmin(admin.ModelAdmin[MailText]):
    """The municipality's own words in mails to requesters. Where there are none, the usual ones are sent."""

    list_display = ("kind", "language", "subject", "state")
    readonly_fields = ("placeholders", "preview")
    fields = ("kind", "language", "subject", "text", "placeholders", "preview")
    actions = ("send_to_me",)

    @admin.display(description=_("state"))
    def state(self, row: MailText) -> str:
        return str(_("Broken: the usual text is sent") if row.broken_at else _("In use"))

    @admin.display(description=_("words that may stand there"))
    def placeholders(self, _row: MailText) -> str:
        return format_html_join("", "{} – {}<br>", ((f"{{{word}}}", about) for word, about in WORDS.items()))

    @admin.display(description=_("preview, as last saved"))
    def preview(self, row: MailText) -> str:
        if not row.kind:  # one that is being made
            return "–"
        subject, text = mail_texts.sample(row.kind, row.language)
        return format_html("<strong>{}</strong>{}", subject, linebreaks(text, autoescape=True))

    def save_model(self, request: HttpRequest, obj: MailText, form: Any, change: bool) -> None:  # noqa: FBT001
        obj.broken_at = None
        super().save_model(request, obj, form, change)

    @admin.action(description=_("Send a test mail to me"), permissions=["change"])
    def send_to_me(self, request: HttpRequest, queryset: QuerySet[MailText]) -> None:
        for row in queryset.order_by("id"):
            subject, text = mail_texts.sample(row.kind, row.language)
            mail = EmailMultiAlternatives(subject, text, to=[person(request).email])
            mail.attach_alternative(mail_pages.page(subject, text, row.language), "text/html")
            try:
                mail.send()
            except (OSError, SMTPException, Refused) as trouble:
                messages.error(request, str(sentence(code_of(trouble))))
            else:
                messages.success(request, _("Sent to %(email)s.") % {"email": person(request).email})


@admin.register(MailAuthority)
class MailAuthorityAdmin(admin.ModelAdmin[MailAuthority]):
    """Whose signature on a mail server's certificate is believed, beside the authorities that everybody knows."""

    list_display = ("name",)


class ReasonFilter(admin.SimpleListFilter):
    """The reasons in words."""

    title = _("reason")
    parameter_name = "reason"

    def lookups(self, _request: HttpRequest, _admin: Any) -> list[tuple[str, Any]]:
        return [(reason, label) for reason, label in REASONS.items() if reason]

    def queryset(self, _request: HttpRequest, queryset: QuerySet[ReceivedMail]) -> QuerySet[ReceivedMail]:
        return queryset.filter(reason=self.value()) if self.value() else queryset


class ReadMail(ReadOnly[Row]):
    """A mail of a case is the case's text: who opens it has read the case, and who may not read that opens none."""

    def has_view_permission(self, request: HttpRequest, obj: Row | None = None) -> bool:
        ticket = self.case_of(obj) if obj is not None else None
        sees = ticket is None or needs_to_know(person(request), ticket)
        return sees and super().has_view_permission(request, obj)

    def change_view(self, request: HttpRequest, object_id: str, *args: Any, **options: Any) -> HttpResponse:
        row = self.get_object(request, object_id)
        if row is not None and self.has_view_permission(request, row) and (ticket := self.case_of(row)):
            Reading.note(ticket, person(request))
        return super().change_view(request, object_id, *args, **options)

    def case_of(self, row: Row) -> Ticket | None:
        raise NotImplementedError


@admin.register(ReceivedMail)
class ReceivedMailAdmin(ReadMail[ReceivedMail]):
    """Every mail that came in and what became of it. For the municipal administrator alone."""

    list_display = ("received_at", "what_became", "from_email", "subject", "case")
    list_filter = ("outcome", ReasonFilter, "mailbox")
    search_fields = ("from_email", "subject")
    list_select_related = ("ticket",)
    ordering = ("-received_at", "-id")
    show_full_result_count = False
    actions = ("try_again", "admit", "refuse")
    fields = (
        "received_at",
        "outcome",
        "reason_text",
        "case",
        "speaker",
        "from_name",
        "from_email",
        "subject",
        "text",
        "masked",
        "size",
        "auto_generated",
        "mailbox",
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[ReceivedMail]:
        """A list names senders and subjects, so mail of a case that is kept from the person is not in it."""
        return super().get_queryset(request).exclude(ticket__in=Ticket.objects.kept_from(person(request)))

    def case_of(self, row: ReceivedMail) -> Ticket | None:
        return row.ticket

    @admin.display(description=_("outcome"), ordering="outcome")
    def what_became(self, mail: ReceivedMail) -> str:
        """The outcome, and why where there is a reason."""
        outcome = mail.get_outcome_display()
        return format_html("{}<br><small>{}</small>", outcome, mail.reason_text) if mail.reason else outcome

    @admin.display(description=_("reason"), ordering="reason")
    def reason_text(self, mail: ReceivedMail) -> str:
        return str(mail.reason_text) if mail.reason else ""

    @admin.display(description=_("case"))
    def case(self, mail: ReceivedMail) -> str:
        if mail.ticket is None:
            return "–"
        address = reverse("admin:tickets_ticket_change", args=[mail.ticket.pk])
        return format_html('<a href="{}">{}</a>', address, mail.ticket.number)

    @admin.action(description=_("Judge again, after something was put right"))
    def try_again(self, request: HttpRequest, queryset: QuerySet[ReceivedMail]) -> None:
        for mail in queryset.filter(raw__isnull=False).select_related("raw").order_by("id"):
            receiving.replay(mail)

    @admin.action(description=_("Accept what is held or was ignored"))
    def admit(self, request: HttpRequest, queryset: QuerySet[ReceivedMail]) -> None:
        for mail in queryset.filter(outcome__in=["held", "ignored"]).order_by("id"):
            held.admit(mail, by=person(request))

    @admin.action(description=_("Refuse what is held"))
    def refuse(self, request: HttpRequest, queryset: QuerySet[ReceivedMail]) -> None:
        for mail in queryset.filter(outcome=ReceivedMail.Outcome.HELD).order_by("id"):
            held.refuse(mail, by=person(request))


@admin.register(Sharing)
class SharingAdmin(admin.ModelAdmin[Sharing]):
    """Who gets new cases, in all institutions or in one."""

    list_display = ("__str__", "way")
    formfield_overrides = PICKED_BY_NAME
    list_select_related = ("institution",)


class MailKindFilter(admin.SimpleListFilter):
    """By what a mail is about, in words."""

    title = _("mail")
    parameter_name = "kind"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        kinds = Delivery.objects.order_by("kind").values_list("kind", flat=True).distinct()
        return sorted(((kind, mail_kinds.words_of(kind)) for kind in kinds), key=lambda each: each[1])

    def queryset(self, request: HttpRequest, queryset: QuerySet[Delivery]) -> QuerySet[Delivery]:
        return queryset.filter(kind=self.value()) if self.value() else queryset


@admin.register(Delivery)
class DeliveryAdmin(ReadMail[Delivery]):
    """Read only: what left the house, and what did not."""

    list_display = ("what", "status", "attempts", "next_attempt_at", "sent_at", "trouble")
    list_filter = ("status", MailKindFilter)
    search_fields = ("recipient",)
    show_full_result_count = False
    actions = ("try_again",)

    fields = (
        "what",
        "recipient",
        "reply_to",
        "language",
        "subject",
        "text",
        "status",
        "attempts",
        "next_attempt_at",
        "sent_at",
        "trouble",
        "event",
    )

    def case_of(self, row: Delivery) -> Ticket | None:
        return row.event.ticket if row.event else None

    @admin.display(description=_("mail"), ordering="kind")
    def what(self, delivery: Delivery) -> str:
        return mail_kinds.words_of(delivery.kind)

    @admin.display(description=_("trouble"), ordering="last_error")
    def trouble(self, delivery: Delivery) -> str:
        return str(sentence(delivery.last_error)) or "–"

    @admin.display(description=_("text"))
    def text(self, delivery: Delivery) -> str:
        """Without the private link, and nothing of a way to sign in: both are for the recipient alone."""
        return "–" if delivery.secret else hide(delivery.body)

    @admin.action(description=_("Try again now"))
    def try_again(self, request: HttpRequest, queryset: QuerySet[Delivery]) -> None:
        for delivery in queryset:
            delivery.requeue()


@admin.register(Satisfaction)
class SatisfactionAdmin(ReadOnly[Satisfaction]):
    """Whether it helped, by route and place; the counts stand beside the filters."""

    list_display = ("ticket", "helped", "route", "place", "said_at")
    list_filter = ("helped", "ticket__route", "ticket__institution")
    list_select_related = ("ticket__institution",)
    show_facets = admin.ShowFacets.ALWAYS
    ordering = ("-said_at", "-id")

    @admin.display(description=_("route"))
    def route(self, row: Satisfaction) -> str:
        return row.ticket.get_route_display()

    @admin.display(description=_("institution"))
    def place(self, row: Satisfaction) -> str:
        return str(row.ticket.institution or "–")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Satisfaction]:
        return super().get_queryset(request).filter(ticket__in=Ticket.objects.visible_to(person(request)))
