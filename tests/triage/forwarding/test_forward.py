from datetime import date, timedelta

import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from organisation.models import Municipality, Party
from tests.cast import Cast, kinds, open_ticket, settle
from tests.desk.test_role_table import complete_fault
from tests.triage.forwarding.test_gates import file_of
from tickets.models import Message, Ticket
from tickets.models.refusals import UnableTo, UnableToForward, UnableWhileFlagged
from tickets.words import Status
from triage.facts import LABELS
from triage.faults.models import FaultReport
from triage.flags.models import Flag
from triage.forwarding import package
from triage.forwarding.models import Forwarding
from triage.forwarding.models.forwarding import Enclosed, NotReady
from triage.routing.models import RoutingRule


def test_a_fault_is_refused_with_a_list_while_the_report_lacks_something(ticket: Ticket, cast: Cast) -> None:
    ticket.set_route("technical_fault", by=cast.superuser)
    FaultReport.record(ticket, {"device": "iPhone 13"}, by=cast.superuser)
    with pytest.raises(NotReady) as refusal:
        Forwarding.forward(ticket, by=cast.support_entitled)
    lacks = [str(lack) for lack in refusal.value.lacks]
    assert str(LABELS["steps"]) in lacks
    assert str(LABELS["device"]) not in lacks
    assert len(lacks) == 9
    assert not Forwarding.objects.exists()
    assert ticket.status == Status.NEW


def test_a_complete_fault_goes_to_netcompany_once_and_the_requester_is_told(ticket: Ticket, cast: Cast) -> None:
    complete_fault(cast, ticket)
    forwarding = Forwarding.forward(ticket, by=cast.support_entitled)
    assert Forwarding.forward(ticket, by=cast.support_entitled) == forwarding
    assert ticket.status == Status.FORWARDED
    assert ticket.due_at is None
    assert kinds(ticket).count("forwarded") == 1
    settle()
    assert any("Netcompany" in letter.body for letter in mail.outbox if letter.to == ["maja@example.org"])


def test_the_package_holds_the_report_in_order_and_no_internal_note(ticket: Ticket, cast: Cast) -> None:
    ticket.note("Hemmelig note", by=cast.superuser)
    complete_fault(cast, ticket)
    text = Forwarding.forward(ticket, by=cast.support_entitled).text
    assert text.index("731004") < text.index(ticket.messages.oldest_first()[0].body)
    assert "Hemmelig note" not in text


@pytest.mark.parametrize("role", ["superuser", "institution_admin", "pilot", "project_lead", "municipal_admin"])
def test_only_the_support_entitled_may_report_a_fault(role: str, ticket: Ticket, cast: Cast) -> None:
    complete_fault(cast, ticket)
    with pytest.raises(PermissionDenied):
        Forwarding.forward(ticket, by=cast.by_role(role))
    assert not Forwarding.objects.exists()


def test_an_earlier_forwarding_waits_no_more_when_the_case_goes_to_another_party(ticket: Ticket, cast: Cast) -> None:
    ticket.set_route("schedule_vendor", by=cast.superuser)
    earlier = Forwarding.forward(ticket, by=cast.superuser)
    ticket.set_route("widget_vendor", by=cast.superuser)
    later = Forwarding.forward(ticket, by=cast.superuser)
    earlier.refresh_from_db()
    assert earlier.outcome == Forwarding.Outcome.WITHDRAWN
    assert earlier.outcome_at is not None
    assert list(Forwarding.objects.of(ticket).waiting()) == [later]


def test_the_forwarding_of_another_case_goes_on_waiting(ticket: Ticket, cast: Cast) -> None:
    other = open_ticket(cast.school)
    for each in (other, ticket):
        each.set_route("schedule_vendor", by=cast.superuser)
        Forwarding.forward(each, by=cast.superuser)
    assert Forwarding.objects.waiting().count() == 2


