"""A shared answer, and the verbs that write, publish and retire it."""

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from typing import Any, Final, Self

from django.core.exceptions import PermissionDenied
from django.db import models, transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from database.after_commit import start_after_commit
from knowledgebase.markdown import render
from knowledgebase.models.version import Version
from knowledgebase.words import RESERVED_SLUGS, Audience, Language, Status
from organisation.models import User
from organisation.refusals import UnableTo
from organisation.roles import Verb
from organisation.stored_text import MaskedCharField, MaskedJSONField, MaskedTextField
from privacy.cpr import mask

TEXTS: Final = ("title", "question", "answer")
WRITTEN: Final = (
    *TEXTS,
    "audiences",
    "language",
    "route",
    "tags",
    "source",
    "source_date",
    "checked_on",
    "outdated_when",
    "review_date",
    "translation_of",
)
"""What an author writes; everything else about an answer follows from verbs."""
STATE: Final = (*WRITTEN, "status", "published_at", "reviewed_on", "is_indexed")
REVIEWED_FOR: Final = timedelta(days=365)
HELPED_COUNTS: Final = 5
"""How many readings one "it helped" is worth among the answers people look for."""


class UnableToPublish(UnableTo):
    """An answer that cannot be shown to everybody yet. Its text says what is missing."""


class ArticleQuerySet(models.QuerySet["Article"]):
    def published(self) -> Self:
        return self.filter(status=Status.PUBLISHED)

    def for_language(self, language: str) -> Self:
        """Answers in the language; for others than Danish also the Danish ones that nobody has translated."""
        if language == Language.DANISH:
            return self.filter(language=language)
        shown = Article.objects.published().filter(language=language)
        translated = shown.filter(translation_of=models.OuterRef("pk"))
        original = shown.filter(pk=models.OuterRef("translation_of"))
        untranslated = ~models.Exists(translated) & ~models.Exists(original)
        return self.filter(models.Q(language=language) | untranslated)

    def for_audience(self, audience: str) -> Self:
        """Answers meant for parents, pupils or staff; anything else means everybody."""
        if audience not in Audience.values:
            return self
        # A list of at most three: asking each place is the same on every database.
        places = models.Q()
        for place in range(len(Audience.values)):
            places |= models.Q(**{f"audiences__{place}": audience})
        return self.filter(places)

    def overdue_for_review(self, today: date | None = None) -> Self:
        return self.published().filter(review_date__lt=today or timezone.localdate())

    def resting_on_something(self) -> Self:
        """Answers that say how old what they rest on is."""
        return self.filter(models.Q(source_date__isnull=False) | models.Q(checked_on__isnull=False))

    def needing_index(self) -> Self:
        return self.filter(is_indexed=False).order_by("id")

    def with_feedback(self) -> Self:
        """Adds how often each answer helped and did not: `helped_yes`, `helped_no`."""
        return self.annotate(
            helped_yes=models.Count("feedback", filter=models.Q(feedback__helped=True)),
            helped_no=models.Count("feedback", filter=models.Q(feedback__helped=False)),
        )

    def most_wanted(self) -> Self:
        """What people look for first, by readings and by what helped."""
        return self.order_by("-popularity", "id")

    def for_list(self) -> Self:
        return self.only("id", "slug", "title", "question", "language")


