"""Many at once: on PostgreSQL, in threads of their own connections."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from django.db import connection

MANY = 50


def all_at_once(act: Callable[[int], object], many: int = MANY) -> None:
    barrier = Barrier(many)

    def run(number: int) -> None:
        try:
            barrier.wait(30)
            act(number)
        finally:
            connection.close()

    with ThreadPoolExecutor(many) as pool:
        list(pool.map(run, range(many)))
