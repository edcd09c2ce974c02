"""Questions that rows can answer."""

from datetime import timedelta
from typing import Final

from django.db.models import Count, Max, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from database.dialects import danish_order
from desk.capacity.advice import forecast_of, forecast_words
from desk.readiness.questions import Level, ReadinessAnswer
from desk.setup.guide import looks, steps
from desk.setup.guide.showing import people_table
from knowledgebase.models import Article
from organisation.institutions import front_door
from organisation.models import IdentityProvider, Institution, Municipality, Party, SecondFactorFor, User
from organisation.papers.missing import missing
from organisation.roles import Role
from organisation.second_factor.required import people_lacking
from organisation.sign_in import emergency_account
from organisation.single_sign_on.certificates import STAGES, endings
from tickets import words
from tickets.models import Mailbox, Safeguarding, Ticket
from tickets.words import SENSITIVE, Route, Tier
from triage.capacity.load import Load
from triage.flags.models import NamedPerson
from triage.routing.models import RoutingRule
from triage.routing.models.routing_rule import Channel

MANY_OPEN: Final = 25
"""Open cases on one support-entitled, from which they are a bottleneck."""
FEW_LATE: Final = 5
MANY_LATE: Final = 20
"""Percent of the open cases."""
ENOUGH_ANSWERS: Final = 20
LATELY: Final = timedelta(days=2)
NAMES_SHOWN: Final = 3
FEW_WEEKS: Final = 4


def setup(step: str) -> str:
    return reverse("admin:setup_step", args=[step])


def some(names: list[str]) -> str:
    """The first few names, and how many more."""
    shown = ", ".join(names[:NAMES_SHOWN])
    more = len(names) - NAMES_SHOWN
    return _("%(names)s and %(count)d more") % {"names": shown, "count": more} if more > 0 else shown


def by_institution(lacking: list[str], good: str, bad: str, act: str, *, level: Level = Level.RED) -> ReadinessAnswer:
    if not Institution.objects.active().exists():
        return ReadinessAnswer(
            Level.RED, _("There are no institutions yet."), _("Add your institutions"), setup("institutions")
        )
    if lacking:
        return ReadinessAnswer(level, bad % {"names": some(lacking)}, act, setup("people"))
    return ReadinessAnswer(Level.GREEN, good)


# A robust organisation that can grow


def first_level() -> ReadinessAnswer:
    lacking = [place.institution.name for place in people_table() if not place.first_level]
    good, bad = _("Every institution has somebody."), _("Nobody yet at %(names)s.")
    return by_institution(lacking, good, bad, _("Say who helps there"))


def deputies() -> ReadinessAnswer:
    lacking = [place.institution.name for place in people_table() if not place.has_deputy]
    good = _("Two or more at every institution.")
    return by_institution(lacking, good, _("Only one or nobody at %(names)s."), _("Add another"), level=Level.AMBER)


def pilots() -> ReadinessAnswer:
    lacking = [place.institution.name for place in people_table() if not place.pilots]
    good = _("Every institution has a pilot.")
    return by_institution(lacking, good, _("No pilot at %(names)s."), _("Find a pilot"), level=Level.AMBER)


def entitled() -> ReadinessAnswer:
    people = list(User.objects.with_role(Role.SUPPORT_ENTITLED))
    names = ", ".join(each.name for each in people)
    if not people:
        return ReadinessAnswer(Level.RED, _("Nobody is support-entitled."), _("Add two"), setup("central"))
    if len(people) == 1:
        sentence = _("Only %(name)s. An illness stops every fault report.") % {"name": names}
        return ReadinessAnswer(Level.AMBER, sentence, _("Add another"), setup("central"))
    return ReadinessAnswer(Level.GREEN, names)


def access() -> ReadinessAnswer:
    """Whoever works at some tier has signed in at least once."""
    people = User.objects.filter(is_active=True, memberships__isnull=False).distinct()
    fresh = [each.name for each in people.filter(last_login=None).order_by(danish_order("name"), "id")]
    if not people.exclude(memberships__role=Role.MUNICIPAL_ADMIN).exists():
        return ReadinessAnswer(Level.RED, _("There is nobody yet."), _("Say who helps where"), setup("people"))
    if fresh:
        page = reverse("admin:organisation_user_changelist")
        sentence = _("Not signed in yet: %(names)s.") % {"names": some(fresh)}
        return ReadinessAnswer(Level.AMBER, sentence, _("Send the invitation again"), page)
    return ReadinessAnswer(Level.GREEN, _("Everybody has signed in."))


