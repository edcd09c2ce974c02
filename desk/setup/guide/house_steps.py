"""Steps about the municipality itself: who it is, how it looks, when it works, and its public papers."""

from typing import Final

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from desk.queue.filters import an_id
from desk.setup import hours as week
from desk.setup.guide import closing, forms, holiday_files
from desk.setup.guide.frame import (
    Context,
    bound,
    done,
    one_after_the_other,
    own_row,
    page,
    save_municipality,
    watched,
)
from desk.setup.guide.showing import swatch
from organisation.calendar import working_time
from organisation.models import ClosingDay, Logo, Municipality, User
from organisation.papers.missing import missing

SUGGESTED: Final = ("#0b5563", "#1f4e8c", "#2f5d3a", "#7a1f3d", "#4b3b7a", "#5b4a14")
"""Colours on which white text is easy to read."""


@one_after_the_other
def municipality(request: HttpRequest, user: User) -> HttpResponse:
    form = watched(request, "save", forms.MunicipalityForm, instance=own_row())
    if form.is_bound and form.is_valid():
        save_municipality(form, by=user)
        return done(request, "municipality", _("Saved. The public pages show it at once."))
    return page(request, "municipality", {"form": form})


@one_after_the_other
def appearance(request: HttpRequest, user: User) -> HttpResponse:
    form, logo = watched(request, "save", forms.ColourForm, instance=own_row()), bound(request, "logo", forms.LogoForm)
    if form.is_bound and form.is_valid():
        save_municipality(form, by=user)
        return done(request, "appearance", _("Saved. Load a page again to see the colour."), stay=True)
    if logo.is_bound and logo.is_valid():
        if not Municipality.objects.filter(id=1).exists():
            Municipality.objects.create(id=1, name="Aula")
        Logo.put_up(logo.cleaned_data["picture"])
        return done(request, "appearance", _("Your logo is shown on every page."), stay=True)
    if request.POST.get("act") == "take_down":
        Logo.take_down()
        return done(request, "appearance", _("The logo was taken away."), stay=True)
    picked = str(form["primary_colour"].value())
    context = {"form": form, "logo": logo, "swatch": swatch(picked), "suggested": [swatch(c) for c in SUGGESTED]}
    return page(request, "appearance", context)


@one_after_the_other
def hours(request: HttpRequest, _user: User) -> HttpResponse:
    today = timezone.localdate()
    usual, form = closing.usual(today), week.form_of(request, None)
    days = watched(
        request,
        "closing",
        forms.ClosingForm,
        offers=[(each.key, str(each)) for each in usual],
        initial={"closed_on_1_may": Municipality.current().closed_on_1_may},
    )
    school = bound(request, "school", forms.HolidayFileForm)
    if form.is_bound and form.is_valid():
        week.keep_windows(request, form.cleaned_data["windows"], None)
        return done(request, "hours", _("The opening hours are saved."), stay=True)
    if days.is_bound and days.is_valid():
        with working_time.telling(request):
            keep_closing(days.cleaned_data)
        return done(request, "hours", _("The closing days are saved."), stay=True)
    if request.POST.get("act") == "found":
        with working_time.telling(request):
            keep_found(request.POST.getlist("closing"))
        return done(request, "hours", _("The closing days are saved."), stay=True)
    if request.POST.get("act") == "remove":
        with working_time.telling(request):
            ClosingDay.objects.of_all().filter(pk__in=filter(an_id, request.POST.getlist("day"))).delete()
        transaction.on_commit(Municipality.forget_cached)
        return done(request, "hours", _("The closing days were taken away."), stay=True)
    context: Context = {"form": form, "days": days, "school": school}
    if school.is_bound and school.is_valid():
        file = holiday_files.read(school.cleaned_data["text"])
        context |= {"found": file.closings, "left_out": file.left_out}
        if not file.closings:
            school.add_error("file", _("No days were found in it. Look at the first lines: day, day, name."))
    context |= {"holidays": closing.public_holidays(today), "entered": ClosingDay.objects.of_all().order_by("day")}
    return page(request, "hours", context)


@transaction.atomic
def keep_closing(cleaned: Context) -> None:
    keep_found(cleaned["offered"])
    if cleaned["first"]:
        closing.Closing(cleaned["first"], cleaned["last"], cleaned["name"]).keep()
    row = own_row()
    if row.closed_on_1_may != cleaned["closed_on_1_may"]:
        row.closed_on_1_may, row.name = cleaned["closed_on_1_may"], row.name or "Aula"
        row.save()


@transaction.atomic
def keep_found(keys: list[str]) -> None:
    for key in keys:
        offer = closing.Closing.from_key(key)
        if offer is not None:
            offer.keep()
    transaction.on_commit(Municipality.forget_cached)


@one_after_the_other
def privacy(request: HttpRequest, user: User) -> HttpResponse:
    form = watched(request, "save", forms.PrivacyForm, instance=own_row())
    if form.is_bound and form.is_valid():
        save_municipality(form, by=user)
        return done(request, "privacy", _("Saved. The public pages show it at once."))
    context = {"form": form, "lacking": missing(Municipality.current())}
    return page(request, "privacy", context)
