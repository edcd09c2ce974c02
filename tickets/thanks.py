"""Whether somebody only says thank you: that opens no case again."""

import re
from typing import Final

LONGEST: Final = 160
"""Characters; who writes more has more to say."""
WORDS: Final = frozenset(
    re.findall(
        r"\w+",
        "hej hejsa kære mange tusind tusinde 1000 tak skal du i have for hjælpen hjælp svaret svar det den hurtige "
        "hurtigt super dejligt fint perfekt fedt godt alt nu virker igen er orden løst som skulle rigtig så god dag "
        "weekend aften hilsen venlig venlige mvh vh kh og også jeres din dit jer dig herfra "
        "ok okay ja yes fantastisk kanon skønt herligt hjalp problemet fikset ordnet service modtaget info glad glade "
        "hi hello dear thanks thank you very much a lot so for the help your quick answer reply it works now again is "
        "fixed great perfect have nice day kind best regards many that solved helped lovely",
    )
)
THANKS: Final = re.compile(r"\b(?:tak|thanks|thank you|virker nu|works now)\b")
NAME_CALLED: Final = re.compile(
    r"\b([Tt]ak|[Hh]ej|[Kk]ære|[Tt]hanks|[Tt]hank you|[Dd]ear|[Hh]i)[ ]+(?!Nej\b|Men\b)[A-ZÆØÅ][a-zæøå'’-]+"
)
NAME_AFTER: Final = re.compile(r"\b(?i:hilsen|hilsner|mvh|vh|kh|regards)\b[\s,]*(?:[A-ZÆØÅ][\w'’-]*[ ]?){0,3}\s*$")

NAME_BELOW: Final = re.compile(r"\n\s*[/–-]?\s*(?!Nej|Men|Ikke|Igen|No|But)(?:[A-ZÆØÅ][\w'’-]*[ ]?){1,3}\s*$")
"""A name on a line of its own at the end."""
GESTURE: Final = re.compile(r"[👍👌🙏🙌👏🎉🥳❤🧡💛💚💙💜🤍💯✅😀😃😄😁😊🙂🥰😍🤗☺\ufe0f\u200d\U0001f3fb-\U0001f3ff\s]+")
"""Nothing but signs of thanks."""
REACTION: Final = re.compile(
    r"^(?P<sign>\W{1,8})\w.{0,80}\b(?:reacted|reageret|reagerede|har reagert|reagerade|reagiert)\b.{0,20}\bGmail\b\W*$",
    re.IGNORECASE,
)
"""What Gmail writes for a program that cannot show such a sign below the mail it stands for."""
SMILES: Final = re.compile(r"(?<!\w)[:;=x]-?[dp](?!\w)", re.IGNORECASE)


def is_thanks(text: str) -> bool:
    """Thanks and nothing else. A question, a "but" or any word beside those of thanks is more than that."""
    if len(text) > LONGEST or "?" in text:
        return False
    reaction = REACTION.match(text.strip())
    if GESTURE.fullmatch(reaction["sign"] if reaction else text):
        return True
    written = NAME_BELOW.sub("", NAME_AFTER.sub("", SMILES.sub("", text).strip()))
    plain = NAME_CALLED.sub(r"\1", written).casefold()
    words = re.findall(r"\w+", plain)
    return bool(THANKS.search(plain)) and all(word in WORDS for word in words)
