from organisation.models.absence import Absence, StandIns
from organisation.models.institution import Institution
from organisation.models.meeting import MorningMeeting
from organisation.models.municipality import (
    AccessibilityMethod,
    AccessibilityStatus,
    ClosingDay,
    Municipality,
    OpeningWindow,
)
from organisation.models.party import Party
from organisation.models.people import Membership, SignInLink, StartPage, User
from organisation.models.sheet_import import SheetImport
from organisation.models.sweep_failure import SweepFailure

__all__ = [
    "Absence",
    "AccessibilityMethod",
    "AccessibilityStatus",
    "ClosingDay",
    "Institution",
    "Membership",
    "MorningMeeting",
    "Municipality",
    "OpeningWindow",
    "Party",
    "SheetImport",
    "SignInLink",
    "StandIns",
    "StartPage",
    "SweepFailure",
    "User",
]
