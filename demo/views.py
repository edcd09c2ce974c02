"""What a visitor of the demo needs: who to sign in as, and the mail that would have been sent."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from demo import post
from demo.accounts import PASSWORD, accounts


@require_safe
def demo(request: HttpRequest) -> HttpResponse:
    context = {"accounts": accounts(), "password": PASSWORD, "letters": post.letters()}
    return render(request, "demo/demo.html", context)


@require_safe
def letter(request: HttpRequest, name: str) -> HttpResponse:
    """One mail as its recipient sees it."""
    mail = post.find(name)
    if mail is None:
        raise Http404
    return render(request, "demo/letter.html", {"letter": mail})
