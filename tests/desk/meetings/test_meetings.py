"""Morning meetings: where they are shown, what their agenda is made of, and what comes of what was asked."""

from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from desk.meetings.agenda import agenda
from desk.meetings.models import MeetingDay, MeetingNote
from knowledgebase.models import Question
from knowledgebase.search.index import rebuild
from knowledgebase.words import Reach
from organisation.models import ClosingDay, Institution, MorningMeeting, Municipality
from organisation.roles import Role
from tests.cast import Cast, open_ticket, settle
from tests.desk.board.questions import shown
from tests.desk.board.test_clear import staff
from tests.knowledgebase.articles import published
from tickets.models import Delivery, Ticket
from tickets.words import FlagKind
from triage.flags.models import Flag
from triage.known_errors.models import KnownError

HOSTS = {"superuser", "institution_admin", "support_entitled", "project_lead", "municipal_admin"}
COPENHAGEN = ZoneInfo("Europe/Copenhagen")


def meeting(institution: Institution, **facts: Any) -> MorningMeeting:
    defaults = {"weekday": 1, "starts": time(8), "minutes": 30, "place": "Biblioteket", "begins": date(2026, 1, 1)}
    return MorningMeeting.objects.create(institution=institution, **defaults | facts)


def address(held: MorningMeeting, name: str = "meeting_day") -> str:
    day = held.next_day()
    assert day is not None
    return reverse(f"admin:{name}", args=[held.pk, day.isoformat()])


def test_the_next_day_is_today_until_the_meeting_is_over_and_never_a_closed_one(cast: Cast) -> None:
    held = meeting(cast.school)
    assert held.next_day(datetime(2026, 11, 24, 8, 29, tzinfo=COPENHAGEN)) == date(2026, 11, 24)
    assert held.next_day(datetime(2026, 11, 24, 8, 31, tzinfo=COPENHAGEN)) == date(2026, 12, 1)
    ClosingDay.objects.create(day=date(2026, 12, 1))
    Municipality.forget_cached()
    assert held.next_day(datetime(2026, 11, 25, 8, tzinfo=COPENHAGEN)) == date(2026, 12, 8)
    held.until = date(2026, 12, 7)
    assert held.next_day(datetime(2026, 11, 25, 8, tzinfo=COPENHAGEN)) is None


def test_it_stands_on_the_contact_page_in_the_receipt_and_in_a_calendar(cast: Cast) -> None:
    meeting(cast.school, place="Biblioteket; 1. sal, " + "langt " * 15)
    page = Client().get(f"/kontakt/{cast.school.code}/").content.decode()
    assert "tirsdag" in page.lower()
    assert "Biblioteket" in page
    open_ticket(cast.school)
    settle()
    assert "Biblioteket" in Delivery.objects.get(kind="requester_opened").body
    answer = Client().get(f"/kontakt/{cast.school.code}/moeder.ics")
    assert answer.headers["Content-Type"] == "text/calendar; charset=utf-8"
    calendar = answer.content.decode()
    assert calendar.startswith("BEGIN:VCALENDAR\r\n")
    assert "RRULE:FREQ=WEEKLY;BYDAY=TU" in calendar
    assert "DTSTART;TZID=Europe/Copenhagen:20260106T080000" in calendar
    assert "Biblioteket\\; 1. sal\\," in calendar
    assert all(len(line.encode()) <= 75 for line in calendar.split("\r\n"))
    assert Client().get(f"/kontakt/{cast.daycare.code}/moeder.ics").status_code == 404


def test_the_calendar_leaves_out_the_days_on_which_the_support_is_closed(cast: Cast) -> None:
    held, off = meeting(cast.school), timezone.localdate() + timedelta(days=14)
    off += timedelta(days=(held.weekday - off.weekday()) % 7)
    ClosingDay.objects.create(day=off)
    Municipality.forget_cached()
    calendar = Client().get(f"/kontakt/{cast.school.code}/moeder.ics").content.decode()
    assert f"EXDATE;TZID=Europe/Copenhagen:{off:%Y%m%d}T080000" in calendar


def test_the_agenda_is_what_was_asked_most_there_without_anybody(cast: Cast) -> None:
    shown(cast, subject="Hvor finder jeg skemaet?")
    KnownError.objects.create(title="Galleriet står stille", description="x")
    for number in range(3):
        case = open_ticket(cast.school, subject=f"Kragefod {number}")
        case.set_route("unilogin", by=cast.superuser)
    open_ticket(cast.school).set_route("local_it", by=cast.superuser)
    lines = [line for _heading, part in agenda(cast.school) for line in part]
    titles = [line.title for line in lines]
    assert "Hvor finder jeg skemaet?" in titles
    assert "Galleriet står stille" in titles
    assert [line.key for line in lines if line.key.startswith("route:")] == ["route:unilogin"]
    assert "Kragefod" not in str(lines)
    elsewhere = [line.key for _heading, part in agenda(cast.daycare) for line in part]
    assert [key for key in elsewhere if not key.startswith("error:")] == []


