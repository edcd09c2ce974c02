"""Who signs the municipality's staff in for us, and which of their groups give which role where."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final
from urllib.parse import urlsplit

from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from database.web_address import WebAddressField
from organisation.models.institution import Institution
from organisation.models.people import User
from organisation.pages.refusals import UnableTo
from organisation.roles import WHOLE_MUNICIPALITY, Role
from organisation.security.sealing import seal, unseal
from organisation.security.security_log import note
from organisation.stored_text import MaskedCharField

PURPOSE: Final = "organisation.IdentityProvider"
KEY_PURPOSE: Final = "organisation.IdentityProvider.key"
LIMITED_TO: Final = " @ "
"""Between a role of the directory and what its data limitation names, in the list of somebody's groups."""
OF_MANY: Final = ("/common/", "/organizations/", "/consumers/")
"""Parts of the addresses under which Microsoft signs in people of every tenant."""
GRACE: Final = timedelta(days=14)
"""How long our old pair still opens what is encrypted for it, after the new one has begun to sign."""


class UnableToRenew(UnableTo):
    """Our pair cannot be changed just now."""


@dataclass(frozen=True)
class OwnPair:
    """Our certificate (PEM) for a provider, and the private key that belongs to it, sealed."""

    certificate: str
    sealed_key: str

    @property
    def key(self) -> str:
        return unseal(KEY_PURPOSE, self.sealed_key)


class Nsis(models.TextChoices):
    """How surely the person is who they say (the national standard for identities' assurance levels)."""

    LOW = "low", _("Low")
    SUBSTANTIAL = "substantial", _("Substantial")
    HIGH = "high", _("High")


def reaches(level: str, least: str) -> bool:
    """Whether one level is at least the other; empty is below all."""
    order = ["", *Nsis.values]
    return order.index(level) >= order.index(least)


