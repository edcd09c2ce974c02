"""Parts that the templates of the project lead's board share."""

from typing import Any

from django import template

from triage.wishes.models import ChangeRequest

register = template.Library()

MOST_BARS = 14
HEIGHT = 30
STEP = 8

TONES = {
    "waiting": "new",
    "chosen": "in_progress",
    "sent": "forwarded",
    "accepted": "resolved",
    "planned": "waiting_requester",
    "declined": "urgent",
    "joined": "closed",
}
ICONS = {
    "waiting": "dot",
    "chosen": "half",
    "sent": "forward",
    "accepted": "check",
    "planned": "clock",
    "declined": "close",
    "joined": "lock",
}


@register.inclusion_tag("desk/wishes/_state.html")
def request_state(request: ChangeRequest) -> dict[str, Any]:
    """Where a request stands, by shape, colour and word."""
    return {"tone": TONES[request.status], "icon_name": ICONS[request.status], "label": request.get_status_display()}


@register.inclusion_tag("desk/wishes/_wanted.html")
def wanted(request: ChangeRequest, spread: dict[int, list[int]]) -> dict[str, Any]:
    """How many want it, in words and as a small picture: a bar for each institution, as high as its people are many.

    `spread` is of all requests on the page, so that their bars can be compared.
    """
    counts = spread.get(request.pk, [])[:MOST_BARS]
    most = max((own[0] for own in spread.values() if own), default=1)
    heights = [max(4, round(count * HEIGHT / most)) for count in counts]
    bars = [{"x": at * STEP, "y": HEIGHT - height, "height": height} for at, height in enumerate(heights)]
    return {"request": request, "bars": bars, "width": max(len(bars) * STEP - 2, 6), "height": HEIGHT}
