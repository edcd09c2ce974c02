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

from organisation.models import Institution, Membership, Municipality
from organisation.roles import Role
from tickets.models import Mailbox

SOURCE: Final = Path(__file__).with_name("sheet.typ")
FIRST_LEVEL: Final = (Role.SUPERUSER, Role.INSTITUTION_ADMIN)
SHOWN: Final = (*FIRST_LEVEL, Role.PILOT, Role.SUPPORT_ENTITLED)


class Kind(StrEnum):
    """`SHEET` names people and is for the staff room; `CARD` names none and may hang anywhere."""

    SHEET = "sheet"
    CARD = "card"


def pdf(kind: Kind, places: Sequence[Institution], language: str) -> bytes:
    """A page for each place. Raises `typst.TypstError` rather than make a PDF that is not accessible."""
    return compiled(kind, places, language, format="pdf", pdf_standards=["ua-1"])


def compiled(kind: Kind, places: Sequence[Institution], language: str, **options: Any) -> bytes:
    import typst  # noqa: PLC0415  forty megabytes that few processes need

    with translation.override(language):
        data = json.dumps(sheet_data(kind, places, language), ensure_ascii=False)
    made: bytes = typst.compile(SOURCE, sys_inputs={"data": data}, ignore_system_fonts=True, **options)
    return made


def sheet_data(kind: Kind, places: Sequence[Institution], language: str) -> dict[str, Any]:
    municipality, today = Municipality.current(), timezone.localdate()
    people = people_at(places) if kind == Kind.SHEET else {}
    return {
        "kind": kind.value,
        "language": language,
        "municipality": municipality.name,
        "colour": municipality.primary_colour,
        "day": {"year": today.year, "month": today.month, "day": today.day},
        "made": _("As of %(day)s") % {"day": date_format(today, "DATE_FORMAT")},
        "title": _("Help with Aula"),
        "words": labels(),
        "places": [place_told(place, people.get(place.pk, [])) for place in places],
    }


def labels() -> dict[str, Any]:
    return {
        "lead": _("Do you have a question about Aula, or does something not work? This is how you get help."),
        "scan": _("Scan the code with your phone, or write the address in your browser."),
        "alt": _("QR code that leads to the form for %(place)s"),
        "or_mail": _("Or write to"),
        "who": _("Who helps"),
        "way": _("What happens to your enquiry"),
        "steps": [
            _("The people at the school or daycare who know Aula read it first and answer most questions."),
            _("What they cannot solve goes to the pilot, and then to the support-entitled of the municipality."),
            _("Only the support-entitled may report a fault to Aula’s supplier. Wishes for Aula go to KOMBIT."),
            _("You follow it all on a page of your own, and hear from us when there is news."),
        ],
        "well_written": _("A good enquiry says"),
        "tips": [
            _("what you wanted to do, and what happened instead"),
            _("whether it was in the app or in a browser, on a phone or a computer"),
            _("whether others see it, too – and has a picture of the screen, without names and faces"),
        ],
        "not_here": _("Illness, absence and messages to a teacher: use Aula itself, or call the office."),
        "office": _("The office"),
    }


def people_at(places: Iterable[Institution]) -> dict[int, list[dict[str, str]]]:
    """Role and names by place; those of the whole municipality stand at each."""
    ids = [place.pk for place in places]
    memberships = Membership.objects.filter(role__in=SHOWN, user__is_active=True).select_related("user")
    by_place: dict[int, dict[str, list[str]]] = {pk: defaultdict(list) for pk in ids}
    for member in memberships.order_by("user__name", "id"):
        for pk in ids if member.institution_id is None else [member.institution_id]:
            if pk in by_place and member.user.name not in by_place[pk][member.role]:
                by_place[pk][member.role].append(member.user.name)
    return {
        pk: [{"role": str(role.label), "names": ", ".join(roles[role])} for role in SHOWN if roles[role]]
        for pk, roles in by_place.items()
    }


def place_told(place: Institution, people: list[dict[str, str]]) -> dict[str, Any]:
    address = settings.SITE_URL + reverse("form_of", args=[place.code])
    mailbox = Mailbox.objects.serving(place.pk)
    has_own = any(person["role"] in {str(role.label) for role in (*FIRST_LEVEL, Role.PILOT)} for person in people)
    return {
        "name": place.name,
        "address": address,
        "shown_address": address.partition("://")[2],
        "qr": code_for(address),
        "mailbox": mailbox.address if mailbox else Municipality.current().contact_email,
        "phone": place.phone.replace(" ", "\u00a0"),
        "people": people,
        "instead": "" if has_own else instead(),
    }


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
