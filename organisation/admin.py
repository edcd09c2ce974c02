"""Administration of the municipality, its institutions, people and parties."""

from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from typing import Any, ClassVar, Final

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.models import LogEntry
from django.contrib.auth import logout
from django.db import models, transaction
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

# These register pages of their own; `working_time` tells what a change moves.
from organisation import (  # noqa: F401
    client_admin,
    import_pages,
    party_admin,
    provider_admin,
    sessions,
    sweep_names,
    working_time,
)
from organisation.closing import InstitutionForm
from organisation.leaving import hand_over
from organisation.models import (
    ClosingDay,
    HelpPage,
    Institution,
    Membership,
    Municipality,
    OpeningWindow,
    SignInLink,
    SweepFailure,
    User,
)
from organisation.models.people import as_stored
from organisation.people_forms import MembershipFormSet, UserForm, is_last_administrator
from organisation.provider_admin import MunicipalityForm
from organisation.roles import Role
from organisation.security_log import note
from organisation.staff import person

PICKED_BY_NAME: Final[dict[Any, Any]] = {models.ForeignKey: {"widget": forms.Select(attrs={"data-combobox": ""})}}
"""`formfield_overrides` of forms that point at one of many rows: a field to type in, a plain list without scripts."""


class RefreshingAdmin(admin.ModelAdmin[Any]):
    """Shows changes of cached rows at once."""

    moves_due_times = False
    """Whether due times are counted by these rows."""

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:  # noqa: FBT001
        with self.changing(request):
            super().save_model(request, obj, form, change)

    def delete_model(self, request: HttpRequest, obj: Any) -> None:
        with self.changing(request):
            super().delete_model(request, obj)

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> None:
        with self.changing(request):
            super().delete_queryset(request, queryset)

    @contextmanager
    def changing(self, request: HttpRequest) -> Iterator[None]:
        """Tells how many due times follow, where they do."""
        transaction.on_commit(self.forget_cached)
        with working_time.telling(request) if self.moves_due_times else nullcontext():
            yield

    def forget_cached(self) -> None:
        Municipality.forget_cached()


class OneRowAdmin(admin.ModelAdmin[Any]):
    """There is one row and no more: its form stands in the place of a list."""

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        only = self.get_queryset(request).first()
        if only is not None and self.has_view_permission(request, only):
            return redirect(f"admin:{only._meta.app_label}_{only._meta.model_name}_change", only.pk)
        return super().changelist_view(request, extra_context)


class ImportedAdmin(admin.ModelAdmin[Any]):
    """A list that can also be filled from a spreadsheet. `imports` names what."""

    imports = ""
    change_list_template = "organisation/admin_list.html"

    def get_urls(self) -> list[URLPattern]:
        guarded, kind = self.admin_site.admin_view, {"kind": self.imports}
        name = f"import_{self.imports}"
        return [
            path("import/", guarded(import_pages.choose), kind, name=name),
            path("import/example/", guarded(import_pages.example), kind, name=f"{name}_example"),
            path("import/<int:pk>/", guarded(import_pages.preview), kind, name=f"{name}_preview"),
            *super().get_urls(),
        ]

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        address = reverse(f"admin:import_{self.imports}") if self.has_add_permission(request) else ""
        return super().changelist_view(request, {**(extra_context or {}), "import_address": address})


ADVISER: Final = ("adviser_name", "adviser_email", "adviser_phone", "adviser_url")
PRIVACY: Final = ("processors", "third_countries", "own_legal_basis", "privacy_reviewed_on")
ACCESSIBILITY: Final = (
    "accessibility_url",
    "accessibility_status",
    "accessibility_method",
    "accessibility_problems",
    "accessibility_burden",
    "accessibility_reviewed_on",
)


