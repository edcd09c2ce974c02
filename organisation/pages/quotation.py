"""A name or a word of somebody's, in the quotation marks of the reader's language."""

from django.utils.translation import gettext as _


def quoted(text: str) -> str:
    return _("“%(name)s”") % {"name": text}
