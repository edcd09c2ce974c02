"""Tells those who look after a place that the sheet in its staff room names people who no longer help, or misses one.

Each printed sheet is told of once; printing it anew begins from the start. One mail a person.
"""

from collections import defaultdict
from typing import Final

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from desk.prints.making import outdated
from desk.prints.models import PrintedSheet
from organisation.models import StandIns, User
from organisation.people.publishers import Publishers
from tickets.news.caseless_mails import write_parts

MOST_LINES: Final = 20


@transaction.atomic
def tell() -> int:
    """A task that is killed has told nobody. Returns how many mails."""
    old, publishers = outdated_untold(), Publishers(StandIns())
    sheets_by_person = defaultdict[User, list[PrintedSheet]](list)
    for sheet in old:
        for person in publishers.at(sheet.institution):
            sheets_by_person[person].append(sheet)
    PrintedSheet.objects.filter(pk__in=[sheet.pk for sheet in old]).update(told_outdated_at=timezone.now())
    for person, sheets in sheets_by_person.items():
        send(person, sheets)
    return len(sheets_by_person)


def outdated_untold() -> list[PrintedSheet]:
    untold = PrintedSheet.objects.filter(told_outdated_at=None, institution__is_active=True)
    sheets = untold.select_related("institution").order_by("institution__name", "pk")
    held = list(sheets.select_for_update(of=("self",), skip_locked=True))
    old = outdated([sheet.institution for sheet in held])
    return [sheet for sheet in held if sheet.pk in old]


def send(person: User, sheets: list[PrintedSheet]) -> None:
    with translation.override(person.language):
        subject = ngettext(
            "%(count)d printed sheet no longer says who helps",
            "%(count)d printed sheets no longer say who helps",
            len(sheets),
        )
        write_parts(
            subject % {"count": len(sheets)},
            [_("Hello %(name)s") % {"name": person.get_short_name()}, *parts_about(sheets)],
            kind="sheets_outdated",
            to=(person.email, person.language),
            secret=True,
        )


def parts_about(sheets: list[PrintedSheet]) -> list[str]:
    return [
        _("Other people help now than those on the sheet that was printed for the staff room:"),
        listed(sheets),
        _("Print them anew here:") + f"\n{settings.SITE_URL}{reverse('admin:prints')}",
        _("You get this because you publish for the place, or for all where it has nobody."),
    ]


def listed(sheets: list[PrintedSheet]) -> str:
    lines = [in_a_line(sheet) for sheet in sheets[:MOST_LINES]]
    if (more := len(sheets) - MOST_LINES) > 0:
        lines.append(_("And %(count)d more.") % {"count": more})
    return "\n".join(lines)


def in_a_line(sheet: PrintedSheet) -> str:
    day = date_format(localtime(sheet.at), "DATE_FORMAT")
    return _("%(place)s, printed on %(day)s") % {"place": sheet.institution, "day": day}
