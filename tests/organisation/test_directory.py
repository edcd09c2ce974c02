"""SCIM as Entra ID speaks it: people come, are renamed and go at once, and what strands by it is asked, never lost."""

from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from organisation.models import (
    ApiClient,
    Departure,
    DirectoryGroup,
    DirectoryPerson,
    GroupRole,
    IdentityProvider,
    Membership,
    SignInNews,
    User,
)
from organisation.roles import Scope
from tests.cast import PASSWORD, Cast, open_ticket
from tests.organisation.api.test_api_client import bearer, client_with
from tickets.models import Delivery
from tickets.news.sign_in_news import mail_waiting

PATCH = "urn:ietf:params:scim:api:messages:2.0:PatchOp"
ANNA = {
    "schemas": ["urn:ietf:params:scim:schemas:core:2.0:User"],
    "externalId": "0a21f0f2-8d2a-4f8e-bf98-7363c4aed4ef",
    "userName": "anna@nordsoe.example",
    "active": True,
    "displayName": "Anna Andersen",
    "name": {"formatted": "Anna Andersen", "givenName": "Anna", "familyName": "Andersen"},
    "emails": [{"primary": True, "type": "work", "value": "Anna@Nordsoe.example"}],
    "title": "Lærer",
    "addresses": [{"type": "work", "streetAddress": "Skolevej 1"}],
}


class Directory:
    """What a directory sends, with its token."""

    def __init__(self, client: Client) -> None:
        self.client = client

    def send(self, method: str, path: str, body: Any = None, **query: str) -> Any:
        kind = {"content_type": "application/scim+json"}
        data = query if method == "get" else body
        call = getattr(self.client, method)
        return call(f"/scim/v2/{path}", data, **({} if method == "get" else kind))

    def add_anna(self, **more: Any) -> str:
        return str(self.send("post", "Users", {**ANNA, **more}).json()["id"])

    def patch(self, path: str, *operations: dict[str, Any]) -> Any:
        return self.send("patch", path, {"schemas": [PATCH], "Operations": list(operations)})

    def add_group(self, name: str, *members: str, external_id: str = "") -> str:
        body = {"displayName": name, "externalId": external_id, "members": [{"value": each} for each in members]}
        return str(self.send("post", "Groups", body).json()["id"])


@pytest.fixture
def row(cast: Cast) -> ApiClient:
    return client_with(cast, Scope.PEOPLE)[0]


@pytest.fixture
def provider(row: ApiClient, cast: Cast) -> IdentityProvider:
    made = IdentityProvider.objects.create(name="Nordsø", issuer="https://x.example", client="x", directory=row)
    for group, role, place in (("skole", "superuser", cast.school), ("kommune", "support_entitled", None)):
        GroupRole.objects.create(provider=made, group=group, role=role, institution=place)
    return made


@pytest.fixture
def directory(row: ApiClient, provider: IdentityProvider, cast: Cast) -> Directory:
    return Directory(bearer(row.renew_token(by=cast.municipal_admin)))


def held(user: User) -> set[tuple[str, int | None]]:
    return set(Membership.objects.filter(user=user).values_list("role", "institution_id"))


def anna() -> User:
    return User.objects.get(email="anna@nordsoe.example")


def signed_in(user: User) -> Client:
    client = Client()
    user.set_password(PASSWORD)
    user.save()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def is_in(client: Client) -> bool:
    return client.get(reverse("admin:index")).status_code == 200


def test_somebody_new_is_made_without_a_role_and_without_what_is_not_kept(directory: Directory) -> None:
    answer = directory.send("post", "Users", ANNA)
    data = answer.json()
    assert answer.status_code == 201
    assert answer.headers["Content-Type"].startswith("application/scim+json")
    assert answer.headers["Location"] == data["meta"]["location"]
    assert data["userName"] == "anna@nordsoe.example"
    assert data["active"] is True
    assert "Lærer" not in answer.content.decode()
    assert (anna().name, held(anna()), anna().has_usable_password()) == ("Anna Andersen", set(), False)


