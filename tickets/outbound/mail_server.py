"""The mail server that takes our mail: only this module knows how it is reached, by SMTP or through Microsoft Graph."""

import smtplib
import ssl
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.smtp import EmailBackend
from django.utils.functional import cached_property

from tickets.mail_servers import encryption, oauth
from tickets.mail_servers.graph import Declined, Graph
from tickets.mail_servers.mail_troubles import Refused, Throttled
from tickets.models import MailSignIn
from tickets.outbound.envelope import our_address


class MailServer(EmailBackend):
    """Certificate and name of the server are verified, at once with TLS and after STARTTLS alike.

    Signed in to with a password, or with a token where the municipality has set that up; what that token opens says
    whether it is SMTP or Graph. Of Graph everybody who sends hears in the words of SMTP.
    """

    graph: Graph | None = None

    @cached_property
    def ssl_context(self) -> ssl.SSLContext:
        return encryption.context()

    def open(self) -> bool | None:
        """Raises `Refused` where no token can be had or the server does not take it."""
        if self.graph is not None:
            return False
        sign_in = MailSignIn.objects.filter(sends=True).first() if self.connection is None else None
        if sign_in is not None and sign_in.service == MailSignIn.Service.GRAPH:
            return self.open_graph(sign_in)
        if str(self.host).lower() == settings.GRAPH_HOST:
            raise Refused("no_graph_sender")
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

    def open_graph(self, sign_in: MailSignIn) -> bool:
        if sign_in.rests_until is not None and sign_in.rests:
            raise Throttled(sign_in.rests_until)
        oauth.access_token(sign_in)
        self.graph = Graph(sign_in, str(self.username or our_address()))
        return True

    def close(self) -> None:
        if self.graph is not None:
            self.graph.close()
        self.graph = None
        super().close()

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        with self._lock:
            opened = self.open()
            try:
                if self.graph is None:
                    return super().send_messages(email_messages)
                return sum(hand_over(self.graph, mail) for mail in email_messages)
            finally:
                if opened:
                    self.close()

    def has_sent(self, message_id: str) -> bool:
        """Whether it took the mail with this Message-ID at an earlier attempt; only Graph can say. Where the app may
        send and not read, nobody can, and the mail goes out once more, as by SMTP."""
        if self.graph is None and not MailSignIn.objects.filter(sends=True, service=MailSignIn.Service.GRAPH).exists():
            return False
        with self._lock:
            opened = self.open()
            try:
                return self.graph is not None and has_sent(self.graph, message_id)
            finally:
                if opened:
                    self.close()

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


def hand_over(graph: Graph, mail: EmailMessage) -> bool:
    """Raises `smtplib.SMTPDataError` where Graph will never take it: too large, or a recipient that is no address."""
    if not mail.recipients():
        return False
    try:
        with resting_when_asked(graph.sign_in):
            written: Any = mail.message()  # of a class of Django's own, which knows of ends of lines
            graph.send(written.as_bytes(linesep="\r\n"))
    except Declined as declined:
        if declined.is_too_large:
            raise smtplib.SMTPDataError(552, b"5.3.4") from None
        if declined.reason == "ErrorInvalidRecipients":
            raise smtplib.SMTPDataError(550, b"5.1.3") from None
        raise Refused("graph_mail") from None
    return True


def has_sent(graph: Graph, message_id: str) -> bool:
    try:
        with resting_when_asked(graph.sign_in):
            return graph.has_sent(message_id)
    except Refused as refusal:
        if refusal.code in {"graph_no_read", "graph_policy"}:
            return False
        raise


@contextmanager
def resting_when_asked(sign_in: MailSignIn) -> Iterator[None]:
    """Where Graph asks us to wait, every mail waits that would leave this way."""
    try:
        yield
    except Throttled as throttled:
        sign_in.rest_until(throttled.until)
        raise


def try_graph(sign_in: MailSignIn) -> None:
    """Whether the mailbox that sends can be opened; that it may send shows when a mail is sent. Raises `Refused`."""
    server = Graph(sign_in, str(settings.EMAIL_HOST_USER or our_address()))
    try:
        server.folder("sentitems")
    finally:
        server.close()
