"""How long a case may lie, and what is promised."""

from typing import Any

from django import forms
from django.contrib import admin

from organisation.admin.base import RefreshingAdmin
from tickets.models import EscalationPolicy, Target
from tickets.models.policy import USUAL_REMINDER


class EscalationPolicyForm(forms.ModelForm[EscalationPolicy]):
    """Left empty, the reminder comes when it usually does."""

    class Meta:
        model = EscalationPolicy
        fields = ["tier", "working_minutes", "high_percent", "urgent_percent", "remind_percent"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["remind_percent"].required = False

    def clean_remind_percent(self) -> int:
        percent: int | None = self.cleaned_data["remind_percent"]
        return USUAL_REMINDER if percent is None else percent


@admin.register(EscalationPolicy)
class EscalationPolicyAdmin(RefreshingAdmin):
    form = EscalationPolicyForm
    moves_due_times = True
    list_display = ("tier", "working_minutes", "high_percent", "urgent_percent", "remind_percent")

    def forget_cached(self) -> None:
        EscalationPolicy.forget_cached()


@admin.register(Target)
class TargetAdmin(RefreshingAdmin):
    """None as long as the municipality has promised nothing."""

    moves_due_times = True
    list_display = ("kind", "priority", "audience", "tier", "working_minutes", "remind_percent")
    ordering = ("kind", "priority", "audience", "tier", "id")

    def forget_cached(self) -> None:
        Target.forget_cached()
