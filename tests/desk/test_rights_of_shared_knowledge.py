"""Who may do what with what is shared: the board, the room, the meetings, the exchange, and the pages of answers.

A row is the name of an address and where it is asked for: `own` is the school at which the role is held, `other` the
daycare, `all` the whole municipality. `+` allowed, `-` refused, as forbidden, as not found or as none to choose. What
is done to the text of an answer stands in `tests/knowledgebase/test_rights.py`.
"""

import io
import re
from collections.abc import Callable
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from PIL import Image

from desk.meetings.models import MeetingDay, MeetingNote
from knowledgebase.models import (
    AlikeAnswers,
    AnswerFile,
    Arrival,
    Article,
    BoardHelper,
    Comment,
    Partner,
    Picture,
    Question,
    Subscription,
    Thread,
    Topic,
)
from knowledgebase.words import Reach
from organisation.models import Institution
from tests.cast import Cast, open_ticket
from tests.desk.board.test_clear import staff
from tests.desk.exchange.test_exchange import bring, file, row
from tests.desk.meetings.test_meetings import meeting
from tests.knowledgebase.articles import draft, published
from triage.board.asking import propose

ROLES = ("superuser", "institution_admin", "pilot", "support_entitled", "project_lead", "municipal_admin", "observer")
TABLE = """
                                 su ia pi se pl ma ob
board:all                        +  +  +  +  +  +  -
board_question:own               +  +  +  +  +  +  -
board_question:other             -  -  -  +  +  +  -
board_from_case:own              +  +  -  +  +  +  -
board_from_case:other            -  -  -  +  +  +  -
board_clear:own                  +  +  -  +  +  +  -
board_clear:other                -  -  -  +  +  +  -
board_answer:own                 +  +  +  +  +  +  -
board_answer:other               -  -  -  +  +  +  -
board_answer_by:own              +  +  +  +  +  +  -
board_answer_by:other            -  -  -  +  +  +  -
board_share:own                  +  +  +  +  +  +  -
board_share:other                +  +  +  +  +  +  -
board_join:own                   +  +  -  +  +  +  -
board_join:other                 -  -  -  +  +  +  -
board_separate:own               +  +  -  +  +  +  -
board_separate:other             -  -  -  +  +  +  -
board_withdraw:own               +  +  -  +  +  +  -
board_withdraw:other             -  -  -  +  +  +  -
board_put_back:own               +  +  -  +  +  +  -
board_put_back:other             -  -  -  +  +  +  -
board_attach:own                 +  +  -  +  +  +  -
board_attach:other               -  -  -  +  +  +  -
board_attach:all                 -  -  -  +  +  +  -
board_detach:own                 +  +  -  +  +  +  -
board_detach:other               -  -  -  +  +  +  -
topics:all                       -  -  -  +  +  +  -
topic_change:all                 -  -  -  +  +  +  -
room:all                         +  +  +  +  +  +  -
room_start:all                   +  +  +  +  +  +  -
room_thread:all                  +  +  +  +  +  +  -
room_write:all                   +  +  +  +  +  +  -
room_follow:all                  +  +  +  +  +  +  -
room_colleagues:all              +  +  +  +  +  +  -
room_digest:all                  +  +  +  +  +  +  -
room_rename:all                  -  -  -  +  +  +  -
room_hide:all                    -  -  -  +  +  +  -
room_become_answer:all           +  +  +  +  +  +  -
room_become_error:all            -  -  -  +  +  +  -
meetings:own                     +  +  -  +  +  +  -
meetings:other                   -  -  -  +  +  +  -
meeting_change:own               +  +  -  +  +  +  -
meeting_change:other             -  -  -  +  +  +  -
meeting_end:own                  +  +  -  +  +  +  -
meeting_end:other                -  -  -  +  +  +  -
meeting_day:own                  +  +  -  +  +  +  -
meeting_day:other                -  -  -  +  +  +  -
meeting_note:own                 +  +  -  +  +  +  -
meeting_note:other               -  -  -  +  +  +  -
meeting_remove_note:own          +  +  -  +  +  +  -
meeting_remove_note:other        -  -  -  +  +  +  -
meeting_case:own                 +  +  -  +  +  +  -
meeting_case:other               -  -  -  +  +  +  -
meeting_question:own             +  +  -  +  +  +  -
meeting_question:other           -  -  -  +  +  +  -
exchange:all                     -  -  -  +  +  +  -
exchange_save:all                -  -  -  +  +  +  -
exchange_file:all                -  -  -  +  +  +  -
exchange_arrival:all             -  -  -  +  +  +  -
exchange_decide:all              -  -  -  +  +  +  -
exchange_subscribe:all           -  -  -  +  +  +  -
exchange_unsubscribe:all         -  -  -  +  +  +  -
exchange_partner:all             -  -  -  +  +  +  -
exchange_end_partner:all         -  -  -  +  +  +  -
answer_usage:all                 +  +  +  +  +  +  -
answer_booklet:own               +  +  +  +  +  +  -
answers_alike:all                +  +  -  +  +  +  -
answers_alike_press:own          +  +  -  +  +  +  -
answers_alike_press:other        -  -  -  +  +  +  -
answer_versions:own              +  +  +  +  +  +  -
answer_versions:other            -  -  -  +  +  +  -
answer_remove_comment:own        -  -  -  +  +  +  -
answer_remove_comment:other      -  -  -  +  +  +  -
answer_preview:own               +  +  +  +  +  +  -
answer_preview:other             -  -  -  +  +  +  -
answer_restore:own               +  +  +  +  +  +  -
answer_restore:other             -  -  -  +  +  +  -
answer_here:own                  +  +  +  +  +  +  -
answer_here:other                -  -  -  +  +  +  -
answer_translate:own             +  +  +  +  +  +  -
answer_translate:other           -  -  -  +  +  +  -
answer_heard:own                 +  +  -  +  +  +  -
answer_heard:other               -  -  -  +  +  +  -
answer_add_picture:own           +  +  -  +  +  +  -
answer_add_picture:other         -  -  -  +  +  +  -
answer_remove_picture:own        +  +  -  +  +  +  -
answer_remove_picture:other      -  -  -  +  +  +  -
answer_cover_picture:own         +  +  -  +  +  +  -
answer_cover_picture:other       -  -  -  +  +  +  -
answer_add_file:own              +  +  -  +  +  +  -
answer_add_file:other            -  -  -  +  +  +  -
answer_remove_file:own           +  +  -  +  +  +  -
answer_remove_file:other         -  -  -  +  +  +  -
"""
ROWS = {line.split()[0]: line.split()[1:] for line in TABLE.strip().splitlines()[1:]}
OF_THE_TEXT = {
    "knowledgebase_article_changelist",
    "knowledgebase_article_add",
    "knowledgebase_article_change",
    "answer_keep",
    "answer_comment",
    "answer_retire",
    "answer_publish",
    "answer_begin_change",
    "answer_review",
    "answer_take_over",
    "answer_discard",
}
"""Held by the other table."""
ROOMS = re.compile(r"(board|topic|room|meeting|exchange|answers?_|knowledgebase_article)")
REFUSED = {403, 404, 422}
ASKED = "Hvordan ser jeg skemaet for næste uge?"
Asked = tuple[str, dict[str, Any] | None]
"""The address, and what is posted to it; None: it is read."""


