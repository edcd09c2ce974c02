"""From a case to the public page: a machine finds persons, a person confirms each, and only then it is shown."""

import pytest
from django.test import Client
from django.urls import reverse

from knowledgebase.board.question import UnableToShow
from knowledgebase.models import Question
from organisation.models import Municipality
from organisation.roles import Role
from tests.cast import Cast, open_ticket, settle
from tests.desk.board.questions import ASKED, asking_case, shown, waiting
from tickets.words import FlagKind
from triage.board.models import CaseQuestion
from triage.flags.models import Flag

MAY_CLEAR = {"superuser", "institution_admin", "support_entitled", "project_lead", "municipal_admin"}


def staff(user: object) -> Client:
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")  # type: ignore[arg-type]
    return client


def public_page() -> str:
    return Client().get("/spurgt/").content.decode()


def test_what_waits_holds_no_person_and_is_seen_by_nobody_outside(cast: Cast) -> None:
    question = waiting(cast)
    assert "Freja" not in question.text
    assert "31 41 59 26" not in question.text
    assert "Maja" not in question.text
    assert ASKED not in public_page()
    assert Client().get(question.get_absolute_url()).status_code == 404


def test_in_one_click_from_the_case_the_next_page_marks_what_may_be_a_person(cast: Cast) -> None:
    case, client = asking_case(cast), staff(cast.superuser)
    answer = client.post(reverse("admin:board_from_case", args=[case.pk]), follow=True)
    html = answer.content.decode()
    assert "<mark>Freja</mark>" in html
    assert "<mark>31 41 59 26</mark>" in html
    assert Question.objects.get().origin == "case"
    again = client.post(reverse("admin:board_from_case", args=[case.pk]))
    assert again.status_code == 302
    assert Question.objects.count() == 1


def test_each_finding_is_confirmed_by_itself(cast: Cast) -> None:
    question, client = waiting(cast), staff(cast.superuser)
    posted = {"title": ASKED, "text": "Det står tomt.", "checked": "on", "topic": ""}
    address = reverse("admin:board_clear", args=[question.pk])
    assert client.post(address, posted | {"confirmed": ["Freja"]}).status_code == 422
    assert ASKED not in public_page()
    page = client.get(reverse("admin:board_question", args=[question.pk])).content.decode()
    ticked = [name for name in ("Freja", "31 41 59 26", "Maja Holm") if f'value="{name}"' in page]
    assert client.post(address, posted | {"confirmed": ticked}).status_code == 302
    assert ASKED in public_page()


def test_a_name_that_nobody_has_looked_at_keeps_it_back(cast: Cast) -> None:
    question = waiting(cast)
    with pytest.raises(UnableToShow):
        question.clear(title=ASKED, text="Min søn Villads spørger.", by=cast.superuser)
    question.refresh_from_db()
    assert question.is_waiting
    question.clear(title=ASKED, text="Min søn Villads spørger.", by=cast.superuser, confirmed=["Villads"])
    assert question.is_shown


@pytest.mark.parametrize("text", ["Ring på 31 41 59 26.", "Skriv til maja@example.org.", "Se AULA-26-004217."])
def test_a_number_or_an_address_never_stands_there_whatever_is_ticked(cast: Cast, text: str) -> None:
    question = waiting(cast)
    findings = ["31 41 59 26", "maja@example.org", "AULA-26-004217"]
    with pytest.raises(UnableToShow):
        question.clear(title=ASKED, text=text, by=cast.superuser, confirmed=findings)


def test_a_name_of_the_case_is_found_however_it_stands(cast: Cast) -> None:
    question = waiting(cast)
    with pytest.raises(UnableToShow):
        question.clear(title=ASKED, text="Maja spørger.", by=cast.superuser, names=["Maja Holm"])


def test_a_mark_has_to_be_rewritten(cast: Cast) -> None:
    question = waiting(cast)
    with pytest.raises(UnableToShow):
        question.clear(title=ASKED, text="[navn] kan ikke se det.", by=cast.superuser)


