"""The forms of the workspace: one for each verb, named after it."""

from collections.abc import Iterable
from typing import Any, Final

from django import forms
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from desk.answers.pieces import (
    AnswerPiece,
    ConfirmedField,
    asked_about,
    not_looked_at,
    people_of,
    places_of,
    standing_in_case,
    texts_of,
)
from knowledgebase.persons import found_in, marks_left
from organisation.models import Membership, StandIns, User
from organisation.pages.form_layout import without_form_tag
from tickets.fields import FilesField
from tickets.models import Ticket
from tickets.requester.forms import LONGEST_TEXT
from tickets.words import TIERS, Route, Tier
from tickets.work import staffing
from triage.facts import FACTS, LABELS
from triage.faults.forms import fact_field
from triage.faults.models import FaultReport
from triage.routing.models import RoutingRule
from triage.wishes.models import ChangeRequest


class VerbForm(forms.Form):
    """A form about one case. The prefix keeps ids apart where several stand on one page."""

    def __init__(self, *args: Any, ticket: Ticket, **kwargs: Any) -> None:
        self.ticket = ticket
        super().__init__(*args, **kwargs)
        self.prepare()

    def prepare(self) -> None:
        """Fills choices and first values that depend on the case."""

    @property
    def helper(self) -> Any:
        return without_form_tag()


def text_field(label: Any, rows: int = 5, **options: Any) -> forms.CharField:
    area = forms.Textarea(attrs={"rows": rows})
    return forms.CharField(label=label, max_length=LONGEST_TEXT, widget=area, **options)


class AnswerForm(VerbForm):
    text = text_field(_("Answer"))
    attachments = FilesField(label=_("Files"), required=False)
    resolve = forms.BooleanField(label=_("and mark as solved"), required=False)


class NoteForm(VerbForm):
    text = text_field(_("Internal note"), 3, help_text=_("The requester never sees it."))
    attachments = FilesField(label=_("Files"), required=False)


class AskForm(VerbForm):
    missing = forms.MultipleChoiceField(
        label=_("What is missing?"), required=False, widget=forms.CheckboxSelectMultiple, choices=()
    )
    text = text_field(_("Question to the requester"), 4)

    def prepare(self) -> None:
        choices = [(fact, LABELS[fact]) for fact in FACTS if fact != "full_name"]
        self.fields["missing"].choices = choices  # type: ignore[attr-defined]

    def offer(self, facts: Iterable[str]) -> None:
        """Shows only these, and what is ticked already; any fact may be asked for all the same."""
        field, shown = self.fields["missing"], {*facts, *(self["missing"].value() or [])}
        field.widget.choices = [choice for choice in field.choices if choice[0] in shown]  # type: ignore[attr-defined]


class TakeFactsForm(VerbForm):
    facts = forms.MultipleChoiceField(label=_("Facts"), choices=[(fact, LABELS[fact]) for fact in FACTS])


class RouteForm(VerbForm):
    """Begins on the route that the case has, and on none where nobody has set or suggested one."""

    route = forms.ChoiceField(
        label=_("Route"),
        choices=[("", _("Choose")), *Route.choices],
        error_messages={"required": _("Choose a route.")},
    )

    def prepare(self) -> None:
        self.initial.setdefault("route", self.ticket.route or "")


class AssignForm(VerbForm):
    to = forms.ModelChoiceField(
        label=_("Assigned to"),
        queryset=User.objects.none(),
        required=False,
        empty_label=_("Nobody"),
        widget=forms.Select(attrs={"data-combobox": ""}),
    )
    note = text_field(_("Note to your colleague"), 2, required=False, help_text=_("The requester never sees it."))

    def prepare(self) -> None:
        field = self.fields["to"]
        field.queryset = staffing.colleagues(self.ticket)  # type: ignore[attr-defined]
        field.choices = colleague_choices(self.ticket)  # type: ignore[attr-defined]
        self.initial.setdefault("to", self.ticket.assignee_id)


def colleague_choices(ticket: Ticket) -> list[Any]:
    """Nobody; then those of the case's own institution; then those of the whole municipality. Who is away says so."""
    away, people = StandIns(), staffing.colleagues(ticket)
    own = set(Membership.objects.filter(institution=ticket.institution_id).values_list("user", flat=True))
    near: list[tuple[int, str]] = []
    far: list[tuple[int, str]] = []
    for person in people:
        label = _("%(name)s (away)") % {"name": person} if away.is_away(person) else str(person)
        (near if ticket.institution_id and person.pk in own else far).append((person.pk, label))
    groups = [(str(ticket.institution), near), (_("The whole municipality"), far)]
    return [("", _("Nobody")), *((name, rows) for name, rows in groups if rows)]


