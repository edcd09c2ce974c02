"""The same mail as a page: what the text says, for who reads HTML. Nothing is fetched from anywhere, and nothing is
lost where pictures or styles are off.

It is made from the text, so that the two can never say different things.
"""

import re
from typing import Final

from django.utils.html import format_html, format_html_join, urlize
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import override

from organisation.models import Municipality

LINK_ALONE: Final = re.compile(r"https?://\S+")
STYLES: Final = """
:root{color-scheme:light dark;supported-color-schemes:light dark}
body{margin:0;padding:0;background:#f2f4f5;color:#1a1a1a;font:400 17px/1.5 "IBM Plex Sans",Segoe UI,Arial,sans-serif}
.house{background:%(colour)s;color:#ffffff;font-weight:600;padding:16px 20px}
.letter{max-width:600px;margin:0 auto;background:#ffffff;padding:20px;overflow-wrap:anywhere}
h1{font-size:22px;line-height:1.3;margin:24px 0 20px}
p{margin:0 0 16px}
a{color:%(colour)s}
a.button{display:inline-block;margin-top:8px;padding:12px 20px;border-radius:4px;background:%(colour)s;color:#ffffff;
font-weight:600;text-decoration:none}
@media (prefers-color-scheme:dark){
body{background:#14181a;color:#f0f2f3}
.letter{background:#1d2326}
a{color:#9fd3de}
a.button{color:#ffffff;border:1px solid #ffffff}
}
"""


def page(subject: str, text: str, language: str) -> str:
    """A whole HTML document."""
    municipality = Municipality.current()
    with override(language):
        return format_html(
            '<!doctype html>\n<html lang="{}">\n<head>\n<meta charset="utf-8">\n'
            '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
            '<meta name="color-scheme" content="light dark">\n<title>{}</title>\n<style>{}</style>\n</head>\n<body>\n'
            '<div class="letter">\n<header class="house">{}</header>\n<main>\n<h1>{}</h1>\n{}\n</main>\n</div>\n'
            "</body>\n</html>\n",
            language,
            subject,
            mark_safe(STYLES % {"colour": municipality.primary_colour}),  # noqa: S308  ours, and a checked colour
            municipality.name,
            subject,
            letter(text),
        )


def letter(text: str) -> SafeString:
    """Its paragraphs."""
    return format_html_join("\n", "<p>{}</p>", ((paragraph(part),) for part in paragraphs(text)))


def paragraphs(text: str) -> list[str]:
    return [part for part in re.split(r"\n[ \t]*\n+", text.strip()) if part.strip()]


def paragraph(text: str) -> SafeString:
    """Its lines; a link that stands alone on its line becomes a button with words, or a link as it is."""
    return format_html_join(mark_safe("<br>\n"), "{}", ((line(each),) for each in text.strip().split("\n")))


def line(text: str) -> SafeString:
    address = text.strip()
    if not LINK_ALONE.fullmatch(address):
        return mark_safe(urlize(text, autoescape=True))  # noqa: S308  urlize escapes
    caption = label(address)
    return format_html('<a class="button" href="{}">{}</a>', address, caption) if caption else link(address)


def link(address: str) -> SafeString:
    return format_html('<a href="{}">{}</a>', address, address)


def label(address: str) -> str:
    """What the button says; empty for a link that leads elsewhere."""
    if "/sag/" in address:
        return _("Answer the questions") if address.endswith("/oplysninger/") else _("Open your enquiry")
    if re.search(r"/admin/adgangskode/\w", address):
        return _("Choose a password")
    return _("Open the case") if re.search(r"\d", address.partition("/admin/")[2]) else ""
