"""The pages of a list of all staff: bring it in, see what it would change, decide, and see how far it is."""

from dataclasses import dataclass
from typing import Any, Final

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.core.paginator import Page, Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from desk.queue.filters import an_id
from desk.rollover import carrying_out, downloads
from desk.rollover.models import Rollover, RolloverStep, RowKind
from desk.rollover.plan import PersonChange, PlaceLeft, RolloverPlan
from desk.rollover.planning import plan_for
from organisation.importing import people
from organisation.importing.pages import SheetForm
from organisation.models import User
from organisation.people.colleagues import places_of
from organisation.people.staff import may, person
from organisation.roles import Verb

FEW: Final = 20
"""Rows of each kind on the page that shows all kinds."""
MANY: Final = 200
"""Rows on a page of one kind."""
SHOWN_FIRST: Final = (RowKind.LEAVES, RowKind.MOVES, RowKind.NEW, RowKind.BACK, RowKind.CHANGES, RowKind.SAME)
PEOPLE: Final = 50
"""People on a page of what was done."""
LONGEST: Final = 80


class StaffListForm(SheetForm):
    """A file or a pasted table; it is complete by what this page is."""

    only_these = None  # type: ignore[assignment]  # Django's way to leave a field of the form above out


@dataclass(frozen=True)
class Section:
    """The rows of one kind as far as the page shows them."""

    kind: RowKind
    page: "Page[PersonChange]"
    all: int

    @property
    def more(self) -> int:
        return self.page.paginator.count - len(self.page.object_list)

    @property
    def is_of_leavers(self) -> bool:
        return self.kind == RowKind.LEAVES


def asker(request: HttpRequest) -> User:
    """Who may invite and remove colleagues. Raises `PermissionDenied` for anybody else."""
    if not may(request, Verb.INVITE):
        raise PermissionDenied
    return person(request)


def own(request: HttpRequest, pk: int) -> Rollover:
    return get_object_or_404(Rollover.objects.of(asker(request)).select_related("by"), pk=pk)


@require_http_methods(["GET", "POST"])
def choose(request: HttpRequest) -> HttpResponse:
    """The list. It is kept until it is carried out, at most a day."""
    user = asker(request)
    form = StaffListForm(request.POST or None, request.FILES or None, initial={"pasted": to_correct(request, user)})
    if request.method == "POST" and form.is_valid():
        rollover = Rollover.objects.create(by=user, file_name=form.file_name, text=form.text)
        return redirect("admin:rollover_preview", rollover.pk)
    context = {
        **admin.site.each_context(request),
        "title": _("New school year: all staff from one list"),
        "form": form,
        "columns": [headings[0] for headings in people.COLUMNS.values()],
        "places": places_of(user),
        "lately": Rollover.objects.of(user).exclude(begun_at=None).order_by("-id")[:5],
    }
    return render(request, "desk/rollover/choose.html", context, status=422 if form.is_bound else 200)


def to_correct(request: HttpRequest, user: User) -> str:
    key = an_id(request.GET.get("correct", ""))
    kept = Rollover.objects.of(user).filter(begun_at=None, pk=key) if key else Rollover.objects.none()
    return kept.values_list("text", flat=True).first() or ""


@require_safe
def staff(request: HttpRequest) -> HttpResponse:
    """The staff of one's institutions as it is now, to correct and bring in."""
    return downloads.staff_now(asker(request))


@require_http_methods(["GET", "POST"])
def preview(request: HttpRequest, pk: int) -> HttpResponse:
    """What would change. Whatever is pressed keeps what was ticked and chosen; one button does it."""
    rollover, user = own(request, pk), person(request)
    if rollover.begun_at is not None:
        return redirect("admin:rollover_outcome", rollover.pk)
    plan = plan_for(rollover.text, by=user)
    if request.method == "POST":
        rollover.choices = chosen(request, plan, rollover.choices)
        rollover.save(update_fields=["choices"])
        if "do" not in request.POST:
            return redirect(address(rollover, request.POST))
        trouble = why_not(plan, rollover.choices, request.POST.get("shown", ""))
        if not trouble:
            leaving, to = leaving_by(plan, rollover.choices), rollover.choices.get("to", {})
            carrying_out.begin(rollover, plan, leaving=leaving, to=to)
            return redirect("admin:rollover_outcome", rollover.pk)
        return page(request, rollover, plan, trouble)
    return page(request, rollover, plan, [])


def address(rollover: Rollover, params: Any) -> str:
    """The same page, narrowed as the pressed button says. `show`: a kind, and which page of it ("leaves 2")."""
    show, _space, number = str(params.get("show", params.get("kind", "")))[:20].partition(" ")
    narrowed = {"q": str(params.get("q", ""))[:LONGEST], "kind": show, "page": number}
    there = urlencode({name: value for name, value in narrowed.items() if value})
    return reverse("admin:rollover_preview", args=[rollover.pk]) + (f"?{there}" if there else "")


