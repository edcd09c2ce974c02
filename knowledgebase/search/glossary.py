"""What a text is about that is written in a language no answer is in, said in Danish words that the answers know.

The words stand in `data/glossary.json`, by language and by what they mean; one that ends in a star stands for all that
begin like it. A language without a glossary is asked by its meaning alone.
"""

import json
import re
from functools import cache
from typing import Final

from knowledgebase.search.analysis import DATA

GLOSSARY: Final[dict[str, dict[str, list[str]]]] = json.loads((DATA / "glossary.json").read_text(encoding="utf-8"))


def has_glossary(language: str) -> bool:
    return language in GLOSSARY


def in_danish(text: str, language: str) -> list[str]:
    """What the known words of the text mean, each meaning once, in their order. The longest reading counts."""
    lowered = text.lower().replace("’", "'")
    pattern, meanings = compiled(language)
    return list(dict.fromkeys(meanings[hit.lastindex - 1] for hit in pattern.finditer(lowered) if hit.lastindex))


@cache
def compiled(language: str) -> tuple[re.Pattern[str], list[str]]:
    """A pattern with one group for each word of the language, and what each of them means."""
    means = {word: meaning for meaning, words in GLOSSARY[language].items() for word in words}
    longest_first = sorted(means, key=lambda word: (-len(word), word))
    pattern = "|".join(f"({as_pattern(word)})" for word in longest_first)
    return re.compile(rf"\b(?:{pattern})\b"), [means[word] for word in longest_first]


def as_pattern(word: str) -> str:
    return re.escape(word.removesuffix("*")) + (r"\w*" if word.endswith("*") else "")
