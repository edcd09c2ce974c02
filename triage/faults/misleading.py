"""What stands beside a fault and is not it: others and their devices, what was ruled out, tried or solved."""

import re
from typing import Final

from triage.faults.patterns import BROWSER, DEVICES, FAILS, WORKS, rule
from triage.faults.times import DAY

_ANY_DEVICE = "|".join(rule.pattern for rule in DEVICES)
_FILLER = r"(?:(?:på|om|i|in|en|et|min|mit|mine|vores|din|dit|skolens|noget|on|my|our|an?|the) ){0,3}"
_RULES_OUT = (
    r"(?:^|[,.;:(–-]\s*|\b(?:men|but|og|and|nej|no),? |"
    r"\b(?:er|var|bruger|brugte|har|havde|sker|skete|gælder|is|was|use|used|have|had)(?: \w+)? )(?:ikke|not)"
)
NOT_THAT: Final = rule(
    rf"{_RULES_OUT} {_FILLER}(?:{_ANY_DEVICE}|{BROWSER.pattern}|app(?:en|'en)?\b|{DAY.pattern})",
    rf"\b(?:isn't|wasn't|don't use) {_FILLER}(?:{_ANY_DEVICE}|{BROWSER.pattern}|{DAY.pattern})",
)
"""What it was not: a device, a browser or a day that is ruled out."""
NEVER_TRIED: Final = rule(
    rf"\b(?:hverken|neither) {_FILLER}(?:{_ANY_DEVICE}|{BROWSER.pattern})"
    rf"(?: (?:eller|nor|or) {_FILLER}(?:{_ANY_DEVICE}|{BROWSER.pattern}))?",
    rf"\b(?:ikke|aldrig|not|never) (?:har |have )?(?:prøvet|brugt|tried|used) {_FILLER}(?:app(?:en|'en)?|browser\w*|"
    rf"nettet)\b[^.;]*",
    rf"\b(?:ikke|aldrig|not|never) (?:har |have )?(?:prøvet|brugt|tried|used) {_FILLER}"
    rf"(?:{_ANY_DEVICE}|{BROWSER.pattern})",
    rf"\b(?:køber?|købe|anskaffer?|buy|buying) (?:\w+ ){{0,2}}?(?:{_ANY_DEVICE})",
)
"""What nobody has tried, or has not got yet."""
QUOTED: Final = rule(r"[\"“”„«»][^\"“”„«»]*[\"“”«»]")
"""The words of somebody else: of the screen, or advice that was given."""
BEFORE_THAT: Final = rule(
    rf"\b(?:skift|byt|opgrader|gået|gik|switch|chang|upgrad)\w* (?:\w+ )?(?:fra|from) (?:\w+ ){{0,2}}?"
    rf"(?:{_ANY_DEVICE})",
    rf"\b(?:før|førhen|tidligere) (?:havde|brugte) (?:jeg|vi) (?:\w+ ){{0,2}}?(?:{_ANY_DEVICE})",
    rf"\b(?:havde|brugte) (?:før|førhen|tidligere) (?:\w+ ){{0,2}}?(?:{_ANY_DEVICE})",
    rf"\b(?:min|mit|vores|my|our) (?:tidligere|previous) (?:{_ANY_DEVICE})",
)
"""The device that somebody had before."""
_MACHINE = r"(?:\w*printer|\w*kopimaskine|\w*scanner|projektor|projector|photocopier|copier|router|tv|fjernsyn)\w*"
_MAKE = r"(?:hp|canon|epson|brother|samsung|ricoh|xerox|lenovo|dell|acer|asus|toshiba|fujitsu|nokia)"
OTHER_MACHINE: Final = rule(
    rf"\b{_MACHINE}[^,.;:]{{0,40}}?\b{_MAKE}\b",
    rf"\b{_MAKE}[- ]?(?:\w+[- ])?{_MACHINE}\b",
    r"\b(?:hp )?(?:laser|office|desk)jet\b",
)
"""The make of a machine on which Aula does not run."""
_PERSON = (
    r"(?:"
    r"(?:min|mit|mine|vores|hans|hendes|en|the|my|our|a)? ?(?:anden |andre |other |gode )?"
    r"(?:nabo|kolleg(?:a|er)|hustru|kone|mand|kæreste|samlever|ven|venner|veninde|søster|bror|svoger|sviger\w+|eks\w*|"
    r"sidemand|makker|klassekammerat|neighbour|neighbor|colleague|wife|husband|partner|friend|sister|brother)"
    r"(?:en|erne|er|ne|n)?'?s?"
    r"|(?:min|my) (?:mor|far|mother|father)s?|de andre(?: \w+)?|andre \w+|the others?|other \w+)\b"
)
_SPEAKER = (
    rf"\b(?:{_PERSON}|\w*(?:forælder|forældre|elev|parent|pupil|lærer|leder|pædagog|support|superbruger|teacher|"
    rf"leader))\w* (?:har )?"
    r"(?:skriver|siger|skrev|sagde|skrevet|sagt|says|said|wrote|writes)\b[^\w\"“”„«»]*"
)
SPEAKER: Final = rule(_SPEAKER + r"[\"“”„«»]?$")
"""Before what a person says, which is no text of the screen."""
SPEECH: Final = rule(_SPEAKER + QUOTED.pattern)
MACHINE_FAILS: Final = rule(rf"^\W*(?:\w+ ){{0,2}}{_MACHINE}\b")
"""It is the other machine that a sentence is of."""
NO_ERROR: Final = rule(r"\b(?:ingen|uden|no|without)(?: \w+)? (?:fejl|error)\w*(?: messages?)?")
"""That nothing is shown is not what happened."""
UNKNOWN: Final = rule(
    r"\b(?:ved|husker|kender) (?:jeg|vi) (?:det )?ikke\b|\b(?:jeg|vi) (?:ved|husker) (?:det )?ikke\b",
    r"\b(?:don['’]t|do not) (?:know|remember)\b|\bnot sure\b",
    r"\bvil (?:jeg |vi )?ikke (?:have|at)\b|\b(?:don['’]t|do not) want\b",
)
"""What somebody does not know or does not want: nothing fails."""
HAS_NO_TIME: Final = rule(
    r"\b(?:vi|jeg|we|i) (?:kan|can) ?(?:desværre )?(?:ikke|not|'t) "
    r"(?:den dag|den \d|komme\b(?! ind| på| til)|deltage|være med|på det tidspunkt|that day|come|attend|make it)"
)
"""Somebody is prevented: nothing fails."""
SENT_FROM: Final = rule(rf"\b(?:sendt|sent) (?:fra|from) (?:min|mit|my) (?:{_ANY_DEVICE})")
"""With what a mail was written."""
SENT_WITH: Final = rule(
    r"^(?:oprettet|lavet|sendt|skrevet|sat op|lagt (?:op|ud)|created|made|sent|posted|set up)\b[^,;]*\b(?:på|fra|i|"
    r"med|af|on|"
    r"from|in|with|by)\b",
    r"\b(?:(?:jeg|vi|hun|han|i|we) (?:selv )?|(?:blev|was|er|is) )(?:lavede|lavet|sendte|sendt|skrev|skrevet|"
    r"oprettede|oprettet|"
    r"lagde|made|sent|wrote|written|created|posted)\b[^,;]* (?:på|fra|med|on|from|with) (?:min|mit|sin|sit|hendes|"
    r"hans|en|my|her|his|an?)\b",
)
"""With what something was made or sent, which need not be what fails."""
ONLY_TO_SIGN_IN: Final = rule(r"^.*\b(?:bare|kun|only|just) (?:til|for) mitid\b.*$")
"""A device on which Aula does not run."""
NO_TROUBLE: Final = rule(r"\b(?:uden|ingen|without|no) (?:\w+ )?(?:problem\w*|besvær|fejl|trouble|issues?|errors?)\b")
ASIDES: Final = (
    ONLY_TO_SIGN_IN,
    SENT_FROM,
    UNKNOWN,
    HAS_NO_TIME,
    NO_ERROR,
    SPEECH,
    BEFORE_THAT,
    NOT_THAT,
    NEVER_TRIED,
    OTHER_MACHINE,
)

