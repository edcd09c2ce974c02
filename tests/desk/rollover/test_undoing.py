"""What a list of all staff has done is undone, person by person or as a whole, while nothing else has changed."""

from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from desk.rollover import carrying_out
from desk.rollover.models import Rollover
from desk.rollover.planning import plan_for
from desk.tasks import sweep_bulk_acts
from knowledgebase.models import BoardHelper
from organisation.models import Absence, Membership, User
from organisation.roles import Role
from tests.cast import Cast, open_ticket, person
from tests.desk.rollover.test_rollover import HERE, carried_out, enter, leaving, line, many, staff_of
from tests.knowledgebase.articles import published
from tickets.models import Ticket
from triage.flags.models import NamedPerson


def undo(cast: Cast, rollover: Rollover, who: User | str = "") -> str:
    """Presses the button and returns the page that follows. `who`: a person, or all of the list."""
    client, told = enter(cast.municipal_admin), {}
    if who:
        email = who if isinstance(who, str) else who.email
        told = {"person": rollover.steps.filter(email=email).in_order()[0].pk}
    answer = client.post(reverse(HERE + "_undo", args=[rollover.pk]), told)
    assert answer.status_code == 302
    return str(client.get(answer["Location"]).content.decode())


def held_by_all() -> list[Any]:
    people = User.objects.filter(is_active=True).order_by("email")
    return [(user.email, user.name, sorted(user.role_keys, key=str)) for user in people]


def test_all_of_a_list_is_undone_and_everybody_is_as_they_were(cast: Cast) -> None:
    gone = person("superuser", cast.daycare, email="tidligere@example.org")
    User.objects.filter(pk=gone.pk).update(is_active=False)
    before = held_by_all()
    text = staff_of(cast, cast.superuser, cast.pilot, cast.observer) + line(cast.superuser, place="Havlunden")
    text += line(cast.observer, "pilot", name="Nyt Navn") + line(gone) + "ny@example.org;Ny Lærer;pilot;731004\n"
    done = carried_out(cast.municipal_admin, text, **leaving(cast.pilot))
    assert held_by_all() != before
    page = undo(cast, done)
    assert held_by_all() == before
    assert "Fortrudt for 5 personer" in page
    assert "Fortryd det hele" not in page
    assert not User.objects.filter(email="ny@example.org").exists()
    assert not User.objects.get(pk=gone.pk).is_active


def test_one_person_is_undone_and_the_others_stay_as_the_list_says(cast: Cast) -> None:
    done = carried_out(
        cast.municipal_admin, staff_of(cast, cast.pilot, cast.observer), **leaving(cast.pilot, cast.observer)
    )
    page = undo(cast, done, cast.pilot)
    assert User.objects.get(pk=cast.pilot.pk).role_keys == [(Role.PILOT, cast.school.pk)]
    assert not User.objects.get(pk=cast.observer.pk).is_active
    assert "Fortrudt for 1 person" in page
    assert undo(cast, done, cast.pilot).count("Fortrudt for 1 person") == 1
    assert Membership.objects.filter(user=cast.pilot).count() == 1


def test_what_somebody_left_behind_comes_back_to_them(cast: Cast) -> None:
    case, today = open_ticket(cast.school), timezone.localdate()
    case.assign(cast.superuser, by=cast.superuser)
    day = Absence.enter(cast.pilot, starts_on=today, ends_on=today, by=cast.pilot, deputy=cast.superuser)
    named = NamedPerson.objects.create(user=cast.superuser, kind="violence", institution=cast.school)
    BoardHelper.attach(cast.superuser, by=cast.superuser, institution=cast.school)
    answer = published(cast.superuser, institution=cast.school)
    told = leaving(cast.superuser) | {f"to_{cast.school.pk}": cast.institution_admin.email}
    done = carried_out(cast.municipal_admin, staff_of(cast, cast.superuser), **told)
    for row in (named, day, answer):
        row.refresh_from_db()
    assert [named.user, day.deputy, answer.owner] == [cast.institution_admin] * 3
    undo(cast, done)
    for row in (named, day, answer):
        row.refresh_from_db()
    assert [named.user, day.deputy, answer.owner, BoardHelper.objects.get().user] == [cast.superuser] * 4
    assert Ticket.objects.get(pk=case.pk).assignee == cast.superuser


def test_what_was_nobodys_afterwards_comes_back_too(cast: Cast) -> None:
    case = open_ticket(cast.school)
    case.assign(cast.superuser, by=cast.superuser)
    NamedPerson.objects.create(user=cast.superuser, kind="violence", institution=cast.school)
    done = carried_out(cast.municipal_admin, staff_of(cast, cast.superuser), **leaving(cast.superuser))
    assert not NamedPerson.objects.exists()
    undo(cast, done)
    assert NamedPerson.objects.get().user == cast.superuser
    assert Ticket.objects.get(pk=case.pk).assignee == cast.superuser


