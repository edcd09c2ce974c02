"""What becomes of the mails of an ordinary week (`everyday`)."""

import pytest

from tests.tickets.inbound import everyday
from tickets.inbound.parsing import parse


@pytest.mark.parametrize("name", everyday.REPLIES)
def test_a_persons_own_words_are_all_there_and_nothing_else(name: str) -> None:
    mail, own = everyday.REPLIES[name]
    assert parse(mail).reply == own
