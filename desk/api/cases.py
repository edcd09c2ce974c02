"""The verbs of a case over the API: the same forms and the same acts as the buttons of the workspace."""

from typing import Any

from django import forms
from django.http import Http404
from django.http.response import HttpResponseBase
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema, extend_schema_view, inline_serializer
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from desk.case.buttons import BUTTONS
from desk.case.conflicts import News, Stale, read_version, unchanged
from organisation.api.problems import Problem, of_errors, of_form, wrong
from organisation.api.views import ApiView
from organisation.people.staff import person
from tickets.api import MessageSerializer, WholeTicketSerializer
from tickets.models import Reading, Ticket


class VerbView(ApiView):
    """One verb on one case: 404 for a stranger, 403 for the wrong role, 422 for bad input, 409 when the state of the
    case does not allow it (with `lacks` where something is missing before it may be passed on).

    `version` in the body, or an `If-Match` header, names the version of the case on which you decided. When others have
    written or changed it since, nothing is done and 409 tells what happened (`changes`) and the `version` to send
    when you mean it still. Notes are always taken."""

    verb = ""

    def post(self, request: Request, pk: int) -> HttpResponseBase:
        user = person(request)
        ticket = Ticket.objects.visible_to(user).select_related("institution").filter(pk=pk).first()
        if ticket is None:
            raise Http404
        button = BUTTONS[self.verb]
        data = as_form_data(request.data)
        form = button.form(data, request.FILES, ticket=ticket)
        if not form.is_valid():
            return of_form(form)
        try:
            seen = read_version(data.get("version") or request.headers.get("If-Match"))
        except ValueError:
            return of_errors([wrong(("body", "version"), _("Enter a whole number."))], status=422)
        try:
            with unchanged(ticket, user, button, seen=seen):
                done = button.press(ticket, user, form.cleaned_data)
        except Stale as stale:
            Reading.note(ticket, user)
            return told_of(stale, ticket)
        Reading.note(ticket, user)
        answer = {"done": done, "ticket": WholeTicketSerializer(ticket).data}
        return Response(answer, headers={"ETag": f'"{ticket.version}"'})


def told_of(stale: Stale, ticket: Ticket) -> Problem:
    """409 for who decided on an old picture of the case."""
    sentence, news = _("The case has changed since you read it."), [as_change(each) for each in stale.news]
    return Problem(409, sentence, code="changed", version=ticket.version, changes=news)


def as_change(news: News) -> dict[str, Any]:
    message = MessageSerializer(news.message).data if news.message else None
    return {"kind": news.event.kind, "at": news.event.at, "what": news.sentence, "message": message}


def as_form_data(data: Any) -> "MultiValueDict[str, Any]":
    """JSON or form data as a Django form reads it: lists as several values, null as nothing."""
    if isinstance(data, MultiValueDict):
        return data
    if not isinstance(data, dict):
        return MultiValueDict()
    values = {name: value if isinstance(value, list) else [value] for name, value in data.items() if value is not None}
    return MultiValueDict({name: [as_text(item) for item in items] for name, items in values.items()})


def as_text(value: Any) -> str:
    return str(value).encode("utf-8", "replace").decode()


def body_of(
    verb: str, form: type[forms.Form], *, versioned: bool = True
) -> type[serializers.Serializer[Any]] | serializers.Serializer[Any]:
    """The schema of a verb's body, read off its form."""
    kinds: list[tuple[type[forms.Field], type[serializers.Field[Any, Any, Any, Any]]]] = [
        (forms.FileField, serializers.FileField),
        (forms.BooleanField, serializers.BooleanField),
        (forms.ModelChoiceField, serializers.IntegerField),
        (forms.Field, serializers.CharField),
    ]
    version = serializers.IntegerField(required=False, help_text="The version of the case you decided on.")
    fields: dict[str, Any] = {"version": version} if versioned else {}
    for name, field in form.base_fields.items():
        named = getattr(field, "to_field_name", None) is not None
        kind = serializers.CharField if named else next(shape for source, shape in kinds if isinstance(field, source))
        shown: dict[str, Any] = {"required": field.required, "help_text": str(field.label or "")}
        many = isinstance(field, forms.ModelMultipleChoiceField | forms.MultipleChoiceField)
        fields[name] = serializers.ListField(child=kind(), **shown) if many else kind(**shown)
    return inline_serializer(f"{verb.title().replace('_', '')}Body", fields)


def view_of(verb: str) -> Any:
    answer = inline_serializer(
        f"{verb.title().replace('_', '')}Done",
        {"done": serializers.CharField(), "ticket": WholeTicketSerializer()},
    )
    schema = extend_schema(operation_id=f"tickets_{verb}", request=body_of(verb, BUTTONS[verb].form), responses=answer)
    view: type[ApiView] = type(
        f"{verb.title().replace('_', '')}View", (VerbView,), {"verb": verb, "__doc__": VerbView.__doc__}
    )
    decorated: type[ApiView] = extend_schema_view(post=schema)(view)
    return decorated.as_view()
