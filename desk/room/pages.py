"""The pages of the superusers' room."""

from collections.abc import Callable, Iterable
from typing import Any, Final
from urllib.parse import urlencode

from django.contrib import admin, messages
from django.core import signing
from django.core.exceptions import PermissionDenied
from django.core.paginator import Page, Paginator
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import URLPattern, path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from desk.room.forms import StartForm, TitleForm, WriteForm
from desk.room.models import ErrorThread
from desk.room.news import SALT
from desk.room.people import mentioned, people
from knowledgebase.models import Article, Post, RoomReader, Thread, ThreadFollow, Topic
from knowledgebase.readers import as_id
from knowledgebase.room.models import ThreadQuerySet, guard
from knowledgebase.words import Status
from organisation.models import User
from organisation.people.staff import person
from organisation.roles import Verb
from triage.known_errors.models import KnownError

PER_PAGE: Final = 30
POSTS: Final = 100
OFFERED: Final = 8
STATES: Final = {
    "all": gettext_lazy("All"),
    "followed": gettext_lazy("I follow"),
    "unanswered": gettext_lazy("Without a reply"),
}


def colleague(request: HttpRequest) -> User:
    """Somebody who may enter the room. Raises `PermissionDenied` for everybody else."""
    user = person(request)
    guard(user)
    return user


def words_of(request: HttpRequest) -> str:
    return request.GET.get("q", "").replace("\0", "").strip()[:80]


@require_safe
def show_room(request: HttpRequest) -> HttpResponse:
    user, query = colleague(request), words_of(request)
    state = request.GET.get("state", "all")
    topic = Topic.objects.in_order().filter(slug=request.GET.get("topic", "")[:40]).first()
    threads = within(state, Thread.objects.search(query), user)
    threads = threads.filter(topic=topic) if topic else threads
    newest = threads.with_news_for(user).newest_first().for_list()
    listed: Page[Thread] = Paginator(newest, PER_PAGE).get_page(request.GET.get("side"))
    reader = RoomReader.objects.filter(user=user).first()
    context = {
        "title": _("The superusers’ room"),
        "state": state if state in STATES else "all",
        "states": STATES.items(),
        "words": query,
        "topic": topic,
        "topics": Topic.objects.in_order(),
        "page": listed,
        "met": met_by(user, listed.object_list),
        "parameters": urlencode({"state": state, "q": query, "topic": topic.slug if topic else ""}),
        "wants_digest": reader is not None and reader.wants_digest,
    }
    return page(request, "room", context)


def met_by(user: User, threads: Iterable[Thread]) -> set[int]:
    """Which of the answers that the threads are about the person meets at work: of others they read no title."""
    about = {thread.article_id for thread in threads if thread.article_id}
    return set(Article.objects.in_hand_of(user).filter(pk__in=about).values_list("pk", flat=True)) if about else set()


def within(state: str, threads: ThreadQuerySet, user: User) -> ThreadQuerySet:
    if state == "followed":
        return threads.followed_by(user)
    return threads.without_reply() if state == "unanswered" else threads


@require_http_methods(["GET", "POST"])
def start(request: HttpRequest) -> HttpResponse:
    """A new thread; the address says what it is about: `article`, `error` or `topic`."""
    user = colleague(request)
    about = about_of(request, user)
    if request.method == "GET":
        title = "" if about["is_hidden"] else str(about["subject"] or "")
        initial = {"title": title[:150], "topic": about["topic"]}
        return start_page(request, about, StartForm(initial=initial))
    form = StartForm(request.POST)
    if not form.is_valid():
        return start_page(request, about, form, status=422)
    cleaned = form.cleaned_data
    thread = Thread.start(
        title=cleaned["title"],
        text=cleaned["text"],
        topic=cleaned["topic"],
        article=about["article"],
        by=user,
        mentioned=mentioned(cleaned["text"]),
    )
    if about["error"]:
        ErrorThread.objects.create(thread=thread, known_error=about["error"])
    messages.success(request, _("Started. You follow it, and hear of replies in the weekly mail."))
    return redirect(thread)


