"""Known errors without news and wishes of which nothing is heard: who looks after them hears of it."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from desk import overlooked
from desk.tasks import tell_of_overlooked
from organisation.models import Absence, User
from tests.cast import Cast, open_ticket
from tickets.models import Delivery
from triage.forwarding.models import SilencePolicy
from triage.known_errors.models import KnownError
from triage.wishes.models import ChangeRequest

LONG_AGO = timedelta(days=200)


def letters() -> dict[str, str]:
    return {mail.recipient: mail.body for mail in Delivery.objects.filter(kind="overlooked")}


@pytest.fixture
def error(cast: Cast) -> KnownError:
    row = KnownError.objects.create(title="Galleriet er tomt", description="x", started_at=timezone.now() - LONG_AGO)
    news = row.update("Vi leder.", by=cast.project_lead, status="investigating")
    row.updates.filter(pk=news.pk).update(at=timezone.now() - timedelta(days=30))
    return row


@pytest.fixture
def wished(cast: Cast) -> ChangeRequest:
    case = open_ticket(cast.school, subject="Fælles kalender")
    case.set_route("change_request", by=cast.superuser)
    row = ChangeRequest.collect(case, by=cast.project_lead)
    ChangeRequest.objects.filter(pk=row.pk).update(collected_at=timezone.now() - LONG_AGO)
    return row


def test_who_wrote_last_of_a_known_error_hears_once_that_nothing_is_heard_of_it(error: KnownError, cast: Cast) -> None:
    tell_of_overlooked()
    assert list(letters()) == [cast.project_lead.email]
    assert f"/admin/triage/knownerror/{error.pk}/" in letters()[cast.project_lead.email]
    assert overlooked.tell() == 0
    assert overlooked.tell(timezone.now() + timedelta(days=14)) == 1


def test_news_or_the_repair_end_it(error: KnownError, cast: Cast) -> None:
    error.update("Årsagen er fundet.", by=cast.project_lead, status="identified")
    assert overlooked.tell() == 0
    error.updates.update(at=timezone.now() - timedelta(days=30))
    error.solve("Rettet.", by=cast.project_lead)
    error.updates.update(at=timezone.now() - timedelta(days=30))
    assert overlooked.tell() == 0


def test_what_nobody_is_there_for_goes_to_who_stands_in_and_then_to_the_support_entitled(
    error: KnownError, cast: Cast
) -> None:
    today = timezone.localdate()
    Absence.enter(cast.project_lead, starts_on=today, ends_on=today, by=cast.project_lead, deputy=cast.municipal_admin)
    assert overlooked.tell() == 1
    assert list(letters()) == [cast.municipal_admin.email]
    Delivery.objects.all().delete()
    User.objects.filter(pk=cast.project_lead.pk).update(is_active=False)
    Absence.objects.all().delete()
    overlooked.tell(timezone.now() + timedelta(days=14))
    assert list(letters()) == [cast.support_entitled.email]


def test_a_wish_that_is_not_sent_and_one_without_an_answer_are_told_apart(wished: ChangeRequest, cast: Cast) -> None:
    assert overlooked.tell() == 1
    assert "ventet mere end 90 dage" in letters()[cast.project_lead.email]
    wished.mark_sent(by=cast.project_lead)
    assert overlooked.tell() == 0
    ChangeRequest.objects.update(sent_at=timezone.now() - LONG_AGO, reminded_at=timezone.now() - LONG_AGO)
    Delivery.objects.all().delete()
    assert overlooked.tell() == 1
    assert "sendt til KOMBIT for mere end 60 dage siden" in letters()[cast.project_lead.email]
    wished.decide("planned", by=cast.project_lead, answer="Til næste år.")
    ChangeRequest.objects.update(reminded_at=None)
    assert overlooked.tell() == 0


def test_all_of_one_person_stand_in_one_mail(error: KnownError, wished: ChangeRequest, cast: Cast) -> None:
    assert overlooked.tell() == 1
    assert "Galleriet er tomt" in letters()[cast.project_lead.email]
    assert "Fælles kalender" in letters()[cast.project_lead.email]


def test_how_long_is_for_the_municipality_to_say_and_never_is_never(
    error: KnownError, wished: ChangeRequest, cast: Cast, client: Client
) -> None:
    SilencePolicy.objects.create(id=1, error_days=0, unsent_days=250)
    assert overlooked.tell() == 0
    client.force_login(cast.municipal_admin, backend="django.contrib.auth.backends.ModelBackend")
    told = {"remind_after_days": 3, "close_after_days": 0, "error_days": 10, "sent_days": 0, "unsent_days": 120}
    assert client.post("/admin/triage/silencepolicy/1/change/", told).status_code == 302
    assert overlooked.tell() == 1
    letter = letters()[cast.project_lead.email]
    assert "10 arbejdsdage" in letter
    assert "ventet mere end 120 dage" in letter
