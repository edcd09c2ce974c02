"""What works: which answers help, what is searched for in vain, and which answer to write next. Numbers of nobody."""

from datetime import timedelta
from typing import Any, Final

from django.contrib import admin
from django.db.models import Count, Q, Sum
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from desk.answers.access import writer
from desk.answers.next_answers import topics
from knowledgebase.models import Article, Deflection, Feedback, PassedOver, SearchTally
from knowledgebase.models.article_list import ArticleQuerySet, met_by
from knowledgebase.words import Status
from organisation.models import User

PERIODS: Final = (30, 90, 180)
SHOWN: Final = 15


@require_safe
def show(request: HttpRequest) -> HttpResponse:
    """`dage` is 30, 90 or 180."""
    user = writer(request)
    asked = request.GET.get("dage", "")
    days = int(asked) if asked in {str(period) for period in PERIODS} else PERIODS[0]
    since = timezone.localdate() - timedelta(days=days)
    tally = SearchTally.objects.since(days)
    context = {
        **admin.site.each_context(request),
        "title": _("What works"),
        "days": days,
        "periods": PERIODS,
        "numbers": numbers(since),
        "in_vain": tally.asked_often("without_hit", SHOWN),
        "led_to_case": tally.asked_often("cases", SHOWN),
        "passed_over": passed_over(user, since),
        "most_read": [(article, article.views) for article in of_answers(user).most_read()[:SHOWN]],
        "helpful": voted(user, since, helped=True),
        "unhelpful": voted(user, since, helped=False),
        "topics": topics(user),
    }
    return render(request, "desk/answers/usage.html", context)


def numbers(since: Any) -> dict[str, int]:
    """`spared`: those who said before sending that an answer had settled it; nobody else is counted as spared."""
    votes = Feedback.objects.filter(day__gte=since).aggregate(
        yes=Count("id", filter=Q(helped=True)), no=Count("id", filter=Q(helped=False))
    )
    searched = SearchTally.objects.filter(day__gte=since).aggregate(
        times=Sum("searches", default=0), in_vain=Sum("without_hit", default=0), cases=Sum("cases", default=0)
    )
    spared = Deflection.objects.filter(day__gte=since).count()
    return {"spared": spared, "helped": votes["yes"], "unhelped": votes["no"], **searched}


def of_answers(user: User) -> ArticleQuerySet:
    return Article.objects.in_hand_of(user).published().only("id", "title", "language", "slug", "views")


def passed_over(user: User, since: Any) -> list[tuple[Article, int]]:
    rows = PassedOver.objects.filter(met_by(user, "article__"), day__gte=since, article__status=Status.PUBLISHED)
    return with_articles(user, rows.values("article").annotate(found=Sum("times")))


def voted(user: User, since: Any, *, helped: bool) -> list[tuple[Article, int]]:
    """The answers of which most said that they helped, or that they did not."""
    votes = Feedback.objects.filter(met_by(user, "article__"), day__gte=since, helped=helped)
    rows = votes.filter(article__status=Status.PUBLISHED).values("article")
    return with_articles(user, rows.annotate(found=Count("id")))


def with_articles(user: User, rows: Any) -> list[tuple[Article, int]]:
    """The answers with the most, in two queries."""
    best = list(rows.order_by("-found", "article")[:SHOWN])
    articles = of_answers(user).in_bulk([row["article"] for row in best])
    return [(articles[row["article"]], row["found"]) for row in best if row["article"] in articles]