def about_of(request: HttpRequest, user: User) -> dict[str, Any]:
    """What the address names, as far as it is there and the person meets it at work; `is_hidden`: others in the room
    do not, so that its title is not theirs to read."""
    keys = {name: as_id(request.GET.get(name, "")) for name in ("article", "error")}
    article = Article.objects.in_hand_of(user).filter(pk=keys["article"]).first() if keys["article"] else None
    error = KnownError.objects.filter(pk=keys["error"]).first() if keys["error"] else None
    topic = Topic.objects.in_order().filter(slug=request.GET.get("topic", "")[:40]).first()
    is_hidden = article is not None and not is_met_by_all(article)
    return {"article": article, "error": error, "topic": topic, "subject": article or error, "is_hidden": is_hidden}


def is_met_by_all(article: Article) -> bool:
    """Whether everybody in the room may read it where answers are written."""
    if article.is_published and article.is_for_everybody:
        return True
    return article.institution_id is None and article.status != Status.DRAFT


def start_page(request: HttpRequest, about: dict[str, Any], form: StartForm, status: int = 200) -> HttpResponse:
    context = {"title": _("Start a thread"), "about": about, "form": form}
    return page(request, "start", context, status)


@require_safe
def show_thread(request: HttpRequest, pk: int) -> HttpResponse:
    user = colleague(request)
    return thread_page(request, user, find(pk), WriteForm())


def find(pk: int) -> Thread:
    return get_object_or_404(Thread.objects.for_list(), pk=pk)


def thread_page(
    request: HttpRequest,
    user: User,
    thread: Thread,
    form: WriteForm,
    status: int = 200,
    *,
    naming: TitleForm | None = None,
) -> HttpResponse:
    posts = Paginator(thread.posts.select_related("by", "hidden_by").oldest_first(), POSTS)
    shown = posts.get_page(request.GET.get("side") or posts.num_pages)
    error = ErrorThread.objects.filter(thread=thread).select_related("known_error").first()
    context = {
        "title": thread.title,
        "thread": thread,
        "error": error.known_error if error else None,
        "page": shown,
        "parameters": "",
        "met": met_by(user, [thread]),
        "posts": [(post, post.may_be_hidden_by(user)) for post in shown],
        "follows": ThreadFollow.objects.filter(thread=thread, user=user).exists(),
        "form": form,
        "naming": naming or TitleForm(initial={"title": thread.title}, auto_id="id_new_%s"),
        "may_rename": thread.may_be_renamed_by(user),
        "may_propose": user.may(Verb.PROPOSE),
        "may_describe": user.has_perm("triage.add_knownerror"),
        "sees_all": user.may(Verb.AUDIT),
    }
    ThreadFollow.note_seen(thread, user)
    return page(request, "thread", context, status)


@require_POST
def write(request: HttpRequest, pk: int) -> HttpResponse:
    user, thread, form = colleague(request), find(pk), WriteForm(request.POST)
    if not form.is_valid():
        return thread_page(request, user, thread, form, status=422)
    called = mentioned(form.cleaned_data["text"])
    thread.write(form.cleaned_data["text"], by=user, mentioned=called)
    names = ", ".join(each.name for each in called if each != user)
    messages.success(request, _("Written. %(names)s will hear of it.") % {"names": names} if names else _("Written."))
    return redirect(f"{thread.get_absolute_url()}#last")


@require_POST
def rename(request: HttpRequest, pk: int) -> HttpResponse:
    user, thread = colleague(request), find(pk)
    form = TitleForm(request.POST, auto_id="id_new_%s")
    if not form.is_valid():
        return thread_page(request, user, thread, WriteForm(), status=422, naming=form)
    thread.rename(form.cleaned_data["title"], by=user)
    messages.success(request, _("The title is changed."))
    return redirect(thread)


@require_POST
def follow(request: HttpRequest, pk: int) -> HttpResponse:
    """Begins or, with `end`, ends."""
    user, thread = colleague(request), find(pk)
    if request.POST.get("end"):
        ThreadFollow.end(thread, user)
    else:
        ThreadFollow.begin(thread, user)
    return redirect(thread)


