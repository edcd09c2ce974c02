"""Who speaks in a case by mail: whatever comes in whatever order, internal words never reach the requester."""

import importlib
import itertools
from contextlib import suppress
from dataclasses import dataclass, field

import pytest
from django.apps import apps
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.test import Client
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from organisation.models import Membership, User
from organisation.pages.refusals import UnableTo
from organisation.roles import Verb
from tests.cast import Cast, open_ticket, person, settle
from tests.tickets.inbound.letters import HELPDESK, letter
from tickets.inbound import held
from tickets.inbound.receiving import receive
from tickets.models import Delivery, Mailbox, Merge, Message, ReceivedMail, ReplyAddress, Ticket
from tickets.outbound import message_ids
from tickets.outbound.outgoing import mail_for
from tickets.words import Channel
from triage.forwarding.models import Forwarding

REQUESTER, OTHER_PARENT, PRIVATE = "maja@example.org", "bo@example.net", "kollega.privat@example.net"
PARTY, PARTY_COLLEAGUE = "skema@vendor.example", "kim@vendor.example"
STAFF = ("superuser@example.org", "pilot@example.org", "fremmed@example.org", "observer@example.org")
PLUS = ("superuser+aula@example.org", "pilot+hjem@example.org")
"""Addresses of colleagues with more in them."""
SPEAKERS = (REQUESTER, OTHER_PARENT, PARTY, PARTY_COLLEAGUE, *STAFF, *PLUS)
WAYS = ("key", "party_key", "receipt", "notice", "forwarding", "thread", "number", "last_mail", "sent_on", "merged_key")
TURNS = ("merge_into", "merge_from", "part", "split", "move", "resolve", "escalate")
COUNT = itertools.count()


@dataclass
class Story:
    """One case, and what was written to it by mail: each text, and whether it must stay internal."""

    cast: Cast
    requester: str = REQUESTER
    internal: list[str] = field(default_factory=list)
    public: list[str] = field(default_factory=list)
    last_id: str = ""
    last_is_internal: bool = False
    last_is_elsewhere: bool = False
    turned: bool = False
    became_staff: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.ticket = open_ticket(self.cast.school, requester_email=self.requester, channel=Channel.WEB)
        self.other = open_ticket(self.cast.school, requester_email="ida@example.org", channel=Channel.WEB)
        self.ticket.set_route("schedule_vendor", by=self.cast.superuser)
        Forwarding.forward(self.ticket, by=self.cast.superuser)
        settle()

    def delivery(self, kind: str) -> str:
        delivery = Delivery.objects.filter(event__ticket=self.ticket, kind__startswith=kind).order_by("id").first()
        assert delivery is not None
        return message_ids.make("delivery", delivery.pk)

    def headers(self, way: str) -> dict[str, str]:
        return {
            "key": lambda: {"To": ReplyAddress.of(self.ticket).email()},
            "party_key": lambda: {"To": ReplyAddress.of(self.ticket, "Skemahuset").email()},
            "receipt": lambda: {"In_Reply_To": self.delivery("requester_")},
            "notice": lambda: {"In_Reply_To": self.delivery("tier_")},
            "forwarding": lambda: {"In_Reply_To": self.delivery("party_")},
            "thread": lambda: {"References": message_ids.make("case", self.ticket.pk)},
            "number": lambda: {"Subject": f"Ang. {self.ticket.number}"},
            "last_mail": lambda: {"In_Reply_To": self.last_id or self.delivery("tier_")},
            "sent_on": lambda: {"In_Reply_To": self.delivery("tier_"), "Subject": f"VS: Ny sag {self.ticket.number}"},
            "merged_key": lambda: {"To": ReplyAddress.of(self.other).email()},
        }[way]()

    def write(self, sender: str, way: str, *, capitals: bool = False) -> None:
        text, own = f"Ord nummer {next(COUNT)} slut", f"<{next(COUNT)}@example.org>"
        headers, works_here = self.headers(way), self.may_note(sender)
        receive(letter(text, **headers | {"From": sender.upper() if capitals else sender, "Message_ID": own}))
        elsewhere = way == "merged_key" or (way == "last_mail" and self.last_is_elsewhere)
        answers_internal = way in {"notice", "sent_on"}
        answers_internal |= way == "last_mail" and (self.last_is_internal or not self.last_id)
        staff = sender in {*STAFF, *PLUS, *self.became_staff}
        party = (sender == PARTY and not elsewhere) or (
            sender == PARTY_COLLEAGUE and way in {"party_key", "forwarding"}
        )
        internal = staff or party or answers_internal
        if sender == self.requester:
            works = way == "merged_key" or (way in {"thread", "number"} and works_here)
            internal = answers_internal or (staff and works)
            certain = not internal and way in {"key", "receipt"}
            self.public += [text] if certain else []
        self.internal += [text] if internal else []
        self.last_id, self.last_is_internal, self.last_is_elsewhere = own, internal, elsewhere

    def may_note(self, email: str) -> bool:
        user = User.objects.filter(email=email).first()
        return user is not None and user.may(Verb.NOTE, self.fresh(self.ticket))

    def admit(self, by: User) -> None:
        for mail in ReceivedMail.objects.held().exclude(ticket=None):
            with suppress(UnableTo, PermissionDenied), transaction.atomic():
                held.admit(mail, by=by)

    def hire(self, email: str) -> None:
        if not User.objects.filter(email=email).exists():
            person("pilot", self.cast.school, email=email)
        self.became_staff.add(email)

    def turn(self, what: str) -> None:
        """What else happens to a case; what it does not allow does not."""
        self.turned = True
        with suppress(UnableTo, PermissionDenied, Merge.DoesNotExist), transaction.atomic():
            by, ticket, other = (self.cast.support_entitled, *map(self.fresh, (self.ticket, self.other)))
            {
                "merge_into": lambda: Merge.begin(ticket, other, by=by, confirmed=True),
                "merge_from": lambda: Merge.begin(other, ticket, by=by, confirmed=True),
                "part": lambda: Merge.objects.live().order_by("id")[:1].get().undo(by=by),
                "split": lambda: ticket.split_off(
                    list(ticket.messages.filter(kind="requester").order_by("-id")[:1]), subject="Ny", by=by
                ),
                "move": lambda: ticket.move(self.cast.daycare, by=by),
                "resolve": lambda: ticket.resolve(by=by),
                "escalate": lambda: ticket.escalate(by=by, reason="Vi kan ikke."),
            }[what]()
        settle()

    @staticmethod
    def fresh(ticket: Ticket) -> Ticket:
        return Ticket.objects.get(pk=ticket.pk)

    def check(self) -> None:
        settle()
        pages = [Client().get(each.get_absolute_url()).content.decode() for each in (self.ticket, self.other)]
        mails = Delivery.objects.filter(kind__regex="^(requester|writer)_")
        sent = "\n".join(mails.values_list("body", flat=True))
        shown = "\n".join([*Message.objects.public().values_list("body", flat=True), *pages, sent])
        assert not [text for text in self.internal if text in shown]
        assert self.turned or not [text for text in self.public if text not in pages[0]]
        names = set(self.ticket.messages.public().filter(kind="requester").values_list("author_name", "body"))
        own = "\n".join(text for name, text in names if name == self.ticket.requester_name)
        assert not [text for text in self.internal if text in own]


