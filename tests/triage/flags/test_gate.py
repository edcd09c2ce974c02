"""The gate before routing, on texts by somebody who had seen neither the lexicon nor the texts it was trained on."""

import json
import os
import platform
import time
from collections import defaultdict
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from meaning import embedding
from tests import remembered
from tests.remembered import Remembered
from triage.classifier.examples import shipped
from triage.flags import gate, training
from triage.flags.features import BUCKETS, PHRASE_BUCKETS
from triage.flags.lexicon import Lexicon, phrase_of
from triage.flags.model import WEIGHTS, Model, together
from triage.flags.windows import MOST, windows

HERE = Path(__file__).parent
NATURAL = HERE.parent / "classifier" / "natural.jsonl"
NOT_ORDINARY = frozenset({"u049", "u064", "u128", "u168", "v042", "v099", "v120", "v150", "v191"})
"""Sensitive after all, by somebody who read them: hidden addresses, lost custody, a breach, bullying."""
EVERY = int(os.environ.get("GATE_EVERY", "2"))
"""Of the ordinary enquiries, which cost the engine a minute and a click where one is flagged; with 1 all are asked."""
REACHED = {"kind": 0.75, "sender": 0.85}
FOUND = {"sensitive": 0.95, "second_sensitive": 0.92, "third_sensitive": 0.98}
"""What was measured, and must not be lost; what is aimed at, and what is missed, stands in docs/safeguarding.md."""

x86 = pytest.mark.skipif(platform.machine() != "x86_64", reason="the engine is made for x86_64 alone")


