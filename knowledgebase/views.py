"""Shared answers as everybody sees them."""

from typing import Final
from urllib.parse import urlencode

from django.core.paginator import Page, Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from knowledgebase.models import Article
from knowledgebase.models.article import ArticleQuerySet
from knowledgebase.search import search
from knowledgebase.suggestions import in_order, suggest
from knowledgebase.words import Audience

PER_PAGE: Final = 20
MOST_FOUND: Final = 60
LONGEST_QUERY: Final = 200
LONGEST_TEXT: Final = 4000


@require_safe
def answers(request: HttpRequest) -> HttpResponse:
    """`/svar/`: all published answers, or those that fit `q`; `audience` narrows, `side` pages."""
    query = asked(request, "q", LONGEST_QUERY)
    audience = known_audience(request.GET.get("audience", ""))
    page: Page[Article] = Paginator(found(query, audience), PER_PAGE).get_page(request.GET.get("side"))
    narrowed = {name: value for name, value in (("q", query), ("audience", audience)) if value}
    context = {
        "page": page,
        "query": query,
        "audience": audience,
        "audiences": [
            (value, label, "?" + urlencode(narrowed | {"audience": value})) for value, label in Audience.choices
        ],
        "everybody": "?" + urlencode({"q": query} if query else {}),
        "parameters": urlencode(narrowed),
    }
    return render(request, "knowledgebase/answers.html", context)


def found(query: str, audience: str) -> list[Article] | ArticleQuerySet:
    language = get_language() or "da"
    if query:
        hits = search(query, language, audience, MOST_FOUND)
        return in_order([hit.article_id for hit in hits], MOST_FOUND)
    return Article.objects.published().for_language(language).for_audience(audience).most_wanted().for_list()


@require_safe
def answer(request: HttpRequest, slug: str) -> HttpResponse:
    """`/svar/<slug>/`. After feedback `hjalp` says which, and the page thanks."""
    article = get_object_or_404(Article.objects.published(), slug=slug)
    told = request.GET.get("hjalp", "")
    if request.method == "GET" and not told:
        article.count_reading()
    return render(request, "knowledgebase/answer.html", {"article": article, "told": told})


@require_POST
def feedback(request: HttpRequest, slug: str) -> HttpResponse:
    """Whether the answer helped: `helped` is yes or no."""
    article = get_object_or_404(Article.objects.published(), slug=slug)
    helped = request.POST.get("helped")
    if helped not in {"yes", "no"}:
        return HttpResponseBadRequest()
    article.count_help(helped=helped == "yes")
    return redirect(f"{article.get_absolute_url()}?hjalp={'ja' if helped == 'yes' else 'nej'}#hjalp")


@require_http_methods(["GET", "HEAD", "POST"])
def suggestions(request: HttpRequest) -> HttpResponse:
    """A fragment for the form: answers that may fit what is written so far, or nothing at all.

    Takes `q`, or `subject` and `body`, and `audience`. By POST too, although it changes nothing: what people
    write then stays out of addresses, and with them out of logs.
    """
    told = request.POST if request.method == "POST" else request.GET
    text = "\n".join(told.get(name, "") for name in ("q", "subject", "body")).strip()[:LONGEST_TEXT]
    fitting = suggest(text, known_audience(told.get("audience", "")), get_language() or "da") if text else []
    response = render(request, "knowledgebase/_suggestions.html", {"answers": fitting})
    response.headers["Cache-Control"] = "no-store"
    return response


def asked(request: HttpRequest, name: str, longest: int) -> str:
    return request.GET.get(name, "").strip()[:longest]


def known_audience(value: str) -> str:
    return value if value in Audience.values else ""
