"""The pages on which requests about own data are answered. For the municipal administrator alone."""

from collections.abc import Callable
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import URLPattern, path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from desk.persons import correcting, finding, forms, papers, readings
from desk.persons.candidates import candidates
from desk.persons.pieces import Disclosure
from organisation.models import User
from organisation.pages.refusals import comes_back, with_refusal
from organisation.people.staff import person
from organisation.roles import Verb
from tickets.models import PersonRequest, Reading, Ticket
from tickets.persons import erasing, files

LATELY = 50


def administrator(request: HttpRequest) -> User:
    """The signed-in person. Raises `PermissionDenied` for everybody who may not answer such requests."""
    user = person(request)
    if not user.may(Verb.DISCLOSE):
        raise PermissionDenied
    return user


@require_http_methods(["GET", "POST"])
def choose(request: HttpRequest) -> HttpResponse:
    """All requests, those to be answered first; and a new one."""
    user = administrator(request)
    form = forms.ReceiveForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        comes_back(request, lambda refusal: list_page(request, with_refusal(form, refusal), status=409))
        made = PersonRequest.receive(by=user, **form.cleaned_data)
        return redirect("admin:person_request", made.pk)
    return list_page(request, form, status=422 if form.is_bound else 200)


def list_page(request: HttpRequest, form: forms.ReceiveForm, *, status: int) -> HttpResponse:
    requests = PersonRequest.objects.by_deadline().select_related("by")[:LATELY]
    context = {**admin.site.each_context(request), "title": _("Requests about own data")}
    return render(request, "desk/persons/requests.html", context | {"requests": requests, "form": form}, status=status)


@require_safe
def show(request: HttpRequest, pk: int) -> HttpResponse:
    administrator(request)
    return page(request, get_object_or_404(PersonRequest, pk=pk))


@require_safe
def look(request: HttpRequest, pk: int) -> HttpResponse:
    """How far the files are looked through, for the page that waits."""
    administrator(request)
    asked = get_object_or_404(PersonRequest, pk=pk)
    context = {"asked": asked, "files": files.progress(asked), "new": True}
    return render(request, "desk/persons/_files.html", context)


def page(request: HttpRequest, asked: PersonRequest, *, status: int = 200, **tried: Any) -> HttpResponse:
    """One request with what comes next; `tried` holds a form that did not go through."""
    context: dict[str, Any] = {**admin.site.each_context(request), "title": str(asked), "asked": asked}
    if not asked.is_done:
        context |= {"confirm": forms.ConfirmForm(request=asked, candidates=candidates(asked))}
        if asked.confirmed_at is not None:
            context |= found_context(request, asked)
        context |= {"correct": forms.CorrectForm(), "finish": forms.FinishForm(), "erase": forms.EraseForm()}
    return render(request, "desk/persons/request.html", context | tried, status=status)


def found_context(request: HttpRequest, asked: PersonRequest) -> dict[str, Any]:
    disclosure = finding.find(asked)
    note_readings(disclosure, person(request))
    is_reviewed = asked.reviewed == disclosure.stamp
    return {
        "found": disclosure,
        "review": review_form(asked, disclosure),
        "is_reviewed": is_reviewed,
        "is_stale": bool(asked.reviewed) and not is_reviewed,
        "kept_cases": erasing.kept_cases(asked),
        "in_files": finding.in_files_of(asked),
        "files": files.progress(asked),
    }


def review_form(asked: PersonRequest, disclosure: Disclosure, data: Any = None) -> forms.ReviewForm:
    others = finding.others(disclosure, asked.identity, [ticket.number for ticket in asked.tickets.all()])
    kept = (asked.left_out, asked.blackened) if asked.reviewed else None
    return forms.ReviewForm(data, disclosure=disclosure, others=others, kept=kept)


def note_readings(disclosure: Disclosure, user: User) -> None:
    """Whoever looks through it has read the cases."""
    for ticket in Ticket.objects.filter(pk__in=disclosure.cases):
        Reading.note(ticket, user)


@require_POST
def confirm(request: HttpRequest, pk: int) -> HttpResponse:
    user, asked = administrator(request), get_object_or_404(PersonRequest, pk=pk)
    form = forms.ConfirmForm(request.POST, request=asked, candidates=candidates(asked))
    if not form.is_valid():
        return page(request, asked, status=422, confirm=form)
    comes_back(request, lambda refusal: page(request, asked, status=409, confirm=with_refusal(form, refusal)))
    chosen = {name: form.confirmed(name) for name in ("names", "emails", "phones")}
    asked.confirm(by=user, tickets=form.tickets, **chosen)
    messages.success(request, _("Noted who it is. Look through what was found."))
    return redirect("admin:person_request", asked.pk)


