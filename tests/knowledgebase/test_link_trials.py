"""The links of published answers are tried where an administrator wants it, and their owner sees which lead nowhere."""

import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from http.client import HTTPException
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from desk.answers.reminding import tell_owners
from knowledgebase import link_trials
from knowledgebase.models import Article, OutsideLink
from knowledgebase.tasks import try_links
from organisation.models import Municipality
from organisation.security.public_internet import connection_to, ended_after
from tests.cast import Cast
from tests.desk.exchange.servers import certificate, tls_server
from tests.desk.setup.test_one_picture import form_of
from tests.knowledgebase.articles import draft
from tickets.models import Delivery

DESK = "/admin/knowledgebase/article/"


@dataclass
class Elsewhere:
    """Another site: `status` by path, 200 for any other; what it was asked, and with which headers."""

    port: int = 0
    status: dict[str, int] = field(default_factory=dict)
    leads_to: dict[str, str] = field(default_factory=dict)
    no_head: bool = False
    asked: list[tuple[str, str]] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)

    def say(self, handler: BaseHTTPRequestHandler) -> None:
        self.asked.append((handler.command, handler.path))
        self.headers.append(dict(handler.headers))
        status = self.status.get(handler.path, 302 if handler.path in self.leads_to else 200)
        handler.send_response(405 if self.no_head and handler.command == "HEAD" else status)
        if handler.path in self.leads_to:
            handler.send_header("Location", self.leads_to[handler.path])
        handler.send_header("Content-Length", "0")
        handler.end_headers()

    def at(self, path: str) -> str:
        return f"https://127.0.0.1:{self.port}{path}"


@pytest.fixture
def trusted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, settings: Any) -> Path:
    """A certificate, and one network address of this machine that may be asked."""
    cert, _key = certificate(tmp_path / "tls", "localhost")
    monkeypatch.setenv("SSL_CERT_FILE", str(cert))
    settings.EXCHANGE_NETWORKS = ["127.0.0.1/32"]
    return tmp_path / "tls"


@pytest.fixture
def elsewhere(trusted: Path) -> Iterator[Elsewhere]:
    site = Elsewhere()
    with tls_server(trusted, site.say) as site.port:
        yield site


def switch(*, on: bool) -> None:
    Municipality.objects.update(tries_links=on)
    Municipality.forget_cached()


def pass_by(**time_passed: int) -> None:
    for link in OutsideLink.objects.all():
        OutsideLink.objects.filter(pk=link.pk).update(due_at=link.due_at - timedelta(**time_passed))


def linking(cast: Cast, *addresses: str, **facts: Any) -> Article:
    text = "\n".join(f"- [Læs om {address[-9:]}]({address})" for address in addresses)
    article = draft(cast.support_entitled, answer=text, **facts)
    article.confirm([piece.key for piece in article.findings], by=cast.support_entitled)
    return article.publish(by=cast.support_entitled)


def desk(user: Any) -> Client:
    client = Client()
    client.force_login(user)
    return client


def test_nobody_is_asked_anything_before_an_administrator_wants_it(cast: Cast, elsewhere: Elsewhere) -> None:
    linking(cast, elsewhere.at("/a"))
    assert Municipality.current().tries_links is False
    try_links()
    assert elsewhere.asked == []
    assert not OutsideLink.objects.exists()
    administrator, address = desk(cast.municipal_admin), "/admin/organisation/municipality/1/change/"
    posted = form_of(administrator, address)
    assert administrator.post(address, posted | {"tries_links": "on"}).status_code == 302
    Municipality.forget_cached()
    try_links()
    assert elsewhere.asked == [("HEAD", "/a")]


def test_the_other_site_hears_nothing_of_answers_or_readers(cast: Cast, elsewhere: Elsewhere) -> None:
    switch(on=True)
    linking(cast, elsewhere.at("/a?b=c#d"))
    try_links()
    assert elsewhere.asked == [("HEAD", "/a?b=c")]
    assert set(elsewhere.headers[0]) == {"Host", "User-Agent", "Accept", "Accept-Encoding"}


def test_who_owns_an_answer_hears_once_of_a_link_that_leads_nowhere_twice_until_it_works_again(
    cast: Cast, elsewhere: Elsewhere
) -> None:
    switch(on=True)
    article = linking(cast, elsewhere.at("/borte"), elsewhere.at("/der"), title="Kalenderen")
    elsewhere.status["/borte"] = 404
    try_links()
    owner = desk(cast.support_entitled)
    assert tell_owners() == 0
    assert "Kalenderen" not in owner.get(f"{DESK}?vis=broken").content.decode()
    pass_by(hours=7)
    try_links()
    listed = owner.get(f"{DESK}?vis=broken").content.decode()
    assert "Kalenderen" in listed
    page = owner.get(f"{DESK}{article.pk}/change/").content.decode()
    assert elsewhere.at("/borte") in page.partition('id="broken-heading"')[2].partition("</section>")[0]
    assert owner.get("/admin/").context["waiting_answers"].broken == 1
    assert tell_owners() == 1
    assert f"{DESK}{article.pk}/change/" in Delivery.objects.get(kind="answers_due").body
    assert tell_owners() == 0
    change = article.begin_change(by=cast.support_entitled)
    assert "Siden findes ikke længere" in owner.get(f"{DESK}{change.pk}/change/").content.decode()
    elsewhere.status.clear()
    pass_by(days=3)
    try_links()
    assert "Kalenderen" not in owner.get(f"{DESK}?vis=broken").content.decode()
    assert not OutsideLink.objects.filter(is_told=True).exists()


