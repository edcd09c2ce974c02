"""What in a text may point to a person: found by machine, looked at by somebody piece by piece before others read it.

The finder (`privacy.persons`) finds too much rather than too little. What somebody has looked at and lets stand is
remembered by a digest; a new piece is asked about again.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from django.utils import translation
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from privacy.persons import MARKS, depersonalise, others_in

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

SALT: Final = "knowledgebase.persons"
KEY_LENGTH: Final = 20
LANGUAGES: Final = ("da", "en")
NUMBERS: Final = frozenset({"email", "phone", "case", "cpr", "user_name", "link"})
"""Kinds that are a number or an address: they point to somebody whatever is said of them."""
AROUND: Final = frozenset({"greeting", "closing"})
"""Kinds that are taken out as a whole, and name persons by what stands in them alone."""
LABELS: "Final[dict[str, StrPromise]]" = {
    "name": _("Name"),
    "institution": _("School or daycare"),
    "email": _("E-mail address"),
    "phone": _("Phone number"),
    "case": _("Case number"),
    "class": _("Class"),
    "address": _("Address"),
    "link": _("Link to a case"),
    "user_name": _("User name"),
    "greeting": _("Greeting"),
    "closing": _("Signature"),
    "cpr": _("CPR number"),
    "quote": _("What somebody wrote to us"),
}


@dataclass(frozen=True)
class Finding:
    """One piece of a text; `kind` is one of `LABELS`."""

    kind: str
    text: str

    @property
    def key(self) -> str:
        return salted_hmac(SALT, f"{self.kind}\n{self.text}").hexdigest()[:KEY_LENGTH]

    @property
    def label(self) -> "StrPromise":
        return LABELS[self.kind]

    @property
    def is_number(self) -> bool:
        return self.kind in NUMBERS


@dataclass(frozen=True)
class PersonSpan:
    """A part of a text as a page shows it."""

    text: str
    is_found: bool = False


def found_in(texts: Iterable[str], *, names: Iterable[str] = (), places: Iterable[str] = ()) -> tuple[Finding, ...]:
    """What is personal by its form, each piece once, in the order of the texts.

    `names`: of people who must not be named, in full; `places`: names of institutions.
    """
    names, places = list(names), list(places)
    pieces = [piece for text in texts for piece in depersonalise(text, names, places).removed]
    return tuple(dict.fromkeys(Finding(piece.kind, piece.text) for piece in pieces))


def doubts_in(text: str, *, names: Collection[str] = (), places: Collection[str] = ()) -> list[Finding]:
    """Every word that may be a person, a number or an address: also several words with a capital in a row.

    For what a parent wrote and everybody will read, where too much is asked about rather than too little.
    """
    known = {each.text: each.kind for each in named_in(text, names=names)}
    by_word = {word: Finding(kind, word) for word, kind in known.items()}
    for word in others_in([text], known=names, own=[], places=places):
        by_word.setdefault(word, Finding("name", word))
    return sorted(by_word.values(), key=lambda each: (text.find(each.text), each.text))


def named_in(text: str, *, names: Iterable[str] = (), places: Iterable[str] = ()) -> list[Finding]:
    """As `found_in`, without greeting and signature, and each word once."""
    findings = [each for each in found_in([text], names=names, places=places) if each.kind not in AROUND and each.text]
    return list({each.text: each for each in findings}.values())


def keys_of(findings: Iterable[Finding], confirmed: Collection[str]) -> list[str]:
    """The keys of those that somebody confirms: by its key, as a page does, or in its words, as a program does."""
    return [
        finding.key for finding in findings if finding.key in confirmed or (finding.text and finding.text in confirmed)
    ]


def unconfirmed(findings: Iterable[Finding], confirmed: Collection[str]) -> list[Finding]:
    """Those whose key nobody has confirmed."""
    return [finding for finding in findings if finding.key not in confirmed]


def without_persons(text: str, *, names: Iterable[str] = (), places: Iterable[str] = (), language: str = "da") -> str:
    """The text with a mark, such as "[navn]", where something personal stood. `language`: of the marks."""
    return depersonalise(text, names, places, language).text


def marks_left(texts: Iterable[str]) -> list[str]:
    """The marks, such as "[navn]", whose place is still to be rewritten."""
    whole = "\n".join(texts)
    return [mark for mark in all_marks() if mark in whole]


def all_marks() -> list[str]:
    marks: dict[str, None] = {}
    for language in LANGUAGES:
        with translation.override(language):
            marks |= {str(mark): None for mark in MARKS.values()}
    return list(marks)


def stretches(text: str, words: Iterable[str]) -> list[PersonSpan]:
    """The text cut where one of the words stands, so that a page can mark it."""
    cut = [PersonSpan(text)]
    for word in sorted({word for word in words if word}, key=len, reverse=True):
        cut = [part for stretch in cut for part in split(stretch, word)]
    return cut


def split(stretch: PersonSpan, word: str) -> list[PersonSpan]:
    if stretch.is_found or word not in stretch.text:
        return [stretch]
    parts: list[PersonSpan] = []
    for number, text in enumerate(stretch.text.split(word)):
        parts += [PersonSpan(word, is_found=True)] if number else []
        parts += [PersonSpan(text)] if text else []
    return parts
