"""Pictures and files beside the text of a draft: added at its end, and removed."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from desk.answers.access import find
from desk.answers.deciding import back
from desk.answers.forms import FileForm, PictureForm
from desk.answers.writing import page
from knowledgebase.models import AnswerFile, Article, Picture
from organisation.models import User

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise


@dataclass(frozen=True)
class EnclosureKind:
    """What can lie beside an answer: its rows, its form, and the sentences about it."""

    model: type[Picture] | type[AnswerFile]
    form: type[PictureForm] | type[FileForm]
    added: "StrPromise"
    removed: "StrPromise"


KINDS: Final = {
    "picture": EnclosureKind(
        Picture,
        PictureForm,
        _("The picture stands at the end of the text. Move its line to where it belongs."),
        _("The picture is removed."),
    ),
    "file": EnclosureKind(
        AnswerFile,
        FileForm,
        _("The link to the file stands at the end of the text. Move it to where it belongs."),
        _("The file is removed."),
    ),
}
"""By the prefix of the form."""


@require_POST
def add(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    article, user = find_draft(request, pk)
    form = KINDS[kind].form(request.POST, request.FILES, prefix=kind)
    if not form.is_valid():
        forms: dict[str, Any] = {f"{kind}_form": form}
        return page(request, article, user, status=422, **forms)
    KINDS[kind].model.add_to(article, by=user, **form.facts())
    messages.success(request, KINDS[kind].added)
    return back(article, "#id_answer")


@require_POST
def remove(request: HttpRequest, pk: int, key: str, kind: str) -> HttpResponse:
    article, user = find_draft(request, pk)
    enclosure = get_object_or_404(KINDS[kind].model.objects.defer("data"), article=article, key=key)
    enclosure.remove(by=user)
    messages.success(request, KINDS[kind].removed)
    return back(article)


def find_draft(request: HttpRequest, pk: int) -> tuple[Article, User]:
    """The answer that the person writes on. Raises `PermissionDenied` where they do not, or not any more."""
    article, user = find(request, pk)
    if not article.is_at_work or not article.may_be_written_by(user):
        raise PermissionDenied
    return article, user
