"""Shared answers for the tests, written and published as people do it."""

from typing import Any

from knowledgebase.models import Article
from knowledgebase.search.index import rebuild
from organisation.models import User

ANSWERS: list[dict[str, Any]] = [
    {
        "title": "Meld barnet sygt",
        "question": "Hvordan sygemelder jeg mit barn i skolen?",
        "answer": "Åbn **Aula**, og vælg Meld fravær.",
        "audiences": ["parent"],
        "tags": ["fravær", "sygemelding"],
    },
    {
        "title": "Svar på ferieforespørgslen",
        "question": "Hvor skriver jeg, hvornår vi holder ferie?",
        "answer": "Åbn ferieregistreringen, og sæt mærke ved de dage, barnet holder fri.",
        "audiences": ["parent"],
        "tags": ["ferieregistrering"],
    },
    {
        "title": "Opret en gruppe",
        "question": "Hvordan laver jeg en gruppe til et udvalg?",
        "answer": "Under Grupper vælger du Ny gruppe.",
        "audiences": ["staff"],
        "tags": ["gruppe"],
    },
    {
        "title": "Glemt adgangskode til UNI-Login",
        "question": "Eleven har glemt sin adgangskode. Hvem giver en ny?",
        "answer": "Læreren giver eleven en ny adgangskode.",
        "audiences": ["pupil", "parent", "staff"],
        "tags": ["unilogin", "adgangskode"],
    },
]


def draft(by: User, **facts: Any) -> Article:
    defaults = {
        "title": "Slå notifikationer fra",
        "question": "Hvordan får jeg færre notifikationer?",
        "answer": "Åbn din profil, og slå dem fra.",
        "audiences": ["parent"],
    }
    return Article.draft_from(by=by, **defaults | facts)


def published(by: User, **facts: Any) -> Article:
    article = draft(by, **facts)
    article.publish(by=by)
    return article


def shelf(by: User) -> dict[str, Article]:
    """The answers above, published and indexed, by title."""
    articles = {facts["title"]: published(by, **facts) for facts in ANSWERS}
    rebuild()
    return articles
