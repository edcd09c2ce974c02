"""What the state of a case does not allow."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise


class UnableTo(Exception):
    """A verb that the state of the case does not allow. Its text says what to do instead."""

    def __init__(self, message: "str | StrPromise") -> None:
        super().__init__(message)
        self.message = message


class UnableToEscalate(UnableTo): ...


class UnableToHandBack(UnableTo): ...


class UnableToAnswer(UnableTo): ...


class UnableToForward(UnableTo): ...


class UnableToUndo(UnableTo): ...
