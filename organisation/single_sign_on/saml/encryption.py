"""Opens what the provider has encrypted for us: AES in GCM, its key by RSA with OAEP (XML Encryption 1.1).

AES in CBC can be altered by who listens, and what we answer would tell them what stands in it. So it is opened only
where a signature covers it as it came. RSA without OAEP is never opened, for the same reason.
"""

import base64
import re
from collections.abc import Sequence
from itertools import product
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from lxml import etree

from organisation.single_sign_on.saml.documents import (
    ENCRYPTION,
    NEWER_ENCRYPTION,
    SIGNATURE,
    Element,
    elements,
    one,
    read,
    tag,
    text,
    written,
)
from organisation.single_sign_on.troubles import Refused

GCM: Final = {f"{NEWER_ENCRYPTION}aes{bits}-gcm": bits // 8 for bits in (128, 192, 256)}
CBC: Final = {f"{ENCRYPTION}aes{bits}-cbc": bits // 8 for bits in (128, 192, 256)}
OAEP: Final = frozenset({f"{ENCRYPTION}rsa-oaep-mgf1p", f"{NEWER_ENCRYPTION}rsa-oaep"})
DIGESTS: Final[dict[str, hashes.HashAlgorithm]] = {
    f"{SIGNATURE}sha1": hashes.SHA1(),  # noqa: S303  OAEP rests on no collision
    f"{ENCRYPTION}sha256": hashes.SHA256(),
    "http://www.w3.org/2001/04/xmldsig-more#sha384": hashes.SHA384(),
    f"{ENCRYPTION}sha512": hashes.SHA512(),
}
MASKS: Final[dict[str, hashes.HashAlgorithm]] = {
    f"{NEWER_ENCRYPTION}mgf1sha1": hashes.SHA1(),  # noqa: S303  the same
    f"{NEWER_ENCRYPTION}mgf1sha256": hashes.SHA256(),
    f"{NEWER_ENCRYPTION}mgf1sha384": hashes.SHA384(),
    f"{NEWER_ENCRYPTION}mgf1sha512": hashes.SHA512(),
}
MOST_KEYS: Final = 5
GCM_NONCE, CBC_NONCE = 12, 16
DECLARATION: Final = re.compile(rb"^\s*<\?xml[^>]*\?>")


def opened(encrypted: Element, keys: Sequence[rsa.RSAPrivateKey], *, is_covered: bool) -> Element:
    """The assertion in an `EncryptedAssertion`, by whichever of our keys it was made for. Raises `Refused`."""
    data = one(encrypted, "xenc:EncryptedData")
    method = algorithm(data)
    if data is None or method not in {*GCM, *CBC} or (method in CBC and not is_covered):
        raise Refused("weak_encryption")
    sealed = base64.b64decode(text(one(data, "xenc:CipherData/xenc:CipherValue")))
    locked = list(encrypted.iter(tag("xenc:EncryptedKey")))[:MOST_KEYS]
    for wrapped, key in product(locked, keys):
        try:
            secret = unwrapped(wrapped, key)
            plain = open_gcm(secret, sealed) if method in GCM else open_cbc(secret, sealed)
        except (ValueError, InvalidTag):
            continue
        if len(secret) == {**GCM, **CBC}[method]:
            return placed(plain, encrypted)
    raise Refused("encrypted")


def placed(plain: bytes, encrypted: Element) -> Element:
    """As an element under the names that were in force where it lay encrypted."""
    around = etree.Element("opened", nsmap={name: of for name, of in encrypted.nsmap.items() if name})
    start, end = written(around).removesuffix(b"/>") + b">", b"</opened>"
    roots = list(read(start + DECLARATION.sub(b"", plain) + end, "encrypted"))
    if len(roots) != 1:
        raise Refused("encrypted")
    return read(written(roots[0]), "encrypted")


def algorithm(element: Element | None) -> str:
    method = one(element, "xenc:EncryptionMethod") if element is not None else None
    return str(method.get("Algorithm")) if method is not None else ""


def unwrapped(wrapped: Element, key: rsa.RSAPrivateKey) -> bytes:
    """Raises `ValueError`."""
    if algorithm(wrapped) not in OAEP:
        raise Refused("weak_encryption")
    method = one(wrapped, "xenc:EncryptionMethod")
    digest = chosen(method, "ds:DigestMethod", DIGESTS)
    mask = chosen(method, "xenc11:MGF", MASKS)
    label = base64.b64decode(text(one(method, "xenc:OAEPparams"))) or None
    sealed = base64.b64decode(text(one(wrapped, "xenc:CipherData/xenc:CipherValue")))
    return key.decrypt(sealed, padding.OAEP(padding.MGF1(mask), digest, label))


def chosen(method: Element, name: str, known: dict[str, hashes.HashAlgorithm]) -> hashes.HashAlgorithm:
    """SHA-1 where nothing is said."""
    named = elements(method, name)
    algorithm = known.get(str(named[0].get("Algorithm"))) if named else next(iter(known.values()))
    if algorithm is None:
        raise Refused("weak_encryption")
    return algorithm


def open_gcm(secret: bytes, sealed: bytes) -> bytes:
    return AESGCM(secret).decrypt(sealed[:GCM_NONCE], sealed[GCM_NONCE:], None)


def open_cbc(secret: bytes, sealed: bytes) -> bytes:
    decryptor = Cipher(algorithms.AES(secret), modes.CBC(sealed[:CBC_NONCE])).decryptor()
    plain = decryptor.update(sealed[CBC_NONCE:]) + decryptor.finalize()
    if not plain or not 1 <= plain[-1] <= CBC_NONCE:
        raise ValueError("padding")
    return plain[: -plain[-1]]
