"""How each step stands, computed from the rows at every look: nothing is ticked that can be seen."""

from django.conf import settings
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from desk.readiness.models import Confirmation
from desk.setup.guide.steps import Look, Seen, SetupProgress, SetupStep, StepState
from knowledgebase.models import Article
from organisation.models import ClosingDay, Institution, Membership, Municipality, OpeningWindow, Party, User
from organisation.papers.missing import missing
from organisation.roles import Role
from tickets.models import Delivery, Event, Mailbox, MailText, Ticket
from tickets.words import SENSITIVE, Tier
from tickets.work.staffing import ROLES_OF_TIER
from triage.flags.models import NamedPerson
from triage.ready_answers.models import AnswerTemplate, Macro

TEST_MAIL, TEST_MAILBOX = "test_mail", "test_mailbox"
"""What a trial that went well is remembered as."""
FIRST_LEVEL = ROLES_OF_TIER[Tier.FIRST_LEVEL]


def municipality() -> Look:
    row = Municipality.objects.filter(id=1).first()
    if row is None or row.name == "Aula":
        return Look(StepState.MISSING, _("The site does not know your municipality's name yet."), _("Write it"))
    if not (row.phone and row.contact_email):
        return Look(StepState.MISSING, _("The public cannot see how to reach you."), _("Add phone and email"))
    return Look(StepState.DONE, f"{row.name} · {row.phone} · {row.contact_email}", _("Change"))


def appearance() -> Look:
    row = Municipality.current()
    default = Municipality._meta.get_field("primary_colour").default
    if row.logo_digest:
        return Look(StepState.DONE, _("Your own logo is shown on every page."), _("Change"))
    if row.primary_colour != default:
        return Look(StepState.DONE, _("Your own colour is used, and our mark."), _("Add your logo"))
    return Look(
        StepState.DEFAULT, _("The site has a calm blue-green colour and our mark."), _("Choose your colour and logo")
    )


def sending() -> Look:
    if not is_sent_by_server():
        sentence = _("Mail is put into a folder on this machine and reaches nobody.")
        return Look(StepState.MISSING, sentence, _("See what to set"))
    if sent := Delivery.objects.filter(status=Delivery.Status.SENT).exclude(sent_at=None).order_by("-id").first():
        assert sent.sent_at is not None
        sentence = _("Mail leaves the house, last on %(day)s.") % {"day": date_format(sent.sent_at, "DATE_FORMAT")}
        return Look(StepState.DONE, sentence, _("Send a test mail"))
    if tested := Confirmation.by_question().get(TEST_MAIL):
        day = date_format(tested.confirmed_on, "DATE_FORMAT")
        return Look(StepState.DONE, _("A test mail was sent on %(day)s.") % {"day": day}, _("Send another"))
    return Look(StepState.MISSING, _("Nobody has tried whether mail leaves the house."), _("Send a test mail"))


def is_sent_by_server() -> bool:
    return settings.EMAIL_BACKEND == "tickets.outbound.mail_server.MailServer"


def receiving() -> Look:
    boxes = list(Mailbox.objects.active().order_by("id"))
    if not boxes:
        sentence = _("People write on the page, and answer there. Replies by mail are not taken in.")
        return Look(StepState.DEFAULT, sentence, _("Connect a mailbox"))
    if failing := next((box for box in boxes if box.failing_since), None):
        return Look(StepState.MISSING, f"{failing.address}: {failing.trouble}", _("Correct this"))
    works = any(box.fetched_at or not box.is_fetched for box in boxes)
    if not works and TEST_MAILBOX not in Confirmation.by_question():
        return Look(StepState.MISSING, _("The mailbox has not been tried yet."), _("Try the connection"))
    return Look(StepState.DONE, ", ".join(box.address for box in boxes), _("See the mailbox"))


def hours() -> Look:
    ahead = ClosingDay.objects.of_all().count()
    if not OpeningWindow.objects.of_all().exists():
        sentence = _("Monday to Friday 8 to 15. Public holidays are known.")
        return Look(StepState.DEFAULT, sentence, _("Write your own opening hours"))
    sentence = ngettext(
        "Your own opening hours, and %(count)d closing day beside the public holidays.",
        "Your own opening hours, and %(count)d closing days beside the public holidays.",
        ahead,
    )
    return Look(StepState.DONE, sentence % {"count": ahead}, _("Change"))


