"""The board's pages: what it lists, what it suggests, what one request shows, and what its verbs leave behind."""

import re
import zipfile
from io import BytesIO

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse

from tests.cast import Cast, kinds, open_ticket, settle
from tests.desk.wishes.test_board_table import collected, signed_in, wish
from tickets.models import Merge
from tickets.words import Status
from triage.wishes.joining import Wishes, uncollected
from triage.wishes.models import ChangeRequest, Vote, Wish

BOARD = "/admin/triage/changerequest/"


@pytest.fixture
def lead(cast: Cast) -> Client:
    return signed_in(cast.project_lead)


def text_of(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def test_the_list_is_narrowed_by_state_and_words_and_says_how_many_want_each(cast: Cast, lead: Client) -> None:
    calendar = collected(cast, "Fælles kalender")
    ChangeRequest.collect(
        wish(cast, "Også mig", requester_email="ole@example.org"), by=cast.project_lead, into=calendar
    )
    collected(cast, "Mørkt tema").mark_sent(by=cast.project_lead)
    Vote.ask(calendar, email="x@example.org").confirm()
    page = text_of(lead, BOARD)
    assert "Fælles kalender" in page
    assert "Mørkt tema" not in page
    assert re.search(r"2 \w+</strong> <span>1 institution", page)
    assert "<svg" in page
    assert "Mørkt tema" in text_of(lead, f"{BOARD}?state=sent")
    assert "Fælles kalender" in text_of(lead, f"{BOARD}?q={calendar.pk}")
    assert "Fælles kalender" not in text_of(lead, f"{BOARD}?state=all&q=tema")
    assert text_of(lead, f"{BOARD}?state=what&sort=ever&side=x&q=%00")


def test_the_list_asks_the_database_as_often_for_many_as_for_few(
    cast: Cast, lead: Client, django_assert_max_num_queries: object
) -> None:
    for at in range(12):
        collected(cast, f"Ønske {at}")
    with django_assert_max_num_queries(16):  # type: ignore[operator]
        text_of(lead, BOARD)


def test_the_spreadsheet_of_the_list_has_no_formula_and_no_names(cast: Cast, lead: Client) -> None:
    request = collected(cast, "Fælles kalender")
    request.describe(by=cast.project_lead, title="=1+1", summary="-2", benefit="@x", quotes="+3")
    answer = lead.get(reverse("admin:wishes_sheet"))
    book = zipfile.ZipFile(BytesIO(answer.content))
    texts = book.read("xl/sharedStrings.xml").decode()
    assert ">=1+1<" in texts
    assert "<f>" not in book.read("xl/worksheets/sheet1.xml").decode()
    assert "Maja" not in texts


def test_wishes_that_look_alike_are_offered_and_joined_with_one_click(cast: Cast, lead: Client) -> None:
    first = wish(cast, "Én kalender for søskende", body="Vis søskendes aftaler samlet i én kalender.")
    second = wish(cast, "Søskende i samme kalender", body="Kan søskendes aftaler vises samlet i én kalender?")
    wish(cast, "Mørkt tema", body="Appen er for lys om aftenen.")
    [bunch] = Wishes(cast.project_lead).bunches()
    assert {ticket.pk for ticket in bunch.tickets} == {first.pk, second.pk}
    page = text_of(lead, reverse("admin:wishes_alike"))
    assert page.count("Søskende i samme kalender") >= 1
    answer = lead.post(reverse("admin:wishes_collect_all"), {"cases": [first.pk, second.pk]})
    request = ChangeRequest.objects.get()
    assert answer.headers["Location"] == reverse("admin:triage_changerequest_change", args=[request.pk])
    assert request.wishes.count() == 2
    assert Wishes(cast.project_lead).bunches() == []


def test_requests_that_were_kept_apart_are_not_suggested_again(cast: Cast, lead: Client) -> None:
    first, second = (collected(cast, f"Fælles kalender for søskende {at}") for at in "ab")
    assert Wishes(cast.project_lead).like(first).requests == [second]
    assert "Fælles kalender for søskende b" in text_of(lead, f"{BOARD}{first.pk}/")
    lead.post(reverse("admin:request_keep_apart", args=[second.pk]), {"other": first.pk})
    assert Wishes(cast.project_lead).like(first).requests == []
    assert Wishes(cast.project_lead).bunches() == []


def test_what_was_split_is_not_suggested_again(cast: Cast) -> None:
    first, second = (collected(cast, f"Fælles kalender for søskende {at}") for at in "ab")
    first.join([second], by=cast.project_lead)
    second.refresh_from_db()
    second.split(by=cast.project_lead)
    assert Wishes(cast.project_lead).bunches() == []


def test_a_merged_or_solved_case_is_not_collected(cast: Cast) -> None:
    case, other, done = wish(cast), wish(cast), wish(cast)
    Merge.begin(case, other, by=cast.superuser, confirmed=True)
    done.resolve(by=cast.superuser)
    assert set(uncollected(cast.project_lead)) == {other}


def test_quotes_are_without_persons_and_one_click_takes_them_along(cast: Cast, lead: Client) -> None:
    body = "Hej. Min datter Freja Lind går i 3.B på Grøndal Skole. Ring 12 34 56 78. Vis søskende samlet.\nHilsen Maja"
    case = wish(cast, "Kalender", body=body)
    request = ChangeRequest.collect(case, by=cast.project_lead)
    page = text_of(lead, f"{BOARD}{request.pk}/")
    quote = page.partition("<blockquote")[2].partition("</blockquote>")[0]
    assert "søskende samlet" in quote
    for personal in ("Freja", "Lind", "Grøndal", "12 34 56 78", "Maja", "3.B"):
        assert personal not in quote
    for _ in range(2):
        lead.post(reverse("admin:request_quote", args=[request.pk]), {"case": case.pk})
    request.refresh_from_db()
    assert len(request.quoted) == 1
    assert "Freja" not in request.quotes


def test_a_case_that_is_no_wish_after_all_is_ours_again_and_an_empty_request_is_gone(cast: Cast, lead: Client) -> None:
    case = wish(cast)
    request = ChangeRequest.collect(case, by=cast.project_lead)
    answer = lead.post(reverse("admin:request_release", args=[request.pk]), {"case": case.pk})
    case.refresh_from_db()
    assert answer.headers["Location"] == BOARD
    assert (case.status, kinds(case).count("released")) == (Status.IN_PROGRESS, 1)
    assert not ChangeRequest.objects.exists()
    assert not Wish.objects.exists()


def test_what_the_state_does_not_allow_is_said_in_the_page_with_what_was_typed(cast: Cast, lead: Client) -> None:
    request = collected(cast)
    posted = {"status": "accepted", "answer": "Kommer til marts."}
    answer = lead.post(reverse("admin:request_decide", args=[request.pk]), posted)
    assert answer.status_code == 409
    assert 'role="alert"' in answer.content.decode()
    empty = lead.post(reverse("admin:request_describe", args=[request.pk]), {"title": "", "summary": "Behold mig"})
    assert empty.status_code == 422
    assert "Behold mig" in empty.content.decode()


def test_the_page_tells_how_many_have_been_told(cast: Cast, lead: Client) -> None:
    request = collected(cast)
    request.mark_sent(by=cast.project_lead)
    settle()
    mail.outbox.clear()
    posted = {"status": "planned", "answer": "Til næste år."}
    for _ in range(2):
        lead.post(reverse("admin:request_decide", args=[request.pk]), posted)
        settle()
    assert len([letter for letter in mail.outbox if letter.to == ["maja@example.org"]]) <= 1
    page = text_of(lead, f"{BOARD}{request.pk}/")
    assert "Til næste år." in page


def test_a_wish_is_found_by_words_or_number_to_be_joined_by_hand(cast: Cast, lead: Client) -> None:
    request, other, case = collected(cast), collected(cast, "Mørkt tema"), wish(cast, "Printe lister")
    assert "Mørkt tema" in text_of(lead, f"{BOARD}{request.pk}/?find=tema")
    assert "Mørkt tema" in text_of(lead, f"{BOARD}{request.pk}/?find={other.pk}")
    assert "Printe lister" in text_of(lead, f"{BOARD}{request.pk}/?find={case.number}")
    assert "Printe lister" in text_of(lead, f"{BOARD}{request.pk}/?find=lister+printe")


def test_ticked_requests_are_asked_about_before_they_are_joined_or_bundled(cast: Cast, lead: Client) -> None:
    first, second = collected(cast, "Kalender"), collected(cast, "Tema")
    keys = {"requests": [first.pk, second.pk]}
    for verb in ("join_all", "choose"):
        page = lead.post(reverse("admin:wishes_ticked"), keys | {"verb": verb}).content.decode()
        assert "Kalender" in page
        assert "Tema" in page
    assert lead.post(reverse("admin:wishes_ticked"), {"verb": "choose", "requests": "x"}).status_code == 302
    untitled = lead.post(reverse("admin:wishes_choose"), keys | {"title": ""})
    assert untitled.status_code == 422
    lead.post(reverse("admin:wishes_join_all"), keys | {"into": second.pk})
    first.refresh_from_db()
    assert first.joined_to == second


def test_a_request_says_nothing_personal_from_the_beginning(cast: Cast) -> None:
    case = open_ticket(cast.school, subject="Maja Holm ønsker en kalender på Grøndal Skole")
    case.set_route("change_request", by=cast.superuser)
    request = ChangeRequest.collect(case, by=cast.project_lead)
    assert "Maja" not in request.title + request.summary
    assert "Grøndal" not in request.title + request.summary


def test_two_leads_who_write_at_once_lose_nothing(cast: Cast, lead: Client) -> None:
    request = collected(cast, "Fælles kalender")
    address, old = reverse("admin:request_describe", args=[request.pk]), request.picture
    first = lead.post(address, {"title": "Kalender", "summary": "Den enes ord", "seen": old})
    second = lead.post(address, {"title": "Kalender", "summary": "Den andens ord", "seen": old})
    assert (first.status_code, second.status_code) == (302, 409)
    page = second.content.decode()
    assert "Den enes ord" in page
    assert "Den andens ord" in page
    request.refresh_from_db()
    assert request.summary == "Den enes ord"
    assert f'name="seen" value="{request.picture}"' in page
    lead.post(address, {"title": "Kalender", "summary": "Begges ord", "seen": request.picture})
    request.refresh_from_db()
    assert request.summary == "Begges ord"


def test_the_answer_of_kombit_is_put_right_on_its_page(cast: Cast, lead: Client) -> None:
    request = collected(cast)
    request.mark_sent(by=cast.project_lead)
    address = reverse("admin:request_decide", args=[request.pk])
    assert 'name="again"' not in text_of(lead, f"{BOARD}{request.pk}/")
    lead.post(address, {"status": "planned", "answer": "Til næste år."})
    page = text_of(lead, f"{BOARD}{request.pk}/")
    assert 'name="again"' in page
    assert page.count("Til næste år.") > 1
    request.refresh_from_db()
    told = {"status": "planned", "answer": "Til sommer.", "seen": request.picture}
    assert "Ingen får besked igen" in lead.post(address, told, follow=True).content.decode()
    request.refresh_from_db()
    assert request.answer == "Til sommer."


def test_a_second_decision_made_on_an_old_picture_is_refused(cast: Cast, lead: Client) -> None:
    request = collected(cast)
    request.mark_sent(by=cast.project_lead)
    address, old = reverse("admin:request_decide", args=[request.pk]), request.picture
    lead.post(address, {"status": "planned", "answer": "Til næste år.", "seen": old})
    other = lead.post(address, {"status": "declined", "answer": "Nej tak.", "seen": old})
    same = lead.post(address, {"status": "planned", "answer": "Til sommer.", "seen": old})
    assert (other.status_code, same.status_code) == (409, 409)
    request.refresh_from_db()
    assert (request.status, request.answer) == ("planned", "Til næste år.")
