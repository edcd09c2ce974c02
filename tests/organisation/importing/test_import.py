"""Institutions and people from a spreadsheet: shown first, done whole, and every error with its line and column."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from organisation.importing import apply, plan_for
from organisation.importing.planning import OutOfDate
from organisation.models import Departure, Institution, Municipality, SheetImport, SignInNews, User
from organisation.roles import Role
from tests.cast import PASSWORD, Cast, open_ticket

PLACES = "Kode;Navn;Type;Område;Skemaleverandør;Aktiv\n"
PEOPLE = "E-mail;Navn;Rolle;Institution\n"


def sheet(cast: Cast, kind: str, text: str, *, only_these: bool = False) -> SheetImport:
    return SheetImport.objects.create(
        kind=kind, file_name="fil.csv", text=text, only_these=only_these, by=cast.municipal_admin
    )


def do(cast: Cast, made: SheetImport) -> None:
    plan = plan_for(made, by=cast.municipal_admin)
    apply(made, by=cast.municipal_admin, shown=plan.digest)


def admin_client(user: User) -> Client:
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def upload(client: Client, kind: str, data: bytes, **more: str) -> str:
    file = SimpleUploadedFile("fil.csv", data)
    return client.post(reverse(f"admin:import_{kind}"), {"file": file, **more}).headers.get("Location", "")


def test_new_and_changed_institutions_are_told_apart(cast: Cast) -> None:
    made = sheet(cast, "institutions", PLACES + "731004;Grøndal Skole;Skole;Syd;skema;ja\n111111;Nyskolen;skole;;;\n")
    plan = plan_for(made, by=cast.municipal_admin)
    assert plan.counts == {"new": 1, "changed": 1, "same": 0, "leaves": 0}
    assert [change.details for change in plan.changes if change.kind == "changed"] == [(("område", "", "Syd"),)]
    do(cast, made)
    assert Institution.objects.get(code="111111").name == "Nyskolen"
    assert Institution.objects.get(code="731004").area == "Syd"


def test_a_column_that_is_left_out_stays_as_it_is(cast: Cast) -> None:
    do(cast, sheet(cast, "institutions", "Kode;Navn;Type\n731004;Grøndal Ny Skole;Skole\n"))
    place = Institution.objects.get(code="731004")
    assert (place.name, place.schedule_vendor, place.email) == (
        "Grøndal Ny Skole",
        cast.school.schedule_vendor,
        "kontor@example.org",
    )


@pytest.mark.parametrize(
    ("text", "line", "column"),
    [
        ("Kode;Navn;Type;Farve\n", 1, "Farve"),
        ("Kode;Navn\n", 1, "Type"),
        ("Kode;Navn;Type\n12;Skolen;Skole\n", 2, "Kode"),
        ("Kode;Navn;Type\n111111;Skolen;Slot\n", 2, "Type"),
        ("Kode;Navn;Type\n111111;;Skole\n", 2, "Navn"),
        ("Kode;Navn;Type\n111111;Havlunden;Skole\n", 2, "Navn"),
        ("Kode;Navn;Type\n111111;A;Skole\n111111;B;Skole\n", 3, "Kode"),
        ("Kode;Navn;Type;E-mail\n111111;A;Skole;ikke en\n", 2, "E-mail"),
        (PLACES + "111111;A;Skole;;Ukendt firma;\n", 2, "Skemaleverandør"),
        (PLACES + "111111;A;Skole;;;måske\n", 2, "Aktiv"),
        ("Kode;Navn;Type\n111111;A;Skole;mere\n", 2, ""),
        ("", 1, ""),
    ],
)
def test_an_error_names_its_line_and_column_and_nothing_is_imported(
    text: str, line: int, column: str, cast: Cast
) -> None:
    before = set(Institution.objects.values_list("code", "name"))
    made = sheet(cast, "institutions", text)
    problems = plan_for(made, by=cast.municipal_admin).problems
    assert (line, column) in [(problem.line, problem.column) for problem in problems]
    with pytest.raises(ValueError, match="problems"):
        apply(made, by=cast.municipal_admin, shown="")
    assert set(Institution.objects.values_list("code", "name")) == before


def test_institutions_that_the_file_does_not_name_may_become_inactive(cast: Cast) -> None:
    do(cast, sheet(cast, "institutions", "Kode;Navn;Type\n731004;Grøndal Skole;Skole\n", only_these=True))
    assert not Institution.objects.get(code="G19814").is_active


def test_a_new_person_gets_roles_and_an_invitation(cast: Cast) -> None:
    text = PEOPLE + "Ny@Example.org;Ny Person;Pædagogisk superbruger;731004\nny@example.org;Ny Person;pilot;Havlunden\n"
    do(cast, sheet(cast, "people", text))
    user = User.objects.get(email="ny@example.org")
    assert set(user.role_keys) == {(Role.SUPERUSER, cast.school.pk), (Role.PILOT, cast.daycare.pk)}
    assert user.link_wanted == "invitation"
    assert not user.has_usable_password()


@pytest.mark.parametrize(
    ("heads", "word"),
    [
        ("Skole\tFulde navn\tMailadresse\tRolle", "Superbruger"),
        ("Arbejdssted,Medarbejder,E-MAILADRESSE,ROLLE", "superbruger"),
        ("institutionsnavn;navn;e-post;rolle", "Pædagogisk superbruger"),
    ],
)
def test_a_pasted_list_may_use_the_headings_and_roles_that_people_use(heads: str, word: str, cast: Cast) -> None:
    between = next(sign for sign in "\t,;" if sign in heads)
    line = between.join([cast.school.name, "Ny Kollega", "ny@skole.example", word])
    do(cast, sheet(cast, "people", f"{heads}\r\n{line}\r\n{between * 3}\r\n"))
    new = User.objects.get(email="ny@skole.example")
    assert [(each.role, each.institution) for each in new.memberships.all()] == [(Role.SUPERUSER, cast.school)]


def test_the_roles_of_the_file_take_the_place_of_those_there_were(cast: Cast) -> None:
    text = PEOPLE + f"{cast.pilot.email};{cast.pilot.name};superuser;G19814\n"
    made = sheet(cast, "people", text)
    change = next(each for each in plan_for(made, by=cast.municipal_admin).changes if each.kind == "changed")
    assert change.details[0][1:] == ("Pilot · Grøndal Skole", "Pædagogisk superbruger · Havlunden")
    do(cast, made)
    assert User.objects.get(pk=cast.pilot.pk).role_keys == [(Role.SUPERUSER, cast.daycare.pk)]


def test_who_is_not_in_the_file_may_lose_access_but_never_who_imports(cast: Cast) -> None:
    text = PEOPLE + f"{cast.pilot.email};{cast.pilot.name};pilot;731004\n"
    do(cast, sheet(cast, "people", text, only_these=True))
    active = set(User.objects.filter(is_active=True).values_list("email", flat=True))
    assert active == {cast.pilot.email, cast.municipal_admin.email}


def test_what_somebody_leaves_by_a_list_waits_until_it_is_said_who_takes_it(cast: Cast) -> None:
    ticket = open_ticket(cast.school)
    ticket.assign(cast.superuser, by=cast.superuser)
    text = PEOPLE + f"{cast.pilot.email};{cast.pilot.name};pilot;731004\n"
    made = sheet(cast, "people", text, only_these=True)
    client = admin_client(cast.municipal_admin)
    shown = {"shown": plan_for(made, by=cast.municipal_admin).digest}
    page = client.post(reverse("admin:import_people_preview", args=[made.pk]), shown, follow=True).content.decode()
    assert "hvem der overtager det" in page
    left = Departure.objects.waiting().get(user=cast.superuser)
    assert "1 åben sag" in left.told["da"][0]
    assert not SignInNews.objects.exists()
    left.settle(by=cast.municipal_admin, to=cast.pilot)
    ticket.refresh_from_db()
    assert ticket.assignee == cast.pilot


def test_a_role_that_a_list_moves_leaves_nothing_where_another_has_it_by_the_same_list(cast: Cast) -> None:
    pilots = [cast.superuser, cast.institution_admin, cast.pilot]
    rows = [f"{user.email};{user.name};pilot;G19814" for user in pilots]
    rows.append("ny@example.org;Ny Person;superuser;731004")
    do(cast, sheet(cast, "people", PEOPLE + "\n".join(rows) + "\n"))
    assert not Departure.objects.exists()


def test_who_comes_back_by_a_list_has_no_old_password(cast: Cast) -> None:
    User.objects.filter(pk=cast.pilot.pk).update(is_active=False)
    do(cast, sheet(cast, "people", PEOPLE + f"{cast.pilot.email};{cast.pilot.name};pilot;731004\n"))
    back = User.objects.get(pk=cast.pilot.pk)
    assert (back.is_active, back.has_usable_password(), back.link_wanted) == (True, False, "invitation")


def test_no_list_takes_the_emergency_account(cast: Cast) -> None:
    account = User.objects.create_superuser("noed@example.org", PASSWORD, name="Nødkonto", break_glass=True)
    Municipality.objects.update(local_passwords=False)
    Municipality.forget_cached()
    text = PEOPLE + f"{cast.pilot.email};{cast.pilot.name};pilot;731004\n"
    do(cast, sheet(cast, "people", text, only_these=True))
    account.refresh_from_db()
    assert account.is_active
    text += f"{account.email};{account.name};pilot;731004\n"
    problems = plan_for(sheet(cast, "people", text), by=cast.municipal_admin).problems
    assert [(problem.line, problem.column) for problem in problems] == [(3, "Rolle")]


@pytest.mark.parametrize(
    ("row", "column"),
    [
        ("ikke en adresse;Navn;pilot;731004", "E-mail"),
        ("a@example.org;;pilot;731004", "Navn"),
        ("a@example.org;Navn;konge;731004", "Rolle"),
        ("a@example.org;Navn;pilot;999999", "Institution"),
        ("a@example.org;Navn;pilot;", "Institution"),
        ("a@example.org;Navn;supportberettiget;731004", "Institution"),
        ("municipal_admin@example.org;Person municipal_admin;pilot;731004", "Rolle"),
    ],
)
def test_a_wrong_person_is_named_by_line_and_column(row: str, column: str, cast: Cast) -> None:
    problems = plan_for(sheet(cast, "people", PEOPLE + row), by=cast.municipal_admin).problems
    assert [(problem.line, problem.column) for problem in problems] == [(2, column)]


def test_what_was_shown_is_what_is_done(cast: Cast) -> None:
    made = sheet(cast, "institutions", "Kode;Navn;Type;Område\n731004;Grøndal Skole;Skole;Syd\n")
    shown = plan_for(made, by=cast.municipal_admin).digest
    Institution.objects.filter(pk=cast.school.pk).update(area="Øst")
    with pytest.raises(OutOfDate):
        apply(made, by=cast.municipal_admin, shown=shown)
    assert Institution.objects.get(pk=cast.school.pk).area == "Øst"


def test_twice_is_once(cast: Cast) -> None:
    made = sheet(cast, "institutions", "Kode;Navn;Type\n111111;Nyskolen;Skole\n")
    do(cast, made)
    Institution.objects.filter(code="111111").update(name="Omdøbt")
    assert apply(made, by=cast.municipal_admin, shown="").changes == []
    assert Institution.objects.get(code="111111").name == "Omdøbt"


def test_the_pages_lead_from_file_to_preview_to_done(cast: Cast) -> None:
    client = admin_client(cast.municipal_admin)
    address = upload(client, "institutions", "Kode;Navn;Type\r\n111111;Nørre Å;Skole\r\n".encode("cp1252"))
    page = client.get(address).content.decode()
    assert "Nørre Å" in page
    shown = re.search(r'name="shown" value="(\w+)"', page)
    assert shown
    assert client.post(address, {"shown": shown[1]}).status_code == 302
    assert Institution.objects.get(code="111111").name == "Nørre Å"
    assert SheetImport.objects.get().text == ""


def test_a_damaged_workbook_is_refused_with_what_to_do(cast: Cast) -> None:
    client = admin_client(cast.municipal_admin)
    answer = client.post(
        reverse("admin:import_people"), {"file": SimpleUploadedFile("fil.xlsx", b"PK\x03\x04" + bytes(99))}
    )
    assert answer.status_code == 422
    assert "CSV" in answer.content.decode()


def test_the_example_file_can_be_imported_as_it_is(cast: Cast) -> None:
    client = admin_client(cast.municipal_admin)
    for kind in ("institutions", "people"):
        data = client.get(reverse(f"admin:import_{kind}_example")).content
        text = data.decode("utf-8-sig")
        assert plan_for(sheet(cast, kind, text), by=cast.municipal_admin).problems == []


@pytest.mark.parametrize("role", [role for role in Role if role != Role.MUNICIPAL_ADMIN])
@pytest.mark.parametrize("kind", ["institutions", "people"])
def test_only_the_municipal_administrator_imports(kind: str, role: str, cast: Cast) -> None:
    client = admin_client(cast.by_role(role))
    assert client.get(reverse(f"admin:import_{kind}")).status_code == 403
    assert client.get(reverse(f"admin:import_{kind}_example")).status_code == 403
    made = sheet(cast, kind, PLACES)
    assert client.post(reverse(f"admin:import_{kind}_preview", args=[made.pk])).status_code == 403


def test_what_people_leave_behind_is_shown_and_waits_until_it_is_said_who_takes_it(cast: Cast) -> None:
    moving, leaving = open_ticket(cast.school), open_ticket(cast.school)
    moving.assign(cast.superuser, by=cast.superuser)
    leaving.assign(cast.pilot, by=cast.pilot)
    rows = [(cast.superuser, "superuser", "G19814"), (cast.municipal_admin, "municipal_admin", "")]
    text = PEOPLE + "".join(f"{user.email};{user.name};{role};{place}\n" for user, role, place in rows)
    made = sheet(cast, "people", text, only_these=True)
    page = admin_client(cast.municipal_admin).get(reverse("admin:import_people_preview", args=[made.pk]))
    assert page.content.decode().count("har 1 åben sag") == 2
    assert "første niveau på Havlunden" in page.content.decode()
    do(cast, made)
    assert set(Departure.objects.waiting().values_list("user", flat=True)) >= {cast.superuser.pk, cast.pilot.pk}
    assert User.objects.get(pk=cast.superuser.pk).role_keys == [(Role.SUPERUSER, cast.daycare.pk)]


def test_a_list_leaves_a_closed_institution_its_successor(cast: Cast) -> None:
    Institution.objects.filter(pk=cast.daycare.pk).update(is_active=False, successor=cast.school)
    do(cast, sheet(cast, "institutions", "Kode;Navn;Type;Område\nG19814;Havlunden;Dagtilbud;Nord\n"))
    daycare = Institution.objects.get(pk=cast.daycare.pk)
    assert (daycare.area, daycare.is_active, daycare.successor) == ("Nord", False, cast.school)


def test_what_lies_at_an_institution_that_would_close_is_shown_first(cast: Cast) -> None:
    open_ticket(cast.school)
    client = admin_client(cast.municipal_admin)
    text = "Kode;Navn;Type;Aktiv\n731004;Grøndal Skole;Skole;nej\n"
    page = client.get(upload(client, "institutions", text.encode())).content.decode()
    assert "1 åben sag ligger på Grøndal Skole." in page
    assert "4 personer arbejder på Grøndal Skole." in page
    page = client.get(upload(client, "institutions", text.replace("nej", "ja").encode())).content.decode()
    assert "ligger på" not in page


def test_nobody_is_brought_in_to_a_closed_institution(cast: Cast) -> None:
    Institution.objects.filter(pk=cast.daycare.pk).update(is_active=False, successor=cast.school)
    plan = plan_for(sheet(cast, "people", PEOPLE + "ny@example.org;Ny;pilot;Havlunden\n"), by=cast.municipal_admin)
    (problem,) = plan.problems
    assert (problem.line, problem.column) == (2, "Institution")
    assert problem.message == "Havlunden er lukket. Skriv Grøndal Skole."
