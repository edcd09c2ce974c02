"""Administration of the schools and daycares."""

from django import forms
from django.contrib import admin
from django.db import models
from django.http import HttpRequest

from organisation.admin.base import ImportedAdmin
from organisation.institutions.closing import InstitutionForm
from organisation.models import Institution


@admin.register(Institution)
class InstitutionAdmin(ImportedAdmin):
    imports = "institutions"
    form = InstitutionForm
    change_form_template = "organisation/admin/institution_form.html"
    list_display = ("name", "kind", "code", "area", "schedule_vendor", "is_active")
    list_filter = ("kind", "area", "is_active")
    search_fields = ("name", "code")
    formfield_overrides = {models.ManyToManyField: {"widget": forms.CheckboxSelectMultiple}}
    list_select_related = ("schedule_vendor",)
    ordering = ("name", "id")

    def has_delete_permission(self, request: HttpRequest, obj: Institution | None = None) -> bool:
        """An institution that closes becomes inactive: its cases stay."""
        return super().has_delete_permission(request, obj) and obj is not None and not obj.tickets.exists()