@require_POST
def hide(request: HttpRequest, pk: int) -> HttpResponse:
    """Hides a text or, with `undo`, shows it again."""
    user = colleague(request)
    post = get_object_or_404(Post.objects.select_related("thread"), pk=pk)
    if request.POST.get("undo"):
        post.show(by=user)
        messages.success(request, _("Shown again."))
    else:
        post.hide(by=user)
        messages.success(request, _("Hidden. You can undo it for 30 days."))
    return redirect(f"{post.thread.get_absolute_url()}#post-{post.pk}")


@require_POST
def become_answer(request: HttpRequest, pk: int) -> HttpResponse:
    """A draft of a shared answer from the text chosen, to be looked through and published."""
    user, thread = colleague(request), find(pk)
    chosen = as_id(request.POST.get("post", ""))
    post = thread.posts.filter(pk=chosen).first() if chosen is not None else None
    article = thread.become_answer(by=user, post=post)
    messages.success(request, _("A draft is made of it. Read it through, take out what may be a person, and publish."))
    return redirect("admin:knowledgebase_article_change", article.pk)


@require_POST
def become_error(request: HttpRequest, pk: int) -> HttpResponse:
    """A known error that nobody outside sees yet, to be described and shown."""
    user, thread = colleague(request), find(pk)
    if not user.has_perm("triage.add_knownerror"):
        raise PermissionDenied
    joined = ErrorThread.objects.filter(thread=thread).first()
    if joined is None:
        first = thread.posts.standing().oldest_first().first()
        text = first.text if first else thread.title
        error = KnownError.objects.create(title=thread.title, description=text, is_public=False)
        joined = ErrorThread.objects.create(thread=thread, known_error=error)
        messages.success(request, _("A known error is made of it. Describe it, and show it when it is ready."))
    return redirect("admin:triage_knownerror_change", joined.known_error_id)


@require_safe
def colleagues(request: HttpRequest) -> HttpResponse:
    """Who can be called with an @: the first few whose name holds what was typed."""
    user = colleague(request)
    matches = people().filter(name__icontains=request.GET.get("q", "").replace("\0", "")[:60]).exclude(pk=user.pk)
    return JsonResponse({"names": list(matches.values_list("name", flat=True)[:OFFERED])})


@require_POST
def choose_digest(request: HttpRequest) -> HttpResponse:
    user, wants = colleague(request), request.POST.get("wants") == "1"
    RoomReader.choose(user, wants_digest=wants)
    messages.success(request, _("You get the weekly mail.") if wants else _("You get no weekly mail."))
    return redirect("admin:room")


@csrf_exempt  # mail programs press the button; whoever has the address may end the mail, and nothing else
@never_cache
@require_http_methods(["GET", "POST"])
def stop_digest(request: HttpRequest, signed: str) -> HttpResponse:
    """Ends the weekly mail by one click, without signing in."""
    try:
        key = signing.loads(signed, salt=SALT)
    except signing.BadSignature:
        raise Http404 from None
    done = request.method == "POST"
    if done:
        RoomReader.objects.filter(pk=key).update(wants_digest=False)
    return render(request, "desk/room/stop.html", {"done": done})


def page(request: HttpRequest, name: str, context: dict[str, Any], status: int = 200) -> HttpResponse:
    return render(request, f"desk/room/{name}.html", admin.site.each_context(request) | context, status=status)


def urls(guarded: Callable[..., Any]) -> list[URLPattern]:
    """The addresses, below the administration's."""
    return [
        path("room/", guarded(show_room), name="room"),
        path("room/start/", guarded(start), name="room_start"),
        path("room/colleagues/", guarded(colleagues), name="room_colleagues"),
        path("room/weekly/", guarded(choose_digest), name="room_digest"),
        path("room/<int:pk>/", guarded(show_thread), name="room_thread"),
        path("room/<int:pk>/write/", guarded(write), name="room_write"),
        path("room/<int:pk>/rename/", guarded(rename), name="room_rename"),
        path("room/<int:pk>/follow/", guarded(follow), name="room_follow"),
        path("room/<int:pk>/answer/", guarded(become_answer), name="room_become_answer"),
        path("room/<int:pk>/error/", guarded(become_error), name="room_become_error"),
        path("room/posts/<int:pk>/hide/", guarded(hide), name="room_hide"),
    ]