def lead() -> ReadinessAnswer:
    names = ", ".join(each.name for each in User.objects.with_role(Role.PROJECT_LEAD))
    if not names:
        return ReadinessAnswer(Level.RED, _("There is no project lead."), _("Add one"), setup("central"))
    return ReadinessAnswer(Level.GREEN, names)


def overloaded() -> ReadinessAnswer:
    people = User.objects.with_role(Role.SUPPORT_ENTITLED)
    mine = Ticket.objects.open().filter(assignee__in=people).values("assignee__name").annotate(count=Count("id"))
    heavy = [row["assignee__name"] for row in mine if row["count"] > MANY_OPEN]
    if heavy:
        sentence = _("More than %(count)d open cases on %(names)s.") % {"count": MANY_OPEN, "names": some(heavy)}
        return ReadinessAnswer(
            Level.RED, sentence, _("Share them out"), reverse("admin:tickets_ticket_changelist") + "?list=all"
        )
    return ReadinessAnswer(Level.GREEN, _("Nobody has more than %(count)d open cases.") % {"count": MANY_OPEN})


def bottleneck() -> ReadinessAnswer:
    opened = Ticket.objects.open().count()
    if not opened:
        return ReadinessAnswer(Level.GREEN, _("No case is waiting."))
    late = Ticket.objects.open().overdue().count()
    percent = 100 * late // opened
    level = Level.GREEN if percent < FEW_LATE else Level.AMBER if percent < MANY_LATE else Level.RED
    sentence = _("%(late)d of %(open)d open cases are overdue.") % {"late": late, "open": opened}
    if level == Level.GREEN:
        return ReadinessAnswer(level, sentence)
    return ReadinessAnswer(
        level, sentence, _("See which"), reverse("admin:tickets_ticket_changelist") + "?list=open&overdue=1"
    )


def queues() -> ReadinessAnswer:
    """By what came in the last weeks and the time that people have."""
    load = Load.current()
    known = [(tier, forecast_of(tier, load)) for tier in Tier]
    if all(forecast is None for _tier, forecast in known):
        sentence = _("Nothing has come in lately, so nothing can be foretold.")
        return ReadinessAnswer(
            Level.AMBER, sentence, _("Play it through"), reverse("admin:capacity") + "?scenario=start"
        )
    full = [(tier, forecast) for tier, forecast in known if forecast is not None and forecast.is_likely]
    if not full:
        return ReadinessAnswer(Level.GREEN, _("As it looks now, no queue is full within half a year."))
    tier, forecast = min(full, key=lambda each: each[1].middle)
    when = forecast_words(forecast)
    sentence = _("%(tier)s: the queue is full %(when)s.") % {"tier": tier.label, "when": when[:1].lower() + when[1:]}
    level = Level.RED if forecast.middle <= FEW_WEEKS else Level.AMBER
    return ReadinessAnswer(level, sentence, _("See what helps"), reverse("admin:capacity"))


# Where to write


def written_to() -> ReadinessAnswer:
    if not front_door.is_open():
        address = reverse("admin:setup")
        return ReadinessAnswer(Level.RED, _("The public form is not open yet."), _("See what is missing"), address)
    return ReadinessAnswer(Level.GREEN, _("The public form is open."))


def contact_pages() -> ReadinessAnswer:
    bare = Institution.objects.active().filter(email="", phone="").by_name().values_list("name", flat=True)
    address = reverse("admin:organisation_institution_changelist")
    if lacking := list(bare):
        sentence = _("No phone and no email for %(names)s.") % {"names": some(lacking)}
        return ReadinessAnswer(Level.AMBER, sentence, _("Add phone or email"), address)
    if not Institution.objects.active().exists():
        return ReadinessAnswer(
            Level.RED, _("There are no institutions yet."), _("Add your institutions"), setup("institutions")
        )
    return ReadinessAnswer(Level.GREEN, _("Every institution has a page with phone or email."))


def mail_out() -> ReadinessAnswer:
    return from_step("sending")


