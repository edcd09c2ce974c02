"""Which language somebody wrote in, of those that Aula's own guides come in, of the neighbours', and of Polish,
Russian, Ukrainian and Persian: by letters, and by the words that every text of the language is full of. A name does not
count, and what cannot be told is not guessed.
"""

import re
from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

NAMES: Final[dict[str, "StrPromise"]] = {
    "da": _("Danish"),
    "en": _("English"),
    "so": _("Somali"),
    "ar": _("Arabic"),
    "tr": _("Turkish"),
    "ur": _("Urdu"),
    "fa": _("Persian"),
    "pl": _("Polish"),
    "uk": _("Ukrainian"),
    "ru": _("Russian"),
    "de": _("German"),
    "sv": _("Swedish"),
    "no": _("Norwegian"),
}
KNOWN: Final = frozenset({"da", "en"})
"""Those in which shared answers are written and triage is taught: what is written in another is never set alone."""
READ: Final = 4_000
WORD: Final = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
ARABIC_SCRIPT: Final = re.compile(r"[\u0600-\u06ff\u0750-\u077f]")
ONLY_URDU: Final = re.compile(r"[ٹڈڑںےھگچپکہی]")
"""Letters that Urdu is full of and Arabic does not have."""
NOT_PERSIAN: Final = re.compile(r"[ٹڈڑںےھہ]")
"""Of those the ones that Persian does not have."""
ONLY_ARABIC: Final = re.compile(r"[ةىيك]|\bال")
CYRILLIC: Final = re.compile(r"[\u0400-\u04ff]")
ONLY_UKRAINIAN: Final = re.compile(r"[іїєґ]|\b(?:де|хто|що|як|яка|який|від|чи|свого|мій|моя донька)\b", re.IGNORECASE)
"""Letters and small words that Russian does not have."""
ONLY_RUSSIAN: Final = re.compile(
    r"[ыэъё]|\b(?:и|что|как|кто|где|почему|не могу|мой|моя|моего|моей|ли)\b", re.IGNORECASE
)
"""Letters and small words that Ukrainian does not have."""
ALPHABETS: Final = {
    "da": re.compile(r"[æøå]"),
    "tr": re.compile(r"[ığşİ]"),
    "so": re.compile(r"\b\w*(?:aa|ee|oo|uu|dh|xa|xi|cu|ci)\w*\b"),
    "pl": re.compile(r"[ąęłńśźż]|\w(?:cz|sz|rz)"),
    "de": re.compile(r"[äöüß]"),
}
"""What only this one of the languages in Latin letters writes often; half a word each."""
WHOLE: Final = frozenset({"tr", "pl"})
"""Of these a word in small letters, which is no name, is a whole one: no other language has their letters."""
COMMON: Final = {
    "da": (
        "af alle alt at barn barnet blev da de dem den der det dette du eller en er et efter for fra får ham han "
        "har hej helt her hun hvad hvem hvis hvor hvordan hvorfor i ikke ind jeg kan kun man med men mig min mine "
        "mit mod må ned nej noget nogen nu når og også om op os på siden skal skriver som stadig står så til tak "
        "ud uden var ved vi vil virker være"
    ),
    "en": (
        "a about after all also am an and any are as at be been but by can cannot could did do does dear for from "
        "get has have hello help how i if in into is it its me my need no not of on or our out please she so "
        "still tell that the their them there they this to up was we what when where which who why will with "
        "would you your"
    ),
    "so": (
        "aan ah ahaan aniga baa badan buu caawi caawiya carruurta carruurtayda dugsiga fadlan gabadhayda galo "
        "gali garan haddii hadda iga igu ii in inaan inay ilmaha iskuulka isku iyo jira kaa kaas kale karaa karo "
        "kartaa ku kuma kuwa la lagu leh ma maanta macallinka mahadsanid maxaa maya mid naga ogaado oo sababta "
        "sida si sidee soo u uga ugu waa waan waana waqti waxa waxaa waxaan waxay wiilkayga wali weli xagee yahay"
    ),
    "tr": (
        "acaba ama artık aula'ya ben beni bir bu bunu çocuğum çocuğumun da daha de değil diye edebilirim ediyor "
        "ediyorum en fakat için gibi giriş göremiyorum hangi hata her hiç ile istiyorum kadar kızım kızımın ki "
        "lütfen merhaba mesaj mi mı nasıl ne neden nerede oğlum oğlumun okul olarak oldu oluyor olduğunu sonra "
        "size şifre şifremi teşekkürler ve var veya veriyor yardım yapmam yok yapabilirim "
        "bugün yarın nereden nereye çok fazla hâlâ sadece bizim onun bunun şimdi önce"
    ),
    "pl": (
        "ale albo bardzo bo być ciągle co czy dla dlaczego do dziecka dziecko dzień gdzie i ich jak jest jestem już "
        "kiedy które który lub ma mam mi mnie moja moje mojego mojej może mogę można na nas nasz nie o od po proszę "
        "przez przy się są szkole szkoły szkoła tam też to tylko u w z za że żeby"
    ),
    "de": (
        "aber als auch auf aus bei bin bitte das dass des die dies ein eine einem einen einer für gibt habe haben "
        "hallo hat heute hilfe ich ihr ist kann kein keine kind kinder können machen mehr mein meine meinem meinen "
        "meiner mich mir muss nach nicht schule sohn tochter vergessen was brauche "
        "noch nur oder schon seit sie sind und uns unser von vor wann warum wenn wer wie wir wird wo zu zum zur"
    ),
}
"""Words that every text of the language is full of."""
WORDS: Final = {
    word: {name for name, other in COMMON.items() if word in other.split()}
    for words in COMMON.values()
    for word in words.split()
}
"""The languages in which a word is common."""
OF_NEIGHBOURS: Final = {
    "no": (
        "barnehage barnehagen beskjed beskjeden bilde bildene bilder ble bli blir deg dere eg ein etter fikk "
        "finne finner foreldre foreldrene fortsatt gi gir gjør gjøre gutt gutten hei hjelpe hva igjen ikkje inn "
        "innlogging innloggingen jenta jente korleis kva kvar lenger litt mannen meg meldingen meldinger mitt "
        "moren mye noe noen nokon nå opp passord passordet pålogging påloggingen seg sier skjer spørsmål syk sånn "
        "sønnen tilbake trenger uka uke uken ukeplan ukeplanen ut vet vite å åpne åpnet"
    ),
    "sv": (
        "alltid att bara barnen behöver bilder bilderna blir dotter dottern flicka flickan fortfarande från för "
        "förskola förskolan gör göra hittar hjälp ibland inga inget inte jag kommit kunna lite loggar lösenord "
        "lösenordet meddelande meddelanden mycket mår måste när nästa någon någonting något nån och också pojke "
        "rätt sedan sjuk skolan svenska säger tack tas till tillbaka upp utan vad varför vecka vilja vilken vill "
        "är även åt"
    ),
}
"""Words of the neighbours that Danish is written without, so that a search in Danish by words is not quite in vain."""
LIKE_DANISH: Final = {name: frozenset(words.split()) for name, words in OF_NEIGHBOURS.items()}
NOT_THEIRS: Final = frozenset(
    {"af", "blev", "bliver", "fik", "gør", "havde", "hende", "hvad", "ind", "jeres", "nogen", "noget", "op", "os"}
    | {"sige", "ud", "uden", "vores"}
)
"""Danish words that neither of them has."""
LEAST: Final = 2.0
"""Signs that a language needs: one word may be a name, or borrowed."""


