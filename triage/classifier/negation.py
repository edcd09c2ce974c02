"""What a writer says is *not* the matter: “skemaet er i orden, men …”, “it is not the login”.

Such clauses name things that the enquiry is not about, so their words must not speak for a route.
"""

import re
from typing import Final

CLAUSE: Final = re.compile(
    r"(?<=[.!?;:])\s+|\n+|(?:,|(?<![^\S\n]))[^\S\n]++(?=(?:men|hvorimod|derimod|til gengæld|til gengaeld|but|however|whereas)\s)",
    re.IGNORECASE,
)
FINE: Final = r"(?:fint|fin|fine|godt|glimrende|upåklageligt|normalt|perfekt|som (?:det|den|de) skal|uden problem\w*|uden vrøvl|ok|okay)"
CLEARS: Final = re.compile(
    rf"\b(?:virker|fungerer|kører|går|kommer|åbner|logger|loader)\b(?! (?:jo |heller |slet )?ikke)(?: \w+){{0,3}} {FINE}\b|"
    rf"\b(?:er|var|står|ligger)\b(?! ikke)(?: \w+){{0,2}} (?:i orden|{FINE}|rigtigt?e?|korrekt)\b(?! (?:at|hvis|med|om)\b)|"
    r"\bfejler (?:ikke noget|intet)|\b(?:ikke|intet|ingenting) (?:noget )?(?:galt|i vejen|problem\w*)\b|"
    r"\b(?:det|dette|her) (?:er|handler|drejer sig|gælder)(?: altså| jo| slet| bestemt)? ikke\b|\bikke (?:fordi|tale om|problemet)\b|"
    r"\bbruger (?:jeg|vi|han|hun|de)(?: altså| jo| slet)? ikke\b|\bhandler ikke om\b|\bhar (?:ikke noget|intet) med\b|"
    r"\b(?:works?|working|opens?|runs?) (?:\w+ )?(?:fine|well|normally|correctly)|\b(?:is|are) (?:all )?(?:fine|ok|okay|correct|right)\b|"
    r"\bnothing wrong|\bno (?:technical )?problems? with|\b(?:it|this) is not(?: about)?\b|\bnot about\b",
    re.IGNORECASE,
)


def parted(text: str) -> tuple[str, str]:
    """The clauses that tell the matter, and those that say what it is not. All of it tells where nothing else would."""
    telling: list[str] = []
    cleared: list[str] = []
    for clause in CLAUSE.split(text):
        (cleared if CLEARS.search(clause) else telling).append(clause)
    if not any(character.isalpha() for clause in telling for character in clause):
        return text, ""
    return "\n".join(telling), "\n".join(cleared)