def lines_of(place: Institution, kind: str) -> list[tuple[str, str]]:
    lines = [line for _heading, part in agenda(place) for line in part]
    return [(line.title, line.why) for line in lines if line.key.startswith(f"{kind}:")]


def test_what_several_wrote_stands_there_in_the_words_of_the_answer_to_it(cast: Cast) -> None:
    published(cast.support_entitled, title="Kalenderen er tom", question="Hvorfor er kalenderen tom?")
    published(cast.support_entitled, title="Glemt adgangskode", question="Jeg har glemt min adgangskode.")
    published(cast.support_entitled, title="Kalenderen er tom hos os", reach=Reach.SUPPORT)
    rebuild()
    for subject in ("Kalenderen er tom for Villads", "Tom kalender", "Glemt adgangskode"):
        open_ticket(cast.school, subject=subject)
    open_ticket(cast.school, subject="Hjælp", body="Kalenderen er tom hos os.")
    assert lines_of(cast.school, "answer") == [("Kalenderen er tom", "3 sager")]
    assert lines_of(cast.daycare, "answer") == []
    assert "Villads" not in str(agenda(cast.school))


def ask(cast: Cast, *texts: tuple[str, str], first: int = 0) -> list[Ticket]:
    """A case of each text, every one by somebody else."""
    return [
        open_ticket(cast.school, subject=subject, body=body, requester_email=f"parent{number}@example.org")
        for number, (subject, body) in enumerate(texts, first)
    ]


def test_what_several_asked_without_an_answer_stands_there_in_the_words_they_share(cast: Cast) -> None:
    ask(cast, ("Skolefoto", "Hvornår kommer fotografen for at tage billeder af klasserne?"))
    ask(cast, ("Fotografen", "Hvornår kommer fotografen? Min søn Zbigniew har epilepsi og 3.B venter."), first=1)
    ask(cast, ("Hvornår kommer fotografen til Zbigniew?", "Ring på 20 30 40 50."), first=2)
    ask(cast, ("Cykelstativerne er låst", "Hvorfor er cykelstativerne låst om eftermiddagen?"), first=3)
    assert lines_of(cast.school, "asked") == [("Hvornår kommer fotografen?", "3 personer")]
    ask(cast, ("Låste cykelstativer", "Cykelstativerne er låst for Ketilbjørn."), first=4)
    assert len(lines_of(cast.school, "asked")) == 1
    published(cast.support_entitled, title="Cykler", question="Cykelstativerne er låst.", reach=Reach.SUPPORT)
    rebuild()
    said = str(agenda(cast.school))
    assert "ykelstativer" in said
    assert [word for word in ("Zbigniew", "epilepsi", "3.B", "20 30", "Ketilbjørn") if word in said] == []


def test_one_who_writes_three_times_and_what_was_flagged_point_at_nobody(cast: Cast) -> None:
    body = "Hvornår kommer fotografen for at tage billeder af klasserne?"
    for _time in range(3):
        open_ticket(cast.school, subject="Skolefoto", body=body)
    assert lines_of(cast.school, "asked") == []
    cases = ask(cast, ("Skolefoto", body), ("Skolefoto", body), ("Skolefoto", body))
    assert lines_of(cast.school, "asked")[0][1] == "4 personer"
    for case in cases:
        Flag.objects.create(ticket=case, kind=FlagKind.BULLYING, cleared_at=timezone.now())
    assert lines_of(cast.school, "asked") == []


@pytest.mark.parametrize("role", list(Role))
def test_who_speaks_for_the_place_holds_its_meetings(cast: Cast, role: str) -> None:
    held, client = meeting(cast.school), staff(cast.by_role(role))
    posted = {"institution": cast.school.pk, "weekday": 2, "starts": "08:15", "minutes": 20, "place": "Salen"}
    posted |= {"begins": "2026-01-01", "kind": "morning", "rhythm": "weekly"}
    hosts = role in HOSTS
    assert client.get(address(held)).status_code == (200 if hosts else 403)
    assert client.post(reverse("admin:meetings"), posted).status_code == (302 if hosts else 403)
    assert client.post(address(held, "meeting_note"), {"text": "Hvordan?"}).status_code == (302 if hosts else 403)
    assert client.post(reverse("admin:meeting_end", args=[held.pk])).status_code == (302 if hosts else 403)
    assert MorningMeeting.objects.going_on().count() == 1