APART: Final = re.compile(
    r"[;:]\s+|,?\s+(?=(?:men|mens|hvorimod|but|while|whereas)\b)|,\s+(?=(?:og |and )?" + _PERSON + r")|"
    r",?\s+(?=(?:og |and )?(?:jeg|selv (?:har|kan|bruger|ser|sidder|er)|min egen|mit eget|hos mig|på mine?|på mit|"
    r"mine|my own|I (?:am|have|use|can|get))\b)"
)
"""Between what is told of oneself and what is told of another."""
OF_ANOTHER: Final = rule(
    rf"^\W*(?:(?:men|og|mens|hvorimod|at|på|hos|med|i|but|and|while|whereas|on|with) ){{0,2}}{_PERSON}(?! (?:og|"
    rf"and) (?:jeg|mig|i|me)\b)"
)
GOES_ON: Final = rule(
    r"^(?:(?:men|og|but|and) )?(?:hun|han|hendes|hans|de(?! andre)|she|he|her|his|they|"
    r"their)\b(?! (?:\w+ )?(?:ikke|not)\b)"
)
"""Still of whom the sentence before was."""
LACKS: Final = rule(
    r"\b(?:har|har haft|oplever|får|fik|ser|has|have|had)\b[^,;]{0,20}?\b(?:ikke|ingen|aldrig|not|no|"
    r"never)\b[^,;]{0,20}?"
    r"\b(?:problem\w*|fejlen?|det|den|it)\b",
    r"\b(?:har|oplever|får|ser) (?:det|den|problemet|fejlen)(?: \w+)? ikke\b",
    r"\b(?:doesn't|does not|don't|do not|hasn't|haven't) (?:have|see|get|had)\b",
    WORKS.pattern,
)
"""Somebody has not got the fault."""
ALIKE: Final = rule(r"\b(?:samme|også|heller|ligeledes|same|too|also|either|as well)\b")
"""Somebody has it too."""
TROUBLE: Final = rule(FAILS.pattern, r"\b(?:fejl|error|problem|besvær|trouble)\w*")

