"""Steps about mail: whether it leaves, whether it comes in, and what it says."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from desk.queue.filters import an_id
from desk.setup.guide import forms, looks, trying
from desk.setup.guide.frame import bound, done, page
from organisation.models import User
from tickets.models import Mailbox


def sending(request: HttpRequest, user: User) -> HttpResponse:
    form = bound(request, "test", forms.TestMailForm, initial={"to": user.email})
    trouble = ""
    if form.is_bound and form.is_valid():
        trouble = trying.send_test_mail(form.cleaned_data["to"], by=user)
        if not trouble:
            sentence = _("A test mail was sent to %(email)s. Look whether it arrived.")
            return done(request, "sending", sentence % {"email": form.cleaned_data["to"]}, stay=True)
    context = {"form": form, "trouble": trouble, "by_server": looks.is_sent_by_server(), **forms.mail_facts()}
    return page(request, "sending", context, status=409 if trouble else 200)


def receiving(request: HttpRequest, user: User) -> HttpResponse:
    form = bound(request, "save", forms.MailboxForm)
    if form.is_bound and form.is_valid():
        box = form.save()
        tell_trial(request, box, trying.try_mailbox(box, by=user))
        return done(request, "receiving", _("The mailbox was saved."), stay=True)
    if request.POST.get("act") == "try":
        box = Mailbox.objects.filter(pk=an_id(request.POST.get("mailbox", "")) or 0).first()
        if box is not None:
            tell_trial(request, box, trying.try_mailbox(box, by=user))
        return redirect(request.path)
    context = {"form": form, "boxes": Mailbox.objects.select_related("institution").order_by("id")}
    return page(request, "receiving", context)


def tell_trial(request: HttpRequest, box: Mailbox, trouble: str) -> None:
    if trouble:
        messages.error(request, f"{box.address}: {trouble}")
    elif box.is_fetched:
        messages.success(request, _("%(address)s: signed in, and the folder opened.") % {"address": box.address})
    else:
        messages.info(
            request, _("%(address)s: your mail server hands its mail over itself.") % {"address": box.address}
        )


def texts(request: HttpRequest, _user: User) -> HttpResponse:
    return page(request, "texts", {"mails": trying.samples()})
