"""A search finds what people hold in the hand: numbers as they are said, phone numbers, the numbers of others."""

from datetime import UTC, datetime

import pytest
from django.test import Client

from database import dialects
from tests.cast import Cast, open_ticket, settle
from tickets import search
from tickets.models import SearchEntry, Ticket


def keys(query: str) -> list[int]:
    return search.newest(Ticket.objects.all(), query, span=search.Span(), places=None, limit=50)


@pytest.mark.parametrize(
    "said",
    [
        "{pk}",
        "#{pk}",
        "sag {pk}",
        "Sag nr. {pk}",
        "sagsnr. {pk}",
        "AULA {year} {pk}",
        "aula-{year}-{pk}",
        "{year}-{pk}",
        "aula{year}{pk}",
        "AULA{year}-{pk}",
        "aula-{year}{pk}",
        "Aula{year} {pk}",
        "aula{pk}",
        "sag{pk}",
        "sag{year}-{pk}",
        "sag nummer {year}/{pk}",
        "sags-nr. {pk}",
        "sags nr {pk}",
        "sagsnr.: {pk}",
        "sagen med nummer {pk}",
        "AULA – {year} – {pk}",
        "AULA.{year}.{pk}",
        "AULA_{year}_{pk}",
        "[AULA-{year}-{pk}]",
        "(#{pk})",
        "AULA-{year}-000{pk}",
        "AULA 20{year} {pk}",
        "aula20{year}{pk}",
        "AULA-{year}-{pk}.",
        "{year}{pk}",
        "{year}/{pk}",
        "ticket {pk}",
        "henvendelse {pk}",
        "nr. {pk}?",
    ],
)
def test_a_case_is_found_by_its_number_as_it_is_said(said: str, ticket: Ticket) -> None:
    settle()
    assert keys(said.format(pk=ticket.pk, year=ticket.number[5:7])) == [ticket.pk]


def test_glued_figures_are_a_year_and_a_number_unless_a_case_has_them_all(ticket: Ticket, cast: Cast) -> None:
    year = ticket.number[5:7]
    whole = Ticket.objects.get(pk=open_ticket(cast.school).pk)
    Ticket.objects.filter(pk=whole.pk).update(token_digest="another")
    whole.pk = int(f"{year}{ticket.pk}")
    Ticket.objects.bulk_create([whole])
    assert Ticket.objects.named(f"aula{year}{ticket.pk}") == ticket.pk
    assert Ticket.objects.named(f"sag {year}{ticket.pk}") == int(f"{year}{ticket.pk}")
    assert Ticket.objects.named("aula" + "9" * 30) is None


def test_figures_alone_hide_no_text_that_holds_them(ticket: Ticket, cast: Cast) -> None:
    said = f"{ticket.number[5:7]} {ticket.pk}"
    other = open_ticket(cast.school, body=f"Fejlen kom {said}")
    settle()
    assert keys(said) == [ticket.pk, other.pk]


def test_a_bare_number_hides_no_text_that_holds_it(ticket: Ticket, cast: Cast) -> None:
    other = open_ticket(cast.school, body=f"Koden er {ticket.pk}")
    settle()
    assert keys(str(ticket.pk)) == [ticket.pk, other.pk]
    assert keys(f"sag {ticket.pk}") == [ticket.pk]


@pytest.mark.parametrize("stored", ["12345678", "12 34 56 78", "+45 12 34 56 78"])
@pytest.mark.parametrize("asked", ["12345678", "12 34 56 78", "+4512345678", "1234 5678"])
def test_a_phone_number_is_found_however_it_is_written(stored: str, asked: str, cast: Cast) -> None:
    theirs = open_ticket(cast.school, requester_phone=stored)
    open_ticket(cast.school, requester_phone="87654321")
    settle()
    assert keys(asked) == [theirs.pk]


def test_a_phone_number_in_a_text_is_found_as_it_is_written_there(cast: Cast) -> None:
    theirs = open_ticket(cast.school, body="Ring på 12 34 56 78")
    settle()
    assert keys("12 34 56 78") == [theirs.pk]