class IdentityProvider(models.Model):
    """Entra ID, Keycloak or another by OpenID Connect; the municipalities' Context Handler or another by SAML.

    What is secret of it, the client's secret and our own private key, is sealed and shown nowhere.
    """

    class Kind(models.TextChoices):
        OPENID = "openid", "OpenID Connect"
        SAML = "saml", "SAML 2.0"

    kind = models.CharField(_("kind"), max_length=8, choices=Kind, default=Kind.OPENID, db_default=Kind.OPENID)
    name = MaskedCharField(
        _("name"), max_length=60, help_text=_("Stands on the button, for example “Nordsø Kommune” or “Entra ID”.")
    )
    issuer = WebAddressField(
        _("address (issuer)"),
        unique=True,
        help_text=_(
            "Entra ID: https://login.microsoftonline.com/YOUR-TENANT-ID/v2.0. Keycloak: "
            "https://keycloak.example/realms/YOUR-REALM."
        ),
    )
    client = models.CharField(
        _("client ID"), max_length=200, blank=True, help_text=_("Entra ID calls it “Application (client) ID”.")
    )
    sealed_secret = models.TextField(blank=True, editable=False)
    groups_claim = models.CharField(
        _("claim with the groups"), max_length=200, default="groups", help_text=_("“roles” where you use app roles.")
    )
    email_claim = models.CharField(
        _("claim with the email address"), max_length=200, default="email", help_text=_("Or “preferred_username”.")
    )
    scope = models.CharField(
        _("more scopes"),
        max_length=200,
        blank=True,
        default="",
        help_text=_("Usually empty. With blanks between them."),
    )
    authority = models.TextField(
        _("certificate authority"),
        blank=True,
        default="",
        help_text=_("Only where the provider's certificate is signed by an authority of your own: paste it (PEM)."),
    )
    metadata_address = WebAddressField(
        _("address of the metadata"),
        blank=True,
        default="",
        db_default="",
        help_text=_(
            "Is asked every hour, so that new keys are known in time. Leave it empty if you paste the metadata."
        ),
    )
    metadata = models.TextField(
        _("metadata"),
        blank=True,
        default="",
        db_default="",
        help_text=_("The provider's own (XML, “EntityDescriptor”), where it has no address that we can reach."),
    )
    certificate = models.TextField(
        _("our certificate"),
        blank=True,
        default="",
        db_default="",
        help_text=_(
            "Context Handler asks for a system certificate (OCES3): paste it with its private key (PEM). Left empty, "
            "the site makes a pair of its own."
        ),
    )
    sealed_key = models.TextField(blank=True, default="", db_default="", editable=False)
    next_certificate = models.TextField(blank=True, default="", db_default="", editable=False)
    """The one that follows, in our metadata beside the other from the day on which it was made."""
    sealed_next_key = models.TextField(blank=True, default="", db_default="", editable=False)
    switches_on = models.DateField(null=True, editable=False)
    """From this day on we sign with the one that follows."""
    signs_metadata = models.BooleanField(
        _("our metadata are signed"),
        default=False,
        db_default=False,
        help_text=_("With our own key. Only where the provider asks for it."),
    )
    metadata_certificate = models.TextField(
        _("certificate that signs the metadata"),
        blank=True,
        default="",
        db_default="",
        help_text=_(
            "Only where the provider signs its metadata, and you have the certificate from elsewhere than from its "
            "page: paste it (PEM). Then metadata that it has not signed are refused, every time that they are asked "
            "for."
        ),
    )
    limit_name = models.CharField(
        _("name of the data limitation"),
        max_length=200,
        blank=True,
        default="",
        db_default="",
        help_text=_(
            "The one that names institutions, as the provider sends it. Roles with any other limitation give nothing. "
            "Empty: any, where there is only one."
        ),
    )
    signs_out = models.BooleanField(
        _("signs out there, too"),
        default=True,
        db_default=True,
        help_text=_("Who signs out here is signed out at the provider as well. Without it, a link offers that."),
    )
    directory = models.OneToOneField(
        "organisation.ApiClient",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="provider",
        verbose_name=_("directory (SCIM)"),
        help_text=_(
            "The API client by whose token the directory keeps people and groups here. Then its groups count for those "
            "whom it keeps, at once, and no longer those that come with a sign-in."
        ),
    )
    is_active = models.BooleanField(_("in use"), default=False, help_text=_("Shows its button where people sign in."))
    worked_at = models.DateTimeField(_("last sign-in"), null=True, editable=False)

    class Meta:
        verbose_name = _("single sign-on")
        verbose_name_plural = _("single sign-on")

    def __str__(self) -> str:
        return self.name

    @property
    def is_saml(self) -> bool:
        return self.kind == self.Kind.SAML

    def clean(self) -> None:
        if self.is_saml:
            return
        if urlsplit(self.issuer).scheme != "https":
            raise ValidationError({"issuer": _("The address must begin with https.")})
        if any(part in f"{self.issuer}/" for part in OF_MANY):
            raise ValidationError(
                {
                    "issuer": _(
                        "People of every organisation sign in at this address. Write the one with your tenant ID."
                    )
                }
            )

    def set_secret(self, secret: str) -> None:
        self.sealed_secret = seal(PURPOSE, secret)

    @property
    def secret(self) -> str:
        return unseal(PURPOSE, self.sealed_secret) if self.sealed_secret else ""

    def set_key(self, key: str) -> None:
        self.sealed_key = seal(KEY_PURPOSE, key)

    @property
    def private_key(self) -> str:
        """Ours, with which we sign questions and open what is encrypted for us (PEM)."""
        return unseal(KEY_PURPOSE, self.sealed_key)

    @property
    def old_goes_on(self) -> date | None:
        """The day on which our old pair is gone; None where no new one is there."""
        return self.switches_on + GRACE if self.next_certificate and self.switches_on else None

    @property
    def has_switched(self) -> bool:
        """Whether the new pair signs, while the old one is still there."""
        return bool(self.next_certificate) and (self.switches_on or date.max) <= timezone.localdate()

    @property
    def pairs(self) -> list[OwnPair]:
        """Ours, the one that signs first: beside it the one that comes, or the one that has gone until a while ago."""
        one = OwnPair(self.certificate, self.sealed_key)
        if not self.next_certificate:
            return [one]
        other = OwnPair(self.next_certificate, self.sealed_next_key)
        if not self.has_switched:
            return [one, other]
        return [other] if (self.old_goes_on or date.max) <= timezone.localdate() else [other, one]

    @transaction.atomic
    def renew_pair(self, certificate: str, key: str, *, switches_on: date, by: User) -> None:
        """A new pair of ours stands beside the old from now on, and signs from the day on. Raises `UnableToRenew`."""
        row = IdentityProvider.objects.select_for_update().get(pk=self.pk)
        if row.next_certificate:
            raise UnableToRenew(_("A new certificate is there already. Look at this page again."))
        row.next_certificate, row.sealed_next_key, row.switches_on = certificate, seal(KEY_PURPOSE, key), switches_on
        row.save(update_fields=["next_certificate", "sealed_next_key", "switches_on"])
        note("own_certificate_added", provider=row.pk, user=by.pk, signs_from=switches_on)

    @transaction.atomic
    def move_switch(self, switches_on: date, *, by: User) -> None:
        """Raises `UnableToRenew`."""
        row = IdentityProvider.objects.select_for_update().get(pk=self.pk)
        row.check_waits()
        row.switches_on = switches_on
        row.save(update_fields=["switches_on"])
        note("own_certificate_moved", provider=row.pk, user=by.pk, signs_from=switches_on)

    @transaction.atomic
    def take_back_pair(self, *, by: User) -> None:
        """The new one goes, before it has signed anything. Raises `UnableToRenew`."""
        row = IdentityProvider.objects.select_for_update().get(pk=self.pk)
        row.check_waits()
        row.next_certificate, row.sealed_next_key, row.switches_on = "", "", None
        row.save(update_fields=["next_certificate", "sealed_next_key", "switches_on"])
        note("own_certificate_taken_back", provider=row.pk, user=by.pk)

    def check_waits(self) -> None:
        """Raises `UnableToRenew` where no new pair is there, or it signs already."""
        if not self.next_certificate or self.has_switched:
            raise UnableToRenew(_("No new certificate waits for its day. Look at this page again."))

    @classmethod
    def drop_old_pairs(cls) -> None:
        """The new pair is the only one, and the old private key is nowhere."""
        for row in cls.objects.filter(switches_on__lte=timezone.localdate() - GRACE).exclude(next_certificate=""):
            row.drop_old_pair()

    @transaction.atomic
    def drop_old_pair(self) -> None:
        row = IdentityProvider.objects.select_for_update().get(pk=self.pk)
        if (row.old_goes_on or date.max) > timezone.localdate():
            return
        row.certificate, row.sealed_key = row.next_certificate, row.sealed_next_key
        row.next_certificate, row.sealed_next_key, row.switches_on = "", "", None
        row.save(
            update_fields=["certificate", "sealed_key", "next_certificate", "sealed_next_key", "switches_on"],
        )
        note("own_certificate_dropped", provider=row.pk)

    def key(self, of: str) -> str:
        """The name in the cache of what the provider publishes."""
        return f"identity-provider:{self.pk}:{of}"

    def forget(self) -> None:
        """It is asked anew, after a change."""
        cache.delete_many([self.key("metadata"), self.key("keys"), self.key("asked")])

    def note_worked(self) -> None:
        IdentityProvider.objects.filter(pk=self.pk).update(worked_at=timezone.now())


