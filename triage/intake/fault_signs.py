"""Does a text sound like a fault? Asked of the model in use, as triage asks of the case: one question, one answer."""

import logging

from triage.classifier import Enquiry
from triage.classifier.interface import may_be_fault
from triage.suggestions import model_in_use

log = logging.getLogger(__name__)
LOOKED_AT = 5_000


def sounds_like_fault(text: str, audience: str = "") -> bool:
    """Whether the text (subject, a new line, body; its first 5,000 characters) may be about a fault.

    The form goes on without an answer where there is no model to ask.
    """
    if not text.strip():
        return False
    subject, _newline, body = text[:LOOKED_AT].partition("\n")
    try:
        chances = model_in_use.current().classifier.chances(Enquiry(subject, body, audience))
    except (OSError, ValueError) as error:
        log.error("no model to ask about a fault: %s", type(error).__name__)  # noqa: TRY400  the text may be personal
        return False
    return may_be_fault(chances)