def test_what_left_is_kept_as_it_left(ticket: Ticket, cast: Cast) -> None:
    ticket.set_route("local_it", by=cast.superuser)
    chosen, _left_behind = (file_of(ticket, "text/plain") for _each in range(2))
    strange = file_of(open_ticket(cast.school), "text/plain")
    enclosed = Enclosed("Adgangskode: Hest4711", [chosen, strange], pictures_checked=True)
    day = date(2026, 11, 20)
    forwarding = Forwarding.forward(ticket, by=cast.pilot, external_number="IT-1", external_date=day, enclosed=enclosed)
    forwarding = Forwarding.objects.get(pk=forwarding.pk)
    assert (forwarding.ticket, forwarding.by, forwarding.party.key) == (ticket, cast.pilot, "it")
    assert (forwarding.rule, forwarding.channel) == (RoutingRule.in_force("local_it"), "mail")
    assert (forwarding.address, forwarding.cover) == ("it@example.org", "[adgangskode fjernet]")
    assert forwarding.text == package.as_text(package.fields_for(ticket))
    assert (forwarding.external_number, forwarding.external_date) == ("IT-1", day)
    assert forwarding.external_noted_at is not None
    assert forwarding.pictures_checked
    assert list(forwarding.files.all()) == [chosen]
    event = ticket.events.get(kind="forwarded")
    assert (event.by, event.data["party"], event.data["forwarding"]) == (cast.pilot, "IT-afdelingen", forwarding.pk)


def test_without_a_number_and_a_word_about_pictures_none_is_kept(ticket: Ticket, cast: Cast) -> None:
    ticket.set_route("local_it", by=cast.superuser)
    forwarding = Forwarding.forward(ticket, by=cast.superuser)
    assert (forwarding.external_number, forwarding.external_date, forwarding.external_noted_at) == ("", None, None)
    assert not forwarding.pictures_checked
    assert not forwarding.files.exists()


def test_the_address_of_the_rule_goes_before_that_of_the_party(ticket: Ticket, cast: Cast) -> None:
    RoutingRule.objects.filter(route="local_it").update(address="aula@it.example")
    ticket.set_route("local_it", by=cast.superuser)
    assert Forwarding.forward(ticket, by=cast.superuser).address == "aula@it.example"


def test_a_case_without_a_route_goes_nowhere(ticket: Ticket, cast: Cast) -> None:
    with pytest.raises(PermissionDenied):
        Forwarding.forward(ticket, by=cast.support_entitled)


def test_a_rule_gives_nobody_a_right_that_their_role_has_not(ticket: Ticket, cast: Cast) -> None:
    """An observer reads numbers, whatever a rule says."""
    ticket.set_route("local_it", by=cast.superuser)
    forwarding = Forwarding.forward(ticket, by=cast.superuser)
    RoutingRule.objects.filter(route="local_it").update(forwarders=["observer"])
    Forwarding.objects.update(last_contact_at=timezone.now() - timedelta(days=2))
    for by in (cast.observer, cast.superuser):
        for act in (
            lambda by: Forwarding.forward(Ticket.objects.get(pk=ticket.pk), by=by),
            lambda by: Forwarding.objects.get(pk=forwarding.pk).note_external_number("1", by=by),
            lambda by: Forwarding.objects.get(pk=forwarding.pk).remind(by=by),
        ):
            with pytest.raises(PermissionDenied):
                act(by)
    with pytest.raises(PermissionDenied):
        Forwarding.objects.get(pk=forwarding.pk).note_answer("Rettet.", by=cast.observer)
    assert kinds(ticket) == ["opened", "routed", "forwarded"]


def test_a_case_that_came_back_can_be_sent_again(ticket: Ticket, cast: Cast) -> None:
    ticket.set_route("local_it", by=cast.superuser)
    first = Forwarding.forward(ticket, by=cast.superuser)
    first.note_answer("Prøv igen.", by=cast.superuser)
    second = Forwarding.forward(Ticket.objects.get(pk=ticket.pk), by=cast.superuser)
    assert second != first
    first.refresh_from_db()
    assert first.outcome == Forwarding.Outcome.ANSWERED


