"""What each kind of mail is called where people read it; in the code a kind is the name of its template."""

from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

TO: "Final[dict[str, StrPromise]]" = {
    "requester": gettext_lazy("To the requester"),
    "writer": gettext_lazy("To the requester"),
    "sender": gettext_lazy("To whoever sent the mail"),
    "assignee": gettext_lazy("To who has the case"),
    "tier": gettext_lazy("To the level"),
    "staff": gettext_lazy("To who works on the case"),
    "colleague": gettext_lazy("To a colleague"),
    "follower": gettext_lazy("To who follows the case"),
    "named": gettext_lazy("To the people named for it"),
    "party": gettext_lazy("To a supplier or authority"),
    "voter": gettext_lazy("To who voted for a wish"),
}
ABOUT: "Final[dict[str, StrPromise]]" = {
    "opened": gettext_lazy("enquiry received"),
    "answered": gettext_lazy("answer"),
    "asked": gettext_lazy("question"),
    "asked_again": gettext_lazy("question, once more"),
    "forwarded": gettext_lazy("passed on"),
    "resolved": gettext_lazy("solved"),
    "closed": gettext_lazy("closed"),
    "ended": gettext_lazy("ended"),
    "collected": gettext_lazy("wish collected"),
    "decided": gettext_lazy("answer to a wish"),
    "link_renewed": gettext_lazy("new personal link"),
    "mail_incomplete": gettext_lazy("mail not taken in whole"),
    "numbers_seen": gettext_lazy("CPR numbers in a file"),
    "news": gettext_lazy("news"),
    "attached": gettext_lazy("known problem"),
    "updated": gettext_lazy("news of a known problem"),
    "repaired": gettext_lazy("problem fixed"),
    "retracted": gettext_lazy("answer withdrawn"),
    "flagged": gettext_lazy("cannot wait"),
    "waits": gettext_lazy("still cannot wait"),
    "too_large": gettext_lazy("mail too large"),
    "amended": gettext_lazy("put right"),
    "assigned": gettext_lazy("case given"),
    "shared_out": gettext_lazy("case given in turn"),
    "files_added": gettext_lazy("more files"),
    "merged": gettext_lazy("case merged"),
    "took_in": gettext_lazy("another case merged in"),
    "party_answered": gettext_lazy("answer from outside"),
    "party_silent": gettext_lazy("no answer from outside"),
    "prioritised": gettext_lazy("priority changed"),
    "put_here": gettext_lazy("message put in"),
    "reopened": gettext_lazy("open again"),
    "replied": gettext_lazy("the requester wrote"),
    "reported": gettext_lazy("questions answered"),
    "mentioned": gettext_lazy("mentioned in a note"),
    "told": gettext_lazy("news"),
    "escalated": gettext_lazy("handed up"),
    "handed_back": gettext_lazy("handed back"),
    "moved": gettext_lazy("moved"),
    "waits_for_lead": gettext_lazy("waits for the project lead"),
    "due_soon": gettext_lazy("time running out"),
    "target_soon": gettext_lazy("time for a target running out"),
    "target_missed": gettext_lazy("time for a target is up"),
    "stood_still": gettext_lazy("nothing has happened for long"),
    "woke": gettext_lazy("no longer put aside"),
    "mail_bounced": gettext_lazy("mail did not arrive"),
    "text_failed": gettext_lazy("text message did not arrive"),
    "mail_held": gettext_lazy("mail waits for a person"),
    "loop_suspected": gettext_lazy("two machines write to each other"),
    "reminded": gettext_lazy("reminder"),
}
WHOLE: "Final[dict[str, StrPromise]]" = {
    "answers_due": gettext_lazy("Shared answers to look at"),
    "board_answered": gettext_lazy("To a reader: a question has been answered"),
    "board_asked": gettext_lazy("Questions for all that wait for an answer"),
    "board_confirm": gettext_lazy("To a reader: confirm that they want to hear of an answer"),
    "breach": gettext_lazy("Personal-data breach"),
    "bundle": gettext_lazy("Bundle of wishes"),
    "digest": gettext_lazy("Summary of news"),
    "invitation": gettext_lazy("Invitation"),
    "invitation_single_sign_on": gettext_lazy("Invitation"),
    "monthly_report": gettext_lazy("Monthly report"),
    "my_cases": gettext_lazy("To the requester: their cases"),
    "overlooked": gettext_lazy("Known errors and wishes that wait"),
    "deputy_waits": gettext_lazy("A deputy who waits for an administrator"),
    "problem_confirm": gettext_lazy("To a reader: confirm that they want to hear when a problem is fixed"),
    "problem_fixed": gettext_lazy("To a reader: the problem is fixed"),
    "reset": gettext_lazy("New password"),
    "room_digest": gettext_lazy("The week in the superusers’ room"),
    "room_mentioned": gettext_lazy("Mentioned in the superusers’ room"),
    "runs_again": gettext_lazy("It runs again"),
    "sheets_outdated": gettext_lazy("Printed sheets that are out of date"),
    "standstill": gettext_lazy("Something stands still"),
    "vote": gettext_lazy("To a voter: confirm the vote"),
    "sign_in_account": gettext_lazy("Attempts to sign in"),
    "sign_in_attempts": gettext_lazy("Attempts to sign in"),
    "sign_in_news": gettext_lazy("Change of how somebody signs in"),
    "sign_in_spraying": gettext_lazy("Attempts to sign in"),
}


def words_of(kind: str) -> str:
    if kind in WHOLE:
        return str(WHOLE[kind])
    hearer, _line, matter = kind.partition("_")
    if hearer in TO and matter in ABOUT:
        return f"{TO[hearer]}: {ABOUT[matter]}"
    return _("Another mail")
