"""A shared answer: a question that comes back, its answer, and the verbs that write, publish and retire it."""

import re
from typing import Any, Final

from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext_lazy as _

from knowledgebase.models import acting, beginning, helping, publishing, writing
from knowledgebase.models.article_list import ArticleQuerySet
from knowledgebase.persons import Finding, found_in
from knowledgebase.words import AT_WORK, Audience, Language, Reach, Status
from organisation.models import Institution, User
from organisation.models.people import Place
from organisation.roles import Verb
from organisation.stored_text import MaskedCharField, MaskedJSONField, MaskedTextField

WORDS_OF_A_PHRASING: Final = 4
ADDRESSES: Final = re.compile(r'(<(?:li|h[2-6])) id="[a-z0-9-]+"')


class Article(models.Model):
    """A question that comes back and its answer. Only the verbs below change a stored one; what each does is a
    function in the module of its matter beside this one.

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
    topic = models.CharField(max_length=40, blank=True, default="", db_default="", editable=False)
    """The slug of what it is about, read from its words when it is indexed; empty where no term of any topic stands."""
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
            models.Index(
                fields=["language", "-id"], name="article_danish_first", condition=models.Q(status="published")
            ),
            models.Index(
                fields=["-language", "-id"], name="article_english_first", condition=models.Q(status="published")
            ),
            models.Index(fields=["id"], name="article_to_index", condition=models.Q(is_indexed=False)),
            models.Index(fields=["id"], name="article_to_list", condition=models.Q(links_are_listed=False)),
            models.Index(fields=["status", "id"], name="article_at_work", condition=models.Q(status__in=AT_WORK)),
            models.Index(fields=["owner", "id"], name="article_of_owner", condition=models.Q(owner__isnull=False)),
            models.Index(
                fields=["institution", "id"], name="article_of_place", condition=models.Q(institution__isnull=False)
            ),
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
    def keywords(self) -> list[str]:
        return [tag for tag in map(str, self.tags) if len(tag.split()) < WORDS_OF_A_PHRASING]

    @property
    def phrasings(self) -> list[str]:
        """Those keywords that are a question, or most of one: the ways in which people put it."""
        return [tag for tag in map(str, self.tags) if len(tag.split()) >= WORDS_OF_A_PHRASING]

    @property
    def audience_names(self) -> list[str]:
        return [str(Audience(each).label) for each in self.audiences if each in Audience.values]

    @property
    def is_draft(self) -> bool:
        return self.status == Status.DRAFT

    @property
    def is_proposed(self) -> bool:
        return self.status == Status.PROPOSED

    @property
    def is_published(self) -> bool:
        return self.status == Status.PUBLISHED

    @property
    def is_retired(self) -> bool:
        return self.status == Status.RETIRED

    @property
    def is_at_work(self) -> bool:
        return self.status in AT_WORK

    @property
    def is_for_everybody(self) -> bool:
        return self.reach == Reach.EVERYBODY

    @property
    def is_overdue_for_review(self) -> bool:
        return self.is_published and self.review_date is not None and self.review_date < timezone.localdate()

    # Who may do what with it. A property never asks the database; these ask what the person holds, which is read once.

    def may_be_written_by(self, user: User) -> bool:
        """Its author, and who decides about it."""
        return user.may(Verb.PUBLISH, self) or (user.may(Verb.PROPOSE) and self.written_by_id == user.pk)

    def may_be_published_by(self, user: User) -> bool:
        """Who publishes where the answer is for, and where the one is for that it would change."""
        places = {self.institution_id, self.change_to.institution_id if self.change_to else self.institution_id}
        return all(user.may(Verb.PUBLISH, Place(place)) for place in places)

    # What stands in the way

    @property
    def findings(self) -> tuple[Finding, ...]:
        """What in the text may point to a person."""
        return found_in([self.title, self.question, self.answer])

    @property
    def unconfirmed(self) -> list[Finding]:
        return [finding for finding in self.findings if finding.key not in self.confirmed]

    # Writing

    @classmethod
    def draft_from(cls, *, title: str, question: str, answer: str, by: User, **facts: Any) -> "Article":
        """A new draft. `facts`: the others of `knowledgebase.words.WRITTEN`.

        Raises `PermissionDenied` for somebody who may propose no answers, or none for the institution.
        """
        return writing.draft_from(cls, title=title, question=question, answer=answer, by=by, facts=facts)

    @classmethod
    def take_in(cls, key: str, **written: Any) -> "Article":
        """The answer imported under the key, new and published, or revised where it differs. Twice is once.

        The caller writes the search index when all are in.
        """
        return publishing.take_in(cls, key, written)

    keep = writing.keep
    revise = writing.revise
    confirm = writing.confirm
    discard = writing.discard

    # Beside it

    begin_change = beginning.begin_change
    begin_translation = beginning.begin_translation
    is_behind = beginning.is_behind
    tie_to = beginning.tie_to

    # Before its readers

    propose = publishing.propose
    send_back = publishing.send_back
    publish = publishing.publish
    review = publishing.review
    give_to = publishing.give_to
    retire = publishing.retire
    replacement_for = publishing.replacement_for

    # Being read

    count_reading = helping.count_reading
    count_help = helping.count_help

    # For the verbs, and for rows beside the answer

    locked = acting.locked
