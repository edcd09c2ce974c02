from triage.routing.models.routing_rule import RoutingRule
from triage.routing.models.rule_change import RuleChange

__all__ = ["RoutingRule", "RuleChange"]
