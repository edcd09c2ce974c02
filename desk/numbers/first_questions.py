"""What a leader, a lead and a superuser ask first, answered where they land: three questions, with a link each.

A leader reads them above the numbers, worked out from what the page shows, so that nothing hidden there stands here.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from django.db.models import Q, QuerySet, Sum
from django.urls import reverse
from django.utils.translation import gettext as _

from database.prepared import Prepared
from desk.queue.overview import Home
from organisation.models import User
from organisation.pages.quotation import quoted
from organisation.roles import Role, Verb
from reporting.choice import Choice
from reporting.counting import NONE
from reporting.hiding import rows_of
from reporting.models import DailyNumber, Dimension
from reporting.names import value_name
from reporting.periods import Period
from reporting.report import Report
from reporting.sums import Sums
from reporting.words import number, within
from triage.known_errors.models import KnownError
from triage.wishes.models import ChangeRequest

LEADING: Final = frozenset({Role.PROJECT_LEAD, Role.SUPPORT_ENTITLED, Role.MUNICIPAL_ADMIN})
LATELY: Final = {"period": "4"}
MOST: Final = 3
ABOUT: Final = (Dimension.TOPIC, Dimension.ROUTE)


@dataclass(frozen=True)
class Answered:
    question: str
    answer: str
    address: str = ""


def of_leader(report: Report) -> list[Answered]:
    """How much, how fast, and about what; `report` is that of the page, with its small numbers hidden."""
    by, about = what_about(
        {
            dimension: [(value, sums.opened or 0) for value, sums in report.by.get(dimension, []) if sums.opened]
            for dimension in ABOUT
        }
    )
    return [
        Answered(_("How many enquiries come?"), how_many(report.now, report.before), "#chart-heading"),
        Answered(_("How fast do they get an answer?"), how_fast(report.now), "#counted-first_answer"),
        Answered(_("What are they about?"), about or too_few(), f"#by-{by}" if report.by.get(by) else ""),
    ]


def too_few() -> str:
    return _("Too few to say without pointing at somebody.")


def how_many(now: Sums, before: Sums) -> str:
    if now.opened is None:
        return too_few()
    if before.opened is None:
        return _("%(now)s in this period.") % {"now": number(now.opened)}
    counts = {"now": number(now.opened), "before": number(before.opened)}
    return _("%(now)s in this period, %(before)s in the one before.") % counts


def how_fast(now: Sums) -> str:
    if now.usual_answer is not None:
        times = {"usual": within(now.usual_answer), "slow": within(now.slow("first_answer"))}
        return _("Half of them within %(usual)s, 9 of 10 within %(slow)s.") % times
    return too_few() if now.counts["answered"] else _("Nobody has been answered yet in the period.")


def what_about(rows: Mapping[str, Sequence[tuple[str, int]]]) -> tuple[str, str]:
    """By what it is told, and the most frequent topics or, where most cases have none, kinds of cases in words."""
    topics = rows[Dimension.TOPIC]
    unknown = sum(count for value, count in topics if value == NONE)
    by = Dimension.TOPIC if topics and 2 * unknown <= sum(count for _value, count in topics) else Dimension.ROUTE
    known = [row for row in rows[by] if row[0] != NONE]
    most = sorted(known, key=lambda row: (-row[1], row[0]))[:MOST]
    return by.value, ", ".join(f"{value_name(by, value)} ({number(count)})" for value, count in most)


def first_questions(user: User, home: Home | None) -> list[Answered]:
    """On the overview; nothing for who sees no cases there."""
    if home is None or not user.may(Verb.VIEW):
        return []
    return of_lead(user) if user.roles & LEADING else of_superuser(user, home)


def of_lead(user: User) -> list[Answered]:
    return [growth(user), most_open(user), most_wished()]


def of_superuser(user: User, home: Home) -> list[Answered]:
    return [begin_with(home), out_of_order(), most_asked(user)]


def growth(user: User, today: date | None = None) -> Answered:
    """The same days of the weeks as far as the running one has come, as on the page of numbers."""
    choice = Choice.read(LATELY, user, today)
    rows = rows_of(choice).between(choice.before.period.first, choice.period.last)
    came = rows.aggregate(now=opened_in(choice.period), before=opened_in(choice.before.period))
    counts = {when: number(each or 0) for when, each in came.items()}
    answer = _("%(now)s enquiries in four weeks, %(before)s in the four before.") % counts
    return Answered(_("Is it growing?"), answer, reverse("admin:numbers") + choice.address())


def opened_in(period: Period) -> Sum:
    return Sum("opened", filter=Q(day__gte=period.first, day__lte=period.last))


def most_open(user: User) -> Answered:
    """Where the most cases are open."""
    choice = Choice.read({}, user)
    rows = DailyNumber.objects.filter(is_whole=False, dimension="", still_open__gt=0, institution__isnull=False)
    rows = rows if choice.places is None else rows.filter(institution__in=choice.places)
    most = (
        rows.values_list("institution__name").annotate(open=Sum("still_open")).order_by("-open", "institution")[:MOST]
    )
    places = ", ".join(f"{name} ({number(cases)})" for name, cases in most)
    return Answered(_("Where are the most cases open?"), places or _("No case is open."), reverse("admin:numbers"))


def most_wished() -> Answered:
    question = _("What is wished for most?")
    most = MOST_WISHED.first({})
    if most is None:
        return Answered(question, _("No wish waits for KOMBIT."))
    return Answered(question, quoted(most.title), reverse("admin:triage_changerequest_change", args=[most.pk]))


def wished_most() -> QuerySet[ChangeRequest]:
    """The one that waits and that most have asked for."""
    return ChangeRequest.objects.filter(pk__in=ChangeRequest.objects.waiting().most_wanted_first().values("pk")[:1])


MOST_WISHED: Final = Prepared(wished_most)


def begin_with(home: Home) -> Answered:
    question = _("What do I begin with?")
    if not home.starts:
        return Answered(question, _("Nothing is waiting for you."))
    card, _tickets = home.starts[0]
    return Answered(question, f"{card.label}: {card.shown}", card.address)


def out_of_order() -> Answered:
    """Whether it is only us."""
    question = _("Does something in Aula not work right now?")
    errors = list(KnownError.objects.public().current().newest_first()[: MOST + 1])
    if not errors:
        return Answered(question, _("No, we know of nothing."))
    titles = "; ".join(error.shown_title for error in errors[:MOST])
    more = " …" if len(errors) > MOST else ""
    return Answered(question, f"{_('Yes:')} {titles}{more}", reverse("admin:triage_knownerror_changelist"))


def most_asked(user: User) -> Answered:
    """Topics of cases at their own places; small numbers are nothing new to who sees the cases."""
    question, choice = _("What are we asked most?"), Choice.read(LATELY, user)
    if choice.covered:
        return Answered(question, _("See it in the numbers."), reverse("admin:numbers"))
    rows = DailyNumber.objects.of_places(choice.places).filter(dimension__in=ABOUT)
    lately = rows.between(choice.period.first, choice.period.last).values("dimension", "value")
    counted: dict[str, list[tuple[str, int]]] = {dimension: [] for dimension in ABOUT}
    for row in lately.annotate(sum=Sum("opened")).filter(sum__gt=0).order_by():
        counted[row["dimension"]].append((row["value"], row["sum"]))
    _by, kinds = what_about(counted)
    answer = _("In four weeks: %(kinds)s") % {"kinds": kinds} if kinds else _("Nothing in the last four weeks.")
    return Answered(question, answer, reverse("admin:numbers") + choice.address())
