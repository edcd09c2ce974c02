"""The address of an answer or a topic, made from its name."""

from django.utils.text import slugify

from meaning import danish


def plain_slug(name: str) -> str:
    """In plain letters; never empty."""
    return slugify(danish.in_ascii(name))[:80].strip("-") or "svar"
