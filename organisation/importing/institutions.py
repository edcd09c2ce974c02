"""Institutions from a spreadsheet, known by their code."""

from collections import Counter
from typing import Any, Final

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from organisation.importing.plan import Change, ImportPlan, RowProblem
from organisation.importing.reading import SheetRow, read
from organisation.importing.values import choice, shown, yes
from organisation.institutions.closing import what_is_there
from organisation.models import Institution, Party

COLUMNS: Final = {
    "code": ("Kode", "Institutionskode", "Institution code"),
    "name": ("Navn", "Name"),
    "kind": ("Type", "Slags", "Kind"),
    "area": ("Område", "Distrikt", "Area"),
    "email": ("E-mail", "Mail", "Email"),
    "phone": ("Telefon", "Phone"),
    "schedule_vendor": ("Skemaleverandør", "Schedule vendor"),
    "widget_vendors": ("Widgetleverandører", "Widgets", "Widget vendors"),
    "is_active": ("Aktiv", "Active"),
}
"""Column and the headings it may have; the first is the one we write."""
PLAIN: Final = ("name", "kind", "area", "email", "phone", "is_active")
KINDS: Final = {
    "skole": "school",
    "dagtilbud": "daycare",
    "børnehave": "daycare",
    "vuggestue": "daycare",
    "dagpleje": "daycare",
    "sfo": "after_school",
    "klub": "club",
}


def plan(text: str, *, only_these: bool) -> tuple[ImportPlan, list[Institution], dict[str, list[Party]]]:
    """What the file would change, the rows as they would be saved, and their widget vendors by code.

    `only_these`: institutions that the file does not name become inactive (never deleted: their cases stay).
    """
    rows, problems = read(text, COLUMNS, ("code", "name", "kind"))
    plan = ImportPlan(problems=problems)
    known = {place.code: place for place in Institution.objects.select_related("schedule_vendor", "successor")}
    parties = {str(name).casefold(): party for party in Party.objects.all() for name in (party.key, party.name)}
    places: list[Institution] = []
    vendors: dict[str, list[Party]] = {}
    seen: dict[str, int] = {}
    for row in rows:
        place, widgets = fill(row, known, parties, plan.problems)
        code = place.code
        if code in seen:
            plan.problems.append(RowProblem(row.line, COLUMNS["code"][0], _("This code is in the file twice.")))
            continue
        seen[code] = row.line
        check(place, row, plan.problems)
        plan.changes.append(compare(place, known.get(code), widgets, row))
        places.append(place)
        if widgets is not None:
            vendors[code] = widgets
    if only_these:
        for code, place in known.items():
            if code not in seen and place.is_active:
                plan.changes.append(Change("leaves", code, place.name, closes=True))
                place.is_active = False
                places.append(place)
    names(places, known, plan.problems, seen)
    return plan, places, vendors


def fill(
    row: SheetRow, known: dict[str, Institution], parties: dict[str, Party], problems: list[RowProblem]
) -> tuple[Institution, list[Party] | None]:
    """The institution as the row wants it. A column that the file has not leaves what is there."""
    code = row["code"].upper()
    old = known.get(code)
    place = Institution(pk=old.pk if old else None, code=code)
    for name in PLAIN:
        if old is not None:
            setattr(place, name, getattr(old, name))
    for name in ("name", "area", "email", "phone"):
        if name in row.cells:
            setattr(place, name, row[name])
    if "kind" in row.cells:
        place.kind = choice(row, "kind", Institution.Kind, COLUMNS, problems, KINDS) or place.kind
    if row.cells.get("is_active"):
        place.is_active = yes(row, "is_active", COLUMNS, problems, default=place.is_active)
    if old is not None:
        place.schedule_vendor, place.successor = old.schedule_vendor, old.successor
        place.came_out_of_id = old.came_out_of_id
    if "schedule_vendor" in row.cells:
        vendors = vendors_of(row, "schedule_vendor", Party.Kind.SCHEDULE_VENDOR, parties, problems)
        place.schedule_vendor = vendors[0] if vendors else None
    if "widget_vendors" not in row.cells:
        return place, None
    return place, vendors_of(row, "widget_vendors", Party.Kind.WIDGET_VENDOR, parties, problems)


def vendors_of(
    row: SheetRow, column: str, kind: str, parties: dict[str, Party], problems: list[RowProblem]
) -> list[Party]:
    vendors = []
    for name in filter(None, (part.strip() for part in row[column].replace("|", ",").split(","))):
        party = parties.get(name.casefold())
        if party is None or party.kind != kind:
            message = _("There is no such vendor: %(name)s. Enter it under outside parties first.") % {"name": name}
            problems.append(RowProblem(row.line, COLUMNS[column][0], message))
        else:
            vendors.append(party)
    return vendors


def check(place: Institution, row: SheetRow, problems: list[RowProblem]) -> None:
    """The rules of the form hold for the file too."""
    try:
        place.clean_fields(exclude=["schedule_vendor"])
    except ValidationError as error:
        for name, messages in error.message_dict.items():
            heading = COLUMNS.get(name, (name,))[0]
            if not any(problem.line == row.line and problem.column == heading for problem in problems):
                problems += [RowProblem(row.line, heading, message) for message in messages]


def names(
    places: list[Institution], known: dict[str, Institution], problems: list[RowProblem], seen: dict[str, int]
) -> None:
    """Two institutions may not share a name."""
    after = {code: place.name.casefold() for code, place in known.items()}
    after |= {place.code: place.name.casefold() for place in places}
    taken = Counter(after.values())
    for place in places:
        if place.code in seen and taken[place.name.casefold()] > 1:
            message = _("Another institution has this name.")
            problems.append(RowProblem(seen[place.code], COLUMNS["name"][0], message))


def compare(new: Institution, old: Institution | None, widgets: list[Party] | None, row: SheetRow) -> Change:
    label = {name: str(Institution._meta.get_field(name).verbose_name) for name in COLUMNS}  # type: ignore[union-attr]  # no relation's reverse side is among them
    details: list[tuple[str, str, str]] = []
    for name in (*PLAIN, "schedule_vendor"):
        before, after = shown(old, name), shown(new, name)
        if before != after and (old is not None or after):
            details.append((label[name], before, after))
    if widgets is not None:
        before = ", ".join(sorted(party.name for party in old.widget_vendors.all())) if old else ""
        after = ", ".join(sorted(party.name for party in widgets))
        if before != after:
            details.append((label["widget_vendors"], before, after))
    kind: Any = "new" if old is None else "changed" if details else "same"
    closes = old is not None and old.is_active and not new.is_active
    return Change(kind, new.code, new.name, row.line, tuple(details), closes=closes)


def left_by(change: Change) -> list[str]:
    """Sentences of what would be stranded where an institution closes."""
    place = Institution.objects.active().filter(code=change.key).first() if change.closes else None
    return what_is_there(place) if place is not None else []


def apply(places: list[Institution], vendors: dict[str, list[Party]]) -> None:
    for place in places:
        place.save()
        if place.code in vendors:
            place.widget_vendors.set(vendors[place.code])