class EscalateForm(VerbForm):
    to = forms.ChoiceField(label=_("To"), choices=())
    reason = text_field(_("Why? What have you tried?"), 2)

    def prepare(self) -> None:
        above = TIERS[TIERS.index(Tier(self.ticket.tier)) + 1 :]
        self.fields["to"].choices = [(tier.value, tier.label) for tier in above]  # type: ignore[attr-defined]


class HandBackForm(VerbForm):
    reason = text_field(_("What is needed?"), 2)


class ReportForm(VerbForm):
    """All facts of the fault report. None is required to save it; the label says which the rule in force asks for."""

    def prepare(self) -> None:
        report = FaultReport.of(self.ticket)
        rule = RoutingRule.for_ticket(self.ticket)
        needed = rule.facts_for(report.given) if rule else []
        for fact in FACTS:
            self.fields[fact] = fact_field(fact)
            self.fields[fact].is_needed = fact in needed  # type: ignore[attr-defined]
            self.initial.setdefault(fact, getattr(report, fact))


class PartyAnswerForm(VerbForm):
    text = text_field(_("What did the party answer?"), 3)


class CollectForm(VerbForm):
    into = forms.ModelChoiceField(
        label=_("Join to a change request"),
        queryset=ChangeRequest.objects.none(),
        required=False,
        empty_label=_("Make a new one"),
    )
    title = forms.CharField(label=_("Title"), max_length=200, required=False)
    summary = text_field(_("What should Aula do?"), 3, required=False)
    benefit = text_field(_("Who gains what by it?"), 2, required=False)

    def prepare(self) -> None:
        waiting = ChangeRequest.objects.waiting().newest_first()
        self.fields["into"].queryset = waiting  # type: ignore[attr-defined]
        self.initial.setdefault("title", self.ticket.subject)


OWN: Final = "own"
PUBLISHED: Final = ("title", "question", "answer")
ALL: Final = "all"


class PublishForm(VerbForm):
    """The answer as everybody will read it; a person has looked at each piece of it that may name somebody."""

    title = forms.CharField(label=_("Title"), max_length=150)
    question = text_field(_("Question"), 3)
    answer = text_field(_("Answer"), 8)
    place = forms.ChoiceField(
        label=_("Where does the answer hold?"),
        choices=[(OWN, _("At the school or daycare of the case")), (ALL, _("In the whole municipality"))],
        required=False,
        widget=forms.RadioSelect,
    )
    confirmed = ConfirmedField()
    checked = forms.BooleanField(label=_("I have checked that nobody can be recognised."))

    def clean(self) -> dict[str, Any]:
        """Refuses a text in which the place of something personal is still marked, or with a piece left to look at."""
        cleaned: dict[str, Any] = super().clean() or {}
        for field in PUBLISHED:
            if left := marks_left([cleaned.get(field, "")]):
                self.add_error(field, _("Rewrite the place where %(mark)s stands.") % {"mark": ", ".join(left)})
        if waiting := [piece for piece in self.pieces if not piece.is_confirmed]:
            self.add_error("confirmed", not_looked_at(waiting))
        return cleaned

    @cached_property
    def pieces(self) -> list[AnswerPiece]:
        """What stands in the text, as it is written in the form."""
        texts = [str(self[name].value() or "") for name in PUBLISHED]
        return asked_about(standing_in_case(texts, self.ticket), self["confirmed"].value() or [])

    @cached_property
    def taken_out(self) -> list[str]:
        """What stood in the case and was left out, to be looked at, too."""
        findings = found_in(texts_of(self.ticket), names=people_of(self.ticket), places=places_of(self.ticket))
        standing = {piece.finding for piece in self.pieces}
        return [finding.text for finding in findings if finding.text and finding not in standing]

    def prepare(self) -> None:
        """Question and last answer of the case, ours or the party's, with the personal parts taken out."""
        if self.is_bound:
            return
        self.initial.setdefault("place", OWN if self.ticket.institution_id else ALL)
        writers = self.ticket.writers()
        for field, text in zip(PUBLISHED, texts_of(self.ticket), strict=True):
            self.initial.setdefault(field, self.ticket.without_persons(text, also=writers))


class ReasonForm(VerbForm):
    reason = forms.CharField(max_length=500, required=False)


class EmptyForm(VerbForm):
    """A verb that needs nothing but the click."""
