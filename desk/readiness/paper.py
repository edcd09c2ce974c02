"""Are we ready? as a PDF for the steering group, accessible (PDF/UA-1)."""

import json
from pathlib import Path
from typing import Any, Final

from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from desk.readiness.questions import Readiness
from organisation.models import Municipality

SOURCE: Final = Path(__file__).with_name("paper.typ")


def pdf(readiness: Readiness) -> bytes:
    """In Danish. Raises `typst.TypstError` rather than make a PDF that is not accessible."""
    import typst  # noqa: PLC0415  forty megabytes that few processes need

    with translation.override("da"):
        data = json.dumps(paper_data(readiness), ensure_ascii=False)
    return typst.compile(SOURCE, sys_inputs={"data": data}, ignore_system_fonts=True, pdf_standards=["ua-1"])


def paper_data(readiness: Readiness) -> dict[str, Any]:
    municipality, today = Municipality.current(), timezone.localdate()
    starts = municipality.launches_on
    return {
        "title": _("Are we ready?"),
        "municipality": municipality.name,
        "colour": municipality.primary_colour,
        "day": {"year": today.year, "month": today.month, "day": today.day},
        "day_in_words": date_format(today, "DATE_FORMAT"),
        "of": _("of"),
        "lead": _("How far the Aula support of %(name)s has come.") % {"name": municipality.name},
        "start": _("The start: %(day)s") % {"day": date_format(starts, "DATE_FORMAT")} if starts else "",
        "headings": [_("Question"), _("How it stands")],
        "counts": [[level.value, str(level.label), count] for level, count, _icon, _pill in readiness.counts],
        "parts": [
            {
                "title": str(part.title),
                "asked": [
                    {
                        "words": str(each.question.words),
                        "level": each.answer.level.value,
                        "label": str(each.answer.level.label),
                        "sentence": str(each.answer.sentence),
                        "act": str(each.answer.act),
                    }
                    for each in part.asked
                ],
            }
            for part in readiness.parts
        ],
    }
