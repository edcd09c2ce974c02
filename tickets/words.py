"""The vocabulary of a case: closed lists that code, database and interface share."""

from typing import Final

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Audience(TextChoices):
    PARENT = "parent", _("Parent")
    PUPIL = "pupil", _("Pupil")
    STAFF = "staff", _("Staff")


class Channel(TextChoices):
    WEB = "web", _("Web form")
    MAIL = "mail", _("Mail")
    API = "api", _("API")
    ON_BEHALF = "on_behalf", _("Typed in by staff")


class Status(TextChoices):
    NEW = "new", _("New")
    IN_PROGRESS = "in_progress", _("In progress")
    WAITING_REQUESTER = "waiting_requester", _("Waiting for the requester")
    FORWARDED = "forwarded", _("Forwarded")
    RESOLVED = "resolved", _("Resolved")
    CLOSED = "closed", _("Closed")


class Tier(TextChoices):
    FIRST_LEVEL = "first_level", _("First level")
    PILOT = "pilot", _("Pilot")
    SUPPORT_ENTITLED = "support_entitled", _("Support-entitled")


class Priority(TextChoices):
    LOW = "low", _("Low")
    NORMAL = "normal", _("Normal")
    HIGH = "high", _("High")
    URGENT = "urgent", _("Urgent")


class Route(TextChoices):
    """The nine routes; the first eight from "Organisering af kommunens egen support" (September 2019)."""

    TECHNICAL_FAULT = "technical_fault", _("Technical fault")
    CHANGE_REQUEST = "change_request", _("Change request")
    USAGE_QUESTION = "usage_question", _("Usage question")
    PROJECT_QUESTION = "project_question", _("Question about the Aula project")
    SCHEDULE_VENDOR = "schedule_vendor", _("Schedule")
    WIDGET_VENDOR = "widget_vendor", _("Widget")
    UNILOGIN = "unilogin", _("UNI-Login")
    LOCAL_IT = "local_it", _("The municipality's IT department")
    OUT_OF_SCOPE = "out_of_scope", _("Not Aula support")


LEADS: Final = frozenset({Route.CHANGE_REQUEST, Route.PROJECT_QUESTION})
"""Routes that only the project lead passes on ("Organisering af kommunens egen support", September 2019)."""


class Actor(TextChoices):
    """Who did something, where it was not a person with an account."""

    STAFF = "staff", _("Staff")
    REQUESTER = "requester", _("The requester")
    SYSTEM = "system", _("The helpdesk")
    PARTY = "party", _("Outside party")


class FlagKind(TextChoices):
    """What must not wait for its turn: a person looks at it first, whatever the case is about."""

    SELF_HARM = "self_harm", _("Self-harm or a wish to die")
    VIOLENCE = "violence", _("Violence or neglect")
    ABUSE = "abuse", _("Sexual abuse or shared intimate pictures")
    BULLYING = "bullying", _("Bullying")
    THREAT = "threat", _("Threats or weapons")
    PROTECTED_ADDRESS = "protected_address", _("Protected or hidden address")
    CUSTODY = "custody", _("Custody or contact dispute")
    BREACH = "breach", _("Personal-data breach")
    OTHER = "other", _("Sensitive in another way")
    URGENT = "urgent", _("Urgent")


SENSITIVE: Final = tuple(kind for kind in FlagKind if kind != FlagKind.URGENT)
"""Kinds that hold a case back until a person has confirmed or dismissed them."""


class Sensitivity(TextChoices):
    """How a case stands to what was flagged in it."""

    NONE = "", _("Not sensitive")
    FLAGGED = "flagged", _("Waits for a person who looks at it")
    CONFIRMED = "confirmed", _("Sensitive, and a person has taken it")


TIERS: Final = (Tier.FIRST_LEVEL, Tier.PILOT, Tier.SUPPORT_ENTITLED)
CLOCK_RUNS: Final = frozenset({Status.NEW, Status.IN_PROGRESS})
"""States in which the case waits for us, so that it has a due time and climbs when nobody touches it."""
DONE: Final = frozenset({Status.RESOLVED, Status.CLOSED})
OPEN: Final = tuple(status for status in Status if status not in DONE)