def texts(name: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (HERE / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()]


def is_flagged(text: str, sender: str, kind: str = "") -> bool:
    """As the gate flags it: as this kind, or as any that is sensitive. The model only adds to what the lexicon says, so
    the engine, which takes minutes for all of them, reads the others alone."""

    def says(kinds: frozenset[str]) -> bool:
        return kind in kinds if kind else bool(kinds - {"urgent"})

    return says(gate.at_once(text, sender)) or says(gate.carefully(text, sender).kinds)


@cache
def judged(name: str, kind: str = "", every: int = 1) -> list[tuple[dict[str, Any], bool]]:
    rows = texts(name)[::every]
    return [(row, is_flagged(gate.whole(row["subject"], row["text"]), row["sender"], kind)) for row in rows]


def share(pairs: list[tuple[dict[str, Any], bool]]) -> float:
    return sum(flagged for _row, flagged in pairs) / len(pairs)


@x86
@pytest.mark.parametrize("by", ["kind", "sender"])
def test_as_many_sensitive_texts_are_flagged_of_each_kind_and_each_sender_as_was_measured(by: str) -> None:
    for name in ("sensitive", "second_sensitive", "third_sensitive"):
        groups = defaultdict(list)
        for row, flagged in judged(name):
            groups[row[by]].append((row, flagged))
        assert {each: round(share(pairs), 2) for each, pairs in groups.items() if share(pairs) < REACHED[by]} == {}
        assert share(judged(name)) >= FOUND[name], name


@x86
def test_as_much_is_flagged_of_what_a_stranger_to_the_gate_says_in_hints_as_was_measured() -> None:
    assert share(judged("fourth_sensitive")) >= 0.87


@x86
def test_as_much_is_flagged_of_what_another_stranger_says_as_people_say_it_as_was_measured() -> None:
    assert share(judged("fifth_sensitive")) >= 0.96


@x86
def test_as_much_is_flagged_of_what_is_said_plainly_in_many_voices_as_was_measured() -> None:
    assert share(judged("seventh_sensitive")) >= 0.97


@x86
def test_as_much_is_flagged_of_what_is_said_in_everyday_words_as_was_measured() -> None:
    assert share(judged("eighth_sensitive")) >= 0.95


@x86
def test_short_cries_are_heard_and_short_answers_are_not_taken_for_one() -> None:
    """Two or three words, all that many answers to a question hold."""
    cries, answers = ([pair for pair in judged("brief") if bool(pair[0]["kind"]) is is_cry] for is_cry in (True, False))
    assert share(cries) >= 0.88
    assert share(answers) <= 0.15


@x86
def test_children_with_typos_grandparents_pedagogues_and_newcomers_are_heard() -> None:
    by_voice = defaultdict(list)
    for row, flagged in judged("sixth_sensitive"):
        by_voice[row["voice"]].append((row, flagged))
    assert {voice: share(pairs) for voice, pairs in by_voice.items() if share(pairs) < 0.9} == {}


@x86
@pytest.mark.parametrize(
    "name",
    [
        "near_misses",
        "second_near_misses",
        "third_near_misses",
        "fourth_near_misses",
        "fifth_near_misses",
        "sixth_near_misses",
        "seventh_near_misses",
        "eighth_near_misses",
    ],
)
def test_few_near_misses_are_flagged(name: str) -> None:
    assert share(judged(name)) <= 0.2


@x86
def test_few_short_questions_of_every_route_are_flagged() -> None:
    sets = ("second", "third", "fourth", "fifth", "seventh", "eighth")
    assert share([pair for each in sets for pair in judged(f"{each}_ordinary", every=EVERY)]) <= 0.02


@x86
def test_few_ordinary_enquiries_are_flagged() -> None:
    rows = [json.loads(line) for line in NATURAL.read_text(encoding="utf-8").splitlines()]
    read = [row for row in rows if row["id"] not in NOT_ORDINARY][::EVERY]
    flagged = [row["id"] for row in read if is_flagged(gate.whole(row["subject"], row["body"]), row["audience"])]
    assert len(flagged) / len(read) <= 0.03, flagged


@x86
@pytest.mark.parametrize("name", ["urgent", "third_urgent"])
def test_urgent_texts_are_told_from_those_that_only_name_a_time(name: str) -> None:
    pairs = judged(name, "urgent")
    assert share([pair for pair in pairs if pair[0]["urgent"]]) >= 0.85
    assert share([pair for pair in pairs if not pair[0]["urgent"]]) <= 0.2


def test_the_model_only_adds_to_what_the_lexicon_says() -> None:
    for row in [*texts("sensitive")[::20], *texts("urgent")[::20]]:
        text = gate.whole(row["subject"], row["text"])
        assert gate.at_once(text, row["sender"]) <= gate.carefully(text, row["sender"]).kinds


def test_meanings_that_were_read_once_are_not_read_again(tmp_path: Path) -> None:
    asked: list[str] = []

    def embed(passages: Sequence[str]) -> Any:
        asked.extend(passages)
        return np.array([[len(text), 1.0] for text in passages], dtype=np.float32)

    training.remembered(["a", "bb"], tmp_path / "kept" / "meanings.npz", embed)
    vectors = training.remembered(["bb", "ccc"], tmp_path / "kept" / "meanings.npz", embed)
    assert (vectors[:, 0].tolist(), asked) == ([2, 3], ["a", "bb", "ccc"])


class Counting:
    """An engine for which a text means its length."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    def query(self, passages: Sequence[str]) -> Any:
        self.asked.extend(passages)
        return np.array([[len(text)] * embedding.WIDTH for text in passages], dtype=np.float32)

    passage = query


def test_what_one_process_has_read_the_other_does_not_read_again(tmp_path: Path) -> None:
    kept = tmp_path / "kept" / "0.meanings"
    first, second = (Remembered(Counting(), kept) for _each in range(2))
    assert first.query(["a", "bb", "a"])[:, 0].tolist() == [1, 2, 1]
    assert second.query(["bb", "ccc"])[:, 0].tolist() == [2, 3]
    assert first.query(["ccc", "a"])[:, 0].tolist() == [3, 1]
    assert second.passage(["a"])[:, 0].tolist() == [1]
    assert (sorted(first.engine.asked), second.engine.asked) == (["a", "bb"], ["ccc", "a"])
    assert Remembered(Counting(), kept).known.keys() == first.known.keys() | second.known.keys()


def test_half_a_row_and_a_file_that_has_grown_too_long_cost_no_more_than_reading_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = tmp_path / "0.meanings"
    kept.write_bytes(b"\xff broken")
    first = Remembered(Counting(), kept)
    for text in ("a", "bb", "ccc"):
        first.query([text])
    monkeypatch.setattr(remembered, "MOST", 2)
    second = Remembered(Counting(), kept)
    assert second.query(["ccc", "a"])[:, 0].tolist() == [3, 1]
    assert second.engine.asked == ["a"]
    assert first.query(["dddd", "a"])[:, 0].tolist() == [4, 1]


def test_a_time_of_day_is_not_urgent() -> None:
    assert "urgent" not in gate.at_once("Vi kommer gerne før kl. 7. Hvor skriver jeg det?")


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("jeg vil ikke leve mere", "self_harm"),
        ("Hun har gemt sine piller og siger farvel til alle", "self_harm"),
        ("min far slaar mig", "violence"),
        ("der er billeder af mig", "abuse"),
        ("min eks må ikke få at vide hvor vi bor", "protected_address"),
        ("jeg kan se en andens barns journal", "breach"),
        ("pædagogen greb hende om nakken", "violence"),
        ("stedfar smed ham op mod væggen", "violence"),
        ("min søn blev frosset ude", "bullying"),
        ("faderen må ikke få at vide, hvilken skole hun går på", "protected_address"),
        ("moderen har fået fuld forældremyndighed ved dom", "custody"),
        ("Vi kom til at vedhæfte elevens udredning", "breach"),
        ("jeg gider ikke vågne igen", "self_harm"),
        ("I får det at fortryde", "threat"),
        ("han rørte mig under trøjen", "abuse"),
        ("det ville være nemmere for alle hvis jeg bare forsvandt", "self_harm"),
        ("de tar min madpakke vær dag", "bullying"),
        ("Klasselisten lå fremme i forhallen til festen", "breach"),
        ("personnumre på alle i 3. klasse er sendt ud", "breach"),
        ("hun river sig i armene, til det bløder", "self_harm"),
        ("han har skrevet en farvelbesked", "self_harm"),
    ],
)
def test_the_lexicon_alone_knows_what_is_said_outright(text: str, kind: str) -> None:
    assert kind in gate.at_once(text, "pupil")


@pytest.mark.parametrize(
    "text",
    [
        "Notifikationerne slår mig ihjel",
        "Jeg har misbrugt tre forsøg på pinkoden",
        "Appen er død",
        "Jeg skyder lige en besked afsted",
        "Kan den banke på døren, når nogen ringer?",
        "Vi har ikke nogen hemmelig adresse",
        "Der er et hyggeligt samvær i klubben",
        "Hun har sår på armene af børneeksem",
        "Skærmen er slået i stykker, og Aula smider os ud",
        "Jeg slog min iPad i gulvet, og nu er den blå",
        "Lærke slog mig i skak fire gange, kan vi lave en skakgruppe?",
        "Vi får bank i stikbold på fredag, hvor melder man sig?",
        "Regnvejret truer sommerfesten, kan tiden flyttes?",
        "Familien er flygtet fra Ukraine og læser ikke dansk",
    ],
)
def test_turns_of_speech_are_not_taken_at_their_word(text: str) -> None:
    assert gate.at_once(text, "parent") == frozenset()


def test_a_pupil_is_flagged_sooner() -> None:
    assert gate.at_once("jeg orker ikke mere", "pupil") == {"self_harm"}
    assert gate.at_once("jeg orker ikke mere", "staff") == frozenset()


def test_where_the_engine_is_not_there_letters_and_words_are_read_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(embedding, "engine", lambda: None)
    verdict = gate.carefully("Min far slår mig, og jeg tør ikke gå hjem", "pupil")
    assert (verdict.read_meanings, "violence" in verdict.kinds) == (False, True)
    with pytest.raises(RuntimeError):
        embedding.embed(["x"])


@pytest.mark.parametrize(
    "text", ["", " ", "\0", "?" * 30_000, "æ" * 30_000, "slår mig " * 5_000, "\ud800x", "(" * 9_000]
)
def test_odd_texts_are_answered(text: str) -> None:
    assert isinstance(gate.carefully(text, "pupil").kinds, frozenset)


def test_the_weights_fit_the_program() -> None:
    model = Model.shipped()
    assert model.heads == training.HEADS
    assert model.spelling.gains.shape == (len(training.HEADS), BUCKETS)
    assert model.phrases.gains.shape == (1, PHRASE_BUCKETS)
    assert WEIGHTS.stat().st_size < 1_300_000


def test_the_weights_are_made_of_the_texts_that_lie_beside_them() -> None:
    """Whoever changes the texts trains again: `manage.py train_flags` gives what is kept."""
    with np.load(WEIGHTS) as arrays:
        assert str(arrays["made_of"]) == training.digest_of(training.rows())


def test_the_same_texts_give_the_same_weights() -> None:
    kinds = [*training.KINDS, *[""] * 8]
    samples = [
        training.Sample(f"{kind or 'skema'} {number}", frozenset({"any", kind} if kind else ()), "pupil")
        for number in range(5)
        for kind in kinds
    ] + [training.Sample(f"haster {number}", frozenset({"urgent"}), near=True) for number in range(5)]
    table = training.read_windows(samples)
    vectors = np.random.default_rng(0).normal(size=(len(table.texts), embedding.WIDTH)).astype(np.float32)
    chosen = np.flatnonzero(table.whole)
    bars = {"any": 0.0}
    first, second = (
        training.as_arrays(training.fit(samples, table, vectors, chosen), table, bars) for _each in range(2)
    )
    assert {name: np.array_equal(value, second[name]) for name, value in first.items()} == dict.fromkeys(first, True)


def test_the_lexicon_reads_a_text_in_its_time() -> None:
    """No more work than a few looks a word: counted, since a clock would measure the machine."""
    lexicon = Lexicon.shipped()
    longest = max(len(phrases) for phrases in lexicon.beginning.values())
    assert longest <= 60
    enquiry = max(shipped(), key=lambda row: len(row["body"]))["body"]
    began = time.process_time()
    lexicon.hits(enquiry)
    assert time.process_time() - began < 1


def test_windows_are_the_whole_and_its_sentences() -> None:
    assert windows("Hej. Min far slår mig! Hvad gør jeg?") == [
        "Hej. Min far slår mig! Hvad gør jeg?",
        "Hej. Min far slår mig!",
        "Hvad gør jeg?",
    ]
    assert windows("Hun går i 4. klasse. Vi ses d. 3. maj") == [
        "Hun går i 4. klasse. Vi ses d. 3. maj",
        "Hun går i 4. klasse.",
        "Vi ses d. 3. maj",
    ]
    assert windows("Jeg går i 7. Han slår mig")[1:] == ["Jeg går i 7.", "Han slår mig"]
    assert windows("") == []
    assert len(windows("Det er en sætning for sig selv.\n" * 100 + "Her er den sidste af dem.")) <= MOST + 1


def test_what_sounds_grave_and_is_of_no_kind_counts_less() -> None:
    of_no_kind = np.zeros((1, len(training.HEADS)))
    of_one = of_no_kind.copy()
    of_one[0, training.HEADS.index("breach")] = 1
    of_no_kind[0, training.HEADS.index("urgent")] = 1
    assert together(of_one, training.HEADS)[0] > together(of_no_kind, training.HEADS)[0]


def test_a_phrase_that_begins_with_nothing_is_refused() -> None:
    with pytest.raises(ValueError, match="begin with a word"):
        phrase_of("..", "violence", {})


def test_two_words_and_a_number_are_not_urgent_to_the_model() -> None:
    said = [f"Svar {number}" for number in range(50)]
    assert {text: kinds for text in said if (kinds := gate.carefully(text).kinds)} == {}
