"""The pages of morning meetings, for those who hold them."""

from collections.abc import Callable
from datetime import date
from typing import Any, Final

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import Count, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import URLPattern, path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from desk.meetings.agenda import agenda
from desk.meetings.forms import DayForm, MeetingForm, MeetingNoteForm
from desk.meetings.models import MeetingDay, MeetingNote, guard, may_open
from organisation.models import MorningMeeting, User
from organisation.pages import one_picture
from organisation.people.staff import person
from organisation.roles import Verb

LATELY: Final = 30
WatchedForm: Final = one_picture.watching(MeetingForm, {})


def host(request: HttpRequest) -> User:
    """Somebody who speaks for a place. Raises `PermissionDenied` for everybody else."""
    user = person(request)
    if not user.may(Verb.PUBLISH):
        raise PermissionDenied
    return user


def own_meetings(user: User) -> Any:
    places = user.institutions_for(Verb.PUBLISH)
    meetings = MorningMeeting.objects.select_related("institution").order_by(
        "institution__name", "weekday", "starts", "id"
    )
    return meetings if places is None else meetings.filter(institution__in=places)


@require_http_methods(["GET", "HEAD", "POST"])
def show_meetings(request: HttpRequest) -> HttpResponse:
    """The meetings of one's places, and a new one."""
    user = host(request)
    form = MeetingForm(request.POST or None, by=user)
    if request.method == "POST" and form.is_valid():
        form.instance.save_by(user)
        messages.success(request, _("Saved. It stands on the contact page and in the calendar."))
        return redirect("admin:meetings")
    meetings = own_meetings(user)
    context = {
        "title": _("Meetings and cafés"),
        "meetings": [(each, each.next_day()) for each in meetings.going_on()],
        "held": held_at(meetings),
        "form": form,
    }
    return page(request, "meetings", context, 422 if form.is_bound else 200)


def held_at(meetings: Any) -> Any:
    """The last ones with how many came, what was asked, and what came of it."""
    became = Count("notes", filter=Q(notes__ticket__isnull=False) | Q(notes__question__isnull=False))
    rows = MeetingDay.objects.filter(meeting__in=meetings.values("pk")).select_related("meeting__institution")
    return rows.annotate(asked=Count("notes"), became=became).order_by("-day", "-id")[:LATELY]


@require_http_methods(["GET", "HEAD", "POST"])
def change_meeting(request: HttpRequest, pk: int) -> HttpResponse:
    """Another hour, room or address. What was noted at former meetings stays with them."""
    user = host(request)
    meeting = get_object_or_404(own_meetings(user), pk=pk)
    kept_place, form, status = meeting.institution, WatchedForm(instance=meeting, by=user), 200
    if request.method == "POST":
        with one_picture.standing_still(meeting):
            form = WatchedForm(request.POST, instance=meeting, by=user)
            if form.is_valid():
                form.instance.save_by(user)
                messages.success(request, _("Saved. It stands on the contact page and in the calendar."))
                return redirect("admin:meetings")
        status = one_picture.status_of(form)
    context = {"title": _("Change the meeting"), "form": form, "kept_place": kept_place}
    return page(request, "change", context, status)


@require_POST
def end_meeting(request: HttpRequest, pk: int) -> HttpResponse:
    user = host(request)
    get_object_or_404(own_meetings(user), pk=pk).end(by=user)
    messages.success(request, _("It is held no longer."))
    return redirect("admin:meetings")


def find_day(request: HttpRequest, pk: int, day: str) -> tuple[User, MorningMeeting, date]:
    user = host(request)
    meeting = get_object_or_404(own_meetings(user), pk=pk)
    try:
        return user, meeting, date.fromisoformat(day)
    except ValueError:
        raise Http404 from None


