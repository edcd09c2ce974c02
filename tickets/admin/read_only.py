"""Rows that are looked at and not edited."""

from typing import Any, TypeVar

from django.contrib import admin
from django.db.models import Model
from django.http import HttpRequest, HttpResponse

from organisation.people.staff import person
from tickets.models import Reading, Ticket
from tickets.models.safeguarding import needs_to_know

Row = TypeVar("Row", bound=Model)


class ReadOnly(admin.ModelAdmin[Row]):
    """Rows that the program writes and nobody edits."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Row | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Row | None = None) -> bool:
        return False


class ListsWords(admin.ModelAdmin[Row]):
    """A list that shows some of what stands in cases: whoever is shown it is in the reading log of each."""

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        answer = super().changelist_view(request, extra_context)
        shown = getattr(answer, "context_data", {}).get("cl")
        rows = shown.result_list if shown else ()
        Reading.note_listed([ticket for row in rows if (ticket := self.case_of(row))], person(request))
        return answer

    def case_of(self, row: Row) -> Ticket | None:
        raise NotImplementedError


class ReadMail(ReadOnly[Row]):
    """A mail of a case is the case's text: who opens it has read the case, and who may not read that opens none."""

    def has_view_permission(self, request: HttpRequest, obj: Row | None = None) -> bool:
        ticket = self.case_of(obj) if obj is not None else None
        sees = ticket is None or needs_to_know(person(request), ticket)
        return sees and super().has_view_permission(request, obj)

    def change_view(self, request: HttpRequest, object_id: str, *args: Any, **options: Any) -> HttpResponse:
        self.note_reading(request, object_id)
        return super().change_view(request, object_id, *args, **options)

    def history_view(self, request: HttpRequest, object_id: str, *args: Any, **options: Any) -> HttpResponse:
        """Its heading is the subject of the mail."""
        self.note_reading(request, object_id)
        return super().history_view(request, object_id, *args, **options)

    def note_reading(self, request: HttpRequest, object_id: str) -> None:
        row = self.get_object(request, object_id)
        if row is not None and self.has_view_permission(request, row) and (ticket := self.case_of(row)):
            Reading.note(ticket, person(request))

    def case_of(self, row: Row) -> Ticket | None:
        raise NotImplementedError