def test_a_directory_looks_before_it_makes(directory: Directory) -> None:
    asked = {"filter": 'userName eq "ANNA@nordsoe.example"'}
    empty = directory.send("get", "Users", **asked).json()
    assert (empty["totalResults"], empty["Resources"]) == (0, [])
    number = directory.add_anna()
    data = directory.send("get", "Users", **asked).json()
    assert [each["id"] for each in data["Resources"]] == [number]
    by_key = directory.send("get", "Users", filter=f'externalId eq "{ANNA["externalId"]}"').json()
    assert by_key["totalResults"] == 1
    assert directory.send("get", "Users", startIndex="2", count="1").json()["itemsPerPage"] == 0


@pytest.mark.parametrize("text", ['userName sw "a"', "userName eq", 'nickName eq "x"', 'userName eq "a" or id eq "1"'])
def test_a_filter_that_is_not_known_is_refused(text: str, directory: Directory) -> None:
    answer = directory.send("get", "Users", filter=text)
    assert (answer.status_code, answer.json()["scimType"]) == (400, "invalidFilter")


def test_the_same_name_twice_is_a_conflict_in_the_shape_of_the_standard(directory: Directory) -> None:
    directory.add_anna()
    answer = directory.send("post", "Users", ANNA)
    data = answer.json()
    assert answer.status_code == 409
    assert data["schemas"] == ["urn:ietf:params:scim:api:messages:2.0:Error"]
    assert (data["status"], data["scimType"]) == ("409", "uniqueness")


@pytest.mark.parametrize(
    "told",
    [{}, [], {"userName": ""}, {**ANNA, "active": "måske"}, {**ANNA, "emails": [], "userName": "anna"}],
)
def test_what_cannot_be_read_is_refused_in_the_shape_of_the_standard(told: Any, directory: Directory) -> None:
    answer = directory.send("post", "Users", told)
    assert (answer.status_code, answer.json()["status"]) == (400, "400")
    assert not DirectoryPerson.objects.exists()


def test_no_cpr_number_is_kept(directory: Directory) -> None:
    answer = directory.send("post", "Users", {**ANNA, "externalId": "010170-1234"})
    assert answer.status_code == 400
    assert "010170" not in answer.content.decode()


def test_a_group_gives_its_role_at_once_by_its_key_or_its_name(
    directory: Directory, provider: IdentityProvider, cast: Cast
) -> None:
    number = directory.add_anna()
    GroupRole.objects.filter(group="kommune").update(group="7b9c")
    directory.add_group("skole", number)
    assert held(anna()) == {("superuser", cast.school.pk)}
    directory.add_group("Alle i kommunen", number, external_id="7b9c")
    assert held(anna()) == {("superuser", cast.school.pk), ("support_entitled", None)}


def test_who_leaves_the_group_loses_the_role_and_the_session_at_once(directory: Directory, cast: Cast) -> None:
    number = directory.add_anna()
    group = directory.add_group("skole", number)
    client = signed_in(anna())
    assert is_in(client)
    gone = directory.patch(f"Groups/{group}", {"op": "Remove", "path": "members", "value": [{"value": number}]})
    assert gone.status_code == 200
    assert held(anna()) == set()
    assert not is_in(client)


@pytest.mark.parametrize(
    "operation",
    [
        {"op": "remove", "path": 'members[value eq "{}"]'},
        {"op": "Remove", "path": "members", "value": [{"value": "{}"}]},
        {"op": "replace", "path": "members", "value": []},
        {"op": "replace", "value": {"members": []}},
        {"op": "remove", "path": "members"},
    ],
)
def test_members_go_in_every_spelling(operation: dict[str, Any], directory: Directory) -> None:
    number = directory.add_anna()
    group = directory.add_group("skole", number)
    filled = {
        "op": operation["op"],
        **({"path": operation["path"].replace("{}", number)} if "path" in operation else {}),
        **({"value": operation["value"]} if "value" in operation else {}),
    }
    if isinstance(filled.get("value"), list) and filled["value"]:
        filled["value"] = [{"value": number}]
    assert directory.patch(f"Groups/{group}", filled).status_code == 200
    assert held(anna()) == set()
    assert DirectoryGroup.objects.get().members.count() == 0


