"""How far a share that was counted on few may lie from the true one."""

from math import sqrt
from typing import Final

SURE: Final = 1.96
"""Standard deviations to either side within which nineteen of twenty lie."""


def likely_share(hits: int, count: int, sure: float = SURE) -> tuple[float, float]:
    """Between which shares, from 0 to 1, the true one probably lies (E. B. Wilson, 1927). `count` is at least 1."""
    share, spread = hits / count, sure**2 / count
    middle = (share + spread / 2) / (1 + spread)
    reach = sure / (1 + spread) * sqrt(share * (1 - share) / count + spread / (4 * count))
    return max(middle - reach, 0.0), min(middle + reach, 1.0)
