"""The pages of the routing rules: what holds now, what comes, what was, and the form that changes it."""

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import URLPattern, path
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from organisation.models import User
from organisation.pages.refusals import comes_back, with_refusal
from organisation.people.staff import person
from tickets.words import Route
from triage.routing.models import RoutingRule
from triage.routing.rule_forms import ConditionForms, RuleForm, as_initial, conditions_of, is_plain
from triage.routing.rule_words import by_route, lines_of, sentence

SEE, CHANGE = "triage.view_routingrule", "triage.change_routingrule"


@admin.register(RoutingRule)
class RoutingRuleAdmin(admin.ModelAdmin[RoutingRule]):
    """Rules are made, followed by others and taken back through the model's verbs, which keep what was."""

    def get_urls(self) -> list[URLPattern]:
        guarded = self.admin_site.admin_view
        return [
            path("", guarded(show_rules), name="triage_routingrule_changelist"),
            path("add/", guarded(add_rule), name="triage_routingrule_add"),
            path("<int:pk>/change/", guarded(change_rule), name="triage_routingrule_change"),
            path("<int:pk>/withdraw/", guarded(withdraw_rule), name="withdraw_rule"),
        ]

    def has_delete_permission(self, request: HttpRequest, obj: RoutingRule | None = None) -> bool:
        return False


def allowed(request: HttpRequest, permission: str) -> User:
    """The person, if they hold the permission. Raises `PermissionDenied` otherwise."""
    user = person(request)
    if not user.has_perm(permission):
        raise PermissionDenied
    return user


@require_safe
def show_rules(request: HttpRequest) -> HttpResponse:
    user = allowed(request, SEE)
    context = {"title": _("Routing rules"), "routes": by_route(), "may_change": user.has_perm(CHANGE)}
    return page(request, "rules", context)


@require_http_methods(["GET", "POST"])
def add_rule(request: HttpRequest) -> HttpResponse:
    """A rule of a route that has none, or one written from the beginning."""
    user, route = allowed(request, CHANGE), request.GET.get("route", "")
    form = RuleForm(request.POST or None, route=route if route in Route.values else "")
    return edit(request, user, form, [])


@require_http_methods(["GET", "POST"])
def change_rule(request: HttpRequest, pk: int) -> HttpResponse:
    """The rule with what follows from its state: the one in force gets a successor, one that comes is changed."""
    user = allowed(request, CHANGE)
    rule = get_object_or_404(RoutingRule, pk=pk)
    return edit(request, user, RuleForm(request.POST or None, rule=rule), rule.conditions)


def edit(request: HttpRequest, user: User, form: RuleForm, conditions: list[dict[str, Any]]) -> HttpResponse:
    plain = [condition for condition in conditions if is_plain(condition)]
    kept = [condition for condition in conditions if not is_plain(condition)]
    formset = ConditionForms(
        request.POST or None, prefix="conditions", initial=[as_initial(condition) for condition in plain]
    )

    def shown(form: RuleForm, status: int) -> HttpResponse:
        return edit_page(request, form, formset, plain, kept, status)

    if form.is_bound:
        if form.is_valid() and formset.is_valid():
            comes_back(request, lambda refusal: shown(with_refusal(form, refusal, "valid_from"), 409))
            return done(request, save(user, form, conditions_of(formset, kept)))
        return shown(form, 422)
    return shown(form, 200)


def edit_page(
    request: HttpRequest, form: RuleForm, formset: Any, plain: list[Any], kept: list[Any], status: int
) -> HttpResponse:
    context = {
        "title": _("Change a rule") if form.rule else _("Make a rule"),
        "form": form,
        "formset": formset,
        "sentences": [sentence(condition) for condition in plain],
        "kept": [sentence(condition) for condition in kept],
        "rule": form.rule,
        "now": lines_of(form.rule) if form.rule else [],
    }
    return page(request, "rule", context, status)


def save(user: User, form: RuleForm, conditions: list[dict[str, Any]]) -> RoutingRule:
    fields = form.decisions(conditions)
    return form.rule.revise(fields, by=user) if form.rule else RoutingRule.make(form.of_route, fields, by=user)


def done(request: HttpRequest, rule: RoutingRule) -> HttpResponse:
    names = {"route": rule.get_route_display(), "day": date_format(rule.valid_from)}
    if rule.is_coming:
        messages.success(request, _("%(route)s: the rule is valid from %(day)s.") % names)
    else:
        messages.success(request, _("%(route)s: the rule is in force.") % names)
    return redirect("admin:triage_routingrule_changelist")


@require_POST
def withdraw_rule(request: HttpRequest, pk: int) -> HttpResponse:
    user = allowed(request, CHANGE)
    rule = get_object_or_404(RoutingRule, pk=pk)
    rule.withdraw(by=user)
    messages.success(request, _("The rule was taken back. The one before it stays in force."))
    return redirect("admin:triage_routingrule_changelist")


def page(request: HttpRequest, name: str, context: dict[str, Any], status: int = 200) -> HttpResponse:
    shown = admin.site.each_context(request) | context
    return render(request, f"desk/setup/rules/{name}.html", shown, status=status)
