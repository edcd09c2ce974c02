"""The papers for the municipality's own files, in Danish: written where the program knows, blank where it does not.

Each is a template of Markdown. The municipality reads it, fills in what is marked, and answers for it.
"""

from typing import Any, Final, cast

import nh3
from django.conf import settings
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext_lazy as _
from markdown_it import MarkdownIt

from organisation.models import Municipality
from organisation.models.sign_in_pause import LONGEST_PAUSE
from organisation.papers import declared
from organisation.papers.authorities import DATATILSYNET
from organisation.roles import RIGHTS, Role, Verb
from organisation.sign_in import lockout

DOCUMENTS: Final = {
    "databehandleraftale": _("Data-processing agreement"),
    "fortegnelse": _("Record of processing activities"),
    "risikovurdering": _("Risk assessment"),
    "konsekvensanalyse": _("Data protection impact assessment"),
}
"""By the name in the address and of the template."""
TAGS: Final = {
    *("p", "br", "hr", "strong", "em", "a", "ul", "ol", "li", "blockquote", "code"),
    *("h1", "h2", "h3", "h4", "table", "thead", "tbody", "tr", "th", "td"),
}
_parser = MarkdownIt("commonmark", {"html": False}).enable("table")


def write(name: str) -> str:
    """The document as Markdown, as things are now."""
    with translation.override("da"):
        text = render_to_string(f"organisation/documents/{name}.md", facts())
    return text.strip() + "\n"


def facts() -> dict[str, Any]:
    """What the program knows of itself."""
    return {
        "municipality": Municipality.current(),
        "categories": [each for each in declared.categories() if each.people],
        "empty_categories": [each for each in declared.categories() if not each.people],
        "endless": [each for each in declared.categories() if each.people and each.kept is None],
        "recipients": declared.recipients(),
        "for_all": declared.browser_data(for_staff=False),
        "for_staff": declared.browser_data(for_staff=True),
        "people": declared.People,
        "roles": [(role.label, [verb.label for verb in Verb if verb in RIGHTS[role]]) for role in Role],
        "security": security(),
        "authority": DATATILSYNET,
        "site_url": settings.SITE_URL,
        "today": timezone.localdate(),
    }


def security() -> dict[str, Any]:
    """Figures of the safeguards, from the settings in force."""
    validators = cast("list[dict[str, Any]]", settings.AUTH_PASSWORD_VALIDATORS)
    options = [each.get("OPTIONS", {}) for each in validators]
    return {
        "password_length": max(option.get("min_length", 0) for option in options),
        "failures": lockout.FREE[lockout.Axis.BOTH],
        "lock_minutes": round(LONGEST_PAUSE.total_seconds() / 60),
        "house": Municipality.current(),
        "encrypted": settings.SECURE_SSL_REDIRECT,
    }


def as_html(text: str) -> SafeString:
    """For reading and printing; tables can be scrolled on a narrow screen. HTML in the text is shown, not obeyed."""
    html = nh3.clean(_parser.render(text), tags=TAGS, attributes={"a": {"href"}}, url_schemes={"https", "mailto"})
    html = html.replace("<table>", '<div class="scrolling" tabindex="0" role="region" aria-label="Tabel"><table>')
    return mark_safe(html.replace("</table>", "</table></div>"))  # noqa: S308  cleaned above
