"""Takes the persons out of an answer before everybody may read it, and shows what it took out.

A first reading by machine, never the last: a person reads the text before it is published.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from django.utils import translation
from django.utils.translation import gettext_lazy as _

from privacy.cpr import mask

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

CAPITAL: Final = r"[A-ZÆØÅÄÖÜÉ][\w'’-]{1,60}"
BEFORE, AFTER = r"(?<![^\W_])", r"(?![^\W_])"
"""No letter and no figure stands there. In the name of a file a line joins words: "Ida_Berg_2.pdf"."""

PHONE: Final = r"\d{8}|\d{4}[ ]\d{4}|\d{2}(?P<gap>[ .-])\d{2}(?P=gap)\d{2}(?P=gap)\d{2}"

MARKS: "Final[dict[str, StrPromise]]" = {
    "name": _("[name]"),
    "institution": _("[institution]"),
    "email": _("[e-mail]"),
    "phone": _("[phone number]"),
    "case": _("[case number]"),
    "class": _("[class]"),
    "address": _("[address]"),
    "link": _("[link]"),
    "user_name": _("[user name]"),
}
"""What stands in the text where something was taken out."""

LINK: Final = re.compile(r"https?://\S++")
PRIVATE: Final = re.compile(r"/(?:sag|admin)/\S")
"""What an address holds that leads to one case."""
RULES: Final = (
    ("email", re.compile(r"(?:(?<![\w.+-])[\w.+-]++|[\w.+-]{1,64}+)@[\w-]++(?:\.[\w-]++)++")),
    ("case", re.compile(r"\bAULA-\d{2}-\d+\b", re.IGNORECASE)),
    (
        "case",
        re.compile(
            r"(?i:\b(?:sagsnr\.?|sagsnummer|sag nr\.?|case (?:number|no\.?))\s*+(?::\s*+)?)"
            r"(?=[\w/-]{0,40}\d)[\w/-]++"
        ),
    ),
    ("phone", re.compile(rf"(?<![\w.,-])(?:(?:\+|00)45[ -]?)?(?:{PHONE})(?![\w-]|[.,]\d)")),
    ("address", re.compile(rf"\b{CAPITAL}(?:vej|gade|allé|alle|stræde|torv|vænget|parken|bakken)\b[ ]\d++\w?\b")),
    ("address", re.compile(r"\b(?:vej|gade|allé|stræde)[ ]\d+\b", re.IGNORECASE)),
    ("user_name", re.compile(r"\b[a-z]{4}(?=\w*\d)[0-9a-z]{4}\b")),
    ("class", re.compile(r"(?<![\w.,:])(?:10|\d)(?:\.[ ]?|)[A-Ha-h](?:['’]?s|erne|'ere)?(?![\w.]\w|\w)")),
)
"""What is personal by its form alone. Each reads a letter a fixed number of times at most, however long the text is."""

CHILD: Final = re.compile(
    r"\b(?i:[mds]in|[mds]it|vores|jeres|hans|hendes|deres|my|your|our|his|her|their)\s+(?:\w+\s+){0,2}?"
    r"(?i:søns?|datters?|barns?|drengs?|piges?|tvillinger|elevs?|child|son|daughter|pupil)(?:\s*+,)?\s++"
    rf"(?P<name>{CAPITAL}(?:[ ]{CAPITAL})?)"
)
"""The name after "min datter"; from there on it is taken out wherever it stands."""

STAFF: Final = re.compile(
    r"\b(?i:lærer(?:en)?|klasselærer(?:en)?|pædagog(?:en)?|skoleleder(?:en)?|sekretær(?:en)?|teacher|principal)\s+"
    rf"(?P<name>{CAPITAL}(?:[ ]{CAPITAL})?)"
)
NOT_NAMES: Final = frozenset(
    {
        "Aula",
        "MitID",
        "Unilogin",
        "UNI",
        "Komme",
        "Android",
        "Microsoft",
        "Google",
        "Edge",
        "Chrome",
    }
)

MOST_NAMES: Final = 100
"""Names that a text itself tells and that are looked for in all of it."""
_ADDRESSED = rf"{CAPITAL}|(?i:alle|igen|support|begge|jer|dig|der|there|all|og|and)"
GREETING: Final = re.compile(
    r"^[ \t]*(?i:kære|hej|hejsa|halløj|goddag|godmorgen|dear|hi|hello)\b"
    rf"(?:[ ]+(?:{_ADDRESSED})[.]?)*[ \t]*(?:[,!.:–-]+[ \t]*|$)\n*",
    re.MULTILINE,
)
CLOSING: Final = re.compile(
    r"(?:^|(?<=[.!?\n]))[ \t]*(?i:"
    r"(?:(?:med|de|mange) )?(?:(?:venligs?t?|bedste|kærlige?|varme) )?hils(?:en|ner)|"
    r"m\.?v\.?h\.?|d\.?b\.?h\.?|[vk]h\.?|"
    r"(?:(?:best|kind|warm) )?regards|(?:yours )?sincerely|all the best)(?=[\s,.!]|$).*\Z",
    re.DOTALL,
)
LONGEST_CLOSING: Final = 400
"""Characters; a "hilsen" further from the end is a part of the text."""

GENERIC: Final = re.compile(
    r"(?i)^(?:\w*skolen?|børnehus(?:et)?|børnehave(?:n)?|vuggestue(?:n)?|sfo|klub(?:ben)?|dagpleje(?:n)?)$"
)
"""What many institutions are called; it names none of them alone."""


@dataclass(frozen=True)
class Removed:
    """One thing that was taken out: `kind` is a key of `MARKS`, or greeting, closing or cpr."""

    kind: str
    text: str


@dataclass(frozen=True)
class Depersonalised:
    """`text` holds a mark such as "[navn]" where something stood; `removed` lists it in the order found."""

    text: str
    removed: tuple[Removed, ...]


def depersonalise(
    text: str, names: Iterable[str] = (), institutions: Iterable[str] = (), language: str = "da"
) -> Depersonalised:
    """The text without greeting, signature, names, numbers and places.

    `names`: everybody in the case, in full. `language`: of the marks that are left.
    """
    with translation.override(language):
        return _Reading(text.replace("\r\n", "\n")).done(list(names), list(institutions))


class _Reading:
    """One text on its way through the rules."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.removed: list[Removed] = []

    def done(self, names: list[str], institutions: list[str]) -> Depersonalised:
        self.drop("closing", CLOSING, longest=LONGEST_CLOSING)
        more_names = [match["name"] for rule in (CHILD, STAFF) for match in rule.finditer(self.text)]
        more_names = [name for name in more_names if re.split(r"[\s-]", name)[0] not in NOT_NAMES]
        self.drop("greeting", GREETING)
        masked = mask(self.text)
        self.text = masked.text
        self.removed += [Removed("cpr", "")] * masked.count
        self.replace("link", LINK, only=PRIVATE)
        for kind, rule in RULES:
            self.replace(kind, rule)
        for rule in place_rules(institutions):
            self.replace("institution", rule)
        for rule in name_rules([*names, *list(dict.fromkeys(more_names))[:MOST_NAMES]]):
            self.replace("name", rule)
        return Depersonalised(tidy(self.text), tuple(self.removed))

    def drop(self, kind: str, rule: re.Pattern[str], longest: int | None = None) -> None:
        match = rule.search(self.text)
        if match is None or (longest is not None and len(match[0]) > longest):
            return
        self.removed.append(Removed(kind, match[0].strip()))
        self.text = self.text[: match.start()] + self.text[match.end() :]

    def replace(self, kind: str, rule: re.Pattern[str], *, only: re.Pattern[str] | None = None) -> None:
        """Marks what the rule finds; `only` where that holds something more."""

        def mark(match: re.Match[str]) -> str:
            if only and not only.search(match[0]):
                return match[0]
            self.removed.append(Removed(kind, match[0]))
            return str(MARKS[kind])

        self.text = rule.sub(mark, self.text)


