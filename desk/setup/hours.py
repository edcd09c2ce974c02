"""A week of opening hours at once: the whole municipality's, or those that an institution has of its own."""

from datetime import time
from typing import Any, ClassVar, Final

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from desk.setup.guide.frame import errors_of, watched
from organisation.calendar import working_time
from organisation.models import Institution, Municipality, OpeningWindow
from organisation.pages import one_picture
from organisation.people.staff import person
from organisation.roles import Role

Window = tuple[int, time, time]
"""Weekday from Monday, 0, and from when until when."""
HALF_A_WEEK: Final = gettext_lazy(
    "Nothing is entered for these days, so you would be closed then: %(days)s. Write the hours, or tick that it is "
    "meant."
)


class HoursForm(forms.Form):
    """Two stretches for each weekday; empty ones mean closed, which is asked about where a day was open before."""

    WEEKDAYS: ClassVar[Any] = OpeningWindow.Weekday.choices
    EACH: ClassVar[int] = 2

    meant = forms.BooleanField(label=gettext_lazy("It is meant that we are closed on the other days"), required=False)

    def __init__(self, *args: Any, windows: list[Window], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.asks, self.before = False, {day for day, _opens, _closes in windows}
        for number, label in self.WEEKDAYS:
            own = [(opens, closes) for day, opens, closes in windows if day == number]
            for place in range(max(self.EACH, len(own))):
                stretch = own[place] if place < len(own) else (None, None)
                for end, end_label, value in zip(("opens", "closes"), (_("opens"), _("closes")), stretch, strict=True):
                    self.fields[f"{end}_{number}_{place}"] = forms.TimeField(
                        label=f"{label}, {end_label}" if place == 0 else f"{label}, {end_label} ({place + 1})",
                        required=False,
                        initial=value,
                        widget=forms.TimeInput(format="%H:%M", attrs={"type": "time"}),
                    )

    def rows(self) -> list[tuple[str, list[tuple[forms.BoundField, forms.BoundField]]]]:
        """(weekday, its stretches) for the page."""
        rows = []
        for number, label in self.WEEKDAYS:
            places = [name.rpartition("_")[2] for name in self.fields if name.startswith(f"opens_{number}_")]
            pairs = [(self[f"opens_{number}_{place}"], self[f"closes_{number}_{place}"]) for place in places]
            rows.append((str(label), pairs))
        return rows

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if self.errors:
            return cleaned
        windows: list[Window] = []
        for name in [name for name in self.fields if name.startswith("opens_")]:
            _end, number, place = name.split("_")
            opens, closes = cleaned.get(name), cleaned.get(f"closes_{number}_{place}")
            if opens is None and closes is None:
                continue
            if opens is None or closes is None or opens >= closes:
                self.add_error(name, _("Write when it opens and when it closes, in this order."))
                continue
            if any(day == int(number) and first < closes and last > opens for day, first, last in windows):
                self.add_error(name, _("The two stretches overlap."))
                continue
            windows.append((int(number), opens, closes))
        if not windows and not self.errors:
            self.add_error(None, _("Write at least one stretch, or nothing is ever due."))
        self.ask_about(windows, meant=bool(cleaned.get("meant")))
        return cleaned | {"windows": windows}

    def ask_about(self, windows: list[Window], *, meant: bool) -> None:
        """Half a week may be half entered: then a day on which nothing is due would come unseen."""
        days = {day for day, _opens, _closes in windows}
        lacking = [str(label) for day, label in self.WEEKDAYS if day in self.before - days]
        if windows and lacking and not meant:
            self.asks = True
            self.add_error(None, HALF_A_WEEK % {"days": ", ".join(lacking)})


def windows_of(place: Institution | None) -> list[Window]:
    """Its own; else those that count for it: the municipality's, or the usual ones."""
    own = OpeningWindow.objects.filter(institution=place).order_by("weekday", "opens")
    return list(own.values_list("weekday", "opens", "closes")) or usual_windows()


def usual_windows() -> list[Window]:
    return [(day, opens, closes) for day, each in Municipality.calendar().windows.items() for opens, closes in each]


def shape_of(windows: list[Window]) -> dict[str, str]:
    """How many stretches each day has: where somebody adds or takes away one, the form has other fields."""
    return {_("Opening hours"): " ".join(str(day) for day, _opens, _closes in windows)}


def form_of(request: HttpRequest, place: Institution | None) -> HoursForm:
    windows = windows_of(place)
    form: HoursForm = watched(request, "hours", HoursForm, windows=windows, beside=shape_of(windows))
    return form


def keep_windows(request: HttpRequest, windows: list[Window], place: Institution | None) -> None:
    """In the place of those that were there; none, and an institution has the municipality's again."""
    with transaction.atomic(), working_time.telling(request):
        OpeningWindow.objects.filter(institution=place).delete()
        OpeningWindow.objects.bulk_create(
            OpeningWindow(institution=place, weekday=day, opens=opens, closes=closes) for day, opens, closes in windows
        )
        transaction.on_commit(Municipality.forget_cached)


@require_http_methods(["GET", "POST"])
def show(request: HttpRequest, pk: int) -> HttpResponse:
    """The week of an institution, which works by the municipality's until it has one of its own."""
    if Role.MUNICIPAL_ADMIN not in person(request).roles:
        raise PermissionDenied
    place = get_object_or_404(Institution.objects.active(), pk=pk)
    if request.method != "POST":
        return page(request, place, form_of(request, place))
    with one_picture.standing_still(place):
        return save(request, place)


def save(request: HttpRequest, place: Institution) -> HttpResponse:
    form = form_of(request, place)
    if request.POST.get("act") == "usual":
        keep_windows(request, [], place)
        messages.success(request, _("%(name)s has the opening hours of the municipality again.") % {"name": place})
    elif form.is_bound and form.is_valid():
        keep_windows(request, form.cleaned_data["windows"], place)
        messages.success(request, _("The opening hours are saved."))
    else:
        return page(request, place, form, status=one_picture.status_of(form))
    return redirect("admin:organisation_institution_change", place.pk)


def page(request: HttpRequest, place: Institution, form: HoursForm, *, status: int = 200) -> HttpResponse:
    context = {
        **admin.site.each_context(request),
        "title": _("Opening hours of %(name)s") % {"name": place},
        "place": place,
        "form": form,
        "has_own": OpeningWindow.objects.filter(institution=place).exists(),
        "refused": errors_of(form),
    }
    return render(request, "desk/setup/institution_hours.html", context, status=status)
