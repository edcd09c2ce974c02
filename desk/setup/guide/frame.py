"""The frame of every step: the page, what is refused, and where one goes once it is saved."""

from collections.abc import Callable
from typing import Any

from django import forms as django_forms
from django.contrib import admin, messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from desk.setup.guide import looks
from organisation.models import Municipality

Context = dict[str, Any]


def page(request: HttpRequest, name: str, context: Context, *, status: int = 200) -> HttpResponse:
    progress = looks.progress()
    seen = next(each for each in progress.seen if each.step.name == name)
    frame: Context = {"title": str(seen.step.title), "seen": seen, "progress": progress}
    context = frame | {"following": progress.after(name)} | context
    refused = [line for each in context.values() if isinstance(each, django_forms.BaseForm) for line in errors_of(each)]
    shown = admin.site.each_context(request) | context | {"refused": refused, "errors": bool(refused)}
    return render(request, f"desk/setup/guide/{name}.html", shown, status=422 if refused else status)


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


def own_row() -> Municipality:
    return Municipality.objects.filter(id=1).first() or Municipality(id=1)


def save_municipality(form: "django_forms.ModelForm[Municipality]") -> None:
    if not form.instance.name:
        form.instance.name = "Aula"
    form.save()
    transaction.on_commit(Municipality.forget_cached)
