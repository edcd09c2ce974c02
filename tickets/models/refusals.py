"""What the state of a case does not allow."""

from organisation.pages.refusals import UnableTo

__all__ = ["UnableTo", "UnableToAnswer", "UnableToEscalate", "UnableToForward", "UnableToHandBack", "UnableToUndo"]


class UnableWhileFlagged(UnableTo):
    """Something in the case must not wait, and nobody has looked at it yet."""


class UnableToEscalate(UnableTo): ...


class UnableToHandBack(UnableTo): ...


class UnableToAnswer(UnableTo): ...


class UnableToForward(UnableTo): ...


class UnableToUndo(UnableTo): ...
