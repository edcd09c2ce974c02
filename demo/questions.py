"""The demo's public board: questions that were cleared, some of them answered, and two that wait for somebody."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any, Final

from demo.stories import Stage
from knowledgebase.models import BoardHelper, Echo, Question, Topic
from tickets.models import Ticket
from triage.board.asking import may_be_asked, propose

CLEARER: Final = "supportberettiget"
WAIT: Final = 2


def load(rows: Iterable[dict[str, Any]], cases: dict[str, Ticket], stage: Stage) -> None:
    for row in rows:
        bring(row, stage)
    place = stage.institutions["790101"]
    BoardHelper.attach(stage.people["pilot"], by=stage.people["kommuneadmin"], institution=place)
    BoardHelper.attach(stage.people["superbruger-790104"], by=stage.people["kommuneadmin"], institution=None)
    Question.objects.update(helpers_due=False, answer_due=False)
    let_see(Ticket.objects.get(pk=ticket.pk) for ticket in cases.values() if ticket.institution_id == place.pk)


def bring(row: dict[str, Any], stage: Stage) -> None:
    """One question, cleared, with the voices of those who have it, too."""
    place, by = stage.institutions[row["place"]], stage.people[CLEARER]
    question = Question.propose(
        title=row["title"], text=row["text"], origin=Question.Origin.STAFF, institution=place, audience="parent"
    )
    told = {"title": row["title"], "text": row["text"], "topic": Topic.objects.get(slug=row["topic"])}
    question.clear(by=by, confirmed=["MitID"], **told)
    for number in range(row["asked_by"]):
        Echo.note(question, asker=f"demo-{number}")
    if answer := row.get("answer"):
        question.answer_with(answer, by=stage.people[row["by"]])
    at = stage.now - timedelta(days=row["days_ago"])
    answered = at + timedelta(hours=5) if answer else None
    Question.objects.filter(pk=question.pk).update(asked_at=at, answered_at=answered)


def let_see(cases: Iterable[Ticket]) -> None:
    """The writers of a few enquiries have said on the receipt that others may see the question."""
    left = WAIT
    for ticket in cases:
        if left and ticket.audience == "parent" and may_be_asked(ticket):
            propose(ticket)
            left -= 1
