"""Rows around cases: tags, who gets new ones, and whether it helped."""

from django.contrib import admin
from django.db.models import Count, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from organisation.admin.base import PICKED_BY_NAME, RefreshingAdmin
from organisation.people.staff import person
from tickets.admin.read_only import ReadOnly
from tickets.models import Satisfaction, Sharing, Tag, Ticket


@admin.register(Tag)
class TagAdmin(RefreshingAdmin):
    """The municipality's own words for what cases have in common."""

    list_display = ("name", "hint", "cases", "is_active")
    ordering = ("name", "id")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Tag]:
        return Tag.objects.annotate(case_count=Count("taggings"))

    @admin.display(description=_("cases"), ordering="case_count")
    def cases(self, tag: Tag) -> int:
        return int(getattr(tag, "case_count", 0))

    def forget_cached(self) -> None:
        Tag.forget_cached()


@admin.register(Sharing)
class SharingAdmin(admin.ModelAdmin[Sharing]):
    """Who gets new cases, in all institutions or in one."""

    list_display = ("__str__", "way")
    formfield_overrides = PICKED_BY_NAME
    list_select_related = ("institution",)


@admin.register(Satisfaction)
class SatisfactionAdmin(ReadOnly[Satisfaction]):
    """Whether it helped, by route and place; the counts stand beside the filters."""

    list_display = ("ticket", "helped", "missing", "route", "place", "said_at")
    list_filter = ("helped", "missing", "ticket__route", "ticket__institution")
    list_select_related = ("ticket__institution",)
    show_facets = admin.ShowFacets.ALWAYS
    ordering = ("-said_at", "-id")

    @admin.display(description=_("route"))
    def route(self, row: Satisfaction) -> str:
        return row.ticket.get_route_display()

    @admin.display(description=_("institution"))
    def place(self, row: Satisfaction) -> str:
        return str(row.ticket.institution or "–")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Satisfaction]:
        return super().get_queryset(request).filter(ticket__in=Ticket.objects.visible_to(person(request)))
