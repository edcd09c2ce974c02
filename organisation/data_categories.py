"""What is kept of staff, institutions and suppliers, and of signing in; and what every page leaves in a browser."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Final

from django.conf import settings
from django.contrib.admin.models import LogEntry
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from organisation.models.directory import KEPT as DEPARTURES_KEPT
from organisation.models.directory import Departure
from organisation.models.identity_provider import IdentityProvider
from organisation.models.portrait import Portrait
from organisation.models.sheet_import import KEPT, SheetImport
from organisation.papers.declared import (
    BrowserData,
    DataCategory,
    People,
    Store,
    declare,
    declare_browser_data,
    duration,
)
from organisation.sign_in import signing_in
from organisation.sign_in.signing_in import KNOWN_FOR

LOG_KEPT: Final = timedelta(days=2 * 365)


def as_long_as_employed() -> str:
    return _(
        "As long as the person works with Aula support. After that the account is closed; what they did keeps their "
        "name."
    )


def until_confirmed() -> str:
    return _("The sheet until it is confirmed, at most %(time)s. Who brought it in, and the numbers, stay.") % {
        "time": duration(int(KEPT.total_seconds()))
    }


def signing_in_kept() -> str:
    return _(
        "Sign-ins and failed tries %(time)s. A session or a token until it has run out. A second factor until it is "
        "removed, a work account as long as the account."
    ) % {"time": duration(int(signing_in.KEPT.total_seconds()))}


def log_kept() -> str:
    return duration(int(LOG_KEPT.total_seconds()))


def drop_log() -> None:
    LogEntry.objects.filter(action_time__lt=timezone.now() - LOG_KEPT).delete()


def departures_kept() -> str:
    return _("Until an administrator has decided, and %(time)s after.") % {
        "time": duration(int(DEPARTURES_KEPT.total_seconds()))
    }


def as_long_as_in_use() -> str:
    return _("As long as we work with them.")


CATEGORIES = (
    DataCategory(
        name=gettext_lazy("Staff of the Aula support"),
        tables=(
            "organisation.User",
            "organisation.Membership",
            "organisation.Absence",
            "organisation.LentRole",
            "organisation.Portrait",
        ),
        people=(People.STAFF,),
        details=gettext_lazy(
            "Name, email address, password (as a digest), roles, language, absence and last sign-in. "
            "Name and picture are public where the person has agreed to it, and the picture is deleted when they no "
            "longer do."
        ),
        kept=as_long_as_employed,
        drop=Portrait.drop_withdrawn,
    ),
    DataCategory(
        name=gettext_lazy("Signing in"),
        tables=(
            "organisation.Session",
            "sessions.Session",
            "knox.AuthToken",
            "organisation.Identity",
            "organisation.DirectoryPerson",
            "organisation.SecondFactor",
            "organisation.RecoveryCode",
            "organisation.SignInNews",
            "organisation.SignInPause",
            "organisation.ResetRequest",
            "axes.AccessAttempt",
            "axes.AccessAttemptExpiration",
            "axes.AccessFailureLog",
            "axes.AccessLog",
        ),
        people=(People.STAFF,),
        details=gettext_lazy(
            "E-mail address, network address, browser and time of every sign-in and every failed try. The second "
            "factor: a sealed seed, the public half of a passkey, and digests of recovery codes. The work account: the "
            "provider's names for the person and for the sign-in, and the groups and the level of assurance at the "
            "last one; never a CPR number. The directory: its names for the person and their groups."
        ),
        kept=signing_in_kept,
    ),
    DataCategory(
        name=gettext_lazy("What waits when somebody has left"),
        tables=("organisation.Departure",),
        people=(People.STAFF,),
        details=gettext_lazy("Who lost access or a role by the directory, and which cases and institutions that left."),
        kept=departures_kept,
        drop=Departure.drop_old,
    ),
    DataCategory(
        name=gettext_lazy("Programs that use the API"),
        tables=("organisation.ApiClient",),
        people=(People.STAFF,),
        details=gettext_lazy("Name of the program, e-mail address of who answers for it, rights and last use."),
        kept=as_long_as_in_use,
    ),
    DataCategory(
        name=gettext_lazy("Changes of the set-up"),
        tables=("admin.LogEntry",),
        people=(People.STAFF,),
        details=gettext_lazy("Who changed what in the administration, and when."),
        kept=log_kept,
        drop=drop_log,
    ),
    DataCategory(
        name=gettext_lazy("Sheets with institutions and people"),
        tables=("organisation.SheetImport",),
        people=(People.STAFF,),
        details=gettext_lazy("Names, e-mail addresses and roles, as the sheet has them."),
        kept=until_confirmed,
        drop=SheetImport.drop_old,
    ),
    DataCategory(
        name=gettext_lazy("Schools, daycares, suppliers and authorities"),
        tables=("organisation.Institution", "organisation.Party"),
        people=(People.SUPPLIER,),
        details=gettext_lazy("Name, e-mail address and phone of the place; a note about it."),
        kept=as_long_as_in_use,
    ),
    DataCategory(
        name=gettext_lazy("The municipality's set-up"),
        tables=(
            "organisation.Municipality",
            "organisation.Logo",
            "organisation.OpeningWindow",
            "organisation.IdentityProvider",
            "organisation.GroupRole",
            "organisation.DirectoryGroup",
            "organisation.MorningMeeting",
            "organisation.ClosingDay",
            "organisation.HelpPage",
            "auth.Group",
            "auth.Permission",
            "contenttypes.ContentType",
            "organisation.SweepFailure",
        ),
        drop=IdentityProvider.drop_old_pairs,
    ),
)


def browser_data() -> Iterator[BrowserData]:
    """By the names and ages that the settings give them."""
    yield BrowserData(
        settings.CSRF_COOKIE_NAME,
        gettext_lazy("Makes sure that a form is sent by you, and not by another site."),
        settings.CSRF_COOKIE_AGE,
    )
    yield BrowserData(
        settings.LANGUAGE_COOKIE_NAME,
        gettext_lazy("Remembers whether you read Danish or English. It is set when you choose a language."),
        settings.LANGUAGE_COOKIE_AGE,
    )
    yield BrowserData(
        settings.MESSAGE_COOKIE_NAME,
        gettext_lazy(
            "Carries a short message, such as “saved”, to the next page. It is deleted when you have seen it."
        ),
    )
    yield BrowserData(
        settings.SESSION_COOKIE_NAME,
        gettext_lazy("Keeps you signed in."),
        settings.SESSION_COOKIE_AGE,
        for_staff=True,
    )
    yield BrowserData(
        settings.KNOWN_BROWSER_COOKIE_NAME,
        gettext_lazy("Knows the browser again in which you have signed in, so that nobody can lock you out of it."),
        int(KNOWN_FOR.total_seconds()),
        for_staff=True,
    )
    yield BrowserData(
        "htmx-current-path-for-history",
        gettext_lazy("Remembers which page the tab shows, so that Back works."),
        store=Store.TAB,
    )
    yield BrowserData(
        "draft:enquiry",
        gettext_lazy(
            "Keeps what you write in the form until it is sent, for 12 hours at most. You can clear it on the form. A "
            "reply to a case is kept the same way, under the number of the case."
        ),
        store=Store.LOCAL,
    )
    yield BrowserData(
        "drafts",
        gettext_lazy("Keeps the files you choose in the form beside what you write, until it is sent or cleared."),
        store=Store.LOCAL,
    )
    for name, (store, purpose) in STAFF_STORE.items():
        yield BrowserData(name, purpose, store=store, for_staff=True)


STAFF_STORE = {
    "shortcuts": (Store.LOCAL, gettext_lazy("Remembers whether you use keyboard shortcuts.")),
    "theme": (Store.LOCAL, gettext_lazy("Remembers whether you read on a light or a dark page.")),
    "django.admin.navSidebarIsOpen": (Store.LOCAL, gettext_lazy("Remembers whether the menu at the side is open.")),
    "django.admin.navSidebarFilterValue": (Store.TAB, gettext_lazy("Remembers what you search for in the menu.")),
    "django.admin.filtersState": (Store.TAB, gettext_lazy("Remembers which filters of a list are open.")),
}
"""What the staff's pages keep in the browser's own stores."""


def declare_all() -> None:
    declare(*CATEGORIES)
    declare_browser_data(browser_data)
