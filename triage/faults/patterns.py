"""The words by which the facts of a fault are known in a text."""

import re
from functools import partial
from typing import Final, cast

from django.utils.functional import SimpleLazyObject


def rule(*patterns: str) -> re.Pattern[str]:
    """Compiled when it is first asked: all of them take a fifth of a second, and most processes read no fault."""
    return cast("re.Pattern[str]", SimpleLazyObject(partial(re.compile, "|".join(patterns), re.IGNORECASE)))


_NOTHING_FAILS = r"(?!.*\b(?:ikke|ikk?|ingen|ingenting|intet|aldrig|heller|næsten|not|no|never|hardly|\w+n['’]t)\b)"
WORKS: Final = rule(
    r"(?:virker|virkede|fungerer|går|gik) (?:det|den|alt|de)? ?(?:fint|godt|normalt|hurtigt|uden problemer)",
    r"\b(?:virker|fungerer) det\b(?! (?:\w+ )?ikk?e?\b)",
    r"\bkan (?:godt|stadig)\b(?! ikke)|\ber (?:den|det|de) (?:fint?|fine|god|gode|ok)\b",
    r"\b(?:vender|står|ser|kommer) (?:de|det|den) (?:hele |alt )?(?:rigtigt?|der)\b",
    r"\b(?:var|was) (?:det |it )?(?:ok|okay|fine|fint|normalt?)\b|\bfejler ikke\b|(?<!ikke )\bfint\b|\b(?:is|are|"
    r"looks?) (?:just )?fine\b|\bkom(?:mer)? (?:de|den|det) altid\b",
    r"\bworks (?:fine|well)\b",
    r"er der (?:lyd|ingen problemer)|\ber (?:den|det|de) der\b(?! ikke)",
    r"\buden (?:nogen )?problemer\b|\b(?:har|har haft|oplever) ingen problemer\b|\b(?:has|have) no problems?\b",
    r"\bkunne (?:jeg|vi|man) (?:godt|fint|sagtens)\b|\bi could\b(?! not|n)",
    r"\b(?:lå|stod|kunne (?:jeg|vi)) (?:\w+ ){0,3}(?:i går|før|tidligere)\b",
    r"(?<!ikke )\b(?:virker|virkede|fungerer|works?|worked) (?:(?!ikk?e?\b|not|stadig)\w+ )?(?:på|hos|"
    r"on) (?!.*\b(?:ikke|not)\b)",
    rf"\b(?:kunne (?:jeg|vi|man)|(?:jeg|vi|man) kunne|i could|(?:den|det|de|it|they|that) (?:var|was|were)"
    rf"(?: \w+)? (?:der|there|rigtige?|right|correct))\b{_NOTHING_FAILS}",
    rf"\b(?:virkede|fungerede|worked)\b{_NOTHING_FAILS}",
    rf"^(?:it|they|den|det|de) (?:was|were|var|lå|stod) (?!(?:i|den|kl|ca|on|at|for)\b)(?:\w+ )?(?:last|sidste|i går|"
    rf"yesterday|before|før)\b{_NOTHING_FAILS}",
    rf"^{_NOTHING_FAILS}.*\b(?:virker|fungerer|works)\W*$",
    r"\bgodt (?:kan|kunne|må)\b|\b(?:kan|kunne) (?:udmærket|godt)\b|\b(?:hun|han|kollega\w*|kone|mand|colleague|wife|"
    r"husband) managed\b",
    r"\bkan (?:man |de |hun |han )?sagtens\b|\bgår det hurtigt\b",
    r"\b(?:ingen|no) (?:\w+ )?(?:problem(?:er)?|problems?|besvær|trouble|issues?)\b",
    r"(?<!ikke )\b(?:viser?|vises|ser|står|åbner|kører|shows?|looks?) (?:\w+ ){0,2}(?:pænt|rigtigt?|korrekt|normalt|"
    r"ordentligt|fejlfrit|i orden|correctly|properly|som (?:de|det|den) skal)",
    r"\b(?:ikke noget|intet|nothing|not anything) (?:\w+ )?(?:i vejen|galt|wrong|the matter)\b",
)
"""A part of a sentence that says where it does not fail."""

