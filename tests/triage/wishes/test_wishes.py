"""Wishes joined and taken apart, what they say without names, and what was decided told to everybody once."""

import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied

from tests.cast import Cast, kinds, open_ticket, settle
from tickets.models import Merge, Ticket
from tickets.models.refusals import UnableTo
from tickets.words import Status
from triage import tasks
from triage.classifier.likeness import Likeness
from triage.flags.models import Flag
from triage.wishes import news
from triage.wishes.models import ChangeRequest, Vote, Wish

CALENDAR = [
    "Fælles kalender for søskende, så vi ser alle børnenes aftaler på ét sted",
    "Kan man ikke få én familiekalender, hvor alle vores børn står i samme kalender?",
    "Kalender for hele familien: søskendes aftaler samlet i fælleskalenderen",
]
QUIET = "Mulighed for at slå notifikationer fra om natten og i weekenden"


def wish(cast: Cast, subject: str, **facts: str) -> Ticket:
    ticket = open_ticket(cast.school, subject=subject, **facts)
    ticket.set_route("change_request", by=cast.superuser)
    return ticket


def collected(cast: Cast, subject: str, **facts: str) -> ChangeRequest:
    return ChangeRequest.collect(wish(cast, subject, **facts), by=cast.project_lead)


def test_wishes_for_the_same_are_alike_and_others_are_not() -> None:
    assert Likeness([*CALENDAR, QUIET]).groups() == [[0, 2]]


def test_five_thousand_wishes_are_grouped_each_at_most_once() -> None:
    things = ["kalenderen", "galleriet", "beskeder", "ugeplanen", "skemaet", "ferie", "komme/gå", "mapper", "grupper"]
    texts = [
        f"{things[at % 9]} nummer{at % 2500} skal kunne vises som liste{at % 71} på forsiden" for at in range(5_000)
    ]
    groups = Likeness(texts).groups()
    assert groups
    together = [at for group in groups for at in group]
    assert len(together) == len(set(together))


def test_requests_are_joined_and_split_again_with_the_wishes_that_they_had(cast: Cast) -> None:
    first, second = collected(cast, CALENDAR[0]), collected(cast, CALENDAR[1])
    first.join([second], by=cast.project_lead)
    first.join([second], by=cast.project_lead)
    assert first.wishes.count() == 2
    second.refresh_from_db()
    assert (second.status, second.joined_to) == (ChangeRequest.Status.JOINED, first)
    ticket = Wish.objects.get(origin=second).ticket
    assert kinds(ticket).count("joined") == 1
    second.split(by=cast.project_lead)
    second.split(by=cast.project_lead)
    assert (first.wishes.count(), second.wishes.count()) == (1, 1)
    assert second.status == ChangeRequest.Status.WAITING


def test_cases_collected_into_a_request_go_there_whatever_one_of_them_was_in(cast: Cast) -> None:
    elsewhere, wanted = collected(cast, CALENDAR[0]), collected(cast, QUIET)
    there, fresh = Wish.objects.get(change_request=elsewhere).ticket, wish(cast, CALENDAR[1])
    ChangeRequest.collect_all([there, fresh], by=cast.project_lead, into=wanted)
    assert Wish.objects.get(ticket=there).change_request == elsewhere
    assert Wish.objects.get(ticket=fresh).change_request == wanted
    newest = wish(cast, CALENDAR[2])
    assert ChangeRequest.collect_all([newest, there], by=cast.project_lead) == elsewhere
    assert Wish.objects.get(ticket=newest).change_request == elsewhere


def test_a_wish_is_taken_apart_into_a_request_of_its_own(cast: Cast) -> None:
    request = collected(cast, CALENDAR[0])
    other = wish(cast, QUIET)
    ChangeRequest.collect(other, by=cast.project_lead, into=request)
    own = request.take_apart(other, by=cast.project_lead)
    assert own.title == QUIET
    assert request.take_apart(other, by=cast.project_lead) == own
    assert kinds(other).count("joined") == 1


def test_only_the_lead_acts_on_requests(cast: Cast) -> None:
    request = collected(cast, QUIET)
    for user in (cast.superuser, cast.support_entitled, cast.municipal_admin, cast.observer):
        for verb in (
            lambda: request.join([], by=user),  # noqa: B023  called at once
            lambda: request.describe(by=user, title="x"),  # noqa: B023
            lambda: request.publish(by=user),  # noqa: B023
            lambda: request.decide("accepted", by=user, answer=""),  # noqa: B023
        ):
            with pytest.raises(PermissionDenied):
                verb()


def sent(cast: Cast) -> ChangeRequest:
    request = collected(cast, CALENDAR[0])
    english = wish(cast, "One calendar", language="en", requester_email="ann@example.org")
    ChangeRequest.collect(english, by=cast.project_lead, into=request)
    request.mark_sent(by=cast.project_lead)
    return request


