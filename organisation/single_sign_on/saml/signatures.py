"""Whether something was signed by the provider, and what exactly: in the message itself, or beside it in an address."""

import base64
from collections.abc import Iterable
from typing import Final
from urllib.parse import unquote_plus

from cryptography.exceptions import InvalidSignature as WrongSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.x509 import Certificate
from django.utils import timezone
from lxml.etree import LxmlError, SubElement
from signxml.algorithms import CanonicalizationMethod, DigestAlgorithm, SignatureMethod
from signxml.exceptions import InvalidInput, InvalidSignature, SignXMLException
from signxml.signer import XMLSigner
from signxml.verifier import SignatureConfiguration, VerifyResult, XMLVerifier

from organisation.single_sign_on.saml.documents import Element, elements, one, read, tag, written
from organisation.single_sign_on.troubles import Refused

METHODS: Final = frozenset(
    {
        SignatureMethod.RSA_SHA256,
        SignatureMethod.RSA_SHA384,
        SignatureMethod.RSA_SHA512,
        SignatureMethod.SHA256_RSA_MGF1,
        SignatureMethod.SHA384_RSA_MGF1,
        SignatureMethod.SHA512_RSA_MGF1,
        SignatureMethod.ECDSA_SHA256,
        SignatureMethod.ECDSA_SHA384,
        SignatureMethod.ECDSA_SHA512,
    }
)
"""Those of key pairs alone, and none that rests on SHA-1."""
EXPECTED: Final = SignatureConfiguration(
    location="./",
    signature_methods=METHODS,
    digest_algorithms=frozenset({DigestAlgorithm.SHA256, DigestAlgorithm.SHA384, DigestAlgorithm.SHA512}),
    ignore_ambiguous_key_info=True,
)
TRANSFORMS: Final = frozenset(
    {
        "http://www.w3.org/2000/09/xmldsig#enveloped-signature",
        "http://www.w3.org/2001/10/xml-exc-c14n#",
        "http://www.w3.org/2001/10/xml-exc-c14n#WithComments",
    }
)
"""SAML core 5.4.4 allows no others."""
HASHES: Final = {"sha256": hashes.SHA256(), "sha384": hashes.SHA384(), "sha512": hashes.SHA512()}
RSA_SHA256: Final = SignatureMethod.RSA_SHA256.value
FAULTS: Final = (InvalidSignature, SignXMLException, WrongSignature, LxmlError, ValueError, TypeError, KeyError)


def is_signed(element: Element) -> bool:
    return one(element, "ds:Signature") is not None


def verified(element: Element, certificates: Iterable[Certificate]) -> Element:
    """What the element's own signature covers, and nothing beside it. Raises `Refused`.

    The element is looked at alone, cut out of its message, so that a signature over something else in there proves
    nothing about it.
    """
    alone = read(written(element))
    check_shape(alone)
    valid = [certificate for certificate in certificates if is_in_force(certificate)]
    for certificate in valid:
        try:
            result = XMLVerifier().verify(
                written(alone), x509_cert=certificate, id_attribute="ID", expect_config=EXPECTED
            )
        except FAULTS:
            continue
        assert isinstance(result, VerifyResult)
        signed = result.signed_xml
        if signed is not None and signed.tag == alone.tag and signed.get("ID") == alone.get("ID"):
            return signed
    raise Refused("signature" if valid else "ran_out")


def check_shape(alone: Element) -> None:
    """One signature, directly in the element, that names this element and changes nothing of it."""
    own = elements(alone, "ds:Signature")
    if not own:
        raise Refused("unsigned")
    references = elements(own[0], "ds:SignedInfo/ds:Reference")
    used = {transform.get("Algorithm") for transform in own[0].iter(tag("ds:Transform"))}
    name = alone.get("ID")
    names_it = len(references) == 1 and bool(name) and references[0].get("URI") == f"#{name}"
    if len(own) != 1 or not names_it or used - TRANSFORMS or one(own[0], "ds:Object") is not None:
        raise Refused("signature")


def is_in_force(certificate: Certificate) -> bool:
    return certificate.not_valid_before_utc <= timezone.now() <= certificate.not_valid_after_utc


def signed_document(root: Element, name: str, key: rsa.RSAPrivateKey, certificate: Certificate) -> Element:
    """The same with our signature as its first part, where the schema of metadata wants it. `name` is its ID."""
    root.set("ID", name)
    root.insert(0, SubElement(root, tag("ds:Signature"), Id="placeholder"))
    signer = XMLSigner(c14n_algorithm=CanonicalizationMethod.EXCLUSIVE_XML_CANONICALIZATION_1_0)
    return signer.sign(root, key=key, cert=[certificate], reference_uri=f"#{name}", id_attribute="ID")


def sign(key: rsa.RSAPrivateKey, query: str) -> str:
    """By RSA with SHA-256, for the end of an address (HTTP Redirect binding)."""
    return base64.b64encode(key.sign(query.encode(), padding.PKCS1v15(), hashes.SHA256())).decode()


def check_query(query: str, field: str, certificates: Iterable[Certificate]) -> None:
    """Whether the provider signed what stands in the address: as it was written, letter by letter. Raises `Refused`."""
    parts = dict(part.partition("=")[::2] for part in query.split("&"))
    if not parts.get("Signature") or not parts.get("SigAlg"):
        raise Refused("unsigned")
    signed = "&".join(f"{name}={parts[name]}" for name in (field, "RelayState", "SigAlg") if name in parts)
    valid = [certificate for certificate in certificates if is_in_force(certificate)]
    if not any(is_by(certificate, parts, signed.encode()) for certificate in valid):
        raise Refused("signature" if valid else "ran_out")


def is_by(certificate: Certificate, parts: dict[str, str], signed: bytes) -> bool:
    try:
        method = SignatureMethod(unquote_plus(parts["SigAlg"]))
        signature = base64.b64decode(unquote_plus(parts["Signature"]), validate=True)
        return method in METHODS and matches(certificate, method, signature, signed)
    except (InvalidInput, ValueError):
        return False


def matches(certificate: Certificate, method: SignatureMethod, signature: bytes, signed: bytes) -> bool:
    key = certificate.public_key()
    hashed = next(algorithm for name, algorithm in HASHES.items() if name in method.name.lower())
    try:
        if isinstance(key, rsa.RSAPublicKey) and "ECDSA" not in method.name:
            plain = method.name.startswith("RSA_")
            salted = padding.PSS(padding.MGF1(hashed), hashed.digest_size)
            key.verify(signature, signed, padding.PKCS1v15() if plain else salted, hashed)
            return True
        if isinstance(key, ec.EllipticCurvePublicKey) and "ECDSA" in method.name:
            key.verify(signature, signed, ec.ECDSA(hashed))
            return True
    except WrongSignature:
        return False
    return False
