"""How the API says that something did not go well: one shape for every error, problem details by RFC 9457.

`detail` is for people, `code` for programs. `errors` names each field or parameter that is wrong; a refusal says what
it `lacks`.
"""

from collections.abc import Iterator, Mapping, Sequence
from http import HTTPStatus
from typing import Any, Final

from django.forms import BaseForm
from django.http import JsonResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

CONTENT_TYPE: Final = "application/problem+json"
SENTENCES: Final = {
    400: gettext_lazy("The request cannot be read."),
    401: gettext_lazy("Show a valid token, or sign in."),
    403: gettext_lazy("You may not do this."),
    404: gettext_lazy("There is nothing at this address that you may see."),
    405: gettext_lazy("This cannot be done at this address."),
    406: gettext_lazy("Answers are given as JSON."),
    409: gettext_lazy("The state of things does not allow this."),
    413: gettext_lazy("This is larger than what can be sent here."),
    414: gettext_lazy("The address is too long."),
    415: gettext_lazy("Send JSON or a form."),
    422: gettext_lazy("Something is missing or wrong."),
    429: gettext_lazy("This was too often. Wait a little."),
    503: gettext_lazy("The helpdesk is very busy just now. Try again soon."),
}
FAILED: Final = gettext_lazy("Something failed here. It is noted; try again later.")
WHOLE: Final = frozenset({"", "__all__", "non_field_errors"})
"""Names that forms and serializers give to what is wrong with no field in particular."""


class Problem(JsonResponse):
    """An error of the API."""

    def __init__(
        self,
        status: int,
        detail: object = "",
        *,
        code: str = "",
        errors: "Sequence[Mapping[str, Any]]" = (),
        headers: Mapping[str, str] | None = None,
        **more: Any,
    ) -> None:
        phrase = HTTPStatus(status).phrase
        body: dict[str, Any] = {
            "type": "about:blank",
            "title": phrase,
            "status": status,
            "code": code or phrase.lower().replace(" ", "_").replace("-", "_"),
            "detail": str(detail or sentence_of(status)),
            **more,
        }
        if errors:
            body["errors"] = list(errors)
        super().__init__(body, status=status, content_type=CONTENT_TYPE, headers=headers)


def sentence_of(status: int) -> str:
    return str(SENTENCES.get(status, FAILED if status >= 500 else SENTENCES[400]))  # noqa: PLR2004


def of_form(form: BaseForm) -> Problem:
    """422 for what a form of the pages does not accept."""
    field_errors = [
        wrong(("body", name), each["message"], each["code"])
        for name, errors in form.errors.get_json_data().items()
        for each in errors
    ]
    return of_errors(field_errors, status=422)


def of_errors(errors: list[dict[str, str]], *, status: int = 400, code: str = "invalid") -> Problem:
    """A problem whose sentence names the fields with theirs."""
    names = [(each.get("parameter") or each.get("pointer", "")).removeprefix("#").strip("/") for each in errors]
    detail = " ".join(
        f"{name}: {each['detail']}" if name else each["detail"] for name, each in zip(names, errors, strict=True)
    )
    return Problem(status, detail, code=code, errors=errors)


def wrong(place: tuple[str, ...], sentence: object, code: str = "") -> dict[str, str]:
    """One wrong thing. `place` is `body` or `query`, and the way to it."""
    where, *way = place
    named = "/".join(each for each in way if each not in WHOLE)
    at = {"parameter": named} if where == "query" else {"pointer": f"#/{named}" if named else "#"}
    return {**at, "detail": str(sentence), "code": code or "invalid"}


def flatten(detail: Any, place: tuple[str, ...]) -> Iterator[dict[str, str]]:
    """The errors of a serializer, however deep."""
    if isinstance(detail, dict):
        for name, inner in detail.items():
            yield from flatten(inner, (*place, str(name)))
    elif isinstance(detail, list | tuple):
        for number, inner in enumerate(detail):
            deeper = (*place, str(number)) if isinstance(inner, dict | list) else place
            yield from flatten(inner, deeper)
    else:
        yield wrong(place, detail, str(getattr(detail, "code", "") or ""))


def unknown_parameters(names: Sequence[str], known: Sequence[str]) -> Problem:
    """400 for what nobody would have read, so that a misspelled filter does not answer with everything."""
    may = ", ".join(known) or _("none")
    sentence = _("This parameter is not known here. Known are: %(names)s.") % {"names": may}
    code = "unknown_parameter"
    return of_errors([wrong(("query", name), sentence, code) for name in names], code=code)
