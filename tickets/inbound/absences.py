"""What somebody's holiday program writes where no header and no subject says that it did, in an answer to us.

A guess, so it is made carefully: it says that somebody is away, and what such programs say besides, and nothing that
only a person would answer. Danish, English, Swedish, Norwegian and German.
"""

import re
from typing import Final

from tickets.inbound.parsing import Mail

LONGEST: Final = 1_200
"""Characters of the longest such text; people who write more have more to say."""


def any_of(*patterns: str) -> re.Pattern[str]:
    return re.compile("|".join(patterns), re.IGNORECASE | re.MULTILINE)


AWAY: Final = any_of(
    r"\b(?:jeg|vi) (?:er|holder|har|afholder)\b[^!?\n]{0,60}\b(?:\w*ferie|\w*barsel\w*|orlov|kursus|tjenesterejse"
    r"|fraværende|sygemeldt|fri|ude af (?:huset|kontoret)|ikke (?:til stede|på (?:kontoret|arbejde)|tilgængelig))\b",
    r"\b(?:jeg|vi) afspadserer\b",
    r"\b(?:jeg|vi) holder \w*lukket\b|\b(?:kontoret|sekretariatet|skolen|børnehaven) (?:er|holder) \w*lukket\b",
    r"\b(?:jeg|vi|eg) (?:er|har|avspaserer|avvikler)\b[^!?\n]{0,60}\b(?:\w*permisjon|kurs|tjenestereise|borte"
    r"|bortreist"
    r"|sykmeldt|ute av kontoret|ikke (?:på (?:jobb|kontoret)|tilgjengelig))\b|\bkontoret (?:er|holder) stengt\b",
    r"\b(?:jag|vi) (?:är|har|tar)\b[^!?\n]{0,60}\b(?:semester\w*|\w*ledig|bortrest|frånvarande|sjukskriven"
    r"|på (?:tjänsteresa|kurs)|inte (?:på (?:kontoret|jobbet|plats)|tillgänglig|anträffbar))\b"
    r"|\bkontoret (?:är|håller) stängt\b",
    r"\b(?:i am|i['’]m|we are|i will be|i['’]ll be)\b[^.!?\n]{0,40}\b(?:out of (?:the |my )?office|away|travelling"
    r"|on (?:\w+ )?(?:leave|holiday|vacation)|not in the office)\b",
    r"^\W*(?:currently )?out of (?:the )?office\b|\booo until\b|\b(?:the|our) office is closed\b",
    r"\b(?:ich bin|wir sind)\b[^!?\n]{0,80}\b(?:nicht (?:im (?:büro|haus)|erreichbar|am arbeitsplatz)|im \w*urlaub"
    r"|abwesend|außer haus|auf (?:dienst|geschäfts)reise|in elternzeit)\b|\bunser büro ist geschlossen\b",
)
BACK: Final = any_of(
    r"\b(?:er|vender|kommer) (?:jeg )?(?:først )?tilbage(?: igen)?(?: på (?:kontoret|arbejdet|jobb))?(?: igen)?"
    r" (?:(?:på |til )?(?:mandag|tirsdag|onsdag|torsdag|fredag)|den|d\.|i uge|i uke|\d)",
    r"\b(?:kan|kan jeg|kan vi) (?:træffes|treffes|kontaktes|nås|fås) (?:igen|igjen|på nytt)\b",
    r"\b(?:åter|tillbaka) (?:på (?:kontoret|jobbet|plats)|den|i tjänst|måndag|tisdag|onsdag|torsdag|fredag|\d)",
    r"\b(?:will|i['’]ll) (?:be back|return|respond|reply|answer|get back)\b[^!?\n]{0,40}"
    r"\b(?:on|when|upon|as soon|after|until|in)\b|\breturning (?:on )?[\w ]{0,12}\d",
    r"\b(?:wieder|zurück) (?:\w+ )?(?:erreichbar|im büro|für sie da)\b",
)
"""When somebody is back, as people write, too."""
BESIDES: Final = any_of(
    # that nobody reads it now
    r"\b(?:læser|besvarer|tjekker|ser|leser|svarer|sjekker|läser|svarar) (?:\w+ ){0,2}(?:ikke|kun|inte|bara"
    r"|sporadisk)\b",
    r"\b(?:mails?|e-?mails?|e-?post|beskeder|henvendelser|meddelanden)\b (?:\w+ ){0,2}(?:læses|besvares|leses"
    r"|läses|besvaras"
    r"|videresendes)\b",
    r"\b(?:begrænset|begrenset|begränsad|limited|eingeschränkten?) (?:adgang|tilgang|åtkomst|tillgång|access"
    r"|zugriff)\b",
    r"\b(?:din|deres|jeres) (?:e-?mail|mail|henvendelse|besked|e-?post) (?:vil blive|bliver|besvares"
    r"|videresendes|leses)\b",
    r"\byour (?:e-?mail|message) (?:will|is|has)\b|\bihre (?:e-?mail|nachricht|mail) (?:wird|werde)\b",
    r"\b(?:no|without|intermittent) access to (?:my )?e-?mails?\b|\btilgå (?:min|mine) (?:e-?)?mails?\b",
    r"\b(?:besvarer|svarer på) (?:din|dine|jeres) (?:e-?mails?|mails?|henvendelser?|beskeder?)\b"
    r"|\bnach meiner rückkehr\b",
    # whom to turn to
    r"\b(?:i|under|ved) (?:mit|mitt|min) (?:fravær|ferie|frånvaro|semester)\b|\b(?:in|during) my absence\b"
    r"|\b(?:in|während) meiner abwesenheit\b",
    r"\b(?:haster|akutt?e?|hastesager|brådskande|urgent|dringend\w*|eilig\w*)\b[^!?\n]{0,60}\b(?:kontakt\w*"
    r"|ring|henvend\w*"
    r"|contact|call|reach|wenden)\b",
    r"\b(?:kontakt(?:a|e)?|henvend dig|skrive? til|contact|direct (?:\w+ )?to|wenden sie sich|rettet? til"
    r"|rettes til)\b(?! (?:mig|os|ham|hende|min|me|us|mich|uns)\b)[^!?\n]{0,80}"
    r"(?:@|\d\d ?\d\d ?\d\d ?\d\d|hovednummer)",
    # that it is a program
    r"\b(?:automatisk|automatic|automated|automatische[sr]?|automatiskt) (?:svar|besked|reply|response"
    r"|antwort|meddelande)\b"
    r"|\bautosvar\b",
)
OF_A_PERSON: Final = any_of(
    r"\?",
    # they answer what we wrote
    r"\b(?:tak|takk|tack|thanks|thank you|danke|vielen dank) (?:\w+ ){0,3}(?:svar\w*|hjælp\w*|hjelp\w*"
    r"|hjälp\w*|help\w*"
    r"|answer|reply|hilfe|antwort)\b",
    r"\b(?:kigger|ser|tester|prøver|svarer|titter|tittar|look)\b[^.!?\n]{0,20}\b(?:på det|på den|på sagen"
    r"|at it|into it)\b",
    r"\b(?:luk|afslut|stäng|close|schließen)\w* (?:gerne |bare |venligst )?(?:sagen|ärendet|saken|the case"
    r"|den fall)\b",
    # the matter itself
    r"\b(?:aula|uni-?login|mitid|bankid|log(?:ge|ger|get|gar|ga)? (?:ind|inn|in)|anmelden|login|password"
    r"|adgangskode\w*"
    r"|kodeord\w*|passord|lösenord|app(?:en)?|stamkort\w*|ugeplan\w*|kalender\w*|klasse|skærmbillede\w*"
    r"|vedhæft\w*|screenshot)\b",
    r"\b(?:virke[rd]e?|fungerar?|funker|works?|worked|funktioniert|fejl\w*|feil\w*|error|fehler|løst|løser"
    r"|prøv\w*|provat"
    r"|testet|tried|versucht|problem\w*)\b",
    r"\b(?:mit|mitt|mina|mine|min|my|meine?) (?:barn|børn|søn|sønn|datter|dotter|dreng|pige|son|daughter"
    r"|child|children"
    r"|kind|kinder|sohn|tochter|mand|kone|man|husband|wife|klasse)\b",
)
WORDS_OF_A_PROGRAM: Final = re.compile(
    r"\W*(?:out of (?:the )?office|ooo|abwesenheit\w*|auto(?:matisk)?[ -]?svar|automatiskt svar"
    r"|auto(?:matic)?[- ]?(?:reply|response)|automatische antwort|frånvaromeddelande)\W*",
    re.IGNORECASE,
)
"""A whole subject that nobody writes above an answer."""
CLAUSE: Final = re.compile(r"[.!;]+\s+(?=[A-ZÆØÅÄÖÜ])|[,\n:]+\s*|\s(?:og|and|och|und)\s")
FOR_THE_MAIL: Final = any_of(
    r"\b(?:tak|takk|tack|thank you|thanks|vielen dank) (?:for|för|für) (?:din|deres|jeres|ditt|your|ihre)\b"
)
POLITE: Final = any_of(
    r"^\W*(?:hej|hi|hello|hei|kære|dear|guten|sehr geehrte|god|venlig|med|mvh|best|kind|mit freundlichen)\b",
)
FEW: Final = 3
"""Words of a line that is a name or a function."""
ELSEWHERE: Final = re.compile(
    r"[^.!?\n]*(?:\S@\S|\d\d ?\d\d ?\d\d ?\d\d|rettes til|rettet til|hovednummer)[^!?\n]*", re.IGNORECASE
)
"""A sentence that says who else can be asked, which may well be about Aula."""


def reads_like_absence(mail: Mail) -> bool:
    """Whether an answer reads as if a program wrote it, since somebody is away."""
    text = mail.reply.strip()
    if mail.is_forward or mail.attachments or len(text) > LONGEST or not AWAY.search(text):
        return False
    if OF_A_PERSON.search(ELSEWHERE.sub("", text)):
        return False
    if BESIDES.search(text) or WORDS_OF_A_PROGRAM.fullmatch(mail.subject):
        return True
    usual = BACK.search(text) or FOR_THE_MAIL.search(text)
    return bool(usual) and all(map(is_usual, filter(None, CLAUSE.split(text))))


def is_usual(clause: str) -> bool:
    """Whether every holiday program writes so, and it says nothing else."""
    patterns = (AWAY, BACK, FOR_THE_MAIL, POLITE)
    return len(clause.split()) <= FEW or any(pattern.search(clause) for pattern in patterns)
