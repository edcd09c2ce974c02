"""A question of the public board, and the verbs that clear, answer, join and withdraw it.

Nothing of it is shown before a person of staff has cleared its words: `clear` is the only way to `SHOWN`.
"""

from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any, Final, Self

from django.core.exceptions import PermissionDenied
from django.db import models, transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext_lazy as _

from database.after_commit import start_after_commit
from knowledgebase.board.topic import Topic
from knowledgebase.markdown import render
from knowledgebase.models.article import Article
from knowledgebase.persons import doubts_in, marks_left, without_persons
from knowledgebase.readers import EVERYBODY
from knowledgebase.words import Audience, Language, Reach
from organisation.models import Institution, Municipality, User
from organisation.pages.refusals import UnableTo
from organisation.roles import Verb
from organisation.stored_text import MaskedCharField, MaskedTextField

MOST_WORDS: Final = 8
LONGEST_TITLE: Final = 150
UNCLEARED_KEPT: Final = timedelta(days=60)
"""How long a question waits for somebody to clear it."""
WITHDRAWN_KEPT: Final = timedelta(days=30)
"""How long a withdrawn one can be put back."""

Hold = Callable[["Question"], str]
_holds: list[Hold] = []


class UnableToShow(UnableTo):
    """A question that must not be shown, or not yet. Its text says why."""


def hold_back_while(reason: Hold) -> None:
    """The apps above say here why a question must not be shown; empty where nothing speaks against it."""
    if reason not in _holds:
        _holds.append(reason)


class QuestionQuerySet(models.QuerySet["Question"]):
    def shown(self) -> Self:
        """What everybody may see: the one word for it, for list, page, search and feed."""
        return self.filter(status=Question.Status.SHOWN)

    def waiting(self) -> Self:
        return self.filter(status=Question.Status.WAITING)

    def answered(self) -> Self:
        return self.filter(answered_at__isnull=False)

    def unanswered(self) -> Self:
        return self.filter(answered_at=None)

    def visible_to(self, user: User) -> Self:
        """Of staff: what is shown, and what waits at the places where the person sees cases."""
        places = user.institutions_for(Verb.VIEW)
        if places is None:
            return self
        return self.filter(models.Q(status=Question.Status.SHOWN) | models.Q(institution__in=places))

    def search(self, text: str) -> Self:
        """Every word stands somewhere in the question or its answer."""
        questions = self
        for word in text.split()[:MOST_WORDS]:
            places: list[tuple[str, object]] = [(f"{place}__icontains", word) for place in ("title", "text", "answer")]
            questions = questions.filter(models.Q.create([*places], connector=models.Q.OR))
        return questions

    def alike(self, question: "Question") -> Self:
        """Others that share words of its title, for a person to judge."""
        words = {word for word in question.title.split() if len(word) > 4}  # noqa: PLR2004  shorter ones say little
        if not words:
            return self.none()
        places: list[tuple[str, object]] = [("title__icontains", word) for word in sorted(words)]
        shared = models.Q.create([*places], connector=models.Q.OR)
        return self.shown().filter(shared).exclude(pk=question.pk)

    def most_asked(self) -> Self:
        return self.order_by("-wanted", "-id")

    def newest_first(self) -> Self:
        return self.order_by("-id")

    def for_list(self) -> Self:
        return self.select_related("institution", "topic", "article__replaced_by")


