"""Who may pass cases on to others, as the rules in force have it."""

from organisation.models import User
from organisation.second_factor.required import ask_who_forwards
from tickets.words import Route
from triage.routing.models import RoutingRule


def forwards(user: User) -> bool:
    """Whether the person holds a role, anywhere, with which cases leave the municipality."""
    rules = (RoutingRule.in_force(route) for route in Route)
    return any(rule.leaves_the_house and user.roles & set(rule.forwarders) for rule in rules if rule is not None)


def subscribe() -> None:
    ask_who_forwards(forwards)
