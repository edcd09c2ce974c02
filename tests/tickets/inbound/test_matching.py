"""Which case a mail answers, way by way, and that only who we know is known."""

import pytest

from organisation.models import Party, User
from tests.cast import Cast, open_ticket, settle
from tests.tickets.inbound.letters import HELPDESK, letter
from tickets.inbound import matching
from tickets.inbound.matching import PUBLIC_DOMAINS, Match
from tickets.inbound.parsing import parse
from tickets.models import Delivery, Event, Mailbox, Merge, ReceivedMail, ReplyAddress, Ticket
from tickets.outbound import message_ids
from tickets.words import Actor
from triage.forwarding.models import Forwarding

VENDOR = "skema@vendor.example"


@pytest.fixture(autouse=True)
def box(cast: Cast) -> Mailbox:
    return Mailbox.objects.create(address=HELPDESK)


@pytest.fixture
def sent(ticket: Ticket, cast: Cast) -> Ticket:
    """A case that went to the schedule vendor, with all its mails sent."""
    ticket.set_route("schedule_vendor", by=cast.superuser)
    Forwarding.forward(ticket, by=cast.superuser)
    settle()
    return ticket


def find(**headers: str) -> Match | None:
    return matching.find(parse(letter("Det er på iPad.", **headers)))


def match_of(**headers: str) -> tuple[int | None, bool, str, str]:
    """(case, known, who speaks, party) of what a mail with these headers finds."""
    match = find(**headers)
    return (match.ticket.pk, match.known, match.speaker, match.party) if match else (None, False, "", "")


def answered(ticket: Ticket, kind: str) -> str:
    delivery = Delivery.objects.filter(event__ticket=ticket, kind__startswith=kind).earliest("id")
    return message_ids.make("delivery", delivery.pk)


def test_a_mail_that_answers_nothing_finds_nothing(ticket: Ticket) -> None:
    assert find() is None
    assert find(Subject="AULA-26-999999") is None
    assert find(In_Reply_To="<noget@andet.example>") is None
    assert find(To=f"hjaelp+{'a' * 20}@kommune.example") is None


RECIPIENTS = "To Cc Delivered-To X-Original-To Envelope-To X-Envelope-To X-Forwarded-To Resent-To"


@pytest.mark.parametrize("header", RECIPIENTS.split())
def test_the_key_is_found_in_whatever_header_names_who_got_the_mail(header: str, ticket: Ticket) -> None:
    headers = {"To": "", header.replace("-", "_"): ReplyAddress.of(ticket).email()}
    assert match_of(**headers) == (ticket.pk, True, "requester", "")


def test_the_first_key_of_ours_counts(ticket: Ticket, cast: Cast) -> None:
    other = open_ticket(cast.school)
    to = ", ".join([f"x+{'a' * 20}@y.example", ReplyAddress.of(other).email(), ReplyAddress.of(ticket).email()])
    assert match_of(To=to)[0] == other.pk


def test_the_key_goes_before_the_mail_that_is_answered_that_before_the_thread_and_that_before_the_number(
    sent: Ticket, cast: Cast
) -> None:
    first, second, third = (open_ticket(cast.school) for _each in range(3))
    headers = {"Subject": third.number}
    assert match_of(**headers)[0] == third.pk
    headers["References"] = message_ids.make("case", second.pk)
    assert match_of(**headers)[0] == second.pk
    headers["In_Reply_To"] = answered(sent, "requester_opened")
    assert match_of(**headers)[0] == sent.pk
    headers["To"] = ReplyAddress.of(first).email()
    assert match_of(**headers)[0] == first.pk


def test_the_mail_that_is_answered_goes_before_the_older_ones_of_its_thread(sent: Ticket, cast: Cast) -> None:
    other = open_ticket(cast.school)
    settle()
    old, new = answered(other, "requester_opened"), answered(sent, "requester_opened")
    assert match_of(References=f"{old} {new}")[0] == sent.pk
    assert match_of(References=f"{new} {old}", In_Reply_To=new)[0] == sent.pk
    cases = [message_ids.make("case", each.pk) for each in (other, sent)]
    assert match_of(References=" ".join(cases))[0] == sent.pk


