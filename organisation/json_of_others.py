"""JSON that others wrote: browsers, providers of sign-ins, mail servers, other municipalities."""

import json
import re
from typing import Any, Final

UNSTORABLE: Final = re.compile("[\0\ud800-\udfff]")
"""The sign zero and halves of pairs, which JSON can name and no database takes."""


def read(text: str | bytes) -> Any:
    """What it holds, as it can be stored. Raises `ValueError` for everything else, however it is built."""
    try:
        return storable(json.loads(text))
    except RecursionError:
        raise ValueError("nested too deep") from None


def storable(value: Any) -> Any:
    """The same without signs that no database takes, however deep they stand."""
    if isinstance(value, str):
        return UNSTORABLE.sub("", value)
    if isinstance(value, list):
        return [storable(item) for item in value]
    if isinstance(value, dict):
        return {storable(name): storable(item) for name, item in value.items()}
    return value
