"""`{% coming_meetings institution as meetings %}`: its morning meetings, with the day of the next of each."""

from datetime import date

from django import template

from organisation.calendar import meeting_words
from organisation.models import Institution, MorningMeeting
from organisation.models.meeting import coming_at

register = template.Library()


@register.simple_tag
def coming_meetings(institution: Institution | None) -> list[tuple[MorningMeeting, date]]:
    return coming_at(institution) if institution is not None and institution.pk else []


@register.filter
def when(meeting: MorningMeeting) -> str:
    """Its days and its hour in words, to stand inside a sentence."""
    return meeting_words.when(meeting)