LOST: Final = rule(
    r"^(?:jeg|vi|i|we) (?:var|er|har været|was|were)\b[^.]*\b(?:ikke|not) (?:nu|mere|now|any ?more)\b",
    r"\bplejer (?:\w+ )?(?:ikke|aldrig)\b",
    r"\b(?:svarede|læste|nåede|vidste|tænkte|huskede|ønsker|bruger|behøver|kender|havde) (?:jeg|vi) (?:\w+ )?(?:ikke|"
    r"ingen|"
    r"aldrig)\b(?! (?:adgang|set|fået|modtaget|kunnet))",
    r"\b(?:bruger?|brugte|skal|bør|use|using|used|should)\b[^.]*\b(?:i stedet for|instead of)\b",
    r"\b(?:jeg|vi|we|(?-i:I)) (?:vil|kender|ønsker|bruger|behøver|skal|har|want|know|have|do|did) "
    r"(?:\w+ )?(?:ikke|ingen|aldrig|not|no|never)\b"
    r"(?! (?:set|fået|modtaget|kunnet|adgang|længere (?:adgang|se)|access|received|got|seen|been able))",
    r"\b(?:mener|tror|synes|think|thinks|believe) (?:\w+ )?(?:ikke|ingen|not|no)\b|\b(?:hun|han|she|he) (?:har|"
    r"has) (?:ingen|no)\b",
    r"\b(?:nåede|nået)\b(?: \w+){0,2} (?:ikke|aldrig)\b|\b(?:jeg|vi|har) (?:ikke|aldrig) (?:nået|fået taget)\b|"
    r"^(?:det|sådan|it|that) (?:gjorde|var|skete|plejede|did|was) [^.]*\b(?:før|tidligere|sidste år|before|earlier|"
    r"last year)\b",
    r"\b(?:jeg|vi) (?:har |havde )?(?:selv )?(?:tastet|skrevet|trykket|valgt|tastede|skrev|trykkede|valgte) "
    r"(?:\w+ ){0,3}forkert\b",
    r"^det undrer\b|\bkender ikke\b|\bmangler (?:\w+ )?(?:rettighed|adgang|login|kode|en kode|en adgang|hjælp)\w*",
    r"\b(?:pædagog|lærer|leder|kolleg|forældre|børnehave|kindergarten|school|skole|teacher)\w* (?:\w+ )?(?:har|have|"
    r"has) (?:ikke|not) \w+",
    r"\b(?:says?|siger)(?: \w+)? (?:they|he|she|de|han|hun) (?:did not|didn't|har ikke|fik ikke)\b",
    r"\b(?:det var|it was) (?:mig|min egen|mit eget|os selv|me|my own)\b[^.]*",
    r"\bfik ikke (?:referat|brev|mail|svar|kvittering)\w*|\bmå ikke ske\b",
    rf"\b(?:min|mit|vores|barnets|my|our) (?:{_ANY_DEVICE})(?: \w+){{0,3}} (?:i stykker|ødelagt|stjålet|tabt|væk|"
    rf"vand|broken|stolen|lost)\b",
    r"\b(?:kan|kunne|har) (?:\w+ ){0,3}(?:ikke|aldrig) (?:lige |helt |rigtig )?(?:finde|fundet|finder) ud af\b",
    r"\bfinder (?:\w+ )?ikke ud af\b|\b(?:can['’]?t|cannot|could not|couldn['’]t) (?:figure|work|find) out\b",
    r"\b(?:ved|forstår|aner|husker) (?:\w+ )?(?:ikke|ik)\b|\b(?:do not|don['’]t) (?:know|understand|remember)\b",
    r"\b(?:kom|kommet) til at\b|\b(?:ved en fejl|by (?:mistake|accident|error)|accidentally)\b",
    r"\b(?:ikke|not) (?:længere |longer |helt )?(?:sikker|forældremyndighed|ansat|sure|employed)\b",
)
"""Somebody does not know how, or speaks of people: nothing of Aula fails."""
THANKS: Final = rule(r"^(?:mange |tusind )?tak for\b", r"^(?:thanks|thank you)\b")
SOLVED: Final = rule(
    r"\b(?:virker|virkede|fungerer|fungerede|kører|kørte) (?:det |alt |den )?(?:nu|igen|at)\b(?! ikke)",
    r"\bnu (?:virker|fungerer|kører) (?:det|den|alt)\b(?! ikke)|\b(?:works|working|worked) (?:again|now)\b",
    r"\bnu (?:kan|ser|får) (?:jeg|vi)\b(?!.*\bikke\b)|\b(?:det|that|it) (?:hjalp|helped|virkede) (?:at|da|to|when)\b",
    r"^(?:så|nu) (?:virker|kører|fungerer)\b(?!.*\bikke\b)|\ball (?:good|fine|set|well)\b",
    r"\b(?:fandt|har fundet) (?:selv )?ud af (?:det|hvad)\b|\b(?:found|figured|worked) (?:it )?out (?:what|that|"
    r"myself)\b|"
    r"\bløste (?:det |problemet )?sig\b|\b(?:er|blev|har) (?:\w+ )?(?:løst|i orden|fikset|rettet nu)\b",
    r"\b(?:problemet|fejlen|problem|issue|error) (?:\w+ )?(?:forsvandt|er væk|er forsvundet|went away|is gone|"
    r"has gone)\b",
    r"\b(?:glem|ignorer|se bort fra|ignore|disregard|forget) (?:\w+ ){0,2}(?:mail|besked|henvendelse|sag|spørgsmål|"
    r"message|email|case|question)\w*|\bnever mind\b",
    r"\b(?:resolved|sorted|fixed|solved) itself\b|\b(?:is|was|been|got) (?:now )?(?:resolved|sorted|fixed|solved)\b",
    r"\b(?:lukke|afslutte|close) (?:sagen|min sag|henvendelsen|the case|this (?:case|ticket))\b|"
    r"\b(?:i|you) (?:\w+ )?(?:kan|må|can|may) (?:\w+ )?(?:lukke|afslutte|close) (?:den|det|it|this)\b",
)
"""It works again: nothing fails any more."""
I_AM_SPARED: Final = rule(
    r"\b(?:jeg|i) (?:selv |myself )?(?:\w+ ){0,4}(?:ser|har|oplever|får|mærker) (?:det|den|problemet|"
    r"fejlen)(?: \w+)? ikke\b",
    r"\b(?:i|jeg) (?:myself|selv) (?:\w+ )?(?:have no|do not|don['’]t|har ikke|oplever ikke)\b",
)
"""Who writes has not got it."""
ASKS_FOR_RULES: Final = rule(
    r"^(?:understøtter|supporterer)\b.*\?\s*$",
    r"^(?!.*\b(?:jeg|vi|min|mit|mine|vores) \w*(?:kan|får|har)?\b ?ikke\b).*"
    r"\b(?:understøtte\w*|support(?:ed|s)?|er det (?:rigtigt|meningen|normalt)|passer det|is it true|"
    r"does \w+ (?:\w+ )?(?:still )?work)\b.*\?\s*$",
    r"^(?:kan|vil|can|could|will) (?:i|man|du|you) (?:\w+ )?(?:ikke|not)\b[^.]*\?\s*$",
    r"^(?:er det|is it|is this) (?:en |a |an )?(?:fejl|meningen|sådan|error|mistake)\b.*\?\s*$",
)
"""A question of what Aula is made for, also where a "not" stands in it."""


def without_asides(text: str) -> str:
    """Without the devices that are ruled out, and without what others have or have not."""
    for aside in ASIDES:
        text = aside.sub(" ", text)
    cuts = [0, *(match.start() for match in APART.finditer(text)), len(text)]
    return "".join(part for part in map(text.__getitem__, map(slice, cuts, cuts[1:])) if not is_of_another(part))


def is_of_another(part: str) -> bool:
    """Whether somebody else is spoken of who has not got the fault, or has it too, so that it is not first theirs."""
    if not OF_ANOTHER.search(part):
        return False
    return bool(LACKS.search(part) or ALIKE.search(part)) or not TROUBLE.search(NO_TROUBLE.sub(" ", part))
