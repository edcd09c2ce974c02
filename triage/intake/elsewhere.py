"""What is not for this box: told at once where it belongs, with the school's number. It can be sent all the same.

Only what is plain is told. Whoever speaks of Aula, or of something that does not work, is never sent away.
"""

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext_lazy as _

from organisation.models import Institution
from triage.classifier.text import folded

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

ABOUT_AULA: Final = re.compile(
    r"\baula\w*|\bapp(?:en|s)?\b|\bmitid\b|\buni ?-?login\b|\blog(?:ge|ger|get)? ?(?:ind|in|paa)\b|\bfejl\w*|"
    r"\bvirker? ikke|\bkan (?:jeg |vi |hun |han )?ikke\b|\bhvor(?:dan)?\b|\bknap\w*|\bskaerm\w*|\bkalender\w*|"
    r"\bbesked(?:er|erne|traad\w*)\b|\bnotifikation\w*|\bwidget\w*|\bcan(?:no|')t\b|\bdoes(?:n't| not)\b|\bhow\b|"
    r"\bwhere\b|\berror\b|\blog ?in\b|\bmessages\b"
)
ABSENCE: Final = re.compile(
    r"\ber (?:desvaerre |stadig )?(?:syg|sloej|forkoelet)\b|\bhar (?:feber|omgangssyge\w*|skoldkopper)\b|"
    r"\bkommer (?:foerst|ikke|for sent|lidt senere) (?:i dag|idag|i morgen|imorgen|kl)|\bbliver hentet\b|"
    r"\b(?:henter|hentes) (?:hende|ham|dem|af|kl|i dag|idag)|\bskal til (?:tandlaege\w*|laege\w*)|"
    r"\bis (?:ill|sick)\b|\bhas a fever\b|\bwill be late\b|\bwill not be (?:in|at) school"
)
TEACHER: Final = re.compile(
    r"\b(?:giv|sig|fortael) (?:det )?(?:til )?(?:laereren|klasselaereren|paedagog\w*|hendes|hans)|"
    r"\bbesked til (?:laereren|klasselaereren|paedagog\w*)|\bvil gerne tale med (?:laereren|klasselaereren|lederen)|"
    r"\bglemte? (?:sin|sit|sine|en) (?:jakke|madpakke|taske|gymnastiktoej|drikkedunk|penalhus)|"
    r"\btell (?:her|his|the) teacher\b|\bforgot (?:her|his) (?:jacket|lunch|bag)"
)
COMPLAINT: Final = re.compile(r"\bklage\w* (?:over|paa)\b|\bindgive en klage\b|\bcomplain(?:t)? about\b")


@dataclass(frozen=True)
class Elsewhere:
    """Where it belongs, in one sentence; `place` is the school or daycare that was chosen, with its number."""

    heading: "StrPromise"
    text: "StrPromise"
    place: Institution | None


KINDS: Final = (
    (
        ABSENCE,
        _("Is it about illness, or about being fetched or late?"),
        _("The school does not see what is written here today. Report it in Aula, or call the school or daycare."),
    ),
    (
        TEACHER,
        _("Is it a message for a teacher?"),
        _("Teachers do not see what is written here. Write to them in Aula under Messages, or call the office."),
    ),
    (
        COMPLAINT,
        _("Is it a complaint about the school or daycare?"),
        _("Complaints are for the head of the school or daycare. We only help with Aula here."),
    ),
)


def belongs_elsewhere(written: str, place: str = "") -> Elsewhere | None:
    """None for whatever may be about Aula. `place`: the key of the institution as the form has it."""
    text = folded(written)
    if ABOUT_AULA.search(text):
        return None
    for pattern, heading, sentence in KINDS:
        if pattern.search(text):
            return Elsewhere(heading, sentence, chosen(place))
    return None


def chosen(place: str) -> Institution | None:
    known = place.isascii() and place.isdigit() and len(place) < 10  # noqa: PLR2004  digits of a key
    return Institution.objects.active().filter(pk=place).first() if known else None
