"""Whoever is away answers nothing, also where no header says so; whoever mentions it is heard."""

# ruff: noqa: E501  the texts stand as they came

import pytest

from tests.cast import Cast, kinds
from tests.tickets.inbound.letters import HELPDESK, letter
from tickets.inbound import held
from tickets.inbound.absences import reads_like_absence
from tickets.inbound.parsing import parse
from tickets.inbound.receiving import receive
from tickets.models import Mailbox, ReceivedMail, ReplyAddress, Ticket

PROGRAMS = (
    "Tak for din mail. Jeg er på ferie til og med den 18. oktober. Haster det, så kontakt skolens kontor på 12 34 56 78.",
    "Hej\n\nJeg holder ferie fra den 1. til den 14. juli og læser ikke mails i perioden.\n\nVenlig hilsen\nMette",
    "Kære afsender\nJeg er ikke på kontoret i dag. Din mail vil blive besvaret, når jeg er tilbage.\nMvh. Jens",
    "Jeg er på barsel frem til august 2027. Henvendelser om Aula bedes rettet til kollega@skolen.example",
    "Jeg har ferie i uge 42 og er tilbage på kontoret mandag den 19. oktober.",
    "Kontoret holder lukket mellem jul og nytår. Mails besvares fra den 4. januar.",
    "Jeg er sygemeldt på ubestemt tid. Kontakt venligst skolens kontor på tlf. 12345678.",
    "Jeg er på kursus i dag og har begrænset adgang til mail. Ved akut behov ring til kontoret.",
    "Hi,\n\nI am currently out of the office with limited access to email. I will reply when I return on 4 May.",
    "Thank you for your message. I'm on annual leave until 12 August. For urgent matters please contact bo@firma.example.",
    "I am away on vacation and will be back on Monday, July 6th.",
    "Out of office until 3 March. Your e-mail will not be forwarded.",
    "I will be out of the office starting 21/12/2026 and returning 04/01/2027.",
    "Hej! Jag är på semester och åter på kontoret den 10 augusti. Under min frånvaro kontakta info@firma.example",
    "Jag är föräldraledig. Mina mail läses inte. Vid brådskande ärenden ring växeln.",
    "Tack för ditt meddelande. Jag är tjänstledig till 1 juni och svarar inte på mail.",
    "Hei\n\nJeg er på ferie og er tilbake 15. juli. Haster det, ring 12 34 56 78.",
    "Jeg er bortreist og har begrenset tilgang til e-post. Mvh Kari",
    "Jeg er ikke på jobb i dag. E-post leses ikke før mandag.",
    "Guten Tag,\n\nich bin bis einschließlich 14.08. nicht im Büro. Ihre E-Mail wird nicht weitergeleitet.",
    "Vielen Dank für Ihre Nachricht. Ich bin im Urlaub und ab dem 3. März wieder erreichbar.",
    "Ich bin derzeit auf Dienstreise. In dringenden Fällen wenden Sie sich bitte an info@firma.example.",
    "Jeg afspadserer i dag og besvarer derfor ikke mails. I hastesager kontakt 12345678.",
    "Vi holder sommerferielukket i uge 28-30. Vi er tilbage mandag den 27. juli.",
)
PEOPLE = (
    "Jeg er på ferie til mandag. Mvh Far",
    "Tak for svaret. Jeg er på ferie til mandag og prøver, når jeg er tilbage på arbejdet den 4.",
    "Jeg er syg i dag, men min mand kan stadig ikke logge ind. Kontakt ham på 12 34 56 78.",
    "Jeg er på barsel og skal stadig kunne se min klasse i Aula. Jeg er tilbage den 1. august.",
    "Vi er på ferie i uge 42. Hvordan melder vi det i Aula?",
    "Jeg er ikke på kontoret i dag, så ring efter kl. 14 på 12 34 56 78 og hjælp mig med login.",
    "Det virker stadig ikke. Jeg er på kursus i dag og er tilbage i morgen.",
    "Vi har været på ferie, så først nu har jeg set jeres mail. Nu kommer ugeplanen frem.",
    "I am on holiday until Monday. Could you please try again then?",
    "I'm out of the office today but the problem is still there when I use my phone.",
    "Thanks for your help! I was away last week. It works now.",
    "Hej igen, jag är på semester men min dotter kan fortfarande inte logga in.",
    "Jeg er på ferie. I må gerne lukke sagen, jeg skriver, når jeg er tilbage på arbejdet mandag.",
    "Læreren er på barsel, og vikaren er ikke oprettet. Beskeder bliver ikke læst.",
    "Ich bin im Urlaub, aber mein Sohn kann sich nicht anmelden. Ihre Antwort hat nicht geholfen.",
    "Skolens kontor holder lukket i denne uge. Kan I selv rette stamkortet?",
    "Jeg har fri på fredag. Så kan I ringe på 12 34 56 78.",
    "Jeg er på arbejde igen på mandag og kigger på det, når jeg er tilbage den 4.",
    "Jeg er på orlov fra den 1. januar. Hvem får besked om min klasse, når mine mails ikke bliver læst?",
    "Jeg er ikke til stede på mødet i dag. Send gerne referatet.",
)


@pytest.fixture
def box(cast: Cast) -> Mailbox:
    return Mailbox.objects.create(address=HELPDESK)


@pytest.mark.parametrize("text", PROGRAMS)
def test_what_a_holiday_program_writes_is_known(text: str) -> None:
    assert reads_like_absence(parse(letter(text, Subject="SV: Din henvendelse")))


@pytest.mark.parametrize("text", PEOPLE)
def test_who_only_mentions_being_away_is_a_person(text: str) -> None:
    assert not reads_like_absence(parse(letter(text, Subject="SV: Din henvendelse")))


def test_an_answer_of_who_is_away_waits_in_its_case_and_is_a_reply_by_one_click(
    box: Mailbox, ticket: Ticket, cast: Cast
) -> None:
    ticket.resolve(by=cast.superuser)
    assert receive(letter(PROGRAMS[0], To=ReplyAddress.of(ticket).email(), Subject="Ferie")).reason == "away"
    ticket.refresh_from_db()
    assert ticket.is_done
    waiting = ReceivedMail.objects.held().get()
    assert (waiting.ticket, waiting.speaker, waiting.text) == (ticket, "requester", PROGRAMS[0])
    held.admit(waiting, by=cast.superuser)
    assert not Ticket.objects.get().is_done
    assert ticket.messages.latest("id").body.endswith(PROGRAMS[0])


def test_it_stops_no_clock_while_it_waits(box: Mailbox, ticket: Ticket, cast: Cast) -> None:
    ticket.ask("Hvilken telefon?", by=cast.superuser)
    before = kinds(ticket)
    receive(letter(PROGRAMS[2], To=ReplyAddress.of(ticket).email()))
    assert kinds(ticket) == [*before, "mail_held"]
    ticket.refresh_from_db()
    assert ticket.status == "waiting_requester"
