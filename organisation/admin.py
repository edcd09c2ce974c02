"""Administration of the municipality, its institutions, people and parties."""

from typing import Any

from django import forms
from django.contrib import admin
from django.db import models
from django.http import HttpRequest

from organisation.models import ClosingDay, Institution, Membership, Municipality, OpeningWindow, Party, User


class RefreshingAdmin(admin.ModelAdmin[Any]):
    """Shows changes of cached rows at once."""

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:  # noqa: FBT001
        super().save_model(request, obj, form, change)
        Municipality.forget_cached()

    def delete_model(self, request: HttpRequest, obj: Any) -> None:
        super().delete_model(request, obj)
        Municipality.forget_cached()


@admin.register(Municipality)
class MunicipalityAdmin(RefreshingAdmin):
    def has_add_permission(self, request: HttpRequest) -> bool:
        return super().has_add_permission(request) and not Municipality.objects.exists()

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(OpeningWindow)
class OpeningWindowAdmin(RefreshingAdmin):
    list_display = ("weekday", "opens", "closes")


@admin.register(ClosingDay)
class ClosingDayAdmin(RefreshingAdmin):
    list_display = ("day", "name")


@admin.register(Institution)
class InstitutionAdmin(admin.ModelAdmin[Institution]):
    list_display = ("name", "kind", "code", "area", "schedule_vendor", "is_active")
    list_filter = ("kind", "area", "is_active")
    search_fields = ("name", "code")
    formfield_overrides = {models.ManyToManyField: {"widget": forms.CheckboxSelectMultiple}}
    list_select_related = ("schedule_vendor",)


class MembershipInline(admin.StackedInline[Membership, User]):
    model = Membership
    extra = 1
    autocomplete_fields = ("institution",)


@admin.register(User)
class UserAdmin(admin.ModelAdmin[User]):
    list_display = ("name", "email", "language", "is_active", "last_login")
    list_filter = ("memberships__role", "is_active")
    search_fields = ("name", "email")
    fields = ("name", "email", "language", "is_active")
    inlines = (MembershipInline,)


@admin.register(Party)
class PartyAdmin(admin.ModelAdmin[Party]):
    list_display = ("name", "kind", "email", "phone", "status_page")
    list_filter = ("kind",)
    search_fields = ("name", "products")
