"""The documents in the administration: a list with what is missing, each for reading and printing, and as a file."""

from typing import cast

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from organisation.models import Municipality, User
from organisation.papers import documents
from organisation.papers.missing import missing


def only_administrators(request: HttpRequest) -> None:
    """Raises `PermissionDenied` for everybody who may not change the municipality's row."""
    if not cast("User", request.user).has_perm("organisation.change_municipality"):
        raise PermissionDenied


def known(name: str) -> str:
    """The title of a document. Raises `Http404` where there is none of that name."""
    if name not in documents.DOCUMENTS:
        raise Http404
    return str(documents.DOCUMENTS[name])


@require_safe
def choose(request: HttpRequest) -> HttpResponse:
    only_administrators(request)
    context = {
        **admin.site.each_context(request),
        "title": _("Privacy and documents"),
        "missing": missing(Municipality.current()),
        "documents": list(documents.DOCUMENTS.items()),
    }
    return render(request, "organisation/documents/choose.html", context)


@require_safe
def show(request: HttpRequest, name: str) -> HttpResponse:
    only_administrators(request)
    title = known(name)
    html = documents.as_html(documents.write(name))
    context = {**admin.site.each_context(request), "title": title, "name": name, "document": html}
    return render(request, "organisation/documents/document.html", context)


@require_safe
def download(request: HttpRequest, name: str) -> HttpResponse:
    """Markdown, which word processors and record systems take."""
    only_administrators(request)
    known(name)
    response = HttpResponse(documents.write(name), content_type="text/markdown; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}-{timezone.localdate()}.md"'
    return response
