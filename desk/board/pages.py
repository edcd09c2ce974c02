"""The pages on which staff clear the questions of the public board, answer them and join those that are alike."""

from collections.abc import Callable
from typing import Any, Final
from urllib.parse import urlencode

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import URLPattern, path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from database.dialects import danish_order
from desk.access import find as find_case
from desk.board import topics
from desk.board.clearing import Clearing
from desk.board.forms import ArticleForm, AttachForm, BoardAnswerForm, ClearForm, JoinForm
from knowledgebase.board.question import QuestionQuerySet
from knowledgebase.models import Article, BoardHelper, Question
from knowledgebase.search import search
from knowledgebase.suggestions import in_order
from knowledgebase.words import Status
from organisation.models import User
from organisation.pages import one_picture
from organisation.pages.refusals import UnableTo, comes_back
from organisation.people.staff import person
from organisation.roles import Verb
from triage.board.asking import propose

PER_PAGE: Final = 30
ALIKE: Final = 6
STATES: Final = {
    "waiting": gettext_lazy("To be cleared"),
    "unanswered": gettext_lazy("Without an answer"),
    "answered": gettext_lazy("Answered"),
    "withdrawn": gettext_lazy("Not shown"),
}


def worker(request: HttpRequest) -> User:
    """Somebody who sees cases. Raises `PermissionDenied` for everybody else."""
    user = person(request)
    if not user.may(Verb.VIEW):
        raise PermissionDenied
    return user


def within(state: str, questions: QuestionQuerySet) -> QuestionQuerySet:
    return {
        "waiting": questions.waiting(),
        "unanswered": questions.shown().unanswered(),
        "answered": questions.shown().answered(),
        "withdrawn": questions.filter(status__in=[Question.Status.WITHDRAWN, Question.Status.JOINED]),
    }[state]


@require_safe
def show_board(request: HttpRequest) -> HttpResponse:
    user = worker(request)
    return board_page(request, user, AttachForm(by=user))


def board_page(request: HttpRequest, user: User, form: AttachForm, status: int = 200) -> HttpResponse:
    state, query = request.GET.get("state", ""), request.GET.get("q", "").replace("\0", "").strip()[:80]
    state = state if state in STATES else "waiting"
    seen = Question.objects.visible_to(user)
    listed = within(state, seen.search(query))
    ordered = listed.most_asked() if state in {"unanswered", "answered"} else listed.newest_first()
    context = {
        "title": _("Others asked"),
        "state": state,
        "words": query,
        "states": [(value, label, within(value, seen).count()) for value, label in STATES.items()],
        "page": Paginator(ordered.for_list(), PER_PAGE).get_page(request.GET.get("side")),
        "parameters": urlencode({"state": state, "q": query}),
        "helpers": helpers(),
        "form": form,
        "may_attach": user.may(Verb.PUBLISH),
    }
    return page(request, "board", context, status)


def helpers() -> list[BoardHelper]:
    rows = BoardHelper.objects.select_related("user", "institution", "topic")
    return list(rows.order_by(danish_order("institution__name"), danish_order("user__name"), "id"))


@require_safe
def show_question(request: HttpRequest, pk: int) -> HttpResponse:
    user = worker(request)
    return question_page(request, user, find(user, pk))


def find(user: User, pk: int) -> Question:
    return get_object_or_404(Question.objects.visible_to(user).for_list(), pk=pk)


def question_page(
    request: HttpRequest,
    user: User,
    question: Question,
    *,
    clear: ClearForm | None = None,
    answer: BoardAnswerForm | None = None,
    refusal: UnableTo | None = None,
    status: int = 200,
) -> HttpResponse:
    clearing = Clearing.of(question, user)
    query = request.GET.get("q", "").replace("\0", "").strip()[:80]
    context = {
        "title": question.title,
        "question": question,
        "clearing": clearing,
        "clear": clear or clearing.form(),
        "answer": answer or answer_form(question),
        "refusal": refusal,
        "may_clear": user.may(Verb.PUBLISH, question),
        "may_answer": question.may_be_answered_by(user),
        "may_share": user.may(Verb.PUBLISH),
        "alike": Question.objects.alike(question).most_asked()[:ALIKE],
        "joined": question.joined.order_by("id")[:PER_PAGE],
        "listeners": question.listeners.confirmed().aggregate(number=Count("pk"))["number"],
        "sought": query,
        "articles": articles_for(query or question.title, question.language),
        "own_article": None if question.shown_article else met_article(question, user),
    }
    return page(request, "question", context, status)


def answer_form(question: Question, posted: Any = None) -> BoardAnswerForm:
    return one_picture.watching(BoardAnswerForm, {})(posted, initial={"text": question.answer})


def met_article(question: Question, user: User) -> Article | None:
    """The shared answer made of it, as the person meets it at work."""
    if question.article_id is None:
        return None
    return Article.objects.in_hand_of(user).filter(pk=question.article_id).only("id", "title", "status").first()


def articles_for(query: str, language: str) -> list[Any]:
    hits = search(query, language, "", ALIKE)
    return list(in_order([hit.article_id for hit in hits], ALIKE))


# What is done


@require_POST
def ask_from_case(request: HttpRequest, pk: int) -> HttpResponse:
    """The question of a case, in one click; the next page shows what was found in it."""
    ticket = find_case(request, pk)
    question = propose(ticket, by=person(request))
    return redirect("admin:board_question", question.pk)


