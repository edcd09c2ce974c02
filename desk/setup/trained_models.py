"""Which model triage uses, how good each was, and the way back. For the municipal administrator."""

from typing import Any

from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from organisation.importing.pages import administrator
from triage.classifier.engine_version import ENGINE
from triage.learning.models import HELD_BACK, LEAST_HELD_BACK, Example
from triage.suggestions.models import ModelUse, ModelVersion, TriagePolicy
from triage.suggestions.models.model_version import ModelFile

SHOWN = 30


@require_safe
def show(request: HttpRequest) -> HttpResponse:
    administrator(request)
    versions = list(ModelVersion.objects.newest_first()[:SHOWN])
    files = ModelFile.objects.readable(ENGINE).filter(version__in=versions)
    held_back = Example.objects.held_back().count()
    context = {
        "use": ModelUse.latest(),
        "versions": versions,
        "readable": set(files.values_list("version", flat=True)),
        "learned": Example.objects.count(),
        "held_back": held_back,
        "least": LEAST_HELD_BACK,
        "lacking": max(LEAST_HELD_BACK - held_back, 0) * HELD_BACK,
        "keeps": TriagePolicy.current().keeps_examples,
    }
    return page(request, "models", _("Models"), context)


@require_http_methods(["GET", "POST"])
def use(request: HttpRequest, pk: int | None) -> HttpResponse:
    """What changes, and by POST it does: the version, or (no `pk`) the model that came with the program."""
    user = administrator(request)
    version = get_object_or_404(ModelVersion.objects.trained(), pk=pk) if pk is not None else None
    if request.method == "POST":
        ModelUse.choose(version, by=user, engine=ENGINE)
        name = version or _("The model that came with the program")
        messages.success(request, _("%(model)s is used from now on.") % {"model": name})
        return redirect("admin:triage_modelversion_changelist")
    return page(request, "model_use", _("Use another model"), {"version": version, "use": ModelUse.latest()})


@require_POST
def let_go(request: HttpRequest) -> HttpResponse:
    ModelUse.let_go(by=administrator(request))
    messages.success(request, _("From now on a new model is used when it is no worse."))
    return redirect("admin:triage_modelversion_changelist")


def page(request: HttpRequest, name: str, title: str, context: dict[str, Any]) -> HttpResponse:
    whole = {**admin.site.each_context(request), "title": title, **context}
    return render(request, f"desk/setup/learning/{name}.html", whole)
