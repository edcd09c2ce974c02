"""Shared answers as everybody sees them."""

import hashlib
from functools import partial
from typing import Final
from urllib.parse import urlencode

from django.core import signing
from django.core.cache import cache
from django.core.paginator import Page, Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBadRequest
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.cache import get_conditional_response
from django.utils.http import content_disposition_header
from django.utils.translation import get_language
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from knowledgebase import papers
from knowledgebase.by_topic import about, known_topic, topics_among
from knowledgebase.markdown import step_titles
from knowledgebase.models import AnswerFile, Article, Picture, SearchTally
from knowledgebase.models.answer_file import PDF
from knowledgebase.models.article_list import ArticleQuerySet
from knowledgebase.readers import Reader, as_id
from knowledgebase.search import search
from knowledgebase.search.by_words import hits_by_words
from knowledgebase.search.did_you_mean import did_you_mean
from knowledgebase.search.others import others_search
from knowledgebase.search.query import Suited
from knowledgebase.search.query import narrowed as suited_first
from knowledgebase.suggestions import in_order, suggest
from knowledgebase.words import Audience, Status, Unhelped
from organisation.models import Institution
from organisation.people.staff import is_of_staff
from organisation.security import limits

PER_PAGE: Final = 20
MOST_FOUND: Final = 60
SHOWN_WHILE_TYPING: Final = 5
RELATED: Final = 3
AN_HOUR: Final = 3600
OTHERS, OTHERS_SECONDS = "others-search", 600
LONGEST_QUERY: Final = 200
SALT: Final = "knowledgebase.feedback"
SAYING_SECONDS: Final = 3600
"""How long somebody may take to say why an answer did not help."""
LONGEST_TEXT: Final = 4000


def reader_of(request: HttpRequest, institution: Institution | int | None = None) -> Reader:
    """Who asks, and at which school or daycare; strangers are everybody."""
    place = institution.pk if isinstance(institution, Institution) else institution
    return Reader(request.user if is_of_staff(request) else None, place)


def note_search(request: HttpRequest, query: str, *, has_hit: bool) -> None:
    """Counted from one sender so often in an hour and no more: whoever searches on is answered, and stores nothing."""
    if not limits.count(request, "search_noted").is_over:
        SearchTally.note(query, searches=1, without_hit=int(not has_hit))


@require_safe
def answers(request: HttpRequest) -> HttpResponse:
    """`/svar/`: the answers offered to the reader, or those that fit `q`; `audience` narrows, without `q` also `emne`
    (the slug of a topic), `side` pages, and `sted` (the code of a school or daycare) adds its own."""
    query = asked(request, "q", LONGEST_QUERY)
    audience = known_audience(request.GET.get("audience", ""))
    place = (
        Institution.objects.active().filter(code=asked(request, "sted", 20)).first() if "sted" in request.GET else None
    )
    fitting = answers_for(query, audience, reader_of(request, place))
    topics = topics_among(fitting)
    topic = known_topic(topics, request.GET.get("emne", ""))
    articles = about(fitting, topic)
    page: Page[Article] = Paginator(articles, PER_PAGE).get_page(request.GET.get("side"))
    if query and request.method == "GET" and "side" not in request.GET:
        note_search(request, query, has_hit=bool(page.object_list))
    params = (("q", query), ("audience", audience), ("sted", place.code if place else ""), ("emne", topic))
    narrowed = {name: value for name, value in params if value}
    meant = did_you_mean(query, articles) if isinstance(articles, list) else ""
    context = {
        "page": page,
        "query": query,
        "meant": meant,
        "meant_address": "?" + urlencode(narrowed | {"q": meant}),
        "others_search": [] if query else cache.get_or_set(OTHERS, others_search, OTHERS_SECONDS),
        "audience": audience,
        "place": place,
        "audiences": [
            (value, label, "?" + urlencode(narrowed | {"audience": value})) for value, label in Audience.choices
        ],
        "everybody": without(narrowed, "audience"),
        "topics": [(slug, name, "?" + urlencode(narrowed | {"emne": slug})) for slug, name in topics],
        "topic": topic,
        "every_topic": without(narrowed, "emne"),
        "parameters": urlencode(narrowed),
        "write_to_us": reverse("enquiry") + (f"?{urlencode({'efter': query})}" if query else ""),
    }
    return render(request, "knowledgebase/answers.html", context)


