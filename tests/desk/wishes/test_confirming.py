"""The words of a wish: each piece that may point to a person is looked at before others read it."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from tests.cast import Cast
from tests.desk.wishes.test_board_table import collected, signed_in
from tickets.models.refusals import UnableTo
from triage.wishes.models import Bundle, ChangeRequest

WORDS = {"title": "En fælles kalender", "summary": "Ring til Maja på 20 30 40 50.", "benefit": "", "quotes": ""}


@pytest.fixture
def lead(cast: Cast) -> Client:
    return signed_in(cast.project_lead)


@pytest.fixture
def wanted(cast: Cast) -> ChangeRequest:
    request = collected(cast, "En fælles kalender")
    request.describe(by=cast.project_lead, **WORDS)
    return request


def page(lead: Client, request: ChangeRequest) -> Any:
    return lead.get(reverse("admin:triage_changerequest_change", args=[request.pk]))


def press(lead: Client, verb: str, request: ChangeRequest, **fields: Any) -> Any:
    return lead.post(reverse(f"admin:request_{verb}", args=[request.pk]), fields)


def keys(lead: Client, request: ChangeRequest) -> dict[str, str]:
    return {piece.text: piece.key for piece in page(lead, request).context["pieces"]}


def test_a_name_of_who_asked_and_a_number_are_found_and_ticked_one_by_one(wanted: ChangeRequest, lead: Client) -> None:
    key_by_text = keys(lead, wanted)
    assert {"Maja", "20 30 40 50"} <= set(key_by_text)
    refused = press(lead, "publish", wanted)
    assert refused.status_code == 409
    assert "20 30 40 50" in refused.content.decode()
    press(lead, "describe", wanted, **WORDS, confirmed=[key_by_text["Maja"]])
    assert press(lead, "publish", wanted).status_code == 409
    press(lead, "describe", wanted, **WORDS, confirmed=list(key_by_text.values()))
    assert press(lead, "publish", wanted).status_code == 302
    assert ChangeRequest.objects.get().is_public


def test_a_new_piece_takes_the_wish_off_the_public_list_until_somebody_has_looked(
    wanted: ChangeRequest, lead: Client, cast: Cast
) -> None:
    wanted.describe(by=cast.project_lead, **WORDS | {"summary": "Vis alt samlet."})
    wanted.publish(by=cast.project_lead)
    answer = press(lead, "describe", wanted, **WORDS)
    assert answer.status_code == 302
    assert not ChangeRequest.objects.get().is_public
    press(lead, "describe", wanted, **WORDS | {"summary": "Vis alt samlet."})
    assert not ChangeRequest.objects.get().is_public


def test_a_tick_is_for_this_piece_and_not_for_the_next(wanted: ChangeRequest, lead: Client) -> None:
    press(lead, "describe", wanted, **WORDS, confirmed=list(keys(lead, wanted).values()))
    press(lead, "describe", wanted, **WORDS | {"summary": "Ring til Maja på 20 30 40 51."})
    assert press(lead, "publish", wanted).status_code == 409


@pytest.mark.parametrize("part", ["title", "summary", "benefit", "quotes"])
def test_nothing_goes_to_kombit_before_each_piece_is_looked_at(part: str, wanted: ChangeRequest, cast: Cast) -> None:
    clean = {"title": "En kalender", "summary": "Vis alt samlet.", "benefit": "Alle", "quotes": "Vi savner den."}
    wanted.describe(by=cast.project_lead, **clean | {part: "Skriv til maja@example.org"})
    with pytest.raises(UnableTo):
        Bundle.choose([wanted], by=cast.project_lead, title="November")
    wanted.describe(by=cast.project_lead, **clean)
    bundle = Bundle.choose([wanted], by=cast.project_lead, title="November")
    wanted.describe(by=cast.project_lead, **clean | {part: "Skriv til maja@example.org"})
    for act in (bundle.send, bundle.again):
        with pytest.raises(UnableTo):
            act(by=cast.project_lead)


def test_an_answer_over_the_api_says_what_is_left(wanted: ChangeRequest, lead: Client) -> None:
    refused = lead.post(f"/api/v1/change_requests/{wanted.pk}/publish/")
    assert refused.status_code in {404, 409}
