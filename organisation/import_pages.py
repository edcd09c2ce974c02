"""The pages of an import: choose a file, see what it would change, say yes. Inside the admin, for who may add both."""

import csv
from collections.abc import Mapping, Sequence
from typing import Any, Final

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from organisation.importing import apply, institutions, people, plan_for
from organisation.importing.planning import OutOfDate
from organisation.importing.reading import MOST_BYTES, decoded
from organisation.models import SheetImport, User
from organisation.roles import Role
from organisation.staff import person

MOST_SHOWN: Final = 500
COLUMNS: Final[dict[str, Mapping[str, Sequence[str]]]] = {
    "institutions": institutions.COLUMNS,
    "people": people.COLUMNS,
}
EXAMPLES: Final[dict[str, list[list[str]]]] = {
    "institutions": [
        ["731004", "Eksempelskolen", "Skole", "Nord", "kontor@eksempel.dk", "", "", "", "ja"],
        ["G19814", "Eksempelhaven", "Dagtilbud", "Nord", "", "", "", "", "ja"],
    ],
    "people": [
        ["anna@eksempel.dk", "Anna Eksempel", "Pædagogisk superbruger", "731004", "dansk"],
        ["bo@eksempel.dk", "Bo Eksempel", "Supportberettiget", "", "dansk"],
    ],
}


class SheetForm(forms.Form):
    file = forms.FileField(
        label=gettext_lazy("File"),
        help_text=gettext_lazy("CSV, as a spreadsheet saves it. The first line holds the headings."),
        widget=forms.FileInput(attrs={"accept": ".csv,.txt,text/csv"}),
    )
    only_these = forms.BooleanField(
        label=gettext_lazy("The file is complete: anything it does not list is made inactive"), required=False
    )

    def clean_file(self) -> str:
        """The text of the file."""
        file = self.cleaned_data["file"]
        if file.size > MOST_BYTES:
            raise forms.ValidationError(_("The file is more than 2 MB. Divide it."))
        data = file.read()
        if data[:4] in {b"PK\x03\x04", b"\xd0\xcf\x11\xe0"}:
            raise forms.ValidationError(
                _("This is a workbook. Save it as CSV in your spreadsheet, and choose that file.")
            )
        return decoded(data)


def administrator(request: HttpRequest) -> User:
    """The signed-in municipal administrator. Raises `PermissionDenied` for anybody else."""
    user = person(request)
    if Role.MUNICIPAL_ADMIN not in user.roles:
        raise PermissionDenied
    return user


@require_http_methods(["GET", "POST"])
def choose(request: HttpRequest, kind: str) -> HttpResponse:
    """The file. What it holds is kept until it is confirmed, at most a day."""
    user, form = administrator(request), SheetForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        SheetImport.drop_old()
        sheet = SheetImport.objects.create(
            kind=kind,
            file_name=str(getattr(form.files["file"], "name", ""))[-120:],
            text=form.cleaned_data["file"],
            only_these=form.cleaned_data["only_these"],
            by=user,
        )
        return redirect(f"admin:import_{kind}_preview", sheet.pk)
    status = 422 if request.method == "POST" else 200
    lately = SheetImport.objects.filter(kind=kind).exclude(applied_at=None).select_related("by").order_by("-id")[:5]
    return page(request, "choose", kind, {"form": form, "lately": lately}, status)


@require_http_methods(["GET", "POST"])
def preview(request: HttpRequest, kind: str, pk: int) -> HttpResponse:
    """What would change, line by line; by POST it is done, exactly as it was shown."""
    user = administrator(request)
    sheet = get_object_or_404(SheetImport.objects.filter(kind=kind, by=user), pk=pk)
    back = f"admin:organisation_{'institution' if kind == 'institutions' else 'user'}_changelist"
    if sheet.applied_at is not None:
        return redirect(back)
    status = 200
    if request.method == "POST":
        try:
            done = apply(sheet, by=user, shown=request.POST.get("shown", ""), invite=request.POST.get("invite") == "on")
        except (OutOfDate, ValueError, IntegrityError):
            status = 409
            messages.warning(request, _("Something changed meanwhile. Nothing was done: look at the list again."))
        else:
            messages.success(request, _("Done: %(new)d new, %(changed)d changed, %(leaves)d inactive.") % done.counts)
            return redirect(back)
    plan = plan_for(sheet, by=user)
    context = {
        "sheet": sheet,
        "plan": plan,
        "shown": plan.differs[:MOST_SHOWN],
        "more": max(len(plan.differs) - MOST_SHOWN, 0),
        "problems": plan.problems[:MOST_SHOWN],
    }
    return page(request, "preview", kind, context, 422 if plan.problems else status)


@require_safe
def example(request: HttpRequest, kind: str) -> HttpResponse:
    """A file to begin with, with the headings and two lines."""
    administrator(request)
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{kind}.csv"'
    response.write("\ufeff")
    rows = csv.writer(response, delimiter=";")
    rows.writerow([headings[0] for headings in COLUMNS[kind].values()])
    rows.writerows(EXAMPLES[kind])
    return response


def page(request: HttpRequest, name: str, kind: str, context: dict[str, Any], status: int) -> HttpResponse:
    titles = {"institutions": _("Institutions from a spreadsheet"), "people": _("People from a spreadsheet")}
    whole = {
        **admin.site.each_context(request),
        "title": titles[kind],
        "kind": kind,
        "columns": [headings[0] for headings in COLUMNS[kind].values()],
        **context,
    }
    return render(request, f"organisation/import_{name}.html", whole, status=status)
