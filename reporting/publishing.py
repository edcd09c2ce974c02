"""Writes the numbers of whole months for other programs, each anew, with the small ones hidden."""

from datetime import date
from typing import Any

from django.db import transaction

from organisation.models import Institution
from reporting.choice import Choice
from reporting.hiding import WHOLE, cells_of, hidden_in
from reporting.models import CountedDay, PublishedNumber
from reporting.models.published_number import PUBLISHED
from reporting.periods import month_of


def publish() -> None:
    """The months of all days that were counted since they were published last."""
    fresh = CountedDay.objects.filter(is_published=False, is_stale=False).values_list("day", flat=True)
    for first in sorted({day.replace(day=1) for day in fresh}):
        publish_month(first)


def publish_month(first: date) -> int:
    choice = Choice(month_of(first), {}, None)
    cells = cells_of(choice)
    hidden = hidden_in(cells)
    names = Institution.objects.in_bulk()
    keys = sorted({key for counts in cells.values() for key in counts}, key=str)
    rows = [row(first, key, cells, hidden, names) for key in keys if any(cells[name].get(key) for name in PUBLISHED)]
    with transaction.atomic():
        PublishedNumber.objects.filter(month=first).delete()
        PublishedNumber.objects.bulk_create(rows, batch_size=1000)
        days = CountedDay.objects.filter(day__gte=first, day__lte=choice.period.last, is_stale=False)
        days.update(is_published=True)
    return len(rows)


def row(
    first: date, key: Any, cells: dict[str, dict[Any, int]], hidden: dict[str, set[Any]], names: dict[int, Institution]
) -> PublishedNumber:
    place, value = key
    dimension, value = ("", "") if value == WHOLE else value
    counts = {name: None if key in hidden[name] else cells[name].get(key, 0) for name in PUBLISHED}
    known = names.get(place) if place not in {WHOLE, None} else None
    place_fields = (
        {"code": known.code, "institution": known.name, "kind": known.kind, "area": known.area} if known else {}
    )
    return PublishedNumber(
        month=first, is_whole=place == WHOLE, dimension=dimension, value=value, **place_fields, **counts
    )
