"""How much may be sent at once: the municipality chooses how large a film may be, and the rest follows.

The pages say it, the browser checks it, the server refuses by it; the proxies in `deploy/` let through the most that
can be chosen.
"""

from typing import Final

from django.utils.functional import lazy
from django.utils.translation import gettext as _

from organisation.models import Municipality
from tickets.attachments.uploads import MAX_BYTES, MAX_FILES, MAX_TOTAL_BYTES

MEGABYTE: Final = 1024 * 1024
BESIDE_FILM: Final = 5 * MEGABYTE
"""Room for a picture or two beside the largest film."""


def film_bytes() -> int:
    return Municipality.current().film_megabytes * MEGABYTE


def total_bytes() -> int:
    """Of all files that are sent together."""
    return max(MAX_TOTAL_BYTES, film_bytes() + BESIDE_FILM)


def limits() -> dict[str, int]:
    """`files` as a number; the others in megabytes."""
    sizes = {"each": MAX_BYTES, "film": film_bytes(), "total": total_bytes()}
    return {"files": MAX_FILES} | {name: size // MEGABYTE for name, size in sizes.items()}


def how_much() -> str:
    """The sentence that stands beside the box for files."""
    return (
        _(
            "Up to %(files)d files of at most %(each)d MB each, or a film of your screen of at most %(film)d MB. "
            "Hide other people’s names and faces before you send a picture."
        )
        % limits()
    )


HOW_MUCH: Final = lazy(how_much, str)()
"""For a form, which is put together before anything is chosen."""
