"""Steps about institutions, people, parties, and what they begin with."""

from typing import Final

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from database.dialects import danish_order
from desk.setup.guide import forms, looks, starter
from desk.setup.guide.frame import bound, done, note_change, one_after_the_other, page, watched
from desk.setup.guide.showing import of_staff, people_table
from organisation.importing.pages import SheetForm
from organisation.institutions import front_door
from organisation.models import Institution, Party, User
from organisation.roles import Role
from tickets.models import Safeguarding, Ticket
from tickets.words import SENSITIVE, FlagKind
from triage.flags.models import NamedPerson

LOCAL_ROLES: Final = (Role.SUPERUSER, Role.INSTITUTION_ADMIN, Role.PILOT, Role.OBSERVER)


WIDE_ROLES: Final = (Role.SUPPORT_ENTITLED, Role.PROJECT_LEAD, Role.MUNICIPAL_ADMIN)


def institutions(request: HttpRequest, _user: User) -> HttpResponse:
    form = bound(request, "add", forms.InstitutionForm)
    if form.is_bound and form.is_valid():
        place = form.save()
        sentence = _("%(name)s was added. Add the next, or go on.")
        return done(request, "institutions", sentence % {"name": place.name}, stay=True)
    places = Institution.objects.by_name()
    return page(request, "institutions", {"form": form, "sheet": SheetForm(), "institutions": places})


def people(request: HttpRequest, _user: User) -> HttpResponse:
    places = people_table()
    bare = next((place.institution.pk for place in places if not place.first_level), None)
    chosen = {"institution": request.GET.get("institution", bare), "role": request.GET.get("role", Role.SUPERUSER)}
    form = bound(request, "add", forms.PersonForm, roles=LOCAL_ROLES, initial=chosen)
    if form.is_bound and form.is_valid():
        return done(request, "people", added(form), stay=True)
    context = {"form": form, "sheet": SheetForm(), "places": places}
    return page(request, "people", context)


def central(request: HttpRequest, _user: User) -> HttpResponse:
    form = bound(request, "add", forms.PersonForm, roles=WIDE_ROLES)
    if form.is_bound and form.is_valid():
        return done(request, "central", added(form), stay=True)
    return page(request, "central", {"form": form, "groups": of_staff(WIDE_ROLES, wide=True)})


def added(form: forms.PersonForm) -> str:
    cleaned = form.cleaned_data
    user, is_new = User.objects.invite(cleaned["email"], cleaned["name"], cleaned["role"], cleaned.get("institution"))
    if is_new:
        return _("%(name)s gets a mail with a link to choose a password.") % {"name": user.name}
    return _("%(name)s was here already, and has the role now.") % {"name": user.name}


@one_after_the_other
def parties(request: HttpRequest, user: User) -> HttpResponse:
    offers = [(row["key"], f"{row['name']} · {Party.Kind(row['kind']).label}") for row in starter.missing_parties()]
    department = Party.objects.filter(key="it").first()
    form = watched(request, "take", forms.PartiesForm, offers=offers, instance=department)
    uses = bound(request, "uses", forms.UsesForm)
    if form.is_bound and form.is_valid():
        starter.take_parties(form.cleaned_data["known"])
        keep_department(form, by=user)
        return done(request, "parties", _("Saved. Now say which schools use what."), stay=True)
    if uses.is_bound and uses.is_valid():
        cleaned = uses.cleaned_data
        starter.use_by_all(cleaned["schedule"], list(cleaned["school_widgets"]), list(cleaned["daycare_widgets"]))
        return done(request, "parties", _("Saved for the schools and daycares."), stay=True)
    places = Institution.objects.active().select_related("schedule_vendor").prefetch_related("widget_vendors").by_name()
    there = Party.objects.order_by("kind", "name", "id")
    return page(request, "parties", {"form": form, "uses": uses, "there": there, "places": places})


def keep_department(form: forms.PartiesForm, *, by: User) -> None:
    """The municipality's own IT department, as far as it was named."""
    facts = {name: form.cleaned_data[f"it_{name}"] for name in ("name", "email", "phone")}
    if facts["name"]:
        row, _made = Party.objects.update_or_create(key="it", defaults=facts | {"kind": Party.Kind.LOCAL_IT})
        note_change(form, row, by=by)


@one_after_the_other
def sensitive(request: HttpRequest, user: User) -> HttpResponse:
    form = bound(request, "name", forms.NamedForm)
    policy = Safeguarding.objects.filter(id=1).first() or Safeguarding(id=1)
    duty = watched(request, "duty", forms.DutyForm, instance=policy)
    if form.is_bound and form.is_valid():
        for named_person in form.cleaned_data["people"]:
            for kind in SENSITIVE:
                NamedPerson.objects.get_or_create(user=named_person, kind=kind, institution=None)
        return done(request, "sensitive", _("They are told at once from now on."), stay=True)
    if duty.is_bound and duty.is_valid():
        duty.save()
        note_change(duty, policy, by=user)
        transaction.on_commit(Safeguarding.forget_cached)
        return done(request, "sensitive", _("The duty line is saved."), stay=True)
    named = NamedPerson.objects.select_related("user", "institution").order_by(danish_order("user__name"), "id")
    rows = [(FlagKind(kind).label, [each for each in named if each.kind == kind]) for kind in FlagKind.values]
    return page(request, "sensitive", {"form": form, "duty": duty, "named": rows})


def starting(request: HttpRequest, _user: User) -> HttpResponse:
    if request.POST.get("act") == "answers":
        count = starter.take_answers()
        return done(request, "starting", _("%(count)d shared answers are published.") % {"count": count}, stay=True)
    if request.POST.get("act") == "ready":
        count = starter.take_ready_answers()
        return done(request, "starting", _("%(count)d templates and macros were made.") % {"count": count}, stay=True)
    offered, ready = len(starter.answer_lines()), starter.composer()
    titles = [row["title"] for row in ready["templates"] + ready["macros"]]
    return page(request, "starting", {"offered": offered, "titles": titles})


def trial(request: HttpRequest, user: User) -> HttpResponse:
    context = {
        "is_open": front_door.is_open(),
        "latest": Ticket.objects.visible_to(user).order_by("-id").first(),
        "is_answered": looks.is_answered(),
    }
    return page(request, "trial", context)
