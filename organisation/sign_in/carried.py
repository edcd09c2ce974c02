"""What is carried across one jump between sites: it lies here for some minutes under an unguessable name, once.

An answer that another site sends by a form comes without the person's session, and a long text fits in no address.
"""

from typing import Any, Final

from organisation.sign_in.sessions import SessionStore

FIELD: Final = "carried"
LASTS: Final = 15 * 60


def carry(data: Any, *, seconds: int = LASTS) -> str:
    """The name under which `take` finds it."""
    store = SessionStore()
    store[FIELD] = data
    store.set_expiry(seconds)
    store.create()
    return str(store.session_key)


def take(name: str) -> Any:
    """What was carried; None for what is unknown, has been taken, or lay too long."""
    store = SessionStore(name)
    data = store.get(FIELD) if name else None
    if data is not None:
        store.delete()
    return data
