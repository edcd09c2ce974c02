from organisation.models.absence import Absence, LentRole, StandIns
from organisation.models.api_client import ApiClient
from organisation.models.directory import Departure, DirectoryGroup, DirectoryPerson
from organisation.models.help_page import HelpPage
from organisation.models.identity_provider import GroupRole, Identity, IdentityProvider, Nsis
from organisation.models.institution import Institution
from organisation.models.logo import Logo
from organisation.models.meeting import MorningMeeting
from organisation.models.municipality import (
    AccessibilityMethod,
    AccessibilityStatus,
    Municipality,
    SecondFactorFor,
)
from organisation.models.opening import ClosingDay, OpeningWindow
from organisation.models.party import Party
from organisation.models.people import Membership, SignInLink, StartPage, User
from organisation.models.portrait import Portrait
from organisation.models.second_factor import RecoveryCode, SecondFactor, SignInNews, UnableToProve
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
    "Departure",
    "DirectoryGroup",
    "DirectoryPerson",
    "GroupRole",
    "HelpPage",
    "Identity",
    "IdentityProvider",
    "Institution",
    "LentRole",
    "Logo",
    "Membership",
    "MorningMeeting",
    "Municipality",
    "Nsis",
    "OpeningWindow",
    "Party",
    "Portrait",
    "RecoveryCode",
    "ResetRequest",
    "SecondFactor",
    "SecondFactorFor",
    "Session",
    "SheetImport",
    "SignInLink",
    "SignInNews",
    "SignInPause",
    "StandIns",
    "StartPage",
    "SweepFailure",
    "UnableToProve",
    "User",
]
