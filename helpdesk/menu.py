"""The menu of the staff side: Django's tables, and the pages that belong to no table, each for who may open it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from django.apps import apps
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from desk.mail.pages import may_see_mail
from desk.readiness.pages import leads
from knowledgebase.board.topic import may_arrange
from knowledgebase.exchange.models import may_exchange
from organisation.models import User
from organisation.roles import Verb

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

ORDER: Final = ("tickets", "quality", "triage", "knowledgebase", "organisation")
"""The apps as people need them; those that are not named stand after these, in the order of the alphabet."""
UNSEEN: Final = frozenset({"axes", "auth", "knox"})
"""Tables of libraries that nobody edits by hand."""
Rule = Callable[[User], bool]


@dataclass(frozen=True)
class MenuPage:
    """A page of the menu that belongs to no table; `first` ones stand before the tables of their app."""

    app: str
    address: str
    name: "StrPromise"
    is_for: Rule
    first: bool = False

    def row(self) -> dict[str, Any]:
        address = reverse(self.address)
        return {"name": self.name, "admin_url": address, "object_name": address, "add_url": None, "view_only": True}


def who_may(verb: str) -> Rule:
    return lambda user: user.may(verb)


def everybody(_user: User) -> bool:
    return True


def sets_up(user: User) -> bool:
    return user.has_perm("organisation.change_municipality")


PAGES: Final = (
    MenuPage("quality", "admin:numbers", _("Enquiries in numbers"), everybody),
    MenuPage("quality", "admin:quality_triage", _("Quality of triage"), everybody),
    MenuPage("quality", "admin:quality_faults", _("Forwarded faults"), everybody),
    MenuPage("quality", "admin:capacity", _("Load, and what if"), who_may(Verb.AUDIT)),
    MenuPage("knowledgebase", "admin:board", _("Others asked"), who_may(Verb.VIEW)),
    MenuPage("knowledgebase", "admin:topics", _("Topics"), may_arrange),
    MenuPage("knowledgebase", "admin:room", _("The superusers’ room"), who_may(Verb.VIEW)),
    MenuPage("knowledgebase", "admin:meetings", _("Meetings and cafés"), who_may(Verb.PUBLISH)),
    MenuPage("knowledgebase", "admin:exchange", _("Exchange with other municipalities"), may_exchange),
    MenuPage("organisation", "admin:setup", _("Get started"), sets_up, first=True),
    MenuPage("organisation", "admin:readiness", _("Are we ready?"), leads, first=True),
    MenuPage("organisation", "admin:colleagues", _("Colleagues"), who_may(Verb.INVITE)),
    MenuPage("organisation", "admin:departures", _("People who left"), sets_up),
    MenuPage("organisation", "admin:mail", _("Mail in and out"), may_see_mail),
    MenuPage("organisation", "admin:documents", _("Privacy and documents"), sets_up),
    MenuPage("organisation", "admin:readings", _("Who has read what"), who_may(Verb.AUDIT)),
    MenuPage("organisation", "admin:breaches", _("Personal data breaches"), who_may(Verb.NOTE)),
    MenuPage("organisation", "admin:person_requests", _("Requests about own data"), who_may(Verb.DISCLOSE)),
)


def menu(user: Any, tables: list[dict[str, Any]], app_label: str | None = None) -> list[dict[str, Any]]:
    """`tables` as Django lists them, with our pages; of `app_label` alone where one is named."""
    listed = [app for app in tables if app["app_label"] not in UNSEEN]
    pages = [page for page in PAGES if app_label in {None, page.app} and isinstance(user, User) and page.is_for(user)]
    for label in dict.fromkeys(page.app for page in pages):
        own = [page for page in pages if page.app == label]
        app = next((app for app in listed if app["app_label"] == label), None)
        if app is None:
            listed.append(app := bare(label, own[0]))
        before, after = ([page.row() for page in own if page.first is first] for first in (True, False))
        app["models"] = [*before, *app["models"], *after]
    return sorted(listed, key=place_of)


def bare(label: str, first: MenuPage) -> dict[str, Any]:
    """An app of which the person sees no table, or that has none."""
    name = apps.get_app_config(label).verbose_name if apps.is_installed(label) else _("Numbers and quality")
    return {"app_label": label, "name": name, "app_url": reverse(first.address), "models": []}


def place_of(app: dict[str, Any]) -> tuple[int, str]:
    label = app["app_label"]
    return (ORDER.index(label) if label in ORDER else len(ORDER), str(app["name"]))