class Question(models.Model):
    """What somebody asked, without persons. `wanted` counts who else said that they have the same question.

    Until it is cleared its words are what a machine left of what was written, for staff alone.
    """

    class Status(models.TextChoices):
        WAITING = "waiting", _("Waits for somebody to clear it")
        SHOWN = "shown", _("Shown to everybody")
        JOINED = "joined", _("Joined to another")
        WITHDRAWN = "withdrawn", _("Not shown")

    class Origin(models.TextChoices):
        REQUESTER = "requester", _("The writer of an enquiry")
        CASE = "case", _("Staff, from a case")
        STAFF = "staff", _("Staff")

    title = MaskedCharField(_("question in a line"), max_length=LONGEST_TITLE)
    text = MaskedTextField(_("question"), blank=True)
    origin = models.CharField(_("asked by"), max_length=10, choices=Origin, editable=False)
    audience = models.CharField(_("for whom"), max_length=10, choices=Audience, blank=True)
    language = models.CharField(_("language"), max_length=5, choices=Language, default=Language.DANISH)
    institution = models.ForeignKey(
        Institution, models.SET_NULL, null=True, blank=True, related_name="questions", verbose_name=_("institution")
    )
    topic = models.ForeignKey(
        Topic, models.SET_NULL, null=True, blank=True, related_name="questions", verbose_name=_("topic")
    )
    status = models.CharField(_("status"), max_length=10, choices=Status, default=Status.WAITING, editable=False)
    asked_at = models.DateTimeField(_("asked"), default=timezone.now, editable=False)
    changed_at = models.DateTimeField(default=timezone.now, editable=False)
    cleared_at = models.DateTimeField(_("cleared"), null=True, editable=False)
    cleared_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+", editable=False)
    joined_into = models.ForeignKey("self", models.SET_NULL, null=True, related_name="joined", editable=False)
    wanted = models.PositiveIntegerField(_("have the same question"), default=0, editable=False)
    answer = MaskedTextField(
        _("answer"), blank=True, help_text=_("Markdown: **bold**, lists with -, links as [text](https://…).")
    )
    answer_html = MaskedTextField(editable=False, default="")
    answered_at = models.DateTimeField(_("answered"), null=True, editable=False)
    answered_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+", editable=False)
    article = models.ForeignKey(
        Article, models.SET_NULL, null=True, related_name="questions", verbose_name=_("shared answer"), editable=False
    )
    helpers_due = models.BooleanField(default=False, editable=False)
    """The people of the board have not heard of it yet."""
    answer_due = models.BooleanField(default=False, editable=False)
    """Those who asked to hear of the answer have not yet."""

    objects = QuestionQuerySet.as_manager()

    class Meta:
        verbose_name = _("question others asked")
        verbose_name_plural = _("questions others asked")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(cleared_at__isnull=False) | ~models.Q(status="shown"), name="question_cleared_first"
            ),
            models.CheckConstraint(
                condition=models.Q(joined_into__isnull=True) | models.Q(status="joined"), name="question_joined_is_so"
            ),
        ]
        indexes = [
            models.Index(fields=["-wanted", "-id"], name="question_wanted", condition=models.Q(status="shown")),
            models.Index(fields=["status", "-id"], name="question_by_status"),
            models.Index(fields=["id"], name="question_helpers_due", condition=models.Q(helpers_due=True)),
            models.Index(fields=["id"], name="question_answer_due", condition=models.Q(answer_due=True)),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("asked_question", args=[self.pk])

    @property
    def is_shown(self) -> bool:
        return self.status == self.Status.SHOWN

    @property
    def is_waiting(self) -> bool:
        return self.status == self.Status.WAITING

    @property
    def is_joined(self) -> bool:
        return self.status == self.Status.JOINED

    @property
    def is_withdrawn(self) -> bool:
        return self.status == self.Status.WITHDRAWN

    @property
    def stands_alone(self) -> bool:
        """Shown or to be shown by itself, so that its words are cleared."""
        return not (self.is_joined or self.is_withdrawn)

    @property
    def could_become_answer(self) -> bool:
        return bool(self.answer) and self.article_id is None

    @property
    def is_answered(self) -> bool:
        return self.answered_at is not None

    @property
    def shown_article(self) -> Article | None:
        """The shared answer that it became, or the one that replaced that, while it is published for everybody."""
        article = self.article
        article = article.replaced_by if article and article.replaced_by_id else article
        return article if article and article.is_published and article.reach == Reach.EVERYBODY else None

    @property
    def shows_answer(self) -> bool:
        """Whether there is anything to read: the shared answer may have been retired since."""
        return self.is_answered and bool(self.answer or self.shown_article)

    @property
    def shown_answer(self) -> SafeString:
        return mark_safe(self.answer_html)  # noqa: S308  cleaned by `markdown.render` when it was written

    # Asking

    @classmethod
    def propose(cls, *, title: str, text: str, origin: str, names: Collection[str] = (), **facts: Any) -> "Question":
        """A question that waits for a person; only what a machine leaves of its words is kept.

        `names`: everybody in the case. `facts`: audience, language, institution, topic.
        """
        place = facts.get("institution")
        places, language = [place.name] if place else [], facts.get("language", Language.DANISH)
        written = {"title": title, "text": text}
        texts = {
            name: without_persons(raw, names=names, places=places, language=language) for name, raw in written.items()
        }
        texts["title"] = texts["title"][:LONGEST_TITLE] or str(_("Question"))
        return cls.objects.create(origin=origin, **texts, **facts)

    # What staff do

    def clear(
        self,
        *,
        title: str,
        text: str,
        by: User,
        topic: Topic | None = None,
        confirmed: Collection[str] = (),
        names: Collection[str] = (),
    ) -> None:
        """Shows the question to everybody in these words, or in new ones where it is shown already.

        `confirmed`: what the person has looked at and says is nobody; `names`: of everybody in the case. Raises
        `UnableToShow` where something that may be a person has been confirmed by nobody, and for a sensitive case.
        """
        self._guard_showing(by)
        with self.locked():
            self.require_free()
            self.require_nobody(f"{title}\n{text}", confirmed, names)
            is_new = not self.is_shown
            self._change(
                title=title.strip(),
                text=text.strip(),
                topic=topic,
                status=self.Status.SHOWN,
                joined_into=None,
                cleared_at=timezone.now(),
                cleared_by=by,
                helpers_due=self.helpers_due or (is_new and not self.is_answered),
            )
        self._spread_news()

    def require_free(self) -> None:
        """Raises `UnableToShow` while something speaks against showing it at all."""
        for hold in _holds:
            if reason := hold(self):
                raise UnableToShow(reason)

    def require_nobody(self, text: str, confirmed: Collection[str], names: Collection[str]) -> None:
        places = [self.institution.name] if self.institution else []
        if marks := marks_left([text]):
            raise UnableToShow(_("Rewrite the place where %(mark)s stands.") % {"mark": ", ".join(marks)})
        doubts = doubts_in(text, names=names, places=places)
        left = [each.text for each in doubts if each.is_number or each.text not in confirmed]
        if left:
            raise UnableToShow(_("Somebody may be recognised by this. Look at it first."), left)

    def answer_with(self, text: str, *, by: User) -> None:
        """The answer as everybody reads it; written anew where there is one. The first is told to who asked for it."""
        if not self.may_be_answered_by(by):
            raise PermissionDenied
        with self.locked():
            if not self.is_shown:
                raise UnableToShow(_("Clear the question first. Then it can be answered."))
            self._answer(text=text.strip(), article=self.article, by=by)
        self._spread_news()

    def answer_by(self, article: Article, *, by: User) -> None:
        """A shared answer there is already answers it."""
        if not self.may_be_answered_by(by):
            raise PermissionDenied
        with self.locked():
            if not self.is_shown or not Article.objects.visible_to(EVERYBODY).filter(pk=article.pk).exists():
                raise UnableToShow(_("Both the question and the answer must be shown to everybody."))
            self._answer(text=self.answer, article=article, by=by)
        self._spread_news()

    def become_answer(self, *, by: User) -> Article:
        """The answered question as a shared answer that searches find; proposed where others publish, and a draft where
        something in it may point to a person and is still to be looked at. Twice is once."""
        with self.locked():
            if self.article is not None:
                return self.article
            if not (self.is_shown and self.answer):
                raise UnableToShow(_("Answer the question first."))
            article = Article.draft_from(
                title=self.title,
                question=self.text,
                answer=self.answer,
                audiences=[self.audience] if self.audience else list(Audience.values),
                language=self.language,
                by=by,
            )
            if article.unconfirmed or marks_left([article.title, article.question, article.answer]):
                pass  # its author looks at each piece, on the page where answers are written
            elif article.may_be_published_by(by) and not Municipality.current().second_pair_of_eyes:
                article.publish(by=by)
            else:
                article.propose(by=by)
            self._change(article=article)
        return article

    def join(self, into: "Question", *, by: User) -> None:
        """Leads readers of this question to the other, and takes who waits for an answer along. Twice is once."""
        self._guard_showing(by)
        from knowledgebase.board.listening import Echo, Listener  # noqa: PLC0415  they point at this model

        with self.locked():
            into = Question.objects.select_for_update().get(pk=into.pk)
            if self.joined_into_id == into.pk:
                return
            if into.pk == self.pk or not into.is_shown:
                raise UnableToShow(_("Choose another question that is shown to everybody."))
            Echo.move(self, into)
            Listener.move(self, into)
            Question.objects.filter(joined_into=self).update(joined_into=into)
            self._change(status=self.Status.JOINED, joined_into=into)
        self._spread_news()

    def separate(self, *, by: User) -> None:
        """Undoes a join: the question stands alone again, shown if it was cleared."""
        self._guard_showing(by)
        with self.locked():
            if self.is_joined:
                status = self.Status.SHOWN if self.cleared_at else self.Status.WAITING
                self._change(status=status, joined_into=None)

    def withdraw(self, *, by: User | None) -> None:
        """Takes it off the board, or says that it is not for the board. `by` None: its case turned out sensitive."""
        if by is not None:
            self._guard_showing(by)
        with self.locked():
            if not self.is_withdrawn:
                self._change(status=self.Status.WITHDRAWN, joined_into=None, helpers_due=False)

    def put_back(self, *, by: User) -> None:
        """Undoes a withdrawal; words that nobody has cleared wait again."""
        self._guard_showing(by)
        with self.locked():
            if self.is_withdrawn:
                self.require_free()
                self._change(status=self.Status.SHOWN if self.cleared_at else self.Status.WAITING)

    def may_be_answered_by(self, user: User) -> bool:
        """By those who answer at its place, and by those who are attached to the board."""
        from knowledgebase.board.helper import BoardHelper  # noqa: PLC0415  it points at this model

        return user.may(Verb.ANSWER, self) or BoardHelper.objects.of(self).filter(user=user).exists()

    @classmethod
    def drop_old(cls) -> None:
        now = timezone.now()
        cls.objects.waiting().filter(asked_at__lt=now - UNCLEARED_KEPT).delete()
        cls.objects.filter(status=cls.Status.WITHDRAWN, changed_at__lt=now - WITHDRAWN_KEPT).delete()

    # Inside

    def _guard_showing(self, by: User) -> None:
        if not by.may(Verb.PUBLISH, self):
            raise PermissionDenied

    def _answer(self, *, text: str, article: Article | None, by: User) -> None:
        is_first = not self.is_answered
        self._change(
            answer=text,
            answer_html=render(text) if text else "",
            article=article,
            answered_at=self.answered_at or timezone.now(),
            answered_by=by,
            answer_due=self.answer_due or is_first,
            helpers_due=False,
        )

    @staticmethod
    def _spread_news() -> None:
        start_after_commit("desk.tasks.tell_of_questions")

    @contextmanager
    def locked(self) -> Iterator[None]:
        """One transaction with the row held, and its state read again."""
        with transaction.atomic():
            Question.objects.select_for_update().get(pk=self.pk)
            self.refresh_from_db()
            yield

    def _change(self, **values: Any) -> None:
        values["changed_at"] = timezone.now()
        for name, value in values.items():
            setattr(self, name, value)
        self.save(update_fields=list(values))
