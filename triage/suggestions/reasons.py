"""The classifier's reasons in the reader's language."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import get_language

from triage.classifier import Reason


def words_of(stored: Iterable[Mapping[str, Any]]) -> list[str]:
    """Sentences for reasons stored as `{"code": …, "params": {…}}`."""
    language = get_language() or "da"
    return [Reason(reason["code"], dict(reason["params"])).text(language) for reason in stored]
