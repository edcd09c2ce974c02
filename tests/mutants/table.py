"""What is guarded, and by which tests: the one place to change when a module moves."""

from dataclasses import dataclass
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Guarded:
    """Modules, and the tests that must notice a change of them. `patterns`: parts of their regular expressions too.

    `functions`: where only these of the modules are guarded. `without`: tests that take too long to be run for every
    change, because they wait for servers on purpose.
    """

    modules: tuple[str, ...]
    tests: tuple[str, ...]
    patterns: bool = False
    functions: tuple[str, ...] = ()
    without: tuple[str, ...] = ()


TABLE: Final[dict[str, Guarded]] = {
    "privacy": Guarded(
        modules=("organisation/cpr.py", "triage/redaction.py", "knowledgebase/depersonalise.py"),
        tests=(
            "tests/organisation/test_cpr.py",
            "tests/triage/test_redaction.py",
            "tests/knowledgebase/test_depersonalise.py",
        ),
        patterns=True,
    ),
    "roles": Guarded(
        modules=("organisation/roles.py", "organisation/models/people.py", "tickets/staffing.py"),
        tests=(
            "tests/organisation/test_people.py",
            "tests/organisation/test_roles.py",
            "tests/tickets/test_staffing.py",
        ),
    ),
    "gates": Guarded(
        modules=(
            "triage/gates.py",
            "triage/package.py",
            "triage/models/forwarding.py",
            "triage/models/routing_rule.py",
            "triage/outcomes.py",
            "triage/second_look.py",
            "triage/silence.py",
            "triage/posting.py",
        ),
        tests=(
            "tests/triage/test_forward.py",
            "tests/triage/test_gates.py",
            "tests/triage/test_outbox.py",
            "tests/triage/test_outcomes.py",
            "tests/triage/test_package.py",
            "tests/triage/test_routing_rules.py",
            "tests/triage/test_second_look.py",
            "tests/triage/test_silence.py",
            "tests/triage/test_ways_out.py",
        ),
        without=("test_a_worker_killed", "test_a_stopped_mail_server"),
    ),
    "matching": Guarded(
        modules=(
            "helpdesk/middleware.py",
            "tickets/inbound/machines.py",
            "tickets/inbound/matching.py",
            "tickets/inbound/newcomers.py",
            "tickets/inbound/pace.py",
            "tickets/inbound/receiving.py",
            "tickets/limits.py",
            "tickets/message_ids.py",
            "tickets/models/reply_address.py",
        ),
        tests=(
            "tests/helpdesk/test_middleware.py",
            "tests/tickets/inbound/test_held.py",
            "tests/tickets/inbound/test_receive.py",
            "tests/tickets/test_reply_address.py",
        ),
    ),
    "forgetting": Guarded(
        modules=("tickets/models/ticket.py", "triage/forgetting.py", "tickets/models/ticket_list.py"),
        tests=("tests/tickets/test_forget.py", "tests/tickets/test_ticket_list.py"),
        functions=(
            "Ticket.forget",
            "TicketQuerySet.to_forget",
            "TicketQuerySet.visible_to",
            "TicketQuerySet.by_token",
            "forget",
        ),
    ),
    "tiers": Guarded(
        modules=("tickets/models/ticket.py",),
        tests=("tests/tickets/test_tiers.py", "tests/tickets/test_conversation.py", "tests/tickets/test_end.py"),
    ),
    "notifications": Guarded(
        modules=(
            "tickets/digests.py",
            "tickets/following.py",
            "tickets/models/notice.py",
            "tickets/notifications.py",
            "triage/flagging.py",
            "triage/models/flag.py",
        ),
        tests=(
            "tests/tickets/test_follow.py",
            "tests/tickets/test_news.py",
            "tests/tickets/test_notifications.py",
            "tests/triage/test_alarms.py",
            "tests/triage/test_clear_flag.py",
        ),
    ),
    "publishing": Guarded(
        modules=("triage/models/change_request.py", "triage/models/request_list.py"),
        tests=("tests/triage/test_wish_list.py", "tests/triage/test_wishes.py", "tests/triage/test_collect.py"),
    ),
}
