"""Our certificate is renewed before it ends: both are known for a while, and nobody is kept out on any day of it."""

import re
from datetime import UTC, datetime, time, timedelta

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID
from django.contrib.admin.models import LogEntry
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from desk.readiness import asking
from organisation.models import IdentityProvider
from organisation.models.identity_provider import GRACE
from organisation.roles import Role
from organisation.single_sign_on.certificates import endings
from organisation.single_sign_on.saml.keys import make_pair
from tests.cast import Cast
from tests.organisation.single_sign_on.saml.conftest import SignIn
from tests.organisation.single_sign_on.saml.test_answers import signed_in
from tests.organisation.single_sign_on.test_openid import is_in
from tests.services.saml_provider import SamlProviderServer
from tickets.tasks import forget_old

DAY = timedelta(days=1)


@pytest.fixture
def administrator(cast: Cast) -> Client:
    client = Client()
    client.force_login(cast.municipal_admin, backend="django.contrib.auth.backends.ModelBackend")
    return client


def page(provider: IdentityProvider) -> str:
    return reverse("admin:renew_own_certificate", args=[provider.pk])


def bare(certificate: str) -> str:
    return "".join(certificate.split("-----")[2].split())


def metadata(provider: IdentityProvider) -> str:
    return Client().get(reverse("saml_metadata", args=[provider.pk])).content.decode()


def renewed(provider: IdentityProvider, administrator: Client, *, signs_in: timedelta = 20 * DAY) -> IdentityProvider:
    """With a new pair whose day is so far away, as the administrator's page and then the days have made it."""
    posted = {"switches_on": (timezone.localdate() + 20 * DAY).isoformat()}
    assert administrator.post(page(provider), posted).status_code == 302
    IdentityProvider.objects.update(switches_on=timezone.localdate() + signs_in)
    return IdentityProvider.objects.get()


def lasting(days: int) -> tuple[str, str]:
    """(certificate, private key) of ours that last so many days more."""
    key, now = rsa.generate_private_key(65537, 2048), datetime.now(UTC)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "hjaelp.kommune.example")])
    made = x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
    noon = timezone.make_aware(datetime.combine(timezone.localdate() + days * DAY, time(12)))
    made = made.not_valid_before(now - 90 * DAY).not_valid_after(noon)
    private = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()
    return made.sign(key, hashes.SHA256()).public_bytes(Encoding.PEM).decode(), private


@pytest.mark.parametrize("recipient", [0, 1])
@pytest.mark.parametrize("signs_in", [20 * DAY, timedelta(0), -(GRACE - DAY)])
def test_people_sign_in_whichever_of_both_the_provider_encrypts_for(
    recipient: int,
    signs_in: timedelta,
    provider: IdentityProvider,
    server: SamlProviderServer,
    sign_in: SignIn,
    administrator: Client,
) -> None:
    row = renewed(provider, administrator, signs_in=signs_in)
    told = metadata(row)
    for certificate in (row.certificate, row.next_certificate):
        assert told.count(bare(certificate)) == 2
    server.tell(ours=told, recipient=recipient)
    client = signed_in(sign_in)
    assert is_in(client)


def test_before_the_day_a_provider_that_knows_the_old_one_alone_takes_what_we_sign(
    provider: IdentityProvider, server: SamlProviderServer, sign_in: SignIn, administrator: Client
) -> None:
    known = metadata(provider)
    renewed(provider, administrator)
    server.tell(ours=known)
    assert is_in(signed_in(sign_in))


def test_from_the_day_on_the_new_one_signs(
    provider: IdentityProvider, server: SamlProviderServer, sign_in: SignIn, administrator: Client
) -> None:
    """A provider that knows the new one alone takes it, and one that knows the old one alone does not."""
    known = metadata(provider)
    row = renewed(provider, administrator, signs_in=timedelta(0))
    server.tell(ours=metadata(row).replace(bare(row.certificate), bare(row.next_certificate)))
    assert is_in(signed_in(sign_in))
    server.tell(ours=known)
    begun = Client().get(reverse("single_sign_on", args=[row.pk])).headers["Location"]
    with pytest.raises(Exception, match="500"):
        server.read(begun)


def test_after_the_grace_the_old_pair_is_nowhere(
    provider: IdentityProvider, server: SamlProviderServer, sign_in: SignIn, administrator: Client
) -> None:
    row = renewed(provider, administrator, signs_in=-GRACE)
    old, new, sealed = row.certificate, row.next_certificate, row.sealed_next_key
    assert bare(old) not in metadata(row)
    forget_old()
    row.refresh_from_db()
    assert (row.certificate, row.sealed_key) == (new, sealed)
    assert (row.next_certificate, row.sealed_next_key, row.switches_on) == ("", "", None)
    server.tell(ours=metadata(row))
    assert is_in(signed_in(sign_in))


def test_within_the_grace_the_old_pair_stays(provider: IdentityProvider, administrator: Client) -> None:
    row = renewed(provider, administrator, signs_in=-(GRACE - DAY))
    forget_old()
    assert IdentityProvider.objects.get().sealed_key == row.sealed_key


