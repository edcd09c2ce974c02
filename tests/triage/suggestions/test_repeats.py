"""An enquiry that repeats an open case of the same sender: staff see it, the requester is told nothing."""

from django.test import Client

from tests.cast import Cast, open_ticket, settle
from triage.suggestions.models import Repeat
from triage.suggestions.repeats import likeness

FIRST = {"subject": "Ugeplanen er tom", "body": "Hej. Ugeplanen for 3. klasse er tom, når jeg åbner den i appen."}
AGAIN = {"subject": "Stadig tom ugeplan", "body": "Ugeplanen for 3. klasse er stadig tom i appen. Mvh Maja"}
OTHER = {"subject": "Glemt adgangskode", "body": "Min søn har glemt sin kode til UNI-Login."}


def test_the_same_matter_in_other_words_is_alike_and_another_is_not() -> None:
    assert likeness("\n".join(FIRST.values()), "\n".join(AGAIN.values())) > 0.5
    assert likeness("\n".join(FIRST.values()), "\n".join(OTHER.values())) < 0.2
    assert likeness("", "noget") == 0.0


def test_a_repeat_is_noticed_once_for_the_same_sender_alone(cast: Cast) -> None:
    earlier, _other = open_ticket(cast.school, **FIRST), open_ticket(cast.school, **OTHER)
    open_ticket(cast.school, **FIRST, requester_email="anden@example.org")
    again = open_ticket(cast.school, **AGAIN)
    settle()
    settle()
    assert list(Repeat.objects.values_list("ticket", "earlier")) == [(again.pk, earlier.pk)]


def test_a_solved_case_is_not_repeated(cast: Cast) -> None:
    open_ticket(cast.school, **FIRST).resolve(by=cast.superuser)
    open_ticket(cast.school, **AGAIN)
    settle()
    assert not Repeat.objects.exists()


def test_only_who_may_see_the_earlier_case_sees_its_name(cast: Cast, client: Client) -> None:
    open_ticket(cast.daycare, **FIRST)
    again = open_ticket(cast.school, **AGAIN)
    settle()
    for person, seen in ((cast.superuser, False), (cast.support_entitled, True)):
        client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
        page = client.get(f"/admin/tickets/ticket/{again.pk}/").content.decode()
        assert (FIRST["subject"] in page) is seen
    assert FIRST["subject"] not in client.get(again.get_absolute_url()).content.decode()
