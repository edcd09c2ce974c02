"""The same form sent again, by a double click or from another page or tab, makes no second case."""

import hashlib
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING, Any, Final

from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from database.prepared import FIRST, FOURTH_WORD, MOMENT, OTHER_WORD, THIRD_WORD, WORD, Prepared
from privacy.cpr import mask
from tickets.models import Message
from tickets.words import Channel

if TYPE_CHECKING:
    from django.db.models import QuerySet

LATELY: Final = timedelta(minutes=10)
MOST_ALIKE: Final = 20
"""Messages that are looked through for the same one; somebody may have replied to each of five enquiries."""


def body_of(data: dict[str, Any]) -> str:
    """With the place in the sender's own words where it is not in the list, or beside the one that is."""
    if not data["elsewhere"]:
        return str(data["body"])
    place = _("Also about: %(name)s") if data["institution"] else _("School or daycare: %(name)s")
    return f"{data['body']}\n\n{place % {'name': data['elsewhere']}}"


def sent_lately(data: dict[str, Any]) -> str | None:
    """The act that sent the very same within the last minutes, from another page or tab."""
    written = mask(body_of(data)).text.strip()
    marks = {
        MOMENT: timezone.now() - LATELY,
        WORD: data["name"],
        OTHER_WORD: data["email"],
        THIRD_WORD: data["phone"],
        FOURTH_WORD: mask(data["subject"]).text[:200],
    }
    place = data["institution"]
    sent = ALIKE_OF_PLACE.rows(marks | {FIRST: place.pk}) if place else ALIKE_OF_NO_PLACE.rows(marks)
    return next((message.act for message in sent if message.body.strip() == written), None)  # type: ignore[attr-defined]


def alike(place: int | None) -> "QuerySet[Message]":
    """What one person sent with one subject from a moment on, the newest first, each with its `act` of sending."""
    sent = Message.objects.from_requester().filter(
        via=None,
        ticket__opened_at__gt=MOMENT,
        ticket__submission__isnull=False,
        ticket__channel=Channel.WEB,
        ticket__requester_name=WORD,
        ticket__requester_email=OTHER_WORD,
        ticket__requester_phone=THIRD_WORD,
        ticket__institution=place,
        ticket__subject=FOURTH_WORD,
    )
    return sent.order_by("-ticket_id", "id").only("body").annotate(act=F("ticket__submission"))[:MOST_ALIKE]


def act_of_sending(data: dict[str, object]) -> str:
    """One key for one form sent with one content: a double click is one case, a changed text is a new one."""
    parts = [str(data[name]) for name in ("submission", "institution", "email", "subject", "body")]
    return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()


ALIKE_OF_PLACE: Final = Prepared(partial(alike, FIRST))
ALIKE_OF_NO_PLACE: Final = Prepared(partial(alike, None))
