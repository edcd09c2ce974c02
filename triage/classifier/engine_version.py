"""Which version of the classifier made a model: a stored model is read by the version that made it, and by no other."""

from typing import Final

ENGINE: Final = "2026.4"
"""Raised by hand with every change of what the classifier reads in a text or makes of it, and with nothing else: a
comment must not cost a municipality the model that its people have taught. `tests/triage/classifier/test_engine.py`
notices a change that was not told here."""
