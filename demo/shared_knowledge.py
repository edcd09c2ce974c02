"""What the demo shares: a public board with questions that were cleared, and two that wait for somebody; threads of
the superusers' room; and morning meetings."""

from collections.abc import Iterable
from datetime import time, timedelta
from typing import Any, Final

from django.utils import timezone

from demo.stories import Stage
from knowledgebase.models import BoardHelper, Echo, Question, Thread, Topic
from organisation.models import MorningMeeting
from tickets.models import Ticket
from triage.board.asking import may_be_asked, propose

CLEARER: Final = "supportberettiget"
WAIT: Final = 2


def load(content: dict[str, Any], cases: dict[str, Ticket], stage: Stage) -> None:
    for row in content["questions"]:
        bring(row, stage)
    for row in content["threads"]:
        talk(row, stage)
    for row in content["meetings"]:
        hold(row, stage)
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
    fields = {"title": row["title"], "text": row["text"], "topic": Topic.objects.get(slug=row["topic"])}
    question.clear(by=by, confirmed=["MitID"], **fields)
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


def talk(row: dict[str, Any], stage: Stage) -> None:
    """One thread, written in an hour; nobody gets mail about it."""
    (first, text), *others = row["texts"]
    topic = Topic.objects.get(slug=row["topic"])
    thread = Thread.start(title=row["title"], text=text, by=stage.people[first], topic=topic)
    for writer, reply in others:
        thread.write(reply, by=stage.people[writer])
    at = stage.now - timedelta(days=row["days_ago"])
    thread.posts.update(at=at)
    Thread.objects.filter(pk=thread.pk).update(started_at=at, last_post_at=at)


def hold(row: dict[str, Any], stage: Stage) -> None:
    begins = timezone.localdate(stage.now) - timedelta(weeks=8)
    facts: dict[str, Any] = {
        name: row[name] for name in ("kind", "rhythm", "hosts", "weekday", "minutes") if name in row
    }
    facts |= {"starts": time.fromisoformat(row["starts"]), "place": row["where"], "begins": begins}
    MorningMeeting.objects.create(institution=stage.institutions[row["place"]], **facts)