@admin.register(Municipality)
class MunicipalityAdmin(OneRowAdmin, RefreshingAdmin):
    form = MunicipalityForm
    moves_due_times = True
    formfield_overrides: ClassVar[Any] = {
        models.URLField: {"assume_scheme": "https", "widget": forms.URLInput(attrs={"class": "vURLField"})},
        models.TextField: {"widget": forms.Textarea(attrs={"rows": 4})},
    }

    def save_model(self, request: HttpRequest, obj: Municipality, form: Any, change: bool) -> None:  # noqa: FBT001
        """With the passwords go the sign-ins that began with one, once every process knows that they are off."""
        super().save_model(request, obj, form, change)
        if "local_passwords" in form.changed_data and not obj.local_passwords:
            note("passwords_switched_off", user=person(request).pk)
            transaction.on_commit(sessions.end_by_lost_passwords)

    def response_change(self, request: HttpRequest, obj: Municipality) -> HttpResponse:
        """Who has just ended their own sign-in is told so, and where to go."""
        answer = super().response_change(request, obj)
        if obj.local_passwords or person(request).break_glass or sessions.CAME_BY in request.session:
            return answer
        logout(request)
        messages.info(request, _("Saved. Passwords are switched off, so sign in with your work account."))
        return redirect("admin:login")

    def get_fieldsets(self, request: HttpRequest, obj: Municipality | None = None) -> Any:
        """The facts of the public papers apart, and everything else before them."""
        papers = {*ADVISER, *PRIVACY, *ACCESSIBILITY}
        others = [name for name in self.get_fields(request, obj) if name not in papers]
        public = gettext_lazy("Everybody can read this at /privatliv/.")
        return (
            (None, {"fields": others}),
            (gettext_lazy("Data protection adviser"), {"fields": ADVISER, "description": public}),
            (gettext_lazy("Personal data"), {"fields": PRIVACY, "description": public}),
            (
                gettext_lazy("Accessibility"),
                {"fields": ACCESSIBILITY, "description": gettext_lazy("Everybody can read this at /tilgaengelighed/.")},
            ),
        )

    def has_add_permission(self, request: HttpRequest) -> bool:
        return super().has_add_permission(request) and not Municipality.objects.exists()

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(OpeningWindow)
class OpeningWindowAdmin(RefreshingAdmin):
    moves_due_times = True
    list_display = ("weekday", "opens", "closes", "institution")
    list_select_related = ("institution",)
    formfield_overrides = PICKED_BY_NAME
    ordering = ("institution__name", "weekday", "opens", "id")

    def save_model(self, request: HttpRequest, obj: OpeningWindow, form: Any, change: bool) -> None:  # noqa: FBT001
        before = OpeningWindow.days_of(obj.institution)
        super().save_model(request, obj, form, change)
        self.say_what_is_closed(request, obj.institution, before - OpeningWindow.days_of(obj.institution))

    def say_what_is_closed(self, request: HttpRequest, place: Institution | None, days: set[int]) -> None:
        """One window alone closes every other day: the whole week is entered on a page of its own."""
        if not days:
            return
        step = reverse("admin:setup_step", args=["hours"])
        message = _("Closed from now on, because nothing is entered for them: %(days)s.") % {
            "days": ", ".join(str(OpeningWindow.Weekday(day).label) for day in sorted(days))
        }
        week = reverse("admin:institution_hours", args=[place.pk]) if place else step
        messages.warning(request, format_html('{} <a href="{}">{}</a>', message, week, _("Enter the whole week")))


@admin.register(ClosingDay)
class ClosingDayAdmin(RefreshingAdmin):
    moves_due_times = True
    list_display = ("day", "name", "institution")
    list_select_related = ("institution",)
    formfield_overrides = PICKED_BY_NAME
    ordering = ("day", "id")


@admin.register(Institution)
class InstitutionAdmin(ImportedAdmin):
    imports = "institutions"
    form = InstitutionForm
    change_form_template = "organisation/institution_form.html"
    list_display = ("name", "kind", "code", "area", "schedule_vendor", "is_active")
    list_filter = ("kind", "area", "is_active")
    search_fields = ("name", "code")
    formfield_overrides = {models.ManyToManyField: {"widget": forms.CheckboxSelectMultiple}}
    list_select_related = ("schedule_vendor",)
    ordering = ("name", "id")

    def has_delete_permission(self, request: HttpRequest, obj: Institution | None = None) -> bool:
        """An institution that closes becomes inactive: its cases stay."""
        return super().has_delete_permission(request, obj) and obj is not None and not obj.tickets.exists()


class MembershipInline(admin.StackedInline[Membership, User]):
    model = Membership
    formset = MembershipFormSet
    extra = 1
    formfield_overrides = PICKED_BY_NAME


