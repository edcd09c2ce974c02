"""How the worker speaks with Redis: kombu's own way, but any end of a connection is the end of a connection.

When Redis dies while a worker waits for it, kombu may come to use a connection that it has just put away, and raise
`AttributeError` from within its own loop. Celery takes that for a fault of the program and ends the worker; it is a
lost connection like any other, after which the worker connects again.
"""

from kombu.transport import TRANSPORT_ALIASES, redis


class Transport(redis.Transport):
    connection_errors = (*redis.Transport.connection_errors, AttributeError)


def use() -> None:
    for name in ("redis", "rediss"):
        TRANSPORT_ALIASES[name] = "helpdesk.broker:Transport"
