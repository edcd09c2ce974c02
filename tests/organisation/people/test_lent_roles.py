"""What a person has of the roles of those for whom they stand in, and what a session began under, from rows alone."""

import pytest
from django.utils import translation

from organisation.models import Institution, Membership, User

Places = list[tuple[str, int | None]]
Row = tuple[int, str, int | None]
"""(whose role it is, the role, the institution). The person is 1."""


def deputy(*rows: Row) -> User:
    person = User(pk=1)
    person.role_rows = [Membership(user_id=user, role=role, institution_id=at) for user, role, at in rows]
    return person


@pytest.mark.parametrize(
    ("rows", "own", "lent", "places"),
    [
        ([], [], [], []),
        ([(2, "superuser", 7)], [], [], []),
        ([(1, "pilot", 5)], [("pilot", 5)], [], []),
        ([(1, "pilot", 5), (2, "superuser", 7)], [("pilot", 5)], [("superuser", 7)], [7]),
        ([(1, "pilot", 5), (2, "institution_admin", 7)], [("pilot", 5)], [("superuser", 7)], [7]),
        ([(1, "pilot", 5), (2, "observer", 7)], [("pilot", 5)], [], []),
        ([(1, "pilot", 5), (2, "project_lead", None)], [("pilot", 5)], [], []),
        ([(1, "pilot", 5), (2, "superuser", 5)], [("pilot", 5)], [("superuser", 5)], []),
        ([(1, "observer", 5), (2, "superuser", 5)], [("observer", 5)], [("superuser", 5)], [5]),
        ([(1, "observer", None), (2, "superuser", 5)], [("observer", None)], [("superuser", 5)], [5]),
        ([(1, "project_lead", None), (2, "superuser", 5)], [("project_lead", None)], [("superuser", 5)], []),
        (
            [(1, "pilot", 5), (2, "superuser", 9), (3, "pilot", 7), (3, "pilot", 9)],
            [("pilot", 5)],
            [("superuser", 9), ("pilot", 7), ("pilot", 9)],
            [7, 9],
        ),
    ],
)
def test_the_work_of_who_is_away_is_lent_to_who_has_a_role_already(
    rows: list[Row], own: Places, lent: Places, places: list[int]
) -> None:
    person = deputy(*rows)
    assert (person.own, person.lent, person.lent_places) == (own, lent, places)
    assert person.role_keys == own + lent


def test_rights_that_are_put_in_place_of_ones_own_are_all_there_are() -> None:
    person = deputy((1, "superuser", 7), (2, "pilot", 9))
    person.lend([("read_cases", None)])
    assert (person.role_keys, person.role_rows, person.lent_places) == ([("read_cases", None)], [], [])


def test_a_session_ends_with_another_password_secret_or_role_of_ones_own_and_with_nothing_else() -> None:
    begun = deputy((1, "pilot", 5), (1, "pilot", None), (1, "pilot", 7)).get_session_auth_hash()
    same = deputy((1, "pilot", 7), (1, "pilot", 5), (1, "pilot", None), (2, "superuser", 9))
    assert same.get_session_auth_hash() == begun
    assert len(begun) == 64
    other = deputy((1, "pilot", 5), (1, "pilot", None), (1, "superuser", 7))
    changed = deputy((1, "pilot", 5), (1, "pilot", None), (1, "pilot", 7))
    changed.password = "en anden"
    assert begun not in {other.get_session_auth_hash(), changed.get_session_auth_hash()}
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("django.conf.settings.SECRET_KEY_FALLBACKS", ["den forrige nøgle"])
        (before,) = same.get_session_auth_fallback_hash()
    assert before != begun


@pytest.mark.parametrize(
    ("institution", "words"), [("Grøndal Skole", "Pilot · Grøndal Skole"), ("", "Pilot · the whole municipality")]
)
def test_a_membership_says_where_it_is(institution: str, words: str) -> None:
    place = Institution(name=institution) if institution else None
    with translation.override("en"):
        assert Membership(role="pilot", institution=place).in_words() == words
