"""What a fault report speaks of: the parts of Aula, and what is no name of a person."""

import re
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

from django.core.exceptions import ValidationError
from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

LABELS: "Final[dict[str, StrPromise]]" = {
    "full_name": _("Full name of the user"),
    "profile_type": _("Profile type"),
    "module": _("Where in Aula"),
    "group_name": _("Name of the group"),
    "other_users": _("Other users involved"),
    "client": _("App or browser, with version"),
    "device": _("Device"),
    "occurred": _("When did it happen?"),
    "steps": _("What did you do, step by step?"),
    "happened": _("What happened?"),
    "expected": _("What did you expect?"),
    "error_text": _("Text of the error message"),
    "affected": _("Who is affected?"),
    "worked_before": _("Has it worked before?"),
    "other_device": _("Does it work on another device?"),
}
"""The facts of a fault report in the order in which Aula's module is filled in, as people are asked for them."""
FACTS: Final = tuple(LABELS)


class Module(TextChoices):
    """The parts of Aula, as its users know them."""

    MESSAGES = "messages", pgettext_lazy("part of Aula", "Messages")
    CALENDAR = "calendar", _("Calendar")
    POSTS = "posts", _("Posts on the front page")
    GALLERY = "gallery", _("Gallery")
    PRESENCE = "presence", _("Check-in and absence (Komme/gå)")
    GROUPS = "groups", _("Groups")
    SECURE_FILES = "secure_files", _("Secure file sharing")
    DOCUMENTS = "documents", _("Documents and common files")
    SEARCH = "search", pgettext_lazy("part of Aula", "Search")
    PROFILE = "profile", _("Profile and record card")
    ADMINISTRATION = "administration", _("Administration")
    LOGIN = "login", _("Signing in")
    OTHER = "other", _("Something else")


class Affected(TextChoices):
    ONE = "one", _("Only me")
    SEVERAL = "several", _("Several people")
    ALL = "all", _("Everybody I have asked")
    UNKNOWN = "unknown", _("I do not know")


UNILOGIN: Final = re.compile(r"(?<!\w)(?=[a-zæøå]*\d)[a-zæøå]{4}[a-z0-9]{4}(?!\w)", re.IGNORECASE)
"""A user name as UNI-Login makes them: four letters, then four letters or digits, at least one of them a digit."""


def looks_like_unilogin(name: str) -> bool:
    return UNILOGIN.search(name) is not None


def refuse_unilogin(name: str) -> None:
    """Raises `ValidationError` for a name that is, or holds, a UNI-Login."""
    if looks_like_unilogin(name):
        raise ValidationError(
            _("Write the full name of the person. “%(name)s” looks like a UNI-Login, which must not be passed on."),
            params={"name": name},
        )


def needed(
    always: Sequence[str], conditions: Sequence[Mapping[str, Any]], given: Mapping[str, str], key: str = "facts"
) -> list[str]:
    """What is needed with the facts given so far: what always is, and what a condition that holds adds.

    A condition is `{"when": {fact: [values]}, "facts": [...], "gates": [...], "source": "..."}`, with every fact of
    `when` at one of its values; a value may stand alone.
    """
    wanted = list(always)
    for condition in conditions:
        if all(given.get(fact, "") in as_list(values) for fact, values in condition.get("when", {}).items()):
            wanted += [each for each in condition.get(key, []) if each not in wanted]
    return wanted


def as_list(values: Any) -> list[Any]:
    return values if isinstance(values, list) else [values]