@require_POST
def review(request: HttpRequest, pk: int) -> HttpResponse:
    user, asked = administrator(request), get_object_or_404(PersonRequest, pk=pk)
    form = review_form(asked, finding.find(asked), request.POST)
    if not form.is_valid():
        return page(request, asked, status=422, review=form)
    comes_back(request, lambda refusal: page(request, asked, status=409, review=with_refusal(form, refusal)))
    asked.review(
        by=user, seen=form.cleaned_data["seen"], left_out=form.cleaned_data["left_out"], blackened=form.to_blacken
    )
    messages.success(request, _("Reviewed. You can fetch the files now."))
    return redirect("admin:person_request", asked.pk)


@require_safe
def hand_out(request: HttpRequest, pk: int, form: str) -> HttpResponse | FileResponse:
    """The file as it was reviewed; 409 with the page where nobody has, or where something came in since."""
    user, asked = administrator(request), get_object_or_404(PersonRequest, pk=pk)
    if asked.is_done or asked.confirmed_at is None:
        return page(request, asked, status=409)
    disclosure = finding.find(asked)
    if asked.reviewed != disclosure.stamp:
        return page(request, asked, status=409)
    note_readings(disclosure, user)
    reviewed, name = disclosure.reviewed(asked.left_out, asked.blackened), f"indsigt-{asked.pk}"
    if form == "zip":
        packed = papers.bundle(_("What we keep of you"), lead(), reviewed, name=name)
        return FileResponse(packed, as_attachment=True, filename=f"{name}.zip")
    return file_of(reviewed, _("What we keep of you"), name, form)


def lead() -> str:
    return _("This is what the system for Aula support keeps of you.")


def file_of(disclosure: Disclosure, title: str, name: str, form: str, **options: Any) -> HttpResponse:
    if form == "json":
        response = HttpResponse(papers.as_json(title, disclosure), content_type="application/json; charset=utf-8")
    else:
        opening = options.pop("lead", lead())
        response = HttpResponse(papers.pdf(title, opening, disclosure, **options), content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="{name}.{form}"'
    return response


@require_POST
def erase(request: HttpRequest, pk: int) -> HttpResponse:
    user, asked = administrator(request), get_object_or_404(PersonRequest, pk=pk)
    form = forms.EraseForm(request.POST)
    if not form.is_valid():
        return page(request, asked, status=422, erase=form)
    comes_back(request, lambda refusal: page(request, asked, status=409, erase=with_refusal(form, refusal)))
    result = erasing.erase(asked, by=user)
    (messages.warning if result.kept else messages.success)(request, result.in_words())
    return redirect("admin:person_request", asked.pk)


@require_POST
def correct(request: HttpRequest, pk: int) -> HttpResponse:
    user, asked = administrator(request), get_object_or_404(PersonRequest, pk=pk)
    form = forms.CorrectForm(request.POST)
    if not form.is_valid():
        return page(request, asked, status=422, correct=form)
    comes_back(request, lambda refusal: page(request, asked, status=409, correct=with_refusal(form, refusal)))
    outcome = correcting.correct(asked, by=user, **form.cleaned_data)
    messages.success(request, outcome)
    return redirect("admin:person_request", asked.pk)


@require_POST
def finish(request: HttpRequest, pk: int) -> HttpResponse:
    user, asked = administrator(request), get_object_or_404(PersonRequest, pk=pk)
    form = forms.FinishForm(request.POST)
    if not form.is_valid():
        return page(request, asked, status=422, finish=form)
    comes_back(request, lambda refusal: page(request, asked, status=409, finish=with_refusal(form, refusal)))
    asked.finish(by=user, outcome=form.cleaned_data["outcome"])
    messages.success(request, _("Noted that the request has been answered."))
    return redirect("admin:person_requests")


def urls(guarded: Callable[..., Any]) -> list[URLPattern]:
    """The addresses, below the administration's."""
    return [
        path("persons/", guarded(choose), name="person_requests"),
        path("readings/", guarded(readings.show), name="readings"),
        path("persons/<int:pk>/", guarded(show), name="person_request"),
        path("persons/<int:pk>/files/", guarded(look), name="person_files"),
        path("persons/<int:pk>/confirm/", guarded(confirm), name="person_confirm"),
        path("persons/<int:pk>/review/", guarded(review), name="person_review"),
        path("persons/<int:pk>/erase/", guarded(erase), name="person_erase"),
        path("persons/<int:pk>/correct/", guarded(correct), name="person_correct"),
        path("persons/<int:pk>/finish/", guarded(finish), name="person_finish"),
        path("persons/<int:pk>/disclosure.pdf", guarded(hand_out), {"form": "pdf"}, name="person_pdf"),
        path("persons/<int:pk>/disclosure.zip", guarded(hand_out), {"form": "zip"}, name="person_zip"),
        path("persons/<int:pk>/disclosure.json", guarded(hand_out), {"form": "json"}, name="person_json"),
    ]
