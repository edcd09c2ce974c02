"""Threads, what is written in them, and who follows them. Everybody who works with cases reads and writes here."""

from collections.abc import Iterable, Iterator
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
from knowledgebase.words import Audience
from organisation.models import User
from organisation.pages.refusals import UnableTo
from organisation.roles import Verb
from organisation.stored_text import MaskedCharField, MaskedTextField

SILENT_KEPT: Final = timedelta(days=730)
"""How long a thread is kept in which nobody writes."""
HIDDEN_KEPT: Final = timedelta(days=30)
"""How long what was hidden can be shown again."""
MOST_WORDS: Final = 8


class UnableToWrite(UnableTo):
    """A thread that somebody has closed, or a text that is hidden."""


def may_enter(user: User) -> bool:
    return user.may(Verb.VIEW)


def guard(user: User) -> None:
    if not may_enter(user):
        raise PermissionDenied


class ThreadQuerySet(models.QuerySet["Thread"]):
    def search(self, text: str) -> Self:
        """Every word stands in the title, or in what somebody wrote and nobody has hidden."""
        threads = self
        for word in text.split()[:MOST_WORDS]:
            posts = Post.objects.standing().filter(thread=models.OuterRef("pk"), text__icontains=word)
            threads = threads.filter(models.Q(title__icontains=word) | models.Exists(posts))
        return threads

    def without_reply(self) -> Self:
        return self.filter(post_count__lte=1)

    def followed_by(self, user: User) -> Self:
        return self.filter(follows__user=user)

    def with_news_for(self, user: User) -> Self:
        """Adds `has_news`: somebody else has written since the person, who follows it, last looked."""
        unseen = ThreadFollow.objects.filter(
            thread=models.OuterRef("pk"), user=user, seen_at__lt=models.OuterRef("last_post_at")
        )
        return self.annotate(has_news=models.Exists(unseen))

    def newest_first(self) -> Self:
        return self.order_by("-last_post_at", "-id")

    def for_list(self) -> Self:
        return self.select_related("topic", "article", "started_by")


