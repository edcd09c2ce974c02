"""The forms of the guided start. They check, and nothing more."""

from datetime import date
from typing import Any, ClassVar, Final

from django import forms
from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from database.dialects import danish_order
from organisation.models import Institution, Municipality, Party, User
from organisation.roles import WHOLE_MUNICIPALITY, Role
from tickets.models import Mailbox, MailSignIn, Safeguarding

ROWS: Final = {"rows": 3}
DAY: Final = {"type": "date"}
ADVISER: Final = ("adviser_name", "adviser_email", "adviser_phone", "adviser_url")
PERSONAL_DATA: Final = ("processors", "third_countries", "own_legal_basis", "privacy_reviewed_on")
ACCESSIBILITY: Final = (
    "accessibility_url",
    "accessibility_status",
    "accessibility_method",
    "accessibility_problems",
    "accessibility_burden",
    "accessibility_reviewed_on",
)


def day_input() -> forms.DateInput:
    return forms.DateInput(format="%Y-%m-%d", attrs=DAY)


class MunicipalityForm(forms.ModelForm[Municipality]):
    class Meta:
        model = Municipality
        fields = ("name", "phone", "contact_email", "address", "cvr", "opening_hours_text", "launches_on")
        widgets: ClassVar[dict[str, forms.Widget]] = {"launches_on": day_input()}


class ColourForm(forms.ModelForm[Municipality]):
    class Meta:
        model = Municipality
        fields = ("primary_colour",)
        widgets: ClassVar[dict[str, forms.Widget]] = {
            "primary_colour": forms.TextInput(attrs={"type": "color", "class": "colour-picker"})
        }


class LogoForm(forms.Form):
    picture = forms.FileField(
        label=gettext_lazy("Picture"),
        help_text=gettext_lazy("PNG, JPEG or WebP, at most 2 MB. It is shown 44 pixels high beside the name."),
        widget=forms.FileInput(attrs={"accept": "image/png,image/jpeg,image/webp"}),
    )

    def clean_picture(self) -> bytes:
        from organisation.models.logo import MOST_BYTES, UnreadableLogo, drawn_anew  # noqa: PLC0415  Pillow is large

        file = self.cleaned_data["picture"]
        if file.size > MOST_BYTES:
            raise forms.ValidationError(_("The file is more than 2 MB. Make it smaller."))
        data: bytes = file.read()
        try:
            drawn_anew(data)
        except UnreadableLogo as trouble:
            raise forms.ValidationError(str(trouble)) from None
        return data


class TestMailForm(forms.Form):
    to = forms.EmailField(label=gettext_lazy("Send the test mail to"))


class MailboxForm(forms.ModelForm[Mailbox]):
    class Meta:
        model = Mailbox
        fields = ("address", "display_name", "institution", "way", "host", "port", "security", "user", "sign_in")
        widgets: ClassVar[dict[str, forms.Widget]] = {"institution": forms.Select(attrs={"data-combobox": ""})}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "way" in self.fields:
            self.fields["way"].required = False  # left out, it is the usual one


