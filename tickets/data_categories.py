"""What is kept of an enquiry, of mail, and of who reads; and for how long, by the constants that the sweepers obey."""

from datetime import timedelta

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from organisation.models import Municipality
from organisation.papers.declared import DataCategory, People, declare, duration
from organisation.security.limits import HOUR as LIMIT
from tickets.models import Breach, breach, draft, held_file
from tickets.models.received_mail import RAW_KEPT


def with_the_case() -> str:
    """As `Ticket.objects.to_forget` reads the row."""
    days = Municipality.current().retention_days
    period = ngettext("%(days)s day after the enquiry was solved", "%(days)s days after the enquiry was solved", days)
    return period % {"days": days}


def for_the_numbers() -> str:
    return _("Kept for the statistics, without a name, when the rest of the enquiry is deleted.")


def after_reading() -> str:
    days = Municipality.current().reading_days
    return ngettext("%(days)s day after the reading", "%(days)s days after the reading", days) % {"days": days}


def after_answering() -> str:
    """As `PersonRequest.objects.to_forget` reads the row."""
    days = Municipality.current().retention_days
    message = _(
        "The name, address and phone number %(days)s days after we have answered. If everything is erased, they go at "
        "once. That someone asked, and when, stays on record."
    )
    return message % {"days": days}


def raw_mail() -> str:
    days = RAW_KEPT.days
    held = max(days, Municipality.current().retention_days)
    return _(
        "The email itself for %(days)s days. What it says is kept as long as the enquiry it belongs to. An email that "
        "belongs to none is deleted after %(days)s days. If it waits for a member of staff, it is deleted after "
        "%(held)s days at most."
    ) % {"days": days, "held": held}


def span(kept: timedelta) -> str:
    return duration(int(kept.total_seconds()))


def until_sent() -> str:
    return _("%(time)s, if the form is not sent") % {"time": span(held_file.KEPT)}


def draft_kept() -> str:
    return _("%(time)s after the last change, and not longer than the case") % {"time": span(draft.KEPT)}


def breach_kept() -> str:
    return _("%(time)s after it ended. That there was a breach stays on record.") % {"time": span(breach.KEPT)}


def limit_kept() -> str:
    return _("%(time)s at most") % {"time": duration(LIMIT)}


def as_long_as_account() -> str:
    return _("As long as the person has an account.")


CATEGORIES = (
    DataCategory(
        name=gettext_lazy("Your enquiry and our answers"),
        tables=(
            "tickets.Ticket",
            "tickets.Message",
            "tickets.Attachment",
            "tickets.AttachmentContent",
            "tickets.Event",
            "tickets.SearchEntry",
            "tickets.Delivery",
            "tickets.TextMessage",
            "tickets.NewsRefusal",
            "tickets.DeliveryFile",
            "tickets.ReplyAddress",
            "tickets.Follow",
            "tickets.LetIn",
            "tickets.Link",
            "tickets.Merge",
            "tickets.Notice",
            "tickets.Promise",
            "tickets.Tagging",
        ),
        people=(People.REQUESTER, People.MENTIONED, People.STAFF),
        details=gettext_lazy(
            "Name, email address, phone number if it was given, school or daycare, role (parent, pupil or staff), "
            "what was written, files that were sent, our answers and our notes. We remove place and device from "
            "pictures and films, and CPR numbers from the text of office documents. Apart from that we keep documents "
            "such as Word, Excel and PDF as they were sent, also with the name of their author, and they can only be "
            "downloaded."
        ),
        kept=with_the_case,
        is_public=True,
    ),
    DataCategory(name=gettext_lazy("The municipality’s own tags"), tables=("tickets.Tag",)),
    DataCategory(
        name=gettext_lazy("Whether it helped"),
        tables=("tickets.Satisfaction",),
        people=(People.REQUESTER,),
        details=gettext_lazy(
            "Yes or no to whether the help helped, and which of four things was missing, without any words."
        ),
        kept=for_the_numbers,
        is_public=True,
    ),
    DataCategory(
        name=gettext_lazy("Emails to us"),
        tables=("tickets.ReceivedMail", "tickets.RawMail"),
        people=(People.REQUESTER, People.MENTIONED, People.SUPPLIER),
        details=gettext_lazy("The email with its sender, subject, text and files."),
        kept=raw_mail,
        is_public=True,
    ),
    DataCategory(
        name=gettext_lazy("Files in a form that is not sent yet"),
        tables=("tickets.HeldFile",),
        people=(People.REQUESTER, People.MENTIONED),
        details=gettext_lazy("The files that were chosen, so that you do not need to choose them again."),
        kept=until_sent,
        is_public=True,
    ),
    DataCategory(
        name=gettext_lazy("Who has read an enquiry"),
        tables=("tickets.Reading",),
        people=(People.STAFF,),
        details=gettext_lazy("Which member of staff had an enquiry open, and when."),
        kept=after_reading,
        is_public=True,
    ),
    DataCategory(
        name=gettext_lazy("Requests about own data"),
        tables=("tickets.PersonRequest", "tickets.FoundInFile"),
        people=(People.REQUESTER,),
        details=gettext_lazy(
            "Who has asked to see, correct or erase what we hold about them, when, and what we answered."
        ),
        kept=after_answering,
        is_public=True,
    ),
    DataCategory(
        name=gettext_lazy("Personal data breaches"),
        tables=("tickets.Breach",),
        people=(People.STAFF, People.MENTIONED),
        details=gettext_lazy("What went wrong with personal data, who saw it, and who was told."),
        kept=breach_kept,
        drop=Breach.drop_old,
        is_public=True,
    ),
    DataCategory(
        name=gettext_lazy("Network address"),
        tables=(),
        people=(People.VISITOR,),
        details=gettext_lazy(
            "A digest of the network address, to stop somebody from sending thousands of forms. The address itself is "
            "not kept."
        ),
        kept=limit_kept,
        is_public=True,
    ),
    DataCategory(
        name=gettext_lazy("Drafts of answers"),
        tables=("tickets.Draft",),
        people=(People.REQUESTER, People.MENTIONED, People.STAFF),
        details=gettext_lazy("What a member of staff is writing and has not sent yet."),
        kept=draft_kept,
    ),
    DataCategory(
        name=gettext_lazy("What staff want to hear of"),
        tables=("tickets.NotificationChoice",),
        people=(People.STAFF,),
        details=gettext_lazy("Which news somebody wants, and how."),
        kept=as_long_as_account,
    ),
    DataCategory(
        name=gettext_lazy("How enquiries are shared out"),
        tables=(
            "tickets.EscalationPolicy",
            "tickets.MailAuthority",
            "tickets.MailSignIn",
            "tickets.MailText",
            "tickets.Mailbox",
            "tickets.NewsStop",
            "tickets.Recount",
            "tickets.Target",
            "tickets.Sharing",
            "tickets.TextGateway",
            "tickets.Turn",
        ),
    ),
    DataCategory(
        name=gettext_lazy("How what must not wait is handled"),
        tables=("tickets.Safeguarding", "tickets.HelpLine"),
    ),
)


def declare_all() -> None:
    declare(*CATEGORIES)
