"""The PDF of a report. Typst refuses to make one that breaks PDF/UA-1, so what comes out is accessible."""

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Final

from django.utils import timezone, translation
from django.utils.translation import gettext as _

from organisation.models import Institution, Municipality
from reporting.figures import FIGURES, NAMED, FigureKind
from reporting.names import dimension_name, value_name
from reporting.report import Report
from reporting.sums import Sums
from reporting.words import number, percentage, period_words, step_name, within, worktime

SOURCE: Final = Path(__file__).with_name("report.typ")
COMMITTEE: Final = ("opened", "solved", "still_open", "first_answer", "solution", "first_level_share")
"""The figures on the one page for the political committee."""


def report_pdf(numbers: Report, *, one_page: bool = False, language: str = "da") -> bytes:
    """Raises `typst.TypstError` rather than make an inaccessible PDF."""
    import typst  # noqa: PLC0415  forty megabytes that few processes need

    with translation.override(language):
        data = json.dumps(paper_data(numbers, one_page=one_page, language=language), ensure_ascii=False)
    return typst.compile(SOURCE, sys_inputs={"data": data}, ignore_system_fonts=True, pdf_standards=["ua-1"])


def paper_data(numbers: Report, *, one_page: bool, language: str) -> dict[str, Any]:
    municipality, today = Municipality.current(), timezone.localdate()
    period = numbers.choice.period
    names = COMMITTEE if one_page else tuple(figure.name for figure in FIGURES)
    return {
        "title": _("Help with Aula: %(period)s") % {"period": period_words(period)},
        "language": language,
        "municipality": municipality.name,
        "colour": municipality.primary_colour,
        "place": " · ".join(what_of(numbers)),
        "day": {"year": today.year, "month": today.month, "day": today.day},
        "lead": lead(numbers),
        "cards": [card(numbers, name) for name in names],
        "chart": chart(numbers),
        "tables": [] if one_page else tables(numbers),
        "definitions": [[str(NAMED[name].label), str(NAMED[name].definition)] for name in names],
        "words": labels(numbers),
    }


def what_of(numbers: Report) -> Iterator[str]:
    """What the report is of: places and, where it is narrowed to one, the value."""
    choice = numbers.choice
    yield place_of(choice.places)
    if choice.dimension:
        yield f"{dimension_name(choice.dimension)}: {value_name(choice.dimension, choice.value)}"


def place_of(places: Sequence[int] | None) -> str:
    if places is None:
        return _("All institutions")
    if len(places) == 1:
        return Institution.objects.get(pk=places[0]).name
    return _("%(count)s institutions") % {"count": len(places)}


def labels(numbers: Report) -> dict[str, str]:
    hides = _("Numbers from 1 to 4 are hidden (•), and so are those from which they could be worked out.")
    return {
        "figures": _("Key figures"),
        "chart": _("Received and solved"),
        "received": _("Received"),
        "solved": _("Solved"),
        "definitions": _("What is counted"),
        "hides": hides if numbers.hides else "",
        "of": _("of"),
        "when": _("When"),
        "answered": _("Answered"),
        "first_answer": _("Until the first answer"),
    }


def lead(numbers: Report) -> str:
    """The month in three sentences."""
    now, before = numbers.now, numbers.before
    sentence = _("%(opened)s enquiries came, %(before)s in the period before. %(solved)s cases were solved.") % {
        "opened": number(now.opened),
        "before": number(before.opened),
        "solved": number(now.solved),
    }
    if now.usual_answer is not None:
        sentence += " " + _("Half of the enquiries got their first answer within %(time)s.") % {
            "time": within(now.usual_answer)
        }
    if now.first_level_share is not None:
        sentence += " " + _("%(share)s of the solved cases were solved at first level.") % {
            "share": percentage(now.first_level_share)
        }
    if numbers.answers.spared:
        sentence += " " + _("%(count)s people found the answer themselves before they wrote.") % {
            "count": number(numbers.answers.spared)
        }
    return sentence


def card(numbers: Report, name: str) -> dict[str, str]:
    figure = NAMED[name]
    before = "" if name == "still_open" else shown(numbers.before, name)
    more = ""
    if figure.kind == FigureKind.LENGTH and numbers.now.slow(name) is not None:
        more = _("9 of 10 within %(time)s") % {"time": within(numbers.now.slow(name))}
    return {
        "label": str(figure.label),
        "value": shown(numbers.now, name),
        "more": more,
        "before": _("before: %(value)s") % {"value": before} if before else "",
    }


def shown(sums: Sums, name: str) -> str:
    kind = NAMED[name].kind
    if kind == FigureKind.LENGTH:
        return worktime(sums.usual(name))
    return percentage(sums.share(name)) if kind == FigureKind.SHARE else number(sums.count(name))


def chart(numbers: Report) -> dict[str, Any]:
    bars = [
        {
            "name": step_name(step),
            "opened": sums.opened or 0,
            "solved": sums.solved or 0,
            "row": [
                step_name(step),
                number(sums.opened),
                number(sums.answered),
                number(sums.solved),
                worktime(sums.usual_answer),
            ],
        }
        for step, sums in numbers.steps
    ]
    spoken = "; ".join(
        _("%(name)s: %(opened)s received, %(solved)s solved")
        % {"name": step_name(step), "opened": number(sums.opened), "solved": number(sums.solved)}
        for step, sums in numbers.steps
    )
    return {"bars": bars, "alt": _("Columns of received and solved. %(bars)s.") % {"bars": spoken}}


def tables(numbers: Report) -> list[dict[str, Any]]:
    made = [
        table(dimension_name(dimension), [(value_name(dimension, value), sums) for value, sums in rows])
        for dimension, rows in numbers.by.items()
        if rows
    ]
    if len(numbers.places) > 1:
        names = [(place.name if place else _("Without an institution"), sums) for place, sums in numbers.places]
        made.append(table(_("Institution"), names))
    return made


def table(title: str, rows: list[tuple[str, Sums]]) -> dict[str, Any]:
    head = [title, _("Received"), _("Solved"), _("Open now"), _("First answer"), _("Solved at first level")]
    lines = [
        [
            name,
            number(sums.opened),
            number(sums.solved),
            number(sums.still_open),
            worktime(sums.usual_answer),
            percentage(sums.first_level_share),
        ]
        for name, sums in rows
    ]
    return {"title": title, "head": head, "rows": lines}