def name_rules(names: Iterable[str]) -> Iterator[re.Pattern[str]]:
    """Full names in any letters, then each part of them with a capital, however it was typed in; also "Majas"."""
    full = {name.strip() for name in names if len(name.strip()) > 1}
    for name in sorted(full, key=len, reverse=True):
        yield word_rule(name, flags=re.IGNORECASE if " " in name else 0)
    parts = {part for name in full for part in re.split(r"[\s-]+", name) if len(part) > 1}
    forms = {form for part in parts for form in (part[0].upper() + part[1:], part.capitalize())}
    for part in sorted(forms):
        yield word_rule(part)


def name_parts(names: Iterable[str]) -> set[str]:
    """The words of full names that are worth looking for by themselves."""
    return {part for name in names for part in re.split(r"[\s-]+", name.strip()) if len(part) > 2}  # noqa: PLR2004


_JOINED = r"[A-ZÆØÅÄÖÜÉ](?:[^\W_]|['’-]){1,60}"
UNKNOWN: Final = re.compile(rf"{BEFORE}{_JOINED}(?:[ _]{_JOINED}){{1,3}}")
"""Several words with a capital in a row: most often the name of somebody."""


def others_in(texts: Iterable[str], *, known: Iterable[str], own: Iterable[str], places: Iterable[str]) -> list[str]:
    """What in the texts may name others than the person whose own words and names are in `own`; longest first.

    `known` are names in full of others, found whole and in parts; the rest is known by its form alone. For a person
    to look through: it finds too much rather than too little.
    """
    mine = [each.casefold() for each in own]
    mine_parts = {part.casefold() for part in name_parts(own)}
    kept = [*mine, *(place.casefold() for place in places)]
    names = sorted({name.strip() for name in known if len(name.strip()) > 1}, key=len, reverse=True)
    names = [name for name in names if name.casefold() not in mine]
    parts = {part for part in name_parts(names) if part.casefold() not in mine_parts and part[0].isupper()}
    rules = [word_rule(name, flags=re.IGNORECASE if " " in name else 0) for name in names]
    rules += [word_rule(part) for part in sorted(parts)]
    candidates: set[str] = set()
    for text in texts:
        candidates |= {match[0] for rule in rules for match in rule.finditer(text)}
        candidates |= {match["name"] for rule in (CHILD, STAFF) for match in rule.finditer(text)}
        candidates |= {match[0] for match in UNKNOWN.finditer(text)}
        candidates |= {
            match[0] for kind, rule in RULES if kind in {"email", "phone", "case"} for match in rule.finditer(text)
        }
    others = {each for each in candidates if not is_own(each.casefold(), kept, mine_parts)}
    return sorted(others, key=lambda each: (-len(each), each))


