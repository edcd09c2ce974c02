"""Secrets in the database open under the site's key alone, for their own purpose, and only unaltered."""

import pytest
from django.test import override_settings
from hypothesis import given
from hypothesis import strategies as st

from organisation.security.sealing import Unreadable, seal, unseal

OLD, NEW = "an-old-key-of-the-site", "a-new-key-of-the-site"


@given(st.text(max_size=3000), st.text(min_size=1, max_size=40))
def test_it_opens_again_and_shows_nothing(secret: str, purpose: str) -> None:
    sealed = seal(purpose, secret)
    assert unseal(purpose, sealed) == secret
    assert sealed != seal(purpose, secret)
    assert len(secret) < 4 or secret not in sealed


@pytest.mark.parametrize("broken", ["", "x", "é", "\x00", "A" * 200])
def test_what_is_none_of_ours_is_refused(broken: str) -> None:
    with pytest.raises(Unreadable):
        unseal("mail", broken)


def test_it_opens_for_no_other_purpose() -> None:
    with pytest.raises(Unreadable):
        unseal("sign-in", seal("mail", "hunter2"))


@given(st.integers(min_value=0))
def test_an_altered_letter_is_seen(place: int) -> None:
    sealed = seal("mail", "hunter2")
    at = place % (len(sealed) - 4)  # the last letters may hold bits that mean nothing
    altered = sealed[:at] + ("A" if sealed[at] != "A" else "B") + sealed[at + 1 :]
    with pytest.raises(Unreadable):
        unseal("mail", altered)


@override_settings(SECRET_KEY=OLD, SECRET_KEY_FALLBACKS=[])
def test_a_new_key_reads_the_old_ones_words_and_writes_its_own() -> None:
    sealed = seal("mail", "hunter2")
    with override_settings(SECRET_KEY=NEW, SECRET_KEY_FALLBACKS=[OLD]):
        assert unseal("mail", sealed) == "hunter2"
        written_anew = seal("mail", "hunter2")
    with override_settings(SECRET_KEY=NEW, SECRET_KEY_FALLBACKS=[]):
        assert unseal("mail", written_anew) == "hunter2"
        with pytest.raises(Unreadable):
            unseal("mail", sealed)
