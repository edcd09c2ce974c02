"""The demo's mail: a new case, a vendor's answer, a reply that waits for somebody, and one that nobody needs."""

from datetime import timedelta
from email.message import EmailMessage

from demo.stories import Stage, set_back
from organisation.models import Institution
from tickets import search
from tickets.inbound.receiving import receive
from tickets.models import Mailbox, ReceivedMail, ReplyAddress, Ticket
from triage.suggestions import suggesting

NEW = """Hej

Jeg har i dag fået ny telefon, og nu kommer der ingen beskeder fra Aula på skærmen, før jeg selv åbner appen.
Hvad skal jeg slå til?

Med venlig hilsen
Rikke Thorup
Tlf. 20 30 40 50
"""
FROM_VENDOR = """Hej

Tak for henvendelsen. Fejlen er fundet hos os og rettes i nat. Prøv igen i morgen, og skriv, hvis det stadig sker.

Venlig hilsen
Kim, support

Aula-hjælp <aula-hjaelp@havrby.example> skrev:
> Kommunen sender denne sag videre til jer.
"""
FROM_FATHER = """Hej, jeg er far til Ida og svarer for Clara. Hun skal gå på Skovvangskolen, som også bruger Aula.

Mvh Peter Uldall
"""
AWAY = "Jeg er på ferie til og med fredag. Kontakt skolens kontor, hvis det haster."


def bring(cases: dict[str, Ticket], stage: Stage, address: str) -> None:
    """Sets up the mailbox and takes the mails in, as if they had come by the mail server."""
    Mailbox.objects.create(address=address, institution=None)
    vendor, asked = cases["e48"], cases["e28"]
    party = vendor.forwardings.get().party
    ReplyAddress.of(vendor, party.name)
    receive(letter("Rikke Thorup <rikke.thorup@post.example>", address, "Ingen beskeder på ny telefon", NEW))
    opened = Ticket.objects.latest("id")
    Ticket.objects.filter(pk=opened.pk).update(institution=Institution.objects.get(code="790101"))
    suggesting.suggest(opened.events.get(kind="opened"))
    search.refresh(opened.events.get(kind="opened"))
    receive(letter(f"Kim <{party.email}>", ReplyAddress.of(vendor, party.name).email(), "Sv: Login", FROM_VENDOR))
    receive(letter("Peter Uldall <peter@uldall.example>", ReplyAddress.of(asked).email(), "Sv: Forlader", FROM_FATHER))
    receive(letter("Lis Holt <lis.holt@post.example>", address, "Automatisk svar: Ferie", AWAY))
    for hours, ticket in ((3, opened), (2, vendor), (1, asked)):
        set_back(Ticket.objects.get(pk=ticket.pk), stage.now - timedelta(hours=hours))
        ReceivedMail.objects.filter(ticket=ticket).update(received_at=stage.now - timedelta(hours=hours))


def letter(sender: str, to: str, subject: str, text: str) -> bytes:
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = sender, to, subject
    message["Message-ID"] = f"<demo-{len(subject)}-{len(text)}@post.example>"
    message.set_content(text)
    return message.as_bytes()
