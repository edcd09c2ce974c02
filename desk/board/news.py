"""Mails about the public board, a batch at a time: who asked for one is asked whether it was them, hears of the answer,
and is forgotten; the people of a board hear of its new questions.

Each row keeps what it has heard in the transaction that tells it, so that a task that is killed tells nobody twice.
"""

from typing import Final

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from knowledgebase.board.listening import ListenerQuerySet
from knowledgebase.models import BoardHelper, Listener, Question
from organisation.models import User
from organisation.sweeps.sweeping import sweep_rows
from tickets.news.caseless_mails import write_parts

BATCH: Final = 200


def tell_all() -> bool:
    """The next of each; True when there may be more."""
    swept = [
        sweep_rows("ask_listener", Listener.objects.to_ask().values_list("pk", flat=True), ask, at_most=BATCH),
        sweep_rows("tell_listener", told_now().values_list("pk", flat=True), tell_listener, at_most=BATCH),
        sweep_rows(
            "tell_helpers", Question.objects.filter(helpers_due=True).values_list("pk", flat=True), tell_helpers
        ),
    ]
    close_answered()
    return BATCH in {one.examined for one in swept}


def told_now() -> ListenerQuerySet:
    """Confirmed addresses of questions that are shown and answered."""
    answered = Question.objects.shown().answered().filter(answer_due=True)
    return Listener.objects.confirmed().filter(question__in=answered)


def close_answered() -> None:
    waiting = Listener.objects.confirmed().values("question")
    Question.objects.filter(answer_due=True).exclude(pk__in=waiting).update(answer_due=False)


def ask(listener_id: int) -> bool:
    """One mail with a button that says it was them. Nothing is said to who does not press it."""
    with transaction.atomic():
        listeners = Listener.objects.select_for_update(of=("self",)).to_ask().select_related("question")
        listener = listeners.filter(pk=listener_id).first()
        if listener is None:
            return False
        listener.asked = True
        listener.save(update_fields=["asked"])
        with translation.override(listener.language):
            title = {"title": listener.question.title}
            parts = [
                _("Hello"),
                _("Somebody, you we believe, asked for a mail when “%(title)s” has been answered.") % title,
                _("Press here if you want it:") + "\n" + address("question_confirm", listener.signed),
                _("Was it not you? Then do nothing, and we delete your address within a week. Or delete it now:")
                + "\n"
                + address("question_stop", listener.signed),
            ]
            subject = _("Do you want a mail about an answer?")
        write_parts(subject, parts, kind="board_confirm", to=(listener.email, listener.language), secret=True)
    return True


def tell_listener(listener_id: int) -> bool:
    """The one mail with the answer; the address is not kept any longer."""
    with transaction.atomic():
        listeners = told_now().select_for_update(of=("self",)).select_related("question")
        listener = listeners.filter(pk=listener_id).first()
        if listener is None:
            return False
        question, email, language = listener.question, listener.email, listener.language
        listener.delete()
        with translation.override(language):
            title = {"title": question.title}
            parts = [
                _("Hello"),
                _("“%(title)s” has been answered. Read the answer here:") % title
                + "\n"
                + settings.SITE_URL
                + question.get_absolute_url(),
                _("You asked us to let you know. We have now deleted your email address."),
            ]
            subject = _("There is an answer: %(title)s") % title
        write_parts(subject, parts, kind="board_answered", to=(email, language), secret=True)
    return True


def tell_helpers(question_id: int) -> bool:
    """Everybody who is attached to the board of a question that nobody has answered yet."""
    with transaction.atomic():
        questions = Question.objects.select_for_update(of=("self",)).select_related("institution")
        question = questions.filter(pk=question_id, helpers_due=True).first()
        if question is None:
            return False
        Question.objects.filter(pk=question.pk).update(helpers_due=False)
        if question.is_shown and not question.is_answered:
            people = User.objects.filter(boards__in=BoardHelper.objects.of(question)).distinct()
            for person in people.exclude(pk=question.cleared_by_id or 0).order_by("pk"):
                tell_helper(question, person)
    return True


def tell_helper(question: Question, person: User) -> None:
    with translation.override(person.language):
        title = {"title": question.title, "name": person.get_short_name()}
        place = f" ({question.institution})" if question.institution else ""
        parts = [
            _("Hello %(name)s") % title,
            _("There is a new question on the board:") + f"\n\n{question.title}{place}\n\n{question.text}".rstrip(),
            _("You are attached to the board. Answer it here:") + "\n" + address("admin:board_question", question.pk),
        ]
        subject = _("New question: %(title)s") % title
    write_parts(subject, parts, kind="board_asked", to=(person.email, person.language), secret=True)


def address(name: str, key: object) -> str:
    return settings.SITE_URL + reverse(name, args=[key])