def test_the_day_can_be_moved_and_the_new_one_taken_back_until_it_signs(
    provider: IdentityProvider, administrator: Client
) -> None:
    renewed(provider, administrator)
    day = timezone.localdate() + 3 * DAY
    assert administrator.post(page(provider), {"switches_on": day.isoformat()}).status_code == 302
    assert IdentityProvider.objects.get().switches_on == day
    back = reverse("admin:take_back_own_certificate", args=[provider.pk])
    assert administrator.post(back).status_code == 302
    row = IdentityProvider.objects.get()
    assert (row.next_certificate, row.switches_on, row.certificate) == ("", None, provider.certificate)
    assert administrator.post(back).status_code == 409
    renewed(provider, administrator, signs_in=timedelta(0))
    assert administrator.post(back).status_code == 409
    assert administrator.post(page(provider), {"switches_on": day.isoformat()}).status_code == 409
    assert IdentityProvider.objects.get().has_switched


def test_one_of_our_own_goes_in_with_its_key_and_is_shown_to_nobody(
    provider: IdentityProvider, administrator: Client
) -> None:
    (certificate, key), (_other, wrong) = make_pair(), make_pair()
    day = (timezone.localdate() + 5 * DAY).isoformat()
    posted = {"switches_on": day, "certificate": certificate, "private_key": wrong}
    assert administrator.post(page(provider), posted).status_code == 422
    assert administrator.post(page(provider), {"switches_on": day, "private_key": key}).status_code == 422
    assert administrator.post(page(provider), {**posted, "private_key": key}).status_code == 302
    row = IdentityProvider.objects.get()
    assert row.next_certificate == certificate.strip()
    assert row.pairs[1].key == key.strip()
    shown = administrator.get(page(provider)).content.decode()
    assert key.splitlines()[1] not in row.sealed_next_key + shown
    assert LogEntry.objects.filter(object_id=str(row.pk)).exists()


@pytest.mark.parametrize("days", [-1, 41, 4000])
def test_a_day_that_would_keep_people_out_is_refused(
    days: int, provider: IdentityProvider, administrator: Client
) -> None:
    certificate, key = lasting(40)
    provider.certificate = certificate
    provider.set_key(key)
    provider.save()
    day = timezone.localdate() + days * DAY
    answer = administrator.post(page(provider), {"switches_on": day.isoformat()})
    assert answer.status_code == 422
    assert "switches_on" in answer.context["form"].errors
    assert not IdentityProvider.objects.get().next_certificate


def test_a_new_one_that_ends_before_its_day_is_refused(provider: IdentityProvider, administrator: Client) -> None:
    certificate, key = lasting(3)
    day = timezone.localdate() + 10 * DAY
    posted = {"switches_on": day.isoformat(), "certificate": certificate, "private_key": key}
    assert "certificate" in administrator.post(page(provider), posted).context["form"].errors


@pytest.mark.parametrize("role", list(Role))
def test_only_who_administers_the_municipality_renews(role: Role, provider: IdentityProvider, cast: Cast) -> None:
    client = Client()
    client.force_login(cast.by_role(role), backend="django.contrib.auth.backends.ModelBackend")
    may = role == Role.MUNICIPAL_ADMIN
    assert client.get(page(provider)).status_code == (200 if may else 403)
    assert client.post(page(provider), {"switches_on": "2100-01-01"}).status_code == (422 if may else 403)
    back = reverse("admin:take_back_own_certificate", args=[provider.pk])
    assert client.post(back).status_code == (409 if may else 403)


@pytest.mark.parametrize(
    ("days", "stage", "level"),
    [
        (200, 0, "green"),
        (61, 0, "green"),
        (60, 60, "amber"),
        (30, 30, "amber"),
        (7, 7, "red"),
        (1, 7, "red"),
        (-2, 7, "red"),
    ],
)
@pytest.mark.parametrize("is_ours", [True, False])
def test_the_overview_and_readiness_say_in_time_which_one_ends(
    is_ours: bool, days: int, stage: int, level: str, provider: IdentityProvider, administrator: Client
) -> None:
    certificate, _key = lasting(days)
    long_one, _key = lasting(900)
    ours, theirs = (certificate, long_one) if is_ours else (long_one, certificate)
    IdentityProvider.objects.update(certificate=ours, metadata=with_certificate(provider.metadata, theirs))
    found = [(ending.is_ours, ending.stage, ending.days) for ending in endings()]
    assert found == ([(is_ours, stage, days)] if stage else [])
    shown = administrator.get(reverse("admin:index")).content.decode()
    assert ("endings-heading" in shown) == bool(stage)
    assert ("Gør det i dag" in shown) == (stage == 7)
    answer = next(each.answer for each in asking.ask().asked if each.question.name == "certificates")
    assert answer.level == level
    if stage:
        assert administrator.get(answer.address).status_code == 200


def with_certificate(text: str, certificate: str) -> str:
    """The provider's metadata with this certificate of theirs."""
    return re.sub(r"(X509Certificate>)[^<]+", rf"\g<1>{bare(certificate)}", text)


def test_only_who_can_do_something_about_it_sees_it(provider: IdentityProvider, cast: Cast) -> None:
    IdentityProvider.objects.update(certificate=lasting(5)[0])
    client = Client()
    client.force_login(cast.superuser, backend="django.contrib.auth.backends.ModelBackend")
    assert "endings-heading" not in client.get(reverse("admin:index")).content.decode()


def test_one_that_is_out_of_use_or_renewed_is_not_spoken_of(provider: IdentityProvider, administrator: Client) -> None:
    IdentityProvider.objects.update(
        certificate=lasting(25)[0], metadata=with_certificate(provider.metadata, lasting(900)[0])
    )
    assert [ending.days for ending in endings()] == [25]
    renewed(provider, administrator)
    assert endings() == []
    IdentityProvider.objects.update(next_certificate="", switches_on=None, is_active=False)
    assert endings() == []
