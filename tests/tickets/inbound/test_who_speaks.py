"""Who speaks in a case by mail: whatever comes in whatever order, internal words never reach the requester."""

import importlib
import itertools
from dataclasses import dataclass, field

import pytest
from django.apps import apps
from django.db import IntegrityError, transaction
from django.test import Client
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from organisation.models import User
from tests.cast import Cast, open_ticket, person, settle
from tests.tickets.inbound.letters import HELPDESK, letter
from tickets import message_ids
from tickets.inbound import held
from tickets.inbound.receiving import receive
from tickets.models import Delivery, Mailbox, Message, ReceivedMail, ReplyAddress
from tickets.outgoing import mail_for
from tickets.words import Channel
from triage.forwarding.models import Forwarding

REQUESTER, OTHER_PARENT, PRIVATE = "maja@example.org", "bo@example.net", "kollega.privat@example.net"
PARTY, PARTY_COLLEAGUE = "skema@vendor.example", "kim@vendor.example"
STAFF = ("superuser@example.org", "pilot@example.org", "fremmed@example.org", "observer@example.org")
SPEAKERS = (REQUESTER, OTHER_PARENT, PARTY, PARTY_COLLEAGUE, *STAFF)
WAYS = ("key", "party_key", "receipt", "notice", "forwarding", "thread", "number", "last_mail")
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

    def __post_init__(self) -> None:
        self.ticket = open_ticket(self.cast.school, requester_email=self.requester, channel=Channel.WEB)
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
        }[way]()

    def write(self, sender: str, way: str, *, capitals: bool = False) -> None:
        text, own = f"Ord nummer {next(COUNT)} slut", f"<{next(COUNT)}@example.org>"
        headers = self.headers(way) | {"From": sender.upper() if capitals else sender, "Message_ID": own}
        receive(letter(text, **headers))
        answers_internal = way == "notice" or (way == "last_mail" and (self.last_is_internal or not self.last_id))
        for_party = way in {"party_key", "forwarding"}
        internal = sender in {*STAFF, PARTY} or answers_internal or (sender == PARTY_COLLEAGUE and for_party)
        if sender == self.requester:
            internal = answers_internal or (sender in STAFF and way in {"thread", "number"})
            certain = not internal and way in {"key", "receipt"}
            self.public += [text] if certain else []
        self.internal += [text] if internal else []
        self.last_id, self.last_is_internal = own, internal

    def admit(self, by: User) -> None:
        for mail in ReceivedMail.objects.held().filter(ticket=self.ticket):
            held.admit(mail, by=by)

    def check(self) -> None:
        settle()
        page = Client().get(self.ticket.get_absolute_url()).content.decode()
        mails = Delivery.objects.filter(event__ticket=self.ticket, recipient__iexact=self.requester)
        sent = "\n".join(mails.filter(kind__startswith="requester_").values_list("body", flat=True))
        shown = "\n".join(self.ticket.messages.public().values_list("body", flat=True)) + page + sent
        assert not [text for text in self.internal if text in shown]
        assert not [text for text in self.public if text not in page]
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
        st.tuples(st.just(PRIVATE), st.sampled_from(("notice", "number"))),
        st.tuples(st.just("admit"), st.sampled_from(("superuser", "support_entitled"))),
        st.tuples(st.just("deactivate"), st.sampled_from(STAFF[1:])),
    ),
    min_size=1,
    max_size=8,
)


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
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
