"""Tries the addresses to which the published answers lead, a few a minute, where an administrator wants it.

What may be asked at all says `organisation.security.public_internet`, for every step on the way. Nothing is sent but
the address, and nothing is read but the head of the answer. Where it cannot be told, as behind a sign-in, nothing is
wrong.
"""

import http.client
from time import monotonic
from typing import Final
from urllib.parse import quote, urljoin

from django.conf import settings
from django.db import transaction

from knowledgebase import links
from knowledgebase.models import Article, OutsideLink
from knowledgebase.models.outside_link import LONGEST, Fault
from organisation.models import Municipality
from organisation.security.public_internet import NotAsked, connection_to, ended_after
from organisation.sweeps.sweeping import sweep_rows

LISTED_AT_ONCE: Final = 200
TRIED_AT_ONCE: Final = 5
SECONDS: Final = 8.0
"""For one question to another site, whatever it sends meanwhile."""
SWEEP_SECONDS: Final = 40.0
REDIRECTS: Final = 5
MOVED: Final = frozenset({301, 302, 303, 307, 308})
REFUSED: Final = 400
GONE: Final = frozenset({404, 410})
ERROR: Final = 500
KEPT_AS_WRITTEN: Final = "%/:=&?~#+!$,;'@()*[]"


def sweep() -> None:
    """Lists what is new, and tries what is due. Where it is switched off, nobody is asked anything."""
    if not Municipality.current().tries_links:
        return
    new = Article.objects.with_links_to_list().values_list("pk", flat=True)
    sweep_rows("list_links", new, list_links, at_most=LISTED_AT_ONCE)
    ends = monotonic() + SWEEP_SECONDS
    due = OutsideLink.objects.due().values_list("pk", flat=True)
    sweep_rows("try_links", due, lambda key: monotonic() < ends and try_link(key), at_most=TRIED_AT_ONCE)


@transaction.atomic
def list_links(article_id: int) -> None:
    article = Article.objects.select_for_update().filter(pk=article_id).first()
    if article is not None:
        OutsideLink.list_for(article, outside(article.answer) if article.is_published else set())
        Article.objects.filter(pk=article_id).update(links_are_listed=True)


def outside(text: str) -> set[str]:
    """The addresses of others in the text that a person could follow over https."""
    addresses = (address for _words, address in links.found_in(text))
    return {
        address
        for address in addresses
        if address.startswith("https://") and len(address) <= LONGEST and not links.own_path(address)
    }


def try_link(key: int) -> bool:
    """Never between BEGIN and COMMIT. An address that was tried a moment ago for another answer is not due any more."""
    address = OutsideLink.objects.due().filter(pk=key).values_list("address", flat=True).first()
    if address is None:
        return False
    OutsideLink.note(address, fault_of(address))
    return True


def fault_of(address: str) -> str:
    """A `Fault`, or nothing where somebody answers, or where it is not for us to ask."""
    try:
        for _step in range(REDIRECTS + 1):
            status, onward = ask(address)
            if not onward:
                return fault_by(status)
            address = onward
    except NotAsked:
        return ""
    except (OSError, http.client.HTTPException, ValueError):
        return Fault.UNREACHABLE
    return Fault.REDIRECTS


def fault_by(status: int) -> str:
    if status in GONE:
        return Fault.GONE
    return Fault.ERROR if status >= ERROR else ""


def ask(address: str) -> tuple[int, str]:
    """The status, and where it leads on to. Who refuses to tell of a page is asked for it, as a browser would."""
    answer = send("HEAD", address)
    return send("GET", address) if answer[0] >= REFUSED else answer


def send(method: str, address: str) -> tuple[int, str]:
    connection, path = connection_to(address, seconds=SECONDS)
    headers = {"User-Agent": f"Link check of {settings.SITE_URL}", "Accept": "*/*", "Accept-Encoding": "identity"}
    with ended_after(connection, SECONDS):
        connection.request(method, path, headers=headers)
        answer = connection.getresponse()
        onward = answer.getheader("Location", "") if answer.status in MOVED else ""
        return answer.status, as_address(urljoin(address, onward)) if onward else ""


def as_address(written: str) -> str:
    """With other letters than an address may have, which headers bring as they are, in the spelling of addresses."""
    return quote(written.encode("latin-1", "replace"), safe=KEPT_AS_WRITTEN)
