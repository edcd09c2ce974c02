"""What the buttons of the project lead's board do, on the pages and over the API: each one call of a model's verb."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from django import forms
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from desk.answers.pieces import ConfirmedField
from desk.case.telling import unless_by_mail
from organisation.models import User
from tickets.models import Ticket
from triage.wishes.joining import uncollected
from triage.wishes.models import Bundle, ChangeRequest
from triage.wishes.models.request_list import DECIDED, RequestStatus

FormData = dict[str, Any]
LONG: Final = 4_000


class BoardForm(forms.Form):
    """A form of the board. Choices depend on the person, who sees what they may choose from."""

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        self.prepare()

    def prepare(self) -> None:
        """Fills choices."""

    def offer(self, name: str, rows: Any) -> None:
        if name in self.fields:
            self.fields[name].queryset = rows  # type: ignore[attr-defined]


def area(rows: int) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows})


class SeenForm(BoardForm):
    """Holds the picture of the request on which it was written (`ChangeRequest.picture`)."""

    seen = forms.CharField(max_length=16, required=False, widget=forms.HiddenInput)


class DescribeForm(SeenForm):
    title = forms.CharField(label=gettext_lazy("Title"), max_length=200)
    summary = forms.CharField(
        label=gettext_lazy("What should Aula do?"),
        max_length=LONG,
        widget=area(4),
        help_text=gettext_lazy("In your own words, without names."),
    )
    benefit = forms.CharField(
        label=gettext_lazy("Who gains what by it?"), max_length=LONG, widget=area(3), required=False
    )
    quotes = forms.CharField(
        label=gettext_lazy("Quotes"),
        max_length=20_000,
        widget=area(7),
        required=False,
        help_text=gettext_lazy("Leave an empty line between two. Nobody may be recognised by them: KOMBIT reads them."),
    )
    confirmed = ConfirmedField()


class OtherForm(BoardForm):
    other = forms.ModelChoiceField(queryset=ChangeRequest.objects.none())

    def prepare(self) -> None:
        self.offer("other", ChangeRequest.objects.all())


class CaseForm(BoardForm):
    """A case that stands in a request, or will."""

    case = forms.ModelChoiceField(queryset=Ticket.objects.none())

    def prepare(self) -> None:
        self.offer("case", Ticket.objects.visible_to(self.user).select_related("institution"))


class DecideForm(SeenForm):
    status = forms.ChoiceField(
        label=gettext_lazy("What has KOMBIT decided?"),
        choices=[("", gettext_lazy("Choose")), *((each, RequestStatus(each).label) for each in sorted(DECIDED))],
    )
    answer = forms.CharField(
        label=gettext_lazy("What everybody who asked is told"),
        max_length=LONG,
        widget=area(4),
        help_text=gettext_lazy("In plain words. Begin with what happens, and when."),
    )
    answer_en = forms.CharField(
        label=gettext_lazy("The same in English"),
        max_length=LONG,
        widget=area(3),
        required=False,
        help_text=gettext_lazy("For those who read English; otherwise they get the Danish words."),
    )
    external_number = forms.CharField(label=gettext_lazy("KOMBIT's number"), max_length=60, required=False)
    again = forms.BooleanField(
        label=gettext_lazy("Tell those who asked once more"),
        required=False,
        help_text=gettext_lazy("Where only the words are put right. Another decision is told anyway."),
    )


class CollectAllForm(BoardForm):
    cases = forms.ModelMultipleChoiceField(queryset=Ticket.objects.none())
    into = forms.ModelChoiceField(queryset=ChangeRequest.objects.none(), required=False)

    def prepare(self) -> None:
        self.offer("cases", uncollected(self.user).select_related("institution").order_by("id"))
        self.offer("into", ChangeRequest.objects.open_for_wishes())


class JoinAllForm(BoardForm):
    """Requests, and cases where some are ticked too, that become one: the request `into`."""

    into = forms.ModelChoiceField(queryset=ChangeRequest.objects.none())
    requests = forms.ModelMultipleChoiceField(queryset=ChangeRequest.objects.none(), required=False)
    cases = forms.ModelMultipleChoiceField(queryset=Ticket.objects.none(), required=False)

    def prepare(self) -> None:
        self.offer("into", ChangeRequest.objects.open_for_wishes())
        self.offer("requests", ChangeRequest.objects.waiting())
        self.offer("cases", uncollected(self.user).select_related("institution").order_by("id"))


class ChooseForm(BoardForm):
    title = forms.CharField(label=gettext_lazy("Title of the bundle"), max_length=150)
    requests = forms.ModelMultipleChoiceField(queryset=ChangeRequest.objects.none())

    def prepare(self) -> None:
        self.offer("requests", ChangeRequest.objects.waiting())


def describe(request: ChangeRequest, user: User, data: FormData) -> str:
    was_public = request.is_public
    request.describe(by=user, **data)
    if was_public and not request.is_public:
        return _("Saved, and taken off the public list: look at what may point to a person, then put it back.")
    if request.unconfirmed():
        return _("Saved. Look at what may point to a person, and tick it.")
    return _("Saved.")


def quote(request: ChangeRequest, user: User, data: FormData) -> str:
    request.quote(data["case"], by=user)
    return _("Quoted. Read it once more: nobody may be recognised by it.")


def join(request: ChangeRequest, user: User, data: FormData) -> str:
    request.join([data["other"]], by=user)
    return _("“%(title)s” is joined to this one. You can split them again below.") % {"title": data["other"]}


def split(request: ChangeRequest, user: User, _data: FormData) -> str:
    request.split(by=user)
    return _("“%(title)s” stands alone again.") % {"title": request}


def keep_apart(request: ChangeRequest, user: User, data: FormData) -> str:
    request.keep_apart(data["other"], by=user)
    return _("Noted. They will not be suggested together again.")


def add(request: ChangeRequest, user: User, data: FormData) -> str:
    ChangeRequest.collect(data["case"], by=user, into=request)
    by_mail = _("The wish is added, and the requester has been told.")
    return unless_by_mail(data["case"], by_mail, _("The wish is added."))


def take_apart(request: ChangeRequest, user: User, data: FormData) -> str:
    own = request.take_apart(data["case"], by=user)
    return _("The wish is a request of its own now: “%(title)s”.") % {"title": own}


def release(request: ChangeRequest, user: User, data: FormData) -> str:
    request.release(data["case"], by=user)
    return _("The case is ours again. Answer it, or choose another route.")


def publish(request: ChangeRequest, user: User, _data: FormData) -> str:
    request.publish(by=user)
    return _("On the public list now.")


def withdraw(request: ChangeRequest, user: User, _data: FormData) -> str:
    request.withdraw(by=user)
    return _("Taken off the public list. Its votes are kept, should you put it back.")


def decide(request: ChangeRequest, user: User, data: FormData) -> str:
    before = request.status
    request.decide(data.pop("status"), by=user, **data)
    if request.status == before and not data.get("again"):
        return _("Put right. Nobody is told of it again.")
    return _("Noted. Everybody who asked is being told.")


def collect_all(user: User, data: FormData) -> tuple[ChangeRequest | None, str]:
    change_request = ChangeRequest.collect_all(list(data["cases"]), by=user, into=data["into"])
    count = len(data["cases"])
    sentence = ngettext("%(count)d wish collected as “%(title)s”.", "%(count)d wishes collected as “%(title)s”.", count)
    return change_request, sentence % {"count": count, "title": change_request}


def join_all(user: User, data: FormData) -> tuple[ChangeRequest | None, str]:
    into = data["into"]
    into.take_in(list(data["requests"]), list(data["cases"]), by=user)
    return into, _("Joined as “%(title)s”.") % {"title": into}


def choose(user: User, data: FormData) -> tuple[Bundle, str]:
    bundle = Bundle.choose(list(data["requests"]), by=user, title=data["title"])
    return bundle, _("The files are being made. Nothing is sent before you say so.")


def again(bundle: Bundle, user: User, _data: FormData) -> str:
    bundle.again(by=user)
    return _("The files are being made anew.")


def send(bundle: Bundle, user: User, _data: FormData) -> str:
    bundle.send(by=user)
    return _("Handed to the mail. This page shows when it has left.")


def resend(bundle: Bundle, user: User, _data: FormData) -> str:
    bundle.resend(by=user)
    return _("It is tried again now.")


def discard(bundle: Bundle, user: User, _data: FormData) -> str:
    bundle.discard(by=user)
    return _("The bundle is gone. Its requests wait again.")


Form = type[BoardForm]


@dataclass(frozen=True)
class Button:
    """A verb of the board: its form, and what it does. The text tells the person what happened."""

    form: Form
    act: Callable[[Any, User, FormData], str]

    def press(self, row: Any, user: User, data: FormData) -> str:
        """In one transaction: a button that is refused halfway has done nothing."""
        with transaction.atomic():
            return self.act(row, user, data)


@dataclass(frozen=True)
class BoardButton:
    """A verb about many; also returns what came of it."""

    form: Form
    act: Callable[[User, FormData], tuple[Any, str]]

    def press(self, user: User, data: FormData) -> tuple[Any, str]:
        """As `Button.press`."""
        with transaction.atomic():
            return self.act(user, data)


REQUEST_BUTTONS: Final[dict[str, Button]] = {
    "describe": Button(DescribeForm, describe),
    "quote": Button(CaseForm, quote),
    "join": Button(OtherForm, join),
    "split": Button(BoardForm, split),
    "keep_apart": Button(OtherForm, keep_apart),
    "add": Button(CaseForm, add),
    "take_apart": Button(CaseForm, take_apart),
    "release": Button(CaseForm, release),
    "publish": Button(BoardForm, publish),
    "withdraw": Button(BoardForm, withdraw),
    "decide": Button(DecideForm, decide),
}
BUNDLE_BUTTONS: Final[dict[str, Button]] = {
    "again": Button(BoardForm, again),
    "send": Button(BoardForm, send),
    "resend": Button(BoardForm, resend),
    "discard": Button(BoardForm, discard),
}
BOARD_BUTTONS: Final[dict[str, BoardButton]] = {
    "collect_all": BoardButton(CollectAllForm, collect_all),
    "join_all": BoardButton(JoinAllForm, join_all),
    "choose": BoardButton(ChooseForm, choose),
}