def asked_at(cast: Cast, place: Institution) -> Question:
    """A question that waits."""
    return propose(open_ticket(place, subject=ASKED, body="Det står tomt."))


def shown_at(cast: Cast, place: Institution) -> Question:
    question = asked_at(cast, place)
    question.clear(title=ASKED, text="Det står tomt.", by=cast.municipal_admin)
    return question


def of(name: str, *keys: Any) -> str:
    return reverse(f"admin:{name}", args=keys)


# The board


def clear(cast: Cast, place: Any) -> Asked:
    posted = {"title": ASKED, "text": "Det står tomt.", "topic": "", "checked": "on"}
    return of("board_clear", asked_at(cast, place).pk), posted


def answer_by(cast: Cast, place: Any) -> Asked:
    article = published(cast.municipal_admin)
    return of("board_answer_by", shown_at(cast, place).pk), {"article": article.pk}


def share(cast: Cast, place: Any) -> Asked:
    question = shown_at(cast, place)
    question.answer_with("Under Kalender.", by=cast.municipal_admin)
    return of("board_share", question.pk), {}


def join(cast: Cast, place: Any) -> Asked:
    return of("board_join", shown_at(cast, place).pk), {"into": shown_at(cast, cast.school).pk}


def separate(cast: Cast, place: Any) -> Asked:
    question = shown_at(cast, place)
    question.join(shown_at(cast, cast.school), by=cast.municipal_admin)
    return of("board_separate", question.pk), {}


