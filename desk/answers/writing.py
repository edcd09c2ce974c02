"""The page of one answer: the text with what readers will see beside it, and the buttons that decide about it.

A draft saves itself while it is written (`keep`); without a script the button "Save the draft" does the same. What was
written by somebody else meanwhile is never overwritten unseen: the form carries the stamp of the text it began with.
"""

import hashlib
from dataclasses import dataclass
from typing import Any, Final

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.defaultfilters import date
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from desk.answers.access import find, writer
from desk.answers.beginnings import beginning
from desk.answers.forms import BeginForm, CommentForm, FileForm, PictureForm, SharedAnswerForm
from desk.answers.from_case import begin_from_case, case_asked_for
from desk.answers.pieces import AnswerPiece, pieces_of, require_looked_at, shown_to
from desk.answers.presence import onlookers
from knowledgebase import links
from knowledgebase.models import Article, Thread
from knowledgebase.readability import reading_of
from knowledgebase.words import WRITTEN
from organisation.models import Municipality, User
from organisation.pages import one_picture
from organisation.pages.refusals import comes_back, with_refusal

MOST_THREADS: Final = 5
ACTS: Final = frozenset({"keep", "propose", "publish"})
STAMPED: Final = tuple(name for name in WRITTEN if name != "translation_of")


@dataclass
class Beside:
    """What stands beside the text that is being written."""

    article: Article
    user: User

    @property
    def reading(self) -> Any:
        return reading_of(self.article.answer)

    @property
    def link_warnings(self) -> list[str]:
        return links.warnings(self.article.answer, links.readers_of(self.article))

    @property
    def pieces(self) -> list[AnswerPiece]:
        return shown_to(self.user, self.article, pieces_of(self.article))


def stamp_of(article: Article) -> str:
    """Changes with the text, and with everything else that its author writes: who may read it above all."""
    text = "\x1f".join(str(getattr(article, attribute(name))) for name in STAMPED)
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def attribute(name: str) -> str:
    """Of a place its id: it may have been read, or not."""
    return "institution_id" if name == "institution" else name


