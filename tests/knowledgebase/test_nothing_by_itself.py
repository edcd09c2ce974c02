"""What somebody writes to us becomes public by no way of its own: only the act of a person of staff shows it.

A machine goes every way in every order (`ways_of_words`), and acts of staff between; after each row of steps a stranger
looks everywhere, and finds no word that nobody has cleared.
"""

from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, rule, run_state_machine_as_test

from tests.cast import Cast, gather
from tests.knowledgebase.ways_of_words import ACTS, WAYS, House, outside, slip, telling

LOOKS_AFTER = 15
"""Steps: looking everywhere takes longer than they do."""
HOW_LONG = settings(
    max_examples=4,
    stateful_step_count=30,
    deadline=None,
    derandomize=True,
    suppress_health_check=list(HealthCheck),
)


class Words(RuleBasedStateMachine):
    """Each run has a house of its own, of which nothing is left."""

    def __init__(self) -> None:
        super().__init__()
        self.atomic = transaction.atomic()
        self.atomic.__enter__()
        self.house, self.steps = House(gather()), 0

    @rule(name=st.sampled_from(sorted(WAYS | ACTS)), chosen=st.integers(0, 12))
    def something_happens(self, name: str, chosen: int) -> None:
        self.house.do(name, chosen)
        self.steps += 1
        if self.steps % LOOKS_AFTER == 0:
            assert telling(self.house) == []

    def teardown(self) -> None:
        try:
            self.house.do("runs_by_itself")
            assert telling(self.house) == []
        finally:
            transaction.set_rollback(True)
            self.atomic.__exit__(None, None, None)


def test_no_way_in_any_order_makes_a_message_public(db: None) -> None:
    run_state_machine_as_test(Words, settings=HOW_LONG)


def test_each_way_is_gone_and_what_staff_show_is_seen(cast: Cast) -> None:
    """So that the machine tries what it says: no way is refused where nothing stands in it, and acts have an effect."""
    house = House(cast)
    for name in WAYS:
        house.do(name)
    assert house.refused == []
    for name in WAYS:
        house.do(name, 1)
    assert telling(house) == []
    for name in ACTS:
        house.do(name)
    house.do("runs_by_itself")
    assert telling(house) == []
    pages = " ".join(outside(house).values()).lower()
    assert house.cleared
    assert [word for word in house.cleared if word not in pages] == []


def test_a_slip_of_ours_is_found(cast: Cast) -> None:
    house = House(cast)
    house.do("is_proposed_for_the_board", 1)
    assert telling(house) == []
    slip(house)
    assert telling(house) != []
