"""Signs of a text that nobody sees."""

import unicodedata
from typing import Final

TURNING: Final = dict.fromkeys([*range(0x202A, 0x202F), *range(0x2066, 0x206A)])
"""Signs that turn the letters behind them round, with which a subject or a name can be made to look like another. For
`str.translate`."""
UNSEEN: Final = frozenset({"Cc", "Cf", "Zl", "Zp", "Zs"})
"""Unicode's general categories of them."""


def says_nothing(text: str) -> bool:
    """Whether a reader would see an empty field."""
    return all(unicodedata.category(sign) in UNSEEN for sign in text)
