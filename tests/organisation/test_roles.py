"""The table of rights, written out a second time: a right that is given or taken by mistake shows here."""

import pytest

from organisation.roles import ADMIN_PAGES, GRANTS, LENT, RIGHTS, WHOLE_MUNICIPALITY, Role, Scope, Verb

ROLES = [
    "superuser",
    "institution_admin",
    "pilot",
    "support_entitled",
    "project_lead",
    "municipal_admin",
    "observer",
]
VERBS = """
             su ia pi se pl ma ob
view         +  +  +  +  +  +  -
answer       +  +  +  +  +  +  -
retract      +  +  +  +  +  +  -
note         +  +  +  +  +  +  -
ask          +  +  +  +  +  +  -
triage       +  +  +  +  +  +  -
assign       +  +  +  +  +  +  -
escalate     +  +  +  +  +  +  -
hand_back    -  -  +  +  +  +  -
forward      +  +  +  +  +  +  -
collect      -  -  -  -  +  -  -
move         +  +  +  +  +  +  -
amend        +  +  +  +  +  +  -
prioritise   +  +  +  +  +  +  -
snooze       +  +  +  +  +  +  -
resolve      +  +  +  +  +  +  -
reopen       +  +  +  +  +  +  -
propose      +  +  +  +  +  +  -
publish      +  +  -  +  +  +  -
open_for     +  +  +  +  +  +  -
audit        -  -  -  +  +  +  -
disclose     -  -  -  -  -  +  -
invite       -  +  -  -  -  +  -
"""
PAGES = """
                                su ia pi se pl
tickets.view_ticket             +  +  +  +  +
knowledgebase.view_article      +  +  +  +  +
knowledgebase.change_article    +  +  +  +  +
knowledgebase.add_article       +  +  +  +  +
triage.view_knownerror          +  +  +  +  +
triage.add_knownerror           -  -  -  +  +
triage.change_knownerror        -  -  -  +  +
triage.view_routingrule         -  -  -  +  +
triage.view_answertemplate      -  -  -  +  -
triage.add_answertemplate       -  -  -  +  -
triage.change_answertemplate    -  -  -  +  -
triage.view_macro               -  -  -  +  -
triage.add_macro                -  -  -  +  -
triage.change_macro             -  -  -  +  -
triage.view_macrostep           -  -  -  +  -
triage.add_macrostep            -  -  -  +  -
triage.change_macrostep         -  -  -  +  -
triage.delete_macrostep         -  -  -  +  -
"""

CLIENT_VERBS = """
             re op wo co pe
view         +  -  +  -  -
answer       -  -  +  -  -
retract      -  -  +  -  -
note         -  -  +  -  -
ask          -  -  +  -  -
triage       -  -  +  -  -
assign       -  -  +  -  -
escalate     -  -  +  -  -
hand_back    -  -  +  -  -
forward      -  -  -  -  -
collect      -  -  -  +  -
move         -  -  +  -  -
amend        -  -  +  -  -
prioritise   -  -  +  -  -
snooze       -  -  +  -  -
resolve      -  -  +  -  -
reopen       -  -  +  -  -
propose      -  -  +  -  -
publish      -  -  -  -  -
open_for     -  +  -  -  -
audit        -  -  -  -  -
disclose     -  -  -  -  -
invite       -  -  -  -  -
"""


def marked(table: str, column: int) -> set[str]:
    """The rows that have a + in the column."""
    rows = [line.split() for line in table.strip().splitlines()[1:]]
    return {name for name, *marks in rows if marks[column] == "+"}


@pytest.mark.parametrize("role", ROLES)
def test_a_role_has_these_rights_and_no_other(role: str) -> None:
    assert set(RIGHTS[role]) == set(GRANTS[role]) == marked(VERBS, ROLES.index(role))


@pytest.mark.parametrize("role", ROLES[:5])
def test_a_role_sees_these_pages_of_the_administration_and_no_other(role: str) -> None:
    assert set(ADMIN_PAGES[role]) == marked(PAGES, ROLES.index(role))


@pytest.mark.parametrize("scope", Scope)
def test_a_client_of_the_api_has_these_rights_and_no_other(scope: Scope) -> None:
    assert set(GRANTS[scope]) == marked(CLIENT_VERBS, list(Scope).index(scope))


def test_the_tables_name_every_role_and_every_right() -> None:
    assert set(ROLES) == set(Role.values) == set(RIGHTS)
    assert {line.split()[0] for line in VERBS.strip().splitlines()[1:]} == set(Verb.values)
    assert {line.split()[0] for line in CLIENT_VERBS.strip().splitlines()[1:]} == set(Verb.values)
    assert set(GRANTS) == set(ROLES) | set(Scope.values)
    assert set(ADMIN_PAGES) == set(ROLES[:5])


def test_these_roles_are_held_for_the_whole_municipality_alone() -> None:
    assert set(WHOLE_MUNICIPALITY) == {"support_entitled", "project_lead", "municipal_admin"}


def test_a_deputy_gets_the_work_of_these_roles_alone() -> None:
    assert LENT == {"superuser": "superuser", "institution_admin": "superuser", "pilot": "pilot"}
