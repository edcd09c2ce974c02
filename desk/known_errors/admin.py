"""Where known errors are described. Their cases and news have pages of their own (`desk.known_errors.pages`)."""

from collections.abc import Sequence
from typing import Any, ClassVar, Final

from django import forms
from django.contrib import admin
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, path
from django.utils.translation import gettext_lazy as _

from database.after_commit import start_after_commit
from desk.answers.pieces import ConfirmedField
from desk.known_errors import pages
from desk.queue.filters import an_id
from knowledgebase.persons import Finding, unconfirmed
from organisation.people.staff import person
from tickets.models import Ticket
from triage.known_errors.looked_at import findings_in, not_looked_at
from triage.known_errors.models import KnownError

SHOWN: Final = ("title", "description", "workaround", "title_en", "description_en", "workaround_en")
"""What everybody reads, and who has a case of it is sent."""


class KnownErrorForm(forms.ModelForm[KnownError]):
    """Asks about what may point to a person in the words that are new, once there is something."""

    confirmed = ConfirmedField()
    beside: ClassVar[tuple[int, ...]] = ()
    """The case from which it is described."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["confirmed"].widget = forms.MultipleHiddenInput()

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        new = [str(cleaned.get(name, "")) for name in SHOWN if name in self.changed_data]
        findings = findings_in(new, [*self.beside, *(self.instance.case_keys() if self.instance.pk else ())])
        if left := unconfirmed(findings, cleaned.get("confirmed", [])):
            self.ask_about(findings)
            self.add_error("confirmed", not_looked_at(left))
        return cleaned

    def ask_about(self, findings: Sequence[Finding]) -> None:
        asked: Any = self.fields["confirmed"]
        asked.label, asked.widget = _("May point to a person"), forms.CheckboxSelectMultiple()
        asked.choices = [(each.key, f"{each.label}: {each.text or '–'}") for each in findings]


@admin.register(KnownError)
class KnownErrorAdmin(admin.ModelAdmin[KnownError]):
    """The form; a case from which the error is described becomes its first."""

    form = KnownErrorForm
    formfield_overrides: ClassVar[Any] = {
        models.DateTimeField: {
            "form_class": forms.DateTimeField,
            "widget": forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        }
    }
    fieldsets = (
        (None, {"fields": ("title", "description", "workaround", "confirmed")}),
        (
            _("In English"),
            {
                "fields": ("title_en", "description_en", "workaround_en"),
                "description": _("For those who write to us in English. Empty means the Danish text."),
            },
        ),
        (
            _("Which cases fit"),
            {
                "fields": ("terms",),
                "description": _("New cases that fit are suggested, and who writes sees the error before sending."),
            },
        ),
        (_("The repair"), {"fields": ("party", "external_number", "started_at", "is_public")}),
    )

    def get_urls(self) -> list[URLPattern]:
        guarded = self.admin_site.admin_view
        return [
            path("", guarded(pages.show_known_errors), name="triage_knownerror_changelist"),
            path("add/", guarded(self.add_view), name="triage_knownerror_add"),
            path("<int:pk>/", guarded(pages.show_known_error), name="known_error"),
            path("<int:pk>/tell/", guarded(pages.tell), name="known_error_tell"),
            path("<int:pk>/reopen/", guarded(pages.reopen), name="known_error_reopen"),
            path("<int:pk>/gather/", guarded(pages.gather), name="known_error_gather"),
            path("<int:pk>/let_go/", guarded(pages.let_go), name="known_error_let_go"),
            path("<path:object_id>/change/", guarded(self.change_view), name="triage_knownerror_change"),
            path("<path:object_id>/history/", guarded(self.history_view), name="triage_knownerror_history"),
        ]

    def has_delete_permission(self, request: HttpRequest, obj: KnownError | None = None) -> bool:
        """A known error is repaired, not deleted: cases say that they were part of it."""
        return False

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if field is not None and isinstance(field.widget, forms.Textarea):
            field.widget.attrs["rows"] = 4
        return field

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        """The subject of the case without names: everybody reads it. The rest is for a person to write."""
        ticket = case_of(request)
        return {} if ticket is None else {"title": ticket.without_persons(ticket.subject)[:150]}

    def get_form(self, request: HttpRequest, obj: KnownError | None = None, change: bool = False, **kwargs: Any) -> Any:  # noqa: FBT001, FBT002
        made, case = super().get_form(request, obj, change, **kwargs), case_of(request)
        return type("KnownErrorForm", (made,), {"beside": (case.pk,) if case else ()})

    def save_model(self, request: HttpRequest, obj: KnownError, form: Any, change: bool) -> None:  # noqa: FBT001
        """Its words decide which cases fit, so they are looked for after every change."""
        super().save_model(request, obj, form, change)
        start_after_commit("triage.tasks.fit_known_error", obj.pk)

    def response_add(self, request: HttpRequest, obj: KnownError, post_url_continue: str | None = None) -> HttpResponse:
        ticket = case_of(request)
        if ticket is not None:
            pages.act_on_each(request, [ticket], lambda case: obj.attach(case, by=person(request)))
        return redirect("admin:known_error", obj.pk)

    def response_change(self, request: HttpRequest, obj: KnownError) -> HttpResponse:
        return redirect("admin:known_error", obj.pk)


def case_of(request: HttpRequest) -> Ticket | None:
    """The case that the address names, if the person may see it."""
    key = an_id(request.GET.get("case", ""))
    return Ticket.objects.visible_to(person(request)).filter(pk=int(key)).first() if key else None
