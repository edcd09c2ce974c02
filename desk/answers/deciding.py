"""The buttons of one answer that need no text of it: each is one verb of the model and a sentence about it."""

from typing import Any, Final

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from desk.answers.access import find
from desk.answers.begun import met
from desk.answers.forms import CommentForm, RetireForm
from desk.answers.pieces import require_looked_at
from desk.answers.writing import page
from knowledgebase.models import Article, Comment
from organisation.models import User
from organisation.pages.refusals import comes_back

LONGEST_ADDRESS: Final = 300


def back(article: Article, at: str = "") -> HttpResponse:
    response = redirect("admin:knowledgebase_article_change", article.pk)
    response["Location"] += at
    return response


@require_POST
def press(request: HttpRequest, pk: int, verb: str) -> HttpResponse:
    article, user = find(request, pk)
    comes_back(request, lambda refusal: refused(request, article, user, str(refusal.message)))
    shown, sentence = VERBS[verb](article, user)
    messages.success(request, sentence)
    return redirect("admin:knowledgebase_article_changelist") if shown is None else back(shown)


def refused(request: HttpRequest, article: Article, user: User, sentence: str) -> HttpResponse:
    messages.error(request, sentence)
    return page(request, article, user, status=409)


def publish(article: Article, user: User) -> tuple[Article, str]:
    """For who may publish and does not write: the text as it was proposed. A retired answer comes back."""
    if article.is_at_work:
        require_looked_at(article)
    shown = article.publish(by=user)
    return shown, _("“%(title)s” is published.") % {"title": shown.title}


def begin_change(article: Article, user: User) -> tuple[Article, str]:
    return met(article.begin_change(by=user), user), _("Write the change here. Readers see it when it is published.")


def review(article: Article, user: User) -> tuple[Article, str]:
    article.review(by=user)
    return article, _("Noted: it still holds today.")


def take_over(article: Article, user: User) -> tuple[Article, str]:
    article.give_to(user, by=user)
    return article, _("You own the answer now.")


def heard(article: Article, user: User) -> tuple[Article, str]:
    """The owner, or who decides, has read why it did not help."""
    if not article.may_be_written_by(user) and article.owner_id != user.pk:
        raise PermissionDenied
    article.feedback.unread().update(is_read=True)
    return article, _("Marked as read.")


def discard(article: Article, user: User) -> tuple[None, str]:
    article.discard(by=user)
    return None, _("The draft is thrown away.")


def translate(article: Article, user: User) -> tuple[Article, str]:
    """A draft in the other language, tied to the answer; the text stands there to be translated."""
    return met(article.begin_translation(by=user), user), _("Translate the text here. The original stands beside it.")


VERBS: dict[str, Any] = {
    "publish": publish,
    "begin_change": begin_change,
    "review": review,
    "take_over": take_over,
    "heard": heard,
    "discard": discard,
    "translate": translate,
}


@require_POST
def comment(request: HttpRequest, pk: int) -> HttpResponse:
    """A word to the others; with `send_back` the proposal goes back to its author with it."""
    article, user = find(request, pk)
    form = CommentForm(request.POST, prefix="comment")
    if not form.is_valid():
        return page(request, article, user, comment_form=form, status=422)
    comes_back(request, lambda refusal: refused(request, article, user, str(refusal.message)))
    if "send_back" in request.POST:
        article.send_back(by=user, text=form.cleaned_data["text"])
        messages.success(request, _("Sent back to its author with your comment."))
    else:
        Comment.write(article, form.cleaned_data["text"], by=user)
    return back(article, "#comments")


@require_POST
def remove_comment(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    article, user = find(request, pk)
    get_object_or_404(article.comments.select_related("by"), pk=number).remove(by=user)
    messages.success(request, _("The comment is removed."))
    return back(article, "#comments")


@require_http_methods(["GET", "HEAD", "POST"])
def retire(request: HttpRequest, pk: int) -> HttpResponse:
    """Asks first, and where readers are to be led; the address may offer that (`replaced_by`)."""
    article, user = find(request, pk)
    if not article.may_be_published_by(user) or not article.is_published:
        raise PermissionDenied
    offered = {"replaced_by": request.GET.get("replaced_by", "")[:LONGEST_ADDRESS]}
    form = RetireForm(request.POST if request.method == "POST" else None, by=user, initial=offered)
    if form.is_bound and form.is_valid():
        article.retire(by=user, replaced_by=form.cleaned_data["replaced_by"])
        messages.success(
            request,
            _("“%(title)s” is retired. It can be brought back from this page.") % {"title": article.title},
        )
        return back(article)
    context = admin.site.each_context(request) | {"title": _("Retire the answer?"), "article": article, "form": form}
    return render(request, "desk/answers/retire.html", context, status=422 if form.is_bound else 200)
