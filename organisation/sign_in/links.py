"""The links by which somebody chooses a password: one for who forgot it, for an hour; one for who is new, for days."""

from datetime import datetime, timedelta
from typing import Final

from django.conf import settings
from django.contrib.auth.tokens import PasswordResetTokenGenerator
from django.utils.crypto import constant_time_compare
from django.utils.http import base36_to_int

from organisation.models import SignInLink, User

INVITED_FOR: Final = timedelta(days=7)


class InvitationTokens(PasswordResetTokenGenerator):
    """As Django's own, under another salt and for a longer time."""

    key_salt = "organisation.links.InvitationTokens"

    def check_token(self, user: User | None, token: str | None) -> bool:
        text = token or ""
        moment, _dash, mark = text.partition("-")
        if user is None or not mark:
            return False
        try:
            made = base36_to_int(moment)
        except ValueError:
            return False
        secrets = [self.secret, *self.secret_fallbacks]
        right = any(
            constant_time_compare(self._make_token_with_timestamp(user, made, secret), text) for secret in secrets
        )
        now = int((datetime.now() - datetime(2001, 1, 1)).total_seconds())  # noqa: DTZ001, DTZ005  as Django counts
        return right and now - made <= INVITED_FOR.total_seconds()


class EitherToken:
    """For the page behind the links, which does not know which of them it was."""

    def check_token(self, user: User | None, token: str | None) -> bool:
        return TOKENS[SignInLink.RESET].check_token(user, token) or TOKENS[SignInLink.INVITATION].check_token(
            user, token
        )


TOKENS: Final = {SignInLink.RESET: PasswordResetTokenGenerator(), SignInLink.INVITATION: InvitationTokens()}


def lasts(why: str) -> timedelta:
    return INVITED_FOR if why == SignInLink.INVITATION else timedelta(seconds=settings.PASSWORD_RESET_TIMEOUT)
