"""What each app declares of the personal data it keeps, of who gets some of it, and of what it leaves in a browser.

An app declares in its `data_categories.py` when it starts. The pages and papers are written from nothing else, and a
test refuses a table that no category names.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from django.db.models import TextChoices
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

HOUR: Final = 3600
DAY: Final = 24 * HOUR
YEAR: Final = 365 * DAY
LEAST_YEAR: Final = 52 * 7 * DAY
"""What Django calls a year in the age of its own cookies."""


class People(TextChoices):
    """Whom data are about: the "categories of data subjects" of GDPR, article 30."""

    REQUESTER = "requester", gettext_lazy("Those who write to us: parents, pupils and staff")
    MENTIONED = "mentioned", gettext_lazy("Children and others who are mentioned in an enquiry")
    STAFF = "staff", gettext_lazy("Staff of the Aula support")
    VISITOR = "visitor", gettext_lazy("Everybody who visits the site")
    SUPPLIER = "supplier", gettext_lazy("Contacts at suppliers and authorities")


@dataclass(frozen=True)
class DataCategory:
    """Data that are kept together and erased together.

    `tables` are labels of models. `kept` says for how long, in words; None where nothing erases them yet. Without
    `people` they are about nobody. `is_public`: the privacy page names them.
    """

    name: "StrPromise"
    tables: tuple[str, ...]
    people: tuple[People, ...] = ()
    details: "StrPromise | str" = ""
    kept: Callable[[], str] | None = None
    is_public: bool = False
    drop: Callable[[], object] | None = None
    """Deletes what was kept long enough, where no sweep of its own does."""

    @property
    def kept_in_words(self) -> str:
        return self.kept() if self.kept else _("The system sets no limit yet.")

    @property
    def people_in_words(self) -> str:
        return "; ".join(str(each.label) for each in self.people)


@dataclass(frozen=True)
class Recipient:
    """Who outside the municipality may get something, of which matters, and what."""

    name: str
    matters: str
    what: str


class Store(TextChoices):
    """Where a browser keeps it."""

    COOKIE = "cookie", gettext_lazy("Cookie")
    LOCAL = "local", gettext_lazy("The browser's store")
    TAB = "tab", gettext_lazy("The tab's store")


@dataclass(frozen=True)
class RecipientGroup:
    """Recipients who may get the same. `matters`: each with the names of those who get something in it."""

    what: str
    matters: list[tuple[str, list[str]]]


@dataclass(frozen=True)
class BrowserData:
    """A cookie, or a line of the browser's own store, by its name. `seconds` None: until the browser is closed."""

    name: str
    purpose: "StrPromise"
    seconds: int | None = None
    store: Store = Store.COOKIE
    for_staff: bool = False

    @property
    def lasts(self) -> str:
        if self.store == Store.LOCAL:
            return _("Until you delete it in the browser")
        if self.store == Store.TAB:
            return _("Until you close the tab")
        return _("Until you close the browser") if self.seconds is None else duration(self.seconds)


def duration(seconds: int) -> str:
    """The largest whole unit: 43200 is 12 hours, 31449600 a year."""
    if seconds >= LEAST_YEAR:
        years = max(1, seconds // YEAR)
        return ngettext("%(count)s year", "%(count)s years", years) % {"count": years}
    if seconds >= 2 * DAY:
        return ngettext("%(count)s day", "%(count)s days", seconds // DAY) % {"count": seconds // DAY}
    return ngettext("%(count)s hour", "%(count)s hours", seconds // HOUR) % {"count": seconds // HOUR}


_categories: list[DataCategory] = []
_recipients: list[Callable[[], Iterable[Recipient]]] = []
_browser_data: list[Callable[[], Iterable[BrowserData]]] = []


def declare(*categories: DataCategory) -> None:
    _categories.extend(each for each in categories if each not in _categories)


def declare_recipients(read: Callable[[], Iterable[Recipient]]) -> None:
    """`read` is asked at every look, since the rules change by date."""
    if read not in _recipients:
        _recipients.append(read)


def declare_browser_data(read: Callable[[], Iterable[BrowserData]]) -> None:
    if read not in _browser_data:
        _browser_data.append(read)


def categories() -> list[DataCategory]:
    return list(_categories)


def recipients() -> list[Recipient]:
    return [recipient for read in _recipients for recipient in read()]


def recipients_by_what() -> list[RecipientGroup]:
    """The same with every text once: many vendors differ in nothing but their names."""
    groups: dict[str, dict[str, list[str]]] = {}
    for each in recipients():
        groups.setdefault(each.what, {}).setdefault(each.matters, []).append(each.name)
    return [RecipientGroup(what, list(matters.items())) for what, matters in groups.items()]


def browser_data(*, for_staff: bool) -> list[BrowserData]:
    return [each for read in _browser_data for each in read() if each.for_staff == for_staff]
