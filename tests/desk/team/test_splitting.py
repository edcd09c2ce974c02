"""A school is split: each person, case, mailbox, vendor and text goes where it was chosen for, in one act."""

from datetime import date, time

import pytest
from django.contrib.admin.models import LogEntry
from django.core.exceptions import PermissionDenied
from django.test import Client

from desk.team.merging_institutions import merge
from desk.team.splitting import ALL, STAYS, SplitPart, plan_for, split
from organisation.models import ClosingDay, Institution, Membership, OpeningWindow
from organisation.pages.refusals import UnableTo
from tests.cast import Cast, kinds, open_ticket, person, settle
from tickets.models import Mailbox, Notice, Safeguarding, SearchEntry, Ticket
from triage.flags.models import NamedPerson
from triage.ready_answers.models import AnswerTemplate


def east() -> Institution:
    return Institution(name="Grøndal Øst", code="731999", kind="school")


def parts(cast: Cast, *, stays: bool = True) -> list[SplitPart]:
    """The school itself with the small classes, if it stays, and a new one with the big ones."""
    new = SplitPart("1", east(), range(7, 11))
    return [SplitPart(STAYS, cast.school, range(7)), new] if stays else [new, SplitPart("2", cast.daycare, range(7))]


def about(cast: Cast, text: str) -> Ticket:
    return open_ticket(cast.school, subject=text)


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("Mit barn i 8.b kan ikke se ugeplanen", "1"),
        ("Klassen 3 a mangler i kalenderen", STAYS),
        ("Hele 9. klasse er væk", "1"),
        ("Forælder til 2.c og 8.a", STAYS),
        ("Ses vi kl. 8 i morgen?", STAYS),
        ("Ny på Grøndal Øst", "1"),
        ("Kan ikke logge ind", STAYS),
    ],
)
def test_a_case_is_suggested_by_the_class_it_names_or_by_the_name_of_the_place(cast: Cast, text: str, key: str) -> None:
    ticket = about(cast, text)
    (choice,) = plan_for(cast.school, parts(cast), {}, by=cast.municipal_admin).cases
    assert (choice.key, choice.goes) == (f"case_{ticket.pk}", key)


def test_who_has_cases_of_one_part_alone_is_suggested_to_go_there(cast: Cast) -> None:
    about(cast, "Om 8.b").assign(cast.pilot, by=cast.pilot)
    later = about(cast, "Kan ikke logge ind")
    later.assign(cast.pilot, by=cast.pilot)
    plan = plan_for(cast.school, parts(cast), {}, by=cast.municipal_admin)
    goes = {each.key: each.goes for each in (*plan.people, *plan.cases)}
    assert goes[f"person_{cast.pilot.pk}"] == "1"
    assert goes[f"case_{later.pk}"] == "1"
    assert goes[f"person_{cast.superuser.pk}"] == STAYS


def test_everything_goes_where_it_was_chosen_for_in_one_act(cast: Cast) -> None:
    big, small, done = about(cast, "Om 8.b"), about(cast, "Om 2.b"), about(cast, "Gammel sag om 9.a")
    big.assign(cast.pilot, by=cast.pilot)
    done.resolve(by=cast.superuser)
    box = Mailbox.objects.create(address="ost@example.org", institution=cast.school)
    template = AnswerTemplate.objects.create(title="Udskoling", text="Hej", institution=cast.school)
    NamedPerson.objects.create(user=cast.pilot, kind="bullying", institution=cast.school)
    OpeningWindow.objects.create(weekday=0, opens=time(8), closes=time(12), institution=cast.school)
    ClosingDay.objects.create(day=date(2027, 3, 1), institution=cast.school)
    settle()
    Notice.objects.all().delete()
    chosen = {
        f"person_{cast.pilot.pk}": "1",
        f"person_{cast.superuser.pk}": ALL,
        f"mailbox_{box.pk}": "1",
        f"answertemplate_{template.pk}": "1",
        f"widget_{cast.school.widget_vendors.get().pk}": "1",
    }
    outcome = split(cast.school, parts(cast), chosen, by=cast.municipal_admin)
    settle()
    new = Institution.objects.get(code="731999")
    school = Institution.objects.get(pk=cast.school.pk)
    assert (outcome.moved, outcome.parts[1], school.is_active, school.successor) == (1, new, True, None)
    places = {ticket.pk: ticket.institution_id for ticket in Ticket.objects.all()}
    assert places == {big.pk: new.pk, small.pk: school.pk, done.pk: school.pk}
    assert SearchEntry.objects.get(ticket=big).institution_id == new.pk
    assert Ticket.objects.get(pk=big.pk).assignee == cast.pilot
    assert (kinds(big)[-1], "moved" in kinds(small)) == ("moved", False)
    assert not Notice.objects.exists()
    assert set(Membership.objects.filter(user=cast.pilot).values_list("institution", flat=True)) == {new.pk}
    both = set(Membership.objects.filter(user=cast.superuser).values_list("institution", flat=True))
    assert both == {school.pk, new.pk}
    assert NamedPerson.objects.get().institution == new
    assert Mailbox.objects.get().institution == new
    assert AnswerTemplate.objects.get(pk=template.pk).institution == new
    assert (new.schedule_vendor, school.schedule_vendor) == (cast.school.schedule_vendor, cast.school.schedule_vendor)
    assert (new.widget_vendors.count(), school.widget_vendors.count()) == (1, 0)
    assert [str(each) for each in new.opening_windows.all()] == [str(school.opening_windows.get())]
    assert new.closing_days.get().day == date(2027, 3, 1)
    assert LogEntry.objects.filter(user=cast.municipal_admin, object_id=str(school.pk)).exists()


