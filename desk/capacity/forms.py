"""Two organisations in numbers, side by side: as it is, and as it could be."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from django import forms
from django.utils.translation import gettext_lazy as _

from triage.capacity.organisation import Level, Organisation

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

LONGEST_WEEKS: Final = 26
LEVELS: Final = ("first_level", "pilot", "support_entitled")


@dataclass(frozen=True)
class Number:
    """A number of the organisation: its words, and between what it lies."""

    label: "StrPromise"
    least: float
    most: float
    decimals: int = 0

    def within(self, number: float) -> float:
        """A whole number without its decimals, as somebody would write it."""
        lies = round(min(max(number, self.least), self.most), self.decimals)
        return int(lies) if lies == int(lies) else lies


@dataclass(frozen=True)
class NumberGroup:
    """Numbers that belong together, by name."""

    title: "StrPromise"
    numbers: dict[str, Number]


def level(name: str, title: "StrPromise") -> NumberGroup:
    """The numbers of a tier; the last one solves what comes to it, and nothing climbs from it."""
    numbers = {
        f"{name}_people": Number(_("People"), 0, 500),
        f"{name}_minutes_a_day": Number(_("Minutes a day for support, each"), 5, 420),
        f"{name}_minutes_a_case": Number(_("Minutes of work on a case"), 1, 600, 1),
    }
    if name != LEVELS[-1]:
        numbers[f"{name}_solved"] = Number(_("Percent solved there"), 0, 100, 1)
        numbers[f"{name}_patience"] = Number(_("Working minutes until a case goes up"), 5, 9999)
    return NumberGroup(title, numbers)


COMING: Final = NumberGroup(
    _("What comes in"),
    {
        "schools": Number(_("Institutions"), 1, 500),
        "cases_a_week": Number(_("Enquiries a week from each"), 0, 200, 2),
        "joining": Number(_("Institutions that join later"), 0, 500),
        "joins": Number(_("They join in week number (0: from the beginning)"), 0, LONGEST_WEEKS),
        "outage_week": Number(_("Aula is down on the first day of week number (0: never)"), 0, LONGEST_WEEKS),
        "outage_factor": Number(_("So many times as much comes in that day"), 1, 50, 1),
    },
)
GROUPS: Final = (
    COMING,
    level("first_level", _("First level, at each institution")),
    level("pilot", _("Pilots")),
    level("support_entitled", _("Support-entitled")),
)
NUMBERS: "Final[dict[str, Number]]" = {name: each for group in GROUPS for name, each in group.numbers.items()}


def full_label(name: str) -> str:
    """With its group, where the words alone could be of several."""
    group = next(each for each in GROUPS if name in each.numbers)
    number = NUMBERS[name]
    return str(number.label) if group is COMING else f"{group.title}: {number.label}"


class OrganisationForm(forms.Form):
    """One column of the two."""

    def __init__(self, *args: Any, of: Organisation, side: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        numbers = numbers_of(of)
        for name, number in NUMBERS.items():
            label, step = f"{full_label(name)} ({side})", round(0.1**number.decimals, number.decimals)
            field: Any = forms.FloatField if number.decimals else forms.IntegerField
            self.fields[name] = field(
                label=label,
                min_value=number.least,
                max_value=number.most,
                initial=numbers[name],
                localize=False,
                widget=forms.NumberInput(attrs={"step": step, "aria-label": label}),
            )
        self.before = of

    def organisation(self) -> Organisation:
        """Of a form that is valid."""
        cleaned = self.cleaned_data
        return self.before.but(
            schools=int(cleaned["schools"]),
            cases_a_week=cleaned["cases_a_week"],
            joining=int(cleaned["joining"]),
            joins=int(cleaned["joins"]),
            outage_week=int(cleaned["outage_week"]),
            outage_factor=cleaned["outage_factor"],
            **{name: level_of(cleaned, name) for name in LEVELS},
        )


def numbers_of(organisation: Organisation) -> dict[str, float]:
    """Each as it can be written into its field."""
    numbers: dict[str, float] = {name: getattr(organisation, name) for name in COMING.numbers}
    for name, each in zip(LEVELS, organisation.levels, strict=True):
        numbers[f"{name}_people"] = each.people
        numbers[f"{name}_minutes_a_day"] = each.minutes_a_day
        numbers[f"{name}_minutes_a_case"] = each.minutes_a_case
        numbers[f"{name}_solved"] = each.solved * 100
        numbers[f"{name}_patience"] = each.patience or 0
    return {name: number.within(numbers[name]) for name, number in NUMBERS.items()}


def level_of(numbers: dict[str, float], name: str) -> Level:
    last = name == LEVELS[-1]
    return Level(
        people=int(numbers[f"{name}_people"]),
        minutes_a_day=numbers[f"{name}_minutes_a_day"],
        minutes_a_case=numbers[f"{name}_minutes_a_case"],
        solved=1.0 if last else numbers[f"{name}_solved"] / 100,
        patience=None if last else numbers[f"{name}_patience"],
    )


class WeeksForm(forms.Form):
    weeks = forms.IntegerField(label=_("Weeks to play through"), min_value=1, max_value=LONGEST_WEEKS, initial=6)
