from triage.models.answer_template import AnswerTemplate
from triage.models.bulk_act import BulkAct
from triage.models.bundle import Bundle, BundleFile
from triage.models.change_request import ChangeRequest
from triage.models.example import Example
from triage.models.fault_report import FaultReport
from triage.models.flag import Flag, NamedPerson
from triage.models.forwarding import Forwarding
from triage.models.hint import Hint
from triage.models.known_error import KnownError, KnownErrorCase, KnownErrorFit, KnownErrorUpdate
from triage.models.macro import Macro, MacroStep
from triage.models.model_version import ModelFile, ModelUse, ModelVersion
from triage.models.policy import TriagePolicy
from triage.models.repeat import Repeat
from triage.models.routing_rule import RoutingRule
from triage.models.rule_change import RuleChange
from triage.models.saved_view import SavedView
from triage.models.silence import SilencePolicy
from triage.models.suggestion import Suggestion
from triage.models.vote import Vote
from triage.models.wish import KeptApart, Wish

__all__ = [
    "AnswerTemplate",
    "BulkAct",
    "Bundle",
    "BundleFile",
    "ChangeRequest",
    "Example",
    "FaultReport",
    "Flag",
    "Forwarding",
    "Hint",
    "KeptApart",
    "KnownError",
    "KnownErrorCase",
    "KnownErrorFit",
    "KnownErrorUpdate",
    "Macro",
    "MacroStep",
    "ModelFile",
    "ModelUse",
    "ModelVersion",
    "NamedPerson",
    "Repeat",
    "RoutingRule",
    "RuleChange",
    "SavedView",
    "SilencePolicy",
    "Suggestion",
    "TriagePolicy",
    "Vote",
    "Wish",
]
