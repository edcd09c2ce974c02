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
from django.urls import reverse
from django.utils.html import format_html
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from organisation.importing import apply, institutions, people, plan_for, workbook
from organisation.importing.planning import OutOfDate
from organisation.importing.reading import MOST_BYTES, decoded
from organisation.models import Departure, SheetImport, User
from organisation.people.staff import person
from organisation.roles import Role

MOST_SHOWN: Final = 500
MOST_ASKED: Final = 50
"""Of so many it is said what they leave behind; a list of all staff says it of everybody (`desk.rollover`)."""
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
    """A file, or the same pasted."""

    file = forms.FileField(
        label=gettext_lazy("File"),
        help_text=gettext_lazy("A workbook (xlsx) or CSV. The first line holds the headings."),
        required=False,
        widget=forms.FileInput(attrs={"accept": ".xlsx,.xls,.ods,.csv,.txt,text/csv"}),
    )
    pasted = forms.CharField(
        label=gettext_lazy("Or paste the table here"),
        help_text=gettext_lazy("Copy the cells in your spreadsheet, with the line of headings, and paste them."),
        required=False,
        max_length=MOST_BYTES,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 6}),
    )
    only_these = forms.BooleanField(
        label=gettext_lazy("The file is complete: anything it does not list is made inactive"), required=False
    )

    def clean_file(self) -> str:
        """The text of the file."""
        file = self.cleaned_data["file"]
        if file is None:
            return ""
        if file.size > MOST_BYTES:
            raise forms.ValidationError(_("The file is more than 2 MB. Divide it."))
        data = file.read()
        if not workbook.is_workbook(data):
            return decoded(data)
        try:
            return workbook.text_of(data)
        except workbook.UnreadableWorkbook as trouble:
            raise forms.ValidationError(str(trouble)) from None

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if "file" in data and not (data["file"] or data.get("pasted", "").strip()):
            self.add_error("file", _("Choose a file, or paste the table below."))
        return data

    @property
    def text(self) -> str:
        return str(self.cleaned_data["file"] or self.cleaned_data["pasted"])

    @property
    def file_name(self) -> str:
        file = self.files.get("file")
        return str(getattr(file, "name", ""))[-120:] or _("pasted table")


def administrator(request: HttpRequest) -> User:
    """The signed-in municipal administrator. Raises `PermissionDenied` for anybody else."""
    user = person(request)
    if Role.MUNICIPAL_ADMIN not in user.roles:
        raise PermissionDenied
    return user


@require_http_methods(["GET", "POST"])
def choose(request: HttpRequest, kind: str) -> HttpResponse:
    """The file. What it holds is kept until it is confirmed, at most a day."""
    user = administrator(request)
    form = SheetForm(request.POST or None, request.FILES or None, initial={"pasted": text_to_correct(request, kind)})
    if request.method == "POST" and form.is_valid():
        SheetImport.drop_old()
        sheet = SheetImport.objects.create(
            kind=kind,
            file_name=form.file_name,
            text=form.text,
            only_these=form.cleaned_data["only_these"],
            by=user,
        )
        return redirect(reverse(f"admin:import_{kind}_preview", args=[sheet.pk]) + from_setup(request))
    status = 422 if request.method == "POST" else 200
    lately = SheetImport.objects.filter(kind=kind).exclude(applied_at=None).select_related("by").order_by("-id")[:5]
    return page(request, "choose", kind, {"form": form, "lately": lately}, status)


@require_http_methods(["GET", "POST"])
def preview(request: HttpRequest, kind: str, pk: int) -> HttpResponse:
    """What would change, line by line; by POST it is done, exactly as it was shown."""
    user = administrator(request)
    sheet = get_object_or_404(SheetImport.objects.filter(kind=kind, by=user), pk=pk)
    back = reverse(f"admin:organisation_{'institution' if kind == 'institutions' else 'user'}_changelist")
    if from_setup(request):
        back = reverse("admin:setup_step", args=[kind])
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
            if kind == "people" and Departure.objects.waiting().exists():
                sentence = _("What somebody had who lost access or a role waits until you say who takes it over.")
                link = format_html('<a href="{}">{}</a>', reverse("admin:departures"), _("People who left"))
                messages.warning(request, format_html("{} {}", sentence, link))
            return redirect(back)
    plan = plan_for(sheet, by=user)
    left_by = institutions.left_by if kind == "institutions" else people.left_by
    shown = sorted(plan.differs, key=lambda change: change.role_keys is None and not change.closes)[:MOST_SHOWN]
    to_correct = {"correct": sheet.pk} | ({"from": "setup"} if from_setup(request) else {})
    context = {
        "sheet": sheet,
        "plan": plan,
        "shown": [(change, left_by(change) if at < MOST_ASKED else []) for at, change in enumerate(shown)],
        "losing": any(change.role_keys is not None for change in plan.differs),
        "more": max(len(plan.differs) - MOST_SHOWN, 0),
        "problems": plan.problems[:MOST_SHOWN],
        "correct_address": f"{reverse(f'admin:import_{kind}')}?{urlencode(to_correct)}",
    }
    return page(request, "preview", kind, context, 422 if plan.problems else status)


def text_to_correct(request: HttpRequest, kind: str) -> str:
    """The text of a sheet of the person's own that had something wrong, to be put right here."""
    key = request.GET.get("correct", "")
    own = SheetImport.objects.filter(kind=kind, by=person(request), applied_at=None)
    return own.filter(pk=key).values_list("text", flat=True).first() or "" if key.isdecimal() else ""


def from_setup(request: HttpRequest) -> str:
    """What an address carries of one who came from the guided start, and returns there."""
    return "?from=setup" if request.GET.get("from") == "setup" else ""


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
    return render(request, f"organisation/importing/{name}.html", whole, status=status)
