"""All questions in their parts, asked just now; and the count of each day until the start."""

from datetime import timedelta
from typing import Final

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from desk.readiness import answers
from desk.readiness.models import Confirmation, ReadinessDay
from desk.readiness.questions import AskedQuestion, Level, QuestionGroup, Readiness, ReadinessQuestion, ticked
from organisation.models import Municipality

HALF_A_YEAR, A_QUARTER = timedelta(days=182), timedelta(days=91)

PARTS: Final = (
    (
        _("Is the organisation robust, and can it grow?"),
        (
            ReadinessQuestion(
                "first_level", _("Is there somebody in front at every institution?"), answers.first_level
            ),
            ReadinessQuestion("deputies", _("Does the help go on when somebody is ill?"), answers.deputies),
            ReadinessQuestion("pilots", _("Does every institution have a pilot?"), answers.pilots),
            ReadinessQuestion("entitled", _("Are at least two support-entitled?"), answers.entitled),
            ReadinessQuestion("access", _("Has everybody got in?"), answers.access),
            ReadinessQuestion(
                "aula_module",
                _("Can the support-entitled open the fault module in Aula?"),
                todo=_("Ask each of them to open it, and see the status of your reports."),
            ),
            ReadinessQuestion("lead", _("Is there a project lead for wishes and project questions?"), answers.lead),
            ReadinessQuestion("overloaded", _("Is nobody overloaded?"), answers.overloaded),
            ReadinessQuestion("bottleneck", _("Does nothing pile up?"), answers.bottleneck),
            ReadinessQuestion("queues", _("Can what comes be done in the time there is?"), answers.queues),
            ReadinessQuestion(
                "scale",
                _("Have you talked through the day when all schools write at once?"),
                todo=_("Take the pilots' experience, and ask who helps whom when there are ten times as many."),
                page=("capacity", _("Play it through")),
            ),
        ),
    ),
    (
        _("Does everybody know where to write?"),
        (
            ReadinessQuestion(
                "parents",
                _("Have the parents been told?"),
                todo=_("Tell them first: they are hard to reach."),
                page=("prints", _("Get a text and sheets")),
            ),
            ReadinessQuestion(
                "pupils",
                _("Have the pupils been told?"),
                todo=_("Let the teachers show the page in class."),
                page=("prints", _("Get a text and sheets")),
            ),
            ReadinessQuestion(
                "staff",
                _("Have the staff been told?"),
                todo=_("Use the staff meeting and a notice in Aula."),
                page=("prints", _("Get a text and sheets")),
            ),
            ReadinessQuestion(
                "leaders",
                _("Have the leaders of schools and daycares been told?"),
                todo=_("Tell them who helps at their place, and what they are to do themselves."),
                page=("prints", _("Get a text and sheets")),
            ),
            ReadinessQuestion("form", _("Can people write to you?"), answers.written_to),
            ReadinessQuestion("contact_pages", _("Does every institution have a contact page?"), answers.contact_pages),
            ReadinessQuestion(
                "postcards",
                _("Have postcards or posters been handed out?"),
                todo=_("Print the address of the help page, and hand it to all staff."),
                page=("prints", _("Print them")),
            ),
            ReadinessQuestion("mail_out", _("Does mail leave the house?"), answers.mail_out),
            ReadinessQuestion("mail_in", _("Is mail that comes in fetched?"), answers.mail_in),
            ReadinessQuestion("mail_answered", _("Is mail that comes in answered?"), answers.mail_answered),
            ReadinessQuestion("first_answer", _("Has an enquiry been answered all the way?"), answers.first_answer),
        ),
    ),
    (
        _("Is quality in place before a fault is reported?"),
        (
            ReadinessQuestion("fault_process", _("Is a fault checked first?"), answers.fault_process),
            ReadinessQuestion("details", _("Do reports hold enough details the first time?"), answers.enough_details),
            ReadinessQuestion(
                "usage", _("Are there two tracks: faults, and questions about use?"), answers.usage_track
            ),
            ReadinessQuestion("ways_out", _("Can every kind of case be passed on to somebody?"), answers.ways_out),
            ReadinessQuestion(
                "rules_read",
                _("Have you read the case type rules?"),
                todo=_("Read who takes what, and change what is otherwise with you."),
                lasts=HALF_A_YEAR,
                page=("triage_routingrule_changelist", _("Read the rules")),
            ),
        ),
    ),
    (
        _("Is knowledge shared?"),
        (
            ReadinessQuestion("answers", _("Are there shared answers to find?"), answers.shared_answers),
            ReadinessQuestion("answers_fresh", _("Have the answers been read lately?"), answers.reviewed_answers),
            ReadinessQuestion(
                "people_checked",
                _("Have the people and their roles been checked lately?"),
                todo=_("Go through the list: who has left, who has a new school?"),
                lasts=HALF_A_YEAR,
                page=("organisation_user_changelist", _("See the list")),
            ),
            ReadinessQuestion(
                "network",
                _("Do the superusers meet and share what they know?"),
                todo=_("Set a first day on which they meet, and who calls them in."),
                lasts=HALF_A_YEAR,
                page=("meetings", _("Set a day")),
            ),
        ),
    ),
    (
        _("Are the law and security in order?"),
        (
            ReadinessQuestion("papers", _("Are the pages on privacy and accessibility complete?"), answers.papers),
            ReadinessQuestion("sensitive", _("Is somebody named for what cannot wait?"), answers.sensitive),
            ReadinessQuestion("duty_line", _("Do writers see your duty line?"), answers.duty_line),
            ReadinessQuestion(
                "help_lines",
                _("Have the help lines been confirmed?"),
                todo=_("Call each number, or look it up, and put right what has changed."),
                page=("tickets_helpline_changelist", _("See the help lines")),
            ),
            ReadinessQuestion(
                "second_factor",
                _("Is it decided how people sign in safely?"),
                todo=_("Decide with your IT department: single sign-on, or a second step."),
            ),
            ReadinessQuestion(
                "second_step",
                _("Is a password alone too little for those who see much?"),
                answers.second_step,
            ),
            ReadinessQuestion("emergency", _("Can you get in when single sign-on is down?"), answers.emergency),
            ReadinessQuestion("certificates", _("Do the certificates of single sign-on last?"), answers.certificates),
            ReadinessQuestion(
                "restored",
                _("Has a backup been put back as a trial?"),
                todo=_("Take a backup, put it back on another machine, and sign in there."),
                lasts=A_QUARTER,
            ),
            ReadinessQuestion("launch", _("Is the day of the start set?"), answers.launch),
        ),
    ),
)

TICKED: Final = {each.name: each for _title, questions in PARTS for each in questions if each.is_ticked}


def ask() -> Readiness:
    """Every question, as it stands just now."""
    confirmations = Confirmation.by_question()
    return Readiness(
        tuple(
            QuestionGroup(title, tuple(asked(each, confirmations.get(each.name)) for each in questions))
            for title, questions in PARTS
        )
    )


def asked(question: ReadinessQuestion, confirmation: Confirmation | None) -> AskedQuestion:
    answer = question.compute() if question.compute else ticked(question, confirmation)
    return AskedQuestion(question, answer, confirmation if question.is_ticked else None)


def note_day() -> None:
    """Keeps how it stands today; once the start is over, the history is complete."""
    today, launches_on = timezone.localdate(), Municipality.current().launches_on
    if launches_on is not None and today > launches_on:
        return
    readiness = ask()
    counts = {level.value: readiness.count(level) for level in Level}
    ReadinessDay.objects.update_or_create(day=today, defaults=counts)
