"""The project lead's board over the API: the same forms and the same acts as its pages."""

from collections.abc import Callable
from typing import Any

from django.http import Http404
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema, extend_schema_view, inline_serializer
from rest_framework import generics, permissions, serializers
from rest_framework.pagination import CursorPagination
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from desk.api.cases import as_form_data, body_of
from desk.wishes.bundle_pages import where_is
from desk.wishes.buttons import BOARD_BUTTONS, BUNDLE_BUTTONS, REQUEST_BUTTONS, BoardForm
from organisation.api.problems import of_form
from organisation.api.views import ApiView
from organisation.models import User
from organisation.people.staff import may, person
from organisation.roles import Verb
from triage.wishes.models import Bundle, ChangeRequest


class MayCollect(permissions.BasePermission):
    """Only the project lead."""

    message = _("Only the project lead collects change requests.")

    def has_permission(self, request: Request, view: APIView) -> bool:
        return may(request, Verb.COLLECT)


class ChangeRequestSerializer(serializers.ModelSerializer[ChangeRequest]):
    people = serializers.IntegerField(read_only=True)
    institutions = serializers.IntegerField(read_only=True)
    votes = serializers.IntegerField(source="votes_cast", read_only=True)

    class Meta:
        model = ChangeRequest
        fields = (
            "id",
            "title",
            "summary",
            "benefit",
            "quotes",
            "status",
            "joined_to",
            "is_public",
            "external_number",
            "answer",
            "answer_en",
            "collected_at",
            "sent_at",
            "decided_at",
            "people",
            "institutions",
            "votes",
        )


class BundleSerializer(serializers.ModelSerializer[Bundle]):
    state = serializers.SerializerMethodField()

    class Meta:
        model = Bundle
        fields = ("id", "title", "requests", "state", "steps", "done_steps", "made_at", "sent_at")

    def get_state(self, bundle: Bundle) -> str:
        """Where it truly is: making, broken, ready, queued, sending, delayed, failed or sent."""
        return where_is(bundle).state


class Newest(CursorPagination):
    ordering = "-id"


class LeadView(ApiView):
    permission_classes = [permissions.IsAuthenticated, MayCollect]


class ChangeRequests(LeadView, generics.ListAPIView[ChangeRequest]):
    """All change requests but those that went into another, newest first."""

    pagination_class = Newest
    parameters = frozenset({Newest.cursor_query_param})
    serializer_class = ChangeRequestSerializer

    def get_queryset(self) -> Any:
        return ChangeRequest.objects.standing().with_counts()


class OneChangeRequest(LeadView, generics.RetrieveAPIView[ChangeRequest]):
    serializer_class = ChangeRequestSerializer

    def get_queryset(self) -> Any:
        return ChangeRequest.objects.with_counts()


class Bundles(LeadView, generics.ListAPIView[Bundle]):
    """The bundles to KOMBIT, newest first."""

    pagination_class = Newest
    parameters = frozenset({Newest.cursor_query_param})
    serializer_class = BundleSerializer
    queryset = Bundle.objects.select_related("delivery").prefetch_related("requests")


class OneBundle(LeadView, generics.RetrieveAPIView[Bundle]):
    serializer_class = BundleSerializer
    queryset = Bundle.objects.select_related("delivery")


class Press(LeadView):
    """One verb: 403 for anybody but the project lead, 404 where the thing is not there, 422 for bad input, 409 when its
    state does not allow it."""

    verb = ""

    def answer(
        self, request: Request, form_class: type[BoardForm], act: Callable[[User, Any], Any]
    ) -> HttpResponseBase:
        user = person(request)
        form = form_class(as_form_data(request.data), user=user)
        if not form.is_valid():
            return of_form(form)
        return Response(act(user, form.cleaned_data))


class PressRequest(Press):
    __doc__ = Press.__doc__

    def post(self, request: Request, pk: int) -> HttpResponseBase:
        row = ChangeRequest.objects.filter(pk=pk).first()
        if row is None:
            raise Http404
        button = REQUEST_BUTTONS[self.verb]
        return self.answer(request, button.form, lambda user, data: {"done": button.press(row, user, data)})


class PressBundle(Press):
    __doc__ = Press.__doc__

    def post(self, request: Request, pk: int) -> HttpResponseBase:
        row = Bundle.objects.filter(pk=pk).first()
        if row is None:
            raise Http404
        button = BUNDLE_BUTTONS[self.verb]
        return self.answer(request, button.form, lambda user, data: {"done": button.press(row, user, data)})


class PressBoard(Press):
    __doc__ = Press.__doc__

    def post(self, request: Request) -> HttpResponseBase:
        button = BOARD_BUTTONS[self.verb]

        def act(user: User, data: dict[str, Any]) -> dict[str, Any]:
            row, done = button.press(user, data)
            return {"done": done, "id": row.pk if row else None}

        return self.answer(request, button.form, act)


def view_of(base: type[Press], verb: str, form: type[BoardForm], noun: str) -> Any:
    name = f"{noun}{verb.title().replace('_', '')}"
    answer = inline_serializer(f"{name}Done", {"done": serializers.CharField()})
    schema = extend_schema(
        operation_id=f"{noun}_{verb}".lower(), request=body_of(name, form, versioned=False), responses=answer
    )
    view: type[APIView] = type(f"{name}View", (base,), {"verb": verb, "__doc__": Press.__doc__})
    decorated: type[APIView] = extend_schema_view(post=schema)(view)
    return decorated.as_view()
