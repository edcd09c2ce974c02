"""Administration of the municipality itself: its facts, its opening hours, its closing days, its pages of help."""

from typing import Any, ClassVar, Final

from django import forms
from django.contrib import admin, messages
from django.contrib.auth import logout
from django.db import models, transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from organisation.admin.base import PICKED_BY_NAME, OneRowAdmin, RefreshingAdmin
from organisation.admin.providers import MunicipalityForm
from organisation.models import ClosingDay, HelpPage, Institution, Municipality, OpeningWindow
from organisation.people.staff import person
from organisation.security.security_log import note
from organisation.sign_in import sessions

ADVISER: Final = ("adviser_name", "adviser_email", "adviser_phone", "adviser_url")
PRIVACY: Final = ("processors", "third_countries", "own_legal_basis", "privacy_reviewed_on")
ACCESSIBILITY: Final = (
    "accessibility_url",
    "accessibility_status",
    "accessibility_method",
    "accessibility_problems",
    "accessibility_burden",
    "accessibility_reviewed_on",
)


@admin.register(Municipality)
class MunicipalityAdmin(OneRowAdmin, RefreshingAdmin):
    form = MunicipalityForm
    moves_due_times = True
    formfield_overrides: ClassVar[Any] = {
        models.URLField: {"widget": forms.URLInput(attrs={"class": "vURLField"})},
        models.TextField: {"widget": forms.Textarea(attrs={"rows": 4})},
    }

    def save_model(self, request: HttpRequest, obj: Municipality, form: Any, change: bool) -> None:  # noqa: FBT001
        """With the passwords go the sign-ins that began with one, once every process knows that they are off."""
        super().save_model(request, obj, form, change)
        if "local_passwords" in form.changed_data and not obj.local_passwords:
            note("passwords_switched_off", user=person(request).pk)
            transaction.on_commit(sessions.end_by_lost_passwords)

    def response_change(self, request: HttpRequest, obj: Municipality) -> HttpResponse:
        """Who has just ended their own sign-in is told so, and where to go."""
        answer = super().response_change(request, obj)
        if obj.local_passwords or person(request).break_glass or sessions.CAME_BY in request.session:
            return answer
        logout(request)
        messages.info(request, _("Saved. Passwords are switched off, so sign in with your work account."))
        return redirect("admin:login")

    def get_fieldsets(self, request: HttpRequest, obj: Municipality | None = None) -> Any:
        """The facts of the public papers apart, and everything else before them."""
        papers = {*ADVISER, *PRIVACY, *ACCESSIBILITY}
        others = [name for name in self.get_fields(request, obj) if name not in papers]
        public = gettext_lazy("Everybody can read this at /privatliv/.")
        return (
            (None, {"fields": others}),
            (gettext_lazy("Data protection adviser"), {"fields": ADVISER, "description": public}),
            (gettext_lazy("Personal data"), {"fields": PRIVACY, "description": public}),
            (
                gettext_lazy("Accessibility"),
                {"fields": ACCESSIBILITY, "description": gettext_lazy("Everybody can read this at /tilgaengelighed/.")},
            ),
        )

    def has_add_permission(self, request: HttpRequest) -> bool:
        return super().has_add_permission(request) and not Municipality.objects.exists()

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(OpeningWindow)
class OpeningWindowAdmin(RefreshingAdmin):
    moves_due_times = True
    list_display = ("weekday", "opens", "closes", "institution")
    list_select_related = ("institution",)
    formfield_overrides = PICKED_BY_NAME
    ordering = ("institution__name", "weekday", "opens", "id")

    def save_model(self, request: HttpRequest, obj: OpeningWindow, form: Any, change: bool) -> None:  # noqa: FBT001
        before = OpeningWindow.days_of(obj.institution)
        super().save_model(request, obj, form, change)
        self.say_what_is_closed(request, obj.institution, before - OpeningWindow.days_of(obj.institution))

    def say_what_is_closed(self, request: HttpRequest, place: Institution | None, days: set[int]) -> None:
        """One window alone closes every other day: the whole week is entered on a page of its own."""
        if not days:
            return
        step = reverse("admin:setup_step", args=["hours"])
        message = _("Closed from now on, because nothing is entered for them: %(days)s.") % {
            "days": ", ".join(str(OpeningWindow.Weekday(day).label) for day in sorted(days))
        }
        week = reverse("admin:institution_hours", args=[place.pk]) if place else step
        messages.warning(request, format_html('{} <a href="{}">{}</a>', message, week, _("Enter the whole week")))


@admin.register(ClosingDay)
class ClosingDayAdmin(RefreshingAdmin):
    moves_due_times = True
    list_display = ("day", "name", "institution")
    list_select_related = ("institution",)
    formfield_overrides = PICKED_BY_NAME
    ordering = ("day", "id")


@admin.register(HelpPage)
class HelpPageAdmin(admin.ModelAdmin[HelpPage]):
    list_display = ("name", "title", "is_shown", "position")
    ordering = ("position", "id")