@require_http_methods(["GET", "HEAD", "POST"])
def add(request: HttpRequest) -> HttpResponse:
    """A new draft: from a template, or from a case (`case`), which the person must be able to see."""
    user = writer(request)
    ticket = case_asked_for(request, user)
    form = BeginForm(
        request.POST or None, initial={"title": ticket.without_persons(ticket.subject)} if ticket else None
    )
    if ticket:
        del form.fields["kind"]
    if form.is_bound and form.is_valid():
        title = form.cleaned_data["title"]
        if ticket:
            return redirect("admin:knowledgebase_article_change", begin_from_case(ticket, title=title, by=user).pk)
        article = Article.draft_from(
            title=title, question="", answer=beginning(form.cleaned_data["kind"]), audiences=["parent"], by=user
        )
        return redirect("admin:knowledgebase_article_change", article.pk)
    context = admin.site.each_context(request) | {"title": _("Write an answer"), "form": form, "ticket": ticket}
    return render(request, "desk/answers/add.html", context, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def change(request: HttpRequest, pk: int) -> HttpResponse:
    """The page; by POST the form of a draft with the button that was pressed: `keep`, `propose` or `publish`."""
    article, user = find(request, pk)
    if request.method != "POST":
        return page(request, article, user)
    act = request.POST.get("act", "keep")
    form = SharedAnswerForm(request.POST, article=article, by=user)
    comes_back(request, lambda refusal: page(request, article, user, form=with_refusal(form, refusal), status=409))
    if act not in ACTS:
        return page(request, article, user, form=form, status=422)
    if is_overwriting(request, article, user):
        form.is_valid()
        form.add_error(None, what_came(article, form))
        return page(request, article, user, form=form, status=409, stale=True)
    if not form.is_valid():
        keep_from(request, article, user, form)
        return page(request, article, user, form=form, status=422)
    keep_from(request, article, user, form)
    return done(request, act_on(article, act, user), act)


def keep_from(request: HttpRequest, article: Article, user: User, form: SharedAnswerForm) -> None:
    """Keeps what is right in the form, and which pieces were ticked. Nothing is decided."""
    article.keep(by=user, **form.written)
    known = {piece.key for piece in pieces_of(article)}
    article.confirm([key for key in request.POST.getlist("confirmed") if key in known], by=user)


def is_overwriting(request: HttpRequest, article: Article, user: User) -> bool:
    """Whether somebody else has written since this form began, and the person has not said that theirs is to stand.

    One's own text that saved itself a moment ago, and of which the form does not know yet, is nobody else's.
    """
    seen = request.POST.get("seen", "")
    if not seen or seen == stamp_of(article) or "overwrite" in request.POST:
        return False
    last = article.versions.writing().newest_first().first()
    return last is not None and last.by_id != user.pk


def what_came(article: Article, form: SharedAnswerForm) -> SafeString:
    """What somebody else has written since; all of it is under "Versions"."""
    last = article.versions.writing().newest_first().select_related("by").first()
    news = [
        (str(form.fields[name].label), in_words(article, name))
        for name in STAMPED
        if name in form.fields and getattr(article, name) != form.cleaned_data.get(name, form.data.get(name, ""))
    ]
    return one_picture.in_between(last.by if last else None, last.at if last else None, news)


def in_words(article: Article, name: str) -> str:
    """A part of the answer as its page says it."""
    if name == "audiences":
        return ", ".join(article.audience_names)
    if name == "tags":
        return ", ".join(map(str, article.tags))
    if name == "institution":
        return str(article.institution or _("In the whole municipality"))
    choice = getattr(article, f"get_{name}_display", None)
    return str(choice() if choice else getattr(article, name) or "")


def act_on(article: Article, act: str, user: User) -> Article:
    if act == "keep":
        return article
    require_looked_at(article)
    if act == "publish":
        return article.publish(by=user)
    article.propose(by=user)
    return article


def done(request: HttpRequest, article: Article, act: str) -> HttpResponse:
    sentences = {
        "keep": _("The draft is saved."),
        "propose": _("Proposed. A colleague who may publish it reads it."),
        "publish": _("“%(title)s” is published.") % {"title": article.title},
    }
    messages.success(request, sentences[act])
    return redirect("admin:knowledgebase_article_change", article.pk)


@require_POST
def keep(request: HttpRequest, pk: int) -> HttpResponse:
    """While somebody writes: saves what can be saved, and answers with what readers will see, and what to look at."""
    article, user = find(request, pk)
    if not article.is_at_work or not article.may_be_written_by(user):
        raise PermissionDenied
    form = SharedAnswerForm(request.POST, article=article, by=user)
    stale = is_overwriting(request, article, user)
    if not stale:
        keep_from(request, article, user, form)
    context = beside(article, user, writing=True) | {"stale": stale, "is_fragment": True}
    return render(request, "desk/answers/_beside.html", context)


@require_POST
def here(request: HttpRequest, pk: int) -> HttpResponse:
    """A page says that it is open, and is told who else is there."""
    article, user = find(request, pk)
    context = {"onlookers": onlookers(article, user), "article": article}
    return render(request, "desk/answers/_presence.html", context)


def beside(article: Article, user: User, *, writing: bool = False) -> dict[str, Any]:
    return {
        "article": article,
        "beside": Beside(article, user),
        "stamp": stamp_of(article),
        "onlookers": onlookers(article, user, writing=writing),
        "saved_at": date(timezone.localtime(), "TIME_FORMAT") if writing else "",
    }


def page(
    request: HttpRequest,
    article: Article,
    user: User,
    *,
    form: SharedAnswerForm | None = None,
    status: int = 200,
    stale: bool = False,
    **forms: Any,
) -> HttpResponse:
    """A draft with its form for who may write on it; anything else as its readers see it."""
    writes = article.is_at_work and article.may_be_written_by(user)
    if not writes:
        form = None
    elif form is None:
        form = SharedAnswerForm(article=article, by=user)
    context = {
        **admin.site.each_context(request),
        **beside(article, user),
        "title": article.title,
        "form": form,
        "stale": stale,
        "decides": article.may_be_published_by(user),
        "second_pair_of_eyes": Municipality.current().second_pair_of_eyes,
        "threads": threads_about(article),
        "comments": [
            (comment, comment.may_be_removed_by(user))
            for comment in article.comments.select_related("by").oldest_first()
        ],
        "comment_form": CommentForm(prefix="comment"),
        "picture_form": PictureForm(prefix="picture") if writes else None,
        "pictures": article.pictures.defer("data").order_by("id"),
        "file_form": FileForm(prefix="file") if writes else None,
        "files": article.files.defer("data").order_by("id"),
        "original_changed": article.translation_of is not None and article.is_behind(article.translation_of),
        **forms,
    }
    if not article.is_at_work:
        context |= published_facts(article, user)
    return render(request, "desk/answers/change.html", context, status=status)


def threads_about(article: Article) -> list[Thread]:
    """What colleagues of all places say about it in the room, or about the answer that this is a change to."""
    about = [key for key in (article.pk, article.change_to_id) if key]
    return list(Thread.objects.filter(article__in=about).newest_first()[:MOST_THREADS])


def published_facts(article: Article, user: User) -> dict[str, Any]:
    """What is known of an answer that has readers, and of what the person meets of its changes and translations."""
    counted: Any = Article.objects.filter(pk=article.pk).with_feedback().get()
    in_hand = Article.objects.in_hand_of(user)
    open_change = article.changes.at_work().select_related("written_by").first()
    return {
        "helped_yes": counted.helped_yes,
        "helped_no": counted.helped_no,
        "complaints": article.feedback.telling()[:20],
        "broken_links": article.outside_links.broken().order_by("id")[:20],
        "open_change": open_change,
        "meets_change": open_change is not None and in_hand.filter(pk=open_change.pk).exists(),
        "translations": in_hand.filter(translation_of=article).order_by("id"),
    }
