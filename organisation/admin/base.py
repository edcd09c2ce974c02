"""What several admin pages share: rows that are cached, rows of which there is one, lists filled from a spreadsheet."""

from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from typing import Any, Final

from django import forms
from django.contrib import admin
from django.db import models, transaction
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, path, reverse

from organisation.calendar import working_time
from organisation.importing import pages as import_pages
from organisation.models import (
    Municipality,
)

PICKED_BY_NAME: Final[dict[Any, Any]] = {models.ForeignKey: {"widget": forms.Select(attrs={"data-combobox": ""})}}
"""`formfield_overrides` of forms that point at one of many rows: a field to type in, a plain list without scripts."""


class RefreshingAdmin(admin.ModelAdmin[Any]):
    """Shows changes of cached rows at once."""

    moves_due_times = False
    """Whether due times are counted by these rows."""

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:  # noqa: FBT001
        with self.changing(request):
            super().save_model(request, obj, form, change)

    def delete_model(self, request: HttpRequest, obj: Any) -> None:
        with self.changing(request):
            super().delete_model(request, obj)

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> None:
        with self.changing(request):
            super().delete_queryset(request, queryset)

    @contextmanager
    def changing(self, request: HttpRequest) -> Iterator[None]:
        """Tells how many due times follow, where they do."""
        transaction.on_commit(self.forget_cached)
        with working_time.telling(request) if self.moves_due_times else nullcontext():
            yield

    def forget_cached(self) -> None:
        Municipality.forget_cached()


class OneRowAdmin(admin.ModelAdmin[Any]):
    """There is one row and no more: its form stands in the place of a list."""

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        only = self.get_queryset(request).first()
        if only is not None and self.has_view_permission(request, only):
            return redirect(f"admin:{only._meta.app_label}_{only._meta.model_name}_change", only.pk)
        return super().changelist_view(request, extra_context)


class ImportedAdmin(admin.ModelAdmin[Any]):
    """A list that can also be filled from a spreadsheet. `imports` names what."""

    imports = ""
    change_list_template = "organisation/admin/list.html"

    def get_urls(self) -> list[URLPattern]:
        guarded, kind = self.admin_site.admin_view, {"kind": self.imports}
        name = f"import_{self.imports}"
        return [
            path("import/", guarded(import_pages.choose), kind, name=name),
            path("import/example/", guarded(import_pages.example), kind, name=f"{name}_example"),
            path("import/<int:pk>/", guarded(import_pages.preview), kind, name=f"{name}_preview"),
            *super().get_urls(),
        ]

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        address = reverse(f"admin:import_{self.imports}") if self.has_add_permission(request) else ""
        return super().changelist_view(request, {**(extra_context or {}), "import_address": address})
