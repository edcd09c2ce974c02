"""The routing rules that a new site starts with; administrators change them as dated rows.

Sources: "Organisering af kommunens egen support" (September 2019), section "Fejl, brugerfejl og ændringsønsker";
aulainfo.dk, "Support og serviceydelser", for the later rule on usage questions, whose first day is not stated there.
"""

from datetime import date
from typing import Any, Final

SEED: Final = "Organisering af kommunens egen support, september 2019"
SEED_DAY: Final = date(2019, 9, 1)
FIRST_LEVEL_AND_UP: Final = [
    "superuser",
    "institution_admin",
    "pilot",
    "support_entitled",
    "project_lead",
    "municipal_admin",
]
FAULT_FACTS: Final = [
    "full_name",
    "module",
    "client",
    "device",
    "occurred",
    "steps",
    "happened",
    "expected",
    "affected",
]
FAULT_CONDITIONS: Final[list[dict[str, Any]]] = [
    {
        "when": {"module": ["groups"]},
        "facts": ["group_name"],
        "source": "aulainfo.dk, Til supportberettigede: gruppens navn, altid ved fejl i Grupper",
    },
    {
        "when": {"module": ["messages", "calendar", "secure_files"]},
        "facts": ["other_users"],
        "source": "aulainfo.dk, Til supportberettigede: navn på den anden bruger, hvis handlingen involverer andre",
    },
]
"""What a report needs besides, and why; kept in the rules, where an administrator changes them."""
WEB_FORM_ROUTES: Final = ["unilogin"]
"""STIL is reached by its own contact form."""


def rule(route: str, party: str, channel: str, forwarders: list[str], **more: Any) -> dict[str, Any]:
    values = {"route": route, "party_kind": party, "channel": channel, "forwarders": forwarders}
    return values | {"source": SEED, "valid_from": SEED_DAY} | more


RULES: Final[list[dict[str, Any]]] = [
    rule(
        "technical_fault",
        "netcompany",
        "copy",
        ["support_entitled"],
        gates=["report_complete", "usage_ruled_out", "master_data_checked"],
        required_facts=FAULT_FACTS,
    ),
    rule("change_request", "kombit", "collect", ["project_lead"]),
    rule("usage_question", "netcompany", "mail", ["project_lead"], address="aula.implementering@netcompany.com"),
    rule(
        "usage_question",
        "netcompany",
        "copy",
        ["support_entitled"],
        source="aulainfo.dk, Support og serviceydelser (første dag ikke oplyst)",
        valid_from=date(2024, 1, 1),
    ),
    rule("project_question", "kombit", "mail", ["project_lead"], address="aula@kombit.dk"),
    rule("schedule_vendor", "schedule_vendor", "mail", FIRST_LEVEL_AND_UP),
    rule("widget_vendor", "widget_vendor", "mail", FIRST_LEVEL_AND_UP),
    rule("unilogin", "stil", "copy", FIRST_LEVEL_AND_UP),
    rule("local_it", "local_it", "mail", FIRST_LEVEL_AND_UP),
    rule("out_of_scope", "", "internal", FIRST_LEVEL_AND_UP),
]
