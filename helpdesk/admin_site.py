"""The staff side: Django's admin, with the pages of the desk."""

from functools import wraps
from typing import Any

from django.contrib.admin import AdminSite, ModelAdmin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext_lazy as _

from database.dialects import danish_order
from desk.access import wants_json
from desk.answers.overview import waiting_answers
from desk.board import pages as board_pages
from desk.breaches import pages as breach_pages
from desk.capacity import pages as capacity_pages
from desk.exchange import pages as exchange_pages
from desk.mail import pages as mail_pages
from desk.meetings import pages as meeting_pages
from desk.numbers import pages as number_pages
from desk.numbers.first_questions import first_questions
from desk.persons import pages as person_pages
from desk.quality import faults, suggestions
from desk.queue.overview import Home, home
from desk.queue.rows import rows_for
from desk.readiness import pages as readiness_pages
from desk.room import pages as room_pages
from desk.setup.guide import looks
from desk.setup.guide import pages as setup_pages
from desk.team import departures
from helpdesk import alphabet, second_factor, sign_ins, signing_off, single_sign_on
from helpdesk.menu import menu
from helpdesk.sign_in import SignIn
from organisation.institutions import front_door
from organisation.models import Departure, IdentityProvider, Municipality, User
from organisation.pages import one_picture
from organisation.papers import document_pages
from organisation.papers.missing import Missing, missing
from organisation.people.staff import is_of_staff, person
from organisation.roles import Verb
from organisation.security import limits
from organisation.sign_in import kept_forms, sessions
from organisation.single_sign_on.certificates import endings
from tickets.models import Breach, PersonRequest
from tickets.news import personal
from tickets.words import Status


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
        """No page of ours leads to "view on site": the address of a case is its requester's private link. Of two who
        edit one row, the second sees what the first has saved. Lists sort as Danes do."""
        form = admin_class or ModelAdmin
        of_all = {
            "view_on_site": False,
            "get_form": one_picture.watched(form.get_form),
            "get_object": one_picture.holding(form.get_object),
            "get_ordering": alphabet.in_danish(form.get_ordering),
            "get_changelist": lambda _self, _request, **_options: alphabet.DanishList,
        }
        super().register(model_or_iterable, admin_class, **of_all | options)

    def index(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> TemplateResponse:
        """The overview, with what waits for the person."""
        overview = home(request.user) if is_of_staff(request) else None
        starts = [(card, rows_for(person(request), tickets)) for card, tickets in overview.starts] if overview else []
        context: dict[str, Any] = {
            "home": overview,
            "starts": starts,
            "statuses": Status.choices,
            "missing": missing_for(request.user),
        }
        answers = waiting_answers(request.user) if is_of_staff(request) else None
        context["departures"] = Departure.objects.waiting().order_by("at", "id") if may_change(request.user) else []
        context["endings"] = endings() if may_change(request.user) else []
        context["first_questions"] = first_questions(request.user, overview) if is_of_staff(request) else []
        context |= {"waiting_answers": answers, **setup_for(request.user, overview), **waiting_for(request.user)}
        answer = super().index(request, {**(extra_context or {}), **context})
        assert isinstance(answer, TemplateResponse)
        return answer

    def app_index(
        self, request: HttpRequest, app_label: str, extra_context: dict[str, Any] | None = None
    ) -> TemplateResponse:
        """Under the name that the menu has for it."""
        answer = super().app_index(request, app_label, extra_context)
        assert isinstance(answer, TemplateResponse)
        context = answer.context_data or {}
        answer.context_data = {**context, "title": context["app_list"][0]["name"]}
        return answer

    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """Signs in; who was on the way to no page in particular lands on the one they chose."""
        begins = request.GET.get("next", "") in {"", reverse("admin:index")}
        if request.method == "GET" and self.has_permission(request):
            return redirect(reverse("admin:index"))
        packed = request.POST.get(kept_forms.FIELD, "")
        context = {
            **self.each_context(request),
            "title": _("Sign in"),
            "providers": IdentityProvider.objects.filter(is_active=True).order_by(danish_order("name"), "id"),
            "passwords_first": Municipality.current().local_passwords,
            "app_path": request.get_full_path(),
            **({"next": reverse("start")} if begins else {}),
            **(extra_context or {}),
            "kept": packed,
        }
        answer = SignIn.as_view(extra_context=context)(request)
        assert isinstance(answer, HttpResponse)
        if request.method != "POST" or not packed:
            return answer
        return kept_forms.after_password(request, packed, answer, is_in=self.has_permission(request))

    def logout(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        """Whoever came by a provider may, or must, go on and sign out there as well."""
        came_by = request.session.get(sessions.CAME_BY)
        answer = super().logout(request, extra_context)
        return signing_off.after_signing_out(request, came_by) or answer

    def password_change(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        """A new password ends every other sign-in and every token of the person; the old one is not guessed here."""
        user = person(request)
        if request.method == "POST":
            limits.require(request, "confirm_password", link=f"person:{user.pk}")
        answer = super().password_change(request, extra_context)
        if request.method == "POST" and answer.has_header("Location"):
            sessions.end_all(user, but=request.session.session_key)
            sessions.end_tokens(user)
        return answer

    def admin_view(self, view: Any, cacheable: bool = False) -> Any:  # noqa: FBT001, FBT002  Django's signature
        """Whoever was signed out while writing gets what they wrote back, on every page; an open page says that it is
        over, and puts no page to sign in on into itself."""
        inner = super().admin_view(view, cacheable)

        @wraps(inner)
        def guarded(request: HttpRequest, *args: Any, **named: Any) -> Any:
            writes = request.method == "POST" and request.path != reverse("admin:logout") and not wants_json(request)
            if writes and request.POST and not request.user.is_authenticated:
                return kept_forms.signed_out(request)
            if "HX-Request" in request.headers and not writes and not request.user.is_authenticated:
                return kept_forms.signed_out_part(request)
            return inner(request, *args, **named)

        return guarded

    def get_urls(self) -> list[Any]:
        return [
            *person_pages.urls(self.admin_view),
            *breach_pages.urls(self.admin_view),
            *setup_pages.urls(self.admin_view),
            *readiness_pages.urls(self.admin_view),
            path(
                "organisation/user/<int:pk>/second-factor/",
                self.admin_view(second_factor.reset),
                name="reset_second_factor",
            ),
            *(
                path(
                    f"organisation/identityprovider/<int:pk>/{name}/",
                    self.admin_view(view),
                    name=f"single_sign_on_{word}",
                )
                for name, word, view in (
                    ("test", "test", single_sign_on.test),
                    ("trial", "trial", single_sign_on.try_sign_in),
                    ("preview", "preview", single_sign_on.preview),
                )
            ),
            *board_pages.urls(self.admin_view),
            *room_pages.urls(self.admin_view),
            *meeting_pages.urls(self.admin_view),
            *exchange_pages.urls(self.admin_view),
            *capacity_pages.urls(self.admin_view),
            path("departures/", self.admin_view(departures.show), name="departures"),
            path("departures/<int:pk>/", self.admin_view(departures.settle), name="settle_departure"),
            *mail_pages.urls(self.admin_view),
            path("settings/", self.admin_view(personal.my_settings), name="my_settings"),
            path("settings/sign-ins/", self.admin_view(sign_ins.show), name="sign_ins"),
            path("settings/sign-ins/end/", self.admin_view(sign_ins.end_others), name="end_sign_ins"),
            path(
                "settings/sign-ins/tokens/<slug:number>/end/",
                self.admin_view(sign_ins.end_token),
                name="end_own_token",
            ),
            path("settings/sign-ins/<slug:number>/end/", self.admin_view(sign_ins.end), name="end_sign_in"),
            path("news/", self.admin_view(personal.news), name="news"),
            path("news/read/", self.admin_view(personal.read_all), name="read_all_news"),
            path("news/<int:pk>/", self.admin_view(personal.open_news), name="open_news"),
            *number_pages.urls(self.admin_view),
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
        return SimpleLazyObject(lambda: menu(request.user, listed(request, app_label), app_label))


def may_change(user: Any) -> bool:
    """Whether they set the site up."""
    return isinstance(user, User) and user.has_perm("organisation.change_municipality")


def may_disclose(user: Any) -> bool:
    """Whether they answer requests about own data."""
    return isinstance(user, User) and user.may(Verb.DISCLOSE)


def waiting_for(user: Any) -> dict[str, Any]:
    """The requests about own data that are to be answered and the breaches that go on, the next deadline first."""
    waiting = PersonRequest.objects.waiting().by_deadline() if may_disclose(user) else []
    seen = isinstance(user, User) and user.may(Verb.NOTE)
    breaches = Breach.objects.visible_to(user).open().by_deadline() if seen else []
    return {"person_requests": waiting, "breaches": breaches}


def setup_for(user: Any, overview: Home | None) -> dict[str, Any]:
    """How far the set-up has come, for who does it, until the first enquiry has been answered. Costs nothing where
    cases are there."""
    if not may_change(user) or (overview is not None and any(card.count for card in overview.cards)):
        return {}
    if front_door.is_open():
        return {"setup_goes_on": not looks.is_answered()}
    return {"progress": looks.progress(), "is_open": False}


def missing_for(user: Any) -> list[Missing]:
    """What the public papers lack, for who can fill it in."""
    return missing(Municipality.current()) if may_change(user) else []
