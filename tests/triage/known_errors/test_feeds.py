"""Known errors as RSS and as a calendar."""

import re

import pytest
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from organisation.calendar.icalendar import escaped, folded
from tests.cast import Cast
from triage.known_errors.models import KnownError


@pytest.fixture
def error(cast: Cast) -> KnownError:
    text = "Billeder, der sendes; kommer <sent>.\nVi arbejder på det."
    return KnownError.objects.create(title="Galleriet er langsomt", description=text)


def test_rss_holds_what_is_public_and_nothing_else(error: KnownError, client: Client) -> None:
    KnownError.objects.create(title="Skjult", description="Skjult.", is_public=False)
    answer = client.get(reverse("known_error_feed"))
    titles = re.findall(r"<item><title>(.*?)</title>", answer.content.decode())
    assert len(titles) == 1
    assert titles[0].endswith("Galleriet er langsomt")


def test_the_calendar_holds_the_error_with_its_marks_written_as_the_format_wants(
    error: KnownError, client: Client
) -> None:
    KnownError.objects.create(title="Skjult", description="Skjult.", is_public=False)
    text = client.get(reverse("known_error_calendar")).content.decode()
    assert text.startswith("BEGIN:VCALENDAR\r\n")
    assert text.count("BEGIN:VEVENT") == 1
    assert r"Billeder\, der sendes\; kommer <sent>.\nVi" in text.replace("\r\n ", "")


@given(st.text())
def test_no_line_of_the_calendar_is_too_long_or_loses_a_letter(text: str) -> None:
    line = escaped(text)
    written = folded(line)
    assert written.replace("\r\n ", "") == line
    assert all(len(piece.encode("utf-8", "surrogatepass")) <= 75 for piece in written.split("\r\n"))
