"""What stands on the sheet and the card of a school or daycare, and their PDF (PDF/UA-1), from the rows of today.

Nothing is stored: a changed pilot changes the next sheet. A place without people says whom to ask instead.
"""

import io
import json
from collections import defaultdict
from collections.abc import Iterable, Sequence
from enum import StrEnum
from pathlib import Path
from typing import Any, Final

import segno
from django.conf import settings
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from database.dialects import danish_order
from organisation.calendar.meeting_words import when
from organisation.institutions.who_helps import HELPING, OF_THE_PLACE, hours_at, way_of_an_enquiry
from organisation.models import Institution, Membership, MorningMeeting, Municipality
from organisation.models.meeting import coming_at
from tickets.models import Mailbox

SOURCE: Final = Path(__file__).with_name("sheet.typ")


class PrintKind(StrEnum):
    """`SHEET` names people and is for the staff room; the others name none and may hang anywhere. `GUIDE` is for staff
    who report a fault."""

    SHEET = "sheet"
    CARD = "card"
    POSTER = "poster"
    GUIDE = "guide"


def pdf(kind: PrintKind, places: Sequence[Institution], language: str) -> bytes:
    """A page for each place. Raises `typst.TypstError` rather than make a PDF that is not accessible."""
    return compiled_from(sheet_data(kind, places, language))


def compiled_from(data: dict[str, Any], **options: Any) -> bytes:
    """The pages of `sheet_data`; as PDF/UA-1 unless `options` say otherwise."""
    import typst  # noqa: PLC0415  forty megabytes that few processes need

    inputs = {"data": json.dumps(data, ensure_ascii=False)}
    options = options or {"format": "pdf", "pdf_standards": ["ua-1"]}
    made: bytes = typst.compile(SOURCE, sys_inputs=inputs, ignore_system_fonts=True, **options)
    return made


def sheet_data(kind: PrintKind, places: Sequence[Institution], language: str) -> dict[str, Any]:
    with translation.override(language):
        people = people_at(places) if kind == PrintKind.SHEET else {}
        pages = [told_on(kind, place, people) for place in places]
        return frame(kind, language) | {"places": pages}


def told_on(kind: PrintKind, place: Institution, people: dict[int, list[dict[str, str]]]) -> dict[str, Any]:
    return place_told(place, people.get(place.pk, []), with_hours=kind == PrintKind.SHEET)


def frame(kind: PrintKind, language: str) -> dict[str, Any]:
    """What is the same on the page of each place, in the language that is active."""
    municipality, today = Municipality.current(), timezone.localdate()
    return {
        "kind": kind.value,
        "language": language,
        "municipality": municipality.name,
        "colour": municipality.primary_colour,
        "day": {"year": today.year, "month": today.month, "day": today.day},
        "made": _("As of %(day)s") % {"day": date_format(today, "DATE_FORMAT")},
        "title": guide_title() if kind == PrintKind.GUIDE else _("Help with Aula"),
        "words": labels(),
    }


def labels() -> dict[str, Any]:
    return {
        "lead": _("Do you have a question about Aula, or does something not work? This is how you get help."),
        "scan": _("Scan the code with your phone, or write the address in your browser."),
        "alt": _("QR code that leads to the form for %(place)s"),
        "or_mail": _("Or write to"),
        "who": _("Who helps"),
        "way": _("What happens to your enquiry"),
        "steps": [list(each) for each in way_of_an_enquiry()],
        "hours": _("We read and answer"),
        "meetings": _("Come and ask"),
        "well_written": _("A good enquiry says"),
        "tips": [
            _("what you wanted to do, and what happened instead"),
            _("whether it was in the app or in a browser, on a phone or a computer"),
            _("whether others see it, too – and has a picture of the screen, without names and faces"),
        ],
        "not_here": _("Illness, absence and messages to a teacher: use Aula itself, or call the office."),
        "office": _("The office"),
        "guide_lead": _("What cannot be seen again cannot be fixed. Two minutes now may save a week of questions."),
        "before": _("Before you write"),
        "before_steps": [
            _("Try another browser, or the app instead of the browser."),
            _("Ask a colleague whether it happens to them, too."),
            _("Look at the service status. Perhaps we know the problem already."),
        ],
        "needed": _("What we need to know"),
        "facts": [
            _("who has the problem: the full name, never the Unilogin"),
            _("where in Aula it was, and what you did, step by step"),
            _("what happened, and what you had expected"),
            _("the error message, word for word"),
            _("the date and the time"),
            _("the device, and the app or browser with its version"),
            _("whether others see it, and whether it has worked before"),
        ],
        "picture": _("Add a picture of the screen. You can cover names and faces in the form before you send it."),
        "here": _("Report it here"),
    }