def language_of(text: str) -> str:
    """One of `NAMES`, or nothing where it cannot be told."""
    text = text[:READ]
    if len(ARABIC_SCRIPT.findall(text)) * 2 > len(re.findall(r"[^\W\d_]", text)):
        if len(ONLY_URDU.findall(text)) <= len(ONLY_ARABIC.findall(text)):
            return "ar"
        return "ur" if NOT_PERSIAN.search(text) else "fa"
    if len(CYRILLIC.findall(text)) * 2 > len(re.findall(r"[^\W\d_]", text)):
        return "uk" if ONLY_UKRAINIAN.search(text) else "ru" if ONLY_RUSSIAN.search(text) else ""
    signs = dict.fromkeys(COMMON, 0.0)
    for word in set(WORD.findall(text)):
        small = word.replace("İ", "i").lower()
        for name in WORDS.get(small, ()):
            signs[name] += 1 / len(WORDS[small])
        for name, alphabet in ALPHABETS.items():
            if alphabet.search(small):
                signs[name] += 1 if name in WHOLE and word[0].islower() else 0.5
    best, second = sorted(signs, key=lambda name: -signs[name])[:2]
    plain = best if signs[best] >= LEAST and signs[best] > signs[second] else ""
    return (plain in {"", "da", "de"} and like_danish(text)) or plain


def like_danish(text: str) -> str:
    """The neighbour's language that is taken for Danish by the words they share; nothing where Danish ones outweigh."""
    words = set(WORD.findall(text.lower()))
    name = max(LIKE_DANISH, key=lambda name: len(LIKE_DANISH[name] & words))
    enough = max(LEAST, len(NOT_THEIRS & words) + 1)
    return name if len(LIKE_DANISH[name] & words) >= enough else ""


def foreign(text: str) -> "StrPromise | str":
    """The name of the language, where it is not the one that staff read; else nothing."""
    language = language_of(text)
    return NAMES[language] if language not in {"", "da"} else ""
