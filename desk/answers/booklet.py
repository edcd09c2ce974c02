"""Several answers as one PDF, to hand out: those that were ticked in the list, in its order."""

from typing import Final

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from desk.answers.access import writer
from knowledgebase import papers
from knowledgebase.models import Article
from knowledgebase.readers import Reader, as_id
from organisation.models import User

MOST: Final = 40


@require_safe
def show(request: HttpRequest) -> HttpResponse:
    """`svar`: ids, each once; what the person may not read is left out."""
    articles = chosen(request.GET.getlist("svar"), writer(request))
    if not articles:
        messages.error(request, _("Tick the answers that the booklet is to hold."))
        return redirect("admin:knowledgebase_article_changelist")
    with translation.override(articles[0].language):
        title = _("Answers about Aula")
    response = HttpResponse(papers.pdf(articles, title=title), content_type="application/pdf")
    response["Content-Disposition"] = 'inline; filename="aula-svar.pdf"'
    response["Cache-Control"] = "no-store"
    return response


def chosen(ticked: list[str], user: User) -> list[Article]:
    """In the order of the page."""
    ids = list(dict.fromkeys(pk for pk in map(as_id, ticked) if pk))[:MOST]
    articles = Article.objects.visible_to(Reader(user)).in_bulk(ids)
    return [articles[pk] for pk in ids if pk in articles]
