"""What becomes of mails that somebody wrote to have them read wrongly (`attempts`)."""

import pytest

from tests.tickets.inbound import attempts
from tests.tickets.inbound.letters import letter
from tickets.inbound.parsing import parse


@pytest.mark.parametrize("name", attempts.REPLIES)
def test_what_is_new_is_taken_and_nothing_of_it_is_lost(name: str) -> None:
    mail, own = attempts.REPLIES[name]
    assert parse(mail).reply == own


def test_no_sign_turns_a_subject_or_a_name_round() -> None:
    mail = parse(letter(Subject="Fejl \u202egnp.exe\u202c", From="Maja \u2067mloH\u2069 <maja@example.org>"))
    assert (mail.subject, mail.from_name) == ("Fejl gnp.exe", "Maja mloH")
