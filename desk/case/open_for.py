"""`/admin/tickets/ticket/open_for/`: typing in a case for somebody on the phone or at the counter."""

import hashlib
import uuid
from typing import Any, Final

from django import forms
from django.conf import settings
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from desk.case import inserts
from knowledgebase.readers import Reader, as_id
from knowledgebase.suggestions import suggest
from organisation.models import Institution, User
from organisation.people.staff import person
from organisation.roles import Verb
from tickets.models import Ticket
from tickets.requester.forms import LONGEST_TEXT
from tickets.requester.on_behalf import open_for
from tickets.words import Audience, Channel

SUBJECT: Final = 80
"""Characters of the text that serve as a subject where none was typed."""
MOST_CASES: Final = 4


class OpenForForm(forms.Form):
    """Who asks, from where, and what. Only what the case cannot do without is asked for."""

    requester_name = forms.CharField(
        label=gettext_lazy("Name"), max_length=120, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )
    audience = forms.ChoiceField(label=gettext_lazy("Who asks"), choices=Audience.choices, widget=forms.RadioSelect)
    institution = forms.ModelChoiceField(
        label=gettext_lazy("Institution"),
        queryset=Institution.objects.none(),
        empty_label=gettext_lazy("Choose"),
        widget=forms.Select(attrs={"data-combobox": ""}),
        error_messages={"invalid_choice": gettext_lazy("Choose one from the list.")},
    )
    requester_email = forms.EmailField(
        label=gettext_lazy("E-mail"), required=False, widget=forms.EmailInput(attrs={"autocomplete": "off"})
    )
    requester_phone = forms.CharField(
        label=gettext_lazy("Phone"),
        max_length=40,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "inputmode": "tel"}),
    )
    body = forms.CharField(
        label=gettext_lazy("What do they need help with?"),
        max_length=LONGEST_TEXT,
        help_text=gettext_lazy("In their own words. No CPR numbers, nothing about health."),
        widget=forms.Textarea(attrs={"rows": 6}),
    )
    subject = forms.CharField(
        label=pgettext_lazy("of a message", "Subject"),
        max_length=150,
        required=False,
        help_text=gettext_lazy("Empty means the first words of the text."),
    )
    language = forms.ChoiceField(label=gettext_lazy("Language"), choices=settings.LANGUAGES, initial="da")
    answer = forms.CharField(
        label=gettext_lazy("What you answered at once"),
        max_length=LONGEST_TEXT,
        required=False,
        help_text=gettext_lazy("Then the case is solved already, and they get the answer by mail too."),
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    submission = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)

    def __init__(self, *args: Any, by: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        own = institutions_of(by)
        self.fields["institution"].queryset = own  # type: ignore[attr-defined]
        if len(only := own[:2]) == 1:
            self.initial.setdefault("institution", only[0].pk)

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        reachable = cleaned.get("requester_email") or cleaned.get("requester_phone")
        if not reachable and not cleaned.get("answer") and "requester_email" not in self.errors:
            self.add_error(
                "requester_email", _("Write an e-mail or a phone number, so that the answer can reach them.")
            )
        if not cleaned.get("subject"):
            cleaned["subject"] = Truncator(" ".join(cleaned.get("body", "").split())).chars(SUBJECT)
        return cleaned


def institutions_of(user: User) -> Any:
    """Those that the person may open cases for."""
    places, institutions = user.institutions_for(Verb.OPEN_FOR), Institution.objects.active().by_name()
    return institutions if places is None else institutions.filter(pk__in=places)


@require_http_methods(["GET", "HEAD", "POST"])
def show(request: HttpRequest) -> HttpResponse:
    """The empty form; the form with answers and cases that fit; the errors; or the new case."""
    user = person(request)
    if not user.may(Verb.OPEN_FOR):
        raise PermissionDenied(_("Your role does not allow this."))
    if request.method != "POST":
        form = OpenForForm(by=user)
        form.fields["requester_name"].widget.attrs["autofocus"] = True
        return page(request, form)
    if "look" in request.POST or "insert" in request.POST:
        return page(request, as_typed(request, user))
    form = OpenForForm(request.POST, by=user)
    if not form.is_valid():
        return page(request, form, status=422)
    ticket = open_case(form, user)
    tell(request, ticket)
    if "another" in request.POST:
        return redirect("admin:open_for")
    return redirect("admin:tickets_ticket_change", ticket.pk)


def page(request: HttpRequest, form: OpenForForm, status: int = 200) -> HttpResponse:
    context = {
        **admin.site.each_context(request),
        "title": _("New enquiry for somebody"),
        "form": form,
        **hints(person(request), request.POST),
    }
    return render(request, "desk/case/open_for.html", context, status=status)


def as_typed(request: HttpRequest, user: User) -> OpenForForm:
    """The form with everything that was typed, and the ready text that was chosen; nothing is judged yet."""
    typed = {name: request.POST.get(name, "") for name in OpenForForm.base_fields}
    if key := request.POST.get("insert", ""):
        typed["answer"] = "\n\n".join(filter(None, [typed.get("answer", "").strip(), inserts.text_of_article(key)]))
    form = OpenForForm(initial=typed, by=user)
    form.fields["answer" if key else "body"].widget.attrs["autofocus"] = True
    return form


def open_case(form: OpenForForm, user: User) -> Ticket:
    cleaned = dict(form.cleaned_data)
    sent = [str(cleaned.pop("submission")), *(str(cleaned[name]) for name in ("requester_name", "institution", "body"))]
    key = hashlib.sha256("\x1f".join(sent).encode()).hexdigest()
    return open_for(by=user, channel=Channel.ON_BEHALF, submission=key, **cleaned)


def tell(request: HttpRequest, ticket: Ticket) -> None:
    values = {"number": ticket.number, "name": ticket.requester_name}
    if ticket.is_done:
        messages.success(request, _("%(number)s for %(name)s is noted and solved.") % values)
    else:
        messages.success(request, _("%(number)s for %(name)s has been opened. Give them the number.") % values)
    first = ticket.first_message()
    if first is not None and first.masked:
        messages.warning(request, _("We removed something that looked like a CPR number."))


@require_POST
def look(request: HttpRequest) -> HttpResponse:
    """A fragment for the form: shared answers and cases that may be the same. By POST, so that no log holds a name."""
    user = person(request)
    if not user.may(Verb.OPEN_FOR):
        raise PermissionDenied(_("Your role does not allow this."))
    response = render(request, "desk/case/_open_for_hints.html", hints(user, request.POST))
    response.headers["Cache-Control"] = "no-store"
    return response


def hints(user: User, typed: Any) -> dict[str, Any]:
    """What may settle the matter before it is a case: shared answers, and open cases of the same person."""
    text = "\n".join(str(typed.get(name, "")) for name in ("subject", "body")).replace("\0", "").strip()[:4000]
    audience = str(typed.get("audience", ""))
    language = "en" if typed.get("language") == "en" else "da"
    reader = Reader(institution_id=as_id(str(typed.get("institution", ""))))
    audience = audience if audience in Audience.values else ""
    answers = suggest(text, audience, language, limit=4, reader=reader) if text else []
    return {"answers": answers, "same_person": cases_of(user, typed)}


def cases_of(user: User, typed: Any) -> list[Ticket]:
    """Open cases, as far as the person may see them, of whoever has the address or the phone number."""
    email = str(typed.get("requester_email", "")).replace("\0", "").strip()[:254]
    if "@" not in email:
        return []
    seen = Ticket.objects.visible_to(user).open().unmerged().of_requester(email)
    return list(seen.for_list().order_by("-id")[:MOST_CASES])