def mail_in() -> ReadinessAnswer:
    """Connected, fetched lately, and none failing."""
    answer = from_step("receiving")
    old = Q(fetched_at=None) | Q(fetched_at__lt=timezone.now() - LATELY)
    stale = list(Mailbox.objects.to_fetch().filter(old).values_list("address", flat=True))
    if answer.level == Level.GREEN and stale:
        sentence = _("Not fetched for two days: %(names)s.") % {"names": some(stale)}
        return ReadinessAnswer(Level.RED, sentence, _("Try the connection"), setup("receiving"))
    if answer.level == Level.GREEN and (last := Mailbox.objects.to_fetch().aggregate(at=Max("fetched_at"))["at"]):
        fetched = _("Last fetched %(when)s.") % {"when": date_format(timezone.localtime(last), "SHORT_DATETIME_FORMAT")}
        return ReadinessAnswer(Level.GREEN, f"{answer.sentence}. {fetched}")
    return answer


def mail_answered() -> ReadinessAnswer:
    """What came by mail and nobody answered in time."""
    if not Mailbox.objects.active().exists():
        return ReadinessAnswer(Level.GREEN, _("No mailbox is connected, so nothing waits in one."))
    late = Ticket.objects.open().filter(channel=words.Channel.MAIL).overdue().count()
    if not late:
        return ReadinessAnswer(Level.GREEN, _("Nothing that came by mail is overdue."))
    sentence = ngettext("%(count)d enquiry by mail is overdue.", "%(count)d enquiries by mail are overdue.", late)
    address = reverse("admin:tickets_ticket_changelist") + "?list=open&channel=mail&overdue=1"
    return ReadinessAnswer(Level.AMBER, sentence % {"count": late}, _("See which"), address)


def from_step(name: str) -> ReadinessAnswer:
    """What the guide says of one of its steps: what works already is well."""
    step = next(each for each in looks.STEPS if each.name == name)
    look = step.look()
    if look.state == steps.StepState.MISSING:
        return ReadinessAnswer(Level.RED, look.sentence, look.act, step.address)
    return ReadinessAnswer(Level.GREEN, look.sentence)


# Quality before a fault is reported, and both tracks


def fault_process() -> ReadinessAnswer:
    rule = RoutingRule.in_force(Route.TECHNICAL_FAULT)
    address = reverse("admin:triage_routingrule_changelist")
    if rule is None or not rule.forwarders:
        return ReadinessAnswer(Level.RED, _("No rule says who may report a fault."), _("Make a rule"), address)
    if not rule.gates:
        return ReadinessAnswer(
            Level.AMBER, _("A fault can be reported without a check first."), _("Set requirements"), address
        )
    return ReadinessAnswer(Level.GREEN, _("A fault is checked before it is reported, and only by those who may."))


def enough_details() -> ReadinessAnswer:
    rule = RoutingRule.in_force(Route.TECHNICAL_FAULT)
    if rule is None or not rule.required_facts:
        address = reverse("admin:triage_routingrule_changelist")
        return ReadinessAnswer(
            Level.AMBER, _("A fault report needs no particular facts."), _("Say what it needs"), address
        )
    sentence = ngettext("%(count)d fact is asked for.", "%(count)d facts are asked for.", len(rule.required_facts))
    return ReadinessAnswer(Level.GREEN, sentence % {"count": len(rule.required_facts)})


def usage_track() -> ReadinessAnswer:
    if RoutingRule.in_force(Route.USAGE_QUESTION) is None:
        address = reverse("admin:triage_routingrule_changelist")
        return ReadinessAnswer(Level.RED, _("No rule says who takes questions about use."), _("Make a rule"), address)
    return ReadinessAnswer(Level.GREEN, _("Questions about use and faults in Aula have each a way of their own."))


def ways_out() -> ReadinessAnswer:
    """Each route that leaves the municipality has a party that can be reached, and somebody who may pass it on."""
    lacking = [str(route.label) for route in Route if not is_reachable(route)]
    if lacking:
        sentence = _("Not for: %(names)s.") % {"names": some(lacking)}
        return ReadinessAnswer(Level.AMBER, sentence, _("Fill it in"), setup("parties"))
    return ReadinessAnswer(Level.GREEN, _("Every case type has a way, and people who may use it."))


def is_reachable(route: str) -> bool:
    rule = RoutingRule.in_force(route)
    if rule is None:
        return False
    if rule.channel == Channel.INTERNAL:
        return True
    is_there = User.objects.filter(memberships__role__in=rule.forwarders, is_active=True).exists()
    parties = Party.objects.filter(kind=rule.party_kind)
    if rule.channel == Channel.MAIL and not rule.address:
        parties = parties.exclude(email="")
    return is_there and parties.exists()


# Knowledge shared


