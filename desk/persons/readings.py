"""What a person has read, and who has read a case: for those who must be able to answer for it."""

from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from database.dialects import danish_order
from organisation.models import User
from organisation.people.staff import person
from organisation.roles import Verb
from tickets.models import Reading, Ticket

PAGE = 100


class WhichForm(forms.Form):
    person = forms.ModelChoiceField(
        label=gettext_lazy("Person"),
        queryset=User.objects.order_by(danish_order("name"), "id"),
        required=False,
        widget=forms.Select(attrs={"data-combobox": ""}),
    )
    case = forms.CharField(label=gettext_lazy("Case number"), max_length=20, required=False)


@require_safe
def show(request: HttpRequest) -> HttpResponse:
    """Newest first; of one person, of one case, or of one person in one case. Nothing before something is chosen."""
    user = person(request)
    if not user.may(Verb.AUDIT):
        raise PermissionDenied
    form = WhichForm(request.GET if {"person", "case"} & set(request.GET) else None)
    rows = chosen(user, form) if form.is_valid() else Reading.objects.none()
    context: dict[str, Any] = {**admin.site.each_context(request), "title": _("Who has read what"), "form": form}
    context |= {"readings": Paginator(rows, PAGE).get_page(request.GET.get("page"))}
    return render(request, "desk/persons/readings.html", context)


def chosen(user: User, form: WhichForm) -> "QuerySet[Reading]":
    """Readings of cases that the person who asks may see themselves."""
    cleaned = form.cleaned_data
    if not cleaned["person"] and not cleaned["case"]:
        return Reading.objects.none()
    rows = Reading.objects.filter(ticket__in=Ticket.objects.visible_to(user)).select_related("ticket", "person")
    if cleaned["person"]:
        rows = rows.filter(person=cleaned["person"])
    if cleaned["case"]:
        rows = rows.filter(ticket=Ticket.objects.visible_to(user).named(cleaned["case"].strip()))
    return rows.order_by("-since", "-id")
