"""What each verb of a change request leaves behind, in it, in its cases and in other requests; and when it refuses."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied

from organisation.models import User
from tests.cast import Cast, kinds
from tests.triage.wishes.test_wishes import collected, sent, wish
from tickets.models import Ticket
from tickets.models.refusals import UnableTo
from triage.wishes.models import ChangeRequest, KeptApart, Wish
from triage.wishes.models.request_list import DECIDED, RequestStatus

ON_ONE_REQUEST: dict[str, Callable[[ChangeRequest, Ticket, Ticket, Cast], object]] = {
    "collect": lambda request, _there, fresh, cast: ChangeRequest.collect(fresh, by=cast.project_lead, into=request),
    "join": lambda request, _there, _fresh, cast: request.join([collected(cast, "Andet")], by=cast.project_lead),
    "release": lambda request, there, _fresh, cast: request.release(there, by=cast.project_lead),
    "take apart": lambda request, there, _fresh, cast: request.take_apart(there, by=cast.project_lead),
}


def case_of(request: ChangeRequest) -> Ticket:
    return Wish.objects.select_related("ticket").get(change_request=request).ticket


def members(request: ChangeRequest) -> set[int]:
    return set(request.wishes.values_list("ticket", flat=True))


@pytest.mark.parametrize("verb", ON_ONE_REQUEST)
@pytest.mark.parametrize("status", sorted(DECIDED))
def test_nothing_moves_in_or_out_of_what_is_decided(verb: str, status: str, cast: Cast) -> None:
    request, fresh = collected(cast, "Fælles kalender"), wish(cast, "En ny")
    ChangeRequest.objects.update(status=status)
    request.refresh_from_db()
    there = case_of(request)
    with pytest.raises(UnableTo):
        ON_ONE_REQUEST[verb](request, there, fresh, cast)
    assert members(request) == {there.pk}
    assert not Wish.objects.filter(ticket=fresh).exists()
    assert [kinds(ticket).count("collected") for ticket in (there, fresh)] == [1, 0]


def test_each_state_is_one_thing() -> None:
    states = {status: ChangeRequest(status=status) for status in RequestStatus}
    assert [status for status, request in states.items() if request.is_waiting] == [RequestStatus.WAITING]
    assert [status for status, request in states.items() if request.is_joined] == [RequestStatus.JOINED]


def test_a_picture_is_another_after_a_change_of_anything_that_is_written_or_decided() -> None:
    changes = ("title", "summary", "benefit", "quotes", "status", "answer", "answer_en")
    pictures = {ChangeRequest(**{name: "x"}).picture for name in changes}
    assert len(pictures | {ChangeRequest().picture}) == len(changes) + 1


def test_a_new_request_says_what_it_was_given_or_else_the_subject(cast: Cast) -> None:
    given: dict[str, Any] = {"title": "Kalender", "summary": "Samlet", "benefit": "Alle"}
    told = ChangeRequest.collect(wish(cast, "Emnet"), by=cast.project_lead, **given)
    alone = ChangeRequest.collect(wish(cast, "Emnet"), by=cast.project_lead)
    assert (told.title, told.summary, told.benefit, told.collected_by) == (*given.values(), cast.project_lead)
    assert (alone.title, alone.summary, alone.benefit) == ("Emnet", "Emnet", "")
    assert case_of(told).events.get(kind="collected").data["change_request"] == told.pk


def test_several_cases_become_one_request_named_after_the_first(cast: Cast) -> None:
    collected(cast, "Noget helt andet")
    cases = [wish(cast, "Skema i mørke farver"), wish(cast, "Mørk tilstand")]
    request = ChangeRequest.collect_all(cases[::-1], by=cast.project_lead)
    assert request is not None
    assert (request.title, request.summary) == ("Mørk tilstand", "Mørk tilstand")
    assert members(request) == {case.pk for case in cases}
    assert ChangeRequest.collect_all([], by=cast.project_lead) is None


def test_of_several_requests_that_of_the_first_case_takes_the_rest_and_a_named_one_comes_before_it(cast: Cast) -> None:
    younger, older = collected(cast, "Første"), collected(cast, "Anden")
    Wish.objects.filter(change_request=younger).update(ticket=wish(cast, "Senere sag"))
    fresh, cases = wish(cast, "Ny"), [case_of(younger), case_of(older)]
    assert ChangeRequest.collect_all([*cases, fresh], by=cast.project_lead) == older
    named = collected(cast, "Udvalgt")
    later = wish(cast, "Endnu en")
    assert ChangeRequest.collect_all([*cases, later], by=cast.project_lead, into=named) == named
    assert members(named) >= {later.pk}


def test_wishes_know_the_first_request_they_stood_in_however_often_it_is_joined(cast: Cast) -> None:
    first, second, third = (collected(cast, subject) for subject in ("Første", "Anden", "Tredje"))
    case, other = case_of(first), collected(cast, "Står for sig selv")
    second.join([first, second], by=cast.project_lead)
    with pytest.raises(UnableTo):
        third.join([first], by=cast.project_lead)
    third.join([second], by=cast.project_lead)
    assert Wish.objects.get(ticket=case).origin == first
    assert {request.pk: (request.status, request.joined_to_id) for request in ChangeRequest.objects.all()} == {
        first.pk: ("joined", second.pk),
        second.pk: ("joined", third.pk),
        third.pk: ("waiting", None),
        other.pk: ("waiting", None),
    }
    assert [event.data["change_request"] for event in case.events.filter(kind="joined")] == [second.pk, third.pk]


def test_requests_and_cases_are_taken_in_together_and_nothing_else(cast: Cast) -> None:
    request, asked, other = (collected(cast, subject) for subject in ("Første", "Anden", "Tredje"))
    fresh, there = wish(cast, "Ny"), case_of(asked)
    for nothing in ([], [request]):
        with pytest.raises(UnableTo):
            request.take_in(nothing, [], by=cast.project_lead)
    request.take_in([], [fresh], by=cast.project_lead)
    request.take_in([asked], [], by=cast.project_lead)
    assert members(request) > {fresh.pk, there.pk}
    assert (len(members(request)), len(members(other))) == (3, 1)


def test_what_is_taken_apart_is_the_leads_own_in_its_words_and_not_suggested_again(cast: Cast) -> None:
    request = collected(cast, "Fælles kalender")
    own = request.take_apart(case_of(request), by=cast.project_lead)
    assert (own.title, own.summary, own.collected_by) == ("Fælles kalender", "Fælles kalender", cast.project_lead)
    assert KeptApart.objects.values_list("first", "second").get() == (request.pk, own.pk)


def test_a_case_that_is_released_is_ours_again_and_leaves_what_others_ask_for(cast: Cast) -> None:
    request = collected(cast, "Fælles kalender")
    leaving, staying = case_of(request), wish(cast, "Kalender")
    ChangeRequest.collect(staying, by=cast.project_lead, into=request)
    request.release(leaving, by=cast.project_lead)
    request.release(leaving, by=cast.project_lead)
    assert members(request) == {staying.pk}
    assert [event.data["change_request"] for event in leaving.events.filter(kind="released")] == [request.pk]


@pytest.mark.parametrize(("status", "absorbs", "stays"), [("waiting", 0, 0), ("waiting", 1, 1), ("sent", 0, 1)])
def test_an_empty_request_goes_unless_it_was_sent_or_stands_for_another(
    status: str, absorbs: int, stays: int, cast: Cast
) -> None:
    request = collected(cast, "Fælles kalender")
    case = case_of(request)
    if absorbs:
        Wish.objects.filter(change_request=(other := collected(cast, "En anden"))).delete()
        request.join([other], by=cast.project_lead)
    ChangeRequest.objects.filter(pk=request.pk).update(status=status)
    request.release(case, by=cast.project_lead)
    assert ChangeRequest.objects.filter(pk=request.pk).count() == stays


def test_describing_changes_the_parts_that_are_named_and_nothing_that_is_no_text(cast: Cast) -> None:
    request = collected(cast, "Fælles kalender")
    request.describe(by=cast.project_lead, title="Kalender", status="accepted")
    assert request.status == "waiting"
    request.refresh_from_db()
    assert (request.title, request.summary, request.status) == ("Kalender", "Fælles kalender", "waiting")


def test_a_name_of_a_place_that_was_looked_at_stays_looked_at(cast: Cast) -> None:
    request = collected(cast, "Fælles kalender")
    request.describe(by=cast.project_lead, summary="Ønsket af Grøndal Skole")
    assert not request.unconfirmed(("title",))
    assert [finding.text for finding in request.unconfirmed()] == ["Grøndal Skole"]
    request.describe(by=cast.project_lead, confirmed=[finding.key for finding in request.unconfirmed()])
    request.describe(by=cast.project_lead, benefit="Alle")
    assert not request.unconfirmed()


def test_what_everybody_reads_must_be_looked_at_before_everybody_reads_it_and_the_rest_before_kombit_does(
    cast: Cast,
) -> None:
    request = collected(cast, "Fælles kalender")
    request.describe(by=cast.project_lead, quotes="[navn] og Maja Holm vil have den.")
    request.publish(by=cast.project_lead)
    assert request.is_public
    with pytest.raises(UnableTo):
        request.require_looked_at()


def test_what_was_sent_is_not_split(cast: Cast) -> None:
    request = sent(cast)
    request.split(by=cast.project_lead)
    request.refresh_from_db()
    assert request.status == RequestStatus.SENT


VERBS: dict[str, Callable[[ChangeRequest, Ticket, User], object]] = {
    "join": lambda request, _case, by: request.join([], by=by),
    "take in": lambda request, case, by: request.take_in([], [case], by=by),
    "split": lambda request, _case, by: request.split(by=by),
    "take apart": lambda request, case, by: request.take_apart(case, by=by),
    "keep apart": lambda request, _case, by: request.keep_apart(request, by=by),
    "release": lambda request, case, by: request.release(case, by=by),
    "describe": lambda request, _case, by: request.describe(by=by, title="x"),
    "quote": lambda request, case, by: request.quote(case, by=by),
    "publish": lambda request, _case, by: request.publish(by=by),
    "withdraw": lambda request, _case, by: request.withdraw(by=by),
    "mark sent": lambda request, _case, by: request.mark_sent(by=by),
    "decide": lambda request, _case, by: request.decide("accepted", by=by, answer="Ja"),
}


@pytest.mark.parametrize("role", ["superuser", "support_entitled", "municipal_admin", "observer"])
def test_nobody_but_the_lead_does_anything_with_a_request(role: str, cast: Cast) -> None:
    request = collected(cast, "Fælles kalender")
    case, before = case_of(request), ChangeRequest.objects.values().get()
    for verb in VERBS.values():
        with pytest.raises(PermissionDenied):
            verb(request, case, cast.by_role(role))
    assert ChangeRequest.objects.values().get() == before
    assert members(request) == {case.pk}