@pytest.mark.parametrize(
    ("stored", "asked"), [("Århus", "Aarhus"), ("Aarhus", "århus"), ("Grøndal", "groendal"), ("Praestoe", "Præstø")]
)
def test_letters_that_some_keyboards_lack_make_no_difference(stored: str, asked: str, cast: Cast) -> None:
    theirs = open_ticket(cast.school, body=f"Vi bor i {stored}")
    settle()
    assert keys(asked) == [theirs.pk]


def test_the_spellings_of_a_word_are_few_and_the_typed_one_is_first() -> None:
    assert dialects.spellings("Århus") == ["Århus", "aarhus"]
    assert dialects.spellings("aarhus") == ["aarhus", "århus"]
    assert dialects.spellings("bog") == ["bog"]


def test_the_number_of_a_vendor_and_of_the_record_system_lead_to_the_case(ticket: Ticket, cast: Cast) -> None:
    ticket.journal(number="2026-4711", kle="17.00.00", by=cast.municipal_admin)
    search.number_with(lambda each: ["NC998877"] if each.pk == ticket.pk else [])
    settle()
    search._numbers.pop()
    assert keys("NC998877") == keys("2026-4711") == [ticket.pk]
    assert "2026-4711" in SearchEntry.objects.get(ticket=ticket).text


@pytest.mark.parametrize(
    ("opened", "year"),
    [
        (datetime(2025, 12, 31, 23, 30, tzinfo=UTC), "26"),
        (datetime(2025, 12, 31, 22, 30, tzinfo=UTC), "25"),
        (datetime(2026, 6, 30, 12, 0, tzinfo=UTC), "26"),
    ],
)
def test_the_year_of_a_number_is_that_of_danish_time_and_finds_the_case(
    opened: datetime, year: str, cast: Cast
) -> None:
    ticket = open_ticket(cast.school, opened_at=opened)
    assert ticket.number == f"AULA-{year}-{ticket.pk:06d}"
    assert list(Ticket.objects.search(ticket.number)) == [ticket]
    assert Ticket.objects.named(f"AULA-{int(year) - 2}-{ticket.pk}") is None


def test_a_stop_word_alone_says_why_nothing_came(cast: Cast, client: Client) -> None:
    client.force_login(cast.superuser, backend="django.contrib.auth.backends.ModelBackend")
    assert "Ordene findes i næsten alle sager" in client.get("/admin/tickets/ticket/", {"q": "og det"}).content.decode()
    assert "Ordene findes" not in client.get("/admin/tickets/ticket/", {"q": "kaktus"}).content.decode()


@pytest.mark.parametrize("asked", ["Jensne", "Jesen", "Jennsen", "Jansen", "jensén", "kalenderen Jensne"])
def test_a_name_that_is_misspelt_by_a_letter_is_found_where_nothing_holds_it_as_it_is(asked: str, cast: Cast) -> None:
    theirs = open_ticket(cast.school, requester_name="Ida Jensen", body="Kalenderen er tom")
    settle()
    assert keys(asked) == []
    assert nearly(asked) == [theirs.pk]
    right = open_ticket(
        cast.school, requester_name="Bo " + asked.rsplit(maxsplit=1)[-1].capitalize(), body="Kalenderen er tom"
    )
    settle()
    assert nearly(asked) == [right.pk], "who is really called so hides the others"


def nearly(query: str) -> list[int]:
    return search.newest(Ticket.objects.all(), query, span=search.Span(), places=None, limit=50, is_forgiving=True)


def test_a_short_word_and_one_with_figures_are_never_taken_for_another(cast: Cast) -> None:
    open_ticket(cast.school, requester_name="Ib", body="NC998877 fra Bo")
    settle()
    assert nearly("Bi") == nearly("NC998878") == []


def test_the_page_says_that_the_words_are_spelt_otherwise(cast: Cast, client: Client) -> None:
    ticket = open_ticket(cast.school, requester_name="Ida Jensen")
    settle()
    client.force_login(cast.superuser, backend="django.contrib.auth.backends.ModelBackend")
    says = "staves næsten sådan"
    page = client.get("/admin/tickets/ticket/", {"q": "Jensne"}).content.decode()
    assert says in page
    assert ticket.number in page
    for words in ("Jensen", "Jens", ticket.number, f"sag {ticket.pk}"):
        assert says not in client.get("/admin/tickets/ticket/", {"q": words}).content.decode(), words
