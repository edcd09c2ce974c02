"""What triage goes by and what it has learned, in the admin: hints, threshold, examples and models."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path
from django.utils.formats import date_format
from django.utils.text import Truncator
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _

from desk.setup import trained_models
from desk.setup.trials import TriedAdmin
from organisation.admin.base import PICKED_BY_NAME, OneRowAdmin
from organisation.people.staff import person
from tickets.models import Reading
from triage.learning.models import Example
from triage.learning.trial import Rules
from triage.suggestions.models import Hint, ModelVersion, TriagePolicy


@admin.register(Hint)
class HintAdmin(TriedAdmin):
    list_display = ("term", "route", "weight", "institution", "is_active")
    list_filter = ("route", "is_active")
    search_fields = ("term",)
    formfield_overrides = PICKED_BY_NAME
    list_select_related = ("institution",)

    def rules_with(self, typed: Hint) -> Rules:
        return Rules.now(hint=typed)


@admin.register(TriagePolicy)
class TriagePolicyAdmin(OneRowAdmin, TriedAdmin):
    list_display = ("__str__", "keeps_examples")

    def rules_with(self, typed: TriagePolicy) -> Rules:
        return Rules.now(threshold=typed.threshold)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return super().has_add_permission(request) and not TriagePolicy.objects.exists()

    def has_delete_permission(self, request: HttpRequest, obj: TriagePolicy | None = None) -> bool:
        return False


@admin.register(ModelVersion)
class ModelVersionAdmin(admin.ModelAdmin[ModelVersion]):
    """Pages of our own: a list with figures, and a question before another model is used."""

    def get_urls(self) -> list[URLPattern]:
        guarded = self.admin_site.admin_view
        return [
            path("", guarded(trained_models.show), name="triage_modelversion_changelist"),
            path("program/use/", guarded(trained_models.use), {"pk": None}, name="model_use_program"),
            path("<int:pk>/use/", guarded(trained_models.use), name="model_use"),
            path("let_go/", guarded(trained_models.let_go), name="model_let_go"),
        ]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: ModelVersion | None = None) -> bool:
        return False


@admin.register(Example)
class ExampleAdmin(admin.ModelAdmin[Example]):
    """What was learned, to read and, where it misleads, to delete: nothing is trained on it from then on."""

    list_display = ("text", "suggested", "route", "audience", "learned")
    list_filter = ("route", "is_held_back")
    search_fields = ("subject", "body")
    list_per_page = 50
    list_select_related = ("ticket",)
    show_full_result_count = False
    ordering = ("-id",)
    fields = ("subject", "body", "audience", "suggested", "route", "is_held_back", "learned_at")

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """Who is shown the beginning of what stood in a case is in its reading log."""
        answer = super().changelist_view(request, extra_context)
        shown = getattr(answer, "context_data", {}).get("cl")
        examples = shown.result_list if shown else ()
        Reading.note_listed([each.ticket for each in examples if each.ticket], person(request))
        return answer

    def change_view(self, request: HttpRequest, object_id: str, *args: Any, **options: Any) -> HttpResponse:
        example = self.get_object(request, object_id)
        if example is not None and example.ticket is not None and self.has_view_permission(request, example):
            Reading.note(example.ticket, person(request))
        return super().change_view(request, object_id, *args, **options)

    @admin.display(description=_("text"))
    def text(self, example: Example) -> str:
        return example.subject or Truncator(example.body).words(12)

    @admin.display(description=_("learned"), ordering="learned_at")
    def learned(self, example: Example) -> str:
        return date_format(localtime(example.learned_at), "SHORT_DATE_FORMAT")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Example | None = None) -> bool:
        return False
