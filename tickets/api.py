"""Cases over the API: the same rows, for the same people, by the same words as in the pages."""

from typing import Any, Final

from drf_spectacular.utils import extend_schema
from rest_framework import mixins, serializers, viewsets
from rest_framework.pagination import CursorPagination
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.utils.urls import replace_query_param

from organisation.api.views import ApiView
from organisation.models import Institution
from organisation.people.staff import person
from tickets import search
from tickets.models import Message, Reading, Ticket
from tickets.models.ticket_list import TicketQuerySet
from tickets.requester.forms import LONGEST_TEXT
from tickets.requester.on_behalf import open_for
from tickets.words import Channel, Route, Status, Tier


class MessageSerializer(serializers.ModelSerializer[Message]):
    class Meta:
        model = Message
        fields = ("id", "kind", "author_name", "body", "created_at", "retracted_at")


LISTED = (
    "id",
    "number",
    "subject",
    "audience",
    "institution",
    "status",
    "tier",
    "route",
    "priority",
    "assignee",
    "opened_at",
    "last_activity_at",
    "due_at",
    "resolved_at",
    "version",
    "merged_into",
    "tags",
)


class TicketSerializer(serializers.ModelSerializer[Ticket]):
    """A case as a list shows it. The private link is the requester's and is never here."""

    tags = serializers.SlugRelatedField(slug_field="name", many=True, read_only=True)  # type: ignore[var-annotated]

    class Meta:
        model = Ticket
        fields = LISTED
        read_only_fields = fields


class WholeTicketSerializer(TicketSerializer):
    """A case with its requester and the whole conversation."""

    messages = MessageSerializer(many=True, read_only=True)

    class Meta:
        model = Ticket
        fields = (*LISTED, "requester_name", "requester_email", "language", "channel", "messages")
        read_only_fields = fields


class OpenSerializer(serializers.ModelSerializer[Ticket]):
    """What opening a case takes."""

    body = serializers.CharField(max_length=LONGEST_TEXT)
    institution = serializers.PrimaryKeyRelatedField(queryset=Institution.objects.active())
    answer = serializers.CharField(
        required=False,
        allow_blank=True,
        max_length=LONGEST_TEXT,
        help_text="What they were answered at once; the case is solved with it.",
    )

    class Meta:
        model = Ticket
        fields = (
            "subject",
            "body",
            "audience",
            "institution",
            "requester_name",
            "requester_email",
            "requester_phone",
            "language",
            "answer",
        )


class FilterSerializer(serializers.Serializer[Any]):
    """Narrows the list."""

    q = serializers.CharField(required=False, max_length=200)
    before = serializers.IntegerField(
        required=False, min_value=1, max_value=2**63 - 1, help_text="With q: the id where the page before ended."
    )
    status = serializers.ChoiceField(required=False, choices=Status.choices)
    route = serializers.ChoiceField(required=False, choices=Route.choices)
    tier = serializers.ChoiceField(required=False, choices=Tier.choices)
    tag = serializers.CharField(required=False, max_length=40, help_text="The name of a tag.")


COLUMNS: Final = {"tag": "tags__name"}
"""What a parameter narrows, where that is not a column of its name."""


class ByActivity(CursorPagination):
    ordering = ("-last_activity_at", "-id")
    page_size = 50


class TicketViewSet(
    ApiView,
    mixins.ListModelMixin,
    mixins.RetrieveModelMixin,
    viewsets.GenericViewSet[Ticket],
):
    """List, read and open cases."""

    serializer_class = TicketSerializer
    pagination_class = ByActivity
    queryset = Ticket.objects.none()
    lookup_value_regex = r"\d{1,18}"

    def known_parameters(self) -> frozenset[str]:
        return frozenset({*FilterSerializer().fields, ByActivity.cursor_query_param} if self.action == "list" else ())

    def get_queryset(self) -> TicketQuerySet:
        tickets = Ticket.objects.visible_to(person(self.request))
        if self.action == "retrieve":
            return tickets.prefetch_related("messages", "tags")
        narrowed = {
            COLUMNS.get(name, name): value for name, value in self.chosen.items() if name not in {"q", "before"}
        }
        return tickets.filter(**narrowed).prefetch_related("tags")

    @property
    def chosen(self) -> dict[str, Any]:
        """What the address asks for. Raises a `ValidationError` for what no case can have."""
        read = FilterSerializer(data=self.request.query_params)
        read.is_valid(raise_exception=True)
        return dict(read.validated_data)

    def get_serializer_class(self) -> type[serializers.BaseSerializer[Any]]:
        return {"retrieve": WholeTicketSerializer, "create": OpenSerializer}.get(self.action, TicketSerializer)

    def retrieve(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """A case with its conversation. Who reads it is noted."""
        ticket = self.get_object()
        Reading.note(ticket, person(request))
        return Response(self.get_serializer(ticket).data, headers={"ETag": f'"{ticket.version}"'})

    @extend_schema(parameters=[FilterSerializer])
    def list(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Cases by their latest activity; with `q` those that hold the words, newest first."""
        if self.chosen.get("q"):
            return self.search_page(request)
        return super().list(request, *args, **kwargs)

    def paginate_queryset(self, queryset: Any) -> Any:
        """Whoever is shown subjects is in the reading log of their cases."""
        page = super().paginate_queryset(queryset)
        Reading.note_listed(page or (), person(self.request))
        return page

    def search_page(self, request: Request) -> Response:
        """A page of a search: found as the queue finds them, so that every page costs the same."""
        tickets, params, most = self.get_queryset(), self.chosen, ByActivity.page_size
        span, places = search.Span(params.get("before")), person(request).institutions_for()
        keys = search.newest(tickets, params["q"], span=span, places=places, limit=most + 1)
        page, rest = keys[:most], keys[most:]
        rows = tickets.in_bulk(page)
        following = replace_query_param(request.build_absolute_uri(), "before", page[-1]) if rest else None
        shown = [rows[key] for key in page if key in rows]
        Reading.note_listed(shown, person(request))
        results = TicketSerializer(shown, many=True).data
        return Response({"next": following, "previous": None, "results": results})

    @extend_schema(request=OpenSerializer, responses={201: WholeTicketSerializer})
    def create(self, request: Request) -> Response:
        """Opens a case on behalf of somebody. 403 for an institution that is not yours."""
        serializer = OpenSerializer(data=request.data)
        serializer.is_valid(raise_exception=True)
        ticket = open_for(by=person(request), channel=Channel.API, **serializer.validated_data)
        Reading.note(ticket, person(request))
        return Response(WholeTicketSerializer(ticket).data, status=201)