_SYSTEM = r"(?:,? (?:med )?(?:ios|ipados|android) ?\d+(?:\.\d+)*)?"
_MAKES = (
    "tecno|cmf|moto|vivo|prowise|infinix|blackview|crosscall|gigaset|emporia|huawei|oneplus|xiaomi|"
    "redmi|poco|realme|motorola|sony xperia|xperia|nokia|oppo|nothing phone|fairphone|doro|htc|zte|alcatel|tcl|"
    "lenovo|dell|hp|acer|asus|msi|medion|toshiba|fujitsu|surface|thinkpad|ideapad|elitebook|probook|zenbook|"
    "vivobook"
)
_MODEL_WORD = (
    r"(?:redmi|mi|note|nord|moto|find|reno|mate|matepad|mediapad|nova|thinkpad|ideapad|yoga|latitude|xps|"
    r"galaxy|magic|spark|razr|z|flip|fold|xcover|elitebook|probook|pavilion|envy|zenbook|vivobook|inspiron|chromebook|"
    r"chromebox|"
    r"optiplex|precision|vostro|"
    r"spectre|zbook|travelmate|prodesk|elitedesk|thinkcentre|aspire|swift|lifebook|satellite|tab|tablet|laptop|"
    r"pro|lite|plus|ultra|max|mini|go|"
    r"(?=[\w.-]{0,5}\d)(?!\d+\.? (?:gange|gang|dage|uger|timer|år|stk|times|days|weeks))[\w-]{1,10}(?:\.\d+)?)\b"
)
_NO_NAME = (
    r"(?:Jeg|Vi|Det|Den|De|Der|Her|Med|Mvh|Vh|Hilsen|Aula|Chrome|Edge|Safari|Firefox|Opera|Og|Men|I|It|We|The|Windows)"
)
_NAME = rf"(?-i:(?!{_NO_NAME}\b)[A-ZÆØÅ][a-zæøå]{{2,12}})\b"
_MODEL = rf"(?: (?:{_MODEL_WORD}|{_NAME})){{0,4}}"
"""What follows a make: words that makers use, what holds a number, and other names."""
DEVICES: Final = (
    rule(
        r"\biphone(?: ?(?:\d{1,2}|se|xs|xr|x)\b)?(?: (?:pro max|pro|plus|mini|max)\b)?" + _SYSTEM,
        r"\bipad(?:s|en)?\b(?: (?:air|pro|mini)\b)?(?: \d{1,2}\b)?" + _SYSTEM,
        rf"\bsamsung(?! internet)(?:[ -]galaxy)? (?:z|x-?cover){_MODEL}" + _SYSTEM,
        rf"\b(?-i:(?!{_NO_NAME}\b)[A-Z]\w{{1,12}} (?:Phone|Tablet|Pad|Book|Laptop))\b{_MODEL}",
        r"\bsamsung(?! internet)(?:[ -]galaxy)?(?: tab\b)?(?: (?:tab )?[a-z]{0,2}\d{1,3}\w{0,6}\b)?"
        r"(?:[- ](?:tablet|telefon|mobil|phone)\b)?" + _SYSTEM,
        r"\bgalaxy (?:tab )?[a-z]{0,2}\d{1,3}\w{0,6}\b" + _SYSTEM,
        rf"\b(?:motorola edge|{_MAKES})\b{_MODEL}(?:,? (?:med )?windows(?: ?\d{{1,2}}\b)?)?",
        rf"\bhonor (?:(?=\w*\d)|(?=magic )){_MODEL_WORD}(?: \d+\b)?",
        r"\b(?:google )?pixel(?: \d{1,2}\w{0,2})?\b",
        r"\b(?:imac|macbooks?(?: air| pro)?|mac(?: mini)?)\b",
        r"\bchromebook(?:s|en|er|erne)?\b",
    ),
    rule(
        r"\b(?:skolens|husets|institutionens|børnehavens|kommunens|stuens|kontorets) "
        r"(?:computere?|pc(?:'?er)?|tablets?|bærbare?)\b",
        r"\b(?:arbejds|skole|elev|lærer)-?(?:computer|pc|tablet|bærbar)(?:en|e)?\b",
        r"\bwin ?(?:7|8|10|11)\b",
        r"\b(?:pc med )?windows(?: ?(?:7|8|10|11|server(?: \d{4})?)\b)?(?:-(?:pc|computer))?",
        r"\bandroid(?:-(?:telefon|tablet))?(?: ?\d{1,2}(?:\.\d+)*)?\b",
        r"\b(?:linux|ubuntu|macos(?: (?:sonoma|sequoia|ventura|tahoe|\d+))?|chrome ?os)\b",
    ),
    rule(
        r"\b(?:bærbar|stationær)e?(?: (?:computer|pc))?\b",
        r"\blaptop\b",
        r"\btablet(?:ten|s)?\b",
        r"\bdesktop\b",
    ),
    rule(
        r"\bbåde (?:på |fra )?(?:\w+ )?(?:telefon|mobil|computer|pc|tablet)\w* og (?:på |fra )?(?:\w+ )?"
        r"(?:telefon|mobil|computer|pc|tablet)\w*",
        r"(?<!anden )(?<!andre )(?<!other )\bcomputer(?:en|e|ne)?\b",
        r"(?<!anden )(?<!andre )(?<!other )\bpc(?:'?en|'?er)?\b",
        r"(?<!anden )(?<!andre )(?<!other )(?<!skiftet )(?<!ny )\b(?:telefon|mobil|tlf)(?:en)?\b",
        r"\b(?:my|the) phone\b",
    ),
)
"""The most particular first."""

