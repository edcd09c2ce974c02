"""The list of answers: one's own drafts, what waits for approval, what readers see, what must be looked at."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Final
from urllib.parse import urlencode

from django.contrib import admin
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from desk.answers.access import writer
from desk.answers.alike import undecided
from knowledgebase.models import Article, Feedback, OutsideLink
from knowledgebase.models.article_list import ArticleQuerySet
from knowledgebase.outdated import overtaken_by
from knowledgebase.words import Language, Status
from organisation.models import Municipality, User
from organisation.roles import Verb

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

PER_PAGE: Final = 40
LONGEST_QUERY: Final = 100
MOST_OVERTAKEN: Final = 2_000
MOST_FOUND: Final = 1_000
"""Answers that a search at the desk shows; who wants others writes more words."""
MOST_COUNTED: Final = 99
"""Pairs of which the list says how many there are: counting more takes as long as the rest of the page."""
Narrow = Callable[[ArticleQuerySet, User], ArticleQuerySet]


def overtaken(articles: ArticleQuerySet, _user: User) -> ArticleQuerySet:
    """Those whose source is older than a change of rules that they speak of."""
    resting = articles.published().resting_on_something().order_by("id")[:MOST_OVERTAKEN]
    return articles.filter(pk__in=[article.pk for article in resting if overtaken_by(article)])


def unread(articles: ArticleQuerySet, user: User) -> ArticleQuerySet:
    """One's own, of which a reader says why they did not help."""
    return articles.owned_by(user).filter(pk__in=Feedback.objects.unread().values("article"))


def with_broken_links(articles: ArticleQuerySet, _user: User) -> ArticleQuerySet:
    return articles.filter(pk__in=OutsideLink.objects.broken().values("article"))


TABS: "dict[str, tuple[StrPromise, Narrow]]" = {
    "mine": (gettext_lazy("My drafts"), lambda articles, user: articles.at_work().filter(written_by=user)),
    "waiting": (gettext_lazy("To approve"), lambda articles, user: articles.waiting_for(user)),
    "proposed": (gettext_lazy("Proposed"), lambda articles, _user: articles.filter(status=Status.PROPOSED)),
    "published": (gettext_lazy("Published"), lambda articles, _user: articles.published()),
    "owned": (gettext_lazy("I own"), lambda articles, user: articles.owned_by(user).longest_due()),
    "unread": (gettext_lazy("Did not help"), unread),
    "overdue": (gettext_lazy("To be reviewed"), lambda articles, _user: articles.overdue_for_review().longest_due()),
    "broken": (gettext_lazy("Broken links"), with_broken_links),
    "overtaken": (gettext_lazy("Source older than a change of rules"), overtaken),
    "retired": (gettext_lazy("Retired"), lambda articles, _user: articles.filter(status=Status.RETIRED)),
}


def own_language_first() -> tuple[str, str]:
    """Of the two languages (`da`, `en`) the reader's, and of each the newest first."""
    return ("-language" if get_language() == Language.ENGLISH else "language", "-id")


def searched(articles: ArticleQuerySet, query: str) -> ArticleQuerySet:
    """The first that hold each word. All texts are read for that, so it is done once for the number and the page."""
    if not query:
        return articles
    holding = articles
    for word in query.split():
        holding = holding.filter(Q(title__icontains=word) | Q(question__icontains=word))
    return articles.filter(pk__in=list(holding.values_list("pk", flat=True)[:MOST_FOUND]))


def pairs_to_judge(user: User) -> str:
    """How many answers are alike two by two; empty for none, and for who publishes nowhere."""
    if not user.may(Verb.PUBLISH):
        return ""
    count = undecided(user)[: MOST_COUNTED + 1].count()
    return f"{MOST_COUNTED}+" if count > MOST_COUNTED else str(count or "")


@require_safe
def show(request: HttpRequest) -> HttpResponse:
    """`vis` is one of the tabs, `q` words of the title or the text."""
    user = writer(request)
    tab = request.GET.get("vis", "") if request.GET.get("vis", "") in TABS else "published"
    query = request.GET.get("q", "").replace("\0", "").strip()[:LONGEST_QUERY]
    articles = TABS[tab][1](Article.objects.in_hand_of(user), user)
    articles = articles if articles.ordered else articles.order_by(*own_language_first())
    shown = searched(articles, query).select_related("institution", "owner", "written_by", "change_to")
    page = Paginator(shown.defer("answer", "answer_html"), PER_PAGE).get_page(request.GET.get("side"))
    tries_links = Municipality.current().tries_links
    narrowed = {name: value for name, value in (("vis", tab), ("q", query)) if value}
    context = {
        **admin.site.each_context(request),
        "title": _("Shared answers"),
        "page": page,
        "tab": tab,
        "tabs": [(name, label) for name, (label, _narrow) in TABS.items() if name != "broken" or tries_links],
        "words": query,
        "are_more": bool(query) and page.paginator.count == MOST_FOUND,
        "parameters": urlencode(narrowed),
        "waiting": Article.objects.in_hand_of(user).waiting_for(user).count(),
        "decides": user.may(Verb.PUBLISH),
        "alike": pairs_to_judge(user),
    }
    return render(request, "desk/answers/list.html", context)