def put_back(cast: Cast, place: Any) -> Asked:
    question = shown_at(cast, place)
    question.withdraw(by=cast.municipal_admin)
    return of("board_put_back", question.pk), {}


def attach(cast: Cast, place: Any) -> Asked:
    return of("board_attach"), {"user": cast.pilot.pk, "institution": place.pk if place else "", "topic": ""}


def detach(cast: Cast, place: Any) -> Asked:
    return of("board_detach", BoardHelper.attach(cast.stranger, by=cast.municipal_admin, institution=place).pk), {}


# The room


def thread(cast: Cast) -> Thread:
    return Thread.start(title="Hvordan gør I?", text="Vi er i tvivl.", by=cast.stranger)


def in_thread(name: str, **posted: Any) -> Callable[[Cast, Any], Asked]:
    return lambda cast, _place: (of(name, thread(cast).pk), posted)


def hide(cast: Cast, _place: Any) -> Asked:
    return of("room_hide", thread(cast).posts.get().pk), {}


# Meetings


def new_meeting(_cast: Cast, place: Any) -> Asked:
    posted = {"institution": place.pk, "weekday": 2, "starts": "08:15", "minutes": 20, "place": "Salen"}
    return of("meetings"), posted | {"begins": "2026-01-01", "kind": "morning", "rhythm": "weekly"}


def change_meeting(cast: Cast, place: Any) -> Asked:
    return of("meeting_change", meeting(place).pk), new_meeting(cast, place)[1]


def on_the_day(name: str, **posted: Any) -> Callable[[Cast, Any], Asked]:
    def ask(_cast: Cast, place: Any) -> Asked:
        held = meeting(place)
        day = held.next_day()
        assert day is not None
        return of(name, held.pk, day.isoformat()), posted

    return ask


def of_note(name: str) -> Callable[[Cast, Any], Asked]:
    def ask(cast: Cast, place: Any) -> Asked:
        held = meeting(place)
        day = held.next_day()
        assert day is not None
        MeetingDay.of(held, day, by=cast.municipal_admin).note("Hvordan?", by=cast.municipal_admin)
        return of(name, MeetingNote.objects.latest("pk").pk), {}

    return ask


# The exchange


def of_arrival(name: str) -> Callable[[Cast, Any], Asked]:
    def ask(_cast: Cast, _place: Any) -> Asked:
        bring(row())
        arrival = Arrival.objects.get()
        by_key = name == "exchange_arrival"
        return (of(name, arrival.pk), None) if by_key else (of(name), {"verb": "take", "arrival": str(arrival.pk)})

    return ask


def read_file(_cast: Cast, _place: Any) -> Asked:
    sent = io.BytesIO(file(row()).encode())
    sent.name = "svar.jsonl"
    return of("exchange_file"), {"file": sent}


def subscribe(_cast: Cast, _place: Any) -> Asked:
    return of("exchange_subscribe"), {"name": "Nordby", "address": "https://nordby.example/svar.jsonl", "key": "k"}


def unsubscribe(_cast: Cast, _place: Any) -> Asked:
    return of("exchange_unsubscribe", Subscription.objects.create(name="Nordby", address="https://n.example/").pk), {}


def end_partner(cast: Cast, _place: Any) -> Asked:
    return of("exchange_end_partner", Partner.add("Sydby", by=cast.municipal_admin).pk), {}


