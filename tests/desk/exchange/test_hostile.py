"""Another municipality that is slow, careless or false: nothing waits for it, breaks by it, or is said in another's
name."""

import hashlib
import hmac
import json
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from threading import Thread
from typing import Any

import pytest

from knowledgebase.exchange.lines import read, write
from knowledgebase.exchange.models import UnableToTake
from knowledgebase.exchange.reading import read_subscription
from knowledgebase.links import warnings
from knowledgebase.models import Arrival, Subscription
from knowledgebase.readers import EVERYBODY
from tests.cast import Cast
from tests.desk.exchange.servers import tls_server
from tests.desk.exchange.test_exchange import HEAD, bring, file, row
from tests.desk.exchange.test_fetch import folder, refused  # noqa: F401  a fixture
from tests.knowledgebase.articles import published

KEY = "en nøgle"


def signed(text: str) -> str:
    return text + json.dumps({"signature": hmac.digest(KEY.encode(), text.encode(), hashlib.sha256).hex()}) + "\n"


def drip_header(handler: BaseHTTPRequestHandler) -> None:
    """A letter a moment, for ever within the time of a step."""
    handler.wfile.write(b"HTTP/1.1 200 OK\r\nX-Slow: ")
    for _letter in range(600):
        handler.wfile.write(b"x")
        handler.wfile.flush()
        time.sleep(0.1)


@contextmanager
def greets_slowly() -> Iterator[int]:
    """The port of a server that begins to greet by TLS and never ends."""
    server = socket.create_server(("127.0.0.1", 0))

    def serve() -> None:
        line, _address = server.accept()
        try:
            line.sendall(b"\x16\x03\x03\x40\x00")
            for _letter in range(600):
                line.sendall(b"\x02")
                time.sleep(0.1)
        except OSError:
            pass
        finally:
            line.close()

    Thread(target=serve, daemon=True).start()
    yield server.getsockname()[1]
    server.close()


def test_who_answers_letter_by_letter_is_left_when_the_time_is_up(folder: Path) -> None:  # noqa: F811
    began = time.monotonic()
    with tls_server(folder, drip_header) as port:
        assert refused(f"https://127.0.0.1:{port}/", seconds=0.5) == "too_slow"
    with greets_slowly() as port:
        assert refused(f"https://127.0.0.1:{port}/", seconds=0.5) == "too_slow"
    assert time.monotonic() - began < 30  # each would take a minute by itself


@pytest.mark.parametrize(
    "wrong",
    [
        {"title": "Nul \0 i teksten"},
        {"answer": "et halvt par \ud800"},
        {"tags": ["\0"]},
        {"id": "\0"},
        {"answer": "[" * 50_000},
    ],
    ids=["zero", "half", "tag", "id", "brackets"],
)
def test_a_text_that_no_database_takes_is_a_line_that_cannot_be_read(wrong: dict[str, Any], cast: Cast) -> None:
    text = "".join(json.dumps(each) + "\n" for each in (HEAD, row("a-1", **wrong), row("a-2")))
    if "[" in str(wrong.get("answer", "")):
        text = text.replace(f'"{wrong["answer"]}"', wrong["answer"])
    answers, faults = read(text)
    assert [answer.key for answer in answers] == ["a-2"]
    assert [number for number, _fault in faults] == [2]
    Arrival.note(answers)


def test_what_a_file_says_of_itself_is_text_or_nothing(cast: Cast) -> None:
    text = json.dumps(HEAD | {"municipality": "\0", "licence": ["x"]}) + "\n" + json.dumps(row()) + "\n"
    Arrival.note(read(text)[0])
    arrival = Arrival.objects.get()
    assert (arrival.municipality, arrival.licence) == ("", "")


def test_breaks_of_lines_that_word_processors_write_are_part_of_a_text(cast: Cast) -> None:
    answer = "Åbn Aula.\u2028Tryk på klokken.\x85Vælg.\u2029Slut"
    published(cast.project_lead, answer=answer)
    (incoming,), faults = read("".join(write(KEY)), KEY, must_be_signed=True)
    assert (incoming.written["answer"], faults) == (answer, [])


def subscribed(cast: Cast, port: int) -> Subscription:
    address = f"https://127.0.0.1:{port}/svar.jsonl"
    return Subscription.begin(name="Nordby", address=address, key=KEY, by=cast.project_lead)


@pytest.mark.parametrize("named", ["", "https://sydby.example", "https://127.0.0.1"])
def test_nobody_speaks_in_the_name_of_another_municipality(named: str, cast: Cast, folder: Path) -> None:  # noqa: F811
    def say(handler: BaseHTTPRequestHandler) -> None:
        own = f"https://127.0.0.1:{handler.server.server_address[1]}"  # type: ignore[index]
        data = signed(file(row(), head=HEAD | {"site": named or own})).encode()
        handler.send_response(200)
        handler.send_header("Content-Length", str(len(data)))
        handler.end_headers()
        handler.wfile.write(data)

    with tls_server(folder, say) as port:
        subscription = subscribed(cast, port)
        read_subscription(subscription)
    assert subscription.fault == ("other_site" if named else "")
    assert Arrival.objects.count() == (0 if named else 1)


def test_what_we_retired_does_not_come_back_in_words_that_nobody_has_looked_at(cast: Cast) -> None:
    bring(row())
    article = Arrival.objects.get().take(by=cast.project_lead)
    article.publish(by=cast.project_lead)
    article.retire(by=cast.project_lead)
    bring(row(answer="Ring til Mette på 20 30 40 50."))
    with pytest.raises(UnableToTake):
        Arrival.objects.get().take(by=cast.project_lead)
    article.publish(by=cast.project_lead)
    assert article.answer == "Bed om en ny."
    Arrival.objects.get().take(by=cast.project_lead)
    assert article.changes.get().answer == "Ring til Mette på 20 30 40 50."


def test_links_of_theirs_lead_to_them_and_links_to_what_we_have_stay_ours(cast: Cast) -> None:
    ours = published(cast.project_lead)
    theirs = (
        f"[kendt]({ours.get_absolute_url()}#trin-1) [fremmed](/svar/findes-ikke/) [ude](https://aula.dk/x)\n\n"
        "![Menuen](/svar/billeder/abcdefghijklmnop/) [fil](/svar/filer/abcdefghijklmnop/) [x](//ond.example/)"
    )
    bring(row(answer=theirs))
    article = Arrival.objects.get().take(by=cast.project_lead)
    assert f"({ours.get_absolute_url()}#trin-1)" in article.answer
    site = "https://nordby.example/svar"
    for path in ("findes-ikke", "billeder/abcdefghijklmnop", "filer/abcdefghijklmnop"):
        assert f"({site}/{path}/)" in article.answer
    assert "(https://aula.dk/x)" in article.answer
    assert "<img" not in article.answer_html
    assert [each for each in warnings(article.answer, EVERYBODY) if "Menuen" in each]
    assert bring(row(answer=theirs)) == {"same": 1}
