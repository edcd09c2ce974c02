"""The public form: from what somebody writes to a case, with answers and questions on the way."""

from typing import Any, Final
from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from knowledgebase.models import Article, Deflection, PassedOver, SearchTally
from knowledgebase.readers import EVERYBODY, Reader, as_id
from knowledgebase.suggestions import suggest
from organisation.institutions import front_door
from organisation.models import Institution, Municipality
from organisation.pages.browser import describe
from organisation.security import limits
from tickets.attachments.uploads import MAX_FILES
from tickets.models import HeldFile, Ticket
from tickets.requester.forms import LONGEST_TEXT
from tickets.requester.help_now import HelpNow, help_for
from tickets.words import Actor, Channel
from triage.faults.models import FaultReport
from triage.flags import gate
from triage.intake import suspected
from triage.intake.elsewhere import Elsewhere, belongs_elsewhere
from triage.intake.forms import EnquiryForm
from triage.intake.sent_twice import act_of_sending, body_of, sent_lately
from triage.known_errors import matching
from triage.known_errors.models import KnownError
from triage.ready_answers.looked_up import LookedUp

ASKED_BEFORE = "answers_seen"
"""The form carries it once the answers that fit were shown, typed or on the page before sending."""
LOOKED_FOR: Final = "looked_for"
"""How many characters of the text were read for answers while it was written."""
NEARLY_ALL: Final = 0.8
LONGEST_QUERY: Final = 200
LONGEST_TOPIC: Final = 150
LONGEST_CODE: Final = 40
MOST_ANSWERS: Final = 4
MANY: Final = 10
"""So many times more enquiries than one network may send, from all of them in an hour, are a rush."""


@require_http_methods(["GET", "HEAD", "POST"])
def enquiry(request: HttpRequest) -> HttpResponse:
    """`/henvendelse/`: the empty form, the page of answers before sending, the errors, or the new case."""
    if not front_door.is_open():
        return not_open_yet(request)
    if request.method == "POST":
        return send(request)
    return show(request, EnquiryForm(initial=told_by_link(request)), unknown_place=names_unknown_place(request))


def told_by_link(request: HttpRequest) -> dict[str, str]:
    """What a link may fill in: `audience`, the school or daycare as `institution` or by its code as `sted`, and a topic
    as `emne`. What is none of them is left out."""
    place = place_named(request.GET.get("sted", ""))
    institution = str(place.pk) if place else request.GET.get("institution", "")
    topic = " ".join(without_control(request.GET.get("emne", "")).split())[:LONGEST_TOPIC]
    return {"audience": request.GET.get("audience", ""), "institution": institution, "subject": topic}


def without_control(text: str) -> str:
    return "".join(character if character.isprintable() else " " for character in text)


def place_named(code: str) -> Institution | None:
    """The school or daycare of the code, or its successor."""
    place = Institution.objects.filter(code=without_control(code)).first() if 0 < len(code) <= LONGEST_CODE else None
    return place.in_place_of() if place else None


def names_unknown_place(request: HttpRequest) -> bool:
    return bool(request.GET.get("sted")) and place_named(request.GET["sted"]) is None


def not_open_yet(request: HttpRequest) -> HttpResponse:
    """While nobody would read it: a sentence, and how else to reach the municipality. What was typed comes back."""
    written = request.POST.get("body", "")[:LONGEST_TEXT]
    return render(request, "triage/intake/not_open.html", {"written": written}, status=409 if written else 200)


@require_safe
def form_of(request: HttpRequest, code: str) -> HttpResponse:  # noqa: ARG001  Django's signature
    """`/h/<code>/`: short enough for paper; the form with the school or daycare chosen, or its successor."""
    place = Institution.objects.filter(code=code).first()
    query = f"?institution={place.in_place_of().pk}" if place else ""
    return redirect(f"{reverse('enquiry')}{query}")


