"""The page on which a school is split: which institutions come out of it, what goes where, and then the act."""

import re
from typing import Any, Final

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from desk.team.merging_institutions import in_numbers
from desk.team.splitting import STAYS, Choice, SplitPart, SplitPlan, plan_for, put_together, split
from organisation.models import Institution
from organisation.people.staff import person
from organisation.roles import Role

OTHERS: Final = ("1", "2", "3")
"""The keys of the parts beside the school itself."""
GRADES: Final = re.compile(r"\s*(\d{1,2})\.?\s*(?:(?:-|–|til|to)\s*(\d{1,2})\.?\s*)?")
NEW: Final = ("name", "code", "kind")


class InstitutionSplitForm(forms.Form):
    """What comes out of it. A part is an institution that is there, or a new one with name, code and kind."""

    stays = forms.BooleanField(
        label=gettext_lazy("It stays open as one of them"),
        required=False,
        initial=True,
        help_text=gettext_lazy("Otherwise it closes, and new cases go to the first of the others."),
    )

    def __init__(self, *args: Any, place: Institution, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.place, self.parts = place, list[SplitPart]()
        others = Institution.objects.active().exclude(pk=place.pk).by_name()
        self.fields[f"grades_{STAYS}"] = grades_field()
        for key in OTHERS:
            self.fields[f"there_{key}"] = forms.ModelChoiceField(
                label=_("An institution that is there"),
                queryset=others,
                required=False,
                empty_label=_("A new one:"),
                widget=forms.Select(attrs={"data-combobox": ""}),
            )
            for name in NEW:
                field = Institution._meta.get_field(name).formfield(required=False)  # type: ignore[union-attr]  # columns of its own
                assert isinstance(field, forms.Field)
                field.initial = place.kind if name == "kind" else None
                self.fields[f"{name}_{key}"] = field
            self.fields[f"grades_{key}"] = grades_field()

    def rows(self) -> list[list[forms.BoundField]]:
        """The fields of each part, for the page."""
        return [[self[f"{name}_{key}"] for name in ("there", *NEW, "grades")] for key in OTHERS]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if cleaned.get("stays"):
            self.parts.append(SplitPart(STAYS, self.place, self.grades(STAYS)))
        for key in OTHERS:
            place, grades = cleaned.get(f"there_{key}") or self.new_place(key), self.grades(key)
            if place is not None:
                self.parts.append(SplitPart(key, place, grades))
        names = [part.name.casefold() for part in self.parts]
        if len(set(names)) < len(names):
            self.add_error(None, _("Choose each institution once."))
        if len(self.parts) < 2 and not self.errors:  # noqa: PLR2004
            self.add_error(None, _("Name at least two institutions that come out of it."))
        return cleaned

    def grades(self, key: str) -> range | None:
        text = self.cleaned_data.get(f"grades_{key}", "")
        match = GRADES.fullmatch(text) if text else None
        if text and match is None:
            self.add_error(f"grades_{key}", _("Write the first and the last class, such as 0-6."))
        if match is None:
            return None
        first = int(match[1])
        return range(first, int(match[2] or first) + 1)

    def new_place(self, key: str) -> Institution | None:
        """Not stored yet; what is wrong with it stands at its field."""
        facts = {name: self.cleaned_data.get(f"{name}_{key}") or "" for name in NEW}
        if not facts["name"] and not facts["code"]:
            return None
        place = Institution(**facts, area=self.place.area)
        try:
            place.full_clean()
        except ValidationError as error:
            for name, complaints in error.message_dict.items():
                self.add_error(f"{name}_{key}" if name in NEW else None, complaints)
            return None
        return place


def grades_field() -> forms.CharField:
    return forms.CharField(
        label=_("Classes"),
        max_length=12,
        required=False,
        help_text=_("Such as 0-6. A case that names one of them is suggested to go there."),
    )


@require_http_methods(["GET", "POST"])
def show(request: HttpRequest, pk: int) -> HttpResponse:
    """First the parts, then what goes where; done when that was seen with these very parts."""
    user = person(request)
    if Role.MUNICIPAL_ADMIN not in user.roles:
        raise PermissionDenied
    place = get_object_or_404(Institution.objects.active(), pk=pk)
    form = InstitutionSplitForm(request.POST or None, place=place)
    plan = None
    if request.method == "POST" and form.is_valid():
        chosen = {name: str(value) for name, value in request.POST.items()}
        if "do" in request.POST and request.POST.get("shown") == digest(form.parts):
            outcome = split(place, form.parts, chosen, by=user)
            names = {"name": place, "parts": ", ".join(str(each) for each in outcome.parts), "count": outcome.moved}
            messages.success(request, _("%(name)s is split: %(parts)s. Open cases that moved: %(count)s.") % names)
            return redirect("admin:organisation_institution_change", place.pk)
        plan = plan_for(place, form.parts, chosen, by=user)
    context = {
        **admin.site.each_context(request),
        "title": _("Split %(name)s") % {"name": place},
        "place": place,
        "form": form,
        "plan": plan,
        "sections": sections(plan) if plan else [],
        "shown": digest(form.parts),
        "errors": bool(form.errors),
    }
    return render(request, "desk/team/split_institution.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
def join(request: HttpRequest, pk: int) -> HttpResponse:
    """What came out of a school, and by POST it is one school again."""
    user = person(request)
    if Role.MUNICIPAL_ADMIN not in user.roles:
        raise PermissionDenied
    place = get_object_or_404(Institution, pk=pk)
    if request.method == "POST":
        count = put_together(place, by=user)
        sentence = _("%(name)s is one again. Open cases that came back: %(count)s.")
        messages.success(request, sentence % {"name": place, "count": count})
        return redirect("admin:organisation_institution_change", place.pk)
    context = {
        **admin.site.each_context(request),
        "title": _("Put %(name)s together again") % {"name": place},
        "place": place,
        "parts": [(part, in_numbers(part)) for part in place.split_off.active().by_name()],
    }
    return render(request, "desk/team/put_together.html", context)


def digest(parts: list[SplitPart]) -> str:
    return " ".join(f"{part.key}:{part.place.pk or part.place.code}" for part in parts)


def sections(plan: SplitPlan) -> list[tuple[str, str, list[Choice]]]:
    """(heading, what happens, the choices) of each kind that there is any of."""
    parts = [
        (_("People"), _("They keep their roles there, and lose them where they no longer are."), plan.people),
        (
            _("Open cases"),
            _("Whoever has a case and goes along keeps it. Of any other its new place hears."),
            plan.listed,
        ),
        (_("Vendors"), _("An institution that has a schedule vendor already keeps it."), plan.vendors),
        (_("Mailboxes, templates, answers and the like"), "", plan.others),
    ]
    return [(heading, hint, choices) for heading, hint, choices in parts if choices]
