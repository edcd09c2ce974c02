"""`/henvendelse/knap/`: the HTML of a button that leads from a school's own web page to the form, filled in."""

from typing import Final
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from organisation.models import Institution
from triage.intake.enquiry import place_named, told_by_link

LONGEST_WORDS: Final = 60


@require_safe
def button(request: HttpRequest) -> HttpResponse:
    """`sted` and `emne` as of the form's own links; `tekst` is what stands on the button."""
    place, topic = place_named(request.GET.get("sted", "")), told_by_link(request)["subject"]
    label = request.GET.get("tekst", "").strip()[:LONGEST_WORDS] or _("Get help with Aula")
    params = {"sted": place.code if place else "", "emne": topic}
    query = urlencode({name: value for name, value in params.items() if value})
    link = f"{settings.SITE_URL}{reverse('enquiry')}{'?' if query else ''}{query}"
    context = {
        "institutions": Institution.objects.active().by_name(),
        "place": place,
        "topic": topic,
        "words": label,
        "link": link,
        "code": render_to_string("triage/intake/_button.html", {"link": link, "words": label}).strip(),
    }
    return render(request, "triage/intake/button.html", context)
