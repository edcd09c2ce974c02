"""Administration of the rows around cases. Cases themselves have their workspace in `triage`."""

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from tickets.models import Delivery, EscalationPolicy, Mailbox, Sharing


@admin.register(EscalationPolicy)
class EscalationPolicyAdmin(admin.ModelAdmin[EscalationPolicy]):
    list_display = ("tier", "working_minutes")


@admin.register(Mailbox)
class MailboxAdmin(admin.ModelAdmin[Mailbox]):
    list_display = ("address", "institution", "is_active")
    list_select_related = ("institution",)
    autocomplete_fields = ("institution",)


@admin.register(Sharing)
class SharingAdmin(admin.ModelAdmin[Sharing]):
    """Who gets new cases, in all institutions or in one."""

    list_display = ("__str__", "way")
    autocomplete_fields = ("institution",)
    list_select_related = ("institution",)


@admin.register(Delivery)
class DeliveryAdmin(admin.ModelAdmin[Delivery]):
    """Read only: what left the house, and what did not."""

    list_display = ("kind", "status", "attempts", "next_attempt_at", "sent_at", "last_error")
    list_filter = ("status", "kind")
    search_fields = ("recipient",)
    show_full_result_count = False
    actions = ("try_again",)

    def get_exclude(self, request: HttpRequest, obj: Delivery | None = None) -> tuple[str, ...]:
        """A way to sign in is for its recipient alone."""
        return ("body",) if obj is not None and obj.secret else ()

    @admin.action(description=_("Try again now"))
    def try_again(self, request: HttpRequest, queryset: QuerySet[Delivery]) -> None:
        for delivery in queryset:
            delivery.requeue()

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Delivery | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Delivery | None = None) -> bool:
        return False
