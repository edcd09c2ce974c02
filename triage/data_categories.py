"""What triage keeps of a case, what it learns, what it keeps of wishes, and who outside may get something."""

from collections.abc import Iterator

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from organisation.models import Municipality
from organisation.papers.declared import (
    BrowserData,
    DataCategory,
    People,
    declare,
    declare_browser_data,
    declare_recipients,
    duration,
)
from tickets.data_categories import with_the_case
from triage.capacity import models as capacity
from triage.known_errors.listening import KEPT as FIX_LISTENERS_KEPT
from triage.known_errors.listening import UNCONFIRMED_KEPT, FixListener
from triage.known_errors.sightings import COOKIE, ENDED, KEPT, LONGEST, Sighting
from triage.routing.recipients import recipients
from triage.suggestions.models import TriagePolicy
from triage.wishes import keeping


def learned() -> str:
    if TriagePolicy.current().keeps_examples:
        return _("Kept, without names and numbers and with no way back to the enquiry.")
    return with_the_case()


def wishes_kept() -> str:
    return _(
        "As long as the idea is of use to the work on Aula. It does not say who has written. Quotes are kept as long "
        "as one of the enquiries."
    )


def until_repaired() -> str:
    values = {"days": ENDED.days, "longest": LONGEST.days}
    return _("%(days)s days after the problem was fixed, and at most %(longest)s days.") % values


def until_fixed() -> str:
    values = {"days": UNCONFIRMED_KEPT.days, "longest": FIX_LISTENERS_KEPT.days}
    return (
        _(
            "Until the email has been sent, and at most %(longest)s days. If you do not confirm the address, %(days)s "
            "days."
        )
        % values
    )


def until_decided() -> str:
    days = Municipality.current().retention_days
    message = _(
        "The email address until the vote is confirmed, 7 days at most. If you want to hear about the decision, we "
        "keep it until we have written that KOMBIT has decided, %(days)s days at most. The vote stays, without "
        "anything about you."
    )
    return message % {"days": days}


def what_if_kept() -> str:
    return duration(int(capacity.KEPT.total_seconds()))


CATEGORIES = (
    DataCategory(
        name=gettext_lazy("What the support could look like"),
        tables=("triage.WhatIf",),
        people=(People.STAFF,),
        details=gettext_lazy("Who had the work of the support played through with other numbers, and what came of it."),
        kept=what_if_kept,
        drop=capacity.drop_old,
    ),
    DataCategory(
        name=gettext_lazy("The facts of a fault, and what was passed on"),
        tables=("triage.FaultReport", "triage.Forwarding"),
        people=(People.REQUESTER, People.MENTIONED),
        details=gettext_lazy(
            "The name of the person the fault concerns, where in Aula it happened, on which device, and what "
            "happened. The text that was sent to a supplier or authority."
        ),
        kept=with_the_case,
        is_public=True,
    ),
    DataCategory(
        name=gettext_lazy("What you looked up before you wrote"),
        tables=("triage.LookedUp",),
        people=(People.REQUESTER,),
        details=gettext_lazy(
            "What you searched for among the answers just before, and which answer did not help you, so that you do "
            "not need to say it again."
        ),
        kept=with_the_case,
        is_public=True,
    ),
    DataCategory(
        name=gettext_lazy("What the system suggests"),
        tables=(
            "triage.Suggestion",
            "triage.Flag",
            "triage.Repeat",
            "triage.KnownErrorCase",
            "triage.KnownErrorFit",
            "triage.CaseQuestion",
        ),
        people=(People.REQUESTER,),
        details=gettext_lazy(
            "Which type of case the system takes the enquiry for and why, whether it seems urgent or sensitive, and "
            "which other enquiries are like it. The type, the mark and the times stay for the statistics. The words "
            "are deleted."
        ),
        kept=with_the_case,
        is_public=True,
    ),
    DataCategory(
        name=gettext_lazy("What the enquiry is about"),
        tables=("triage.CaseTopic",),
        people=(People.REQUESTER,),
        details=gettext_lazy(
            "The topic, such as the calendar or messages. It is read from the words of the enquiry or chosen by the "
            "support. The topic stays for the statistics. The words are deleted."
        ),
        kept=with_the_case,
        is_public=True,
    ),
    DataCategory(
        name=gettext_lazy("What the system learns from"),
        tables=("triage.Example",),
        people=(People.REQUESTER, People.MENTIONED),
        details=gettext_lazy(
            "What was written, without names, addresses and numbers, and the type of case a member of staff chose. "
            "Enquiries that sound sensitive are left out."
        ),
        kept=learned,
        is_public=True,
    ),
    DataCategory(
        name=gettext_lazy("Ideas for Aula"),
        tables=("triage.ChangeRequest", "triage.Wish", "triage.Bundle", "triage.BundleFile", "triage.KeptApart"),
        people=(People.REQUESTER, People.STAFF),
        details=gettext_lazy("The idea in general words, quotes without names, and how many people share it."),
        kept=wishes_kept,
        drop=keeping.drop_old,
        is_public=True,
    ),
    DataCategory(
        name=gettext_lazy("Votes for ideas"),
        tables=("triage.Vote",),
        people=(People.VISITOR,),
        details=gettext_lazy("A number that stands for your address, and the address itself as long as it is needed."),
        kept=until_decided,
        is_public=True,
    ),
    DataCategory(
        name=gettext_lazy("“It happens to me, too”"),
        tables=("triage.Sighting",),
        people=(People.VISITOR,),
        details=gettext_lazy("A random number, and the kind of device and browser on which a known problem was seen."),
        kept=until_repaired,
        drop=Sighting.drop_old,
        is_public=True,
    ),
    DataCategory(
        name=gettext_lazy("Who wants an email when a problem is fixed"),
        tables=("triage.FixListener",),
        people=(People.VISITOR,),
        details=gettext_lazy("The email address, and which problem it is."),
        kept=until_fixed,
        drop=FixListener.drop_old,
        is_public=True,
    ),
    DataCategory(
        name=gettext_lazy("Set-up of triage, known problems and templates"),
        tables=(
            "triage.RoutingRule",
            "triage.RuleChange",
            "triage.NamedPerson",
            "triage.SilencePolicy",
            "triage.KnownError",
            "triage.KnownErrorUpdate",
            "triage.AnswerTemplate",
            "triage.Macro",
            "triage.MacroStep",
            "triage.Hint",
            "triage.TriagePolicy",
            "triage.ModelVersion",
            "triage.ModelFile",
            "triage.ModelUse",
        ),
        people=(People.STAFF,),
        details=gettext_lazy("Who set something up or changed it. Models hold weights of word stems and no texts."),
    ),
)


def browser_data() -> Iterator[BrowserData]:
    explanation = gettext_lazy(
        "A random number, so that each browser is counted once for a known problem. It is set when you say that it "
        "happens to you, too."
    )
    yield BrowserData(COOKIE, explanation, KEPT)


def declare_all() -> None:
    declare(*CATEGORIES)
    declare_recipients(recipients)
    declare_browser_data(browser_data)
