"""One decision from hints, cues and the model; with reasons."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cache, cached_property
from pathlib import Path
from typing import Any, Final

import numpy as np

from meaning import embedding
from meaning.written_language import KNOWN, language_of
from triage.classifier import town
from triage.classifier.cues import CUES
from triage.classifier.decision import LONGEST_SUBJECT, pushes
from triage.classifier.interface import Enquiry, Hint, Reason, Verdict
from triage.classifier.matters import joined, matters
from triage.classifier.model import Mix, Model, softmax
from triage.classifier.reading import Text
from triage.classifier.text import folded
from triage.classifier.whole import vectors_of

ARTEFACT: Final = Path(__file__).parent / "data" / "model.npz"
MOST_REASONS: Final = 4
HOLDS: Final = frozenset({"several", "language", "strange", "of_town", "little"})
"""Doubts with which nothing is set without a person."""
LEAST_UNDERSTOOD: Final = 3
"""Words that mean something; fewer leave too much to guess."""
CLOSE: Final = 0.25
"""A second route this likely is told as a doubt."""
FALLBACK: Final = "usage_question"
ROUTE_OF_FACTS: Final = "technical_fault"
FACT_STRENGTH: Final = 0.6
OUTSIDE: Final = "out_of_scope"
SURE_APART: Final = 0.6
"""How likely the routes of two sides of a text are, each read alone, that are two matters."""


class Classifier:
    """Answers what an enquiry is. One object may be used by many threads."""

    def __init__(self, model: Model, hints: Sequence[Hint] = ()) -> None:
        self.model, self.hints = model, tuple(hints)

    @classmethod
    def load(cls, hints: Sequence[Hint] = ()) -> "Classifier":
        """The shipped model. Raises `FileNotFoundError` before `manage.py train` has made one."""
        return cls(shipped_model(), hints)

    def with_hints(self, hints: Sequence[Hint]) -> "Classifier":
        """The same model, listening to other hints."""
        return Classifier(self.model, hints)

    def classify(self, enquiry: Enquiry, *, carefully: bool = False) -> Verdict:
        return self.classify_all([enquiry], carefully=carefully)[0]

    def classify_all(self, enquiries: Iterable[Enquiry], *, carefully: bool = False) -> list[Verdict]:
        """Never raises for any text: an empty one gives the most common route with no confidence.

        `carefully` reads the meaning of whole texts too, where the engine is there: never inside a request.
        """
        read, before = self.read_all(list(enquiries), carefully=carefully)
        return [
            replace(self.verdict(each), scores=self.by_route(row), bars=self.by_route(each.mix.bars))
            for each, row in zip(read, before, strict=True)
        ]

    def chances(self, enquiry: Enquiry) -> dict[str, float]:
        """What `classify` gives as probabilities, by route, without the work of finding reasons."""
        (read,), _before = self.read_all([enquiry])
        return self.by_route(read.chances)

    def read_all(self, batch: list[Enquiry], *, carefully: bool = False) -> tuple[list["ReadEnquiry"], Any]:
        """Each as the model reads it with the hints, and the scores (a row each, a column a route) before them."""
        if not batch:
            return [], np.empty((0, len(self.model.routes)))
        texts = [Text(safe(each.subject)[:LONGEST_SUBJECT], safe(each.body), each.audience) for each in batch]
        parts = [self.parted(text) for text in texts]
        first = [text if len(own) == 1 else replace(text, body=own[0]) for text, own in zip(texts, parts, strict=True)]
        vectors = vectors_of(first) if carefully and embedding.available() else None
        scores, mix = self.model.judge(first, vectors)
        for row, enquiry in enumerate(batch):
            if speaks_of_fault(enquiry) and ROUTE_OF_FACTS in self.model.routes:
                scores[row, self.model.routes.index(ROUTE_OF_FACTS)] += FACT_STRENGTH
        before = scores.copy()
        wholes = [folded(text.whole) for text in texts]
        for row, whole in enumerate(wholes):
            for route, gain in pushes(self.hints, whole).items():
                if route in self.model.routes:
                    scores[row, self.model.routes.index(route)] += gain
        chances, of_town = softmax(scores), town.matters_of_town(vectors)
        read = [
            ReadEnquiry(enquiry, text, whole, len(own), scores[row], chances[row], mix, of_town=row in of_town)
            for row, (enquiry, text, whole, own) in enumerate(zip(batch, first, wholes, parts, strict=True))
        ]
        return read, before

    def parted(self, text: Text) -> list[str]:
        """The matters in a text; two that are joined in one breath are two where they lead to different parties."""
        parts = matters(text.matter)
        sides = joined(text.matter) if len(parts) == 1 else []
        return sides if sides and self.lead_apart([replace(text, subject="", body=side) for side in sides]) else parts

    def lead_apart(self, sides: list[Text]) -> bool:
        """By their words. A message to the school and the question where to write it are one matter."""
        scores, _mix = self.model.judge(sides)
        first, second = softmax(scores)
        routes = self.model.routes
        differ = first.argmax() != second.argmax() and routes[first.argmax()] != OUTSIDE
        return bool(differ and min(first.max(), second.max()) >= SURE_APART)

    def by_route(self, scores: Any) -> dict[str, float]:
        return {route: round(float(score), 4) for route, score in zip(self.model.routes, scores, strict=True)}

    def verdict(self, read: "ReadEnquiry") -> Verdict:
        probabilities = self.by_route(read.chances)
        if not any(character.isalpha() for character in read.whole):
            return Verdict(FALLBACK, 0.0, (Reason("no_text"),), probabilities, holds=("no_text",))
        route, confidence = self.model.routes[read.order[0]], float(read.chances[read.order[0]])
        doubts = self.doubts(read)
        reasons = [*self.reasons(read, route), *doubts][:MOST_REASONS]
        holds = tuple(doubt.code for doubt in doubts if doubt.code in HOLDS)
        return Verdict(route, round(confidence, 4), tuple(reasons), probabilities, holds=holds)

    def doubts(self, read: "ReadEnquiry") -> list[Reason]:
        """Why a person should look, whatever the chances say; a second route that is likely too is the last of them."""
        reasons = []
        if read.matters > 1:
            reasons.append(Reason("several", {"count": read.matters}))
        language = untaught(read.text)
        if language:
            reasons.append(Reason("language", {"language": language}))
        elif self.model.is_strange(read.text):
            reasons.append(Reason("strange"))
        elif read.of_town and self.model.routes[read.order[0]] != OUTSIDE:
            reasons.append(Reason("of_town"))
        elif len(self.model.understood(read.text)) < LEAST_UNDERSTOOD:
            reasons.append(Reason("little"))
        if read.chances[read.order[1]] >= CLOSE:
            reasons.append(Reason("unsure", {"route": self.model.routes[read.order[1]]}))
        return reasons

    def reasons(self, read: "ReadEnquiry", route: str) -> list[Reason]:
        """What the answer rests on: each would change it, or bring it nearer to another, if it were taken away."""
        spoke = [hint for hint in self.hints if hint.route == route and hint.is_in(read.whole)]
        reasons = [Reason("hint", {"term": hint.term, "route": route}) for hint in spoke]
        if (read.enquiry.facts or {}).get("error_text") and route == ROUTE_OF_FACTS:
            reasons.append(Reason("error_text"))
        second = read.order[1]
        for known in CUES:
            if route in known.routes and known.name in read.text.cues and self.model.cue_gain(known, route, second) > 0:
                reason = Reason(known.reason, {"term": read.text.cues[known.name]} if known.says_term else {})
                reasons += [reason] if reason not in reasons else []
        reasons = reasons[: MOST_REASONS - 2]
        usual = int(np.argmax(read.scores - self.model.head_start(read.mix))) != read.order[0]
        strange = untaught(read.text) or self.model.is_strange(read.text)
        terms = [] if strange else self.model.deciding_words(read.text, read.order[0], second)
        if terms:
            reasons.append(Reason("leaning" if usual else "words", {"route": route, "terms": ", ".join(terms)}))
        if usual:
            reasons = [*reasons[: MOST_REASONS - 2], Reason("usual", {"route": route})]
        return reasons


@dataclass(frozen=True)
class ReadEnquiry:
    """An enquiry and what the model made of it: `matters` is how many it holds, of which `text` is the first, and
    `of_town` whether it is like what people ask a municipality besides Aula."""

    enquiry: Enquiry
    text: Text
    whole: str
    matters: int
    scores: Any
    chances: Any
    mix: Mix
    of_town: bool

    @cached_property
    def order(self) -> list[int]:
        """The places of the routes, likeliest first."""
        return [int(at) for at in np.argsort(-self.chances, kind="stable")]


def untaught(text: Text) -> str:
    """The language, where it is none that triage is taught; nothing where that cannot be told."""
    language = language_of(text.whole)
    return "" if language in KNOWN else language


def speaks_of_fault(enquiry: Enquiry) -> bool:
    facts = enquiry.facts or {}
    return bool(facts.get("error_text")) or facts.get("affected") in {"several", "all"}


@cache
def shipped_model() -> Model:
    return Model.from_bytes(ARTEFACT.read_bytes())


def safe(text: object) -> str:
    """Any value as text that can be read: lone surrogates and null bytes gone."""
    return str(text or "").replace("\0", " ").encode("utf-8", "replace").decode()