def chosen(request: HttpRequest, plan: RolloverPlan, before: dict[str, Any]) -> dict[str, Any]:
    """What was ticked and chosen before, with what the page showed as it is ticked and chosen now."""
    data, leavers = request.POST, plan.leavers
    seen, ticked = numbers(data.getlist("seen")), numbers(data.getlist("leaves"))
    leaving = (set(before.get("leaving", [])) - seen) | (ticked & seen & leavers.keys())
    to, bare = dict(before.get("to", {})), set(before.get("bare", []))
    for place in plan.places:
        email = data.get(f"to_{place.key}")
        if email is not None:
            to[str(place.key)] = email if email in dict(place.candidates) else ""
        if f"asked_{place.key}" in data:
            bare = bare - {place.key} | ({place.key} if data.get(f"bare_{place.key}") else set())
    is_all = "all" in data if "all_shown" in data else bool(before.get("all"))
    return {"leaving": sorted(leaving), "all": is_all, "to": to, "bare": sorted(bare)}


def numbers(texts: list[str]) -> set[int]:
    return {int(each) for each in texts if each.isascii() and each.isdecimal() and len(each) < LONGEST // 4}


def leaving_by(plan: RolloverPlan, choices: dict[str, Any]) -> set[int]:
    """Ids of those who are not on the list and leave."""
    leavers = plan.leavers
    return set(leavers) if choices.get("all") else set(choices.get("leaving", [])) & leavers.keys()


def why_not(plan: RolloverPlan, choices: dict[str, Any], shown: str) -> list[str]:
    """Sentences of what must be looked at first."""
    if plan.problems or plan.digest != shown:
        return [_("Something changed meanwhile. Nothing was done: look at the list again.")]
    leaving = leaving_by(plan, choices)
    emails = {row.email for pk, row in plan.leavers.items() if pk in leaving}
    trouble = []
    if plan.administrators and not plan.administrators - emails:
        trouble.append(_("All municipal administrators would leave. Untick one of them."))
    bare = [place for place in plan.bare_without(emails) if place.key not in choices.get("bare", [])]
    sentence = _("%(name)s would stand without first level. Untick somebody, or tick below that it is meant so.")
    return trouble + [sentence % {"name": place.name} for place in bare]


def page(request: HttpRequest, rollover: Rollover, plan: RolloverPlan, trouble: list[str]) -> HttpResponse:
    narrowed = request.GET if request.method == "GET" else request.POST
    query, kind = str(narrowed.get("q", ""))[:LONGEST].strip(), str(narrowed.get("kind", ""))
    leaving = leaving_by(plan, rollover.choices)
    context = {
        **admin.site.each_context(request),
        "title": _("What the list would change"),
        "rollover": rollover,
        "plan": plan,
        "problems": plan.problems[:MANY],
        "sections": sections(plan, query, kind, str(narrowed.get("page", ""))),
        "counts": [(each, plan.counts[each]) for each in RowKind],
        "q": query,
        "kind": kind if kind in RowKind.values else "",
        "leaving": leaving,
        "can_leave": len(plan.leavers),
        "all": rollover.choices.get("all", False),
        "places": [asked(place, plan, leaving, rollover.choices) for place in plan.places if place.is_asked],
        "trouble": trouble,
        "errors": bool(trouble or plan.problems),
        "has_work": any(row.gets or row.loses or row.is_renamed for row in plan.rows),
        "correct_address": f"{reverse('admin:rollover')}?{urlencode({'correct': rollover.pk})}",
    }
    status = 409 if trouble else 422 if plan.problems else 200
    return render(request, "desk/rollover/preview.html", context, status=status)


def sections(plan: RolloverPlan, query: str, kind: str, number: str) -> list[Section]:
    """A few of each kind that changes anything, or a page of one kind, as far as the words fit."""
    if kind in RowKind.values:
        rows = [row for row in plan.of_kind(kind) if row.holds(query)]
        return [Section(RowKind(kind), Paginator(rows, MANY).get_page(number), len(plan.of_kind(kind)))]
    kinds = SHOWN_FIRST if query else SHOWN_FIRST[:-1]
    fitting = {row_kind: [row for row in plan.of_kind(row_kind) if row.holds(query)] for row_kind in kinds}
    return [
        Section(row_kind, Paginator(rows, FEW).get_page(1), len(plan.of_kind(row_kind)))
        for row_kind, rows in fitting.items()
        if rows
    ]


def asked(place: PlaceLeft, plan: RolloverPlan, leaving: set[int], choices: dict[str, Any]) -> dict[str, Any]:
    """What is left behind at an institution, for the page that asks who takes it."""
    emails = {row.email for pk, row in plan.leavers.items() if pk in leaving}
    return {
        "place": place,
        "is_bare": place.had_first_level and not place.first_level - emails,
        "to": choices.get("to", {}).get(str(place.key), ""),
        "is_meant": place.key in choices.get("bare", []),
    }


@require_safe
def outcome(request: HttpRequest, pk: int) -> HttpResponse:
    """How far it is, and in the end what was done; only the part that changes for a script that asks."""
    rollover = own(request, pk)
    if rollover.begun_at is None:
        return redirect("admin:rollover_preview", rollover.pk)
    total, waiting = rollover.steps.count(), rollover.steps.waiting().count()
    refused = rollover.steps.refused().in_order()
    context = {
        "rollover": rollover,
        "total": total,
        "done": total - waiting,
        "to_undo": rollover.steps.to_undo().count(),
        "refused": refused[:MANY],
        "refused_count": refused.count(),
        "kept": list(rollover.steps.filter(told__kept__gt=0).in_order()[:MANY]),
        "sentences": [] if rollover.is_running else sentences(rollover),
        **({} if rollover.is_running else changed_people(rollover, request.GET)),
    }
    if "HX-Request" in request.headers:
        return render(request, "desk/rollover/_outcome.html", context)
    shown = admin.site.each_context(request) | {"title": _("New school year: all staff from one list")} | context
    return render(request, "desk/rollover/outcome.html", shown)


@dataclass(frozen=True)
class Changed:
    """One person and what the list did to them, in one or two steps."""

    steps: list[RolloverStep]

    @property
    def first(self) -> RolloverStep:
        return self.steps[0]

    @property
    def outcomes(self) -> list[str]:
        return [downloads.outcome_of(step) for step in self.steps]

    @property
    def is_undone(self) -> bool:
        return all(step.undone_at is not None for step in self.steps)

    @property
    def why_not(self) -> list[str]:
        """Why something was not undone, each reason once."""
        return list(dict.fromkeys(step.not_undone for step in self.steps if step.not_undone))

    @property
    def stayed(self) -> int:
        return sum(step.told.get("stayed", 0) for step in self.steps)


def changed_people(rollover: Rollover, parameters: Any) -> dict[str, Any]:
    """A page of those whom the list has changed, by name; each can be undone by itself."""
    query = str(parameters.get("q", ""))[:LONGEST].strip()
    done = rollover.steps.done().holding(query).order_by("name", "email")
    people = Paginator(done.values_list("name", "email").distinct(), PEOPLE).get_page(parameters.get("side"))
    steps = rollover.steps.done().in_order().filter(email__in=[email for _name, email in people])
    by_person: dict[str, list[RolloverStep]] = {email: [] for _name, email in people}
    for step in steps:
        by_person[step.email].append(step)
    return {
        "people": people,
        "changed": [Changed(each) for each in by_person.values() if each],
        "q": query,
        "can_be_undone": rollover.steps.can_be_undone().exists(),
    }


@require_POST
def undo(request: HttpRequest, pk: int) -> HttpResponse:
    """All of the list, or one person of it, is as it was, as far as nothing else has changed with them since."""
    rollover, key = own(request, pk), request.POST.get("person", "")
    steps = rollover.steps.all()
    if key:
        steps = steps.filter(email=get_object_or_404(steps, pk=min(numbers([key]), default=0)).email)
    carrying_out.ask_back(rollover, steps)
    return redirect("admin:rollover_outcome", rollover.pk)


def sentences(rollover: Rollover) -> list[str]:
    """What came of it in numbers."""
    done = list(rollover.steps.done().values_list("email", "kind", "told"))
    lines = []
    for kind in (RowKind.NEW, RowKind.BACK, RowKind.MOVES, RowKind.CHANGES, RowKind.LEAVES):
        count = len({email for email, of_kind, _told in done if of_kind == kind})
        label = _("Leaves") if kind == RowKind.LEAVES else str(kind.label)
        if count:
            lines.append(f"{label}: {count}")
    passed = sum(outcome.get("passed", 0) for _email, _kind, outcome in done)
    if passed:
        sentence = ngettext("%(count)s open case was passed on.", "%(count)s open cases were passed on.", passed)
        lines.append(sentence % {"count": passed})
    return lines + undone_sentences(rollover)


def undone_sentences(rollover: Rollover) -> list[str]:
    lines = []
    steps = rollover.steps.done()
    left = set(steps.exclude(not_undone="").values_list("email", flat=True))
    undone = set(steps.exclude(undone_at=None).values_list("email", flat=True)) - left
    if undone:
        sentence = ngettext("Undone for %(count)s person.", "Undone for %(count)s people.", len(undone))
        lines.append(sentence % {"count": len(undone)})
    if left:
        sentence = ngettext(
            "Could not be undone for %(count)s person.", "Could not be undone for %(count)s people.", len(left)
        )
        lines.append(sentence % {"count": len(left)})
    return lines


@require_safe
def done_list(request: HttpRequest, pk: int) -> HttpResponse:
    return downloads.what_was_done(own(request, pk))