def test_a_case_that_goes_without_who_had_it_is_told_of_where_it_is_now(cast: Cast) -> None:
    ticket = about(cast, "Om 8.b")
    ticket.assign(cast.superuser, by=cast.superuser)
    east_superuser = person("superuser", cast.school, name="Øst Østergaard", email="ost@example.org")
    settle()
    Notice.objects.all().delete()
    chosen = {f"person_{east_superuser.pk}": "1", f"person_{cast.superuser.pk}": STAYS}
    split(cast.school, parts(cast), chosen, by=cast.municipal_admin)
    settle()
    assert Ticket.objects.get(pk=ticket.pk).assignee is None
    assert [notice.user for notice in Notice.objects.all()] == [east_superuser]


def test_a_case_that_stays_behind_is_nobodys_and_its_tier_hears(cast: Cast) -> None:
    ticket = about(cast, "Om 2.b")
    ticket.assign(cast.pilot, by=cast.pilot)
    settle()
    Notice.objects.all().delete()
    chosen = {f"person_{cast.pilot.pk}": "1", f"case_{ticket.pk}": STAYS}
    split(cast.school, parts(cast), chosen, by=cast.municipal_admin)
    settle()
    assert Ticket.objects.get(pk=ticket.pk).assignee is None
    assert cast.superuser in [notice.user for notice in Notice.objects.all()]


def test_a_school_that_closes_is_succeeded_by_the_first_of_the_parts(cast: Cast) -> None:
    done = about(cast, "Om 2.b")
    done.resolve(by=cast.superuser)
    going = about(cast, "Om 2.b")
    split(cast.school, parts(cast, stays=False), {}, by=cast.municipal_admin)
    school, new = Institution.objects.get(pk=cast.school.pk), Institution.objects.get(code="731999")
    assert (school.is_active, school.successor) == (False, new)
    assert Ticket.objects.get(pk=done.pk).institution == new
    assert Ticket.objects.get(pk=going.pk).institution == cast.daycare
    assert not Membership.objects.filter(institution=school).exists()
    assert open_ticket(school).institution == new


def test_a_sensitive_case_that_the_administrator_need_not_know_goes_along_unseen(cast: Cast) -> None:
    Safeguarding.objects.update_or_create(id=1, defaults={"need_to_know": True})
    Safeguarding.forget_cached()
    ticket = about(cast, "Min søn i 8.b slår mig, og jeg er bange for at gå hjem")
    Ticket.objects.filter(pk=ticket.pk).update(sensitivity="flagged")
    plan = plan_for(cast.school, parts(cast), {}, by=cast.municipal_admin)
    assert (plan.listed, plan.unlisted) == ([], 1)
    split(cast.school, parts(cast), {f"case_{ticket.pk}": STAYS}, by=cast.municipal_admin)
    assert Ticket.objects.get(pk=ticket.pk).institution == Institution.objects.get(code="731999")


