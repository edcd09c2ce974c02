"""Shared answers offered before anybody asks for them: beside a form, and on the front page.

What somebody writes is judged by its subject, its best sentence and as a whole, since the longer one writes the smaller
the share that an answer can meet. How much each sign counts was learnt from enquiries written for the purpose
(`tests/knowledgebase/enquiries.jsonl` and others beside it), with and without an answer. What is as near to matters
that no answer settles is offered less.
"""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Final, TypeVar

from knowledgebase.models import Article
from knowledgebase.readers import EVERYBODY, Reader
from knowledgebase.search import elsewhere, nearness, town_life
from knowledgebase.search.by_words import WordHit, hits_by_words
from knowledgebase.search.glossary import has_glossary, in_danish
from knowledgebase.search.query import Suited, allowed
from knowledgebase.words import Language
from meaning.written_language import KNOWN, LIKE_DANISH, language_of

Worth = TypeVar("Worth")
LIKELY: Final = -3.0
"""The least evidence of an answer that is offered; at 0 it is as likely right as not."""
BESIDE_BEST: Final = 4.0
"""How much less evidence than the best an answer may have that is offered with it."""
NO_EVIDENCE: Final = -7.8
WHOLE_NEARNESS: Final = 72.0
BEST_NEARNESS: Final = 15.0
ELSEWHERE: Final = -52.0
BEST_POINTS: Final = 0.41
WHOLE_POINTS: Final = 1.72
MOST_POINTS: Final = 4.0
CERTAIN: Final = 2.0
"""By words alone: points of an answer that fits whatever else was written: some words of its title."""
FITTING: Final = 1.0
COVERING: Final = 0.55
"""Fewer points suffice for an answer that holds this much of a short question."""
HALF: Final = 0.5
READ: Final = 4000
SENTENCES: Final = 8
MEANT: Final = 250
"""Characters whose meaning is read: the beginning says most, and each costs time."""
SHORT_LINE: Final = 120
COMPARED: Final = 40
ENOUGH_KNOWN: Final = 2
MANY: Final = 30
"""Of fewer answers most may be near; then nearness is asked for as it is."""
NEARER: Final = 0.036
"""How much nearer than to most answers a text in another language must be to one that is offered. Texts about something
else altogether come to 0.036 and more, so some of them are offered an answer, and a few right answers are left out."""
_ends = re.compile(r"(?<=[.!?])\s+|\n+")


@dataclass
class Evidence:
    """What speaks for one answer: points and coverage by words, nearness by meaning; and against it, how near the text
    is to what no answer settles."""

    whole_points: float = 0.0
    best_points: float = 0.0
    coverage: float = 0.0
    whole_nearness: float = 0.0
    best_nearness: float = 0.0
    elsewhere: float = 0.0

    @property
    def sum(self) -> float:
        return (
            NO_EVIDENCE
            + WHOLE_NEARNESS * self.whole_nearness
            + BEST_NEARNESS * self.best_nearness
            + ELSEWHERE * self.elsewhere
            + BEST_POINTS * min(self.best_points, MOST_POINTS)
            + WHOLE_POINTS * min(self.whole_points, MOST_POINTS)
        )

    @property
    def fits_by_words(self) -> bool:
        points = self.best_points
        return points >= CERTAIN or (points >= FITTING and self.coverage >= COVERING)


def suggest(
    text: str,
    audience: str = "",
    language: str = "da",
    limit: int = 4,
    *,
    reader: Reader = EVERYBODY,
    at_once: bool = False,
) -> list[Article]:
    """Answers offered to the reader that may settle what somebody writes, best first; none rather than a poor one.

    A short first line is the subject. `language` is that of the page. `at_once`: where nobody may wait for the meaning
    of a new text to be read.
    """
    text = text.strip()[:READ]
    written = language_of(text)
    suited = Suited(shown_in(language, written), audience, reader)
    if written and written not in KNOWN and written not in LIKE_DANISH:
        return in_order(to_foreign(text, written, suited, at_once=at_once), limit, reader)
    return in_order(by_evidence(text, suited, at_once=at_once), limit, reader)


def by_evidence(text: str, suited: Suited, *, at_once: bool) -> list[int]:
    by_answer, with_meaning = evidence(text, at_once=at_once)
    by_answer = judged_together(by_answer, lambda signs: signs.sum)
    signs = {pk: by_answer[pk] for pk in allowed(by_answer, suited)}
    return likely(signs) if with_meaning else fitting(signs)


def to_foreign(text: str, language: str, suited: Suited, *, at_once: bool) -> list[int]:
    """For what is written in a language that no answer is in: by what its words mean in Danish where we know them, and
    else by its meaning. A text of which hardly a word is known is about something else."""
    if not has_glossary(language):
        return by_meaning(text, suited, at_once=at_once)
    known = in_danish(text, language)
    if len(known) < ENOUGH_KNOWN:
        return []
    return by_evidence(" ".join(known), suited, at_once=at_once) or by_meaning(text, suited, at_once=at_once)


