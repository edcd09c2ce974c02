"""What can be wrong between us and a mail server: a code that is stored, and a sentence that says what to do."""

import smtplib
import ssl
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from imaplib import IMAP4
from socket import gaierror
from typing import TYPE_CHECKING, Final, Self

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from imap_tools.errors import MailboxLoginError, MailboxStarttlsError

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

USUAL_REST: Final = 60
"""Seconds that we wait where somebody asks us to, and does not say how long."""
LONGEST_REST: Final = 3600
SENTENCES: "Final[dict[str, StrPromise]]" = {
    "certificate": _(
        "The server's certificate is not trusted. Have the server show one of a known authority, or add its authority "
        "under “Authorities of mail servers”."
    ),
    "name": _("The server's certificate is made out to another name. Write the name that stands in the certificate."),
    "plain": _("The connection would not be encrypted. Choose TLS or STARTTLS."),
    "no_starttls": _("The server does not offer STARTTLS. Choose TLS, or have STARTTLS switched on."),
    "no_password": _("No password is set for it. Add it to MAILBOX_PASSWORDS in the program's environment."),
    "password": _("The server does not accept the user name and the password."),
    "unknown_host": _("There is no server of this name."),
    "refused": _("The server does not answer at this port."),
    "silent": _("The server took too long to answer."),
    "broken_off": _("The server broke off in the middle. What was not fetched still lies there."),
    "folder": _("The folder does not exist, or cannot be opened."),
    "mail": _("Some mails could not be taken in. They still lie in the mailbox; the others were fetched."),
    "interrupted": _("The fetching was interrupted here, not at the mail server."),
    "wrong_secret": _(
        "The client secret is wrong. In Entra, open App registrations, your app, Certificates & secrets, press “New "
        "client secret”, and enter its value (not its ID) here."
    ),
    "secret_expired": _(
        "The client secret has expired. In Entra, open App registrations, your app, Certificates & secrets, press “New "
        "client secret”, and enter its value here."
    ),
    "no_secret": _("The client secret is missing. Enter its value."),
    "wrong_application": _(
        "The app is unknown in this tenant. In Entra, open App registrations, your app, Overview, and copy "
        "“Application (client) ID”."
    ),
    "wrong_tenant": _("There is no such tenant. In Entra, open Overview, and copy “Tenant ID”."),
    "app_disabled": _(
        "The app is switched off in this tenant. In Entra, open Enterprise applications, your app, Properties, and set "
        "“Enabled for users to sign-in” to Yes."
    ),
    "no_consent": _(
        "The app lacks the permission. In Entra, open App registrations, your app, API permissions, add “Office 365 "
        "Exchange Online”: IMAP.AccessAsApp and SMTP.SendAsApp, and press “Grant admin consent”."
    ),
    "no_public_client": _(
        "The app takes no sign-in by code. In Entra, open App registrations, your app, Authentication, and set “Allow "
        "public client flows” to Yes."
    ),
    "sign_in_over": _("The sign-in has ended or was revoked. Choose “Sign in with a code” once more."),
    "code_over": _("The code is no longer valid. Choose “Sign in with a code” once more."),
    "declined": _("The sign-in was declined. Choose “Sign in with a code” once more, and accept."),
    "pending": _("Nobody has entered the code yet. Enter it, and try again."),
    "nobody_signed_in": _("Nobody has signed in yet. Choose “Sign in with a code”."),
    "throttled": _("The provider asks us to wait. It is tried again by itself when the time is over."),
    "provider": _("The provider gave an answer that we do not know. Try again; check tenant, application and scope."),
    "provider_away": _("The provider of sign-ins does not answer."),
    "lost_key": _("The secret cannot be read after a change of SECRET_KEY. Enter it once more."),
    "no_mailbox": _(
        "Signed in, but there is no such mailbox. Check that the address is a mailbox in Exchange with a licence or "
        "shared, and that IMAP is switched on for it."
    ),
    "token_refused": _(
        "Exchange does not let the app into the mailbox. Register it with New-ServicePrincipal, and give it the "
        "mailbox with Add-MailboxPermission -AccessRights FullAccess."
    ),
    "send_refused": _(
        "The mail server does not let the app send. In Exchange, switch on “Authenticated SMTP” for the mailbox; in "
        "Entra, grant SMTP.SendAsApp."
    ),
    "no_graph_sign_in": _("Choose a sign-in that is made for Microsoft Graph."),
    "no_graph_sender": _(
        "EMAIL_HOST names Microsoft Graph, but there is no sign-in for it. Under “Sign-ins at mail providers”, make "
        "one for Microsoft Graph, and tick “for outgoing mail”."
    ),
    "graph_no_consent": _(
        "The app lacks the permission. In Entra, open App registrations, your app, API permissions, add “Microsoft "
        "Graph”: Mail.ReadWrite and Mail.Send as application permissions, and press “Grant admin consent”."
    ),
    "graph_no_read": _(
        "Microsoft Graph does not let the app into the mailbox. In Entra, open App registrations, your app, API "
        "permissions, add “Microsoft Graph”: Mail.ReadWrite as an application permission, and press “Grant admin "
        "consent”. Where RBAC for Applications is used instead, its scope must hold this mailbox."
    ),
    "graph_no_send": _(
        "Microsoft Graph does not let the app send. In Entra, open App registrations, your app, API permissions, add "
        "“Microsoft Graph”: Mail.Send as an application permission, and press “Grant admin consent”. Where RBAC for "
        "Applications is used instead, its scope must hold the mailbox in MAIL_FROM."
    ),
    "graph_policy": _(
        "An application access policy keeps the app from this mailbox. In Exchange, add the mailbox to the group that "
        "the policy names (Get-ApplicationAccessPolicy), and wait an hour."
    ),
    "graph_no_mailbox": _(
        "There is no such mailbox in Exchange Online. Check the address, that the mailbox has a licence or is shared, "
        "and that it does not lie on an Exchange server of your own."
    ),
    "graph_no_exchange": _(
        "This tenant has no mailboxes. In Entra, open Overview, and copy “Tenant ID” of the tenant where the mailbox "
        "lies."
    ),
    "graph_token_refused": _(
        "Microsoft Graph does not take the token. Check that “tenant” is that of the mailbox, and that “scope” is "
        "empty. In Entra, see under Enterprise applications that the app is enabled."
    ),
    "graph_send_as": _(
        "Exchange does not let the mailbox send from the address in MAIL_FROM. Write the mailbox's own address there, "
        "or give it “Send as” for the other in the Exchange admin center."
    ),
    "graph_away": _("Microsoft Graph cannot answer right now. It is tried again by itself."),
    "graph_redirect": _(
        "Microsoft Graph sent us to another address, where we do not go. Whoever runs the machine checks GRAPH_HOST."
    ),
    "graph_foreign": _(
        "An answer of Microsoft Graph names another server, which we do not ask. The mail still lies there. Whoever "
        "runs the machine checks GRAPH_HOST."
    ),
    "graph_answer": _("Microsoft Graph gave an answer that we do not know. It is tried again by itself."),
    "graph_mail": _("Microsoft Graph did not accept the mail as it is written."),
    "graph_declined": _(
        "Microsoft Graph did not accept what we asked for. Check the names of the folders. Should it stay so, look for "
        "a newer version of this program."
    ),
    "sender": _("The mail server does not let us send from the address in MAIL_FROM."),
}


