"""What the work in the background is called where people read it."""

import re
from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

NAMES: "Final[dict[str, StrPromise]]" = {
    "ask_about_stale": gettext_lazy("Asking about cases that stand still"),
    "ask_again": gettext_lazy("Asking requesters again"),
    "ask_listener": gettext_lazy("Confirming who wants to hear of an answer"),
    "bulk_acts": gettext_lazy("Acts on many cases"),
    "close_silent": gettext_lazy("Closing cases without an answer"),
    "compare_answers": gettext_lazy("Looking for shared answers that say the same"),
    "drop_old": gettext_lazy("Deleting what has been kept long enough"),
    "end_standing_in": gettext_lazy("Ending what deputies had"),
    "end_stale": gettext_lazy("Ending cases that stand still"),
    "escalate": gettext_lazy("Sending overdue cases up"),
    "fetch_mail": gettext_lazy("Fetching mail"),
    "find_cases": gettext_lazy("Finding the cases of a known problem"),
    "forget_old": gettext_lazy("Deleting personal parts"),
    "watch_targets": gettext_lazy("Keeping an eye on targets"),
    "list_links": gettext_lazy("Links in shared answers"),
    "embed_answers": gettext_lazy("Reading what shared answers mean"),
    "make_bundle": gettext_lazy("Making the files of collected wishes"),
    "mail_sign_in_links": gettext_lazy("Mailing sign-in links"),
    "mail_sign_in_news": gettext_lazy("Mailing news about sign-in"),
    "monthly_reports": gettext_lazy("Monthly reports"),
    "play_what_if": gettext_lazy("Playing “What if”"),
    "print_runs": gettext_lazy("Making sheets and cards of many places"),
    "read_reset_requests": gettext_lazy("Requests for a new password"),
    "read_subscription": gettext_lazy("Answers from other municipalities"),
    "release_held": gettext_lazy("Sending what could be undone"),
    "remind": gettext_lazy("Reminding of due times"),
    "remind_flagged": gettext_lazy("Telling again of what cannot wait"),
    "rollovers": gettext_lazy("Lists of all staff for a new school year"),
    "send_digests": gettext_lazy("Summaries of news"),
    "send_room_digests": gettext_lazy("Weekly mail from the superusers’ room"),
    "sweep_attachments": gettext_lazy("Cleaning files"),
    "sweep_deliveries": gettext_lazy("Sending mail"),
    "sweep_events": gettext_lazy("Telling of what happened"),
    "sweep_files": gettext_lazy("Looking through files for who asks for their data"),
    "sweep_index": gettext_lazy("Index of shared answers"),
    "sweep_mail": gettext_lazy("Taking in mail"),
    "sweep_texts": gettext_lazy("Sending text messages"),
    "sweep_subscriptions": gettext_lazy("Answers from other municipalities"),
    "tell_case": gettext_lazy("News of known problems"),
    "tell_fix_listener": gettext_lazy("Telling who waited for a fix"),
    "tell_helpers": gettext_lazy("Telling who can answer a question"),
    "tell_listener": gettext_lazy("Telling who wanted to hear of an answer"),
    "tell_mentioned": gettext_lazy("Telling who was mentioned"),
    "tell_of_party": gettext_lazy("Reminding of silent suppliers"),
    "tell_voter": gettext_lazy("Telling who voted for a wish"),
    "tell_wish": gettext_lazy("Telling who had a wish"),
    "try_links": gettext_lazy("Links in shared answers"),
}


def words_of(sweep: str) -> str:
    return str(NAMES[sweep]) if sweep in NAMES else _("Other work in the background")


def as_words(error: str) -> str:
    """The name of an error, apart: "OperationalError" is "operational error"."""
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])|_", " ", error).lower()
