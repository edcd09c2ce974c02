"""What an answer said before, what changed each time, and how a former text comes back."""

from typing import Any, Final

from django.contrib import admin, messages
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from desk.answers.access import find
from desk.answers.begun import mine_to_write
from knowledgebase.differences import differences
from knowledgebase.models import Article, Version
from knowledgebase.models.version import VersionQuerySet
from knowledgebase.words import TEXTS
from organisation.models import User
from organisation.pages.refusals import comes_back

PER_PAGE: Final = 20


@require_safe
def show(request: HttpRequest, pk: int) -> HttpResponse:
    """Newest first; each with what it changed from the one before it."""
    return page(request, pk)


def page(request: HttpRequest, pk: int) -> HttpResponse:
    article, user = find(request, pk)
    seen = versions_for(user, article)
    listed = Paginator(seen.select_related("by").newest_first(), PER_PAGE).get_page(request.GET.get("side"))
    versions = list(listed)
    older: list[Version | None] = [*versions[1:], *before(seen, versions)]
    context = {
        **admin.site.each_context(request),
        "title": _("Versions"),
        "article": article,
        "page": listed,
        "rows": [(version, changes(former, version)) for version, former in zip(versions, older, strict=True)],
    }
    return render(request, "desk/answers/versions.html", context)


def before(seen: VersionQuerySet, versions: list[Version]) -> list[Version | None]:
    """The one older than the last of the page, None where that is the first; nothing for a page without any."""
    return [seen.filter(number__lt=last.number).newest_first().first() for last in versions[-1:]]


def versions_for(user: User, article: Article) -> VersionQuerySet:
    """All for who writes in it. What was written before anybody was to read it is its author's: it may still name
    people of a case that others do not see."""
    if article.may_be_written_by(user):
        return article.versions.all()
    handed_on = article.versions.filter(kind__in=[Version.Kind.PROPOSED, Version.Kind.PUBLISHED])
    first = handed_on.order_by("number").first()
    if first is None:
        return article.versions.none()
    same = {name: getattr(first, name) for name in TEXTS}
    return article.versions.filter(Q(number__gte=first.number) | Q(**same))


def changes(before: Version | None, after: Version) -> dict[str, Any]:
    """By part of the answer its lines, where anything changed."""
    if before is None:
        return {}
    texts = {name: (getattr(before, name), getattr(after, name)) for name in TEXTS}
    return {name: differences(old, new) for name, (old, new) in texts.items() if old != new}


@require_POST
def restore(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """Into the draft; of a published answer as a change, which readers see when it is published."""
    article, user = find(request, pk)
    version = get_object_or_404(versions_for(user, article), number=number)
    comes_back(request, lambda refusal: refused(request, pk, str(refusal.message)))
    into = article if article.is_at_work else mine_to_write(article.begin_change(by=user), user)
    into.keep(by=user, **{name: getattr(version, name) for name in TEXTS})
    messages.success(request, _("The text of version %(number)s stands here again.") % {"number": number})
    return redirect("admin:knowledgebase_article_change", into.pk)


def refused(request: HttpRequest, pk: int, sentence: str) -> HttpResponse:
    messages.error(request, sentence)
    response = page(request, pk)
    response.status_code = 409
    return response