def test_it_is_all_or_nothing_and_for_the_administrator_alone(cast: Cast) -> None:
    with pytest.raises(PermissionDenied):
        split(cast.school, parts(cast), {}, by=cast.support_entitled)
    with pytest.raises(UnableTo):
        split(cast.school, parts(cast)[:1], {}, by=cast.municipal_admin)
    Institution.objects.filter(pk=cast.daycare.pk).update(is_active=False)
    with pytest.raises(UnableTo):
        split(cast.school, parts(cast, stays=False), {}, by=cast.municipal_admin)
    assert not Institution.objects.filter(code="731999").exists()


def test_the_page_asks_shows_and_does_it(cast: Cast, client: Client) -> None:
    ticket = about(cast, "Om 8.b")
    client.force_login(cast.municipal_admin, backend="django.contrib.auth.backends.ModelBackend")
    address = f"/admin/tickets/ticket/institutions/{cast.school.pk}/split/"
    assert address in client.get(f"/admin/organisation/institution/{cast.school.pk}/change/").content.decode()
    assert client.get(address).status_code == 200
    assert client.post(address, {"stays": "on"}).status_code == 422
    wrong = {"stays": "on", "name_1": "Øst", "code_1": cast.daycare.code, "kind_1": "school", "grades_1": "mange"}
    page = client.post(address, wrong)
    assert page.status_code == 422
    assert page.content.decode().count("form-error-message") == 2
    told = {"stays": "on", "name_1": "Øst", "code_1": "731999", "kind_1": "school", "grades_1": "7-9"}
    page = client.post(address, told)
    assert page.status_code == 200
    assert ticket.number in page.content.decode()
    assert not Institution.objects.filter(code="731999").exists()
    assert client.post(address, told | {"do": "1"}).status_code == 200, "what was not looked at is not done"
    shown = {"shown": page.context["shown"], "do": "1", f"case_{ticket.pk}": STAYS, f"person_{cast.pilot.pk}": "1"}
    assert client.post(address, told | shown).status_code == 302
    new = Institution.objects.get(code="731999")
    assert Ticket.objects.get(pk=ticket.pk).institution == cast.school
    assert cast.pilot.memberships.get().institution == new
    client.force_login(cast.superuser, backend="django.contrib.auth.backends.ModelBackend")
    assert client.get(address).status_code == 403


@pytest.mark.parametrize("stays", [True, False])
def test_what_was_split_is_put_together_again_with_one_press(stays: bool, cast: Cast, client: Client) -> None:
    big, small = about(cast, "Om 8.b"), about(cast, "Om 2.b")
    box = Mailbox.objects.create(address="ost@example.org", institution=cast.school)
    before = set(Membership.objects.values_list("user", "role", "institution"))
    new = [
        SplitPart("1", east(), range(7, 11)),
        SplitPart("2", Institution(name="Grøndal Vest", code="731998", kind="school")),
    ]
    out = [SplitPart(STAYS, cast.school, range(7)), new[0]] if stays else new
    outcome = split(cast.school, out, {}, by=cast.municipal_admin)
    client.force_login(cast.superuser, backend="django.contrib.auth.backends.ModelBackend")
    address = f"/admin/tickets/ticket/institutions/{cast.school.pk}/together/"
    assert client.post(address).status_code == 403
    client.force_login(cast.municipal_admin, backend="django.contrib.auth.backends.ModelBackend")
    assert address in client.get(f"/admin/organisation/institution/{cast.school.pk}/change/").content.decode()
    assert outcome.parts[-1].name in client.get(address).content.decode()
    assert client.post(address).status_code == 302
    assert client.post(address).status_code == 409, "it is one already"
    assert set(Membership.objects.values_list("user", "role", "institution")) == before
    assert {Ticket.objects.get(pk=each.pk).institution for each in (big, small)} == {cast.school}
    assert Mailbox.objects.get(pk=box.pk).institution == cast.school
    school = Institution.objects.get(pk=cast.school.pk)
    assert (school.is_active, school.successor) == (True, None)
    school.full_clean()
    assert not school.split_off.active()


def test_a_school_that_is_opened_again_keeps_no_successor(cast: Cast) -> None:
    merge(cast.school, cast.daycare, by=cast.municipal_admin)
    Institution.objects.filter(pk=cast.school.pk).update(is_active=True)
    merge(cast.daycare, cast.school, by=cast.municipal_admin)
    Institution.objects.get(pk=cast.school.pk).full_clean()
    assert Institution.objects.get(pk=cast.daycare.pk).in_place_of() == cast.school
