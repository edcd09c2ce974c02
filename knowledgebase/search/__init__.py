"""Finding an answer: the words of Danish and English, an index in the database, and a ranking."""

from knowledgebase.search.query import Hit, search

__all__ = ["Hit", "search"]
