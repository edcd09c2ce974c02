"""Reads the facts of a fault report out of what was written: each with the words it was found in.

Patterns of Danish and English; which sentence tells what happened and which time is the fault's, by weights that were
learnt from conversations. Whoever accepts a fact sees the words in which it stands; what stands in no sentence is not
offered. Measured by `tests/triage/faults`.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Final

from triage.facts import Affected
from triage.faults import comparing, labelled, misleading, modules, patterns, people, signs, times
from triage.faults.moments import moment_of, with_its_date
from triage.faults.sentences import BUT, CLAUSE, NUMBERED, Sentence, Source, SourceText, sentences_of, told_in
from triage.faults.weights import sureness

LONGEST: Final = 300
"""Characters of a fact that is told in whole sentences."""
NUMBER: Final = re.compile(r"\s*\d")
SURE: Final = {"happened": -1.3, "steps": -0.5}
"""From which a sentence is offered as what happened, or as what somebody did; see `sureness`."""
SURE_MODULE: Final = -0.4
OF_A_FAULT: Final = frozenset({"happened", "device", "client", "module", "occurred", "error_text"})
"""Beside one of these it is asked what somebody did."""
TELLS_WHAT: Final = frozenset({"happened", "error_text"})
"""Beside one of these it is asked of which part of Aula it sounds."""
HOW_MANY: Final = {Affected.ONE: people.ONE, Affected.SEVERAL: people.SEVERAL, Affected.ALL: people.ALL}


@dataclass(frozen=True)
class FoundFact:
    """`quote` is what stands there; `guessed` where it may be about another device than the one that fails."""

    fact: str
    value: str
    quote: str
    where: Source
    guessed: bool = False


def read(texts: Iterable[SourceText]) -> list[FoundFact]:
    """At most one of each fact, in the order in which they are looked for."""
    texts = list(texts)
    everything = [each for text in texts for each in sentences_of(text)]
    written = [each for text in texts for each in told_in(text) if not patterns.SUPPOSES.search(each.text)]
    if not may_be_a_fault(written):
        written = []
    telling = [each for each in written if not asks_or_wishes(each)]
    first = (
        *of_headings(texts),
        *(device(telling), client(telling), module(telling), affected(telling), error_text(written)),
        *(occurred(everything), surest("happened", everything)),
    )
    names = {each.fact for each in first if each}
    beside = (
        steps(texts, everything) if names & OF_A_FAULT else None,
        likely_module(everything) if names & TELLS_WHAT else None,
    )
    facts: dict[str, FoundFact] = {}
    for fact in (
        *first,
        *beside,
        worked_before(telling),
        other_device(written),
        *of_files(texts),
        *of_signature(texts),
    ):
        if fact is not None:
            facts.setdefault(fact.fact, fact)
    return list(facts.values())


def fact_in(fact: str, value: str, sentence: Sentence) -> FoundFact:
    return FoundFact(fact, value[:LONGEST], sentence.text[:LONGEST], sentence.where)


def device(sentences: list[Sentence]) -> FoundFact | None:
    """The most particular device of those that are said to fail."""
    best: tuple[int, str, Sentence] | None = None
    for sentence in sentences:
        for rank, rule in enumerate(patterns.DEVICES):
            match = rule.search(sentence.used)
            name = match[0].strip(" ,") if match else ""
            if (
                name
                and not is_mere_heading(sentence, rank)
                and (best is None or rank < best[0] or (rank == best[0] and is_more(name, best[1])))
            ):
                best = (rank, name, sentence)
    return fact_in("device", best[1], best[2]) if best else None


def is_mere_heading(sentence: Sentence, rank: int) -> bool:
    """Whether the subject is no more than the name of a kind of device."""
    return sentence.where == Source.SUBJECT and rank == len(patterns.DEVICES) - 1 and " " not in sentence.text


def is_more(name: str, other: str) -> bool:
    """Whether it is the same and more: "Android 14" after "Android"."""
    return len(name) > len(other) and name.casefold().startswith(other.casefold())


def client(sentences: list[Sentence]) -> FoundFact | None:
    """Every browser and the app, as far as they are said to fail, with the version where one is told."""
    names: dict[str, Sentence] = {}
    for sentence in sentences:
        for match in patterns.BROWSER.finditer(patterns.DEVICES[0].sub(" ", sentence.used)):
            names.setdefault(" ".join(match[0].split()), sentence)
        if patterns.APP.search(sentence.used):
            names.setdefault("Aula-appen", sentence)
    if not names:
        return None
    version = next((number for each in sentences if (number := patterns.APP_VERSION.search(each.failing))), None)
    shown = [f"{name} version {version['number']}" if version and name == "Aula-appen" else name for name in names]
    return fact_in("client", ", ".join(shown[:3]), next(iter(names.values())))


def tells_of_a_fault(sentence: Sentence) -> bool:
    """Whether it says that something fails, what somebody did, when it began, or what the screen says."""
    rules = (patterns.FAILS, patterns.DID, times.BEGAN)
    return any(each.search(sentence.failing) for each in rules) or bool(error_in(sentence))


def occurred(sentences: list[Sentence]) -> FoundFact | None:
    moment = moment_of(sentences)
    return fact_in("occurred", *moment) if moment else None


def module(sentences: list[Sentence]) -> FoundFact | None:
    """The part of Aula that is named where something is said to fail, or in the subject. Where no sentence says that
    something fails, all that tell of the matter count."""
    telling = [each for each in sentences if each.where == Source.MESSAGE and tells_of_a_fault(each)]
    if not (telling or any(tells_of_a_fault(each) or device([each]) or client([each]) for each in sentences)):
        return None
    return most_named([each for each in sentences if each.where == Source.SUBJECT or each in telling] or sentences) or (
        most_named(sentences)
    )


def most_named(sentences: list[Sentence]) -> FoundFact | None:
    points: dict[str, float] = {}
    first: dict[str, Sentence] = {}
    for sentence in sentences:
        text = modules.NO_MESSAGE.sub(" ", sentence.text)
        for name, (rule, weight) in modules.MODULES.items():
            if count := len(rule.findall(text)):
                points[name] = points.get(name, 0) + weight * min(count, 2) * (
                    1.5 if sentence.where == Source.SUBJECT else 1
                )
                first.setdefault(name, sentence)
    if pictures := points.pop("pictures", 0):
        points.setdefault("gallery", pictures)
        first.setdefault("gallery", first["pictures"])
    best = max(points, key=lambda name: points[name], default=None)
    return fact_in("module", best, first[best]) if best else None


def likely_module(sentences: list[Sentence]) -> FoundFact | None:
    """The part of Aula of which it sounds though none is named, with the sentence that sounds most of it."""
    seen = signs.of_matter(sentences)
    sure, name = max((sureness(f"module {each}", seen), each) for each in modules.LEARNT)
    if sure < SURE_MODULE or not sentences:
        return None
    most = max(sentences, key=lambda each: sureness(f"module {name}", signs.of_matter([each])))
    return fact_in("module", name, most)


def affected(sentences: list[Sentence]) -> FoundFact | None:
    """Nothing where it is told both that others have it and that they have not."""
    facts = [each for each in map(partial(affected_as, sentences), HOW_MANY) if each] or [*compared(sentences)]
    values = {each.value for each in facts}
    return None if Affected.ONE in values and len(values) > 1 else next(iter(facts), None)


def compared(sentences: list[Sentence]) -> Iterator[FoundFact]:
    for each in sentences:
        if value := comparing.beside_others(misleading.QUOTED.sub(" ", each.text)):
            yield fact_in("affected", value.value, each)


def affected_as(sentences: list[Sentence], value: Affected) -> FoundFact | None:
    for sentence in sentences:
        text = people.RECEIVERS.sub(" ", misleading.QUOTED.sub(" ", sentence.text))
        if HOW_MANY[value].search(text) and (value == Affected.ONE or shares_the_fault(text)):
            return fact_in("affected", value.value, sentence)
    return None


def shares_the_fault(sentence: str) -> bool:
    """Whether the people of whom it tells have the fault, and not that they are spared."""
    if people.SPARED.search(sentence) or people.REACHES.search(sentence):
        return False
    return bool(
        misleading.TROUBLE.search(sentence) or misleading.ALIKE.search(sentence) or people.COUNTS.search(sentence)
    )


def error_text(sentences: list[Sentence]) -> FoundFact | None:
    errors = ((each, error_in(each)) for each in sorted(sentences, key=lambda each: each.where != Source.MESSAGE))
    return next((fact_in("error_text", text, each) for each, text in errors if text), None)


def error_in(sentence: Sentence) -> str:
    """What the screen says; empty where it says nothing, where a person says it, or where it may be a mere name."""
    for rule in patterns.ERRORS:
        match = rule.search(sentence.text)
        if match and is_of_the_screen(match) and says_that_it_fails(match):
            return match["text"].strip()
    return ""


def is_of_the_screen(match: re.Match[str]) -> bool:
    return not (match["text"].endswith("?") or misleading.SPEAKER.search(match.string[: match.start("text")]))


def says_that_it_fails(match: re.Match[str]) -> bool:
    return any(rule.search(match["text"]) for rule in (patterns.FAILS, patterns.OF_AN_ERROR)) or bool(
        patterns.TELLS_AN_ERROR.search(match.string.replace(match["text"], " "))
    )


def steps(texts: list[SourceText], sentences: list[Sentence]) -> FoundFact | None:
    """The numbered list, else the sentences that say what somebody did."""
    for source in texts:
        lines = [line for line in source.text.splitlines() if NUMBERED.match(line)]
        if source.where == Source.MESSAGE and len(lines) > 1 and are_steps(lines):
            return FoundFact("steps", "\n".join(lines)[: 3 * LONGEST], lines[0], source.where)
    return surest("steps", sentences)


def are_steps(lines: list[str]) -> bool:
    """Whether something is done in one of numbered lines, or in most of those with a dash."""
    done = [line for line in lines if patterns.DOES.search(line) and not patterns.FAILS.search(line)]
    return bool(done) if NUMBER.match(lines[0]) else 2 * len(done) > len(lines)


def surest(fact: str, sentences: list[Sentence]) -> FoundFact | None:
    """The sentence of which it is surest that it tells the fact, and the next where that is sure as well."""
    written = [each for each in sentences if each.where == Source.MESSAGE]
    weighed = sorted(weighed_sentences(fact, written), key=lambda each: -each[0])[:2]
    sure = [each for sureness_, each in weighed if sureness_ >= SURE[fact]]
    return in_sentences(fact, [each for each in written if each in sure])


def weighed_sentences(fact: str, sentences: list[Sentence]) -> Iterator[tuple[float, Sentence]]:
    for place, each in enumerate(sentences):
        if not (misleading.ASKS_FOR_RULES.search(each.text) or is_of_another_machine(each)):
            yield sureness(fact, signs.of_sentence(each, place, len(sentences))), each


def is_of_another_machine(sentence: Sentence) -> bool:
    """Whether it is of a printer and its like, and of no part of Aula."""
    names_a_part = any(rule.search(sentence.text) for rule, _weight in modules.MODULES.values())
    return bool(misleading.MACHINE_FAILS.search(sentence.text)) and not names_a_part


def asks_or_wishes(sentence: Sentence) -> bool:
    return is_mere_question(sentence) or is_mere_wish(sentence)


def is_mere_wish(sentence: Sentence) -> bool:
    """A wish that does not go on to say that it fails: "vil gerne melde fri, men datoerne kan ikke vælges"."""
    _wish, *rest = BUT.split(sentence.text)
    fails = any(patterns.FAILS_SURELY.search(misleading.LOST.sub(" ", each)) for each in rest)
    return bool(patterns.WISHES.search(sentence.text)) and not fails


def may_be_a_fault(sentences: list[Sentence]) -> bool:
    """Unless somebody asks or wishes, and nothing that is said surely fails."""
    if not any(asks_or_wishes(each) and not patterns.PRESUPPOSES.search(each.text) for each in sentences):
        return True
    return any(surely_fails(each) for each in sentences if each.where == Source.MESSAGE and not asks_or_wishes(each))


def surely_fails(sentence: Sentence) -> bool:
    failing = misleading.LOST.sub(" ", sentence.failing)
    return bool(patterns.FAILS_SURELY.search(failing)) or bool(error_in(sentence))


def is_mere_question(sentence: Sentence) -> bool:
    """A question that says of nothing that it fails."""
    if misleading.ASKS_FOR_RULES.search(sentence.text):
        return True
    return bool(patterns.ASKS.search(sentence.text)) and not patterns.FAILS.search(sentence.failing)


def worked_before(sentences: list[Sentence]) -> FoundFact | None:
    return in_sentences("worked_before", [each for each in sentences if patterns.BEFORE.search(each.text)][:1])


def other_device(sentences: list[Sentence]) -> FoundFact | None:
    """Where it works, as far as a device stands in the same breath."""
    for sentence in sentences:
        for part in CLAUSE.split(sentence.text):
            if patterns.WORKS.search(part) and any(rule.search(part) for rule in patterns.DEVICES):
                return fact_in("other_device", part, sentence)
    return None


def in_sentences(fact: str, sentences: list[Sentence]) -> FoundFact | None:
    if not sentences:
        return None
    return fact_in(fact, " ".join(each.text for each in sentences[:2]), sentences[0])


def of_headings(texts: list[SourceText]) -> Iterator[FoundFact]:
    for source in texts:
        if source.where == Source.MESSAGE:
            for fact, answer, line in labelled.answers_in(source.text):
                value = with_its_date(answer, source.at) if fact == "occurred" else answer
                yield FoundFact(fact, value[:LONGEST], line[:LONGEST], source.where)


def of_files(texts: list[SourceText]) -> Iterator[FoundFact]:
    """The name of a picture of the screen tells when it was taken, and often of what."""
    for source in texts:
        match = patterns.SCREENSHOT.search(source.text) if source.where == Source.FILE else None
        if match:
            moment = "{day}.{month}.{year} kl. {hour}.{minute}".format(**match.groupdict())
            yield FoundFact("occurred", moment, source.text, source.where)
            if name := patterns.BROWSER.search(source.text.replace("_", " ")):
                yield FoundFact("client", name[0], source.text, source.where)


def of_signature(texts: list[SourceText]) -> Iterator[FoundFact]:
    """What the mail was written on; that need not be what fails."""
    for source in texts:
        rule = patterns.MAILER if source.where == Source.HEADER else patterns.SENT_FROM
        if (match := rule.search(source.text)) is not None:
            yield FoundFact("device", match["device"].strip(" ."), match[0].strip(), source.where, guessed=True)