def test_the_sender_chooses_among_the_vendors_of_the_institution_alone(ticket: Ticket, cast: Cast) -> None:
    own = Party.objects.get(key="ugeplan")
    second = Party.objects.create(key="anden", kind="widget_vendor", name="Anden", email="anden@vendor.example")
    strange = Party.objects.create(key="fremmed", kind="widget_vendor", name="Fremmed", email="x@vendor.example")
    cast.school.widget_vendors.add(second)
    ticket.set_route("widget_vendor", by=cast.superuser)
    sent = Forwarding.forward(ticket, by=cast.superuser, party=second)
    assert sent.party == second
    sent.note_answer("Prøv igen.", by=cast.superuser)
    ticket.refresh_from_db()
    assert Forwarding.forward(ticket, by=cast.superuser, party=strange).party == own


def test_only_the_newest_of_many_says_whether_the_case_is_there(ticket: Ticket, cast: Cast) -> None:
    """A row that is written again stands last in the table, and is still not the last one."""
    for route in ("local_it", "schedule_vendor"):
        ticket.set_route(route, by=cast.superuser)
        Forwarding.forward(ticket, by=cast.superuser)
    Forwarding.objects.filter(rule__route="local_it").update(cover="igen")
    assert [each.rule.route for each in Forwarding.objects.of(ticket)] == ["local_it", "schedule_vendor"]


def test_what_a_party_said_is_heard_once_and_by_its_own_forwarding(ticket: Ticket, cast: Cast) -> None:
    other = open_ticket(cast.school)
    for each in (other, ticket):
        each.set_route("local_it", by=cast.superuser)
        Forwarding.forward(each, by=cast.superuser)
    waiting, heard = Forwarding.objects.order_by("id")
    before = heard.last_contact_at
    heard.hear()
    first = (heard.outcome, heard.outcome_at, heard.last_contact_at)
    assert first[0] == "answered"
    assert first[1] is not None
    assert first[2] > before
    heard.hear()
    assert (heard.outcome, heard.outcome_at, heard.last_contact_at) == first
    waiting.refresh_from_db()
    assert (waiting.outcome, waiting.outcome_at) == ("waiting", None)


def test_a_reminder_is_refused_where_it_makes_no_sense(ticket: Ticket, cast: Cast) -> None:
    complete_fault(cast, ticket)
    copied = Forwarding.forward(ticket, by=cast.support_entitled)
    with pytest.raises(UnableToForward, match="form"):
        copied.remind(by=cast.support_entitled)
    ticket.set_route("local_it", by=cast.superuser)
    mailed = Forwarding.forward(ticket, by=cast.superuser)
    stale = Forwarding.objects.get(pk=mailed.pk)
    Forwarding.objects.update(last_contact_at=timezone.now() - timedelta(days=2))
    mailed.note_answer("Rettet.", by=cast.superuser)
    with pytest.raises(UnableToForward, match="answered|svaret"):
        stale.remind(by=cast.superuser)
    assert "reminded" not in kinds(ticket)


def test_two_who_remind_at_once_write_one_mail(ticket: Ticket, cast: Cast) -> None:
    ticket.set_route("local_it", by=cast.superuser)
    Forwarding.forward(ticket, by=cast.superuser)
    long_ago = timezone.now() - timedelta(days=9)
    Forwarding.objects.update(last_contact_at=long_ago, silence_told_at=long_ago)
    first, second = (Forwarding.objects.get() for _each in range(2))
    first.remind(by=cast.superuser)
    second.remind(by=cast.superuser)
    kept = Forwarding.objects.get()
    assert kept.last_contact_at.date() == timezone.now().date()
    assert kept.silence_told_at is None
    event = ticket.events.get(kind="reminded")
    assert (event.by, event.data["party"], event.data["forwarding"]) == (cast.superuser, "IT-afdelingen", kept.pk)


def test_a_party_gets_one_reminder_a_day_and_none_on_the_day_it_was_written_to(ticket: Ticket, cast: Cast) -> None:
    ticket.set_route("schedule_vendor", by=cast.superuser)
    forwarding = Forwarding.forward(ticket, by=cast.superuser)
    forwarding.remind(by=cast.superuser)
    assert kinds(ticket).count("reminded") == 0
    Forwarding.objects.update(last_contact_at=timezone.now() - timedelta(days=1))
    for _press in range(3):
        forwarding.remind(by=cast.superuser)
    assert kinds(ticket).count("reminded") == 1
    Forwarding.objects.update(last_contact_at=timezone.now() - timedelta(days=1))
    forwarding.remind(by=cast.superuser)
    assert kinds(ticket).count("reminded") == 2


