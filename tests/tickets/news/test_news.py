"""What staff hear of, and how: at once, once a day, in the page, or not at all."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from django.test import Client
from django.urls import reverse

from organisation.models import User
from tests.cast import Cast, open_ticket, settle
from tickets.models import Delivery, Notice, NotificationChoice
from tickets.models.notice import ByMail, Topic
from tickets.news import digests

COPENHAGEN = ZoneInfo("Europe/Copenhagen")
WEDNESDAY = datetime(2026, 11, 25, 7, 5, tzinfo=COPENHAGEN)
BEFORE = datetime(2026, 11, 24, 14, 0, tzinfo=COPENHAGEN)


def choose(user: User, topic: str, by_mail: str, *, in_page: bool = True) -> None:
    NotificationChoice.objects.create(user=user, topic=topic, by_mail=by_mail, in_page=in_page)


def mails_to(user: User, kind: str) -> int:
    return Delivery.objects.filter(recipient=user.email, kind=kind).count()


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def test_who_has_not_chosen_hears_at_once_and_in_the_page(cast: Cast) -> None:
    open_ticket(cast.school)
    settle()
    assert mails_to(cast.superuser, "tier_opened") == 1
    assert Notice.objects.unread(cast.superuser).count() == 1


def test_who_wants_no_mail_gets_none(cast: Cast) -> None:
    choose(cast.superuser, Topic.TIER, ByMail.NEVER, in_page=False)
    open_ticket(cast.school)
    settle()
    assert mails_to(cast.superuser, "tier_opened") == 0
    assert not Notice.objects.filter(user=cast.superuser).exists()
    assert mails_to(cast.institution_admin, "tier_opened") == 1


def test_a_choice_for_one_topic_leaves_the_others(cast: Cast) -> None:
    choose(cast.superuser, Topic.TIER, ByMail.NEVER)
    ticket = open_ticket(cast.school)
    ticket.assign(cast.superuser, by=cast.institution_admin)
    settle()
    assert mails_to(cast.superuser, "assignee_assigned") == 1


def late_news(cast: Cast, count: int = 2) -> None:
    choose(cast.superuser, Topic.TIER, ByMail.DAILY)
    for _each in range(count):
        open_ticket(cast.school)
    settle()
    Notice.objects.update(made_at=BEFORE)


def test_a_day_of_news_is_one_mail_in_the_morning(cast: Cast, mailoutbox: list) -> None:
    late_news(cast)
    assert mails_to(cast.superuser, "tier_opened") == 0
    assert digests.send_due(WEDNESDAY) == 1
    settle()
    mail = next(mail for mail in mailoutbox if mail.to == [cast.superuser.email])
    assert mail.subject == "2 nyheder om dine sager"
    assert mail.body.count("/admin/tickets/ticket/") == 2
    assert "Maja Holm" not in mail.body


def test_the_digest_is_sent_once(cast: Cast) -> None:
    late_news(cast)
    digests.send_due(WEDNESDAY)
    assert digests.send_due(WEDNESDAY) == 0
    assert mails_to(cast.superuser, "digest") == 1


@pytest.mark.parametrize(
    "moment",
    [
        datetime(2026, 11, 25, 6, 55, tzinfo=COPENHAGEN),
        datetime(2026, 11, 28, 9, 0, tzinfo=COPENHAGEN),
        datetime(2026, 12, 25, 9, 0, tzinfo=COPENHAGEN),
    ],
    ids=["before morning", "saturday", "christmas day"],
)
def test_there_is_no_digest_at_night_and_on_days_off(moment: datetime, cast: Cast) -> None:
    late_news(cast)
    assert digests.send_due(moment) == 0


def test_who_has_left_gets_no_digest_and_none_waits_for_them(cast: Cast) -> None:
    late_news(cast)
    User.objects.filter(pk=cast.superuser.pk).update(is_active=False)
    assert digests.send_due(WEDNESDAY) == 0
    assert mails_to(cast.superuser, "digest") == 0
    assert not Notice.objects.for_digest().exists()


def test_news_of_this_morning_waits_for_tomorrow(cast: Cast) -> None:
    late_news(cast)
    Notice.objects.update(made_at=WEDNESDAY)
    assert digests.send_due(WEDNESDAY) == 0


def test_the_same_event_twice_is_one_notice(cast: Cast) -> None:
    ticket = open_ticket(cast.school)
    settle()
    ticket.events.update(dispatched_at=None)
    settle()
    assert Notice.objects.filter(user=cast.superuser).count() == 1


def test_opening_the_news_leads_to_the_case_and_reads_all_of_it(cast: Cast) -> None:
    ticket = open_ticket(cast.school)
    ticket.assign(cast.superuser, by=cast.institution_admin)
    settle()
    client = signed_in(cast.superuser)
    page = client.get(reverse("admin:news")).content.decode()
    assert ticket.number in page
    notice = Notice.objects.unread(cast.superuser).first()
    assert notice
    answer = client.get(reverse("admin:open_news", args=[notice.pk]))
    assert answer.headers["Location"] == reverse("admin:tickets_ticket_change", args=[ticket.pk])
    assert not Notice.objects.unread(cast.superuser).exists()


def test_somebody_elses_news_is_not_found(cast: Cast) -> None:
    open_ticket(cast.school)
    settle()
    notice = Notice.objects.filter(user=cast.superuser).get()
    assert signed_in(cast.stranger).get(reverse("admin:open_news", args=[notice.pk])).status_code == 404


def test_all_news_is_read_by_one_button_and_never_by_get(cast: Cast) -> None:
    open_ticket(cast.school)
    settle()
    client = signed_in(cast.superuser)
    assert client.get(reverse("admin:read_all_news")).status_code == 405
    client.post(reverse("admin:read_all_news"))
    assert not Notice.objects.unread(cast.superuser).exists()


def test_settings_are_kept_and_the_language_follows(cast: Cast) -> None:
    client = signed_in(cast.superuser)
    page = client.get(reverse("admin:my_settings"))
    data = {name: field.initial for name, field in page.context["form"].fields.items() if name.endswith("_mail")}
    data |= {"name": "Ny Navnesen", "language": "en", "start_page": "mine", "tier_mail": "daily", "tier_page": "on"}
    answer = client.post(reverse("admin:my_settings"), data)
    assert answer.status_code == 302
    user = User.objects.get(pk=cast.superuser.pk)
    assert (user.name, user.language, user.start_page) == ("Ny Navnesen", "en", "mine")
    wishes = NotificationChoice.wishes([user], Topic.TIER)
    assert wishes[user.pk] == ("daily", True)
    assert "My settings" in client.get(reverse("admin:my_settings")).content.decode()


def test_a_wrong_choice_is_named_and_nothing_is_kept(cast: Cast) -> None:
    client = signed_in(cast.superuser)
    assert client.post(reverse("admin:my_settings"), {"language": "xx"}).status_code == 422
    assert not NotificationChoice.objects.exists()