class GroupRole(models.Model):
    """Whoever is in the group holds the role there, from the next sign-in on and for as long as they are in it."""

    provider = models.ForeignKey(IdentityProvider, models.CASCADE, related_name="group_roles")
    group = models.CharField(
        _("group"), max_length=200, help_text=_("As the provider sends it: Entra ID sends the group's object ID.")
    )
    role = models.CharField(_("role"), max_length=20, choices=Role)
    institution = models.ForeignKey(
        Institution,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("institution"),
        help_text=_("Empty means the whole municipality."),
    )
    by_limit = models.BooleanField(
        _("the institutions that the data limitation names"),
        default=False,
        db_default=False,
        help_text=_(
            "The provider sends the role with institution codes (dataafgrænsning). Then one row is enough for all of "
            "them."
        ),
    )
    least_level = models.CharField(
        _("least NSIS level"),
        max_length=12,
        choices=Nsis,
        blank=True,
        default="",
        db_default="",
        help_text=_("Who signs in less surely does not get the role. Empty: any."),
    )

    class Meta:
        verbose_name = _("role of a group")
        verbose_name_plural = _("roles of groups")
        constraints = [
            models.UniqueConstraint(fields=["provider", "group", "role", "institution"], name="group_role_once"),
            models.UniqueConstraint(
                fields=["provider", "group", "role"],
                condition=models.Q(institution=None),
                name="wide_group_role_once",
            ),
            models.CheckConstraint(
                condition=~models.Q(role__in=sorted(WHOLE_MUNICIPALITY)) | models.Q(institution=None),
                name="wide_group_roles_cover_all",
                violation_error_message=_("This role is held for the whole municipality: leave the institution empty."),
            ),
            models.CheckConstraint(
                condition=models.Q(by_limit=False)
                | (models.Q(institution=None) & ~models.Q(role__in=sorted(WHOLE_MUNICIPALITY))),
                name="limited_group_roles_name_no_place",
                violation_error_message=_(
                    "Where the data limitation names the institutions, choose none, and a role that is held at one."
                ),
            ),
        ]

    def __str__(self) -> str:
        place = _("as limited") if self.by_limit else self.institution or _("the whole municipality")
        return f"{self.group} · {self.get_role_display()} · {place}"

    def names_places(self, groups: list[str]) -> set[str]:
        """The codes to which the person's role of this name is limited."""
        limited = (group.rpartition(LIMITED_TO) for group in groups)
        return {code for name, _mark, code in limited if name == self.group}


class Identity(models.Model):
    """One person as a provider knows them, by a name that it gives nobody else; `groups` and `level` are of the last
    sign-in."""

    provider = models.ForeignKey(IdentityProvider, models.PROTECT, related_name="identities")
    user = models.ForeignKey(User, models.CASCADE, related_name="identities", verbose_name=_("person"))
    subject = models.CharField(max_length=255, editable=False)
    groups = models.JSONField(default=list, editable=False)
    level = models.CharField(max_length=12, choices=Nsis, blank=True, default="", db_default="", editable=False)
    name_digest = models.CharField(max_length=64, blank=True, default="", db_default="", editable=False)
    """Of the name under which a SAML provider signs the person out."""
    made_at = models.DateTimeField(default=timezone.now)
    seen_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("work account")
        verbose_name_plural = _("work accounts")
        constraints = [
            models.UniqueConstraint(fields=["provider", "subject"], name="one_subject"),
            models.UniqueConstraint(fields=["provider", "user"], name="one_identity_a_person"),
        ]

    def __str__(self) -> str:
        return f"{self.user} · {self.provider}"
