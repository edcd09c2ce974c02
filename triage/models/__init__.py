from triage.models.answer_template import AnswerTemplate
from triage.models.bulk_act import BulkAct
from triage.models.change_request import ChangeRequest, Wish
from triage.models.fault_report import FaultReport
from triage.models.flag import Flag, NamedPerson
from triage.models.forwarding import Forwarding
from triage.models.hint import Hint
from triage.models.known_error import KnownError
from triage.models.macro import Macro, MacroStep
from triage.models.policy import TriagePolicy
from triage.models.repeat import Repeat
from triage.models.routing_rule import RoutingRule
from triage.models.saved_view import SavedView
from triage.models.suggestion import Suggestion

__all__ = [
    "AnswerTemplate",
    "BulkAct",
    "ChangeRequest",
    "FaultReport",
    "Flag",
    "Forwarding",
    "Hint",
    "KnownError",
    "Macro",
    "MacroStep",
    "NamedPerson",
    "Repeat",
    "RoutingRule",
    "SavedView",
    "Suggestion",
    "TriagePolicy",
    "Wish",
]
