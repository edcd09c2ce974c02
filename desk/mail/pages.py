"""The page about mail, in and out, and what can be done there: judge again, stop news, go on."""

from collections.abc import Callable
from typing import Any, Final

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern, path
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from database.after_commit import start_after_commit
from desk.mail import figures
from organisation.models import User
from organisation.people.staff import person
from tickets.models import NewsStop, ReceivedMail
from tickets.news.news_refusals import NEWS

AT_ONCE: Final = 1_000
"""Mails that one press judges again; another press takes the next."""


def urls(guarded: Callable[..., Any]) -> list[URLPattern]:
    return [
        path("mail/", guarded(show), name="mail"),
        path("mail/judge-again/", guarded(judge_again), name="judge_mail_again"),
        path("mail/news/<slug:kind>/stop/", guarded(stop_news), name="stop_news"),
        path("mail/news/<slug:kind>/go-on/", guarded(go_on_with_news), name="go_on_with_news"),
    ]


def may_see_mail(user: User) -> bool:
    """Mail may be about any case, and about none: it is for whoever sets the site up."""
    return user.has_perm("tickets.view_receivedmail") and user.has_perm("tickets.view_delivery")


def administrator(request: HttpRequest) -> User:
    user = person(request)
    if not may_see_mail(user):
        raise PermissionDenied(_("Your role does not allow this."))
    return user


@require_safe
def show(request: HttpRequest) -> HttpResponse:
    user = administrator(request)
    query = request.GET.get("q", "").replace("\0", "").strip()[:254]
    context = {
        **admin.site.each_context(request),
        "title": _("Mail in and out"),
        "mailboxes": figures.mailboxes(),
        "unread_sender": figures.unread_sender(),
        "waiting": figures.waiting(),
        "held": figures.held_lately(user),
        "fates": figures.fates(),
        "newest": figures.NEWEST,
        "words": query,
        "found": figures.sent_to(query, user) if query else [],
        "news": figures.news(),
        "limits": figures.limits(),
    }
    return render(request, "desk/mail/mail.html", context)


@require_POST
def judge_again(request: HttpRequest) -> HttpResponse:
    """What waits for one reason, after what was wrong was put right."""
    user = administrator(request)
    if not user.has_perm("tickets.change_receivedmail"):
        raise PermissionDenied(_("Your role does not allow this."))
    choice = {name: request.POST.get(name, "").replace("\0", "")[:20] for name in ("outcome", "reason")}
    mails = ReceivedMail.objects.undecided().filter(raw__isnull=False, **choice).oldest_first()
    chosen = list(mails.values_list("pk", flat=True)[:AT_ONCE])
    for pk in chosen:
        start_after_commit("tickets.tasks.judge_again", pk)
    sentence = ngettext("%(count)s mail is judged again.", "%(count)s mails are judged again.", len(chosen))
    messages.success(request, sentence % {"count": len(chosen)})
    return redirect("admin:mail")


@require_POST
def stop_news(request: HttpRequest, kind: str) -> HttpResponse:
    require_kind(request, kind)
    NewsStop.objects.get_or_create(kind=kind)
    messages.success(request, _("Stopped. What waits is not sent until you let it go on."))
    return redirect("admin:mail")


@require_POST
def go_on_with_news(request: HttpRequest, kind: str) -> HttpResponse:
    require_kind(request, kind)
    NewsStop.objects.filter(kind=kind).delete()
    messages.success(request, _("What waits is sent now."))
    return redirect("admin:mail")


def require_kind(request: HttpRequest, kind: str) -> None:
    user = administrator(request)
    if not user.has_perm("tickets.change_delivery"):
        raise PermissionDenied(_("Your role does not allow this."))
    if kind not in NEWS:
        raise Http404
