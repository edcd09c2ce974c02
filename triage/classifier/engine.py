"""One decision from hints, signs and the model; with reasons."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any, Final

import numpy as np

from triage.classifier.cues import SIGNS
from triage.classifier.decision import LONGEST_SUBJECT, head_start, pushes
from triage.classifier.interface import Enquiry, Hint, Reason, Verdict
from triage.classifier.model import Model, softmax
from triage.classifier.reading import Text
from triage.classifier.text import folded

ARTEFACT: Final = Path(__file__).parent / "data" / "model.npz"
LEAST_REASONS, MOST_REASONS = 2, 4
"""One alone convinces nobody."""
CLOSE: Final = 0.25
"""A second route this likely is told as a doubt."""
FALLBACK: Final = "usage_question"
ROUTE_OF_FACTS: Final = "technical_fault"
FACT_STRENGTH: Final = 0.6


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

    def classify(self, enquiry: Enquiry) -> Verdict:
        return self.classify_all([enquiry])[0]

    def classify_all(self, enquiries: Iterable[Enquiry]) -> list[Verdict]:
        """Never raises for any text: an empty one gives the most common route with no confidence."""
        told = list(enquiries)
        if not told:
            return []
        texts = [Text(safe(each.subject)[:LONGEST_SUBJECT], safe(each.body), each.audience) for each in told]
        scores = np.asarray(self.model.scores(texts)) / self.model.heat + head_start(self.model.routes)
        wholes = [folded(text.whole) for text in texts]
        for row, enquiry in enumerate(told):
            if speaks_of_fault(enquiry) and ROUTE_OF_FACTS in self.model.routes:
                scores[row, self.model.routes.index(ROUTE_OF_FACTS)] += FACT_STRENGTH
        before = scores.copy()
        for row, whole in enumerate(wholes):
            for route, gain in pushes(self.hints, whole).items():
                if route in self.model.routes:
                    scores[row, self.model.routes.index(route)] += gain
        verdicts = [self.verdict(*each) for each in zip(told, texts, wholes, softmax(scores), strict=True)]
        return [replace(verdict, scores=self.named(row)) for verdict, row in zip(verdicts, before, strict=True)]

    def named(self, scores: Any) -> dict[str, float]:
        return {route: round(float(score), 4) for route, score in zip(self.model.routes, scores, strict=True)}

    def verdict(self, enquiry: Enquiry, text: Text, whole: str, chances: Any) -> Verdict:
        order = np.argsort(-chances)
        route, confidence = self.model.routes[order[0]], float(chances[order[0]])
        probabilities = {name: round(float(chance), 4) for name, chance in zip(self.model.routes, chances, strict=True)}
        if not any(character.isalpha() for character in whole):
            return Verdict(FALLBACK, 0.0, (Reason("no_text"),), probabilities)
        second = self.model.routes[order[1]] if chances[order[1]] >= CLOSE else ""
        reasons = self.reasons(enquiry, text, whole, route, second)
        return Verdict(route, round(confidence, 4), tuple(reasons[:MOST_REASONS]), probabilities)

    def reasons(self, enquiry: Enquiry, text: Text, whole: str, route: str, second: str) -> list[Reason]:
        """Two to four: what was noticed, the words that weighed most, and the doubt if there is one."""
        spoke = [hint for hint in self.hints if hint.route == route and hint.is_in(whole)]
        told = [Reason("hint", {"term": hint.term, "route": route}) for hint in spoke]
        seen = text.signs
        for known in SIGNS:
            if route in known.routes and known.name in seen:
                reason = Reason(known.reason, {"term": seen[known.name]} if known.says_term else {})
                if reason not in told:
                    told.append(reason)
        if (enquiry.facts or {}).get("error_text") and route == ROUTE_OF_FACTS:
            told.append(Reason("error_text"))
        told = told[: MOST_REASONS - 1 - bool(second)]
        terms = self.model.telling_words(text, route)
        if terms:
            told.append(Reason("words", {"route": route, "terms": ", ".join(terms)}))
        if second:
            told.append(Reason("unsure", {"route": second}))
        spare = (Reason("similar", {"route": route}), Reason("little"))
        return told + list(spare[: max(LEAST_REASONS - len(told), 0)])


def speaks_of_fault(enquiry: Enquiry) -> bool:
    facts = enquiry.facts or {}
    return bool(facts.get("error_text")) or facts.get("affected") in {"several", "all"}


@cache
def shipped_model() -> Model:
    return Model.from_bytes(ARTEFACT.read_bytes())


def safe(text: object) -> str:
    """Any value as text that can be read: lone surrogates and null bytes gone."""
    return str(text or "").replace("\0", " ").encode("utf-8", "replace").decode()
