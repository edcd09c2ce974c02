"""The mail server that takes our mail: only this module knows how it is reached."""

import smtplib
import ssl

from django.core.mail.backends.smtp import EmailBackend
from django.utils.functional import cached_property

from tickets import encryption, oauth
from tickets.mail_troubles import Refused
from tickets.models import MailSignIn


class MailServer(EmailBackend):
    """Certificate and name of the server are verified, at once with TLS and after STARTTLS alike.

    Signed in to with a password, or with a token where the municipality has set that up.
    """

    @cached_property
    def ssl_context(self) -> ssl.SSLContext:
        return encryption.context()

    def open(self) -> bool | None:
        """Raises `Refused` where no token can be had or the server does not take it."""
        sign_in = MailSignIn.objects.filter(sends=True).first() if self.connection is None else None
        if sign_in is None:
            return super().open()
        token, user = oauth.access_token(sign_in), self.username
        self.username = ""  # the parent's own way of signing in is by password
        try:
            opened = super().open()
        finally:
            self.username = user
        try:
            self.sign_in(str(user), token)
        except smtplib.SMTPException as refusal:
            oauth.forget(sign_in)
            self.close()
            raise Refused("send_refused") from refusal
        return opened

    def drop(self) -> None:
        """Ends the connection, also one that has broken; the next mail opens another."""
        try:
            self.close()
        except (OSError, smtplib.SMTPException):
            self.connection = None

    def sign_in(self, user: str, token: str) -> None:
        assert self.connection is not None
        self.connection.ehlo_or_helo_if_needed()
        answers = iter([oauth.sasl(user, token)])  # a challenge after it is a refusal: the empty answer ends it
        self.connection.auth("XOAUTH2", lambda _challenge=None: next(answers, ""))
