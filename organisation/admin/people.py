"""Administration of people and their roles."""

from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.models import LogEntry
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from organisation.admin.base import PICKED_BY_NAME, ImportedAdmin
from organisation.models import (
    Membership,
    SignInLink,
    User,
)
from organisation.models.people import as_stored
from organisation.people.forms import MembershipFormSet, UserForm, is_last_administrator
from organisation.people.leaving import hand_over
from organisation.people.staff import person
from organisation.roles import Role
from organisation.sign_in import sessions


class MembershipInline(admin.StackedInline[Membership, User]):
    model = Membership
    formset = MembershipFormSet
    extra = 1
    formfield_overrides = PICKED_BY_NAME


@admin.register(User)
class UserAdmin(ImportedAdmin):
    imports = "people"
    change_form_template = "organisation/admin/user_form.html"
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
        memberships = [(str(Role(each.role).label), each.institution) for each in user.memberships.all()]
        return ", ".join(f"{role} ({place.name})" if place else role for role, place in memberships)

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
