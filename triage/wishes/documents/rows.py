"""What a bundle says of each of its requests; the PDF and the spreadsheet say the same."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils import timezone


@dataclass(frozen=True)
class WishRow:
    number: int
    title: str
    summary: str
    benefit: str
    quotes: tuple[str, ...]
    people: int
    institutions: int
    votes: int
    collected: date

    @property
    def wanted(self) -> int:
        return self.people + self.votes


def rows_of(requests: Iterable[Any]) -> Iterator[WishRow]:
    """Change requests of `with_counts()`, numbered in their order."""
    for number, request in enumerate(requests, start=1):
        yield WishRow(
            number=number,
            title=request.title,
            summary=request.summary,
            benefit=request.benefit,
            quotes=tuple(request.quoted),
            people=request.people,
            institutions=request.institutions,
            votes=request.votes_cast,
            collected=timezone.localdate(request.collected_at),
        )
