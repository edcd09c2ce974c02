"""The frame of every step: the page, what is refused, and where one goes once it is saved."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django import forms as django_forms
from django.contrib import admin, messages
from django.contrib.admin.models import CHANGE, LogEntry
from django.db import models, transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from desk.setup.guide import looks
from organisation.models import Municipality, User
from organisation.pages import one_picture

Context = dict[str, Any]
Step = Callable[[HttpRequest, User], HttpResponse]


def page(request: HttpRequest, name: str, context: Context, *, status: int = 200) -> HttpResponse:
    progress = looks.progress()
    seen = next(each for each in progress.seen if each.step.name == name)
    frame: Context = {"title": str(seen.step.title), "seen": seen, "progress": progress}
    context = frame | {"following": progress.after(name)} | context
    asked = [each for each in context.values() if isinstance(each, django_forms.BaseForm)]
    refused = [line for each in asked for line in errors_of(each)]
    shown = admin.site.each_context(request) | context | {"refused": refused, "errors": bool(refused)}
    if refused:
        status = 409 if any(getattr(each, "news", None) for each in asked) else 422
    return render(request, f"desk/setup/guide/{name}.html", shown, status=status)


def errors_of(form: django_forms.BaseForm) -> list[tuple[str, str, str]]:
    """(where, which field, what is wrong) of everything in the form."""
    errors: list[tuple[str, str, str]] = []
    for name, complaints in form.errors.items():
        field = form[name] if name in form.fields else None
        where, label = (f"div_{field.auto_id}", str(field.label)) if field else ("", "")
        errors += [(where, label, str(complaint)) for complaint in complaints]
    return errors


def done(request: HttpRequest, name: str, sentence: str, *, stay: bool = False) -> HttpResponse:
    """Saved: on to what is missing next, or back to the same step where more may follow."""
    messages.success(request, sentence)
    following = None if stay or "stay" in request.POST else looks.progress().after(name)
    return redirect(following.step.address if following else reverse("admin:setup_step", args=[name]))


def bound(request: HttpRequest, act: str, form: Callable[..., Any], **options: Any) -> Any:
    """The form, filled from the request where its own button was pressed."""
    if request.method == "POST" and request.POST.get("act") == act:
        return form(request.POST, request.FILES or None, **options)
    return form(**options)


def one_after_the_other(step: Step) -> Step:
    """For steps that change a row which is there already: while one saves, who saves at the same time waits, and is
    second. Nothing but the database is touched in between."""

    @wraps(step)
    def waiting(request: HttpRequest, user: User) -> HttpResponse:
        if request.method != "POST":
            return step(request, user)
        with transaction.atomic():
            one_picture.all_rows(Municipality).select_for_update().filter(id=1).first()
            return step(request, user)

    return waiting


def watched(request: HttpRequest, act: str, form: type[Any], **options: Any) -> Any:
    """As `bound`, for a form of what is there already: it carries the picture of what it was made from."""
    beside = options.pop("beside", {})
    return bound(request, act, one_picture.watching(form, beside), **options)


def own_row() -> Municipality:
    return Municipality.objects.filter(id=1).first() or Municipality(id=1)


def save_municipality(form: "django_forms.ModelForm[Municipality]", *, by: User) -> None:
    if not form.instance.name:
        form.instance.name = "Aula"
    form.save()
    note_change(form, form.instance, by=by)
    transaction.on_commit(Municipality.forget_cached)


def note_change(form: django_forms.BaseForm, row: models.Model, *, by: User) -> None:
    """Who changed what of the row, as the administration notes it of its own forms."""
    if form.has_changed():
        changed = [{"changed": {"fields": [str(form[name].label) for name in form.changed_data]}}]
        LogEntry.objects.log_actions(by.pk, [row], CHANGE, changed, single_object=True)
