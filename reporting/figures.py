"""Every figure with its definition: the one place that says what is counted."""

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise


class FigureKind(StrEnum):
    COUNT = "count"
    LENGTH = "length"
    SHARE = "share"


@dataclass(frozen=True)
class Figure:
    """`more_is_better` None: neither is."""

    name: str
    label: "StrPromise"
    definition: "StrPromise"
    kind: FigureKind = FigureKind.COUNT
    more_is_better: bool | None = None


FIGURES: Final = (
    Figure(
        "opened",
        _("Received"),
        _("Enquiries that came in the period, by form, mail, phone or another program. One split off counts too."),
    ),
    Figure(
        "answered",
        _("Answered"),
        _("Enquiries that got their first answer or question from us in the period, whenever they came."),
    ),
    Figure(
        "solved",
        _("Solved"),
        _(
            "Cases that were solved in the period. A case that is opened again and solved again counts twice. "
            "Merged cases and those that ended because nothing happened do not count."
        ),
    ),
    Figure(
        "still_open",
        _("Open now"),
        _("Cases that are open when the numbers are counted, whenever they came."),
        more_is_better=False,
    ),
    Figure(
        "first_answer",
        _("Until the first answer"),
        _(
            "Working time from when the enquiry came until our first answer or question, for those answered in the "
            "period. Half of them took no longer (the median); nine of ten took no longer than the second figure."
        ),
        FigureKind.LENGTH,
        more_is_better=False,
    ),
    Figure(
        "solution",
        _("Until solved"),
        _(
            "Working time from when the enquiry came until it was solved, for those solved in the period. "
            "Time in which it waited for somebody else is part of it."
        ),
        FigureKind.LENGTH,
        more_is_better=False,
    ),
    Figure(
        "waiting",
        _("Waited for others"),
        _(
            "Working time in which a case waited for the requester or an outside party, for those solved in the period "
            "that waited at all."
        ),
        FigureKind.LENGTH,
        more_is_better=False,
    ),
    Figure(
        "first_level_share",
        _("Solved at first level"),
        _("Of the solved cases, the share that was never handed up, forwarded or collected as a change request."),
        FigureKind.SHARE,
        more_is_better=True,
    ),
    Figure(
        "handed_up_share",
        _("Handed up"),
        _("How often a case was handed up a level in the period, by a person or the clock, for each enquiry received."),
        FigureKind.SHARE,
    ),
    Figure(
        "forwarded_share",
        _("Forwarded"),
        _("How often a case was forwarded to a supplier or an authority in the period, for each enquiry received."),
        FigureKind.SHARE,
    ),
    Figure(
        "reopened_share",
        _("Reopened"),
        _("How often a solved case was opened again in the period, for each case solved."),
        FigureKind.SHARE,
        more_is_better=False,
    ),
    Figure(
        "returned",
        _("Returned by a party"),
        _("Cases that a supplier or an authority did not take on, in the period."),
        more_is_better=False,
    ),
    Figure(
        "attached",
        _("Because of a known error"),
        _("How often a case got a known error as its cause in the period. Its requester hears when that is mended."),
    ),
    Figure(
        "helped_share",
        _("Satisfied"),
        _(
            "Of the requesters who answered in the period whether the help helped, the share that said yes. Who "
            "changes their mind counts once, with the last answer."
        ),
        FigureKind.SHARE,
        more_is_better=True,
    ),
)
NAMED: Final = {figure.name: figure for figure in FIGURES}
