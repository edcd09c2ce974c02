"""Waits for an answer no longer than one can: a server that hangs must not take along whoever asks how it is."""

from collections.abc import Callable
from concurrent.futures import Future
from concurrent.futures import TimeoutError as TooLate
from threading import Lock, Thread
from typing import Generic, TypeVar

from django.db import connections

Answer = TypeVar("Answer")


class Hangs(Exception):
    """No answer came in time."""


class Patient(Generic[Answer]):
    """Asks in a thread of its own, one at a time: while one question hangs, nobody asks another."""

    def __init__(self, ask: Callable[[], Answer]) -> None:
        self.question, self.lock = ask, Lock()
        self.asked: Future[Answer] | None = None

    def ask(self, seconds: float) -> Answer:
        """Raises `Hangs` after so many seconds, or what the question itself raises."""
        with self.lock:
            if self.asked is None or self.asked.done():
                answer: Future[Answer] = Future()
                self.asked = answer
                Thread(target=self.run, args=(answer,), daemon=True).start()
            asked = self.asked
        try:
            return asked.result(seconds)
        except TooLate:
            raise Hangs from None

    def run(self, answer: "Future[Answer]") -> None:
        try:
            answer.set_result(self.question())
        except Exception as error:  # noqa: BLE001  whoever asked gets it
            answer.set_exception(error)
        finally:
            connections.close_all()
