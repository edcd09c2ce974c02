"""Our own pair for a provider: a private key that signs what we ask and opens what is encrypted for us."""

from datetime import timedelta
from typing import Final
from urllib.parse import urlsplit

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)
from cryptography.x509.oid import NameOID
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from organisation.models import IdentityProvider
from organisation.models.identity_provider import OwnPair

BITS: Final = 3072
SMALLEST: Final = 2048
LASTS: Final = timedelta(days=3 * 365)


def make_pair() -> tuple[str, str]:
    """(certificate, private key) in PEM, for three years as a system certificate has it."""
    key = rsa.generate_private_key(65537, BITS)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, str(urlsplit(settings.SITE_URL).hostname)[:64])])
    now = timezone.now()
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + LASTS)
        .sign(key, hashes.SHA256())
    )
    private = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    return certificate.public_bytes(Encoding.PEM).decode(), private.decode()


def check_pair(certificate: str, key: str) -> None:
    """Raises `ValidationError` where they are not a pair in force that can be used."""
    try:
        ours, private = x509.load_pem_x509_certificate(certificate.encode()), load_pem_private_key(key.encode(), None)
    except (ValueError, TypeError):
        raise ValidationError(
            _("This cannot be read. Paste both in PEM, from BEGIN to END, and the private key without a password.")
        ) from None
    if not isinstance(private, rsa.RSAPrivateKey) or private.key_size < SMALLEST:
        raise ValidationError(_("The key must be an RSA key of at least 2048 bits."))
    if ours.public_key() != private.public_key():
        raise ValidationError(_("The private key belongs to another certificate."))
    if ours.not_valid_after_utc < timezone.now():
        raise ValidationError(_("The certificate has run out."))


def own_certificates(provider: IdentityProvider) -> list[x509.Certificate]:
    """The one that signs today first."""
    return [x509.load_pem_x509_certificate(pair.certificate.encode()) for pair in provider.pairs if pair.certificate]


def own_key(provider: IdentityProvider) -> rsa.RSAPrivateKey:
    """The one that signs today."""
    return loaded(provider.pairs[0])


def own_keys(provider: IdentityProvider) -> list[rsa.RSAPrivateKey]:
    """All that may open what the provider encrypts for us, by whichever of our certificates it knows."""
    return [loaded(pair) for pair in provider.pairs]


def loaded(pair: OwnPair) -> rsa.RSAPrivateKey:
    """Checked when it came in; to check it again at every sign-in takes as long as all the rest."""
    key = load_pem_private_key(pair.key.encode(), None, unsafe_skip_rsa_key_validation=True)
    assert isinstance(key, rsa.RSAPrivateKey)
    return key
