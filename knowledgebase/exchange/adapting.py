"""The links of an answer of others, as they lead from a page of ours."""

import re
from typing import Final

from knowledgebase.models.article import Article
from knowledgebase.readers import EVERYBODY

LOCAL: Final = re.compile(r"(?P<before>\]\(|^\[[^\]\n]{1,200}\]:[ \t]*)(?P<path>/(?!/)[^\s)]{0,2000})", re.MULTILINE)
ANSWER: Final = re.compile(r"/svar/(?P<slug>[\w-]+)/(?:#[\w-]*)?")


def adapted(text: str, site: str) -> str:
    """What leads to a page of theirs says so with the whole address; what leads to an answer that we have stays ours.

    A picture of theirs is none of ours: its words stand in its place, until somebody puts one in.
    """
    if not site.startswith("https://"):
        return text
    paths = [match["path"] for match in LOCAL.finditer(text)]
    slugs = {match["slug"] for path in paths if (match := ANSWER.fullmatch(path))}
    ours = set(Article.objects.visible_to(EVERYBODY).filter(slug__in=slugs).values_list("slug", flat=True))

    def lead(match: re.Match[str]) -> str:
        answer = ANSWER.fullmatch(match["path"])
        if answer and answer["slug"] in ours:
            return match[0]
        return f"{match['before']}{site.rstrip('/')}{match['path']}"

    return LOCAL.sub(lead, text)