def institutions() -> Look:
    count = Institution.objects.active().count()
    if not count:
        sentence = _("There is no school or daycare to write about, so nobody can write to you yet.")
        return Look(StepState.MISSING, sentence, _("Add your institutions"))
    sentence = ngettext("%(count)d school or daycare.", "%(count)d schools and daycares.", count)
    return Look(StepState.DONE, sentence % {"count": count}, _("Add or change"))


def without(roles: tuple[str, ...]) -> list[Institution]:
    """Active institutions where nobody holds one of the roles, there or in the whole municipality."""
    memberships = Membership.objects.filter(role__in=roles, user__is_active=True)
    if memberships.filter(institution=None).exists():
        return []
    return list(Institution.objects.active().exclude(pk__in=memberships.values("institution")).by_name())


def people() -> Look:
    if not Institution.objects.active().exists():
        return Look(StepState.MISSING, _("Begin with the institutions; then say who helps where."), _("See how"))
    if left := without(FIRST_LEVEL):
        sentence = ngettext(
            "%(name)s has nobody at first level.", "%(name)s and %(others)d more have nobody at first level.", len(left)
        )
        return Look(
            StepState.MISSING, sentence % {"name": left[0].name, "others": len(left) - 1}, _("Say who helps there")
        )
    if left := without((Role.PILOT,)):
        sentence = ngettext("%(name)s has no pilot.", "%(name)s and %(others)d more have no pilot.", len(left))
        return Look(StepState.DEFAULT, sentence % {"name": left[0].name, "others": len(left) - 1}, _("Find a pilot"))
    return Look(StepState.DONE, _("Every institution has first level and a pilot."), _("Add or change"))


def central() -> Look:
    entitled = User.objects.with_role(Role.SUPPORT_ENTITLED).count()
    leads = User.objects.with_role(Role.PROJECT_LEAD).count()
    if not entitled:
        sentence = _("Nobody is support-entitled, so no fault can be reported to Netcompany.")
        return Look(StepState.MISSING, sentence, _("Add the first"))
    if not leads:
        return Look(StepState.MISSING, _("There is no project lead to collect wishes for KOMBIT."), _("Add one"))
    if entitled == 1:
        sentence = _("One is support-entitled. With two, an illness stops nothing.")
        return Look(StepState.DEFAULT, sentence, _("Add another"))
    sentence = _("%(entitled)d are support-entitled, and %(leads)d project lead.")
    return Look(StepState.DONE, sentence % {"entitled": entitled, "leads": leads}, _("Add or change"))


def parties() -> Look:
    kinds = set(Party.objects.values_list("kind", flat=True))
    wanted = (Party.Kind.NETCOMPANY, Party.Kind.KOMBIT, Party.Kind.STIL, Party.Kind.LOCAL_IT)
    if lacking := [str(kind.label) for kind in wanted if kind not in kinds]:
        return Look(
            StepState.MISSING, _("Missing: %(names)s.") % {"names": ", ".join(lacking)}, _("Take them from the list")
        )
    schools = Institution.objects.active().filter(kind=Institution.Kind.SCHOOL, schedule_vendor=None).count()
    if schools:
        sentence = ngettext(
            "%(count)d school has no schedule vendor.", "%(count)d schools have no schedule vendor.", schools
        )
        return Look(StepState.DEFAULT, sentence % {"count": schools}, _("Say who uses what"))
    return Look(StepState.DONE, _("Everybody whom a case can go to is known."), _("Add or change"))


def sensitive() -> Look:
    named = set(NamedPerson.objects.filter(user__is_active=True).values_list("kind", flat=True))
    if set(SENSITIVE) <= named:
        return Look(StepState.DONE, _("Somebody is named for every kind of sensitive matter."), _("Change"))
    if User.objects.with_role(Role.SUPPORT_ENTITLED).exists():
        sentence = _("The support-entitled are told where nobody is named.")
        return Look(StepState.DEFAULT, sentence, _("Name people"))
    return Look(StepState.DEFAULT, _("The municipal administrators are told where nobody is named."), _("Name people"))


