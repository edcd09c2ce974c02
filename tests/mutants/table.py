"""What is guarded, and by which tests: the one place to change when a module moves."""

from dataclasses import dataclass
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Guarded:
    """Modules, and the tests that must notice a change of them. `patterns`: parts of their regular expressions too.

    `functions`: where only these of the modules are guarded. `without`: tests that take too long to be run for every
    change, because they wait for servers on purpose or read a whole file of figures.
    """

    modules: tuple[str, ...]
    tests: tuple[str, ...]
    patterns: bool = False
    functions: tuple[str, ...] = ()
    without: tuple[str, ...] = ()


TABLE: Final[dict[str, Guarded]] = {
    "privacy": Guarded(
        modules=("privacy/cpr.py", "privacy/cpr_in_words.py", "privacy/secrets.py", "privacy/persons.py"),
        tests=("tests/privacy",),
        patterns=True,
        without=("test_a_file_of_figures_alone",),
    ),
    "roles": Guarded(
        modules=("organisation/roles.py", "organisation/models/people.py", "tickets/work/staffing.py"),
        tests=(
            "tests/organisation/api/test_api_client.py",
            "tests/organisation/people",
            "tests/organisation/second_factor/test_signing_in.py",
            "tests/organisation/sign_in",
            "tests/organisation/single_sign_on/test_emergency.py",
            "tests/organisation/single_sign_on/test_groups.py",
            "tests/organisation/test_roles.py",
            "tests/tickets/text_messages/test_to_ring.py",
            "tests/tickets/work/test_staffing.py",
        ),
    ),
    "gates": Guarded(
        modules=(
            "triage/forwarding/gates.py",
            "triage/forwarding/package.py",
            "triage/forwarding/models/forwarding.py",
            "triage/routing/models/routing_rule.py",
            "triage/forwarding/second_look.py",
            "triage/forwarding/reminders.py",
            "triage/forwarding/correspondence.py",
        ),
        tests=("tests/triage/forwarding", "tests/triage/routing", "tests/desk/setup/test_routing_rules.py"),
        without=("test_a_worker_killed", "test_a_stopped_mail_server"),
    ),
    "matching": Guarded(
        modules=(
            "tickets/inbound/auto_generated.py",
            "tickets/inbound/matching.py",
            "tickets/inbound/new_senders.py",
            "tickets/inbound/rate_limits.py",
            "tickets/inbound/receiving.py",
            "tickets/outbound/message_ids.py",
            "tickets/models/reply_address.py",
        ),
        tests=(
            "tests/tickets/inbound/test_absences.py",
            "tests/tickets/inbound/test_attempts.py",
            "tests/tickets/inbound/test_auto_generated.py",
            "tests/tickets/inbound/test_corpus.py",
            "tests/tickets/inbound/test_everyday.py",
            "tests/tickets/inbound/test_held.py",
            "tests/tickets/inbound/test_lifelike.py",
            "tests/tickets/inbound/test_matching.py",
            "tests/tickets/inbound/test_new_senders.py",
            "tests/tickets/inbound/test_rate_limits.py",
            "tests/tickets/inbound/test_realistic.py",
            "tests/tickets/inbound/test_receive.py",
            "tests/tickets/inbound/test_who_speaks.py",
            "tests/tickets/outbound/test_reply_address.py",
            "tests/triage/flags/test_held_mail.py",
        ),
        without=("test_no_sequence_of_mails",),
    ),
    "senders": Guarded(
        modules=("helpdesk/middleware.py", "organisation/security/limits.py"),
        tests=(
            "tests/helpdesk/test_middleware.py",
            "tests/helpdesk/test_sent_by_script.py",
            "tests/organisation/security/test_limits.py",
            "tests/organisation/sign_in/test_lockout.py",
        ),
    ),
    "forgetting": Guarded(
        modules=("tickets/models/forgetting.py", "triage/forgetting.py", "tickets/models/ticket_list.py"),
        tests=("tests/tickets/models/test_forget.py", "tests/tickets/models/test_ticket_list.py"),
        functions=(
            "erase",
            "forget",
            "forget_persons",
            "TicketQuerySet.to_forget",
            "TicketQuerySet.visible_to",
            "TicketQuerySet.read_by",
            "TicketQuerySet.known_to",
            "TicketQuerySet.kept_from",
            "TicketQuerySet.sensitive",
            "TicketQuerySet.by_token",
        ),
    ),
    "tiers": Guarded(
        modules=("tickets/models/acting.py", "tickets/models/assigning.py", "tickets/models/tiers.py"),
        tests=(
            "tests/tickets/models/test_acting.py",
            "tests/tickets/models/test_end.py",
            "tests/tickets/models/test_snooze.py",
            "tests/tickets/models/test_targets.py",
            "tests/tickets/models/test_tiers.py",
            "tests/tickets/models/test_who_may.py",
        ),
        functions=("assign", "escalate", "climb", "go_up", "hand_back", "guard", "acting", "change"),
    ),
    "notifications": Guarded(
        modules=(
            "tickets/news/digests.py",
            "tickets/news/following.py",
            "tickets/models/notice.py",
            "tickets/news/notifications.py",
            "triage/flags/flagging.py",
            "triage/flags/models.py",
        ),
        tests=(
            "tests/desk/team/test_deputy_news.py",
            "tests/tickets/models/test_end.py",
            "tests/tickets/models/test_merge.py",
            "tests/tickets/models/test_retract.py",
            "tests/tickets/news",
            "tests/tickets/attachments/test_numbers_in_files.py",
            "tests/tickets/outbound/test_kinds_of_mail.py",
            "tests/tickets/outbound/test_mail_pages.py",
            "tests/tickets/requester/test_sealed_links.py",
            "tests/triage/flags/test_clear_flag.py",
            "tests/triage/flags/test_consequences.py",
            "tests/triage/flags/test_files.py",
            "tests/triage/flags/test_held_mail.py",
            "tests/triage/flags/test_help_now.py",
            "tests/triage/flags/test_need_to_know.py",
            "tests/triage/flags/test_other_doors.py",
            "tests/triage/flags/test_who_is_told.py",
        ),
        without=("test_no_address_shows_it", "test_no_address_changes_it"),
    ),
    "clock": Guarded(
        modules=("triage/escalation.py", "tickets/models/climbing.py"),
        tests=(
            "tests/triage/test_climbing_together.py",
            "tests/triage/test_escalation.py",
            "tests/tickets/models/test_clock_table.py",
            "tests/tickets/models/test_tiers.py",
            "tests/tickets/models/test_targets.py",
        ),
    ),
    "hearing": Guarded(
        modules=("tickets/news/hearing.py",),
        tests=("tests/tickets/news/test_hearers.py", "tests/tickets/news/test_hearing.py"),
    ),
    "publishing": Guarded(
        modules=("triage/wishes/models/change_request.py", "triage/wishes/models/request_list.py"),
        tests=(
            "tests/desk/wishes/test_confirming.py",
            "tests/triage/wishes/test_collect.py",
            "tests/triage/wishes/test_request_verbs.py",
            "tests/triage/wishes/test_wish_list.py",
            "tests/triage/wishes/test_wishes.py",
            "tests/triage/wishes/test_withholding.py",
        ),
        without=("test_five_thousand_wishes",),
    ),
}
