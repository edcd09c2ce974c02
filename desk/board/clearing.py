"""What somebody has to look at before a question is shown: persons that a machine found in it, in the words as they
were written where the reader may see the case they came from."""

from dataclasses import dataclass, field
from typing import Any

from desk.answers.pieces import people_of, places_of
from desk.board.forms import ClearForm
from knowledgebase.models import Question
from knowledgebase.persons import Finding, PersonSpan, doubts_in, named_in, stretches
from organisation.models import User
from organisation.pages import one_picture
from tickets.models import Reading, Ticket


@dataclass
class Clearing:
    """`written`: the original with what was found marked, empty where the reader may not see the case."""

    question: Question
    ticket: Ticket | None = None
    names: list[str] = field(default_factory=list)
    taken: list[Finding] = field(default_factory=list)
    written: list[PersonSpan] = field(default_factory=list)

    @classmethod
    def of(cls, question: Question, user: User) -> "Clearing":
        tickets = Ticket.objects.visible_to(user).filter(board_question__question=question, forgotten_at=None)
        ticket = tickets.select_related("institution").first()
        clearing = cls(question)
        if ticket is not None:
            Reading.note(ticket, user)
            clearing.read(ticket)
        return clearing

    def read(self, ticket: Ticket) -> None:
        """The words of the case, with everything that may be a person."""
        self.ticket = ticket
        self.names = people_of(ticket)
        text = f"{ticket.subject}\n\n{ticket.first_words()}"
        self.taken = named_in(text, names=self.names, places=places_of(ticket))
        self.written = stretches(text, [each.text for each in (*self.taken, *self.doubts(text))])

    def doubts(self, text: str) -> list[Finding]:
        places = [self.question.institution.name] if self.question.institution else []
        return doubts_in(text, names=self.names, places=places)

    def form(self, posted: Any = None) -> ClearForm:
        """Everything found is a box to tick: what was taken out, and what still stands in the words."""
        text = (
            f"{posted.get('title', '')}\n{posted.get('text', '')}"
            if posted
            else f"{self.question.title}\n{self.question.text}"
        )
        waits = self.question.is_waiting
        findings = {each.text: each for each in ([*self.taken] if waits else [])}
        findings |= {each.text: each for each in self.doubts(text)}
        initial = {"title": self.question.title, "text": self.question.text, "topic": self.question.topic_id}
        return one_picture.watching(ClearForm, {})(posted, findings=list(findings.values()), initial=initial)