def guide_title() -> str:
    return _("How to report a fault in Aula so that it can be fixed the first time")


def text_for_aula(place: Institution, language: str) -> str:
    """What a school or daycare can paste into a message of its own in Aula."""
    with translation.override(language):
        return "\n".join(
            [
                _("Do you have a question about Aula, or does something not work? Write to us here:"),
                address_of(place),
                "",
                _("You do not need to log in. You can follow your enquiry and see our answers."),
                _("Illness, absence and messages to a teacher: use Aula itself, or call the office."),
                "",
                _("Kind regards"),
                place.name,
            ]
        )


def address_of(place: Institution) -> str:
    return settings.SITE_URL + reverse("form_of", args=[place.code])


def people_at(places: Iterable[Institution]) -> dict[int, list[dict[str, str]]]:
    """Role and names by place; those of the whole municipality stand at each."""
    ids = [place.pk for place in places]
    memberships = Membership.objects.filter(role__in=HELPING, user__is_active=True).select_related("user")
    by_place: dict[int, dict[str, list[str]]] = {pk: defaultdict(list) for pk in ids}
    for member in memberships.order_by(danish_order("user__name"), "id"):
        for pk in ids if member.institution_id is None else [member.institution_id]:
            if pk in by_place and member.user.name not in by_place[pk][member.role]:
                by_place[pk][member.role].append(member.user.name)
    return {
        pk: [{"role": str(role.label), "names": ", ".join(roles[role])} for role in HELPING if roles[role]]
        for pk, roles in by_place.items()
    }


def place_told(place: Institution, people: list[dict[str, str]], *, with_hours: bool) -> dict[str, Any]:
    address = address_of(place)
    mailbox = Mailbox.objects.serving(place.pk)
    has_own = any(person["role"] in {str(role.label) for role in OF_THE_PLACE} for person in people)
    return {
        "name": place.name,
        "address": address,
        "shown_address": address.partition("://")[2],
        "qr": code_for(address),
        "mailbox": mailbox.address if mailbox else Municipality.current().contact_email,
        "phone": place.phone.replace(" ", "\u00a0"),
        "people": people,
        "instead": "" if has_own else instead(),
        "hours": hours_at(place) if with_hours else [],
        "meetings": [in_a_line(meeting) for meeting, _day in coming_at(place)] if with_hours else [],
    }


def in_a_line(meeting: MorningMeeting) -> str:
    parts = [f"{meeting.get_kind_display()}: {when(meeting)}", meeting.place, meeting.hosts]
    return ", ".join(part for part in parts if part)


def code_for(address: str) -> str:
    """A QR code as SVG, with the quiet zone of four that readers ask for."""
    out = io.BytesIO()
    segno.make(address, error="m", micro=False).save(out, kind="svg", border=4)
    return out.getvalue().decode()


def instead() -> str:
    municipality = Municipality.current()
    where = ", ".join(part for part in (municipality.contact_email, municipality.phone) if part)
    sentence = _("Nobody here has the task yet. Ask the municipality instead.")
    return f"{sentence} {where}".strip()
