"""Tells everybody concerned of news of a known error, a batch at a time.

Each row keeps what it has heard in the transaction that tells it, so that a task that is killed and started again
tells nobody twice. A case that was merged hears through the common one, which speaks for all of them once.
"""

from functools import partial
from typing import Any, Final

from django.utils import timezone, translation
from django.utils.translation import gettext as _

from organisation.models import User
from organisation.sweeps.sweeping import sweep_rows
from tickets.models.locking import common_of
from tickets.models.merge import speaks
from triage.known_errors.models import KnownErrorCase, KnownErrorUpdate

BATCH: Final = 200


def tell_update(update_id: int) -> bool:
    """The next cases of a known error hear the news. False when there are none left."""
    update = KnownErrorUpdate.objects.select_related("known_error", "by").filter(pk=update_id).first()
    if update is None or update.by is None:
        return False
    waiting = KnownErrorCase.objects.filter(known_error=update.known_error, heard__lt=update.pk)
    tell = partial(tell_case, update=update, by=update.by)
    swept = sweep_rows("tell_case", waiting.values_list("pk", flat=True), tell, at_most=BATCH)
    if swept.examined == BATCH:
        return True
    if not waiting.exists():
        KnownErrorUpdate.objects.filter(pk=update.pk).update(finished_at=timezone.now())
    return False


def tell_case(case_id: int, update: KnownErrorUpdate, by: User) -> None:
    """One case hears the news, unless it has, or needs it no more, or was opened again after the repair, or something
    in it must not wait: then a person looks at it first."""
    case = KnownErrorCase.objects.select_related("ticket__merged_into").filter(pk=case_id).first()
    if case is None:
        return
    with common_of(case.ticket) as ticket:
        if not KnownErrorCase.objects.filter(pk=case_id, heard__lt=update.pk).update(heard=update.pk):
            return
        others = KnownErrorCase.objects.filter(known_error=update.known_error_id)
        if ticket.is_done or ticket.is_flagged or not speaks(case.ticket, ticket, others):
            return
        if update.solves and case.was_reopened():
            return
        text = words_for(update, ticket.language)
        data: dict[str, Any] = {"known_error": update.known_error_id, "title": update.known_error.title}
        if update.solves:
            ticket.inform(text, by=by, event="repaired", settled=True, **data)
        else:
            ticket.inform(text, by=by, event="updated", **data)


def words_for(update: KnownErrorUpdate, language: str) -> str:
    with translation.override(language):
        title = update.known_error.shown_title
        if not update.solves:
            return _("News about “%(title)s”:") % {"title": title} + f"\n\n{update.shown_text}"
        again = _("If it still does not work for you, write to us here and we will reopen your enquiry.")
        return "\n\n".join([_("“%(title)s” has been fixed.") % {"title": title}, update.shown_text, again])


def unfinished_updates() -> list[int]:
    """News whose task did not come to its end."""
    return list(KnownErrorUpdate.objects.filter(finished_at=None).order_by("id").values_list("pk", flat=True)[:BATCH])