@pytest.fixture
def story(cast: Cast) -> Story:
    Mailbox.objects.create(address=HELPDESK)
    return Story(cast)


STEPS = st.lists(
    st.one_of(
        st.tuples(st.sampled_from(SPEAKERS), st.sampled_from(WAYS)),
        st.tuples(st.just(PRIVATE), st.sampled_from(("notice", "number", "sent_on"))),
        st.tuples(st.just("admit"), st.sampled_from(("superuser", "support_entitled"))),
        st.tuples(st.just("deactivate"), st.sampled_from(STAFF[1:])),
        st.tuples(st.just("leave"), st.sampled_from(STAFF[1:])),
        st.tuples(st.just("hire"), st.sampled_from((OTHER_PARENT, REQUESTER))),
        st.tuples(st.just("turn"), st.sampled_from(TURNS)),
    ),
    min_size=1,
    max_size=10,
)


@settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck))
@example(steps=[(STAFF[0], "notice"), (STAFF[0], "notice"), (STAFF[0], "number")], requester=REQUESTER)
@example(
    steps=[(STAFF[1], "notice"), ("deactivate", STAFF[1]), (STAFF[1], "notice"), ("admit", "superuser")],
    requester=REQUESTER,
)
@example(
    steps=[(PRIVATE, "notice"), ("admit", "superuser"), (PRIVATE, "notice"), ("admit", "superuser")],
    requester=REQUESTER,
)
@example(
    steps=[(OTHER_PARENT, "key"), ("admit", "superuser"), (OTHER_PARENT, "key"), (OTHER_PARENT, "notice")],
    requester=REQUESTER,
)
@example(steps=[(STAFF[2], "key"), ("admit", "superuser"), (STAFF[2], "key")], requester=REQUESTER)
@example(steps=[(PARTY_COLLEAGUE, "key"), ("admit", "superuser"), (PARTY_COLLEAGUE, "forwarding")], requester=REQUESTER)
@example(steps=[(PARTY, "party_key"), (PARTY_COLLEAGUE, "last_mail"), ("admit", "superuser")], requester=REQUESTER)
@example(
    steps=[(STAFF[0], "key"), (STAFF[0], "notice"), (STAFF[0], "receipt"), (STAFF[0], "number")], requester=STAFF[0]
)
@example(steps=[(PLUS[0], "key"), ("admit", "superuser"), (PLUS[0], "key"), (PLUS[0], "number")], requester=REQUESTER)
@example(
    steps=[("turn", "merge_into"), (STAFF[0], "merged_key"), (STAFF[0], "notice"), ("turn", "part"), (STAFF[0], "key")],
    requester=STAFF[0],
)
@example(
    steps=[("hire", REQUESTER), (REQUESTER, "notice"), (REQUESTER, "number"), ("admit", "superuser")],
    requester=REQUESTER,
)
@example(
    steps=[(STAFF[1], "notice"), ("leave", STAFF[1]), (STAFF[1], "key"), ("admit", "superuser"), (STAFF[1], "thread")],
    requester=REQUESTER,
)
@example(
    steps=[(PRIVATE, "sent_on"), ("turn", "move"), ("admit", "superuser"), (PRIVATE, "notice"), ("turn", "split")],
    requester=REQUESTER,
)
@given(steps=STEPS, requester=st.sampled_from((REQUESTER, STAFF[0])))
@pytest.mark.django_db
def test_no_sequence_of_mails_shows_internal_words(story: Story, steps: list[tuple[str, str]], requester: str) -> None:
    with transaction.atomic():
        this = Story(story.cast, requester)
        for capitals, (who, what) in enumerate(steps):
            if who == "admit":
                this.admit(this.cast.by_role(what))
            elif who == "deactivate":
                User.objects.filter(email=what).update(is_active=False)
            elif who == "leave":
                Membership.objects.filter(user__email=what).delete()
            elif who == "hire":
                this.hire(what)
            elif who == "turn":
                this.turn(what)
            else:
                this.write(who, what, capitals=bool(capitals % 2))
        this.check()
        transaction.set_rollback(True)