# Pages of answers


def kept_there(cast: Cast, place: Any) -> Article:
    """For the support of the place alone."""
    return published(cast.municipal_admin, institution=place, reach=Reach.SUPPORT)


def proposal(cast: Cast, place: Any) -> Article:
    article = draft(cast.municipal_admin, institution=place, reach=Reach.SUPPORT)
    article.propose(by=cast.municipal_admin)
    return article


def of_answer(name: str, *more: Any, posts: bool = True) -> Callable[[Cast, Any], Asked]:
    return lambda cast, place: (of(name, kept_there(cast, place).pk, *more), {} if posts else None)


def booklet(cast: Cast, place: Any) -> Asked:
    return f"{of('answer_booklet')}?svar={kept_there(cast, place).pk}", None


def alike(cast: Cast, place: Any) -> Asked:
    pair = AlikeAnswers.objects.create(first=kept_there(cast, place), second=kept_there(cast, place), likeness=60)
    return of("answers_alike_press", pair.pk, "keep_apart"), {}


def png() -> io.BytesIO:
    sent = io.BytesIO()
    Image.new("RGB", (20, 10), "red").save(sent, "PNG")
    sent.seek(0)
    sent.name = "menu.png"
    return sent


def pdf() -> io.BytesIO:
    sent = io.BytesIO(b"%PDF-1.4 x")
    sent.name = "vejledning.pdf"
    return sent


def add_picture(cast: Cast, place: Any) -> Asked:
    posted = {"picture-picture": png(), "picture-description": "Menuen", "picture-nobody_seen": "on"}
    return of("answer_add_picture", proposal(cast, place).pk), posted


def of_picture(name: str, **posted: Any) -> Callable[[Cast, Any], Asked]:
    def ask(cast: Cast, place: Any) -> Asked:
        article = proposal(cast, place)
        picture = Picture.objects.create(
            article=article, description="Menuen", content_type="image/png", data=png().getvalue()
        )
        return of(name, article.pk, picture.key), posted

    return ask


def add_file(cast: Cast, place: Any) -> Asked:
    posted = {"file-file": pdf(), "file-words": "Vejledning", "file-nobody_seen": "on"}
    return of("answer_add_file", proposal(cast, place).pk), posted


def remove_file(cast: Cast, place: Any) -> Asked:
    article = proposal(cast, place)
    made = AnswerFile.objects.create(article=article, name="v.pdf", words="Vejledning", size=10, data=b"%PDF-1.4 x")
    return of("answer_remove_file", article.pk, made.key), {}


def remove_comment(cast: Cast, place: Any) -> Asked:
    article = kept_there(cast, place)
    comment = Comment.write(article, "Hvad med pædagoger?", by=cast.municipal_admin)
    assert comment is not None
    return of("answer_remove_comment", article.pk, comment.pk), {}


