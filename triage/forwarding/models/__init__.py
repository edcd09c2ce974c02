from triage.forwarding.models.forwarding import Forwarding
from triage.forwarding.models.silence_policy import SilencePolicy

__all__ = ["Forwarding", "SilencePolicy"]