def test_a_forward_is_led_by_its_key_and_its_number_alone(sent: Ticket) -> None:
    subject = "VS: Se her"
    assert find(Subject=subject, In_Reply_To=answered(sent, "requester_opened")) is None
    assert find(Subject=subject, References=message_ids.make("case", sent.pk)) is None
    assert match_of(Subject=subject, To=ReplyAddress.of(sent).email())[0] == sent.pk
    assert match_of(Subject=f"VS: {sent.number}")[0] == sent.pk


def test_a_forgotten_case_is_found_no_more(ticket: Ticket, cast: Cast) -> None:
    to, thread = ReplyAddress.of(ticket).email(), message_ids.make("case", ticket.pk)
    ways = {"To": to}, {"References": thread}, {"Subject": ticket.number}
    assert all(find(**way) for way in ways)
    ticket.resolve(by=cast.superuser)
    ticket.forget()
    assert not any(find(**way) for way in ways)


def test_a_digest_belongs_to_no_case(sent: Ticket) -> None:
    digest = Delivery.objects.create(kind="digest", recipient="maja@example.org", language="da", subject="x", body="x")
    thread = {"In_Reply_To": message_ids.make("delivery", digest.pk)}
    assert find(**thread) is None
    assert match_of(To=ReplyAddress.of(sent).email(), From="maja@example.org", **thread)[0] == sent.pk


def take(ticket: Ticket, **facts: str) -> ReceivedMail:
    defaults = {"fingerprint": f"{ReceivedMail.objects.count()}", "outcome": "reply", "speaker": "requester"}
    return ReceivedMail.objects.create(ticket=ticket, **(defaults | facts))


def test_a_mail_of_theirs_leads_to_the_newest_case_that_it_is_in(ticket: Ticket, cast: Cast) -> None:
    other = open_ticket(cast.school)
    take(ticket, message_id="<et@example.org>", from_email="maja@example.org")
    take(other, message_id="<to@example.org>", from_email="maja@example.org")
    assert match_of(In_Reply_To="<et@example.org>")[0] == ticket.pk
    assert match_of(References="<et@example.org> <to@example.org>")[0] == other.pk
    ReceivedMail.objects.filter(ticket=ticket).update(subject="skrevet igen")
    assert match_of(References="<et@example.org> <to@example.org>")[0] == other.pk


def test_a_mail_that_was_ignored_leads_nowhere(ticket: Ticket) -> None:
    ReceivedMail.objects.create(fingerprint="x", message_id="<et@example.org>", outcome="ignored")
    assert find(In_Reply_To="<et@example.org>") is None
    ReceivedMail.objects.filter(message_id="<et@example.org>").delete()
    take(ticket, message_id="<to@example.org>")
    ReceivedMail.objects.create(fingerprint="y", message_id="<et@example.org>", outcome="ignored")
    assert match_of(References="<et@example.org> <to@example.org>")[0] == ticket.pk


def test_a_number_is_found_as_people_and_telephones_write_it(ticket: Ticket) -> None:
    year, figures = ticket.number.split("-")[1:]
    written = (f"aula-{year}-{int(figures)}", f"AULA {year} {figures}", f"AULA\u2013{year}\u2013{figures}")
    for subject in written:
        assert match_of(Subject=f"Ang. {subject}")[0] == ticket.pk


# Who is known


def test_a_stranger_who_holds_the_requesters_key_is_held(ticket: Ticket) -> None:
    to = ReplyAddress.of(ticket).email()
    assert match_of(To=to, From="bo@example.net") == (ticket.pk, False, "requester", "")
    assert match_of(To=to, From="MAJA@example.org") == (ticket.pk, True, "requester", "")


def test_who_was_let_in_is_known_in_that_case_alone(ticket: Ticket, cast: Cast) -> None:
    other = open_ticket(cast.school)
    take(ticket, from_email="bo@example.net")
    assert match_of(To=ReplyAddress.of(ticket).email(), From="bo@example.net")[1]
    assert not match_of(To=ReplyAddress.of(other).email(), From="bo@example.net")[1]
    ReceivedMail.objects.update(outcome="held")
    assert not match_of(To=ReplyAddress.of(ticket).email(), From="bo@example.net")[1]


