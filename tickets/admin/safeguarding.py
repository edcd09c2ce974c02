"""What must not wait, and where somebody finds help now."""

from django import forms
from django.contrib import admin
from django.db.models import Model, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from organisation.admin.base import OneRowAdmin, RefreshingAdmin
from tickets.models import HelpLine, Safeguarding
from tickets.words import SENSITIVE, FlagKind


@admin.register(Safeguarding)
class SafeguardingAdmin(OneRowAdmin, RefreshingAdmin):
    """How the municipality handles what must not wait."""

    def forget_cached(self) -> None:
        Safeguarding.forget_cached()

    def has_add_permission(self, request: HttpRequest) -> bool:
        return super().has_add_permission(request) and not Safeguarding.objects.exists()

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False


class HelpLineForm(forms.ModelForm[HelpLine]):
    kinds = forms.MultipleChoiceField(
        label=_("For"),
        choices=[(kind, FlagKind(kind).label) for kind in SENSITIVE],
        widget=forms.CheckboxSelectMultiple,
    )

    class Meta:
        model = HelpLine
        fields = ["name", "phone", "page", "words", "words_en", "kinds", "audience", "place"]


@admin.register(HelpLine)
class HelpLineAdmin(RefreshingAdmin):
    """Where a writer finds help now. What the program brings must be confirmed by the municipality."""

    form = HelpLineForm
    list_display = ("name", "phone", "audience", "place")

    def get_queryset(self, request: HttpRequest) -> QuerySet[HelpLine]:
        return HelpLine.objects.order_by("place", "id")

    def forget_cached(self) -> None:
        Safeguarding.forget_cached()
