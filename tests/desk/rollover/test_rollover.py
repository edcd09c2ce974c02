"""The new school year: one list is all staff of its institutions; shown, decided, carried out person by person."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from desk.rollover import carrying_out
from desk.rollover.models import KEPT, Rollover, RowKind
from desk.rollover.plan import PersonChange, RolloverPlan
from desk.rollover.planning import plan_for
from desk.tasks import sweep_bulk_acts
from organisation.models import Absence, IdentityProvider, Institution, Membership, User
from organisation.people import colleagues
from organisation.roles import Role
from tests.cast import Cast, open_ticket, person, settle
from tickets.models import Follow, Notice, Ticket

HEAD = "E-mail;Navn;Rolle;Institution\n"
HERE = "admin:rollover"
OTHER = "ny@example.org;Ny;pilot;Havlunden\n"


def line(user: User, role: str = "superuser", place: str = "731004", *, name: str = "") -> str:
    return f"{user.email};{name or user.name};{role};{place}\n"


def staff_of(cast: Cast, *but: User) -> str:
    """A list that says what is so already, of the school and the daycare, without some."""
    roles = [(cast.superuser, "superuser"), (cast.institution_admin, "institution_admin"), (cast.pilot, "pilot")]
    rows = [line(user, role) for user, role in [*roles, (cast.observer, "observer")] if user not in but]
    return HEAD + "".join(rows) + ("" if cast.stranger in but else line(cast.stranger, place="Havlunden"))


def row_of(plan: RolloverPlan, email: str) -> PersonChange:
    return next(row for row in plan.rows if row.email == email)


def kinds_of(plan: RolloverPlan) -> dict[str, str]:
    return {row.email.partition("@")[0]: row.kind for row in plan.rows if row.kind != RowKind.SAME}


def enter(user: User) -> Client:
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def brought_in(client: Client, text: str) -> str:
    """The address of the preview."""
    answer = client.post(reverse(HERE), {"pasted": text})
    assert answer.status_code == 302, answer.content.decode()
    return str(answer["Location"])


def carried_out(user: User, text: str, **told: Any) -> Rollover:
    """Brought in and carried out by the page, with what was ticked and chosen."""
    client = enter(user)
    address = brought_in(client, text)
    shown = client.get(address).context["plan"].digest
    answer = client.post(address, {"shown": shown, "do": "1"} | told)
    assert answer.status_code == 302, answer.context["trouble"]
    return Rollover.objects.get()


def leaving(*users: User) -> dict[str, list[int]]:
    keys = [user.pk for user in users]
    return {"seen": keys, "leaves": keys}


def test_a_list_that_says_what_is_so_changes_nothing(cast: Cast) -> None:
    plan = plan_for(staff_of(cast), by=cast.municipal_admin)
    assert (plan.problems, kinds_of(plan)) == ([], {})
    assert plan.counts["same"] == 5


def test_each_kind_of_person_is_told_apart(cast: Cast) -> None:
    gone = person("superuser", cast.daycare, email="tidligere@example.org")
    User.objects.filter(pk=gone.pk).update(is_active=False)
    text = staff_of(cast, cast.superuser, cast.pilot, cast.observer)
    text += line(cast.superuser, place="Havlunden") + line(cast.observer, "pilot") + line(gone)
    text += "ny@example.org;Ny Lærer;pilot;731004\n"
    plan = plan_for(text, by=cast.municipal_admin)
    assert plan.problems == []
    assert kinds_of(plan) == {
        "superuser": "moves",
        "observer": "changes",
        "tidligere": "back",
        "ny": "new",
        "pilot": "leaves",
    }
    moved = row_of(plan, cast.superuser.email)
    assert (moved.before, moved.after) == (
        ("Pædagogisk superbruger · Grøndal Skole",),
        ("Pædagogisk superbruger · Havlunden",),
    )


def test_an_institution_that_the_list_does_not_name_stays_as_it_is(cast: Cast) -> None:
    plan = plan_for(HEAD + line(cast.stranger, place="731004"), by=cast.municipal_admin)
    row = row_of(plan, cast.stranger.email)
    assert (row.kind, row.loses) == ("changes", frozenset())
    assert "Havlunden" in " ".join(row.facts)
    assert plan.unnamed == ["Havlunden"]


def test_what_each_leaves_behind_is_said(cast: Cast) -> None:
    case, followed = open_ticket(cast.daycare), open_ticket(cast.daycare)
    case.assign(cast.stranger, by=cast.stranger)
    Follow.begin(followed, by=cast.stranger)
    away = person("pilot", cast.daycare, email="vaek@example.org", name="Vibe Væk")
    today = timezone.localdate()
    Absence.enter(away, starts_on=today, ends_on=today, by=away, deputy=cast.stranger)
    text = staff_of(cast, cast.stranger) + line(cast.stranger) + line(away, "pilot", "G19814")
    said = " ".join(row_of(plan_for(text, by=cast.municipal_admin), cast.stranger.email).left.sentences)
    for words in ("første niveau på Havlunden", "Har 1 åben sag", "stedfortræder for Vibe Væk", "Følger 1 sag"):
        assert words in said


def test_who_changes_school_leaves_the_cases_to_whom_was_chosen_there(cast: Cast) -> None:
    case = open_ticket(cast.school)
    case.assign(cast.superuser, by=cast.superuser)
    text = staff_of(cast, cast.superuser) + line(cast.superuser, place="Havlunden")
    carried_out(cast.municipal_admin, text, **{f"to_{cast.school.pk}": cast.institution_admin.email})
    assert User.objects.get(pk=cast.superuser.pk).role_keys == [(Role.SUPERUSER, cast.daycare.pk)]
    assert Ticket.objects.get(pk=case.pk).assignee == cast.institution_admin


def test_whoever_comes_by_the_same_list_can_take_over(cast: Cast) -> None:
    case = open_ticket(cast.school)
    case.assign(cast.superuser, by=cast.superuser)
    text = staff_of(cast, cast.superuser, cast.stranger)
    text += line(cast.superuser, place="Havlunden") + line(cast.stranger, place="731004")
    carried_out(cast.municipal_admin, text, **{f"to_{cast.school.pk}": cast.stranger.email})
    assert Ticket.objects.get(pk=case.pk).assignee == cast.stranger


def test_cases_that_nobody_takes_by_name_are_told_to_their_tier_as_by_the_form(cast: Cast) -> None:
    case = open_ticket(cast.school)
    case.assign(cast.superuser, by=cast.superuser)
    settle()
    Notice.objects.all().delete()
    carried_out(cast.municipal_admin, staff_of(cast, cast.superuser), **leaving(cast.superuser))
    settle()
    assert Ticket.objects.get(pk=case.pk).assignee is None
    assert [notice.user for notice in Notice.objects.all()] == [cast.institution_admin]


def test_whom_somebody_stood_in_for_goes_to_who_takes_over(cast: Cast) -> None:
    today = timezone.localdate()
    day = Absence.enter(cast.pilot, starts_on=today, ends_on=today, by=cast.pilot, deputy=cast.superuser)
    told = leaving(cast.superuser) | {f"to_{cast.school.pk}": cast.institution_admin.email}
    carried_out(cast.municipal_admin, staff_of(cast, cast.superuser), **told)
    day.refresh_from_db()
    assert day.deputy == cast.institution_admin


def test_who_is_not_on_the_list_stays_unless_ticked(cast: Cast) -> None:
    text = staff_of(cast, cast.pilot, cast.observer)
    done = carried_out(cast.municipal_admin, text, **leaving(cast.pilot))
    assert not User.objects.get(pk=cast.pilot.pk).is_active
    assert User.objects.get(pk=cast.observer.pk).role_keys == [(Role.OBSERVER, cast.school.pk)]
    assert done.finished_at is not None
    assert done.text == ""


def test_all_who_are_not_on_the_list_leave_by_one_tick(cast: Cast) -> None:
    text = staff_of(cast, cast.pilot, cast.observer)
    carried_out(cast.municipal_admin, text, all="1", all_shown="1")
    assert not User.objects.filter(pk__in=[cast.pilot.pk, cast.observer.pk], is_active=True).exists()
    assert User.objects.get(pk=cast.support_entitled.pk).is_active


def test_who_works_elsewhere_too_loses_only_what_the_list_speaks_of(cast: Cast) -> None:
    Membership.objects.create(user=cast.pilot, role=Role.PILOT, institution=cast.daycare)
    text = staff_of(cast, cast.pilot, cast.stranger)
    carried_out(cast.municipal_admin, text, **leaving(cast.pilot))
    pilot = User.objects.get(pk=cast.pilot.pk)
    assert (pilot.is_active, pilot.role_keys) == (True, [(Role.PILOT, cast.daycare.pk)])


def test_new_people_are_invited_and_who_comes_back_has_nothing_of_old(cast: Cast) -> None:
    gone = person("superuser", cast.daycare, email="tidligere@example.org")
    User.objects.filter(pk=gone.pk).update(is_active=False)
    text = staff_of(cast) + line(gone) + "Ny@Example.org;Ny Lærer;pilot;Havlunden\n"
    carried_out(cast.municipal_admin, text)
    new, back = User.objects.get(email="ny@example.org"), User.objects.get(pk=gone.pk)
    assert (new.role_keys, new.link_wanted, new.name) == ([("pilot", cast.daycare.pk)], "invitation", "Ny Lærer")
    assert (back.role_keys, back.link_wanted) == ([("superuser", cast.school.pk)], "invitation")


@pytest.mark.parametrize(
    ("row", "column", "words"),
    [
        ("a@example.org;A;pilot;Ukendt Skole", "Institution", "findes ikke"),
        ("a@example.org;A;konge;731004", "Rolle", ""),
        ("a@example.org;A;pilot;731004\na@example.org;B;superuser;731004", "Navn", ""),
        ("a@example.org;A;pilot;731004\na@example.org;A;pilot;731004", "", ""),
        ("a@example.org;A;pilot;Lukket Skole", "Institution", "Grøndal Skole"),
        ("municipal_admin@example.org;Person municipal_admin;projektleder;", "Rolle", ""),
    ],
)
def test_what_cannot_be_is_named_by_line_and_column_and_nothing_is_done(
    row: str, column: str, words: str, cast: Cast
) -> None:
    Institution.objects.create(
        name="Lukket Skole", kind="school", code="111111", is_active=False, successor=cast.school
    )
    plan = plan_for(HEAD + row, by=cast.municipal_admin)
    assert column in [problem.column for problem in plan.problems]
    assert words in " ".join(str(problem.message) for problem in plan.problems)
    client = enter(cast.municipal_admin)
    address = brought_in(client, HEAD + row)
    assert client.get(address).status_code == 422
    assert client.post(address, {"shown": plan.digest, "do": "1"}).status_code == 409
    assert not User.objects.filter(email="a@example.org").exists()


def test_an_unknown_heading_is_answered_with_those_that_are_known(cast: Cast) -> None:
    problem = plan_for("Mailadr;Navn;Rolle\nx;y;z\n", by=cast.municipal_admin).problems[0]
    assert problem.column == "Mailadr"
    assert "E-mail, Navn, Rolle, Institution, Sprog" in str(problem.message)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_the_letters_of_every_spreadsheet_are_read(encoding: str, cast: Cast) -> None:
    text = HEAD + "ny@example.org;Åse Ærø;pilot;Grøndal Skole\n"
    client = enter(cast.municipal_admin)
    answer = client.post(reverse(HERE), {"file": SimpleUploadedFile("liste.csv", text.encode(encoding))})
    plan = client.get(answer["Location"]).context["plan"]
    assert (plan.problems, row_of(plan, "ny@example.org").name) == ([], "Åse Ærø")


def test_the_last_administrator_and_oneself_cannot_be_ticked(cast: Cast) -> None:
    other = person("municipal_admin", None, email="anden@example.org")
    text = HEAD + line(cast.support_entitled, "support_entitled", "hele kommunen")
    plan = plan_for(text, by=cast.municipal_admin)
    assert row_of(plan, cast.municipal_admin.email).stays
    assert row_of(plan, other.email).may_leave
    text += line(cast.municipal_admin, "project_lead", "")
    assert plan_for(text, by=other).problems == []
    problems = plan_for(text + line(other, "project_lead", ""), by=cast.municipal_admin).problems
    assert [problem.line for problem in problems] == [3, 3]


def test_of_two_administrators_who_remove_each_other_at_once_the_second_is_refused(cast: Cast) -> None:
    other = person("municipal_admin", None, email="anden@example.org")
    assert other.roles == {Role.MUNICIPAL_ADMIN}
    Membership.objects.filter(user=other).delete()
    with pytest.raises(colleagues.UnableToRemove):
        colleagues.remove(Membership.objects.get(user=cast.municipal_admin), by=other, nobody=True)
    assert User.objects.with_role(Role.MUNICIPAL_ADMIN).get() == cast.municipal_admin


def test_a_school_that_would_stand_without_first_level_warns_until_it_is_meant(cast: Cast) -> None:
    client, text = enter(cast.municipal_admin), staff_of(cast, cast.stranger)
    text += "ny@example.org;Ny Pilot;pilot;Havlunden\n"
    address = brought_in(client, text)
    page: Any = client.get(address)
    place = next(each["place"] for each in page.context["places"])
    assert (place.name, place.is_bare, place.may_be_bare) == ("Havlunden", False, True)
    told = {"shown": page.context["plan"].digest, "do": "1"} | leaving(cast.stranger)
    refused: Any = client.post(address, told)
    assert refused.status_code == 409
    assert "Havlunden" in " ".join(refused.context["trouble"])
    assert User.objects.get(pk=cast.stranger.pk).is_active
    meant = {f"asked_{cast.daycare.pk}": "1", f"bare_{cast.daycare.pk}": "1"}
    assert client.post(address, told | meant).status_code == 302
    assert not User.objects.get(pk=cast.stranger.pk).is_active


def test_a_namesake_of_somebody_not_on_the_list_is_asked_about(cast: Cast) -> None:
    text = staff_of(cast, cast.pilot) + f"nyadresse@example.org;{cast.pilot.name};pilot;731004\n"
    row = row_of(plan_for(text, by=cast.municipal_admin), "nyadresse@example.org")
    assert cast.pilot.email in " ".join(row.facts)


def test_what_the_groups_of_a_work_account_give_is_not_taken(cast: Cast) -> None:
    provider = IdentityProvider.objects.create(name="Entra", issuer="https://x.example", client="x")
    Membership.objects.filter(user=cast.pilot).update(given_by=provider)
    row = row_of(plan_for(staff_of(cast, cast.pilot), by=cast.municipal_admin), cast.pilot.email)
    assert (row.may_leave, row.loses) == (False, frozenset())


def test_an_institution_administrator_brings_in_their_own_institution_alone(cast: Cast) -> None:
    plan = plan_for(staff_of(cast), by=cast.institution_admin)
    assert {problem.column for problem in plan.problems} == {"Institution"}
    assert cast.stranger.email not in [row.email for row in plan_for(HEAD + OTHER, by=cast.institution_admin).rows]
    own = staff_of(cast, cast.stranger, cast.pilot)
    wide = plan_for(own + line(cast.pilot, "support_entitled", ""), by=cast.institution_admin)
    assert [problem.column for problem in wide.problems] == ["Institution"]
    carried_out(cast.institution_admin, own + "ny@example.org;Ny;pilot;731004\n", **leaving(cast.pilot))
    assert not User.objects.get(pk=cast.pilot.pk).is_active
    assert User.objects.get(email="ny@example.org").role_keys == [("pilot", cast.school.pk)]
    assert User.objects.get(pk=cast.stranger.pk).role_keys == [("superuser", cast.daycare.pk)]


def test_an_institution_administrator_learns_and_changes_nothing_of_elsewhere(cast: Cast) -> None:
    text = staff_of(cast, cast.stranger) + line(cast.stranger, name="Et andet navn")
    row = row_of(plan_for(text, by=cast.institution_admin), cast.stranger.email)
    assert (row.before, row.facts, row.loses) == ((), (), frozenset())
    carried_out(cast.institution_admin, text)
    assert User.objects.get(pk=cast.stranger.pk).name == "Fremmed Superbruger"


@pytest.mark.parametrize(
    "role", [role for role in Role.values if role not in {Role.INSTITUTION_ADMIN, Role.MUNICIPAL_ADMIN}]
)
def test_nobody_else_comes_near_it(role: str, cast: Cast) -> None:
    kept = Rollover.objects.create(by=cast.municipal_admin, file_name="x.csv", text=HEAD)
    client = enter(cast.by_role(role))
    own = [reverse(HERE), reverse("admin:rollover_staff")]
    for address in [*own, *(reverse(HERE + name, args=[kept.pk]) for name in ("_preview", "_outcome", "_done"))]:
        assert client.get(address).status_code == 403
    assert client.post(reverse(HERE + "_undo", args=[kept.pk])).status_code == 403


def test_somebody_elses_list_is_not_found(cast: Cast) -> None:
    kept = Rollover.objects.create(by=cast.municipal_admin, file_name="x.csv", text=HEAD)
    client = enter(cast.institution_admin)
    for name in ("_preview", "_outcome", "_done"):
        assert client.get(reverse(HERE + name, args=[kept.pk])).status_code == 404
    assert client.post(reverse(HERE + "_undo", args=[kept.pk])).status_code == 404


def test_what_was_shown_is_what_is_done(cast: Cast) -> None:
    client = enter(cast.municipal_admin)
    address = brought_in(client, staff_of(cast, cast.pilot) + line(cast.pilot, "superuser"))
    shown = client.get(address).context["plan"].digest
    Membership.objects.create(user=cast.pilot, role=Role.OBSERVER, institution=cast.school)
    assert client.post(address, {"shown": shown, "do": "1"}).status_code == 409
    assert (Role.PILOT, cast.school.pk) in User.objects.get(pk=cast.pilot.pk).role_keys


def test_ticks_outlive_searching_and_turning_pages(cast: Cast) -> None:
    client = enter(cast.municipal_admin)
    address = brought_in(client, staff_of(cast, cast.pilot, cast.observer))
    there = client.post(address, {"q": "observer", "search": "1", "kind": ""} | leaving(cast.pilot))["Location"]
    page: Any = client.get(there)
    assert [row.email for row in page.context["sections"][0].page] == [cast.observer.email]
    assert page.context["leaving"] == {cast.pilot.pk}
    there = client.post(address, {"show": "leaves", "seen": [cast.observer.pk]})["Location"]
    page = client.get(there)
    assert page.context["leaving"] == {cast.pilot.pk}
    assert page.context["kind"] == "leaves"


def test_a_tick_of_somebody_who_is_not_offered_counts_for_nothing(cast: Cast) -> None:
    text = staff_of(cast, cast.pilot)
    carried_out(cast.municipal_admin, text, **leaving(cast.municipal_admin, cast.support_entitled, cast.superuser))
    assert User.objects.get(pk=cast.support_entitled.pk).is_active
    assert User.objects.get(pk=cast.superuser.pk).role_keys == [(Role.SUPERUSER, cast.school.pk)]


def test_what_was_done_can_be_fetched_as_a_list(cast: Cast) -> None:
    case = open_ticket(cast.school)
    case.assign(cast.pilot, by=cast.pilot)
    text = staff_of(cast, cast.pilot) + "ny@example.org;=Ny;pilot;731004\n"
    done = carried_out(cast.municipal_admin, text, **leaving(cast.pilot))
    client = enter(cast.municipal_admin)
    assert "1 åben sag" in client.get(reverse("admin:rollover_outcome", args=[done.pk])).content.decode()
    sheet = client.get(reverse("admin:rollover_done", args=[done.pk])).content.decode()
    assert "'=Ny" in sheet
    assert cast.pilot.email in sheet
    assert "1 · " in sheet


def test_the_staff_of_today_can_be_fetched_corrected_and_brought_in(cast: Cast) -> None:
    client = enter(cast.institution_admin)
    sheet = client.get(reverse("admin:rollover_staff")).content.decode()
    assert cast.stranger.email not in sheet
    plan = client.get(brought_in(client, sheet.lstrip("\ufeff"))).context["plan"]
    assert (plan.problems, kinds_of(plan)) == ([], {})


def many(cast: Cast, count: int) -> str:
    """A list of so many people at forty schools; half of them are there already and change school."""
    base = Institution.objects.count()
    made = [Institution(name=f"Skole {base + n}", kind="school", code=f"{200000 + base + n}") for n in range(40)]
    places = Institution.objects.bulk_create(made)
    start = User.objects.count()
    users = [User(email=f"p{start + n}@example.org", name=f"Lærer {start + n}", password="!") for n in range(count)]
    there = User.objects.bulk_create(users[: count // 2])
    memberships = [Membership(user=user, role="superuser", institution=places[n % 40]) for n, user in enumerate(there)]
    Membership.objects.bulk_create(memberships)
    return HEAD + "".join(line(user, place=places[(n + 1) % 40].code) for n, user in enumerate(users))


def test_two_thousand_rows_cost_as_few_queries_as_eighty(cast: Cast) -> None:
    counted = []
    assert cast.municipal_admin.roles
    for count in (80, 2_000):
        text = many(cast, count)
        with CaptureQueriesContext(connection) as queries:
            plan = plan_for(text, by=cast.municipal_admin)
        assert (plan.problems, len(plan.rows)) == ([], count)
        assert (plan.counts["moves"], plan.counts["new"]) == (count // 2, count // 2)
        counted.append(len(queries))
    assert counted[0] == counted[1]
    assert counted[1] <= 20


def test_a_page_of_two_thousand_shows_some_of_each_and_finds_the_others(cast: Cast) -> None:
    client = enter(cast.municipal_admin)
    address = brought_in(client, many(cast, 2_000))
    page: Any = client.get(address)
    assert {section.kind: len(section.page) for section in page.context["sections"]} == {"moves": 20, "new": 20}
    page = client.get(f"{address}?kind=new&page=3")
    assert len(page.context["sections"][0].page) == 200
    name = page.context["sections"][0].page[0].name
    found: Any = client.get(address, {"q": name})
    assert name in [row.name for section in found.context["sections"] for row in section.page]


class Killed(BaseException):
    """The machine is switched off."""


@transaction.atomic
def switched_off_after(key: int) -> None:
    carrying_out.take_step(key)
    raise Killed


def test_killed_in_the_middle_it_goes_on_and_nothing_is_done_twice(cast: Cast) -> None:
    text, by = many(cast, 60), cast.municipal_admin
    case = open_ticket(Institution.objects.get(name="Skole 2"))
    first = User.objects.get(name=f"Lærer {User.objects.count() - 30}")
    case.assign(first, by=first)
    rollover = Rollover.objects.create(by=by, file_name="x.csv", text=text)
    plan = plan_for(text, by=by)
    assert carrying_out.begin(rollover, plan, leaving=[], to={})
    assert not carrying_out.begin(rollover, plan, leaving=[], to={})
    keys = list(rollover.steps.in_order().values_list("pk", flat=True))
    assert len(keys) == 90
    for key in keys[:5]:
        carrying_out.take_step(key)
    with pytest.raises(Killed):
        switched_off_after(keys[5])
    assert rollover.steps.waiting().count() == 85
    Rollover.objects.update(claimed_until=timezone.now() - timedelta(minutes=1))
    sweep_bulk_acts()
    rollover.refresh_from_db()
    assert rollover.finished_at is not None
    assert list(rollover.steps.refused()) == []
    events, memberships = case.events.count(), Membership.objects.count()
    for key in keys:
        carrying_out.take_step(key)
    sweep_bulk_acts()
    assert (case.events.count(), Membership.objects.count()) == (events, memberships)
    assert Membership.objects.filter(user__name__startswith="Lærer").count() == 60
    assert Ticket.objects.get(pk=case.pk).assignee is None


def test_each_person_costs_few_queries(cast: Cast) -> None:
    text, by = many(cast, 60), cast.municipal_admin
    rollover = Rollover.objects.create(by=by, file_name="x.csv", text=text)
    carrying_out.begin(rollover, plan_for(text, by=by), leaving=[], to={})
    with CaptureQueriesContext(connection) as queries:
        carrying_out.work_off(rollover)
    assert len(queries) <= 90 * 60


def test_how_far_it_is_can_be_seen_without_scripts_and_with_them(cast: Cast) -> None:
    text = many(cast, 60)
    done = carried_out(cast.municipal_admin, text)
    client, address = enter(cast.municipal_admin), reverse("admin:rollover_outcome", args=[done.pk])
    assert done.is_running
    page = client.get(address).content.decode()
    assert "<progress" in page
    assert "<html" not in client.get(address, headers={"HX-Request": "true"}).content.decode()
    assert client.get(reverse("admin:rollover_preview", args=[done.pk]))["Location"] == address
    carrying_out.work_off(done)
    assert "<progress" not in client.get(address).content.decode()


def test_rights_that_are_lost_meanwhile_are_lost_for_the_rest(cast: Cast) -> None:
    done = carried_out(cast.municipal_admin, many(cast, 60))
    person("municipal_admin", None, email="anden@example.org")
    Membership.objects.filter(user=cast.municipal_admin).delete()
    carrying_out.work_off(Rollover.objects.get(pk=done.pk))
    assert done.steps.refused().count() == 90
    assert Membership.objects.filter(user__name__startswith="Lærer").count() == 30


def test_what_was_done_is_forgotten_after_its_time(cast: Cast) -> None:
    done = carried_out(cast.municipal_admin, staff_of(cast, cast.pilot), **leaving(cast.pilot))
    waiting = Rollover.objects.create(by=cast.municipal_admin, file_name="x.csv", text=HEAD)
    Rollover.objects.filter(pk=waiting.pk).update(at=timezone.now() - timedelta(hours=25))
    Rollover.drop_old()
    assert list(Rollover.objects.all()) == [done]
    Rollover.objects.update(at=timezone.now() - KEPT - timedelta(hours=1))
    Rollover.drop_old()
    assert not Rollover.objects.exists()