def test_the_external_number_is_noted(ticket: Ticket, cast: Cast) -> None:
    complete_fault(cast, ticket)
    forwarding = Forwarding.forward(ticket, by=cast.support_entitled)
    forwarding.note_external_number("NC-4711", by=cast.support_entitled)
    forwarding.note_external_number("NC-4711", by=cast.support_entitled)
    kept = Forwarding.objects.get()
    assert (kept.external_number, kept.external_date) == ("NC-4711", timezone.localdate())
    assert kept.external_noted_at is not None
    event = ticket.events.get(kind="external_number_noted")
    assert (event.by, event.data["number"]) == (cast.support_entitled, "NC-4711")
    assert event.data["party"] == kept.party.name


def test_the_day_of_the_external_number_is_that_which_was_given_first_or_anew(ticket: Ticket, cast: Cast) -> None:
    complete_fault(cast, ticket)
    forwarding = Forwarding.forward(ticket, by=cast.support_entitled)
    first, later = date(2026, 11, 2), date(2026, 11, 3)
    forwarding.note_external_number("NC-1", by=cast.support_entitled, on=first)
    assert Forwarding.objects.get().external_date == first
    forwarding.note_external_number("NC-2", by=cast.support_entitled)
    assert Forwarding.objects.get().external_date == first
    forwarding.note_external_number("NC-2", by=cast.support_entitled, on=later)
    assert (Forwarding.objects.get().external_number, Forwarding.objects.get().external_date) == ("NC-2", later)
    assert kinds(ticket).count("external_number_noted") == 3
    stale = Forwarding.objects.get()
    stale.cover = "Ikke gemt"
    stale.note_external_number("NC-3", by=cast.support_entitled)
    assert Forwarding.objects.get().cover == ""


def test_a_schedule_fault_goes_by_mail_to_the_institutions_own_vendor(ticket: Ticket, cast: Cast) -> None:
    ticket.set_route("schedule_vendor", by=cast.superuser)
    forwarding = Forwarding.forward(ticket, by=cast.superuser)
    settle()
    (letter,) = [letter for letter in mail.outbox if letter.to == ["skema@vendor.example"]]
    assert forwarding.text in letter.body
    assert ticket.number in letter.subject
    assert letter.subject.startswith(Municipality.current().name)
    assert letter.body.startswith("Hej\n")
    settle()
    assert len([letter for letter in mail.outbox if letter.to == ["skema@vendor.example"]]) == 1


def test_an_institution_without_vendor_says_so(cast: Cast, ticket: Ticket) -> None:
    cast.school.schedule_vendor = None
    cast.school.save()
    ticket.set_route("schedule_vendor", by=cast.superuser)
    with pytest.raises(NotReady) as refusal:
        Forwarding.forward(Ticket.objects.get(pk=ticket.pk), by=cast.superuser)
    assert len(refusal.value.lacks) == 1


def test_what_stays_in_the_house_is_not_passed_on(ticket: Ticket, cast: Cast) -> None:
    ticket.set_route("out_of_scope", by=cast.superuser)
    with pytest.raises(UnableToForward):
        Forwarding.forward(ticket, by=cast.superuser)


def test_an_answer_of_the_party_brings_the_case_back(ticket: Ticket, cast: Cast) -> None:
    ticket.set_route("schedule_vendor", by=cast.superuser)
    forwarding = Forwarding.forward(ticket, by=cast.superuser)
    forwarding.note_answer("Rettet i nat.", by=cast.superuser)
    ticket.refresh_from_db()
    assert ticket.status == Status.IN_PROGRESS
    assert ticket.messages.get(kind=Message.Kind.PARTY).body == "Rettet i nat."


def test_a_second_click_says_that_nothing_was_sent(ticket: Ticket, cast: Cast, client: Client) -> None:
    ticket.set_route("schedule_vendor", by=cast.superuser)
    client.force_login(cast.superuser, backend="django.contrib.auth.backends.ModelBackend")
    address, party = reverse("admin:ticket_forward", args=[ticket.pk]), Party.objects.get(key="skema").pk
    sent = {"forward-party": party}
    assert "Sendt videre" in client.post(address, sent, follow=True).content.decode()
    for more in ({}, {"forward-external_number": "SK-77"}):
        page = client.post(address, sent | more, follow=True).content.decode()
        assert "Der blev ikke sendt noget" in page
    assert Forwarding.objects.get().external_number == "SK-77"


