"""Mails of the room: to who was mentioned, at once; to everybody who follows something, on Monday morning."""

from datetime import date, datetime, time, timedelta
from typing import Any, Final

from django.conf import settings
from django.core import signing
from django.db import transaction
from django.db.models import Q
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from knowledgebase.models import Mention, Question, RoomReader, Thread, ThreadFollow
from knowledgebase.room.models import may_enter
from organisation.models import User
from organisation.sweeps.sweeping import sweep_rows
from tickets.news.caseless_mails import write_parts

MORNING: Final = time(7)
MOST_LINES: Final = 10
WEEK: Final = timedelta(days=7)
SALT: Final = "desk.room.digest"
BATCH: Final = 200


def tell_mentioned() -> int:
    waiting = Mention.objects.filter(told=False).values_list("pk", flat=True)
    return sweep_rows("tell_mentioned", waiting, tell, at_most=BATCH).done


def tell(mention_id: int) -> bool:
    """One mail, with the link and not the words: somebody may hide them before it is read."""
    with transaction.atomic():
        mentions = Mention.objects.select_for_update(of=("self",)).select_related("post__thread", "post__by", "user")
        mention = mentions.filter(pk=mention_id, told=False).first()
        if mention is None:
            return False
        Mention.objects.filter(pk=mention.pk).update(told=True)
        person, thread = mention.user, mention.post.thread
        if mention.post.hidden_at is not None or not (person.is_active and may_enter(person)):
            return False
        with translation.override(person.language):
            names = {"by": mention.post.by or _("A colleague"), "title": thread.title, "name": person.get_short_name()}
            parts = [
                _("Hello %(name)s") % names,
                _("%(by)s has mentioned you in “%(title)s”. Read it here:") % names + "\n" + address(thread),
            ]
            subject = _("You were mentioned: %(title)s") % names
        write_parts(subject, parts, kind="room_mentioned", to=(person.email, person.language), secret=True)
    return True


def address(thread: Thread) -> str:
    return settings.SITE_URL + thread.get_absolute_url()


def send_digests(now: datetime | None = None) -> int:
    """On Monday from seven o'clock, and until Tuesday should the site have been away; each person has one a week."""
    local = timezone.localtime(now)
    monday = local.date() - timedelta(days=local.weekday())
    if local.weekday() > 1 or (local.weekday() == 0 and local.time() < MORNING):
        return 0
    due = RoomReader.objects.filter(Q(digest_on=None) | Q(digest_on__lt=monday), wants_digest=True)
    keys = due.values_list("pk", flat=True)
    return sweep_rows("send_room_digests", keys, lambda key: send_digest(key, monday), at_most=BATCH).done


def send_digest(reader_id: int, monday: date) -> bool:
    """What is new in what the person follows, and what others ask. Nothing new: no mail."""
    with transaction.atomic():
        readers = RoomReader.objects.select_for_update(of=("self",)).select_related("user")
        reader = readers.filter(Q(digest_on=None) | Q(digest_on__lt=monday), pk=reader_id, wants_digest=True).first()
        if reader is None:
            return False
        reader.digest_on = monday
        reader.save(update_fields=["digest_on"])
        person = reader.user
        facts = facts_for(person) if person.is_active and may_enter(person) else {}
        if not any(facts.values()):
            return False
        with translation.override(person.language):
            body = render_to_string("desk/room/digest.txt", facts | {"person": person, "stop": stop_address(reader)})
            subject = _("The week in the superusers’ room")
        write_parts(subject, [body.strip()], kind="room_digest", to=(person.email, person.language), secret=True)
    return True


def facts_for(person: User) -> dict[str, list[dict[str, Any]]]:
    """Lines with their address: `news`, `started`, `unanswered` threads, and `questions` of the public board."""
    since = timezone.now() - WEEK
    follows = ThreadFollow.objects.filter(user=person)
    unseen = [
        follow.thread
        for follow in follows.select_related("thread").order_by("-thread__last_post_at")[:100]
        if follow.seen_at < follow.thread.last_post_at
    ]
    others = Thread.objects.exclude(started_by=person).exclude(pk__in=follows.values("thread"))
    started = others.filter(started_at__gte=since, post_count__gt=1).newest_first()
    alone = others.filter(started_at__gte=since - 3 * WEEK).without_reply().newest_first()
    questions = Question.objects.visible_to(person).shown().unanswered().most_asked()
    threads = {"news": unseen, "started": list(started[:MOST_LINES]), "unanswered": list(alone[:MOST_LINES])}
    lines = {
        name: [{"title": thread.title, "link": address(thread)} for thread in rows[:MOST_LINES]]
        for name, rows in threads.items()
    }
    board = [
        {"title": each.title, "link": settings.SITE_URL + reverse("admin:board_question", args=[each.pk])}
        for each in questions[:5]
    ]
    return lines | {"questions": board}


def stop_address(reader: RoomReader) -> str:
    return settings.SITE_URL + reverse("stop_room_digest", args=[signing.dumps(reader.pk, salt=SALT)])