class Article(models.Model):
    """A question that comes back and its answer. Only the verbs below change a stored one.

    `key` is the id under which it was imported, or one of our own. `route` is a slug of the routes or empty.
    """

    key = models.CharField(_("key"), max_length=80, unique=True, editable=False)
    slug = models.SlugField(_("address"), max_length=90, unique=True, editable=False)
    title = MaskedCharField(_("title"), max_length=150)
    question = MaskedTextField(_("question"), blank=True, help_text=_("As somebody would ask it."))
    answer = MaskedTextField(_("answer"), help_text=_("Markdown: **bold**, lists with -, links as [text](https://…)."))
    answer_html = MaskedTextField(editable=False, default="")
    audiences = models.JSONField(_("for whom"), default=list)
    language = models.CharField(_("language"), max_length=5, choices=Language, default=Language.DANISH)
    route = models.SlugField(_("route"), max_length=20, blank=True)
    tags = MaskedJSONField(_("keywords"), default=list, blank=True)
    source = MaskedCharField(_("source"), max_length=300, blank=True, help_text=_("Where the answer comes from."))
    source_date = models.DateField(
        _("date of the source"), null=True, blank=True, help_text=_("Where it is known how old the source itself is.")
    )
    checked_on = models.DateField(
        _("source checked"),
        null=True,
        blank=True,
        help_text=_("When somebody last compared the answer with its source."),
    )
    outdated_when = MaskedCharField(
        _("outdated when"), max_length=200, blank=True, help_text=_("What would make the answer wrong.")
    )
    status = models.CharField(_("status"), max_length=10, choices=Status, default=Status.DRAFT, editable=False)
    review_date = models.DateField(_("to be reviewed"), null=True, blank=True)
    reviewed_on = models.DateField(_("last reviewed"), null=True, editable=False)
    published_at = models.DateTimeField(_("published"), null=True, editable=False)
    written_by = models.ForeignKey(
        User,
        models.SET_NULL,
        null=True,
        editable=False,
        related_name="articles",
        verbose_name=_("written by"),
    )
    translation_of = models.ForeignKey(
        "self",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="translations",
        verbose_name=_("translation of"),
    )
    views = models.PositiveIntegerField(_("readings"), default=0, editable=False)
    popularity = models.IntegerField(default=0, editable=False)
    is_indexed = models.BooleanField(default=True, editable=False)

    objects = ArticleQuerySet.as_manager()

    class Meta:
        verbose_name = _("shared answer")
        verbose_name_plural = _("shared answers")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(published_at__isnull=False) | ~models.Q(status=Status.PUBLISHED),
                name="article_published_when",
            ),
            models.UniqueConstraint(
                fields=["translation_of", "language"],
                condition=models.Q(translation_of__isnull=False),
                name="article_translated_once",
            ),
        ]
        indexes = [
            models.Index(fields=["-popularity", "id"], name="article_wanted", condition=models.Q(status="published")),
            models.Index(fields=["title", "id"], name="article_title", condition=models.Q(status="published")),
            models.Index(fields=["id"], name="article_to_index", condition=models.Q(is_indexed=False)),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("answer", args=[self.slug])

    @property
    def shown_answer(self) -> SafeString:
        return mark_safe(self.answer_html)  # noqa: S308  cleaned by `markdown.render` when it was written

    @property
    def source_name(self) -> str:
        """The source without its address, or the site where nothing else is said."""
        name, _comma, _address = self.source.rpartition(", http")
        return name or self.source

    @property
    def source_address(self) -> str:
        """Where the source is read, if the author gave an address at its end."""
        _name, comma, address = self.source.rpartition(", http")
        return f"http{address}" if comma and " " not in address else ""

    @property
    def is_published(self) -> bool:
        return self.status == Status.PUBLISHED

    @property
    def is_overdue_for_review(self) -> bool:
        return self.is_published and self.review_date is not None and self.review_date < timezone.localdate()

    # Writing

    @classmethod
    def draft_from(cls, *, title: str, question: str, answer: str, by: User, **facts: Any) -> "Article":
        """A new draft. `facts`: the others of `WRITTEN`.

        Raises `PermissionDenied` for somebody who may not publish.
        """
        cls._guard(by)
        key = f"own-{secrets.token_hex(8)}"
        return cls._write(key, {"title": title, "question": question, "answer": answer} | facts, by=by)

    @classmethod
    def take_in(cls, key: str, **written: Any) -> "Article":
        """The answer imported under the key, new and published, or revised where it differs. Twice is once.

        The caller writes the search index when all are in.
        """
        found = cls.objects.filter(key=key).first()
        if found is None:
            made = cls._write(key, written, by=None)
            with made.locked():
                made._publish(by=None)  # noqa: SLF001  a record of this class
            return made
        with found.locked():
            found._revise(written, by=None)  # noqa: SLF001  a record of this class
        return found

    def tie_to(self, original: "Article") -> None:
        """Says that this imported answer translates another. Nothing of its text changes."""
        with self.locked():
            if self.translation_of_id != original.pk:
                self._change(translation_of=original)

    @classmethod
    @transaction.atomic
    def _write(cls, key: str, written: dict[str, Any], *, by: User | None) -> "Article":
        told = cleaned(written)
        article = cls(key=key, slug=free_slug(told["title"]), written_by=by, **told)
        article.answer_html = render(article.answer)
        article.save(force_insert=True)
        Version.record(article, Version.Kind.DRAFTED, by=by)
        return article

    # Changing

    def publish(self, *, by: User) -> None:
        """Shows the answer to everybody. Published already: nothing happens."""
        with self._acting(by):
            self._publish(by=by)

    def retire(self, *, by: User) -> None:
        """Takes the answer away from everybody and keeps its text."""
        with self._acting(by):
            if self.status != Status.RETIRED:
                self._change(status=Status.RETIRED)
                Version.record(self, Version.Kind.RETIRED, by=by)

    def revise(self, *, by: User, **changes: Any) -> None:
        """Writes the answer anew in the fields given; the former text stays in its versions."""
        with self._acting(by):
            self._revise(changes, by=by)

    def review(self, *, by: User, again_on: date | None = None) -> None:
        """Notes that somebody has read the answer today and that it still holds."""
        with self._acting(by):
            today = timezone.localdate()
            self._change(reviewed_on=today, review_date=again_on or today + REVIEWED_FOR)
            Version.record(self, Version.Kind.REVIEWED, by=by)

    # Being read

    def count_reading(self) -> None:
        Article.objects.filter(pk=self.pk).update(views=models.F("views") + 1, popularity=models.F("popularity") + 1)

    def count_help(self, *, helped: bool) -> None:
        """Keeps whether it helped, and nothing about whom."""
        from knowledgebase.models.feedback import Feedback  # noqa: PLC0415  it points at this model

        step = HELPED_COUNTS if helped else -HELPED_COUNTS
        with transaction.atomic():
            Feedback.objects.create(article=self, helped=helped)
            Article.objects.filter(pk=self.pk).update(popularity=models.F("popularity") + step)

    # Inside

    @staticmethod
    def _guard(by: User) -> None:
        if not by.may(Verb.PUBLISH):
            raise PermissionDenied

    @contextmanager
    def _acting(self, by: User) -> Iterator[None]:
        """A verb of a person: the right, the lock, and the search index afterwards."""
        self._guard(by)
        with self.locked():
            yield
            if not self.is_indexed:
                start_after_commit("knowledgebase.tasks.index_article", self.pk)

    @contextmanager
    def locked(self) -> Iterator[None]:
        """One transaction with the row held, and its state read again."""
        with transaction.atomic():
            held = Article.objects.select_for_update().get(pk=self.pk)
            for name in STATE:
                field = Article._meta.get_field(name)
                setattr(self, field.attname, getattr(held, field.attname))  # type: ignore[union-attr]
            yield

    def _publish(self, *, by: User | None) -> None:
        if self.is_published:
            return
        if not self.audiences:
            raise UnableToPublish(_("Say for whom the answer is."))
        today = timezone.localdate()
        is_ahead = self.review_date is not None and self.review_date > today
        self._change(
            status=Status.PUBLISHED,
            published_at=timezone.now(),
            reviewed_on=today,
            review_date=self.review_date if is_ahead else today + REVIEWED_FOR,
        )
        Version.record(self, Version.Kind.PUBLISHED, by=by)

    def _revise(self, changes: dict[str, Any], *, by: User | None) -> None:
        told = cleaned(changes)
        changed = {name: value for name, value in told.items() if getattr(self, name) != value}
        if not changed:
            return
        if "answer" in changed:
            changed["answer_html"] = render(changed["answer"])
        self._change(**changed)
        Version.record(self, Version.Kind.REVISED, by=by)

    def _change(self, **values: Any) -> None:
        for name, value in values.items():
            setattr(self, name, value)
        self.is_indexed = False
        self.save(update_fields=[*values, "is_indexed"])


def cleaned(written: dict[str, Any]) -> dict[str, Any]:
    """What was written, without CPR numbers, each audience once. Raises `TypeError` for an unknown field."""
    if unknown := set(written) - set(WRITTEN):
        raise TypeError(f"not a part of an answer: {sorted(unknown)}")
    told = written | {name: mask(written[name]).text.strip() for name in TEXTS if name in written}
    if "audiences" in told:
        told["audiences"] = [audience.value for audience in Audience if audience.value in told["audiences"]]
    return told


def free_slug(title: str) -> str:
    """An address in plain letters that no other answer has."""
    letters = title.lower().replace("æ", "ae").replace("ø", "oe").replace("å", "aa")
    base = slugify(letters)[:80].strip("-") or "svar"
    taken = set(Article.objects.filter(slug__startswith=base).values_list("slug", flat=True)) | RESERVED_SLUGS
    if base not in taken:
        return base
    return next(slug for number in range(2, len(taken) + 3) if (slug := f"{base}-{number}") not in taken)
