"""The mail server that takes our mail: only this module knows how it is reached."""

import ssl

from django.core.mail.backends.smtp import EmailBackend
from django.utils.functional import cached_property

from tickets import encryption


class MailServer(EmailBackend):
    """Certificate and name of the server are verified, at once with TLS and after STARTTLS alike."""

    @cached_property
    def ssl_context(self) -> ssl.SSLContext:
        return encryption.context()
