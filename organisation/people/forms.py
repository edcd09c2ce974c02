"""The form of a person and their roles: nobody without a role, nobody locked out, nothing left behind unseen."""

from typing import Any, Final

from django import forms
from django.forms.models import BaseInlineFormSet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from database.dialects import danish_order
from organisation.models import Institution, Membership, Municipality, User
from organisation.people.leaving import RoleKeys, left_behind
from organisation.roles import Role

ONLY_EMERGENCY: Final = gettext_lazy("This is the only emergency account. Make somebody else's one first.")


class UserForm(forms.ModelForm[User]):
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

    class Meta:
        model = User
        fields = ("name", "email", "language", "is_active", "break_glass")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        others = User.objects.filter(is_active=True).exclude(pk=self.instance.pk)
        self.fields["takes_over"].queryset = others.order_by(danish_order("name"), "id")  # type: ignore[attr-defined]

    def clean_email(self) -> str:
        """Addresses are kept in small letters, and compared so before the database refuses them."""
        email = str(self.cleaned_data["email"]).lower()
        if User.objects.filter(email__iexact=email).exclude(pk=self.instance.pk).exists():
            raise forms.ValidationError(_("Somebody has this address already."))
        return email

    def clean_break_glass(self) -> bool:
        """Where only single sign-on is allowed, one emergency account remains."""
        wanted = bool(self.cleaned_data["break_glass"])
        if not wanted and is_last_emergency(self.instance):
            raise forms.ValidationError(ONLY_EMERGENCY)
        return wanted


class MembershipFormSet(BaseInlineFormSet[Membership, User, forms.ModelForm[Membership]]):
    """Reads the roles together with whether the person is active."""

    def clean(self) -> None:
        super().clean()
        if any(self.errors):
            return
        for place in self.newly_given:
            if why := place.why_closed():
                raise forms.ValidationError(why)
        role_keys = self.wanted if self.instance.is_active else []
        if self.instance.is_active and not role_keys:
            raise forms.ValidationError(_("Give the person a role, or take their access away."))
        if not self.instance.pk:
            return
        if is_last_administrator(self.instance) and (Role.MUNICIPAL_ADMIN, None) not in role_keys:
            raise forms.ValidationError(
                _("This is the last municipal administrator. Make somebody else one first, or nobody can sign in here.")
            )
        if is_last_emergency(self.instance) and (Role.MUNICIPAL_ADMIN, None) not in role_keys:
            raise forms.ValidationError(ONLY_EMERGENCY)
        decided = self.data.get("takes_over") or self.data.get("leaves_them")
        if not decided and (left := left_behind(self.instance, role_keys)):
            choose = _("Choose who takes over, or tick that nobody does by name.")
            raise forms.ValidationError(" ".join([*left, choose]))

    @property
    def newly_given(self) -> list[Institution]:
        rows = [form for form in self.forms if form.has_changed() and not form.cleaned_data.get("DELETE")]
        return [place for form in rows if (place := form.cleaned_data.get("institution"))]

    @property
    def wanted(self) -> RoleKeys:
        rows = [form.cleaned_data for form in self.forms if form.cleaned_data and not form.cleaned_data.get("DELETE")]
        places = [(row["role"], row.get("institution")) for row in rows if row.get("role")]
        return [(role, place.pk if place else None) for role, place in places]


def is_last_administrator(person: User) -> bool:
    """Whether nobody could administer without this person."""
    administrators = User.objects.with_role(Role.MUNICIPAL_ADMIN)
    return set(administrators.values_list("pk", flat=True)) == {person.pk}


def is_last_emergency(person: User) -> bool:
    """Whether nobody could sign in without this person on a day when the provider is down."""
    if Municipality.current().local_passwords:
        return False
    return set(User.objects.emergency_accounts().values_list("pk", flat=True)) == {person.pk}
