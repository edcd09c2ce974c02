"""How an answer of each kind begins: headings to fill in, in the language of the author."""

from typing import Final

from django.db.models import TextChoices
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy


class BeginningKind(TextChoices):
    HOW_TO = "how_to", gettext_lazy("How to do something")
    LIMITATION = "limitation", gettext_lazy("What Aula cannot do")
    WHO_TO_ASK = "who_to_ask", gettext_lazy("Who to ask")
    EMPTY = "empty", gettext_lazy("Without a template")


HINTS: Final = {
    BeginningKind.HOW_TO: gettext_lazy("Numbered steps. Each step gets a link of its own."),
    BeginningKind.LIMITATION: gettext_lazy("What does not work, what to do instead, and whether it is being mended."),
    BeginningKind.WHO_TO_ASK: gettext_lazy("Who helps with what, and when they can be reached."),
    BeginningKind.EMPTY: gettext_lazy("You write everything yourself."),
}


def beginning(kind: str) -> str:
    """Markdown, read as the rest of the answer."""
    match kind:
        case BeginningKind.HOW_TO:
            lines = [
                _("You need to be logged in to Aula."),
                "",
                "1. " + _("Open …"),
                "2. " + _("Choose …"),
                "3. " + _("Press …"),
                "",
                "# " + _("If it does not work"),
                "",
                _("Write to us, and tell us which step you reached."),
            ]
        case BeginningKind.LIMITATION:
            lines = [
                _("Aula cannot …"),
                "",
                "# " + _("Do this instead"),
                "",
                "1. " + _("Open …"),
                "2. " + _("Choose …"),
                "",
                "# " + _("Is it being mended?"),
                "",
                _("We have passed the wish on to those who decide about Aula."),
            ]
        case BeginningKind.WHO_TO_ASK:
            lines = [
                _("Ask the office of your school or daycare about …"),
                "",
                "# " + _("When can they be reached?"),
                "",
                "- " + _("By phone: …"),
                "- " + _("In Aula: write a message to …"),
            ]
        case _default:
            lines = []
    return "\n".join(lines)
