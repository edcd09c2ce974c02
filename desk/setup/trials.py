"""Forms of the admin that show what would have changed before they are saved; without JavaScript."""

import hashlib
from typing import Any, Final

from django.contrib import admin
from django.contrib.admin import helpers
from django.forms import ModelForm
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from organisation.people.staff import person
from triage.learning.trial import Rules, Trial, try_out

TRIED: Final = "_tried"
NOT_TYPED: Final = frozenset({"csrfmiddlewaretoken", TRIED})


class TriedAdmin(admin.ModelAdmin[Any]):
    """The first sending shows the trial above the form; the second, of the same values, saves."""

    change_form_template = "desk/setup/learning/tried_form.html"

    def rules_with(self, typed: Any) -> Rules:
        """The rules as they would be with what was typed."""
        raise NotImplementedError

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> Any:
        untried = request.method == "POST" and request.POST.get(TRIED) != digest(request)
        shown = self.trial_page(request, object_id) if untried else None
        return shown or super().changeform_view(request, object_id, form_url, extra_context)

    def trial_page(self, request: HttpRequest, object_id: str | None) -> HttpResponse | None:
        """None where Django's own page answers better: nobody may do this, or the form has errors."""
        stored = self.get_object(request, object_id) if object_id else None
        may = self.has_change_permission(request, stored) if stored else self.has_add_permission(request)
        if not may or bool(object_id) != bool(stored):
            return None
        form = self.get_form(request, stored, change=stored is not None)(request.POST, instance=stored)
        if not form.is_valid():
            return None
        trial = try_out(Rules.now(), self.rules_with(form.save(commit=False)), user=person(request))
        return self.filled_form(request, form, object_id, trial)

    def filled_form(
        self, request: HttpRequest, form: "ModelForm[Any]", object_id: str | None, trial: Trial
    ) -> HttpResponse:
        """The form as it was typed, under what it would have changed."""
        adding = object_id is None
        obj = None if adding else self.model._default_manager.get(pk=form.instance.pk)
        fieldsets: Any = list(self.get_fieldsets(request, obj))
        shown = helpers.AdminForm(form, fieldsets, {}, self.get_readonly_fields(request, obj), model_admin=self)
        context = {
            **self.admin_site.each_context(request),
            "title": _("Before you save"),
            "adminform": shown,
            "object_id": object_id,
            "original": obj,
            "is_popup": False,
            "to_field": None,
            "media": self.media + shown.media,
            "inline_admin_formsets": [],
            "errors": [],
            "preserved_filters": self.get_preserved_filters(request),
            "trial": trial,
            "tried": digest(request),
        }
        return self.render_change_form(request, context, add=adding, change=not adding, obj=obj)


def digest(request: HttpRequest) -> str:
    """Of what was typed: only that is saved which was tried."""
    typed = sorted(
        (name, values) for name, values in request.POST.lists() if name not in NOT_TYPED and name[:5] != "_save"
    )
    return hashlib.sha256(repr(typed).encode()).hexdigest()
