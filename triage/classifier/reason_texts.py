"""The classifier's reasons as sentences. Kept here, not in gettext, because the classifier runs without Django."""

from collections.abc import Mapping
from typing import Any, Final

ROUTE_WORDS: Final = {
    "technical_fault": ("en teknisk fejl", "a technical fault"),
    "change_request": ("et ændringsønske", "a change request"),
    "usage_question": ("et spørgsmål til anvendelse", "a usage question"),
    "project_question": ("et spørgsmål til Aula-projektet", "a question about the Aula project"),
    "schedule_vendor": ("skemaer", "schedules"),
    "widget_vendor": ("en widget", "a widget"),
    "unilogin": ("UNI-Login", "UNI-Login"),
    "local_it": ("kommunens it", "the municipality's IT"),
    "out_of_scope": ("noget uden for Aula", "something outside Aula"),
}
LANGUAGE_WORDS: Final = {
    "no": ("norsk", "Norwegian"),
    "sv": ("svensk", "Swedish"),
    "de": ("tysk", "German"),
    "pl": ("polsk", "Polish"),
    "tr": ("tyrkisk", "Turkish"),
    "so": ("somali", "Somali"),
    "ar": ("arabisk", "Arabic"),
    "ur": ("urdu", "Urdu"),
    "fa": ("persisk", "Persian"),
    "uk": ("ukrainsk", "Ukrainian"),
    "ru": ("russisk", "Russian"),
}
SENTENCES: Final = {
    "mentions": ("nævner “{term}”", "mentions “{term}”"),
    "hint": ("ordet “{term}” taler for {route}", "the word “{term}” speaks for {route}"),
    "error_text": ("der er en fejltekst", "there is an error text"),
    "error_signs": ("beskriver noget, der er gået i stykker", "describes something that broke"),
    "several_hit": ("flere enheder eller personer er ramt", "several devices or people are hit"),
    "worked_before": ("virkede før", "worked before"),
    "wish": ("er formet som et ønske", "has the shape of a wish"),
    "question": ("spørger, hvordan noget gøres", "asks how something is done"),
    "master_data": ("handler om stamdata eller rettigheder", "is about master data or rights"),
    "daily_message": ("er en besked til skolen, ikke om Aula", "is a message to the school, not about Aula"),
    "programme": ("handler om aftaler, planer eller pris", "is about agreements, plans or price"),
    "words": ("det afgørende er {terms}", "what settles it is {terms}"),
    "leaning": ("for det taler {terms}", "for it speak {terms}"),
    "usual": (
        "ordene afgør det ikke; det meste, der skrives, er {route}",
        "the words do not settle it; most of what is written is {route}",
    ),
    "several": (
        "ser ud til at rumme {count} sager; del den op, så hver finder vej",
        "seems to hold {count} matters; split it, so that each finds its way",
    ),
    "language": ("er skrevet på {language}; læs den selv", "is written in {language}; read it yourself"),
    "strange": (
        "kun få af ordene er kendt; en person skal se den",
        "few of its words are known; a person should see it",
    ),
    "of_town": (
        "ligner noget, man spørger kommunen om uden for Aula; en person skal se den",
        "is like what people ask the municipality besides Aula; a person should see it",
    ),
    "unsure": ("ligner også {route}", "is also like {route}"),
    "not_there": ("hørte ikke til det, den blev sendt som før", "did not belong where it was sent before"),
    "little": (
        "for få ord fortæller, hvad det handler om; en person skal se den",
        "too few words tell what it is about; a person should see it",
    ),
    "no_text": ("der er ingen tekst at læse", "there is no text to read"),
}
"""Danish and English of each code."""


def sentence(code: str, params: Mapping[str, Any], language: str) -> str:
    place = 1 if language == "en" else 0
    filled = dict(params)
    if "route" in filled:
        filled["route"] = ROUTE_WORDS[filled["route"]][place]
    if "language" in filled:
        filled["language"] = LANGUAGE_WORDS[filled["language"]][place]
    return SENTENCES[code][place].format(**filled)