BROWSER: Final = rule(
    r"\b(?:safari|(?:google )?chrome(?!book| ?os\b)|(?:microsoft )?edge|firefox|opera|samsung internet|brave|"
    r"internet explorer)\b"
    r"(?:,? ?(?:version|v\.?) ?\d+(?:\.\d+)*| \d+(?:\.\d+)*)?"
)
APP: Final = rule(r"(?<!forkert )(?<!anden )(?<!andet )\b(?:aula[- ])?app(?:en|'en)?\b(?! store)")
APP_VERSION: Final = rule(r"\b(?:version|v\.?|app(?:en)?) ?(?P<number>\d+(?:\.\d+)+)")

ABOUT_ME: Final = rule(
    r"^(?:det|it) (?:var|was)\b|^(?:min|mit|my|the|vores) \w+ (?:er|is) (?:en|et|an?)\b|^(?:jeg|vi|i|we) (?:beklager|"
    r"undskylder|takker|apologi[sz]e|am sorry)\b|"
    r"^svar (?:på|til)\b|\b1\)|^(?:prøvet|tried)\b",
    r"^(?:hej|kære|goddag|dear|hi|tak|mvh|vh)\b",
    r"^(?:(?:nej|jo|ja|men|og),? )?(?:jeg|vi)(?: selv)? (?:er|sidder|bruger|arbejder|skriver|har (?:hver|alle)|"
    r"har (?:en|et|kun) (?!(?:\w+ )?(?:problem|fejl|udfordring)))",
    r"^(?:selv (?:har|bruger|sidder)|(?:min|mit|mine) er)\b",
    r"^(?:(?:no|yes|but|and),? )?(?:i am|i'm|i use|i have|we use|we have an?|mine is)\b",
    r"^(?:det|it) (?:kun |only )?(?:er|sker|skete|gælder|startede|begyndte|kom|started|happens)\b",
    r"\b(?:jeg skrev|skrev jeg) forkert\b",
)
"""Who writes, on what, or when: not what happened."""
ASKS: Final = rule(
    r"\?\s*$",
    r"^(?:hvad|hvem|hvor(?!for)\w*|hvilke\w*|hvordan|kan (?:man|i|jeg)|skal (?:vi|jeg)|må (?:vi|jeg))\b",
    r"^(?:how|who|what|can i)\b",
    r"\b(?:vil|ville|would) (?:\w+ )?(?:gerne|like to|love)\b|^hvorfor (?:må|skal|er det|kan man|why (?:must|may))\b",
    r"^(?:please(?! help\b)|husk|remember|reminder|medbring|bemærk|vi minder om|vær opmærksom)\b",
    r"\b(?:gerne|like to|want to|wondering) (?:vide|høre|spørge|know|ask|if|whether)\b",
)
"""A question, which tells nothing that happened."""
EXTENT: Final = rule(
    r"^(?:det|this|it|den) (?:er|is|haster) (?:dog |jo )?(?:ikke|not) ?(?:kritisk|akut|vigtigt?|hastende|slemt|"
    r"farligt|travlt|"
    r"urgent|critical|important)?\W*$",
    r"^(?:er|is|are) (?:det|der|this|it|there)\b[^.]*\?\s*$",
    r"^(?:(?:og|men|and|but),? )?(?:det |it |this )?(?:kun |only )?(?:gælder|drejer sig|set på|applies|concerns)\b",
)
"""Of whom or what it holds: not what happened."""
WISHES: Final = rule(
    r"^(?:lav|tilføj|indfør|make|add|introduce)\b",
    r"\b(?:ville|kunne) være (?:\w+ )?(?:rart|godt|dejligt|smart|fedt)\b",
    r"\b(?:vil|ville) (?:jeg |vi )?(?:meget )?gerne (?:have|kunne)\b",
    r"\bwould (?:be (?:nice|great|lovely|good)|love|like|appreciate)\b|\b(?:kunne|ville) (?:\w+ )?ønske\b",
    r"^(?:må|kunne|bør|skal) (?:vi|jeg|man|i)\b[^?]*\?",
    r"\b(?:ville|kunne) være (?:\w+ )?\w+,? (?:hvis|om|at)\b|\bwould be (?:\w+ )?\w+ (?:if|to)\b",
)
"""What somebody would like: nothing that fails."""
PRESUPPOSES: Final = rule(
    r"^(?:hvordan|hvorfor|how|why) (?:kan|er|sker|could|can|is|does) (?:det|dette|this|it) (?:ske|være|sådan|happen|"
    r"be)?",
    r"^(?:hvad|what) (?:er|går|gik|kan|is|went) (?:der |det )?(?:galt|sket|være galt|wrong)\b",
    r"^(?:hvorfor|why)\b|^(?:og |and )?(?:hvad|what) (?:gør|do) (?:vi|jeg|we|i)(?: så| nu| now)?\?",
    r"^(?:kan|vil|can|could) (?:i|du|nogen|you|anyone) (?:\w+ )?(?:hjælpe|se|rette|løse|fikse|tjekke|undersøge|help|"
    r"fix|"
    r"look|check)\b",
)
"""A question that is asked of what has failed."""
SUPPOSES: Final = rule(
    r"\b(?:hvad (?:nu )?hvis|hvis nu|what if|in case|for det tilfælde at)\b",
    r"\b(?:hvis|når|if|when)\b[^.]*,? (?:hvad|what) (?:gør|skal|do|should)\b",
    r"\b(?:hvad|what) (?:gør|skal|do|should) (?:jeg|vi|man|i|we|one)\b[^.?]*\b(?:hvis|når|if|when)\b",
    r"\b(?:ikke|not) (?:sket|happened) (?:endnu|yet)\b|\bhas not (?:yet )?happened\b",
)
"""What might be: nothing has failed."""
RESULT: Final = rule(
    r"^(?!(?:jeg|vi|i|we|hvis|if)\b)[^.]{12,}, (?:hver gang|når|whenever|every time) (?:jeg|vi|man|i|we)\b",
    r"\b(?:jeg|vi|man|hun|han|i|we) \w+[ers]\b[^.,]{3,60}, (?:og )?(?:så|then|and then)\b",
    r"\b(?:når|hver gang|så snart|every time|when|whenever|as soon as) (?:[^,;.]{4,80}, |(?:\w+ ){6})\w+",
)
"""What somebody does, and in the same sentence what comes of it."""
_SAYS = (
    r"(?:(?:står|stod|stået)(?: der)?|(?:fails?|failed) with|shows?|reads?|displays?|skriver|siger|lyder|melder|"
    r"viser|vises|vist|kommer(?: der)?|besked(?:en)?|meddelelse|"
    r"fejlmeddelelse|fejlbesked|teksten|opstår|opstod|"
    r"(?:hænger|stopper|ender|fryser|bliver) (?:\w+ ){0,2}(?:på|ved|med|i)|"
    r"says|bjælke|error|got|get|får|fik|fået|haft|giver)"
)
ERRORS: Final = (
    re.compile(
        rf"\b{_SAYS}\b[^\"“”„«»]{{0,60}}(?<! om )(?<! til )(?<!about )(?<! fra )(?<! stadig )(?<! still )"
        rf"(?<!status )[\"“”„«»]"
        rf"(?P<text>[^\"“”„«»]{{4,200}})[\"”“»«]",
        re.IGNORECASE,
    ),
    re.compile(
        rf"\b(?i:{_SAYS})\b[^'’]{{0,40}}(?<! stadig )(?<! still )(?<!status )['’](?P<text>[A-ZÆØÅ][^'’]{{4,200}})['’]"
    ),
    re.compile(r"\bfejl\w*[^.\"“]{0,40}[:,] ?[\"“”](?P<text>[^\"“”]{4,200})[\"”“]", re.IGNORECASE),
    re.compile(r"\bfejl\w*[^.\"“]{0,80}: ?[\"“”](?P<text>[^\"“”]{4,200})[\"”“]", re.IGNORECASE),
    re.compile(
        r"[\"“”„«»](?P<text>[^\"“”„«»]{0,120}\b(?:fejl|error|udløb|mislyk|expired|denied|unavailable|"
        r"failed)[^\"“”„«»]{0,120})"
        r"[\"”“»«]",
        re.IGNORECASE,
    ),
    re.compile(r"\bfejlen (?:var|er|lød|lyder)\b[^'’\n]{0,20}['’](?P<text>[A-ZÆØÅ][^'’\n]{4,200})['’]"),
    re.compile(
        r"\b(?:[Dd]en|[Aa]ppen|[Aa]ula|[Ss]iden|[Ss]kærmen|[Ss]ystemet) (?:siger|skriver) "
        r"(?P<text>(?!at |bare |kun |så |ikke (?:noget|hvad|en|et|andet|mere|at)\b|stadig |fortsat |hun |han |"
        r"de )[a-zæøå][^.,;!?\n\"“”]{5,100})"
    ),
    re.compile(r"\b(?P<text>[A-Z]{3,}(?:_[A-Z]{2,})+)\b"),
    re.compile(
        r"\b(?:ikke|can['’]t|cannot|failed|fejler?|afvist|afvises|galt)\b[^\"“”.]{0,60}: ?[\"“”](?P<text>[A-ZÆØÅ]"
        r"[^\"“”]{4,200})[\"”“]",
        re.IGNORECASE,
    ),
    re.compile(r"\b(?i:fejl(?:en|besked(?:en)?|meddelelse(?:n)?|tekst(?:en)?)?): ?(?P<text>[A-ZÆØÅ][^.\n\"“”]{4,120})"),
    re.compile(
        r"\b(?P<text>(?:[45]\d\d[ :-]+)?(?:bad (?:request|gateway)|unauthorized|forbidden|(?:page )?not found|"
        r"(?:request |gateway )timeout|(?:internal )?server error|service unavailable|too many requests)"
        r"(?: \(?[45]\d\d\)?)?)",
        re.IGNORECASE,
    ),
    re.compile(
        r"\b(?i:får|fik|giver|gav|viser|fejl\w*|kode\w*|error|gets?|got|shows?) (?:\w+ ){0,3}?"
        r"(?P<text>[A-Z]{2,8}[-_ ]?\d{2,6})\b"
        r"(?! (?:telefon|tablet|mobil|skærm))"
    ),
    re.compile(r"\bfejlen (?:lyder|er): ?(?P<text>[^.\n]{4,200})", re.IGNORECASE),
    re.compile(
        r"\b(?:[Dd]en|[Dd]et|[Dd]er|[Aa]ppen|[Aa]ula|[Ss]iden|[Ss]kærmen|[Ii]t|[Tt]he (?:page|app|screen)) "
        r"(?:siger|skriver|viser|melder|(?<=er )står|says?|shows?) (?P<text>[A-ZÆØÅ][a-zæøå]+ [^.!?\n\"“”]{5,100})"
    ),
    re.compile(r"\bstår(?: der)?: ?(?P<text>[A-ZÆØÅ][^.\n\"“”]{3,120})"),
    re.compile(r"\b(?P<text>(?:fejl(?:kode)?|error(?: code)?)[ -]?#?\d{3,6})\b", re.IGNORECASE),
    re.compile(
        r"\b(?:får|fik|giver|gav|viser|kommer|fejl|get|gets|got|shows?) (?:\w+ ){0,2}?(?P<text>(?:http ?)?[45]\d\d)"
        r"(?=\b(?! ?(?:\w+er|kr|mb|gb|stk)\b))",
        re.IGNORECASE,
    ),
)

