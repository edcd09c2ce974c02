"""The municipality chooses how large a film may be; the page, the browser's check, the server and the proxies agree."""

import re
from pathlib import Path

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client, RequestFactory
from django.urls import reverse

from helpdesk.request_size import limit_of
from organisation.models import Municipality
from tests.browser.sites import ROOT
from tests.cast import Cast, settle
from tests.tickets.attachments.test_uploads import box, film
from tests.tickets.inbound.letters import HELPDESK, letter
from tests.triage.intake.test_enquiry import form_data
from tickets.attachments.file_limits import MEGABYTE, total_bytes
from tickets.inbound.receiving import receive
from tickets.models import Attachment, Mailbox, Message, ReplyAddress, Ticket

LONG = film(b"mp42") + box(b"free", b"\0" * 6 * MEGABYTE)


def allow(megabytes: int) -> None:
    Municipality.objects.update(film_megabytes=megabytes)
    Municipality.forget_cached()


@pytest.mark.parametrize("where", ["form", "reply"])
def test_the_page_says_and_checks_what_was_chosen(where: str, client: Client, ticket: Ticket) -> None:
    allow(40)
    address = reverse("enquiry") if where == "form" else ticket.get_absolute_url()
    page = client.get(address).content.decode()
    assert "en film af skærmen på højst 40 MB" in page
    assert f'data-max-film="{40 * MEGABYTE}"' in page
    assert f'data-max-total="{45 * MEGABYTE}"' in page


@pytest.mark.parametrize(("chosen", "taken"), [(5, False), (7, True)])
def test_each_way_in_holds_it(chosen: int, taken: bool, client: Client, cast: Cast, ticket: Ticket) -> None:
    allow(chosen)
    Mailbox.objects.create(address=HELPDESK)
    sent = client.post(reverse("enquiry"), form_data(cast, attachments=[SimpleUploadedFile("film.mp4", LONG)]))
    reply = {"text": "Se her", "attachments": [SimpleUploadedFile("film.mp4", LONG)]}
    answered = client.post(reverse("case_reply", args=[ticket.token]), reply)
    files = [("film.mp4", "video/mp4", LONG)]
    receive(letter("Se her", To=ReplyAddress.of(ticket).email(), files=files))
    settle()
    assert (sent.status_code, answered.status_code) == ((302, 302) if taken else (422, 422))
    assert Attachment.objects.count() == (3 if taken else 0)
    if not taken:
        note = Message.objects.filter(kind=Message.Kind.NOTE).latest("pk").body
        assert all("film.mp4 fylder mere end 5 MB" in text for text in (sent.content.decode(), note))


def test_the_size_that_is_read_follows(cast: Cast) -> None:
    request = RequestFactory().post(reverse("enquiry"))
    request.user = AnonymousUser()
    small = limit_of(request)
    allow(50)
    assert (small, limit_of(request)) == (26 * MEGABYTE, 56 * MEGABYTE)


@pytest.mark.parametrize("megabytes", [0, 4, 51])
def test_what_no_phone_needs_or_no_proxy_lets_through_cannot_be_chosen(megabytes: int, cast: Cast) -> None:
    chosen = Municipality.current()
    chosen.film_megabytes = megabytes
    with pytest.raises(ValidationError) as refusal:
        chosen.full_clean()
    assert list(refusal.value.message_dict) == ["film_megabytes"]


@pytest.mark.parametrize(
    ("file", "pattern", "unit"),
    [
        ("nginx.conf", r"client_max_body_size (\d+)m;\n    client_body_timeout", MEGABYTE),
        ("Caddyfile", r"max_size (\d+)MiB", MEGABYTE),
        ("Caddyfile", r"Content-Length\}\) > (\d+)`", 1),
        ("kubernetes/ingress.yaml", r"proxy-body-size: (\d+)m", MEGABYTE),
    ],
)
def test_the_shipped_proxies_let_through_the_most_that_can_be_chosen(
    file: str, pattern: str, unit: int, cast: Cast
) -> None:
    allow(50)
    through = re.search(pattern, (Path(ROOT) / "deploy" / file).read_text())
    assert through is not None
    assert int(through[1]) * unit > total_bytes() + MEGABYTE
