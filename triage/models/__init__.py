from triage.models.bulk_act import BulkAct
from triage.models.bundle import Bundle, BundleFile
from triage.models.change_request import ChangeRequest, Wish
from triage.models.fault_report import FaultReport
from triage.models.forwarding import Forwarding
from triage.models.hint import Hint
from triage.models.known_error import KnownError, KnownErrorCase, KnownErrorFit, KnownErrorUpdate
from triage.models.policy import TriagePolicy
from triage.models.routing_rule import RoutingRule
from triage.models.saved_view import SavedView
from triage.models.suggestion import Suggestion
from triage.models.vote import Vote

__all__ = [
    "BulkAct",
    "Bundle",
    "BundleFile",
    "ChangeRequest",
    "FaultReport",
    "Forwarding",
    "Hint",
    "KnownError",
    "KnownErrorCase",
    "KnownErrorFit",
    "KnownErrorUpdate",
    "RoutingRule",
    "SavedView",
    "Suggestion",
    "TriagePolicy",
    "Vote",
    "Wish",
]
