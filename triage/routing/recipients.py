"""Who outside the municipality may get something of an enquiry: by the rules in force and the parties there are."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from database.dialects import danish_order
from organisation.models import Party
from organisation.papers.declared import Recipient
from tickets.words import Route
from triage.routing.models import RoutingRule
from triage.routing.models.routing_rule import Channel

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

PACKAGE: Final = gettext_lazy(
    "What was written, the name of the school or daycare, the case number, and files that a member of staff has "
    "checked. We do not add the sender's name or e-mail address. Passwords and the like are taken out."
)
"""What `triage.forwarding.package.fields_for` puts together."""
FAULT: Final = gettext_lazy(
    "A description of the fault with the name of the person it concerns, what was written, the name of the school or "
    "daycare, and files that a member of staff has checked. Passwords and the like are taken out."
)
WISH: Final = gettext_lazy("The wish in general words and how many share it. Not who has written.")
MATTERS: "Final[dict[str, StrPromise]]" = {
    Route.TECHNICAL_FAULT: gettext_lazy("faults in Aula"),
    Route.CHANGE_REQUEST: gettext_lazy("wishes for Aula"),
    Route.USAGE_QUESTION: gettext_lazy("questions about the use of Aula"),
    Route.PROJECT_QUESTION: gettext_lazy("questions about the Aula project"),
    Route.SCHEDULE_VENDOR: gettext_lazy("faults in the timetable"),
    Route.WIDGET_VENDOR: gettext_lazy("faults in a widget, such as the week plan"),
    Route.UNILOGIN: gettext_lazy("trouble with Unilogin"),
    Route.LOCAL_IT: gettext_lazy("computers, networks and the staff's sign-in"),
    Route.OUT_OF_SCOPE: gettext_lazy("everything else"),
}


def recipients() -> Iterator[Recipient]:
    """Each party once for each thing it may get, with the matters in which it may; in the order of the routes."""
    by_recipient: dict[tuple[str, str], list[str]] = {}
    for route in Route:
        rule = RoutingRule.in_force(route)
        if rule is None or not (rule.leaves_the_house or rule.channel == Channel.COLLECT):
            continue
        for name in names_of(rule.party_kind):
            by_recipient.setdefault((name, what_goes(rule)), []).append(str(MATTERS[route]))
    for (name, what), matters in by_recipient.items():
        yield Recipient(name, get_text_list(matters, _("and")), what)


def names_of(kind: str) -> list[str]:
    """The parties of the kind that a case could go to: vendors only where an institution uses them."""
    parties = Party.objects.filter(kind=kind).order_by(danish_order("name"), "id")
    if kind == Party.Kind.SCHEDULE_VENDOR:
        parties = parties.filter(schedule_institutions__is_active=True).distinct()
    if kind == Party.Kind.WIDGET_VENDOR:
        parties = parties.filter(widget_institutions__is_active=True).distinct()
    names = [party.name for party in parties]
    return names or ([str(Party.Kind(kind).label)] if kind else [])


def what_goes(rule: RoutingRule) -> str:
    if rule.channel == Channel.COLLECT:
        return str(WISH)
    return str(FAULT if rule.route == Route.TECHNICAL_FAULT else PACKAGE)
