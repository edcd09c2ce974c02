"""Answer templates and macros in the admin."""

from typing import Any, Final

from django.contrib import admin
from django.utils.html import format_html, format_html_join, linebreaks
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext_lazy as _

from organisation.admin.base import PICKED_BY_NAME
from triage.ready_answers.models import AnswerTemplate, Macro, MacroStep
from triage.ready_answers.models.answer_template import PLACEHOLDERS, filled

EXAMPLE: Final = {
    "navn": "Maja Holm",
    "fornavn": "Maja",
    "sagsnummer": "AULA-26-004217",
    "emne": "Kan ikke se mit barn",
    "institution": "Grøndal Skole",
    "kommune": "Nordsø Kommune",
    "mit navn": "Anna Bech",
}
"""What the preview fills in."""


@admin.register(AnswerTemplate)
class AnswerTemplateAdmin(admin.ModelAdmin[AnswerTemplate]):
    list_display = ("title", "language", "route", "audience", "institution", "is_active")
    list_filter = ("is_active", "language", "route")
    list_select_related = ("institution",)
    search_fields = ("title", "text")
    formfield_overrides = PICKED_BY_NAME
    ordering = ("title", "id")
    fields = ("title", "text", "placeholders", "preview", "language", "route", "audience", "institution", "is_active")
    readonly_fields = ("placeholders", "preview")

    @admin.display(description=_("placeholders"))
    def placeholders(self, _template: AnswerTemplate | None) -> SafeString:
        rows = [(f"{{{name}}}", meaning) for name, meaning in PLACEHOLDERS.items()]
        return format_html("<ul>{}</ul>", format_html_join("", "<li><code>{}</code> {}</li>", rows))

    @admin.display(description=_("preview"))
    def preview(self, template: AnswerTemplate | None) -> SafeString | str:
        """The saved text as the requester of an example would read it."""
        text = filled(template.text, EXAMPLE) if template and template.text else ""
        return mark_safe(linebreaks(text, autoescape=True)) if text else "–"  # noqa: S308  escaped by `linebreaks`


class MacroStepInline(admin.StackedInline[MacroStep, Macro]):
    model = MacroStep
    extra = 1
    ordering = ("position", "id")
    formfield_overrides = PICKED_BY_NAME


@admin.register(Macro)
class MacroAdmin(admin.ModelAdmin[Macro]):
    list_display = ("title", "what", "is_active")
    list_filter = ("is_active",)
    search_fields = ("title",)
    inlines = (MacroStepInline,)

    def get_queryset(self, request: Any) -> Any:
        return super().get_queryset(request).prefetch_related("steps__template")

    @admin.display(description=_("steps"))
    def what(self, macro: Macro) -> str:
        steps = sorted(macro.steps.all(), key=lambda step: (step.position, step.pk))
        return " → ".join(str(step) for step in steps)
