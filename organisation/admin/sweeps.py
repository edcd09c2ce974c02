"""What failed in the background, as a list."""

from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from organisation.models import SweepFailure
from organisation.sweeps import names as sweep_names


class SweepFilter(admin.SimpleListFilter):
    """By the work that failed, in words."""

    title = gettext_lazy("work in the background")
    parameter_name = "sweep"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        sweeps = SweepFailure.objects.order_by("sweep").values_list("sweep", flat=True).distinct()
        return [(sweep, sweep_names.words_of(sweep)) for sweep in sweeps]

    def queryset(self, request: HttpRequest, queryset: QuerySet[SweepFailure]) -> QuerySet[SweepFailure]:
        return queryset.filter(sweep=self.value()) if self.value() else queryset


@admin.register(SweepFailure)
class SweepFailureAdmin(admin.ModelAdmin[SweepFailure]):
    """What failed in the background. Nobody writes here; a row goes away by itself once it has been dealt with."""

    list_display = ("work", "key", "what", "place", "times", "first_at", "last_at", "again_at")
    list_display_links = None
    list_filter = (SweepFilter,)
    actions = ("try_again",)
    list_per_page = 50
    ordering = ("-last_at", "-id")

    @admin.display(description=gettext_lazy("work in the background"), ordering="sweep")
    def work(self, failure: SweepFailure) -> str:
        return sweep_names.words_of(failure.sweep)

    @admin.display(description=gettext_lazy("error"), ordering="error")
    def what(self, failure: SweepFailure) -> str:
        return sweep_names.as_words(failure.error)

    @admin.action(description=gettext_lazy("Try again at once"), permissions=["view"])
    def try_again(self, request: HttpRequest, queryset: QuerySet[SweepFailure]) -> None:
        queryset.update(again_at=timezone.now())
        messages.success(request, _("They are tried again with the next run, within minutes."))

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: SweepFailure | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: SweepFailure | None = None) -> bool:
        return False
