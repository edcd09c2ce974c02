"""What goes in and what comes out."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from triage.classifier.patterns import bounded
from triage.classifier.reason_texts import sentence
from triage.classifier.text import folded

FULL_WEIGHT: Final = 5.0
"""The weight at which a hint decides."""
LIKELY_FAULT: Final = 0.15
"""Asking somebody in vain costs them a look; not asking costs a report that nobody can use."""


def may_be_fault(probabilities: Mapping[str, float]) -> bool:
    """Whether a fault is likely enough (by route, 0 to 1) to be asked about, though another route may be likelier."""
    return probabilities.get("technical_fault", 0.0) >= LIKELY_FAULT


@dataclass(frozen=True)
class Enquiry:
    """`facts` are those of the fault report, where there are some."""

    subject: str
    body: str
    audience: str = ""
    facts: Mapping[str, str] | None = None


@dataclass(frozen=True)
class Hint:
    """A term, or a pattern as `patterns` takes it, that speaks for a route; `weight` from 0 to 5, which decides."""

    term: str
    route: str
    weight: float = 1.0
    is_pattern: bool = False

    def is_in(self, whole: str) -> bool:
        """Whether a folded text holds it."""
        if self.is_pattern:
            return bounded(self.term).search(whole) is not None
        return folded(self.term) in whole


@dataclass(frozen=True)
class Reason:
    """A code and what fills it in; `text` says it in Danish or English."""

    code: str
    params: Mapping[str, Any] = field(default_factory=dict)

    def text(self, language: str) -> str:
        return sentence(self.code, self.params, language)


@dataclass(frozen=True)
class Verdict:
    """`confidence` is calibrated: of those with 0.9, nine in ten are right."""

    route: str
    confidence: float
    reasons: tuple[Reason, ...]
    probabilities: Mapping[str, float]
    scores: Mapping[str, float] = field(default_factory=dict)
    """Of every route, calibrated, with the facts and before the hints: `exp`, shared out, are probabilities."""
    bars: Mapping[str, float] = field(default_factory=dict)
    """How sure one must be of each route before it may be set without a person."""
    holds: tuple[str, ...] = ()
    """Codes of the reasons for which a person must look, however sure it sounds."""

    @property
    def is_proven(self) -> bool:
        """Whether the route may be set without a person, as far as the text goes."""
        return not self.holds and self.confidence >= self.bars.get(self.route, 0.0)

    @property
    def sounds_like_fault(self) -> bool:
        """Whether a fault is likely enough to be asked about, though another route may be likelier."""
        return may_be_fault(self.probabilities)
