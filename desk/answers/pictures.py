"""Covering names and faces in a picture of an answer, with the same tool as in the pictures of a case."""

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from desk.answers.access import find
from knowledgebase.models import Picture
from organisation.models import User
from organisation.pages.refusals import UnableTo, comes_back
from tickets.attachments import pictures
from tickets.attachments.pictures import Area
from tickets.requester.forms import AreaFormSet


class UnableToCover(UnableTo):
    """A picture that cannot be read any more."""


@require_http_methods(["GET", "HEAD", "POST"])
def cover(request: HttpRequest, pk: int, key: str) -> HttpResponse:
    """Paints over parts of a picture, for good; also of one that readers see already."""
    article, user = find(request, pk)
    picture = get_object_or_404(article.pictures.select_related("article__change_to"), key=key)
    if not picture.may_be_changed_by(user):
        raise PermissionDenied
    form = AreaFormSet(request.POST if request.method == "POST" else None)
    context = admin.site.each_context(request) | {"article": article, "picture": picture, "form": form}
    if form.is_bound and form.is_valid():
        comes_back(request, lambda refusal: shown(request, context | {"refusal": refusal.message}, 409))
        paint_over(picture, form.areas(), by=user)
        messages.success(request, _("The picture is covered, and what was there is deleted."))
        return redirect("admin:knowledgebase_article_change", article.pk)
    return shown(request, context, 422 if form.is_bound else 200)


def shown(request: HttpRequest, context: dict[str, object], status: int) -> HttpResponse:
    return render(request, "desk/answers/cover.html", context, status=status)


def paint_over(picture: Picture, areas: list[Area], *, by: User) -> None:
    try:
        clean = pictures.covered(bytes(picture.data), picture.content_type, areas)
    except ValueError as error:
        raise UnableToCover(_("The picture cannot be read.")) from error
    picture.redraw(clean.data, clean.content_type, by=by)
