"""What people left behind whom the directory has taken out: administrators see it, and say who takes it."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from database.dialects import danish_order
from organisation.importing.pages import administrator
from organisation.models import Departure, User


class HandOverForm(forms.Form):
    takes_over = forms.ModelChoiceField(
        label=gettext_lazy("Who takes over"),
        queryset=User.objects.none(),
        required=False,
        empty_label=gettext_lazy("Nobody"),
        widget=forms.Select(attrs={"data-combobox": ""}),
        help_text=gettext_lazy("Gets the open cases that the person can see no longer, and what else they saw to."),
    )
    leaves_them = forms.BooleanField(
        label=gettext_lazy("Nobody takes over by name: those who work there are told"), required=False
    )

    def __init__(self, *args: Any, leaving: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        others = User.objects.filter(is_active=True, memberships__isnull=False).exclude(pk=leaving.pk)
        self.fields["takes_over"].queryset = others.distinct().order_by(danish_order("name"), "id")  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if not cleaned.get("takes_over") and not cleaned.get("leaves_them"):
            raise forms.ValidationError(_("Choose who takes over, or tick that nobody does by name."))
        return cleaned


@require_safe
def show(request: HttpRequest) -> HttpResponse:
    administrator(request)
    waiting = Departure.objects.waiting().select_related("user").order_by("at", "id")
    context = {**admin.site.each_context(request), "title": _("People who left"), "departures": waiting}
    return render(request, "desk/team/departures.html", context)


@require_http_methods(["GET", "POST"])
def settle(request: HttpRequest, pk: int) -> HttpResponse:
    user = administrator(request)
    departure = get_object_or_404(Departure.objects.waiting().select_related("user"), pk=pk)
    form = HandOverForm(request.POST if request.method == "POST" else None, leaving=departure.user)
    if request.method == "POST" and form.is_valid():
        departure.settle(by=user, to=form.cleaned_data["takes_over"])
        messages.success(request, _("What %(name)s had is handed over.") % {"name": departure.user})
        return redirect("admin:departures")
    context = {
        **admin.site.each_context(request),
        "title": str(departure.user),
        "departure": departure,
        "form": form,
    }
    return render(request, "desk/team/settle_departure.html", context, status=422 if form.errors else 200)