def send(request: HttpRequest) -> HttpResponse:
    """What is sent too often is counted before anything is read of its files, and stores nothing."""
    tried = limits.count(request, "enquiry_tried")
    if is_too_many(tried):
        return ask_to_wait(request, tried)
    form = EnquiryForm(request.POST, request.FILES)
    is_valid = form.is_valid()
    leave_out_files(request, form)
    if not is_valid:
        return show(request, form, status=422, left_out=not hold_files(request, form))
    if asks_first(request, form):
        return show(request, form, before_sending=True, left_out=not hold_files(request, form))
    sent, of_all = limits.count(request, "enquiry"), limits.count_everybody("enquiry")
    if is_too_many(sent, of_all):
        return ask_to_wait(request, sent)
    if form.cleaned_data["website"] and not help_in_form(form):
        suspected.hold(form)
        return render(request, "triage/intake/enquiry_held.html")
    ticket, is_new = open_case(form, of_browser(request), came_in_rush=sent.is_over)
    if is_new:
        keep_what_was_looked_up(request, ticket)
    return receipt(request, ticket, is_new)


def keep_what_was_looked_up(request: HttpRequest, ticket: Ticket) -> None:
    """The answers that stood beside the form did not settle it: by numbers alone. What was searched and read before the
    form stays with the case, too."""
    if shown := shown_beside(request):
        PassedOver.note(shown)
    searched, article = searched_in(request), looked_at_in(request)
    if searched:
        SearchTally.note(searched, cases=1)
    LookedUp.note(ticket, searched=searched, article=article.pk if article else None)


def shown_beside(request: HttpRequest) -> list[Article]:
    """Answers that the page showed last, as it says itself; none that this sender could not have been shown."""
    keys = [key for value in request.POST.getlist("answer_shown")[:MOST_ANSWERS] if (key := as_id(value))]
    reader = Reader(institution_id=as_id(request.POST.get("institution", "")))
    return list(Article.objects.offered_to(reader).filter(pk__in=keys).only("pk")) if keys else []


def searched_in(request: HttpRequest) -> str:
    """What somebody searched for before they came to the form."""
    return without_control(request.POST.get("searched") or request.GET.get("efter", "")).strip()[:LONGEST_QUERY]


def looked_at_in(request: HttpRequest) -> Article | None:
    """The answer that somebody came from, if everybody may read it."""
    key = as_id(request.POST.get("looked_at") or request.GET.get("svar", ""))
    return Article.objects.offered_to(EVERYBODY).filter(pk=key).first() if key else None


def is_too_many(counted: limits.Count, of_all: int = 0) -> bool:
    """On a day when everybody writes, a network may send far more: what comes then waits its turn, and is not lost."""
    return counted.is_over and not (not counted.is_over_times(limits.RUSH) and is_rush(of_all))


def is_rush(of_all: int) -> bool:
    """Whether Aula is down as far as everybody can see, or so many write that it must be."""
    usual = Municipality.current().enquiries_per_hour
    return of_all > usual * MANY or KnownError.objects.public().current().exists()


def ask_to_wait(request: HttpRequest, counted: limits.Count) -> HttpResponse:
    """The form as it was typed, and when it may be sent. Its files are not read."""
    form = EnquiryForm(request.POST)
    form.is_valid()
    form.errors.clear()
    opens_at = counted.opens_at()
    form.add_error(None, _("There were too many enquiries from your network.") + " " + limits.sentence(opens_at))
    answer = show(request, form, status=429, left_out=bool(request.FILES))
    answer.headers["Retry-After"] = str(limits.seconds_until(opens_at))
    return answer


