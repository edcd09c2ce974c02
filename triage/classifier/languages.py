"""Which language a text is in, by its letters and its smallest words. Says nothing where it is not plain.

Danish and English are those that triage is taught in; what is written in another is shown to staff and never set alone.
"""

import re
from typing import Final

TAUGHT: Final = frozenset({"da", "en"})
WORD: Final = re.compile(r"[^\W\d_]+")
SCRIPTS: Final = (("ur", "ٹڈڑںےگچپہھ"), ("uk", "іїєґ"), ("ru", "ыэъё"))
"""Letters that tell apart the languages of one script."""
RANGES: Final = (("ar", "؀", "ۿ"), ("uk", "Ѐ", "ӿ"))
MARKS: Final = {"tr": "ığş", "pl": "łąęśżźćń", "de": "ß", "da": "æøå"}
"""Letters that speak for a language as a small word does."""
LEAST_OF_SCRIPT: Final = 0.3
"""Share of a text's letters in another script from which it is in that language: names of products stay Latin."""
LEAST: Final = 2
"""Small words that must be found, unless the text is of no more than `SHORT` words."""
SHORT: Final = 4
SMALL: Final = {
    "da": "jeg ikke og det der er har kan hvad hvor hvordan hvorfor min mit mine på til en et med for af vi man skal"
    " noget efter gør blev nu hende ham fra så i kun siger står eller når også bliver børn barn skolen",
    "en": "the i my is not and to how what where can do does have we you it of in for on with cannot why when please"
    " she he they are was child school this that from",
    "no": "hva noe etter gjør gjøre nå mitt sønnen dere ble fikk hvis noen kommer inn innlogging påloggingen får ikkje"
    " skolen barnehagen beskjed",
    "sv": "jag inte och är att hur var mitt kan med för på till från när vad varför något efter skolan barn förskolan"
    " kommer loggar hittar också",
    "de": "ich nicht und ist die der das wie wo mein meine kann mit für auf zu von wir ein eine haben habe warum seit"
    " auch kein keine bei dem den kind schule",
    "pl": "nie się i jest jak gdzie moje mój moja mojego mojej mogę w na do z że mam czy dlaczego po dziecko dziecka"
    " szkoły szkole proszę syn syna córka córki co są dla",
    "tr": "ve bir bu için nasıl nerede değil var yok oğlum oğlumun kızım kızımın ben ne çocuğum çocuğumun okul"
    " giremiyorum sonra neden okula nereden mi mı çok daha",
    "so": "waa waan waxaan ma iyo sidee ka ku u aan ah ilmahayga wiilkayga gabadhayda halkee xaggee maya sida waxa baan"
    " wiilka wuu way waxay macalinka dugsiga carruurta mar kasta",
}
WORDS: Final = {language: frozenset(words.split()) for language, words in SMALL.items()}


def language_of(text: str) -> str:
    """A code, or nothing where it is not plain."""
    letters = [character for character in text.lower() if character.isalpha()]
    if not letters:
        return ""
    for language, first, last in RANGES:
        if sum(first <= character <= last for character in letters) >= LEAST_OF_SCRIPT * len(letters):
            return next((name for name, marks in SCRIPTS if any(mark in letters for mark in marks)), language)
    tokens = WORD.findall(text.lower())
    counts = {language: len(words.intersection(tokens)) for language, words in WORDS.items()}
    for language, marks in MARKS.items():
        counts[language] += len(set(marks).intersection(letters))
    best = max(counts, key=lambda language: counts[language])
    second = max(count for language, count in counts.items() if language != best)
    enough = counts[best] >= (1 if len(tokens) <= SHORT else LEAST)
    return best if enough and counts[best] > second else ""