def test_a_party_is_known_by_where_we_wrote_to_it(sent: Ticket) -> None:
    key = ReplyAddress.of(sent, "Skemahuset").email()
    assert match_of(To=key, From=VENDOR.upper()) == (sent.pk, True, "party", "Skemahuset")
    assert match_of(To=key, From="bo@example.net") == (sent.pk, False, "party", "Skemahuset")
    assert match_of(In_Reply_To=answered(sent, "party_"), From=VENDOR) == (sent.pk, True, "party", "Skemahuset")
    assert match_of(Subject=sent.number, From=VENDOR) == (sent.pk, True, "party", "Skemahuset")


def test_a_party_is_known_by_the_address_that_was_entered_for_it(sent: Ticket) -> None:
    key = ReplyAddress.of(sent, "Skemahuset").email()
    Party.objects.filter(name="Skemahuset").update(email="Nyt@andet.example")
    assert match_of(To=key, From="nyt@andet.example")[1]
    assert match_of(To=key, From=VENDOR)[1]
    gone = Delivery.objects.filter(recipient=VENDOR)
    for forgotten in ({"kind": "of_another_kind"}, {"kind": "party_forwarded", "reply_to": ""}):
        gone.update(**forgotten)
        assert match_of(To=key, From=VENDOR)[1], "by its key alone, and by what it was about alone"
    gone.delete()
    assert not match_of(To=key, From=VENDOR)[1]


def test_an_address_of_another_party_or_another_case_is_not_known(sent: Ticket, cast: Cast) -> None:
    """Also that of a party to which this case never went, and what went to the requester."""
    other = open_ticket(cast.school)
    key = ReplyAddress.of(other, "Ugeplanfirmaet").email()
    assert not match_of(To=key, From="it@example.org")[1]
    assert not match_of(To=ReplyAddress.of(sent, "Skemahuset").email(), From="maja@example.org")[1]
    assert not match_of(To=ReplyAddress.of(sent, "Skemahuset").email(), From="ugeplan@vendor2.example")[1]
    assert not match_of(Subject=other.number, From=VENDOR)[1]


def test_where_we_wrote_to_a_party_about_another_case_is_not_known_in_this_one(sent: Ticket, cast: Cast) -> None:
    """Somebody who has left the party's support would speak for it in every case since."""
    other, anna = open_ticket(cast.school), "anna@skema.example"
    other.set_route("schedule_vendor", by=cast.superuser)
    Forwarding.forward(other, by=cast.superuser)
    settle()
    Delivery.objects.filter(event__ticket=other, kind__startswith="party_").update(recipient=anna)
    Party.objects.filter(name="Skemahuset").update(email="")
    assert match_of(To=ReplyAddress.of(other, "Skemahuset").email(), From=anna)[1]
    assert not match_of(To=ReplyAddress.of(sent, "Skemahuset").email(), From=anna)[1]


def test_a_colleague_at_the_party_is_known_only_with_its_key(sent: Ticket) -> None:
    kim = "kim@vendor.example"
    assert match_of(To=ReplyAddress.of(sent, "Skemahuset").email(), From=kim)[1]
    assert match_of(In_Reply_To=answered(sent, "party_"), From=kim)[1]
    assert not match_of(Subject=sent.number, From=kim)[1]
    assert not match_of(To=ReplyAddress.of(sent).email(), From=kim)[1]


DOMAINS = """
gmail.com googlemail.com hotmail.com outlook.com live.dk live.com msn.com yahoo.com yahoo.dk icloud.com me.com mail.dk
jubii.dk ofir.dk stofanet.dk youmail.dk proton.me protonmail.com
"""


def test_a_domain_that_anybody_may_use_makes_no_colleagues(sent: Ticket) -> None:
    assert set(DOMAINS.split()) == PUBLIC_DOMAINS
    Party.objects.filter(name="Skemahuset").update(email="skemahuset@gmail.com")
    key = ReplyAddress.of(sent, "Skemahuset").email()
    assert match_of(To=key, From="skemahuset@gmail.com")[1]
    assert not match_of(To=key, From="kim@gmail.com")[1]


def test_whoever_was_let_in_for_a_party_is_known_as_that_party(sent: Ticket) -> None:
    take(sent, from_email="kim@hjemme.example", speaker="party", party="Skemahuset")
    assert match_of(Subject=sent.number, From="kim@hjemme.example") == (sent.pk, True, "party", "Skemahuset")
    ReceivedMail.objects.update(outcome="refused")
    assert not match_of(Subject=sent.number, From="kim@hjemme.example")[1]


