"""Known errors for programs that keep an eye on them: as RSS, and as a calendar (iCalendar, RFC 5545)."""

from datetime import datetime
from typing import Any, Final
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.syndication.views import Feed
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from organisation.calendar.icalendar import escaped, file_of, stamp
from organisation.models import Municipality
from triage.known_errors.models import KnownError

MOST: Final = 30


def newest() -> list[KnownError]:
    """Those that go on and those that were repaired, the newest first."""
    return list(KnownError.objects.public().newest_first()[:MOST])


def address_of(error: KnownError) -> str:
    return f"{reverse('disturbances')}#{error.pk}"


class KnownErrorFeed(Feed[KnownError, Any]):
    title = gettext_lazy("Known problems with Aula")

    def link(self) -> str:
        return reverse("disturbances")

    def description(self) -> str:
        return _("The problems we know about right now, and those fixed recently. From %(name)s.") % {
            "name": Municipality.current().name
        }

    def items(self) -> list[KnownError]:
        return newest()

    def item_title(self, item: KnownError) -> str:
        return f"{item.get_status_display()}: {item.shown_title}"

    def item_description(self, item: KnownError) -> str:
        return "\n\n".join(part for part in (item.shown_description, item.shown_workaround) if part)

    def item_link(self, item: KnownError) -> str:
        return address_of(item)

    def item_guid(self, item: KnownError) -> str:
        return f"{urlsplit(settings.SITE_URL).hostname}/drift/{item.pk}/{item.status}"

    item_guid_is_permalink = False

    def item_pubdate(self, item: KnownError) -> datetime:
        return item.resolved_at or item.started_at


@require_safe
def calendar(request: HttpRequest) -> HttpResponse:  # noqa: ARG001  Django's signature
    """`/drift/kalender.ics`: from when to when each went on."""
    host = urlsplit(settings.SITE_URL).hostname
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", f"PRODID:-//{host}//drift//DA", "CALSCALE:GREGORIAN"]
    for error in newest():
        lines += [
            "BEGIN:VEVENT",
            f"UID:drift-{error.pk}@{host}",
            f"DTSTAMP:{stamp(timezone.now())}",
            f"DTSTART:{stamp(error.started_at)}",
            f"DTEND:{stamp(max(error.resolved_at or timezone.now(), error.started_at))}",
            f"SUMMARY:{escaped(error.shown_title)}",
            f"DESCRIPTION:{escaped(error.shown_description)}",
            f"URL:{settings.SITE_URL}{address_of(error)}",
            "END:VEVENT",
        ]
    lines.append("END:VCALENDAR")
    return HttpResponse(file_of(lines), content_type="text/calendar; charset=utf-8")
