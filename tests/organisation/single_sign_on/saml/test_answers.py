"""Signing in by SAML: what comes is believed as far as the provider has signed it, for us, now, in this browser."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from organisation.models import Identity, IdentityProvider, Membership, Session, User
from organisation.single_sign_on.saml.keys import make_pair
from tests.cast import Cast
from tests.organisation.single_sign_on.conftest import ours
from tests.organisation.single_sign_on.saml.conftest import UUID, SignIn, form_of, person, send
from tests.organisation.single_sign_on.test_openid import is_in, says
from tests.services.saml_provider import EMAIL, SamlProviderServer


def test_somebody_signs_in_and_lands_where_they_were_going(sign_in: SignIn, cast: Cast, client: Client) -> None:
    wanted = reverse("admin:tickets_ticket_changelist")
    answer = sign_in(client, wanted)
    assert (answer.status_code, answer.headers["Location"]) == (302, wanted)
    assert is_in(client)
    anna = User.objects.get(email="anna@example.org")
    assert anna.name == "Anna Andersen"
    assert not anna.has_usable_password()
    assert list(anna.memberships.values_list("role", "institution")) == [("superuser", cast.school.pk)]


@pytest.mark.parametrize(
    ("lie", "encryption"),
    [("", ""), ("whole", ""), ("whole", "gcm"), ("whole", "cbc")],
)
def test_the_assertion_or_the_whole_is_signed_and_encrypted_or_not(
    lie: str, encryption: str, sign_in: SignIn, server: SamlProviderServer, client: Client
) -> None:
    server.tell(lie=lie, encryption=encryption)
    assert sign_in(client).status_code == 302
    assert is_in(client)


@pytest.mark.parametrize("encryption", ["", "gcm"])
@pytest.mark.parametrize(
    ("lie", "code"),
    [
        ("unsigned", "unsigned"),
        ("stranger", "signature"),
        ("sha1", "signature"),
        ("audience", "audience"),
        ("no audience", "audience"),
        ("recipient", "audience"),
        ("destination", "audience"),
        ("issuer", "wrong_issuer"),
        ("unasked", "state"),
        ("other question", "state"),
        ("entity", "not_saml"),
    ],
)
def test_a_forged_answer_signs_nobody_in_and_says_why(
    lie: str, code: str, encryption: str, sign_in: SignIn, server: SamlProviderServer, client: Client
) -> None:
    server.tell(lie=lie, encryption=encryption)
    assert says(sign_in(client), code)
    assert not is_in(client)
    assert not Identity.objects.exists()


@pytest.mark.parametrize("encryption", ["", "gcm"])
@pytest.mark.parametrize(
    ("wrapping", "code"),
    [
        ("before", "signature"),
        ("after", "signature"),
        ("around", "unsigned"),
        ("signature moved", "signature"),
        ("in the signature", "signature"),
        ("in extensions", "unsigned"),
        ("same name", "signature"),
        ("in the advice", "signature"),
        ("altered", "signature"),
    ],
)
def test_a_signature_that_was_wrapped_around_somebody_else_proves_nothing(
    wrapping: str, code: str, encryption: str, sign_in: SignIn, server: SamlProviderServer, client: Client
) -> None:
    server.tell(wrapping=wrapping, encryption=encryption)
    answer = sign_in(client)
    assert says(answer, code)
    assert not is_in(client)
    assert not User.objects.filter(email="kommuneadmin@example.org").exists()


def test_a_comment_hides_no_half_of_an_address(sign_in: SignIn, server: SamlProviderServer, client: Client) -> None:
    subject = person()
    subject["attributes"][EMAIL] = "kommuneadmin@example.org.ondt.example"
    server.tell(person=subject, wrapping="commented", encryption="")
    sign_in(client)
    assert Identity.objects.get().user.email == "kommuneadmin@example.org.ondt.example"


@pytest.mark.parametrize(
    ("encryption", "code"), [("cbc", "weak_encryption"), ("rsa 1.5", "weak_encryption"), ("stranger", "encrypted")]
)
def test_what_is_encrypted_weakly_or_for_somebody_else_is_not_opened(
    encryption: str, code: str, sign_in: SignIn, server: SamlProviderServer, client: Client
) -> None:
    server.tell(encryption=encryption)
    assert says(sign_in(client), code)
    assert not is_in(client)


@pytest.mark.parametrize(("clock", "code"), [(-1000, "expired"), (-100, ""), (100, ""), (1000, "early")])
def test_a_clock_that_is_off_is_named_beyond_two_minutes(
    clock: int, code: str, sign_in: SignIn, server: SamlProviderServer, client: Client
) -> None:
    server.tell(clock=clock)
    answer = sign_in(client)
    assert says(answer, code) if code else answer.status_code == 302
    assert is_in(client) == (not code)


def test_an_answer_counts_once_and_only_in_the_browser_where_it_began(
    provider: IdentityProvider, server: SamlProviderServer, client: Client
) -> None:
    begun = client.get(reverse("single_sign_on", args=[provider.pk])).headers["Location"]
    form = form_of(server, begun)
    assert says(send(Client(), form), "state")
    assert send(client, form).status_code == 302
    client.logout()
    assert says(send(client, form), "state")
    assert not is_in(client)


def test_the_page_after_the_form_counts_once(
    provider: IdentityProvider, server: SamlProviderServer, client: Client
) -> None:
    """Who reads the address of it from a log has nothing by it, even in the same browser."""
    form = form_of(server, client.get(reverse("single_sign_on", args=[provider.pk])).headers["Location"])
    after = Client().post(ours(form["action"]), {"SAMLResponse": form["SAMLResponse"]}).headers["Location"]
    assert says(Client().get(after), "state")
    assert says(client.get(after), "state")
    assert not is_in(client)


@pytest.mark.parametrize(
    ("status", "code"), [("NoAuthnContext", "level"), ("AuthnFailed", "declined"), ("UnknownPrincipal", "provider")]
)
def test_a_refusal_of_the_provider_is_told_in_our_words(
    status: str, code: str, sign_in: SignIn, server: SamlProviderServer, client: Client
) -> None:
    server.tell(status=f"urn:oasis:names:tc:SAML:2.0:status:{status}")
    assert says(sign_in(client), code)


@pytest.mark.parametrize("text", ["", "ikke base64", "aWtrZSBYTUw=", "PHg+PC94Pg=="])
def test_what_is_no_answer_is_refused(text: str, provider: IdentityProvider, client: Client) -> None:
    assert says(client.post(reverse("saml_answer", args=[provider.pk]), {"SAMLResponse": text}), "not_saml")


def test_keys_may_be_rotated(sign_in: SignIn, server: SamlProviderServer) -> None:
    assert is_in(signed_in(sign_in))
    server.tell(new_key="2")
    assert is_in(signed_in(sign_in))


def signed_in(sign_in: SignIn) -> Client:
    client = Client()
    sign_in(client)
    return client


def test_a_certificate_that_has_run_out_signs_nothing(
    sign_in: SignIn, server: SamlProviderServer, client: Client
) -> None:
    server.tell(run_out=True)
    assert says(sign_in(client), "ran_out")


def test_while_the_metadata_does_not_answer_what_we_knew_last_counts(
    sign_in: SignIn, provider: IdentityProvider, client: Client
) -> None:
    IdentityProvider.objects.update(metadata_address="https://localhost:1/metadata")
    assert sign_in(client).status_code == 302


def test_a_provider_that_is_switched_off_signs_nobody_in(
    provider: IdentityProvider, server: SamlProviderServer, client: Client
) -> None:
    form = form_of(server, client.get(reverse("single_sign_on", args=[provider.pk])).headers["Location"])
    IdentityProvider.objects.update(is_active=False)
    assert says(send(client, form), "off")
    assert not is_in(client)


def test_an_answer_made_for_another_of_our_providers_is_refused(
    provider: IdentityProvider, server: SamlProviderServer, client: Client
) -> None:
    form = form_of(server, client.get(reverse("single_sign_on", args=[provider.pk])).headers["Location"])
    other = IdentityProvider.objects.get(pk=provider.pk)
    other.pk, other.issuer = None, "https://en-anden.example"
    other.save()
    answer = client.post(reverse("saml_answer", args=[other.pk]), {"SAMLResponse": form["SAMLResponse"]})
    assert says(answer, "wrong_issuer") or says(answer, "audience")


def test_a_person_is_known_by_the_lasting_identifier_not_by_the_address(
    sign_in: SignIn, server: SamlProviderServer, client: Client
) -> None:
    sign_in(client)
    assert Identity.objects.get().subject == UUID
    subject = person()
    subject["attributes"][EMAIL] = "anna.gift@example.org"
    server.tell(person=subject)
    sign_in(Client())
    assert Identity.objects.get().user.email == "anna@example.org"
    subject = person(**{"professional/uuid/persistent": "en anden Anna"})
    server.tell(person=subject)
    assert says(sign_in(Client()), "other_person")


def test_without_an_identifier_that_lasts_nobody_gets_in(
    sign_in: SignIn, server: SamlProviderServer, client: Client
) -> None:
    subject = {
        **person(**{"professional/uuid/persistent": None}),
        "format": "urn:oasis:names:tc:SAML:2.0:nameid-format:transient",
    }
    server.tell(person=subject)
    assert says(sign_in(client), "no_subject")


def test_no_cpr_number_is_kept_of_what_the_provider_sends(
    sign_in: SignIn, server: SamlProviderServer, client: Client, caplog: pytest.LogCaptureFixture
) -> None:
    server.tell(person=person(cprNumber="0101701234", cprUuid="77", dateOfBirth="1970-01-01"))
    assert sign_in(client).status_code == 302
    rows = [*Identity.objects.values(), *User.objects.values(), *Membership.objects.values()]
    stored = " ".join([str(rows), *(str(session.get_decoded()) for session in Session.objects.all()), caplog.text])
    assert "010170" not in stored
    assert "1970-01-01" not in stored


def test_a_provider_that_names_people_by_cpr_number_is_refused(
    sign_in: SignIn, server: SamlProviderServer, client: Client
) -> None:
    for subject in (person(**{"professional/uuid/persistent": "010170-1234"}), {**person(), "name_id": "0101701234"}):
        server.tell(person=subject)
        assert says(sign_in(client), "cpr")
    assert not Identity.objects.exists()


def test_our_own_certificate_may_have_run_out_and_the_page_says_until_when(
    provider: IdentityProvider, cast: Cast, client: Client
) -> None:
    client.force_login(cast.municipal_admin, backend="django.contrib.auth.backends.ModelBackend")
    page = client.get(reverse("admin:organisation_identityprovider_change", args=[provider.pk])).content.decode()
    year = (timezone.now() + timedelta(days=3 * 365)).year
    assert f"{year}" in page
    assert provider.private_key.splitlines()[3] not in page
    assert "PRIVATE KEY" not in page


def form(provider: IdentityProvider, **more: Any) -> dict[str, Any]:
    defaults = {
        "name": "Context Handler",
        "metadata_address": "",
        "metadata": provider.metadata,
        "groups_claim": "groups",
        "email_claim": "email",
        "authority": provider.authority,
        "certificate": provider.certificate,
        "private_key": "",
        "limit_name": "",
        "is_active": "on",
        "group_roles-TOTAL_FORMS": "0",
        "group_roles-INITIAL_FORMS": "0",
    }
    return defaults | more


@pytest.mark.parametrize("by_address", [True, False])
def test_an_administrator_connects_one_by_its_metadata_and_we_make_a_pair(
    by_address: bool, provider: IdentityProvider, server: SamlProviderServer, cast: Cast, client: Client
) -> None:
    posted = form(provider, certificate="")
    if by_address:
        posted |= {"metadata_address": provider.metadata_address, "metadata": ""}
    IdentityProvider.objects.all().delete()
    client.force_login(cast.municipal_admin, backend="django.contrib.auth.backends.ModelBackend")
    address = reverse("admin:organisation_identityprovider_add") + "?kind=saml"
    assert client.post(address, posted).status_code == 302
    made = IdentityProvider.objects.get()
    assert (made.kind, made.issuer) == ("saml", f"{server.address}/metadata")
    assert "BEGIN CERTIFICATE" in made.certificate
    server.tell(ours=Client().get(reverse("saml_metadata", args=[made.pk])).content.decode())
    made.group_roles.create(group="skole", role="superuser", institution=cast.school)
    other = Client()
    begun = other.get(reverse("single_sign_on", args=[made.pk])).headers["Location"]
    assert send(other, form_of(server, begun)).status_code == 302


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"metadata": "<x/>"}, "metadata"),
        ({"metadata": ""}, "metadata"),
        ({"metadata": "<!DOCTYPE x><x/>"}, "metadata"),
        ({"metadata_address": "https://localhost:1/"}, "metadata_address"),
        ({"certificate": "-----BEGIN CERTIFICATE-----"}, "private_key"),
        ({"certificate": "x", "private_key": "x"}, "certificate"),
    ],
)
def test_what_cannot_be_used_is_refused_at_its_field(
    changes: dict[str, str], field: str, provider: IdentityProvider, cast: Cast, client: Client
) -> None:
    client.force_login(cast.municipal_admin, backend="django.contrib.auth.backends.ModelBackend")
    address = reverse("admin:organisation_identityprovider_change", args=[provider.pk])
    answer = client.post(address, form(provider, **changes))
    assert answer.status_code == 200
    assert field in answer.context["adminform"].form.errors


def test_a_certificate_of_our_own_goes_in_with_its_key_and_no_other(
    provider: IdentityProvider, cast: Cast, client: Client
) -> None:
    client.force_login(cast.municipal_admin, backend="django.contrib.auth.backends.ModelBackend")
    address = reverse("admin:organisation_identityprovider_change", args=[provider.pk])
    (certificate, key), (_other, wrong) = make_pair(), make_pair()
    posted = form(provider, certificate=certificate, private_key=wrong)
    posted |= {"group_roles-TOTAL_FORMS": "0", "group_roles-INITIAL_FORMS": "0"}
    assert "certificate" in client.post(address, posted).context["adminform"].form.errors
    assert client.post(address, {**posted, "private_key": key}).status_code == 302
    provider.refresh_from_db()
    assert provider.private_key == key.strip()
    assert key.splitlines()[1] not in provider.sealed_key