class Refused(Exception):
    """We do not connect; `code` says why."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class Throttled(Refused):
    """The provider asks us to wait, which is no failure: nothing was done, and nothing is lost."""

    def __init__(self, until: datetime) -> None:
        super().__init__("throttled")
        self.until = until

    @classmethod
    def by(cls, header: str) -> Self:
        """By Retry-After (RFC 9110): seconds, or a date."""
        now = timezone.now()
        return cls(now + min(max(wanted_rest(header, now), timedelta(seconds=1)), timedelta(seconds=LONGEST_REST)))


def wanted_rest(header: str, now: datetime) -> timedelta:
    if header.strip().isdecimal():
        return timedelta(seconds=min(int(header), LONGEST_REST))
    try:
        date = parsedate_to_datetime(header)
    except ValueError:
        return timedelta(seconds=USUAL_REST)
    return (date if date.tzinfo else date.replace(tzinfo=UTC)) - now


def code_of(trouble: BaseException) -> str:
    """The code of what went wrong, or the kind of error where we know none. Names no address and no text. A connection
    that went silent cannot be closed either, which is no news."""
    if isinstance(trouble.__context__, TimeoutError) and type(trouble) is OSError:
        trouble = trouble.__context__
    kinds: tuple[tuple[tuple[type[BaseException], ...], str], ...] = (
        ((MailboxLoginError, smtplib.SMTPAuthenticationError), "password"),
        ((MailboxStarttlsError, smtplib.SMTPNotSupportedError), "no_starttls"),
        ((smtplib.SMTPSenderRefused,), "sender"),
        ((gaierror,), "unknown_host"),
        ((ConnectionRefusedError,), "refused"),
        ((TimeoutError,), "silent"),
        ((IMAP4.abort, ConnectionError, ssl.SSLError, smtplib.SMTPServerDisconnected), "broken_off"),
    )
    if isinstance(trouble, Refused):
        return trouble.code
    if isinstance(trouble, ssl.SSLCertVerificationError):
        return "name" if trouble.verify_code in {62, 64} else "certificate"  # X509_V_ERR_HOSTNAME_ and _IP_MISMATCH
    return next((code for those, code in kinds if isinstance(trouble, those)), type(trouble).__name__)


def sentence(code: str) -> "StrPromise | str":
    """In words; the code itself where there are none."""
    return SENTENCES.get(code, code)
