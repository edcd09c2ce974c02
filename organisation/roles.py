"""Who may do what: the one table of roles and rights.

A role is held in an institution or, where the membership names none, in the whole municipality.
Who may pass a case on to an outside party is not here: that is dated data (`triage.RoutingRule`).
"""

from typing import Final

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Role(TextChoices):
    SUPERUSER = "superuser", _("Pedagogical superuser")
    INSTITUTION_ADMIN = "institution_admin", _("Institution administrator")
    PILOT = "pilot", _("Pilot")
    SUPPORT_ENTITLED = "support_entitled", _("Support-entitled")
    PROJECT_LEAD = "project_lead", _("Project lead")
    MUNICIPAL_ADMIN = "municipal_admin", _("Municipal administrator")
    OBSERVER = "observer", _("Observer")


class Verb(TextChoices):
    """What a person of the support organisation can do with one case."""

    VIEW = "view", _("See the case")
    ANSWER = "answer", _("Answer")
    RETRACT = "retract", _("Retract an answer")
    NOTE = "note", _("Write an internal note")
    ASK = "ask", _("Ask for more")
    TRIAGE = "triage", _("Accept or correct the route")
    ASSIGN = "assign", _("Take or hand over")
    ESCALATE = "escalate", _("Escalate")
    HAND_BACK = "hand_back", _("Hand back")
    FORWARD = "forward", _("Forward")
    COLLECT = "collect", _("Collect as a change request")
    MOVE = "move", _("Move to another institution")
    AMEND = "amend", _("Put right who asks and what about")
    PRIORITISE = "prioritise", _("Say how urgent it is")
    SNOOZE = "snooze", _("Put aside until a day")
    RESOLVE = "resolve", _("Resolve")
    REOPEN = "reopen", _("Reopen")
    PROPOSE = "propose", _("Write and propose a shared answer")
    PUBLISH = "publish", _("Publish a shared answer")
    OPEN_FOR = "open_for", _("Open a case on behalf of somebody")
    AUDIT = "audit", _("See who has read the case")
    INVITE = "invite", _("Invite and remove colleagues")
    DISCLOSE = "disclose", _("Hand out, correct and erase what is kept of a person")


WORK: Final = frozenset(
    {
        Verb.VIEW,
        Verb.ANSWER,
        Verb.RETRACT,
        Verb.NOTE,
        Verb.ASK,
        Verb.TRIAGE,
        Verb.ASSIGN,
        Verb.ESCALATE,
        Verb.HAND_BACK,
        Verb.FORWARD,
        Verb.MOVE,
        Verb.AMEND,
        Verb.PRIORITISE,
        Verb.SNOOZE,
        Verb.RESOLVE,
        Verb.REOPEN,
        Verb.PROPOSE,
        Verb.PUBLISH,
        Verb.OPEN_FOR,
    }
)

RIGHTS: Final[dict[str, frozenset[str]]] = {
    Role.SUPERUSER: WORK - {Verb.HAND_BACK},
    Role.INSTITUTION_ADMIN: (WORK - {Verb.HAND_BACK}) | {Verb.INVITE},
    Role.PILOT: WORK - {Verb.PUBLISH},
    Role.SUPPORT_ENTITLED: WORK | {Verb.AUDIT},
    Role.PROJECT_LEAD: WORK | {Verb.COLLECT, Verb.AUDIT},
    Role.MUNICIPAL_ADMIN: WORK | {Verb.AUDIT, Verb.DISCLOSE, Verb.INVITE},
    Role.OBSERVER: frozenset(),
}


LENT: Final = {Role.SUPERUSER: Role.SUPERUSER, Role.INSTITUTION_ADMIN: Role.SUPERUSER, Role.PILOT: Role.PILOT}
"""What a deputy has of the role of somebody who is away: its work, and nobody is invited or removed by it. No role for
the whole municipality is lent."""


class Scope(TextChoices):
    """What an API client may be allowed. Held as a role is; nobody holds one by a membership."""

    READ = "read_cases", _("Read cases")
    OPEN = "open_cases", _("Open cases")
    WORK = "work_on_cases", _("Work on cases: answer, note, set the route, hand over, solve")
    COLLECT = "collect_wishes", _("Collect change requests")
    PEOPLE = "keep_people", _("Keep people and groups (SCIM)")


SCOPE_RIGHTS: Final[dict[str, frozenset[str]]] = {
    Scope.READ: frozenset({Verb.VIEW}),
    Scope.OPEN: frozenset({Verb.OPEN_FOR}),
    Scope.WORK: WORK - {Verb.FORWARD, Verb.PUBLISH, Verb.OPEN_FOR},
    Scope.COLLECT: frozenset({Verb.COLLECT}),
    Scope.PEOPLE: frozenset(),
}
GRANTS: Final = RIGHTS | SCOPE_RIGHTS
"""What follows from each thing that can be held."""

WHOLE_MUNICIPALITY: Final = frozenset({Role.SUPPORT_ENTITLED, Role.PROJECT_LEAD, Role.MUNICIPAL_ADMIN})
"""Roles that are only held for all institutions (domain: the support-entitled sees the whole municipality)."""

FIRST_LEVEL_PAGES: Final = frozenset(
    {
        "tickets.view_ticket",
        "knowledgebase.view_article",
        "knowledgebase.change_article",
        "knowledgebase.add_article",
        "triage.view_knownerror",
    }
)
ADMIN_PAGES: Final[dict[str, frozenset[str]]] = {
    Role.SUPERUSER: FIRST_LEVEL_PAGES,
    Role.INSTITUTION_ADMIN: FIRST_LEVEL_PAGES,
    Role.PILOT: FIRST_LEVEL_PAGES,
    Role.SUPPORT_ENTITLED: frozenset(
        {
            "tickets.view_ticket",
            "knowledgebase.view_article",
            "knowledgebase.change_article",
            "knowledgebase.add_article",
            "triage.view_knownerror",
            "triage.add_knownerror",
            "triage.change_knownerror",
            "triage.view_routingrule",
            *(f"triage.{act}_{noun}" for act in ("view", "add", "change") for noun in ("answertemplate", "macro")),
            *(f"triage.{act}_macrostep" for act in ("view", "add", "change", "delete")),
        }
    ),
    Role.PROJECT_LEAD: frozenset(
        {
            "tickets.view_ticket",
            "knowledgebase.view_article",
            "knowledgebase.change_article",
            "knowledgebase.add_article",
            "triage.view_knownerror",
            "triage.add_knownerror",
            "triage.change_knownerror",
            "triage.view_routingrule",
        }
    ),
}
"""Permissions in Django's admin by role; the municipal administrator has all of them, an observer none."""