def show(
    request: HttpRequest,
    form: EnquiryForm,
    *,
    before_sending: bool = False,
    left_out: bool = False,
    unknown_place: bool = False,
    status: int = 200,
) -> HttpResponse:
    """The form as it stands; beside it the answers that fit what is written so far. `left_out`: files must be chosen
    again."""
    submission = str(form["submission"].value())
    context: dict[str, Any] = {
        "form": form,
        "answers": answers_for(form) if form.is_bound else [],
        "fitting_errors": errors_for(form.typed) if form.is_bound else [],
        "help": help_in_form(form) if form.is_bound else None,
        "elsewhere": elsewhere_of(form) if form.is_bound else None,
        "unknown_place": unknown_place,
        "held_files": HeldFile.objects.filter(submission=submission).only("key", "facts") if form.is_bound else [],
        "left_out": left_out,
        "before_sending": before_sending,
        "answers_seen": before_sending or request.POST.get(ASKED_BEFORE) == "1",
        "searched": searched_in(request),
        "looked_at": looked_at_in(request),
    }
    context["hits"] = not before_sending and has_hits(context)
    return render(request, "triage/intake/enquiry.html", context, status=status)


def has_hits(context: dict[str, Any]) -> bool:
    """Whether there is anything that may settle it, to show beside the form."""
    return any(context[kind] for kind in ("answers", "fitting_errors", "elsewhere"))


def show_again(request: HttpRequest) -> HttpResponse:
    """The form as it was typed, with fresh cookies, when its page was too old to be sent."""
    form = EnquiryForm(request.POST, request.FILES)
    form.is_valid()
    form.errors.clear()
    form.add_error(None, _("The page was open for too long. Your text is still here. Press “Send my enquiry” again."))
    return show(request, form, status=403)


def of_browser(request: HttpRequest) -> dict[str, str]:
    """What the request itself tells about browser and device, so that it need not be asked for."""
    browser = describe(request.headers.get("User-Agent", ""))
    return {"client": browser.client, "device": browser.device}


def answers_for(form: EnquiryForm) -> list[Article]:
    """By words, and by what the form's own suggestions have read already: nobody who sends waits for the engine."""
    audience, institution = str(form.data.get("audience", "")), str(form.data.get("institution", ""))
    return answers_to(form.typed, audience, institution, at_once=True)


def answers_to(written: str, audience: str, institution: str, *, at_once: bool = False) -> list[Article]:
    reader = Reader(institution_id=as_id(institution))
    return suggest(written, audience, get_language() or "da", limit=MOST_ANSWERS, reader=reader, at_once=at_once)


def help_in_form(form: EnquiryForm) -> HelpNow | None:
    """By the lexicon alone, while somebody writes."""
    audience = str(form.data.get("audience", ""))
    return help_for(gate.at_once(form.typed, audience), audience)


def asks_first(request: HttpRequest, form: EnquiryForm) -> bool:
    """Whether to show answers before the case is opened: once, only where there are some that were not seen while
    writing, and never to somebody who needs help now."""
    if request.POST.get(ASKED_BEFORE) == "1" or was_looked_for(request, form) or help_in_form(form):
        return False
    return bool(answers_for(form)) or bool(errors_for(form.typed)) or elsewhere_of(form) is not None


def was_looked_for(request: HttpRequest, form: EnquiryForm) -> bool:
    """Whether nearly all of the text was read for answers while it was written: then a page of answers that were not
    near enough to be shown would only stand in the way."""
    looked = as_id(request.POST.get(LOOKED_FOR, "")) or 0
    return looked >= NEARLY_ALL * len(form.typed.strip())


def elsewhere_of(form: EnquiryForm) -> Elsewhere | None:
    """Never beside help for what cannot wait: that must be written here, whatever else it is."""
    if help_in_form(form):
        return None
    return belongs_elsewhere(form.typed, str(form.data.get("institution", "")))


def errors_for(written: str) -> list[KnownError]:
    """Known errors that may be what somebody writes about; they need not write then."""
    return [error for error, _points in matching.fitting(written, limit=2)]


def hold_files(request: HttpRequest, form: EnquiryForm) -> bool:
    """Keeps the files of a form that comes back, as far as it is within bounds: few forms from one network, and few
    files in all. False when they must be chosen again."""
    files = form.cleaned_data.get("attachments") or []
    submission = str(form.cleaned_data.get("submission") or "")
    if not files:
        return True
    known = HeldFile.objects.filter(submission=submission).exists()
    if not submission or not HeldFile.has_room(submission, files):
        return False
    if not known and limits.count(request, "held_forms").is_over:
        return False
    HeldFile.hold(submission, files)
    return True


