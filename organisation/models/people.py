"""The people of the support organisation and their roles. Parents and pupils have no account."""

import unicodedata
from dataclasses import dataclass
from functools import cached_property
from typing import Any, ClassVar, Protocol

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models, transaction
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from database.prepared import DAY, FIRST, Prepared
from organisation.models.institution import Institution
from organisation.models.municipality import Municipality
from organisation.roles import ADMIN_PAGES, GRANTS, LENT, WHOLE_MUNICIPALITY, Role, Verb
from organisation.stored_text import MaskedCharField


class HasInstitution(Protocol):
    institution_id: int | None


@dataclass
class Place:
    """Where a right is asked for without a record: an institution, or the whole municipality."""

    institution_id: int | None


def as_stored(email: str | None) -> str:
    """The one spelling of an address by which a person is known, whatever capitals and blanks somebody types."""
    return unicodedata.normalize("NFKC", email or "").strip().lower()


class UserManager(BaseUserManager["User"]):
    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        user = self.model(email=as_stored(email), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """The first administrator of a new site, for `manage.py createsuperuser`."""
        user = self.create_user(email, password, **fields)
        Membership.objects.create(user=user, role=Role.MUNICIPAL_ADMIN)
        return user

    def invite(self, email: str, name: str, role: str, institution: Institution | None = None) -> "tuple[User, bool]":
        """(the person with the role there, whether they are new). Who is new gets a mail to choose a password."""
        with transaction.atomic():
            user = self.filter(email=as_stored(email)).first()
            is_new = user is None
            if user is None:
                user = self.create_user(email, None, name=name, link_wanted=SignInLink.INVITATION)
            elif not user.is_active:
                user.come_back()
            Membership.objects.get_or_create(user=user, role=role, institution=institution)
        return user, is_new

    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(email=as_stored(username))

    def with_role(self, role: str, institution: Institution | None = None) -> "models.QuerySet[User]":
        """Active people who hold the role for the institution, there or in the whole municipality."""
        scope = models.Q(memberships__institution=None)
        if institution is not None:
            scope |= models.Q(memberships__institution=institution)
        return self.filter(scope, memberships__role=role, is_active=True).distinct().order_by("id")

    def emergency_accounts(self) -> "models.QuerySet[User]":
        """Administrators who get in by a password also where only single sign-on is allowed."""
        return self.with_role(Role.MUNICIPAL_ADMIN).filter(break_glass=True)


class StartPage(models.TextChoices):
    """Where a person lands after signing in."""

    HOME = "home", _("Overview")
    QUEUE = "queue", _("Waiting for us")
    MINE = "mine", _("My own cases")


class SignInLink(models.TextChoices):
    """Why a person gets a mail with a way to choose a password."""

    INVITATION = "invitation", _("Invitation")
    RESET = "reset", _("Forgotten password")


class User(AbstractBaseUser):
    """A member of the support organisation; signs in with an e-mail address.

    `link_wanted` is a queue of one: what mails people their way to choose a password empties it. `second_factor_by`
    is when the password alone is no longer enough for who must have a second factor; None until one is asked for.
    """

    email = models.EmailField(_("e-mail"), unique=True)
    name = MaskedCharField(_("name"), max_length=120)
    language = models.CharField(_("language"), max_length=5, choices=[("da", "Dansk"), ("en", "English")], default="da")
    is_active = models.BooleanField(_("active"), default=True)
    start_page = models.CharField(_("start page"), max_length=12, choices=StartPage, default=StartPage.HOME)
    support_minutes = models.PositiveSmallIntegerField(
        _("minutes a day for the support"),
        null=True,
        blank=True,
        validators=[MinValueValidator(5), MaxValueValidator(480)],
    )
    """What they said themselves; None: nothing yet."""
    named_publicly = models.BooleanField(_("named on the contact page"), default=False, db_default=False)
    """They said themselves that parents and pupils may read their name where they help."""
    link_wanted = models.CharField(max_length=12, choices=SignInLink, blank=True, default="", editable=False)
    break_glass = models.BooleanField(
        _("emergency account"),
        default=False,
        db_default=False,
        help_text=_(
            "Signs in with a password also where only single sign-on is allowed. Every administrator is told when it "
            "is used."
        ),
    )
    emergency_tried_at = models.DateTimeField(null=True, editable=False)
    """When somebody last signed in with the emergency account: its password and its second step are known to work."""
    second_factor_by = models.DateTimeField(null=True, editable=False)
    wrong_codes = models.PositiveSmallIntegerField(default=0, db_default=0, editable=False)
    codes_rest_until = models.DateTimeField(null=True, editable=False)

    objects = UserManager()

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")
        indexes = [models.Index(fields=["id"], name="link_wanted", condition=~models.Q(link_wanted=""))]

    def __str__(self) -> str:
        return self.name or self.email

    def _get_session_auth_hash(self, secret: str | None = None) -> str:
        """What a session began under: with another password or other roles, wherever they were changed, it is over."""
        begun = "\n".join([self.password, *(f"{role} {place}" for role, place in sorted(self.own, key=str))])
        return salted_hmac("organisation.User.session", begun, secret=secret, algorithm="sha256").hexdigest()

    def want_link(self, why: str) -> None:
        """Asks for a mail with a way to choose a password; asked again before it is sent, it is one mail."""
        if self.is_active:
            self.link_wanted = why
            self.save(update_fields=["link_wanted"])

    def come_back(self) -> None:
        """Somebody who had left: with none of the roles that they had, and a password that they choose anew."""
        self.memberships.all().delete()
        self.is_active = True
        self.set_unusable_password()
        self.save(update_fields=["is_active", "password"])
        self.want_link(SignInLink.INVITATION)

    def may_use_password(self) -> bool:
        """Whether a password opens the site to them, or single sign-on alone.

        Who holds a role from a provider comes by it: a password would keep the role when the group is gone, and asks
        for no level of assurance.
        """
        if self.break_glass or not Municipality.current().local_passwords:
            return self.break_glass
        return not self.memberships.filter(given_by__is_active=True).exists()

    def get_full_name(self) -> str:
        return self.name

    def get_short_name(self) -> str:
        return self.name.split(" ")[0]

    @property
    def is_staff(self) -> bool:
        return self.is_active

    @cached_property
    def role_keys(self) -> list[tuple[str, int | None]]:
        """(role, institution id or None for all) of each membership, and of what is lent to them today."""
        return self.own + self.lent

    @cached_property
    def role_rows(self) -> "list[Membership]":
        """Read once for each request."""
        return OF_ONE_PERSON.rows({FIRST: self.pk, DAY: timezone.localdate()}) if self.is_active else []

    @property
    def own(self) -> list[tuple[str, int | None]]:
        """What they hold themselves, whoever they stand in for."""
        return [(row.role, row.institution_id) for row in self.role_rows if row.user_id == self.pk]

    @property
    def lent(self) -> list[tuple[str, int | None]]:
        """What they have of the roles of those for whom they stand in today; nothing for who holds none themselves."""
        rows = [row for row in self.role_rows if row.user_id != self.pk and row.role in LENT]
        return [(LENT[Role(row.role)], row.institution_id) for row in rows] if self.own else []

    @property
    def lent_places(self) -> list[int]:
        """Institutions whose cases they see only because they stand in for somebody there."""
        own = {at for role, at in self.own if Verb.VIEW in GRANTS[role]}
        return sorted({at for _role, at in self.lent if at is not None} - own) if None not in own else []

    def lend(self, role_keys: list[tuple[str, int | None]]) -> None:
        """Rights for as long as this object lives, instead of those of its memberships."""
        self.role_keys, self.role_rows = role_keys, []

    @property
    def roles(self) -> frozenset[str]:
        return frozenset(role for role, _institution in self.role_keys)

    def may(self, verb: str, record: HasInstitution | None = None) -> bool:
        """Whether some membership grants the verb, on this record or (without one) anywhere."""
        return any(verb in GRANTS[role] for role in self.roles_at(record))

    def roles_at(self, record: HasInstitution | None) -> frozenset[str]:
        """The roles that count for a record: held in its institution or in the whole municipality."""
        if record is None:
            return self.roles
        return frozenset(role for role, at in self.role_keys if at is None or at == record.institution_id)

    def institutions_for(self, verb: str = Verb.VIEW) -> list[int] | None:
        """Ids of the institutions where the verb is granted; None means everywhere."""
        places = [at for role, at in self.role_keys if verb in GRANTS[role]]
        return None if None in places else sorted({at for at in places if at is not None})

    def has_perm(self, perm: str, obj: object = None) -> bool:
        """Django's admin asks this for its pages; cases themselves are guarded by `may` and `visible_to`."""
        return self.is_active and (
            Role.MUNICIPAL_ADMIN in self.roles or any(perm in ADMIN_PAGES.get(role, ()) for role in self.roles)
        )

    def has_perms(self, perms: list[str], obj: object = None) -> bool:
        return all(self.has_perm(perm, obj) for perm in perms)

    def has_module_perms(self, app_label: str) -> bool:
        if Role.MUNICIPAL_ADMIN in self.roles:
            return self.is_active
        granted = {perm for role in self.roles for perm in ADMIN_PAGES.get(role, ())}
        return self.is_active and any(perm.startswith(f"{app_label}.") for perm in granted)


class Membership(models.Model):
    """A role that a person holds in one institution, or in all where none is named."""

    user = models.ForeignKey(User, models.CASCADE, related_name="memberships", verbose_name=_("person"))
    role = models.CharField(_("role"), max_length=20, choices=Role)
    institution = models.ForeignKey(
        Institution,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="memberships",
        verbose_name=_("institution"),
        help_text=_("Empty means the whole municipality."),
    )
    given_by = models.ForeignKey(
        "organisation.IdentityProvider", models.PROTECT, null=True, editable=False, related_name="memberships"
    )
    """Whose groups give it, and take it back; None where somebody gave it by hand."""

    class Meta:
        verbose_name = _("membership")
        verbose_name_plural = _("memberships")
        constraints = [
            models.UniqueConstraint(fields=["user", "role", "institution"], name="membership_once"),
            models.UniqueConstraint(
                fields=["user", "role"], condition=models.Q(institution=None), name="wide_membership_once"
            ),
            models.CheckConstraint(
                condition=~models.Q(role__in=sorted(WHOLE_MUNICIPALITY)) | models.Q(institution=None),
                name="wide_roles_cover_all",
                violation_error_message=_("This role is held for the whole municipality: leave the institution empty."),
            ),
        ]
        indexes = [models.Index(fields=["role", "institution"])]

    def __str__(self) -> str:
        return f"{self.user} · {self.in_words()}"

    def in_words(self) -> str:
        place = self.institution or _("the whole municipality")
        return f"{self.get_role_display()} · {place}"


def memberships_of_one() -> "models.QuerySet[Membership]":
    """What a person holds, and what is lent to them on the day."""
    from organisation.models.absence import LentRole  # noqa: PLC0415  its days are of people

    days = LentRole.objects.filter(deputy=FIRST, absence__deputy=FIRST)
    days = days.filter(absence__starts_on__lte=DAY, absence__ends_on__gte=DAY, membership__user__is_active=True)
    own = Membership.objects.filter(user=FIRST).values("pk")
    return Membership.objects.filter(pk__in=own.union(days.values("membership")))


OF_ONE_PERSON = Prepared(memberships_of_one)
