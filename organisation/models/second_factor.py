"""What somebody proves themselves with beside the password, and what they hear of their sign-in."""

import re
import secrets
import time
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from organisation.models.people import User
from organisation.pages.refusals import UnableTo
from organisation.second_factor import totp
from organisation.security.keyed import digest, digests
from organisation.security.sealing import seal, unseal
from organisation.security.security_log import note
from organisation.stored_text import MaskedCharField

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

PURPOSE: Final = "organisation.SecondFactor"
ALPHABET: Final = "abcdefghjkmnpqrstuvwxyz23456789"
"""Those that nobody takes for another."""
CODES, CODE_LENGTH = 10, 10
FREE_TRIES: Final = 5
SHORTEST_REST, LONGEST_REST = timedelta(minutes=1), timedelta(minutes=15)


class UnableToProve(UnableTo):
    """The code or the passkey proves nothing."""


class SecondFactor(models.Model):
    """An authenticator app, whose seed is sealed, or a passkey, of which we hold the public half."""

    class Kind(models.TextChoices):
        APP = "app", _("Authenticator app")
        PASSKEY = "passkey", _("Passkey")

    user = models.ForeignKey(User, models.CASCADE, related_name="second_factors", verbose_name=_("person"))
    kind = models.CharField(_("kind"), max_length=8, choices=Kind)
    name = MaskedCharField(_("name"), max_length=60)
    sealed_seed = models.TextField(blank=True, default="", editable=False)
    credential = models.TextField(blank=True, default="", editable=False)
    public_key = models.TextField(blank=True, default="", editable=False)
    count = models.BigIntegerField(default=0, editable=False)
    """Of an app the last step of time whose code was used, of a passkey how often it says that it has been."""
    made_at = models.DateTimeField(_("set up"), default=timezone.now)
    used_at = models.DateTimeField(_("last used"), null=True, blank=True)

    class Meta:
        verbose_name = _("second factor")
        verbose_name_plural = _("second factors")
        constraints = [
            models.UniqueConstraint(fields=["credential"], condition=~models.Q(credential=""), name="one_passkey")
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.name}"

    @classmethod
    def add_app(cls, user: User, *, seed: str, code: str, name: str) -> "SecondFactor":
        """The app proves that it holds the seed. Raises `UnableToProve`."""
        step = totp.step_of(seed, digits(code), time.time())
        if step is None:
            raise UnableToProve(_("This is not the code that the app shows now. Check the clock of the phone."))
        return cls.add(user, kind=cls.Kind.APP, name=name, sealed_seed=seal(PURPOSE, seed), count=step)

    @classmethod
    def add_passkey(cls, user: User, *, stored: tuple[str, str, int], name: str) -> "SecondFactor":
        credential, public_key, count = stored
        if cls.objects.filter(credential=credential).exists():
            raise UnableToProve(_("This passkey is set up already."))
        facts = {"credential": credential, "public_key": public_key, "count": count}
        return cls.add(user, kind=cls.Kind.PASSKEY, name=name, **facts)

    @classmethod
    @transaction.atomic
    def add(cls, user: User, **facts: object) -> "SecondFactor":
        factor = cls.objects.create(user=user, **facts)
        note("second_factor_added", user=user.pk, kind=factor.kind)
        SignInNews.tell(user, SignInNews.What.ADDED, by=user)
        return factor

    @transaction.atomic
    def remove(self, *, by: User) -> None:
        """The recovery codes go with the last of them."""
        user = self.user
        self.delete()
        if not SecondFactor.objects.filter(user=user).exists():
            RecoveryCode.objects.filter(user=user).delete()
        note("second_factor_removed", user=user.pk, by=by.pk)
        SignInNews.tell(user, SignInNews.What.REMOVED, by=by)

    @classmethod
    @transaction.atomic
    def reset(cls, user: User, *, by: User | None) -> None:
        """Takes everything away, as when the phone is lost, on which the person may be signed in: that ends, too. A new
        one is set up at the next sign-in, at once.

        `by` is None for who works on the server itself.
        """
        cls.objects.filter(user=user).delete()
        RecoveryCode.objects.filter(user=user).delete()
        User.objects.filter(pk=user.pk).update(second_factor_by=timezone.now(), wrong_codes=0, codes_rest_until=None)
        user.sessions.all().delete()
        note("second_factor_reset", user=user.pk, by=by.pk if by else None)
        SignInNews.tell(user, SignInNews.What.RESET, by=by)
        if by is not None:
            LogEntry.objects.create(
                user_id=by.pk,
                content_type=ContentType.objects.get_for_model(User),
                object_id=str(user.pk),
                object_repr=str(user)[:200],
                action_flag=CHANGE,
                change_message=str(_("Reset the second factor.")),
            )

    @classmethod
    def prove(cls, user: User, code: str) -> None:
        """A code of an app, or a recovery code, which is used up. Raises `UnableToProve`."""
        trouble: StrPromise | str
        with transaction.atomic():
            person = User.objects.select_for_update().get(pk=user.pk)
            now = timezone.now()
            if person.codes_rest_until and person.codes_rest_until > now:
                minutes = -(-(person.codes_rest_until - now).seconds // 60)
                trouble = _("There have been too many wrong codes. Try again in %(minutes)s min.") % {
                    "minutes": minutes
                }
            elif cls.takes(person, code):
                User.objects.filter(pk=user.pk).update(wrong_codes=0, codes_rest_until=None)
                return
            else:
                trouble = _("The code is wrong, or has been used. Wait for the next one, and type that.")
                cls.count_wrong(person)
        raise UnableToProve(trouble)

    @classmethod
    def takes(cls, user: User, code: str) -> bool:
        for factor in cls.objects.filter(user=user, kind=cls.Kind.APP).order_by("id"):
            step = totp.step_of(unseal(PURPOSE, factor.sealed_seed), digits(code), time.time())
            if step is not None and step > factor.count:
                factor.was_used(step)
                return True
        return RecoveryCode.use(user, code)

    @staticmethod
    def count_wrong(user: User) -> None:
        """Growing pauses: who guesses has the password already, so the person hears of it."""
        user.wrong_codes += 1
        if user.wrong_codes >= FREE_TRIES:
            pause = SHORTEST_REST * 2 ** min(user.wrong_codes - FREE_TRIES, 10)
            user.codes_rest_until = timezone.now() + min(pause, LONGEST_REST)
        if user.wrong_codes == FREE_TRIES:
            SignInNews.tell(user, SignInNews.What.WRONG_CODES, by=None)
        note("wrong_code", user=user.pk, times=user.wrong_codes)
        user.save(update_fields=["wrong_codes", "codes_rest_until"])

    @classmethod
    def prove_passkey(cls, user: User, credential: str, count: int) -> None:
        """`count` must have grown where the passkey counts: else it was copied. Raises `UnableToProve`."""
        factor = cls.objects.get(user=user, credential=credential)
        if (count or factor.count) and count <= factor.count:
            note("passkey_copied", user=user.pk)
            raise UnableToProve(_("This passkey may have been copied. Remove it, and set up a new one."))
        factor.was_used(count)

    def was_used(self, count: int) -> None:
        self.count, self.used_at = count, timezone.now()
        self.save(update_fields=["count", "used_at"])


def digits(code: str) -> str:
    return re.sub(r"\s", "", code)


class RecoveryCode(models.Model):
    """A code on paper that works once, for who has lost phone and keys. A keyed digest of it is what we keep."""

    user = models.ForeignKey(User, models.CASCADE, related_name="recovery_codes", verbose_name=_("person"))
    digest = models.CharField(max_length=64, editable=False)

    class Meta:
        verbose_name = _("recovery code")
        verbose_name_plural = _("recovery codes")
        constraints = [models.UniqueConstraint(fields=["user", "digest"], name="one_recovery_code")]

    def __str__(self) -> str:
        return f"{self.user}"

    @classmethod
    @transaction.atomic
    def make(cls, user: User) -> list[str]:
        """New ones in place of all before; shown this once."""
        cls.objects.filter(user=user).delete()
        codes = ["".join(secrets.choice(ALPHABET) for _ in range(CODE_LENGTH)) for _code in range(CODES)]
        for code in codes:
            cls.objects.create(user=user, digest=digest(purpose_for(user), code))
        note("recovery_codes_made", user=user.pk)
        return [f"{code[:5]}-{code[5:]}" for code in codes]

    @classmethod
    def use(cls, user: User, code: str) -> bool:
        plain = re.sub(r"[\s-]", "", code.lower())
        used, _kinds = cls.objects.filter(user=user, digest__in=digests(purpose_for(user), plain)).delete()
        if used:
            note("recovery_code_used", user=user.pk)
            SignInNews.tell(user, SignInNews.What.RECOVERED, by=user)
        return bool(used)


def purpose_for(user: User) -> str:
    return f"organisation.RecoveryCode.{user.pk}"


class SignInNews(models.Model):
    """What somebody must hear about how they sign in. The row is the queue: what mails it takes it away."""

    class What(models.TextChoices):
        ADDED = "added", _("A second factor has been set up for your sign-in.")
        REMOVED = "removed", _("A second factor has been removed from your sign-in.")
        RESET = "reset", _("Your second factor has been reset. At your next sign-in you set up a new one.")
        RECOVERED = "recovered", _("A recovery code has been used to sign in as you.")
        WRONG_CODES = "wrong_codes", _("Somebody has typed your password and then several wrong codes.")
        BREAK_GLASS = "break_glass", _("The emergency account has been used to sign in.")
        JOINED = "joined", _("From now on your work account signs you in, too.")
        LAST_ADMINISTRATOR = (
            "last_administrator",
            _("Single sign-on would have taken the right to administer from the last who has it. It has been kept."),
        )

        DEPARTED = "departed", _("The directory has taken access or a role from somebody. What they had waits for you.")

    user = models.ForeignKey(User, models.CASCADE, related_name="+", verbose_name=_("person"))
    what = models.CharField(max_length=20, choices=What)
    about = models.ForeignKey(User, models.CASCADE, related_name="+", null=True)
    by = models.ForeignKey(User, models.CASCADE, related_name="+", null=True)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("news about signing in")
        verbose_name_plural = _("news about signing in")

    def __str__(self) -> str:
        return self.get_what_display()

    @classmethod
    def tell(cls, user: User, what: str, *, by: User | None, about: User | None = None) -> None:
        cls.objects.create(user=user, what=what, by=by, about=about)

    @classmethod
    def tell_administrators(cls, what: str, *, about: User) -> None:
        """Every municipal administrator, whoever it is about among them."""
        for administrator in User.objects.with_role("municipal_admin"):
            cls.tell(administrator, what, by=None, about=about)
