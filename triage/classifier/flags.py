"""Texts that a person must see at once, whatever they are about: sensitive or urgent ones.

They are never routed without a person. Patterns over the folded text, Danish and English.
"""

import re
from typing import Final

from triage.classifier.text import folded

SENSITIVE: Final = re.compile(
    r"\bdata(?:brud|laek)\w*|\bbrud paa (?:person)?data\w*|\bpersondata(?:brud|sikkerhed)\w*|\bgdpr-?brud|\bdata breach|"
    r"\b(?:kan|kunne) (?:pludselig )?se (?:andres|en andens|andre boerns|fremmede|et andet barns)|\bandres? (?:boerns )?(?:beskeder|journal|cpr)|\b(?:elevs|barns) journal|"
    r"\bsendt til (?:den )?forkerte?|\bforkert modtager|\bwrong (?:recipient|person|family)|\bsent to the wrong|"
    r"\bbeskyttet adresse|\b(?:navne|adresse)-? ?(?:og adresse)?beskytt\w*|\bhemmelig adresse|\bprotected address|\bsecret address|"
    r"\bkrisecent\w*|\bshelter\b|\b(?:politi)?tilhold\w*|\brestraining order|\bvoldelig\w*|\bvold mod|\bsamvaersret\w*|\bsamvaer\b|"
    r"\bforaeldremyndighed\w* (?:alene|er aendret|konflikt|sag)|\bfuld foraeldremyndighed|\bcustody|\bfamilieret\w*|\bstatsforvaltning\w*|"
    r"\bunderretning\w*|\bmistrivsel|\bmisbrug\w*|\bovergreb\w*|\babuse\w*|\bselvmord\w*|\bsuicid\w*|\bselvskad\w*|\bself-?harm|"
    r"\banbragt|\banbringelse|\bslaar (?:ham|hende|mig|barnet)|\bhits? (?:him|her|me)\b|\btrue[rt] (?:mig|ham|hende|os)|\bthreaten\w*"
)
URGENT: Final = re.compile(
    r"\bakut\b|\bhaster\b(?! (?:slet )?ikke)|\bhurtigst muligt|\bsnarest muligt|\bmed det samme|\bomgaaende|(?<!not )(?<!not very )\burgent\w*|\basap\b|\bimmediately|"
    r"\b(?:inden|foer) (?:kl|i aften|i morgen|en time)|\bi dag inden|\bemergency"
)


def flags_of(text: str) -> frozenset[str]:
    """`sensitive` and `urgent`, as far as the first 20,000 characters show them."""
    plain = folded(text[:20_000])
    return frozenset(name for name, pattern in (("sensitive", SENSITIVE), ("urgent", URGENT)) if pattern.search(plain))
