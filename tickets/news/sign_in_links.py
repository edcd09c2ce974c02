"""Mails people their way to choose a password: an invitation, or because they forgot it."""

from django.conf import settings
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode

from organisation.models import Municipality, ResetRequest, SignInLink, User
from organisation.sign_in.links import TOKENS, lasts
from organisation.sweeps.sweeping import sweep_rows
from tickets.models import Delivery
from tickets.news.notifications import send_after_commit

BATCH = 100


def mail_wanted() -> int:
    """One mail for each person who wants a link; how many were made. Two sweeps at once make one."""
    sweep_rows("read_reset_requests", ResetRequest.objects.values_list("pk", flat=True), read_request, at_most=BATCH)
    wanting = User.objects.exclude(link_wanted="").filter(is_active=True)
    return sweep_rows("mail_sign_in_links", wanting.values_list("pk", flat=True), mail, at_most=BATCH).done


@transaction.atomic
def read_request(request_id: int) -> bool:
    """Only now is it seen whether somebody has the address."""
    asked = ResetRequest.objects.select_for_update(skip_locked=True).filter(pk=request_id).first()
    if asked is None:
        return False
    user = User.objects.filter(email=asked.email, is_active=True).first()
    if user is not None and user.may_use_password():
        user.want_link(SignInLink.RESET)
    asked.delete()
    return user is not None


@transaction.atomic
def mail(user_id: int) -> bool:
    user = User.objects.select_for_update(skip_locked=True).filter(pk=user_id).exclude(link_wanted="").first()
    if user is None:
        return False
    with translation.override(user.language):
        kind = user.link_wanted if user.may_use_password() else "invitation_single_sign_on"
        text = render_to_string(f"tickets/mail/{kind}.txt", facts_for(user, user.link_wanted))
    subject, _blank, body = text.lstrip().partition("\n")
    delivery = Delivery.objects.create(
        kind=user.link_wanted,
        recipient=user.email,
        language=user.language,
        subject=subject,
        body=body.strip() + "\n",
        secret=True,
    )
    user.link_wanted = ""
    user.save(update_fields=["link_wanted"])
    send_after_commit(delivery.pk)
    return True


def facts_for(user: User, why: str) -> dict[str, object]:
    token = TOKENS[SignInLink(why)].make_token(user)
    params = {"uidb64": urlsafe_base64_encode(force_bytes(user.pk)), "token": token}
    return {
        "person": user,
        "municipality": Municipality.current(),
        "link": settings.SITE_URL + reverse("choose_password", kwargs=params),
        "sign_in_address": settings.SITE_URL + reverse("admin:login"),
        "days": lasts(why).days,
    }
