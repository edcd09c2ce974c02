"""The staff side: Django's admin in our clothes."""

from typing import Any

from django.contrib.admin import AdminSite
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext_lazy as _

from desk.capacity import pages as capacity_pages
from desk.persons import pages as person_pages
from desk.quality import faults, suggestions
from desk.queue.overview import home
from organisation.models import Municipality, User
from organisation.papers import document_pages
from organisation.papers.missing import Missing, missing
from organisation.roles import Verb
from organisation.staff import is_of_staff, may
from tickets import personal
from tickets.models import PersonRequest
from tickets.words import Status

ORDER = ("tickets", "quality", "triage", "knowledgebase", "organisation")
"""The apps as people need them; those that are not named stand after these, in the order of the alphabet."""
QUALITY_PAGES = (("admin:quality_triage", _("Quality of triage")), ("admin:quality_faults", _("Forwarded faults")))
"""The pages under "Quality": address and name. Everybody with a role sees them, with the numbers of their places."""
WHOLE_PAGES = (("admin:capacity", _("Load, and what if")),)
UNSEEN = frozenset({"axes", "auth", "knox"})
"""Tables of libraries that nobody edits by hand."""


class HelpdeskAdminSite(AdminSite):
    site_header = _("Aula support")
    site_title = _("Aula support")
    index_title = _("Overview")
    enable_nav_sidebar = True

    def has_permission(self, request: HttpRequest) -> bool:
        """Anybody active with a role; what they see is decided page by page."""
        user = request.user
        return user.is_authenticated and user.is_active and bool(user.roles)

    def register(self, model_or_iterable: Any, admin_class: Any = None, **options: Any) -> None:
        """No page of ours leads to "view on site": the address of a case is its requester's private link."""
        super().register(model_or_iterable, admin_class, **{"view_on_site": False} | options)

    def index(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> TemplateResponse:
        """The overview, with what waits for the person."""
        found = home(request.user) if is_of_staff(request) else None
        context = {"home": found, "statuses": Status.choices, "missing": missing_for(request.user)}
        answer = super().index(request, {**(extra_context or {}), **context, **waiting_for(request.user)})
        assert isinstance(answer, TemplateResponse)
        return answer

    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """Signs in; who was on the way to no page in particular lands on the one they chose."""
        begins = request.GET.get("next", "") in {"", reverse("admin:index")}
        return super().login(request, {**(extra_context or {}), **({"next": reverse("start")} if begins else {})})

    def get_urls(self) -> list[Any]:
        return [
            *person_pages.urls(self.admin_view),
            *capacity_pages.urls(self.admin_view),
            path("settings/", self.admin_view(personal.my_settings), name="my_settings"),
            path("news/", self.admin_view(personal.news), name="news"),
            path("news/read/", self.admin_view(personal.read_all), name="read_all_news"),
            path("news/<int:pk>/", self.admin_view(personal.open_news), name="open_news"),
            path("quality/triage/", self.admin_view(suggestions.show), name="quality_triage"),
            path("quality/triage.csv", self.admin_view(suggestions.spreadsheet), name="quality_triage_csv"),
            path("quality/faults/", self.admin_view(faults.show), name="quality_faults"),
            path("quality/faults.csv", self.admin_view(faults.spreadsheet), name="quality_faults_csv"),
            path("documents/", self.admin_view(document_pages.choose), name="documents"),
            path("documents/<slug:name>/", self.admin_view(document_pages.show), name="document"),
            path("documents/<slug:name>.md", self.admin_view(document_pages.download), name="document_file"),
            *(address for address in super().get_urls() if getattr(address, "name", "") != "view_on_site"),
        ]

    def get_app_list(self, request: HttpRequest, app_label: str | None = None) -> Any:
        """A list that is made when somebody looks into it: most pages show the menu as it was kept."""
        listed = super().get_app_list

        def apps() -> list[Any]:
            found = [app for app in listed(request, app_label) if app["app_label"] not in UNSEEN]
            if app_label in {None, "quality"}:
                found.append(quality(whole=may(request, Verb.AUDIT)))
            for app in found:
                if app["app_label"] == "organisation" and may_change(request.user):
                    app["models"].append(page_row(reverse("admin:documents"), _("Privacy and documents")))
                if app["app_label"] == "organisation" and may(request, Verb.AUDIT):
                    app["models"].append(page_row(reverse("admin:readings"), _("Who has read what")))
                if app["app_label"] == "organisation" and may_disclose(request.user):
                    app["models"].append(page_row(reverse("admin:person_requests"), _("Requests about own data")))
            return sorted(found, key=place_of)

        return SimpleLazyObject(apps)


def may_change(user: Any) -> bool:
    """Whether they set the house up."""
    return isinstance(user, User) and user.has_perm("organisation.change_municipality")


def may_disclose(user: Any) -> bool:
    """Whether they answer requests about own data."""
    return isinstance(user, User) and user.may(Verb.DISCLOSE)


def waiting_for(user: Any) -> dict[str, Any]:
    """The requests about own data that are to be answered, the next deadline first."""
    waiting = PersonRequest.objects.waiting().by_deadline() if may_disclose(user) else []
    return {"person_requests": waiting}


def missing_for(user: Any) -> list[Missing]:
    """What the public papers lack, for who can fill it in."""
    return missing(Municipality.current()) if may_change(user) else []


def page_row(address: str, name: Any) -> dict[str, Any]:
    """A page that belongs to no table, as a row of the menu."""
    return {"name": name, "admin_url": address, "object_name": address, "add_url": None, "view_only": True}


def quality(*, whole: bool) -> dict[str, Any]:
    """The pages of numbers, which belong to no table: under a heading of their own in menu and overview.

    `whole`: also those for who answers for the whole organisation.
    """
    rows = [page_row(reverse(address), name) for address, name in QUALITY_PAGES + (WHOLE_PAGES if whole else ())]
    return {"app_label": "quality", "name": _("Quality"), "app_url": rows[0]["admin_url"], "models": rows}


def place_of(app: dict[str, Any]) -> tuple[int, str]:
    label = app["app_label"]
    return (ORDER.index(label) if label in ORDER else len(ORDER), str(app["name"]))
