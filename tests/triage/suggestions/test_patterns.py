"""Patterns of administrators: what is taken, what is refused, and that none reads for ever."""

import pytest
from django.core.exceptions import ValidationError

from triage.classifier import Hint
from triage.classifier.patterns import UnsafePattern, bounded
from triage.suggestions.models import Hint as Row


@pytest.mark.parametrize(
    ("pattern", "text"),
    [
        (r"\bmin ?uddannelse\b", "hos minuddannelse igen"),
        (r"\bkode\w*", "adgang og koden"),
        (r"uge ?plan(en|er)?", "vores ugeplaner"),
        (r"(mit|uni)-?id", "med mitid"),
        ("ø-plan", "vores oe-plan"),
        (r"fejl [45]\d\d", "fejl 503"),
    ],
)
def test_a_pattern_fits_what_it_says(pattern: str, text: str) -> None:
    assert bounded(pattern).search(text)


@pytest.mark.parametrize(
    ("pattern", "why"),
    [
        ("(a+)+b", "repeat"),
        ("(a|a)*b", "repeat"),
        ("(?=a)b", "sign"),
        (r"(a)\1", "sign"),
        ("a++", "repeat"),
        ("a{1,9999}", "sign"),
        ("a*b*c*d", "wide"),
        ("a?" * 20 + "a" * 20, "wide"),
        ("(a|a)" * 12 + "b", "wide"),
        ("a*", "empty"),
        ("(a", "broken"),
        ("", "empty"),
    ],
)
def test_a_pattern_that_could_read_for_ever_is_refused(pattern: str, why: str) -> None:
    with pytest.raises(UnsafePattern) as refusal:
        bounded(pattern)
    assert refusal.value.why == why


def test_the_widest_pattern_comes_to_an_end_in_the_longest_text() -> None:
    assert bounded(r"\w*a*!").search("a" * 2_500) is None


def test_a_hint_is_a_word_or_a_pattern() -> None:
    assert Hint("Æbleplan", "widget_vendor").is_in("vores aebleplan er tom")
    assert Hint(r"plan\b", "widget_vendor", is_pattern=True).is_in("ugeplan er tom")
    assert not Hint(r"plan\b", "widget_vendor").is_in("ugeplan er tom")


@pytest.mark.parametrize("row", [Row(term="ab", route="unilogin"), Row(term="(a", route="unilogin", is_pattern=True)])
def test_an_administrator_is_told_what_is_wrong(row: Row) -> None:
    with pytest.raises(ValidationError) as refusal:
        row.clean()
    assert "term" in refusal.value.message_dict
