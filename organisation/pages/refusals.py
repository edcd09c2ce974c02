"""What the state of things does not allow, and the one answer to it: 409, its sentence, and all that was typed.

A verb raises `UnableTo`, and nobody needs to catch it. A page that can show itself again, with the form as it was sent,
says so by `comes_back` before it calls the verb; for every other page a plain one holds the sentence and the texts.
"""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Final, TypeVar

from django.forms import BaseForm
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

NOT_TYPED: Final = frozenset({"csrfmiddlewaretoken", "version"})
SECRET: Final = ("password", "private_key", "secret")
"""Words in the names of fields whose text is shown on no page again, and lies nowhere meanwhile."""
CONFLICT: Final = 409


class UnableTo(Exception):
    """A verb that the state of things does not allow. Its text says what to do instead; `lacks` what is missing."""

    def __init__(self, message: "str | StrPromise", lacks: "Sequence[str | StrPromise]" = ()) -> None:
        super().__init__(message)
        self.message = message
        self.lacks = list(lacks)


SentForm = TypeVar("SentForm", bound=BaseForm)
Page = Callable[[UnableTo], HttpResponse]


def comes_back(request: HttpRequest, page: Page) -> None:
    """Should a verb refuse from here on, the person gets this page, on which what they typed stands as it was."""
    request.refused_page = page  # type: ignore[attr-defined]


def with_refusal(form: SentForm, refusal: UnableTo, field: str | None = None) -> SentForm:
    """The form as it was sent, with the sentence at its field or above all of them."""
    form.add_error(field, str(refusal.message))
    return form


def answer_to(request: HttpRequest, refusal: UnableTo) -> HttpResponse:
    """The answer of every page to a verb that refused."""
    page: Page | None = getattr(request, "refused_page", None)
    if request.headers.get("Accept", "").startswith("application/json"):
        return JsonResponse({"detail": str(refusal.message)}, status=CONFLICT)
    try:
        return page(refusal) if page else plain_page(request, refusal)
    except Http404:
        return plain_page(request, refusal)


def plain_page(request: HttpRequest, refusal: UnableTo) -> HttpResponse:
    context = {"refusal": refusal, "texts": typed(request), "back": came_from(request)}
    return render(request, "409.html", context, status=CONFLICT)


def is_secret(name: str) -> bool:
    """Whether the field of this name takes a password or a key."""
    return any(word in name for word in SECRET)


def typed(request: HttpRequest) -> list[str]:
    """What a person wrote in a form, longest first; not its choices, tokens and passwords."""
    fields = request.POST.items()
    texts = {str(value).strip() for name, value in fields if name not in NOT_TYPED and not is_secret(name)}
    return sorted((text for text in texts if " " in text), key=len, reverse=True)


def came_from(request: HttpRequest) -> str:
    """The page of ours that the form stood on, else the front page."""
    address = request.headers.get("Referer", "")
    ours = url_has_allowed_host_and_scheme(address, {request.get_host()}, require_https=request.is_secure())
    return address if ours else "/"
