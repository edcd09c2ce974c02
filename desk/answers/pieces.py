"""What may point to a person in a draft, and what was taken out of the case it comes from: looked at one by one."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django import forms
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from desk.answers.models import AnswerSource
from knowledgebase.models import Article, Mention, Post
from knowledgebase.models.barriers import SHOWN, UnableToPublish
from knowledgebase.persons import Finding, found_in, keys_of
from organisation.models import User
from organisation.pages.quotation import quoted
from tickets.models import Message, Ticket

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise


@dataclass(frozen=True)
class AnswerPiece:
    """One thing to look at. `is_taken_out`: it stood in the case, and stands in the draft no more."""

    finding: Finding
    is_confirmed: bool = False
    is_taken_out: bool = False

    @property
    def key(self) -> str:
        return self.finding.key

    @property
    def text(self) -> str:
        return self.finding.text

    @property
    def label(self) -> "StrPromise":
        return self.finding.label


class ConfirmedField(forms.MultipleChoiceField):
    """The keys of the pieces that were ticked. A key whose text is gone by now is nobody's, and no mistake."""

    def __init__(self, **options: Any) -> None:
        super().__init__(
            label=gettext_lazy("Looked at"), required=False, widget=forms.CheckboxSelectMultiple, **options
        )

    def valid_value(self, value: Any) -> bool:
        return isinstance(value, str)


def pieces_of(article: Article) -> list[AnswerPiece]:
    """What stands in the text first, then what was taken out."""
    source = AnswerSource.objects.filter(article=article).select_related("ticket__institution").first()
    texts = [article.title, article.question, article.answer]
    if source is None:
        return asked_about(standing_in(texts, names=colleagues_around(article)), article.confirmed)
    standing = standing_in_case(texts, source.ticket)
    removed = found_in(texts_of(source.ticket), names=people_of(source.ticket), places=places_of(source.ticket))
    taken_out = [finding for finding in removed if finding not in standing]
    return [*asked_about(standing, article.confirmed), *asked_about(taken_out, article.confirmed, taken_out=True)]


def asked_about(
    findings: Iterable[Finding], confirmed: Collection[str], *, taken_out: bool = False
) -> list[AnswerPiece]:
    findings = list(findings)
    keys = keys_of(findings, confirmed)
    return [AnswerPiece(finding, finding.key in keys, taken_out) for finding in findings]


def standing_in(texts: Collection[str], *, names: Collection[str], places: Collection[str] = ()) -> list[Finding]:
    """What may point to a person in the texts, by the names where they come from and by its form alone."""
    return list(dict.fromkeys([*found_in(texts, names=names, places=places), *found_in(texts)]))


def standing_in_case(texts: Collection[str], ticket: Ticket) -> list[Finding]:
    return standing_in(texts, names=people_of(ticket), places=places_of(ticket))


def colleagues_around(article: Article) -> list[str]:
    """Who wrote in the room about the answer, or about the one that it changes, and whom they called with an @."""
    about = [key for key in (article.pk, article.change_to_id) if key]
    posts = Post.objects.filter(thread__article__in=about)
    called = Mention.objects.filter(post__in=posts).values("user")
    people = User.objects.filter(Q(pk__in=posts.values("by")) | Q(pk__in=called))
    return list(people.order_by("name").values_list("name", flat=True))


def shown_to(user: User, article: Article, pieces: Iterable[AnswerPiece]) -> list[AnswerPiece]:
    """What was taken out is shown to who may see the case, and to nobody else."""
    source = AnswerSource.objects.filter(article=article).first()
    may_see = source is None or Ticket.objects.visible_to(user).filter(pk=source.ticket_id).exists()
    return [piece for piece in pieces if may_see or not piece.is_taken_out]


def require_looked_at(article: Article) -> None:
    """Refuses a text of which somebody has still to look at a piece."""
    left = [piece for piece in pieces_of(article) if not piece.is_confirmed]
    if left:
        raise UnableToPublish(not_looked_at(left))


def not_looked_at(pieces: Collection[AnswerPiece]) -> str:
    shown = ", ".join(quoted(piece.text or str(piece.label)) for piece in list(pieces)[:SHOWN])
    sentence = _("Look at each piece under “May point to a person”, and tick it. Not looked at yet: %(count)s.")
    return sentence % {"count": f"{len(pieces)} ({shown})"}


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
