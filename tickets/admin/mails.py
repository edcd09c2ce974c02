"""Mail that came in and went out, and the municipality's own words in it."""

from smtplib import SMTPException
from typing import Any

from django.contrib import admin, messages
from django.core.mail import EmailMultiAlternatives
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html, format_html_join, linebreaks
from django.utils.translation import gettext_lazy as _

from organisation.people.staff import person
from tickets.admin.read_only import ListsWords, ReadMail
from tickets.inbound import held, receiving
from tickets.mail_servers.mail_troubles import Refused, code_of, sentence
from tickets.models import Delivery, MailText, ReceivedMail, Ticket
from tickets.models.mail_text import WORDS
from tickets.models.received_mail import REASONS
from tickets.outbound import mail_kinds, mail_pages, mail_texts
from tickets.requester.private_links import hide


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


class ReasonFilter(admin.SimpleListFilter):
    """The reasons in words."""

    title = _("reason")
    parameter_name = "reason"

    def lookups(self, _request: HttpRequest, _admin: Any) -> list[tuple[str, Any]]:
        return [(reason, label) for reason, label in REASONS.items() if reason]

    def queryset(self, _request: HttpRequest, queryset: QuerySet[ReceivedMail]) -> QuerySet[ReceivedMail]:
        return queryset.filter(reason=self.value()) if self.value() else queryset


@admin.register(ReceivedMail)
class ReceivedMailAdmin(ListsWords[ReceivedMail], ReadMail[ReceivedMail]):
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
    """Read only: what left the municipality, and what did not."""

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
