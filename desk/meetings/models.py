"""One morning meeting on one day: what was ticked, what was asked, how many came."""

from datetime import date, timedelta
from typing import Final

from django.core.exceptions import PermissionDenied
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from knowledgebase.models import Question
from organisation.models import MorningMeeting, User
from organisation.models.meeting import guard_place
from organisation.pages.refusals import UnableTo
from organisation.roles import Verb
from organisation.stored_text import MaskedJSONField, MaskedTextField
from tickets.models import Ticket
from tickets.words import Audience, Channel

KEPT: Final = timedelta(days=400)
MOST_TICKED: Final = 200
SUBJECT: Final = 80


class UnableToMeet(UnableTo):
    """A day on which there is no meeting, or a note that has become something already."""


class MeetingDay(models.Model):
    """Made when something is ticked or noted. `ticked` holds keys of the agenda, such as `question:7`."""

    meeting = models.ForeignKey(MorningMeeting, models.CASCADE, related_name="held")
    day = models.DateField(gettext_lazy("day"))
    host = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+", verbose_name=gettext_lazy("host"))
    attendance = models.PositiveSmallIntegerField(gettext_lazy("how many came"), null=True, blank=True)
    ticked = MaskedJSONField(default=list)

    class Meta:
        verbose_name = gettext_lazy("meeting held")
        verbose_name_plural = gettext_lazy("meetings held")
        constraints = [models.UniqueConstraint(fields=["meeting", "day"], name="meeting_once_a_day")]

    def __str__(self) -> str:
        return f"{self.meeting} {self.day}"

    @classmethod
    def look_at(cls, meeting: MorningMeeting, day: date, *, by: User) -> "MeetingDay":
        """The row of the day, or one that is not stored. Raises `UnableToMeet` where the meeting is not held."""
        guard(by, meeting)
        if next(meeting.days(day, 1), None) != day:
            raise UnableToMeet(_("There is no meeting on that day."))
        row = cls.objects.select_related("meeting__institution").filter(meeting=meeting, day=day).first()
        return row or cls(meeting=meeting, day=day)

    @classmethod
    def of(cls, meeting: MorningMeeting, day: date, *, by: User) -> "MeetingDay":
        """The row of the day, stored. Raises as `look_at` does."""
        cls.look_at(meeting, day, by=by)
        row, _made = cls.objects.get_or_create(meeting=meeting, day=day, defaults={"host": by})
        return row

    def tick(self, keys: list[str], *, attendance: int | None, by: User) -> None:
        guard(by, self.meeting)
        self.ticked, self.attendance, self.host = keys[:MOST_TICKED], attendance, by
        self.save(update_fields=["ticked", "attendance", "host"])

    def note(self, text: str, *, by: User) -> "MeetingNote":
        guard(by, self.meeting)
        return MeetingNote.objects.create(held=self, text=text.strip(), by=by)

    @classmethod
    def drop_old(cls) -> None:
        cls.objects.filter(day__lt=timezone.localdate() - KEPT).delete()


class MeetingNote(models.Model):
    """A question that was asked, in the host's words; it becomes a case, or a question for the public board."""

    held = models.ForeignKey(MeetingDay, models.CASCADE, related_name="notes")
    text = MaskedTextField(gettext_lazy("question"))
    by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    ticket = models.ForeignKey(Ticket, models.SET_NULL, null=True, related_name="+")
    question = models.ForeignKey(Question, models.SET_NULL, null=True, related_name="+")

    class Meta:
        verbose_name = gettext_lazy("question at a meeting")
        verbose_name_plural = gettext_lazy("questions at meetings")

    def __str__(self) -> str:
        return f"#{self.held_id}/{self.pk}"

    @property
    def subject(self) -> str:
        line = " ".join(self.text.split())
        return line if len(line) <= SUBJECT else f"{line[: SUBJECT - 1]}…"

    @property
    def became_something(self) -> bool:
        return self.ticket_id is not None or self.question_id is not None

    def remove(self, *, by: User) -> None:
        """What was noted by mistake, or names somebody. What became a case or a question is taken away there."""
        guard(by, self.held.meeting)
        with transaction.atomic():
            note = MeetingNote.objects.select_for_update().filter(pk=self.pk).first()
            if note is not None and note.became_something:
                raise UnableToMeet(_("It has become a case or a question already."))
            if note is not None:
                note.delete()

    def become_case(self, *, by: User) -> Ticket:
        """A case of the place without a requester to write to. Twice is once."""
        institution = self.held.meeting.institution
        if not may_open(by, self.held.meeting):
            raise PermissionDenied
        with transaction.atomic():
            note = MeetingNote.objects.select_for_update().get(pk=self.pk)
            if note.ticket is not None:
                return note.ticket
            name = {"kind": self.held.meeting.get_kind_display(), "place": institution.name}
            ticket = Ticket.open(
                subject=self.subject,
                body=self.text,
                by=by,
                channel=Channel.ON_BEHALF,
                audience=Audience.PARENT,
                institution=institution,
                requester_name=_("%(kind)s at %(place)s") % name,
                requester_email="",
                language="da",
            )
            MeetingNote.objects.filter(pk=self.pk).update(ticket=ticket)
        return ticket

    def become_question(self, *, by: User) -> Question:
        """A question for the public board, which somebody clears first. Twice is once."""
        guard(by, self.held.meeting)
        with transaction.atomic():
            note = MeetingNote.objects.select_for_update().get(pk=self.pk)
            if note.question is not None:
                return note.question
            question = Question.propose(
                title=self.subject,
                text=self.text,
                origin=Question.Origin.STAFF,
                institution=self.held.meeting.institution,
                audience=Audience.PARENT,
            )
            MeetingNote.objects.filter(pk=self.pk).update(question=question)
        return question


def guard(by: User, meeting: MorningMeeting) -> None:
    guard_place(by, meeting.institution)


def may_open(by: User, meeting: MorningMeeting) -> bool:
    """Whether they may open cases for the place."""
    places = by.institutions_for(Verb.OPEN_FOR)
    return places is None or meeting.institution_id in places
