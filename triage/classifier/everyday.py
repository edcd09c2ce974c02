"""Words that stand in any enquiry: no evidence for a route, and nothing to understand a text by."""

from typing import Final

from triage.classifier.text import stems

DANISH: Final = """
    af alle alligevel alt altid anden andet andre at bare bedre bliver blev blevet både da de dem den denne der
    deres det dette dig din dine dit dog du efter egen eller ellers en end er et ej ene for forrige fordi fra få får
    fået fik før først gang gange gerne gik gjorde gjort gør gøre går ham han hans har havde have hej hende hendes
    her hilsen hjælp hjælpe hos hun hvad hvem hver hvilken hvilke hvis hvor hvordan hvorfor hvornår i idag igen ikke
    ind inde ingen ja jeg jer jeres jo kan kom kommer kun kunne kære lad lav lave laver lidt lige ligger lille man
    mange med meget mellem men mens mere mest mig min mine mit mod mon måske må ned nej nogen noget nogle nok nu ny
    nye når næste nær også om op os over overhovedet på prøv prøve prøver prøvet samme se ses selv selvom siden
    siger sige sin sine sit skal skulle slet som stadig stor står så sådan sådant tak tage thi til tit tror ud uden
    under undskyld var ved venlig vi vil ville virker vores være været åh hmm mvh vh dag dage uge uger måned år
    gammel helt samt via hey test aula aulas problem problemer
"""
ENGLISH: Final = """
    a about after again all also am an and any are as at be been but by can cannot could did do does for from get
    got had has have he hello help her here hi him his how i if in into is it its just me more my need no not now of
    on one only or our out please she so some still that the their them then there they this to too try tried up us
    very was we were what when where which who why will with would you your thanks thank dear regards day week
"""
EMPTY: Final = """
    forhånd håber god godt goddag weekend team support spørgsmål ting resten oveni giver give gav spørge spørg spørger
    spurgte bede beder bad bruge bruger brugte vide question questions thing things hope
"""
EVERYDAY: Final = frozenset(root for word in f"{DANISH} {ENGLISH}".split() for root in stems(word))
NO_EVIDENCE: Final = EVERYDAY | {root for word in EMPTY.split() for root in stems(word)}
"""Also words that help to understand a text, and speak for no route."""
SHORTEST: Final = 3
"""Characters of a word that can tell something."""


def is_telling(word: str) -> bool:
    roots = stems(word)
    return len(word) >= SHORTEST and not word.isdecimal() and bool(roots) and roots[0] not in EVERYDAY


def is_evidence(word: str) -> bool:
    return is_telling(word) and stems(word)[0] not in NO_EVIDENCE