def starting() -> Look:
    answers = Article.objects.published().count()
    ready = AnswerTemplate.objects.count() + Macro.objects.count()
    if not answers:
        return Look(
            StepState.MISSING, _("There are no shared answers, so nobody finds one."), _("Take the starter set")
        )
    sentence = ngettext("%(count)d shared answer.", "%(count)d shared answers.", answers) % {"count": answers}
    if not ready:
        return Look(StepState.DEFAULT, sentence, _("Add reply templates and macros"))
    return Look(StepState.DONE, sentence, _("Read them"))


def texts() -> Look:
    own = MailText.objects.count()
    if not own:
        return Look(StepState.DEFAULT, _("The usual texts are sent in your municipality's name."), _("Read them"))
    sentence = ngettext("%(count)d mail has your own words.", "%(count)d mails have your own words.", own)
    return Look(StepState.DONE, sentence % {"count": own}, _("Read them"))


def privacy() -> Look:
    lacking = missing(Municipality.current())
    if lacking:
        sentence = ngettext(
            "%(count)d fact is missing on the pages on privacy and accessibility.",
            "%(count)d facts are missing on the pages on privacy and accessibility.",
            len(lacking),
        )
        return Look(StepState.MISSING, sentence % {"count": len(lacking)}, _("Fill them in"))
    return Look(StepState.DONE, _("The pages on privacy and accessibility are complete."), _("Change"))


def trial() -> Look:
    if is_answered():
        return Look(StepState.DONE, _("The first enquiry has been answered."), _("See the cases"))
    if Ticket.objects.exists():
        return Look(StepState.MISSING, _("The first enquiry is waiting for an answer."), _("Answer it"))
    return Look(StepState.MISSING, _("Nobody has written yet."), _("Send the first one yourself"))


def is_answered() -> bool:
    """Whether any enquiry has come to an answer."""
    return Event.objects.filter(kind__in=["answered", "resolved"]).exists()


STEPS = (
    SetupStep(
        "municipality",
        gettext_lazy("Your municipality"),
        gettext_lazy("Name, phone and email stand on every public page, also before you open."),
        municipality,
    ),
    SetupStep(
        "appearance",
        gettext_lazy("Colour and logo"),
        gettext_lazy("So that people see at once that it is you."),
        appearance,
    ),
    SetupStep(
        "sending",
        gettext_lazy("Mail that goes out"),
        gettext_lazy("Answers, invitations and news leave by your mail server."),
        sending,
    ),
    SetupStep(
        "receiving",
        gettext_lazy("Mail that comes in"),
        gettext_lazy("With a mailbox, people can write and reply by mail, too."),
        receiving,
    ),
    SetupStep(
        "hours",
        gettext_lazy("Opening hours and closing days"),
        gettext_lazy("Deadlines are counted in the hours in which you work."),
        hours,
    ),
    SetupStep(
        "institutions",
        gettext_lazy("Schools and daycares"),
        gettext_lazy("Every enquiry belongs to a place, and begins with the people there."),
        institutions,
    ),
    SetupStep(
        "people",
        gettext_lazy("Who helps where"),
        gettext_lazy("First level, a deputy and a pilot at each institution."),
        people,
    ),
    SetupStep(
        "central",
        gettext_lazy("Support-entitled and project lead"),
        gettext_lazy("Only they may report faults to Netcompany and wishes to KOMBIT."),
        central,
    ),
    SetupStep(
        "parties",
        gettext_lazy("Suppliers and authorities"),
        gettext_lazy("Whom a case can be forwarded to, and which school uses what."),
        parties,
    ),
    SetupStep(
        "sensitive",
        gettext_lazy("What cannot wait"),
        gettext_lazy("Who is told at once of a child at risk, a protected address or a breach."),
        sensitive,
    ),
    SetupStep(
        "starting",
        gettext_lazy("Shared answers and reply templates"),
        gettext_lazy("Most questions have been asked before."),
        starting,
    ),
    SetupStep(
        "texts", gettext_lazy("What your mails say"), gettext_lazy("Seven mails, in your own words if you like."), texts
    ),
    SetupStep(
        "privacy",
        gettext_lazy("Privacy and accessibility"),
        gettext_lazy("The law asks for these facts. The public pages show them."),
        privacy,
    ),
    SetupStep(
        "trial",
        gettext_lazy("The first enquiry"),
        gettext_lazy("Write as a parent would, and answer it: then you know that it works."),
        trial,
    ),
)


def progress() -> SetupProgress:
    return SetupProgress(tuple(Seen(step, step.look()) for step in STEPS))
