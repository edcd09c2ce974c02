"""Every kind of event in one table: its sentence, where it stands in the timeline, who hears of it, what follows.

Who records a new kind writes a row here; an event of a kind that is not here is refused.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise


class EventGroup(StrEnum):
    """What the timeline can be narrowed to."""

    TALK = "talk"
    WAY = "way"
    REST = "rest"


class Hearer(StrEnum):
    """Who is told (`tickets.news.notifications`, `tickets.news.following`)."""

    REQUESTER = "requester"
    WRITER = "writer"
    """The requester, of where there is help now."""
    SENDER = "sender"
    TIER = "tier"
    ASSIGNEE = "assignee"
    WORKERS = "workers"
    """Whoever must do something about the case now (`tickets.news.hearing`)."""
    MENTIONED = "mentioned"
    FOLLOWERS = "followers"


@dataclass(frozen=True)
class EventKind:
    """`searched`: what it brought is found by search. `harmless`: a decision made just before it still stands.
    `silent`: nobody needs to hear of it; a kind that tells nobody and is not silent is subscribed to elsewhere."""

    name: str
    sentence: "StrPromise"
    group: EventGroup = EventGroup.REST
    tells: tuple[Hearer, ...] = ()
    searched: bool = False
    harmless: bool = False
    silent: bool = False


ROWS: Final = (
    EventKind(
        "opened",
        _("%(who)s opened the case"),
        group=EventGroup.TALK,
        tells=(Hearer.REQUESTER, Hearer.TIER),
        searched=True,
        harmless=True,
    ),
    EventKind(
        "replied", _("%(who)s wrote"), group=EventGroup.TALK, tells=(Hearer.WORKERS, Hearer.FOLLOWERS), searched=True
    ),
    EventKind(
        "rewritten",
        _("%(who)s put right what they wrote, before anybody had read it"),
        group=EventGroup.TALK,
        searched=True,
        harmless=True,
    ),
    EventKind(
        "files_added",
        _("%(who)s added files to what they wrote first"),
        group=EventGroup.TALK,
        tells=(Hearer.WORKERS, Hearer.FOLLOWERS),
    ),
    EventKind(
        "answered",
        _("%(who)s answered"),
        group=EventGroup.TALK,
        tells=(Hearer.REQUESTER, Hearer.FOLLOWERS),
        searched=True,
    ),
    EventKind(
        "noted",
        _("%(who)s wrote an internal note"),
        group=EventGroup.TALK,
        tells=(Hearer.MENTIONED,),
        searched=True,
        harmless=True,
    ),
    EventKind(
        "asked",
        _("%(who)s asked for more"),
        group=EventGroup.TALK,
        tells=(Hearer.REQUESTER, Hearer.FOLLOWERS),
        searched=True,
    ),
    EventKind("told", _("%(who)s told the requester by phone"), group=EventGroup.TALK, harmless=True, silent=True),
    EventKind(
        "texted",
        _("A text message told the requester that there is news"),
        group=EventGroup.TALK,
        harmless=True,
        silent=True,
    ),
    EventKind(
        "text_failed",
        _("The requester could not be reached by text message"),
        group=EventGroup.TALK,
        tells=(Hearer.WORKERS,),
        harmless=True,
    ),
    EventKind("assigned", _("%(who)s gave the case to %(to)s"), tells=(Hearer.ASSIGNEE,), searched=True),
    EventKind(
        "moved",
        _("%(who)s moved the case from %(before_place)s to %(place)s"),
        group=EventGroup.WAY,
        tells=(Hearer.TIER, Hearer.FOLLOWERS),
        searched=True,
    ),
    EventKind("amended", _("%(who)s put right: %(columns)s"), tells=(Hearer.WORKERS,), searched=True, harmless=True),
    EventKind("prioritised", _("%(who)s set the priority to %(priority)s"), tells=(Hearer.WORKERS, Hearer.FOLLOWERS)),
    EventKind("snoozed", _("%(who)s put the case aside until %(until)s"), harmless=True, silent=True),
    EventKind("unsnoozed", _("%(who)s took the case up again"), harmless=True, silent=True),
    EventKind("woke", _("The case is no longer put aside"), tells=(Hearer.WORKERS,), harmless=True),
    EventKind(
        "target_soon", _("The time for a target is running out: %(target)s"), tells=(Hearer.WORKERS,), harmless=True
    ),
    EventKind("target_missed", _("The time for a target is up: %(target)s"), tells=(Hearer.WORKERS,), harmless=True),
    EventKind("due_soon", _("The time of the case is running out"), tells=(Hearer.WORKERS,), harmless=True),
    EventKind(
        "shared_out",
        _("The helpdesk gave the case to %(to)s, whose turn it was"),
        tells=(Hearer.ASSIGNEE,),
        harmless=True,
    ),
    EventKind("merged", _("%(who)s merged the case into %(other)s"), tells=(Hearer.ASSIGNEE,), harmless=True),
    EventKind("took_in", _("%(who)s merged %(other)s into this case"), tells=(Hearer.WORKERS,), harmless=True),
    EventKind("unmerged", _("%(who)s undid the merge into %(other)s"), searched=True, harmless=True),
    EventKind("gave_back", _("%(who)s undid the merge of %(other)s"), searched=True, harmless=True),
    EventKind("split_off", _("%(who)s split off %(other)s"), harmless=True),
    EventKind("linked", _("%(who)s linked the case to %(other)s"), harmless=True, silent=True),
    EventKind("unlinked", _("%(who)s removed the link to %(other)s"), harmless=True, silent=True),
    EventKind("followed", _("%(who)s follows the case"), harmless=True, silent=True),
    EventKind("unfollowed", _("%(who)s follows the case no longer"), harmless=True, silent=True),
    EventKind("routed", _("%(who)s set the route to %(route)s"), group=EventGroup.WAY),
    EventKind("accepted", _("%(who)s agreed with the suggestion"), group=EventGroup.WAY, harmless=True),
    EventKind("corrected", _("%(who)s corrected the suggestion from %(suggested)s to %(route)s"), group=EventGroup.WAY),
    EventKind("flagged", _("%(who)s flagged the case: %(flag)s"), tells=(Hearer.WRITER,)),
    EventKind("flag_cleared", _("%(who)s has seen to the flag: %(flag)s"), silent=True),
    EventKind("flag_waits", _("%(who)s told again that nobody has taken it: %(flag)s"), harmless=True),
    EventKind(
        "escalated",
        _("%(who)s handed the case up to %(tier)s"),
        group=EventGroup.WAY,
        tells=(
            Hearer.TIER,
            Hearer.FOLLOWERS,
        ),
    ),
    EventKind(
        "handed_back",
        _("%(who)s handed the case back to %(tier)s"),
        group=EventGroup.WAY,
        tells=(
            Hearer.TIER,
            Hearer.FOLLOWERS,
        ),
    ),
    EventKind(
        "forwarded",
        _("%(who)s passed the case on to %(party)s"),
        group=EventGroup.WAY,
        tells=(
            Hearer.REQUESTER,
            Hearer.FOLLOWERS,
        ),
        searched=True,
    ),
    EventKind(
        "collected",
        _("%(who)s collected the case as a change request"),
        group=EventGroup.WAY,
        tells=(Hearer.REQUESTER,),
    ),
    EventKind("joined", _("%(who)s put the wish into another change request"), silent=True),
    EventKind("released", _("%(who)s took the case out of the change requests"), silent=True),
    EventKind(
        "decided", _("%(who)s told the requester what KOMBIT has decided: %(decision)s"), tells=(Hearer.REQUESTER,)
    ),
    EventKind("attached", _("%(who)s attached the case to the known error “%(title)s”"), tells=(Hearer.REQUESTER,)),
    EventKind("fit_dismissed", _("%(who)s noted that the known error “%(title)s” does not fit"), silent=True),
    EventKind("detached", _("%(who)s took the case from the known error “%(title)s”"), silent=True),
    EventKind("updated", _("%(who)s sent news about the known error “%(title)s”"), tells=(Hearer.REQUESTER,)),
    EventKind(
        "repaired", _("%(who)s told the requester that “%(title)s” has been repaired"), tells=(Hearer.REQUESTER,)
    ),
    EventKind(
        "external_number_noted", _("%(who)s noted case number %(number)s from %(party)s"), searched=True, harmless=True
    ),
    EventKind(
        "party_answered",
        _("%(party)s answered"),
        group=EventGroup.TALK,
        tells=(Hearer.WORKERS, Hearer.FOLLOWERS),
        searched=True,
    ),
    EventKind(
        "mail_held", _("A reply by mail waits for somebody to accept it"), tells=(Hearer.WORKERS,), harmless=True
    ),
    EventKind("mail_admitted", _("%(who)s accepted a mail that waited"), silent=True),
    EventKind("mail_refused", _("%(who)s refused a mail that waited"), harmless=True, silent=True),
    EventKind("mail_incomplete", _("A part of a mail could not be taken along"), tells=(Hearer.SENDER,), harmless=True),
    EventKind(
        "numbers_seen",
        _("A file seems to hold CPR numbers: it stays in the house"),
        tells=(Hearer.SENDER,),
        harmless=True,
    ),
    EventKind("auto_replied", _("An automatic reply came by mail"), harmless=True, silent=True),
    EventKind(
        "loop_suspected",
        _("So many mails came from one address that no more receipts are sent there for an hour"),
        tells=(Hearer.WORKERS,),
        harmless=True,
    ),
    EventKind(
        "mail_bounced",
        _("The address does not work: a mail from us was refused (%(code)s)"),
        tells=(Hearer.WORKERS,),
        harmless=True,
    ),
    EventKind("reported", _("%(who)s filled in the fault report: %(facts)s"), harmless=True),
    EventKind("usage_ruled_out", _("%(who)s ruled out wrong use"), harmless=True, silent=True),
    EventKind("master_data_checked", _("%(who)s checked the master data"), harmless=True, silent=True),
    EventKind("gate_withdrawn", _("%(who)s took back: %(gate)s"), silent=True),
    EventKind("retriaged", _("%(who)s sent the case back to be assessed")),
    EventKind("settled", _("%(who)s noted that %(party)s has solved it"), silent=True),
    EventKind("rejected", _("%(who)s noted that %(party)s rejected it: %(reason)s"), silent=True),
    EventKind("resent", _("%(who)s had the mail to %(party)s sent again"), silent=True),
    EventKind("reminded", _("%(who)s reminded %(party)s")),
    EventKind("party_silent", _("%(party)s has not answered yet"), tells=(Hearer.WORKERS,)),
    EventKind("asked_again", _("%(who)s reminded the requester"), tells=(Hearer.REQUESTER,)),
    EventKind(
        "resolved",
        _("%(who)s marked the case as solved"),
        tells=(
            Hearer.REQUESTER,
            Hearer.FOLLOWERS,
        ),
    ),
    EventKind(
        "reopened",
        _("%(who)s opened the case again"),
        tells=(
            Hearer.WORKERS,
            Hearer.FOLLOWERS,
        ),
    ),
    EventKind(
        "send_undone",
        _("%(who)s took the answer back before it was sent"),
        group=EventGroup.TALK,
        harmless=True,
        silent=True,
    ),
    EventKind("topic_said", _("%(who)s said what the case is about: %(topic)s"), harmless=True, silent=True),
    EventKind("macro_run", _("%(who)s ran the macro “%(macro)s”"), harmless=True, silent=True),
    EventKind("tagged", _("%(who)s put on the tags %(tags)s"), harmless=True, silent=True),
    EventKind("untagged", _("%(who)s took off the tags %(tags)s"), harmless=True, silent=True),
    EventKind("closed", _("%(who)s closed the case")),
    EventKind(
        "stood_still",
        _("%(who)s asked whether the case goes on, since nothing had happened for long"),
        tells=(Hearer.WORKERS,),
        harmless=True,
    ),
    EventKind(
        "ended",
        _("%(who)s ended the case, since nothing had happened for long"),
        tells=(Hearer.REQUESTER, Hearer.FOLLOWERS),
    ),
    EventKind("forgotten", _("The personal parts of the case were deleted")),
    EventKind(
        "erased", _("%(who)s erased the personal parts of the case, because the person asked for it"), silent=True
    ),
    EventKind("person_corrected", _("%(who)s corrected who the case is from"), searched=True, harmless=True),
    EventKind(
        "disclosed",
        _("%(who)s handed out what is kept of the case to somebody who has a right to it"),
        harmless=True,
        silent=True,
    ),
    EventKind("journalled", _("%(who)s noted where the case lies in the record system"), searched=True, harmless=True),
    EventKind("undone", _("%(who)s took back what was done just before"), searched=True),
    EventKind("retracted", _("%(who)s retracted an answer"), group=EventGroup.TALK),
    EventKind("breach_noted", _("%(who)s noted a personal-data breach"), harmless=True, silent=True),
    EventKind(
        "put_elsewhere", _("%(who)s put a message into the case where it belongs"), group=EventGroup.TALK, silent=True
    ),
    EventKind(
        "put_here",
        _("%(who)s put a message here that had come into another case"),
        group=EventGroup.TALK,
        tells=(Hearer.WORKERS, Hearer.FOLLOWERS),
        searched=True,
    ),
    EventKind("helped", _("%(who)s said that it helped"), harmless=True, silent=True),
    EventKind("not_helped", _("%(who)s said that it did not help"), harmless=True, silent=True),
    EventKind("covered", _("%(who)s covered parts of the picture %(name)s"), harmless=True, silent=True),
    EventKind("file_removed", _("%(who)s removed the file %(name)s"), harmless=True, silent=True),
    EventKind("link_renewed", _("%(who)s gave the case a new private link"), harmless=True),
)
KINDS: Final = {kind.name: kind for kind in ROWS}


def telling(hearer: Hearer) -> list[str]:
    """The kinds of which they hear, in the order of the table."""
    return [kind.name for kind in ROWS if hearer in kind.tells]


def searched() -> list[str]:
    return [kind.name for kind in ROWS if kind.searched]


def harmless() -> frozenset[str]:
    return frozenset(kind.name for kind in ROWS if kind.harmless)
