"""The words that tell how many have a fault."""

from typing import Final

from triage.faults.patterns import PEOPLE, rule

OTHERS: Final = rule(
    r"^(?:men |og )?ingen (?:af )?(?:de )?(?:andre|øvrige)\b[^.]*",
    r"\b(?:kollegaerne|kollegerne|de andre|mine kolleger|andre|ingen andre) (?:\w+ )?"
    r"(?:oplever|har|får|ser) (?:det|den|problemet)? ?ikke\b",
)
"""Others do not have it."""
_THE_REST = (
    rf"(?:de (?:andre|øvrige)(?: {PEOPLE}| medlemmer)?|(?:mine|vores|de andre) {PEOPLE}|andre {PEOPLE}|"
    r"(?:the|my|all) (?:other|others|rest|colleagues|friends)(?: \w+)?)"
)
SPARED: Final = rule(
    r"\b(?:er|is|are) (?:ikke|not) (?:ramt|berørt|affected)\b|\bandre\b[^.]{0,40} (?:uden problemer|uden besvær)\b|"
    r"^(?:men )?(?:min|mit|mine) (?:gør|virker|kan)\b(?! (?:\w+ )?ikke)|\bi get none\b",
    r"\b(?:kolleg\w+|makker\w*|veninde\w*|naboen|colleague)\b(?:[^.,]|\.(?=\w)){0,30} (?:har|has) (?:ikke|"
    r"not) (?:haft|oplevet|"
    r"set|had|seen) (?:det|problem\w*|fejlen|it)\b",
    r"\b(?:deres|hans|hendes|barnets|their|his|her) (?:mor|far|mother|father) (?:kan|can) (?:godt |sagtens |stadig |"
    r"still )?"
    r"\w+\b(?!.*\b(?:ikke|heller|not)\b)",
    r"\b(?:mand|kone|kollega|veninde|søster|bror|husband|wife|colleague)\b[^.]{0,40}\b(?:dér|der|there|hos (?:ham|"
    r"hende)) (?:virker|fungerer|går|kan) (?:det|den|it)\b(?! ikke)",
    r"\balle (?:vi|os|de) andre (?:kan|får|ser|har|er)\b(?!.*\b(?:ikke|heller|samme|også)\b)",
    r"\b(?:min|mit|mine|hans|hendes|my|his|her) (?:\w*(?:søster|bror|mand|kone|kæreste|ven|venner|veninde|veninder|mor|"
    r"far|kollega|kolleger|sister|brother|husband|wife|friends?|colleagues?))s?(?: \w+)? (?:virker|fungerer|works?)\b",
    r"\b(?:min|mit|mine|vores|my|our) \w+ (?:har|får|oplever|ser) (?:det|den|problemet|fejlen) (?:\w+ )?ikke\b|"
    r"\bmy \w+ (?:does not|doesn['’]t|do not|"
    r"don['’]t) (?:have|get|see)\b",
    rf"\b{_THE_REST} (?:har |have |has )?(?:\w+ )?(?:godt|sagtens|fint|udmærket|nemt|stadig|still|"
    rf"easily)\b(?!.*\b(?:ikke|not)\b)",
    r"\b(?:ikke|not) (?:for|hos|to|with) (?:mine|de|vores|resten|my|the|any)\b",
    rf"\b{_THE_REST} (?:kan|ser|får|har kunnet|kommer ind|can|could|get in|see) (?!(?:\w+ )?(?:ikke|heller|ingen|not|"
    rf"no|samme|også)\b)",
)
"""The others have not got it."""
RECEIVERS: Final = rule(
    r"\b(?:til|blandt|to|among) (?:hele|alle|samtlige|all|the whole|every|\d+|flere|mange) \w+(?: (?:i|på|fra|in|of) "
    r"[\w.]+(?: \w+)?)?"
)
"""To whom something is written, which is not who has the fault."""
REACHES: Final = rule(
    r"\b(?:synlig\w*|sendt|sendes|delt|deles|vises|vist|gik|går|kom|lagt|visible|sent|shared|shown) (?:ud |op )?"
    r"(?:for|til|med|to|with|by) (?:hele|alle|the whole|all|everyone|everybody)\b"
)
"""How many get something to see, which is not how many have the fault."""
COUNTS: Final = rule(
    r"^alle (?:\w+ ){1,2}\w+\.?$",
    r"\bud af \d+\b",
    r"\bbåde (?:hos )?(?:mig|jeg|os) og\b",
    r"\b(?:det )?(?:gælder|sker|rammer|berører|affects|concerns|happens)\b|\b(?:(?:er|det|sådan|is) for|hos|os|vi|us|"
    r"we) (?:er )?(?:alle|"
    r"begge|all|both)\b|"
    rf"\b(?:alle|begge|flere|everybody|everyone|all) (?:\w+ )?(?:har|oplever|siger|have|has|say)\b|^{PEOPLE}|"
    rf"\bikke (?:kun|bare)\b|\b(?:det er|har|er) (?:alle|begge|flere)\b|"
    r"\b(?:spørger|klager|skriver|ringer|melder|(?:har|have) (?:spurgt|klaget|skrevet|ringet|meldt|set|haft|oplevet|"
    r"bemærket|bekræftet|reproduceret|seen|had|noticed|complained)|confirmed?|konstateret|^(?:og |men )?vi er)\b|"
    r"\bnot (?:only|just)\b|\bcan['’]?t\b|\bdet er hele\b|\b(?:er|is|are) (?:også )?(?:ramt|affected)\b|"
    r"\bhar begge\b(?! (?:to|en|et|app(?:en)?|iphones?|android|ipads?|samsung|mac|pc|adgang)\b)|\bpå dem alle\b|"
    r"\bsamtlige\b",
    r"\b(?:har|oplever|ser|bemærket|prøvede|has|have|see|got) (?:også |all |kan )?(?:det|den|problemet|fejlen|it|"
    r"this)\b",
)
"""It is said of how many it holds."""
ONE: Final = rule(
    OTHERS.pattern,
    SPARED.pattern,
    rf"^(?:en|et) {PEOPLE}\b",
    r"(?<!ikke )\bkun (?:mig|jeg|hos mig|for mig|for (?:hende|ham|os)|(?:hende|ham))\b",
    r"\b(?:de andre(?: \w+){0,3}|(?:min|hendes|hans) (?:mand|kone|kæreste|veninde|ven)) kan"
    r"(?= (?:godt|stadig|sagtens)\b|[.,!]|$)(?!.*\b(?:på|med|fra) (?:sin|hans|hendes|sit)\b)",
    rf"\b(?:en|et) af (?:mine|vores|de) {PEOPLE}",
    r"\bde andre (?:\w+ ){0,3}kan (?:godt )?\w+ (?:det|den|dem)\b",
    r"\bmin (?:veninde|ven|sidemand|makker|kollega) kan (?:\w+ )?(?:se|åbne|sende|logge|hente)\b",
    r"\b(?:kollega|klassekammerat|sidemand|colleague|friend)(?:en)?\b[^.,]{0,30} (?:ingen|no) problem\w*",
    r"\bmy (?:wife|husband) can still\b|\bmine (?:venner|kolleg\w+|klassekammerater) kan (?:godt|sagtens|fint)\b",
    r"\bingen andre (?:har|oplever|ser|får) (?:(?:det|den|problemet|fejlen|problemer)\b(?! åben)|samme|oplevet|set)",
    rf"\b(?:resten af (?:klassen|kollegerne|teamet|personalet|os)|(?:alle )?(?:de )?(?:andre|"
    rf"øvrige) {PEOPLE}) (?:i \w+ |på \w+ )?(?:kan|ser|får)\b"
    r"(?!.*\b(?:ikke|ikk|heller|ingen|også|samme)\b)",
    r"\b(?:none|ingen) (?:of|af) (?:my|mine|our|vores) \w+ (?:has|have|har) "
    r"(?:seen |had |set |haft |oplevet )?(?:it|this|det)\b",
    r"\bmen (?:det )?(?:gør|kan|har) jeg ikke\b",
    r"\b(?:kun|udelukkende) (?:på |hos |med |for |i )?(?:min|mit|mine)(?: eget| egen| egne)? (?:konto|profil|"
    r"bruger|login|adgang)",
    r"\b(?:only|just) (?:for )?(?:me|my(?: own)? (?:account|profile|user|login))\b|\b(?:nobody|no one) else\b",
)
SEVERAL: Final = rule(
    r"\b(?:de andre|de øvrige|kollegerne|kollegaerne|my colleagues|the others)\b[^.]{0,40}\b(?:samme|også|same|too)\b",
    r"\bmin (?:mand|kone|kæreste|samlever|søster|kollega) (?:har|oplever|får) (?:også|heller|det|samme|problemet|"
    r"fejlen)\b",
    rf"\bbegge {PEOPLE}",
    r"\b(?:mig|jeg|min|mine|mit) og (?:min|mine) (?:mand|kone|kæreste|samlever|søster|bror|kolleg|veninde|makker)\w*",
    r"\b(?:det )?samme (?:skete|sker) for\b(?! \w+ \w+ siden)",
    r"\bhar (?:det )?(?:på )?samme (?:problem|oplevelse|fejl|måde)\b|\bhos mine kolleger\b",
    rf"\b(?:mine kolleg\w*|(?:flere|andre|nogle|mange|adskillige|en del) (?:af )?(?:(?:de|mine|vores|"
    rf"andre) )?{PEOPLE})",
    rf"\b(?:mange|flere|adskillige) (?:henvendelser|klager|opkald|mails|beskeder) fra {PEOPLE}",
    rf"(?<!til )(?<!har )(?<!er )(?<!passer )(?<!mine )(?<!vores )\b(?:to|tre|fire|fem|seks|\d+) (?:af (?:vores|"
    rf"de|mine) )?{PEOPLE}\b",
    r"\b(?:vi|os) (?:har )?begge\b(?! (?:app(?:en)?|iphones?|android|ipads?|samsung|mac|pc|adgang)\b)|\bbegge (?:os|"
    r"vi)\b|\bsamme (?:gælder|sker|er tilfældet)\b|\b(?:skete|"
    r"sker) (?:der )?(?:også )?det samme\b|\bhvor (?:de|man) har (?:det )?samme\b|\bbåde (?:hos |for )?(?:mig|jeg|"
    r"os) og\b",
    r"\bmin (?:mand|kone|kæreste) og jeg\b|\bbegge to\b|\bboth of us\b|\bmy \w+ and i\b",
    r"\bmin \w+ (?:ser|har|får|oplever) (?:også )?(?:præcis )?(?:det|den|de)? ?samme\b|\bmin (?:mand|kone)s? (?:er|"
    r"ser|har) (?:også|heller)\b|\bother (?:mums|dads|families|pupils)\b",
    r"\b(?:forældrene|eleverne|børnene|lærerne|pædagogerne)\b(?:[^.]|\.(?=\w)){0,50}\b(?:de|der|kan) ikke\b",
    r"\b(?:hans|hendes|min) (?:kone|mand|kæreste|søster|bror) (?:har )?prøvet?e?\b[^.]{0,40}\b(?:uden held|også)\b",
    r"\bde andre (?:i|på) (?:\w+) oplever\b|\b(?:has|have|gets?|sees?) the same\b",
    r"\b(?:de )?andre (?:\w+ )?(?:har|ser|får|oplever) (?:\w+ ){0,2}(?:også|samme)\b",
    r"\b(?:to|tre|fire|fem|seks|\d+|flere|nogle|mange) af (?:vores|mine|de|dem|os)\b",
    r"\b(?:to|tre|fire|fem|seks|\d+|flere|mange|nogle) (?:andre )?(?:familier|hjem|klasser|skoler|institutioner|stuer|"
    r"afdelinger|huse|brugere|personer)\b",
    r"(?<!jeg )\b(?:har|ser|oplever|får) (?:det|den|problemet|fejlen|dem) også\b|\b(?:has|have|get|see) it too\b",
    rf"\b(?:{PEOPLE}|kolleg\w+|nabo\w*|veninde\w*)\b[^.,]{{0,40}}\b(?:også|heller|det samme|"
    r"samme(?= (?:problem|fejl|oplevelse|besked|ting|resultat|måde)|\W*$))\b",
    r"^(?:\w+ )?(?:forældre(?:ne)?|kolleg(?:er|aer)(?:ne)?|elever(?:ne)?|lærer(?:e|ne)|pædagoger(?:ne)?|børnene|"
    r"medarbejdere(?:ne)?|vikarer(?:ne)?|parents|teachers) (?:melder|oplever|fortæller|klager|report|complain)\b|"
    r"^mange (?:har )?(?:klager|spørger|skriver|ringer|"
    r"klaget|spurgt|skrevet|ringet)\b|\bde fleste (?:andre|af|forældre|kolleger|i)\b|"
    r"\b(?:vores|mine) (?!\w*(?:datter|søster)\b)\w+(?:ere|erne|ne|er) (?:kan|får|ser) (?:\w+ )?(?:ikke|ingen)\b",
    r"\b(?:several|many|some) (?:of )?(?:the |our |my )?(?:\w+ )?(?:staff|people|families|classes|users|others)\b",
    r"\b(?:some|several|many|other|two|three|four|five|\d+) (?:of (?:us|the|our|my) )?(?:other )?"
    r"(?:parents|pupils|students|teachers|colleagues|children)\b(?! (?:can|have no) )",
    r"\b(?:min|mine|vores) (?:mand|kone|kæreste|kolleg\w+|veninde|ven|søster|nabo) (?:kan|kunne) heller\b",
    r"\bvi er (?:flere|mange|\w+ \w+|\w+) (?:[\w.]+ ){0,3}(?:der|som)\b|\b(?:os|vi) (?:\d+|to|tre|fire|fem)\b|"
    r"\banden (?:mor|far)\b",
    r"\bikke (?:kun|bare) (?:mig|hos mig)\b|\bnot (?:only|just) me\b|\b(?:flere|nogle|mange) af (?:os|dem)\b|"
    r"\bsome of us\b",
)
ALL: Final = rule(
    rf"(?<!til )\balle (?!mine børn)(?:de |vores |andre |mine )?(?:(?:to|tre|fire|fem|seks|syv|otte|ti|\d+) )?"
    rf"{PEOPLE}",
    r"\balle (?:\w+ )?(?:telefoner|maskiner|tablets|computere|skærme|iPads|pc['’]?er)\b|\bvi er hele \w+|"
    r"^alle \w+ [^.]*\b(?:samme|også|heller)\b|"
    r"\bpå dem alle(?: \w+)?\b|\bsamtlige \w+|\bhos samtlige\b",
    r"\balle (?:to|tre|fire|fem|seks|syv|otte|ti|\d+) (?:er|har|får|kan)\b",
    r"\balle (?:klasser|stuer|institutioner|huse|årgange|hold|afdelinger)\b",
    r"\balle (?:i (?:min|vores|hele) \w+|her(?: (?:på|i) \w+)?|i \d{1,2}\.? (?:klasse|årgang))\b",
    r"\balle (?:på|i|hos) (?:skolen|klassen|huset|børnehaven|institutionen|kommunen|stuen|teamet|holdet|kontoret|"
    r"årgangen|afdelingen|lærerværelset)\b",
    r"\b(?:for|hos|på|rammer|gælder) hele (?:\w+ )?(?:skole|børnehave|institution|klasse|afdeling|stue|team)\w*",
    r"\balle \w+ (?:er|bliver) (?:også )?ramt\b|\bfor alle\b|\bos alle\b|\balle os\b|\bi hele (?:huset|skolen|"
    r"institutionen|klassen)\b",
    r"\b(?:gælder|rammer) (?:jo )?hele \w+\b|(?:fra|på|i|for|hos) alles \w+|(?:^|gælder |rammer |"
    r"hos |har |af |det er |er )hele (?:kontoret|huset|skolen|klassen|stuen|teamet|personalet|holdet|årgangen|"
    r"institutionen|afdelingen|børnehaven|vuggestuen|klubben|lærerværelset|\d{1,2}\.? ?[a-zæøå]\b)",
    r"\b(?:alle ?sammen|alle som en)\b",
    rf"(?<!har )\bingen (?:af (?:os|dem|{PEOPLE})|(?:på|i) \w+|{PEOPLE})\b"
    r"(?! (?:\w+ ){0,3}har (?!kunnet|fået|modtaget|set|adgang|haft|oplevet|nogen|noget)\w+[et]t\b)",
    r"\balle (?:i|på) \d{1,2}\.? ?[a-zæøå]\b",
    r"\bdet er hele (?:lærerværelset|teamet|personalet|klassen|holdet|stuen)\b",
    r"\balle vores computere\b",
    r"\b(?:none|not (?:a single )?one) of (?:us|them|(?:the|our|my) \w+)|\bno (?:parents?|pupils?|teachers?|one|"
    r"staff) can\b",
    r"\bthe whole (?:of )?(?:class|school|team|staff|group|office|nursery|year)\b|\bhos alle\b",
    r"\ball (?:of )?(?:us|them|(?:the |our |my )?(?:parents|pupils|students|teachers|staff|colleagues))\b",
    r"\beverybody\b|\beveryone\b|\b(?:nobody|no one)(?: \w+){0,4} (?:can|gets|sees)\b",
)
