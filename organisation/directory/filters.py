"""The one kind of filter that directories ask with: `attribute eq "value"`, and `and` between several."""

import re
from typing import Final

from organisation.directory.errors import ScimError

TERM: Final = re.compile(r'\s*+([\w.:\[\]"]++)\s++eq\s++("(?:[^"\\]|\\.)*+"|true|false)\s*+', re.IGNORECASE)
AND: Final = re.compile(r"and\s", re.IGNORECASE)


def read_filter(text: str) -> list[tuple[str, str]]:
    """(attribute in small letters, value) of each. Raises `ScimError`."""
    terms, at = [], 0
    while at < len(text):
        match = TERM.match(text, at)
        if match is None:
            raise ScimError(400, "invalidFilter", 'Only filters of the form: attribute eq "value" (and …) are known.')
        value = match[2]
        plain = re.sub(r"\\(.)", r"\1", value[1:-1]) if value.startswith('"') else value
        terms.append((match[1].lower(), plain))
        at = match.end()
        if at < len(text):
            joined = AND.match(text, at)
            if joined is None:
                raise ScimError(400, "invalidFilter", "Only “and” may stand between filters.")
            at = joined.end()
    return terms