def leave_out_files(request: HttpRequest, form: EnquiryForm) -> None:
    """Those that somebody ticked among the files that we hold already."""
    keys = [key for value in request.POST.getlist("drop_file")[:MAX_FILES] if (key := as_key(value))]
    submission = str(form.cleaned_data.get("submission") or "")
    if keys and submission:
        HeldFile.objects.filter(submission=submission, key__in=keys).delete()


def as_key(value: str) -> UUID | None:
    try:
        return UUID(value)
    except ValueError:
        return None


@transaction.atomic
def open_case(form: EnquiryForm, browser: dict[str, str], *, came_in_rush: bool) -> tuple[Ticket, bool]:
    """(the case, whether it is new), with its fault report where it sounds like a fault: its page asks the rest. The
    same content sent twice makes one case; files that came with it the second time are kept there, too."""
    data = form.cleaned_data
    submission = str(data["submission"])
    act = sent_lately(data) or act_of_sending(data)
    held = HeldFile.received(submission)
    there = {file.upload.sha256 for file in held}
    files = held + [file for file in data["attachments"] if file.upload.sha256 not in there]
    ticket = Ticket.open(
        subject=data["subject"],
        body=body_of(data),
        files=files,
        submission=act,
        channel=Channel.WEB,
        audience=data["audience"],
        institution=data["institution"],
        requester_name=data["name"],
        requester_email=data["email"],
        requester_phone=data["phone"],
        language=get_language() or "da",
        came_in_rush=came_in_rush,
    )
    is_new = ticket.opening is not None
    if is_new and form.sounds_like_fault:
        known = {"full_name": FaultReport.of(ticket).full_name, **browser}
        FaultReport.record(ticket, known, by=Actor.REQUESTER, guessed=list(browser))
    if held:
        HeldFile.drop(submission)
    return ticket, is_new


def receipt(request: HttpRequest, ticket: Ticket, is_new: bool) -> HttpResponse:  # noqa: FBT001  of `open_case`
    message = _("Thank you. We have received your enquiry. Your case number is %(number)s.")
    if not is_new:
        message = _("We have your enquiry, and what you sent with it. Your case number is %(number)s.")
    messages.success(request, message % {"number": ticket.number})
    if ticket.came_in_rush and ticket.requester_email and not ticket.is_sensitive:
        messages.info(
            request, _("A great many people are writing to us right now, so our email to you will come a little later.")
        )
    first = ticket.opening or ticket.first_message()
    if first is not None and first.masked:
        messages.warning(
            request, _("We removed something that looked like a CPR number. Please do not send CPR numbers.")
        )
    return redirect(ticket)


@require_POST
def while_writing(request: HttpRequest) -> HttpResponse:
    """Fragments for the form: help for what cannot wait, and what may settle it: known errors, answers, another place.

    By POST, so that what people write stands in no address and no log.
    """
    written = f"{request.POST.get('subject', '')}\n{request.POST.get('body', '')}".strip()[:LONGEST_TEXT]
    audience, place = request.POST.get("audience", ""), request.POST.get("institution", "")
    help_now = help_for(gate.at_once(written, audience), audience)
    context = {
        "fitting_errors": errors_for(written),
        "answers": answers_to(written, audience, place) if written else [],
        "elsewhere": None if help_now else belongs_elsewhere(written, place),
        "help": help_now,
        "looked_for": len(written),
    }
    return render(request, "triage/intake/_while_writing.html", context)


@require_POST
def solved(request: HttpRequest) -> HttpResponse:
    """`/henvendelse/loest/`: an answer that was shown before sending was enough. Counted, thanked; nothing is sent."""
    Deflection.note(request.POST.getlist("answer"))
    messages.success(request, _("We are glad it helped. Nothing was sent."))
    return redirect("frontpage")