def test_a_colleagues_second_and_third_answer_are_notes_like_the_first(story: Story, cast: Cast) -> None:
    for way in ("notice", "thread", "notice", "key"):
        story.write(cast.superuser.email, way)
    assert list(story.ticket.messages.filter(kind="note").values_list("author", flat=True)) == [cast.superuser.pk] * 4
    assert set(story.ticket.received_mails.values_list("speaker", flat=True)) == {"staff"}


def test_whoever_was_let_in_stays_under_their_own_name(story: Story, cast: Cast) -> None:
    story.write("Bo Holm <bo@example.net>", "key")
    story.admit(cast.superuser)
    story.write("Bo Holm <bo@example.net>", "number")
    assert list(story.ticket.messages.filter(author_name="Bo Holm").values_list("kind", flat=True)) == ["requester"] * 2


def test_what_a_colleague_wrote_from_elsewhere_is_let_in_as_a_note_in_their_name(story: Story, cast: Cast) -> None:
    story.write(PRIVATE, "notice")
    story.admit(cast.support_entitled)
    note = story.ticket.messages.latest("id")
    assert (note.kind, note.author, note.author_name) == (Message.Kind.NOTE, None, PRIVATE)


def test_a_stranger_who_became_a_colleague_while_the_mail_waited_writes_a_note(story: Story, cast: Cast) -> None:
    story.write(OTHER_PARENT, "key")
    person("pilot", cast.school, email=OTHER_PARENT)
    story.admit(cast.superuser)
    assert story.ticket.messages.latest("id").kind == Message.Kind.NOTE


def test_a_colleagues_mail_leaves_no_trace_in_the_requesters_thread(story: Story, cast: Cast) -> None:
    story.write(REQUESTER, "key")
    own = story.last_id
    story.write(cast.superuser.email, "notice")
    story.ticket.answer("Tak for det.", by=cast.superuser)
    settle()
    answer = Delivery.objects.get(event__ticket=story.ticket, kind="requester_answered")
    assert mail_for(answer).extra_headers["In-Reply-To"] == own


def test_the_database_keeps_no_mail_of_a_case_that_does_not_say_who_speaks(story: Story) -> None:
    story.write(REQUESTER, "key")
    with pytest.raises(IntegrityError), transaction.atomic():
        ReceivedMail.objects.update(speaker="")


def test_old_rows_are_given_their_speaker(story: Story, cast: Cast) -> None:
    for sender in (REQUESTER, PARTY, cast.superuser.email, OTHER_PARENT):
        way = "party_key" if sender == PARTY else "key"
        story.write(sender, way)
    ReceivedMail.objects.update(speaker="", outcome="ignored")
    importlib.import_module("tickets.migrations.0016_who_speaks").say_who_speaks(apps, None)
    assert list(story.ticket.received_mails.order_by("id").values_list("speaker", flat=True)) == [
        "requester",
        "party",
        "staff",
        "requester",
    ]
