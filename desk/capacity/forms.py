"""Two organisations in numbers, side by side: as it is, and as it could be."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from django import forms
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from triage.capacity.organisation import Level, Organisation

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

LONGEST_WEEKS: Final = 26


@dataclass(frozen=True)
class Number:
    """A number of the organisation: its words, and between what it lies."""

    label: "StrPromise"
    least: float
    most: float
    step: float = 1


def level(name: str, title: Any) -> dict[str, Number]:
    """The numbers of a tier; the last one solves what comes to it, and nothing climbs from it."""
    numbers = {
        f"{name}_people": Number(of(title, _("people")), 0, 500),
        f"{name}_minutes_a_day": Number(of(title, _("minutes a day for support, each")), 5, 420),
        f"{name}_minutes_a_case": Number(of(title, _("minutes of work on a case")), 1, 600, 0.1),
    }
    if name != "support_entitled":
        numbers[f"{name}_solved"] = Number(of(title, _("percent solved there")), 0, 100, 0.1)
        numbers[f"{name}_patience"] = Number(of(title, _("working minutes until a case goes up")), 5, 9999)
    return numbers


def of(title: Any, what: Any) -> Any:
    return format_lazy("{title}: {what}", title=title, what=what)


NUMBERS: "Final[dict[str, Number]]" = {
    "schools": Number(_("Institutions"), 1, 500),
    "cases_a_week": Number(_("Enquiries a week from each"), 0, 200, 0.1),
    "joining": Number(_("Institutions that join later"), 0, 500),
    "joins": Number(_("in week number (0: from the beginning)"), 0, LONGEST_WEEKS),
    "outage_week": Number(_("Aula is down on the first day of week number (0: never)"), 0, LONGEST_WEEKS),
    "outage_factor": Number(_("and so many times as much comes in that day"), 1, 50, 0.1),
    **level("first_level", _("First level, at each institution")),
    **level("pilot", _("Pilots")),
    **level("support_entitled", _("Support-entitled")),
}
LEVELS: Final = ("first_level", "pilot", "support_entitled")


class OrganisationForm(forms.Form):
    """One column of the two."""

    def __init__(self, *args: Any, of: Organisation, side: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        numbers = numbers_of(of)
        for name, number in NUMBERS.items():
            self.fields[name] = forms.FloatField(
                label=f"{number.label} ({side})",
                min_value=number.least,
                max_value=number.most,
                initial=round(numbers[name], 1),
                localize=False,
                widget=forms.NumberInput(attrs={"step": number.step, "aria-label": f"{number.label} ({side})"}),
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
    plain = ("schools", "cases_a_week", "joining", "joins", "outage_week", "outage_factor")
    numbers: dict[str, float] = {name: getattr(organisation, name) for name in plain}
    for name, each in zip(LEVELS, organisation.levels, strict=True):
        numbers[f"{name}_people"] = each.people
        numbers[f"{name}_minutes_a_day"] = each.minutes_a_day
        numbers[f"{name}_minutes_a_case"] = each.minutes_a_case
        numbers[f"{name}_solved"] = each.solved * 100
        numbers[f"{name}_patience"] = each.patience or 0
    return numbers


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
