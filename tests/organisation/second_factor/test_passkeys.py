"""A passkey that counts its uses cannot be copied unseen."""

import pytest

from organisation.models import SecondFactor
from organisation.models.second_factor import UnableToProve
from tests.cast import Cast

pytestmark = pytest.mark.django_db


def passkey(cast: Cast, count: int) -> SecondFactor:
    return SecondFactor.add_passkey(cast.pilot, stored=("credential", "key", count), name="Telefon")


@pytest.mark.parametrize("count", [0, 4, 5])
def test_a_count_that_has_not_grown_is_that_of_a_copy(count: int, cast: Cast) -> None:
    passkey(cast, 5)
    with pytest.raises(UnableToProve, match="kopieret"):
        SecondFactor.prove_passkey(cast.pilot, "credential", count)
    SecondFactor.prove_passkey(cast.pilot, "credential", 6)
    with pytest.raises(UnableToProve):
        SecondFactor.prove_passkey(cast.pilot, "credential", 6)


def test_a_passkey_that_never_counts_is_taken_each_time(cast: Cast) -> None:
    passkey(cast, 0)
    for _turn in range(2):
        SecondFactor.prove_passkey(cast.pilot, "credential", 0)
    with pytest.raises(SecondFactor.DoesNotExist):
        SecondFactor.prove_passkey(cast.superuser, "credential", 0)


def test_one_passkey_belongs_to_one_person(cast: Cast) -> None:
    passkey(cast, 0)
    with pytest.raises(UnableToProve, match="allerede"):
        SecondFactor.add_passkey(cast.superuser, stored=("credential", "key", 0), name="Samme")
