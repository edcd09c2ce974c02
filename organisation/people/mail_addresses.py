"""When two mail addresses are one: as mail systems compare them, without capitals and without what follows a plus."""

from typing import Any, Final

from django.db.models import Case, CharField, F, Value, When
from django.db.models.functions import Concat, Lower, StrIndex, Substr
from django.db.models.lookups import GreaterThan

PLUS: Final = "+"


def comparable(address: str) -> str:
    """`Maja+aula@Example.org ` and `maja@example.org` are both `maja@example.org`."""
    name, at, host = address.strip().casefold().partition("@")
    return f"{name.partition(PLUS)[0]}{at}{host}"


def same(one: str, other: str) -> bool:
    """Whether mail to both reaches one mailbox. An empty address is nobody's."""
    return bool(one.strip()) and comparable(one) == comparable(other)


def compared(column: str) -> Any:
    """The same of a column, for a query or an index."""
    plus, at = StrIndex(F(column), Value(PLUS)), StrIndex(F(column), Value("@"))
    plain = Concat(Substr(F(column), 1, plus - 1), Substr(F(column), at), output_field=CharField())
    return Lower(Case(When(GreaterThan(plus, 0), then=plain), default=F(column), output_field=CharField()))
