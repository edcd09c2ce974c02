"""Everything the workspace shows of one case, gathered in few queries."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from itertools import groupby
from typing import TYPE_CHECKING, Final

from django.utils import timezone
from django.utils.translation import gettext as _

from database.dialects import danish_order
from desk.case import drafts, inserts
from desk.case.buttons import BUTTONS
from desk.case.contents import conversation_of, held_by
from desk.case.due_steps import DueSteps
from desk.case.flag_panel import Alarm, alarms_of
from desk.case.offers import offered
from desk.case.timeline import Entry, entries
from knowledgebase.models import Article
from knowledgebase.readers import Reader
from knowledgebase.suggestions import suggest
from organisation.models import Absence, Party, User
from organisation.roles import Verb
from tickets.models import (
    Draft,
    HeldFile,
    Link,
    Merge,
    Message,
    Promise,
    Reading,
    ReceivedMail,
    Tag,
    Target,
    TextMessage,
    Ticket,
)
from tickets.text_messages.text_news import number_of
from tickets.words import Actor, FlagKind, Route, Status
from tickets.work.homes import Home, suggested_for
from triage.facts import FACTS, LABELS
from triage.faults.models import FaultReport
from triage.faults.proposals import Proposal, proposals_for
from triage.faults.questions import ASKED_AT_ONCE, asked_of
from triage.flags.models import Flag
from triage.forwarding import gates, package
from triage.forwarding.delivery_state import DeliveryState, delivery_states_of
from triage.known_errors.models import KnownErrorCase, KnownErrorFit
from triage.ready_answers.looked_up import LookedUp
from triage.ready_answers.models import Macro, MacroStep
from triage.ready_answers.similar import Solved, solved_like
from triage.routing.models import RoutingRule
from triage.routing.models.routing_rule import Gate
from triage.suggestions.alike import Alike, open_like
from triage.suggestions.models import Repeat, Suggestion
from triage.suggestions.reasons import words_of
from triage.wishes.models import Wish

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise


MOST_READINGS: Final = 100
FEW_ALIKE: Final = 5
IN_A_MOMENT: Final = timedelta(minutes=2)
"""So long after an answer its text message may still have to be made: by then it can no longer be taken back."""
ALWAYS_HELPS: Final = ("module", "client", "device")
"""Facts that are worth asking for in any case."""


@dataclass(frozen=True)
class Fact:
    """A line of the report on the page."""

    label: "StrPromise | str"
    text: str
    is_needed: bool
    is_new: bool
    is_guessed: bool


@dataclass(frozen=True)
class Passing:
    """A gate on the page: passed by whom, when, and what was checked."""

    gate: Gate
    passed: bool
    by: User | None
    at: datetime | None
    reason: str

    @classmethod
    def of(cls, report: FaultReport, gate: Gate) -> "Passing":
        by, at, reason = (getattr(report, f"{gate}_{name}") for name in ("by", "at", "reason"))
        return cls(gate, at is not None, by, at, reason)


@dataclass
class Desk:
    """One case as one person sees it."""

    ticket: Ticket
    user: User

    @cached_property
    def held_back(self) -> frozenset[str]:
        """Buttons that wait until somebody has looked at what is flagged."""
        waits = self.ticket.is_flagged
        return frozenset(verb for verb, button in BUTTONS.items() if waits and button.needs_look)

    @cached_property
    def offers(self) -> frozenset[str]:
        return offered(self.ticket, self.verbs, self.held_back)

    @cached_property
    def address_is_refused(self) -> bool:
        """Whether a mail to the requester's address came back: what is written now would not arrive either."""
        return "refused" in self.holds

    @cached_property
    def conversation(self) -> list[Message]:
        return conversation_of(self.ticket)

    @cached_property
    def holds(self) -> frozenset[str]:
        """What there is at all of the rare things, so that only those are read."""
        return held_by(self.ticket, self.user)

    @cached_property
    def held_mails(self) -> list[ReceivedMail]:
        if not self.holds & {"mail", "merges"}:
            return []
        return list(ReceivedMail.objects.of(self.ticket).held().oldest_first())

    @cached_property
    def timeline(self) -> list[Entry]:
        return entries(list(self.ticket.events.oldest_first().select_related("by")), self.ticket.assignee)

    @cached_property
    def readings(self) -> list[Reading]:
        """Who has had the case open, latest first; for those who must be able to answer for it."""
        readings = self.ticket.readings.filter(in_list=False).select_related("person").order_by("-since", "-id")
        return list(readings[:MOST_READINGS]) if Verb.AUDIT in self.verbs else []

    @cached_property
    def drafts(self) -> dict[str, Draft]:
        """What the person is writing here, by kind."""
        if "drafts" not in self.holds:
            return {}
        own_drafts = self.ticket.drafts.filter(person=self.user).order_by("saved_at")
        return {draft.kind: draft for draft in own_drafts}

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
    def to_tell(self) -> list[Message]:
        """Answers that nobody has told a requester who gets no mail."""
        if self.ticket.hears_by_mail:
            return []
        return [each for each in self.conversation if each.is_answer and not each.is_retracted and each.told_at is None]

    @cached_property
    def reached_by(self) -> str:
        """How the requester hears of an answer: by “mail”, by “text”, or not before somebody rings."""
        if self.ticket.hears_by_mail:
            return "mail"
        return "text" if number_of(self.ticket) else ""

    @cached_property
    def last_text(self) -> TextMessage | None:
        """The newest text message of a case whose requester gets no mail."""
        return None if self.ticket.hears_by_mail else self.ticket.text_messages.order_by("-id").first()

    @property
    def is_being_texted(self) -> bool:
        """Whether a text message is about to tell what is left to tell: it waits, or will be made in a moment."""
        last = self.last_text
        if last is not None and last.is_on_its_way:
            return True
        since = self.to_tell[-1].created_at if self.to_tell else None
        if since is None or self.reached_by != "text" or timezone.now() - since > IN_A_MOMENT:
            return False
        return last is None or last.settled_at is None or last.settled_at < since

    @cached_property
    def templates(self) -> list[inserts.Insert]:
        return inserts.templates_for(self.ticket)

    @cached_property
    def macros(self) -> "list[tuple[Macro, list[MacroStep]]]":
        """Each macro with its steps, in one query; on a flagged case those that it allows."""
        steps = MacroStep.objects.of_macros_in_use()
        macros = [(macro, list(own)) for macro, own in groupby(steps, key=lambda step: step.macro)]
        waits = self.ticket.is_flagged
        return [(macro, own) for macro, own in macros if not (waits and any(step.needs_look for step in own))]

    @cached_property
    def similar(self) -> list[Solved]:
        first = self.conversation[0].body if self.conversation else ""
        return solved_like(self.ticket, first, self.user)

    @cached_property
    def followers(self) -> list[User]:
        if "followers" not in self.holds:
            return []
        return list(User.objects.filter(follows__ticket=self.ticket).order_by(danish_order("name"), "id"))

    @cached_property
    def follows(self) -> bool:
        return self.user in self.followers

    @cached_property
    def merges(self) -> list[Merge]:
        """The cases that are part of this one, with what was written in them before."""
        if "merges" not in self.holds:
            return []
        merges = Merge.objects.live().filter(target=self.ticket).select_related("source__institution").order_by("id")
        return list(merges.prefetch_related("source__messages__attachments"))

    @cached_property
    def related(self) -> list[tuple[Link, Ticket]]:
        """Linked cases, as far as the person may see them."""
        links = {
            link.other_id if link.one_id == self.ticket.pk else link.one_id: link
            for link in Link.objects.of(self.ticket)
        }
        seen = Ticket.objects.visible_to(self.user).filter(pk__in=links).order_by("-id")
        return [(links[ticket.pk], ticket) for ticket in seen]

    @cached_property
    def duplicates(self) -> list[Ticket]:
        """Open cases of the same person, which may be about the same."""
        if not self.ticket.requester_email or self.ticket.merged_into_id:
            return []
        same = Ticket.objects.visible_to(self.user).open().unmerged().exclude(pk=self.ticket.pk)
        return list(same.of_requester(self.ticket.requester_email).order_by("-id")[:5])

    @cached_property
    def alike(self) -> list[Alike]:
        """Open cases of the same place that seem to be about the same, apart from those of the same person."""
        if self.ticket.merged_into_id or self.ticket.is_done:
            return []
        known = {case.pk for case in self.duplicates}
        return [each for each in open_like(self.ticket, self.user) if each.ticket.pk not in known][:FEW_ALIKE]

    @cached_property
    def homes(self) -> list[Home]:
        """Institutions that a case without one may belong to."""
        return suggested_for(self.ticket) if Verb.MOVE in self.verbs else []

    @cached_property
    def absence(self) -> Absence | None:
        """Of who has the case, today."""
        if "absence" not in self.holds:
            return None
        away = Absence.objects.now().filter(user=self.ticket.assignee_id)
        return away.in_order().select_related("user", "deputy").first()

    @cached_property
    def tags(self) -> list[Tag]:
        return list(self.ticket.tags.by_name()) if "tags" in self.holds else []

    @property
    def can_be_tagged(self) -> list[str]:
        """Names of the tags that the person can still put on."""
        there = {tag.name for tag in self.tags}
        names = [each["name"] for each in Tag.in_use()] if Verb.TRIAGE in self.verbs else []
        return [name for name in names if name not in there]

    @cached_property
    def suggestion(self) -> Suggestion | None:
        return Suggestion.latest_of(self.ticket)

    @cached_property
    def reasons(self) -> list[str]:
        return words_of(self.suggestion.reasons) if self.suggestion else []

    @cached_property
    def promises(self) -> list[Promise]:
        """The targets that the case has not met yet; nothing is asked where the municipality has none."""
        return list(Promise.objects.open().filter(ticket=self.ticket)) if Target.plain() else []

    @cached_property
    def due_steps(self) -> DueSteps | None:
        return DueSteps.of(self.ticket) if self.ticket.due_at else None

    @cached_property
    def flags(self) -> list[Flag]:
        return list(Flag.objects.of(self.ticket)) if "flags" in self.holds else []

    @property
    def flag_kinds(self) -> list[tuple[str, str]]:
        """Kinds that a person can still mark the case with."""
        marked = {flag.kind for flag in self.flags}
        return [(kind.value, str(kind.label)) for kind in FlagKind if kind not in marked]

    @cached_property
    def cause(self) -> KnownErrorCase | None:
        """The known error that the case is part of."""
        if "cause" not in self.holds:
            return None
        return KnownErrorCase.objects.filter(ticket=self.ticket).select_related("known_error__party").first()

    @cached_property
    def looked_up(self) -> LookedUp | None:
        """What the requester searched for and read before they wrote."""
        if "looked_up" not in self.holds:
            return None
        return LookedUp.objects.filter(ticket=self.ticket).select_related("article").first()

    @cached_property
    def fits(self) -> list[KnownErrorFit]:
        """Known errors that the case sounds like, until somebody has said yes or no."""
        if "fits" not in self.holds:
            return []
        fits = KnownErrorFit.objects.waiting().filter(ticket=self.ticket).select_related("known_error")
        return list(fits.best_first()[:2])

    @cached_property
    def alarms(self) -> list[Alarm]:
        """The flags with the words of the requester that raised them, and who was told."""
        standing = [message for message in self.conversation if not message.is_retracted]
        texts = [message.body for message in standing if message.kind == Message.Kind.REQUESTER]
        return alarms_of(self.ticket, self.flags, [self.ticket.subject, *texts]) if self.flags else []

    @cached_property
    def repeats(self) -> list[Repeat]:
        return list(Repeat.objects.seen_by(self.user, self.ticket)) if "repeats" in self.holds else []

    @cached_property
    def report(self) -> FaultReport:
        return FaultReport.of(self.ticket) if "report" in self.holds else FaultReport.empty_for(self.ticket)

    @cached_property
    def rule(self) -> RoutingRule | None:
        return RoutingRule.for_ticket(self.ticket)

    @cached_property
    def party(self) -> Party | None:
        return self.rule.party_for(self.ticket) if self.rule else None

    @cached_property
    def may_forward(self) -> bool:
        rule = self.rule
        return bool(rule and rule.leaves_the_house and rule.allows(self.user, self.ticket))

    @cached_property
    def still_missing(self) -> "list[str | StrPromise]":
        if self.rule is None or not self.rule.leaves_the_house:
            return []
        missing = gates.lacks(self.ticket, self.rule, self.party, self.report)
        pending = any(
            file.state == file.State.PENDING for message in self.conversation for file in message.attachments.all()
        )
        return missing + (gates.lacks_files(self.ticket) if pending else [])

    @cached_property
    def forwardings(self) -> list[DeliveryState]:
        """Every passing on of the case, with where it truly is."""
        return delivery_states_of(self.ticket) if "forwardings" in self.holds else []

    @cached_property
    def last_forwarding(self) -> DeliveryState | None:
        return self.forwardings[-1] if self.forwardings else None

    @cached_property
    def may_forward_last(self) -> bool:
        """Whether the person may act on the latest passing on, by its own rule."""
        last = self.last_forwarding
        return last is not None and last.forwarding.rule.allows(self.user, self.ticket)

    @cached_property
    def status_label(self) -> str:
        """Where the case stands; for a case that is outside, whom it waits for."""
        if self.ticket.status == Status.FORWARDED and self.last_forwarding is not None:
            return _("Waiting for %(party)s") % {"party": self.last_forwarding.forwarding.party}
        if self.ticket.status == Status.FORWARDED and self.cause is not None:
            return _("Waiting for a repair")
        return str(self.ticket.get_status_display())

    @cached_property
    def package(self) -> list[package.Field]:
        return package.fields_for(self.ticket)

    @cached_property
    def facts(self) -> "list[Fact]":
        """The facts of the report that are there or needed, in its order; marked where the requester gave them last."""
        needed, new = self.needed_facts, self.newly_told
        given = {fact: package.words_of(self.report, fact) for fact in FACTS}
        return [
            Fact(LABELS[fact], text, fact in needed, fact in new, fact in self.report.guessed)
            for fact, text in given.items()
            if text or fact in needed
        ]

    @cached_property
    def proposals(self) -> list[Proposal]:
        """What the conversation tells of the facts of the report, for who may write them there."""
        if Verb.ASK not in self.verbs or self.ticket.is_done:
            return []
        return proposals_for(self.ticket, self.report, self.conversation)

    @cached_property
    def lacking(self) -> list[str]:
        """What the requester can be asked for: what the rule wants of such a case and nobody has told, the questions of
        a fault where it may be one, and else the little that helps with anything."""
        if self.needed_facts:
            return self.report.missing(self.needed_facts)
        sounds = self.ticket.route is None and self.suggestion and self.suggestion.route == Route.TECHNICAL_FAULT
        return self.report.missing(ASKED_AT_ONCE if sounds or self.is_fault else ALWAYS_HELPS)

    @cached_property
    def needed_facts(self) -> list[str]:
        return self.rule.facts_for(self.report.given) if self.rule else []

    @cached_property
    def newly_told(self) -> list[str]:
        """The facts of the requester's last answers, while nobody of the support has done anything since."""
        last = self.ticket.events.exclude(actor=Actor.SYSTEM).order_by("-id").first()
        return list(last.data["facts"]) if last and last.kind == "reported" and last.by_id is None else []

    @cached_property
    def waits_for_facts(self) -> list[str]:
        return asked_of(self.ticket) if self.ticket.status == Status.WAITING_REQUESTER else []

    @cached_property
    def wish(self) -> Wish | None:
        if "wish" not in self.holds:
            return None
        return Wish.objects.filter(ticket=self.ticket).select_related("change_request").first()

    @cached_property
    def answers(self) -> list[Article]:
        first = self.conversation[0].body if self.conversation else ""
        text = f"{self.ticket.subject}\n{first}"
        reader = Reader(self.user, self.ticket.institution_id)
        return suggest(text, self.ticket.audience, self.ticket.language, limit=4, reader=reader, at_once=True)

    @cached_property
    def verbs(self) -> frozenset[str]:
        """The verbs that this person's roles grant on this case."""
        return frozenset(verb for verb in Verb.values if self.user.may(verb, self.ticket))

    @cached_property
    def last_answer(self) -> Message | None:
        answers = [message for message in self.conversation if message.is_answer and not message.is_retracted]
        return answers[-1] if answers else None

    @cached_property
    def filled_share(self) -> int:
        """Percent of the facts that the rule wants."""
        return self.report.filled_share(self.needed_facts)

    @cached_property
    def lacks_facts(self) -> bool:
        return bool(self.report.missing(self.needed_facts))

    @cached_property
    def gates(self) -> "list[Passing]":
        """The gates that a person passes, each with who passed it, when, and what was checked."""
        wanted = self.rule.gates_for(self.report.given) if self.rule else []
        return [Passing.of(self.report, Gate(gate)) for gate in wanted if gate != Gate.REPORT_COMPLETE]

    @cached_property
    def package_text(self) -> str:
        return package.as_text(self.package)

    @cached_property
    def is_question(self) -> bool:
        """A question whose answer from outside may help everybody."""
        return self.ticket.route in {Route.USAGE_QUESTION, Route.PROJECT_QUESTION}

    @cached_property
    def party_answered(self) -> bool:
        return any(message.kind == Message.Kind.PARTY for message in self.conversation)

    @cached_property
    def is_fault(self) -> bool:
        return self.ticket.route == Route.TECHNICAL_FAULT

    @cached_property
    def is_wish(self) -> bool:
        return self.ticket.route == Route.CHANGE_REQUEST
