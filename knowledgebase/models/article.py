"""A shared answer, and the verbs that write, publish and retire it."""

import re
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, Final

from django.core.exceptions import PermissionDenied
from django.db import models, transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from database.after_commit import start_after_commit
from knowledgebase.markdown import render
from knowledgebase.models.article_list import ArticleQuerySet
from knowledgebase.models.barriers import (
    UnableToPublish,
    UnableToRetire,
    UnableToWrite,
    require_readers,
    require_replacement,
    require_second_pair_of_eyes,
    require_whole,
)
from knowledgebase.models.version import Version
from knowledgebase.persons import Finding, found_in
from knowledgebase.readers import Reader
from knowledgebase.words import AT_WORK, RESERVED_SLUGS, Audience, Language, Reach, Status
from meaning import danish
from organisation.models import Institution, Municipality, User
from organisation.roles import Verb
from organisation.stored_text import MaskedCharField, MaskedJSONField, MaskedTextField
from privacy.cpr import mask

if TYPE_CHECKING:
    from knowledgebase.models.feedback import Feedback

TEXTS: Final = ("title", "question", "answer")
__all__ = ["WRITTEN", "Article", "Place", "UnableToPublish", "UnableToRetire", "UnableToWrite"]
WRITTEN: Final = (
    *TEXTS,
    "audiences",
    "reach",
    "institution",
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
STATE: Final = (
    *WRITTEN,
    "status",
    "published_at",
    "reviewed_on",
    "is_indexed",
    "confirmed",
    "owner",
    "replaced_by",
    "change_to",
)
MAKES_LINKS: Final = frozenset({"answer", "status"})
"""What changes to which pages of others readers are led."""
ADDRESSES: Final = re.compile(r'(<(?:li|h[2-6])) id="[a-z0-9-]+"')
MOST_STEPS: Final = 5
"""Answers that replaced one another which a reader is led past."""
MOST_NAMESAKES: Final = 50
"""Answers with one title that are numbered; after them comes something that nobody can guess."""
HELPED_COUNTS: Final = 5
"""How many readings one "it helped" is worth among the answers people look for."""


def reviewed_for() -> timedelta:
    """How long a review holds, where whoever did it chose no day."""
    return timedelta(days=Municipality.current().review_days)


@dataclass
class Place:
    """Where a right is asked for: an institution, or the whole municipality."""

    institution_id: int | None


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
    reminded_for = models.DateField(null=True, editable=False)
    """The review date of which somebody has been told that it has passed."""
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
    reach = models.CharField(
        _("who may read it"), max_length=10, choices=Reach, default=Reach.EVERYBODY, db_default=Reach.EVERYBODY
    )
    institution = models.ForeignKey(
        Institution,
        models.PROTECT,
        null=True,
        blank=True,
        db_index=False,
        related_name="articles",
        verbose_name=_("institution"),
        help_text=_("Empty means the whole municipality."),
    )
    owner = models.ForeignKey(
        User,
        models.SET_NULL,
        null=True,
        blank=True,
        db_index=False,
        related_name="owned_articles",
        verbose_name=_("owner"),
        help_text=_("Hears when the answer is to be reviewed, and when it did not help."),
    )
    replaced_by = models.ForeignKey(
        "self",
        models.SET_NULL,
        null=True,
        editable=False,
        db_index=False,
        related_name="replaces",
        verbose_name=_("replaced by"),
    )
    change_to = models.ForeignKey(
        "self", models.CASCADE, null=True, editable=False, db_index=False, related_name="changes"
    )
    """The published answer of which this is a change that is being written."""
    confirmed = models.JSONField(default=list, db_default=models.Value([], models.JSONField()), editable=False)
    """Digests of what its authors have looked at and let stand (`knowledgebase.persons`)."""
    views = models.PositiveIntegerField(_("readings"), default=0, editable=False)
    popularity = models.IntegerField(default=0, editable=False)
    is_indexed = models.BooleanField(default=True, editable=False)
    links_are_listed = models.BooleanField(default=False, db_default=False, editable=False)
    """Whether `OutsideLink` knows the links of the text as it is."""

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
            models.UniqueConstraint(
                fields=["change_to"],
                condition=models.Q(status__in=AT_WORK, change_to__isnull=False),
                name="article_one_change_at_a_time",
            ),
        ]
        indexes = [
            models.Index(fields=["-popularity", "id"], name="article_wanted", condition=models.Q(status="published")),
            models.Index(fields=["title", "id"], name="article_title", condition=models.Q(status="published")),
            models.Index(fields=["id"], name="article_to_index", condition=models.Q(is_indexed=False)),
            models.Index(fields=["id"], name="article_to_list", condition=models.Q(links_are_listed=False)),
            models.Index(fields=["status", "id"], name="article_at_work", condition=models.Q(status__in=AT_WORK)),
            models.Index(fields=["owner", "id"], name="article_of_owner", condition=models.Q(owner__isnull=False)),
            models.Index(
                fields=["review_date", "id"], name="article_to_review", condition=models.Q(status="published")
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("answer", args=[self.slug])

    @property
    def shown_answer(self) -> SafeString:
        return mark_safe(self.answer_html)  # noqa: S308  cleaned by `markdown.render` when it was written

    @property
    def shown_in_passing(self) -> SafeString:
        """The same on a page that shows several texts: without the addresses of its steps."""
        return mark_safe(ADDRESSES.sub(r"\1", self.answer_html))  # noqa: S308  as above

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
    def audience_names(self) -> list[str]:
        return [str(Audience(each).label) for each in self.audiences if each in Audience.values]

    @property
    def is_published(self) -> bool:
        return self.status == Status.PUBLISHED

    @property
    def is_at_work(self) -> bool:
        return self.status in AT_WORK

    @property
    def is_for_everybody(self) -> bool:
        return self.reach == Reach.EVERYBODY

    @property
    def is_overdue_for_review(self) -> bool:
        return self.is_published and self.review_date is not None and self.review_date < timezone.localdate()

    # Writing

    @classmethod
    def draft_from(cls, *, title: str, question: str, answer: str, by: User, **facts: Any) -> "Article":
        """A new draft. `facts`: the others of `WRITTEN`.

        Raises `PermissionDenied` for somebody who may propose no answers, or none for the institution.
        """
        institution = facts.get("institution")
        if not by.may(Verb.PROPOSE) or (institution and not by.may(Verb.PROPOSE, Place(institution.pk))):
            raise PermissionDenied
        key = f"own-{secrets.token_hex(8)}"
        return cls._write(key, {"title": title, "question": question, "answer": answer} | facts, by=by)

    @classmethod
    def take_in(cls, key: str, **written: Any) -> "Article":
        """The answer imported under the key, new and published, or revised where it differs. Twice is once.

        The caller writes the search index when all are in.
        """
        article = cls.objects.filter(key=key).first()
        if article is None:
            made = cls._write(key, written, by=None)
            with made.locked():
                made._publish(by=None)  # noqa: SLF001  a record of this class
            return made
        with article.locked():
            article._revise(written, by=None)  # noqa: SLF001  a record of this class
        return article

    def tie_to(self, original: "Article") -> None:
        """Says that this imported answer translates another. Nothing of its text changes."""
        with self.locked():
            if self.translation_of_id != original.pk:
                self._change(translation_of=original)

    @classmethod
    @transaction.atomic
    def _write(
        cls, key: str, written: dict[str, Any], *, by: User | None, change_to: "Article | None" = None
    ) -> "Article":
        values = cleaned(written)
        article = cls(key=key, slug=free_slug(values["title"]), written_by=by, owner=by, change_to=change_to, **values)
        article.answer_html = render(article.answer)
        article.save(force_insert=True)
        Version.record(article, Version.Kind.DRAFTED, by=by)
        return article

    # Who may do what with it. A property never asks the database; these ask what the person holds, which is read once.

    def may_be_written_by(self, user: User) -> bool:
        """Its author, and who decides about it."""
        return user.may(Verb.PUBLISH, self) or (user.may(Verb.PROPOSE) and self.written_by_id == user.pk)

    def may_be_published_by(self, user: User) -> bool:
        """Who publishes where the answer is for, and where the one is for that it would change."""
        places = {self.institution_id, self.change_to.institution_id if self.change_to else self.institution_id}
        return all(user.may(Verb.PUBLISH, Place(place)) for place in places)

    # Changing

    def keep(self, *, by: User, **changes: Any) -> None:
        """Writes on a text that is not published; what one person writes in one go is one version."""
        self._guard(self.may_be_written_by(by))
        with self.locked():
            if not self.is_at_work:
                raise UnableToWrite(_("This text is not a draft any more. Begin a change to the answer instead."))
            self._guard(self.may_be_written_by(by))
            if (place := changes.get("institution", self.institution)) != self.institution and place:
                self._guard(by.may(Verb.PROPOSE, Place(place.pk)))
            self._revise(changes, by=by, in_one_go=True)

    def revise(self, *, by: User, **changes: Any) -> None:
        """Writes the answer anew in the fields given; the former text stays in its versions."""
        with self._acting(by):
            if self.is_published and Municipality.current().second_pair_of_eyes:
                raise UnableToWrite(_("Somebody else approves changes here. Begin a change and propose it."))
            self._revise(changes, by=by)
            self._guard(self.may_be_published_by(by))
            if self.is_published:
                require_whole(self)

    def begin_change(self, *, by: User) -> "Article":
        """The change that is being written to this published answer; a new one with its text where there is none."""
        self._guard(by.may(Verb.PROPOSE) and Article.objects.visible_to(Reader(by)).filter(pk=self.pk).exists())
        with self.locked():
            if not self.is_published:
                raise UnableToWrite(_("Only a published answer is changed. Write on the draft itself."))
            begun = self.changes.at_work().first()
            if begun is not None:
                return begun
            written = {name: getattr(self, name) for name in WRITTEN if name != "translation_of"}
            change = Article._write(f"own-{secrets.token_hex(8)}", written, by=by, change_to=self)
            change._change(confirmed=self.confirmed)  # noqa: SLF001  a record of this class
            return change

    def begin_translation(self, *, by: User) -> "Article":
        """The answer in the other language: the one that there is, or a draft with this text to be translated."""
        self._guard(by.may(Verb.PROPOSE) and Article.objects.visible_to(Reader(by)).filter(pk=self.pk).exists())
        other = Language.ENGLISH if self.language == Language.DANISH else Language.DANISH
        with self.locked():
            begun = self.translation_of or self.translations.filter(language=other).first()
            if begun is not None:
                return begun
            written = {name: getattr(self, name) for name in WRITTEN} | {"language": other, "translation_of": self}
            return Article._write(f"own-{secrets.token_hex(8)}", written, by=by)

    def is_behind(self, original: "Article") -> bool:
        """Whether the text that this one translates was written anew after this one was."""
        theirs = original.versions.writing().newest_first().first()
        ours = self.versions.writing().newest_first().first()
        return theirs is not None and ours is not None and theirs.at > ours.at

    def confirm(self, keys: list[str], *, by: User) -> None:
        """The author has looked at these pieces (`knowledgebase.persons.Finding.key`), and they may stand."""
        self._guard(self.may_be_written_by(by))
        with self.locked():
            confirmed = list(dict.fromkeys([*self.confirmed, *keys]))
            if confirmed != self.confirmed:
                self._change(confirmed=confirmed)

    def propose(self, *, by: User) -> None:
        """Puts a draft where those who publish see it. Proposed already: nothing happens."""
        self._guard(self.may_be_written_by(by))
        with self.locked():
            if self.status == Status.PROPOSED:
                return
            if self.status != Status.DRAFT:
                raise UnableToPublish(_("Only a draft is proposed."))
            require_whole(self)
            self._change(status=Status.PROPOSED)
            Version.record(self, Version.Kind.PROPOSED, by=by)

    def send_back(self, *, by: User, text: str) -> None:
        """Gives a proposal back to its author, with what is to be done about it."""
        from knowledgebase.models.comment import Comment  # noqa: PLC0415  it points at this model

        self._guard(self.may_be_published_by(by))
        with self.locked():
            if self.status != Status.PROPOSED:
                raise UnableToPublish(_("Only a proposal is sent back."))
            self._change(status=Status.DRAFT)
            Version.record(self, Version.Kind.SENT_BACK, by=by)
            Comment.write(self, text, by=by)

    def publish(self, *, by: User) -> "Article":
        """Shows the answer to its readers, and returns it: a change is taken into the answer that it changes.

        Published already: nothing happens. A retired answer comes back as it was.
        """
        self._guard(self.may_be_published_by(by))
        with self._acting(by):
            self._guard(self.may_be_published_by(by))
            if self.status == Status.TAKEN_IN:
                raise UnableToPublish(_("This change is in the answer already."))
            if self.status in AT_WORK:
                require_whole(self)
                require_second_pair_of_eyes(self, by)
            if self.change_to is not None and self.status in AT_WORK:
                return self._take_into(self.change_to, by=by)
            self._publish(by=by)
        return self

    def retire(self, *, by: User, replaced_by: "Article | None" = None) -> None:
        """Takes the answer away from its readers, keeps its text, and leads them to what replaces it, if anything."""
        with self._acting(by):
            if replaced_by is not None:
                require_replacement(self, replaced_by)
            if self.status == Status.RETIRED and self.replaced_by == replaced_by:
                return
            self._change(status=Status.RETIRED, replaced_by=replaced_by)
            Version.record(self, Version.Kind.RETIRED, by=by)

    def discard(self, *, by: User) -> None:
        """Throws a draft away, with its versions."""
        self._guard(self.may_be_written_by(by))
        with self.locked():
            if not self.is_at_work:
                raise UnableToWrite(_("Only a draft is thrown away. A published answer is retired."))
            self.delete()

    def review(self, *, by: User, again_on: date | None = None) -> None:
        """Notes that somebody has read the answer today and that it still holds."""
        with self._acting(by):
            today = timezone.localdate()
            self._change(reviewed_on=today, review_date=again_on or today + reviewed_for())
            Version.record(self, Version.Kind.REVIEWED, by=by)

    def give_to(self, owner: User | None, *, by: User) -> None:
        """Who hears of the answer from now on."""
        with self._acting(by):
            self._change(owner=owner)

    # What stands in the way

    @property
    def findings(self) -> tuple[Finding, ...]:
        """What in the text may point to a person."""
        return found_in([self.title, self.question, self.answer])

    @property
    def unconfirmed(self) -> list[Finding]:
        return [finding for finding in self.findings if finding.key not in self.confirmed]

    def replacement_for(self, reader: Reader) -> "Article | None":
        """Where a retired answer leads: the first that the reader may read on the way."""
        at: Article | None = self
        for _step in range(MOST_STEPS):
            at = at.replaced_by if at is not None and at.status == Status.RETIRED else None
            if at is not None and Article.objects.visible_to(reader).filter(pk=at.pk).exists():
                return at
        return None

    # Being read

    def count_reading(self) -> None:
        Article.objects.filter(pk=self.pk).update(views=models.F("views") + 1, popularity=models.F("popularity") + 1)

    def count_help(self, *, helped: bool) -> "Feedback":
        """Keeps whether it helped, and nothing about whom."""
        from knowledgebase.models.feedback import Feedback  # noqa: PLC0415  it points at this model

        step = HELPED_COUNTS if helped else -HELPED_COUNTS
        with transaction.atomic():
            said = Feedback.objects.create(article=self, helped=helped)
            Article.objects.filter(pk=self.pk).update(popularity=models.F("popularity") + step)
        return said

    # Inside

    @staticmethod
    def _guard(allowed: bool) -> None:  # noqa: FBT001  a sentence: guard this
        if not allowed:
            raise PermissionDenied

    @contextmanager
    def _acting(self, by: User) -> Iterator[None]:
        """A verb of somebody who decides about the answer: the right, the lock, and the search index afterwards."""
        self._guard(by.may(Verb.PUBLISH, self))
        with self.locked():
            self._guard(by.may(Verb.PUBLISH, self))
            yield
            if not self.is_indexed:
                start_after_commit("knowledgebase.tasks.index_article", self.pk)

    def _take_into(self, answer: "Article", *, by: User) -> "Article":
        """The change becomes the text of the answer, which gets a version; the change itself is over."""
        from knowledgebase.models.answer_file import AnswerFile  # noqa: PLC0415  they point at this model
        from knowledgebase.models.picture import Picture  # noqa: PLC0415

        written = {name: getattr(self, name) for name in WRITTEN if name != "translation_of"}
        with answer.locked():
            if not answer.is_published:
                raise UnableToPublish(_("The answer has been retired meanwhile. Bring it back first."))
            answer._revise(written, by=by)  # noqa: SLF001  a record of this class
            answer._change(  # noqa: SLF001  a record of this class
                confirmed=self.confirmed, reviewed_on=timezone.localdate()
            )
            Picture.objects.filter(article=self).update(article=answer)
            AnswerFile.objects.filter(article=self).update(article=answer)
            start_after_commit("knowledgebase.tasks.index_article", answer.pk)
        self._change(status=Status.TAKEN_IN)
        return answer

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
        require_readers(self)
        today = timezone.localdate()
        is_ahead = self.review_date is not None and self.review_date > today
        if self.published_at is None and not self.slug.startswith(plain_slug(self.title)):
            self._change(slug=free_slug(self.title))
        self._change(
            status=Status.PUBLISHED,
            published_at=timezone.now(),
            reviewed_on=today,
            review_date=self.review_date if is_ahead else today + reviewed_for(),
            replaced_by=None,
        )
        Version.record(self, Version.Kind.PUBLISHED, by=by)

    def _revise(self, changes: dict[str, Any], *, by: User | None, in_one_go: bool = False) -> None:
        values = cleaned(changes)
        changed = {name: value for name, value in values.items() if getattr(self, name) != value}
        if not changed:
            return
        if "answer" in changed:
            changed["answer_html"] = render(changed["answer"])
        self._change(**changed)
        if not (in_one_go and Version.go_on(self, by=by)):
            Version.record(self, Version.Kind.REVISED, by=by)

    def _change(self, **values: Any) -> None:
        for name, value in values.items():
            setattr(self, name, value)
        if MAKES_LINKS & values.keys():
            values["links_are_listed"] = self.links_are_listed = False
        self.is_indexed = False
        self.save(update_fields=[*values, "is_indexed"])


def cleaned(written: dict[str, Any]) -> dict[str, Any]:
    """What was written, without CPR numbers, each audience once. Raises `TypeError` for an unknown field."""
    if unknown := set(written) - set(WRITTEN):
        raise TypeError(f"not a part of an answer: {sorted(unknown)}")
    values = written | {name: mask(written[name]).text.strip() for name in TEXTS if name in written}
    if "audiences" in values:
        values["audiences"] = [audience.value for audience in Audience if audience.value in values["audiences"]]
    return values


def plain_slug(title: str) -> str:
    return slugify(danish.in_plain_letters(title))[:80].strip("-") or "svar"


def free_slug(title: str) -> str:
    """An address in plain letters that no other answer has."""
    base = plain_slug(title)
    offered = [base, *(f"{base}-{number}" for number in range(2, MOST_NAMESAKES))]
    taken = set(Article.objects.filter(slug__in=offered).values_list("slug", flat=True)) | RESERVED_SLUGS
    return next((slug for slug in offered if slug not in taken), f"{base}-{secrets.token_hex(4)}")
