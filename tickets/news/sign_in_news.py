"""Mails people what they must hear about how they sign in."""

from django.conf import settings
from django.db import transaction
from django.urls import reverse

from organisation.models import SignInNews
from organisation.sweeps.sweeping import sweep_rows
from tickets.news.caseless_mails import write_from

BATCH = 100


def mail_waiting() -> int:
    """One mail for each piece of news; how many were made. Two sweeps at once make one."""
    waiting = SignInNews.objects.order_by("id").values_list("pk", flat=True)
    return sweep_rows("mail_sign_in_news", waiting, mail, at_most=BATCH).done


@transaction.atomic
def mail(news_id: int) -> bool:
    news = SignInNews.objects.select_for_update(skip_locked=True, of=("self",)).filter(pk=news_id).first()
    if news is None:
        return False
    if news.user.is_active:
        person, facts = news.user, {"news": news, "link": link(news.what)}
        template = "tickets/mail/sign_in_news.txt"
        write_from(template, facts, kind="sign_in_news", to=(person.email, person.language))
    news.delete()
    return True


def link(what: str) -> str:
    departed = what == SignInNews.What.DEPARTED
    return settings.SITE_URL + reverse("admin:departures" if departed else "my_second_factor")