@pytest.mark.parametrize("operation", [{"op": "Add", "path": "members"}, {"op": "add"}])
def test_members_come_in_every_spelling(operation: dict[str, Any], directory: Directory, cast: Cast) -> None:
    number = directory.add_anna()
    group = directory.add_group("skole")
    value: Any = [{"value": number}]
    directory.patch(f"Groups/{group}", {**operation, "value": value if "path" in operation else {"members": value}})
    assert held(anna()) == {("superuser", cast.school.pk)}


def test_a_member_that_is_not_known_is_refused_and_nothing_is_changed(directory: Directory) -> None:
    number = directory.add_anna()
    group = directory.add_group("skole")
    value = [{"value": number}, {"value": "999999"}]
    answer = directory.patch(f"Groups/{group}", {"op": "Add", "path": "members", "value": value})
    assert (answer.status_code, answer.json()["scimType"]) == (400, "invalidValue")
    assert held(anna()) == set()


def test_a_group_that_is_renamed_or_gone_gives_nothing(directory: Directory) -> None:
    number = directory.add_anna()
    group = directory.add_group("skole", number)
    directory.patch(f"Groups/{group}", {"op": "Replace", "path": "displayName", "value": "nedlagt"})
    assert held(anna()) == set()
    directory.patch(f"Groups/{group}", {"op": "Replace", "value": {"displayName": "skole"}})
    assert held(anna())
    assert directory.send("delete", f"Groups/{group}").status_code == 204
    assert held(anna()) == set()


def test_a_group_is_shown_without_its_members_where_they_are_not_wanted(directory: Directory) -> None:
    number = directory.add_anna()
    group = directory.add_group("skole", number)
    asked = {"filter": 'displayName eq "skole"', "excludedAttributes": "members"}
    groups = directory.send("get", "Groups", **asked).json()["Resources"]
    assert [each["id"] for each in groups] == [group]
    assert "members" not in groups[0]
    assert directory.send("get", f"Groups/{group}").json()["members"][0]["value"] == number


@pytest.mark.parametrize(
    "operation",
    [
        {"op": "Replace", "path": "active", "value": "False"},
        {"op": "replace", "path": "active", "value": False},
        {"op": "replace", "value": {"active": False}},
        {"op": "Add", "path": "active", "value": [{"value": False}]},
    ],
)
def test_who_is_taken_out_is_out_at_once_everywhere(operation: dict[str, Any], directory: Directory) -> None:
    number = directory.add_anna()
    directory.add_group("skole", number)
    client = signed_in(anna())
    answer = directory.patch(f"Users/{number}", operation)
    assert answer.json()["active"] is False
    assert not is_in(client)
    assert (anna().is_active, anna().sessions.count()) == (False, 0)
    for _turn in range(2):
        assert directory.patch(f"Users/{number}", operation).status_code == 200


def test_what_strands_is_shown_and_asked_never_silently_done(directory: Directory, cast: Cast, client: Client) -> None:
    number = directory.add_anna()
    directory.add_group("skole", number)
    ticket = open_ticket(cast.school)
    ticket.assign(anna(), by=cast.municipal_admin)
    directory.patch(f"Users/{number}", {"op": "Replace", "path": "active", "value": "False"})
    ticket.refresh_from_db()
    assert ticket.assignee == anna()
    departure = Departure.objects.get()
    assert departure.told["da"][0] == "Anna Andersen har 1 åben sag."
    assert SignInNews.objects.filter(what="departed", user=cast.municipal_admin).count() == 1
    client.force_login(cast.municipal_admin, backend="django.contrib.auth.backends.ModelBackend")
    assert "Anna Andersen har 1 åben sag." in client.get(reverse("admin:index")).content.decode()
    assert "Anna Andersen har 1 åben sag." in client.get(reverse("admin:departures")).content.decode()
    address = reverse("admin:settle_departure", args=[departure.pk])
    assert client.post(address, {}).status_code == 422
    assert client.post(address, {"takes_over": cast.superuser.pk}).status_code == 302
    ticket.refresh_from_db()
    assert ticket.assignee == cast.superuser
    assert client.get(address).status_code == 404
    assert "Anna Andersen" not in client.get(reverse("admin:index")).content.decode()


