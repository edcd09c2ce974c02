"""What the dimensions and their values are called."""

from typing import Any, Final

from django.utils.translation import gettext_lazy as _

from knowledgebase.models import Topic
from reporting.counting import NONE
from reporting.models import Dimension
from tickets.words import Audience, Channel, Route, Tier

WORDS: Final[dict[str, Any]] = {
    Dimension.AUDIENCE: Audience,
    Dimension.CHANNEL: Channel,
    Dimension.ROUTE: Route,
    Dimension.TIER: Tier,
}
NOT_JUDGED: Final = _("Not assessed yet")
NOT_RECOGNISED: Final = _("No topic recognised")


def dimension_name(dimension: str) -> str:
    return str(Dimension(dimension).label)


def value_name(dimension: str, value: str) -> str:
    if dimension == Dimension.TOPIC:
        return str(NOT_RECOGNISED) if value == NONE else Topic.name_of(value)
    return str(NOT_JUDGED if value == NONE else WORDS[dimension](value).label)
