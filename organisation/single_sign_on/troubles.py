"""What can be wrong between us and a provider of sign-ins, as sentences that say what to do."""

from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

SENTENCES: "Final[dict[str, StrPromise]]" = {
    "away": _("The provider of sign-ins does not answer. Try again in a few minutes."),
    "certificate": _(
        "The certificate of the provider is not trusted. Have it show one of a known authority, or paste its authority "
        "into the form."
    ),
    "not_found": _("There is no OpenID Connect at this address. Compare it with the provider's page."),
    "not_json": _("The provider answers with something else than OpenID Connect. Compare the address."),
    "issuer": _("The provider calls itself %(named)s. Write exactly that as its address."),
    "incomplete": _("The provider does not say where to sign in. Compare the address."),
    "plain": _("The provider names an address that is not encrypted. All of them must begin with https."),
    "no_pkce": _("The provider does not offer PKCE with S256. Switch it on there."),
    "metadata": _(
        "This is not the metadata of one provider that signs people in by SAML (an EntityDescriptor with an "
        "IDPSSODescriptor, an address by HTTP-Redirect and a certificate to sign with). Compare it with the provider's "
        "page."
    ),
    "metadata_old": _("The metadata has run out. Fetch the provider's newest."),
    "metadata_unsigned": _(
        "The metadata are not signed, though a certificate that signs them is entered. Nothing of them has been taken."
    ),
    "metadata_forged": _(
        "The metadata are not signed with the certificate that is entered for it. Nothing of them has been taken. Ask "
        "the provider whether it has a new one."
    ),
    "metadata_pin_old": _(
        "The certificate that signs the metadata has run out. Have the provider send you its newest, and enter that."
    ),
    "not_saml": _("What the provider answers cannot be read, so nobody was signed in. Tell a municipal administrator."),
    "unsigned": _("The answer is not signed, so nobody was signed in. Have the provider sign its assertions."),
    "ran_out": _(
        "The provider signs with a certificate that has run out, so nobody was signed in. Tell a municipal "
        "administrator."
    ),
    "encrypted": _(
        "The answer is encrypted for somebody else. Give the provider our metadata anew: the certificate stands in it."
    ),
    "weak_encryption": _(
        "The answer is encrypted in a way that can be altered. Have the provider encrypt by AES-GCM with RSA-OAEP, or "
        "sign the whole response as well."
    ),
    "privileges": _("The roles that the provider sends cannot be read. Tell a municipal administrator."),
    "cpr": _(
        "The provider calls you by your CPR number, which may not be kept here. Have it send a lasting identifier "
        "(persistent, or the UUID of the employee)."
    ),
    "level": _(
        "You have signed in with a level of assurance (NSIS) that is too low for your roles here. Sign in with your "
        "stronger means of identification."
    ),
    "state": _("This sign-in did not begin in this browser, took too long or has been used. Begin again."),
    "declined": _("The sign-in was broken off at the provider. Begin again."),
    "client": _(
        "The provider does not accept our secret. It may have run out: a municipal administrator makes a new one and "
        "enters it here."
    ),
    "code": _("The provider does not take its own answer any more. Begin again."),
    "provider": _("The provider refused, without a reason that we know. Begin again; tell a municipal administrator."),
    "signature": _(
        "The answer is not signed by the provider, so nobody was signed in. Tell a municipal administrator."
    ),
    "wrong_issuer": _(
        "The answer comes from another provider, so nobody was signed in. Tell a municipal administrator."
    ),
    "audience": _("The answer was made for another program, so nobody was signed in. Tell a municipal administrator."),
    "nonce": _("The answer belongs to another sign-in, so nobody was signed in. Begin again."),
    "expired": _(
        "The answer had run out when it came. The clocks of the provider and of this server are %(minutes)s min apart: "
        "tell a municipal administrator."
    ),
    "early": _(
        "The answer is from the future. The clocks of the provider and of this server are %(minutes)s min apart: tell "
        "a municipal administrator."
    ),
    "no_subject": _("The answer does not say who you are. Tell a municipal administrator."),
    "other_subject": _(
        "The provider speaks of two different people, so nobody was signed in. Tell a municipal administrator."
    ),
    "no_email": _("The answer holds no email address of yours. Tell a municipal administrator."),
    "unverified": _("The provider has not checked your email address, so nobody was signed in."),
    "other_person": _(
        "Your email address belongs to another account of the same provider. A municipal administrator must look at it."
    ),
    "emergency": _("This is an emergency account. It signs in with its password alone."),
    "too_many_groups": _(
        "You are in so many groups that the provider does not list them. In Entra, choose “Groups assigned to the "
        "application”."
    ),
    "no_role": _("We know who you are, but none of your groups gives a role here. Ask a municipal administrator."),
    "closed": _("Your access here has been closed. Ask a municipal administrator."),
    "off": _("This way of signing in is switched off."),
}


class Refused(Exception):
    """Nobody is signed in; `code` says why."""

    def __init__(self, code: str, **facts: object) -> None:
        super().__init__(code)
        self.code, self.facts = code, facts

    @property
    def sentence(self) -> str:
        return str(SENTENCES[self.code]) % self.facts