def without(narrowed: dict[str, str], left_out: str) -> str:
    return "?" + urlencode({name: value for name, value in narrowed.items() if name != left_out})


@require_safe
def while_searching(request: HttpRequest) -> HttpResponse:
    """A fragment for the search: titles that fit what is typed so far. By words alone: it is asked at each pause."""
    query = asked(request, "q", LONGEST_QUERY)
    language, reader = get_language() or "da", reader_of(request)
    hits = (hits_by_words(query)[0] or []) if query else []
    best = suited_first([hit.article_id for hit in hits], Suited(language, "", reader), SHOWN_WHILE_TYPING)
    response = render(
        request,
        "knowledgebase/_while_searching.html",
        {"articles": in_order(best, SHOWN_WHILE_TYPING, reader), "query": query},
    )
    response.headers["Cache-Control"] = "no-store"
    return response


def answers_for(query: str, audience: str, reader: Reader) -> list[Article] | ArticleQuerySet:
    language = get_language() or "da"
    if query:
        hits = search(query, language, audience, MOST_FOUND, reader=reader)
        return in_order([hit.article_id for hit in hits], MOST_FOUND, reader)
    offered = Article.objects.offered_to(reader).for_language(language, reader).for_audience(audience)
    return offered.most_wanted().for_list()


@require_safe
def answer(request: HttpRequest, slug: str) -> HttpResponse:
    """`/svar/<slug>/`. After feedback `hjalp` says which, and the page thanks. A retired answer leads on."""
    reader = reader_of(request)
    article = Article.objects.visible_to(reader).select_related("institution").filter(slug=slug).first()
    if article is None:
        return led_on(slug, reader)
    helped = request.GET.get("hjalp", "")
    if request.method == "GET" and not helped:
        article.count_reading()
    context = {
        "article": article,
        "told": helped,
        "said": request.GET.get("nr", ""),
        "said_words": words_said(article, request.GET.get("nr", "")) if helped == "tak" else "",
        "reasons": Unhelped.choices,
        "steps": step_titles(article.answer),
        "related": related_to(article, reader),
    }
    return render(request, "knowledgebase/answer.html", context)


def related_to(article: Article, reader: Reader) -> list[Article]:
    """Answers about something near, for whoever did not find it here."""
    near: list[int] | None = cache.get_or_set(f"related:{article.pk}", partial(near_to, article), AN_HOUR)
    return in_order(near or [], RELATED, reader)


def near_to(article: Article) -> list[int]:
    """By what everybody may read; the same for each reader, and so read seldom."""
    hits = search(f"{article.title} {article.question}", article.language, None, RELATED + 1)
    return [hit.article_id for hit in hits if hit.article_id != article.pk][:RELATED]


def led_on(slug: str, reader: Reader) -> HttpResponse:
    """From a retired answer, which was public to this reader, to the one that replaced it. Raises `Http404`."""
    retired = get_object_or_404(Article.objects.filter(reader.may_read, status=Status.RETIRED), slug=slug)
    replacement = retired.replacement_for(reader)
    if replacement is None:
        raise Http404
    return redirect(replacement)


@require_safe
def picture(request: HttpRequest, key: str) -> HttpResponse:
    """A picture of an answer, for whoever may see the answer; at work, for those who write there."""
    image = get_object_or_404(Picture.objects.defer("data"), key=key)
    require_shown(request, image.article_id)
    data = bytes(image.data)
    response = HttpResponse(data, content_type=image.content_type)
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response.headers["Cache-Control"] = "private, no-cache"  # what was covered is seen nowhere a moment later
    response.headers["ETag"] = etag = f'"{hashlib.sha256(data).hexdigest()[:32]}"'
    same = get_conditional_response(request, etag=etag, response=response)
    assert isinstance(same, HttpResponse)
    return same