OF_AN_ERROR: Final = rule(
    r"\b(?:fejl\w*|error\w*|prøv\w*|try|vent\w*|wait|kontakt\w*|contact|udløb\w*|gyldig\w*|mislyk\w*|adgang|access|"
    r"rettighed\w*|offline|inaktiv|inactive|låst|locked|signal|invalid|required|påkrævet|kræve\w*|log|ukendt|"
    r"unknown)\b|"
    r"\d{3}|[A-Z]_[A-Z]"
)
"""In the words of the screen."""
TELLS_AN_ERROR: Final = rule(
    r"\b(?:fejl\w*|error\w*|besked\w*|meddel\w*|message|får|fik|fået|gets?|got|kommer|kom|opst\w+|popper|bjælke\w*|"
    r"boks\w*|"
    r"hænger|stopper|fryser|bliver)\b"
)
"""Around them."""
PEOPLE: Final = (
    r"(?:\w{2,12}-?)?(?:forældre(?:ne|par)?|kolleg(?:a|aen|aer|aerne|er|erne)|børn(?:ene)?|elev(?:en|er|erne)?|"
    r"lærer(?:en|e|ne)?|pædagog(?:en|er|erne)?|vikar(?:en|er|erne)?|medarbejder(?:en|e|ne)?|voksne|"
    r"sekretær(?:en|er|erne)?|dagplejer(?:en|e|ne)?)\b"
)
_DOING = (
    r"(?:tryk|klik|åbn|vælg|går ind|udfyld|forsøg|prøv|gem|send|slet|rediger|opret|udskriv|søg|vedhæft|svar|lav|sæt|"
    r"tjek|"
    r"kryds|log|meld|hent|skriv|open|click|press|tap|try|send|ville? )"
)
DOES: Final = rule(rf"\b(?:{_DOING[3:-1]})\w*")
DID: Final = rule(
    r"\b(?:hun|han|man|læreren|eleven|barnet|forælderen|she|he) (?:prøver|forsøger|trykker|klikker|vælger|åbner|"
    r"presses|clicks|opens|tries)\b",
    rf"\b(?:når|hver gang|hvis|da|idet|every time|when|whenever)\b (?!der \w+s\b)(?:\w+[ ,]+){{0,4}}?{_DOING}\w*",
    rf"\b(?:når|hver gang|da|every time|when),? (?:jeg|vi|man|en|de|vores|modtageren|{PEOPLE}|i|we|you|they)\b"
    r"(?! (?:skiftede|fik|flyttede|er|var|har (?!\w+[et]t\b)|havde|bruger|sidder|ser (?:dem|den|det)|opdagede|mødte|"
    r"vågnede|switched|changed|am|was|have|use)\b)",
    r"\befter (?:jeg|vi|man) (?:har|havde) (?!skiftet|fået|opdateret)|\b(?:tried|trying) to \w+|\bafter i \w+",
    r"\b(?:trykkede|klikkede|ved (?:tryk|klik)) på\b",
    r"\b(?:jeg|vi) (?:prøver|forsøger|går ind|trykker|klikker|vælger|udfylder|åbner)\b(?! kl\b| (?:på )?noget\b)",
    r"^(?:trykker|klikker|vælger|søger|åbner|sender|opretter) (?:jeg|vi|man|på)\b|\bog trykker? (?:på |send|gem)",
    r"\b(?:jeg|vi) har (?:prøvet|forsøgt) (?:\w+ ){0,3}at (?!logge ud|ændre|skifte|justere|vende|rette|"
    r"genstarte|slette|slukke|afinstallere|"
    r"geninstallere|"
    r"opdatere|genindlæse|rydde|nulstille|skifte|tømme)\w+",
)
_BROKEN: Final = rule(
    r"\b\d+ gange (?:om dagen|i timen|dagligt)\b|\btimeouts?\b|\btømmer (?:mit |min )?batteri\w*|"
    r"\b(?:kommer|kom|står|vises|sendt|åbnes|udskrives) (?:der )?(?:kun|uden)\b|\b(?:er|var|lå|stod|"
    r"viste) (?:\w+ )?stadig\b|"
    r"\bsamme \w+e farve\b|\bsprang\b|\bspringer\b",
    r"\b(?:af sig selv|by itself|skåret over|skæve?t?)\b|"
    r"\blukker (?:\w+ ){0,2}(?:med det samme|igen|straks|ned)\b|"
    r"\bskal (?:\w+ ){0,2}(?:logge|indtaste|skrive|taste|vælge|godkende|trykke|klikke) (?:\w+ ){0,3}(?:igen|forfra|"
    r"to gange|"
    r"hver gang)\b|"
    r"\b(?:tager|takes) (?:\w+\.? ){0,2}\d+ ?(?:sek|min|sec)",
    r"\b(?:bliver ved|afbry(?:des|der|dt|delse)|annulleret|mangelfuld\w*|mangl(?:ede|ende)|ufuldstændig\w*|afkortet|"
    r"forvrænget|sløret|pixel(?:eret|leret)|beskadiget|corrupt\w*|korrupt\w*|garbled|gibberish|volapyk|byttet om|"
    r"bytter (?:om|rundt)|overskrive[rst]\w*|overskrevet|inaktiv\w*|deaktiveret|disabled|gr[ae]yed out|cropped|"
    r"distorted|interrupted|aborted|none|beskåret|helt død|når først|unreachable|unresponsive|nobody|ude af drift|"
    r"lagger|glitch\w*|buggy|dublere\w*|"
    r"forstyrre\w*|forældede|ens (?:mails?|beskeder|notifikationer)|for mange|too many)\b",
    r"\bstår (?:\w+ )?(?:og )?(?:loader|tænker|ruller|kører|snurrer)\b|\bloader (?:og loader|konstant|uendeligt)\b",
    r"\b(?:vises|afspilles|åbnes|åbner|kommer|shows?|opens?|plays?) (?:\w+ ){0,2}(?:uden|without)\b",
    r"\b(?:forgæves|gone|empty)\b",
    r"\b(?:lukker|lukkede|går|gik|bryder|brød) (?:\w+ ){0,2}ned\b|\b(?:er|is|var|was) (?:\w+ ){0,2}(?:nede|"
    r"down)\b|\bcrash\w*|\bfrys\w*|\bhænger\b|\b(?:går|gik|står) (?:i stå|stille)\b",
    r"\bforsv[iau]nd\w*|\bvæk\b|\bmangler\b|\btomt?\b|\btomme\b|\bhvid\w*|\bgråe?t?\b|\b(?:sort|blå|rød) (?:skærm|"
    r"billede|side)\b|"
    r"\b(?:er|bliver|blev|været|går i|gået i) (?:helt )?(?:sort|blå)\b|\bgrå\b|\bblank\b",
    r"\bforkert\w*|\bdobbelt\w*|\b(?:står|vises|kommer|ligger|kom|stod)(?: \w+){0,3} to gange\b|"
    r"\bfejler\b(?! ikke)|\bfail(?:s|ed|ing)?\b|\b(?:broken|wrong|missing|stuck|stopped|disappear\w*|freez\w*|"
    r"froze|hangs|twice)\b|"
    r"\blangsom\w*|\btager over\b|\bspørgsmålstegn\b|\bhakke[rt]\b|\bdriller\b|\bhopper\b|\budebliv\w*|\bfrøs\b|"
    r"\bmist(?:er|ede|et)\b|"
    r"\b(?:hele tiden|konstant|midt om natten|uafbrudt|på hovedet|oven i hinanden)\b|"
    r"\b(?:faldt|falder|faldet|røget|ryger|skubbes|kastes|smides) (?:\w+ )?(?:af|ud|ned)\b|\bstopper\b|"
    r"\bselv ?om\b|\beven though\b|\b(?:spærret|låst|afvist|locked|blocked|rejected)\b|"
    r"\btager (?:\w+ )*(?:minutter|evigheder)\b|"
    r"\b(?:upside down|forever|too (?:long|large|slow)|none of|slow)\b|\b(?:sendt|får|modtager|fik|"
    r"kommer) (?:\w+ ){0,4}to gange\b|\btimer efter\b|"
    r"\blogger (?:mig|os) ud\b",
    r"\b(?:smidt|kastet|slået|logget|logges|ryger|rykket|thrown|kicked|logged) (?:\w+ )?(?:af|ud|out|off)\b|"
    r"\b(?:er|har|was|is) (?:\w+ ){0,2}været nede\b|\bvære?t nede\b|\b(?:igen og igen|gang på gang|again and again|"
    r"over and over|keeps? (?:on )?\w+ing|all the time)\b|"
    r"\b(?:går|gik|goes) (?:i )?(?:ring|loop|løkke|sort|back to)\b|\b(?:snurrer|spinning|blinker|flimrer|bøvler|"
    r"kludrer|nægter|nægtet|afviser|refuse[sd]?|denied|delayed|forsinke[dt]\w*|timeout|overskredet|ødelagt|ulæselig\w*|"
    r"utilgængelig\w*|uventet|unexpected|expired|udløbet|duplicated?|dublet\w*|forskudt|afskåret|cut off|overlapper|"
    r"dækker|uendelig\w*|sløv|træg|evig\w*|ulidelig\w*|nulstillet|dagen efter|pludselig\w*|suddenly|forældet|"
    r"outdated|(?:flere|en|et|to|tre|an?|two|three|\d+) (?:timer|minutter|dage|hours?|time|minut|"
    r"dag) (?:\w+ )?(?:for (?:sent|tidligt)|too late|to late|late|early|behind|ahead))\b|"
    r"\bkun (?:\w+ )?(?:\d+|én|halvdelen|en|ene) af\b|\b(?:i|til) stykker\b|\b(?:drejer|vender|roterer)\b",
    r"\b(?:it|the page|app|aula|den|siden|appen) (?:\w+ )?(?:says? )?error\b|\bcan(?:not|n?t)\b",
    r"\b(?:meget|alt for|for|too|very) (?:lille|små|stor|store|mørkt?|lyst?|small|tiny|dark)\b|\bbliver (?:stående|"
    r"liggende|hængende)\b|"
    r"\b(?:ryger|ender|lander|havner|røg|endte|ends? up) (?:\w+ )?(?:i|in) (?:spam|uønsket|junk|\w*papirkurv|"
    r"\w+mappe)\w*|"
    r"\b(?:kommer|kom|hopper|ryger|røg|går|gik|sendes|sender|send|springer|falder|smider|jumps|goes|go|"
    r"sent) (?:\w+ ){0,3}(?:tilbage|back)\b|"
    r"\bud igen\b|\bfor sent\b|\bbagud\b|\bomvendt\b|\bugyldig\w*|\bfirkanter\b|\bfejl\b",
    r"\b(?:får|står|ligger|vises|kommer|modtager) (?:\w+ )?stadig\b|\bstill (?:get|see|show)\w*|"
    r"\bkun (?:se|halvdelen|det ene)\b|\bi stedet for\b|\bviser (?:stadig|kun|forrige|sidste|forkerte|(?:mit|det|"
    r"den|de) gamle)\b|"
    r"\bstår \w+ (?:\w+ )?stadig\b|\bbliver til\b|"
    r"\ben anden \w+ end\b",
)
FAILS: Final = rule(
    r"\b(?:ikke|ikk?|ingen|ingenting|intet|aldrig|cannot|not(?! (?:only|just))|\w+n['’]t|nothing|no longer|unable)\b",
    _BROKEN.pattern,
)
FAILS_SURELY: Final = rule(
    r"\b(?:kan|kunne|må|får|fik|modtager|ser|virker|fungerer|vises|viser|kommer|kom|sker|skete|åbner|loader|gemmer|"
    r"gemmes|sender|sendes|svarer|reagerer|opdaterer|opdateres|findes|dukker|starter|lader|vil|bliver|"
    r"can|could|does|do|did|will|works?|loads?)"
    r"(?: \w+){0,4}? (?:ikke|ikk?|ingen|ingenting|intet|aldrig|not|nothing|never|no longer)\b",
    r"\b(?!er\b)\w+(?:er|es|ede|te) (?:sig |den |det |de )?(?:\w+ )?ikke\b",
    r"\b(?:cannot|\w+n['’]t|unable)\b",
    _BROKEN.pattern,
)
"""That something of Aula fails, in words that say so also beside a question."""
BEFORE: Final = rule(
    r"\bvirkede (?:fint |godt |ellers )?(?:før|indtil|tidligere|i går)\b",
    r"\bplejer at\b",
    r"\bhar (?:\w+ )?ellers (?:altid )?(?:virket|kunnet)\b",
    r"\bhar (?:altid|aldrig) (?:virket|kunnet)\b",
    r"\bindtil nu\b",
    r"\bworked (?:before|until)\b",
)
SCREENSHOT: Final = re.compile(
    r"(?:screenshot|skærmbillede|skærmfoto|screen shot)[ _-]*(?P<year>20\d\d)[-_.]?(?P<month>\d\d)[-_.]?(?P<day>\d\d)"
    r"(?:[ _-]|kl\.?|at)+(?P<hour>\d\d)[.:_-]?(?P<minute>\d\d)",
    re.IGNORECASE,
)
SENT_FROM: Final = re.compile(r"^(?:sendt fra min|sent from my) (?P<device>[^\n]{3,40})$", re.IGNORECASE | re.MULTILINE)
MAILER: Final = re.compile(r"(?P<device>iPhone|iPad|Android)(?= ?Mail|;|\b)", re.IGNORECASE)
