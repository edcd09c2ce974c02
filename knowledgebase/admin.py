"""Where synonyms are kept. Answers are written on pages of their own (`desk.answers`)."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from knowledgebase.models import IndexState, Synonym


@admin.register(Synonym)
class SynonymAdmin(admin.ModelAdmin[Synonym]):
    """A change counts from the next search on."""

    list_display = ("term", "meaning", "both_ways")
    list_filter = ("both_ways",)
    search_fields = ("term", "meaning")
    ordering = ("term", "id")

    def save_model(self, request: HttpRequest, obj: Synonym, form: Any, change: bool) -> None:  # noqa: FBT001
        super().save_model(request, obj, form, change)
        IndexState.move_on()

    def delete_model(self, request: HttpRequest, obj: Synonym) -> None:
        super().delete_model(request, obj)
        IndexState.move_on()

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Synonym]) -> None:
        super().delete_queryset(request, queryset)
        IndexState.move_on()
