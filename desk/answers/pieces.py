"""What may point to a person in a draft, and what was taken out of the case it comes from: looked at one by one."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from desk.answers.models import AnswerSource
from knowledgebase.models import Article
from knowledgebase.models.article import UnableToPublish
from knowledgebase.persons import Finding, found_in
from organisation.models import User
from tickets.models import Message, Ticket

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

LABELS: "Final[dict[str, StrPromise]]" = {
    "name": gettext_lazy("Name"),
    "institution": gettext_lazy("School or daycare"),
    "email": gettext_lazy("E-mail address"),
    "phone": gettext_lazy("Phone number"),
    "case": gettext_lazy("Case number"),
    "class": gettext_lazy("Class"),
    "address": gettext_lazy("Address"),
    "link": gettext_lazy("Link to a case"),
    "user_name": gettext_lazy("User name"),
    "greeting": gettext_lazy("Greeting"),
    "closing": gettext_lazy("Signature"),
    "cpr": gettext_lazy("CPR number"),
}


@dataclass(frozen=True)
class Piece:
    """One thing to look at. `is_taken_out`: it stood in the case, and stands in the draft no more."""

    kind: str
    text: str
    key: str
    is_confirmed: bool
    is_taken_out: bool

    @property
    def label(self) -> "StrPromise":
        return LABELS[self.kind]


def pieces_of(article: Article) -> list[Piece]:
    """What stands in the text first, then what was taken out."""
    source = AnswerSource.objects.filter(article=article).select_related("ticket__institution").first()
    texts = [article.title, article.question, article.answer]
    if source is None:
        return [as_piece(finding, article, taken_out=False) for finding in article.findings]
    names, places = people_of(source.ticket), places_of(source.ticket)
    standing = found_in(texts, names=names, institutions=places)
    removed = found_in(texts_of(source.ticket), names=names, institutions=places)
    return [
        *(as_piece(finding, article, taken_out=False) for finding in standing),
        *(as_piece(finding, article, taken_out=True) for finding in removed if finding not in standing),
    ]


def as_piece(finding: Finding, article: Article, *, taken_out: bool) -> Piece:
    confirmed = finding.key in article.confirmed
    return Piece(finding.kind, finding.text, finding.key, confirmed, taken_out)


def shown_to(user: User, article: Article, pieces: Iterable[Piece]) -> list[Piece]:
    """What was taken out is shown to who may see the case, and to nobody else."""
    source = AnswerSource.objects.filter(article=article).first()
    may_see = source is None or Ticket.objects.visible_to(user).filter(pk=source.ticket_id).exists()
    return [piece for piece in pieces if may_see or not piece.is_taken_out]


def require_looked_at(article: Article) -> None:
    """Refuses a text of which somebody has still to look at a piece."""
    left = [piece for piece in pieces_of(article) if not piece.is_confirmed]
    if left:
        raise UnableToPublish(
            _("Look at each piece under “May point to a person”, and tick it. Not looked at yet: %(count)s.")
            % {"count": len(left)}
        )


def people_of(ticket: Ticket) -> list[str]:
    return sorted({ticket.requester_name, *ticket.writers()} - {""})


def places_of(ticket: Ticket) -> list[str]:
    return [ticket.institution.name] if ticket.institution else []


def answered(ticket: Ticket) -> Message | None:
    """The last answer in the case, ours or that of Netcompany, KOMBIT or another party."""
    answers = ticket.messages.standing().filter(kind__in=[Message.Kind.ANSWER, Message.Kind.PARTY])
    return answers.oldest_first().last()


def texts_of(ticket: Ticket) -> list[str]:
    """Subject, question and last answer, as they stand in the case."""
    answer = answered(ticket)
    return [ticket.subject, ticket.first_words(), answer.body if answer else ""]
