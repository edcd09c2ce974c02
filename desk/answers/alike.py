"""Answers that seem to say the same, two by two, for those who publish: one stays, or they say different things."""

from typing import Final

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from knowledgebase.models import AlikeAnswers
from knowledgebase.models.alike import AlikeQuerySet
from organisation.models import User
from organisation.people.staff import person
from organisation.roles import Verb

PER_PAGE: Final = 20


def publisher(request: HttpRequest) -> User:
    """Raises `PermissionDenied` for who publishes nowhere."""
    user = person(request)
    if not user.may(Verb.PUBLISH):
        raise PermissionDenied
    return user


def to_decide(user: User) -> AlikeQuerySet:
    return AlikeAnswers.objects.visible_to(user).decided_by(user)


def undecided(user: User) -> AlikeQuerySet:
    return to_decide(user).undecided()


@require_safe
def show(request: HttpRequest) -> HttpResponse:
    """The most alike first; `vis=apart` shows what somebody has kept apart."""
    user = publisher(request)
    apart = request.GET.get("vis") == "apart"
    pairs = to_decide(user).kept_apart() if apart else undecided(user)
    page = Paginator(pairs.for_list(), PER_PAGE).get_page(request.GET.get("side"))
    context = {
        **admin.site.each_context(request),
        "title": _("Answers that are alike"),
        "page": page,
        "pairs": [(pair, sides(pair, user)) for pair in page.object_list],
        "apart": apart,
        "parameters": "vis=apart" if apart else "",
    }
    return render(request, "desk/answers/alike.html", context)


def sides(pair: AlikeAnswers, user: User) -> list[dict[str, object]]:
    """Each of the two with the other, and whether the person may retire the other in its favour."""
    both = (pair.first, pair.second), (pair.second, pair.first)
    return [{"article": one, "other": other, "may_stay": other.may_be_published_by(user)} for one, other in both]


@require_POST
def press(request: HttpRequest, pk: int, verb: str) -> HttpResponse:
    user = publisher(request)
    seen = AlikeAnswers.objects.visible_to(user).select_related("first__change_to", "second__change_to")
    pair = get_object_or_404(seen, pk=pk)
    if verb == "keep_apart":
        pair.keep_apart(by=user)
        messages.success(request, _("Noted: they say different things. Nobody is asked about them again."))
        return redirect("admin:answers_alike")
    if verb == "compare_again":
        pair.compare_again(by=user)
        messages.success(request, _("They stand on the list again."))
        return redirect("admin:answers_alike")
    raise Http404