@require_http_methods(["GET", "HEAD", "POST"])
def show_day(request: HttpRequest, pk: int, day: str) -> HttpResponse:
    """The agenda as a list to tick, and to print; what was asked stands below it."""
    user, meeting, on = find_day(request, pk, day)
    meeting_day = MeetingDay.look_at(meeting, on, by=user)
    form = DayForm(request.POST or None, initial={"attendance": meeting_day.attendance})
    if request.method == "POST" and form.is_valid():
        meeting_day = MeetingDay.of(meeting, on, by=user)
        meeting_day.tick(request.POST.getlist("ticked"), attendance=form.cleaned_data["attendance"], by=user)
        messages.success(request, _("Saved."))
        return redirect("admin:meeting_day", pk, day)
    return day_page(request, meeting_day, form, MeetingNoteForm(), 422 if form.is_bound else 200)


def day_page(
    request: HttpRequest, meeting_day: MeetingDay, form: DayForm, note: MeetingNoteForm, status: int = 200
) -> HttpResponse:
    institution = meeting_day.meeting.institution
    context = {
        "title": _("%(kind)s at %(place)s") % {"kind": meeting_day.meeting.get_kind_display(), "place": institution},
        "held": meeting_day,
        "agenda": agenda(institution),
        "notes": meeting_day.notes.select_related("ticket", "question").order_by("id") if meeting_day.pk else [],
        "form": form,
        "note": note,
        "may_open": may_open(person(request), meeting_day.meeting),
    }
    return page(request, "day", context, status)


@require_POST
def add_note(request: HttpRequest, pk: int, day: str) -> HttpResponse:
    user, meeting, on = find_day(request, pk, day)
    meeting_day, form = MeetingDay.of(meeting, on, by=user), MeetingNoteForm(request.POST)
    if not form.is_valid():
        return day_page(request, meeting_day, DayForm(initial={"attendance": meeting_day.attendance}), form, 422)
    meeting_day.note(form.cleaned_data["text"], by=user)
    return redirect("admin:meeting_day", pk, day)


def find_note(request: HttpRequest, pk: int) -> tuple[User, MeetingNote]:
    user = host(request)
    notes = MeetingNote.objects.select_related("held__meeting__institution", "question", "ticket")
    return user, get_object_or_404(notes, pk=pk, held__meeting__in=own_meetings(user).values("pk"))


@require_POST
def remove_note(request: HttpRequest, pk: int) -> HttpResponse:
    user, note = find_note(request, pk)
    note.remove(by=user)
    messages.success(request, _("The question is removed."))
    return redirect("admin:meeting_day", note.held.meeting_id, note.held.day.isoformat())


@require_POST
def become(request: HttpRequest, pk: int, what: str) -> HttpResponse:
    """A noted question as a case, or as a question of the public board."""
    user, note = find_note(request, pk)
    guard(user, note.held.meeting)
    if what == "case":
        note.become_case(by=user)
        messages.success(request, _("It is a case now."))
        return redirect("admin:meeting_day", note.held.meeting_id, note.held.day.isoformat())
    return redirect("admin:board_question", note.become_question(by=user).pk)


def page(request: HttpRequest, name: str, context: dict[str, Any], status: int = 200) -> HttpResponse:
    return render(request, f"desk/meetings/{name}.html", admin.site.each_context(request) | context, status=status)


def urls(guarded: Callable[..., Any]) -> list[URLPattern]:
    """The addresses, below the administration's."""
    return [
        path("meetings/", guarded(show_meetings), name="meetings"),
        path("meetings/<int:pk>/change/", guarded(change_meeting), name="meeting_change"),
        path("meetings/<int:pk>/end/", guarded(end_meeting), name="meeting_end"),
        path("meetings/<int:pk>/<slug:day>/", guarded(show_day), name="meeting_day"),
        path("meetings/<int:pk>/<slug:day>/note/", guarded(add_note), name="meeting_note"),
        path("meetings/notes/<int:pk>/remove/", guarded(remove_note), name="meeting_remove_note"),
        path("meetings/notes/<int:pk>/case/", guarded(become), {"what": "case"}, name="meeting_case"),
        path("meetings/notes/<int:pk>/question/", guarded(become), {"what": "question"}, name="meeting_question"),
    ]