LEFT_HALF = {"form-0-left": "0", "form-0-top": "0", "form-0-width": "50", "form-0-height": "100"}
ACTS: dict[str, Callable[[Cast, Any], Asked]] = {
    "board_question": lambda cast, place: (of("board_question", asked_at(cast, place).pk), None),
    "board_from_case": lambda _cast, place: (of("board_from_case", open_ticket(place).pk), {}),
    "board_clear": clear,
    "board_answer": lambda cast, place: (of("board_answer", shown_at(cast, place).pk), {"text": "Under Kalender."}),
    "board_answer_by": answer_by,
    "board_share": share,
    "board_join": join,
    "board_separate": separate,
    "board_withdraw": lambda cast, place: (of("board_withdraw", shown_at(cast, place).pk), {}),
    "board_put_back": put_back,
    "board_attach": attach,
    "board_detach": detach,
    "topics": lambda _cast, _place: (of("topics"), {"name": "Nyt emne", "name_en": "", "position": 99}),
    "topic_change": lambda _cast, _place: (
        of("topic_change", Topic.objects.order_by("pk")[0].pk),
        {"name": "Andet navn", "name_en": "", "position": 1, "is_active": "on"},
    ),
    "room_start": lambda _cast, _place: (of("room_start"), {"title": "Hvad gør I?", "text": "Sig frem.", "topic": ""}),
    "room_thread": lambda cast, _place: (thread(cast).get_absolute_url(), None),
    "room_write": in_thread("room_write", text="Vi gør sådan."),
    "room_follow": in_thread("room_follow"),
    "room_digest": lambda _cast, _place: (of("room_digest"), {"wants": "1"}),
    "room_rename": in_thread("room_rename", title="Et nyt navn"),
    "room_hide": hide,
    "room_become_answer": in_thread("room_become_answer"),
    "room_become_error": in_thread("room_become_error"),
    "meetings": new_meeting,
    "meeting_change": change_meeting,
    "meeting_end": lambda _cast, place: (of("meeting_end", meeting(place).pk), {}),
    "meeting_day": on_the_day("meeting_day", attendance="4"),
    "meeting_note": on_the_day("meeting_note", text="Hvordan?"),
    "meeting_remove_note": of_note("meeting_remove_note"),
    "meeting_case": of_note("meeting_case"),
    "meeting_question": of_note("meeting_question"),
    "exchange_file": read_file,
    "exchange_arrival": of_arrival("exchange_arrival"),
    "exchange_decide": of_arrival("exchange_decide"),
    "exchange_subscribe": subscribe,
    "exchange_unsubscribe": unsubscribe,
    "exchange_partner": lambda _cast, _place: (of("exchange_partner"), {"name": "Sydby"}),
    "exchange_end_partner": end_partner,
    "answer_booklet": booklet,
    "answers_alike_press": alike,
    "answer_versions": of_answer("answer_versions", posts=False),
    "answer_remove_comment": remove_comment,
    "answer_preview": of_answer("answer_preview", posts=False),
    "answer_restore": of_answer("answer_restore", 1),
    "answer_here": of_answer("answer_here"),
    "answer_translate": of_answer("answer_translate"),
    "answer_heard": of_answer("answer_heard"),
    "answer_add_picture": add_picture,
    "answer_remove_picture": of_picture("answer_remove_picture"),
    "answer_cover_picture": of_picture(
        "answer_cover_picture", **LEFT_HALF, **{"form-TOTAL_FORMS": "4", "form-INITIAL_FORMS": "0"}
    ),
    "answer_add_file": add_file,
    "answer_remove_file": remove_file,
}
"""Any other is a page that is read."""


def ask(client: Client, row_name: str, cast: Cast) -> int:
    """The status, and nothing is left of it."""
    name, _colon, where = row_name.partition(":")
    place = {"own": cast.school, "other": cast.daycare}.get(where)
    with transaction.atomic():
        act = ACTS.get(name)
        address, posted = act(cast, place) if act else (of(name), None)
        answer = client.get(address) if posted is None else client.post(address, posted)
        transaction.set_rollback(True)
    return answer.status_code


@pytest.mark.parametrize("row_name", ROWS)
def test_the_table_of_rights(row_name: str, cast: Cast) -> None:
    expected = dict(zip(ROLES, ROWS[row_name], strict=True))
    answers = {role: ask(staff(cast.by_role(role)), row_name, cast) for role in ROLES}
    done = {role: "+" if status in {200, 302} else "-" for role, status in answers.items()}
    assert done == expected, answers
    assert {status for status in answers.values() if status not in {200, 302}} <= REFUSED, answers


def names(resolver: URLResolver) -> set[str]:
    found: set[str] = set()
    for entry in resolver.url_patterns:
        if isinstance(entry, URLResolver):
            found |= names(entry) if entry.namespace in {None, "admin"} else set()
        elif isinstance(entry, URLPattern) and entry.name and str(entry.lookup_str).startswith("desk."):
            found.add(entry.name)
    return found


def test_every_page_of_what_is_shared_has_its_rows() -> None:
    shared = {name for name in names(get_resolver()) if ROOMS.match(name)}
    in_table = {name.partition(":")[0] for name in ROWS}
    assert shared - OF_THE_TEXT == in_table