def test_a_colleague_is_known_where_they_may_write_a_note(sent: Ticket, cast: Cast) -> None:
    for headers in (
        {"In_Reply_To": answered(sent, "tier_")},
        {"To": ReplyAddress.of(sent).email()},
        {"To": ReplyAddress.of(sent, "Skemahuset").email()},
    ):
        match = find(From=cast.superuser.email, **headers)
        assert match
        assert (match.known, match.speaker, match.staff) == (True, "staff", cast.superuser)
        stranger = find(From=cast.stranger.email, **headers)
        assert stranger
        assert (stranger.known, stranger.speaker, stranger.staff) == (False, "staff", None)


def test_a_colleagues_address_with_a_number_or_an_id_that_can_be_guessed_proves_nothing(
    sent: Ticket, cast: Cast
) -> None:
    take(sent, message_id="<et@example.org>", from_email="maja@example.org")
    for headers in ({"Subject": sent.number}, {"In_Reply_To": "<et@example.org>"}):
        match = find(From=cast.superuser.email, **headers)
        assert match
        assert (match.known, match.speaker) == (False, "staff")


def test_a_key_and_a_thread_that_lead_to_different_cases_wait_for_a_person(sent: Ticket, cast: Cast) -> None:
    other = open_ticket(cast.school)
    match = find(To=ReplyAddress.of(other).email(), In_Reply_To=answered(sent, "requester_opened"))
    assert match
    assert (match.ticket, match.known, match.reason) == (other, False, "disagree")


def test_a_key_and_a_thread_that_lead_to_one_case_or_to_cases_that_are_one_need_nobody(
    sent: Ticket, cast: Cast
) -> None:
    own, thread = open_ticket(cast.school), answered(sent, "requester_opened")
    assert match_of(To=ReplyAddress.of(sent).email(), In_Reply_To=thread) == (sent.pk, True, "requester", "")
    Merge.begin(own, sent, by=cast.superuser, confirmed=True)
    assert match_of(To=ReplyAddress.of(own).email(), In_Reply_To=thread) == (own.pk, True, "requester", "")


def test_whoever_was_merged_in_finds_their_own_case_without_a_key(sent: Ticket, cast: Cast) -> None:
    own = open_ticket(cast.school, requester_email="ida@example.org")
    Merge.begin(own, sent, by=cast.superuser, confirmed=True)
    for headers in ({"In_Reply_To": answered(sent, "requester_opened")}, {"Subject": sent.number}):
        assert match_of(From="ida@example.org", **headers) == (own.pk, True, "requester", "")


def test_of_two_cases_that_were_merged_in_the_older_one_is_the_senders(sent: Ticket, cast: Cast) -> None:
    first, second = (open_ticket(cast.school, requester_email="ida@example.org") for _each in range(2))
    for own in (first, second):
        Merge.begin(own, sent, by=cast.superuser, confirmed=True)
    Ticket.objects.filter(pk=first.pk).update(subject="skrevet igen")
    assert match_of(From="ida@example.org", In_Reply_To=answered(sent, "requester_opened"))[0] == first.pk


def test_the_requester_of_the_common_case_finds_it_by_what_went_to_who_was_merged_in(sent: Ticket, cast: Cast) -> None:
    own = open_ticket(cast.school, requester_email="ida@example.org")
    settle()
    Merge.begin(own, sent, by=cast.superuser, confirmed=True)
    assert match_of(In_Reply_To=answered(own, "requester_opened")) == (sent.pk, True, "requester", "")


def test_who_names_no_address_is_not_taken_for_somebody_who_left_none(sent: Ticket, cast: Cast) -> None:
    own = open_ticket(cast.school, requester_email="")
    Merge.begin(own, sent, by=cast.superuser, confirmed=True)
    assert match_of(From="", In_Reply_To=answered(sent, "requester_opened"))[:2] == (sent.pk, False)


