"""Which known error a thread is about: joined here, since the two know nothing of each other."""

from django.db import models

from knowledgebase.models import Thread
from triage.known_errors.models import KnownError


class ErrorThread(models.Model):
    """One thread talks about one known error at most; an error may have several."""

    thread = models.OneToOneField(Thread, models.CASCADE, related_name="error_thread")
    known_error = models.ForeignKey(KnownError, models.CASCADE, related_name="room_threads")

    class Meta:
        verbose_name = "thread about a known error"
        verbose_name_plural = "threads about known errors"

    def __str__(self) -> str:
        return f"#{self.thread_id} · #{self.known_error_id}"