def test_what_was_found_is_shown_to_nobody_when_it_is_switched_off_again(cast: Cast, elsewhere: Elsewhere) -> None:
    switch(on=True)
    linking(cast, elsewhere.at("/borte"))
    OutsideLink.list_for(Article.objects.get(), {elsewhere.at("/borte")})
    OutsideLink.objects.update(failures=2, fault="gone")
    assert OutsideLink.objects.broken().count() == 1
    switch(on=False)
    assert OutsideLink.objects.broken().count() == 0
    assert "Links, der ikke virker" not in desk(cast.support_entitled).get(DESK).content.decode()
    assert tell_owners() == 0


@pytest.mark.parametrize(
    ("status", "fault"),
    [
        (200, ""),
        (204, ""),
        (401, ""),
        (403, ""),
        (404, "gone"),
        (410, "gone"),
        (429, ""),
        (500, "error"),
        (503, "error"),
    ],
)
def test_only_what_is_certain_counts_as_wrong(elsewhere: Elsewhere, status: int, fault: str) -> None:
    elsewhere.status["/a"] = status
    assert link_trials.fault_of(elsewhere.at("/a")) == fault


def test_a_site_that_does_not_tell_of_a_page_is_asked_for_it(elsewhere: Elsewhere) -> None:
    elsewhere.no_head = True
    assert link_trials.fault_of(elsewhere.at("/a")) == ""
    assert elsewhere.asked == [("HEAD", "/a"), ("GET", "/a")]


def test_where_an_address_leads_on_is_followed_and_where_it_may_not_lead_is_not_asked(elsewhere: Elsewhere) -> None:
    elsewhere.leads_to = {
        "/flyttet": "/vejledning-p\xe5-dansk",
        "/rundt": "/rundt",
        "/ind": "https://127.0.0.2/",
        "/sky": "https://169.254.169.254/latest/meta-data/",
        "/http": "http://127.0.0.1/",
        "/fil": "file:///etc/passwd",
        "/ud": "https://127.0.0.1:1/",
    }
    elsewhere.status["/vejledning-p%E5-dansk"] = 404
    faults = {path: link_trials.fault_of(elsewhere.at(path)) for path in elsewhere.leads_to}
    silent = dict.fromkeys(("/ind", "/sky", "/http", "/fil"), "")
    assert faults == silent | {"/flyttet": "gone", "/rundt": "redirects", "/ud": "unreachable"}


@pytest.mark.parametrize(
    "address", ["https://10.0.0.1/", "https://[::1]/", "http://127.0.0.1/", "https://a:b@127.0.0.1/"]
)
def test_an_address_that_is_not_for_us_to_ask_is_no_broken_link(trusted: Path, address: str) -> None:
    assert link_trials.fault_of(address) == ""


def test_a_name_that_nobody_knows_is_one(trusted: Path) -> None:
    assert link_trials.fault_of("https://findes.ikke.invalid/") == "unreachable"


def test_one_who_sends_a_letter_now_and_then_is_broken_off(trusted: Path) -> None:
    def drip(handler: BaseHTTPRequestHandler) -> None:
        for _letter in range(600):
            handler.wfile.write(b"H")
            handler.wfile.flush()
            time.sleep(0.1)

    with tls_server(trusted, drip) as port:
        connection, path = connection_to(f"https://127.0.0.1:{port}/", seconds=5)
        began = time.monotonic()

        def ask_until_it_ends() -> None:
            with ended_after(connection, 0.5):
                connection.request("HEAD", path)
                connection.getresponse()

        with pytest.raises((OSError, HTTPException)):
            ask_until_it_ends()
        assert time.monotonic() - began < 30  # by itself it would take a minute


def test_a_few_at_a_time_and_an_address_in_several_answers_once(cast: Cast, elsewhere: Elsewhere) -> None:
    switch(on=True)
    same = elsewhere.at("/samme")
    for number in range(2):
        linking(cast, same, *(elsewhere.at(f"/{number}-{each}") for each in range(4)), title=f"Svar {number}")
    for _minute in range(3):
        try_links()
    asked = [path for _method, path in elsewhere.asked]
    assert sorted(asked) == sorted({"/samme", *(f"/{number}-{each}" for number in range(2) for each in range(4))})
    elsewhere.asked.clear()
    try_links()
    assert elsewhere.asked == []
    pass_by(days=8)
    try_links()
    assert 0 < len(elsewhere.asked) <= link_trials.TRIED_AT_ONCE


def test_the_links_are_those_that_readers_see_now(cast: Cast) -> None:
    switch(on=True)
    article = linking(cast, "https://aulainfo.example/a", "https://aulainfo.example/b")
    draft(cast.superuser, answer="[Læs om det](https://aulainfo.example/kladde)")
    listed: list[set[str]] = []

    def look() -> None:
        for pk in Article.objects.with_links_to_list().values_list("pk", flat=True):
            link_trials.list_links(pk)
        listed.append(set(OutsideLink.objects.values_list("address", flat=True)))

    look()
    OutsideLink.objects.filter(address__endswith="b").update(due_at=timezone.now() + timedelta(days=7))
    article.revise(by=cast.support_entitled, answer="[Læs om b](https://aulainfo.example/b), [os](/svar/os/).")
    look()
    assert not OutsideLink.objects.due().exists()
    article.retire(by=cast.support_entitled)
    look()
    article.publish(by=cast.support_entitled)
    look()
    address = "https://aulainfo.example/"
    assert listed == [{f"{address}a", f"{address}b"}, {f"{address}b"}, set(), {f"{address}b"}]
