"""One text as the model reads it; each way of reading is worked out once."""

from dataclasses import dataclass
from functools import cached_property

from triage.classifier.cues import cues_in
from triage.classifier.negation import parted
from triage.classifier.text import cleaned, folded


@dataclass(frozen=True)
class Text:
    subject: str
    body: str
    audience: str

    @cached_property
    def matter(self) -> str:
        return cleaned(self.body)

    @cached_property
    def whole(self) -> str:
        return f"{self.subject.strip()}\n{self.matter}".strip()

    @cached_property
    def telling(self) -> str:
        """Without the clauses that say what is not the matter."""
        return f"{self.subject.strip()}\n{parted(self.matter)[0]}".strip()

    @cached_property
    def plain(self) -> str:
        """The telling part, folded."""
        return folded(self.telling)

    @cached_property
    def cues(self) -> dict[str, str]:
        """The cues in the telling part, with the first words that show each."""
        return cues_in(self.plain)
