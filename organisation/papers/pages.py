"""`/privatliv/`, `/cookies/` and `/tilgaengelighed/`: public, and written anew at every look."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from organisation.models import AccessibilityStatus, Municipality
from organisation.papers import declared
from organisation.papers.authorities import ANSWER_WORKING_DAYS, DATATILSYNET, DIGITALISERINGSSTYRELSEN


@require_safe
def privacy(request: HttpRequest) -> HttpResponse:
    """What GDPR, articles 13 and 14, ask a controller to tell."""
    categories = [each for each in declared.categories() if each.is_public]
    context = {"categories": categories, "recipients": declared.recipients_by_what(), "authority": DATATILSYNET}
    return render(request, "organisation/papers/privacy.html", context)


@require_safe
def privacy_for_pupils(request: HttpRequest) -> HttpResponse:
    """The same in words a child understands (GDPR, article 12(1)); the full text is a link away."""
    names = sorted({recipient.name for recipient in declared.recipients()})
    context = {"names": names, "authority": DATATILSYNET}
    return render(request, "organisation/papers/privacy_for_pupils.html", context)


@require_safe
def cookies(request: HttpRequest) -> HttpResponse:
    kinds = [declared.browser_data(for_staff=for_staff) for for_staff in (False, True)]
    return render(request, "organisation/papers/cookies.html", {"for_all": kinds[0], "for_staff": kinds[1]})


@require_safe
def accessibility(request: HttpRequest) -> HttpResponse:
    """The statement in the order of Commission Implementing Decision (EU) 2018/1523."""
    row = Municipality.current()
    context = {
        "problems": lines(row.accessibility_problems),
        "fulfils_all": row.accessibility_status == AccessibilityStatus.FULL,
        "authority": DIGITALISERINGSSTYRELSEN,
        "working_days": ANSWER_WORKING_DAYS,
    }
    return render(request, "organisation/papers/accessibility.html", context)


@require_safe
def was(request: HttpRequest) -> HttpResponse:  # noqa: ARG001  Django's signature
    """The short address that every public site must have leads to the statement made in WAS-Tool."""
    return HttpResponseRedirect(Municipality.current().accessibility_url or reverse("accessibility"))


def lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]
