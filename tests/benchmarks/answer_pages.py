"""The pages around very many shared answers and threads, as `tests.benchmarks.answers` measures them: how many
statements each makes, and how long it takes, from the request to the answer, in one process without a network."""

import statistics
import time
from typing import Any

from django.db import connection
from django.test import Client
from django.test.utils import override_settings

from organisation.models import User
from tests.benchmarks.answers_ground import Shelf

TIMES = 40
DESK = "/admin/knowledgebase/article/"


def measure_pages(shelf: Shelf) -> None:
    """Prints a line for each page: statements once it is warm, p50 and p95 in milliseconds."""
    outside, inside, at_school = Client(), of(shelf.editor), of(shelf.superuser)
    print(f"{'page':<44}{'statements':>11}{'p50 ms':>9}{'p95 ms':>9}")
    with override_settings(ALLOWED_HOSTS=["*"], SECURE_SSL_REDIRECT=False):
        for what, address in addresses(shelf).items():
            measure_page(what, inside if address.startswith("/admin/") else outside, address)
        for what, address in at_the_desk().items():
            measure_page(f"{what}, a superuser", at_school, address)


def of(user: User) -> Client:
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def addresses(shelf: Shelf) -> dict[str, str]:
    change = f"{DESK}{shelf.article.pk}/change/"
    return {
        "search, words": "/svar/?q=kalender",
        "list of answers": "/svar/",
        "list for parents, page 3": "/svar/?audience=parent&side=3",
        "an answer": shelf.article.get_absolute_url(),
        "the editor": change,
        "its versions": f"{DESK}{shelf.article.pk}/versions/",
        **at_the_desk(),
        "the room": "/admin/room/",
        "the room, a topic": "/admin/room/?topic=login",
        "the room, without a reply": "/admin/room/?state=unanswered",
        "the room, search": "/admin/room/?q=vikarer",
        "a thread": shelf.thread.get_absolute_url(),
        "the board": "/spurgt/",
    }


def at_the_desk() -> dict[str, str]:
    return {
        "shared answers at the desk": DESK,
        "search at the desk": f"{DESK}?q=kalender",
        "queue: to approve": f"{DESK}?vis=waiting",
        "queue: proposed": f"{DESK}?vis=proposed",
        "to be reviewed": f"{DESK}?vis=overdue",
        "what I own": f"{DESK}?vis=owned",
        "what did not help": f"{DESK}?vis=unread",
        "alike": f"{DESK}alike/",
        "what works": f"{DESK}usage/",
    }


def measure_page(what: str, client: Client, address: str) -> None:
    statements: list[str] = []

    def note(execute: Any, sql: Any, params: Any, many: Any, context: Any) -> Any:
        statements.append(str(sql))
        return execute(sql, params, many, context)

    asked(client, address)
    with connection.execute_wrapper(note):
        asked(client, address)
    times = sorted(asked(client, address) for _ in range(TIMES))
    p95 = times[int(len(times) * 0.95)]
    print(f"{what:<44}{len(statements):>11}{statistics.median(times):>9.1f}{p95:>9.1f}", flush=True)


def asked(client: Client, address: str) -> float:
    """Milliseconds. Ends the measuring where the page does not answer 200."""
    start = time.perf_counter()
    status = client.get(address).status_code
    if status != 200:
        raise SystemExit(f"{address}: {status}")
    return (time.perf_counter() - start) * 1000
