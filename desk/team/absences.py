"""Who is away: everybody's own page, and for the municipal administrator the days of all."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods, require_POST

from database.dialects import danish_order
from desk.team import deputy_news, returning
from organisation.models import Absence, Membership, User
from organisation.models.absence import AbsenceQuerySet
from organisation.people import deputies
from organisation.people.staff import person
from organisation.roles import Role, Verb
from tickets.models import Ticket
from tickets.words import DONE


class AbsenceForm(forms.Form):
    """Days off. Only the administrator chooses the person."""

    user = forms.ModelChoiceField(
        label=gettext_lazy("Person"), queryset=User.objects.none(), widget=forms.Select(attrs={"data-combobox": ""})
    )
    starts_on = forms.DateField(label=gettext_lazy("First day"), widget=forms.DateInput(attrs={"type": "date"}))
    ends_on = forms.DateField(label=gettext_lazy("Last day"), widget=forms.DateInput(attrs={"type": "date"}))
    deputy = forms.ModelChoiceField(
        label=gettext_lazy("Deputy"),
        queryset=User.objects.none(),
        required=False,
        empty_label=gettext_lazy("Nobody"),
        widget=forms.Select(attrs={"data-combobox": ""}),
        help_text=gettext_lazy(
            "Gets your new cases while you are away. Where they lack a role of yours, an administrator of the place "
            "confirms that they have its work on these days. Sensitive cases stay closed to them."
        ),
    )
    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        max_length=120,
        required=False,
        help_text=gettext_lazy("Your colleagues can read it. Write nothing about health."),
    )

    def __init__(self, *args: Any, by: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        everybody = (
            User.objects.filter(is_active=True, memberships__isnull=False)
            .distinct()
            .order_by(danish_order("name"), "id")
        )
        self.by = by
        self.fields["deputy"].queryset = everybody.order_by(danish_order("name"), "id")  # type: ignore[attr-defined]
        if Role.MUNICIPAL_ADMIN in by.roles:
            self.fields["user"].queryset = everybody  # type: ignore[attr-defined]
            self.initial.setdefault("user", by.pk)
        else:
            del self.fields["user"]
        for name in ("starts_on", "ends_on"):
            self.fields[name].widget.format = "%Y-%m-%d"

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        cleaned.setdefault("user", self.by)
        starts, ends = cleaned.get("starts_on"), cleaned.get("ends_on")
        if starts and ends and ends < starts:
            self.add_error("ends_on", _("The last day is before the first."))
        if ends and ends < timezone.localdate():
            self.add_error("ends_on", _("These days are over."))
        if cleaned.get("deputy") and cleaned["deputy"] == cleaned["user"]:
            self.add_error("deputy", _("Choose somebody else."))
        return cleaned


def seen_by(user: User) -> AbsenceQuerySet:
    """What the person may change, with how many open cases each has who is away."""
    held = Count("user__assigned_tickets", filter=~Q(user__assigned_tickets__status__in=DONE))
    absences = Absence.objects.not_over().in_order().select_related("user", "deputy").annotate(held_cases=held)
    return absences if Role.MUNICIPAL_ADMIN in user.roles else absences.filter(user=user)


@require_http_methods(["GET", "POST"])
def show(request: HttpRequest) -> HttpResponse:
    user = person(request)
    form = AbsenceForm(request.POST or None, by=user)
    if request.method == "POST" and form.is_valid():
        absence = Absence.enter(by=user, **form.cleaned_data)
        if deputies.waiting_for(user, absence):
            deputies.lend(absence, by=user)
        messages.success(request, _("Noted: %(name)s is away.") % {"name": absence.user})
        if waits := still_waiting(absence):
            deputy_news.tell(absence, waits)
            sentence = _(
                "%(name)s cannot see the cases there yet: %(roles)s. An administrator has a mail to confirm it."
            )
            names = {"name": absence.deputy, "roles": ", ".join(row.in_words() for row in waits)}
            messages.info(request, sentence % names)
        return redirect("admin:absences")
    context = {
        **admin.site.each_context(request),
        "title": _("Absence"),
        "form": form,
        "absences": [with_rights(absence) for absence in seen_by(user)],
        "stands_in": [with_rights(absence) for absence in standing_in(user)],
        "to_confirm": to_confirm(user),
    }
    status = 422 if form.is_bound else 200
    return render(request, "desk/team/absences.html", context, status=status)


def standing_in(user: User) -> AbsenceQuerySet:
    return Absence.objects.not_over().filter(deputy=user).in_order().select_related("user", "deputy")


def with_rights(absence: Absence) -> tuple[Absence, list[str], list[str]]:
    """What the deputy has of it, and what waits, in words."""
    return absence, lent_in(absence), [row.in_words() for row in still_waiting(absence)]


def lent_in(absence: Absence) -> list[str]:
    """What the deputy has on these days, and who said so."""
    rows = absence.lent.filter(deputy=absence.deputy_id).select_related("membership__institution", "given_by")
    return [
        _("%(role)s (confirmed by %(name)s)") % {"role": row.membership.in_words(), "name": row.given_by or "–"}
        for row in rows.order_by("id")
    ]


def still_waiting(absence: Absence) -> list[Membership]:
    given = set(absence.lent.filter(deputy=absence.deputy_id).values_list("membership", flat=True))
    return [row for row in deputies.lendable(absence) if row.pk not in given]


def to_confirm(user: User) -> list[tuple[Absence, list[str]]]:
    """Whose deputies wait for this administrator."""
    if not user.may(Verb.INVITE):
        return []
    coming = Absence.objects.not_over().exclude(deputy=None).in_order().select_related("user", "deputy")
    waiting = [(absence, deputies.waiting_for(user, absence)) for absence in coming]
    return [(absence, [row.in_words() for row in rows]) for absence, rows in waiting if rows]


@require_POST
def confirm(request: HttpRequest, pk: int) -> HttpResponse:
    """An administrator of the place lets the deputy work there on these days."""
    user = person(request)
    absence = get_object_or_404(Absence.objects.not_over().exclude(deputy=None), pk=pk)
    if not deputies.waiting_for(user, absence):
        raise PermissionDenied
    deputies.lend(absence, by=user)
    messages.success(request, _("%(name)s can work there on these days.") % {"name": absence.deputy})
    return redirect("admin:absences")


@require_POST
def cancel(request: HttpRequest, pk: int) -> HttpResponse:
    absence = get_object_or_404(seen_by(person(request)), pk=pk)
    for row in absence.lent.select_related("membership"):
        returning.end(row)
    absence.cancel(by=person(request))
    messages.success(request, _("The absence was taken back."))
    return redirect("admin:absences")


@require_POST
def hand_over(request: HttpRequest, pk: int) -> HttpResponse:
    """Gives the deputy what the person has already; what the deputy may not see stays."""
    user = person(request)
    absence = get_object_or_404(seen_by(user).exclude(deputy=None), pk=pk)
    assert absence.deputy is not None
    note = _("Handed over since %(name)s is away.") % {"name": absence.user}
    mine = Ticket.objects.visible_to(user).open().filter(assignee=absence.user)
    given, kept = mine.hand_over(absence.deputy, by=user, note=note)
    sentence = ngettext("%(count)d case was handed over.", "%(count)d cases were handed over.", given) % {
        "count": given
    }
    messages.success(request, sentence)
    if kept:
        messages.warning(
            request,
            ngettext(
                "%(count)d case stays, since the deputy may not see it.",
                "%(count)d cases stay, since the deputy may not see them.",
                kept,
            )
            % {"count": kept},
        )
    return redirect("admin:absences")
