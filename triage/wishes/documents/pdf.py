"""The PDF of a bundle. Typst refuses to make one that breaks PDF/UA-1, so what comes out is accessible."""

import json
from datetime import date
from pathlib import Path
from typing import Any, Final

import typst
from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from organisation.models import Municipality
from triage.wishes.documents.rows import WishRow

SOURCE: Final = Path(__file__).with_name("bundle.typ")
CHARTED: Final = 15
"""The most wanted requests stand in the chart; all of them in the table."""


def bundle_pdf(title: str, rows: list[WishRow], *, sender: str, day: date) -> bytes:
    """In Danish, as KOMBIT reads it. Raises `typst.TypstError` rather than make a PDF that is not accessible."""
    with translation.override("da"):
        data = json.dumps(paper_data(title, rows, sender=sender, day=day), ensure_ascii=False)
    return typst.compile(
        SOURCE,
        sys_inputs={"data": data},
        ignore_system_fonts=True,
        pdf_standards=["ua-1"],
    )


def paper_data(title: str, rows: list[WishRow], *, sender: str, day: date) -> dict[str, Any]:
    municipality = Municipality.current()
    chart = sorted(rows, key=lambda row: (-row.wanted, row.number))[:CHARTED]
    spoken = "; ".join(f"{row.title}: {row.wanted}" for row in chart)
    return {
        "title": title,
        "municipality": municipality.name,
        "colour": municipality.primary_colour,
        "sender": sender,
        "day": {"year": day.year, "month": day.month, "day": day.day},
        "day_in_words": date_format(day, "DATE_FORMAT"),
        "words": labels_of(rows),
        "requests": [wish_data(row) for row in rows],
        "chart": [{"title": row.title, "wanted": row.wanted} for row in chart],
        "chart_alt": _("A bar chart of how many want each request. %(bars)s.") % {"bars": spoken},
    }


def labels_of(rows: list[WishRow]) -> dict[str, str]:
    people, count = sum(row.wanted for row in rows), len(rows)
    lead = ngettext(
        "This is %(count)d wish for Aula from parents, pupils and staff.",
        "These are %(count)d wishes for Aula from parents, pupils and staff.",
        count,
    ) % {"count": count}
    asked = _("Altogether they were asked for %(people)d times. Wishes that ask for the same have been joined.")
    return {
        "lead": f"{lead} {asked % {'people': people}}",
        "overview": _("Overview"),
        "requests": _("The wishes"),
        "number": _("No."),
        "title": _("Wish"),
        "people": _("People"),
        "institutions": _("Institutions"),
        "votes": _("Votes"),
        "benefit": _("Benefit"),
        "quotes": _("In their own words"),
        "table_caption": _("How many people in how many institutions asked, and how many voted on the public list."),
        "chart_caption": _("The most wanted: people who asked and votes together."),
        "from": _("from"),
        "of": _("of"),
    }


def wish_data(row: WishRow) -> dict[str, Any]:
    people = ngettext("%(count)d person", "%(count)d people", row.people) % {"count": row.people}
    places = ngettext("%(count)d institution", "%(count)d institutions", row.institutions) % {"count": row.institutions}
    wanted_by = _("Asked for by %(people)s in %(places)s.") % {"people": people, "places": places}
    if row.votes:
        wanted_by += " " + ngettext("%(count)d more voted for it.", "%(count)d more voted for it.", row.votes) % {
            "count": row.votes
        }
    return {
        "number": row.number,
        "title": row.title,
        "summary": row.summary,
        "benefit": row.benefit,
        "quotes": list(row.quotes),
        "people": row.people,
        "institutions": row.institutions,
        "votes": row.votes,
        "wanted_by": wanted_by,
    }
