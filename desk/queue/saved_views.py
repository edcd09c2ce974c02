"""The form of a saved view."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from desk.queue.models import SavedView
from desk.queue.models.saved_view import shareable_roles
from organisation.models import User


class SavedViewForm(forms.Form):
    name = forms.CharField(label=_("Name of the view"), max_length=60)
    shared_with = forms.MultipleChoiceField(
        label=_("Share with everybody who is"), required=False, widget=forms.CheckboxSelectMultiple, choices=()
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        choices = [(role.value, role.label) for role in shareable_roles(user)]
        self.fields["shared_with"].choices = choices  # type: ignore[attr-defined]

    def is_free(self, view: SavedView) -> bool:
        """Whether no other view of the person has the name; adds the error where one has."""
        others = SavedView.objects.filter(owner=self.user, name=self.cleaned_data["name"]).exclude(pk=view.pk)
        if others.exists():
            self.add_error("name", _("You have a view of this name already."))
        return not self.errors
