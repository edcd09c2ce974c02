"""Which small numbers must not be shown, and which others must be hidden with them so that nobody can subtract.

A number from 1 to 4 may point at a person. A table is a set of lines whose numbers add up to one of them; a line in
which too little is hidden gives what is hidden away.
"""

from collections.abc import Hashable, Mapping, Sequence
from typing import Final, TypeVar

LEAST: Final = 5
"""The smallest number that is shown; nothing (0) is shown too."""
Cell = TypeVar("Cell", bound=Hashable)


def covered(cells: Mapping[Cell, int], lines: Sequence[Sequence[Cell]]) -> set[Cell]:
    """The cells to hide. The last cell of each line is the sum of the others in it."""
    names = list(cells)
    places = {cell: place for place, cell in enumerate(names)}
    numbers = [cells[cell] for cell in names]
    plain = [[places[cell] for cell in line] for line in lines]
    hidden = [0 < number < LEAST for number in numbers]
    changed = True
    while changed:
        changed = False
        for line in plain:
            while gives_away(numbers, line, hidden):
                rest = [cell for cell in line if not hidden[cell] and numbers[cell]]
                if not rest:
                    break
                hidden[min(rest, key=lambda cell: (cell == line[-1], numbers[cell]))] = True
                changed = True
    return {name for name, is_hidden in zip(names, hidden, strict=True) if is_hidden}


def gives_away(numbers: Sequence[int], line: Sequence[int], hidden: Sequence[bool]) -> bool:
    """Whether what is hidden in the line can be found by subtracting what is shown."""
    *parts, whole = line
    dark = [cell for cell in parts if hidden[cell]]
    if hidden[whole]:
        return not dark and any(numbers[cell] for cell in parts)
    total = sum(numbers[cell] for cell in dark)
    return bool(dark) and (len(dark) == 1 or total < LEAST or total == len(dark))
