"""Every model of triage, for Django; nobody else imports from here."""

from triage.board.models import CaseQuestion
from triage.capacity.models import WhatIf
from triage.faults.models import FaultReport
from triage.flags.models import Flag, NamedPerson
from triage.forwarding.models.forwarding import Forwarding
from triage.forwarding.models.silence_policy import SilencePolicy
from triage.known_errors.listening import FixListener
from triage.known_errors.models import KnownError, KnownErrorCase, KnownErrorFit, KnownErrorUpdate
from triage.known_errors.sightings import Sighting
from triage.learning.models import Example
from triage.ready_answers.looked_up import LookedUp
from triage.ready_answers.models.answer_template import AnswerTemplate
from triage.ready_answers.models.macro import Macro, MacroStep
from triage.routing.models.routing_rule import RoutingRule
from triage.routing.models.rule_change import RuleChange
from triage.suggestions.models.hint import Hint
from triage.suggestions.models.model_version import ModelFile, ModelUse, ModelVersion
from triage.suggestions.models.repeat import Repeat
from triage.suggestions.models.suggestion import Suggestion
from triage.suggestions.models.triage_policy import TriagePolicy
from triage.topics.models import CaseTopic
from triage.wishes.models.bundle import Bundle, BundleFile
from triage.wishes.models.change_request import ChangeRequest
from triage.wishes.models.vote import Vote
from triage.wishes.models.wish import KeptApart, Wish

__all__ = [
    "AnswerTemplate",
    "Bundle",
    "BundleFile",
    "CaseQuestion",
    "CaseTopic",
    "ChangeRequest",
    "Example",
    "FaultReport",
    "FixListener",
    "Flag",
    "Forwarding",
    "Hint",
    "KeptApart",
    "KnownError",
    "KnownErrorCase",
    "KnownErrorFit",
    "KnownErrorUpdate",
    "LookedUp",
    "Macro",
    "MacroStep",
    "ModelFile",
    "ModelUse",
    "ModelVersion",
    "NamedPerson",
    "Repeat",
    "RoutingRule",
    "RuleChange",
    "Sighting",
    "SilencePolicy",
    "Suggestion",
    "TriagePolicy",
    "Vote",
    "WhatIf",
    "Wish",
]
