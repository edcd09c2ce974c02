"""The lines of a list are written without a template: what people wrote stays text, and everything is said."""

from typing import Any

from desk.fast.lines import line
from desk.queue.highlights import Hit
from desk.queue.rows import QueueRow
from tickets.models import Tag, Ticket
from triage.flags.models import Flag

WORDS = ["subject", "requester", "audience", "excerpt", "waits", "place", "who"]
SHARP = "<b>\"x\" & 'y'</b>"


def row(**changed: Any) -> QueueRow:
    said: dict[str, Any] = dict.fromkeys(WORDS, SHARP)
    said |= {"pill": "<i>pill</i>", "route": "<i>route</i>", "due": "<i>due</i>", "pk": "7", "address": "/sag/7/"}
    said |= {"number": "AULA-26-000007", "alike": 2, "is_overdue": True, "may_be_spam": True, "hit": None}
    said |= {"ticket": Ticket(), "flags": [Flag(kind="child")], "tags": [Tag(name=SHARP)]}
    return QueueRow(**said | changed)


def test_what_people_wrote_is_text_wherever_it_stands() -> None:
    shown = line(row(), pick=True, behind='?from=%3Flist%3Dall&x="')
    assert "<b>" not in shown
    assert 'href="/sag/7/?from=%3Flist%3Dall&amp;x=&quot;"' in shown
    assert shown.count("&lt;b&gt;") == 10  # tick, subject, tag, five words about it, excerpt, who, others alike


def test_a_hit_is_marked_and_nothing_else_is() -> None:
    found = Hit(subject=[("Ingen ", False), ("<lyd>", True)], snippet=[("og ", False), ("lyd", True)])
    shown = line(row(hit=found), pick=False, behind="")
    assert "Ingen <mark>&lt;lyd&gt;</mark></a>" in shown
    assert "og <mark>lyd</mark></span>" in shown
    assert "queue-row__tick" not in shown
