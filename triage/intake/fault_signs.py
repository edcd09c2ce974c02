"""Does a text sound like a fault? A quick look, without the trained model, while somebody writes."""

import re

SIGNS = re.compile(
    r"fejl(?!farve)|virker? (?:ikke|aldrig|slet ikke)|fungerer ikke|går ned|gik ned|crash|lukker (?:selv )?ned|fryser|"
    r"hvid skærm|blank(?: side)?\b|sort skærm|hænger|indlæser|loader|tom side|dukker ikke op|"
    r"(?:kan|kunne) ikke (?:åbne|sende|hente|gemme|uploade|vise|se|logge|komme ind|oprette|slette|svare)|"
    r"forsvund(?:et|ne)|er væk\b|vises ikke|opdaterer ikke|siger at der|"
    r"error|not work(?:ing)?|doesn.?t work|does not work|broken|fails?\b|failed|crashes|blank page|"
    r"can(?:no|')?t (?:open|send|load|save|upload|see|log)",
    re.IGNORECASE,
)
LOOKED_AT = 5_000


def sounds_like_fault(text: str) -> bool:
    """True when the text (its first 5,000 characters) names a sign of a fault, in Danish or English."""
    return bool(SIGNS.search(text[:LOOKED_AT]))
