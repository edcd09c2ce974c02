"""Mails people their way to choose a password: an invitation, or because they forgot it."""

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode

from organisation.models import ResetRequest, SignInLink, User
from organisation.sign_in.links import TOKENS, lasts
from organisation.sweeps.sweeping import sweep_rows
from tickets.news.caseless_mails import write_from

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
    why, address = user.link_wanted, (user.email, user.language)
    template = why if user.may_use_password() else "invitation_single_sign_on"
    write_from(f"tickets/mail/{template}.txt", facts_for(user, why), kind=why, secret=True, to=address)
    user.link_wanted = ""
    user.save(update_fields=["link_wanted"])
    return True


def facts_for(user: User, why: str) -> dict[str, object]:
    token = TOKENS[SignInLink(why)].make_token(user)
    params = {"uidb64": urlsafe_base64_encode(force_bytes(user.pk)), "token": token}
    return {
        "person": user,
        "link": settings.SITE_URL + reverse("choose_password", kwargs=params),
        "sign_in_address": settings.SITE_URL + reverse("admin:login"),
        "days": lasts(why).days,
    }
