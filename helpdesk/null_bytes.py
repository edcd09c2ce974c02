"""Null bytes are taken out once, at the door: no text has a use for them, and PostgreSQL stores none.

Behind the door nobody needs to think of them: they are gone from the address, headers, cookies, forms and JSON. Files
keep theirs.
"""

import re
from collections.abc import Callable
from typing import Any, Final

from django.http import HttpRequest, HttpResponse, QueryDict
from django.utils.translation import gettext as _
from rest_framework.exceptions import ParseError
from rest_framework.parsers import FormParser, JSONParser, MultiPartParser

from helpdesk.middleware import GetResponse
from organisation.json_of_others import storable

ESCAPED: Final = re.compile(r"%00")
IN_COOKIES: Final = re.compile(r"\\000")
"""As a quoted value of a cookie writes a null byte."""


def without_null_bytes(get_response: GetResponse) -> GetResponse:
    def respond(request: HttpRequest) -> HttpResponse:
        clean_headers(request.META)
        if "\0" in request.path:
            request.path, request.path_info = request.path.replace("\0", ""), request.path_info.replace("\0", "")
        clean_form_when_read(request)
        return get_response(request)

    return respond


def clean_headers(meta: dict[str, Any]) -> None:
    for name, value in meta.items():
        if isinstance(value, str) and "\0" in value:
            meta[name] = value.replace("\0", "")
    meta["QUERY_STRING"] = ESCAPED.sub("", meta.get("QUERY_STRING", ""))
    if "HTTP_COOKIE" in meta:
        meta["HTTP_COOKIE"] = IN_COOKIES.sub("", meta["HTTP_COOKIE"])


def clean_form_when_read(request: HttpRequest) -> None:
    """Django reads a form when somebody asks for it, and has one place where it does."""
    load: Callable[[], None] = request._load_post_and_files  # noqa: SLF001

    def load_clean() -> None:
        load()
        request._post = clean_form(request._post)  # type: ignore[attr-defined]  # noqa: SLF001

    request._load_post_and_files = load_clean  # type: ignore[method-assign]  # noqa: SLF001


def clean_form(form: Any) -> Any:
    """The same form where it holds no null byte, as nearly always."""
    if not any("\0" in text for name, values in form.lists() for text in (name, *values)):
        return form
    clean = QueryDict(mutable=True)
    for name, values in form.lists():
        clean.setlistdefault(name.replace("\0", "")).extend(value.replace("\0", "") for value in values)
    clean._mutable = False  # noqa: SLF001  as Django's own forms are
    return clean


class CleanJSON(JSONParser):
    def parse(self, stream: Any, media_type: Any = None, parser_context: Any = None) -> Any:
        try:
            return storable(super().parse(stream, media_type, parser_context))
        except RecursionError:
            raise ParseError(_("This is nested too deep.")) from None


class CleanForm(FormParser):
    def parse(self, stream: Any, media_type: Any = None, parser_context: Any = None) -> Any:
        return clean_form(super().parse(stream, media_type, parser_context))


class CleanMultiPart(MultiPartParser):
    def parse(self, stream: Any, media_type: Any = None, parser_context: Any = None) -> Any:
        parsed = super().parse(stream, media_type, parser_context)
        parsed.data = clean_form(parsed.data)
        return parsed