@admin.register(User)
class UserAdmin(ImportedAdmin):
    imports = "people"
    change_form_template = "organisation/user_form.html"
    list_display = ("name", "email", "roles_in_words", "is_active", "second_factor", "last_login")
    list_filter = ("memberships__role", "is_active")
    search_fields = ("name", "email", "memberships__institution__name")
    form = UserForm
    inlines = (MembershipInline,)
    actions = ("invite", "sign_out")
    list_per_page = 50
    ordering = ("name", "id")

    def get_queryset(self, request: HttpRequest) -> QuerySet[User]:
        """Persons; a program's account is seen at its client."""
        people = User.objects.filter(api_client=None)
        return people.prefetch_related("memberships__institution", "second_factors").order_by(*self.ordering)

    @admin.display(description=gettext_lazy("Roles"))
    def roles_in_words(self, user: User) -> str:
        held = [(str(Role(each.role).label), each.institution) for each in user.memberships.all()]
        return ", ".join(f"{role} ({place.name})" if place else role for role, place in held)

    @admin.display(description=gettext_lazy("Second factor"))
    def second_factor(self, user: User) -> str:
        kinds = {factor.get_kind_display() for factor in user.second_factors.all()}
        return ", ".join(sorted(kinds)) or "–"

    def save_model(self, request: HttpRequest, obj: User, form: Any, change: bool) -> None:  # noqa: FBT001
        """A new person has no password yet, and gets a mail with a link to choose one; so does who comes back."""
        obj.email = as_stored(obj.email)
        is_back = change and obj.is_active and User.objects.filter(pk=obj.pk, is_active=False).exists()
        if is_back or not change:
            obj.set_unusable_password()
            obj.link_wanted = SignInLink.INVITATION
        super().save_model(request, obj, form, change)
        if not obj.is_active:
            sessions.end_all(obj)
        if "break_glass" in form.changed_data:
            transaction.on_commit(sessions.end_by_lost_passwords)

    def get_fieldsets(self, request: HttpRequest, obj: User | None = None) -> Any:
        """Who takes over is asked of who is there already."""
        fields = ("name", "email", "language", "is_active", "break_glass")
        return [(None, {"fields": fields if obj is None else (*fields, "takes_over", "leaves_them")})]

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:  # noqa: FBT001
        """With the roles saved, what the person sees no longer goes to who takes over."""
        before = list(form.instance.memberships.values_list("role", "institution_id"))
        super().save_related(request, form, formsets, change)
        if change:
            user = User.objects.get(pk=form.instance.pk)
            hand_over(user, user.own, form.cleaned_data.get("takes_over"), by=person(request), before=before)

    def response_add(self, request: HttpRequest, obj: User, post_url_continue: str | None = None) -> HttpResponse:
        messages.info(request, _("%(name)s gets a mail with a link to choose a password.") % {"name": obj.name})
        return super().response_add(request, obj, post_url_continue)

    @admin.action(description=gettext_lazy("Send a link to choose a password"), permissions=["change"])
    def invite(self, request: HttpRequest, queryset: QuerySet[User]) -> None:
        for user in queryset:
            user.want_link(SignInLink.INVITATION)
        messages.success(request, _("The links are on their way."))

    @admin.action(description=gettext_lazy("Sign out everywhere"), permissions=["change"])
    def sign_out(self, request: HttpRequest, queryset: QuerySet[User]) -> None:
        for user in queryset:
            sessions.end_all(user)
        messages.success(request, _("They are signed out everywhere."))

    def has_delete_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        """Who leaves becomes inactive: what they did keeps their name. An account nobody used may go, but for the
        emergency account, which nobody uses until it is needed."""
        if obj is None or obj.last_login is not None or LogEntry.objects.filter(user_id=obj.pk).exists():
            return False
        is_needed = obj.break_glass or is_last_administrator(obj)
        return super().has_delete_permission(request, obj) and not is_needed


class SweepFilter(admin.SimpleListFilter):
    """By the work that failed, in words."""

    title = gettext_lazy("work in the background")
    parameter_name = "sweep"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        sweeps = SweepFailure.objects.order_by("sweep").values_list("sweep", flat=True).distinct()
        return [(sweep, sweep_names.words_of(sweep)) for sweep in sweeps]

    def queryset(self, request: HttpRequest, queryset: QuerySet[SweepFailure]) -> QuerySet[SweepFailure]:
        return queryset.filter(sweep=self.value()) if self.value() else queryset


@admin.register(SweepFailure)
class SweepFailureAdmin(admin.ModelAdmin[SweepFailure]):
    """What failed in the background. Nobody writes here; a row goes away by itself once it has been dealt with."""

    list_display = ("work", "key", "what", "place", "times", "first_at", "last_at", "again_at")
    list_display_links = None
    list_filter = (SweepFilter,)
    actions = ("try_again",)
    list_per_page = 50
    ordering = ("-last_at", "-id")

    @admin.display(description=gettext_lazy("work in the background"), ordering="sweep")
    def work(self, failure: SweepFailure) -> str:
        return sweep_names.words_of(failure.sweep)

    @admin.display(description=gettext_lazy("error"), ordering="error")
    def what(self, failure: SweepFailure) -> str:
        return sweep_names.as_words(failure.error)

    @admin.action(description=gettext_lazy("Try again at once"), permissions=["view"])
    def try_again(self, request: HttpRequest, queryset: QuerySet[SweepFailure]) -> None:
        queryset.update(again_at=timezone.now())
        messages.success(request, _("They are tried again with the next run, within minutes."))

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: SweepFailure | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: SweepFailure | None = None) -> bool:
        return False


@admin.register(HelpPage)
class HelpPageAdmin(admin.ModelAdmin[HelpPage]):
    list_display = ("name", "title", "is_shown", "position")
    ordering = ("position", "id")
