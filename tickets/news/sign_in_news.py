"""Mails people what they must hear about how they sign in."""

from django.conf import settings
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation

from organisation.models import Municipality, SignInNews
from organisation.sweeps.sweeping import sweep_rows
from tickets.models import Delivery
from tickets.news.notifications import send_after_commit

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
        with translation.override(news.user.language):
            facts = {"news": news, "municipality": Municipality.current(), "link": link(news.what)}
            text = render_to_string("tickets/mail/sign_in_news.txt", facts)
        subject, _blank, body = text.lstrip().partition("\n")
        delivery = Delivery.objects.create(
            kind="sign_in_news",
            recipient=news.user.email,
            language=news.user.language,
            subject=subject,
            body=body.strip() + "\n",
        )
        send_after_commit(delivery.pk)
    news.delete()
    return True


def link(what: str) -> str:
    departed = what == SignInNews.What.DEPARTED
    return settings.SITE_URL + reverse("admin:departures" if departed else "my_second_factor")
