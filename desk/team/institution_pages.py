"""The page on which an institution is closed or merged into another."""

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from desk.team.merging_institutions import in_numbers, merge
from organisation.models import Institution
from organisation.people.staff import person
from organisation.roles import Role


class SuccessorForm(forms.Form):
    into = forms.ModelChoiceField(
        label=gettext_lazy("Everything goes to"),
        queryset=Institution.objects.none(),
        widget=forms.Select(attrs={"data-combobox": ""}),
    )

    def __init__(self, *args: object, place: Institution, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        others = Institution.objects.active().exclude(pk=place.pk).by_name()
        self.fields["into"].queryset = others  # type: ignore[attr-defined]


@require_http_methods(["GET", "POST"])
def close(request: HttpRequest, pk: int) -> HttpResponse:
    """What the institution has, and where it is to go; by POST it goes there."""
    user = person(request)
    if Role.MUNICIPAL_ADMIN not in user.roles:
        raise PermissionDenied
    place = get_object_or_404(Institution, pk=pk)
    form = SuccessorForm(request.POST or None, place=place)
    if request.method == "POST" and form.is_valid():
        into = form.cleaned_data["into"]
        count = merge(place, into, by=user)
        names = {"name": place, "into": into, "count": count}
        messages.success(
            request, _("%(name)s is closed. Everything is at %(into)s now; open cases: %(count)s.") % names
        )
        return redirect("admin:organisation_institution_change", into.pk)
    context = {
        **admin.site.each_context(request),
        "title": _("Close %(name)s, or merge it into another") % {"name": place},
        "place": place,
        "numbers": in_numbers(place),
        "form": form,
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "desk/team/close_institution.html", context, status=status)
