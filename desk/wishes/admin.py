"""The project lead's board in the admin, in the place of Django's pages for change requests."""

from django.contrib import admin
from django.http import HttpRequest
from django.urls import URLPattern, path

from desk.case import views
from desk.wishes import board, bundle_pages, request_pages
from desk.wishes.buttons import BOARD_BUTTONS, BUNDLE_BUTTONS, REQUEST_BUTTONS
from organisation.people.staff import may
from organisation.roles import Verb
from triage.wishes.models import ChangeRequest


@admin.register(ChangeRequest)
class ChangeRequestAdmin(admin.ModelAdmin[ChangeRequest]):
    """The project lead's board, the pages of its requests, and the bundles to KOMBIT."""

    def get_urls(self) -> list[URLPattern]:
        guarded, kept = self.admin_site.admin_view, views.keeps_text(self.admin_site)
        return [
            path("", guarded(board.show_board), name="triage_changerequest_changelist"),
            path("alike/", guarded(board.show_alike), name="wishes_alike"),
            path("sheet/", guarded(board.download), name="wishes_sheet"),
            path("ticked/", guarded(board.ticked), name="wishes_ticked"),
            *(
                path(f"{verb}/", guarded(board.act_on_many), {"verb": verb}, name=f"wishes_{verb}")
                for verb in BOARD_BUTTONS
            ),
            path("<int:pk>/", guarded(request_pages.show_request), name="triage_changerequest_change"),
            *(
                path(f"<int:pk>/{verb}/", kept(guarded(request_pages.act)), {"verb": verb}, name=f"request_{verb}")
                for verb in REQUEST_BUTTONS
            ),
            path("bundles/", guarded(bundle_pages.show_bundles), name="bundles"),
            path("bundles/<int:pk>/", guarded(bundle_pages.show_bundle), name="bundle"),
            path("bundles/<int:pk>/where/", guarded(bundle_pages.where), name="bundle_where"),
            path("bundles/<int:pk>/file/<int:key>/", guarded(bundle_pages.file), name="bundle_file"),
            *(
                path(f"bundles/<int:pk>/{verb}/", guarded(bundle_pages.act), {"verb": verb}, name=f"bundle_{verb}")
                for verb in BUNDLE_BUTTONS
            ),
        ]

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self.has_view_permission(request)

    def has_view_permission(self, request: HttpRequest, obj: ChangeRequest | None = None) -> bool:
        return may(request, Verb.COLLECT)

    def has_change_permission(self, request: HttpRequest, obj: ChangeRequest | None = None) -> bool:
        return self.has_view_permission(request)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: ChangeRequest | None = None) -> bool:
        return False