def test_nobody_may_be_chosen_by_name(directory: Directory, cast: Cast, client: Client) -> None:
    number = directory.add_anna()
    group = directory.add_group("skole", number)
    ticket = open_ticket(cast.school)
    ticket.assign(anna(), by=cast.municipal_admin)
    directory.send("delete", f"Groups/{group}")
    client.force_login(cast.municipal_admin, backend="django.contrib.auth.backends.ModelBackend")
    address = reverse("admin:settle_departure", args=[Departure.objects.get().pk])
    assert client.post(address, {"leaves_them": "on"}).status_code == 302
    ticket.refresh_from_db()
    assert ticket.assignee is None


def test_administrators_get_a_mail_that_leads_to_it(directory: Directory, cast: Cast) -> None:
    number = directory.add_anna()
    directory.add_group("skole", number)
    open_ticket(cast.school).assign(anna(), by=cast.municipal_admin)
    directory.send("delete", f"Users/{number}")
    mail_waiting()
    body = Delivery.objects.get(recipient=cast.municipal_admin.email).body
    assert reverse("admin:departures") in body
    assert "Anna Andersen" in body


@pytest.mark.parametrize("role", ["superuser", "institution_admin", "support_entitled", "project_lead", "observer"])
def test_only_administrators_see_and_settle_it(role: str, directory: Directory, cast: Cast, client: Client) -> None:
    departure = Departure.objects.create(user=cast.pilot, told={"da": ["Noget"], "en": ["Something"]})
    client.force_login(cast.by_role(role), backend="django.contrib.auth.backends.ModelBackend")
    for address in (reverse("admin:departures"), reverse("admin:settle_departure", args=[departure.pk])):
        assert client.get(address).status_code == 403
    assert client.post(address, {"leaves_them": "on"}).status_code == 403


def test_who_comes_back_has_the_roles_of_their_groups_and_no_others(directory: Directory, cast: Cast) -> None:
    number = directory.add_anna()
    directory.add_group("skole", number)
    Membership.objects.create(user=anna(), role="pilot", institution=cast.daycare)
    directory.patch(f"Users/{number}", {"op": "Replace", "path": "active", "value": "False"})
    data = directory.patch(f"Users/{number}", {"op": "Replace", "path": "active", "value": "True"}).json()
    assert data["active"] is True
    assert held(anna()) == {("superuser", cast.school.pk)}


def test_whom_an_administrator_closed_the_directory_does_not_open(directory: Directory) -> None:
    number = directory.add_anna()
    User.objects.update(is_active=False)
    data = directory.patch(f"Users/{number}", {"op": "Replace", "path": "active", "value": "True"}).json()
    assert data["active"] is False
    assert not anna().is_active


def test_the_last_administrator_and_the_emergency_account_stay(directory: Directory, cast: Cast) -> None:
    body = {**ANNA, "userName": cast.municipal_admin.email, "emails": []}
    number = directory.send("post", "Users", body).json()["id"]
    assert directory.patch(f"Users/{number}", {"op": "replace", "path": "active", "value": False}).json()["active"]
    assert SignInNews.objects.filter(what="last_administrator").exists()
    cast.municipal_admin.refresh_from_db()
    assert cast.municipal_admin.is_active
    User.objects.filter(pk=cast.pilot.pk).update(break_glass=True)
    taken = directory.send("post", "Users", {**ANNA, "userName": cast.pilot.email, "emails": []})
    assert taken.status_code == 409


def test_what_somebody_gave_by_hand_stays_when_groups_change(directory: Directory, cast: Cast) -> None:
    number = directory.add_anna()
    group = directory.add_group("skole", number)
    Membership.objects.create(user=anna(), role="pilot", institution=cast.daycare)
    directory.send("delete", f"Groups/{group}")
    assert held(anna()) == {("pilot", cast.daycare.pk)}


def test_a_new_name_and_address_are_taken_over(directory: Directory, cast: Cast) -> None:
    number = directory.add_anna()
    directory.patch(
        f"Users/{number}",
        {"op": "Replace", "path": "displayName", "value": "Anna Holm"},
        {"op": "Replace", "path": 'emails[type eq "work"].value', "value": "Anna.Holm@nordsoe.example"},
        {"op": "Add", "path": "title", "value": "Skoleleder"},
    )
    person = DirectoryPerson.objects.get().user
    assert (person.name, person.email) == ("Anna Holm", "anna.holm@nordsoe.example")
    whole = {**ANNA, "displayName": "Anna Igen"}
    assert directory.send("put", f"Users/{number}", whole).json()["displayName"] == "Anna Igen"
    taken = directory.patch(f"Users/{number}", {"op": "Replace", "path": "emails.value", "value": cast.pilot.email})
    assert taken.status_code == 409