def test_a_decision_is_told_once_in_the_language_of_each_and_resolves_the_cases(cast: Cast) -> None:
    request = sent(cast)
    Vote.ask(request, email="voter@example.org", hears=True).confirm()
    Vote.ask(request, email="silent@example.org").confirm()
    Vote.ask(request, email="unconfirmed@example.org", hears=True)
    settle()
    mail.outbox.clear()
    for _twice in range(2):
        request.decide("accepted", by=cast.project_lead, answer="Kommer til marts.", answer_en="It comes in March.")
    for _ in range(2):
        news.tell_decision(request.pk)
        tasks.sweep_triage()
        settle()
    letters = {letter.to[0]: letter.body for letter in mail.outbox}
    assert sorted(letter.to[0] for letter in mail.outbox) == [
        "ann@example.org",
        "maja@example.org",
        "voter@example.org",
    ]
    assert "It comes in March." in letters["ann@example.org"]
    assert "Kommer til marts." in letters["maja@example.org"]
    for one in request.wishes.all():
        assert one.ticket.status == Status.RESOLVED
        assert kinds(one.ticket).count("decided") == 1
    assert not Vote.objects.to_be_told().exists()


def test_cases_that_were_merged_are_told_once_through_the_common_one(cast: Cast) -> None:
    request = sent(cast)
    maja, ann = (one.ticket for one in request.wishes.order_by("id"))
    third = open_ticket(cast.school, requester_email="third@example.org")
    for case in (maja, ann):
        Merge.begin(case, third, by=cast.project_lead, confirmed=True)
    settle()
    mail.outbox.clear()
    request.decide("accepted", by=cast.project_lead, answer="Ja.")
    news.tell_decision(request.pk)
    settle()
    assert kinds(third).count("decided") == 1
    assert "decided" not in kinds(maja) + kinds(ann)
    assert sorted(letter.to[0] for letter in mail.outbox) == [
        "ann@example.org",
        "maja@example.org",
        "third@example.org",
    ]


def test_somebody_who_asks_twice_is_one_person(cast: Cast) -> None:
    request = collected(cast, CALENDAR[0])
    for address in ("Maja@example.org", "ann@example.org", "", ""):
        ChangeRequest.collect(wish(cast, CALENDAR[1], requester_email=address), by=cast.project_lead, into=request)
    counted = ChangeRequest.objects.with_counts().get()
    assert (counted.people, counted.institutions) == (4, 1)  # type: ignore[attr-defined]


def test_an_answer_is_put_right_and_told_again_only_when_somebody_says_so(cast: Cast) -> None:
    request = sent(cast)
    settle()
    request.decide("accepted", by=cast.project_lead, answer="Kommer til marts.")

    def told() -> list[str]:
        mail.outbox.clear()
        news.tell_decision(request.pk)
        tasks.sweep_triage()
        settle()
        return sorted(letter.to[0] for letter in mail.outbox)

    assert told() == ["ann@example.org", "maja@example.org"]
    decided = request.decided_at
    request.decide("accepted", by=cast.project_lead, answer="Kommer til maj.")
    assert (request.answer, request.decided_at, told()) == ("Kommer til maj.", decided, [])
    request.decide("accepted", by=cast.project_lead, answer="Kommer til juni.", again=True)
    assert told() == ["ann@example.org", "maja@example.org"]
    [letter] = [letter for letter in mail.outbox if letter.to == ["maja@example.org"]]
    assert "rettet vores seneste svar" in letter.body
    assert "Kommer til juni." in letter.body
    assert told() == []


def test_nothing_is_decided_before_it_was_sent(cast: Cast) -> None:
    with pytest.raises(UnableTo):
        collected(cast, QUIET).decide("accepted", by=cast.project_lead, answer="Ja.")


def test_an_address_votes_once_and_its_votes_cannot_be_put_together(cast: Cast) -> None:
    first, second = collected(cast, CALENDAR[0]), collected(cast, QUIET)
    for address in ("Maja@Example.org", "maja@example.org"):
        Vote.ask(first, email=address).confirm()
    Vote.ask(second, email="maja@example.org").confirm()
    assert (first.votes.count(), second.votes.count()) == (1, 1)
    assert first.votes.get().voter != second.votes.get().voter


def test_what_was_quoted_before_the_case_was_flagged_goes_to_nobody(cast: Cast) -> None:
    grave, dull = wish(cast, CALENDAR[0], body="Vi vil gerne have en kalender."), wish(cast, CALENDAR[1])
    request = ChangeRequest.collect(grave, by=cast.project_lead)
    for ticket in (grave, dull):
        ChangeRequest.collect(ticket, by=cast.project_lead, into=request)
        request.quote(ticket, by=cast.project_lead)
    ChangeRequest.objects.update(is_public=True)
    Flag.raise_on(grave, ["urgent"])
    settle()
    request.refresh_from_db()
    assert (len(request.quoted), request.is_public) == (2, True)
    Flag.raise_on(grave, ["abuse"], by=cast.support_entitled)
    settle()
    request.refresh_from_db()
    assert len(request.quoted) == 1
    assert "gerne have en kalender" not in request.quotes
    assert not request.is_public