def by_meaning(text: str, suited: Suited, *, at_once: bool) -> list[int]:
    """A foreign text lies farther from all answers than a Danish one: how much nearer it is than to most is asked."""
    lifts = nearness.lifts(text[:MEANT], at_once=at_once)
    asked = text[:MEANT]
    if not lifts or max(lifts.values()) < max(town_life.lift(asked), elsewhere.lift(asked, at_once=True)):
        return []
    usual = sum(lifts.values()) / len(lifts) if len(lifts) >= MANY else 0.0
    near = sorted(lifts, key=lambda pk: (-lifts[pk], pk))[:COMPARED]
    worth = judged_together({pk: lifts[pk] - usual for pk in near}, lambda lift: lift)
    kept = [pk for pk in allowed(worth, suited) if worth[pk] >= NEARER]
    return sorted(kept, key=lambda pk: (-worth[pk], pk))


def shown_in(page: str, written: str) -> str:
    """The language of the answers. Nobody has chosen the Danish page, so who writes English there gets English ones."""
    return written if page == Language.DANISH and written in KNOWN else page


def judged_together(by_answer: dict[int, Worth], size: Callable[[Worth], float]) -> dict[int, Worth]:
    """An answer and its translations, each with the greatest worth among them, by `size`.

    A text shares words with one language alone, and is nearer to one whatever it says, while the page decides in which
    the answer is shown.
    """
    originals = original_of(by_answer)
    best: dict[int, Worth] = {}
    for pk, worth in by_answer.items():
        known = best.setdefault(originals[pk], worth)
        best[originals[pk]] = max(known, worth, key=size)
    return {pk: best[original] for pk, original in originals.items()}


def original_of(articles: Iterable[int]) -> dict[int, int]:
    """Of these answers, of what they were translated from and of all translations: the original of each."""
    rows = Article.objects.filter(pk__in=articles).values_list("pk", "translation_of")
    originals = {pk: original or pk for pk, original in rows}
    translations = Article.objects.filter(translation_of__in=originals.values()).values_list("pk", "translation_of")
    others = {pk: original for pk, original in translations if original}
    return originals | others | {original: original for original in originals.values()}


def likely(signs: dict[int, Evidence]) -> list[int]:
    ranked = sorted(signs, key=lambda pk: (-signs[pk].sum, pk))
    least = max(LIKELY, signs[ranked[0]].sum - BESIDE_BEST) if ranked else LIKELY
    return [pk for pk in ranked if signs[pk].sum >= least]


def fitting(signs: dict[int, Evidence]) -> list[int]:
    """By words alone; what fits less than half as well as the best is left out."""
    ranked = sorted((pk for pk in signs if signs[pk].fits_by_words), key=lambda pk: (-signs[pk].best_points, pk))
    least = HALF * signs[ranked[0]].best_points if ranked else 0.0
    return [pk for pk in ranked if signs[pk].best_points >= least]


def evidence(text: str, *, at_once: bool) -> tuple[dict[int, Evidence], bool]:
    """By answer, and whether meanings were read too. Text that says nothing has none."""
    by_answer: dict[int, Evidence] = {}
    subject, *_rest = text.split("\n", 1)
    subject = subject if len(subject) <= SHORT_LINE else ""
    parts = [part for part in dict.fromkeys([subject, *_ends.split(text)[:SENTENCES]]) if part.strip()]
    whole, *others = hits_by_words(text, *parts)
    if whole is None:
        return {}, False
    add_words(by_answer, whole, whole=True)
    for hits in others:
        add_words(by_answer, hits or [], whole=False)
    with_meaning = add_nearness(by_answer, text[:MEANT], whole=True, at_once=at_once)
    if with_meaning and subject.strip() and subject != text:
        add_nearness(by_answer, subject, whole=False, at_once=at_once)
    against = elsewhere.lift(text[:MEANT], at_once=at_once)
    for signs in by_answer.values():
        signs.elsewhere = against
    return by_answer, with_meaning


def add_words(by_answer: dict[int, Evidence], hits: list[WordHit], *, whole: bool) -> None:
    for hit in hits[:COMPARED]:
        signs = by_answer.setdefault(hit.article_id, Evidence())
        signs.best_points = max(signs.best_points, hit.points)
        if whole:
            signs.whole_points = hit.points
        signs.coverage = max(signs.coverage, hit.coverage)


def add_nearness(by_answer: dict[int, Evidence], text: str, *, whole: bool, at_once: bool) -> bool:
    lifts = nearness.lifts(text, at_once=at_once)
    near = sorted(lifts, key=lambda pk: (-lifts[pk], pk))[:COMPARED]
    for pk in {*near, *(pk for pk in by_answer if pk in lifts)}:
        signs = by_answer.setdefault(pk, Evidence())
        signs.best_nearness = max(signs.best_nearness, lifts[pk])
        if whole:
            signs.whole_nearness = lifts[pk]
    return bool(lifts)


def in_order(articles: list[int], limit: int, reader: Reader = EVERYBODY) -> list[Article]:
    """The answers, in their order, in one query; those that the reader may not see are left out."""
    offered = Article.objects.offered_to(reader).in_bulk(articles[:limit])
    return [offered[pk] for pk in articles[:limit] if pk in offered]


def popular(language: str, limit: int = 6, reader: Reader = EVERYBODY) -> list[Article]:
    """The answers people look for most."""
    offered = Article.objects.offered_to(reader)
    return list(offered.for_language(language, reader).most_wanted().for_list()[:limit])