def test_a_case_with_which_somebody_has_gone_on_stays_with_them_and_the_page_says_so(cast: Cast) -> None:
    case = open_ticket(cast.school)
    case.assign(cast.superuser, by=cast.superuser)
    told = leaving(cast.superuser) | {f"to_{cast.school.pk}": cast.institution_admin.email}
    done = carried_out(cast.municipal_admin, staff_of(cast, cast.superuser), **told)
    Ticket.objects.get(pk=case.pk).answer("Prøv igen.", by=cast.institution_admin)
    page = undo(cast, done)
    assert Ticket.objects.get(pk=case.pk).assignee == cast.institution_admin
    assert "1 sag eller opgave er ikke givet tilbage" in page
    assert User.objects.get(pk=cast.superuser.pk).is_active


def test_who_was_changed_since_is_left_alone_with_the_reason(cast: Cast) -> None:
    text = staff_of(cast, cast.pilot, cast.observer) + line(cast.pilot, "superuser")
    done = carried_out(cast.municipal_admin, text, **leaving(cast.observer))
    Membership.objects.create(user=cast.pilot, role=Role.OBSERVER, institution=cast.daycare)
    page = undo(cast, done)
    assert "Nogen har ændret personen siden" in page
    assert (Role.SUPERUSER, cast.school.pk) in User.objects.get(pk=cast.pilot.pk).role_keys
    assert User.objects.get(pk=cast.observer.pk).is_active
    Membership.objects.filter(user=cast.pilot, role=Role.OBSERVER).delete()
    undo(cast, done, cast.pilot)
    assert User.objects.get(pk=cast.pilot.pk).role_keys == [(Role.PILOT, cast.school.pk)]


def test_who_has_begun_to_work_at_the_new_place_is_left_alone(cast: Cast) -> None:
    done = carried_out(cast.municipal_admin, staff_of(cast) + "ny@example.org;Ny;superuser;731004\n")
    new = User.objects.get(email="ny@example.org")
    open_ticket(cast.school).assign(new, by=new)
    assert "begyndt at arbejde der" in undo(cast, done, "ny@example.org")
    assert User.objects.get(pk=new.pk).is_active


def test_somebody_new_who_has_signed_in_is_closed_and_not_deleted(cast: Cast) -> None:
    done = carried_out(cast.municipal_admin, staff_of(cast) + "ny@example.org;Ny;pilot;731004\n")
    User.objects.filter(email="ny@example.org").update(last_login=timezone.now())
    undo(cast, done)
    new = User.objects.get(email="ny@example.org")
    assert (new.is_active, new.link_wanted, new.memberships.exists()) == (False, "", False)


def test_many_are_undone_by_a_task_and_what_was_killed_goes_on_once(cast: Cast) -> None:
    by = cast.municipal_admin
    rollover = Rollover.objects.create(by=by, file_name="x.csv", text=many(cast, 60))
    before = held_by_all()
    carrying_out.begin(rollover, plan_for(rollover.text, by=by), leaving=[], to={})
    carrying_out.work_off(Rollover.objects.get(pk=rollover.pk))
    client = enter(by)
    assert client.post(reverse(HERE + "_undo", args=[rollover.pk])).status_code == 302
    assert (
        "Bliver fortrudt. 90 trin mangler."
        in client.get(reverse(HERE + "_outcome", args=[rollover.pk])).content.decode()
    )
    assert client.post(reverse(HERE + "_undo", args=[rollover.pk])).status_code == 409
    for key in rollover.steps.to_undo().last_first().values_list("pk", flat=True)[:5]:
        carrying_out.undo_step(key)
        carrying_out.undo_step(key)
    Rollover.objects.update(claimed_until=timezone.now() - timedelta(minutes=1))
    sweep_bulk_acts()
    assert not rollover.steps.filter(undone_at=None).exists()
    assert held_by_all() == before
    assert Rollover.objects.get().finished_at is not None


def test_the_list_of_what_was_done_says_what_was_undone(cast: Cast) -> None:
    done = carried_out(cast.municipal_admin, staff_of(cast, cast.pilot), **leaving(cast.pilot))
    undo(cast, done)
    sheet = enter(cast.municipal_admin).get(reverse(HERE + "_done", args=[done.pk])).content.decode()
    assert next(row for row in sheet.splitlines() if cast.pilot.email in row).endswith(";Ja;")


def test_people_are_found_among_many_and_each_has_a_button(cast: Cast) -> None:
    done = carried_out(cast.municipal_admin, staff_of(cast, cast.pilot, cast.observer), all="1", all_shown="1")
    client, address = enter(cast.municipal_admin), reverse(HERE + "_outcome", args=[done.pk])
    assert client.get(address).content.decode().count('name="person"') == 2
    found = client.get(address, {"q": "pilot"}).content.decode()
    assert found.count('name="person"') == 1
    assert cast.pilot.email in found


@pytest.mark.parametrize("key", ["0", "x", "999999999999999999999999"])
def test_a_person_of_no_list_is_not_found(key: str, cast: Cast) -> None:
    done = carried_out(cast.municipal_admin, staff_of(cast, cast.pilot), **leaving(cast.pilot))
    answer = enter(cast.municipal_admin).post(reverse(HERE + "_undo", args=[done.pk]), {"person": key})
    assert answer.status_code == 404
