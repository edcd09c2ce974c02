"""What an enquiry is: one of the nine routes, how sure, and why. Needs no database and no network.

`Classifier` is fetched when it is asked for: it brings a model's libraries along, which a process that only serves
pages never needs.
"""

from typing import TYPE_CHECKING, Any

from triage.classifier.interface import Enquiry, Hint, Reason, Verdict

if TYPE_CHECKING:
    from triage.classifier.engine import Classifier

__all__ = ["Classifier", "Enquiry", "Hint", "Reason", "Verdict"]


def __getattr__(name: str) -> Any:
    if name == "Classifier":
        from triage.classifier.engine import Classifier  # noqa: PLC0415  see above

        return Classifier
    raise AttributeError(name)
