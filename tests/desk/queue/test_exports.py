"""The list of cases for a spreadsheet: the cases that the page shows, without who wrote and what."""

import csv
import io
import zipfile
from typing import Any

from django.test import Client

from tests.cast import Cast, open_ticket

CSV, XLSX = "/admin/tickets/ticket/cases.csv", "/admin/tickets/ticket/cases.xlsx"


def lines_of(answer: Any) -> list[list[str]]:
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text), delimiter=";"))


def enter(client: Client, user: Any) -> Client:
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def test_it_holds_the_cases_of_the_list_as_it_is_narrowed(cast: Cast, client: Client) -> None:
    pupil, parent = open_ticket(cast.school, audience="pupil"), open_ticket(cast.school)
    open_ticket(cast.daycare)
    head, *rows = lines_of(enter(client, cast.superuser).get(CSV))
    assert head[0] == "Sagsnummer"
    assert [row[0] for row in rows] == [parent.number, pupil.number]
    _head, *rows = lines_of(client.get(CSV, {"audience": "pupil"}))
    assert [row[0] for row in rows] == [pupil.number]


def test_it_names_nobody_and_quotes_nothing(cast: Cast, client: Client) -> None:
    open_ticket(cast.school, subject="Hemmeligt emne", requester_name="Maja Holm")
    text = str(lines_of(enter(client, cast.superuser).get(CSV)))
    book = zipfile.ZipFile(io.BytesIO(client.get(XLSX).content))
    text += "".join(book.read(name).decode() for name in book.namelist())
    assert "AULA-" in text
    assert not any(word in text for word in ("Maja", "Hemmeligt", "maja@", cast.superuser.name))


def test_who_sees_no_cases_gets_none(cast: Cast, client: Client) -> None:
    for address in (CSV, XLSX):
        assert enter(client, cast.observer).get(address).status_code == 403
        assert client.post(address).status_code in {403, 405}


def test_the_queue_links_to_the_list_as_it_is_narrowed(cast: Cast, client: Client) -> None:
    open_ticket(cast.school, audience="pupil")
    page = enter(client, cast.superuser).get("/admin/tickets/ticket/", {"audience": "pupil"}).content.decode()
    assert f'href="{CSV}?list=needs_us&amp;audience=pupil"' in page


def test_days_narrow_the_queue(cast: Cast, client: Client) -> None:
    from django.utils import timezone  # noqa: PLC0415

    ticket, day = open_ticket(cast.school), timezone.localdate().isoformat()
    page = enter(client, cast.superuser)
    rows = lines_of(page.get(CSV, {"opened_from": day, "opened_to": day}))
    assert [row[0] for row in rows[1:]] == [ticket.number]
    assert len(lines_of(page.get(CSV, {"opened_to": "2020-01-01"}))) == 1
    assert len(lines_of(page.get(CSV, {"opened_from": "nonsense"}))) == 2
