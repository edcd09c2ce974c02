"""The administrator connects the gateway: what is entered, what is refused, and a test message to the own phone."""

import re
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as site
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse

from tests.cast import Cast
from tests.tickets.gateways import SECRET, Gateway, folder, gateway, row
from tickets.models import TextGateway

__all__ = ["folder", "gateway", "row"]
ADD = reverse("admin:tickets_textgateway_add")
GUIDES = ("docs/en/administrator.md", "docs/da/driftsansvarlig.md")


@pytest.fixture
def administrator(cast: Cast, client: Client) -> Client:
    client.force_login(cast.municipal_admin, backend="django.contrib.auth.backends.ModelBackend")
    return client


def typed(gateway: Gateway, **fields: str) -> dict[str, str]:
    usual = {
        "name": "Sms-huset",
        "address": gateway.address,
        "header_name": "X-Api-Key",
        "secret": SECRET,
        "sender": "Nordsoe",
        "recipient_field": "recipients.0.msisdn",
        "text_field": "message",
        "sender_field": "sender",
        "more_fields": "encoding = UCS2\nclass = premium\nretries = 2",
        "is_active": "on",
    }
    return usual | fields


def page_after(administrator: Client, address: str, fields: dict[str, str]) -> str:
    return administrator.post(address, fields, follow=True).content.decode()


def test_a_gateway_is_connected_and_tried_on_the_own_phone(gateway: Gateway, administrator: Client) -> None:
    page = page_after(administrator, ADD, typed(gateway, try_number="31 41 59 26"))
    assert "taget imod test-sms" in page
    assert gateway.taken == [
        {
            "encoding": "UCS2",
            "class": "premium",
            "retries": 2,
            "recipients": [{"msisdn": "4531415926"}],
            "message": "Nordsø Kommune: Det er en test. Sms'er fra Aula-supporten virker.",
            "sender": "Nordsoe",
        }
    ]
    assert gateway.headers[0]["X-Api-Key"] == SECRET
    row = TextGateway.objects.get()
    assert "31415926" not in str(TextGateway.objects.values().get())
    shown = administrator.get(reverse("admin:tickets_textgateway_change", args=[row.pk])).content.decode()
    assert SECRET not in shown
    assert "31415926" not in shown


def test_a_secret_that_is_left_empty_stays_and_nothing_is_sent_without_a_number(
    gateway: Gateway, row: TextGateway, administrator: Client
) -> None:
    address = reverse("admin:tickets_textgateway_change", args=[row.pk])
    assert administrator.post(address, typed(gateway, secret="", sender="Havn")).status_code == 302
    changed = TextGateway.objects.get()
    assert (changed.secret, changed.sender, gateway.taken) == (SECRET, "Havn", [])
    assert changed.changed_at > row.changed_at


@pytest.mark.parametrize(
    ("status", "words"), [(401, "godtager ikke hemmeligheden"), (302, "anden adresse"), (422, "Tjek feltnavnene")]
)
def test_what_is_wrong_is_said_and_stands_in_the_list(
    status: int, words: str, gateway: Gateway, administrator: Client
) -> None:
    gateway.answers = [(status, {"Location": "/"})]
    assert words in page_after(administrator, ADD, typed(gateway, try_number="20304050"))
    assert words in administrator.get(reverse("admin:tickets_textgateway_changelist")).content.decode()


@pytest.mark.parametrize(
    "fields",
    [
        {"address": "http://127.0.0.1/send"},
        {"address": "https://a:b@sms.example/send"},
        {"address": "sms"},
        {"header_name": "Host"},
        {"header_name": "X Key"},
        {"secret": "to\u00e9linjer"},
        {"sender": "Nordsø Kommune"},
        {"sender": "AlleredeForLangt"},
        {"recipient_field": "recipients..msisdn"},
        {"recipient_field": "1.to"},
        {"text_field": "sender"},
        {"more_fields": "encoding"},
        {"try_number": "33 66 33 66"},
    ],
)
def test_what_cannot_work_is_refused_with_a_sentence(
    fields: dict[str, str], gateway: Gateway, administrator: Client
) -> None:
    answer = administrator.post(ADD, typed(gateway, **fields))
    assert answer.status_code == 200
    assert "errorlist" in answer.content.decode()
    assert (TextGateway.objects.count(), gateway.taken) == (0, [])


def test_only_one_gateway_is_active(gateway: Gateway, row: TextGateway, administrator: Client) -> None:
    assert "En anden gateway er aktiv" in page_after(administrator, ADD, typed(gateway))
    assert administrator.post(ADD, {**typed(gateway), "is_active": ""}).status_code == 302


@pytest.mark.parametrize("role", ["superuser", "pilot", "support_entitled", "project_lead", "observer"])
def test_nobody_but_the_administrator_connects_one(role: str, row: TextGateway, cast: Cast, client: Client) -> None:
    client.force_login(cast.by_role(role), backend="django.contrib.auth.backends.ModelBackend")
    change = reverse("admin:tickets_textgateway_change", args=[row.pk])
    assert {client.get(address).status_code for address in (ADD, change)} <= {302, 403, 404}
    assert client.post(change, {"try_number": "20304050"}).status_code in {302, 403, 404}


def guided() -> list[Any]:
    rows = []
    for guide in GUIDES:
        for line in (Path(site.BASE_DIR) / guide).read_text().splitlines():
            cells = re.findall(r"`([^`]+)`", line)
            if line.startswith("|") and len(cells) == 6 and cells[0].startswith("https://"):
                rows.append(pytest.param(cells, id=f"{guide} {line.split('|')[1].strip()}"))
    return rows


@pytest.mark.parametrize("cells", guided())
def test_the_gateways_of_the_guide_can_be_entered_as_they_stand_there(cells: list[str]) -> None:
    address, header, _secret, recipient, text, sender = cells
    names = {"recipient_field": recipient, "text_field": text, "sender_field": sender}
    made = TextGateway(name="x", address=address, header_name=header, sender="Nordsoe", **names)
    try:
        made.clean_fields()
        made.clean()
    except ValidationError as trouble:
        pytest.fail(str(trouble))
    body = made.body("4520304050", "Hej")
    expected: Any = {"gatewayapi.eu": {"recipients": [{"msisdn": "4520304050"}], "message": "Hej", "sender": "Nordsoe"}}
    expected["api.cpsms.dk"] = {"to": "4520304050", "message": "Hej", "from": "Nordsoe"}
    assert body == expected[address.split("/")[2]]


def test_the_guide_has_gateways_in_both_languages() -> None:
    assert len(guided()) == 4