def test_an_address_with_a_plus_is_the_same_mailbox_only_where_the_way_cannot_be_guessed(
    sent: Ticket, cast: Cast
) -> None:
    plus = {"From": "maja+aula@example.org"}
    assert match_of(To=ReplyAddress.of(sent).email(), **plus) == (sent.pk, True, "requester", "")
    assert not match_of(Subject=sent.number, **plus)[1]
    colleague = cast.superuser.email.replace("@", "+aula@")
    assert match_of(Subject=sent.number, From=colleague) == (sent.pk, False, "staff", "")
    own = open_ticket(cast.school, requester_email=cast.superuser.email)
    assert match_of(To=ReplyAddress.of(own).email(), From=colleague) == (own.pk, False, "staff", "")


def test_only_who_answers_our_mail_to_them_about_this_case_answers_their_own(sent: Ticket, cast: Cast) -> None:
    other, me = open_ticket(cast.school), {"From": cast.superuser.email}
    settle()
    told = Delivery.objects.filter(recipient=cast.superuser.email, event__ticket=sent)[0]
    key, thread = ReplyAddress.of(sent).email(), {"In_Reply_To": message_ids.make("delivery", told.pk)}
    ways = [thread, {"To": key}, {"Subject": f"VS: {sent.number}", "To": key} | thread, {"Subject": sent.number}]
    ways.append({"To": ReplyAddress.of(other).email()} | thread)
    matches = [find(**way, **me) for way in ways]
    assert [each and each.answers_own for each in matches] == [True, False, False, False, False]


def test_what_answers_a_notice_about_a_party_is_not_the_partys(sent: Ticket, cast: Cast) -> None:
    event = Event.record(sent, "party_silent", by=Actor.SYSTEM, party="Skemahuset", forwarding=1)
    facts = {"recipient": cast.superuser.email, "language": "da", "subject": "x", "body": "x"}
    told = Delivery.objects.create(kind="worker_party_silent", event=event, **facts)
    thread = message_ids.make("delivery", told.pk)
    assert match_of(In_Reply_To=thread, From="privat@example.net") == (sent.pk, False, "staff", "")


def test_who_spoke_for_a_party_is_neither_the_requester_nor_another_party(sent: Ticket) -> None:
    take(sent, from_email="bo@example.net", speaker="party", party="Andre")
    assert not match_of(Subject=sent.number, From="bo@example.net")[1]
    assert not match_of(To=ReplyAddress.of(sent, "Skemahuset").email(), From="bo@example.net")[1]


def test_who_has_left_is_a_colleague_still_and_known_no_more(sent: Ticket, cast: Cast) -> None:
    User.objects.filter(pk=cast.superuser.pk).update(is_active=False)
    assert match_of(Subject=sent.number, From=cast.superuser.email) == (sent.pk, False, "staff", "")


def test_what_answers_a_notice_to_a_colleague_is_internal_from_any_address(sent: Ticket) -> None:
    assert match_of(In_Reply_To=answered(sent, "tier_"), From="privat@example.net") == (sent.pk, False, "staff", "")
    assert match_of(In_Reply_To=answered(sent, "tier_"), From="maja@example.org") == (sent.pk, False, "staff", "")


def test_whoever_once_spoke_as_a_colleague_does_so_on(sent: Ticket) -> None:
    take(sent, from_email="privat@example.net", speaker="staff", outcome="held")
    assert match_of(Subject=sent.number, From="privat@example.net") == (sent.pk, False, "staff", "")


def test_what_answers_a_mail_to_a_party_is_the_partys_until_a_person_looks(sent: Ticket, cast: Cast) -> None:
    other = open_ticket(cast.school)
    headers = {"Subject": f"VS: {other.number}", "In_Reply_To": answered(sent, "party_"), "From": "bo@example.net"}
    assert match_of(**headers) == (other.pk, False, "party", "Skemahuset")


def test_a_colleague_who_asks_for_themselves_is_the_requester_where_that_is_certain(cast: Cast) -> None:
    own = open_ticket(cast.school, requester_email=cast.superuser.email)
    settle()
    sender = {"From": cast.superuser.email}
    assert match_of(To=ReplyAddress.of(own).email(), **sender) == (own.pk, True, "requester", "")
    assert match_of(In_Reply_To=answered(own, "requester_opened"), **sender) == (own.pk, True, "requester", "")
    assert match_of(Subject=own.number, **sender) == (own.pk, False, "staff", "")
    assert match_of(In_Reply_To=answered(own, "tier_"), **sender) == (own.pk, True, "staff", "")