def test_only_a_token_that_may_keep_people_and_only_for_its_own_provider(
    provider: IdentityProvider, directory: Directory, cast: Cast
) -> None:
    number = directory.add_anna()
    assert Client().get("/scim/v2/Users").status_code == 401
    assert Client().get("/scim/v2/Users").headers["WWW-Authenticate"].startswith("Bearer")
    _row, reader = client_with(cast, Scope.READ, Scope.WORK)
    refused = Directory(reader).send("get", "Users")
    assert (refused.status_code, refused.json()["status"]) == (403, "403")
    other_row, other = client_with(cast, Scope.PEOPLE)
    assert Directory(other).send("get", "Users").status_code == 403
    IdentityProvider.objects.create(name="Anden", issuer="https://y.example", client="y", directory=other_row)
    assert Directory(other).send("get", "Users").json()["totalResults"] == 0
    assert Directory(other).send("get", f"Users/{number}").status_code == 404
    assert Directory(other).send("delete", f"Users/{number}").status_code == 404


@pytest.mark.parametrize("role", ["municipal_admin", "support_entitled"])
def test_a_session_of_a_person_opens_nothing(role: str, provider: IdentityProvider, cast: Cast, client: Client) -> None:
    client.force_login(cast.by_role(role), backend="django.contrib.auth.backends.ModelBackend")
    assert client.get("/scim/v2/Users").status_code == 401


def test_the_token_reads_no_case(directory: Directory, cast: Cast) -> None:
    ticket = open_ticket(cast.school)
    assert directory.client.get(f"/api/v1/tickets/{ticket.pk}/").status_code in {403, 404}


def test_too_many_requests_are_told_so(row: ApiClient, provider: IdentityProvider, directory: Directory) -> None:
    ApiClient.objects.update(per_minute=1)
    answers = [directory.send("get", "Users") for _turn in range(3)]
    assert answers[-1].status_code == 429
    assert int(answers[-1].headers["Retry-After"]) > 0
    assert answers[-1].json()["status"] == "429"


def test_an_address_that_is_not_there_and_a_text_that_is_no_json(directory: Directory) -> None:
    assert directory.send("get", "Users/999999").json()["status"] == "404"
    answer = directory.client.post("/scim/v2/Users", "{", content_type="application/scim+json")
    assert (answer.status_code, answer.json()["scimType"]) == (400, "invalidSyntax")
    assert directory.send("patch", "Users/999999", {}).status_code == 404


@pytest.mark.parametrize("name", ["ServiceProviderConfig", "ResourceTypes", "Schemas"])
def test_what_there_is_of_the_standard_can_be_asked(name: str, directory: Directory) -> None:
    assert directory.send("get", name).status_code == 200


def test_the_directory_counts_at_sign_in_too_for_whom_it_keeps(directory: Directory, cast: Cast) -> None:
    from organisation.single_sign_on.groups import Claimed, admit  # noqa: PLC0415  beside its only use

    number = directory.add_anna()
    directory.add_group("skole", number)
    provider = IdentityProvider.objects.get()
    admit(provider, Claimed("s-1", "anna@nordsoe.example", "Anna", ["kommune"]))
    assert held(anna()) == {("superuser", cast.school.pk)}
    admit(provider, Claimed("s-2", "bo@nordsoe.example", "Bo", ["kommune"]))
    assert held(User.objects.get(email="bo@nordsoe.example")) == {("support_entitled", None)}


@pytest.mark.parametrize("guide", ["docs/da/driftsansvarlig.md", "docs/en/administrator.md"])
def test_the_guides_name_the_address(guide: str) -> None:
    text = Path(settings.BASE_DIR, guide).read_text(encoding="utf-8")
    assert f"https://hjaelp.kommune.example{reverse('scim_users').removesuffix('/Users')}" in text
    assert f"https://hjaelp.kommune.example{reverse('signed_off')}" in text
