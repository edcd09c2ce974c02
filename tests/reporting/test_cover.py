"""Small numbers are hidden, and nobody can subtract them back."""

import itertools
import random
from typing import Any

import numpy as np
import pytest

from reporting.cover import LEAST, covered

WHOLE = "whole"


def table(numbers: dict[tuple[str, str], int]) -> tuple[dict[Any, int], list[list[Any]]]:
    """The numbers with their sums, and the lines that add up."""
    rows, columns = sorted({row for row, _c in numbers}), sorted({column for _r, column in numbers})
    cells: dict[Any, int] = dict(numbers)
    for row in rows:
        cells[row, WHOLE] = sum(numbers[row, column] for column in columns)
    for column in columns:
        cells[WHOLE, column] = sum(numbers[row, column] for row in rows)
    cells[WHOLE, WHOLE] = sum(numbers.values())
    lines = [[(row, column) for column in [*columns, WHOLE]] for row in [*rows, WHOLE]]
    lines += [[(row, column) for row in [*rows, WHOLE]] for column in [*columns, WHOLE]]
    return cells, lines


def solve(cells: dict[Any, int], lines: list[list[Any]], hidden: set[Any]) -> set[Any]:
    """The hidden cells that are the same in every solution of all lines together: nothing of what can be added to a
    solution (the null space) touches them."""
    unknown = sorted(hidden, key=str)
    equations = np.array(
        [
            [sum(1 if at < len(line) - 1 else -1 for at, cell in enumerate(line) if cell == each) for each in unknown]
            for line in lines
        ],
        float,
    )
    _u, values, directions = np.linalg.svd(equations)
    free = directions[int((values > 1e-9).sum()) :]
    return {cell for at, cell in enumerate(unknown) if free.size == 0 or abs(free[:, at]).max() < 1e-9}


@pytest.mark.parametrize("seed", [*range(60), 89, 343, 362, 582])
def test_no_hidden_number_of_a_table_can_be_subtracted_back(seed: int) -> None:
    dice = random.Random(seed)
    rows, columns = range(dice.randint(2, 12)), range(dice.randint(2, 9))
    sizes = dice.choice([[0, 1, 2, 3, 8, 20], [0, 0, 0, 1, 30], [1, 40, 60], [0, 5, 9, 4], [0, 7, 9, 20, 2, 30]])
    numbers = {(f"r{row}", f"c{column}"): dice.choice(sizes) for row, column in itertools.product(rows, columns)}
    cells, lines = table(numbers)
    hidden = covered(cells, lines)
    assert {cell for cell, number in cells.items() if 0 < number < LEAST} <= hidden
    assert not hidden or solve(cells, lines, hidden) == set()


def test_the_only_small_number_takes_the_next_smallest_with_it() -> None:
    cells = {"a": 2, "b": 7, "c": 30, WHOLE: 39}
    assert covered(cells, [["a", "b", "c", WHOLE]]) == {"a", "b"}


def test_two_small_numbers_whose_sum_tells_both_take_a_third() -> None:
    cells = {"a": 1, "b": 1, "c": 30, WHOLE: 32}
    assert covered(cells, [["a", "b", "c", WHOLE]]) == {"a", "b", "c"}


def test_nothing_is_hidden_where_nothing_is_small() -> None:
    cells = {"a": 0, "b": 5, "c": 30, WHOLE: 35}
    assert covered(cells, [["a", "b", "c", WHOLE]]) == set()


def test_a_small_sum_hides_its_parts() -> None:
    cells = {"a": 0, "b": 3, WHOLE: 3}
    assert covered(cells, [["a", "b", WHOLE]]) == {"b", WHOLE}
