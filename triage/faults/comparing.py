"""Who has a fault, where it is told beside how somebody else fares: "Min makker kan se alting", "Det kan min kone".

For what the patterns of `people` do not name: whom it is about, what is told of them in the same breath, and whether
that says that it goes well with them or the same way.
"""

import re
from typing import Final

from triage.facts import Affected
from triage.faults import misleading, patterns
from triage.faults.patterns import PEOPLE, rule

_KIN = (
    r"(?:(?:eks|ex|sviger|store|lille|bedste|tvilling)-?)?(?:mand|kone|kæreste|samlever|ægtefælle|hustru|partner|søster|"
    r"bror|mor|far|mormor|farmor|morfar|farfar|ven|venner|veninde|makker|sidemand|nabo|klassekammerat|kollega|kolleger|"
    r"kollegaer|husband|wife|sister|brother|mother|father|mum|dad|friends?|neighbours?|colleagues?|classmates?)"
)
_WHOSE = (
    r"(?:min|mit|mine|vores|hans|hendes|deres|børnenes|barnets|en|et|to|tre|alle mine|my|our|his|her|their|a|two|"
    r"all my)"
)
OTHER: Final = rule(
    rf"\b{_WHOSE} (?:\w+ )?{_KIN}(?:en|n|erne|s)?\b",
    rf"^(?:men |og |but |and )?{_KIN}(?:en|n|s)?\b",
    r"\b(?:kollegaen|kollegerne|kollegaerne|naboens?|sidemanden|makkeren|veninden|søsteren|broderen)\b",
    rf"\b(?:(?:de|the) (?:\w+ )?(?:andre|øvrige|others?)|alle andre) (?:{PEOPLE}|klasser|stuer|skoler|huse|grupper|"
    r"afdelinger|institutioner|årgange|børnehaver|vuggestuer|parents|pupils|teachers|classes|rooms|schools)\b",
    r"\b(?:de|the) (?:\w+ )?(?:andre|øvrige|others)(?= (?:kan|kunne|ser|så|får|fik|har|havde|siger|oplever|melder|kom|"
    r"kommer|er|synes|gør|i|på|hos|fra|can|could|see|get|got|have|say|do|did|in|at)\b)",
    r"\b(?:alle andre|everyone else|everybody else)(?= (?:kan|ser|får|har|siger|can|sees?|gets?|has|i|på|in)\b)",
    r"\b(?:resten af|the rest of) (?:os|klassen|holdet|teamet|personalet|huset|skolen|stuen|kollegerne|"
    r"forældrene|us|the \w+)\b",
)
ASIDE: Final = re.compile(r",? (?:som|der|who|that) [^,.;]*,|\([^()]*\)", re.IGNORECASE)
CLAUSE_ENDS: Final = re.compile(r"[,;:!?](?=\s|$)|\.(?=\s+[A-ZÆØÅ]|\s*$)|\s(?:men|mens|når|hvis|but|while|when|if)\s")
WELL: Final = rule(
    r"\b(?:kan|kunne|can|could)\b(?! (?:\w+ )?(?:I|du|jeg|vi|kontaktes|ringes|træffes|fanges|hjælpe|bekræfte|bevidne|"
    r"vise|fortælle|you|be|help|confirm|show|tell)\b)",
    r"\b(?:ser|får|fik|modtager|har|sees?|gets?|got|receives?|has|have) (?:\w+ )?(?:dem|den|det|alle|alt|alting|them|"
    r"it|everything|everyone|knappen?|adgang|access)\b",
    r"\b(?:har|havde|has|have|gør|does|did)\W*$",
    r"\b(?:kommer|kom|gets?|got|came) (?:\w+ )?(?:ind|in)\b|\b(?:åbner|opens?|works?|virker|fungerer|kører)\b",
    r"\b(?:uden|without) (?:\w+ )?(?:at kny|bøvl|trouble|difficulty|videre)\b",
    r"\b(?:har|has|have) (?:\w+ )?(?:bekræftet|svaret|åbnet|læst|sendt|hentet|confirmed|answered|opened|read|sent)\b",
)
"""Of what fails for who writes."""
ALIKE: Final = rule(
    r"\b(?:også|heller|ligeledes|too|also|either|as well)\b",
    r"\b(?:samme|same)\b(?! (?:pc|computer|telefon|maskine|enhed|device|phone|rolle|role|skole|school|klasse|class|"
    r"stue|sted|place|dag|day|tid|time|uge|week|wifi|netværk|network|konto|account|alder|age|måned|år)\b)",
)
"""With them too, and not merely at the same place."""
TURNED: Final = rule(
    rf"\b(?:det|den|dem|that|it) (?:kan|gør|har|får|fik|virker|kunne) (?:alle |godt )?"
    rf"(?:{_WHOSE} (?:\w+ )?{_KIN}\w*|de andre|andre)\b(?!.*\b(?:ikke|ikk|heller|også)\b)",
    r"\b\w*(?:lærer|pædagog|leder|rådgiver|sekretær|vikar|koordinator|formand|behandler|dagplejer)en (?:kan|kunne) "
    r"(?:godt|sagtens|fint|udmærket)\b(?!.*\b(?:ikke|ikk|heller|også)\b)",
    rf"\b(?:ikke|intet|ingen|not|no) (?:et |noget |an? )?(?:problem|issue|trouble) (?:for|hos|with) "
    rf"(?:{_WHOSE} (?:\w+ )?{_KIN}|de andre|the others)",
)
"""The same, with the other at the end: "Det gør min kone"."""
TOO: Final = rule(
    rf"\b(?:også|same|samme)\b[^.;!?]{{0,40}}\b(?:på|hos|for|with|on|to) {_WHOSE} (?:\w+ )?{_KIN}\w*",
    rf"\b(?:både|both)\b[^.;!?]{{0,40}}\b(?:og|and) (?:på |hos |for |on )?{_WHOSE} (?:\w+ )?{_KIN}\w*",
    r"\b(?:for|hos|to) (?:mig|os|me|us) (?:og|and) (?:også )?(?:for |hos |to )?(?:flere|andre|mange|others|"
    r"(?-i:[A-ZÆØÅ])\w+)",
    r"\b(?-i:[A-ZÆØÅ][a-zæøå]+) (?:har|oplever|får|has|have|gets?) (?:\w+ )?(?:samme|same|også|too)\b",
    r"\bdet samme (?:siger|oplever|melder|fortæller|sker|ser)\b|\b(?:melder|fortæller|klager) om det samme\b",
)
"""Somebody has it as well."""


def beside_others(sentence: str) -> Affected | None:
    """How many have it as far as the sentence tells it of others; None where it tells of none, or not how they fare."""
    text = ASIDE.sub(" ", sentence)
    if TOO.search(text):
        return Affected.SEVERAL
    if TURNED.search(text):
        return Affected.ONE
    answers = (of_tail(CLAUSE_ENDS.split(text[match.end() :])[0]) for match in OTHER.finditer(text))
    return next((each for each in answers if each), None)


def of_tail(tail: str) -> Affected | None:
    """Of what is told of somebody else, up to the end of the clause."""
    if misleading.NO_TROUBLE.search(tail):
        return Affected.ONE
    if ALIKE.search(tail):
        return Affected.SEVERAL
    if patterns.WORKS.search(tail):
        return Affected.ONE
    return Affected.ONE if WELL.search(tail) and not patterns.FAILS.search(tail) else None