def test_a_meeting_is_moved_to_another_hour_by_who_holds_it_and_never_to_a_place_of_others(cast: Cast) -> None:
    held = meeting(cast.school)
    held.refresh_from_db()
    address = reverse("admin:meeting_change", args=[held.pk])
    posted = {"institution": cast.school.pk, "weekday": 3, "starts": "07:50", "minutes": 20, "place": "Salen"}
    posted |= {"begins": "2026-01-01", "kind": "morning", "rhythm": "weekly"}
    client = staff(cast.superuser)
    page = client.get(address).content.decode()
    assert 'value="08:00"' in page
    assert 'value="2026-01-01"' in page
    assert client.post(address, posted | {"minutes": 0}).status_code == 422
    assert client.post(address, posted | {"institution": cast.daycare.pk}).status_code == 422
    assert client.post(address, posted).status_code == 302
    moved = MorningMeeting.objects.get()
    assert (moved.weekday, moved.starts, moved.place) == (3, time(7, 50), "Salen")
    assert staff(cast.stranger).post(address, posted).status_code == 404
    assert staff(cast.pilot).get(address).status_code == 403


def test_a_host_of_another_place_finds_none_of_it(cast: Cast) -> None:
    held, client = meeting(cast.school), staff(cast.stranger)
    day = MeetingDay.of(held, held.next_day() or timezone.localdate(), by=cast.superuser)
    note = day.note("Hvordan?", by=cast.superuser)
    assert client.get(address(held)).status_code == 404
    assert client.post(address(held, "meeting_note"), {"text": "x"}).status_code == 404
    assert client.post(reverse("admin:meeting_case", args=[note.pk])).status_code == 404
    assert client.post(reverse("admin:meeting_question", args=[note.pk])).status_code == 404
    posted = {"institution": cast.school.pk, "weekday": 2, "starts": "08:15", "minutes": 20, "place": "Salen"}
    assert client.post(reverse("admin:meetings"), posted | {"begins": "2026-01-01"}).status_code == 422


def test_lines_are_ticked_and_who_came_is_counted(cast: Cast) -> None:
    held, client = meeting(cast.school), staff(cast.superuser)
    question = shown(cast)
    client.get(address(held))
    assert not MeetingDay.objects.exists()
    posted = {"ticked": [f"question:{question.pk}"], "attendance": "14"}
    assert client.post(address(held), posted).status_code == 302
    row = MeetingDay.objects.get()
    assert (row.attendance, row.ticked, row.host) == (14, posted["ticked"], cast.superuser)
    page = client.get(address(held)).content.decode()
    assert f'value="question:{question.pk}" id="line-1-1" checked' in page
    assert "14" in client.get(reverse("admin:meetings")).content.decode()


def test_what_was_asked_becomes_a_case_or_a_question_for_all_once(cast: Cast) -> None:
    held, client = meeting(cast.school), staff(cast.superuser)
    client.post(address(held, "meeting_note"), {"text": "Hvordan melder jeg min søn Villads syg?"})
    note = MeetingNote.objects.get()
    for _twice in range(2):
        assert client.post(reverse("admin:meeting_case", args=[note.pk])).status_code == 302
        assert client.post(reverse("admin:meeting_question", args=[note.pk])).status_code == 302
    case, question = Ticket.objects.get(), Question.objects.get()
    assert case.institution == cast.school
    assert question.is_waiting
    assert "Villads" not in f"{question.title} {question.text}"
    assert "melder jeg" not in Client().get("/spurgt/").content.decode()


def test_there_is_no_list_for_a_day_without_a_meeting(cast: Cast) -> None:
    held, client = meeting(cast.school), staff(cast.superuser)
    day = (held.next_day() or timezone.localdate()) + timedelta(days=1)
    assert client.get(reverse("admin:meeting_day", args=[held.pk, day.isoformat()])).status_code == 409
    assert client.get(f"/admin/meetings/{held.pk}/i-morgen/").status_code == 404


def test_what_was_noted_is_dropped_after_a_year(cast: Cast) -> None:
    held = meeting(cast.school)
    MeetingDay.objects.create(meeting=held, day=timezone.localdate() - timedelta(days=401)).note("x", by=cast.superuser)
    MeetingDay.drop_old()
    assert not MeetingNote.objects.exists()


def test_a_note_is_removed_until_something_has_come_of_it(cast: Cast) -> None:
    held = meeting(cast.school)
    day = held.next_day()
    assert day is not None
    row = MeetingDay.of(held, day, by=cast.superuser)
    kept, gone = (row.note(f"Hvad med Villads, {number}?", by=cast.superuser) for number in range(2))
    kept.become_case(by=cast.superuser)
    client, away = (
        staff(cast.superuser),
        [reverse("admin:meeting_remove_note", args=[each.pk]) for each in (kept, gone)],
    )
    page = client.get(address(held)).content.decode()
    assert [each in page for each in away] == [False, True]
    assert client.post(away[0]).status_code == 409
    assert client.post(away[1]).status_code == 302
    assert list(MeetingNote.objects.all()) == [kept]
