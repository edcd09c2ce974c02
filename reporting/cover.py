"""Which small numbers must not be shown, and which others must be hidden with them so that nobody can subtract.

A number from 1 to 4 may point at a person. A table is a set of lines whose numbers add up to one of them. What is
hidden must not be found from one line, nor from several together.
"""

from collections.abc import Collection, Hashable, Iterable, Mapping, Sequence
from typing import Final, TypeVar

import numpy as np

LEAST: Final = 5
"""The smallest number that is shown; nothing (0) is shown too."""
CERTAIN: Final = 1 - 1e-6
SLACK: Final = 1e-9
Cell = TypeVar("Cell", bound=Hashable)
Line = Sequence[int]


def covered(cells: Mapping[Cell, int], lines: Sequence[Sequence[Cell]], also: Collection[Cell] = ()) -> set[Cell]:
    """The cells to hide, `also` among them. The last cell of each line is the sum of the others in it."""
    names = list(cells)
    places = {cell: place for place, cell in enumerate(names)}
    numbers = [cells[cell] for cell in names]
    plain = [[places[cell] for cell in line] for line in lines]
    hidden = [0 < cells[cell] < LEAST or cell in also for cell in names]
    cover_lines(numbers, plain, hidden)
    while exposed := [cell for cell in determined(plain, hidden) if numbers[cell]]:
        around = [line for line in plain if exposed[0] in line]
        near = [cell for line in around for cell in line]
        if not hide_another(numbers, near, hidden) and not hide_another(numbers, range(len(numbers)), hidden):
            break
        cover_lines(numbers, plain, hidden)
    return {name for name, is_hidden in zip(names, hidden, strict=True) if is_hidden}


def cover_lines(numbers: Sequence[int], lines: Iterable[Line], hidden: list[bool]) -> None:
    """Hides more until no line by itself gives away what is hidden in it."""
    lines, changed = list(lines), True
    while changed:
        changed = False
        for line in lines:
            while gives_away(numbers, line, hidden) and hide_another(numbers, line, hidden):
                changed = True


def hide_another(numbers: Sequence[int], line: Line, hidden: list[bool]) -> bool:
    """Hides the smallest number that is shown, the sum last; False where there is none."""
    rest = [cell for cell in line if not hidden[cell] and numbers[cell]]
    if rest:
        hidden[min(rest, key=lambda cell: (cell == line[-1], numbers[cell]))] = True
    return bool(rest)


def gives_away(numbers: Sequence[int], line: Line, hidden: Sequence[bool]) -> bool:
    """Whether what is hidden in the line can be found by subtracting what is shown."""
    *parts, whole = line
    dark = [cell for cell in parts if hidden[cell]]
    if hidden[whole]:
        return not dark and any(numbers[cell] for cell in parts)
    total = sum(numbers[cell] for cell in dark)
    return bool(dark) and (len(dark) == 1 or total < LEAST or total == len(dark))


def determined(lines: Sequence[Line], hidden: Sequence[bool]) -> list[int]:
    """The hidden cells that have one solution when all lines are taken together.

    The lines are linear equations in what is hidden; a cell has one solution when its own direction lies in the space
    of the equations, so that its projection upon that is the whole of it.
    """
    around: dict[int, list[tuple[int, int]]] = {cell: [] for cell, is_hidden in enumerate(hidden) if is_hidden}
    rows = [line for line in lines if any(hidden[cell] for cell in line)]
    for at, line in enumerate(rows):
        for cell in line:
            if hidden[cell]:
                around[cell].append((at, -1 if cell == line[-1] else 1))
    shares = lengths_within(list(around.values()), len(rows)) if rows else ()
    return [cell for cell, share in zip(around, shares, strict=False) if share > CERTAIN]


def lengths_within(columns: Sequence[Sequence[tuple[int, int]]], rows: int) -> Sequence[float]:
    """Of each column of the equations, (row, factor) of what is in it: the length of its direction's projection."""
    most = max(map(len, columns))
    padded = np.array([[*column, *[(0, 0)] * (most - len(column))] for column in columns]).reshape(-1, most, 2)
    down, across = padded[:, :, None, 0], padded[:, None, :, 0]
    factors = padded[:, :, None, 1] * padded[:, None, :, 1]
    products = SLACK * np.eye(rows)
    np.add.at(products, (down, across), factors)
    lengths: Sequence[float] = (np.linalg.inv(products)[down, across] * factors).sum(axis=(1, 2))
    return lengths