class Thread(models.Model):
    """What is talked about: in general, or an answer, a draft or a topic. A known error is joined to it by the desk."""

    title = MaskedCharField(_("title"), max_length=150)
    article = models.ForeignKey(
        Article, models.SET_NULL, null=True, blank=True, related_name="threads", verbose_name=_("shared answer")
    )
    topic = models.ForeignKey(
        Topic, models.SET_NULL, null=True, blank=True, related_name="threads", verbose_name=_("topic")
    )
    started_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+", editable=False)
    started_at = models.DateTimeField(_("started"), default=timezone.now, editable=False)
    last_post_at = models.DateTimeField(default=timezone.now, editable=False)
    post_count = models.PositiveIntegerField(default=0, editable=False)

    objects = ThreadQuerySet.as_manager()

    class Meta:
        verbose_name = _("thread")
        verbose_name_plural = _("threads")
        indexes = [
            models.Index(fields=["-last_post_at", "-id"], name="thread_newest"),
            models.Index(fields=["started_at"], name="thread_started"),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("admin:room_thread", args=[self.pk])

    @classmethod
    def start(cls, *, title: str, text: str, by: User, mentioned: Iterable[User] = (), **about: Any) -> "Thread":
        """A new thread with its first text; `about`: article, topic."""
        guard(by)
        with transaction.atomic():
            thread = cls.objects.create(title=title.strip(), started_by=by, **about)
            thread.write(text, by=by, mentioned=mentioned)
        return thread

    def write(self, text: str, *, by: User, mentioned: Iterable[User] = ()) -> "Post":
        """Adds a text. Who writes follows from then on; who is mentioned hears of it at once, and follows."""
        guard(by)
        with self.locked():
            post = Post.objects.create(thread=self, by=by, text=text.strip(), html=render(text.strip()))
            self.last_post_at, self.post_count = post.at, self.post_count + 1
            self.save(update_fields=["last_post_at", "post_count"])
            ThreadFollow.begin(self, by)
            ThreadFollow.note_seen(self, by)
            for person in mentioned:
                if person != by and may_enter(person):
                    Mention.objects.get_or_create(post=post, user=person)
                    ThreadFollow.begin(self, person)
        start_after_commit("desk.tasks.tell_of_room")
        return post

    def may_be_renamed_by(self, user: User) -> bool:
        """By who began it, and by those who look after the whole municipality: a title may name somebody."""
        return user.pk == self.started_by_id or user.may(Verb.AUDIT)

    def rename(self, title: str, *, by: User) -> None:
        """The former title is kept nowhere."""
        guard(by)
        if not self.may_be_renamed_by(by):
            raise PermissionDenied
        with self.locked():
            self.title = title.strip()
            self.save(update_fields=["title"])

    def become_answer(self, *, by: User, post: "Post | None" = None) -> Article:
        """What was agreed as a draft of a shared answer: the first text asks, and `post` (else the last) answers."""
        with self.locked():
            standing = list(self.posts.standing().oldest_first())
            if not standing:
                raise UnableToWrite(_("Nothing stands in the thread that could become an answer."))
            chosen = post if post in standing else standing[-1]
            begun = self.article
            if begun is not None and begun.is_at_work and begun.written_by_id == by.pk and begun.answer == chosen.text:
                return begun  # the button was pressed twice
            article = Article.draft_from(
                title=self.title,
                question=standing[0].text if chosen != standing[0] else "",
                answer=chosen.text,
                audiences=[Audience.STAFF.value],
                by=by,
            )
            self.article = article
            self.save(update_fields=["article"])
        return article

    @classmethod
    def drop_old(cls) -> None:
        now = timezone.now()
        cls.objects.filter(last_post_at__lt=now - SILENT_KEPT).delete()
        Post.objects.filter(hidden_at__lt=now - HIDDEN_KEPT).exclude(text="").update(text="", html="")

    @contextmanager
    def locked(self) -> Iterator[None]:
        with transaction.atomic():
            Thread.objects.select_for_update().get(pk=self.pk)
            self.refresh_from_db()
            yield


class PostQuerySet(models.QuerySet["Post"]):
    def standing(self) -> Self:
        return self.filter(hidden_at=None)

    def oldest_first(self) -> Self:
        return self.order_by("id")


class Post(models.Model):
    """What somebody wrote in a thread. Hidden, its place stays; its words are read by nobody."""

    thread = models.ForeignKey(Thread, models.CASCADE, related_name="posts")
    by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+", verbose_name=_("by"))
    text = MaskedTextField(_("text"), blank=True)
    html = MaskedTextField(editable=False, default="")
    at = models.DateTimeField(_("at"), default=timezone.now)
    hidden_at = models.DateTimeField(null=True, editable=False)
    hidden_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+", editable=False)

    objects = PostQuerySet.as_manager()

    class Meta:
        verbose_name = _("text in a thread")
        verbose_name_plural = _("texts in threads")
        indexes = [models.Index(fields=["thread", "id"], name="post_in_thread")]

    def __str__(self) -> str:
        return f"#{self.thread_id}/{self.pk}"

    @property
    def shown_text(self) -> SafeString:
        return mark_safe(self.html)  # noqa: S308  cleaned by `markdown.render` when it was written

    def may_be_hidden_by(self, user: User) -> bool:
        """By who wrote it, and by those who look after the whole municipality."""
        return user.pk == self.by_id or user.may(Verb.AUDIT)

    def hide(self, *, by: User) -> None:
        """Hidden already: nothing happens."""
        self._guard(by)
        Post.objects.filter(pk=self.pk, hidden_at=None).update(hidden_at=timezone.now(), hidden_by=by)

    def show(self, *, by: User) -> None:
        """Undoes hiding. What somebody else has hidden, its writer does not show again."""
        self._guard(by)
        with transaction.atomic():
            stored = Post.objects.select_for_update().get(pk=self.pk)
            if stored.hidden_at is None:
                return
            if stored.hidden_by_id != by.pk and not by.may(Verb.AUDIT):
                raise PermissionDenied
            if not stored.text:
                raise UnableToWrite(_("It was hidden too long ago: its words have been deleted."))
            Post.objects.filter(pk=self.pk).update(hidden_at=None, hidden_by=None)

    def _guard(self, by: User) -> None:
        if not self.may_be_hidden_by(by):
            raise PermissionDenied


class Mention(models.Model):
    """Somebody whom a text calls with an @, until they have had a mail about it."""

    post = models.ForeignKey(Post, models.CASCADE, related_name="mentions")
    user = models.ForeignKey(User, models.CASCADE, related_name="+")
    told = models.BooleanField(default=False)

    class Meta:
        verbose_name = _("mention")
        verbose_name_plural = _("mentions")
        constraints = [models.UniqueConstraint(fields=["post", "user"], name="mention_once")]
        indexes = [models.Index(fields=["id"], name="mention_untold", condition=models.Q(told=False))]

    def __str__(self) -> str:
        return f"#{self.post_id} · {self.user_id}"


class ThreadFollow(models.Model):
    """Somebody who hears of a thread in the weekly mail; `seen_at` is when they last looked."""

    thread = models.ForeignKey(Thread, models.CASCADE, related_name="follows")
    user = models.ForeignKey(User, models.CASCADE, related_name="followed_threads")
    seen_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("follower of a thread")
        verbose_name_plural = _("followers of threads")
        constraints = [models.UniqueConstraint(fields=["thread", "user"], name="thread_followed_once")]

    def __str__(self) -> str:
        return f"#{self.thread_id} · {self.user_id}"

    @classmethod
    def begin(cls, thread: Thread, user: User) -> None:
        guard(user)
        cls.objects.get_or_create(thread=thread, user=user, defaults={"seen_at": thread.started_at})
        RoomReader.objects.get_or_create(user=user)

    @classmethod
    def end(cls, thread: Thread, user: User) -> None:
        cls.objects.filter(thread=thread, user=user).delete()

    @classmethod
    def note_seen(cls, thread: Thread, user: User) -> None:
        cls.objects.filter(thread=thread, user=user).update(seen_at=timezone.now())


class RoomReader(models.Model):
    """Somebody who gets the weekly mail of the room, from the first thread they follow until they end it."""

    user = models.OneToOneField(User, models.CASCADE, related_name="room_reader")
    wants_digest = models.BooleanField(_("weekly mail"), default=True)
    digest_on = models.DateField(null=True, editable=False)
    """The Monday of the last one."""

    class Meta:
        verbose_name = _("reader of the room")
        verbose_name_plural = _("readers of the room")

    def __str__(self) -> str:
        return f"{self.user_id}"

    @classmethod
    def choose(cls, user: User, *, wants_digest: bool) -> None:
        guard(user)
        cls.objects.update_or_create(user=user, defaults={"wants_digest": wants_digest})
