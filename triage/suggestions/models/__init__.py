from triage.suggestions.models.hint import Hint
from triage.suggestions.models.model_version import ModelFile, ModelUse, ModelVersion
from triage.suggestions.models.repeat import Repeat
from triage.suggestions.models.suggestion import Suggestion
from triage.suggestions.models.triage_policy import TriagePolicy

__all__ = ["Hint", "ModelFile", "ModelUse", "ModelVersion", "Repeat", "Suggestion", "TriagePolicy"]
