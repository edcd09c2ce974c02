"""Every way by which somebody's words come into the house, and every way by which words go out to the public.

Each message holds a word that nothing else holds. A way in is done by a parent, by staff who write down or pass on what
a parent said, or by what runs by itself: none of them shows anything. An act is somebody of staff who clears words.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Final

from django.core.cache import cache
from django.db import transaction
from django.db.models import F
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from desk.answers.from_case import begin_from_case
from desk.board import news
from desk.meetings.models import MeetingDay
from desk.prints.sheets import PrintKind, sheet_data
from desk.room import news as room_news
from desk.tasks import tell_owners
from knowledgebase.exchange.lines import read
from knowledgebase.models import Arrival, Article, Comment, Partner, Question, Thread
from knowledgebase.papers import paper_data
from knowledgebase.tasks import sweep_index
from organisation.models import MorningMeeting, Municipality
from organisation.pages.refusals import UnableTo
from tests.cast import Cast, open_ticket, settle
from tests.desk.board.questions import shown
from tests.desk.board.test_clear import staff
from tests.desk.exchange.test_exchange import file, row
from tests.desk.meetings.test_meetings import meeting
from tests.knowledgebase.articles import published
from tests.tickets.inbound.letters import letter
from tickets.inbound.receiving import receive
from tickets.models import Ticket
from tickets.models.merge import Merge
from tickets.requester.on_behalf import open_for
from tickets.words import Channel
from triage.board.asking import propose
from triage.facts import FACTS
from triage.known_errors.models import KnownError
from triage.tasks import sweep_triage
from triage.wishes.models import ChangeRequest

STEM: Final = "kragefod"
LETTERS: Final = "abdefghjklmnoprstuv"
Way = Callable[["House"], object]
WAYS: Final[dict[str, Way]] = {}
ACTS: Final[dict[str, Way]] = {}
PAGES: Final = (
    "/",
    "/henvendelse/",
    "/drift/",
    "/drift/nyt.rss",
    "/drift/kalender.ics",
    "/oensker/",
    "/oensker/?q=kalenderen",
    "/kontakt/",
    "/hjaelp/",
    "/svar/",
    "/svar/?q=kalenderen+tom",
    f"/svar/?q={STEM}",
    "/svar/?audience=parent&sted=731004",
    "/svar/mens/?q=kalenderen",
    "/svar/forslag/?q=Hvorfor+er+kalenderen+tom",
    "/spurgt/",
    "/spurgt/?q=kalenderen",
    "/sag/",
    "/privatliv/",
    "/.well-known/security.txt",
)


def way(act: Way) -> Way:
    WAYS[act.__name__] = act
    return act


def person(act: Way) -> Way:
    ACTS[act.__name__] = act
    return act


@dataclass
class House:
    cast: Cast
    chosen: int = 0
    """Which row of many the next way takes."""
    words: list[str] = field(default_factory=list)
    cleared: set[str] = field(default_factory=set)
    refused: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        cache.clear()
        Municipality.objects.update(enquiries_per_hour=0, public_wishes=True, public_questions=True)
        Municipality.forget_cached()
        self.parent = Client()
        self.answer = published(self.cast.project_lead, title="Kalenderen", question="Hvorfor er kalenderen tom?")
        self.question = shown(self.cast, subject="Hvornår er kalenderen fyldt?")
        self.error = KnownError.objects.create(title="Galleriet står stille", description="Vi ved det.", is_public=True)
        self.wish = ChangeRequest.objects.create(title="Bedre kalender", summary="Et skema.", is_public=True)
        self.held: MorningMeeting = meeting(self.cast.school)
        self.partner = Partner.add("Sydby", by=self.cast.project_lead)
        open_ticket(self.cast.school, subject=self.say(), body=self.say())
        settle()

    def do(self, name: str, chosen: int = 0) -> None:
        """One way or act, or nothing where the house refuses it."""
        self.chosen = chosen
        try:
            with transaction.atomic():
                (WAYS | ACTS)[name](self)
        except UnableTo:
            self.refused.append(name)

    def word(self) -> str:
        """One that nothing else holds."""
        number = len(self.words)
        self.words.append(f"{STEM}{LETTERS[number // len(LETTERS)]}{LETTERS[number % len(LETTERS)]}")
        return self.words[-1]

    def say(self) -> str:
        return f"Hvorfor er kalenderen tom for {self.word()}?"

    def one_of(self, rows: Any) -> Any:
        """None where there is none: then the way leads nowhere."""
        found = list(rows.order_by("pk"))
        return found[self.chosen % len(found)] if found else None

    def case(self) -> Ticket:
        ticket = self.one_of(Ticket.objects.filter(merged_into=None))
        assert isinstance(ticket, Ticket)
        return ticket

    def at(self, part: str) -> str:
        return f"{self.case().get_absolute_url()}{part}/"

    def clear(self, *texts: str) -> None:
        whole = " ".join(texts)
        self.cleared |= {word for word in self.words if word in whole}


# What a parent does


@way
def sends_the_form(house: House) -> None:
    form = house.parent.get("/henvendelse/").context["form"]
    typed = {"subject": house.say(), "body": house.say(), "audience": "parent", "institution": house.cast.school.pk}
    who = {"name": f"Maja {house.word()}", "email": "maja@example.org", "answers_seen": "1"}
    house.parent.post("/henvendelse/", typed | who | {"submission": str(form["submission"].value())})


@way
def sends_a_mail(house: House) -> None:
    receive(letter(house.say(), Subject=house.say(), Message_ID=f"<{len(house.words)}@example.org>"))


@way
def replies(house: House) -> None:
    house.parent.post(house.at("svar"), {"text": house.say()})


@way
def writes_it_anew(house: House) -> None:
    house.parent.post(house.at("ret"), {"subject": house.say(), "text": house.say()})


@way
def answers_what_was_asked(house: House) -> None:
    ticket = house.case()
    ticket.set_route("technical_fault", by=house.cast.superuser)
    house.parent.post(f"{ticket.get_absolute_url()}oplysninger/", dict.fromkeys(FACTS, house.say()))


@way
def rates_solves_and_opens_again(house: House) -> None:
    for part, posted in (("loest", {}), ("hjalp", {"helped": "no"}), ("genaabn", {})):
        house.parent.post(house.at(part), posted | {"text": house.say()})


@way
def lets_others_see(house: House) -> None:
    house.parent.post(house.at("spurgt"), {"title": house.say(), "text": house.say(), "status": "shown"})


@way
def has_the_question_too(house: House) -> None:
    address = house.question.get_absolute_url()
    house.parent.post(f"{address}ogsaa/", {"text": house.say()})
    house.parent.post(f"{address}besked/", {"email": f"{house.word()}@example.org"})


@way
def wants_the_wish_too(house: House) -> None:
    house.parent.post(f"/oensker/{house.wish.pk}/", {"email": f"{house.word()}@example.org", "hears": "on"})


@way
def sees_the_fault_too(house: House) -> None:
    house.parent.post(f"/drift/{house.error.pk}/ogsaa/", {"text": house.say()})


@way
def searches(house: House) -> None:
    said = house.say()
    for _time in range(4):
        for page in ("/svar/", "/spurgt/", "/oensker/", "/svar/mens/"):
            house.parent.get(page, {"q": said})


@way
def begins_to_write(house: House) -> None:
    typed = {"subject": house.say(), "body": house.say(), "audience": "parent"}
    for page in ("/svar/forslag/", "/henvendelse/fejl/", "/henvendelse/"):
        house.parent.post(page, typed)


@way
def says_why_it_did_not_help(house: House) -> None:
    address = house.answer.get_absolute_url()
    said = house.parent.get(house.parent.post(f"{address}hjalp/", {"helped": "no"})["Location"]).context["said"]
    house.parent.post(f"{address}hvorfor/", {"nr": said, "reason": "missing", "text": house.say()})


# What staff write down of it, or pass on


@way
def is_written_down_for(house: House) -> None:
    who = {"requester_name": "Maja Holm", "requester_email": "maja@example.org", "language": "da"}
    facts: dict[str, Any] = {"audience": "parent", "institution": house.cast.school, "channel": Channel.ON_BEHALF}
    open_for(by=house.cast.superuser, subject=house.say(), body=house.say(), **facts, **who)


@way
def comes_by_the_api(house: House) -> None:
    typed = {"subject": house.say(), "body": house.say(), "audience": "parent", "institution": house.cast.school.pk}
    who = {"requester_name": "Maja Holm", "requester_email": "maja@example.org", "language": "da"}
    client = staff(house.cast.superuser)
    assert client.post("/api/v1/tickets/", typed | who, content_type="application/json").status_code == 201


@way
def is_answered_and_noted(house: House) -> None:
    ticket = house.case()
    ticket.note(house.say(), by=house.cast.superuser)
    ticket.answer(f"Du skrev: {house.say()}", by=house.cast.superuser)


@way
def is_split_off(house: House) -> None:
    ticket = house.case()
    ticket.split_off(list(ticket.messages.filter(kind="requester")), subject=house.say(), by=house.cast.superuser)


@way
def is_merged(house: House) -> None:
    source, into = house.case(), Ticket.objects.filter(merged_into=None).order_by("pk").last()
    if into is not None and source != into:
        Merge.begin(source, into, by=house.cast.project_lead, confirmed=True)


@way
def is_proposed_for_the_board(house: House) -> None:
    propose(house.case(), by=house.cast.project_lead)


@way
def is_noted_at_a_meeting(house: House) -> None:
    day = house.held.next_day()
    assert day is not None
    note = MeetingDay.of(house.held, day, by=house.cast.superuser).note(house.say(), by=house.cast.superuser)
    if house.chosen % 2:
        note.become_question(by=house.cast.superuser)
    else:
        note.become_case(by=house.cast.superuser)


@way
def becomes_a_draft(house: House) -> None:
    article = begin_from_case(house.case(), title=house.say(), by=house.cast.project_lead)
    article.keep(by=house.cast.project_lead, answer=house.say())


@way
def is_proposed_as_an_answer(house: House) -> None:
    said: dict[str, Any] = {
        "title": house.say(),
        "question": house.say(),
        "answer": house.say(),
        "audiences": ["parent"],
    }
    article = Article.draft_from(by=house.cast.superuser, **said)
    article.propose(by=house.cast.superuser)
    Comment.write(article, house.say(), by=house.cast.superuser)


@way
def changes_an_answer(house: House) -> None:
    change = house.answer.begin_change(by=house.cast.project_lead)
    change.keep(by=house.cast.project_lead, title=house.say(), answer=house.say())


@way
def is_talked_about_in_the_room(house: House) -> None:
    thread = Thread.start(title=house.say(), text=house.say(), by=house.cast.superuser, article=house.answer)
    thread.write(house.say(), by=house.cast.stranger)
    if house.chosen % 2:
        thread.become_answer(by=house.cast.superuser)
    else:
        staff(house.cast.support_entitled).post(reverse("admin:room_become_error", args=[thread.pk]))


@way
def is_collected_as_a_wish(house: House) -> None:
    ticket = house.case()
    ticket.set_route("change_request", by=house.cast.project_lead)
    request = ChangeRequest.collect(ticket, by=house.cast.project_lead)
    request.quote(ticket, by=house.cast.project_lead)


@way
def arrives_from_another_municipality(house: House) -> None:
    said = {"title": house.say(), "question": house.say(), "answer": house.say()}
    answers, _faults = read(file(row(f"a-{house.chosen % 3}", **said)))
    Arrival.note(answers)


@way
def is_taken_from_another_municipality(house: House) -> None:
    arrival = house.one_of(Arrival.objects.waiting())
    if arrival is not None:
        arrival.take(by=house.cast.project_lead)


@way
def runs_by_itself(_house: House) -> None:
    settle()
    news.tell_all()
    room_news.tell_mentioned()
    tell_owners()
    sweep_triage()
    sweep_index()
    settle()


# What somebody of staff shows, having read it


@person
def clears_a_question(house: House) -> None:
    question = house.one_of(Question.objects.waiting())
    if question is not None:
        word = next((word for word in house.words if word in f"{question.title} {question.text}"), "kalenderen")
        question.clear(title=f"Hvad er {word}?", text="", by=house.cast.project_lead)
        house.clear(question.title)


@person
def answers_a_question(house: House) -> None:
    question = house.one_of(Question.objects.shown())
    if question is not None:
        question.answer_with("Det kommer.", by=house.cast.project_lead)
        question.become_answer(by=house.cast.project_lead)


@person
def joins_and_separates(house: House) -> None:
    waiting = house.one_of(Question.objects.waiting())
    if waiting is not None:
        waiting.join(house.question, by=house.cast.project_lead)
        waiting.separate(by=house.cast.project_lead)


@person
def publishes(house: House) -> None:
    article = house.one_of(Article.objects.at_work())
    if article is not None:
        article.confirm([finding.key for finding in article.findings], by=house.cast.project_lead)
        now = article.publish(by=house.cast.project_lead)
        house.clear(now.title, now.question, now.answer)


@person
def retires_and_brings_back(house: House) -> None:
    house.answer.retire(by=house.cast.project_lead)
    house.answer.publish(by=house.cast.project_lead)


@person
def shows_a_known_error(house: House) -> None:
    error = house.one_of(KnownError.objects.filter(is_public=False))
    if error is not None:
        KnownError.objects.filter(pk=error.pk).update(is_public=True)
        house.clear(error.title, error.description)


@person
def shows_a_wish(house: House) -> None:
    request = house.one_of(ChangeRequest.objects.filter(is_public=False))
    if request is not None:
        request.describe(by=house.cast.project_lead, confirmed=[each.key for each in request.findings()])
        request.publish(by=house.cast.project_lead)
        house.clear(request.title, request.summary, request.benefit)


# What a stranger meets


def outside(house: House) -> dict[str, str]:
    """By address all that anybody can read anywhere. Each page is asked by somebody who has never been here."""
    cache.clear()
    code = house.cast.school.code
    addresses = [*PAGES, f"/kontakt/{code}/", f"/kontakt/{code}/moeder.ics", f"/h/{code}/"]
    addresses += [article.get_absolute_url() for article in Article.objects.all()]
    addresses += [question.get_absolute_url() for question in Question.objects.all()]
    addresses.append(house.partner.get_absolute_url())
    client = Client()
    pages = {address: b"".join(client.get(address)).decode().replace(address, "") for address in addresses}
    typed = {"subject": "Kalenderen", "body": "Hvorfor er kalenderen tom?", "audience": "parent"}
    pages["before sending"] = client.post("/henvendelse/", typed).content.decode()
    shown = list(Article.objects.published())
    pages["paper"] = json.dumps(paper_data(shown, for_wall=False, title="Alle"), default=str) if shown else ""
    pages["sheets"] = str([sheet_data(kind, [house.cast.school], "da") for kind in PrintKind])
    return pages


def telling(house: House) -> list[tuple[str, str]]:
    """Where a word stands that nobody has cleared."""
    held_back = [word for word in house.words if word not in house.cleared]
    return [(at, word) for at, page in outside(house).items() for word in held_back if word in page.lower()]


def slip(house: House) -> None:
    """What a mistake of ours might do: a question is shown that nobody has read."""
    Question.objects.waiting().update(status=Question.Status.SHOWN, cleared_at=timezone.now(), text=F("title"))