@require_POST
def clear(request: HttpRequest, pk: int) -> HttpResponse:
    user = worker(request)
    question = find(user, pk)
    clearing = Clearing.of(question, user)
    with one_picture.standing_still(question):
        form = clearing.form(request.POST)
        if not form.is_valid():
            return question_page(request, user, find(user, pk), clear=form, status=one_picture.status_of(form))
        comes_back(
            request,
            lambda refusal: question_page(request, user, find(user, pk), clear=form, refusal=refusal, status=409),
        )
        facts = {name: form.cleaned_data[name] for name in ("title", "text", "topic", "confirmed")}
        question.clear(**facts, by=user, names=clearing.names)
    messages.success(request, _("Everybody can see the question now."))
    return redirect("admin:board_question", pk)


@require_POST
def answer(request: HttpRequest, pk: int) -> HttpResponse:
    user = worker(request)
    question = find(user, pk)
    if not question.may_be_answered_by(user):
        raise PermissionDenied
    with one_picture.standing_still(question):
        form = answer_form(question, request.POST)
        if not form.is_valid():
            return question_page(request, user, find(user, pk), answer=form, status=one_picture.status_of(form))
        comes_back(
            request,
            lambda refusal: question_page(request, user, find(user, pk), answer=form, refusal=refusal, status=409),
        )
        question.answer_with(form.cleaned_data["text"], by=user)
    messages.success(request, _("Answered. Who asked to hear of it gets a mail."))
    if form.cleaned_data["share"] and user.may(Verb.PUBLISH):
        messages.success(request, share(question, user, request.POST))
    return redirect("admin:board_question", pk)


def act(request: HttpRequest, pk: int, verb: str) -> HttpResponse:
    """A verb that asks for nothing but what its button says."""
    user = worker(request)
    question = find(user, pk)
    comes_back(request, lambda refusal: question_page(request, user, find(user, pk), refusal=refusal, status=409))
    messages.success(request, ACTS[verb](question, user, request.POST))
    return redirect("admin:board_question", pk)


def answer_by(question: Question, user: User, posted: Any) -> str:
    question.answer_by(chosen(ArticleForm(posted), "article"), by=user)
    return _("Answered by the shared answer. Who asked to hear of it gets a mail.")


def join(question: Question, user: User, posted: Any) -> str:
    into = chosen(JoinForm(posted), "into")
    question.join(into, by=user)
    return _("Joined. Who opens this question is led to “%(title)s”.") % {"title": into}


def separate(question: Question, user: User, _posted: Any) -> str:
    question.separate(by=user)
    return _("The question stands alone again.")


def withdraw(question: Question, user: User, _posted: Any) -> str:
    question.withdraw(by=user)
    return _("Nobody sees it any longer. You can put it back for 30 days.")


def put_back(question: Question, user: User, _posted: Any) -> str:
    question.put_back(by=user)
    return _("Put back.")


def share(question: Question, user: User, _posted: Any) -> str:
    article = question.become_answer(by=user)
    if article.is_published:
        return _("Published as a shared answer.")
    if article.status == Status.PROPOSED:
        return _("Proposed as a shared answer. A colleague who may publish it reads it.")
    return _("Its shared answer is a draft: look at what may point to a person, and publish it then.")


def chosen(form: Any, name: str) -> Any:
    """What was chosen. Raises `UnableTo` where it was nothing, or nothing that is there any longer."""
    if not form.is_valid():
        raise UnableTo(_("Choose one of those on the page."))
    return form.cleaned_data[name]


ACTS: Final[dict[str, Callable[[Question, User, Any], str]]] = {
    "answer_by": answer_by,
    "join": join,
    "separate": separate,
    "withdraw": withdraw,
    "put_back": put_back,
    "share": share,
}


@require_POST
def attach(request: HttpRequest) -> HttpResponse:
    user = worker(request)
    form = AttachForm(request.POST, by=user)
    if not user.may(Verb.PUBLISH):
        raise PermissionDenied
    if not form.is_valid():
        return board_page(request, user, form, status=422)
    BoardHelper.attach(by=user, **form.cleaned_data)
    messages.success(request, _("Attached. They hear of new questions, and can answer them."))
    return redirect("admin:board")


@require_POST
def detach(request: HttpRequest, pk: int) -> HttpResponse:
    user = worker(request)
    get_object_or_404(BoardHelper, pk=pk).detach(by=user)
    messages.success(request, _("No longer attached."))
    return redirect("admin:board")


def page(request: HttpRequest, name: str, context: dict[str, Any], status: int = 200) -> HttpResponse:
    return render(request, f"desk/board/{name}.html", admin.site.each_context(request) | context, status=status)


def urls(guarded: Callable[..., Any]) -> list[URLPattern]:
    """The addresses, below the administration's."""
    return [
        path("board/", guarded(show_board), name="board"),
        path("board/attach/", guarded(attach), name="board_attach"),
        path("board/helpers/<int:pk>/detach/", guarded(detach), name="board_detach"),
        path("board/from_case/<int:pk>/", guarded(ask_from_case), name="board_from_case"),
        path("board/topics/", guarded(topics.show), name="topics"),
        path("board/topics/<int:pk>/", guarded(topics.change), name="topic_change"),
        path("board/<int:pk>/", guarded(show_question), name="board_question"),
        path("board/<int:pk>/clear/", guarded(clear), name="board_clear"),
        path("board/<int:pk>/answer/", guarded(answer), name="board_answer"),
        *(
            path(f"board/<int:pk>/{verb}/", guarded(require_POST(act)), {"verb": verb}, name=f"board_{verb}")
            for verb in ACTS
        ),
    ]
