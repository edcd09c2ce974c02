"""Programs that use the API: service accounts, which are no persons."""

import hashlib
import re
import secrets
from datetime import timedelta
from typing import Final, Self

from django.db import models, transaction
from django.utils import timezone
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from organisation.models.institution import Institution
from organisation.models.people import User
from organisation.roles import Scope
from organisation.security.security_log import note
from organisation.stored_text import MaskedCharField

MARK: Final = "aula_"
"""Every token begins with it, so that programs which look for lost secrets find one."""
KEY_SIZE: Final = 6
SHAPE: Final = re.compile(MARK + r"([0-9a-f]{12})_[\w-]{43}", re.ASCII)
NOTED_EVERY: Final = timedelta(minutes=1)
NOBODYS_ADDRESS: Final = "api-{key}@program.invalid"


class ApiClientQuerySet(models.QuerySet["ApiClient"]):
    def usable(self) -> Self:
        return self.filter(revoked_at=None, expires_on__gte=timezone.localdate())

    def of_token(self, token: str) -> "ApiClient | None":
        """The client that may come in with it today."""
        shape = SHAPE.fullmatch(token)
        client = self.usable().select_related("account").filter(key=shape[1]).first() if shape else None
        return client if client is not None and constant_time_compare(client.digest, digest_of(token)) else None


class ApiClient(models.Model):
    """What a program may do in which institutions, until when, and whom to ask about it.

    `account` is the name under which it stands in cases. Nobody can sign in with it, it is no colleague to anybody, and
    it has rights only in a request that shows the token. The token itself is kept nowhere.
    """

    name = MaskedCharField(_("name"), max_length=80, unique=True, help_text=_("As colleagues see it in cases."))
    contact = models.EmailField(_("contact"), help_text=_("Who answers for the program."))
    scopes = models.JSONField(pgettext_lazy("of a program", "may"), default=list)
    everywhere = models.BooleanField(_("in the whole municipality"), default=False)
    institutions = models.ManyToManyField(Institution, blank=True, related_name="+", verbose_name=_("institutions"))
    per_minute = models.PositiveIntegerField(_("requests a minute, at most"), default=120)
    expires_on = models.DateField(_("last day"))
    last_used_at = models.DateTimeField(_("last used"), null=True, editable=False)
    made_at = models.DateTimeField(_("made at"), auto_now_add=True)
    made_by = models.ForeignKey(User, models.SET_NULL, null=True, editable=False, related_name="+")
    revoked_at = models.DateTimeField(_("ended at"), null=True, editable=False)
    key = models.CharField(max_length=16, unique=True, editable=False)
    digest = models.CharField(max_length=64, editable=False)
    account = models.OneToOneField(User, models.PROTECT, related_name="api_client", editable=False)

    objects = ApiClientQuerySet.as_manager()

    class Meta:
        verbose_name = _("API client")
        verbose_name_plural = _("API clients")

    def __str__(self) -> str:
        return self.name

    @property
    def is_usable(self) -> bool:
        return self.revoked_at is None and self.expires_on >= timezone.localdate()

    @transaction.atomic
    def open_account(self, *, by: User) -> str:
        """Saves a new client with the account that it acts by. Returns its token, which is shown once."""
        token = self.make_token()
        account = User(email=NOBODYS_ADDRESS.format(key=self.key), name=self.name, is_active=False)
        account.set_unusable_password()
        account.save()
        self.account, self.made_by = account, by
        self.save()
        note("client_made", client=self.pk, user=by.pk)
        return token

    def renew_token(self, *, by: User) -> str:
        """A new token, which is shown once. The one before works no longer; a client that was ended is back."""
        token = self.make_token()
        self.revoked_at = None
        self.save(update_fields=["key", "digest", "revoked_at"])
        note("client_token_renewed", client=self.pk, user=by.pk)
        return token

    def make_token(self) -> str:
        self.key = secrets.token_hex(KEY_SIZE)
        token = f"{MARK}{self.key}_{secrets.token_urlsafe(32)}"
        self.digest = digest_of(token)
        return token

    def revoke(self, *, by: User) -> None:
        """The program gets in no longer. Twice is once."""
        if self.revoked_at is None:
            self.revoked_at = timezone.now()
            self.save(update_fields=["revoked_at"])
            note("client_revoked", client=self.pk, user=by.pk)

    def signed_in(self) -> User:
        """The account with the rights of its scopes: for one request, and stored nowhere."""
        places: list[int | None] = [None] if self.everywhere else [*self.institutions.values_list("pk", flat=True)]
        self.account.lend([(str(scope), place) for scope in self.scopes for place in places if scope in Scope])
        return self.account

    def note_use(self) -> None:
        """Says when it came last, to the minute."""
        now = timezone.now()
        if self.last_used_at is None or now - self.last_used_at > NOTED_EVERY:
            ApiClient.objects.filter(pk=self.pk).update(last_used_at=now)


def digest_of(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
