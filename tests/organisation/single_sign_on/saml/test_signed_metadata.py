"""Metadata that are signed: the provider's, by a certificate that we have from elsewhere, and ours, by our own key."""

import pytest
from django.test import Client
from django.urls import reverse

from organisation.models import IdentityProvider
from tests.cast import Cast
from tests.organisation.single_sign_on.saml.conftest import SignIn
from tests.organisation.single_sign_on.saml.test_answers import form, signed_in
from tests.organisation.single_sign_on.test_openid import is_in, says
from tests.services.saml_provider import SamlProviderServer


def change_page(provider: IdentityProvider) -> str:
    return reverse("admin:organisation_identityprovider_change", args=[provider.pk])


@pytest.fixture
def administrator(cast: Cast) -> Client:
    client = Client()
    client.force_login(cast.municipal_admin, backend="django.contrib.auth.backends.ModelBackend")
    return client


@pytest.fixture
def pinned(provider: IdentityProvider, server: SamlProviderServer) -> IdentityProvider:
    """The row holds the certificate by which the provider signs its metadata."""
    server.tell(signs="own")
    provider.metadata_certificate = server.read(f"{server.address}/certificate")
    provider.metadata = server.read(f"{server.address}/metadata")
    provider.save()
    return provider


def test_what_the_provider_has_signed_is_taken(
    pinned: IdentityProvider, sign_in: SignIn, administrator: Client
) -> None:
    assert is_in(signed_in(sign_in))
    posted = form(pinned, metadata_address=pinned.metadata_address, metadata_certificate=pinned.metadata_certificate)
    assert administrator.post(change_page(pinned), posted).status_code == 302


@pytest.mark.parametrize(
    ("signs", "code"), [("", "metadata_unsigned"), ("stranger", "metadata_forged"), ("altered", "metadata_forged")]
)
def test_what_it_has_not_signed_is_refused_at_the_form_and_changes_nothing(
    signs: str, code: str, pinned: IdentityProvider, server: SamlProviderServer, administrator: Client
) -> None:
    server.tell(signs=signs)
    posted = form(pinned, metadata_address=pinned.metadata_address, metadata_certificate=pinned.metadata_certificate)
    answer = administrator.post(change_page(pinned), posted)
    assert "metadata_certificate" in answer.context["adminform"].form.errors
    tested = administrator.post(reverse("admin:single_sign_on_test", args=[pinned.pk]), follow=True)
    assert says_on_page(tested.content.decode(), code)
    assert IdentityProvider.objects.get().metadata == pinned.metadata


def says_on_page(page: str, code: str) -> bool:
    return {
        "metadata_unsigned": "er ikke underskrevet, selv om",
        "metadata_forged": "er ikke underskrevet med det certifikat",
    }[code] in page


def test_keys_of_a_stranger_are_not_fetched_when_an_answer_comes_that_they_have_signed(
    pinned: IdentityProvider, sign_in: SignIn, server: SamlProviderServer, caplog: pytest.LogCaptureFixture
) -> None:
    """Who has the address of the metadata in hand signs nobody in."""
    caplog.set_level("INFO", "security")
    server.tell(signs="stranger", lie="stranger")
    client = Client()
    assert says(sign_in(client), "signature")
    assert not is_in(client)
    assert IdentityProvider.objects.get().metadata == pinned.metadata
    assert "metadata_not_taken" in caplog.text
    assert "code=metadata_forged" in caplog.text


def test_without_a_certificate_they_are_taken_as_they_come_over_tls(
    provider: IdentityProvider, sign_in: SignIn, server: SamlProviderServer
) -> None:
    server.tell(signs="own", new_key="2")
    assert is_in(signed_in(sign_in))


def test_new_keys_of_the_provider_come_with_its_signature(
    pinned: IdentityProvider, sign_in: SignIn, server: SamlProviderServer
) -> None:
    """Two certificates may be entered, so that the one that signs can be renewed as well."""
    server.tell(new_key="2")
    both = pinned.metadata_certificate + server.read(f"{server.address}/certificate")
    assert says(sign_in(Client()), "signature")
    IdentityProvider.objects.update(metadata_certificate=both)
    pinned.forget()
    assert is_in(signed_in(sign_in))


@pytest.mark.parametrize("pasted", ["x", "-----BEGIN CERTIFICATE-----\nx\n-----END CERTIFICATE-----"])
def test_what_is_no_certificate_is_refused_at_its_field(
    pasted: str, provider: IdentityProvider, administrator: Client
) -> None:
    answer = administrator.post(change_page(provider), form(provider, metadata_certificate=pasted))
    assert "metadata_certificate" in answer.context["adminform"].form.errors


def test_one_that_has_run_out_proves_nothing(
    pinned: IdentityProvider, server: SamlProviderServer, administrator: Client
) -> None:
    server.tell(run_out=True)
    ended = server.read(f"{server.address}/certificate")
    posted = form(pinned, metadata_address=pinned.metadata_address, metadata_certificate=ended)
    errors = administrator.post(change_page(pinned), posted).context["adminform"].form.errors
    assert "udløbet" in str(errors["metadata_certificate"])


def test_ours_are_signed_where_that_is_chosen_and_another_program_finds_it_so(
    provider: IdentityProvider, server: SamlProviderServer, sign_in: SignIn, administrator: Client
) -> None:
    assert not server.post("/is-signed", certificate=provider.certificate)
    assert administrator.post(change_page(provider), form(provider, signs_metadata="on")).status_code == 302
    page = Client().get(reverse("saml_metadata", args=[provider.pk])).content.decode()
    server.tell(ours=page)
    assert server.post("/is-signed", certificate=provider.certificate)
    assert not server.post("/is-signed", certificate=server.read(f"{server.address}/certificate"))
    assert is_in(signed_in(sign_in))
    server.tell(ours=page.replace("/saml/ud/", "/ondt/ud/"))
    assert not server.post("/is-signed", certificate=provider.certificate)
