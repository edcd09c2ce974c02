"""The words by which the part of Aula is known that fails."""

import re
from typing import Final

from triage.faults.patterns import rule

NO_MESSAGE: Final = rule(
    r"\b(?:efter|after) (?:login|mitid|unilogin|uni-login)\b",
    r"\b(?:er|bliver|blev|var) billedet (?:\w+ )?(?:sort|hvidt|beskåret|sløret|frosset)\w*",
    r"\b(?:i|in) (?:min|vores|my|our) (?:gruppe|group)\b",
    r"\b(?:når|hver gang|efter|da|så snart|when|after|whenever|once) (?:jeg|vi|man|de|hun|han|i|we|"
    r"they) (?:har )?(?:logge[rt]?|"
    r"log(?:ged)?|sign(?:ed)?) (?:ind|på|in|on)\b",
    r"\b(?:har|have|skal til|holder|til) (?:et |en |an? |vores )?\w*(?:møde|samtale|meeting)\w*(?: \w+)? (?:kl\.?|"
    r"klokken|at|i dag|i morgen|på)\b",
    r"\b(?:logge|log|logget) (?:mig )?(?:ud|out)(?: (?:og|and) (?:ind|in)(?: igen| again)?)?\b",
    r"\b(?:kan|can) (?:\w+ )?(?:logge ind|komme ind|log in|sign in),? (?:men|but)\b",
    r"\b(?:adgang til|access to) (?:mine|min|mit|my) (?:billeder|kamera|filer|kontakter|photos|pictures|camera|files|"
    r"contacts)\b",
    r"\b(?:og|and|men|but|although|selv ?om|even though) (?:jeg |vi |i |we )?(?:kan|can) (?:\w+ )?(?:logge ind|"
    r"komme ind|log in|sign in)\b",
    r"\b(?:får|fik|kommer der|kom der|viser|giver)(?: også)? (?:en |denne )?(?:fejl)?besked(?:en)?\b"
    r"(?= ?(?:om|at|[\"“”:']))",
    r"^(?:(?:re|sv|fwd?|vs): ?)*(?:en )?(?:besked|message) (?:fra|til|om|på|from|to|about|in)\b",
    r"\b(?:får|fik|kommer|kom|giver?|gav|modtager)\b(?: (?!en\b|et\b|ny\b|hver\b|min\b)\w+){0,5} besked\b(?! (?:fra|"
    r"til|i))",
    r"\b(?:kun|only) (?:på |hos |for |on )?(?:min|mit|my)(?: eget| egen| own)? (?:profil|profile|login)\b",
)
"""A message of the screen, not one of Aula's; a group of people; where signing in works."""
MODULES: Final[dict[str, tuple[re.Pattern[str], float]]] = {
    "secure_files": (rule(r"\bsikk?er(?:e)? (?:fil|deling)\w*", r"\bsikre filer\b"), 4),
    "presence": (
        rule(
            r"\bkomme ?(?:/|og|-)? ?gå\b|\bhentes? af\b|\blukkedag\w*|\bferie(?:ønske|modul)\w*|\bsøgte om fri\b|"
            r"\bkrydset\b",
            r"\bfravær\w*",
            r"\bsyge?meld\w*",
            r"\bmeld\w* (?:\w+ ){1,3}syg\b",
            r"\bferie\b|\b\w*ferie(?:registrering|anmodning|indberetning|tilmelding|melding|ønsk\w*|plan\w*)",
            r"\b(?:svar\w*|indberet\w*|registrer\w*|tilmeld\w*|melde\w*) (?:\w+ ){0,3}\w+ferien?\b",
            r"\babsen(?:ce|t)\b|\breport\w* (?:\w+ ){0,3}sick\b|\bcheck(?:ed|ing)?[- ]in\b",
            r"\bfremmød\w*",
            r"\bmeldt (?:\w+ )?(?:syge?|fri|fra)\b",
            r"\btjekke[rt]?s? (?:\w+ )?(?:ind|ud)\b|\btjek-ind\w*|\b(?:ind|ud)tjek\w*",
            r"\bkryds\w* (?:\w+ )?ind\b",
            r"\bhentetid\w*|\bafhent\w*|\bsovetid\w*",
        ),
        3,
    ),
    "gallery": (rule(r"\bgalleri\w*", r"\balbum\w*", r"\bgallery\b", r"\bphotos?\b"), 3),
    "pictures": (
        rule(
            r"(?<!hvidt )(?<!sort )(?<!tomt )(?<!blåt )(?<!et )"
            r"\b(?:billede(?:r|rne|t(?! (?:hvor|med|der)\b))?\b|fotos?|pictures?)\b"
        ),
        1,
    ),
    "login": (
        rule(
            r"\blog(?:ge|ger|get)? (?:mig |os |sig )?(?:ind|på|ud)\b",
            r"\blogin\b",
            r"\blog(?:ged|ging)? (?:in|out)\b",
            r"\btast\w* (?:\w+ ){0,2}kode\w*",
            r"\bmitid\b",
            r"\bpinkode\w*",
            r"\bkode(?:n|r|rne)? (?:virker|er|var|bliver|passer)\b|\b(?:konto|account)(?:en)? (?:er|blev|bliver|is|"
            r"was)\b|"
            r"\b(?:låse?|unlock) (?:\w+ ){0,2}(?:konto|account)|\bindlog\w*|\bmist\w* adgangen\b|\bpasswords?\b|"
            r"\bsign(?:ing)? in\b",
            r"\bunilogin\b",
            r"\badgangskode\w*",
            r"\bkan (?:\w+ )?(?:ikke |ikk? )?komme ind\b(?! til)|\b(?:cannot|can['’]?t) get in\b|"
            r"\badgang(?:en)? til aula\b|\bkomme på aula\b",
        ),
        2.4,
    ),
    "profile": (
        rule(
            r"\w*profil\w*",
            r"\bprofile\b",
            r"\bemergency contacts?\b",
            r"\bstamkort\w*",
            r"\bkontaktoplysning\w*",
            r"\bsamtykke\w*",
        ),
        2.5,
    ),
    "calendar": (
        rule(
            r"\bkalender\w*",
            r"\b(?!spørge|trivsels|aftale|ansøgnings)\w{0,8}skema(?:et|er|erne)?\b|\b(?:schedule|timetable)\b|"
            r"\bvagt(?:er|erne|plan\w*)\b",
            r"\baftale\w*",
            r"\bbegivenhed\w*",
            r"\b(?:forældre|skole-hjem-)samtale\w*",
            r"\b(?:forældre|personale|klasse|team)?møde(?!r (?:ind|op|jeg|vi)\b)(?:t|r|rne|invitation\w*|"
            r"indkaldelse\w*)?\b",
            r"\b(?:events?|appointments?|meetings?)\b",
            r"\binvitation\w*",
            r"\bcalendar\b",
            r"\bdeltagerliste\w*",
        ),
        2.5,
    ),
    "posts": (rule(r"\bopslag\w*", r"\bposts?\b"), 2.5),
    "administration": (
        rule(
            r"\badministration(?:en)?\b",
            r"\badministrations(?:side|modul|del)\w*",
            r"\b(?:adgang|rettigheder) som administrator\b",
            r"\b(?:opretter|gemmer) (?:en )?ny (?:medarbejder|bruger)\b",
        ),
        2.5,
    ),
    "groups": (rule(r"\bgruppe\w*", r"\bgroups?\b"), 2.5),
    "messages": (
        rule(
            r"\bbesked(?:er|en|erne)?\b",
            r"\bmessages?\b",
            r"\bvedhæft\w*|\bindbakken?\b|\binbox\b|\b(?:lyd|talebe)sked\w*|\b(?:reply|replies|i (?:en|den) tråd)\b",
            r"\b(?:besked)?tråden\b|\bbeskedtråd\b",
        ),
        2,
    ),
    "search": (rule(r"\bsøg(?:er|ning\w*|efelt\w*|e)\b", r"\bsearch\w*"), 2),
    "documents": (
        rule(
            r"\bdokument\w*",
            r"\bfælles filer\b",
            r"\b(?:fælles)?mappen?\b|\bshared folder\b",
            r"\bfiler?\b",
            r"\bdocuments?\b",
            r"\bpdf\b",
        ),
        1.5,
    ),
}
"""How the parts of Aula are called, and how much a word says."""
LEARNT: Final = tuple(name for name in MODULES if name != "pictures")
"""Those of which is learnt how a matter sounds that names none of them."""
