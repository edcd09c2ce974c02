"""What an enquiry is: one of the nine routes, how sure, and why. Needs no database and no network."""

from triage.classifier.engine import Classifier
from triage.classifier.flags import flags_of
from triage.classifier.shapes import Enquiry, Hint, Reason, Verdict

__all__ = ["Classifier", "Enquiry", "Hint", "Reason", "Verdict", "flags_of"]
