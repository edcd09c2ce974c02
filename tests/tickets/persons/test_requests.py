"""What somebody asks of what is kept of them: who decides, in which order, and that it ends."""

import pytest
from django.utils import timezone

from tests.cast import Cast
from tickets.models import HeldFile, PersonRequest, Ticket
from tickets.models.person_request import UnableToDisclose
from tickets.persons.erasing import erase, erase_case

pytestmark = pytest.mark.django_db


def asked(cast: Cast, kind: str) -> PersonRequest:
    return PersonRequest.receive(
        kind=kind,
        by=cast.municipal_admin,
        received_on=timezone.localdate(),
        name="Rosalinde Fjeldsøe",
        email="",
        phone="",
    )


def test_nothing_is_erased_before_somebody_has_said_who_it_is(cast: Cast) -> None:
    with pytest.raises(UnableToDisclose, match="Bekræft først"):
        erase(asked(cast, PersonRequest.Kind.ERASURE), by=cast.municipal_admin)


@pytest.mark.parametrize("kind", PersonRequest.Kind.values)
def test_what_is_answered_is_changed_no_more(kind: str, cast: Cast) -> None:
    request = asked(cast, kind)
    request.finish(by=cast.municipal_admin, outcome="Sendt.")
    told = {"names": ["En anden"], "emails": [], "phones": []}
    with pytest.raises(UnableToDisclose, match="allerede besvaret"):
        request.confirm(by=cast.municipal_admin, tickets=[], **told)
    with pytest.raises(UnableToDisclose, match="allerede besvaret"):
        request.finish(by=cast.municipal_admin, outcome="Sendt igen.")
    stored = PersonRequest.objects.get()
    assert (stored.names, stored.outcome) == ([], "Sendt.")


@pytest.mark.parametrize(("submission", "left"), [("hendes", {"", "andres"}), ("", {"", "hendes", "andres"})])
def test_files_that_wait_with_the_form_of_a_case_go_with_it_and_no_others(
    submission: str, left: set[str], ticket: Ticket, cast: Cast
) -> None:
    for each in ("", "hendes", "andres"):
        HeldFile.objects.create(submission=each, facts={"name": "brev.txt"}, data=b"x")
    ticket.submission = submission
    erase_case(ticket, by=cast.municipal_admin)
    assert set(HeldFile.objects.values_list("submission", flat=True)) == left