def shared_answers() -> ReadinessAnswer:
    count = Article.objects.published().count()
    sentence = ngettext("%(count)d shared answer.", "%(count)d shared answers.", count) % {"count": count}
    if count >= ENOUGH_ANSWERS:
        return ReadinessAnswer(Level.GREEN, sentence)
    return ReadinessAnswer(Level.AMBER if count else Level.RED, sentence, _("Take the starter set"), setup("starting"))


def reviewed_answers() -> ReadinessAnswer:
    old = Article.objects.overdue_for_review().count()
    if not Article.objects.published().exists():
        return ReadinessAnswer(
            Level.RED, _("There are no shared answers yet."), _("Take the starter set"), setup("starting")
        )
    if old:
        sentence = ngettext("%(count)d answer should be read again.", "%(count)d answers should be read again.", old)
        address = reverse("admin:knowledgebase_article_changelist")
        return ReadinessAnswer(Level.AMBER, sentence % {"count": old}, _("Read them"), address)
    return ReadinessAnswer(Level.GREEN, _("No answer is past its day."))


# The law, and what cannot wait


def sensitive() -> ReadinessAnswer:
    named = set(NamedPerson.objects.filter(user__is_active=True).values_list("kind", flat=True))
    if set(SENSITIVE) <= named:
        return ReadinessAnswer(Level.GREEN, _("Somebody is named for every kind."))
    return ReadinessAnswer(
        Level.AMBER, _("Not for every kind is somebody named."), _("Name people"), setup("sensitive")
    )


def duty_line() -> ReadinessAnswer:
    if Safeguarding.current().duty_phone:
        return ReadinessAnswer(Level.GREEN, Safeguarding.current().duty_phone)
    return ReadinessAnswer(Level.AMBER, _("No duty line is entered."), _("Enter it"), setup("sensitive"))


def papers() -> ReadinessAnswer:
    lacking = [str(each.words) for each in missing(Municipality.current())]
    if lacking:
        sentence = _("The pages lack: %(names)s.") % {"names": some(lacking)}
        return ReadinessAnswer(Level.RED, sentence, _("Fill them in"), setup("privacy"))
    return ReadinessAnswer(Level.GREEN, _("The pages are complete, and reviewed within a year."))


def second_step() -> ReadinessAnswer:
    """Whether those of whom it is asked have set one up."""
    if Municipality.current().second_factor_for == SecondFactorFor.NOBODY:
        address = reverse("admin:organisation_municipality_changelist")
        return ReadinessAnswer(
            Level.AMBER, _("Nobody is asked for a second step."), _("Ask it of those who see much"), address
        )
    if lacking := [each.name for each in people_lacking()]:
        address = reverse("admin:organisation_user_changelist")
        sentence = _("Still with a password alone: %(names)s.") % {"names": some(lacking)}
        return ReadinessAnswer(Level.AMBER, sentence, _("Ask them to set it up under “My settings”"), address)
    return ReadinessAnswer(Level.GREEN, _("Everybody of whom a second step is asked has one."))


def emergency() -> ReadinessAnswer:
    """Whether an administrator gets in on a day when the provider of sign-ins is down."""
    if not IdentityProvider.objects.filter(is_active=True).exists():
        return ReadinessAnswer(Level.GREEN, _("People sign in with passwords, which hang on no other system."))
    gap = emergency_account.gap()
    if gap is None:
        return ReadinessAnswer(Level.GREEN, _("Somebody has signed in with the emergency account within a year."))
    return ReadinessAnswer(Level.RED if gap.shuts_out else Level.AMBER, gap.sentence, gap.act, gap.address)


def certificates() -> ReadinessAnswer:
    ending = next(iter(endings()), None)
    if ending is None:
        return ReadinessAnswer(Level.GREEN, _("None that is in use ends within sixty days."))
    level = Level.RED if ending.stage == min(STAGES) else Level.AMBER
    act = _("Renew our certificate") if ending.is_ours else _("Open the provider")
    return ReadinessAnswer(level, ending.sentence, act, ending.address)


def first_answer() -> ReadinessAnswer:
    if looks.is_answered():
        return ReadinessAnswer(Level.GREEN, _("An enquiry came in and was answered."))
    return ReadinessAnswer(Level.RED, _("Not yet."), _("Send the first one yourself"), setup("trial"))


def launch() -> ReadinessAnswer:
    day = Municipality.current().launches_on
    if day is None:
        return ReadinessAnswer(Level.AMBER, _("No day is set."), _("Set the day"), setup("municipality"))
    return ReadinessAnswer(Level.GREEN, date_format(day, "DATE_FORMAT"))