@pytest.mark.parametrize("role", list(Role))
def test_who_may_publish_for_the_place_may_clear(cast: Cast, role: str) -> None:
    question, client = waiting(cast), staff(cast.by_role(role))
    page = client.get(reverse("admin:board_question", args=[question.pk]))
    posted = {"title": ASKED, "text": "Tomt.", "checked": "on", "confirmed": ["Freja", "31 41 59 26"]}
    answer = client.post(reverse("admin:board_clear", args=[question.pk]), posted)
    seen = 403 if role == "observer" else 200
    assert page.status_code == seen
    assert answer.status_code == (302 if role in MAY_CLEAR else 403)
    question.refresh_from_db()
    assert question.is_shown is (role in MAY_CLEAR)


def test_a_stranger_does_not_find_what_waits_elsewhere(cast: Cast) -> None:
    question, client = waiting(cast), staff(cast.stranger)
    assert client.get(reverse("admin:board_question", args=[question.pk])).status_code == 404
    for verb in ("clear", "answer", "join", "withdraw", "put_back", "share", "answer_by", "separate"):
        assert client.post(reverse(f"admin:board_{verb}", args=[question.pk])).status_code == 404
    assert client.post(reverse("admin:board_from_case", args=[CaseQuestion.objects.get().ticket_id])).status_code == 404


def test_who_may_not_see_the_case_sees_no_original_words(cast: Cast) -> None:
    question = shown(cast)
    html = staff(cast.stranger).get(reverse("admin:board_question", args=[question.pk])).content.decode()
    assert "Freja" not in html


@pytest.mark.parametrize("flag", list(FlagKind))
def test_a_flagged_case_never_gets_there(cast: Cast, flag: str) -> None:
    case = asking_case(cast)
    Flag.raise_on(case, [flag])
    settle()
    case.refresh_from_db()
    client = staff(cast.municipal_admin)
    assert client.post(reverse("admin:board_from_case", args=[case.pk])).status_code == 409
    Client().post(f"/sag/{case.token}/spurgt/")
    assert not Question.objects.exists()


def test_what_is_flagged_later_is_taken_off_and_cannot_be_put_back(cast: Cast) -> None:
    question = shown(cast)
    Flag.raise_on(CaseQuestion.objects.get().ticket, ["bullying"])
    settle()
    assert ASKED not in public_page()
    question.refresh_from_db()
    with pytest.raises(UnableToShow):
        question.put_back(by=cast.municipal_admin)
    with pytest.raises(UnableToShow):
        question.clear(title=ASKED, text="", by=cast.municipal_admin)


def test_the_receipt_asks_once_and_the_writer_says_yes(cast: Cast) -> None:
    case, client = asking_case(cast), Client()
    settle()
    assert "Må vi vise dit spørgsmål uden navn?" in client.get(case.get_absolute_url()).content.decode()
    answer = client.post(f"/sag/{case.token}/spurgt/", follow=True)
    assert "Må vi vise dit spørgsmål uden navn?" not in answer.content.decode()
    assert Question.objects.get().status == "waiting"
    client.post(f"/sag/{case.token}/spurgt/")
    assert Question.objects.count() == 1
    assert client.get(f"/sag/{case.token}/spurgt/").status_code == 405


def test_a_municipality_may_switch_the_board_off(cast: Cast) -> None:
    question = shown(cast)
    Municipality.objects.update(public_questions=False)
    Municipality.forget_cached()
    case = open_ticket(cast.school)
    for address in ("/spurgt/", question.get_absolute_url()):
        assert Client().get(address).status_code == 404
    assert "uden navn?" not in Client().get(case.get_absolute_url()).content.decode()
    Client().post(f"/sag/{case.token}/spurgt/")
    assert Question.objects.count() == 1


def test_a_withdrawn_question_can_be_put_back_and_one_that_was_never_cleared_waits_again(cast: Cast) -> None:
    seen, hidden = shown(cast), waiting(cast, subject="Noget andet om Aula")
    for question in (seen, hidden):
        question.withdraw(by=cast.superuser)
    assert ASKED not in public_page()
    for question in (seen, hidden):
        question.put_back(by=cast.superuser)
        question.refresh_from_db()
    assert seen.is_shown
    assert hidden.is_waiting


def test_the_way_back_goes_with_the_case(cast: Cast) -> None:
    waiting(cast)
    case = CaseQuestion.objects.get().ticket
    case.resolve(by=cast.superuser)
    case.refresh_from_db()
    case.forget()
    settle()
    assert not Question.objects.exists()
    assert not CaseQuestion.objects.exists()
