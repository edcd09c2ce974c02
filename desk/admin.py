"""Triage in the admin: the workspace in the place of the change page, and the rows that administrators edit."""

from django.contrib import admin
from django.http import HttpRequest
from django.urls import URLPattern, path

from desk.answers import admin as answers_admin  # noqa: F401  they register pages of their own
from desk.case import alike, drafts, mails, neighbours, open_for, presence, previews, ready_texts, views
from desk.case.buttons import BUTTONS
from desk.known_errors import admin as known_error_admin  # noqa: F401  they register pages of their own
from desk.persons import case_paper
from desk.prints import pages as prints
from desk.queue import views as queue_views
from desk.rollover import pages as rollover_pages
from desk.setup import hours, learning, ready_answers, routing_rules  # noqa: F401  they register pages of their own
from desk.team import absences, colleagues, institution_pages, splitting_pages
from desk.wishes import admin as wishes_admin  # noqa: F401  they register pages of their own
from organisation.admin.base import PICKED_BY_NAME, OneRowAdmin
from tickets.models import Ticket
from triage.flags.models import NamedPerson
from triage.forwarding.models import SilencePolicy


@admin.register(Ticket)
class TicketAdmin(admin.ModelAdmin[Ticket]):
    """The queue and the workspace. Rights are those of the person's roles, asked by the views themselves."""

    def get_urls(self) -> list[URLPattern]:
        guarded = self.admin_site.admin_view
        kept = views.keeps_text(self.admin_site)
        return [
            *queue_views.urls(guarded),
            path("<int:pk>/", guarded(views.show_case), name="tickets_ticket_change"),
            path("open_for/", kept(guarded(open_for.show)), name="open_for"),
            path("open_for/hints/", guarded(open_for.look), name="open_for_hints"),
            path("institutions/<int:pk>/close/", guarded(institution_pages.close), name="close_institution"),
            path("institutions/<int:pk>/hours/", guarded(hours.show), name="institution_hours"),
            path("institutions/<int:pk>/split/", guarded(splitting_pages.show), name="split_institution"),
            path("institutions/<int:pk>/together/", guarded(splitting_pages.join), name="put_together"),
            path("prints/", guarded(prints.show), name="prints"),
            path("prints/run/<int:pk>/", guarded(prints.run), name="print_run"),
            path("prints/run/<int:pk>/file/", guarded(prints.run_file), name="print_run_file"),
            path("prints/<slug:kind>/", guarded(prints.every), name="print_all"),
            path("prints/<slug:kind>/<slug:code>/", guarded(prints.one), name="print_one"),
            path("colleagues/", guarded(colleagues.show), name="colleagues"),
            path("colleagues/<int:pk>/remove/", guarded(colleagues.take_leave), name="remove_colleague"),
            path("colleagues/list/", guarded(rollover_pages.choose), name="rollover"),
            path("colleagues/list/staff.csv", guarded(rollover_pages.staff), name="rollover_staff"),
            path("colleagues/list/<int:pk>/", guarded(rollover_pages.preview), name="rollover_preview"),
            path("colleagues/list/<int:pk>/outcome/", guarded(rollover_pages.outcome), name="rollover_outcome"),
            path("colleagues/list/<int:pk>/undo/", guarded(rollover_pages.undo), name="rollover_undo"),
            path("colleagues/list/<int:pk>/done.csv", guarded(rollover_pages.done_list), name="rollover_done"),
            path("absences/", guarded(absences.show), name="absences"),
            path("absences/<int:pk>/cancel/", guarded(absences.cancel), name="absence_cancel"),
            path("absences/<int:pk>/confirm/", guarded(absences.confirm), name="absence_confirm"),
            path("absences/<int:pk>/hand_over/", guarded(absences.hand_over), name="absence_hand_over"),
            path("<int:pk>/next/", guarded(neighbours.step), {"way": "next"}, name="ticket_next"),
            path("<int:pk>/previous/", guarded(neighbours.step), {"way": "previous"}, name="ticket_previous"),
            path("<int:pk>/draft/<slug:kind>/", kept(guarded(drafts.save)), name="ticket_draft"),
            path("<int:pk>/presence/", guarded(presence.sign_of_life), name="ticket_presence"),
            path("<int:pk>/colleagues/", guarded(presence.colleagues), name="ticket_colleagues"),
            path("<int:pk>/part/<slug:part>/", guarded(views.show_part), name="ticket_part"),
            path("<int:pk>/alike/", guarded(alike.show), name="ticket_alike"),
            path("<int:pk>/preview/", guarded(previews.preview), name="ticket_preview"),
            path("<int:pk>/texts/", guarded(ready_texts.show), name="ticket_texts"),
            path("<int:pk>/letter/", kept(guarded(previews.letter)), name="ticket_letter"),
            path("<int:pk>/paper/", guarded(case_paper.show), name="ticket_paper"),
            path("<int:pk>/mails/", guarded(mails.show), name="ticket_mails"),
            path("<int:pk>/files/", guarded(previews.files), name="ticket_files"),
            path("<int:pk>/file/<uuid:key>/", guarded(views.attachment), name="ticket_attachment"),
            path("<int:pk>/file/<uuid:key>/cover/", kept(guarded(views.cover)), name="ticket_cover"),
            path("<int:pk>/file/<uuid:key>/remove/", kept(guarded(views.remove_file)), name="ticket_remove_file"),
            *(
                path(f"<int:pk>/{verb}/", kept(guarded(views.act)), {"verb": verb}, name=f"ticket_{verb}")
                for verb in BUTTONS
            ),
        ]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Ticket | None = None) -> bool:
        return False


@admin.register(SilencePolicy)
class SilencePolicyAdmin(OneRowAdmin):
    list_display = ("__str__", "remind_after_days", "close_after_days", "error_days", "sent_days", "unsent_days")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return super().has_add_permission(request) and not SilencePolicy.objects.exists()

    def has_delete_permission(self, request: HttpRequest, obj: SilencePolicy | None = None) -> bool:
        return False


@admin.register(NamedPerson)
class NamedPersonAdmin(admin.ModelAdmin[NamedPerson]):
    """Who is told of sensitive and of urgent cases. They must be able to see the case."""

    list_display = ("user", "kind", "institution")
    list_filter = ("kind",)
    formfield_overrides = PICKED_BY_NAME
    list_select_related = ("user", "institution")
