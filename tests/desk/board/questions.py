"""Questions of the public board for the tests, on the way that people go."""

from typing import Any

from knowledgebase.models import Question
from organisation.models import User
from tests.cast import Cast, open_ticket
from tickets.models import Ticket
from triage.board.asking import propose

ASKED = "Hvordan ser jeg skemaet for næste uge?"


def asking_case(cast: Cast, **facts: Any) -> Ticket:
    """A parent's case with persons in it."""
    defaults = {
        "subject": ASKED,
        "body": "Hej. Min datter Freja kan ikke se det. Ring på 31 41 59 26. Hilsen Maja Holm",
    }
    return open_ticket(cast.school, **defaults | facts)


def waiting(cast: Cast, **facts: Any) -> Question:
    return propose(asking_case(cast, **facts))


def shown(cast: Cast, by: User | None = None, **facts: Any) -> Question:
    question = waiting(cast, **facts)
    title = facts.get("subject", ASKED)
    question.clear(title=title, text="Det står tomt.", by=by or cast.superuser)
    return question
