"""Everything the workspace shows of one case, gathered in few queries."""

from dataclasses import dataclass
from functools import cached_property
from itertools import groupby
from typing import TYPE_CHECKING, Final

from knowledgebase.models import Article
from knowledgebase.suggestions import suggest
from organisation.models import Absence, Party, User
from organisation.roles import Verb
from tickets.models import Draft, HeldFile, Message, Reading, ReceivedMail, Ticket
from tickets.words import Route
from triage import gates, package
from triage.models import FaultReport, Flag, Forwarding, Macro, MacroStep, Repeat, RoutingRule, Suggestion, Wish
from triage.models.routing_rule import Channel, Gate
from triage.reasons import words_of
from triage.similar import Solved, solved_like
from triage.timeline import Entry, entries
from triage.workspace import drafts, inserts

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise


MOST_READINGS: Final = 100


@dataclass
class Desk:
    """One case as one person sees it."""

    ticket: Ticket
    user: User

    @cached_property
    def conversation(self) -> list[Message]:
        found = self.ticket.messages.oldest_first().select_related("author").prefetch_related("attachments")
        return list(found)

    @cached_property
    def held_mails(self) -> list[ReceivedMail]:
        return list(self.ticket.received_mails.held().oldest_first())

    @cached_property
    def timeline(self) -> list[Entry]:
        return entries(list(self.ticket.events.oldest_first().select_related("by")), self.ticket.assignee)

    @cached_property
    def readings(self) -> list[Reading]:
        """Who has read the case, latest first; for those who must be able to answer for it."""
        found = self.ticket.readings.select_related("person").order_by("-since", "-id")
        return list(found[:MOST_READINGS]) if Verb.AUDIT in self.verbs else []

    @cached_property
    def drafts(self) -> dict[str, Draft]:
        """What the person is writing here, by kind."""
        found = self.ticket.drafts.filter(person=self.user).order_by("saved_at")
        return {draft.kind: draft for draft in found}

    @cached_property
    def held_files(self) -> dict[str, list[HeldFile]]:
        return drafts.held(self.ticket, self.user) if self.drafts else {}

    def kind_of_text(self, wanted: str) -> str:
        """Which text of the composer is open: the wanted one, the one last written, or the answer."""
        return wanted if wanted in drafts.KINDS else next(reversed(self.drafts), "answer")

    @cached_property
    def being_sent(self) -> Message | None:
        """The newest answer that can still be taken back."""
        held = [message for message in self.conversation if message.is_held]
        return held[-1] if held else None

    @cached_property
    def templates(self) -> list[inserts.Insert]:
        return inserts.templates_for(self.ticket)

    @cached_property
    def macros(self) -> "list[tuple[Macro, list[MacroStep]]]":
        """Each macro with its steps, in one query."""
        steps = MacroStep.objects.of_macros_in_use()
        return [(macro, list(own)) for macro, own in groupby(steps, key=lambda step: step.macro)]

    @cached_property
    def similar(self) -> list[Solved]:
        first = self.conversation[0].body if self.conversation else ""
        return solved_like(self.ticket, first, self.user)

    @cached_property
    def followers(self) -> list[User]:
        return list(User.objects.filter(follows__ticket=self.ticket).order_by("name", "id"))

    @cached_property
    def follows(self) -> bool:
        return self.user in self.followers

    @cached_property
    def absence(self) -> Absence | None:
        """Of who has the case, today."""
        away = Absence.objects.now().filter(user=self.ticket.assignee_id or 0)
        return away.in_order().select_related("user", "deputy").first()

    @cached_property
    def suggestion(self) -> Suggestion | None:
        return Suggestion.objects.latest_for(self.ticket)

    @cached_property
    def reasons(self) -> list[str]:
        return words_of(self.suggestion.reasons) if self.suggestion else []

    @cached_property
    def flags(self) -> list[Flag]:
        return list(Flag.objects.of(self.ticket))

    @cached_property
    def repeats(self) -> list[Repeat]:
        return list(Repeat.objects.seen_by(self.user, self.ticket))

    @cached_property
    def report(self) -> FaultReport:
        return FaultReport.of(self.ticket)

    @cached_property
    def rule(self) -> RoutingRule | None:
        return gates.rule_of(self.ticket)

    @cached_property
    def party(self) -> Party | None:
        return self.rule.party_for(self.ticket) if self.rule else None

    @cached_property
    def may_forward(self) -> bool:
        rule = self.rule
        return bool(rule and rule.leaves_the_house and rule.allows(self.user, self.ticket))

    @cached_property
    def still_missing(self) -> "list[str | StrPromise]":
        rule = self.rule
        return gates.lacks(self.ticket, rule, (self.report, self.party)) if rule and rule.leaves_the_house else []

    @cached_property
    def forwardings(self) -> list[Forwarding]:
        return list(Forwarding.objects.of(self.ticket))

    @cached_property
    def package(self) -> list[package.Field]:
        return package.fields_for(self.ticket)

    @cached_property
    def wish(self) -> Wish | None:
        return Wish.objects.filter(ticket=self.ticket).select_related("change_request").first()

    @cached_property
    def answers(self) -> list[Article]:
        first = self.conversation[0].body if self.conversation else ""
        text = f"{self.ticket.subject}\n{first}"
        return list(suggest(text, self.ticket.audience, self.ticket.language, limit=4))

    @cached_property
    def verbs(self) -> frozenset[str]:
        """The verbs that this person's roles grant on this case."""
        return frozenset(verb for verb in Verb.values if self.user.may(verb, self.ticket))

    @cached_property
    def last_answer(self) -> Message | None:
        answers = [message for message in self.conversation if message.kind == Message.Kind.ANSWER]
        return answers[-1] if answers else None

    @cached_property
    def filled_share(self) -> int:
        """Percent of the facts that the rule wants."""
        return self.report.filled_share(self.rule.required_facts if self.rule else [])

    @cached_property
    def gates(self) -> "list[tuple[str, StrPromise | str, bool]]":
        """(gate, label, passed) of the gates that a person passes."""
        wanted = [Gate(gate) for gate in (self.rule.gates if self.rule else []) if gate != Gate.REPORT_COMPLETE]
        return [(gate.value, gate.label, self.report.passed(gate)) for gate in wanted]

    @cached_property
    def shows_package(self) -> bool:
        """The text to copy is shown where the party's own form takes it, and nothing is missing any more."""
        copied = self.rule is not None and self.rule.channel == Channel.COPY and self.may_forward
        return copied and not self.still_missing

    @cached_property
    def package_text(self) -> str:
        return package.as_text(self.package)

    @cached_property
    def is_fault(self) -> bool:
        return self.ticket.route == Route.TECHNICAL_FAULT

    @cached_property
    def is_wish(self) -> bool:
        return self.ticket.route == Route.CHANGE_REQUEST
