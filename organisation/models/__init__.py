from organisation.models.absence import Absence, StandIns
from organisation.models.api_client import ApiClient
from organisation.models.institution import Institution
from organisation.models.municipality import (
    AccessibilityMethod,
    AccessibilityStatus,
    ClosingDay,
    Municipality,
    OpeningWindow,
)
from organisation.models.party import Party
from organisation.models.people import Membership, SignInLink, StartPage, User
from organisation.models.session import Session
from organisation.models.sheet_import import SheetImport
from organisation.models.sign_in_pause import ResetRequest, SignInPause
from organisation.models.sweep_failure import SweepFailure

__all__ = [
    "Absence",
    "AccessibilityMethod",
    "AccessibilityStatus",
    "ApiClient",
    "ClosingDay",
    "Institution",
    "Membership",
    "Municipality",
    "OpeningWindow",
    "Party",
    "ResetRequest",
    "Session",
    "SheetImport",
    "SignInLink",
    "SignInPause",
    "StandIns",
    "StartPage",
    "SweepFailure",
    "User",
]
