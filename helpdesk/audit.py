"""Listens to what belongs into the security log: the libraries' own signals, and news of cases.

Roles and tokens are watched where they are stored, so that no way of changing them, not even a shell, goes unseen.
"""

from typing import Any

from axes.signals import user_locked_out
from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.db.models.signals import post_delete, post_save
from knox.models import AuthToken

from organisation.models import LentRole, Membership, User
from organisation.security.security_log import digest, note
from tickets.events import subscribe
from tickets.models import Event


def network(request: Any) -> str | None:
    address = getattr(request, "META", {}).get("REMOTE_ADDR", "")
    return digest(address) if address else None


def signed_in(user: User, request: Any = None, **_about: object) -> None:
    note("signed_in", user=user.pk, network=network(request))


def signed_out(user: User | None, **_about: object) -> None:
    if user is not None:
        note("signed_out", user=user.pk)


def sign_in_failed(credentials: dict[str, Any], request: Any = None, **_about: object) -> None:
    name = str(credentials.get("username") or credentials.get("email") or "")
    note("sign_in_failed", name=digest(name), network=network(request))


def locked_out(username: str | None = None, request: Any = None, **_about: object) -> None:
    note("locked_out", name=digest(username or ""), network=network(request))


def role_given(instance: Membership, created: bool, **_about: object) -> None:  # noqa: FBT001  the library's
    act = "role_given" if created else "role_changed"
    note(act, user=instance.user_id, role=instance.role, institution=instance.institution_id)


def role_taken(instance: Membership, **_about: object) -> None:
    note("role_taken", user=instance.user_id, role=instance.role, institution=instance.institution_id)


def role_lent(instance: LentRole, created: bool, **_about: object) -> None:  # noqa: FBT001  the library's
    if created:
        note("role_lent", **lent(instance))


def role_back(instance: LentRole, **_about: object) -> None:
    note("role_back", **lent(instance))


def lent(row: LentRole) -> dict[str, object]:
    return {"user": row.deputy_id, "membership": row.membership_id, "absence": row.absence_id, "by": row.given_by_id}


def token_made(instance: AuthToken, created: bool, **_about: object) -> None:  # noqa: FBT001  the library's
    if created:
        note("token_made", user=instance.user_id, token=instance.token_key)


def token_deleted(instance: AuthToken, **_about: object) -> None:
    note("token_deleted", user=instance.user_id, token=instance.token_key)


def left_the_house(event: Event) -> None:
    note(event.kind, case=event.ticket_id, event=event.pk, user=event.by_id)


def listen() -> None:
    pairs = (
        (user_logged_in, signed_in, None),
        (user_logged_out, signed_out, None),
        (user_login_failed, sign_in_failed, None),
        (user_locked_out, locked_out, None),
        (post_save, role_given, Membership),
        (post_delete, role_taken, Membership),
        (post_save, role_lent, LentRole),
        (post_delete, role_back, LentRole),
        (post_save, token_made, AuthToken),
        (post_delete, token_deleted, AuthToken),
    )
    for signal, listener, sender in pairs:
        signal.connect(listener, sender=sender, weak=False, dispatch_uid=f"audit.{listener.__name__}")
    for kind in ("forwarded", "published"):
        subscribe(kind, left_the_house)