def is_own(text: str, kept: list[str], parts: set[str]) -> bool:
    """Whether all of it names the person or a place, or is a word that names nobody."""
    squeezed = re.sub(r"[ .-]", "", text)
    if any(text in each or (each and each in text and "@" not in text) or squeezed == each for each in kept):
        return True
    return all(word in parts or word in _NOBODY for word in re.split(r"[\s_-]+", text))


_NOBODY: Final = frozenset(word.casefold() for word in NOT_NAMES) | {"kommune", "skole", "support"}


def blacken(text: str, words: Iterable[str], mark: str) -> str:
    """The text with `mark` in the place of each of the words, the longest first, in any letters."""
    wanted = sorted({word.strip() for word in words if word.strip()}, key=len, reverse=True)
    if not wanted:
        return text
    whole = "|".join(map(in_any_gap, wanted))
    return re.compile(rf"{BEFORE}(?:{whole})(?:['’]?s)?{AFTER}", re.IGNORECASE).sub(mark, text)


def place_rules(institutions: Iterable[str]) -> Iterator[re.Pattern[str]]:
    """The names of institutions, and the part of each that is its own: "Grøndal" of "Grøndal Skole"."""
    for place in institutions:
        if place.strip():
            yield word_rule(place.strip(), flags=re.IGNORECASE)
            own = [part for part in place.split() if part[0].isupper() and not GENERIC.match(part)]
            if len(own) == 1 and len(own[0]) > 3:  # noqa: PLR2004  shorter ones are words of their own
                yield re.compile(rf"\b{re.escape(own[0])}\w*")


def word_rule(word: str, flags: int = 0) -> re.Pattern[str]:
    return re.compile(rf"{BEFORE}{in_any_gap(word)}(?:['’]?s)?{AFTER}", flags)


def in_any_gap(words: str) -> str:
    """A regular expression for words as they stand in a text, over the end of a line, or in the name of a file."""
    return r"[\s_.+-]+".join(map(re.escape, words.split()))


def tidy(text: str) -> str:
    """Without the holes that greeting and signature leave; the first letter is a capital again."""
    text = re.sub(r"\n{3,}", "\n\n", re.sub(r"(?<![ \t])[ \t]++\n", "\n", text)).strip()
    return text[:1].upper() + text[1:]