@pytest.mark.parametrize("role", ["superuser", "institution_admin", "pilot", "project_lead", "municipal_admin"])
@pytest.mark.parametrize("act", ["remind", "resend", "note_external_number"])
def test_who_may_not_send_a_case_there_has_no_word_with_the_party_about_it(
    act: str, role: str, ticket: Ticket, cast: Cast
) -> None:
    complete_fault(cast, ticket)
    forwarding = Forwarding.forward(ticket, by=cast.support_entitled)
    number = ["NC-4711"] if act == "note_external_number" else []
    with pytest.raises(PermissionDenied):
        getattr(forwarding, act)(*number, by=cast.by_role(role))
    assert Forwarding.objects.get().external_number == ""
    assert not {"reminded", "resent", "external_number_noted"} & set(kinds(ticket))


def test_a_party_hears_no_more_of_a_flagged_case_until_somebody_has_looked(ticket: Ticket, cast: Cast) -> None:
    ticket.set_route("local_it", by=cast.superuser)
    forwarding = Forwarding.forward(ticket, by=cast.superuser)
    Forwarding.objects.update(last_contact_at=timezone.now() - timedelta(days=2))
    Flag.raise_on(ticket, ["violence"])
    for act in (forwarding.remind, forwarding.resend):
        with pytest.raises(UnableWhileFlagged):
            act(by=cast.superuser)
    assert not {"reminded", "resent"} & set(kinds(ticket))


def test_only_a_mail_that_could_not_be_sent_is_sent_again(ticket: Ticket, cast: Cast) -> None:
    ticket.set_route("local_it", by=cast.superuser)
    forwarding = Forwarding.forward(ticket, by=cast.superuser)
    with pytest.raises(UnableTo):
        forwarding.resend(by=cast.superuser)
    settle()
    with pytest.raises(UnableTo):
        forwarding.resend(by=cast.superuser)
    assert len([letter for letter in mail.outbox if letter.to == [forwarding.address]]) == 1
    assert "resent" not in kinds(ticket)


def test_what_became_of_a_forwarding_is_said_once(ticket: Ticket, cast: Cast) -> None:
    ticket.set_route("local_it", by=cast.superuser)
    forwarding = Forwarding.forward(ticket, by=cast.superuser)
    for _time in range(2):
        forwarding.settle(by=cast.superuser)
    kept = Forwarding.objects.get()
    assert (kept.outcome, kept.outcome_by, ticket.status) == ("solved", cast.superuser, Status.IN_PROGRESS)
    assert kinds(ticket).count("settled") == 1
    for _time in range(2):
        forwarding.reject(by=cast.superuser, reason="usage")
    assert kinds(ticket).count("rejected") == 1


def test_nobody_judges_a_forwarding_that_was_taken_back_once_the_case_has_another_route(
    ticket: Ticket, cast: Cast
) -> None:
    ticket.set_route("local_it", by=cast.superuser)
    forwarding = Forwarding.forward(ticket, by=cast.superuser)
    forwarding.retriage(by=cast.superuser)
    assert Forwarding.objects.get().outcome == "withdrawn"
    ticket.set_route("usage_question", by=cast.superuser)
    for judge in (forwarding.settle, forwarding.retriage):
        with pytest.raises(UnableToForward):
            judge(by=cast.superuser)
    with pytest.raises(UnableToForward):
        forwarding.reject(by=cast.superuser, reason="usage")
    assert Ticket.objects.get(pk=ticket.pk).route == "usage_question"


def test_what_is_solved_leaves_for_nobody(ticket: Ticket, cast: Cast) -> None:
    ticket.set_route("local_it", by=cast.superuser)
    ticket.resolve(by=cast.superuser)
    with pytest.raises(UnableToForward):
        Forwarding.forward(ticket, by=cast.superuser)
    assert not Forwarding.objects.exists()
    assert Ticket.objects.get(pk=ticket.pk).status == Status.RESOLVED