@require_safe
def file(request: HttpRequest, key: str) -> HttpResponse:
    """A PDF of an answer, for whoever may see the answer; at work, for those who write there."""
    enclosed = get_object_or_404(AnswerFile.objects.defer("data"), key=key)
    require_shown(request, enclosed.article_id)
    response = HttpResponse(bytes(enclosed.data), content_type=PDF)
    response.headers["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=enclosed.name)
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response.headers["Cache-Control"] = "private, no-cache"
    return response


def require_shown(request: HttpRequest, article_id: int) -> None:
    """What belongs to an answer is seen by who sees the answer. Raises `Http404`."""
    shown = Article.objects.visible_to(reader_of(request)).filter(pk=article_id).exists()
    if not shown and is_of_staff(request):
        shown = Article.objects.in_hand_of(request.user).filter(pk=article_id).exists()
    if not shown:
        raise Http404


@require_POST
def feedback(request: HttpRequest, slug: str) -> HttpResponse:
    """Whether the answer helped: `helped` is yes or no."""
    article = get_object_or_404(Article.objects.visible_to(reader_of(request)), slug=slug)
    helped = request.POST.get("helped")
    if helped not in {"yes", "no"}:
        return HttpResponseBadRequest()
    vote = article.count_help(helped=helped == "yes")
    if helped == "yes":
        return redirect(f"{article.get_absolute_url()}?hjalp=ja#hjalp")
    return redirect(f"{article.get_absolute_url()}?hjalp=nej&nr={signing.dumps(vote.pk, salt=SALT)}#hjalp")


@require_POST
def reason(request: HttpRequest, slug: str) -> HttpResponse:
    """Why it did not help, once, by who has just said so: `nr` as the page gave it, `reason`, and a few words."""
    article = get_object_or_404(Article.objects.visible_to(reader_of(request)), slug=slug)
    try:
        vote = signing.loads(request.POST.get("nr", ""), salt=SALT, max_age=SAYING_SECONDS)
    except signing.BadSignature:
        return HttpResponseBadRequest()
    why = request.POST.get("reason", "")
    if why not in Unhelped.values:
        return HttpResponseBadRequest()
    unsaid = article.feedback.filter(pk=vote, helped=False, reason="").first()
    if unsaid is not None:
        unsaid.explain(why, request.POST.get("text", ""))
    return redirect(f"{article.get_absolute_url()}?hjalp=tak&nr={signing.dumps(vote, salt=SALT)}#hjalp")


def words_said(article: Article, signed: str) -> str:
    """What somebody has just written about the answer; empty where it is none of that."""
    try:
        vote = signing.loads(signed, salt=SALT, max_age=SAYING_SECONDS)
    except signing.BadSignature:
        return ""
    return article.feedback.filter(pk=vote).values_list("text", flat=True).first() or ""


@require_safe
def paper(request: HttpRequest, slug: str, *, for_wall: bool = False) -> HttpResponse:
    """The answer as an accessible PDF: to read, or in large letters for the wall of a school."""
    article = get_object_or_404(Article.objects.visible_to(reader_of(request)), slug=slug)
    response = HttpResponse(papers.pdf([article], for_wall=for_wall), content_type="application/pdf")
    response.headers["Content-Disposition"] = f'inline; filename="{article.slug}.pdf"'
    response.headers["Cache-Control"] = "private, max-age=300"
    return response


@require_http_methods(["GET", "HEAD", "POST"])
def suggestions(request: HttpRequest) -> HttpResponse:
    """A fragment for the form: answers that may fit what is written so far, or nothing at all.

    Takes `q`, or `subject` and `body`, `audience`, and the id of an `institution`. By POST too, although it changes
    nothing: what people write then stays out of addresses, and with them out of logs.
    """
    params = request.POST if request.method == "POST" else request.GET
    text = "\n".join(params.get(name, "") for name in ("q", "subject", "body")).strip()[:LONGEST_TEXT]
    reader = Reader(institution_id=as_id(params.get("institution", "")))
    audience = known_audience(params.get("audience", ""))
    fitting = suggest(text, audience, get_language() or "da", reader=reader) if text else []
    response = render(request, "knowledgebase/_suggestions.html", {"answers": fitting})
    response.headers["Cache-Control"] = "no-store"
    return response


def asked(request: HttpRequest, name: str, longest: int) -> str:
    return request.GET.get(name, "").strip()[:longest]


def known_audience(value: str) -> str:
    return value if value in Audience.values else ""
