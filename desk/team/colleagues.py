"""The page on which an institution's administrator invites colleagues, and the one on which a colleague goes."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from database.dialects import danish_order
from organisation.models import Institution, User
from organisation.pages.refusals import UnableTo, comes_back, with_refusal
from organisation.people.colleagues import GIVEN, at_places_of, invite, places_of, remove, role_keys_without
from organisation.people.leaving import left_behind
from organisation.people.staff import may, person
from organisation.roles import Verb


class InviteForm(forms.Form):
    name = forms.CharField(label=gettext_lazy("Name"), max_length=120)
    email = forms.EmailField(label=gettext_lazy("E-mail"), max_length=254)
    role = forms.ChoiceField(label=gettext_lazy("Role"), choices=[(role.value, role.label) for role in GIVEN])
    institution = forms.ModelChoiceField(
        label=gettext_lazy("Institution"), queryset=Institution.objects.none(), empty_label=None
    )

    def __init__(self, *args: Any, by: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["institution"].queryset = places_of(by)  # type: ignore[attr-defined]


class RemoveForm(forms.Form):
    takes_over = forms.ModelChoiceField(
        label=gettext_lazy("Who takes over"),
        queryset=User.objects.none(),
        required=False,
        empty_label=gettext_lazy("Nobody"),
        help_text=gettext_lazy("Gets the open cases that the person can see no longer, and what else they saw to."),
    )
    leaves_them = forms.BooleanField(
        label=gettext_lazy("Nobody takes over by name: those who work there are told"), required=False
    )

    def __init__(self, *args: Any, by: User, leaving: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        colleagues = User.objects.filter(is_active=True, memberships__in=at_places_of(by)).exclude(pk=leaving.pk)
        self.fields["takes_over"].queryset = colleagues.distinct().order_by(danish_order("name"), "id")  # type: ignore[attr-defined]


def asker(request: HttpRequest) -> User:
    if not may(request, Verb.INVITE):
        raise PermissionDenied
    return person(request)


@require_http_methods(["GET", "POST"])
def show(request: HttpRequest) -> HttpResponse:
    user = asker(request)
    form = InviteForm(request.POST or None, by=user)
    if request.method == "POST" and form.is_valid():
        invited = invite(by=user, **form.cleaned_data)
        messages.success(request, _("%(name)s is a colleague now.") % {"name": invited})
        return redirect("admin:colleagues")
    context = {
        **admin.site.each_context(request),
        "title": _("Colleagues"),
        "form": form,
        "rows": at_places_of(user),
        "me": user,
    }
    return render(request, "desk/team/colleagues.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
def take_leave(request: HttpRequest, pk: int) -> HttpResponse:
    """What would strand, and who takes it; by POST the role is gone."""
    user = asker(request)
    membership = get_object_or_404(at_places_of(user), pk=pk)
    form = RemoveForm(request.POST if request.method == "POST" else None, by=user, leaving=membership.user)

    def page(refusal: UnableTo | None = None) -> HttpResponse:
        role_keys = role_keys_without(membership)
        context = {
            **admin.site.each_context(request),
            "title": _("Remove %(name)s") % {"name": membership.user},
            "membership": membership,
            "left": left_behind(membership.user, role_keys),
            "leaves_all": not role_keys,
            "form": with_refusal(form, refusal) if refusal else form,
        }
        return render(request, "desk/team/remove_colleague.html", context, status=409 if refusal else 200)

    comes_back(request, page)
    if request.method == "POST" and form.is_valid():
        cleaned = form.cleaned_data
        remove(membership, by=user, to=cleaned["takes_over"], nobody=cleaned["leaves_them"])
        messages.success(request, _("%(name)s no longer works here.") % {"name": membership.user})
        return redirect("admin:colleagues")
    return page()
