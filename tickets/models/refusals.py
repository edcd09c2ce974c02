"""What the state of a case does not allow."""

from organisation.refusals import UnableTo

__all__ = ["UnableTo", "UnableToAnswer", "UnableToEscalate", "UnableToForward", "UnableToHandBack", "UnableToUndo"]


class UnableToEscalate(UnableTo): ...


class UnableToHandBack(UnableTo): ...


class UnableToAnswer(UnableTo): ...


class UnableToForward(UnableTo): ...


class UnableToUndo(UnableTo): ...
