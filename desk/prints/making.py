"""Draws the page of each of many places, and tells how far it is; and which sheets say what is no longer so."""

import hashlib
import json
from collections.abc import Sequence
from typing import Final

from django.utils import translation

from desk.prints.models import PrintedSheet, PrintRun
from desk.prints.sheets import PrintKind, compiled_from, frame, people_at, told_on
from organisation.models import Institution

TOGETHER: Final = 10
"""Places drawn between two words of how far it is."""


def make(run: PrintRun) -> bool:
    """Whether there was something to do. Places that were deleted meanwhile are left out."""
    if not run.claim():
        return False
    places = list(Institution.objects.filter(pk__in=run.places).by_name())
    kind, pages = PrintKind(run.kind), []
    with translation.override(run.language):
        people = people_at(places) if kind == PrintKind.SHEET else {}
        for place in places:
            pages.append(told_on(kind, place, people))
            if len(pages) % TOGETHER == 0:
                run.note_made(len(pages))
        file = compiled_from(frame(kind, run.language) | {"places": pages})
    run.finish(file)
    note_printed(kind, places)
    return True


def note_printed(kind: PrintKind, places: Sequence[Institution]) -> None:
    if kind == PrintKind.SHEET:
        PrintedSheet.note(digests(places))


def outdated(places: Sequence[Institution]) -> dict[int, PrintedSheet]:
    """By place: its latest sheet, where other people help by now than those who stand on it."""
    printed = PrintedSheet.objects.in_bulk([place.pk for place in places])
    now = digests([place for place in places if place.pk in printed])
    return {pk: sheet for pk, sheet in printed.items() if sheet.told != now[pk]}


def digests(places: Sequence[Institution]) -> dict[int, str]:
    """Of who helps at each place and how to reach it, in one language, since the same people are called otherwise in
    another."""
    with translation.override("da"):
        people = people_at(places)
    facts = {place.pk: [place.name, place.phone, people.get(place.pk, [])] for place in places}
    return {pk: hashlib.sha256(json.dumps(shown).encode()).hexdigest() for pk, shown in facts.items()}