class ClosingForm(forms.Form):
    """Days that the page offered, and one of one's own."""

    closed_on_1_may = forms.BooleanField(label=gettext_lazy("Closed on 1 May"), required=False)
    offered = forms.MultipleChoiceField(
        label=gettext_lazy("Usual closing days"), required=False, widget=forms.CheckboxSelectMultiple
    )
    first = forms.DateField(label=gettext_lazy("First day"), required=False, widget=day_input())
    last = forms.DateField(label=gettext_lazy("Last day"), required=False, widget=day_input())
    name = forms.CharField(label=gettext_lazy("What it is"), max_length=80, required=False)

    def __init__(self, *args: Any, offers: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["offered"].choices = offers  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        first, last = cleaned.get("first"), cleaned.get("last") or cleaned.get("first")
        if last and not first:
            self.add_error("first", _("Write the first day, too."))
        elif first and last and not first <= last <= date.fromordinal(first.toordinal() + 366):
            self.add_error("last", _("The last day comes after the first, within a year."))
        return cleaned | {"last": last}


class HolidayFileForm(forms.Form):
    file = forms.FileField(
        label=gettext_lazy("Calendar file"),
        help_text=gettext_lazy(
            "iCal (.ics), or a line for each holiday with its days and its name, as your municipality's page or a "
            "spreadsheet has them."
        ),
        required=False,
        widget=forms.FileInput(attrs={"accept": ".ics,.csv,.txt,text/calendar,text/csv"}),
    )
    pasted = forms.CharField(
        label=gettext_lazy("Or paste it here"), required=False, widget=forms.Textarea(attrs={"rows": 4})
    )

    def clean(self) -> dict[str, Any]:
        from organisation.importing.reading import MOST_BYTES, decoded  # noqa: PLC0415  of one form alone

        cleaned = super().clean() or {}
        file = cleaned.get("file")
        if file is not None and file.size > MOST_BYTES:
            self.add_error("file", _("The file is more than 2 MB. Divide it."))
            return cleaned
        text = decoded(file.read()) if file is not None else cleaned.get("pasted", "")
        if not text.strip() and not self.errors:
            self.add_error("file", _("Choose a file, or paste its text below."))
        return cleaned | {"text": text}


class InstitutionForm(forms.ModelForm[Institution]):
    class Meta:
        model = Institution
        fields = ("name", "kind", "code", "phone", "email")


class PersonForm(forms.Form):
    """One person in one role. Who is there already gets the role beside those they have."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=120)
    email = forms.EmailField(label=gettext_lazy("E-mail"))
    role = forms.ChoiceField(label=gettext_lazy("Role"))
    institution = forms.ModelChoiceField(
        label=gettext_lazy("Institution"),
        queryset=Institution.objects.none(),
        required=False,
        empty_label=gettext_lazy("All institutions"),
        widget=forms.Select(attrs={"data-combobox": ""}),
    )

    def __init__(self, *args: Any, roles: tuple[Role, ...], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["role"].choices = [(role.value, role.label) for role in roles]  # type: ignore[attr-defined]
        if set(roles) <= WHOLE_MUNICIPALITY:
            del self.fields["institution"]
        else:
            self.fields["institution"].queryset = Institution.objects.active().by_name()  # type: ignore[attr-defined]


class PartiesForm(forms.Form):
    """Parties to begin with, and the municipality's own IT department as it is known here (`instance`)."""

    known = forms.MultipleChoiceField(
        label=gettext_lazy("Add these"), required=False, widget=forms.CheckboxSelectMultiple
    )
    it_name = forms.CharField(label=gettext_lazy("The municipality's IT department"), max_length=120, required=False)
    it_email = forms.EmailField(label=gettext_lazy("Its email"), required=False)
    it_phone = forms.CharField(label=gettext_lazy("Its phone"), max_length=40, required=False)

    def __init__(self, *args: Any, offers: list[tuple[str, str]], instance: Party | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        shown = {f"it_{name}": getattr(instance, name, "") for name in ("name", "email", "phone")}
        self.initial = shown | {"known": [key for key, _name in offers]}
        self.instance = instance
        self.fields["known"].choices = offers  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        is_known = self.instance is not None or cleaned.get("it_email") or cleaned.get("it_phone")
        if is_known and not cleaned.get("it_name"):
            self.add_error("it_name", _("Write the name of the IT department, too."))
        return cleaned


class UsesForm(forms.Form):
    """What most schools use, in one go; single ones are put right on their own pages."""

    schedule = forms.ModelChoiceField(
        label=gettext_lazy("Schedule vendor of the schools that have none yet"),
        queryset=Party.objects.filter(kind=Party.Kind.SCHEDULE_VENDOR).order_by(danish_order("name"), "id"),
        required=False,
        empty_label=gettext_lazy("Leave it open"),
    )
    school_widgets = forms.ModelMultipleChoiceField(
        label=gettext_lazy("Widgets that all schools use"),
        queryset=Party.objects.filter(kind=Party.Kind.WIDGET_VENDOR).order_by(danish_order("name"), "id"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    daycare_widgets = forms.ModelMultipleChoiceField(
        label=gettext_lazy("Widgets that all daycares use"),
        queryset=Party.objects.filter(kind=Party.Kind.WIDGET_VENDOR).order_by(danish_order("name"), "id"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )


class NamedForm(forms.Form):
    people = forms.ModelMultipleChoiceField(
        label=gettext_lazy("Told at once of every kind of sensitive matter, in all institutions"),
        queryset=User.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people = User.objects.filter(is_active=True, memberships__institution=None).exclude(
            memberships__role=Role.OBSERVER
        )
        self.fields["people"].queryset = people.distinct().order_by(danish_order("name"), "id")  # type: ignore[attr-defined]


class DutyForm(forms.ModelForm[Safeguarding]):
    class Meta:
        model = Safeguarding
        fields = ("duty_name", "duty_phone", "duty_page")


class PrivacyForm(forms.ModelForm[Municipality]):
    class Meta:
        model = Municipality
        fields = (*ADVISER, *PERSONAL_DATA, *ACCESSIBILITY)
        widgets: ClassVar[dict[str, forms.Widget]] = {
            "privacy_reviewed_on": day_input(),
            "accessibility_reviewed_on": day_input(),
            **{
                name: forms.Textarea(attrs=ROWS)
                for name in (
                    "processors",
                    "third_countries",
                    "own_legal_basis",
                    "accessibility_problems",
                    "accessibility_burden",
                )
            },
        }

    def group(self, names: tuple[str, ...]) -> list[forms.BoundField]:
        return [self[name] for name in names]

    def groups(self) -> list[tuple[str, list[forms.BoundField]]]:
        return [
            (_("Data protection adviser"), self.group(ADVISER)),
            (_("Personal data"), self.group(PERSONAL_DATA)),
            (_("Accessibility"), self.group(ACCESSIBILITY)),
        ]


def mail_facts() -> dict[str, Any]:
    """Where mail goes out, without what is secret."""
    return {
        "mail_from": settings.DEFAULT_FROM_EMAIL,
        "mail_host": getattr(settings, "EMAIL_HOST", ""),
        "mail_port": getattr(settings, "EMAIL_PORT", ""),
        "by_graph": MailSignIn.objects.filter(sends=True, service=MailSignIn.Service.GRAPH).exists(),
        "mail_folder": getattr(settings, "EMAIL_FILE_PATH", ""),
    }
